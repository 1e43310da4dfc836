"""The graph: people or systems, and what ties them, as lists beside their picture and its words."""

import html
import warnings
from collections.abc import Sequence

from casekit import figures, vocab
from casekit.errors import FigureWarning
from casekit.widgets.listing import Lists


class Graph(Lists):
    """A form whose picture is drawn live, with its words below."""

    renewing = ("twin_of",)

    def picture(self) -> str:
        """Return the picture as SVG, and below it the same in words."""
        image, sentences = self._drawn()
        told = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
        summary = html.escape(self.say("in_words"))
        return f'{image}<details aria-label="{summary}"><summary>{summary}</summary><ul>{told}</ul></details>'

    def _drawn(self) -> tuple[str, Sequence[str]]:
        """Return the picture as an image, and its sentences."""
        with vocab.in_language(self.language), warnings.catch_warnings():
            warnings.simplefilter("ignore", FigureWarning)  # the figure says it itself, below the drawing
            figure = self.figure()
        return figure.image(figure.title), figure.sentences

    def figure(self) -> figures.SceneFigure:
        """Return the figure of the case."""
        drawn: figures.SceneFigure = getattr(figures, self.tool)(self.case)
        return drawn

    def _in_words(self) -> dict[str, str]:
        """Return the words, and for browsers the picture above them."""
        told = super()._in_words()
        before, list_, words = told["text/html"].partition("<ul>")
        if not list_:  # nothing is drawn yet
            return told
        before, paragraph, leading = before.rpartition("<p>")  # that says of the list what it is
        return {**told, "text/html": f"{before}{self._drawn()[0]}{paragraph}{leading}{list_}{words}"}
