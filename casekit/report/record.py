"""The record of a case as a page, field by field, with the points of the check as remarks beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from casekit.check import Point, heading, told_about
from casekit.model import Case, Measure, Part, Person, Plan, Statement
from casekit.model.problems import Location
from casekit.tables.columns import Columns, called, value_of
from casekit.tables.table import in_thousands, written
from casekit.vocab import codes, say

_FIRST = (
    *("summary", "provenance", "category", "cluster", "methods", "tools"),
    *("setting", "people", "unions", "households", "emotional_ties", "network"),
)
_STAGES = {"plan": "planning"}
_LEFT_OUT = {"id", "schema_version", "client", "title"}
_LABELS = {(Measure, "target"): "tables.goal_target", (Plan, "systems"): "widgets.practice_systems"}
_DEEPEST = 4  # headings of a page


def record(case: Case, points: Sequence[Point]) -> str:
    """Return the record of a case as HTML in which each point is a remark at its place, for Word.

    What the case file holds stands in the order of the stages; a field that is empty stands there only where
    a point asks for it. The remarks are spans as pandoc reads them (``comment-start``), and all texts of the
    case are escaped.

    Parameters
    ----------
    case : Case
        The case.
    points : sequence of Point
        What the check found in it.

    Examples
    --------
    >>> from casekit.check import check
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> case = Case(id="a", title="A", client="client", people=[client], plan={"goals": [goal]})
    >>> 'class="comment-start"' in record(case, check(case, select=["P401"]))
    True
    """
    return "\n".join(_Page(case, points).lines())


class _Page:
    """Writes one record, in the current language."""

    def __init__(self, case: Case, points: Iterable[Point]) -> None:
        self._case = case
        self._by_id: Mapping[str, Any] = case.by_id()
        self._number = 0
        self._remarks: dict[Location, list[Point]] = {}
        for point in points:
            self._remarks.setdefault(point.at, []).append(point)
        self._asked = {at[:end] for at in self._remarks for end in range(len(at) + 1)}

    def lines(self) -> Iterator[str]:
        """Yield the paragraphs of the page."""
        yield self._heading(1, str(self._case.title), ())
        order = [*_FIRST, *(name for name in Case.model_fields if name not in _FIRST)]
        for name in order:
            yield from self._field(self._case, name, (), 2)

    def _field(self, part: Part, name: str, at: Location, level: int) -> Iterator[str]:
        """Yield what a field holds: a line, or a heading and the parts below it."""
        value, here = getattr(part, name), (*at, name)
        told = _is_empty(value) or (name == "basis" and value == "documented")
        if name in _LEFT_OUT or (told and here not in self._asked):
            return
        several = isinstance(value, list) and value and isinstance(value[0], Part)
        if not several and not _holds_fields(value):
            shown = written(value_of(part, name, self._by_id), amount=in_thousands(name))
            said = escape(str(shown)).replace("\n", "<br>") if not _is_empty(value) else "–"
            yield f"<p><strong>{escape(_label(part, name))}:</strong> {self._marked(said, here)}</p>"
            return
        yield self._heading(level, _title(part, name), here)
        parts = enumerate(value) if several else [(-1, value)]
        for number, own in parts:
            place = (*here, number) if several else here
            named = self._called(own) if several else ""
            if several:
                yield self._heading(level + 1, named, place)
            for inner in type(own).model_fields:
                if _capital(str(getattr(own, inner))) == named and (*place, inner) not in self._asked:
                    continue  # the heading says it
                yield from self._field(own, inner, place, level + 2 if several else level + 1)

    def _called(self, part: Part) -> str:
        people = getattr(part, "between", getattr(part, "partners", ()))
        named = " – ".join(str(self._by_id[one].label) for one in people)
        named = named or (str(part.label) if isinstance(part, Person) else called(part, self._by_id))
        return _capital(named)

    def _heading(self, level: int, text: str, at: Location) -> str:
        deep = min(level, _DEEPEST)
        return f"<h{deep}>{self._marked(escape(text), at)}</h{deep}>"

    def _marked(self, said: str, at: Location) -> str:
        """Return words with the remarks on their place."""
        for point in self._remarks.get(at, ()):
            self._number += 1
            own = f'id="{self._number}"'
            begin = f'<span class="comment-start" {own} author="casekit check">{_remark(point)}</span>'
            said = f'{begin}{said}<span class="comment-end" {own}></span>'
        return said


def _remark(point: Point) -> str:
    """Return what a remark says: what is asked and why, and how to correct it or what explains it."""
    severity = say(f"check.{point.severity}")
    why, source, mend, *_ = told_about(point.code)
    more = [say("check.because", reason=point.explained)] if point.explained else [why, mend, source]
    head = f"{severity[:1].upper()}{severity[1:]} {point.code}: {point.message}"
    return "<br>".join(escape(line) for line in (head, *more))


def _is_empty(value: Any) -> bool:
    """Return whether a field holds nothing; a part without content is as good as none."""
    if isinstance(value, Part) and _holds_fields(value):
        return all(_is_empty(getattr(value, name)) for name in type(value).model_fields)
    return value in (None, [], "")


def _holds_fields(value: Any) -> bool:
    return isinstance(value, Part) and {"id", "en"} != {*type(value).model_fields}


def _title(part: Part, name: str) -> str:
    stage = _STAGES.get(name, name)
    return (
        heading(stage) if stage in codes("stage") else _label(part, name, "widgets", "tables", "check.part")
    )


def _label(part: Part, name: str, *rooms: str) -> str:
    """Return what a field is called above its table, in its form, or where only a remark speaks of it."""
    head = None if type(part) is Statement else Columns.headed.get((type(part), name))
    keys = [_LABELS[type(part), name]] if (type(part), name) in _LABELS else []
    keys += [f"tables.{head}"] if head and name != "text" else []
    for room in rooms or ("tables", "widgets", "check.part"):
        keys.append(f"{room}_{name}" if room == "check.part" else f"{room}.{name}")
    for key in keys:
        try:
            return _capital(say(key))
        except KeyError:
            continue
    return name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
