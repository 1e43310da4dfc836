"""Keys that follow from the case files are worked out anew from them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
import yaml

import casekit
from casekit import vocab
from casekit.check import check
from casekit.course import lesson
from casekit.course.items import Card, Multiple, Numeric, Sorting
from casekit.exercises import complete
from casekit.model import Case, Part, walk

ROOT = Path(__file__).parents[2] / "exercises"
WEEKS = (3, 4, 5)


@cache
def study(name: str) -> Case:
    return casekit.load(casekit.case_study(name))


def item(folder: str, name: str) -> object:
    return next(own for own in complete(ROOT / folder).items if own.id == name)


def cards(folder: str, name: str) -> dict[str, Card]:
    own = item(folder, name)
    assert isinstance(own, Sorting)
    return {card.id: card for card in own.cards}


def placed(folder: str, name: str) -> dict[str, str]:
    return {name: card.cell[0] for name, card in cards(folder, name).items()}


# ---------------------------------------------------------------- 02: basis

# What each card rests on: the part of the case file that has the same basis, or none for what is unsupported.
RESTS_ON = {
    ("weaver", "mother-home"): ("a-weaver", "mother"),
    ("weaver", "mother-helps"): ("a-weaver", "mother_support"),
    ("weaver", "word"): ("a-weaver", "child_speech"),
    ("weaver", "aid"): ("a-weaver", "depends_on_food_aid"),
    ("bookkeeper", "amount"): ("b-bookkeeper", "cash_02"),
    ("bookkeeper", "target"): ("b-bookkeeper", "cash_02"),
    ("bookkeeper", "together"): ("b-bookkeeper", "home"),
    ("bookkeeper", "nought"): ("b-bookkeeper", "weeks_recorded"),
    ("others", "d-consent"): ("d-trainee", "first_contact"),
}
SAID = {  # statements without a name of their own, by words that stand in them
    ("weaver", "piece"): ("a-weaver", "paid by the piece"),
    ("bookkeeper", "five"): ("b-bookkeeper", "daily and consistently for five consecutive weeks"),
    ("others", "c-not-known"): ("c-street-youth", "could not be established"),
    ("others", "d-father"): ("d-trainee", "the father's part is inferred"),
    ("others", "d-close"): ("d-trainee", "That the two are close is inferred"),
}
UNSUPPORTED = {  # the gap or note in which the case file says that it is open
    ("weaver", "pregnancy"): ("a-weaver", "only an examination can tell"),
    ("weaver", "died"): ("a-weaver", "covers both widowed and divorced"),
    ("bookkeeper", "weeks-3-7"): ("b-bookkeeper", "but which weeks is not said"),
    ("others", "c-school"): ("c-street-youth", "his schooling is not mentioned"),
    ("others", "c-deviant"): ("c-street-youth", "yet no finding supports it"),
}


def texts(part: Part) -> Iterator[str]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if hasattr(value, "en"):
            yield value.en


def test_each_card_on_basis_has_the_basis_of_the_case_file() -> None:
    all_cards = {
        (name, own) for name in ("weaver", "bookkeeper", "others") for own in cards("02-basis", name)
    }
    assert all_cards == RESTS_ON.keys() | SAID.keys() | UNSUPPORTED.keys()
    for (name, own), (case, id_) in RESTS_ON.items():
        assert placed("02-basis", name)[own] == study(case).by_id()[id_].basis, own
    for (name, own), (case, words) in SAID.items():
        parts = [part for _, part in walk(study(case)) if any(words in text for text in texts(part))]
        assert [part.basis for part in parts] == [placed("02-basis", name)[own]], own
    for (name, own), (case, words) in UNSUPPORTED.items():
        assert placed("02-basis", name)[own] == "unsupported"
        assert any(words in text for _, part in walk(study(case)) for text in texts(part)), own


# ---------------------------------------------------------------- 04, 07, 08: findings, SWOT, quadrant

FINDINGS = {
    "movement": "child_movement", "mother": "mother_at_home", "checks": "no_antenatal_check",
    "scolds": "scolds_child", "pay": "low_piece_pay", "speech": "child_speech", "weaves": "can_weave",
    "aid": "depends_on_food_aid", "food": "no_nutrition", "alone": "alone_with_two_children",
}  # fmt: skip


def test_each_scrap_stands_in_the_dimension_of_its_finding() -> None:
    case = study("a-weaver")
    given = placed("04-bpss", "statements")
    assert given.pop("faith") == "unexplored"
    assert not any(finding.dimension == "spiritual" for finding in case.assessment.findings)
    assert not case.assessment.unknown
    assert given.keys() == FINDINGS.keys()
    assert {FINDINGS[name]: cell for name, cell in given.items()} == {
        finding.id: finding.dimension for finding in case.assessment.findings
    }


def test_the_cards_of_the_quadrant_are_those_of_the_case_file() -> None:
    items = study("c-street-youth").assessment.quadrant.items
    assert placed("08-quadrant", "nine") == {one.id: f"{one.domain}-{one.side}" for one in items}


def test_the_cells_of_swot_are_those_of_the_case_file() -> None:
    cells = {one.id: one.cell for one in study("a-weaver").assessment.swot}
    given = placed("07-swot", "cells")
    same = {
        "skill": "s_weaving", "child": "t_child", "one-product": "w_single_product", "aid": "o_food_aid",
        "cost": "t_health_costs", "scolding": "w_emotions",
    }  # fmt: skip
    assert {name: given[name] for name in same} == {name: cells[id_] for name, id_ in same.items()}
    assert (given["daily"], given["clinic"]) == ("strength", "opportunity")


# ---------------------------------------------------------------- 05, 06: family and network


def test_the_task_files_hold_nothing_that_the_case_file_does_not() -> None:
    family, network = study("b-bookkeeper"), study("b-bookkeeper").network
    model = casekit.load(ROOT / "05-genogram" / "instructor" / "model-family.yaml")
    drawn, known = (
        Counter((one.relation, one.sex, one.age_years, one.birth_order) for one in case.people)
        for case in (model, family)
    )
    assert drawn == known
    assert [one.status for one in model.unions] == [one.status for one in family.unions] == ["unknown"]
    assert casekit.load(ROOT / "06-ecomap" / "instructor" / "model-network.yaml").network == network


def test_the_lines_of_client_d_are_those_of_the_case_file() -> None:
    ties: dict[str, set[str]] = {}
    for tie in study("d-trainee").network.ties:
        ties.setdefault(tie.system, set()).add(tie.tie)
    systems = {
        "family": "family", "psychologist": "psychologist", "caregivers": "caregivers",
        "units": "vocational_units", "friends": "dormitory_friends", "neighbours": "home_neighbours",
    }  # fmt: skip
    lines = {"supportive": {"supportive"}, "undescribed": {"unknown"}, "both": {"supportive", "stressful"}}
    for name, cell in placed("06-ecomap", "d-lines").items():
        assert ties[systems[name]] == lines[cell], name


# ---------------------------------------------------------------- 10: the thread


def test_the_breaks_are_those_of_the_case_files() -> None:
    weaver, trainee = study("a-weaver"), study("d-trainee")
    answered = {one for goal in weaver.plan.goals for one in goal.answers}
    assert not {"child_movement", "child_speech"} & answered
    assert {"low_piece_pay", "can_weave", "scolds_child"} <= answered
    emotions = next(goal for goal in weaver.plan.goals if goal.id == "goal_emotions")
    assert (emotions.indicator, emotions.baseline) == (None, None)
    assert not any("goal_emotions" in one.goals for one in weaver.evaluation.measures)
    assert placed("10-breaks", "weaver") == {
        "pay": "joined", "child": "finding", "emotions": "measure", "weaving": "joined",
    }  # fmt: skip

    goals = {goal.id: goal.answers for goal in trainee.plan.goals}
    answered = {one for own in goals.values() for one in own}
    judged = {one for note in trainee.evaluation.outcome for one in note.goals}
    assert goals["goal_louder"] == []
    assert not {"tends_to_be_silent", "q_operation_pressure"} & answered
    assert {"ashamed_to_ask", "hard_to_open_up"} <= answered
    assert judged == {"goal_ask", "goal_open"}
    loose = [note.text.en for note in trainee.evaluation.outcome if not note.goals]
    assert "The client decides more bravely for herself." in loose
    assert placed("10-breaks", "trainee") == {
        "ask": "joined", "louder": "goal", "silent": "finding", "operation": "finding", "deciding": "result",
        "conversation": "evaluation", "open": "joined", "louder-result": "evaluation",
    }  # fmt: skip


# ---------------------------------------------------------------- 13: the cash book


def sums() -> dict[int, Counter[str]]:
    """Return income, and spending by need, of each week."""
    found = {week: Counter[str]() for week in WEEKS}
    for entry in study("b-bookkeeper").intervention.cash_book.entries:
        found[entry.week][entry.need or entry.direction] += entry.amount_idr
    return found


def right(name: str) -> list[int]:
    own = item("13-cash-book", name)
    assert isinstance(own, Numeric)
    return sorted(int(number.value) for number in own.numbers if number.right)


def test_the_amounts_of_the_cash_book_are_worked_out_from_the_case_file() -> None:
    book, weeks = study("b-bookkeeper").intervention.cash_book, sums()
    out = {week: own.total() - own["income"] for week, own in weeks.items()}
    spent = {week: out[week] - weeks[week]["saving"] for week in WEEKS}
    earned = {week: weeks[week]["income"] for week in WEEKS}
    aside = sum(own["saving"] for own in weeks.values())
    left = list(accumulate((earned[week] - out[week] for week in WEEKS), initial=book.opening_balance_idr))
    closing = dict(zip(WEEKS, left[1:], strict=True))
    assert right("in-3") == [earned[3]]
    assert right("out-3") == [out[3]]
    assert right("wants-3") == [weeks[3]["want"]]
    assert right("balance-3") == [closing[3]]
    assert right("saved-4") == [weeks[4]["saving"]]
    assert right("out-4") == sorted([spent[4], out[4]])
    assert right("left-5") == sorted([earned[5] - out[5], earned[5] - spent[5]])
    assert right("business-4") == [earned[4] - weeks[4]["business"]]
    assert right("closing-5") == sorted([closing[5], closing[5] + aside])
    assert [week for week in WEEKS if weeks[week]["saving"] >= book.weekly_target_idr] == [5]
    order = next(own for own in book.entries if own.text.en == "A neighbour's order of snacks")
    assert (order.week, order.amount_idr, earned[4] - order.amount_idr) == (4, 45000, 422000)
    for language in ("id", "en"):
        guide = (ROOT / "13-cash-book" / "instructor" / f"guide.{language}.md").read_text(encoding="utf-8")
        with vocab.in_language(language):
            for week in WEEKS:
                own = weeks[week]
                row = [week, earned[week], spent[week], own["saving"], earned[week] - spent[week]]
                row += [earned[week] - own["business"], closing[week]]
                told = " | ".join(vocab.number(one).replace("-", "−") for one in row)
                assert f"| {told} |" in guide


# ---------------------------------------------------------------- 14: sentences


def test_the_numbers_of_the_sentences_are_those_of_the_case_files() -> None:
    [income] = study("a-weaver").evaluation.measures
    before, after = (one.value for one in income.observations)
    assert (before, after, after - before) == (12000, 40000, 28000)
    [weeks] = study("b-bookkeeper").evaluation.measures
    assert [one.value for one in weeks.observations] == [0, 5]
    series = item("14-honest-sentences", "mean-difference")
    assert isinstance(series, Numeric)
    before, after = (
        [int(one) for one in re.findall(r"\d+", own)]
        for own in re.findall(r": ([\d, ]+)\.? ?", series.situation.en.replace("(invented)", ""))
    )
    difference = sum(after) / len(after) - sum(before) / len(before)
    assert [one.value for one in series.numbers if one.right] == [pytest.approx(difference)]


# ---------------------------------------------------------------- 16: the audit


# Words of each planted fault, in Indonesian and English, by which it is known in the narrative.
FAULTS = {
    "guardian": ("Ia menandatanganinya sendiri", "She signed it alone"),
    "before-consent": ("Pada minggu ke-3 Klien G menandatangani", "In week 3 Client G signed"),
    "invented": ("Pemeriksaan psikologis menunjukkan", "A psychological examination shows"),
    "unused": ("pusat kegiatan belajar", "a learning centre"),
    "no-indicator": ("Tujuan 3: Harga diri Klien G meningkat.", "Goal 3: Client G has a higher self-esteem."),
    "twins": ("teman sebayanya tanpa rasa malu", "her peers without shame"),
    "technique": ("teknik dinamika kelompok", "the technique of group dynamics"),
    "unmeasured": ("harga dirinya meningkat pesat", "her self-esteem has risen greatly"),
    "receiver": ("dirujuk untuk pendampingan selanjutnya", "was referred for further support"),
    "identity": ("0800-000-0000", "0800-000-0000"),
}


def test_each_planted_fault_is_found_by_its_rule_and_nothing_in_the_model() -> None:
    folder = ROOT / "16-audit"
    planted = yaml.load(
        (folder / "instructor" / "faults.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )["faults"]
    assert len(planted) == len({fault["rule"] for fault in planted}) == 10
    record = casekit.load(folder / "data" / "record.yaml")
    asked = [point for point in check(record, strict=True) if not point.explained]
    assert {point.code for point in asked} == {fault["rule"] for fault in planted}
    for fault in planted:
        [part] = [point.part for point in asked if point.code == fault["rule"]]
        assert part == fault.get("part", "")
        for language, words in zip(("id", "en"), FAULTS[fault["id"]], strict=True):
            narrative = (folder / "data" / f"narrative.{language}.md").read_text(encoding="utf-8")
            assert words in narrative.split("\n## ")[fault["section"]], (fault["id"], language)
            guide = (folder / "instructor" / f"guide.{language}.md").read_text(encoding="utf-8")
            assert fault["rule"] in guide
    model = casekit.load(folder / "instructor" / "model-corrected.yaml")
    assert [point for point in check(model, strict=True) if not point.explained] == []
    checked = {own.rule for own in item("16-audit", "corrected").checks if own.rule}
    assert checked == {fault["rule"] for fault in planted}


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_quotations_stand_in_the_narrative(language: str) -> None:
    narrative = (ROOT / "16-audit" / "data" / f"narrative.{language}.md").read_text(encoding="utf-8")
    said = " ".join(re.sub(r"\W+", " ", narrative).casefold().split())
    assert 1000 < len(said.split()) < 1500
    for name in ("first-seven", "second-seven"):
        for card in cards("16-audit", name).values():
            for quoted in re.findall("“([^”]+)”", getattr(card.text, language)):
                for piece in quoted.split("…"):
                    words = " ".join(re.sub(r"\W+", " ", piece).casefold().split())
                    assert words in said, (card.id, piece)


# ---------------------------------------------------------------- all


def test_the_cases_that_items_speak_of_are_studies() -> None:
    spoken = {
        own.case for folder in ROOT.glob("*/exercise.yaml") for own in lesson(str(folder)).items if own.case
    }
    assert spoken == {*casekit.case_studies()}


def test_what_may_be_said_of_client_b_stands_in_the_case_file() -> None:
    own = item("14-honest-sentences", "b-say")
    assert isinstance(own, Multiple)
    outcome = " ".join(note.text.en for note in study("b-bookkeeper").evaluation.outcome)
    assert "income had not risen significantly" in outcome
    assert [option.id for option in own.options if option.right] == ["five", "shy", "income"]
