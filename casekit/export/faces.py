"""The fonts of the machine, for letters that the compiler's own do not have: which ones a text needs."""

import contextlib
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casekit.export.letters import is_joiner, lacking
from casekit.export.scripts import EAST_ASIAN, east_asian, script_of
from casekit.export.texts import string

__all__ = ["FOLDER", "Faces", "faces_for"]

FOLDER = "fonts"  # of a room: what the compiler finds there it takes beside its own
_REGULAR, _BOLD = 400, 700
_NORMAL_WIDTH = 1.0
# Which fonts to try for a script that has no list, and the order among them.
_RANKS = ("Noto Serif", "Noto Sans", "DejaVu", "Noto", "Segoe UI", "Apple")


@dataclass(frozen=True)
class Faces:
    """The fonts that a document needs beside the compiler's own.

    Attributes
    ----------
    families : sequence of str
        Their names in the order in which they are asked for a letter.
    found : container of str
        The characters that they have.
    """

    families: Sequence[str] = ()
    found: Container[str] = frozenset()

    def typst(self) -> str:
        """Return the names as a Typst array."""
        return f"({''.join(f'{string(name)}, ' for name in self.families)})"


def faces_for(text: str, lang: str, room: Path) -> Faces:
    """Return the fonts of this machine that a text needs; their files are put into a folder of the room.

    Parameters
    ----------
    text : str
        All that the document shows.
    lang : str
        Its declared language: it decides which fonts show the ideographs of Japanese, Chinese and Korean.
    room : Path
        A folder of our own.
    """
    sought = {char for char in set(text) if not char.isascii() and not is_joiner(char)}
    sought = {char for char in sought if lacking(char) or _is_always_sought(char)}
    if not sought:
        return Faces()
    chosen, found = list[str](), set[str]()
    for family in _in_order(sought, text, lang):
        if new := {char for char in sought - found if _has(family, char)}:
            chosen.append(family)
            found |= new
        if found == sought:
            break
    for family in chosen:
        for path in _installed()[family]:
            _put(path, room / FOLDER)
    return Faces(chosen, frozenset(found))


def _is_always_sought(char: str) -> bool:
    """Tell whether the compiler's own letters of a script are only the last resort."""
    script = script_of(char)
    return script is not None and script.always


def _in_order(sought: Iterable[str], text: str, lang: str) -> Iterator[str]:
    """Yield the families of this machine in the order in which they are to be tried."""
    wanted = {script.name: script for char in sought if (script := script_of(char))}
    if (east := east_asian(text, lang)) and wanted.keys() & {*EAST_ASIAN.values()}:
        wanted = {east.name: east, **wanted}
    listed = dict.fromkeys(name for script in wanted.values() for name in script.fonts)
    installed = _installed()
    yield from (name for name in listed if name in installed)
    others = [name for name in installed if name not in listed]
    yield from sorted(others, key=lambda name: (_rank(name), name))


def _rank(family: str) -> int:
    """Return how late a family is tried for a script of which no fonts are listed."""
    starts = (at for at, start in enumerate(_RANKS) if family.startswith(start))
    return len(_RANKS) if "Emoji" in family else next(starts, len(_RANKS) - 1)


def _put(path: str, folder: Path) -> None:
    """Put the file of a font into a folder: a link where the system has them."""
    folder.mkdir(exist_ok=True)
    place = folder / Path(path).name
    if not place.exists():
        try:
            place.symlink_to(path)
        except OSError:
            shutil.copyfile(path, place)


@cache
def _installed() -> Mapping[str, Sequence[str]]:
    """Return the files of each family on this machine: upright, of usual width, regular or bold."""
    import typst  # noqa: PLC0415 - a missing wheel must not break other nbconvert commands

    families: dict[str, list[str]] = {}
    for font in typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts():
        plain = font.style == "normal" and font.stretch == _NORMAL_WIDTH
        if font.path and plain and font.weight in (_REGULAR, _BOLD):
            families.setdefault(font.family, []).append(font.path)
    return families


def _has(family: str, char: str) -> bool:
    """Tell whether a family has a character."""
    return ord(char) in _characters(_installed()[family][0], family)


@cache
def _characters(path: str, family: str) -> Container[int]:
    """Return the characters of a font file; none if it cannot be read."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError  # noqa: PLC0415 - few documents need it

    with contextlib.suppress(OSError, TTLibError, AssertionError, KeyError, ValueError):
        if path.lower().endswith((".ttc", ".otc")):
            with TTCollection(path, lazy=True) as collection:
                fonts = [font for font in collection.fonts if font["name"].getDebugName(1) == family]
                return frozenset(*(font.getBestCmap() for font in (fonts or collection.fonts)[:1]))
        with TTFont(path, lazy=True) as font:
            return frozenset(font.getBestCmap())
    return frozenset()
