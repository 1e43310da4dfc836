"""What a learner's reports say on cover and approval sheet: kept in one file for the next report.

It is a template as ``casekit report --template`` takes it. One that was written by hand, or handed out by an
institution, is used as it is and never written to.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from casekit.errors import CasekitError
from casekit.store.files import read
from casekit.store.names import what
from casekit.store.outputs import is_made, publish
from casekit.store.work import workplace
from casekit.store.yamltext import parse
from casekit.store.yamlwriter import written
from casekit.vocab import say

FIELDS = (
    *("title", "student.name", "student.number"),
    *("programme", "faculty", "institution", "city", "year"),
)
"""What the cover says, by the names of the template; who approves the report stands beside it."""


def cover_file() -> Path:
    """Return the file in the `casekit.workplace` that keeps the cover; it need not exist yet.

    Examples
    --------
    >>> cover_file().name
    'report.yaml'
    """
    return workplace() / "report.yaml"


def is_by_hand() -> bool:
    """Tell whether the file is there and not, or not only, of casekit's making.

    Examples
    --------
    >>> is_by_hand()  # doctest: +SKIP
    False
    """
    return bool(what(cover_file())) and not is_made(cover_file())


def signers() -> Sequence[Mapping[str, str]]:
    """Return the roles of those who approve a report, in both languages.

    Examples
    --------
    >>> [role["en"] for role in signers()]
    ['Academic Supervisor', 'Agency Supervisor', 'Head of the Study Programme']
    """
    return [signer["role"] for signer in _default()["approval"]]


def read_cover() -> dict[str, str]:
    """Return what was filled in, by the names of `FIELDS`; ``approval.0`` and so on are who approves.

    Raises
    ------
    CaseFileError
        If the file cannot be read.
    """
    path = cover_file()
    if not what(path):
        return {}
    data = parse(read(path), path).data
    found = {name: _at(data, name) for name in FIELDS}
    return found | {f"approval.{n}": _at(data, f"approval.{n}.name") for n in range(len(signers()))}


def keep_cover(said: Mapping[str, str]) -> Path:
    """Keep what the cover shall say, by the names that `read_cover` returns, and return the file.

    Raises
    ------
    CasekitError
        If the file was written by hand, or cannot be written.
    """
    path = cover_file()
    if is_by_hand():
        raise CasekitError(say("store.cover_by_hand", file=path))
    lines = {name: " ".join(text.split()) for name, text in said.items()}
    data: dict[str, Any] = {name: lines.get(name, "") for name in FIELDS if "." not in name}
    data["student"] = {part: lines.get(f"student.{part}", "") for part in ("name", "number")}
    data["approval"] = [
        {"role": {**role}, "name": lines.get(f"approval.{n}", "")} for n, role in enumerate(signers())
    ]
    return publish(written(data).encode(), path)


def _at(data: Any, way: str) -> str:
    """Return the text at a place in plain data; nothing where there is none."""
    for step in way.split("."):
        if isinstance(data, list) and step.isdigit():
            data = data[int(step)] if int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""


@cache
def _default() -> Any:
    own = files("casekit") / "data" / "templates" / "report.yaml"
    return parse(own.read_bytes(), Path("report.yaml")).data
