"""The glossary to search in: a word in either language leads to the term."""

import html
import re

import pytest
from form_parts import of_class

from casekit import tables, vocab, widgets
from casekit.errors import UnknownCodeError
from casekit.widgets.glossary import MOST_SHOWN, NOT_OF_THE_FIELD


def typed(form: widgets.Glossary, words: str) -> tuple[str, str]:
    """Return what is said and what is shown after some words were typed."""
    [line] = of_class(form, "casekit-search")
    line.value = words
    return of_class(form, "casekit-about")[0].value, of_class(form, "casekit-terms")[0].value


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("words", ["ventilasi", "VENTILATION"])
def test_a_term_is_found_by_its_label_in_either_language(language, words):
    with vocab.in_language(language):
        form = widgets.Glossary()
    said, found = typed(form, words)
    first = html.unescape(re.sub("<[^>]+>", "", found.split("</li>")[0]))
    other = "en" if language == "id" else "id"
    own_label, other_label = (vocab.label("technique", "ventilation", one) for one in (language, other))
    assert first.startswith(f"{own_label} ({other_label}): ")
    assert vocab.about("technique", "ventilation", language) in first
    assert vocab.label("scheme", "technique", language) in first
    assert vocab.source("technique", "ventilation", language) in first
    assert said[0].isdigit()


def test_what_is_not_found_is_said_and_an_empty_line_shows_how_much_there_is():
    form = widgets.Glossary(language="en")
    assert typed(form, "xyzzy") == (vocab.say("widgets.glossary_none", "en"), "")
    said, found = typed(form, "  ")
    lists = [scheme for scheme in vocab.schemes() if scheme not in NOT_OF_THE_FIELD]
    terms = sum(len(vocab.codes(scheme)) for scheme in lists)
    assert said.startswith(f"{terms} terms in {len(lists)} lists")
    assert found == ""


def test_many_terms_are_cut_and_counted():
    said, found = typed(widgets.Glossary(language="en"), "a")
    assert found.count("<li>") == MOST_SHOWN
    assert said.startswith(f"{MOST_SHOWN} of ")


def test_all_words_must_occur_and_labels_come_before_meanings():
    form = widgets.Glossary(language="en")
    assert form.search("home visit")[0][1] == "home_visit"
    assert all(
        "home" in text and "visit" in text
        for scheme, code in form.search("visit home")
        for text in [
            " ".join(
                [
                    *(vocab.label(scheme, code, one) for one in vocab.LANGUAGES),
                    vocab.about(scheme, code, "en"),
                ]
            ).casefold()
        ]
    )


def test_lists_that_rest_on_a_regulation_say_that_the_law_is_to_be_checked():
    assert vocab.say("tables.law", "en") in typed(widgets.Glossary("ppks", language="en"), "neglected")[1]
    assert vocab.say("tables.law", "en") not in typed(widgets.Glossary("stage", language="en"), "plan")[1]


def test_what_is_typed_becomes_no_markup():
    said, found = typed(widgets.Glossary(), "<script>")
    assert "<script" not in said + found


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_on_paper_it_is_the_whole_list_in_both_languages(language):
    other = {"id": "en", "en": "id"}[language]
    with vocab.in_language(language):
        told = widgets.Glossary("technique", "ppks")._in_words()
        expected = [tables.glossary(scheme) for scheme in ("technique", "ppks")]
        for scheme in ("technique", "ppks"):
            for code in vocab.codes(scheme):
                both = f"{vocab.label(scheme, code)}; {vocab.label(scheme, code, other)}; "
                assert f"{both}{vocab.about(scheme, code)}" in told["text/plain"]
                assert html.escape(vocab.label(scheme, code, other)) in told["text/html"]
                assert vocab.label(scheme, code, other) in html.unescape(told["text/markdown"])
    for table in expected:
        for cell in [*table.columns, *table.to_numpy().ravel()]:
            assert html.escape(cell) in told["text/html"]
            assert cell in html.unescape(told["text/markdown"])
    assert vocab.say("tables.law", language) in told["text/plain"]
    assert "casekit-kept" in told["text/html"]


def test_a_list_that_is_not_there_is_named():
    with pytest.raises(UnknownCodeError, match="technique"):
        widgets.Glossary("tehnique")


def test_what_pages_and_calendars_are_made_of_is_no_term_of_the_field():
    told = widgets.Glossary(language="en")._in_words()["text/plain"]
    assert "ventilation; ventilasi; " in told
    assert not re.search("Monday|A4 paper|foot of the page", told)
