"""CSV files as spreadsheets write them in different countries: what parts columns, what marks fractions."""

import codecs
import csv
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from casekit.errors import OutcomeError
from casekit.vocab import say

_LOOK = 65_536  # bytes that are looked at
_MOST = 200_000_000  # bytes of a file that is read at once
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PARTS = (";", "\t", "|")
_SAID = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)

# Whole numbers; those whose fraction is marked by a point, or by a comma; such as 1.000, which can be either.
_WHOLE = r"[+-]?\d+"
_MARKED = {
    ".": r"[+-]?(\d{1,3}(,\d{3})+\.\d*|\d*\.(\d\d?|\d{4,})|(\d{4,}|0)\.\d+|\d+\.|\d{1,3}(,\d{3}){2,})",
    ",": r"[+-]?(\d{1,3}(\.\d{3})+,\d*|\d*,(\d\d?|\d{4,})|(\d{4,}|0),\d+|\d+,|\d{1,3}(\.\d{3}){2,})",
}
_EITHER = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"
_POWER = r"(e[+-]?\d+)?"
_QUOTED = re.compile(rb'"[+-]?[\d.]*,\d+"')


@dataclass(frozen=True)
class Sheet:
    """How a file is written: its encoding, what parts its columns, and rows that are said before its head."""

    encoding: str
    sep: str
    skipped: int
    quoted: bool  # whether numbers with a comma stand between quotation marks
    longer: bool = False  # whether a row has more columns than the first line names, if only empty ones

    @property
    def plain(self) -> bool:
        """Return whether every engine reads it right: UTF-8, with commas between columns only."""
        usual = self.encoding == "utf-8" and self.sep == ","
        return usual and not (self.skipped or self.quoted or self.longer)


def looked_at(path: str) -> Sheet:
    """Return how a CSV file is written."""
    with Path(path).open("rb") as file:
        start = file.read(_LOOK)
        encoding = next((name for mark, name in _MARKS.items() if start.startswith(mark)), "")
        if not encoding:
            encoding = "utf-8" if _is_utf8(file, start) else "cp1252"
    lines = [line for line in start.decode(encoding, "replace").splitlines() if line.strip()]
    quoted = bool(_QUOTED.search(start))
    if lines and (said := _SAID.fullmatch(lines[0])):
        return Sheet(encoding, said[1], 1, quoted)
    head = re.sub(r'"[^"]*"', "", lines[0]) if lines else ""
    sep = max(_PARTS, key=head.count)
    sep = sep if head.count(sep) > head.count(",") else ","
    rows = (len(row) for row in csv.reader(lines, delimiter=sep))
    named = next(rows, 0)
    return Sheet(encoding, sep, 0, quoted, longer=any(row > named for row in rows))


def _is_utf8(file: Any, start: bytes) -> bool:
    """Return whether the rest of a file is UTF-8 as its start."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start)
        while block := file.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def read_sheet(path: str, sheet: Sheet, given: str, decimal: str | None) -> pd.DataFrame:
    """Return a CSV file as a table of pandas, its numbers read as it writes them.

    Raises
    ------
    OutcomeError
        If it cannot be told whether a point or a comma parts thousands or marks fractions.
    """
    if not sheet.plain and Path(path).stat().st_size > _MOST:
        raise OutcomeError(say("stats.large_sheet", file=given, sep=sheet.sep))
    options: dict[str, Any] = {"encoding": sheet.encoding, "sep": sheet.sep, "skiprows": sheet.skipped}
    if sheet.plain and decimal is None:
        return _csv(path, given, **options)
    table = _csv(path, given, dtype=str, **options)
    usual = None if sheet.sep != "," or sheet.quoted else "."
    names = [str(name) for name in table]
    mark = decimal or _mark({name: _kinds(table[name]) for name in names}, usual, given)
    return table.assign(**{name: _read(table[name], mark) for name in names})


def _csv(path: str, given: str, **options: Any) -> pd.DataFrame:
    """Return a CSV file as pandas reads it; refuse rows of which columns have no name, and would be lost."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            table: pd.DataFrame = pd.read_csv(path, index_col=False, **options)
        except (pd.errors.ParserWarning, pd.errors.ParserError) as error:
            if isinstance(error, pd.errors.ParserError) and "Expected" not in str(error):
                raise
            raise OutcomeError(say("stats.more_columns", file=given)) from None
    return table


def _kinds(values: "pd.Series[Any]") -> dict[str, str]:
    """Return an example of each way in which a column writes its numbers; none if it holds other text."""
    words = pd.unique(values.dropna().str.strip())
    ways = {".": _MARKED["."], ",": _MARKED[","], "": _WHOLE, "either": _EITHER}
    patterns = {way: re.compile(pattern + _POWER, re.IGNORECASE) for way, pattern in ways.items()}
    found: dict[str, str] = {}
    for word in words:
        way = next((way for way, pattern in patterns.items() if pattern.fullmatch(word)), None)
        if way is None:
            return {}
        found.setdefault(way, word)
    return found


def _mark(columns: dict[str, dict[str, str]], usual: str | None, given: str) -> str:
    """Return what marks fractions in a whole file."""
    clear = [(way, name, kinds[way]) for name, kinds in columns.items() for way in ".," if way in kinds]
    if {way for way, _, _ in clear} == {".", ","}:
        [(_, name, value), *others] = clear
        other = next(word for way, _, word in others if way != clear[0][0])
        raise OutcomeError(say("stats.two_decimals", file=given, column=name, value=value, other=other))
    if clear:
        return clear[0][0]
    open_ones = [(name, kinds["either"]) for name, kinds in columns.items() if "either" in kinds]
    if open_ones and usual is None:
        name, value = open_ones[0]
        raise OutcomeError(say("stats.which_decimal", file=given, column=name, value=value))
    return usual or ","


def _read(values: "pd.Series[Any]", mark: str) -> "pd.Series[Any]":
    """Return a column as numbers, if it holds nothing else."""
    words = values.str.strip()
    pattern = f"(({_WHOLE})|({_MARKED[mark]})|({_EITHER})){_POWER}"
    if not words.dropna().str.fullmatch(pattern, case=False).all() or words.isna().all():
        return values
    other = "." if mark == "," else ","
    return pd.to_numeric(words.str.replace(other, "", regex=False).str.replace(mark, ".", regex=False))
