"""What a case file says at a path such as ``assessment.focus_problem.text``, as safe Markdown."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from casekit.model import Case, Part
from casekit.tables.columns import records
from casekit.tables.table import in_thousands, markdown, written
from casekit.vocab import filled_in, isolated, label

_BLOCK_MARK = re.compile(r"^(\d*)([-+=.)])")


def said(
    case: Case, path: str, item: Part | None = None, where: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return what the case file says at a path: texts in their order, each with its basis unless documented.

    Parameters
    ----------
    case : Case
        The case.
    path : str
        Names of parts and of one field, joined by dots; with a dot in front it leads on from `item`, and
        ``client`` is the client.
    item : Part, optional
        The entry that a path with a dot in front begins at.
    where : mapping, optional
        Which entries count: ``{"purpose": "teaching"}``.
    """
    way, _, field = path.rpartition(".")
    parts = entries(case, way or path[: path.startswith(".")], item, where)
    rows = records(case, parts, (field, "basis"))
    documented = label("basis", "documented")
    amount = in_thousands(field)
    return [
        (
            str(written(row[field], amount=amount)),
            row["basis"] if row["basis"] not in (None, documented) else "",
        )
        for row in rows
        if row[field] not in (None, "")
    ]


def something(texts: Iterable[tuple[str, str]]) -> bool:
    """Return whether one of the texts is filled in."""
    return any(text != filled_in("") for text, _ in texts)


def entries(
    case: Case, path: str, item: Part | None = None, where: Mapping[str, str] | None = None
) -> list[Part]:
    """Return the parts at a path, those that fit `where`; see `said`."""
    steps = [step for step in path.split(".") if step]
    found: list[Any] = [item] if path.startswith(".") else [case]
    if steps[:1] == ["client"]:
        found, steps = [case.person(case.client)], steps[1:]
    for step in steps:
        inner = [getattr(part, step) for part in found if part is not None]
        found = [one for each in inner for one in (each if isinstance(each, list) else [each])]
    wanted = (where or {}).items()
    return [
        part
        for part in found
        if part is not None and all(getattr(part, name) == value for name, value in wanted)
    ]


def escaped(text: str, basis: str = "") -> str:
    """Return a text as Markdown paragraphs in which nothing is Markdown, with its basis behind it."""
    paragraphs = [_paragraph(isolated(line)) for line in text.splitlines() if line.strip()]
    return "\n\n".join(paragraphs) + (f" *({basis})*" if basis else "")


def in_cell(text: str, basis: str = "") -> str:
    """Return a text for the cell of a Markdown table."""
    lines = [markdown(isolated(line)) for line in text.splitlines() if line.strip()]
    return "<br>".join(lines) + (f" *({basis})*" if basis else "")


def _paragraph(line: str) -> str:
    """Return one paragraph that cannot begin a list or underline a heading."""
    return _BLOCK_MARK.sub(lambda mark: f"{mark[1]}&#{ord(mark[2])};", markdown(line))
