"""In My cases a case is removed after a second question, and brought back with a button."""

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
