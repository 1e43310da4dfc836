"""The form of the check: what a supervisor would ask, live beside the other forms, and the way to mend it."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets

from casekit import vocab
from casekit.check import Point, check, formats
from casekit.course.casebook import lacks_report
from casekit.model import Part, Review
from casekit.model.problems import Location
from casekit.tables.checked import point_counts
from casekit.vocab import about, codes, label
from casekit.widgets import plain
from casekit.widgets._base import Form
from casekit.widgets.grid import Board, Cell
from casekit.widgets.pieces import button, caption, close
from casekit.widgets.points import Points
from casekit.widgets.report import Report
from casekit.widgets.way import form_of, reveal


class Check(Form):
    """The form of the check: what a supervisor would ask about the case, by stage, while it is written.

    Each point opens to why it matters and how to correct it. From there a button leads to the field that
    corrects it: in the form that stands on the page, or in one that is opened below. A point that does not
    suit the case is explained with reason and person, which is written into its review and stands apart. The
    counts are no mark.

    Examples
    --------
    >>> import casekit
    >>> form = Check(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.points(select=["M611"])[0].message
    '“The client decides more bravely for herself”: what shows this change (“more”)?'
    """

    tool = "case_check"
    drawing = ""
    by = ""
    """Who explained the last exception."""

    _around: ipywidgets.VBox | None = None
    _below: Form | None = None

    def points(self, **how: Any) -> list[Point]:
        """Return what the check asks about the case now; parameters are those of `casekit.check.check`."""
        with vocab.in_language(self._language):
            return check(self.case, **how)

    def explain(self, entry: Review) -> None:
        """Write an exception into the review of the case, as one step that can be undone."""
        self.desk.add(self.case, "review", entry)
        self.look_again()

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the counts, the list of points, and the review."""
        plain.hide(self._picture)
        self._said = caption("", "casekit-points-said", "casekit-role-status")
        self._counts = plain.HTML(_dom_classes=["casekit-counts"])
        self._points = Points(self)
        self._shut = button("", self._close_below, "casekit-shut")
        cells = [
            Cell(code, _capital(label("review_kind", code)), about("review_kind", code), {"review": code})
            for code in codes("review_kind")
        ]
        self._review = Board(self, "review", cells, self.say("review_entry_add"), brief="rule text by")
        self._show_points()
        return [
            self._said,
            self._counts,
            self._points.widget,
            self._shut,
            caption(self.say("review"), "casekit-section"),
            self._review.widget(),
        ]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the review; the points wait for a pause, as pictures do."""
        self._review.refresh(owner, attribute)

    def draw(self) -> None:
        """Show the points of the case as it is now."""
        self._show_points()

    def look_again(self) -> None:
        """Show the points at once, if the case has changed."""
        self._draw()

    def _ipython_display_(self) -> None:
        """Show the form; in the notebook of an earlier casekit, which ends here, also the report."""
        super()._ipython_display_()
        origin = self.case.origin
        if origin and origin.path.parent == Path.cwd().resolve() and lacks_report(origin.path):
            Report(self.case, self.language)._ipython_display_()

    # The way to the field that corrects a point.

    def form_at(self, at: Location) -> type[Form]:
        """Return the form that edits a place of the case."""
        return form_of(at)

    def go_to(self, at: Location) -> None:
        """Open the form that edits a place of the case at its field: on the page, or else below this one."""
        kind = form_of(at)
        if isinstance(self, kind):
            reveal(self, at)
            return
        there = [form for form in self.desk.readers if isinstance(form, kind) and form.on_page]
        form = there[-1] if there else self._opened_below(kind)
        if form is not None:
            reveal(form, at)

    def _opened_below(self, kind: type[Form]) -> Form | None:
        """Return a new form below this one, in place of the one that was there."""
        if self._around is None:
            self._said.value = escape(self.say("open_it_yourself", form=kind.__name__))
            return None
        self._close_below()
        self._below = kind(self.case, self._language)
        self._around.children = (self, self._below)
        self._show_shut()
        return self._below

    def _close_below(self) -> None:
        if self._below is not None and self._around is not None:
            self._around.children = (self,)
            self._below.desk.leave(self._below)
            close(self._below)
            self._below = None
            self._show_shut()

    def _show_shut(self) -> None:
        """Offer to close the form below, if there is one."""
        plain.hide(self._shut, self._below is None)
        if self._below is not None:
            self._shut.description = self.say("shut_form", form=self.say(self._below.tool))

    def _view(self) -> dict[str, Any]:
        """Return the view of this form with room below it for the one that corrects a point."""
        if self._around is None:
            self._around = plain.VBox([self], _dom_classes=["casekit-around"])
        return {**super()._view(), "model_id": self._around.model_id}

    def close(self) -> None:
        """Close the form, and the one below it."""
        self._close_below()
        if self._around is not None:
            around, self._around = self._around, None
            around.close()
        super().close()

    # What is shown.

    def _show_points(self) -> None:
        points = self.points()
        said = escape(formats.counted(points) if points else self.say("nothing_to_ask"))
        if self._said.value != said:  # a screen reader hears it only when it is another
            self._said.value = said
        self._counts.value = self._table(points) if points else ""
        self._points.show(points)
        self._show_shut()

    def _table(self, points: Sequence[Point]) -> str:
        """Return the counts by stage and severity as an HTML table."""
        counts = point_counts(points)
        heads = "".join(f'<th scope="col">{escape(_capital(str(head)))}</th>' for head in counts.columns)
        rows = "".join(
            f'<tr><th scope="row">{escape(str(stage))}</th>'
            + "".join(f"<td>{count or '–'}</td>" for count in numbers)
            + "</tr>"
            for stage, *numbers in counts.itertuples(index=False, name=None)
        )
        below = f"<p>{escape(vocab.say('check.no_mark'))}</p>"
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{below}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
