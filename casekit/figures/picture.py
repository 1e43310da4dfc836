"""The figure that a notebook shows and a file holds: with its content in words, and unknown to pyplot."""

import base64
import html
import io
import os
import re
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from casekit.errors import FieldError
from casekit.figures.style import applied, measure
from casekit.store import is_case_study
from casekit.store.names import what, writable_name
from casekit.store.outputs import publish_pages
from casekit.vocab import say

_TEXT = re.compile(r'<text style="([^"]*)"([^<>]*)>([^<>]+)</text>')
_SCREEN_DPI = 120  # 8 points are then as large as the text of a notebook
_EDGE = 10  # pixels of white around a drawing, as in forms: a card where a notebook is dark
_CARD = (
    f"max-width: 100%; height: auto; box-sizing: border-box; padding: {_EDGE}px; background: #fff; "
    "border-radius: 8px"
)
_PRINT_DPI = 300  # sharp on paper, and on screens with twice the pixels
_PACKED = 5  # of 9: two thirds of the usual time for a few hundredths more in size
_DRAWN = 8192  # colours that a drawing has at most, with the edges of its letters
_PALETTE = 256
_ALIKE = 8  # nearer colours look the same
_STEP = 4  # in which Pillow looks up colours: the nearest to the lower end of a step is taken


def write_pdf(
    pages: Sequence[Figure], drawn: Any, metadata: Mapping[str, Any] | None, **options: Any
) -> None:
    """Write figures to a stream as one PDF, a page each."""
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415 - it loads what changes fonts

    with PdfPages(drawn, metadata=dict(metadata or {})) as pdf:
        for page in pages:
            Figure.savefig(page, pdf, **options)


class CaseFigure(Figure):
    """A matplotlib figure of a case, with its content in words.

    Attributes
    ----------
    alt : str
        What the figure shows, in the language in which it was drawn.
    title : str
        What the figure is called.
    caption : str
        The title, and which page of how many this is.
    source : Path or None
        The case file that it is drawn from, where it is known.
    further : sequence of CaseFigure
        The pages that follow this one, where there was no room for all on it.
    """

    source: Path | None = None
    further: Sequence["CaseFigure"] = ()
    _head: float = 0  # how far down the title reaches, in points: a page may have a caption instead

    def __init__(self, width: float, height: float, title: str, alt: str) -> None:
        with applied():
            super().__init__(figsize=(width / 72, height / 72), dpi=_SCREEN_DPI, facecolor="white")
            FigureCanvasAgg(self)
        self.title = self.caption = title
        self.alt = alt
        _keep_to_the_bundle()

    @property
    def pages(self) -> "list[CaseFigure]":
        """The page itself and those that follow it; a notebook shows them all, one below the other."""
        return [self, *self.further]

    def savefig(self, fname: Any, *, force: bool = False, **options: Any) -> None:
        """Save the figure as matplotlib does, with fonts embedded and the text equivalent in the file.

        A PDF holds all `pages`; of other formats the further ones stand in numbered files beside it, such as
        ``bpss-2.png``. Of those that an earlier run wrote, what is now too many
        is removed, up to the first that is missing or was changed.

        A file is written as a whole or not at all. Other than with matplotlib, it takes the place of one of
        that name only if casekit made that one and nobody changed it: a cell can be run again, but a
        photograph or scan is not lost to a figure. Only the owner can read the file, unless the case is one
        that comes with casekit.

        Parameters
        ----------
        fname : path or file
            Where to; the ending (pdf, svg, png) chooses the format.
        force : bool
            Replace whatever file has that name, except the case file.
        **options
            As of `matplotlib.figure.Figure.savefig`.

        Raises
        ------
        CasekitError
            If the file cannot be written or must stay as it is.
        FieldError
            If there is no such format.
        """
        named = isinstance(fname, str | os.PathLike)
        target = writable_name(os.fspath(fname)) if named else None
        bare = target and not options.get("format") and not target.suffix
        if target and bare and what(target) not in ("folder", "device"):
            target = target.with_name(f"{target.name}.{rcParams['savefig.format']}")
        kind = str(options.get("format") or (target.suffix[1:] if target else rcParams["savefig.format"]))
        formats = self.canvas.get_supported_filetypes()
        if kind.lower() not in formats:
            raise FieldError(say("figures.format", format=kind, formats=", ".join(sorted(formats))))
        options["format"] = kind.lower()
        if not target:
            self._draw_to(fname, options)
            return
        pages = [self] if kind.lower() == "pdf" else self.pages
        publish_pages(
            (page._drawn(options) for page in pages),
            lambda number: target.with_stem(f"{target.stem}-{number}") if number > 1 else target,
            private=self.source is None or not is_case_study(self.source),
            inputs=[self.source] if self.source else [],
            force=force,
            override="force=True",
        )

    def _drawn(self, options: dict[str, Any]) -> bytes:
        """Return the content of a file with the figure."""
        drawn = io.BytesIO()
        self._draw_to(drawn, options)
        return drawn.getvalue()

    def _draw_to(self, drawn: Any, options: dict[str, Any]) -> None:
        """Write the figure to a stream, as PDF with the pages that follow it."""
        options = {"metadata": self._metadata(options["format"]), **options}
        with applied():
            if options["format"] != "pdf" or not self.further:
                Figure.savefig(self, drawn, **options)
                return
            write_pdf(self.pages, drawn, **options)

    def _metadata(self, kind: str) -> dict[str, str | None] | None:
        """Return title and text equivalent for the file; no date, so that equal figures are equal files."""
        if kind == "pdf":
            return {"Title": self.title, "Subject": self.alt, "CreationDate": None}
        if kind == "png":
            return {"Title": self.title, "Description": self.alt, "Software": None}
        if kind == "svg":
            return {"Title": self.title, "Description": self.alt, "Date": None}
        return None

    @property
    def svg(self) -> str:
        """The figure as SVG text, its words as wide as they were measured whatever font a browser has."""
        drawn = io.BytesIO()
        with applied(), rc_context({"svg.fonttype": "none"}):
            Figure.savefig(self, drawn, format="svg", metadata=self._metadata("svg"))
        svg = drawn.getvalue().decode()
        svg = svg.replace("<svg ", f'<svg data-casekit="{self._head:.1f}" ', 1)
        return _TEXT.sub(_as_measured, svg)

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """Return the figure for screens, pages and readers of text, each with the text equivalent.

        HTML comes first for browsers: JupyterLab drops the alt text of a bare image. It holds the drawing,
        and the pixels are for paper, so that nothing is kept twice. A PDF is drawn only where it is included.
        Of a figure of several pages these are the forms of this one, but for the PDF, which holds all; see
        `_ipython_display_`.
        """
        wide, high = (round(inches * _SCREEN_DPI) for inches in self.get_size_inches())
        size = {"width": wide, "height": high}
        look = f' width="{wide + 2 * _EDGE}" height="{high + 2 * _EDGE}" style="{_CARD}"'
        forms: dict[str, tuple[Callable[[], str], dict[str, Any]]] = {
            "text/html": (lambda: self._image(self.alt, look), {}),
            "image/png": (self._png, {"alt": self.alt, "caption": self.caption, **size}),
            "application/pdf": (self._pdf, {"alt": self.alt}),
            "text/plain": (lambda: self.alt, {}),
        }
        wanted = [
            kind
            for kind in forms
            if (kind in include if include else kind != "application/pdf") and kind not in (exclude or ())
        ]
        about = {kind: forms[kind][1] for kind in wanted}
        return {kind: forms[kind][0]() for kind in wanted}, {
            kind: told for kind, told in about.items() if told
        }

    def _ipython_display_(self) -> None:
        """Show all pages, each as an output of its own, so that any export prints them; one page is usual."""
        if not self.further:
            raise NotImplementedError  # IPython then asks for the forms of the figure
        from IPython.display import display  # noqa: PLC0415 - only a notebook has it

        for page in self.pages:
            data, about = page._repr_mimebundle_()
            display(data, metadata=about, raw=True)  # type: ignore[no-untyped-call]

    def image(self, alt: str | None = None) -> str:
        """Return the drawing as an HTML image for each page, in which no text can do anything."""
        return "".join(page._image(page.alt if alt is None else alt) for page in self.pages)

    def _image(self, alt: str, look: str = "") -> str:
        drawing, said = _encoded(self.svg.encode()), html.escape(alt)
        return f'<img src="data:image/svg+xml;base64,{drawing}" alt="{said}"{look}>'

    def _pdf(self) -> str:
        buffer = io.BytesIO()
        self.savefig(buffer, format="pdf")
        return _encoded(buffer.getvalue())

    def _png(self) -> str:
        """Return the picture for paper, in few colours: a quarter of the size."""
        canvas = FigureCanvasAgg(self)
        self.savefig(io.BytesIO(), format="rgba", dpi=_PRINT_DPI)
        drawn = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        pixels = Image.fromarray(drawn).convert("RGB")
        small = io.BytesIO()
        in_few_colours(pixels).save(small, "png", compress_level=_PACKED)
        return _encoded(small.getvalue())


def _as_measured(text: re.Match[str]) -> str:
    """Return a text of an SVG with its width, and a font that browsers have."""
    style, rest, words = text.groups()
    rules = dict(rule.split(": ", 1) for rule in style.split("; "))
    size, bold = rules.pop("font-size").removesuffix("px"), "font-weight" in rules
    rules["font-family"] = "DejaVu Sans, Verdana, sans-serif"
    width = measure(html.unescape(words), float(size), bold)
    look = "; ".join(f"{name}: {value}" for name, value in rules.items())
    fitted = f'textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text font-size="{size}" {fitted} style="{look}"{rest}>{words}</text>'


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture with a palette: frequent colours stay as they are, others become the nearest of them.

    Paper thus stays white, and boxes keep their tints. A picture of very many colours, such as a photograph,
    is returned as it is.
    """
    counted = picture.getcolors(_DRAWN)
    if counted is None:
        return picture
    colours = np.array([colour for _, colour in sorted(counted, reverse=True)])
    kept: list[int] = []
    while len(colours) and len(kept) < 3 * _PALETTE:
        first, sought = colours[0], colours[0] // _STEP * _STEP
        kept += first.tolist()
        is_other = _distance(colours, first) >= _ALIKE
        colours = colours[is_other & (_distance(colours, sought) > _distance(first, sought))]
    palette = Image.new("P", (1, 1))
    palette.putpalette(kept)
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _distance(colours: NDArray[Any], colour: NDArray[Any]) -> NDArray[Any]:
    away: NDArray[Any] = np.linalg.norm(colours - colour, axis=-1)
    return away


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _keep_to_the_bundle() -> None:
    """Keep the printers that pyplot's inline backend registers for figures away from ours.

    They come after `_repr_mimebundle_` and would replace its picture by one without alt text.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    for kind, formatter in shell.display_formatter.formatters.items():
        if kind != "text/plain":
            formatter.for_type(CaseFigure, lambda figure: None)
