"""Markdown and HTML to Typst: all pieces of a notebook in one pandoc process."""

import json
import re
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from casekit.errors import ExportError
from casekit.vocab import say

__all__ = ["Converted", "convert"]

_SECONDS = 120


@dataclass(frozen=True)
class Converted:
    """What pandoc made of the pieces.

    Attributes
    ----------
    typst : mapping
        Typst source of each piece by its number, with marks where Python has to fill something in.
    places : list
        The data of these marks, the first one for mark 1.
    mark : str
        What a mark starts with; a new one each time, so that no text can contain it.
    title : str
        The given title or else the first heading.
    headings : int
        How many headings there are below the title.
    """

    typst: Mapping[int, str]
    places: Sequence[Mapping[str, Any]]
    mark: str
    title: str
    headings: int

    def marks(self) -> re.Pattern[str]:
        """Return the pattern of a mark, its number in group 1."""
        return re.compile(rf"{self.mark}(\d+);")


def convert(texts: Mapping[int, tuple[str, str]], room: Path, title: str | None, words: str) -> Converted:
    """Return the Typst source of Markdown and HTML texts.

    Parameters
    ----------
    texts : mapping
        By piece number its kind, ``markdown`` or ``html``, and its text.
    room : Path
        A folder of our own, which holds ``notebook.lua``.
    title : str or None
        The title that the notebook's metadata give.
    words : {"id", "en"}
        The language of errors.

    Raises
    ------
    ExportError
        If pandoc is missing, fails or does not come to an end.
    """
    if not texts:
        return Converted({}, [], "", title or "", 0)
    mark = f"mark{secrets.token_hex(8)}x"
    document = "\n\n".join(_fenced(f"{kind}-{number}", text) for number, (kind, text) in texts.items())
    metadata = json.dumps({"token": mark, **({"given": title} if title else {})})
    (room / "metadata.json").write_text(metadata, encoding="utf-8")
    command = [
        _pandoc(words),
        "--from=commonmark",
        "--to=typst",
        "--wrap=none",
        "--quiet",
        f"--lua-filter={room / 'notebook.lua'}",
        f"--metadata-file={room / 'metadata.json'}",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own pandoc, no shell, the text goes through a pipe
            command,
            input=document.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=room,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError(say("export.error.pandoc", words, reason=error)) from None
    if done.returncode:
        reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [str(done.returncode)])[0]
        raise ExportError(say("export.error.pandoc", words, reason=reason))
    *parts, data = re.split(rf"^{mark}=(\w+);", done.stdout.decode(), flags=re.MULTILINE)[1:]
    found = json.loads(data)
    typst = {int(number): text.strip("\n") for number, text in zip(parts[::2], parts[1::2], strict=False)}
    return Converted(typst, found["places"] or [], mark, found["title"], found["headings"])


def _fenced(name: str, text: str) -> str:
    """Return a text inside a fence longer than any in it."""
    longest = max((len(run) for run in re.findall("~+", text)), default=0)
    fence = "~" * max(8, longest + 1)
    return f"{fence} {name}\n{text}\n{fence}"


@cache
def _pandoc(words: str) -> str:
    """Return the path of the pandoc that pypandoc brings along."""
    try:
        import pypandoc  # noqa: PLC0415 - a missing wheel must not break other nbconvert commands

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError) as error:
        raise ExportError(say("export.error.pandoc", words, reason=error)) from None
