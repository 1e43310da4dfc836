"""What holds for every case study: both languages, a basis for every statement, nobody to recognise."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import casekit
from casekit.model import Bilingual, Case, When, walk

FOLDER = Path(__file__).parents[2] / "datasets" / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


MONTHS = words("""
    januari january februari february maret march april mei may juni june juli july agustus august
    september oktober october november desember december
""")
RELIGIONS = words("""
    islam muslim muslimah moslem kristen christian katolik catholic protestan protestant hindu buddha
    buddhist konghucu confucian masjid mosque musala gereja church pura vihara wihara kelenteng salat
    sholat pengajian quran alquran alkitab bible hijab jilbab ustaz ustadz ustazah kiai pesantren pendeta
    pastor
""")
PLACES = words("""
    bandung cimahi sumedang garut cianjur sukabumi bogor bekasi semarang surakarta solo temanggung
    magelang klaten boyolali sukoharjo karanganyar wonogiri sragen kudus pati jepara demak kendal tegal
    brebes cilacap banyumas purwokerto purbalingga kebumen wonosobo salatiga grobogan blora rembang
    pekalongan pemalang
    medan binjai siantar pematangsiantar sibolga padangsidimpuan tanjungbalai gunungsitoli deli serdang
    langkat karo simalungun asahan labuhanbatu toba samosir dairi nias tapanuli mandailing humbang batubara
""")

# Small words that both languages spell alike.
ALIKE = {"spiritual"}

pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


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


def everything(case: Case) -> Iterator[tuple[str, str]]:
    """Yield every text with its place, whatever its language."""
    for place, indonesian, english in texts(case):
        yield place, indonesian
        yield place, english
    yield from plain_texts(case)


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
        assert not words(re.sub(r'"[^"]*"', "", en)) & indonesian, place


def test_every_statement_says_where_it_comes_from(path: Path) -> None:
    case = casekit.load(path)
    stated = [(at, part.basis) for at, part in walk(case) if "basis" in type(part).model_fields]
    assert len(stated) > 60
    assert {basis for _, basis in stated} <= {"documented", "derived", "illustrative"}
    assert all(part.basis == "derived" for part in (*case.assessment.swot, *case.assessment.strategies))


def test_what_is_rated_says_why(path: Path) -> None:
    findings = casekit.load(path).assessment.findings
    assert [finding.id for finding in findings if finding.rating is not None and not finding.reason] == []


def test_gaps_are_recorded(path: Path) -> None:
    assert casekit.load(path).assessment.gaps


def test_people_are_named_by_relation_and_have_no_birth_date(path: Path) -> None:
    case = casekit.load(path)
    assert re.fullmatch(r"Klien [A-Z]", case.person(case.client).label.id)
    assert re.fullmatch(r"Client [A-Z]", case.person(case.client).label.en)
    assert [person.id for person in case.people if person.birth_year] == []


def test_weeks_stand_for_dates(path: Path) -> None:
    parts = [part for _, part in walk(casekit.load(path)) if isinstance(part, When)]
    assert [part for part in parts if part.date] == []
    weeks = {part.week for part in parts if part.week}
    assert not weeks or min(weeks) == 1


def test_no_text_names_a_day_of_a_month(path: Path) -> None:
    named = rf"\d\s+(?:{'|'.join(sorted(MONTHS))})\b|\b(?:{'|'.join(sorted(MONTHS))})\s+\d"
    numeric = r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
    for place, text in everything(casekit.load(path)):
        assert not re.search(f"{named}|{numeric}", text.casefold()), f"{place}: {text}"


def test_no_text_names_a_religion_or_a_place_below_the_province(path: Path) -> None:
    for place, text in everything(casekit.load(path)):
        assert not words(text) & (RELIGIONS | PLACES), f"{place}: {text}"


def test_the_comments_name_nobody_either(path: Path) -> None:
    comments = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line.lstrip().startswith("#")
    ]
    assert comments
    assert "CC BY 4.0" in "\n".join(comments)
    assert not words("\n".join(comments)) & (RELIGIONS | PLACES)


def test_every_link_of_the_swot_board_leads_to_what_was_found(path: Path) -> None:
    assessment = casekit.load(path).assessment
    assert [item.id for item in assessment.swot if not item.findings] == []
    assert [strategy.id for strategy in assessment.strategies if len(strategy.items) < 2] == []


def test_a_bundled_case_survives_saving(path: Path, tmp_path: Path) -> None:
    case = casekit.load(path)
    casekit.save(case, tmp_path / path.name)
    assert casekit.load(tmp_path / path.name) == casekit.load(path)
