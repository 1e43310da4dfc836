"""Nobody can be picked out: no identifier of some sixty kinds in cases, lessons, words, code, tests and pages.

A name of a place that is also a word (a * in casekit/data/places/regencies.txt: Batang, Kudus, Metro) counts only
where it stands for a place: with a capital inside a sentence, or after a word such as "Kota" or "in".
No list here holds what the sources are about: kinds of identifiers are looked for, not the clients' own.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

import casekit
from casekit.model import When, walk

ROOT = Path(__file__).parents[2]
PLACES = ROOT / "casekit" / "data" / "places" / "regencies.txt"
TEXTS = {
    *(".css", ".csv", ".ged", ".html", ".ipynb", ".js", ".json", ".lua", ".md", ".py", ".toml", ".txt"),
    *(".typ", ".yaml", ".yml"),
}
STUDIES = [f"datasets/cases/{name}.yaml" for name in casekit.case_studies()]
SELF = {"tests/cases/test_deidentified.py", "casekit/data/places/regencies.txt"}


def named(*names: str) -> str:
    """Return a pattern for any of these names, whatever spaces stand between their words."""
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))


def places() -> tuple[list[str], list[str], list[str]]:
    """Return the provinces, the regencies and cities that are names only, and those that are words too."""
    lines = PLACES.read_text(encoding="utf-8").splitlines()
    known = [line.split(" ", 1)[1] for line in lines if line.startswith(("kabupaten ", "kota "))]
    provinces = [before[2:] for before, line in zip(lines, lines[1:], strict=False) if _heads(before, line)]
    return (
        provinces,
        [name for name in known if name[-1] != "*"],
        [name[:-2] for name in known if name[-1] == "*"],
    )


def _heads(before: str, line: str) -> bool:
    return before.startswith("# ") and line.startswith("kabupaten ")


PROVINCES, NAMES, WORDS = places()
MONTHS = (
    "januari february februari january maret april juni june juli july agustus august september "
    "oktober october november desember december"
).split()
AMBIGUOUS = "Mei|May|March"
DAYS = "senin selasa rabu kamis jumat jum'at sabtu monday tuesday wednesday thursday friday saturday sunday".split()
RELIGIONS = """
    islam muslim muslimah moslem kristen christian katolik catholic protestan protestant hindu buddha
    buddhist konghucu confucian masjid mosque musala gereja church pura vihara wihara kelenteng salat
    sholat pengajian quran alquran alkitab bible hijab jilbab ustaz ustadz ustazah kiai pesantren pendeta
    pastor
""".split()
BEFORE_A_PLACE = r"(?:[Kk]abupaten|[Kk]ota|[Pp]rovinsi|[Kk]ecamatan|[Rr]egency of|[Cc]ity of|\b(?:di|ke|dari|in|from|near))"
INSTITUTIONS = (
    "Universitas|Politeknik|Sekolah Tinggi|Institut|Akademi|University of|Polytechnic of|Yayasan|Panti [A-Z]\\w+|"
    "Balai [A-Z]\\w+|Sentra(?: Terpadu)?|Loka|LKSA|RSUD?|Rumah Sakit|Puskesmas|Posyandu|UPTD?|UPT|STKS|Poltekesos|"
    "SDN?|SMPN?|SMAN?|SMKN?|SLB|Dinas Sosial (?:Kabupaten|Kota|Provinsi)|Pesantren|Desa|Kecamatan|Kelurahan|Dusun|"
    "Jalan|Jl\\."
)

ONE_OF_DAYS = rf"\b(?:{'|'.join(DAYS)})\b"
WEEKDAY_AND_WEEK = (
    rf"(?i){ONE_OF_DAYS}[^\n]{{0,60}}\b(?:minggu|week)\b|\b(?:minggu|week)\b[^\n]{{0,60}}{ONE_OF_DAYS}"
)
EVERYWHERE = {
    "a regency or city": rf"(?i)\b(?:{named(*NAMES)})\b",
    "a regency or city that is also a word, inside a sentence": rf"(?<=[a-z,] )(?:{named(*WORDS)})\b",
    "a regency or city that is also a word, after a word for places": rf"{BEFORE_A_PLACE}\s+(?:{named(*WORDS)})\b",
    "a province": rf"\b(?:{named(*PROVINCES)})\b",
    "a province in English": r"\b(?:North|South|West|East|Central|Southeast) (?:Sumatra|Java|Kalimantan|Sulawesi|Papua|Nusa)\b",
    "a part of an island": r"\b(?:Sumatera|Jawa|Kalimantan|Sulawesi) (?:Utara|Selatan|Barat|Timur|Tengah|Tenggara)\b",
    "an institution by name": rf"\b(?:{INSTITUTIONS})\s+(?!Sosial\b|Dan\b)[A-Z][a-z]+",
    "a person's title before a name": r"\b(?:Tn|Ny|Nn|Sdr|Sdri|Mrs?|Ms|Dra?s?)\. [A-Z]",
    "Mr or Mrs before a name": r"\b(?:Bapak|Pak|Bu) (?!Klien)[A-Z][a-z]+",
    "initials, but for those of an author after the name": r"(?<![\w.])(?<!, )[A-Z]\. ?[A-Z]\.(?!\w)",
    "initials after a word for them": r"(?i)\b(?:inisial|initials?|berinisial)\b:?\s+(?-i:[A-Z]{1,3})\b",
    "a client with more than one letter": r"\b(?:Klien|Client) (?!AI)[A-Z]{2,}\b",
    "a number of an identity card": r"(?<![\w.])\d{16}(?!\w)",
    "a telephone number": r"(?<![\d.])(?:\+62|08)\d{8,11}(?!\d)",
    "a day of the week beside a week": WEEKDAY_AND_WEEK,
    "an address": r"\b(?:RT|RW)\.? ?\d{1,3}\b",
    "where a source gives its client away": r"(?i)leaks? (?:the|its) client|identit\w+ in (?:two|three) places|membuka identitas klien di",
}
CASES_AND_LESSONS = {
    "a month": rf"(?i)\b(?:{'|'.join(MONTHS)})\b",
    "a month that is also a word": rf"\b(?:\d{{1,2}}|in|since|until|early|late|mid|bulan|awal|akhir|sejak|sampai|pada) (?:{AMBIGUOUS})\b|\b(?:{AMBIGUOUS}) \d",
    "a day of the week": rf"(?i)\b(?:{'|'.join(DAYS)}|hari minggu)\b",
    "a field for the day of the week": r"\bweekday:",
    "a field for a date": r"\bdate:",
    "a date in figures": r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:19|20)\d\d-\d\d-\d\d\b",
    "the year of the practice": r"(?i)\b(?:in|since|tahun|sejak|pada) 202\d\b(?!-an|s)",
    "a religion": rf"(?i)\b(?:{'|'.join(RELIGIONS)})\b",
    "an exact number of days": r"(?i)\b(?:[3-9]\d|1\d\d) (?:days|hari)\b",
    "a weight": r"(?i)\b\d+(?:[.,]\d+)? ?(?:kg|kilograms?|grams?|gram|ons)\b",
    "a height": r"(?i)\b\d+(?:[.,]\d+)? ?cm\b",
    "how somebody looks": r"(?i)\b(?:warna kulit|kulit (?:hitam|putih|sawo)|skin colou?r|bentuk wajah|face shape|tanda lahir|birthmark|bekas luka|scar)\b",
    "a vehicle": r"(?i)\b(?:roda tiga|tricycle|becak|sepeda motor|motorcycle|motorbike|truk|lorry)\b",
    "a nickname": r"(?i)\b(?:nama panggilan|panggilan akrab|nicknamed?|alias)\b",
    "level of an agency": r"(?i)\b(?:milik pemerintah kota|municipal|tingkat nasional|tingkat kabupaten|tingkat provinsi)\b",
}
# What is found and stays: file and text, and why.
SYNTHETIC_COHORT = "a year of the simulated cohort, behind which there is no client"
OF_THE_FIELD = "invented, to test the field for the day of the week"
EXCEPTIONS = {
    ("casekit/model/cash.py", "week or ((one.date - monday"): "a variable",
    ("notebooks/en/research/4_cohort.ipynb", "in 2023"): SYNTHETIC_COHORT,
    ("notebooks/en/research/4_cohort.ipynb", "in 2024"): SYNTHETIC_COHORT,
    ("notebooks/id/research/4_cohort.ipynb", "Tahun 2022"): SYNTHETIC_COHORT,
    ("notebooks/id/research/4_cohort.ipynb", "pada 2023"): SYNTHETIC_COHORT,
    ("notebooks/id/research/4_cohort.ipynb", "pada 2024"): SYNTHETIC_COHORT,
    ("tests/browser/trial.py", "RT 04"): "invented text that somebody types",
    ("tests/store/test_names.py", "Dr. B"): "an invented title, for names of files with dots",
    ("tests/store/test_roundtrip.py", 'week=1, weekday="wednesday'): OF_THE_FIELD,
    (
        "tests/store/test_roundtrip.py",
        "0304122304100003",
    ): "an invented number that YAML would read as another one",
    ("tests/test_cli.py", "Dr. B"): "an invented title, for names of files with dots",
    ("tests/test_gedcom.py", "Jalan Mawar"): "an invented address that must not be taken over",
    ("tests/test_gedcom.py", "B.C."): "before Christ, as genealogy programs write it",
}


class Found(NamedTuple):
    """An identifier, where it stands, and of which kind it is."""

    file: str
    kind: str
    text: str


def files() -> Iterator[str]:
    """Yield every file of the project that people or programs read as text."""
    tops = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXTS | {""}]
    rooms = [ROOT / room for room in ("casekit", "datasets", "docs", "exercises", "notebooks", "tests")]
    inside = chain.from_iterable(room.rglob("*") for room in rooms if room.exists())
    for path in (*tops, *inside):
        name = path.relative_to(ROOT).as_posix()
        if path.is_file() and path.suffix in TEXTS | {""} and "__pycache__" not in name and name not in SELF:
            yield name


@cache
def text(name: str) -> str:
    """Return what a file says; of a notebook its cells."""
    said = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    if name.endswith(".ipynb"):
        return "\n\n".join("".join(cell["source"]) for cell in json.loads(said)["cells"])
    return said


def found(names: list[str], kinds: dict[str, str]) -> list[Found]:
    """Return all identifiers of these kinds in these files."""
    patterns = {kind: re.compile(pattern) for kind, pattern in kinds.items()}
    return [
        Found(name, kind, " ".join(match[0].split()))
        for name in names
        for kind, pattern in patterns.items()
        for match in pattern.finditer(text(name))
    ]


def of_cases_and_lessons() -> list[str]:
    """Return the files that tell of the clients."""
    return [*STUDIES, *(name for name in files() if name.startswith(("notebooks/", "datasets/frames/")))]


@cache
def hits() -> list[Found]:
    """Return all identifiers that are found, once for all tests."""
    return found([*files()], EVERYWHERE) + found(of_cases_and_lessons(), CASES_AND_LESSONS)


def test_no_file_holds_an_identifier() -> None:
    assert sorted({hit for hit in hits() if (hit.file, hit.text) not in EXCEPTIONS}) == []


def test_every_exception_is_still_needed() -> None:
    assert {*EXCEPTIONS} <= {(hit.file, hit.text) for hit in hits()}


@pytest.mark.parametrize("path", STUDIES)
def test_the_fields_of_a_case_file_narrow_nobody_down(path: str) -> None:
    case = casekit.load(ROOT / path)
    parts = [part for _, part in walk(case)]
    dated = [part for part in parts if isinstance(part, When) and (part.date or part.weekday)]
    assert dated == []
    assert [part for part in parts if getattr(part, "year", None) or getattr(part, "birth_year", None)] == []
    setting = case.setting
    assert (setting.province, setting.year, setting.duration_days) == (None, None, None)
    assert re.fullmatch(r"Klien [A-D]", case.person(case.client).label.id)
    of_relatives = {person.id for person in case.people if person.age_years and person.id != case.client}
    assert of_relatives <= {"second_child"}  # whose development is the finding


def test_all_regencies_and_cities_are_known() -> None:
    lines = [line for line in PLACES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert len(lines) == len(set(lines)) == 514
    assert sum(line.startswith("kota ") for line in lines) == 98
    assert len(PROVINCES) == 38


@pytest.mark.parametrize(
    "said",
    [
        *(
            "Ia tinggal di merauke.",
            "She lives in Raja   Ampat.",
            "dinas sosial Kabupaten Malang",
            "orang Batu itu",
        ),
        *(
            "lahir di Papua Selatan",
            "in West Java",
            "Jawa Barat",
            "Universitas Harapan",
            "Balai Kartini Indah",
        ),
        *(
            "Ny. Sulastri",
            "Bu Sulastri",
            "inisial SL",
            "Klien SL",
            "S. L.",
            "NIK 3276012345670001",
            "081234567890",
        ),
        *(
            "RT 04",
            "minggu ke-2, hari Selasa",
            "Tuesday of week 2",
            "sejak Maret",
            "in May",
            "12 Mei",
            "Selasa",
        ),
        *("12/08/2019", "2019-08-12", "pada 2024", "in 2024", "83 hari", "40 days", "47,5 kg", "150 cm"),
        *(
            "weekday: monday",
            "date: 2026-01-01",
            "masjid",
            "berkulit putih, warna kulit terang",
            "a motorcycle",
        ),
        *("a municipal shelter", "tingkat kabupaten", "The report leaks its client."),
    ],
)
def test_an_identifier_is_found(said: str) -> None:
    patterns = (EVERYWHERE | CASES_AND_LESSONS).values()
    assert any(re.search(pattern, said) for pattern in patterns)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "Batang pohon itu besar.",
            "Metro is a paper.",
            "memukul dengan palu",
            "tulang; bone",
            "May she sign alone?",
        ),
        *("Ia buru-buru.", "di kota itu", "March on.", "Minggu ke-2 dan minggu ke-3"),
        *(
            "sekitar dua belas minggu",
            "in the 2020s",
            "pada tahun 2020-an",
            "Kurniasari (2022)",
            "Ibu Klien D",
        ),
        *("Jacobson, N. S., & Truax, P.", "Dinas Sosial Kabupaten", "Pulau Sumatra", "Rp500.000", "14 days"),
    ],
)
def test_an_ordinary_sentence_is_left_alone(said: str) -> None:
    patterns = (EVERYWHERE | CASES_AND_LESSONS).items()
    assert [kind for kind, pattern in patterns if re.search(pattern, said)] == []
