"""The check itself: every rule asked once, each point with its place, its line and what explains it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from casekit import vocab
from casekit.check.explained import Explanations
from casekit.check.look import Look, named
from casekit.check.rules import Hit, Rule, chosen, page, said
from casekit.errors import CaseFileError
from casekit.model import Case
from casekit.model.problems import Location, place
from casekit.store import lines_of
from casekit.vocab import filled_in, plain

FAILED = "C900"
_LONGEST = 70  # letters of a text that a message quotes
_STAGES = {
    **{name: name for name in ("engagement", "assessment", "intervention", "evaluation", "termination")},
    **dict.fromkeys(("people", "unions", "households", "emotional_ties", "network"), "assessment"),
    **{"plan": "planning", "conferences": "intervention", "supervision": "intervention"},
}
Lines = Callable[[Location], int | None]


@dataclass(frozen=True)
class Point:
    """What a rule found in a case.

    Attributes
    ----------
    code : str
        The code of the rule.
    severity : str
        ``error``, ``warning`` or ``note``.
    stage : str
        A code of the scheme ``stage``; empty where it concerns the file as a whole.
    message : str
        What was found, in the language in which was checked.
    at : tuple
        Where, as names of fields and positions in lists.
    part : str
        The id of the part, if it has one.
    explained : str
        The reason that a review entry or a gap gives, and who gave it; empty where the point is open.
    explained_at : tuple
        Where that entry stands.
    beside : tuple of str
        The ids of the other parts that it concerns.
    way : tuple
        Where it is corrected: mostly the place itself.
    """

    code: str
    severity: str
    stage: str
    message: str
    at: Location = ()
    part: str = ""
    explained: str = ""
    explained_at: Location = ()
    beside: tuple[str, ...] = ()
    way: Location = ()
    lines: Lines | None = field(default=None, repr=False, compare=False)

    @property
    def place(self) -> str:
        """Where the point stands, as people read it: ``plan.goals[2].indicator``."""
        return place(self.at) if self.at else ""

    @cached_property
    def line(self) -> int | None:
        """The line in the case file; None if there is no file, or another by now."""
        return self.lines(self.at) if self.lines else None


def check(
    case: Case,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    strict: bool = False,
    lines: Lines | None = None,
) -> list[Point]:
    """Return what a supervisor would ask about a case, in the order of the stages.

    Nothing is counted into a mark: a case is neither good nor bad by the number of its points. A stage that
    the case has not reached is not asked about.

    Parameters
    ----------
    case : Case
        The case.
    select, ignore : iterable of str
        Codes of rules, or their beginnings (``"P4"``); all are asked if none is named.
    strict : bool
        Whether to ask about stages that the case has not reached, too.
    lines : callable, optional
        What tells the line of a place; if not given, the case's own file is read when a line is asked for.

    Returns
    -------
    list of Point
        Open points and explained ones; these say by which entry.

    Raises
    ------
    UnknownCodeError
        If there is no such rule; the message names the nearest.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> case = Case(id="a", title="A", client="client", people=[client], plan={"goals": [goal]})
    >>> [(point.code, point.place) for point in check(case, select=["P401", "P403"])]
    [('P401', 'plan.goals[1].indicator'), ('P403', 'plan.goals[1].answers')]
    """
    look = Look(case, strict)
    explanations = Explanations(look)
    tell = lines or _Lines(case)
    asked = [*chosen(select, ignore)]
    found = [point for own in asked for point in _points(look, own, explanations, tell)]
    found += _unused(look, explanations, asked, tell)
    order = {stage: number for number, stage in enumerate(("", *vocab.codes("stage")))}
    return sorted(found, key=lambda point: (order[point.stage], point.code))


def stages(points: Iterable[Point]) -> list[str]:
    """Return the stages of which there are points, the file as a whole as ``""`` first.

    Examples
    --------
    >>> stages([Point("P401", "warning", "planning", "?"), Point("C901", "warning", "", "?")])
    ['', 'planning']
    """
    found = {point.stage for point in points}
    return [stage for stage in ("", *vocab.codes("stage")) if stage in found]


def heading(stage: str) -> str:
    """Return what a stage is called above its points.

    Examples
    --------
    >>> heading("planning"), heading("")
    ('Rencana intervensi', 'Seluruh berkas')
    """
    name = vocab.label("stage", stage) if stage else vocab.say("check.whole_file")
    return name[:1].upper() + name[1:]


def _points(look: Look, own: Rule, explanations: Explanations, lines: Lines) -> Iterator[Point]:
    """Yield what one rule found; a rule that fails says so and stops none of the others."""
    if not look.reached(own.since) and own.since:
        return
    try:
        found = [_point(look, own.code, one, explanations, lines) for one in own.find(look)]
    except Exception as error:  # noqa: BLE001 - whatever the fault of a rule is, the others must be heard
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        sentence = vocab.say("check.failed", code=own.code, reason=reason)
        found = [Point(FAILED, "error", "", sentence)]
    yield from found


def _unused(look: Look, explanations: Explanations, asked: Iterable[Rule], lines: Lines) -> Iterator[Point]:
    """Yield the review entries that explain nothing, of the rules that were asked."""
    codes = {own.code for own in asked}
    if "C909" in codes:
        for one in explanations.unused(codes):
            yield _point(look, "C909", one, None, lines)


def _point(look: Look, code: str, one: Hit, explanations: Explanations | None, lines: Lines) -> Point:
    own = page(code)
    sentence = own["variants"][one.variant] if one.variant else own["message"]
    severity = sentence.get("severity", own["severity"])
    at = look.place(one.part) + ((one.field,) if one.field else ())
    reason = explanations.of(code, severity, one, at) if explanations else None
    return Point(
        code,
        severity,
        own["stage"] or _STAGES.get(str(at[0]) if at else "", ""),
        said(sentence).format(**_facts(look, one)),
        at,
        getattr(one.part, "id", "") if one.part.kind else "",
        reason.text if reason else "",
        reason.at if reason else (),
        tuple(getattr(part, "id", "") for part in one.beside if part.kind),
        one.way or at,
        lines if isinstance(lines, _Lines) else _Known(lines(at)),
    )


def _facts(look: Look, one: Hit) -> Mapping[str, object]:
    """Return what a sentence says about the part, each text on one line and no longer than a glance takes."""
    facts = {"name": named(look, one.part), **one.facts}
    return {name: _short(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}


def _short(text: str) -> str:
    said = plain(filled_in(text[: 2 * _LONGEST])).removesuffix(".")
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True)
class _Known:
    """A line that was looked up at once, so that a point does not hold the whole file."""

    line: int | None

    def __call__(self, at: Location) -> int | None:
        return self.line


class _Lines:
    """The lines of a case's own file, which is read only when somebody asks."""

    def __init__(self, case: Case) -> None:
        self._case = case

    @cached_property
    def _tell(self) -> Lines | None:
        try:
            return lines_of(self._case)
        except CaseFileError:
            return None

    def __call__(self, at: Location) -> int | None:
        return self._tell(at) if self._tell else None
