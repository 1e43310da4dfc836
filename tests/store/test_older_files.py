"""Case files of schema 1: nothing in them is lost, and what they cannot mean is said in a sentence."""

import copy
import os
import random
import re
import warnings
from pathlib import Path

import pytest
import yaml

import casekit
from casekit import vocab
from casekit.errors import CaseFileError, CaseFileWarning, ReadOnlyCaseError
from casekit.model import SCHEMA_VERSION, Case

OLDER = sorted((Path(__file__).parent / "schema_1").glob("*.yaml"))
LOADER, DUMPER = (getattr(yaml, f"C{name}", getattr(yaml, name)) for name in ("BaseLoader", "SafeDumper"))
MUTANTS = 1000 if os.environ.get("CASEKIT_LONG_TESTS") else 100


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def older(request, tmp_path):
    """Return the path of a copy of a schema-1 file."""
    path = tmp_path / request.param.name
    path.write_bytes(request.param.read_bytes())
    return path


def plain(value):
    """Return all that a part or a piece of YAML says, as strings; what says nothing is left out."""
    if isinstance(value, dict):
        return {name: said for name, one in value.items() if (said := plain(one)) not in ({}, [], None)}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def lost(before, after, at=""):
    """Yield the places of what was there before and is not, or says something else, afterwards."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, one in before.items():
            yield from lost(one, after.get(name), f"{at}.{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, one in enumerate(before):
            yield from lost(one, after[number], f"{at}[{number}]")
    elif before != after and not same_number(before, after):
        yield at


def same_number(one, other):
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return False


def read(path):
    return plain(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))


def test_the_older_files_are_those_of_the_case_studies():
    assert len(OLDER) == 4
    assert all(read(path)["schema_version"] == "1" for path in OLDER)


def test_all_that_an_older_file_says_is_there_after_migration_saving_and_loading(older):
    before = read(older)
    del before["schema_version"]
    case = casekit.load(older)
    assert [*lost(before, plain(case.model_dump()))] == []
    casekit.save(case)
    assert older.read_text(encoding="utf-8").splitlines()[1] == f"schema_version: {SCHEMA_VERSION}"
    again = casekit.load(older)
    assert [*lost(before, plain(again.model_dump()))] == []
    assert again == case


def test_the_comparison_notices_what_is_lost(older):
    before, after = read(older), read(older)
    del after["people"][0]["label"]["en"]
    after["plan"]["goals"][0]["id"] = "another"
    after["network"]["ties"].pop()
    assert [*lost(before, after)] == [".people[0].label.en", ".network.ties", ".plan.goals[0].id"]


def test_the_older_file_stays_for_good(older):
    raw = older.read_bytes()
    case = casekit.load(older)
    kept = older.with_name(f"{older.name}.bak-schema-1")
    assert not kept.exists()
    for number in range(5):
        case.summary = f"ringkasan {number}"
        casekit.save(case)
    assert kept.read_bytes() == raw
    assert kept.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_a_file_of_this_schema_gets_no_such_backup(case_file):
    case = casekit.load(case_file)
    case.summary = "lain"
    casekit.save(case)
    assert [*case_file.parent.glob("*schema*")] == []


def test_a_code_that_is_gone_is_left_out_and_told(older, language):
    text = older.read_text(encoding="utf-8").replace("schema_version: 1\n", "schema_version: 1\n# x\n")
    start, line, rest = text.partition("category: ")
    older.write_text(f"{start}{line}gone_{rest}", encoding="utf-8")
    with pytest.warns(CaseFileWarning) as told:
        case = casekit.load(older)
    assert told[0].filename == __file__, "the warning points at the line that loads the file"
    sentence = str(told[0].message)
    assert (
        f"{older.name}, {'baris' if language == 'id' else 'line'} {start.count(chr(10)) + 1}, category"
        in sentence
    )
    assert f"{older.name}.bak-schema-1" in sentence
    assert case.category is None
    casekit.save(case)
    assert casekit.load(older) == case


def test_a_part_that_cannot_be_without_its_code_makes_the_case_read_only(older, language):
    text = older.read_text(encoding="utf-8")
    before = len(casekit.load(older).assessment.findings)
    older.write_text(text.replace("valence: concern", "valence: worrying", 1), encoding="utf-8")
    with pytest.warns(CaseFileWarning, match="worrying"):
        case = casekit.load(older)
    assert len(case.assessment.findings) == before - 1
    with pytest.raises(ReadOnlyCaseError, match=vocab.say("store.partial", file=older.name)[:20]):
        casekit.save(case)
    assert "valence: worrying" in older.read_text(encoding="utf-8")


def test_an_unknown_code_in_a_file_of_this_schema_is_refused(case_file):
    text = case_file.read_text(encoding="utf-8")
    case_file.write_text(f"{text}category: street_chld\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="street_child"):
        casekit.load(case_file)


def test_a_file_of_the_next_schema_is_shown_and_not_saved(older, language):
    text = older.read_text(encoding="utf-8").replace(
        "schema_version: 1", f"schema_version: {SCHEMA_VERSION + 1}"
    )
    older.write_text(f"{text}weather: fine\n", encoding="utf-8")
    with pytest.warns(CaseFileWarning, match=older.name):
        case = casekit.load(older)
    assert len(case.assessment.findings) > 0
    with pytest.raises(ReadOnlyCaseError, match="casekit"):
        casekit.save(case)
    assert older.read_text(encoding="utf-8").endswith("weather: fine\n")


def places(value, at=()):
    """Yield every place of some data."""
    yield at
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[step], (*at, step))


def mutated(data, chance):
    """Return data with something taken away, put elsewhere, misspelt, or made another kind of thing."""
    *way, last = chance.choice([at for at in places(data) if at])
    holder = data
    for step in way:
        holder = holder[step]
    match chance.randrange(6):
        case 0:
            del holder[last]
        case 1:
            holder[last] = chance.choice([[], {}, "", "x", "-1", "3000", "2026-02-30", "ya", None])
        case 2:
            holder[last] = {"id": holder[last]} if chance.random() < 0.5 else [holder[last]]
        case 3 if isinstance(holder[last], str):
            holder[last] = holder[last][::-1]
        case 4 if isinstance(holder, dict):
            holder[f"{last}x"] = holder.pop(last)
        case _:
            other = chance.choice([at for at in places(data) if at])
            found = data
            for step in other:
                found = found[step]
            holder[last] = copy.deepcopy(found)
    return data


def test_mutated_older_files_are_migrated_or_refused_with_a_sentence(tmp_path):
    chance = random.Random(12)
    path = tmp_path / "berubah.yaml"
    migrated = refused = 0
    for number in range(MUTANTS):
        vocab.use_language(chance.choice(vocab.LANGUAGES))
        data = yaml.load(OLDER[number % len(OLDER)].read_text(encoding="utf-8"), Loader=LOADER)
        for _ in range(chance.choice([1, 1, 1, 3])):
            data = mutated(data, chance)
        path.write_text(yaml.dump(data, Dumper=DUMPER, allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", CaseFileWarning)
                case = casekit.load(path)
        except CaseFileError as error:
            refused += 1
            first = str(error).splitlines()[0]
            assert path.name in first
            assert not re.search(r"\{[a-z_]+\}|Traceback|pydantic|Error", str(error))
        else:
            migrated += 1
            assert case.schema_version == SCHEMA_VERSION
            if not case.origin.partial:
                casekit.save(case)
                assert casekit.load(path) == case
        for left in tmp_path.iterdir():
            left.unlink()
    assert migrated > MUTANTS / 10
    assert refused > MUTANTS / 3


def test_a_contradiction_can_be_data(case_file):
    text = case_file.read_text(encoding="utf-8")
    people = (
        "- {id: mother, label: Ibu, relation: mother, birth_year: 2001, death_year: 1990, basis: derived}\n"
        "- {id: child, label: Anak, relation: son, birth_year: 1980, age_years: 3, basis: documented}\n"
    )
    text = text.replace("people:\n", f"people:\n{people}")
    case_file.write_text(
        f"{text}unions:\n- {{id: u, partners: [mother], basis: documented, children: [{{person: child}}]}}\n"
        "termination: {week: 3, other_dates: [{week: 5, note: surat pengembalian}]}\n",
        encoding="utf-8",
    )
    case = casekit.load(case_file)
    assert (case.person("mother").death_year, case.termination.other_dates[0].week) == (1990, 5)
    casekit.save(case)
    assert casekit.load(case_file) == case
    assert isinstance(case, Case)
