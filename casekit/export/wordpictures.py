"""Pictures of a Word document: in pixels, and of a report so that a high one goes on over the next page.

Word has no figures that float to where a page has room. A high one would leave much of the page before it
empty, so it stands there in strips, cut where nothing is drawn.
"""

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from casekit.export.tree import Node
from casekit.export.typesetter import PIXELS_PER_INCH, RefusedError, png

__all__ = ["in_pixels", "in_strips"]

_WHITE = 250  # of 255
_GAP, _ROUGHLY = 5, 6  # rows of pixels: where a picture may be cut, and what makes no difference
_LEAST, _LAST = 0.4, 0.15  # of what a strip may take, the last of them


def in_pixels(name: str, room: Path) -> str:
    """Return the file of a picture in pixels, which refer to nothing outside; empty if none can be made."""
    from PIL import Image  # noqa: PLC0415 - nbconvert imports this module for every export

    file = room / name
    try:
        if file.suffix in (".svg", ".pdf"):
            content = png(name, room)
            with Image.open(io.BytesIO(content)) as picture:
                picture.save(file.with_suffix(".png"), "png", dpi=(PIXELS_PER_INCH, PIXELS_PER_INCH))
            return file.with_suffix(".png").name
        with Image.open(file) as picture:
            picture.load()
            if picture.format not in ("PNG", "JPEG", "GIF"):
                picture.save(file, "png")
    except (OSError, ValueError, SyntaxError, RefusedError, Image.DecompressionBombError):
        return ""
    return name


def in_strips(image: Node, caption: str, room: Path, wide: float, most: float) -> list[Node]:
    """Return a picture, in strips that are no higher than so many points, if it can be cut so.

    Parameters
    ----------
    image : dict
        The picture in pandoc's tree.
    caption : str
        What its later strips are called.
    room : Path
        The folder in which its file lies.
    wide, most : float
        How wide and how high a strip may be, in points.
    """
    from PIL import Image  # noqa: PLC0415 - as above

    (_, _, named), _, (name, _) = image["c"]
    width = dict(named).get("width", "")
    with Image.open(room / name) as picture:
        natural = float(width.removesuffix("in")) if width else picture.width / PIXELS_PER_INCH
        width = f"{min(natural, wide / 72):.2f}in"
        scale = float(width.removesuffix("in")) * 72 / picture.width  # points a pixel
        cuts = [0, *_cuts(picture, most / scale), picture.height]
        if len(cuts) < 3:  # noqa: PLR2004 - begin and end
            return [image]
        strips = [picture.crop((0, top, picture.width, end)) for top, end in pairwise(cuts)]
    made = []
    for number, strip in enumerate(strips, 1):
        file = f"{Path(name).stem}-{number}.png"
        (strip.convert("RGB") if strip.mode == "CMYK" else strip).save(room / file, "png")
        alt = image["c"][1] if number == 1 else [{"t": "Str", "c": f"{caption} ({number}/{len(strips)})"}]
        made.append({"t": "Image", "c": [["", [], [["width", width]]], alt, [file, ""]]})
    return made


def _cuts(picture: Any, most: float) -> Iterator[int]:
    """Yield the rows of pixels at which a picture is cut, so that no strip is higher than it must be."""
    gaps = _gaps(picture)
    top, tall = 0, picture.height
    while tall - top > most:
        possible = [gap for gap in gaps if top + most * _LEAST < gap.row < tall - most * _LAST]
        if not possible:
            return
        fitting = [gap for gap in possible if gap.row <= top + most]
        top = max(fitting).row if fitting else possible[0].row
        yield top


class _Gap(NamedTuple):
    """Rows of pixels that are alike: better to cut at if white, and if many; of such gaps the lower one."""

    is_white: bool
    size: int
    row: int


def _gaps(picture: Any) -> list[_Gap]:
    """Return where no letter and no line stands, or only lines that go straight down."""
    import numpy as np  # noqa: PLC0415 - as above
    from PIL import Image  # noqa: PLC0415

    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    grey = np.asarray(paper.convert("L"))
    alike = np.concatenate([[False], (grey[1:] == grey[:-1]).all(axis=1), [False]])
    edges = np.flatnonzero(alike[1:] != alike[:-1])
    pairs = zip(edges[::2], edges[1::2], strict=True)
    rows = [(int(first + end) // 2, int(end - first)) for first, end in pairs if end - first >= _GAP]
    return [_Gap(bool((grey[row] > _WHITE).all()), size // _ROUGHLY, row) for row, size in rows]
