"""The one style in which words and messages are written down; `python tests/vocab_style.py` writes them so.

A code takes a line for its labels and one for its explanation, a message a line for each language, or one
line altogether where that is short. Texts stand in double quotes, codes do not.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

DATA = Path(__file__).parents[1] / "casekit" / "data"
VOCAB = DATA / "vocab"
PAGES = sorted(
    [*VOCAB.rglob("*.yaml"), *(page for page in (DATA / "check").glob("*.yaml") if page.stem != "words")]
)
WIDTH = 120


def styled(text: str) -> str:
    """Return a page in the one style; all that stands between its entries stays."""
    lines = text.splitlines()
    for key, value in reversed([*_entries(yaml.compose(text))]):
        lines[key.start_mark.line : _last_line(value) + 1] = _written(key, value)
    return "\n".join(lines) + "\n"


def _entries(node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.MappingNode]]:
    """Yield the keys and values of all that has a text in both languages, and is not part of such a thing."""
    for key, value in node.value:
        if not isinstance(value, yaml.MappingNode):
            continue
        if {"id", "en"} <= {inner.value for inner, _ in value.value}:
            yield key, value
        else:
            yield from _entries(value)


def _last_line(node: yaml.Node) -> int:
    """Return the line in which a value ends; a mapping in block style says a later one."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return _last_line(node.value[-1][1])
    return int(node.end_mark.line)


def _written(key: yaml.ScalarNode, value: yaml.MappingNode) -> list[str]:
    indent = " " * key.start_mark.column
    fields = [f"{name.value}: {_value(name.value, field)}" for name, field in value.value]
    fields.sort(key=lambda field: field.startswith("about:"))
    whole = f"{indent}{key.value}: {{{', '.join(fields)}}}"
    if len(whole) <= WIDTH:
        return [whole]
    *first, last = fields
    return [f"{indent}{key.value}: {{{', '.join(first)},", f"{indent}  {last}}}"]


def _value(name: str, node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return f"{{{', '.join(f'{inner.value}: {_value(inner.value, text)}' for inner, text in node.value)}}}"
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(item.value for item in node.value)}]"
    if name not in ("id", "en") and re.fullmatch("[a-z_]+", node.value):
        return str(node.value)
    quoted = node.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"'


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(styled(page.read_text(encoding="utf-8")), encoding="utf-8")
