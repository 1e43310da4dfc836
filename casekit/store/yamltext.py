"""Case file text to plain data and back: every value a string, every place with its line."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from casekit import vocab
from casekit.errors import CaseFileError
from casekit.model import Case, Part
from casekit.model.problems import Location, place, problems, short
from casekit.store.files import LARGEST, too_large

__all__ = ["Document", "dump", "parse", "refusal"]

# Well above the largest case file that people write by hand or form (3,000 fields and texts); whatever lies
# above it is refused before anything is built, so that a lesson on old laptops stays quick.
MAX_DEPTH = 40
MAX_NODES = 150_000
GROUP = 4  # nodes that a group or list counts as: an empty one is as much to complain of
WIDTH = 100

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_OWN_TAGS = re.compile(r"^%TAG\b", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """The data of a case file, and the YAML that they were built from."""

    data: Any
    root: yaml.Node

    def line(self, at: Location) -> int:
        """Return the line of a place, or of the nearest place around it that is in the file."""
        node, line = self.root, _line(self.root)
        for step in at:
            inner = _inner(node, step)
            if inner is None:
                break
            begins, node = inner
            line = _line(begins)
        return line


def parse(raw: bytes, path: Path) -> Document:
    """Return the data of a case file; raises CaseFileError with the line where it cannot be read."""
    if len(raw) > LARGEST:
        raise too_large(path, LARGEST)
    text = _decode(raw, path)
    try:
        _check_events(text, path)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, path) from None
    if node is None:
        raise _unreadable("empty", path)
    return Document(_Builder(path).build(node), node)


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
    """Refuse nesting without end, more than anybody writes, and tags, before anything is built."""
    if found := _OWN_TAGS.search(text):  # of which the library compares each with all others
        raise _unreadable("tag", path, line=text.count("\n", 0, found.start()) + 1, tag=found[0])
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_Loader):
        nodes += GROUP if isinstance(event, yaml.CollectionStartEvent) else isinstance(event, yaml.NodeEvent)
        if nodes > MAX_NODES:
            raise _unreadable("nodes", path, line=_line(event), thousand=MAX_NODES // 1000)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _unreadable("depth", path, line=_line(event), depth=MAX_DEPTH)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if tag := getattr(event, "tag", None):
            raise _unreadable("tag", path, line=_line(event), tag=short(tag))


@dataclass
class _Builder:
    """Builds data from YAML nodes and counts, because aliases can make a small file endless."""

    path: Path
    nodes: int = 0
    letters: int = 0

    def build(self, node: yaml.Node, depth: int = 0) -> Any:
        """Return the data of a node and of all below it."""
        self._count(node, depth)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return node.value

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _unreadable("key", self.path, line=_line(key))
            self._count(key, depth)
            if key.value in data:
                raise _unreadable("twice", self.path, line=_line(key), field=short(key.value))
            data[key.value] = self.build(value, depth + 1)
        return data

    def _count(self, node: yaml.Node, depth: int) -> None:
        if isinstance(node, yaml.ScalarNode):
            self.nodes += 1
            self.letters += len(node.value)
        else:
            self.nodes += GROUP
        if self.nodes > MAX_NODES or self.letters > LARGEST or depth > MAX_DEPTH:
            raise _unreadable("alias", self.path, line=_line(node))


def _inner(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the node one step further in, after the node at which its line begins."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


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


def refusal(
    error: ValidationError, part: type[Part], document: Document, path: Path, within: Location = ()
) -> CaseFileError:
    """Return the error that names the first ten things wrong in a file with their lines, and counts the rest.

    Parameters
    ----------
    error : ValidationError
        What pydantic found wrong.
    part : type of Part
        What the file, or the place `within` it, should hold.
    document : Document
        The content of the file.
    path : Path
        The file.
    within : tuple, optional
        Where in the file the part stands.
    """
    found, more = problems(error, part)
    sentences = []
    for own, problem in found:
        at = (*within, *own)
        line, field = document.line(at), place(at)
        sentences.append(vocab.say("store.problem", file=path.name, line=line, field=field, problem=problem))
    if more:
        sentences.append(vocab.say("store.more", count=more))
    return CaseFileError("\n".join(sentences), path)


def _unreadable(what: str, path: Path, **facts: Any) -> CaseFileError:
    return CaseFileError(vocab.say(f"store.{what}", file=path.name, **facts), path)
