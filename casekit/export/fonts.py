"""Which font a report is set in: the one that its template names, or one that takes the same room."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["breadth", "family", "installed", "stand_ins"]

_OWN = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")  # inside the compiler
_ALIKE = (
    ("Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", "STIXGeneral"),
    ("Arial", "Liberation Sans", "Arimo", "Helvetica", "Nimbus Sans", "DejaVu Sans"),
    ("Calibri", "Carlito", "DejaVu Sans"),
    ("Cambria", "Caladea", "STIXGeneral"),
    ("Courier New", "Liberation Mono", "Cousine", "DejaVu Sans Mono"),
)

_BREADTHS = {  # of letters, beside those of Times
    "arial": 1.13,
    "liberation sans": 1.13,
    "helvetica": 1.13,
    "tahoma": 1.12,
    "georgia": 1.13,
    "cambria": 1.07,
    "bookman old style": 1.2,
    "courier new": 1.33,
    "verdana": 1.3,
    "dejavu sans": 1.27,
}


def breadth(font: str) -> float:
    """Return how much broader the letters of a font are than those of Times.

    Examples
    --------
    >>> breadth("Arial"), breadth("Times New Roman")
    (1.13, 1.0)
    """
    return _BREADTHS.get(font.casefold(), 1.0)


def stand_ins(font: str, scripts: Sequence[str] = ()) -> Sequence[str]:
    """Return the fonts that stand in for one that is not there, the most alike first.

    Parameters
    ----------
    font : str
        The font that is asked for.
    scripts : sequence of str
        Fonts for letters of other scripts, which come before the compiler's own: one of these is monospaced.

    Examples
    --------
    >>> stand_ins("times new roman")[:2], stand_ins("Comic Sans")[0]
    (('Liberation Serif', 'Tinos'), 'Libertinus Serif')
    """
    found = next((rest for first, *rest in _ALIKE if first.casefold() == font.casefold()), [])
    return (*found, *scripts, *_OWN)


def family(font: str) -> str:
    """Return the font that stands in for one that is not on this machine, empty if it is."""
    known = {name.casefold() for name in installed().families()}
    if font.casefold() in known:
        return ""
    return next(name for name in stand_ins(font) if name.casefold() in known)


@cache
def installed() -> Any:
    """Return the fonts of this machine, of the compiler and of matplotlib, which brings one like Times."""
    import typst  # noqa: PLC0415 - the caller has imported it

    found = find_spec("matplotlib")
    own = [Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"] if found and found.origin else []
    return typst.Fonts(include_system_fonts=True, font_paths=[str(path) for path in own if path.is_dir()])
