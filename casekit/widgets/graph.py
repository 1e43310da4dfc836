"""The graph: people or systems, and what ties them, as lists beside their picture and its words."""

import base64
import html
import warnings
from collections.abc import Sequence

import ipywidgets

from casekit import figures, vocab
from casekit.errors import FigureWarning
from casekit.model import Part
from casekit.widgets._base import Form
from casekit.widgets.listing import Listing

__all__ = ["Graph"]


class Graph(Form):
    """A form whose lists speak of each other."""

    _lists: Sequence[Listing] = ()

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case; a list of which others speak is told by all of them."""
        structure = attribute == "twin_of" or any(one.is_of(owner, attribute) for one in self._lists)
        for listing in self._lists:
            if structure:
                listing.renew()
            else:
                listing.refresh(owner, attribute)
                listing.relabel()

    def picture(self) -> str:
        """Return the picture as SVG, and below it the same in words."""
        image, sentences = self._drawn()
        told = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
        summary = html.escape(self.say("in_words"))
        return f'{image}<details aria-label="{summary}"><summary>{summary}</summary><ul>{told}</ul></details>'

    def _drawn(self) -> tuple[str, Sequence[str]]:
        """Return the picture as an image, in which no text can do anything, and its sentences."""
        with vocab.in_language(self.language), warnings.catch_warnings():
            warnings.simplefilter("ignore", FigureWarning)  # the figure says it itself, below the drawing
            figure = getattr(figures, self.tool)(self.case)
        svg = base64.b64encode(figure.svg.encode()).decode("ascii")
        name = html.escape(figure.title)
        return f'<img src="data:image/svg+xml;base64,{svg}" alt="{name}">', figure.sentences

    def _in_words(self) -> dict[str, str]:
        """Return the words, and for browsers the picture above them."""
        told = super()._in_words()
        return {**told, "text/html": told["text/html"].replace("<ul>", f"{self._drawn()[0]}<ul>", 1)}

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the lists, made anew in the form's language."""
        self._lists = self.lists()
        return [listing.widget() for listing in self._lists]

    def lists(self) -> Sequence[Listing]:
        """Return the lists of the form."""
        raise NotImplementedError
