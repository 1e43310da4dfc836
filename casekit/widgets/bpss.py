"""The BPSS form: findings in four dimensions, symptoms and the focus problem."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from casekit.model import Finding, Part, Statement, UnknownDimension, made
from casekit.told import MARKS, dots
from casekit.vocab import about, blank, codes, filled_in, label
from casekit.widgets import plain
from casekit.widgets._base import Form
from casekit.widgets.fields import Fields
from casekit.widgets.grid import Board, Cell
from casekit.widgets.listing import Listing
from casekit.widgets.pieces import close
from casekit.widgets.place import specs

_MOST = 4  # of a rating


class BPSS(Form):
    """The form for a bio-psycho-social-spiritual assessment.

    Findings stand in four dimensions. Each is a strength, a concern or neutral, can be rated from 0 to 4
    with a reason, and says how it was gathered and on what basis. A dimension that was explored and stayed
    unknown is marked so, which is a finding too.

    Examples
    --------
    >>> import casekit
    >>> form = BPSS(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.completeness()
    (4, 4)
    """

    tool = "bpss"
    shows = frozenset({"assessment"})

    def add(self, dimension: str, text: str, **fields: Any) -> Finding:
        """Add a finding, and return it.

        Parameters
        ----------
        dimension : {"biological", "psychological", "social", "spiritual"}
            Where it belongs.
        text : str
            What was found.
        **fields
            Further fields of `Finding`, such as ``valence="strength"`` or ``rating=3, reason="..."``.

        Raises
        ------
        FieldError
            If a field cannot take its value.
        """
        given = {"valence": "neutral", **fields}
        finding = made(Finding, self.case, dimension=dimension, text=text, **given)
        return self.desk.add(self.case.assessment, "findings", finding)

    def remove(self, id: str) -> None:
        """Remove a finding or symptom, and the links that lead to it; raises FieldError if there is none."""
        part = self.case.part(id, "finding", "symptom")
        self.desk.remove(self.case.assessment, "findings" if isinstance(part, Finding) else "symptoms", part)

    def mark_unknown(self, dimension: str, text: str = "") -> None:
        """Mark a dimension as explored, but not known; raises FieldError if there is no such dimension."""
        note = made(UnknownDimension, self.case, dimension=dimension, text=text)
        if all(noted.dimension != note.dimension for noted in self.case.assessment.unknown):
            self.desk.add(self.case.assessment, "unknown", note)

    def completeness(self) -> tuple[int, int]:
        """Return how many dimensions have a finding or are marked unknown, and how many there are."""
        assessment = self.case.assessment
        filled = {finding.dimension for finding in assessment.findings}
        filled |= {note.dimension for note in assessment.unknown}
        return len(filled), len(codes("dimension"))

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the controls of the form."""
        cells = [
            Cell(
                code,
                label("dimension", code).capitalize(),
                about("dimension", code),
                {"dimension": code},
                [about(f"prompt_{code}", prompt) for prompt in codes(f"prompt_{code}")],
            )
            for code in codes("dimension")
        ]
        self._findings = Board(
            self,
            "assessment.findings",
            cells,
            self.say("add_finding"),
            brief=self._brief,
            new={"valence": "neutral"},
            more=self._needs_reason,
        )
        self._symptoms = Listing(self, "assessment.symptoms")
        self._risks = Listing(self, "assessment.risks", brief="text level")
        self._progress = plain.HTML()
        self._focus = Fields(self)
        self._notes = {cell.name: plain.VBox() for cell in cells}
        extras = {cell.name: (self._unknown_control(cell), self._notes[cell.name]) for cell in cells}
        self._show_progress()
        self._show_unknown()
        return [
            self._progress,
            self._findings.widget(extras),
            self._symptoms.widget({"symptoms": [self._focus_control()]}),
            self._risks.widget(),
        ]

    def refresh(self, owner: Part | None, attribute: str) -> None:
        """Show a change of the case."""
        self._findings.refresh(owner, attribute)
        self._symptoms.refresh(owner, attribute)
        self._risks.refresh(owner, attribute)
        self._focus.show(owner, attribute)
        if owner is not None and owner is self.case.assessment.focus_problem:
            self._focus.show(self.case.assessment, "focus_problem")
        if owner is None or owner is self.case.assessment or attribute == "dimension":
            self._show_progress()
            self._show_unknown()

    def marks(self) -> dict[str, str]:
        """Return the signs on items, and the words that a screen reader says for them."""
        natures = {mark: f"{label('valence', code)}:" for code, mark in MARKS.items()}
        return natures | {dots(int(code), _MOST): f"({label('rating', code)})" for code in codes("rating")}

    def _brief(self, finding: Finding) -> str:
        rated = "" if finding.rating is None else f"  {dots(finding.rating, _MOST)}"
        return self.brief(finding, f"{MARKS[finding.valence]} {filled_in(finding.text)}{rated}")

    def _needs_reason(self, finding: Finding, fields: Fields) -> Sequence[ipywidgets.Widget]:
        """Return a line that asks for the reason of a rating, as long as there is none."""

        def lacks() -> bool:
            return finding.rating is not None and blank(finding.reason or "")

        return [fields.problem(finding, "rating", "reason", when=lacks, said=self.say("needs_reason"))]

    def _focus_control(self) -> ipywidgets.Textarea:
        """Return the control of the focus problem, which is made when its first letter is typed."""
        assessment = self.case.assessment
        control = plain.Textarea(description=self.say("focus_problem"), rows=2)

        def show() -> None:
            control.value = str(assessment.focus_problem.text) if assessment.focus_problem else ""

        def take(text: str) -> None:
            if assessment.focus_problem is None:
                self.desk.set(assessment, "focus_problem", made(Statement, text=text))
            else:
                self.desk.write(assessment.focus_problem, "text", text, self.language)

        return self._focus.bind(control, assessment, "focus_problem", show, take, ["casekit-focus-problem"])

    def _unknown_control(self, cell: Cell) -> ipywidgets.Checkbox:
        """Return the control that marks a dimension as explored, but not known."""
        assessment = self.case.assessment
        check = plain.Checkbox(description=self.say("unknown", dimension=cell.title.lower()), indent=False)

        def noted() -> list[UnknownDimension]:
            return [note for note in assessment.unknown if note.dimension == cell.name]

        def show() -> None:
            check.value = bool(noted())

        def take(chosen: bool) -> None:
            if chosen:
                self.mark_unknown(cell.name)
            else:
                for note in noted():
                    self.desk.remove(assessment, "unknown", note)

        css = ("casekit-check", "casekit-unknown")
        return self._focus.bind(check, assessment, "unknown", show, take, css)

    def _show_unknown(self) -> None:
        noted = {note.dimension: note for note in self.case.assessment.unknown}
        for name, place in self._notes.items():
            if (name in noted) != bool(place.children):
                spec = specs()["assessment.unknown"]
                controls = self._focus.rows(noted[name], spec) if name in noted else []
                before, place.children = place.children, controls
                for old in before:
                    close(old)

    def _show_progress(self) -> None:
        filled, all_of = self.completeness()
        said = self.say("completeness", filled=filled, all=all_of)
        self._progress.value = (
            f'<label class="casekit-progress">{said} '
            f'<progress max="{all_of}" value="{filled}" aria-label="{said}"></progress></label>'
        )
