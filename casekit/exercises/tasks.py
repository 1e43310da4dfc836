"""Tasks judged: what a learner's case file holds, by facts and by rules, and nothing of it executed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from casekit import vocab
from casekit.check import FAILED, Point
from casekit.check import check as asked_of
from casekit.course.checks import Check
from casekit.course.facts import Found, found, plain_value, said, steps_of
from casekit.course.items import Task
from casekit.course.marking import Mark, Remark, is_near
from casekit.course.wording import occurs, plain
from casekit.errors import CasekitError
from casekit.model import Bilingual, Case, Part, Review, walk
from casekit.store import understood
from casekit.store.files import digest


@dataclass(frozen=True)
class Work:
    """A case file of a task as far as it can be read.

    Attributes
    ----------
    case : Case or None
        The case; None if the file is no case file.
    reason : str
        Why it cannot be read, in a sentence.
    """

    case: Case | None
    reason: str = ""


def read_work(text: bytes, name: str) -> Work:
    """Return the case that a learner handed in, or why it cannot be read.

    Examples
    --------
    >>> read_work(b"halo", "consent.yaml").case is None
    True
    """
    try:
        return Work(understood(text, Path(name)))
    except CasekitError as error:
        return Work(None, " ".join(str(error).split("\n")))


def judge(item: Task, text: str | None, start: bytes, only: Callable[[Check], bool] | None = None) -> Mark:
    """Return what a case file earns in a task.

    Parameters
    ----------
    item : Task
        What was asked, with its checks.
    text : str or None
        The learner's case file; None if none was handed in.
    start : bytes
        The case file as it was handed out. What is still the same earns nothing.
    only : callable, optional
        Which of the checks are looked at; all if not given.

    Returns
    -------
    Mark
        With a remark for each check, whose text is its feedback where it is not met. A file that cannot be
        read is ``wrong``, with the sentence of the reader.

    Notes
    -----
    A check that the file met already when it was handed out earns only together with one that it did not
    meet: so nobody earns anything for changing a comma. Of a text in two languages that was rewritten in one
    of them, the other no longer counts: a form shows one, and nobody is held to what they did not see.
    """
    checks = [check for check in item.checks if only is None or only(check)]
    worth = sum(check.points for check in checks)
    if text is None:
        return Mark("missing", 0.0, worth)
    if not item.checks:
        return Mark("unmarked", None, worth)
    raw = text.encode("utf-8", "replace")
    began = _beginning(start)
    if raw == start or not raw.strip():
        return Mark("empty", 0.0, worth, 0, len(checks))
    work = read_work(raw, f"{item.id}.yaml")
    if work.case is None:
        return Mark("wrong", 0.0, worth, 0, len(checks), (Remark("", False, work.reason),))
    if began is not None:
        if work.case == began:
            return Mark("empty", 0.0, worth, 0, len(checks))
        _forget_old_halves(work.case, start)
    return _marked(checks, met(checks, work.case, began), met_before(tuple(checks), start), worth)


def _forget_old_halves(case: Case, start: bytes) -> None:
    """Take out what texts still say in one language, where they were rewritten in the other."""
    known = _texts_of(start)
    for _, text in walk(case):
        if isinstance(text, Bilingual) and (text.id, text.en) not in known["both"]:
            for own, other in (("id", "en"), ("en", "id")):
                now = getattr(text, own)
                if getattr(text, other) in known[other] and (now not in known[own] or not now.strip()):
                    setattr(text, other, "")


@cache
def _texts_of(start: bytes) -> dict[str, set[Any]]:
    """Return the texts in two languages of the case that was handed out: each half, and both."""
    began = _beginning(start)
    texts = [text for _, text in walk(began) if isinstance(text, Bilingual)] if began else []
    halves = {language: {getattr(text, language) for text in texts} for language in vocab.LANGUAGES}
    return {**halves, "both": {(text.id, text.en) for text in texts}}


def _marked(checks: Sequence[Check], now: set[str], before: frozenset[str], worth: float) -> Mark:
    """Return what the checks earn that are met."""
    earns = now if now - before else set()
    points = sum(Fraction(str(check.points)) for check in checks if check.id in earns)
    remarks = [_remark(check, check.id in now) for check in checks]
    state = "right" if len(now) == len(checks) and earns else "partly" if earns else "wrong"
    return Mark(state, round(float(points), 2), worth, len(now), len(checks), tuple(remarks))


def _remark(check: Check, holds: bool) -> Remark:
    return Remark(check.id, holds, None if holds else check.feedback)


@cache
def _beginning(start: bytes) -> Case | None:
    """Return the case that was handed out; a class has the same one two hundred times."""
    return read_work(start, "data.yaml").case


_met_before: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}


def met_before(checks: tuple[Check, ...], start: bytes) -> frozenset[str]:
    """Return which checks the case file met as it was handed out."""
    key = (digest(start), tuple(check.model_dump_json() for check in checks))
    if key not in _met_before:
        began = _beginning(start)
        _met_before[key] = frozenset(met(checks, began, None)) if began is not None else frozenset()
    return _met_before[key]


def met(checks: Sequence[Check], case: Case, began: Case | None) -> set[str]:
    """Return the ids of the checks that a case meets; `began` is what it was when it was handed out."""
    prefixes = {prefix for check in checks for prefix in check.prefixes}
    reviewed = case.model_copy(update={"review": _known_reviews(case, began)})
    points = asked_of(reviewed, select=sorted(prefixes), strict=True) if prefixes else []
    open_points = [point for point in points if not point.explained]
    return {
        check.id
        for check in checks
        if _holds(check, case, began) and not any(_is_against(check, point) for point in open_points)
    }


def _known_reviews(case: Case, began: Case | None) -> list[Review]:
    """Return the exceptions that were explained in what was handed out: nobody explains a duty away."""
    return case.review if began is None else [entry for entry in case.review if entry in began.review]


def _is_against(check: Check, point: Point) -> bool:
    """Tell whether what a rule asks is what a check wants not to be asked."""
    if point.code == FAILED and check.prefixes:
        return any(prefix in point.message for prefix in check.prefixes)
    if not (check.prefixes and point.code.startswith(check.prefixes)):
        return False
    return check.at is None or check.at in (point.part, point.place) or point.place.startswith(f"{check.at}.")


def _holds(check: Check, case: Case, began: Case | None) -> bool:
    """Tell whether the fact of a check is there; a check without a fact asks for none."""
    steps = steps_of(check.fact) if check.fact else None
    if steps is None:
        return check.fact is None
    here = found(case, steps)
    if check.new and began is not None:
        known = [_print(one) for one in found(began, steps)]
        here = [one for one in here if _print(one) not in known]
    values = [one.value for one in here if one.value is not None]
    if check.none:
        return not values
    if check.at_least is not None or check.at_most is not None:
        return (
            (check.at_least or 0) <= len(values) <= (len(values) if check.at_most is None else check.at_most)
        )
    if check.every:
        return bool(here) and all(one.value is not None and _meets(check, one.value) for one in here)
    return any(_meets(check, value) for value in values)


def _meets(check: Check, value: Any) -> bool:
    """Tell whether one value is as a check wants it."""
    if check.exists:
        return True
    if check.equals is not None:
        return isinstance(value, int | float) and is_near(float(value), check.equals, check.tolerance)
    if check.about:
        return occurs(check.about, plain(_words_of(value)))
    if check.without:
        return not occurs(check.without, plain(_words_of(value)))
    wanted = (*check.is_, *check.in_)
    return plain_value(value) in wanted or getattr(value, "id", None) in wanted


def _words_of(value: Any) -> str:
    """Return what is written in a value, in a part in all of its texts."""
    if isinstance(value, Part) and not _is_text(value):
        return "\n".join(said(getattr(value, name)) for name in type(value).model_fields)
    return said(value)


def _is_text(value: Part) -> bool:
    return set(type(value).model_fields) == {"id", "en"}


def _print(one: Found) -> tuple[str, str]:
    """Return what tells a found value from another: its part, and what it says."""
    value = one.value.model_dump_json() if isinstance(one.value, Part) else said(one.value)
    holder = getattr(one.holder, "id", None)
    return (str(holder or one.holder.model_dump_json()), value)
