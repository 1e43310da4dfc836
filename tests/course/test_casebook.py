"""A learner's own case begins with a file and a notebook, and nothing of anybody's is replaced."""

import errno
import html
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import casekit
from casekit import cli, course, vocab, widgets
from casekit.course.casebook import lacks_report
from casekit.errors import CaseFileError, CasekitError, FieldError
from casekit.export import execute, read_notebook
from casekit.model import Finding

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "mine"))
    return tmp_path / "mine" / "cases"


def test_a_case_begins_with_a_file_and_a_notebook_of_six_stages(place, language):
    case = course.begin_case("Klien X")
    assert case.origin.path == place / "klien-x.yaml"
    notebook = nbformat.read(place / "klien-x.ipynb", as_version=4)
    nbformat.validate(notebook)
    heads = [cell.source.splitlines()[0] for cell in notebook.cells if cell.source.startswith("## ")]
    stages = [vocab.label("stage", code) for code in vocab.codes("stage")]
    assert [head.lower() for head in heads[:6]] == [
        f"## {n}. {name}".lower() for n, name in enumerate(stages, 1)
    ]
    told = [cell for cell in notebook.cells if ">" in cell.source]  # of what to click in a menu
    assert [cell.metadata.get("tags") for cell in told] == [["remove-cell"]] * 2  # which is not printed
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.metadata.jupyter.source_hidden for cell in code)
    firsts = [cell.source.splitlines()[0] for cell in code]  # what Lab shows of a folded cell
    assert all(first.startswith("# ") for first in firsts)
    assert f"# {vocab.say('widgets.cash_book')}" in firsts
    assert len({*firsts}) == len(firsts)  # each form by its name


def test_the_notebook_offers_every_form_of_a_case(place):
    course.begin_case("Klien X")
    told = (place / "klien-x.ipynb").read_text("utf-8")
    missing = {"AnswerKey", "Glossary", "HandIn", "Journal", "MyCases", "Quiz", "Rubric", "Task"}
    assert {name for name in widgets.__all__ if f"widgets.{name}(case)" not in told} == missing


def test_the_notebook_runs(place):
    course.begin_case("Klien X")
    notebook = nbformat.read(place / "klien-x.ipynb", as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(place)}}).execute()
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert all(shown[1:])


@pytest.mark.parametrize("label", ["", "  "])
def test_a_case_without_a_pseudonym_is_no_case(place, label, language):
    with pytest.raises(FieldError, match=r"Klien X|Client X"):
        course.begin_case(label)
    assert not place.exists() or not [*place.iterdir()]


@pytest.mark.parametrize("label", ["Bunga Lestari", "Klien X 12-03-2001"])
def test_no_file_is_called_after_somebody(place, label, language):
    with pytest.raises(FieldError, match=r"Klien X|Client X"):
        course.begin_case(label)
    assert not place.exists() or not [*place.iterdir()]


def test_the_report_is_a_button_and_its_command_finds_the_case_from_anywhere(place, tmp_path, monkeypatch):
    course.begin_case("Klien X")
    *_, about, form = nbformat.read(place / "klien-x.ipynb", as_version=4).cells
    assert "Terminal" not in about.source
    assert form.source.endswith("widgets.Report(case)")
    assert form.metadata.tags == ["hide-input", "remove-cell"]  # what is clicked is not printed
    monkeypatch.chdir(tmp_path)
    assert cli.run(["report", "klien-x.yaml", "--to", "ipynb"]) == 0
    assert (place / "klien-x-practicum.ipynb").is_file()
    assert cli.run(["report", "elsewhere/klien-x.yaml", "--to", "ipynb"]) == 1


def test_a_case_of_that_name_stays_as_it_is(place):
    first = course.begin_case("Klien X")
    first.summary = "Ingin bersekolah."
    casekit.save(first)
    before = (place / "klien-x.yaml").read_bytes()
    with pytest.raises(CaseFileError, match="klien-x"):
        course.begin_case("Klien X")
    assert (place / "klien-x.yaml").read_bytes() == before


def test_what_casekit_kept_beside_a_case_is_no_case_of_its_own(place):
    case = course.begin_case("Klien X")
    for word in ("conflict", "draft"):
        (place / f"klien-x.{word}-20260101-000000.yaml").write_bytes(case.origin.path.read_bytes())
    assert course.cases() == [case.origin.path]


def test_somebodys_notebook_stays(place):
    place.mkdir(parents=True)
    (place / "klien-x.ipynb").write_text("catatan saya")
    course.begin_case("Klien X")
    assert (place / "klien-x.ipynb").read_text() == "catatan saya"


def test_a_hostile_pseudonym_is_only_text(place):
    case = course.begin_case("../<script>alert(1)</script> `x` {{e}} \"'")
    assert case.origin.path.parent == place
    form = widgets.MyCases("id")
    assert "<script>" not in str(form._problem.value)
    links = widgets.my_cases._link(case.origin.path)
    assert "<script>" not in links


def test_the_practice_case_is_made_once(place):
    one = course.practice_case()
    one.summary = "Latihan"
    casekit.save(one)
    assert course.practice_case().summary == "Latihan"


def test_the_form_says_what_is_wrong_and_keeps_what_was_written(place, language):
    form = widgets.MyCases(language)
    form.begin()
    assert form._problem.value
    form._name.value = "Klien X"
    form.begin()
    assert not form._problem.value
    assert [path.name for path in course.cases()] == ["klien-x.yaml"]
    form._name.value = "Klien X"
    form.begin()
    assert "klien-x.yaml" in form._problem.value
    assert form._name.value == "Klien X"


def test_where_nothing_can_be_written_the_form_names_the_folder_and_no_work_in_a_notebook(
    place, language, monkeypatch
):
    def refuse(name, *how, **more):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    form = widgets.MyCases(language)
    form._name.value = "Klien X"
    with monkeypatch.context() as refusing:
        refusing.setattr(os, "mkdir", refuse)
        form.begin()
        with pytest.raises(CasekitError) as told:
            course.remember_student("Sari 07")
    said = {"reason": vocab.say("store.forbidden")}
    begun = vocab.say("store.not_begun_in_workplace", name="klien-x.yaml", folder=place, **said)
    assert form._problem.value == html.escape(begun)
    journal = place.parent / "journal"
    assert str(told.value) == vocab.say(
        "store.not_begun_in_workplace", name="last.yaml", folder=journal, **said
    )
    form.begin()
    assert [path.name for path in course.cases()] == ["klien-x.yaml"]


def test_the_start_page_runs_again_on_work_that_the_learner_has_changed(place, language):
    case = course.practice_case()
    case.assessment.findings = [
        Finding(id="f1", dimension="social", valence="concern", text="Lelah di sekolah", basis="illustrative")
    ]
    casekit.save(case)
    before = case.origin.path.read_bytes()
    page = NOTEBOOKS / language / "00_start.ipynb"
    executed = execute(read_notebook(page), page.parent)
    assert case.origin.path.read_bytes() == before
    [bpss] = [cell for cell in executed.cells if cell.id == "start-bpss-form"]
    shown = "".join(str(output.get("data", {}).get("text/html", "")) for output in bpss.outputs)
    assert "Lelah di sekolah" in shown
    assert not [*place.glob("*.conflict-*")]


def test_a_form_that_does_not_run_says_so_in_the_language_of_its_page(place):
    course.begin_case("Klien X")
    for form in (widgets.MyCases("id"), widgets.BPSS(casekit.load(place / "klien-x.yaml"), "id")):
        style, *_ = form._in_words()["text/html"].partition("</style>")
        assert vocab.say("widgets.opening", "id") in style  # where Jupyter says "Loading widget..."
        assert vocab.say("widgets.opening_late", "id") in style  # after a while, as that may never end
        assert vocab.say("widgets.asleep", "id") in style  # where it says "model not found"


def of_an_earlier_casekit(place):
    """Let the notebook of Client X be one that knows no form for the report, and return it."""
    path = place / "klien-x.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "case-report"]
    nbformat.write(notebook, path)
    return notebook


def shown(notebook, place):
    """Run a notebook and return what its last cell shows, with what is noted of it."""
    NotebookClient(notebook, resources={"metadata": {"path": str(place)}}).execute()
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
    return [(output["data"].get("text/html", ""), dict(output.metadata)) for output in last.outputs]


def test_the_notebook_of_an_earlier_casekit_shows_the_report_below_its_last_form(place, language):
    case = course.begin_case("Klien X")
    assert not lacks_report(case.origin.path)
    before = of_an_earlier_casekit(place)
    assert lacks_report(case.origin.path)
    kept = (place / "klien-x.ipynb").read_bytes()
    told = shown(before, place)
    links = vocab.say("widgets.report_no_links", language)
    about_links = [noted for words, noted in told if links in words]
    assert about_links == [{"casekit": {"live": True}}]  # exports leave it out
    assert (place / "klien-x.ipynb").read_bytes() == kept


def test_a_notebook_that_has_the_report_or_is_none_of_ours_shows_it_no_second_time(place, tmp_path, language):
    case = course.begin_case("Klien X")
    notebook = nbformat.read(place / "klien-x.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "case-report"]  # only of what runs
    links = vocab.say("widgets.report_no_links", language)
    assert not any(links in words for words, _ in shown(notebook, place))
    for content in ("catatan saya", "{}", '{"cells": 3, "nbformat": 4}'):
        (place / "klien-x.ipynb").write_text(content)
        assert not lacks_report(case.origin.path)


def test_a_case_file_that_was_edited_to_nonsense_is_listed_with_its_last_version(place, language):
    case = course.begin_case("Klien X")
    case.summary = "Ingin bersekolah."
    casekit.save(case)
    path = case.origin.path
    path.write_text("{ bukan kasus")
    said = widgets.my_cases._link(path)
    assert "YAML" in said
    assert f"{path.name}.bak1" in said
    path.with_name(f"{path.name}.bak1").write_text("{ ini juga bukan")
    assert ".bak1" not in widgets.my_cases._link(path)
