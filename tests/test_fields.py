"""A field that is added to the model is forgotten nowhere: label, table, report, form, and a new schema.

CONTRIBUTING.md says how to add a field. What one of these tests names is what is still to do.
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from casekit import report, tables, vocab, widgets
from casekit.errors import CasekitError
from casekit.model import SCHEMA_VERSION, Bilingual, Case, Goal, Part, Person, Statement, walk
from casekit.model.problems import inner
from casekit.report import outline as pieces
from casekit.report.outline import Outline, outline, read_outlines
from casekit.store.migrate import MIGRATIONS
from casekit.tables.columns import Columns
from casekit.widgets.fields import Fields
from casekit.widgets.grid import Board
from casekit.widgets.listing import Card, Listing
from tests.empty_parts import case_of

Field = tuple[type[Part], str]

# What no table shows, and why; a name without a field stands for the whole part.
ELSEWHERE = {
    "OtherDate": "told in the column of the event's other dates",
    "ScaleLevel": "told in the column of the levels",
    "Union": "drawn in the genogram and told in its words",
    "Child": "drawn in the genogram and told in its words",
    "EmotionalTie": "drawn in the genogram and told in its words",
    "NetworkSystem": "drawn in the ecomap and told in its words; ties name it",
    "NetworkTie.person": "drawn in the ecomap and told in its words",
    "Person.left_of": "a wish for the drawing",
    "Case.title": "the heading of reports",
    "Case.client": "says which person is the client",
    "CashBook.opening_balance_idr": "the balance of the weeks begins with it",
    "CashBook.weekly_target_idr": "drawn in the figure of the cash book",
    "Assessment.weekday": "week and date tell it",
    "Assessment.time": "week and date tell it",
    "Assessment.duration_min": "week and date tell it",
    "FollowUp.weekday": "week and date tell it",
    "FollowUp.time": "week and date tell it",
    "FollowUp.duration_min": "week and date tell it",
    "Reopening.weekday": "week and date tell it",
    "Reopening.time": "week and date tell it",
    "Reopening.duration_min": "week and date tell it",
    "SignedForm.weekday": "week and date tell it",
    "SignedForm.time": "week and date tell it",
    "SignedForm.duration_min": "week and date tell it",
}
# The focus problem is printed as sentences.
NO_REPORT = {"focus"}
# What no form reaches yet, or only under conditions that the trial below does not meet.
# It grows no more: a new field comes with its form.
NO_FORM = """
    Activity: responsible
    Assessment: date duration_min methods time week weekday
    Attendee: person
    Case: category client cluster methods provenance summary title tools
    CashEntry: duration_min time
    Child: person twin twin_of
    Concept: basis source term text
    Conference: attendance_listed duration_min minutes_kept
    Consent: covers duration_min time until_week weekday
    Contract: duration_min time weekday
    Dilemma: basis solution text
    Domain: label
    EmotionalTie: note
    Finding: response response_by
    FollowUp: duration_min time weekday
    Gap: about basis gap rule stage text
    Goal: priority status
    GoalAttainment: duration_min time weekday
    Hope: basis text whose
    Household: assets housing income_days income_idr income_note note
    Instrument: improvement label source
    LifeEvent: age_years basis text year
    Observation: date duration_min note time weekday
    OtherDate: date note week weekday
    Person: age_months birth_order conditions education health left_of marital_status note
        occupation religion residence
    Plan: roles theories
    QuadrantItem: side
    Referral: duration_min responsible time weekday
    Reopening: duration_min time weekday
    Resource: basis resource source text used
    Review: about answer at by date duration_min review rule text time week weekday
    Risk: basis level people reviewed_week safety_plan signs text
    Round: basis date duration_min filled_by note round time week weekday
    ScaleLevel: level text
    Score: reason score scored
    Session: methods
    Setting: agency basis began duration_days duration_weeks island practice province year
    SignedForm: duration_min time weekday
    Supervision: agreements basis date duration_min supervisor time topics week weekday
    SwotItem: findings
    Termination: duration_min time weekday
    Union: consanguineous note
    UnknownDimension: basis dimension why
"""


def kinds(part: type[Part] = Part) -> Iterator[type[Part]]:
    for kind in part.__subclasses__():
        if kind.__module__.startswith("casekit.model."):
            yield kind
        yield from kinds(kind)


def fields() -> list[Field]:
    """Return what people fill in: every field that holds no parts, of every part that stands in a case."""
    held = {type(part) for _, part in walk(case_of())}
    return [
        (kind, name)
        for kind in {*kinds()} & held - {Bilingual}
        for name in kind.model_fields
        if name not in ("id", "schema_version") and inner(kind, name) in (None, Bilingual)
    ]


def named(found: set[Field]) -> list[str]:
    return sorted(f"{kind.__name__}.{name}" for kind, name in found)


def printed(pieces_of: list[pieces.AnyPiece], entry: type[Part] | None) -> Iterator[Field]:
    """Yield the fields to which the paths of an outline lead."""
    for piece in pieces_of:
        paths: list[str | None] = []
        match piece:
            case pieces.Prose():
                paths = [piece.prose]
            case pieces.Card():
                paths = [row.path for row in piece.card]
            case pieces.Section() | pieces.Chapter() | pieces.Each():
                yield from printed(piece.parts, entry)
        for path in filter(None, paths):
            *way, field = path.split(".")
            start = entry if path.startswith(".") else Person if way[:1] == ["client"] else Case
            holder = inner(start, *(step for step in way if step not in ("", "client"))) if start else None
            assert holder
            yield holder, field  # type: ignore[misc]


def outlines() -> list[Outline]:
    return [outline(kind) for kind in report.kinds()]


def shown_tables(pieces_of: list[pieces.AnyPiece]) -> Iterator[str]:
    for piece in pieces_of:
        if isinstance(piece, pieces.Table):
            yield piece.table
        if isinstance(piece, pieces.Section | pieces.Chapter | pieces.Each):
            yield from shown_tables(piece.parts)


def test_every_field_has_a_label_in_both_languages() -> None:
    heads = {name for kind, name in fields()}
    assert [name for name in sorted(heads) if f"tables.{name}" not in vocab._messages()] == []
    assert len(heads) > 100


def test_every_field_stands_in_a_table_or_a_report() -> None:
    told = {*Columns.declared}
    for plan in outlines():
        told |= {*printed(plan.parts, inner(Case, *plan.every.split(".")) if plan.every else None)}
    told |= {(kind, "basis") for kind, _ in told}  # beside whatever is shown of a part
    missing = {
        (kind, name)
        for kind, name in {*fields()} - told
        if kind.__name__ not in ELSEWHERE and f"{kind.__name__}.{name}" not in ELSEWHERE
    }
    assert named(missing) == []
    assert [name for name in ELSEWHERE if name in named(told)] == [], "these are shown: take them out"


def test_every_table_stands_in_a_report() -> None:
    made = {
        name
        for name in tables.__all__
        if name.islower() and name not in ("called", "content", "content_html")
    }
    assert made - {table for plan in outlines() for table in shown_tables(plan.parts)} == NO_REPORT


def reached() -> set[Field]:
    """Return the fields for which some form has a control, with each of its items open."""
    found: set[Field] = set()
    case = case_of(linked=True)
    forms = [getattr(widgets, name)(case) for name in widgets.__all__]
    for board in [own for own in gc.get_objects() if isinstance(own, Board) and own._frame in forms]:
        for item in board.items():
            board.open(item)
            found |= bound()
    return found | bound()


def bound() -> set[Field]:
    return {
        (type(one.owner), one.attribute)
        for own in gc.get_objects()
        if isinstance(own, Fields)
        for one in own._bound
    }


def test_every_field_is_reached_by_a_form() -> None:
    missing = named({*fields()} - reached())
    listed = [f"{kind}.{name}" for kind, names in yaml.safe_load(NO_FORM).items() for name in names.split()]
    assert missing == sorted(listed)


def test_a_new_schema_comes_with_a_migration_and_a_word_to_users() -> None:
    assert sorted(MIGRATIONS) == [*range(1, SCHEMA_VERSION)]
    changes = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"schema {SCHEMA_VERSION}" in changes


PATHS = {
    "prose",
    "from",
    "each",
    "for",
    "grid",
    "consents",
    "if",
    "table",
    "figure",
    "chapter",
    "sign",
    "where",
}


def misspelt(data: Any, name: str = "") -> Iterator[Any]:
    """Yield some data over and over, each time with one more name of an outline misspelt."""
    if isinstance(data, str) and name in PATHS:
        yield f"{data}x"
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from ({**data, key: wrong} for wrong in misspelt(value, name if name == "where" else key))
            if key not in vocab.LANGUAGES:
                yield {own if own != key else f"{key}x": held for own, held in data.items()}
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from ([*data[:number], wrong, *data[number + 1 :]] for wrong in misspelt(item, name))


@pytest.mark.parametrize("page", ["practicum", "article", "forms"])
def test_every_misspelt_name_in_an_outline_is_refused(page: str) -> None:
    path = Path(report.__file__).parents[1] / "data" / "report" / f"{page}.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    count = 0
    for plan in data.values():
        for wrong in misspelt(plan):
            count += 1
            with pytest.raises(ValidationError):
                Outline.model_validate(wrong)
        Outline.model_validate(plan)
    assert count > 100


@pytest.mark.parametrize(
    ("piece", "place", "word"),
    [
        ("{prose: assessment.focus_problm.text}", "prose", "focus_problm"),
        ("{table: findigs, caption: x}", "table", "findings"),
        ("{proze: summary}", "proze", "prose"),
        ("{prose: summary, els: x}", "els", "else"),
        ("{say: x, if: [plan.gols]}", "if[1]", "plan.gols"),
        ("{sign: [clint]}", "sign[1]", "client"),
        ("{card: [{label: x, from: plan.goals.txt}]}", "card[1].from", "plan.goals.txt"),
    ],
)
def test_a_misspelt_name_in_an_outline_is_told_with_its_line(
    piece: str, place: str, word: str, tmp_path: Path, language: str
) -> None:
    raw = f"laporan:\n  title: {{id: a, en: b}}\n  parts:\n  - {{say: x}}\n  - {piece}\n".encode()
    with pytest.raises(CasekitError) as error:
        read_outlines(raw, tmp_path / "kerangka.yaml")
    line = {"id": "baris", "en": "line"}[language]
    told = [own for own in str(error.value).splitlines() if f"laporan.parts[2].{place}: " in own]
    assert len(told) == 1
    assert f"kerangka.yaml, {line} 5, " in told[0]
    assert word in told[0]


def test_a_misspelt_field_of_a_table_or_form_is_refused_when_it_is_declared() -> None:
    with pytest.raises(AttributeError, match="Statement has no field baiss"):
        Columns(Statement, "text baiss?")
    with pytest.raises(AttributeError, match="Statement has no field titel"):
        Columns(Statement, "text basis", titel="goal")
    form = widgets.Plan(case_of())
    for made in (Listing, Card):
        with pytest.raises(AttributeError, match="Goal has no field indicatr"):
            made(
                form, lambda: form.case.plan, "goals", Goal, "text:goal\nindicatr", *[str] * (made is Listing)
            )
    with pytest.raises(AttributeError, match="GroupStage has no field stge"):
        Fields(form).entries(form.case.intervention.sessions[0], "stages", "stge text", Part, "+")
