"""The case file field by field: label, type, codes, where a field is filled in and where it shows."""

import inspect
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from casekit import figures, report, vocab
from casekit.model import Bilingual, Part, walk
from casekit.model.case import part_in
from casekit.model.part import When, link_fields, scheme
from casekit.widgets.place import kind_at, specs
from docs.pages import outputs, rst
from docs.pages.forms import kinds, reached
from tests import whereabouts
from tests.empty_parts import case_of

__all__ = ["pages"]

LISTED = 12  # codes that stand beside a field; more stand only on the page of codes
PARTLY = "week, date and more of a time: where it is needed a form asks for it"


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield a page for each module of the model, which is a stage of the work."""
    by_module = groupby(sorted(kinds(), key=_order), key=lambda kind: kind.__module__)
    made = {module.rpartition(".")[2]: [*held] for module, held in by_module}
    about = (
        "A case file is YAML, and every field of it stands here: what it is called in forms and tables, "
        "what may stand in it, which form edits it and where it shows. The file holds codes; people read "
        "labels.\n\n"
    )
    yield "casefile", rst.heading("The case file") + about + rst.toctree(f"fields/{name}" for name in made)
    for name, held in made.items():
        said = str(import_module(held[0].__module__).__doc__).splitlines()[0]
        head = said.partition(":")[0].rstrip(".")
        yield f"fields/{name}", rst.heading(head) + f"{said}\n\n" + "".join(map(_kind, held))


def _order(kind: type[Part]) -> int:
    """Return the place of a module among those of the model, by the first of its parts in a case."""
    return next(at for at, other in enumerate(kinds()) if other.__module__ == kind.__module__)


def _kind(kind: type[Part]) -> str:
    own = f"casekit.model.{kind.__name__}"
    said = " ".join(str(inspect.getdoc(kind)).partition("\n\n")[0].split())
    fields = "".join(_field(kind, name) for name in kind.model_fields)
    label = f".. _part-{kind.__name__}:\n\n"
    return f"{label}{rst.heading(kind.__name__, '-')}{said} See :py:class:`{own}`.\n\n{fields}"


def _field(kind: type[Part], name: str) -> str:
    told = {
        "Label": _labels(kind, name),
        "Holds": _type(kind, name),
        "Codes": _codes(kind, name),
        "Filled in": _filled_in(kind, name),
        "Shown in": _shown_in(kind, name),
    }
    facts = "".join(f":{head}: {said}\n" for head, said in told.items() if said)
    return rst.block(f"py:attribute:: casekit.model.{kind.__name__}.{name}", facts)


def _labels(kind: type[Part], name: str) -> str:
    """Return what a field is called in both languages, each name that it has in forms and tables."""
    heads = sorted(_heads()[kind, name]) or [name]
    rooms = ("widgets", "tables") if part_in(kind, name) else ("tables",)
    found = (next(filter(_is_label, (f"{room}.{head}" for room in rooms)), None) for head in heads)
    said = ([vocab.say(key, language) for language in vocab.LANGUAGES] for key in found if key)
    return "; ".join(" · ".join(map(rst.escaped, labels)) for labels in said)


def _is_label(key: str) -> bool:
    """Return whether there is such a message, and it needs nothing to be filled in."""
    return "{" not in vocab._messages().get(key, {"en": "{"})["en"]


@cache
def _heads() -> dict[tuple[type[Part], str], set[str]]:
    """Return the words that head each field in forms."""
    found = defaultdict(set)
    for path, spec in specs().items():
        for word in spec.replace("---", " ").split():
            name, _, head = word.partition(":")
            found[kind_at(path), name].add(head or name)
    return found


def _type(kind: type[Part], name: str) -> str:
    """Return what a field holds, and whether it must be there."""
    said = ("several: " if _is_list(kind, name) else "") + _held(kind, name)
    return said + (", required" if kind.model_fields[name].is_required() else "")


def _held(kind: type[Part], name: str) -> str:
    if codes := scheme(kind, name):
        return f"code of :ref:`{codes} <codes-{codes}>`"
    if link := link_fields(kind).get(name):
        return f"id of a {' or '.join(rst.escaped(vocab.label('kind', one)) for one in link.kinds)}"
    if part := part_in(kind, name):
        return f":ref:`part-{part.__name__}`"
    words = dict.fromkeys(_word(leaf) for leaf in _leaves(_schema(kind)["properties"][name]))
    return " or ".join(filter(None, words))


def _is_list(kind: type[Part], name: str) -> bool:
    options = _schema(kind)["properties"][name]
    return any(own.get("type") == "array" for own in (options, *options.get("anyOf", ())))


@cache
def _schema(kind: type[Part]) -> dict[str, Any]:
    return kind.model_json_schema()


def _leaves(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a field can hold, inside lists too."""
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
    for own in inner:
        yield from _leaves(own)
    if not inner:
        yield schema


def _word(leaf: dict[str, Any]) -> str:
    """Return one type in words."""
    if "const" in leaf:
        return f"``{leaf['const']}``"
    if leaf.get("$ref", "").endswith(f"/{Bilingual.__name__}"):
        return "text in both languages"
    words = {"integer": "whole number", "number": "number", "boolean": "yes or no", "string": "text"}
    word = "date" if leaf.get("format") == "date" else words.get(leaf.get("type", ""), "")
    ends = [f"{sign} {leaf[key]}" for key, sign in (("minimum", "from"), ("maximum", "to")) if key in leaf]
    return " ".join([word, *ends])


def _codes(kind: type[Part], name: str) -> str:
    codes = scheme(kind, name)
    if codes is None or len(vocab.codes(codes)) > LISTED:
        return ""
    return ", ".join(f"``{code}`` ({both(codes, code)})" for code in vocab.codes(codes))


def both(codes: str, code: str) -> str:
    """Return the labels of a code in both languages, once where they are the same."""
    labels = dict.fromkeys(rst.escaped(vocab.label(codes, code, language)) for language in vocab.LANGUAGES)
    return " · ".join(labels)


def _filled_in(kind: type[Part], name: str) -> str:
    """Return the forms that edit a field, or why none does."""
    own = f"{kind.__name__}.{name}"
    found = [form for form in whereabouts.forms() if own in reached()[form]]
    if found:
        return ", ".join(f":py:class:`~casekit.widgets.{form}`" for form in found)
    if part := part_in(kind, name):
        return f"see :ref:`part-{part.__name__}`"
    if name == "id":
        return whereabouts.BY_CASEKIT
    is_time = issubclass(kind, When) and name in whereabouts.LESS_OF_A_TIME
    return whereabouts.WITHOUT_A_FORM.get(own, PARTLY if is_time else "")


def _shown_in(kind: type[Part], name: str) -> str:
    """Return the tables, figures and reports that show a field, or why none does."""
    tables = sorted(_tables().get((kind, name), ()))
    pictures = sorted(_figures().get((kind, name), ()))
    printed = [one for one in report.kinds() if (kind, name) in _printed(one)]
    groups = {
        "tables": [f":py:func:`~casekit.tables.{one}`" for one in tables],
        "figures": [f":py:func:`~casekit.figures.{one}`" for one in pictures],
        "reports": [f"``{one}``" for one in printed],
    }
    said = "; ".join(f"{room} {', '.join(held)}" for room, held in groups.items() if held)
    why = whereabouts.ELSEWHERE.get(f"{kind.__name__}.{name}") or whereabouts.ELSEWHERE.get(kind.__name__)
    return said or why or {"basis": "beside what is shown of it"}.get(name, "")


_tables = cache(whereabouts.shown_in_tables)


@cache
def _printed(kind: str) -> set[whereabouts.Field]:
    return whereabouts.printed_by(report.outline.outline_of(kind))


@cache
def _figures() -> dict[whereabouts.Field, set[str]]:
    """Return the figures that read each field while they draw a case."""
    found = defaultdict(set)
    drawing = [name for name in figures.__all__ if _draws_a_case(name)]
    for case in (case_of(linked=True), *outputs.cases().values()):
        for name in drawing:
            with _reads() as read:
                getattr(figures, name)(case)
            for field in read:
                found[field].add(name)
    return found


def _draws_a_case(name: str) -> bool:
    own = getattr(figures, name)
    if not inspect.isroutine(own):
        return False
    first, *others = inspect.signature(own).parameters.values()
    return first.name == "case" and all(other.default is not other.empty for other in others)


@contextmanager
def _reads() -> Iterator[set[whereabouts.Field]]:
    """Note which fields of parts are read, other than on a walk through all of them."""
    found: set[whereabouts.Field] = set()

    def noted(part: Part, name: str) -> Any:
        if name in type(part).model_fields and sys._getframe(1).f_code is not walk.__code__:
            found.add((type(part), name))
        return object.__getattribute__(part, name)

    Part.__getattribute__ = noted  # type: ignore[method-assign]
    try:
        yield found
    finally:
        del Part.__getattribute__
