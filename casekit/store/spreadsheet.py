"""Tables for spreadsheet programs, as CSV and for Excel: nothing is a formula, and 0007 keeps its zeros."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

BOM = "\ufeff"
"""The sign by which Excel knows UTF-8."""

# With which a spreadsheet would begin to calculate; some take the wide letters of East Asia for the others.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Between the first two `casekit.vocab.isolated` puts what turns the direction of writing; Arabic, Persian and
# Javanese names may need the others.
_INVISIBLE = "\u2068\u2069\u200c\u200d"
_KEPT = f"\n\t{_INVISIBLE}"
_LONGEST = 32_000  # letters that a cell of Excel takes
_WIDEST, _NARROWEST = 48, 8
_UNTOUCHED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def csv_of(
    heads: Iterable[str], lines: Iterable[Iterable[Any]], *, separator: str = ",", end: str = "\r\n"
) -> str:
    """Return a table as CSV that Excel reads as UTF-8, and in which nothing is a formula.

    Parameters
    ----------
    heads : iterable of str
        The headings.
    lines : iterable of iterable
        The values below them; None becomes an empty field.
    separator, end : str
        What stands between two fields, and at the end of a line.

    Examples
    --------
    >>> csv_of(["a", "b"], [["=1", None]]).splitlines()[1]
    "'=1,"
    """
    made = io.StringIO()
    made.write(BOM)
    writer = csv.writer(made, delimiter=separator, lineterminator=end)
    for line in (heads, *lines):
        writer.writerow(["" if value is None else harmless(value) for value in line])
    return made.getvalue()


def harmless(value: Any) -> Any:
    """Return a value of a table so that no spreadsheet takes it for a formula; numbers stay as they are.

    Examples
    --------
    >>> harmless("=1+1"), harmless("0007"), harmless(2.5)
    ("'=1+1", '0007', 2.5)
    """
    if not isinstance(value, str):
        return value
    text = "".join(map(_kept, value))
    return f"'{text}" if text.lstrip(f" {_INVISIBLE}").startswith(_FORMULA) else text


def _kept(letter: str) -> str:
    """Return a letter as a cell can hold it: a space for any other space, nothing for a control."""
    if letter.isprintable() or letter in _KEPT:
        return letter
    return " " if letter.isspace() and letter != "\r" else ""


def xlsx_of(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """Return tables as an Excel file.

    Texts are written as texts, so that a name that begins with ``=`` is no formula, and 0007 keeps its zeros.

    Parameters
    ----------
    sheets : iterable of (str, sequence of str, iterable of sequence)
        For each sheet its name, the headings, and the lines below them; None leaves a cell empty.

    Examples
    --------
    >>> xlsx_of([("Nilai", ["nama", "poin"], [["=1+1", 2.5]])])[:2]
    b'PK'
    """
    import xlsxwriter  # noqa: PLC0415 - only such files need it

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, _UNTOUCHED) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, heads, lines in sheets:
            _fill(book.add_worksheet(name), [heads, *lines], bold)
    return made.getvalue()


def _fill(sheet: Any, lines: Sequence[Sequence[Any]], bold: Any) -> None:
    """Write a sheet whose first row stays in sight, with columns as wide as what is in them."""
    for at, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is None or value == "":
                continue
            if isinstance(value, bool | str):
                sheet.write_string(at, column, str(value)[:_LONGEST], bold if at == 0 else None)
            else:
                sheet.write_number(at, column, value)
    last = len(lines[0]) - 1
    for column in range(last + 1):
        longest = max(len(str(line[column])) for line in lines if column < len(line))
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(lines) - 1), max(0, last))
