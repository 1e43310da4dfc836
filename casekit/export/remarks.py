"""What the PDF shows differently from the notebook, collected while it is made."""

from casekit.vocab import say

__all__ = ["Remarks", "in_remark"]

_LONGEST = 300  # letters


class Remarks:
    """Remarks in one language; the same remark about several cells becomes one sentence.

    Parameters
    ----------
    language : {"id", "en"}
        The language of the sentences.

    Examples
    --------
    >>> remarks = Remarks("en")
    >>> remarks.add("export.remark.no_alt", cell=3)
    >>> remarks.add("export.remark.no_alt", cell=8)
    >>> remarks.sentences()  # doctest: +NORMALIZE_WHITESPACE
    ['Cell 3, 8: an image has no description;
    give it alt text so that a screen reader can say what it shows.']
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._cells: dict[tuple[str, tuple[tuple[str, str], ...]], list[int]] = {}

    def add(self, key: str, cell: int = 0, **values: object) -> None:
        """Remember a remark: the key of its sentence, the cell (0: the notebook), what fills the sentence."""
        sentence = (key, tuple((name, str(value)) for name, value in values.items()))
        cells = self._cells.setdefault(sentence, [])
        if cell and cell not in cells:
            cells.append(cell)

    def copy(self) -> "Remarks":
        """Return remarks that go their own way from here."""
        copied = Remarks(self.language)
        copied._cells = {sentence: [*cells] for sentence, cells in self._cells.items()}
        return copied

    def sentences(self) -> list[str]:
        """Return the remarks as sentences, in the order in which they were first made."""
        return [
            say(key, self.language, cells=", ".join(map(str, cells)), **dict(values))
            for (key, values), cells in self._cells.items()
        ]


def in_remark(text: str) -> str:
    r"""Return what an author wrote on one line, of a length that fits into a sentence.

    Examples
    --------
    >>> in_remark("a\n  b")
    'a b'
    """
    return " ".join(text.split())[:_LONGEST]
