"""The lessons tell what the case file says, and the start page may be run as often as one likes."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

import casekit
from casekit import course, vocab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = ["00_start.ipynb", "cases/d-trainee.ipynb"]


def cells(language: str, lesson: str, kind: str) -> dict[str, str]:
    content = json.loads((NOTEBOOKS / language / lesson).read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == kind}


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_headings_make_an_outline(language, lesson):
    prose = "\n".join(cells(language, lesson, "markdown").values())
    levels = [
        len(marks) for marks in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", prose, flags=re.S), re.M)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_title_author_and_language_stand_in_the_metadata(language, lesson):
    metadata = json.loads((NOTEBOOKS / language / lesson).read_text(encoding="utf-8"))["metadata"]
    [title] = re.findall(r"^# (.+)$", "\n".join(cells(language, lesson, "markdown").values()), re.M)
    assert (metadata["title"], metadata["lang"]) == (title, language)
    assert metadata["authors"][0]["name"]


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_the_minutes_of_the_lesson_add_up_to_what_it_promises(language):
    prose = cells(language, "cases/d-trainee.ipynb", "markdown")
    minutes = [int(number) for number in re.findall(r"\| (\d+) \|$", prose["d-minutes"], re.M)]
    assert re.search(rf"\b{sum(minutes)} (menit|minutes)", prose["d-title"])
    assert 45 <= sum(minutes) <= 60


@pytest.mark.parametrize(("language", "rupiah"), [("id", "Rp{:,}"), ("en", "Rp {:,}")])
def test_numbers_in_the_prose_are_those_of_the_case_file(language, rupiah):
    prose = cells(language, "cases/d-trainee.ipynb", "markdown")
    case = casekit.load(casekit.case_study("d-trainee"))
    home, setting, sessions = case.households[0], case.setting, case.intervention.sessions

    def money(amount: float) -> str:
        said = rupiah.format(round(amount))
        return said.replace(",", ".") if language == "id" else said

    assert str(case.person("client").age_years) in prose["d-title"]
    assert f"{setting.duration_weeks} " in prose["d-meeting"]
    decade = {"id": "2020-an", "en": "2020s"}[language]
    assert decade in getattr(setting.began, language)
    assert decade in prose["d-meeting"]
    per_day = home.income_idr / home.income_days
    in_dormitory = len(home.members) - 1
    asked = {item.id: item for item in course.lesson("d-trainee").items}["per-day"]
    for said in (money(home.income_idr), str(home.income_days)):
        assert said in getattr(asked.situation, language)
    right = [number.value for number in asked.numbers if number.right]
    assert right == [round(per_day / people, -2) for people in (len(home.members), in_dormitory)]
    feedback = " ".join(getattr(number.feedback, language) for number in asked.numbers)
    assert money(right[0]).removeprefix("Rp").strip() in feedback
    weeks = (case.engagement.contract.week, sessions[0].week)
    assert re.findall(r"(?:minggu|week) (\d)", prose["d-engagement"])[:2] == [str(week) for week in weeks]
    first, strengthening, group = sessions
    [planned] = strengthening.other_dates
    assert (planned.week, strengthening.week, group.week) == (first.week, 5, 5)
    said = re.findall(r"(?:minggu|week) (\d)", prose["d-session-2"])
    assert said == [str(planned.week), str(strengthening.week)]
    kinds = [session.session for session in sessions]
    assert (len(kinds), kinds.count("group")) == (3, 1)


def test_the_reading_of_plan_and_evaluation_still_fits_the_case_file():
    # What the lesson says about goals 1 to 4 and symptom 4; when this fails, the prose has to change too.
    case = casekit.load(casekit.case_study("d-trainee"))
    symptoms = [symptom.id for symptom in case.assessment.symptoms]
    goals = case.plan.goals
    answered = {one for goal in goals for one in goal.answers}
    assert [bool(goal.answers) for goal in goals] == [True, False, True, True]
    assert [symptom in answered for symptom in symptoms] == [True, True, True, False]
    assert not any(goal.indicator or goal.baseline or goal.target or goal.due_week for goal in goals)
    numbers = {goal.id: number for number, goal in enumerate(goals, 1)}
    evaluated = {
        part: {numbers[one] for note in getattr(case.evaluation, part) for one in note.goals}
        for part in ("process", "outcome")
    }
    assert evaluated == {"process": {2}, "outcome": {1, 3}}
    assert case.intervention.sessions[2].result is None
    assert {item.basis for item in [*case.assessment.swot, *case.assessment.strategies]} == {"derived"}
    [consent] = case.engagement.consents
    assert (consent.week, consent.answer, case.engagement.contract.signed) == (1, "given", True)
    assert case.assessment.quadrant.filled_by == "client"
    assert [concept.source for concept in case.concepts[:3]] == ["Lauster", "Hakim (2005)", "Hurlock"]


def test_the_comparison_still_fits_the_four_case_files():
    # What the quizzes of the comparison say of the files; when this fails, they have to change too.
    cases = [casekit.load(casekit.case_study(name)) for name in casekit.case_studies()]
    assert [len(case.intervention.sessions) for case in cases] == [0, 8, 0, 3]
    assert [len(case.evaluation.measures) for case in cases] == [1, 1, 0, 0]
    assert [len(case.engagement.consents) for case in cases] == [0, 0, 0, 1]
    assert ["ecomap" in case.tools for case in cases] == [False, True, False, True]
    assert not any(goal.target or goal.due_week for case in cases for goal in case.plan.goals)
    for case in cases:
        found = {(gap.stage, gap.gap) for gap in case.assessment.gaps}
        assert {("planning", "unanswered"), ("evaluation", "unmeasured")} <= found
