"""A bad case file gets one clear sentence: which file, which line or field, what is allowed. Nothing runs."""

import contextlib
import os
import re
import socket
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

import casekit
from casekit import vocab
from casekit.errors import CaseFileError, CasekitError
from casekit.model import SCHEMA_VERSION
from casekit.report.template import read_template
from casekit.store.files import read

HEAD = f"schema_version: {SCHEMA_VERSION}\nid: klien-a\ntitle: Klien A\nclient: client\npeople:\n"
CLIENT = "- {id: client, label: Klien A, relation: client, basis: documented}\n"
GOOD = HEAD + CLIENT
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD = {
    "not YAML": ("schema_version: 2\ntitle: 'Klien\nid: : x\n", ["baris", "line"]),
    "empty": ("", ["kosong", "empty"]),
    "blank": ("\n\n# hanya komentar\n", ["kosong", "empty"]),
    "a list": ("- satu\n- dua\n", ["schema_version"]),
    "no version": ("id: klien-a\n", ["schema_version"]),
    "strange version": ("schema_version: satu\n", ["schema_version"]),
    "version zero": ("schema_version: 0\n", ["schema_version"]),
    "unknown field": (GOOD + "colour: red\n", ["7", "colour"]),
    "mistyped field": (GOOD + "asessment: {}\n", ["7", "asessment", "assessment"]),
    "wrong code": (GOOD + "category: street_chld\n", ["7", "category", "street_chld", "street_child"]),
    "a label for a code": (GOOD + "methods: [bimbingan kelompok, group_wrk]\n", ["7", "group_work"]),
    "missing field": ("schema_version: 2\nid: klien-a\ntitle: x\nclient: c\n", ["people"]),
    "dangling link": (
        GOOD + "plan:\n  goals:\n  - id: g1\n    text: x\n    basis: documented\n    answers:\n    - f9\n",
        ["13", "f9", "plan.goals[1].answers[1]"],
    ),
    "link to another kind": (
        GOOD + "plan:\n  goals:\n  - {id: g1, text: x, basis: documented, answers: [client]}\n",
        ["9", "client"],
    ),
    "duplicate id": (GOOD + CLIENT, ["7", "client"]),
    "field twice": (GOOD + "id: klien-b\n", ["7", "id"]),
    "tab": ("schema_version: 2\nplan:\n\tgoals: []\n", ["3", "tab"]),
    "nesting": ("schema_version: 2\nx: " + "[" * 200 + "]" * 200 + "\n", ["2", "40"]),
    "deeper still": ("schema_version: 2\nx: " + "[" * 100_000, ["40"]),
    "billion laughs": ("schema_version: 2\n" + LAUGHS, ["&"]),
    "endless alias": ("schema_version: 2\nx: &a [*a]\n", ["2", "&"]),
    "python tag": ("schema_version: 2\nx: !!python/object/apply:os.system ['touch HERE']\n", ["2", "python"]),
    "own tag": ("schema_version: 2\ntitle: !secret x\n", ["2", "!secret"]),
    "two documents": (GOOD + "---\n" + GOOD, ["7"]),
    "a group for a name": ("schema_version: 2\n? {a: b}\n: x\n", ["2"]),
    "a list for text": (GOOD + "summary: [a, b]\n", ["7", "summary: "]),
    "a list in one language": (GOOD + "summary: {id: [a], en: b}\n", ["7", "summary.id: "]),
    "a third language": (GOOD + "summary: {id: a, fr: b}\n", ["7", "fr"]),
    "text for a list": (GOOD + "methods: casework\n", ["7", "methods"]),
    "text for a group": (GOOD + "plan: later\n", ["7", "plan"]),
    "no number": (GOOD.replace("relation", "age_years: dua puluh, relation"), ["6", "dua puluh"]),
    "age too high": (GOOD.replace("relation", "age_years: 400, relation"), ["6", "400", "130"]),
    "age below nothing": (GOOD.replace("relation", "age_years: -1, relation"), ["6", "-1", "0"]),
    "a year long ago": (GOOD.replace("relation", "birth_year: 1750, relation"), ["6", "1750", "1850"]),
    "a year far from now": (GOOD.replace("relation", "birth_year: 2300, relation"), ["6", "2300", "2200"]),
    "a list for a number": (
        GOOD + "evaluation:\n  measures:\n"
        "  - {id: m, label: x, unit: x, improvement: increase, basis: derived,\n"
        "     observations: [{phase: A, value: [1]}]}\n",
        ["10", "evaluation.measures[1].observations[1].value", "['1']"],
    ),
    "words for a number": (
        GOOD + "evaluation:\n  measures:\n"
        "  - {id: m, label: x, unit: x, improvement: increase, basis: derived,\n"
        "     observations: [{phase: A, value: dua}]}\n",
        ["10", "'dua'", "2.5"],
    ),
    "half a year": (GOOD.replace("relation", "age_years: 2.5, relation"), ["6", "2.5"]),
    "no date": (GOOD + "termination: {date: 31-08-2026}\n", ["7", "31-08-2026"]),
    "February 30": (GOOD + "termination: {date: 2026-02-30}\n", ["7", "2026-02-30"]),
    "bad id": (GOOD.replace("klien-a", "Klien A!"), ["2", "Klien A!"]),
    "own ancestor": (
        GOOD + "unions:\n- {id: u, partners: [client], basis: derived, children: [{person: client}]}\n",
        ["8", "client"],
    ),
    "consent that ends before it begins": (
        GOOD
        + "engagement:\n  consents:\n"
        + "  - {purpose: service, answer: given, week: 4, until_week: 2, basis: derived}\n",
        ["9", "engagement.consents[1].until_week", "4", "2"],
    ),
    "review of nothing": (
        GOOD + "review:\n- {review: explained, rule: E105, about: [nobody], text: x}\n",
        ["8", "review[1].about[1]", "nobody", "client"],
    ),
    "review at no place": (
        GOOD + "review:\n- {review: remark, at: termination.reason, text: x}\n",
        ["8", "review[1].at", "'termination.reason'", "termination.reasons"],
    ),
    "review at a field that its part has not": (
        GOOD + "review:\n- {review: remark, about: [client], at: indicator, text: x}\n",
        ["8", "review[1].at", "'indicator'"],
    ),
    "no code of a rule": (GOOD + "review:\n- {review: explained, rule: e1, text: x}\n", ["8", "e1", "P402"]),
    "instrument with a missing level": (
        GOOD + "assessment:\n  instruments:\n  - id: i\n    label: x\n"
        "    levels:\n    - {level: 1, text: a}\n    - {level: 3, text: b}\n",
        ["11", "assessment.instruments[1].levels", "2"],
    ),
    "domain with a level that its instrument has not": (
        GOOD + "assessment:\n  instruments:\n  - id: i\n    label: x\n"
        "    levels:\n    - {level: 1, text: a}\n    - {level: 2, text: b}\n"
        "    domains:\n    - id: d\n      label: y\n      levels:\n"
        "      - {level: 1, text: a}\n      - {level: 2, text: b}\n      - {level: 3, text: c}\n",
        ["20", "assessment.instruments[1].domains[1].levels[3].level", "1", " 2. "],
    ),
    "control character": ("schema_version: 2\ntitle: a\x07b\n", ["2"]),
    "field named like a kind of text": (GOOD + "str: {a: b}\nBilingual: x\n", ["7", "8", "str", "Bilingual"]),
    "own tags": ("%TAG !e! tag:example.org,2000:\n---\nschema_version: 2\n", ["1", "%TAG"]),
    "a picture": ("\x89PNG\r\n\x1a\n", ["1"]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_a_clear_sentence(what, tmp_path, monkeypatch, language):
    monkeypatch.chdir(tmp_path)
    text, told = BAD[what]
    path = tmp_path / "buruk.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CaseFileError) as error:
        casekit.load(path)
    sentence = str(error.value)
    assert "buruk.yaml" in sentence
    wanted = [told[0] if language == "id" else told[1]] if told[1:] == ["line"] or "kosong" in told else told
    for word in wanted:
        assert word in sentence
    assert "Traceback" not in sentence
    assert "pydantic" not in sentence
    assert not re.search(r"\{\w+\}", sentence), "a place in the sentence was not filled in"
    assert [*tmp_path.iterdir()] == [path], "reading a file leaves nothing behind, and runs nothing"


def test_the_place_is_told_in_full(tmp_path):
    path = tmp_path / "buruk.yaml"
    path.write_text(BAD["a list for a number"][0], encoding="utf-8")
    with pytest.raises(CaseFileError) as error:
        casekit.load(path)
    place = "evaluation.measures[1].observations[1].value"
    assert str(error.value).startswith(f"buruk.yaml, baris 10, {place}: '['1']' bukan bilangan.")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "latin-1"])
def test_a_windows_encoding_is_named(tmp_path, encoding, language):
    path = tmp_path / "notepad.yaml"
    path.write_bytes(
        GOOD.replace("Klien A", "Klien é – “A”" if encoding != "latin-1" else "é").encode(encoding)
    )
    with pytest.raises(CaseFileError, match="UTF-8"):
        casekit.load(path)


def test_the_mark_that_notepad_puts_first_does_no_harm(tmp_path):
    path = tmp_path / "notepad.yaml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode("utf-8-sig"))
    assert casekit.load(path).id == "klien-a"


def test_a_file_too_large_is_refused(tmp_path):
    path = tmp_path / "besar.yaml"
    path.write_text(GOOD + "summary: " + "x" * 10_000_001, encoding="utf-8")
    with pytest.raises(CaseFileError, match="10 MB"):
        casekit.load(path)


def test_a_folder_is_no_case_file(tmp_path, language):
    with pytest.raises(CaseFileError, match="folder"):
        casekit.load(tmp_path)


@pytest.fixture(params=["pipe", "device", "socket", "link to a pipe"])
def no_file(request, tmp_path):
    """Return the path of something that stands in a folder like a file and is none."""
    path = tmp_path / "bukan-berkas.yaml"
    if sys.platform == "win32":
        pytest.skip("on Windows no pipe, device or socket lies in a folder")
    if request.param == "device":
        path.symlink_to("/dev/zero")
    elif request.param == "socket":
        with contextlib.chdir(tmp_path), socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)  # a name of its own, since the names of sockets are short
    elif request.param == "pipe":
        os.mkfifo(path)
    else:
        os.mkfifo(tmp_path / "pipa")
        path.symlink_to(tmp_path / "pipa")
    return path


def test_what_is_no_file_is_refused_at_once(no_file, tmp_path, language):
    began = time.monotonic()
    with pytest.raises(
        CaseFileError, match=re.escape(vocab.say("store.not_regular", file="|").split("|")[1])
    ):
        casekit.load(no_file)
    with pytest.raises(CasekitError):
        read_template(no_file)
    case = casekit.load(casekit.case_study("d-trainee"))
    with pytest.raises(CaseFileError):
        casekit.save(case, no_file)
    assert time.monotonic() - began < 5
    assert [*tmp_path.glob("*.draft*")] == []


def test_a_logo_that_is_no_file_is_refused_at_once(no_file, tmp_path):
    template = tmp_path / "templat.yaml"
    template.write_text(f"logo: {no_file.name}\n", encoding="utf-8")
    with pytest.raises(CasekitError, match=r"5 MB|di luar folder"):
        read_template(template)


def test_a_file_with_a_huge_gap_is_refused_without_reading_it(tmp_path, language):
    path = tmp_path / "berlubang.yaml"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(CaseFileError, match="10 MB"):
            casekit.load(path)
        with pytest.raises(CasekitError, match="10 MB"):
            read_template(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_file_with_a_gap_is_said_to_be_damaged(tmp_path, language):
    path = tmp_path / "berlubang.yaml"
    with path.open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(1_000_000)
        if os.name == "nt" or os.lseek(file.fileno(), 0, os.SEEK_HOLE) == 1_000_000:
            pytest.skip("this file system has no gaps")
    with pytest.raises(CaseFileError, match=r"berlubang\.yaml\.bak1"):
        casekit.load(path)


def test_a_file_that_the_system_cannot_name_is_not_found(language):
    with pytest.raises(CaseFileError, match=r"kasus"):
        read(Path("kasus\0.yaml"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files without a size")
def test_a_file_that_does_not_tell_its_size_is_read_no_further_than_it_may(tmp_path):
    with pytest.raises(CaseFileError, match="MB"):
        read(Path("/proc/self/mountinfo"), most=10)


def test_many_problems_are_told_ten_at_a_time(tmp_path, language):
    path = tmp_path / "banyak.yaml"
    path.write_text(GOOD + "".join(f"salah_{number}: x\n" for number in range(25)), encoding="utf-8")
    with pytest.raises(CaseFileError) as error:
        casekit.load(path)
    assert len(str(error.value).splitlines()) == 11
    assert "15" in str(error.value).splitlines()[-1]


def test_all_problems_of_different_parts_are_told_at_once(tmp_path):
    path = tmp_path / "dua.yaml"
    path.write_text(GOOD + "methods: [x]\nplan:\n  goals: [{id: g1, text: x}]\n", encoding="utf-8")
    with pytest.raises(CaseFileError) as error:
        casekit.load(path)
    assert "methods[1]" in str(error.value)
    assert "plan.goals[1].basis" in str(error.value)
