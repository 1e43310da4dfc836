"""`casekit report`, run as people run it."""

import os
import stat

import nbformat
import pytest
from PIL import Image

import casekit
from casekit.cli import run
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


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Return the command, run in this process for speed; it tells the exit code and what is wrong."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: (run([*words]), capsys.readouterr().err)


@pytest.mark.parametrize("to", ["pdf", "docx", "ipynb"])
def test_a_report_that_nobody_changed_is_made_anew_and_one_that_somebody_changed_stays(tmp_path, command, to):
    case = casekit.new_case(tmp_path / "k.yaml")
    words = ("report", "k.yaml", "--kind", "article", "--to", to)
    target = tmp_path / f"k-article.{to}"
    assert command(*words)[0] == 0
    case.title = "Klien B"
    casekit.save(case)
    first = target.read_bytes()
    assert command(*words)[0] == 0
    assert target.read_bytes() != first
    mine = target.read_bytes() + b"\n"
    target.write_bytes(mine)
    code, said = command(*words)
    assert code == 1
    assert target.name in said
    assert "--force" in said
    assert target.read_bytes() == mine
    assert command(*words, "--force")[0] == 0
    assert target.read_bytes() != mine


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_nothing_that_a_report_is_made_from_is_overwritten(tmp_path, command, force):
    casekit.new_case(tmp_path / "k.yaml")
    Image.new("RGB", (9, 9)).save(tmp_path / "logo.png")
    (tmp_path / "t.yaml").write_text("logo: logo.pdf\n", encoding="utf-8")
    (tmp_path / "logo.png").rename(tmp_path / "logo.pdf")
    (tmp_path / "k.pdf").hardlink_to(tmp_path / "k.yaml")
    assert command("report", "k.yaml", "--to", "ipynb", "--output", "R.ipynb")[0] == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    form = ("report", "k.yaml", "--kind", "consent")
    for words in (
        (*form, "--output", "k.yaml"),
        (*form, "--output", "./k.yaml", "--to", "pdf"),
        (*form, "--output", "k.pdf"),
        (*form, "--template", "t.yaml", "--output", "t.yaml"),
        (*form, "--template", "t.yaml", "--output", "logo.pdf"),
        ("report", "R.ipynb", "--to", "ipynb"),
        ("report", "R.ipynb", "--to", "ipynb", "--output", "R.ipynb"),
        ("report", "R.ipynb", "--output", "R.ipynb"),
    ):
        code, said = command(*words, *force)
        assert code == 1, words
        assert len(said.splitlines()) == 1
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_signed_scan_of_the_same_name_stays(tmp_path, command):
    casekit.new_case(tmp_path / "kasus.yaml")
    (tmp_path / "kasus-consent.pdf").write_bytes(b"%PDF pindaian")
    code, said = command("report", "kasus.yaml", "--kind", "consent")
    assert code == 1
    assert "kasus-consent.pdf" in said
    assert (tmp_path / "kasus-consent.pdf").read_bytes() == b"%PDF pindaian"


def test_the_ending_of_a_report_fits_its_format(tmp_path, command):
    casekit.new_case(tmp_path / "k.yaml")
    form = ("report", "k.yaml", "--kind", "consent", "--output")
    for words in (("laporan.docx",), ("laporan.pdf", "--to", "docx"), ("laporan.txt",), ("laporan.yaml",)):
        code, said = command(*form, *words)
        assert code == 1, words
        assert words[0] in said
        assert "--to" in said
    for name, made in {
        "laporan": "laporan.ipynb",
        "laporan.v2": "laporan.v2.ipynb",
        "L.IPYNB": "L.IPYNB",
    }.items():
        assert command(*form, name, "--to", "ipynb")[0] == 0
        assert (tmp_path / made).exists()
    assert not [*tmp_path.glob("*.docx")]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its own permissions")
def test_only_the_owner_reads_what_is_made_from_a_users_case(tmp_path, command):
    casekit.new_case(tmp_path / "k.yaml")
    bundled = str(casekit.case_study("d-trainee"))
    for to in ("pdf", "docx", "ipynb"):
        for case, mode in (("k.yaml", 0o600), (bundled, 0o644)):
            made = f"{len(case)}.{to}"
            words = ("report", case, "--kind", "consent", "--to", to, "--output", made)
            assert command(*words)[0] == 0
            assert stat.S_IMODE((tmp_path / made).stat().st_mode) == mode & ~_umask()


def _umask():
    os.umask(mask := os.umask(0o022))
    return mask


def test_a_notebook_that_is_written_elsewhere_says_where_it_can_be_run(tmp_path, language, command):
    casekit.new_case(tmp_path / "siti-home" / "k.yaml")
    words = ("report", "siti-home/k.yaml", "--kind", "article", "--to", "ipynb", "--output", "tugas/R.ipynb")
    code, said = command(*words)
    assert code == 0
    assert "R.ipynb" in said
    assert "k.yaml" in said
    assert "siti" not in (tmp_path / "tugas" / "R.ipynb").read_text(encoding="utf-8")
    code, said = command(*words[:-1], "R.ipynb")
    assert said == ""


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
