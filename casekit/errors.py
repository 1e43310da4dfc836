"""What casekit says when something is wrong: one small family of exceptions.

Every message is a sentence in the reader's language that says what is wrong, where, and what to do.
In a notebook only that sentence is shown, without a traceback.
"""

from pathlib import Path

_LONGEST = 4000  # letters of a message: somebody may have given a whole file for its name

__all__ = [
    "CaseConflictError",
    "CaseFileError",
    "CaseFileWarning",
    "CasekitError",
    "CourseError",
    "ExportError",
    "FieldError",
    "FigureWarning",
    "GedcomError",
    "GedcomWarning",
    "MissingExtraError",
    "NewerCaseError",
    "OutcomeError",
    "ReadOnlyCaseError",
    "UnknownCodeError",
]


class CasekitError(Exception):
    """Base of all errors that casekit raises on purpose.

    Examples
    --------
    >>> from casekit.store import case_study
    >>> try:
    ...     case_study("e-nobody")
    ... except CasekitError as error:
    ...     print(error)
    Studi kasus 'e-nobody' tidak ada. Yang tersedia: a-weaver, b-bookkeeper, c-street-youth, d-trainee.
    """

    def __str__(self) -> str:
        """Return the message; of one that is far too long for anybody to read, its beginning and its end."""
        text = super().__str__()
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} […] {text[-_LONGEST // 2 :]}"

    def _render_traceback_(self) -> list[str]:
        """Give Jupyter the sentence to print in place of a traceback."""
        return [str(self)]


class UnknownCodeError(CasekitError, ValueError):
    """A code, scheme or language that the vocabulary does not hold."""


class FieldError(CasekitError, ValueError):
    """A value that a field of a case cannot take; the field stays as it was."""


class CaseFileError(CasekitError):
    """A case file that cannot be read or written.

    Attributes
    ----------
    path : Path or None
        The file in question.
    """

    def __init__(self, message: str, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class CaseConflictError(CaseFileError):
    """The file changed on disk after it was read; the work was saved beside it instead.

    Attributes
    ----------
    kept_at : Path
        Where the work lies now.
    """

    def __init__(self, message: str, path: Path, kept_at: Path) -> None:
        super().__init__(message, path)
        self.kept_at = kept_at


class ReadOnlyCaseError(CaseFileError):
    """A bundled case, which is never written to."""


class NewerCaseError(ReadOnlyCaseError):
    """A case file of a newer casekit, which this one shows but does not write."""


class GedcomError(CasekitError, ValueError):
    """A GEDCOM file whose families casekit cannot take over."""


class OutcomeError(CasekitError, ValueError):
    """Outcome data, or a question put to them, from which casekit can compute nothing sound."""

    def __init__(self, message: str) -> None:
        """Keep the sentence in one line, also where a cell of the data that it names has several."""
        super().__init__(" ".join(line.strip() for line in message.splitlines()))


class MissingExtraError(CasekitError, ImportError):
    """A library for large tables that is not installed; the message names the extra."""


class CourseError(CasekitError, ValueError):
    """Items of a lesson, or a learner's answers, that cannot be used as they are."""


class ExportError(CasekitError):
    """A notebook that cannot be turned into a PDF."""


class CaseFileWarning(UserWarning):
    """Something about a case file that its reader should know."""


class FigureWarning(UserWarning):
    """Something in a figure that could not be drawn clearly."""


class GedcomWarning(UserWarning):
    """Something that was left out of a GEDCOM file, with how often and in which lines."""
