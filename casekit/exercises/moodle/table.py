"""Comma-separated tables, written back as they were: a field keeps its signs unless it changes."""

import re
from dataclasses import dataclass, replace
from typing import Self

from casekit.errors import CourseError
from casekit.store.spreadsheet import BOM
from casekit.vocab import say

SEPARATORS = ",;\t"
MOST_BYTES = 20_000_000
_NEEDS_QUOTES = re.compile(r'[",;\t\r\n \\]')


@dataclass(frozen=True)
class Field:
    """One field: what it says, and how that is written."""

    value: str
    raw: str


@dataclass(frozen=True)
class Line:
    """One record: its fields, and what ends it."""

    fields: tuple[Field, ...]
    end: str

    def with_value(self, column: int, value: str) -> Self:
        """Return the line with another value in a column; where it is the same, it stays as it is written."""
        if self.fields[column].value == value:
            return self
        fields = (*self.fields[:column], Field(value, quoted(value)), *self.fields[column + 1 :])
        return replace(self, fields=fields)


@dataclass(frozen=True)
class Table:
    """A table as it lies in a file.

    Attributes
    ----------
    head : Line
        The headings.
    rows : list of Line
        The records below them.
    separator : str
        The sign between two fields.
    bom : bool
        Whether the file begins with the sign by which Excel knows UTF-8.
    """

    head: Line
    rows: list[Line]
    separator: str
    bom: bool

    def dump(self, separator: str | None = None) -> bytes:
        """Return the content of the file; with another separator than it had, all fields are written anew."""
        own = separator is None or separator == self.separator
        sign = self.separator if separator is None else separator
        lines = (
            sign.join(field.raw if own else quoted(field.value) for field in line.fields) + line.end
            for line in (self.head, *self.rows)
        )
        return ((BOM if self.bom else "") + "".join(lines)).encode("utf-8")


def quoted(value: str) -> str:
    """Return a value as it stands in a table: in quotes where a sign in it needs them, as PHP writes it.

    Examples
    --------
    >>> print(quoted("85.50"), quoted('Dewi "Wi", S.Sos.'))
    85.50 "Dewi ""Wi"", S.Sos."
    """
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if _NEEDS_QUOTES.search(value) else value


def read_table(raw: bytes, name: str) -> Table:
    r"""Return the table that a file holds.

    Parameters
    ----------
    raw : bytes
        The content of the file: UTF-8 with or without byte order mark, fields between commas, semicolons or
        tabs.
    name : str
        What the file is called, for messages.

    Raises
    ------
    CourseError
        If it is no such table.

    Examples
    --------
    >>> raw = b'\xef\xbb\xbfID,"Nama lengkap",Nilai\nPeserta7,"Dewi, S.Sos.",\n'
    >>> table = read_table(raw, "nilai.csv")
    >>> [field.value for field in table.rows[0].fields], table.dump() == raw
    (['Peserta7', 'Dewi, S.Sos.', ''], True)
    """
    if len(raw) > MOST_BYTES:
        raise CourseError(say("moodle.too_large", file=name, megabytes=MOST_BYTES // 1_000_000))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise CourseError(say("moodle.no_utf8", file=name)) from None
    bom = text.startswith(BOM)
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = _lines(text, separator, name)
    if not lines:
        raise CourseError(say("moodle.empty_table", file=name))
    head, *rows = lines
    for number, row in enumerate(rows, 2):
        if len(row.fields) != len(head.fields):
            raise CourseError(
                say("moodle.ragged", file=name, row=number, found=len(row.fields), wanted=len(head.fields))
            )
    return Table(head, rows, separator, bom)


def _lines(text: str, separator: str, name: str) -> list[Line]:
    """Return the records of a text; empty lines belong to the end of the one before."""
    token = re.compile(rf'("(?:[^"]|"")*"|[^"{separator}\r\n][^{separator}\r\n]*|)({separator}|[\r\n]+|\Z)')
    lines: list[Line] = []
    fields: list[Field] = []
    at = 0
    while at < len(text) or fields:
        found = token.match(text, at)
        if found is None:
            row = text.count("\n", 0, at) + 1
            raise CourseError(say("moodle.open_quote", file=name, row=row))
        raw, end = found.groups()
        value = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
        fields.append(Field(value, raw))
        at = found.end()
        if end != separator:
            lines.append(Line(tuple(fields), end))
            fields = []
    return lines
