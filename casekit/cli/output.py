"""What the files are called that commands write, and what is remarked about them."""

import sys
from collections.abc import Iterable
from mimetypes import MimeTypes
from pathlib import Path

from casekit.errors import CasekitError, ExportError
from casekit.store.names import what, writable_name
from casekit.store.outputs import free
from casekit.vocab import say

_FORMATS = {*MimeTypes().types_map[True], ".docx", ".ipynb", ".yaml", ".yml"}


def with_ending(path: Path, *endings: str) -> Path:
    """Return a path that ends in one of these, the first if it has no ending; refuses that of another format.

    Examples
    --------
    >>> with_ending(Path("laporan.PDF"), ".pdf").name, with_ending(Path("kasus.v1"), ".yaml", ".yml").name
    ('laporan.PDF', 'kasus.v1.yaml')
    """
    path = writable_name(path)
    ending = path.suffix.lower()
    if ending in endings:
        return path
    if what(path) in ("folder", "device"):  # a folder, a device: not even meant as a name without ending
        return free(path)
    if ending in _FORMATS:
        raise ExportError(say("cli.ending", file=path.name, ending=ending, wanted=endings[0]))
    return path.with_name(f"{path.name}{endings[0]}")


def tell(remarks: Iterable[str]) -> None:
    """Print remarks beside what was made, each on a line; whatever reads the output does not see them."""
    for remark in remarks:
        print(say("cli.remark", remark=remark), file=sys.stderr, flush=True)


def sentence(problem: BaseException, key: str = "cli.unforeseen") -> str:
    """Return one sentence for whatever went wrong, that of a key if nobody foresaw it."""
    if isinstance(problem, CasekitError):
        return str(problem)
    reason = " ".join(f"{type(problem).__name__}: {problem}".split())[:200]
    return say(key, reason=reason)
