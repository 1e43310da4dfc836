"""What was handed in: one record for each person and attempt, also where nothing could be read."""

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass, field

from casekit.course.answers import Answers

_LETTERS_OF_CODE = 6
_JOINERS = "\u200c\u200d"  # which Arabic, Persian and Javanese names may need


@dataclass(frozen=True)
class Submission:
    """What one person handed in at one time.

    Attributes
    ----------
    person : str
        The name as the course system or the folder has it, never from the answers.
    number : str
        The identifier of the course system, such as ``"123456"`` of Participant 123456; empty if unknown.
    attempt : int
        Which attempt it is, as the course system counts; from 1.
    when : datetime, optional
        When it was handed in, as the course system says.
    answers : Answers, optional
        What was answered; None if nothing can be read.
    reason : str
        Why there are no answers, in a sentence; empty if there are some.
    source : str
        Where it lay, for messages.
    sha256 : str
        The fingerprint of the file, by which copies are found; empty if it could not be read.
    secret : str
        What the blind code is made with, beside the person.
    """

    person: str
    number: str = ""
    attempt: int = 1
    when: dt.datetime | None = None
    answers: Answers | None = None
    reason: str = ""
    source: str = ""
    sha256: str = ""
    secret: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """What tells this person from all others: two may have one name, and names may be written anew."""
        return f"#{self.number}" if self.number else self.person

    @property
    def code(self) -> str:
        """The code under which work is marked without a name; the same every time for the same person."""
        return code_of(self.key, self.secret)


def code_of(key: str, secret: str = "") -> str:
    """Return the code of a person.

    Parameters
    ----------
    key : str
        What tells the person from others.
    secret : str, optional
        What only the lecturer has; without it, whoever knows the name can find the code.

    Examples
    --------
    >>> code_of("#123456") == code_of("#123456"), len(code_of("Qur'ani"))
    (True, 7)
    """
    made = hashlib.blake2b(
        key.encode("utf-8", "replace"), key=secret.encode()[:64], digest_size=8
    ).hexdigest()
    return f"K{made[:_LETTERS_OF_CODE].upper()}"


def same_name(name: str) -> str:
    """Return a name as it is compared: Moodle leaves out some signs, and people write spaces as they like.

    Examples
    --------
    >>> same_name("Qur'ani, S.Sos.") == same_name("QURANI SSos")
    True
    """
    composed = unicodedata.normalize("NFC", name.casefold())  # a Mac writes a letter and its accent apart
    return "".join(letter for letter in composed if letter.isalnum())


def one_line(text: str) -> str:
    r"""Return a name of a person or file as it may stand in any table and on any screen.

    What cannot be printed, such as what a terminal takes for an order, is shown as a sign of its own.

    Examples
    --------
    >>> one_line("Budi\n\x1b[2J")
    'Budi \ufffd[2J'
    """
    return "".join(map(_seen, text))


def _seen(letter: str) -> str:
    if letter.isprintable() or letter in _JOINERS:
        return letter
    return " " if letter.isspace() else "\ufffd"
