"""What people decided: marks by a rubric, remarks, requests for a second look. One private file for a class.

Every entry says who decided, when and why. Nothing is ever taken away: a new entry about the same answer
comes after the old one, and the last one counts. Two windows, or two people, may write at the same time: each
entry is added to what lies in the file at that moment.
"""

import datetime as dt
from os import PathLike
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from casekit.course.answers import Time
from casekit.course.fields import LessonId
from casekit.errors import CaseFileError, CourseError
from casekit.model import Part
from casekit.model.part import Id
from casekit.store.files import locked, read, write
from casekit.store.names import located, what, writable_name
from casekit.store.yamltext import as_part, parse
from casekit.store.yamlwriter import written
from casekit.vocab import say

FORMAT = 1
POINTS = "points"
"""Under which a reply gives the points of a whole item that casekit had marked."""

MARKS = "marks.yaml"
_MOST_KEPT = 500  # comments; then the oldest goes
Code = Annotated[str, Field(pattern=r"^K[0-9A-F]{6}$")]
Levels = Annotated[dict[Id, Annotated[float, Field(ge=0, le=1000)]], Field(max_length=20)]
Words = Annotated[str, Field(max_length=10_000)]
Name = Annotated[str, Field(max_length=80)]


class Entry(Part):
    """One decision about one answer.

    Attributes
    ----------
    code : str
        Whose answer, as a blind code.
    item : str
        The item.
    act : str
        ``mark``, ``request`` (a second look is asked for) or ``reply`` (to the last request).
    levels : dict
        The points of each criterion.
    text : str
        What the student is told, or asks.
    why : str
        What only lecturers see: the reason of a mark or change.
    by : str
        Who decided.
    when : datetime
        When.
    answer : str
        The fingerprint of the answer that was read: if another was handed in since, it is marked again.
    session : str
        The window in which it was decided; empty for one decision that nothing goes on with.
    """

    code: Code
    item: Id
    act: Literal["mark", "request", "reply"] = "mark"
    levels: Levels = {}
    text: Words = ""
    why: Words = ""
    by: Name = ""
    when: Time | None = None
    answer: Annotated[str, Field(max_length=64)] = ""
    session: Annotated[str, Field(max_length=16)] = ""

    @property
    def minute(self) -> str:
        """When it was decided, to the minute; a dash if nobody knows."""
        return self.when.strftime("%Y-%m-%d %H:%M") if self.when else "–"

    def told(self, points: str = "") -> str:
        """Return what was done, by whom, with which points (as they are said), and what was written."""
        said = (say(f"exercises.did_{self.act}"), self.by, points, self.text, self.why)
        return " · ".join(part for part in said if part)


class PeopleMarks(Part):
    """All decisions about the answers of a class to one exercise, and the comments that were written.

    Examples
    --------
    >>> made = PeopleMarks(exercise="04-bpss")
    >>> made.last("K123456", "why") is None
    True
    """

    format: int = Field(default=FORMAT, ge=1, le=FORMAT)
    exercise: LessonId
    bank: list[Words] = Field(default=[], max_length=_MOST_KEPT)
    entries: list[Entry] = Field(default=[], max_length=100_000)

    def last(self, code: str, item: str, answer: str = "") -> Entry | None:
        """Return the mark that counts: the last one, if it is about the answer as it is now."""
        for entry in reversed(self.entries):
            if entry.act != "request" and entry.levels and (entry.code, entry.item) == (code, item):
                return entry if not answer or entry.answer in ("", answer) else None
        return None

    def trail(self, code: str, item: str) -> list[Entry]:
        """Return all that was decided about an answer, the oldest first."""
        return [entry for entry in self.entries if (entry.code, entry.item) == (code, item)]

    def open_requests(self) -> list[Entry]:
        """Return the requests for a second look that nobody has replied to."""
        waiting: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            if entry.act == "request":
                waiting[entry.code, entry.item] = entry
            elif entry.act == "reply":
                waiting.pop((entry.code, entry.item), None)
        return [*waiting.values()]


def read_marks(path: str | PathLike[str], exercise: str) -> PeopleMarks:
    """Return what people decided so far; nothing if there is no file yet.

    Raises
    ------
    CourseError
        If the file is of another exercise.
    CaseFileError
        If it cannot be read.
    """
    place = located(path)
    if not what(place):
        return PeopleMarks(exercise=exercise)
    return _understood(read(place), place, exercise)


def add_entry(path: str | PathLike[str], exercise: str, *new: Entry, bank: str = "") -> PeopleMarks:
    """Add decisions to the file of a class, and return all that is in it then.

    The file is read, extended and replaced while nobody else can write. An entry that follows one of the same
    session about the same answer takes its place, so that the trail keeps decisions and not every click.

    Parameters
    ----------
    path : path
        The file; made if there is none, for its owner only.
    exercise : str
        The exercise.
    *new : Entry
        The decisions.
    bank : str
        A comment to keep for other answers; one that is there already is not added twice.

    Raises
    ------
    CaseFileError
        If the file cannot be read or written; it stays as it was.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     own = Entry(code="K123456", item="why", levels={"reason": 2}, by="Dosen")
    ...     add_entry(f"{folder}/marks.yaml", "04-bpss", own).last("K123456", "why").by
    'Dosen'
    """
    place = writable_name(located(path))
    with locked(place):
        before = read(place) if what(place) else None
        marks = PeopleMarks(exercise=exercise) if before is None else _understood(before, place, exercise)
        entries = list(marks.entries)
        for entry in new:
            if entries and _continues(entries[-1], entry):
                entries.pop()
            entries.append(entry)
        kept = list(marks.bank)
        if (comment := " ".join(bank.split())) and comment not in kept:
            kept.append(comment)
        raw = dumped(marks.model_copy(update={"entries": entries, "bank": kept[-_MOST_KEPT:]})).encode()
        if raw == before:
            return marks
        marks = _understood(raw, place, exercise)  # what could not be read again would be lost
        write(place, raw, before)
    return marks


def dumped(marks: PeopleMarks) -> str:
    """Return the text of the file."""
    data = marks.model_dump(exclude={"entries"}, mode="json")
    data["entries"] = [entry.model_dump(exclude_defaults=True, mode="json") for entry in marks.entries]
    head = f"# {say('exercises.marks_header', 'id')} / {say('exercises.marks_header', 'en')}\n"
    return f"{head}{written(data)}"


def now() -> dt.datetime:
    """Return the time as entries keep it."""
    return dt.datetime.now().astimezone().replace(microsecond=0)


def _continues(before: Entry, entry: Entry) -> bool:
    """Tell whether an entry is the same person's going on with the same decision."""
    same = ("code", "item", "act", "by", "session", "answer")
    return bool(entry.session) and all(getattr(before, name) == getattr(entry, name) for name in same)


def _understood(raw: bytes, place: Path, exercise: str) -> PeopleMarks:
    document = parse(raw, place)
    data = document.data
    if not isinstance(data, dict) or "exercise" not in data:
        raise CaseFileError(say("exercises.no_marks", file=place.name), place)
    found = as_part(PeopleMarks, data, document, place)
    if found.exercise != exercise:
        raise CourseError(say("exercises.other_marks", file=place.name, given=found.exercise, own=exercise))
    return found
