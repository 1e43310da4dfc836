"""What was left out of a GEDCOM file: one remark for each kind, with how often and in which lines."""

import warnings

from casekit import vocab
from casekit.errors import GedcomWarning

_SHOWN = 10  # lines that a remark names


class Remarks:
    """The lines of a file that could not be taken over, by kind."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[int, None]] = {}

    def note(self, kind: str, line: int) -> None:
        """Note that something of this kind was left out in a line."""
        self._lines.setdefault(kind, {})[line] = None

    def count(self, kind: str) -> int:
        """Return in how many lines something of this kind was left out."""
        return len(self._lines.get(kind, ()))

    def warn(self, stacklevel: int) -> None:
        """Warn of everything, once for each kind, in the current language."""
        for kind, lines in self._lines.items():
            remark = vocab.say(f"gedcom.left_{kind}", count=len(lines), lines=_listed([*lines]))
            warnings.warn(remark, GedcomWarning, stacklevel=stacklevel + 1)


def _listed(lines: list[int]) -> str:
    """Return the numbers of lines, the first ten if there are more."""
    lines = sorted(lines)
    shown = ", ".join(map(str, lines[:_SHOWN]))
    more = len(lines) - _SHOWN
    return vocab.say("gedcom.and_more", lines=shown, more=more) if more > 0 else shown
