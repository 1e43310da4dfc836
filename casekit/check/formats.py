"""The points of many files as text for people and for programs: JSON, SARIF, CSV and HTML."""

import json
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import quote

from casekit import __version__, vocab
from casekit.check.points import Point, heading, stages
from casekit.check.rules import SEVERITIES, page, pattern, told_about, words
from casekit.store.spreadsheet import csv_of
from casekit.vocab import label, say

_LEVELS = {"error": "error", "warning": "warning", "note": "note"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_STYLE = (
    ":root{color-scheme:light dark;--line:#bbb;--quiet:#555;--error:#b3261e;--warning:#b35309}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;"
    "background:Canvas;color:CanvasText}h2{overflow-wrap:anywhere;margin-top:2.5rem}small{color:var(--quiet)}"
    "div.table{overflow-x:auto}table{border-collapse:collapse;min-width:100%}th,td{text-align:left;"
    "border-bottom:1px solid var(--line);padding:.3rem .6rem;vertical-align:top}td.n{text-align:right}"
    "ul{list-style:none;padding:0}li{border-left:4px solid var(--line);padding:.1rem 0 .1rem .8rem;"
    "margin:.7rem 0;overflow-wrap:anywhere}li.error{border-color:var(--error)}"
    "li.warning{border-color:var(--warning)}code{font-weight:600}"
    "@media(prefers-color-scheme:dark){:root{--line:#666;--quiet:#b5b5b5;--error:#f2746b;--warning:#e9a15b}}"
    "@media print{:root{color-scheme:light}body{font-size:10.5pt;max-width:none;margin:0}"
    "li,tr{break-inside:avoid}h2,h3{break-after:avoid}}"
)


@dataclass(frozen=True)
class Checked:
    """A file with what was found in it, or with the reason why it could not be read."""

    file: str
    points: Sequence[Point] = ()
    problem: str = ""
    remark: str = ""

    @property
    def open(self) -> list[Point]:
        """The points that nobody has explained."""
        return [point for point in self.points if not point.explained]


def counted(points: Iterable[Point]) -> str:
    """Return how many open points there are of each severity and how many are explained, in words."""
    points = [*points]
    open_ = [point.severity for point in points if not point.explained]
    facts = {f"{name}s": open_.count(name) for name in SEVERITIES}
    return say("check.counted", None, explained=len(points) - len(open_), **facts)


def explain(code: str) -> str:
    """Return what a rule asks, why, where that comes from, how to mend it, and how to explain it honestly.

    Examples
    --------
    >>> print(explain("P401").splitlines()[0])
    P401 · peringatan · rencana intervensi
    """
    own = page(code)
    head = [code, say(f"check.{own['severity']}"), *([label("stage", own["stage"])] if own["stage"] else [])]
    sentences = [own["message"], *own.get("variants", {}).values()]
    told = [
        *(f"  {pattern(sentence)}" for sentence in sentences),
        *told_about(code),
        say("check.no_gap" if own.get("gaps") == "no" else "check.silence", None, code=code),
    ]
    return "\n".join([" · ".join(head), *told])


def as_json(checked: Iterable[Checked]) -> str:
    """Return the points as JSON, as ``casekit/data/check/points.schema.json`` describes it."""
    files = [
        {"file": one.file, "problem": one.problem, "points": [_plain(point) for point in one.points]}
        for one in checked
    ]
    document = {"format": 1, "casekit": __version__, "language": vocab.language(), "files": files}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _plain(point: Point) -> dict[str, Any]:
    return {
        "code": point.code,
        "severity": point.severity,
        "stage": point.stage,
        "place": point.place,
        "part": point.part,
        "line": point.line,
        "message": point.message,
        "explained": point.explained,
    }


def as_sarif(checked: Iterable[Checked]) -> str:
    """Return the points as SARIF 2.1.0, which code hosts and editors read; the explained are suppressed."""
    checked = [*checked]
    codes = sorted({point.code for one in checked for point in one.points})
    index = {code: number for number, code in enumerate(codes)}
    driver = {"name": "casekit", "version": __version__, "rules": [_sarif_rule(code) for code in codes]}
    problems = [
        {"level": "error", "message": {"text": one.problem}, "locations": [_location(one.file, None, "")]}
        for one in checked
        if one.problem
    ]
    run = {
        "tool": {"driver": driver},
        "language": vocab.language(),
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": problems}],
        "results": [_result(one.file, point, index) for one in checked for point in one.points],
    }
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _sarif_rule(code: str) -> dict[str, Any]:
    own = page(code)
    return {
        "id": code,
        "shortDescription": {"text": pattern(own["message"])},
        "fullDescription": {"text": words(code, "why")},
        "help": {"text": explain(code)},
        "defaultConfiguration": {"level": _LEVELS[own["severity"]]},
    }


def _result(file: str, point: Point, index: dict[str, int]) -> dict[str, Any]:
    result = {
        "ruleId": point.code,
        "ruleIndex": index[point.code],
        "level": _LEVELS[point.severity],
        "message": {"text": point.message},
        "locations": [_location(file, point.line, point.place)],
    }
    if point.explained:
        result["suppressions"] = [{"kind": "inSource", "justification": point.explained}]
    return result


def _location(file: str, line: int | None, place: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(file)}}
    if line:
        physical["region"] = {"startLine": line}
    logical = {"logicalLocations": [{"fullyQualifiedName": place}]} if place else {}
    return {"physicalLocation": physical, **logical}


_COLUMNS = ("file", "code", "severity", "stage", "place", "line", "part", "message", "explained")


def as_csv(checked: Iterable[Checked]) -> str:
    """Return the points as a table that spreadsheets open as it is; no cell of it is taken for a formula."""
    heads = [say(f"check.column_{name}") for name in _COLUMNS]
    rows = [row for one in _without_folders([*checked]) for row in _rows(one)]
    return csv_of(heads, ([row.get(name, "") for name in _COLUMNS] for row in rows))


def _rows(one: Checked) -> Iterator[dict[str, Any]]:
    """Yield each point of a file by its columns, and what is wrong with the file."""
    for point in one.points:
        severity, stage = say(f"check.{point.severity}"), heading(point.stage)
        yield _plain(point) | {"file": one.file, "severity": severity, "stage": stage}
    if one.problem:
        yield {"file": one.file, "message": one.problem}


def as_html(checked: Iterable[Checked]) -> str:
    """Return the points as a page of its own: an overview, then each file by stage."""
    checked = _without_folders([*checked])
    title = escape(say("check.title"))
    overview = _overview(checked) if len(checked) > 1 else ""
    body = "".join(_section(one) for one in checked)
    return (
        f'<!DOCTYPE html>\n<html lang="{vocab.language()}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{escape(say('check.no_mark'))}</p>"
        f"{overview}{body}</main></body></html>\n"
    )


def _without_folders(checked: Sequence[Checked]) -> list[Checked]:
    """Return files without the folders that they share: a page is passed on, and folders name people."""
    folders = [posixpath.dirname(one.file) for one in checked]
    shared = posixpath.commonpath(folders) if len({folder.startswith("/") for folder in folders}) == 1 else ""
    return [replace(one, file=one.file.removeprefix(shared).lstrip("/")) for one in checked]


def _overview(checked: Sequence[Checked]) -> str:
    names = stages(point for one in checked for point in one.points)
    heads = "".join(f'<th scope="col">{escape(heading(stage))}</th>' for stage in names)
    rows = []
    for one in checked:
        open_ = [point.stage for point in one.open]
        cells = "".join(f'<td class="n">{open_.count(stage)}</td>' for stage in names)
        cells = f'<td colspan="{len(names) or 1}">{escape(one.problem)}</td>' if one.problem else cells
        rows.append(f'<tr><th scope="row">{escape(one.file)}</th>{cells}</tr>')
    head = f'<tr><th scope="col">{escape(say("check.column_file"))}</th>{heads}</tr>'
    return f'<div class="table"><table><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'


def _section(one: Checked) -> str:
    body = f"<p>{escape(one.problem)}</p>" if one.problem else f"<p>{escape(counted(one.points))}</p>"
    for stage in stages(one.points):
        if items := "".join(_item(point) for point in one.open if point.stage == stage):
            body += f"<h3>{escape(heading(stage))}</h3><ul>{items}</ul>"
    if explained := "".join(_item(point) for point in one.points if point.explained):
        body += f"<h3>{escape(say('check.explained'))}</h3><ul>{explained}</ul>"
    return f"<section><h2>{escape(one.file)}</h2>{body}</section>"


def _item(point: Point) -> str:
    where = f" <small>{escape(say('check.line', None, line=point.line))}</small>" if point.line else ""
    reason = f"<br>{escape(say('check.because', None, reason=point.explained))}" if point.explained else ""
    mend = "" if point.explained else f"<br><small>{escape(words(point.code, 'mend'))}</small>"
    severity = escape(say(f"check.{point.severity}"))
    told = f"<code>{point.code}</code> {severity}: {escape(point.message)}{where}{reason}{mend}"
    return f'<li class="{point.severity}">{told}</li>'
