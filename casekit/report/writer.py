"""An outline and a case become a notebook."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from casekit import figures, tables, vocab
from casekit.errors import CasekitError
from casekit.model import Case, Part, Text
from casekit.report import outline as pieces
from casekit.report.outline import Outline, Piece, outline_of
from casekit.report.said import entries, escaped, in_cell, said, something
from casekit.report.template import Template, read_template
from casekit.store import is_case_study
from casekit.vocab import filled_in, say

nb: Any = nbformat  # which has no types
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_DOTS = "." * 80

_CONSENT = (  # what a consent says, and the names of place and field
    ("on_record", "answer", "answer"),
    ("consent_covers", "covers", "covers"),
    ("consent_until", "week", "until_week"),
)

Place = tuple[int | str, ...]  # where in the outline
Numbers = tuple[int, ...]  # of chapter, section and so on; empty where nothing is numbered

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
        writer = _Writer(case, kind, plan, read_template(template))
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

    def __init__(self, case: Case, kind: str, plan: Outline, template: Template) -> None:
        self.case = case
        self.kind = kind
        self.plan = plan
        self.template = template
        self.cells: list[dict[str, Any]] = []
        self.about: dict[str, Any] = {"lang": vocab.language()}
        self.item: Part | None = None  # the entry that paths with a dot in front begin at
        self.number = 0  # which of the entries it is, from 1
        self.chapter = 0
        self.runs = 0

    def notebook(self) -> Any:
        """Return the notebook."""
        about = {
            "institution": str(self.template.institution),
            "logo": self.template.logo,
            "page_mm": self.template.page(),
            "form": self.plan.form,
            "contents": self.kind == "practicum",
        }
        metadata = {**_KERNEL, **self.about, "casekit": about}
        made = nb.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": self.cells})
        nb.validate(made)
        return made

    def report(self, folder: Path | None) -> None:
        """Write a report that goes on being written."""
        title = str(self.plan.title)
        self.about |= {"title": title, "subtitle": " ".join(filled_in(self.case.title).split())}
        self.text(("title",), f"# {escaped(title)}")
        self.text(("how",), say("report.how_to"), "remove-cell")
        self.code(("setup",), self._setup(folder))
        self.parts(self.plan.parts, (), 2, ())

    def pages(self) -> None:
        """Write a form, a page for every entry."""
        every = self.plan.every
        found = entries(self.case, every, where=self.plan.where) if every else []
        for self.number, self.item in enumerate(found or [None], 1):
            title = str(self.plan.title) + (f" {self.number}" if len(found) > 1 else "")
            self.about.setdefault("title", title)
            new_page = ["new-page"] if self.number > 1 else []
            self.text((self.number, "title"), f"# {escaped(title)}", *new_page)
            self.parts(self.plan.parts, (self.number,), 2, ())

    def parts(self, parts: Sequence[Piece], at: Place, level: int, numbers: Numbers) -> None:
        """Write parts one after another; sections among them are numbered where the chapter is."""
        sections = 0
        for index, part in enumerate(parts):
            here = (*at, index)
            if part.places and not any(entries(self.case, path) for path in part.places):
                continue
            match part:
                case pieces.Chapter():
                    self._chapter(part, here, level)
                case pieces.Section():
                    sections += 1
                    own = (*numbers, sections) if numbers else ()
                    self._section(str(part.title), part.parts, here, level, own)
                case pieces.Each():
                    sections = self._each(part, here, level, numbers, sections)
                case _:
                    self._piece(part, here)

    def _piece(self, part: Piece, at: Place) -> None:
        """Write a piece that holds no others."""
        match part:
            case pieces.Say():
                self.text(at, str(part.say))
            case pieces.Write():
                self._unfilled(part.write, at)
            case pieces.Prose():
                self._prose(part, at)
            case pieces.Table():
                self._table(part, at)
            case pieces.Figure():
                shown = getattr(figures, part.figure)(self.case)
                self._shown(part.caption, at, f"figures.{part.figure}", (), shown)
            case pieces.Card():
                self._card(part, at)
            case pieces.Grid():
                self._grid(part, at)
            case pieces.Consents():
                self._consents(part, at)
            case pieces.Sign():
                self._sign(part, at)

    def text(self, at: Place, source: str, *tags: str) -> None:
        """Add a cell of text; its id tells its place in the outline, so that it stays what it is."""
        self._cell(at, "markdown", source, {"tags": [*tags]} if tags else {})

    def code(self, at: Place, source: str, shown: Any = None) -> None:
        """Add a cell of code, folded away, with what it shows when it is run."""
        self.runs += 1
        about = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
        outputs = [_output(shown, self.runs)] if shown is not None else []
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

    def _chapter(self, part: pieces.Chapter, at: Place, level: int) -> None:
        """Write a chapter on a page of its own; its title is the institution's."""
        title = escaped(str(getattr(self.template.chapters, part.chapter)))
        numbers: Numbers = ()
        if not part.plain:
            self.chapter += 1
            numbers = (self.chapter,)
            shown = _ROMAN[self.chapter - 1] if vocab.language() == "id" else self.chapter
            title = say("report.chapter", number=shown, title=title)
        self.text((*at, "title"), f"{'#' * level} {title}", "new-page")
        self.parts(part.parts, at, level + 1, numbers)

    def _section(self, title: str, parts: Sequence[Piece], at: Place, level: int, numbers: Numbers) -> None:
        """Write a section under its heading."""
        number = ".".join(map(str, numbers))
        self.text((*at, "title"), f"{'#' * level} {number} {escaped(title)}".replace("  ", " "))
        self.parts(parts, at, level + 1, numbers)

    def _each(self, part: pieces.Each, at: Place, level: int, numbers: Numbers, sections: int) -> int:
        """Write the parts once for every entry; return how many sections there are now."""
        found = entries(self.case, part.each)
        if not found:
            self._unfilled(part.otherwise, at)
        for self.number, self.item in enumerate(found, 1):
            sections += 1
            title = str(part.title).format(number=self.number)
            own = (*numbers, sections) if numbers else ()
            self._section(title, part.parts, (*at, self.number), level, own)
        self.item, self.number = None, 0
        return sections

    def _unfilled(self, prompt: Text, at: Place) -> None:
        """Write a marked place: what belongs there, and that nobody has written it yet."""
        words = f"**{say('report.unfilled')}.** {prompt}"
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
        if not shown.empty:
            self._shown(part.caption, at, f"tables.{part.table}", values, shown)
        elif part.otherwise:
            self._unfilled(part.otherwise, at)

    def _shown(self, title: Text, at: Place, called: str, values: Sequence[int], shown: Any) -> None:
        """Write the code that shows a table or figure, with its caption."""
        caption = str(title).format(number=self.number)
        given = ", ".join(("case", *map(str, values)))
        self.code(at, f"#| caption: {caption}\n{called}({given})", shown)

    def _card(self, part: pieces.Card, at: Place) -> None:
        """Write rows of label and content, with lines to write on where the case file says nothing."""
        rows = []
        for row in part.card:
            texts = said(self.case, row.path, self.item, row.where) if row.path else []
            if texts or not row.optional:
                content = "<br>".join(in_cell(*one) for one in texts) if something(texts) else ""
                content = content or "<br>&nbsp;<br>".join([_DOTS] * row.lines)
                rows.append([f"**{in_cell(str(row.label))}**", content])
        self.text(at, _rows(["", ""], rows), *(["cover"] if part.cover else []))

    def _consents(self, part: pieces.Consents, at: Place) -> None:
        """Write the purposes of informed consent, each with the answer on record or with boxes to tick."""
        rows = []
        for purpose in vocab.codes("consent_purpose"):
            asked = {"purpose": purpose}
            given = [
                in_cell(say(f"report.{key}", **{name: text}), basis)
                for key, name, field in _CONSENT
                for text, basis in said(self.case, f"{part.consents}.{field}", where=asked)
            ] or [say("report.yes_no")]
            about = vocab.about("consent_purpose", purpose)
            name = in_cell(vocab.label("consent_purpose", purpose))
            rows.append([f"**{name}.** {in_cell(about)}", "<br>".join(given)])
        self.text(at, _rows([say("report.purpose"), say("report.answer")], rows))

    def _grid(self, part: pieces.Grid, at: Place) -> None:
        """Write a table of entries, with blank lines to write on where there are none."""
        rows = []
        found: list[Part | None] = [*entries(self.case, part.grid, self.item)]
        for entry in found or [None] * part.blank:
            texts = [said(self.case, one.path, entry) if one.path else [] for one in part.columns]
            blank = f"&nbsp;<br>{_DOTS[:40]}"
            rows.append(
                ["<br>".join(in_cell(*one) for one in cell) if something(cell) else blank for cell in texts]
            )
        self.text(at, _rows([str(one.label) for one in part.columns], rows))

    def _sign(self, part: pieces.Sign, at: Place) -> None:
        """Write the lines to sign on."""
        roles = [say(f"report.sign.{role}") for role in part.sign]
        line = f"&nbsp;<br>&nbsp;<br>&nbsp;<br>({'.' * 50})"
        self.text((*at, "date"), f"{say('report.date_place')}{_DOTS}")
        self.text(at, _rows(roles, [[line] * len(roles)]))


def _rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _output(shown: Any, number: int) -> dict[str, Any]:
    """Return what a cell shows, as Jupyter would keep it."""
    if isinstance(shown, tables.Table):
        html, text = shown._repr_html_(), shown._repr_markdown_()
        data, about = {"text/html": html, "text/markdown": text, "text/plain": repr(shown)}, {}
    else:
        data, about = shown._repr_mimebundle_()
    kind = {"output_type": "execute_result", "execution_count": number}
    return {**kind, "data": data, "metadata": about}
