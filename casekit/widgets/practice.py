"""The forms of the intervention: sessions as they were held, and the client's cash book."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import ipywidgets

from casekit.errors import FieldError
from casekit.model import CashEntry, GroupStage, Part, Session, made
from casekit.vocab import codes, filled_in, label, rupiah
from casekit.widgets import plain
from casekit.widgets.entry import AMOUNT
from casekit.widgets.fields import Fields
from casekit.widgets.listing import Card, Listing, Lists
from casekit.widgets.pieces import box, group, problem_line, tell


class Sessions(Lists):
    """The form for session records: individual, family, home visit, and group with its four stages.

    Examples
    --------
    >>> import casekit
    >>> form = Sessions(casekit.load(casekit.case_study("d-trainee")), language="en")
    >>> form.case.intervention.sessions[0].session
    'individual'
    """

    tool = "sessions"
    drawing = "timeline"
    shows = frozenset({"intervention", "plan", "engagement", "termination", "people", "assessment"})
    renewing = ("session",)

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        sessions = Listing(
            self,
            "intervention.sessions",
            brief="session theme",
            new={"session": "individual"},
            more=self._stages,
        )
        return [sessions, Listing(self, "intervention.notes", name="intervention_notes")]

    def _stages(self, session: Session, fields: Fields) -> Sequence[ipywidgets.Widget]:
        if session.session != "group" and not session.stages:
            return []

        def following() -> Part:
            told = {own.stage for own in session.stages}
            stage = next((code for code in codes("group_stage") if code not in told), "ending")
            return made(GroupStage, stage=stage, text="")

        return [fields.entries(session, "stages", following, self.say("stages_add"))]


class CashBook(Lists):
    """The form for the client's daily record of income and spending.

    A line is typed and entered as what it was; amounts are read as people write them: ``12.000``, ``12rb``,
    ``1,5 jt``. What is not clearly an amount is refused, and ``2m`` is answered with a question.

    Examples
    --------
    >>> import casekit
    >>> form = CashBook(casekit.load(casekit.case_study("b-bookkeeper")), language="en")
    >>> {entry.basis for entry in form.case.intervention.cash_book.entries}
    {'illustrative'}
    """

    tool = "cash_book"
    shows = frozenset({"intervention"})

    def add(self, text: str, amount_idr: int, direction: str = "spending", **fields: Any) -> CashEntry:
        """Add an entry, and return it; ``week=3``, ``need="want"`` are further fields of `CashEntry`.

        Raises
        ------
        FieldError
            If a field cannot take its value.
        """
        given = {"text": text, "amount_idr": amount_idr, "direction": direction, **fields}
        entry = made(CashEntry, self.case, **given)
        return self.desk.add(self.case.intervention.cash_book, "entries", entry)

    def body(self) -> Sequence[ipywidgets.Widget]:
        """Return the line for the next entry, and the lists."""
        return [self._quick(), *super().body()]

    def lists(self) -> Sequence[Listing | Card]:
        """Return the lists of the form."""
        return [
            Listing(
                self,
                "intervention.cash_book.entries",
                brief=self._entry,
                new={"direction": "spending", "amount_idr": 0},
            ),
            Card(self, "intervention.cash_book", name="cash_targets"),
        ]

    def _entry(self, entry: CashEntry) -> str:
        sign = "+" if entry.direction == "income" else "−"
        need = f" ({label('money_need', entry.need)})" if entry.need else ""
        return self.brief(entry, f"{filled_in(entry.text)}{need}: {sign} {rupiah(entry.amount_idr)}")

    def _quick(self) -> ipywidgets.VBox:
        """Return the line in which a day is typed; each button says what it was."""
        say, book = self.say, self.case.intervention.cash_book
        last = book.entries[-1] if book.entries else None
        week = plain.Text(description=say("week"), value=str((last and last.week) or 1))
        text = plain.Text(description=say("entry_text"))
        amount = plain.Text(description=say("amount"), placeholder="12.000, 12rb")
        refused = problem_line("casekit-role-alert")

        def enter(direction: str, need: str | None) -> None:
            if not (what := text.value.strip()):
                tell(refused, say("no_entry_text"))
                return
            try:
                read = AMOUNT.read(amount.value.strip(), self.language)
                self.add(what, read, direction, week=week.value.strip() or None, need=need)
            except FieldError as error:
                tell(refused, str(error))
                return
            tell(refused, "")
            amount.value = ""  # before the text: who sees that empty types on
            text.value = ""
            self.focus_on("casekit-quick-text")

        for control, name in zip((week, text, amount), ("week", "text", "amount"), strict=True):
            self.watched(control, f"casekit-quick-{name}")
            control.continuous_update, control.disabled = False, self.desk.read_only
        self.held.tidy(amount, lambda typed: AMOUNT.tidied(typed, self.language))
        amount.add_class("casekit-typed")
        kinds: list[tuple[str, str, str | None]] = [(label("money_direction", "income"), "income", None)]
        kinds += [(label("money_need", need), "spending", need) for need in codes("money_need")]
        takes = [
            self.changes(
                name[:1].upper() + name[1:],
                partial(enter, direction, need),
                "casekit-opens",
                f"casekit-enter-{need or direction}",
            )
            for name, direction, need in kinds
        ]
        enters = group(say("enter_as"), box("casekit-editor-tools", *takes))
        line = box("casekit-row", week, text, amount)
        return plain.VBox([line, enters, refused], _dom_classes=["casekit-cell", "casekit-quick"])
