"""Lessons, and the lecturers' plans for them, state minutes in which what they ask can be done."""

import re

import pytest

from tests import minutes

LESSONS = minutes.lessons()
LANGUAGES = ["id", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_part_of_a_lesson_can_be_done_in_its_minutes(lesson, language):
    parts = minutes.stated(minutes.cells(lesson, language))
    needed = minutes.needed(lesson, language)
    spare = len(parts) - len(needed)
    assert spare in (0, 1)  # the last row of a stage lesson is spare time
    late = [
        f"{name}: {needs:.1f} of {given}"
        for (name, given), needs in zip(parts, needed, strict=False)
        if needs > given + minutes.SPARE
    ]
    assert late == [], (
        "shorten it, or state more minutes; what cannot be counted is told in tests/minutes.yaml"
    )
    total = sum(given for _, given in parts)
    assert needed[0] > 0
    assert sum(needed) <= total
    assert total == minutes.lesson_of(minutes.items_of(lesson)).minutes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", minutes.read_only())
def test_a_lesson_for_researchers_takes_an_hour_at_most(lesson, language):
    total = sum(given for _, given in minutes.stated(minutes.cells(lesson, language)))
    assert 0 < minutes.read_in(lesson, language) <= total <= 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", minutes.read_only())
def test_no_code_is_shown_that_the_lesson_does_not_teach(lesson, language):
    every = minutes.cells(lesson, language)
    prose = "\n".join(cell["source"] for cell in every if cell["cell_type"] == "markdown")
    for cell in every:
        if cell["cell_type"] == "code" and "hide-input" not in cell["metadata"].get("tags", []):
            called = {name for name in re.findall(r"(\w+)\(", cell["source"]) if not hasattr(dict, name)}
            assert {name for name in called if f"`{name}" not in prose and f".{name}" not in prose} <= {
                "df",
                "type",
            }, cell["id"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_exceptions_name_cells_that_there_are(lesson):
    ids = {cell["id"] for cell in minutes.cells(lesson, "en")}
    told = minutes.told()[lesson]
    assert {*told.get("others", {}), *told.get("starts", [])} <= ids


def test_tasks_are_counted_as_it_says():
    quiz = {"cell_type": "code", "source": 'widgets.Quiz("example", part="checks")\nwidgets.BPSS(case)'}
    items = [*minutes.asked_in(quiz["source"])]
    assert minutes.minutes_of(quiz) == sum(map(minutes.task, items)) + minutes.FORM
    read = {"cell_type": "markdown", "source": "word " * 300}
    assert minutes.minutes_of(read) == 2
