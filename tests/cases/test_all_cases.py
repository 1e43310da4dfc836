"""What holds for every case: both languages, a basis, readings told apart, links that lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import casekit
from casekit.model import Bilingual, Case, When, walk

FILES = sorted((Path(__file__).parents[2] / "datasets" / "cases").glob("*.yaml"))

# Words that both languages spell alike.
ALIKE = {"spiritual", "Sumatra"}

pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


def texts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a case: its place, the Indonesian and the English."""
    for at, part in walk(case):
        if isinstance(part, Bilingual):
            yield ".".join(map(str, at)), part.id, part.en


def plain_texts(case: Case) -> Iterator[tuple[str, str]]:
    """Yield every text that a case holds in one language only."""
    for at, part in walk(case):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            in_two_languages = "Bilingual" in str(field.annotation)
            for text in value if isinstance(value, list) else [value]:
                if in_two_languages and isinstance(text, str):
                    yield ".".join(map(str, (*at, name))), text


def test_every_text_is_there_in_both_languages(path: Path) -> None:
    found = [*texts(casekit.load(path))]
    assert len(found) > 100
    empty = [place for place, *both in found if not all(text.strip() for text in both)]
    alike = [place for place, id, en in found if id == en and re.search(r"[a-z]{3}", id) and id not in ALIKE]
    assert not empty
    assert not alike


def test_only_authors_and_works_are_named_in_one_language(path: Path) -> None:
    assert [place for place, _ in plain_texts(casekit.load(path)) if not place.endswith("source")] == []


def test_no_text_stands_under_the_wrong_language(path: Path) -> None:
    indonesian = {"dan", "yang", "dengan", "untuk", "tidak", "klien", "keluarga", "oleh", "karena", "ibu"}
    english = {"the", "and", "with", "for", "not", "her", "his", "client", "family", "because", "of"}
    for place, id, en in texts(casekit.load(path)):
        assert not words(id) & english, place
        assert not words(re.sub("“[^”]*”", "", en)) & indonesian, place


def test_every_statement_says_where_it_comes_from(path: Path) -> None:
    case = casekit.load(path)
    stated = [(at, part.basis) for at, part in walk(case) if "basis" in type(part).model_fields]
    assert len(stated) > 60
    illustrative = {at[:3] for at, basis in stated if basis == "illustrative"}
    assert illustrative <= {("intervention", "cash_book", "entries")}


def test_the_reading_of_the_authors_is_not_passed_off_as_the_source(path: Path) -> None:
    case = casekit.load(path)
    findings = case.assessment.findings
    assert all(finding.gathered_by and finding.rating is not None for finding in findings)
    for finding in findings:
        assert re.search("^Penilaian penyusun: ", finding.reason.id), finding.id
        assert re.search("^casekit's own reading: ", finding.reason.en), finding.id
    assert re.search("penilaian penyusun casekit", case.provenance.id)
    assert re.search("casekit's own reading", case.provenance.en)
    boards = [*case.assessment.swot, *case.assessment.strategies, case.assessment.formulation]
    if "strengths_quadrant" not in case.tools:
        boards += case.assessment.quadrant.items
    assert {part.basis for part in boards} == {"derived"}


def test_gaps_are_recorded_and_say_what_they_are_about(path: Path) -> None:
    gaps = casekit.load(path).assessment.gaps
    assert len(gaps) > 5
    assert any(gap.about for gap in gaps)


def test_weeks_stand_for_dates(path: Path) -> None:
    weeks = {part.week for _, part in walk(casekit.load(path)) if isinstance(part, When) and part.week}
    assert not weeks or min(weeks) == 1
    given = {
        "a-weaver": set(),
        "b-bookkeeper": {*range(1, 9)},
        "c-street-youth": set(),
        "d-trainee": {1, 4, 5},
    }
    assert weeks == given[path.stem]


def test_the_swot_board_rests_on_findings_and_its_strategies_use_all_of_it(path: Path) -> None:
    assessment = casekit.load(path).assessment
    if not assessment.swot:
        assert path.stem == "c-street-youth"
        return
    assert [item.id for item in assessment.swot if not item.findings] == []
    cell = {item.id: item.cell[0] for item in assessment.swot}
    assert set(cell.values()) == set("swot")
    assert {strategy.tows for strategy in assessment.strategies} == {"so", "wo", "st", "wt"}
    for strategy in assessment.strategies:
        assert {cell[item] for item in strategy.items} == set(strategy.tows)


def test_clients_go_by_a_letter_and_the_file_says_how_it_may_be_used(path: Path) -> None:
    case = casekit.load(path)
    client = case.person(case.client).label
    assert re.fullmatch(r"Klien [A-Z]", client.id)
    assert re.fullmatch(r"Client [A-Z]", client.en)
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert "CC BY 4.0" in "\n".join(comments)


def test_a_bundled_case_survives_saving(path: Path, tmp_path: Path) -> None:
    case = casekit.load(path)
    casekit.save(case, tmp_path / path.name)
    assert casekit.load(tmp_path / path.name) == casekit.load(path)
