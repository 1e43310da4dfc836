"""The points of a case as a table, and the handbook of all rules."""

from collections.abc import Iterable

import pandas as pd

from casekit import vocab
from casekit.check.formats import heading
from casekit.check.points import check
from casekit.check.rules import page, rules, said, words
from casekit.model import Case
from casekit.tables.table import Table
from casekit.vocab import say


def table(
    case: Case, *, select: Iterable[str] = (), ignore: Iterable[str] = (), strict: bool = False
) -> Table:
    """Return what a supervisor would ask about a case as a table, a row for each point.

    Parameters
    ----------
    case : Case
        The case.
    select, ignore, strict
        As of `check`.

    Returns
    -------
    Table
        Code, severity, stage, place, message, line in the file, and the explanation where there is one.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> goal = {"id": "g1", "text": "berani bertanya", "basis": "documented"}
    >>> case = Case(id="a", title="A", client="client", people=[client], plan={"goals": [goal]})
    >>> table(case, select=["P4"])["kode"].tolist()
    ['P401', 'P403', 'P414']
    """
    rows = [
        {
            "code": point.code,
            "severity": say(f"check.{point.severity}"),
            "stage": heading(point.stage),
            "place": point.place,
            "message": point.message,
            "line": point.line,
            "explained": point.explained or None,
        }
        for point in check(case, select=select, ignore=ignore, strict=strict)
    ]
    names = ("code", "severity", "stage", "place", "message", "line", "explained")
    frame = pd.DataFrame(rows, columns=[*names]).astype({"line": "Int64"})
    return Table(frame.rename(columns={name: say(f"check.column_{name}") for name in names}))


def handbook() -> str:
    """Return the handbook of all rules as Markdown, in the current language, by stage.

    Examples
    --------
    >>> handbook().splitlines()[0]
    '# Buku pegangan pemeriksaan berkas kasus'
    """
    lines = [f"# {say('check.handbook')}", "", say("check.no_mark"), "", say("check.handbook_silence")]
    for stage in (*vocab.codes("stage"), ""):
        lines += ["", f"## {heading(stage)}"]
        for code in (own for own in rules() if page(own)["stage"] == stage):
            lines += ["", *_entry(code)]
    return "\n".join(lines) + "\n"


def _entry(code: str) -> list[str]:
    """Return what the handbook says about a rule."""
    own = page(code)
    sentences = [(own["severity"], own["message"])]
    sentences += [(one.get("severity", own["severity"]), one) for one in own.get("variants", {}).values()]
    law = f" {say('check.law')}" if own.get("law") == "yes" else ""
    return [
        f"### {code}",
        "",
        *(f"- *{say(f'check.{severity}')}*: {said(sentence)}" for severity, sentence in sentences),
        "",
        say("check.why", None, text=words(code, "why")),
        "",
        say("check.source", None, text=f"{words(code, 'source')}{law}"),
        "",
        say("check.mend", None, text=words(code, "mend")),
        "",
        f"- {say('check.bad', None, text=words(code, 'bad'))}",
        f"- {say('check.good', None, text=words(code, 'good'))}",
        *(["", say("check.no_gap_short")] if own.get("gaps") == "no" else []),
    ]
