"""A lesson as slides: which slides it has, and what stands on each of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from casekit.export.asked import answer_to, is_written, items_of, model_of, question_of, written
from casekit.export.blocks import Block, blocks_of, glued, letters, points_of
from casekit.export.filling import MOST_WORDS, Point, filled, height, joined
from casekit.export.forms import is_live
from casekit.export.notebook import hidden, tagged
from casekit.export.outputs import described
from casekit.export.pieces import captioned, with_page
from casekit.export.slidepages import BELOW
from casekit.export.texts import clean
from casekit.tables.table import markdown
from casekit.vocab import say

__all__ = ["Slide", "slides_of_lesson"]

_PARAGRAPH = 32  # words; a longer one becomes points
_FEW_LINES = 3  # that can stand above something else
_LONGEST_TITLE = 110
_VALUE = re.compile(r"True|False|None|'[^'\n]*'")
_PICTURE = re.compile(r"[ \t]*!\[([^\[\]]*)\]\([^()]*\)[ \t]*$")
_APOSTROPHE = re.compile(r"(?<=\w)'")  # titles are set as they are
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
        ``section``, ``opening``, ``text``, ``figure``, ``table``, ``code``, ``question``, ``answer``,
        ``write``, ``form``.
    number : int
        Which of the slides with this title it is, from 1.
    text : str
        Its Markdown; of a table that code put out, what stands above it.
    output : NotebookNode or None
        The output that it shows.
    cell : NotebookNode or None
        The cell that the output or the attachments come from.
    below : str
        What is said below a table, in Markdown, where there is room for it.
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
    below: str = ""
    notes: list[str] = field(default_factory=list)

    def as_cells(self) -> list[NotebookNode]:
        """Return the slide as cells of a notebook, of which the first one says what it is."""
        about: dict[str, Any] = {key: getattr(self, key) for key in ("title", "level", "kind", "number")}
        about |= {"notes": self.notes} if self.notes else {}
        cells: list[Any] = []
        if self.kind == "code":
            cells.append(new_code_cell(self.text))  # type: ignore[no-untyped-call]
        elif self.text or self.output is None:
            cells.append(new_markdown_cell(self.text))  # type: ignore[no-untyped-call]
            if self.cell is not None and self.cell.get("attachments"):
                cells[0]["attachments"] = self.cell.attachments
        if self.output is not None:
            cells.append(new_code_cell("", outputs=[self.output]))  # type: ignore[no-untyped-call]
        if self.below:
            tags = {"tags": [BELOW]}
            cells.append(new_markdown_cell(self.below, metadata=tags))  # type: ignore[no-untyped-call]
        cells[0].metadata["casekit"] = {"slide": about}
        return cells


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
        self._number = self._asked = self._written = 0  # slides of this heading, questions of both kinds
        self._points: list[Point] = []  # that wait for their slide
        self._source: NotebookNode | None = None  # the cell that they come from
        self._is_new = False  # a heading of which no slide was made yet
        self._is_begun = False  # a slide that the lesson itself begins, and of which nothing was made yet

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
                self._is_begun = True
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
        before = ""
        for block in blocks_of(clean(cell.source)):
            if block.kind == "heading":
                self._heading(block)
            elif block.kind == "notes":
                self.footnotes.append(block.text)
            elif block.kind == "rule":
                self.flush()
            elif block.kind == "table":
                self._alone("table", text=joined([*(self._above() or self._lead()), Point(block.text)]))
            elif picture := _PICTURE.fullmatch(block.text):
                self._alone("figure", title=picture[1], text=block.text, cell=cell)
            else:
                self._source = cell
                paragraph = (
                    MOST_WORDS if before == "list" else _PARAGRAPH
                )  # its sentences are no items of the list
                texts = points_of(block, MOST_WORDS, paragraph)
                self._points += [Point(glued(text), opens=not at) for at, text in enumerate(texts)]
            before = block.kind

    def _above(self) -> list[Point]:
        """Take what waits if it is no more than a few lines, which can stand above something else."""
        is_asked = any(point.text.startswith(">") for point in self._points)  # what comes next may answer it
        if is_asked or height(self._points) > _FEW_LINES + 1:
            return []
        points, self._points = self._points, []
        return points

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
        self._is_begun = False
        if points and self._goes_below(points):
            self.slides[-1].below = joined(points)
            return
        for text in filled(points):
            self._add("text", text=text, cell=self._source)

    def _goes_below(self, points: Sequence[Point]) -> bool:
        """Tell whether points are a few lines that can stand below the table before them."""
        if self._is_new or not self.slides or self.slides[-1].kind != "table" or self.slides[-1].below:
            return False
        if self.slides[-1].title != _title(self._title) or height(points) > _FEW_LINES:
            return False
        return not any(point.text.startswith(">") for point in points)

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
            if not is_live(about) and (has_code or not _is_told_by_code(output)):
                self._output(output, about, caption or "")

    def _output(self, output: NotebookNode, about: Mapping[str, Any], caption: str) -> None:
        own = about.get("casekit")
        own = own if isinstance(own, Mapping) else {}
        form, data = own.get("form"), output.get("data") or {}
        is_picture = any(str(mime).startswith("image/") for mime in data)
        if form in _WORKED_ON and (items := items_of(own, self._folder)):
            for is_prose, alike in groupby(items, is_written):
                if is_prose:
                    self._write([*alike])
                else:
                    for item in alike:
                        self._ask(item)
        elif isinstance(form, str) and form not in _WORKED_ON and not is_picture:
            self._form(form)
        else:
            kind = "figure" if is_picture else "table"
            named = described(about, "caption") if is_picture else ""
            title = with_page(caption, named) or named
            above = [] if is_picture else self._above_titled() if title else self._above() or self._lead()
            self._alone(kind, title=title, text=joined(above), output=output)

    def _above_titled(self) -> list[Point]:
        """Take what waits above a table with a title of its own; a heading keeps its text."""
        return [] if self._is_new or self._is_begun else self._above()

    def _ask(self, item: Any) -> None:
        """Make the slide of a question, and the one with its answer and why."""
        if self._is_new and (above := self._above()):
            self._add("opening", text=joined(above))
        self._asked += 1
        title = say("export.slides.question", number=self._asked)
        lead = self._lead()
        texts = question_of(item, lead)
        if len(texts) > len(question_of(item)):
            self._points += lead
            texts = question_of(item)
        self._several("question", title, texts)
        if answer := answer_to(item):
            title = say("export.slides.answer", number=self._asked)
            self._several("answer", title, answer)

    def _write(self, items: Sequence[Any]) -> None:
        """Make the slides of questions that are answered in sentences, short ones together."""
        if self._is_new and (above := self._above()):
            for text in filled([*above, *written(items)]):
                self._add("write", text=text)
        else:
            self._written += 1
            title = say("export.slides.write", number=self._written)
            self._several("write", title, filled([*self._lead(), *written(items)]))
        self.slides[-1].notes += filter(None, map(model_of, items))

    def _lead(self) -> list[Point]:
        """Take a paragraph of a line or two that can stand above a question, without its heading."""
        is_alone = self._is_new and len(self._points) == 1
        last = self._points[-1] if self._points else None
        if last is None or is_alone or not last.opens or last.clings or last.text.startswith(("- ", ">")):
            return []
        return [self._points.pop()] if height([last]) <= _FEW_LINES + 1 else []

    def _form(self, form: str) -> None:
        """Send people to a form: below the text about it, or on a slide of its own if there is none."""
        try:
            name = say(f"widgets.{form}")
        except KeyError:  # a notebook may name one that casekit does not have
            name = form
        title, text = say("export.slides.form", form=name), say("export.slides.form_where")
        if self._points or self._is_new:
            self._points.append(Point(f"**{markdown(title)}.** {text}", clings=bool(self._points)))
        else:
            self._alone("form", title=title, text=text)

    # One slide after the other.

    def _several(self, kind: str, title: str, texts: Sequence[str]) -> None:
        """Make slides below a title of their own."""
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


def _is_told_by_code(output: NotebookNode) -> bool:
    """Tell whether an output is a value such as True, which says nothing to those who do not see the code."""
    data = output.get("data") or {}
    is_value = output.output_type == "execute_result" and [*data] == ["text/plain"]
    return is_value and bool(_VALUE.fullmatch(str(data["text/plain"])))


def _on_a_line(text: str) -> str:
    return glued(" ".join(letters(text).split()))


def _title(text: str) -> str:
    shown = _APOSTROPHE.sub("’", _on_a_line(text))
    return shown if len(shown) <= _LONGEST_TITLE else shown[: _LONGEST_TITLE - 1].rstrip() + "…"
