"""`casekit report`, run as people run it."""

import nbformat
import pytest

import casekit
from casekit.report import kinds
from tests.report.reading import pdf_text, squeezed, word_text
from tests.test_cli import casekit_command


def test_a_report_lies_beside_its_case_file_in_the_language_asked_for(tmp_path):
    casekit.work_copy(casekit.case_study("d-trainee"), tmp_path / "kerja")
    ran = casekit_command(
        *("report", "kerja/d-trainee.yaml", "--kind", "referral", "--lang", "en"), cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stderr
    text = pdf_text((tmp_path / "kerja" / "d-trainee-referral.pdf").read_bytes())
    assert "Referral Letter" in text
    assert "d-trainee-referral.pdf" in ran.stdout


def made_again(path, case, *words):
    """Return how a report of a case ends that lies there already."""
    return casekit_command("report", case.name, *words, "--output", path.name, cwd=path.parent)


@pytest.mark.parametrize("to", ["pdf", "docx", "ipynb"])
def test_a_report_that_nobody_changed_is_made_anew_and_one_that_somebody_changed_stays(tmp_path, to):
    case = casekit.new_case(tmp_path / "k.yaml")
    words = ("--kind", "article", "--to", to)
    target = tmp_path / f"k-article.{to}"
    assert made_again(target, tmp_path / "k.yaml", *words).returncode == 0
    case.title = "Klien B"
    casekit.save(case)
    first = target.read_bytes()
    assert made_again(target, tmp_path / "k.yaml", *words).returncode == 0
    assert target.read_bytes() != first
    mine = target.read_bytes() + b"\n"
    target.write_bytes(mine)
    refused = made_again(target, tmp_path / "k.yaml", *words)
    assert refused.returncode == 1
    assert target.name in refused.stderr
    assert "--force" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert target.read_bytes() == mine
    assert made_again(target, tmp_path / "k.yaml", *words, "--force").returncode == 0
    assert target.read_bytes() != mine


def test_a_notebook_that_somebody_went_on_writing_becomes_word_with_the_case_as_it_is_now(tmp_path):
    case = casekit.new_case(tmp_path / "k.yaml")
    assert casekit_command("report", "k.yaml", "--to", "ipynb", cwd=tmp_path).returncode == 0
    path = tmp_path / "k-practicum.ipynb"
    notebook = nbformat.read(path, 4)
    mine = next(cell for cell in notebook.cells if "Belum diisi." in cell.source)
    mine.source = "Alasan saya sendiri."
    nbformat.write(notebook, path)
    case.person("client").age_years = 47
    casekit.save(case)
    ran = casekit_command("report", path.name, "--to", "docx", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    text = word_text((tmp_path / "k-practicum.docx").read_bytes())
    assert "Alasan saya sendiri." in text
    assert "47" in text
    assert "casekit.load" not in text


def test_mistakes_are_said_in_words(tmp_path):
    casekit.new_case(tmp_path / "k.yaml")
    (tmp_path / "t.yaml").write_text("chapter: x\n", encoding="utf-8")
    for words, said in {
        ("report", "k.yaml", "--kind", "proposal"): "consent",
        ("report", "k.yaml", "--to", "html"): "docx",
        ("report", "tidak-ada.yaml"): "k.yaml",
        ("report", "k.yaml", "--template", "t.yaml"): "t.yaml, baris 1",
    }.items():
        ran = casekit_command(*words, cwd=tmp_path)
        assert ran.returncode == 1
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr
    assert sorted(path.name for path in tmp_path.glob("k*")) == ["k.yaml"]


def test_the_help_names_every_kind(tmp_path):
    for language in ("id", "en"):
        shown = casekit_command("report", "--help", cwd=tmp_path, CASEKIT_LANG=language, COLUMNS="200").stdout
        assert all(kind in squeezed(shown) for kind in kinds())
