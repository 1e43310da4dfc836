"""How parts of a case become rows: which fields make the columns, and what people read in them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from casekit.model import Bilingual, Case, OtherDate, Part, ScaleLevel
from casekit.model.part import known, link_fields, scheme
from casekit.tables.table import Record, Table, fields_of, is_amount, table
from casekit.vocab import blank, date, filled_in, label, say

WHEN = "week date? weekday? time? duration_min? other_dates?"
"""The columns that say when something happened."""

_NAMES, _LEADS = ("text", "label", "theme", "role"), ("system", "person", "goal")


class Columns:
    """The fields of a kind of part that make the columns of a table, or the rows of a card.

    They are declared once, beside the tables, so that a name that the model does not have stops casekit
    before any table is made.

    Parameters
    ----------
    part : type of Part
        The kind of part.
    columns : str
        The names of its fields in order, separated by spaces; ``note?`` appears only where it is filled in.
        ``basis`` may be missing from the kind.
    **heads : str
        The message that heads a column, where it is not the one of the field's name: ``text="goal"``.

    Examples
    --------
    >>> from casekit.model import Symptom
    >>> Columns(Symptom, "text basis", text="symptom").names
    ['text', 'basis']
    >>> Columns(Symptom, "txet basis")
    Traceback (most recent call last):
    ...
    AttributeError: Symptom has no field txet
    """

    declared: ClassVar[set[tuple[type[Part], str]]] = set()
    """All fields that some table shows."""

    headed: ClassVar[dict[tuple[type[Part], str], str]] = {}
    """What heads a field of a kind of part, where it is not the message of the field's name."""

    def __init__(self, part: type[Part], columns: str, **heads: str) -> None:
        self.part, self.columns, self.heads = part, columns, heads
        self.names = [name for name, _ in fields_of(columns)]
        known(part, *(name for name in (*self.names, *heads) if name != "basis"))
        Columns.declared.update((part, name) for name in self.names)
        Columns.headed.update({(part, name): head for name, head in heads.items()})

    def records(self, case: Case, parts: Iterable[Part]) -> list[Record]:
        """Return the fields of parts as people read them; see `records`."""
        return records(case, parts, self.names)

    def table(self, case: Case, parts: Iterable[Part], remark: str | None = None) -> Table:
        """Return a table of parts, a row each."""
        return table(self.records(case, parts), self.columns, remark, **self.heads)

    def answers(self, case: Case, part: Part | None) -> list[Record]:
        """Return the rows of a card: what is asked, and what the case file says; None says nothing."""
        names = [*self.names, "basis"]
        said = dict.fromkeys(names) if part is None else records(case, [part], names)[0]
        return [
            {
                "field": say(f"tables.{self.heads.get(name, name)}"),
                "content": said[name],
                "basis": said["basis"],
                "amount": is_amount(name),
            }
            for name, optional in fields_of(self.columns)
            if said[name] is not None or not optional
        ]


def records(case: Case, parts: Iterable[Part], fields: Iterable[str]) -> list[Record]:
    """Return the fields of parts as people read them: labels for codes, texts for links, None for nothing.

    A text without which a part says nothing, such as that of a goal, is told as not filled in.

    Parameters
    ----------
    case : Case
        The case that the parts belong to.
    parts : iterable of Part
        The parts; each makes a record.
    fields : iterable of str
        The names of the fields. The ``basis`` of a part that has none is None.

    Raises
    ------
    AttributeError
        If a part has no field of another name.
    """
    by_id, names = _ById(case), [*fields]
    return [
        {
            name: None
            if name == "basis" and name not in type(part).model_fields
            else value_of(part, name, by_id)
            for name in names
        }
        for part in parts
    ]


class _ById(dict[str, Part]):
    """The parts of a case by id, sought when the first one is asked for: most fields lead to none."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self._case = case

    def __missing__(self, id: str) -> Part:
        self.update(self._case.by_id())
        return dict(self)[id]


def numbered(rows: list[Record]) -> list[Record]:
    """Return the rows with their numbers, from 1."""
    return [{"number": number, **row} for number, row in enumerate(rows, 1)]


def value_of(part: Part, name: str, by_id: Mapping[str, Part]) -> Any:
    """Return one field of a part as people read it; `by_id` holds what it may link to."""
    known(type(part), name)
    value = getattr(part, name)
    own_scheme, linked = scheme(type(part), name), name in link_fields(type(part))

    def said(one: Any) -> Any:
        if own_scheme:
            return label(own_scheme, one)
        if isinstance(one, bool):
            return say("tables.yes" if one else "tables.no")
        if isinstance(one, int | float | dt.date):
            return one
        return called(by_id[one] if linked else one, by_id)

    if isinstance(value, list):
        return (", " if own_scheme else "\n").join(str(said(one)) for one in value) or None
    if value is None or (isinstance(value, str | Bilingual) and blank(value)):
        required = type(part).model_fields[name].is_required()
        return filled_in("") if required else None
    return said(value)


def called(part: Any, by_id: Mapping[str, Part]) -> str:
    """Return what a part is called: its text, label, theme or role, else what it leads to, never its id.

    Examples
    --------
    >>> import casekit
    >>> case = casekit.load(casekit.case_study("d-trainee"))
    >>> called(case.person(case.client), case.by_id())
    'Klien D'
    """
    if isinstance(part, str | Bilingual):
        return filled_in(part) if blank(part) else str(part)  # a table holds texts as they were written
    if isinstance(part, OtherDate):
        return _date_on_record(part)
    if isinstance(part, ScaleLevel):
        return f"{part.level}: {filled_in(part.text)}"
    kind: type[Part] = type(part)
    fields, links = kind.model_fields, link_fields(kind)
    names = [name for name in _NAMES if name in fields]
    for name in names:
        if not blank(getattr(part, name) or ""):
            return str(getattr(part, name))
    for name in _LEADS:
        if name in links and (target := getattr(part, name)):
            return called(by_id[target], by_id)
    nameless = not part.kind or any(fields[name].is_required() for name in names)
    return filled_in("") if nameless else label("kind", part.kind)


def _date_on_record(part: OtherDate) -> str:
    """Return another time that is on record for an event, and where it stands."""
    facts = [say("tables.in_week", week=part.week)] if part.week else []
    facts += [label("weekday", part.weekday)] if part.weekday else []
    facts += [date(part.date)] if part.date else []
    when = ", ".join(facts) or filled_in("")
    return f"{when} ({part.note})" if not blank(part.note or "") else when
