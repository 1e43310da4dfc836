"""The gallery: every figure with the code that draws it, as it stands in ``docs/gallery``."""

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from casekit import figures
from docs.pages import rst

__all__ = ["CODE", "drawn", "entry", "names", "pages"]

CODE = Path(__file__).parents[1] / "gallery"


def names() -> list[str]:
    """Return the functions that draw, in order of the alphabet."""
    return [name for name in figures.__all__ if inspect.isroutine(getattr(figures, name))]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the page of all figures."""
    about = (
        "Every figure of ``casekit.figures``, with the code that draws it. Each takes ``size``: ``page``, "
        "``wide`` (a page on its side) or ``wall`` (16:9, to be projected). What has no room on a page goes "
        "on on the next: ``figure.pages`` holds them, a notebook and its exports show them all, and "
        "``figure.savefig`` writes them into one PDF or into numbered pictures.\n\n"
    )
    each = (
        f"{rst.heading(name, '-')}:py:func:`casekit.figures.{name}`\n\n{entry(name, folder)}"
        for name in names()
    )
    yield "gallery", rst.heading("Gallery of figures") + about + "".join(each)


def entry(name: str, folder: Path) -> str:
    """Return the code of a figure and its picture, which is drawn into the folder."""
    code, figure = drawn(name)
    path = folder / "figures" / f"{name}.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(figure.svg, encoding="utf-8")
    return rst.block("code-block:: python", code) + rst.image(f"made/figures/{name}.svg", figure.alt)


@cache
def drawn(name: str) -> tuple[str, Any]:
    """Return the code of a figure, and what it draws."""
    code = (CODE / f"{name}.py").read_text(encoding="utf-8")
    room: dict[str, Any] = {}
    exec(compile(code, f"{name}.py", "exec"), room)  # noqa: S102 - our own code
    return code, room["figure"]
