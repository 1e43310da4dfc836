"""A whole case, filled in with the keyboard through all forms while the kernel is slow, and printed.

What is filled in stands in ``whole_case.yaml``. The kernel stands still for three quarters of the time. The
file holds all of it, and nothing stands open in its report that a form could have filled in.
"""

import functools
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from kernel import Kernel
from student import Student, kept, kind_at, names_of
from trial import ALL_FORMS, COMMAND, Bench

import casekit
from casekit import model, tables, vocab
from casekit.model.part import link_fields
from casekit.report.outline import outline_of
from casekit.report.pieces import Write
from casekit.widgets.place import entries_of, specs
from tests.report.reading import WORD, pdf_text, word_body, word_text

pytestmark = [
    pytest.mark.flaky(reruns=0),
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here"),
]

WHOLE = yaml.safe_load(Path(__file__).with_name("whole_case.yaml").read_text("utf-8"))

# Why a field that a form offers stays empty in this case.
LEFT_EMPTY = {
    "people/client death_year": "the client lives",
    "people/client left_of": "where somebody stands is said of one of two",
    "assessment.unknown text": "nothing is unknown: each dimension has its findings",
    "assessment.unknown why": "nothing is unknown: each dimension has its findings",
    "assessment.unknown basis": "nothing is unknown: each dimension has its findings",
    "intervention.cash_book.entries weekday": "a line of the cash book says the week",
    "intervention.cash_book.entries date": "a line of the cash book says the week",
    "intervention.cash_book.entries basis": "what is entered line by line is documented",
}

# Why a dash stands in a row of a table: by the head of its column, or by what stands first in its row.
A_DASH = {
    "tahun meninggal": "who lives",
    "usia (bulan)": "months are counted of small children only",
    "penyakit atau penyalahgunaan zat": "who is well",
    "waktu lain yang tercatat": "one time is on record",
    "keperluan": "income is spent on nothing",
    "penyelesaian": "only a dilemma is resolved",
    "instrumen": "a finding has none: it is rated from 0 to 4",
    "umum": "a general goal has no indicator: the specific goals have",
}
# What is written by hand on the cover: no case file names people.
BY_HAND = {"Nama praktikan dan nomor mahasiswa", "Dosen pembimbing", "Pembimbing lembaga"}


def _plain(value, by_id, *, is_link):
    """Return what a field holds as the test says it: texts, codes, and links by what they lead to."""
    if isinstance(value, list):
        return [_plain(one, by_id, is_link=is_link) for one in value]
    if is_link and value is not None:
        return tables.called(by_id[value], by_id)
    return str(value) if isinstance(value, model.Bilingual) else value


def _kept(part, wanted, by_id):
    """Return the fields of a part that were filled in."""
    found = {}
    for name, value in wanted.items():
        own = getattr(part, name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found[name] = [_kept(one, line, by_id) for one, line in zip(own, value, strict=False)]
            found[name] += ["one too many"] * (len(own) - len(value))
        else:
            found[name] = _plain(own, by_id, is_link=name in link_fields(type(part)))
    return found


def _at(case, path):
    if path == "case":
        return [case]
    if path == "people/client":
        return [case.person(case.client)]
    found = functools.reduce(getattr, path.split("."), case)
    return found if isinstance(found, list) else [found]


def _expect_all(case):
    """Expect in the case all that was typed, field by field, and no more than that."""
    by_id = case.by_id()
    wrong = []

    def compare(where, parts, wanted):
        if len(parts) != len(wanted):
            wrong.append(f"{where}: {len(parts)} instead of {len(wanted)}")
        for part, item in zip(parts, wanted, strict=False):
            found = _kept(part, item, by_id)
            wrong.extend(
                f"{where}: {name} is {found[name]!r}, typed was {value!r}"
                for name, value in item.items()
                if found[name] != kept(value)
            )

    compare("people", case.people[1:], [step["person"] for step in WHOLE["family"]])
    compare("systems", case.network.systems, [step["system"] for step in WHOLE["systems"]])
    compare("ties", case.network.ties, [step["tie"] for step in WHOLE["systems"]])
    compare("cash", case.intervention.cash_book.entries, WHOLE["cash"])
    for section in WHOLE["sections"]:
        parts = _at(case, section["path"])
        compare(
            section["path"],
            parts[: len(section["items"])] if section.get("opened") else parts,
            section["items"],
        )
    assert wrong == [], "\n".join(wrong)


def _couples(case):
    name = {person.id: str(person.label) for person in case.people}
    return {
        (*(name[one] for one in union.partners), "|", *(name[child.person] for child in union.children))
        for union in case.unions
    }


# The report.


def _report(case_file, to):
    made = case_file.with_suffix(f".{to}")
    words = ["report", str(case_file), "--lang", "id", "--to", to, "--output", str(made)]
    command = [sys.executable, "-c", COMMAND, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return made.read_bytes()


def _pieces(parts):
    """Yield all parts of an outline."""
    for part in parts:
        yield part
        yield from _pieces(getattr(part, "parts", ()))


def _prompts(*, for_people):
    """Return what stands in marked places: what only people can write, or what the case file could say."""
    parts = [*_pieces(outline_of("practicum").parts)]
    if for_people:
        return [str(part.write) for part in parts if isinstance(part, Write)]
    return [str(part.otherwise) for part in parts if getattr(part, "otherwise", None)]


def _rows(docx):
    """Yield the head of each table, and its rows, as lists of texts."""
    for table in word_body(docx).iter(f"{WORD}tbl"):
        rows = [
            ["".join(text.text or "" for text in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")]
            for row in table.iter(f"{WORD}tr")
        ]
        yield rows[0], rows[1:]


def _dashes(docx):
    """Return where dashes stand: what stands first in the row, and the head of the column."""
    return [
        (row[0], name)
        for head, rows in _rows(docx)
        for row in rows
        for name, cell in zip(head, row, strict=True)
        if cell.strip() == "–"
    ]


def _lines_to_write_on(docx):
    return {
        row[0] for head, rows in _rows(docx) for row in [head, *rows] if re.fullmatch(r"[.\s]{20,}", row[-1])
    }


def _expect_nothing_missing(text):
    """Expect that a report leaves open only what people must write themselves."""
    told = " ".join(text.split())
    for key in ("tables.not_recorded", "widgets.not_filled_in", "tables.empty"):
        assert vocab.say(key, "id") not in told
    nowhere = vocab.say("tables.unfilled", "id", columns="|").partition("|")[0]
    assert re.findall(f"{re.escape(nowhere)}[^.]*", told) == []
    left = [prompt for prompt in _prompts(for_people=False) if " ".join(prompt.split()) in told]
    assert left == []
    assert told.count(vocab.say("report.unfilled", "id")) == len(_prompts(for_people=True))


def _expect_whole_report(case_file):
    with vocab.in_language("id"):
        _expect_nothing_missing(pdf_text(_report(case_file, "pdf")))
        docx = _report(case_file, "docx")
        _expect_nothing_missing(word_text(docx))
    dashes = _dashes(docx)
    assert [at for at in dashes if A_DASH.keys().isdisjoint(at)] == []
    assert A_DASH.keys() <= {word for at in dashes for word in at}
    assert _lines_to_write_on(docx) == BY_HAND


# The tests.


def _filled():
    """Yield each place and field that is filled in, also those of lines inside an item."""
    for path, items in [
        ("people", [step["person"] for step in WHOLE["family"]]),
        ("network.systems", [step["system"] for step in WHOLE["systems"]]),
        ("network.ties", [step["tie"] for step in WHOLE["systems"]]),
        ("intervention.cash_book.entries", WHOLE["cash"]),
        *((section["path"], section["items"]) for section in WHOLE["sections"]),
    ]:
        for item in items:
            for name, value in item.items():
                yield path, name
                if isinstance(value, list) and isinstance(value[0], dict):
                    spec = entries_of(kind_at(path), name)
                    place = next(own for own, held in specs().items() if held is spec)
                    yield from ((place, field) for line in value for field in line)


def test_every_field_of_every_form_is_filled_in():
    offered = {f"{path} {name}" for path, spec in specs().items() for name in names_of(spec)[0]}
    filled = {f"{path} {name}" for path, name in _filled()}
    assert offered - filled == LEFT_EMPTY.keys()


def test_a_whole_case_typed_on_a_slow_kernel(lab, page):
    bench = Bench(lab, page, ALL_FORMS)
    bench.open(label="Klien X")
    student = Student(bench)
    began = time.monotonic()
    with Kernel(bench.case_file.parent).slowed():
        identity = [section for section in WHOLE["sections"] if section["form"] == "identity"]
        for section in identity:
            student.fill_section(section)
        student.grow_family(WHOLE["family"])
        student.draw_systems(WHOLE["systems"])
        for section in WHOLE["sections"][len(identity) :]:
            student.fill_section(section)
        student.keep_cash_book(WHOLE["cash"])
        page.wait_for_timeout(3000)
    bench.settle()
    page.wait_for_timeout(2000)
    print(f"{time.monotonic() - began:.0f} s, {bench.case_file.stat().st_size} bytes")
    with vocab.in_language("id"):
        case = casekit.load(bench.case_file)
        _expect_all(case)
        assert _couples(case) == {
            ("Ibu", "Ayah", "|", "Klien X", "Adik"),
            ("Nenek", "Kakek", "|", "Ibu"),
            ("Nenek dari ayah", "|", "Ayah"),
        }
    _expect_whole_report(bench.case_file)
