"""Every code that stands in casekit's own Python is one that the vocabulary holds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import casekit
from casekit import vocab
from casekit.model import Part
from casekit.model.part import scheme

FILES = sorted(Path(casekit.__file__).parent.rglob("*.py"))
LOOKED_UP = {"about", "codes", "label", "meaning"}
CODE = re.compile("[a-z][a-z0-9_-]*")
# A cell of SWOT and the nature of a finding have the name of a field of ties.
OF_ANOTHER_SCHEME = {
    ("methods", "gathered_by"),
    ("strength", "strength"),
    ("strength", "good"),
    ("strength", "increase"),
    ("basis", "synthetic"),  # of charts, whose data no client gave
    ("phase", "phase"),  # of a column, as it is usually called
    ("side", "right"),  # of NumPy's searchsorted
}


def kinds(part: type[Part] = Part) -> Iterator[type[Part]]:
    for inner in part.__subclasses__():
        yield inner
        yield from kinds(inner)


def schemes_of() -> dict[str, set[str]]:
    """Return the codes that a field of this name can hold, in any part that has it only for codes."""
    found: dict[str, set[str]] = {}
    texts: set[str] = set()
    for part in kinds():
        for name in part.model_fields:
            own = scheme(part, name)
            if own is None:
                texts.add(name)
            else:
                found.setdefault(name, set()).update(vocab.codes(own))
    return {name: codes for name, codes in found.items() if name not in texts}


def constants(node: ast.AST) -> list[str]:
    """Return the texts that stand in an expression."""
    inside = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return [one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def used(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield names of fields with what is given to them, set or compared with them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from ((one.arg or "", code) for one in node.keywords for code in constants(one.value))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                yield from ((name, code) for name in constants(key or value) for code in constants(value))
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
            yield from ((node.left.attr, code) for one in node.comparators for code in constants(one))


def kinds_named(tree: ast.AST) -> Iterator[str]:
    """Yield the kinds of parts that links lead to, and that forms ask a case for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = node.args[name == "part" :] if name in ("LinkTo", "part") else []
            yield from (kind for one in given for kind in constants(one))


def looked_up(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """Yield schemes, with the code where that stands there too, of which the vocabulary is asked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first, *rest = node.args
            if name in LOOKED_UP and constants(first):
                codes = constants(rest[0]) if rest else []
                yield constants(first)[0], codes[0] if codes else None


def trees(*rooms_left_out: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield casekit's modules, without those of some rooms."""
    for file in FILES:
        if file.parent.name not in rooms_left_out:
            yield file.name, ast.parse(file.read_text(encoding="utf-8"))


def test_no_code_in_python_is_unknown() -> None:
    allowed, seen, unknown = schemes_of(), 0, []
    for file, tree in trees("export"):  # where a cell is one of a notebook
        for name, code in used(tree):
            if name in allowed and CODE.fullmatch(code) and (name, code) not in OF_ANOTHER_SCHEME:
                seen += 1
                unknown += [] if code in allowed[name] else [(file, name, code)]
    assert unknown == []
    assert seen > 60


def test_the_vocabulary_is_asked_only_for_what_it_holds() -> None:
    asked = [(file, *found) for file, tree in trees() for found in looked_up(tree)]
    assert [
        one
        for one in asked
        if one[1] not in vocab.schemes() or (one[2] or vocab.codes(one[1])[0]) not in vocab.codes(one[1])
    ] == []
    assert len(asked) > 100


def test_every_kind_of_part_has_a_name() -> None:
    known = vocab.codes("kind")
    assert {part.kind for part in kinds() if part.kind} <= {*known}
    named = [kind for _, tree in trees() for kind in kinds_named(tree)]
    assert {*named} <= {*known}
    assert len(named) > 20
