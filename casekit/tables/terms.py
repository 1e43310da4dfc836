"""The glossary: the terms of a list, what they mean, and where they come from."""

from collections.abc import Iterable, Sequence

from casekit.tables.table import Table, table
from casekit.vocab import LANGUAGES, about, codes, label, rests_on_law, source


def glossary(scheme: str) -> Table:
    """Return the terms of a list in the current language, to be printed or handed out.

    A sentence below the table says so where the list rests on a regulation, which a school checks before it
    teaches the list.

    Parameters
    ----------
    scheme : str
        The list, such as ``"technique"`` or ``"ppks"``; ``"scheme"`` gives the lists themselves, which
        `casekit.vocab.schemes` names.

    Returns
    -------
    Table
        Term, meaning and reference, in the order in which they are taught.

    Raises
    ------
    UnknownCodeError
        If there is no such list; the message names the nearest ones.

    Examples
    --------
    >>> [*glossary("dimension")["istilah"]]
    ['biologis', 'psikologis', 'sosial', 'spiritual']
    """
    rows = [
        {
            "term": label(scheme, code),
            "explanation": about(scheme, code),
            "published_source": source(scheme, code),
        }
        for code in codes(scheme)
    ]
    return table(rows, "term explanation published_source", "law" if rests_on_law(scheme) else None)


def find(words: str, schemes: Iterable[str]) -> list[tuple[str, str]]:
    """Return the lists and codes of the terms in which all words occur, the nearest first.

    Labels are searched in both languages, meanings in the current one. What begins with the words comes
    first, then what has them in a label.

    Examples
    --------
    >>> find("ventil", ["technique", "stage"])
    [('technique', 'ventilation')]
    """
    wanted = words.casefold().split()
    ranked = [(_rank(wanted, scheme, code), scheme, code) for scheme in schemes for code in codes(scheme)]
    by_rank = sorted((entry for entry in ranked if entry[0] is not None), key=lambda entry: entry[0] or 0)
    return [(scheme, code) for _, scheme, code in by_rank]


def _rank(wanted: Sequence[str], scheme: str, code: str) -> int | None:
    """Return how near a term is to the words, 0 the nearest; None if a word occurs nowhere."""
    labels = [label(scheme, code, language).casefold() for language in LANGUAGES]
    told = " ".join([*labels, about(scheme, code).casefold()])
    if not wanted or not all(word in told for word in wanted):
        return None
    begins = any(text.startswith(" ".join(wanted)) for text in labels)
    named = all(any(word in text for text in labels) for word in wanted)
    return 0 if begins else 1 if named else 2
