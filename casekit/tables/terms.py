"""The glossary: the terms of a list, what they mean, and where they come from."""

from casekit.tables.table import Table, table
from casekit.vocab import about, codes, label, rests_on_law, source


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
