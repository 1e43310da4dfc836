"""Markdown and HTML to Typst or to pandoc's tree: all pieces of a notebook in one pandoc process."""

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
from casekit.export.formulas import Formulas
from casekit.export.hyphens import Hyphens
from casekit.export.limits import PANDOC_MEGABYTES
from casekit.vocab import say

__all__ = ["Converted", "Parsed", "convert", "pandoc", "parsed"]

# Pandoc gives up by itself with these: the memory of this process says nothing about that of another.
_MEMORY = ["+RTS", f"-M{PANDOC_MEGABYTES}m", "-A16m", "-RTS"]  # at most; before it looks for garbage
_HEAP_EXHAUSTED = 251


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
    deep : list of int
        The pieces that were nested too deeply and are now less so.
    """

    typst: Mapping[int, str]
    places: Sequence[Mapping[str, Any]]
    mark: str
    title: str
    headings: int
    deep: Sequence[int] = ()

    def marks(self) -> re.Pattern[str]:
        """Return the pattern of a mark, its number in group 1."""
        return re.compile(rf"{self.mark}(\d+);")


@dataclass(frozen=True)
class Parsed:
    """Pandoc's tree of the pieces.

    Attributes
    ----------
    blocks : mapping
        The blocks of each piece by its number.
    title : str
        The given title or else the first heading.
    deep : list of int
        The pieces that were nested too deeply and are now less so.
    unknown : list of mapping
        The formulas that Word cannot show: ``piece`` and ``text``.
    version : list of int
        The version of the tree.
    """

    blocks: Mapping[int, list[Any]]
    title: str
    deep: Sequence[int]
    unknown: Sequence[Mapping[str, Any]]
    version: Sequence[int]


def convert(
    texts: Mapping[int, tuple[str, str]],
    formulas: Formulas,
    room: Path,
    title: str | None,
    words: str,
    first: int,
    hyphens: Hyphens,
    way: str = "ltr",
) -> Converted:
    """Return the Typst source of Markdown and HTML texts.

    Parameters
    ----------
    texts : mapping
        By piece number its kind, ``markdown`` or ``html``, and its text.
    formulas : Formulas
        What the words for formulas stand for.
    room : Path
        A folder of our own, which holds ``notebook.lua``.
    title : str or None
        The title that the notebook's metadata give.
    words : {"id", "en"}
        The language of errors.
    first : int
        The piece whose heading may be the title of the document.
    hyphens : Hyphens
        Where words may be broken.
    way : {"ltr", "rtl"}
        The direction in which the document is written.

    Raises
    ------
    ExportError
        If pandoc is missing or fails.
    """
    if not texts:
        return Converted({}, [], "", title or "", 0)
    mark = f"mark{secrets.token_hex(8)}x"
    broken = hyphens.words(text for _, text in texts.values())
    made = _read(texts, formulas, room, title, words, first, way, "typst", mark, broken).decode()
    *parts, data = re.split(rf"^{mark}=(\w+);", made, flags=re.MULTILINE)[1:]
    found = json.loads(data)
    typst = {int(number): text.strip("\n") for number, text in zip(parts[::2], parts[1::2], strict=False)}
    return Converted(
        typst, found["places"] or [], mark, found["title"], found["headings"], found["deep"] or []
    )


def parsed(
    texts: Mapping[int, tuple[str, str]],
    formulas: Formulas,
    room: Path,
    title: str | None,
    words: str,
    first: int,
    way: str = "ltr",
) -> Parsed:
    """Return each text as blocks of pandoc's tree."""
    tree = json.loads(_read(texts, formulas, room, title, words, first, way, "json", "mark"))
    blocks = {int(box["c"][0][0].removeprefix("piece-")): box["c"][1] for box in tree["blocks"]}
    title, deep, unknown = (tree["meta"][key].get("c") for key in ("title", "deep", "unknown"))
    return Parsed(
        blocks, title or "", json.loads(deep or "[]"), json.loads(unknown or "[]"), tree["pandoc-api-version"]
    )


def _read(
    texts: Mapping[int, tuple[str, str]],
    formulas: Formulas,
    room: Path,
    title: str | None,
    words: str,
    first: int,
    way: str,
    to: str,
    mark: str,
    broken: Mapping[str, str] | None = None,
) -> bytes:
    """Return what pandoc makes of texts through the filter ``notebook.lua``."""
    given = [
        {
            "whole": one.whole,
            "latex": formulas.latex(number) if to == "json" else one.latex,
            "block": one.is_block,
        }
        for number, one in enumerate(formulas.found)
    ]
    (room / "formulas.json").write_text(json.dumps(given), encoding="utf-8")
    (room / "hyphens.json").write_text(json.dumps(broken or {}), encoding="utf-8")
    document = "\n\n".join(_fenced(f"{kind}-{number}", text) for number, (kind, text) in texts.items())
    told = {"token": mark, "formula": formulas.token, "first": str(first), "base": way}
    metadata = json.dumps({**told, **({"given": title} if title else {})})
    (room / "metadata.json").write_text(metadata, encoding="utf-8")
    options = [
        "--from=commonmark",
        f"--to={to}",
        "--wrap=none",
        f"--lua-filter={room / 'notebook.lua'}",
        f"--metadata-file={room / 'metadata.json'}",
    ]
    return pandoc(options, document.encode(), room, words)


def pandoc(options: Sequence[str], text: bytes, room: Path, words: str) -> bytes:
    """Return what pandoc writes when it reads a text in a folder of our own; raises ExportError."""
    try:
        done = subprocess.run(  # noqa: S603 - our own pandoc, no shell, the text goes through a pipe
            [_pandoc(words), "--quiet", *options, *_MEMORY],
            input=text,
            capture_output=True,
            check=False,
            cwd=room,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise ExportError(say("export.error.pandoc", words, reason=error)) from None
    if done.returncode == _HEAP_EXHAUSTED:
        raise ExportError(say("export.error.memory", words))
    if done.returncode:
        reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [str(done.returncode)])[0]
        raise ExportError(say("export.error.pandoc", words, reason=reason))
    return done.stdout


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
