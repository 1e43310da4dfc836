"""Case file text to plain data and back: every value a string, every place with its line."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from casekit import vocab
from casekit.errors import CaseFileError
from casekit.model import Case, Part
from casekit.model.problems import Location, place, problems, short
from casekit.store.files import LARGEST, too_large
from casekit.store.yamlwriter import written

# Well above the largest case file that people write by hand or form (3,000 fields and texts); whatever lies
# above it is refused before anything is built, so that a lesson on old laptops stays quick.
MAX_DEPTH = 40
MAX_NODES = 150_000
GROUP = 4  # nodes that a group or list counts as: an empty one is as much to complain of

_P = TypeVar("_P", bound=Part)

_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BEFORE_VALUES = " \t\r\n\x85\u2028\u2029,[{"
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
    if "%TAG" in text and (found := _OWN_TAGS.search(text)):  # the library compares each with all others
        raise _unreadable("tag", path, line=text.count("\n", 0, found.start()) + 1, tag=found[0])
    try:
        if _most_nodes(text) > MAX_NODES or _may_begin(text, "!"):
            _refuse_events(text, path)
        root = _composed(text, path)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, path) from None
    if root is None:
        raise _unreadable("empty", path)
    if _may_begin(text, "&"):
        _Weight(path).add(root)
    return Document(_built(root, path), root)


def dump(case: Case) -> str:
    """Return the text of a case file: only what differs from an empty case, multi-line text as blocks."""
    data = case.model_dump(exclude_defaults=True, serialize_as_any=True, warnings=False)
    _prune(data, Case)
    head = f"# {vocab.say('store.header', 'id')} / {vocab.say('store.header', 'en')}\n"
    return f"{head}schema_version: {case.schema_version}\n{written(data)}"


def _prune(data: dict[str, Any], part: type[Part]) -> None:
    """Take out the parts that every case has, such as the plan, where they say nothing."""
    for name, field in part.model_fields.items():
        if field.default_factory and name in data:
            _prune(data[name], type(field.get_default(call_default_factory=True)))
            if not data[name]:
                del data[name]


class _Loader(_BaseLoader):  # type: ignore[misc]
    """Composes nodes without tags, and stops where they lie too deep to be built."""

    depth = 0
    resolve = staticmethod("".format)  # no tag, whatever the node is: what has one was refused before

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """Notice that a node begins."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeepError

    def ascend_resolver(self) -> None:
        """Notice that a node ends."""
        self.depth -= 1


class _TooDeepError(Exception):
    """Nodes within nodes, more than anybody writes."""


def _most_nodes(text: str) -> int:
    """Return how much the nodes of a text can count at most, seen from its signs; mostly it is far less.

    A group or list begins at one of its signs, and at most two values stand at each sign or line.
    """
    groups = sum(map(text.count, "[{-:?"))
    return (GROUP + 1) * groups + 2 * (text.count("\n") + text.count(",") + 1)


def _may_begin(text: str, sign: str) -> bool:
    """Tell whether a value may begin with a sign: with ``!`` it has a tag, with ``&`` an alias may follow."""
    at = text.find(sign)
    while at > 0 and text[at - 1] not in _BEFORE_VALUES:
        at = text.find(sign, at + 1)
    return at >= 0


def _composed(text: str, path: Path) -> yaml.Node | None:
    """Return the nodes of a text; those that lie too deep are refused with their line."""
    loader = _Loader(text)
    try:
        root: yaml.Node | None = loader.get_single_node()
    except _TooDeepError:
        _refuse_events(text, path)
        raise
    finally:
        loader.dispose()
    return root


def _built(node: Any, path: Path) -> Any:
    """Return the data of a node and of all below it, every value a string."""
    if type(node) is yaml.ScalarNode:
        return node.value
    if type(node) is yaml.SequenceNode:
        return [_built(item, path) for item in node.value]
    data = {}
    for key, value in node.value:
        if type(key) is not yaml.ScalarNode:
            raise _unreadable("key", path, line=_line(key))
        if key.value in data:
            raise _unreadable("twice", path, line=_line(key), field=short(key.value))
        data[key.value] = value.value if type(value) is yaml.ScalarNode else _built(value, path)
    return data


def _decode(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable("encoding", path, line=raw.count(b"\n", 0, error.start) + 1) from None


def _refuse_events(text: str, path: Path) -> None:
    """Refuse nesting without end, more than anybody writes, and tags, with the line where that begins."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_BaseLoader):
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
class _Weight:
    """Counts what nodes would become once every alias is followed."""

    path: Path
    nodes: int = 0
    letters: int = 0

    def add(self, node: Any, depth: int = 0) -> None:
        """Add a node and all below it; raises CaseFileError if that is too much."""
        if isinstance(node, yaml.ScalarNode):
            self.nodes += 1
            self.letters += len(node.value)
        else:
            self.nodes += GROUP
        if self.nodes > MAX_NODES or self.letters > LARGEST or depth > MAX_DEPTH:
            raise _unreadable("alias", self.path, line=_line(node))
        if isinstance(node, yaml.MappingNode):
            for pair in node.value:
                for inner in pair:
                    self.add(inner, depth + 1)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self.add(item, depth + 1)


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


def as_part(part: type[_P], data: Any, document: Document, path: Path, within: Location = ()) -> _P:
    """Return data of a file as the part that they should be.

    Parameters
    ----------
    part : type of Part
        What the file, or the place `within` it, should hold.
    data : object
        The data.
    document, path, within
        As of `refusal`.

    Raises
    ------
    CaseFileError
        What `refusal` returns.
    """
    try:
        return part.model_validate(data)
    except ValidationError as error:
        raise refusal(error, part, document, path, within) from None


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
    sentences, more = told(error, part, document, path, within)
    if more:
        sentences.append(vocab.say("store.more", count=more))
    return CaseFileError("\n".join(sentences), path)


def told(
    error: ValidationError, part: type[Part], document: Document, path: Path, within: Location = ()
) -> tuple[list[str], int]:
    """Return the sentences of `refusal`, and how many things more are wrong."""
    found, more = problems(error, part)
    sentences = []
    for own, problem in found:
        at = (*within, *own)
        line, field = document.line(at), place(at)
        sentences.append(vocab.say("store.problem", file=path.name, line=line, field=field, problem=problem))
    return sentences, more


def _unreadable(what: str, path: Path, **facts: Any) -> CaseFileError:
    return CaseFileError(vocab.say(f"store.{what}", file=path.name, **facts), path)
