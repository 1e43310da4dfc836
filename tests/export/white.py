"""How much of each page of a PDF is empty at the foot: drawn, and looked at row by row."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import typst
from PIL import Image

from .reading import opened

TALL = 297  # millimetres
MARK = 200  # of 255: darker than this is a mark
PAGES = """#set page(width: auto, height: auto, margin: 0pt)
#for page in range({pages}) {{
  if page > 0 {{ pagebreak() }}
  image("given.pdf", page: page + 1)
}}"""


def empty_feet(pdf: bytes, top: float = 25, bottom: float = 22) -> list[float]:
    """Return for each page the share of the text block that is empty below the last mark.

    `top` and `bottom` are the margins in millimetres; what stands in them is no text.
    """
    return [_empty(page, top, bottom) for page in drawn(pdf)]


def drawn(pdf: bytes, dots: float = 40) -> list[Image.Image]:
    """Return the pages of a PDF as pictures, with so many dots an inch."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "given.pdf").write_bytes(pdf)
        main = Path(folder) / "pages.typ"
        main.write_text(PAGES.format(pages=len(opened(pdf).pages)), encoding="utf-8")
        made = typst.compile(str(main), format="png", ppi=dots, root=folder)
    return [Image.open(io.BytesIO(page)) for page in (made if isinstance(made, list) else [made])]


def _empty(page: Image.Image, top: float, bottom: float) -> float:
    grey = np.asarray(page.convert("L"))
    tall = TALL if page.height > page.width else page.height / page.width * TALL
    first, last = round(top / tall * len(grey)), round((1 - bottom / tall) * len(grey))
    marked = np.flatnonzero((grey[first:last] < MARK).any(axis=1))
    return 1.0 if not len(marked) else float(1 - (marked[-1] + 1) / (last - first))
