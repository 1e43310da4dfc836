"""The lines of a GEDCOM file, and the records that they make: tolerant, and only what casekit takes over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from casekit.gedcom.remarks import Remarks

# The tags that are read; all others are passed over, with all that stands below them.
_READ = """
SOUR NAME GIVN SURN SEX BIRT DEAT BURI CREM EVEN FAMC FAMS ADOP ASSO RELA ROLE PHRASE TYPE DATE AGE PEDI STAT
HUSB WIFE CHIL MARR DIV ANUL ENGA _FREL _MREL _PEDI _MSTAT _STAT _MEND _SEPR _SEPARATED _COML
"""
_TAGS = frozenset(_READ.split())
_RECORDS = ("HEAD", "INDI", "FAM")
_PASSED_OVER = ("TRLR", "NOTE", "SNOTE", "SOUR", "REPO", "SUBM", "SUBN", "OBJE")
_LINE = re.compile(
    r"[\s\ufeff]*(\d{1,3})(?:\s+|(?=@))"
    r"(?:(@[^@]*@|@\S+|(?<=0\s)[^\s@]+(?=\s+(?:INDI|FAM)\s*$))\s+)?"  # some leave the signs out
    r"([A-Za-z_]\w*)(?:\s(.*))?$"
)
_POINTER = re.compile(r"@\s*([^@]*?)\s*(?:@|$)")


@dataclass(slots=True)
class Line:
    """A line with what stands below it; that of a record has a key, the identifier without its signs."""

    number: int
    tag: str
    value: str
    key: str = ""
    below: Sequence["Line"] = ()

    def add(self, line: "Line") -> None:
        """Put a line below this one; most have none, and need no list."""
        if isinstance(self.below, list):
            self.below.append(line)
        else:
            self.below = [line]

    def each(self, *tags: str) -> list["Line"]:
        """Return the lines directly below that have one of these tags."""
        return [line for line in self.below if line.tag in tags]

    def word(self, *tags: str) -> str:
        """Return the value of the first line below with one of these tags, or nothing."""
        for line in self.below:
            if line.tag in tags and line.value:
                return line.value
        return ""

    @property
    def target(self) -> str:
        """The key of the record to which the value points, with or without its signs."""
        return pointed(self.value)


@dataclass
class Read:
    """The records of a file, and how it looks: how many lines it has, which is the last, its head and end."""

    records: list[Line] = field(default_factory=list)
    lines: int = 0
    last: int = 0
    head: Line | None = None
    ends: bool = False

    def each(self, tag: str) -> list[Line]:
        """Return the records of one kind."""
        return [record for record in self.records if record.tag == tag]


def pointed(value: str) -> str:
    """Return the key in a pointer such as ``@I1@``, which some programs write as ``I1``."""
    found = _POINTER.match(value)
    return found[1] if found else value.strip()


def read(text: str, remarks: Remarks) -> Read:
    """Return the records in a text of lines; a line that is none is left out with a remark."""
    found = Read()
    above: list[tuple[int, Line | None]] = []  # the lines above, each one level deeper
    for number, raw in enumerate(_one_kind_of_ends(text).split("\n"), 1):
        parts = _LINE.match(raw)
        if parts is None:
            if raw.strip("\ufeff \t\x1a"):  # the last was the end of a file once
                found.lines, found.last = found.lines + 1, number
                remarks.note("lines", number)
            continue
        found.lines, found.last = found.lines + 1, number
        level, tag = int(parts[1]), parts[3].upper()
        if _is_text(parts, level, above):
            remarks.note("lines", number)
        elif level == 0:
            above = [(0, _record(found, number, tag, parts))]
        else:
            while above[-1][0] >= level:
                above.pop()
            holder, line = above[-1][1], None
            if holder is not None and tag in _TAGS:
                line = Line(number, tag, (parts[4] or "").strip())
                holder.add(line)
            above.append((level, line))
    return found


def _one_kind_of_ends(text: str) -> str:
    """Return a text without letters of nothing, whose lines end alike; the first tells which way they end."""
    text = text.replace("\0", "")
    first = re.search(r"\r\n|\n\r|\n|\r", text)
    if first and first[0] == "\n\r":
        text = text.replace("\n\r", "\n")
    return re.sub(r"\r\n?", "\n", text)


def _is_text(parts: re.Match[str], level: int, above: list[tuple[int, Line | None]]) -> bool:
    """Return whether a line only looks like one: it goes on with a note, or nothing stands above it."""
    word = parts[3]
    if level == 0:
        return not (parts[2] or word.isupper() or word.upper() in (*_RECORDS, *_PASSED_OVER))
    return not above or (level > above[-1][0] + 1 and not word.isupper())


def _record(found: Read, number: int, tag: str, parts: re.Match[str]) -> Line | None:
    """Return the record that begins here, None if it is of no kind that is read."""
    found.ends = tag == "TRLR"
    if tag not in _RECORDS:
        return None
    record = Line(number, tag, "", key=pointed(parts[2] or ""))
    found.records.append(record)
    if tag == "HEAD":
        found.head = found.head or record
    return record
