"""A temporary copy of the files around a notebook, so that running it changes nothing of anybody's."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["copy_around"]

MOST_FILES = 2_000
MOST_BYTES = 200_000_000


@contextmanager
def copy_around(folder: Path, within: Path | None = None) -> Iterator[Path]:
    """Give a copy of a folder to work in, which is gone afterwards.

    Parameters
    ----------
    folder : Path
        The folder of a notebook.
    within : Path, optional
        A folder above it that is copied too, so that code finds what lies beside (``../cases``).

    Yields
    ------
    Path
        The copy of `folder`. Hidden files, links to folders and environments are left out. Where more
        than 2,000 files or 200 MB lie around, it is `folder` itself.
    """
    folder = folder.resolve()
    tops = [within.resolve()] if within and folder.is_relative_to(within.resolve()) else []
    top = next((top for top in [*tops, folder] if _is_small(top)), None)
    if top is None:
        yield folder
        return
    with TemporaryDirectory(prefix="casekit-", ignore_cleanup_errors=True) as temporary:
        copy = Path(temporary) / (top.name or "notebook")
        shutil.copytree(top, copy, ignore=_left_out, copy_function=_copy)
        yield copy / folder.relative_to(top)


def _is_small(top: Path) -> bool:
    """Return whether a folder can be copied in no time."""
    files = size = 0
    for place, folders, names in os.walk(top):
        left_out = _left_out(place, [*folders, *names])
        folders[:] = [name for name in folders if name not in left_out]
        kept = [Path(place) / name for name in names if name not in left_out]
        files += len(kept)
        size += sum(path.stat().st_size for path in kept if path.is_file())
        if files > MOST_FILES or size > MOST_BYTES:
            return False
    return True


def _left_out(place: str, names: Sequence[str]) -> set[str]:
    """Return the names that are not copied."""
    return {
        name
        for name in names
        if name.startswith(".")
        or name in ("__pycache__", "node_modules")
        or ((path := Path(place) / name).is_dir() and (path.is_symlink() or (path / "pyvenv.cfg").exists()))
    }


def _copy(source: str, copy: str) -> None:
    """Copy a file; one that may not be read, or is no file, is left out."""
    try:
        if Path(source).is_file():
            shutil.copy2(source, copy)
    except OSError:
        return
