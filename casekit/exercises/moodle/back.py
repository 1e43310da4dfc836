"""The way back to Moodle: a worksheet filled in, and feedback files for everybody, from a class's marks."""

from collections.abc import Iterable, Mapping

from casekit.exercises.classes import ClassFile, Member
from casekit.exercises.grades import Graded
from casekit.exercises.moodle.gradebook import scaled
from casekit.exercises.moodle.names import Place, path_for, place_of
from casekit.exercises.moodle.worksheet import Grade, Worksheet
from casekit.vocab import numerals, say


def grades(graded: Iterable[Graded]) -> dict[str, Grade]:
    """Return what is written into the worksheet for each participant.

    Whoever handed in nothing gets no grade; where a person has yet to mark something, the comment says so and
    the grade stays open, or students would take a part for the whole.

    Examples
    --------
    >>> from casekit.exercises import Submission
    >>> grades([Graded(Submission("Sukarno", "7"), "04-bpss", 1, "graded", points=12, of=16)])["7"].share
    0.75
    """
    found = {}
    for own in graded:
        if not own.submission.number or own.state == "missing":
            continue
        share = None if own.state == "part" else scaled(own, 1.0)
        found[own.submission.number] = Grade(share, _comment(own))
    return found


def _comment(own: Graded) -> str:
    """Return what is said of a submission as a whole; details stand in the feedback file."""
    said = [own.reason]
    if own.state == "part":
        said.append(say("exercises.part_waits"))
    elif own.state in ("graded", "empty"):
        points, of = (numerals(f"{value:g}") for value in (own.total, own.of))
        said.append(say("moodle.comment", points=points, of=of))
    return " ".join(filter(None, said))


def feedback_files(
    graded: Iterable[Graded], pages: Mapping[str, Mapping[str, bytes]]
) -> tuple[dict[str, bytes], list[str]]:
    """Return feedback files by the paths that Moodle expects, and whose folder is not known.

    Parameters
    ----------
    graded : iterable of Graded
        The marks of a class.
    pages : dict
        For each student's code the files, by name, such as ``feedback.html``.

    Examples
    --------
    >>> from casekit.exercises import Submission
    >>> source = "Sukarno_7_assignsubmission_file_/answers.yaml"
    >>> own = Graded(Submission("Sukarno", "7", source=source), "04-bpss", 1, "graded", points=1, of=1)
    >>> [*feedback_files([own], {own.submission.code: {"feedback.html": b""}})[0]]
    ['Sukarno_7_assignsubmission_file_/feedback.html']
    """
    files: dict[str, bytes] = {}
    remarks = []
    for own in graded:
        if own.state == "missing":  # whoever handed in nothing has no folder
            continue
        written = pages.get(own.submission.code, {})
        place: Place | None = place_of(own.submission.source)
        if written and place is None:
            remarks.append(say("moodle.no_folder", person=own.submission.person))
        elif place is not None:
            files |= {path_for(place, name): content for name, content in written.items()}
    return files, remarks


def with_participants(about: ClassFile, sheet: Worksheet) -> ClassFile:
    r"""Return what is known of a class, with the names, addresses and numbers that stand in the worksheet.

    What the class file says of somebody comes first; only what it leaves open is taken from Moodle.

    Examples
    --------
    >>> from casekit.exercises.moodle.worksheet import read_worksheet
    >>> raw = b'Identifier,"Full name","Email address",Grade\nParticipant 7,Sukarno,s@example.org,\n'
    >>> with_participants(ClassFile(), read_worksheet(raw, "x.csv")).people[0].email
    's@example.org'
    """
    own = {member.number: member for member in about.people if member.number}
    people = [member for member in about.people if not member.number]
    for person in sheet.participants():
        known = own.pop(person.number, Member(number=person.number))
        fields = {
            field: getattr(known, field) or getattr(person, field) for field in ("name", "email", "idnumber")
        }
        people.append(known.model_copy(update=fields))
    return about.model_copy(update={"people": [*people, *own.values()]})
