"""``casekit check``: what it prints for people and for programs, and with which code it ends."""

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import casekit
from casekit.check import check
from casekit.check.rules import rules
from casekit.cli import run
from casekit.tables import case_check
from tests.check.small import small

HERE = Path(__file__).parent
POINTS = Path(casekit.__file__).parent / "data" / "check" / "points.schema.json"
COMPLETE = HERE / "complete.yaml"
D = str(casekit.case_study("d-trainee"))


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run(["check", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as a class hands it in: a good file, others, and what is no case file."""
    course = tmp_path / "kelas"
    (course / "dalam").mkdir(parents=True)
    (course / "baik.yaml").write_bytes(COMPLETE.read_bytes())
    casekit.save(small({"plan": {"goals": [{"text": "berani bertanya"}]}}), course / "dalam" / "satu.yaml")
    (course / "rusak.yaml").write_text("schema_version: 2\nid: [", encoding="utf-8")
    (course / "lain.yml").write_text("a: 1\n", encoding="utf-8")
    (course / ".tersembunyi.yaml").write_text("schema_version: 2\n", encoding="utf-8")
    (course / "catatan.txt").write_text("bukan YAML", encoding="utf-8")
    return course


def test_one_file_is_told_by_stage_with_lines_and_without_a_mark(capsys, language: str):
    code, out, err = said(capsys, D, "--lang", language)
    assert code == 3, "no error is open"
    assert re.search(r"P414 \S+ +(baris|line) \d{4} ", out)
    assert ("Sudah dijelaskan" if language == "id" else "Explained") in out
    assert "/100" not in out and "%" not in out
    assert err == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([str(COMPLETE)], 0),
        ([D], 3),
        ([str(casekit.case_study("c-street-youth"))], 4),
        ([D, "--select", "P412"], 0),
        ([D, "--ignore", "A,E,F,I,M,P,S,T"], 0),
        (["tidak-ada.yaml"], 1),
        ([D, "--select", "Q1"], 1),
        ([D, "--stage", "planing"], 1),
        ([D, "--format", "xml"], 1),
        (["--explain", "P999"], 1),
        ([D, "--nonsense"], 2),
    ],
)
def test_the_exit_code_says_what_is_open(words: list[str], code: int, capsys):
    assert said(capsys, *words)[0] == code


def test_as_a_hook_only_errors_stop_a_commit_and_are_named(folder: Path, capsys):
    good, other = folder / "baik.yaml", folder / "lain.yml"
    assert said(capsys, D, good, other, "--hook") == (0, "", "")
    code, out, _ = said(capsys, casekit.case_study("c-street-youth"), good, other, "--hook")
    assert code == 4
    assert "E101" in out and "P414" not in out and "baik" not in out
    assert said(capsys, folder / "rusak.yaml", other, "--hook")[0] == 1


def test_a_mistyped_word_names_the_nearest(capsys):
    assert "planning" in said(capsys, D, "--stage", "planing")[2]
    assert "P41" in said(capsys, D, "--select", "p4l1")[2]
    assert "json" in said(capsys, D, "--format", "xml")[2]


def test_a_folder_gives_one_overview_and_a_sentence_for_whatever_is_no_case_file(folder: Path, capsys):
    code, out, err = said(capsys, folder)
    assert code == 1, "a file could not be read"
    rows = out.splitlines()
    assert sum("baik.yaml" in row for row in rows) == 1
    assert any("dalam/satu.yaml" in row for row in rows)
    assert any("rusak.yaml" in row and "tidak terbaca" in row for row in rows)
    assert ".tersembunyi" not in out + err and "catatan.txt" not in out + err
    assert len([row for row in err.splitlines() if "lain.yml" in row]) == 1
    assert len([row for row in err.splitlines() if "rusak.yaml" in row]) == 1
    assert "Traceback" not in err


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
def test_links_in_a_folder_are_named_and_not_followed(folder: Path, capsys):
    (folder / "rusak.yaml").unlink()
    (folder / "tautan.yaml").symlink_to(folder / "baik.yaml")
    (folder / "putus.yaml").symlink_to(folder / "tidak-ada.yaml")
    (folder / "lingkar").symlink_to(folder, target_is_directory=True)
    code, out, err = said(capsys, folder)
    assert code in (3, 4)
    assert out.count("baik.yaml") == 1
    assert "tautan.yaml" in err and "putus.yaml" in err


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path, capsys):
    code, _, err = said(capsys, tmp_path)
    assert code == 1
    assert len(err.splitlines()) == 1


def test_a_file_of_the_first_schema_is_checked(capsys):
    old = HERE.parent / "store" / "schema_1" / "d-trainee.yaml"
    code, out, _ = said(capsys, old, "--select", "P401")
    assert code == 3
    assert out.count("P401") >= 4


def test_json_fits_its_schema(folder: Path, capsys, language: str):
    _, out, _ = said(capsys, folder, D, "--format", "json", "--lang", language)
    document = json.loads(out)
    jsonschema.validate(document, json.loads(POINTS.read_text(encoding="utf-8")))
    files = {Path(one["file"]).name: one for one in document["files"]}
    assert files["rusak.yaml"]["problem"]
    assert files["baik.yaml"]["points"] == []
    assert {point["code"] for point in files["d-trainee.yaml"]["points"]} >= {"P401", "A205"}


def test_sarif_fits_its_schema(folder: Path, capsys, language: str):
    spaced = folder / "nama dengan spasi #1.yaml"
    spaced.write_bytes(Path(D).read_bytes())
    _, out, _ = said(capsys, folder, "--format", "sarif", "--lang", language)
    document: Any = json.loads(out)
    jsonschema.validate(document, json.loads((HERE / "sarif.schema.json").read_text(encoding="utf-8")))
    run_ = document["runs"][0]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run_["results"])
    assert any("suppressions" in result for result in run_["results"])
    assert not run_["invocations"][0]["executionSuccessful"]
    assert any("%20" in json.dumps(result) for result in run_["results"])


def test_a_spreadsheet_takes_no_cell_for_a_formula(tmp_path: Path, capsys):
    path = casekit.save(small({"plan": {"goals": [{"text": "=1+1"}]}}), tmp_path / "kasus.yaml")
    target = tmp_path / "hasil.csv"
    said(capsys, path, "--format", "csv", "--output", target)
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = [*csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))]
    assert {"berkas", "kode", "bobot", "tahap", "tempat", "baris", "bagian", "pesan", "penjelasan"} == rows[
        0
    ].keys()
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_page_escapes_what_a_case_says(tmp_path: Path, capsys, language: str):
    path = casekit.save(
        small({"plan": {"goals": [{"text": "<script>alert(1)</script>"}]}}), tmp_path / "kasus.yaml"
    )
    _, out, _ = said(capsys, path, "--format", "html", "--lang", language)
    assert "<script>" not in out and "&lt;script&gt;" in out
    assert f'<html lang="{language}">' in out and "<h1>" in out


def test_the_page_names_no_folder_of_the_one_who_checks(tmp_path: Path, capsys):
    for name in ("satu/kasus.yaml", "dua/kasus.yaml"):
        (tmp_path / name).parent.mkdir()
        casekit.save(small({}), tmp_path / name)
    _, one, _ = said(capsys, tmp_path / "satu" / "kasus.yaml", "--format", "html")
    assert "<h2>kasus.yaml</h2>" in one and tmp_path.name not in one
    _, both, _ = said(capsys, tmp_path, "--format", "html")
    assert "<h2>satu/kasus.yaml</h2>" in both and "<h2>dua/kasus.yaml</h2>" in both
    assert tmp_path.name not in both


def test_a_rule_is_explained_with_its_source_and_how_to_correct_it(capsys, language: str):
    code, out, _ = said(capsys, "--explain", "e101", "--lang", language)
    assert code == 0
    marked = {"id": "(periksa peraturan yang berlaku)", "en": "(check the law in force)"}
    assert out.startswith("E101") and marked[language] in out and "`review`" in out


def test_an_output_of_somebody_else_is_not_overwritten(tmp_path: Path, capsys):
    own = tmp_path / "catatan.html"
    own.write_text("punya saya", encoding="utf-8")
    code, _, err = said(capsys, D, "--format", "html", "--output", own)
    assert code == 1 and "--force" in err
    assert own.read_text(encoding="utf-8") == "punya saya"


def test_the_handbook_holds_every_rule_with_its_examples(capsys, language: str):
    code, out, _ = said(capsys, "--explain", "all", "--lang", language)
    assert code == 0
    assert [row for row in out.splitlines() if row.startswith("### ")]
    assert {row[4:] for row in out.splitlines() if row.startswith("### ")} == {*rules()}
    assert out.count("Kurang baik:" if language == "id" else "Poor:") == len(rules())


def test_a_case_gives_a_table_of_its_points(language: str):
    shown = case_check(casekit.load(casekit.case_study("d-trainee")))
    assert len(shown) == len(check(casekit.load(casekit.case_study("d-trainee"))))
    assert "P414" in shown._repr_html_() and "P414" in shown._repr_markdown_()
    assert len(case_check(casekit.load(COMPLETE))) == 0
