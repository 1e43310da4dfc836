"""What a form or report has to be filled in or signed: its tables, as Markdown."""

from collections.abc import Callable, Sequence

from casekit import vocab
from casekit.model import Case, Part
from casekit.report import pieces
from casekit.report.names import DOTS, Names
from casekit.report.said import entries, in_cell, said, something
from casekit.report.template import Template
from casekit.vocab import say

__all__ = ["approval", "card", "consents", "grid", "here", "signatures"]

_ROOM = "<br>&nbsp;<br>&nbsp;<br>&nbsp;<br>"  # to sign in
_ALONE, _BESIDE_TEXT = 40, 24  # dots to write on in a narrow column, in a row of such and beside text
_CONSENT = (  # what a consent says, and the names of place and field
    ("on_record", "answer", "answer"),
    ("consent_covers", "covers", "covers"),
    ("consent_until", "week", "until_week"),
)


def card(part: pieces.Card, case: Case, item: Part | None, names: Names, dots: str) -> str:
    """Return rows of label and content, with lines to write on where the case file says nothing."""
    rows = []
    for row in part.card:
        texts = said(case, row.path, item, row.where) if row.path else []
        if texts or not row.optional:
            content = "<br>".join(in_cell(*one) for one in texts) if something(texts) else ""
            content = names.in_cell(row.filled) if row.filled else content
            content = content or "<br>&nbsp;<br>".join([dots] * row.lines)
            rows.append([f"**{in_cell(str(row.label))}**", content])
    return _rows(["", ""], rows)


def consents(part: pieces.Consents, case: Case) -> str:
    """Return the purposes of informed consent, each with the answer on record or with boxes to tick."""
    rows = []
    for purpose in vocab.codes("consent_purpose"):
        asked = {"purpose": purpose}
        given = [
            in_cell(say(f"report.{key}", **{name: text}), basis)
            for key, name, field in _CONSENT
            for text, basis in said(case, f"{part.consents}.{field}", where=asked)
        ] or [say("report.yes_no")]
        about = vocab.about("consent_purpose", purpose)
        name = in_cell(vocab.label("consent_purpose", purpose))
        rows.append([f"**{name}.** {in_cell(about)}", "<br>".join(given)])
    return _rows([say("report.purpose"), say("report.answer")], rows)


def grid(part: pieces.Grid, case: Case, item: Part | None) -> str:
    """Return a table of entries, with blank lines to write on where there are none."""
    rows = []
    found: list[Part | None] = [*entries(case, part.grid, item)]
    blank = f"&nbsp;<br>{DOTS[: _BESIDE_TEXT if found else _ALONE]}"
    for entry in found or [None] * part.blank:
        texts = [said(case, one.path, entry) if one.path else [] for one in part.columns]
        rows.append(
            ["<br>".join(in_cell(*one) for one in cell) if something(cell) else blank for cell in texts]
        )
    return _rows([str(one.label) for one in part.columns], rows)


def signatures(part: pieces.Sign, dots: str) -> str:
    """Return the lines to sign on, beside each other below the roles."""
    roles = [say(f"report.sign.{role}") for role in part.sign]
    line = f"{_ROOM.removeprefix('<br>')}({dots[: 90 // len(roles)]})"
    return _rows(roles, [[line] * len(roles)])


def approval(template: Template) -> str:
    """Return the lines to sign on for those who approve the report, two beside each other."""
    signers = [_signer(str(one.role), one.name, one.number) for one in template.approval]
    rows = [signers[first : first + 2] for first in range(0, len(signers), 2)]
    return _rows(["", ""], [row + [""] * (2 - len(row)) for row in rows])


def here(part: pieces.SignHere, name_of: Callable[[str], str]) -> str:
    """Return the line on which one person signs, on the right."""
    role = say(f"report.sign.{part.sign_here}")
    return _rows(["", ""], [["", _signer(role, name_of("student"), name_of("number"), "number_of_student")]])


def _signer(role: str, name: str, number: str, kind: str = "number_of") -> str:
    """Return the lines to sign on for one person, as the cell of a table."""
    below = say(f"report.{kind}", number=number) if number else ""
    return "<br>".join(
        filter(None, (in_cell(role) + _ROOM + (in_cell(name) or f"({'.' * 40})"), in_cell(below)))
    )


def _rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
