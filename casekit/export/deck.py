"""A lesson as slides: which slides it has, and what stands on each of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from casekit.export.asked import answer_to, items_of, model_of, question_of
from casekit.export.blocks import Block, blocks_of, letters, points_of, words
from casekit.export.forms import is_live
from casekit.export.notebook import hidden, tagged
from casekit.export.outputs import described
from casekit.export.pieces import captioned, with_page
from casekit.export.texts import clean
from casekit.vocab import say

__all__ = ["MOST_WORDS", "Slide", "slides_of_lesson"]

MOST_WORDS = 60
_PARAGRAPH = 32  # words; a longer one becomes points
_LINES, _LETTERS, _GAP = 9.2, 51, 0.2  # of a slide, of a line, between two points
_STEP = 5  # words
_LONGEST_TITLE = 110
_PICTURE = re.compile(r"[ \t]*!\[([^\[\]]*)\]\([^()]*\)[ \t]*$")
_WORKED_ON = ("quiz", "journal")


@dataclass
class Slide:
    """One slide.

    Attributes
    ----------
    title : str
        What stands above it, without marks.
    level : int
        The level of its heading, from 1.
    kind : str
        ``section``, ``text``, ``figure``, ``table``, ``code``, ``question``, ``answer``, ``write``, ``form``.
    number : int
        Which of the slides with this title it is, from 1.
    text : str
        Its Markdown; of a figure or table that code put out it is empty.
    output : NotebookNode or None
        The output that it shows.
    cell : NotebookNode or None
        The cell that the output or the attachments come from.
    notes : list of str
        What the lecturer says or should know, in Markdown.
    """

    title: str
    level: int
    kind: str
    number: int = 1
    text: str = ""
    output: NotebookNode | None = None
    cell: NotebookNode | None = None
    notes: list[str] = field(default_factory=list)

    def as_cell(self) -> NotebookNode:
        """Return the slide as a cell of a notebook."""
        about: dict[str, Any] = {key: getattr(self, key) for key in ("title", "level", "kind", "number")}
        about |= {"notes": self.notes} if self.notes else {}
        metadata: dict[str, Any] = {"casekit": {"slide": about}}
        made: Any
        if self.kind == "code":
            made = new_code_cell(self.text, metadata=metadata)  # type: ignore[no-untyped-call]
        elif self.output is not None:
            made = new_code_cell("", outputs=[self.output], metadata=metadata)  # type: ignore[no-untyped-call]
        else:
            made = new_markdown_cell(self.text, metadata=metadata)  # type: ignore[no-untyped-call]
            if self.cell is not None and self.cell.get("attachments"):
                made["attachments"] = self.cell.attachments
        return made  # type: ignore[no-any-return]


def slides_of_lesson(
    notebook: NotebookNode, title: str, folder: Path | None, shown: Sequence[bool]
) -> tuple[list[Slide], list[str]]:
    """Return the slides of a notebook that was run, in the current language, and the footnotes in it.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook; it is not changed.
    title : str
        Its title, which stands on a slide before these.
    folder : Path or None
        The folder of the notebook.
    shown : sequence of bool
        Of each cell whether its code is shown.
    """
    maker = _Maker(title, folder)
    for cell, has_code in zip(notebook.cells, shown, strict=True):
        maker.cell(cell, has_code=has_code)
    maker.finish()
    return maker.slides, maker.footnotes


class _Maker:
    """Makes slides of one cell after the other."""

    def __init__(self, title: str, folder: Path | None) -> None:
        self.slides: list[Slide] = []
        self.footnotes: list[str] = []
        self._folder = folder
        self._lesson = self._title = title
        self._level, self._given = 1, [1]  # as written, of the headings that this one stands below
        self._number = self._asked = 0  # slides of this heading, questions
        self._points: list[str] = []  # that wait for their slide
        self._source: NotebookNode | None = None  # the cell that they come from
        self._is_new = False  # a heading of which no slide was made yet

    def cell(self, cell: NotebookNode, *, has_code: bool) -> None:
        """Make the slides of a cell."""
        slideshow = cell.metadata.get("slideshow")
        place = slideshow.get("slide_type") if isinstance(slideshow, Mapping) else None
        if place == "notes" or tagged(cell, "notes"):
            self.note(clean(cell.source))
        elif place == "skip" or hidden(cell, "cell") or cell.cell_type == "raw":
            return
        else:
            if place in ("slide", "subslide"):
                self.flush()
            if cell.cell_type == "markdown":
                self._markdown(cell)
            else:
                self._code(cell, has_code=has_code)

    def finish(self) -> None:
        """Make the last slides."""
        self.flush()
        if self._is_new:
            self._add("section")

    def note(self, text: str) -> None:
        """Keep what the lecturer says beside the slide before."""
        self.flush()
        if not self.slides:
            self._add("section")
        self.slides[-1].notes.append(text)

    # Texts.

    def _markdown(self, cell: NotebookNode) -> None:
        for block in blocks_of(clean(cell.source)):
            if block.kind == "heading":
                self._heading(block)
            elif block.kind == "notes":
                self.footnotes.append(block.text)
            elif block.kind == "rule":
                self.flush()
            elif block.kind == "table":
                self._alone("table", text=block.text)
            elif picture := _PICTURE.fullmatch(block.text):
                self._alone("figure", title=picture[1], text=block.text, cell=cell)
            else:
                self._source = cell
                self._points += points_of(block, MOST_WORDS, _PARAGRAPH)

    def _heading(self, block: Block) -> None:
        """Begin the slides of a heading; where the one before has none, it gets a slide of its own."""
        title = _on_a_line(block.text)
        if not title or (not self.slides and not self._points and title == _on_a_line(self._lesson)):
            return
        self.flush()
        if self._is_new:
            self._add("section")
        self._given = [*(one for one in self._given if one < block.level), block.level]
        self._level = max(1, len(self._given) - (self._given[0] == 1 and block.level > 1))
        self._title, self._number, self._is_new = title, 0, True
        if block.level == 1:
            self._add("section")

    def flush(self) -> None:
        """Make slides of the points that wait."""
        points, self._points = self._points, []
        for text in _packed(points):
            self._add("text", text=text, cell=self._source)

    # Code and what it put out.

    def _code(self, cell: NotebookNode, *, has_code: bool) -> None:
        caption, source = captioned(cell.source)
        if has_code and source.strip() and not hidden(cell, "input"):
            self._alone("code", text=source)
        if hidden(cell, "output"):
            return
        for output in cell.get("outputs") or ():
            about = output.get("metadata")
            about = about if isinstance(about, Mapping) else {}
            if not is_live(about):
                self._output(output, about, caption or "")

    def _output(self, output: NotebookNode, about: Mapping[str, Any], caption: str) -> None:
        own = about.get("casekit")
        own = own if isinstance(own, Mapping) else {}
        form, data = own.get("form"), output.get("data") or {}
        is_picture = any(str(mime).startswith("image/") for mime in data)
        if form in _WORKED_ON and (items := items_of(own, self._folder)):
            for item in items:
                self._item(item)
        elif isinstance(form, str) and form not in _WORKED_ON and not is_picture:
            self._form(form)
        else:
            kind = "figure" if is_picture else "table"
            named = described(about, "caption") if is_picture else ""
            title = with_page(caption, named) or named
            self._alone(kind, title=title, output=output)

    def _item(self, item: Any) -> None:
        """Make the slide of a question, and the one with its answer and why."""
        is_prose = item.asked == "prose"
        self._asked += not is_prose
        key = "write" if is_prose else "question"
        title = say(f"export.slides.{key}", number=self._asked)
        self._several(key, title, *question_of(item))
        if is_prose:
            self.slides[-1].notes += filter(None, [model_of(item)])
        elif answer := answer_to(item):
            self._several("answer", say("export.slides.answer", number=self._asked), answer)

    def _form(self, form: str) -> None:
        """Make the slide that sends people to a form."""
        try:
            name = say(f"widgets.{form}")
        except KeyError:  # a notebook may name one that casekit does not have
            name = form
        text = say("export.slides.form_where")
        self._alone("form", title=say("export.slides.form", form=name), text=text)

    # One slide after the other.

    def _several(self, kind: str, title: str, *groups: Sequence[str]) -> None:
        """Make the slides of groups of points below a title of their own; each begins one, if not all fit."""
        cut = [[piece for point in group for piece in _cut(point)] for group in groups]
        whole = [piece for group in cut for piece in group]
        texts = _packed(whole)
        if len(texts) > 1:
            texts = [text for group in cut for text in _packed(group)]
        for number, text in enumerate(texts, 1):
            self._alone(kind, title=title, number=number, text=text)

    def _alone(self, kind: str, *, title: str = "", **content: Any) -> None:
        """Make a slide for one thing; with a title of its own it stands below the heading."""
        self.flush()
        if not title:
            self._add(kind, **content)
            return
        if self._is_new:
            self._add("section")
        level = self._level + 1 if self.slides else 1
        self.slides.append(Slide(_title(title), level, kind, **content))

    def _add(self, kind: str, **content: Any) -> None:
        """Add a slide below the current heading."""
        self._is_new = False
        self._number += kind != "section"
        self.slides.append(Slide(_title(self._title), self._level, kind, max(1, self._number), **content))


def _packed(points: Sequence[str]) -> list[str]:
    """Return the texts of slides: as few as there is room for, with about as much on each."""
    fewest = [*_filled(points, MOST_WORDS)]
    if len(fewest) > 1:
        for most in range(sum(map(words, points)) // len(fewest), MOST_WORDS, _STEP):
            if len(even := [*_filled(points, most)]) == len(fewest):
                return even
    return fewest


def _filled(points: Sequence[str], most: int) -> Iterator[str]:
    """Yield the texts of slides with at most so many words."""
    taken: list[str] = []
    for point in points:
        if taken and not _have_room([*taken, point], most):
            leads = len(taken) > 1 and taken[-1].rstrip().endswith(":")
            carried = [taken.pop()] if leads else []
            yield _joined(taken)
            taken = carried
        taken.append(point)
    if taken:
        yield _joined(taken)


def _have_room(points: Sequence[str], most: int) -> bool:
    """Tell whether some points fit on a slide with at most so many words."""
    lines = sum(_height(point) + _GAP for point in points)
    return sum(map(words, points)) <= most and lines <= _LINES


def _height(point: str) -> int:
    """Return how many lines a point takes, roughly."""
    return sum(1 + len(letters(line)) // _LETTERS for line in point.split("\n"))


def _joined(points: Sequence[str]) -> str:
    """Return points as one text: items of a list go on, all else is a paragraph of its own."""
    text = ""
    for before, point in zip(["", *points], points, strict=False):
        is_list = bool(before) and point.startswith("- ") and before.startswith("- ")
        text += ("\n" if is_list else "\n\n" if before else "") + point
    return text


def _cut(point: str) -> list[str]:
    """Return a point as several where it has more words than a slide."""
    kind = "list" if point.startswith("- ") else "text"
    return points_of(Block(kind, point), MOST_WORDS, MOST_WORDS)


def _on_a_line(text: str) -> str:
    return " ".join(letters(text).split())


def _title(text: str) -> str:
    shown = _on_a_line(text)
    return shown if len(shown) <= _LONGEST_TITLE else shown[: _LONGEST_TITLE - 1].rstrip() + "…"
