"""What the forms of a case share: its title, its picture, its tables, and how its parts are told in brief."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import ipywidgets

from casekit import figures, tables, vocab
from casekit.errors import FieldError
from casekit.model import Case, Part, Record
from casekit.model.problems import short
from casekit.tables.columns import value_of
from casekit.vocab import filled_in
from casekit.widgets import plain
from casekit.widgets.shell import Shell

if TYPE_CHECKING:
    from casekit.widgets.grid import Board
    from casekit.widgets.listing import Card


class Form(Shell):
    """A form for one part of a case file.

    Parameters
    ----------
    case : Case
        The case to edit. Forms of the same file in one notebook edit the same case and stay in step.
    language : {"id", "en"}, optional
        The language of the form; the current one if not given.
    """

    drawing: ClassVar[str | None] = None
    """The figure beside the form, if it has another name; empty for none."""

    shows: ClassVar[frozenset[str]] = frozenset(Case.model_fields)
    """The parts of the case, beside its title, that figure and table show; all if not said otherwise."""

    def __init__(self, case: Case, language: str | None = None) -> None:
        if not isinstance(case, Case):
            form = type(self).__name__
            raise FieldError(vocab.say("widgets.no_case", language, form=form, given=short(str(case))))
        self.boards: list[Board | Card] = []
        self._picture_of = ""
        self._picture = plain.HTML(_dom_classes=["casekit-picture"])
        super().__init__(case, language)
        self._lasting = (*self._lasting, self._picture)

    @property
    def case(self) -> Case:
        """The case that the form edits."""
        return self.desk.case

    # What the parts of a form call.

    def brief(self, part: Part, *facts: object) -> str:
        """Return facts on one line, after the week or date, and before where they come from."""
        week, date = getattr(part, "week", None), getattr(part, "date", None)
        when = vocab.date(date, self.language) if date else self.say("in_week", week=week) if week else ""
        said = " · ".join(vocab.isolated(fact) for fact in (when, *facts) if str(fact or ""))
        basis = getattr(part, "basis", "documented")
        return said if basis == "documented" else f"{said}  [{vocab.label('basis', basis)}]"

    def told(self, part: Part, names: str) -> str:
        """Return fields of a part on one line."""
        by_id = self.desk.by_id()
        return self.brief(part, *(value_of(part, name, by_id) for name in names.split()))

    # What the shell asks.

    def _build(self) -> None:
        self.boards.clear()
        super()._build()

    def _subtitle(self) -> str:
        """Return the title of the case."""
        return filled_in(self.case.title)

    def _named(self) -> str:
        """Return the id of the case."""
        return self.case.id

    def _shown(self) -> str:
        """Return what tells one content of the form from another."""
        return f"{self.language} {self.desk.print_of({'title', 'client', *self.shows})}"

    def _content(self) -> dict[str, str]:
        """Return the content as tables, by MIME type."""
        return tables.content(self.tool, self.case, self.language)

    def content_of(self, record: Record) -> str:
        """Return the tables of another case as HTML."""
        assert isinstance(record, Case)  # noqa: S101 - a file holds what it held
        return tables.content_html(self.tool, record)

    def _about(self) -> dict[str, str]:
        """Return what exports may know of the form: also where its case lies, below the notebook."""
        origin, home = self.case.origin, Path.cwd()
        if origin is None or not origin.path.is_relative_to(home):
            return super()._about()
        return {**super()._about(), "case": origin.path.relative_to(home).as_posix()}

    # The picture: made anew in a pause, if the case has changed there.

    def _beside(self) -> Sequence[ipywidgets.Widget]:
        """Return the picture."""
        return (self._picture,)

    def _draw(self) -> None:
        """Draw the picture anew if the case has changed."""
        shown = self._shown()
        if shown == self._picture_of:
            return
        with vocab.in_language(self.language):
            self.draw()
        self._picture_of = shown

    def draw(self) -> None:
        """Show what waits for a pause: the picture."""
        self._picture.value = self.picture()

    def picture(self) -> str:
        """Return the picture of the case as HTML."""
        name = self.tool if self.drawing is None else self.drawing
        plain.hide(self._picture, not name)
        if not name:
            return ""
        image: str = getattr(figures, name)(self.case).image()
        return image

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.case.id}>"
