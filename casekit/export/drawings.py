"""Figures of casekit as drawings: their words become text of the document, in its own typeface."""

import base64
import binascii
import re
from html import unescape

from casekit.export.letters import is_printable
from casekit.export.texts import clean

__all__ = ["drawing", "is_wide", "least_share", "on_page", "wide_apart"]

_LONGEST = 20_000_000  # letters of an output
_IMAGE = re.compile(r'<img src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" alt="([^"<>]*)"[^<>]*>')
_OURS = re.compile(r'<svg\b[^<>]*\bdata-casekit="([\d.]+)"')
_BOX = re.compile(r'\bheight="[\d.]+(?:pt)?"(\s+)viewBox="0 0 ([\d.]+) ([\d.]+)"')
_SEEN = re.compile(r'\bviewBox="0 [\d.]+ ([\d.]+) ([\d.]+)"')
_TEXT = re.compile(r"<text\b([^<>]*)>([^<>]*)</text>\n?")
_SIZE = re.compile(r'(?<=\bfont-size=")[\d.]+(?=")')
_HEIGHT = re.compile(r'\by="([\d.]+)"')
_FAMILY, _TYPEFACE = "DejaVu Sans, Verdana, sans-serif", "Libertinus Serif"
_MARGIN = 4  # points that stay free at the top
# The letters of the document are smaller than those of the same size with which a figure was measured.
_LARGER = 1.17
_SMALLEST = 7.0  # points, of letters in a document


def drawing(html: str, *, anyhow: bool = False) -> bytes | None:
    """Return the figure that an output consists of as SVG for a page, None if there is none.

    A figure says how far down its title reaches: on a page a caption stands for that. Each line of text is
    set as wide as it was measured, whatever the typeface.

    Parameters
    ----------
    html : str
        What an output shows in a browser.
    anyhow : bool
        Also one with letters that the document's own typefaces lack: there is no other picture of it.
    """
    found = _IMAGE.fullmatch(html.strip()) if len(html) <= _LONGEST else None
    return _drawn(found, anyhow=anyhow) if found else None


def _drawn(found: re.Match[str], *, anyhow: bool) -> bytes | None:
    try:
        svg = clean(base64.b64decode(found[1], validate=True).decode())
    except (binascii.Error, ValueError):
        return None
    return on_page(svg).encode() if _OURS.search(svg) and (anyhow or is_printable(svg)) else None


def wide_apart(html: str, room: float) -> tuple[bytes, str, str] | None:
    """Return the drawing among what a form shows, what it is called, and all else, if it needs a wider page.

    None if there is none, or its letters can be read where there is so much room.
    """
    found = [*_IMAGE.finditer(html)] if len(html) <= _LONGEST else []
    svg = _drawn(found[0], anyhow=True) if len(found) == 1 else None
    if svg is None or not is_wide(svg, room):
        return None
    return svg, unescape(found[0][2]), html[: found[0].start()] + html[found[0].end() :]


def on_page(svg: str) -> str:
    """Return a drawing for a page, where a caption stands for its title; that of others unchanged."""
    ours = _OURS.search(svg)
    if not ours:
        return svg
    head = float(ours[1])
    svg = _BOX.sub(lambda box: _cropped(box, max(0.0, head - _MARGIN)), svg, count=1)
    return _TEXT.sub(lambda text: _set(text, head), svg).replace(_FAMILY, _TYPEFACE)


def is_wide(svg: bytes, room: float) -> bool:
    """Tell whether a drawing of ours would have letters of less than 7 points where there is so much room."""
    least, box = least_share(svg), _SEEN.search(_opening(svg))
    if least is None or not box:
        return False
    width, height = map(float, box.groups())
    return width * least > room and width > height


def least_share(svg: bytes) -> float | None:
    """Return the share of its size at which the smallest letters of a drawing of ours have 7 points.

    None if it is not one, or has no words.

    Examples
    --------
    >>> least_share(b'<svg data-casekit="0"><text font-size="14">Klien D</text></svg>')
    0.5
    """
    if not _OURS.search(_opening(svg)):
        return None
    sizes = [float(size) for size in _SIZE.findall(svg.decode("utf-8", "ignore"))]
    return _SMALLEST / min(sizes) if sizes and min(sizes) > 0 else None


def _opening(svg: bytes) -> str:
    """Return the tag with which a drawing begins: a long one where a large family is told in it."""
    return svg.partition(b">")[0].decode("utf-8", "ignore") + ">"


def _cropped(box: re.Match[str], top: float) -> str:
    """Return the frame of a drawing without what stands above a line."""
    height = float(box[3]) - top
    return f'height="{height:.1f}pt"{box[1]}viewBox="0 {top:.1f} {box[2]} {height:.1f}"'


def _set(text: re.Match[str], head: float) -> str:
    """Return a text as the document sets it; nothing if it belongs to the title."""
    height = _HEIGHT.search(text[1])
    if height and float(height[1]) < head:
        return ""
    shown = _SIZE.sub(lambda size: f"{float(size[0]) * _LARGER:.2f}", text[0])
    # Marks such as dots stay as round as they are.
    return shown if any(map(str.isalnum, unescape(text[2]))) else shown.replace("spacingAndGlyphs", "spacing")
