"""The figure that a notebook shows and a file holds: with its content in words, and unknown to pyplot."""

import base64
import html
import io
import os
import sys
from collections.abc import Container
from pathlib import Path
from typing import Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from casekit.errors import FieldError
from casekit.figures.style import applied
from casekit.store import is_case_study
from casekit.store.names import what, writable_name
from casekit.store.outputs import publish
from casekit.vocab import say

__all__ = ["CaseFigure"]

_SCREEN_DPI = 120  # 8 points are then as large as the text of a notebook
_PRINT_DPI = 300  # sharp on paper, and on screens with twice the pixels


class CaseFigure(Figure):
    """A matplotlib figure of a case, with its content in words.

    Attributes
    ----------
    alt : str
        What the figure shows, in the language in which it was drawn.
    title : str
        What the figure is called.
    source : Path or None
        The case file that it is drawn from, where it is known.
    """

    source: Path | None = None

    def __init__(self, width: float, height: float, title: str, alt: str) -> None:
        with applied():
            super().__init__(figsize=(width / 72, height / 72), dpi=_SCREEN_DPI, facecolor="white")
            FigureCanvasAgg(self)
        self.title = title
        self.alt = alt
        _keep_to_the_bundle()

    def savefig(self, fname: Any, *, force: bool = False, **options: Any) -> None:
        """Save the figure as matplotlib does, with fonts embedded and the text equivalent in the file.

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
        options.setdefault("metadata", self._metadata(kind.lower()))
        drawn = io.BytesIO() if target else fname
        with applied():
            super().savefig(drawn, **(options | {"format": kind.lower()}))
        if target:
            source = self.source
            publish(
                drawn.getvalue(),
                target,
                private=source is None or not is_case_study(source),
                inputs=[source] if source else [],
                force=force,
                override="force=True",
            )

    def _metadata(self, kind: str) -> dict[str, str | None] | None:
        """Return title and text equivalent for the file; no date, so that equal figures are equal files."""
        if kind == "pdf":
            return {"Title": self.title, "Subject": self.alt, "CreationDate": None}
        if kind == "png":
            return {"Title": self.title, "Description": self.alt, "Software": None}
        if kind == "svg":
            return {"Title": self.title, "Description": self.alt, "Date": None}
        return None

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """Return the figure for screens, pages and readers of text, each with the text equivalent.

        HTML comes first for browsers: JupyterLab and its HTML export drop the alt text of a bare image.
        """
        wide, high = (round(inches * _SCREEN_DPI) for inches in self.get_size_inches())
        png = self._png()
        shown = {
            "text/html": f'<img src="data:image/png;base64,{png}" alt="{html.escape(self.alt)}" '
            f'width="{wide}" height="{high}" style="max-width: 100%; height: auto">',
            "image/png": png,
            "application/pdf": self._pdf(),
            "text/plain": self.alt,
        }
        about = {
            "image/png": {"alt": self.alt, "width": wide, "height": high},
            "application/pdf": {"alt": self.alt},
        }
        kept = {
            kind: content
            for kind, content in shown.items()
            if (not include or kind in include) and not (exclude and kind in exclude)
        }
        return kept, {kind: facts for kind, facts in about.items() if kind in kept}

    def _pdf(self) -> str:
        buffer = io.BytesIO()
        self.savefig(buffer, format="pdf")
        return _encoded(buffer)

    def _png(self) -> str:
        """Return the picture for paper, in few colours: a quarter of the size."""
        full, small = io.BytesIO(), io.BytesIO()
        self.savefig(full, format="png", dpi=_PRINT_DPI, pil_kwargs={"compress_level": 0})
        with Image.open(full) as picture:
            picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(small, "png")
        return _encoded(small)


def _encoded(buffer: io.BytesIO) -> str:
    return base64.b64encode(buffer.getvalue()).decode("ascii")


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
