"""In My cases a case is removed after a second question, and brought back with a button."""

import datetime as dt

import pytest

from casekit import course, vocab, widgets
from casekit.widgets import plain


@pytest.fixture
def form(tmp_path, monkeypatch, language):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    for label in ("Klien X", "Klien Y"):
        course.begin_case(label)
    return widgets.MyCases(language)


def chosen(form, stem):
    which = form._removing._which
    which.value = next(path for _, path in which.options if path.stem == stem)
    return form._removing


def stems():
    return [path.stem for path in course.cases()]


def test_nothing_is_removed_before_the_second_question(form):
    part = chosen(form, "klien-x")
    assert plain.hidden(part._question)
    part.ask()
    assert not plain.hidden(part._question)
    assert "Klien X" in part._sure.value
    part.keep()
    assert plain.hidden(part._question)
    assert stems() == ["klien-x", "klien-y"]


def test_a_removed_case_leaves_the_list_and_comes_back(form, language, monkeypatch):
    shown = []
    monkeypatch.setattr(form, "_show_links", lambda *, update: shown.append(form._in_words()["text/html"]))
    part = chosen(form, "klien-x")
    part.ask()
    part.remove()
    assert stems() == ["klien-y"]
    assert "removed" in part._said.value
    assert "klien-x" not in shown[-1]
    assert [path.stem for _, path in part._which.options] == ["klien-y"]
    assert not plain.hidden(part._undo)
    part.undo()
    assert stems() == ["klien-x", "klien-y"]
    assert plain.hidden(part._undo)
    assert "klien-x" in shown[-1]
    assert vocab.say("widgets.brought_back", language, case="Klien X: klien-x") in part._said.value


def test_what_is_in_the_way_of_coming_back_is_said(form):
    part = chosen(form, "klien-x")
    part.remove()
    course.begin_case("Klien X")
    part.undo()
    assert "klien-x.yaml" in part._problem.value
    assert not plain.hidden(part._undo)


def removed_on(tmp_path, stem, when):
    """Let a case look as if it had been removed at another time."""
    [folder] = (tmp_path / "cases" / "removed").glob(f"{stem}-2*")
    return folder.rename(folder.with_name(f"{stem}-{when}"))


def test_after_a_restart_all_removed_cases_are_listed_with_their_dates_and_come_back(
    form, tmp_path, language
):
    for stem, when in (("klien-x", "20260901-080500"), ("klien-y", "20261102-143000")):
        chosen(form, stem).remove()
        removed_on(tmp_path, stem, when)
    part = widgets.MyCases(language)._removing  # on another day nothing is known of the last removal
    assert plain.hidden(part._undo)
    assert not plain.hidden(part._removed)
    shown = [label for label, _ in part._gone.options]
    dates = [vocab.date(dt.date(*day), language) for day in ((2026, 11, 2), (2026, 9, 1))]
    assert [label.replace("\u2068", "").replace("\u2069", "") for label in shown] == [
        f"Klien Y: klien-y ({dates[0]}, 14:30)",
        f"Klien X: klien-x ({dates[1]}, 08:05)",
    ]
    part._gone.value = part._gone.options[1][1]
    part.bring_back()
    assert stems() == ["klien-x"]
    assert [one.case_file.stem for _, one in part._gone.options] == ["klien-y"]
    part.bring_back()
    assert stems() == ["klien-x", "klien-y"]
    assert plain.hidden(part._removed)


def test_a_removed_case_whose_name_is_taken_stays_in_the_list(form):
    chosen(form, "klien-x").remove()
    course.begin_case("Klien X")
    part = form._removing
    part.bring_back()
    assert "klien-x.yaml" in part._problem.value
    assert len(part._gone.options) == 1
    assert stems() == ["klien-x", "klien-y"]


def test_a_removed_case_that_cannot_be_read_goes_by_its_file(form, tmp_path, language):
    chosen(form, "klien-x").remove()
    [broken] = (tmp_path / "cases" / "removed").glob("*/klien-x.yaml")
    broken.write_text("no case\n")
    (broken.parent.parent / "something-else").mkdir()
    part = widgets.MyCases(language)._removing
    assert [label.split(" (")[0] for label, _ in part._gone.options] == ["klien-x"]


def test_where_nothing_was_removed_nothing_is_listed(form):
    assert plain.hidden(form._removing._removed)


def test_a_case_that_is_gone_meanwhile_is_said(form):
    part = chosen(form, "klien-x")
    part._which.value.unlink()
    part.remove()
    assert "klien-x.yaml" in part._problem.value
    assert stems() == ["klien-y"]


def test_with_no_case_there_is_nothing_to_remove(tmp_path, monkeypatch, language):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "empty"))
    form = widgets.MyCases(language)
    assert plain.hidden(form._removing._open)
    form._name.value = "Klien Z"
    form.begin()
    assert not plain.hidden(form._removing._open)


def test_a_hostile_label_is_only_text(tmp_path, monkeypatch, language):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "other"))
    course.begin_case("<b>x</b>")
    part = widgets.MyCases(language)._removing
    part.ask()  # of the first case, which stands in the list
    part.remove()
    assert stems() == []
    assert "<b>" not in part._sure.value + part._said.value
