"""Pictures of a Word document: in pixels, and of a report so that a high one goes on over the next page.

Word has no figures that float to where a page has room. A high one would leave much of the page before it
empty, so it stands there in strips, cut where nothing is drawn.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from casekit.export.tree import Node
from casekit.export.typesetter import PIXELS_PER_INCH, RefusedError, png

__all__ = ["in_pixels", "in_strips"]

_WHITE = 250  # of 255
_GAP = 5  # pixels without a mark, at least, where a picture may be cut
_LEAST = 0.4  # of what a strip may take


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
        strips = [
            picture.crop((0, top, picture.width, end)) for top, end in zip(cuts, cuts[1:], strict=False)
        ]
    made = []
    for number, strip in enumerate(strips, 1):
        file = f"{Path(name).stem}-{number}.png"
        strip.save(room / file, "png")
        alt = image["c"][1] if number == 1 else [{"t": "Str", "c": f"{caption} ({number}/{len(strips)})"}]
        made.append({"t": "Image", "c": [["", [], [["width", width]]], alt, [file, ""]]})
    return made


def _cuts(picture: object, most: float) -> Iterator[int]:
    """Yield the rows of pixels at which a picture is cut, so that no strip is higher than it must be."""
    import numpy as np  # noqa: PLC0415 - as above

    grey = np.asarray(picture.convert("RGBA").convert("L"))  # type: ignore[attr-defined]
    white = np.concatenate([[False], (grey > _WHITE).all(axis=1), [False]])
    edges = np.flatnonzero(white[1:] != white[:-1])
    gaps = [(first, end) for first, end in zip(edges[::2], edges[1::2], strict=True) if end - first >= _GAP]
    top, tall = 0, len(grey)
    while tall - top > most:
        possible = [gap for gap in gaps if top + most * _LEAST < sum(gap) / 2 < tall - most * _LEAST]
        if not possible:
            return
        fitting = [gap for gap in possible if sum(gap) / 2 <= top + most]
        # The widest gap is between blocks of what is drawn; of gaps alike the last one.
        gap = (
            max(fitting, key=lambda gap: (gap[1] - gap[0]) // _GAP * _GAP + gap[0] / tall)
            if fitting
            else possible[0]
        )
        top = int(sum(gap) // 2)
        yield top
