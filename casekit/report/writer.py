"""An outline and a case become a notebook."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from casekit import figures, tables, vocab
from casekit.errors import CasekitError
from casekit.model import Bilingual, Case, Part, Text
from casekit.report import grids, pieces
from casekit.report.names import DOTS, Names
from casekit.report.outline import Outline, outline_of
from casekit.report.pieces import Piece
from casekit.report.printed import is_turned, outputs_of
from casekit.report.said import entries, escaped, said, something
from casekit.report.template import Template, read_template
from casekit.store import is_case_study
from casekit.vocab import filled_in, say

nb: Any = nbformat  # which has no types

Place = tuple[int | str, ...]  # where in the outline

_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def write(
    case: Case,
    kind: str,
    language: str | None = None,
    *,
    folder: Path | None = None,
    template: Path | None = None,
    paper: bool = False,
) -> NotebookNode:
    """Return a report or form of a case as a notebook, with the outputs of its cells.

    What the case file holds is in it; what only a person can write has a marked place. Nothing is invented.
    The texts of the case file are escaped, and the cells of tables and figures read the file again when
    they are run.

    Parameters
    ----------
    case : Case
        A case that has a file.
    kind : str
        One of `kinds`: ``"practicum"``, ``"article"``, or a form such as ``"consent"``.
    language : {"id", "en"}, optional
        The language; the current one if not given.
    folder : Path, optional
        Where the notebook will lie; beside the case file if not given. Elsewhere than in or above the
        folder of the case file its cells name the case file only, and run once it lies beside them.
    template : Path, optional
        The template of the institution, a YAML file.
    paper : bool
        Only to be made into a PDF or a Word document: without the pixels and the Markdown that a notebook
        keeps for other readers, which take half of the time.

    Raises
    ------
    UnknownCodeError
        If there is no such kind; the message names those there are.
    CasekitError
        If the case has no file, or something is wrong with the template.

    Examples
    --------
    >>> import casekit
    >>> notebook = write(casekit.load(casekit.case_study("d-trainee")), "consent", "en")
    >>> notebook.cells[0].source
    '# Informed Consent'
    """
    with vocab.in_language(language):
        plan = outline_of(kind)
        writer = _Writer(case, kind, plan, read_template(template, form=not plan.report), paper=paper)
        if plan.form:
            writer.pages()
        else:
            writer.report(folder)
        notebook: NotebookNode = writer.notebook()
        return notebook


def reaches(folder: Path, file: Path) -> bool:
    """Tell whether a case file lies in a folder or below, where a notebook in it finds the file.

    Examples
    --------
    >>> reaches(Path("work"), Path("work/klien-b.yaml")), reaches(Path("work"), Path("klien-b.yaml"))
    (True, False)
    """
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


class _Writer:
    """Writes the cells of one notebook, in the current language."""

    def __init__(
        self, case: Case, kind: str, plan: Outline, template: Template, *, paper: bool = False
    ) -> None:
        self.case = case
        self.paper = paper
        self.kind = kind
        self.plan = plan
        self.template = template
        self.names = Names(template, str(plan.title))
        self.cells: list[dict[str, Any]] = []
        self.about: dict[str, Any] = {"lang": vocab.language()}
        self.item: Part | None = None  # the entry that paths with a dot in front begin at
        self.number = 0  # which of the entries it is, from 1
        self.runs = 0
        self.dots = DOTS[:50] if plan.report else DOTS  # letters of its front matter are larger
        self.tags: list[str] = []  # of every cell of a page of the front matter
        self.language = vocab.language()
        self.drawn: dict[str, figures.SceneFigure] = {}
        self.tables: dict[str, tuple[str, tables.Table]] = {}  # by title the call that shows it

    def notebook(self) -> Any:
        """Return the notebook."""
        about = {
            "institution": str(self.template.institution),
            "logo": self.template.logo,
            "page_mm": self.template.page(),
            "form": self.plan.form,
            "contents": self.plan.report,
        }
        if self.plan.report:
            about["layout"] = self.template.layout()
            if missing := self.template.lacks():
                about["missing"] = missing
        metadata = {**_KERNEL, **self.about, "casekit": about}
        made = nb.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": self.cells})
        if not self.paper:
            nb.validate(made)
        return made

    def report(self, folder: Path | None) -> None:
        """Write a report that goes on being written."""
        title = self.names.title
        self.about |= {"title": title, "subtitle": " ".join(filled_in(self.case.title).split())}
        self.text(("title",), f"# {escaped(title)}")
        self.text(("how",), say("report.how_to"), "remove-cell")
        self.code(("setup",), self._setup(folder))
        pages = {
            part.front: (at, part) for at, part in enumerate(self.plan.parts) if type(part) is pieces.Front
        }
        for page in self.template.front:
            if page in pages:
                self._front(pages[page][1], (pages[page][0],))
        self.parts(self.plan.parts, (), 2)

    def pages(self) -> None:
        """Write a form, a page for every entry."""
        for number, title in self._entries(self.plan):
            new_page = ["new-page"] if number > 1 else []
            self.about.setdefault("title", title)
            self.text((number, "title"), f"# {escaped(title)}", *new_page)
            self.parts(self.plan.parts, (number,), 2)

    def _entries(self, plan: Outline) -> Iterator[tuple[int, str]]:
        """Yield number and title of each page of a form, with its entry in place."""
        found = entries(self.case, plan.every, where=plan.where) if plan.every else []
        for number, self.item in enumerate(found or [None], 1):
            self.number = number
            yield number, str(plan.title) + (f" {number}" if len(found) > 1 else "")
        self.item, self.number = None, 0

    def parts(self, parts: Sequence[Piece], at: Place, level: int) -> None:
        """Write parts one after another."""
        for index, part in enumerate(parts):
            here = (*at, index)
            if part.places and not any(entries(self.case, path) for path in part.places):
                continue
            match part:
                case pieces.Front():
                    pass  # written already, in the order of the template
                case pieces.Chapter():
                    self._chapter(part, here, level)
                case pieces.Section():
                    self._section(part, here, level)
                case pieces.Each():
                    self._each(part, here, level)
                case pieces.Insert():
                    self._insert(part, here, level)
                case _:
                    self._piece(part, here)

    def _piece(self, part: Piece, at: Place) -> None:
        """Write a piece that holds no others."""
        for kind, write in self._kinds().items():
            if isinstance(part, kind):
                write(part, at)

    def _kinds(self) -> dict[type[Piece], Callable[[Any, Place], None]]:
        return {
            pieces.Say: lambda part, at: self.text(at, str(part.say)),
            pieces.Write: lambda part, at: self._unfilled(part.write, at),
            pieces.Fill: lambda part, at: self.text(at, self.names.filled(part.fill)),
            pieces.Prose: self._prose,
            pieces.Said: self._said,
            pieces.Table: self._table,
            pieces.Figure: self._figure,
            pieces.Card: lambda part, at: self.text(
                at, grids.card(part, self.case, self.item, self.names, self.dots), *["cover"] * part.cover
            ),
            pieces.Grid: lambda part, at: self.text(at, grids.grid(part, self.case, self.item)),
            pieces.Consents: lambda part, at: self.text(at, grids.consents(part, self.case)),
            pieces.Sign: self._sign,
            pieces.Approval: lambda part, at: self.text(at, grids.approval(self.template), "signed"),
            pieces.SignHere: lambda part, at: self.text(at, grids.here(part, self.names.of), "signed"),
            pieces.Cited: self._cited,
            pieces.Unrecorded: self._unrecorded,
        }

    def text(self, at: Place, source: str, *tags: str) -> None:
        """Add a cell of text; its id tells its place in the outline, so that it stays what it is."""
        tagged = [*self.tags, *(tag for tag in tags if tag not in self.tags)]
        self._cell(at, "markdown", source, {"tags": tagged} if tagged else {})

    def code(self, at: Place, source: str, shown: Any = None, *tags: str) -> None:
        """Add a cell of code, folded away, with what it shows when it is run."""
        self.runs += 1
        about = {"jupyter": {"source_hidden": True}, "tags": ["hide-input", *tags]}
        outputs = outputs_of(shown, self.runs, paper=self.paper)
        self._cell(at, "code", source, about, execution_count=self.runs, outputs=outputs)

    def _cell(self, at: Place, kind: str, source: str, about: Mapping[str, Any], **more: Any) -> None:
        own = "-".join(map(str, (self.kind, *at)))
        self.cells.append({"cell_type": kind, "id": own, "metadata": about, "source": source, **more})

    def _setup(self, folder: Path | None) -> str:
        """Return the code that loads the case."""
        origin = self.case.origin
        if origin is None:
            raise CasekitError(say("report.no_file"))
        if is_case_study(origin.path):
            loaded = f"casekit.case_study({json.dumps(origin.path.stem)})"
        else:
            # A path that leads out of the folder names other folders of the machine, often after people.
            home = Path(os.path.realpath(folder or origin.path.parent))
            path = origin.path.relative_to(home) if reaches(home, origin.path) else Path(origin.path.name)
            name = path.as_posix()  # no name may turn round the code that it stands in
            loaded = json.dumps(name, ensure_ascii=vocab.isolated(name) != name)
        return (
            "import casekit\nfrom casekit import figures, tables\n\n"
            f'casekit.use_language("{vocab.language()}")\ncase = casekit.load({loaded})'
        )

    def _front(self, part: pieces.Front, at: Place) -> None:
        """Write a page of the front matter under its title, in the other language where it is translated."""
        own = vocab.language()
        other = next(code for code in vocab.LANGUAGES if code != own)
        lang = other if part.front.endswith("_translated") else own
        title = vocab.label("front_page", part.front.removesuffix("_translated"), lang)
        tags = ["front", *([part.front] if lang == own else ["abstract", f"lang-{lang}"])]
        if part.front == "cover":
            tags = ["cover"]
        else:
            self.text((*at, "title"), f"## {title[:1].upper() + title[1:]}", *tags)
        self.tags, self.language = tags[1:] or tags, lang
        self.parts(part.parts, at, 3)
        self.tags, self.language = [], own

    def _chapter(self, part: pieces.Chapter, at: Place, level: int) -> None:
        """Write a chapter on a page of its own; its title is the institution's."""
        title = escaped(str(getattr(self.template.chapters, part.chapter)))
        tags = ["unnumbered"] if part.plain else []
        tags += [part.chapter] if part.chapter in ("appendices", "references") else []
        self.text((*at, "title"), f"{'#' * level} {title}", "new-page", *tags)
        self.parts(part.parts, at, level + 1)

    def _section(self, part: pieces.Section, at: Place, level: int) -> None:
        """Write a section under its heading; one on a whole page with the figure that it holds."""
        whole = next((one for one in part.parts if type(one) is pieces.Figure and not one.caption), None)
        turned = whole is not None and is_turned(*self._drawn(whole).size)
        self.text(
            (*at, "title"), f"{'#' * level} {escaped(str(part.title))}", *(["turned"] if turned else [])
        )
        self.parts(part.parts, at, level + 1)

    def _each(self, part: pieces.Each, at: Place, level: int) -> None:
        """Write the parts once for every entry."""
        found = entries(self.case, part.each)
        if not found:
            self._unfilled(part.otherwise, at)
        for self.number, self.item in enumerate(found, 1):
            here = (*at, self.number)
            if str(part.title):
                title = str(part.title).format(number=self.number)
                self.text((*here, "title"), f"{'#' * level} {escaped(title)}")
            self.parts(part.parts, here, level + 1)
        self.item, self.number = None, 0

    def _insert(self, part: pieces.Insert, at: Place, level: int) -> None:
        """Write a form as an appendix for every entry."""
        plan = outline_of(part.insert)
        self.dots, narrow = DOTS, self.dots  # in the smaller letters of a table
        for number, title in self._entries(plan):
            self.text((*at, number, "title"), f"{'#' * level} {escaped(title)}")
            self.parts(plan.parts, (*at, number), level + 1)
        self.dots = narrow

    def _said(self, part: pieces.Said, at: Place) -> None:
        """Write what the template says, in the language of the page."""
        given = getattr(self.template, part.text)
        with vocab.in_language(self.language):
            lead = f"**{part.lead}:** " if str(part.lead) else ""
            if isinstance(given, Bilingual):
                given = getattr(given, self.language)
            elif self.language != self.about["lang"]:
                given = ""  # a text in one language is no translation
        if str(given).strip():
            self.text(at, lead + escaped(str(given)))
        else:
            self._unfilled(str(part.otherwise).format(most=self.names.of("most")), at, lead)

    def _cited(self, part: pieces.Cited, at: Place) -> None:
        """Write the references of the template; a bibliography is set when the report is printed."""
        listed = sorted(self.template.references, key=lambda one: one.strip('*“"').casefold())
        if listed:
            self.text((*at, "listed"), "\n\n".join(" ".join(one.split()) for one in listed), "references")
        if self.template.bibliography:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", self.template.bibliography)), default=0))
            source = f"{fence}bibtex\n{self.template.bibliography.strip()}\n{fence}"
            self.text((*at, "bibliography"), source, "references", "bibliography")
        if not (listed or self.template.bibliography):
            self._unfilled(part.cited, at)

    def _unrecorded(self, part: pieces.Unrecorded, at: Place) -> None:
        """Write what the tables so far leave empty."""
        shown = tables.unrecorded({title: made for title, (_, made) in self.tables.items()})
        if shown.empty:
            return
        lines = [
            f"    {json.dumps(title, ensure_ascii=False)}: {call},"
            for title, (call, _) in self.tables.items()
        ]
        called = "\n".join(["tables.unrecorded({", *lines, "}).brief()"])
        self.code(at, f"#| caption: {part.unrecorded}\n{called}", shown.brief())

    def _unfilled(self, prompt: Text, at: Place, lead: str = "") -> None:
        """Write a marked place: what belongs there, and that nobody has written it yet."""
        words = f"{lead}**{say('report.unfilled')}.** {prompt}"
        self.text(at, f'<div class="alert alert-warning">\n\n{words}\n\n</div>')

    def _prose(self, part: pieces.Prose, at: Place) -> None:
        texts = said(self.case, part.prose, self.item)
        if something(texts) or (texts and not part.otherwise):
            lead = f"**{part.lead}.** " if part.lead else ""
            self.text(at, lead + "\n\n".join(escaped(*one) for one in texts))
        elif part.otherwise:
            self._unfilled(part.otherwise, at)

    def _table(self, part: pieces.Table, at: Place) -> None:
        values = (self.number,) if self.item is not None else ()
        shown = getattr(tables, part.table)(self.case, *values)
        if shown.empty and part.otherwise:
            self._unfilled(part.otherwise, at)
        if shown.empty:
            return
        call = self._call(f"tables.{part.table}", values)
        caption = str(part.caption).format(number=self.number)
        if self.plan.report:
            self.tables[caption or part.table] = call, shown
            call, shown = f"{call}.brief()", shown.brief()
        self._shown(caption, at, call, shown)

    def _figure(self, part: pieces.Figure, at: Place) -> None:
        """Write a figure under its caption; without one it fills the page on which a heading names it."""
        size = (
            ', size="page"' if part.figure == "genogram" else ""
        )  # which is else on one sheet, however large
        call = f"figures.{part.figure}(case{size}).untitled()"
        caption = str(part.caption)
        self._shown(caption, at, call, self._drawn(part), *([] if caption else ["whole-page"]))

    def _drawn(self, part: pieces.Figure) -> figures.SceneFigure:
        """Return a figure without the title that its caption or heading says; drawn once."""
        if part.figure not in self.drawn:
            self.drawn[part.figure] = getattr(figures, part.figure)(self.case, size="page").untitled()
        return self.drawn[part.figure]

    def _call(self, name: str, values: Sequence[int] = ()) -> str:
        return f"{name}({', '.join(('case', *map(str, values)))})"

    def _shown(self, caption: str, at: Place, call: str, shown: Any, *tags: str) -> None:
        """Write the code that shows a table or figure, with its caption."""
        self.code(at, f"#| caption: {caption}\n{call}" if caption else call, shown, *tags)

    def _sign(self, part: pieces.Sign, at: Place) -> None:
        """Write place and date, and the lines to sign on."""
        self.text((*at, "date"), f"{say('report.date_place')}{DOTS[:50]}")
        self.text(at, grids.signatures(part, self.dots))
