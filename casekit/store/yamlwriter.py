"""Plain data to YAML text: what a case file holds, written so that no program reads it otherwise.

Twice as fast as the library, which takes a case apart into nodes and those into events; a form saves while
somebody types. Whatever is written is read again before it replaces a file.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

WIDTH = 100
_LONGEST_VALUE = 50  # letters of a number or date
_RESOLVER: Any = yaml.resolver.Resolver()

# Begins with a word or a number, and holds no sign that means something to YAML where it stands.
_PLAIN = re.compile(r"(?:[^\W\d_]|\d+ (?! ))(?:[\w .,;()/'+%=?!“”‘’–—…~-]|:(?! |\Z)|(?<! )#)*(?<! )\Z")
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')


def written(data: dict[str, Any]) -> str:
    r"""Return data as YAML: in every group the id comes first.

    Examples
    --------
    >>> print(written({"text": "tidak: ya", "id": "g1", "week": 2, "goals": ["g1", "no"]}))
    id: g1
    text: 'tidak: ya'
    week: 2
    goals:
    - g1
    - 'no'
    <BLANKLINE>
    """
    lines: list[str] = []
    _write(data, "", lines)
    return "".join(lines)


def _write(group: dict[str, Any], indent: str, lines: list[str]) -> None:
    """Add the lines of a group."""
    for name, value in ({"id": group["id"], **group} if "id" in group else group).items():
        kind = type(value)
        if kind is str:
            lines.append(f"{indent}{name}: {_text(value, indent)}\n")
        elif kind is dict:
            before = len(lines)
            _write(value, f"{indent}  ", lines)
            lines.insert(before, f"{indent}{name}:\n" if len(lines) > before else f"{indent}{name}: {{}}\n")
        elif kind is list:
            lines.append(f"{indent}{name}:\n" if value else f"{indent}{name}: []\n")
            for item in value:
                _write_item(item, indent, lines)
        else:
            lines.append(f"{indent}{name}: {_value(value)}\n")


def _write_item(item: Any, indent: str, lines: list[str]) -> None:
    """Add the lines of an item of a list."""
    if type(item) is dict:
        before = len(lines)
        _write(item, f"{indent}  ", lines)
        if len(lines) > before:
            lines[before] = f"{indent}- {lines[before][len(indent) + 2 :]}"
        else:
            lines.append(f"{indent}- {{}}\n")
    else:
        lines.append(f"{indent}- {_text(item, indent) if type(item) is str else _value(item)}\n")


def _value(value: Any) -> str:
    """Return a number, date or truth value as YAML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")
    return value.isoformat() if isinstance(value, date) else str(value)


@lru_cache(maxsize=10_000)  # a form saves again and again what is mostly as it was
def _text(text: str, indent: str) -> str:
    """Return a text: plain where it can be, as a block where it has several lines, else quoted."""
    if _PLAIN.match(text) and not _is_read_otherwise(text[:_LONGEST_VALUE]):
        return _folded(text, indent)
    if text.replace("\n", "").isprintable():
        if "\n" not in text:
            return f"'{_folded(text.replace(chr(39), chr(39) * 2), indent)}'"
        if text[0] not in " \n" and not text.endswith("\n\n"):
            ending = "" if text.endswith("\n") else "-"
            body = text.removesuffix("\n").replace("\n", f"\n{indent}  ")
            return f"|{ending}\n{indent}  {body}"
    return f'"{_TO_ESCAPE.sub(_escaped, text)}"'


def _folded(text: str, indent: str) -> str:
    """Return a text on lines of at most a hundred letters, where single spaces allow it."""
    lines = []
    while len(text) > WIDTH:
        at = text.rfind(" ", 1, WIDTH)
        while at > 0 and " " in (text[at - 1], text[at + 1 : at + 2] or " "):
            at = text.rfind(" ", 1, at)
        if at < 1:
            break
        lines.append(text[:at])
        text = text[at + 1 :]
    return f"\n{indent}  ".join([*lines, text])


def _escaped(found: re.Match[str]) -> str:
    """Return a sign as double quotes hold it; half an emoji, cut by some programs, is no UTF-8."""
    sign = found[0]
    if sign in '"\\':
        return f"\\{sign}"
    return "\ufffd" if "\ud800" <= sign <= "\udfff" else f"\\u{ord(sign):04x}"


def _is_read_otherwise(text: str) -> bool:
    """Tell whether other programs would take a text for a number, date, truth value or nothing."""
    return bool(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) != "tag:yaml.org,2002:str")
