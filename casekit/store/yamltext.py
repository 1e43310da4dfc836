"""Case file text to plain data and back: every value a string, every place with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from casekit import vocab
from casekit.errors import CaseFileError
from casekit.model import Case, Part
from casekit.model.part import Location

__all__ = ["Document", "dump", "parse"]

# Well above the largest case file that people write by hand or form; a lesson on old laptops stays quick.
MAX_BYTES = 10_000_000
MAX_DEPTH = 40
MAX_NODES = 400_000
WIDTH = 100

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Document:
    """The data of a case file, and the line on which each part of it stands."""

    data: Any
    lines: Mapping[Location, int]

    def line(self, at: Location) -> int:
        """Return the line of a place, or of the nearest place around it that is in the file."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)


def parse(raw: bytes, path: Path) -> Document:
    """Return the data of a case file; raises CaseFileError with the line where it cannot be read."""
    if len(raw) > MAX_BYTES:
        raise _unreadable("size", path, megabytes=MAX_BYTES // 1_000_000)
    text = _decode(raw, path)
    try:
        _check_events(text, path)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, path) from None
    if node is None:
        raise _unreadable("empty", path)
    lines: dict[Location, int] = {}
    data = _Builder(path, lines).build(node, ())
    return Document(data, lines)


def dump(case: Case) -> str:
    """Return the text of a case file: only what differs from an empty case, multi-line text as blocks."""
    data = {"schema_version": case.schema_version, **_plain(case)}
    body: str = yaml.dump(
        data, Dumper=_CaseDumper, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=False
    )
    return f"# {vocab.say('store.header', 'id')} / {vocab.say('store.header', 'en')}\n{body}"


class _CaseDumper(_Dumper):  # type: ignore[misc]
    """Writes text of several lines as a block, and never writes aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_CaseDumper.add_representer(str, _represent_text)


def _plain(value: Any) -> Any:
    """Return a part as plain data, without the fields that say no more than their default."""
    if isinstance(value, Part):
        fields = type(value).model_fields
        first = ["id"] if value.kind else []
        return {
            name: _plain(own)
            for name in dict.fromkeys([*first, *fields])
            if (own := getattr(value, name)) != fields[name].get_default(call_default_factory=True)
            or fields[name].is_required()
        }
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # half an emoji, cut by some programs, is no UTF-8
    return value.isoformat() if isinstance(value, date) else value


def _decode(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable("encoding", path, line=raw.count(b"\n", 0, error.start) + 1) from None


def _check_events(text: str, path: Path) -> None:
    """Refuse nesting without end and tags, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _unreadable("depth", path, line=_line(event), depth=MAX_DEPTH)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if tag := getattr(event, "tag", None):
            raise _unreadable("tag", path, line=_line(event), tag=tag)


@dataclass
class _Builder:
    """Builds data from YAML nodes and counts, because aliases can make a small file endless."""

    path: Path
    lines: dict[Location, int]
    count: int = 0

    def build(self, node: yaml.Node, at: Location) -> Any:
        line = _line(node)
        self.count += 1
        if self.count > MAX_NODES or len(at) > MAX_DEPTH:
            raise _unreadable("alias", self.path, line=line)
        self.lines.setdefault(at, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*at, index)) for index, item in enumerate(node.value)]
        return node.value

    def _mapping(self, node: yaml.MappingNode, at: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            line = _line(key)
            if not isinstance(key, yaml.ScalarNode):
                raise _unreadable("key", self.path, line=line)
            if key.value in data:
                raise _unreadable("twice", self.path, line=line, field=key.value)
            self.lines[*at, key.value] = line
            data[key.value] = self.build(value, (*at, key.value))
        return data


def _line(found: yaml.Node | yaml.Event) -> int:
    return found.start_mark.line + 1 if found.start_mark else 1


def _not_yaml(error: yaml.YAMLError, text: str, path: Path) -> CaseFileError:
    """Return the sentence for text that is not YAML, and say so where a tab is to blame."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", None)
    line = mark.line + 1 if mark else text.count("\n", 0, position or 0) + 1
    rows = text.splitlines()
    blamed = rows[line - 1] if line <= len(rows) else ""
    indent = blamed[: len(blamed) - len(blamed.lstrip())]
    return _unreadable("tab" if "\t" in indent else "yaml", path, line=line)


def _unreadable(what: str, path: Path, **facts: Any) -> CaseFileError:
    return CaseFileError(vocab.say(f"store.{what}", file=path.name, **facts), path)
