"""A field that is added to the model is forgotten nowhere: label, table, report, and a new schema.

CONTRIBUTING.md says how to add a field. What one of these tests names is what is still to do; for forms it is
`tests/widgets/test_reach.py`. The checks themselves are in `tests/recipe.py`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from casekit import report, vocab
from casekit.errors import CasekitError
from casekit.model import Bilingual, Statement, walk
from casekit.report.outline import Outline, read_outlines
from casekit.tables.columns import Columns
from tests import recipe
from tests.empty_parts import case_of
from tests.whereabouts import ELSEWHERE, kinds, outlines, shown_tables, tables_of_a_case

# The focus problem is printed as sentences.
NO_REPORT = {"case_check", "conferences", "focus"}


def test_the_fields_are_those_of_every_part_that_stands_in_a_case() -> None:
    assert {type(part) for _, part in walk(case_of())} - {Bilingual} == {*kinds()}
    assert len(recipe.fields()) > 250


@pytest.mark.parametrize("check", recipe.CHECKS, ids=lambda check: check.__name__)
def test_a_field_is_forgotten_nowhere(check: Callable[[], Iterator[str]]) -> None:
    assert [*check()] == []


def test_what_is_said_to_be_shown_elsewhere_stands_in_no_table() -> None:
    shown = {f"{kind.__name__}.{name}" for kind, name in recipe.told()}
    assert [name for name in ELSEWHERE if name in shown] == [], "these are shown: take them out"


def test_every_table_stands_in_a_report() -> None:
    printed = {table for plan in outlines() for table in shown_tables(plan.parts)}
    assert tables_of_a_case() - printed == NO_REPORT


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


def test_a_misspelt_field_of_a_table_is_refused_when_it_is_declared() -> None:
    with pytest.raises(AttributeError, match="Statement has no field baiss"):
        Columns(Statement, "text baiss?")
    with pytest.raises(AttributeError, match="Statement has no field titel"):
        Columns(Statement, "text basis", titel="goal")
