r"""Names of folders and files in the zip of submissions that Moodle hands out, read and written.

Moodle (``mod/assign/classes/downloader.php``) calls a student's folder
``Full name_123456_assignsubmission_file`` (until 4.0 with ``_`` at the end), with the folders that the
student made inside; with the older preference "not in folders" there is one file
``Full name_123456_assignsubmission_file_answers.yaml``. In the name, ``_`` has become a space, and
``clean_filename`` has taken away ``& < > " ` | ' : \ /``: Qur'ani is called Qurani there. So only the number
identifies a person, and the worksheet has the name as it is written.
"""

import re
from dataclasses import dataclass

_PREFIX = re.compile(
    r"(?P<person>[^_/]*)_(?P<number>\d{1,18})_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?", re.DOTALL
)


@dataclass(frozen=True)
class Place:
    """Where something lies in Moodle's zip.

    Attributes
    ----------
    person : str
        The name as Moodle wrote it there; in anonymous marking a word such as ``Participant``.
    number : str
        The number after it, that of ``Participant 123456`` in the worksheet.
    kind : str
        By which way it was handed in: ``file`` or ``onlinetext``.
    prefix : str
        All of that as it is written, without ``_`` at the end: what feedback files are called by.
    name : str
        The rest of the path: the folders and the file of the student.
    """

    person: str
    number: str
    kind: str
    prefix: str
    name: str


def place_of(path: str) -> Place | None:
    """Return whose a file of Moodle's zip is; None where its path does not say so.

    Folders above, as of a zip that was unpacked and packed again, are passed over, as Moodle does itself
    (``mod/assign/feedback/file/importziplib.php``).

    Examples
    --------
    >>> found = place_of("Dewi, S.Sos._104_assignsubmission_file_/jawaban/answers.yaml")
    >>> found.person, found.number, found.name
    ('Dewi, S.Sos.', '104', 'jawaban/answers.yaml')
    >>> place_of("Sukarno_7_assignsubmission_file_answers.yaml").name
    'answers.yaml'
    """
    parts = path.replace("\\", "/").split("/")
    for depth, part in enumerate(parts):
        if found := _PREFIX.fullmatch(part):
            person, number, kind, rest = found.groups()
            inside = [own for own in (rest, *parts[depth + 1 :]) if own]
            prefix = f"{person}_{number}_assignsubmission_{kind}"
            return Place(person.strip(), number, kind, prefix, "/".join(inside))
    return None


def path_for(place: Place, name: str) -> str:
    """Return the path under which Moodle takes a feedback file for whoever handed that in.

    Examples
    --------
    >>> path_for(place_of("Sukarno_7_assignsubmission_file_answers.yaml"), "feedback.html")
    'Sukarno_7_assignsubmission_file_/feedback.html'
    """
    return f"{place.prefix}_/{name}"
