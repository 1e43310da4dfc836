"""What casekit makes from case files and notebooks: written whole, and never over anybody's work."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from os import PathLike
from pathlib import Path

from casekit import vocab
from casekit.errors import CasekitError
from casekit.store.files import put
from casekit.store.made import fingerprint, known, remember
from casekit.store.names import what, writable_name

KIND = "output"
_PAGE = "page of an output"  # by its name, too: what else casekit made under such a name is no page
_LARGEST = 500_000_000  # nothing that casekit makes is larger, so that nothing larger need be read


def free(
    path: str | PathLike[str],
    *,
    inputs: Iterable[Path] = (),
    force: bool = False,
    override: str = "--force",
) -> Path:
    """Return the path of an output if casekit may write there; ask before long work.

    A file that is there already is replaced only if casekit made it for this user and nobody changed it.

    Parameters
    ----------
    path : path
        Where the output shall lie; ``~`` is expanded.
    inputs : iterable of Path
        What the output is made from. None of it is ever replaced, whatever it is called here.
    force : bool
        Replace what is there, except inputs, folders and devices. Of a link the link is replaced, what it
        leads to stays.
    override : str
        How the user can ask for that, as the sentence names it.

    Raises
    ------
    CasekitError
        If the name is of no use, or what lies there must stay.
    """
    target = writable_name(path)
    if any(_same(target, own) for own in inputs):
        raise CasekitError(vocab.say("store.output_is_input", file=target))
    kind = what(target)
    if kind in ("folder", "device"):
        raise CasekitError(vocab.say(f"store.output_is_{kind}", file=target))
    if kind == "link" and not force:
        raise CasekitError(vocab.say("store.output_is_link", file=target, override=override))
    if kind == "file" and not force and not is_made(target):
        raise CasekitError(vocab.say("store.output_is_theirs", file=target, override=override))
    return target


def publish(
    content: bytes,
    path: str | PathLike[str],
    *,
    private: bool = True,
    inputs: Iterable[Path] = (),
    force: bool = False,
    override: str = "--force",
) -> Path:
    """Write an output as a whole or not at all, remember that casekit made it, and return its path.

    Parameters
    ----------
    content : bytes
        What to write. Where the same lies there already, whoever made it, it may be replaced.
    private : bool
        Whether only the owner may read it: always so unless everything in it comes with casekit.
    path, inputs, force, override
        As of `free`, which is asked again.

    Raises
    ------
    CasekitError
        As of `free`, or if the file cannot be written; what was there before is still there.
    """
    target = free_for(content, path, inputs=inputs, force=force, override=override)
    remember(fingerprint(content, KIND))  # first: a file that nobody remembers could never be replaced
    put(target, content, private=private)
    return target


def publish_pages(
    pages: Iterable[bytes],
    name: Callable[[int], Path],
    *,
    private: bool = True,
    inputs: Iterable[Path] = (),
    force: bool = False,
    override: str = "--force",
) -> list[Path]:
    """Write the pages of an output, each to a file of its own, and return their paths.

    Of pages that were written under these names before, those are removed that are now too many, up to the
    first that is missing or was changed by somebody: or they would be taken for a part of the new ones.

    Parameters
    ----------
    pages : iterable of bytes
        What to write.
    name : callable
        Returns the path of a page by its number, from 1.
    private, inputs, force, override
        As of `publish`.

    Raises
    ------
    CasekitError
        As of `publish`.
    """
    inputs = [*inputs]
    written: list[Path] = []
    for number, content in enumerate(pages, 1):
        path = name(number)
        written.append(publish(content, path, private=private, inputs=inputs, force=force, override=override))
        if number > 1:
            remember(_page_print(content, path))
    for path in map(name, count(len(written) + 1)):
        before = _content(path)
        if before is None or not known(_page_print(before, path)):
            break
        with suppress(OSError):
            path.unlink()
    return written


def _page_print(content: bytes, path: Path) -> str:
    return fingerprint(content, f"{_PAGE}\0{path.name}")


def free_for(
    content: bytes,
    path: str | PathLike[str],
    *,
    inputs: Iterable[Path] = (),
    force: bool = False,
    override: str = "--force",
) -> Path:
    """Return the path of an output as `free` does; where the same lies there already, it may be replaced."""
    same = not force and _content(writable_name(path)) == content
    return free(path, inputs=inputs, force=force or same, override=override)


def is_made(target: Path) -> bool:
    """Tell whether casekit made, for this user, what a file holds now.

    Examples
    --------
    >>> is_made(Path("no such file"))
    False
    """
    content = _content(target)
    return content is not None and known(fingerprint(content, KIND))


def _same(target: Path, own: Path) -> bool:
    """Tell whether two paths lead to one file, by links, letters or another way."""
    try:
        return target.samefile(own)
    except (OSError, ValueError):
        return os.path.realpath(target) == os.path.realpath(own)


def _content(target: Path) -> bytes | None:
    """Return what an ordinary file holds, if it can be looked at."""
    try:
        if what(target) != "file" or target.stat().st_size > _LARGEST:
            return None
        return target.read_bytes()
    except OSError:
        return None
