"""The check itself: stages, explanations, rules that fail, many points, and files that changed."""

import time
from importlib import resources
from pathlib import Path

import pytest

import casekit
from casekit.check import FAILED, check
from casekit.check.rules import Rule, rules
from casekit.errors import UnknownCodeError
from casekit.model import Review
from tests.check.small import small

GOALS = {"goals": [{"id": "g1", "text": "berani bertanya"}]}


def codes(case: casekit.Case, **how: bool) -> set[str]:
    return {point.code for point in check(case, **how)}


def test_points_speak_of_what_is_missing_and_not_of_fields_in_the_file():
    files = resources.files("casekit") / "data" / "check"
    told = [
        f"{file.name}: {line}" for file in files.iterdir() for line in file.read_text("utf-8").splitlines()
    ]
    assert [line for line in told if "message:" in line and "`" in line] == []


def test_a_case_with_only_its_client_is_left_in_peace():
    assert codes(small({})) == set()


def test_a_stage_that_was_not_reached_is_not_asked_about_unless_strictly():
    case = small({"me": {"age_years": 30}, "engagement": {"contacts": [{"contact": "outreach", "week": 1}]}})
    assert codes(case) == set()
    assert {"T701", "T703", "M600", "E105"} <= codes(case, strict=True)


def test_points_come_in_the_order_of_the_stages():
    case = casekit.load(casekit.case_study("d-trainee"))
    stages = [point.stage for point in check(case)]
    order = ["", "engagement", "assessment", "planning", "intervention", "evaluation", "termination"]
    assert stages == sorted(stages, key=order.index)


def test_a_gap_explains_a_warning_but_never_an_error():
    gap = {"gap": "missing", "stage": "planning", "about": ["g1"], "text": "tidak disebut"}
    found = {point.code: point for point in check(small({"plan": GOALS, "assessment": {"gaps": [gap]}}))}
    assert found["P401"].explained == "tidak disebut"
    assert found["P403"].explained == "", "another kind of gap"
    child = {"me": {"age_years": 15}, "engagement": {"contacts": [{"contact": "outreach"}]}}
    case = small(child | {"assessment": {"gaps": [gap | {"about": [], "rule": "E101"}]}})
    assert [point.explained for point in check(case, select=["E101"])] == [""]


def test_a_review_explains_only_what_it_names():
    two = {"goals": [{"id": "g1", "text": "berani bertanya"}, {"id": "g2", "text": "mengirim lamaran"}]}
    entry = {"review": "explained", "rule": "P401", "text": "cukup jelas", "by": "pembimbing"}
    named = small({"plan": two, "review": [entry | {"about": ["g2"], "at": "indicator"}]})
    assert [bool(point.explained) for point in check(named, select=["P401"])] == [False, True]
    everywhere = small({"plan": two, "review": [entry]})
    assert [bool(point.explained) for point in check(everywhere, select=["P401"])] == [True, True]
    elsewhere = small({"plan": two, "review": [entry | {"at": "plan.goals.text"}]})
    found = check(elsewhere, select=["P401", "C909"])
    assert [point.code for point in found if not point.explained] == ["C909", "P401", "P401"]


def test_a_rule_that_was_not_asked_leaves_its_review_alone():
    entry = {"review": "explained", "rule": "P401", "text": "cukup jelas", "by": "pembimbing"}
    case = small({"review": [entry]})
    assert [point.code for point in check(case)] == ["C909"]
    assert check(case, ignore=["P401"]) == []
    assert check(case, select=["C9", "E1"]) == []


def test_a_rule_that_fails_says_so_and_stops_none_of_the_others(monkeypatch: pytest.MonkeyPatch):
    def broken(look: object) -> list[object]:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(
        "casekit.check.rules.rules", lambda: {**rules(), "P401": Rule("P401", "planning", broken)}
    )
    found = check(small({"plan": GOALS}))
    failed = [point for point in found if point.code == FAILED]
    assert len(failed) == 1
    assert "P401" in failed[0].message and "ZeroDivisionError" in failed[0].message
    assert "P403" in {point.code for point in found}


def test_an_unknown_code_names_the_nearest(language: str):
    with pytest.raises(UnknownCodeError, match="P401"):
        check(small({}), select=["P401x"])
    with pytest.raises(UnknownCodeError, match="E1"):
        check(small({}), ignore=["E10I"])


def test_lines_are_those_of_the_file_as_it_was_read(tmp_path: Path):
    case = small({"plan": GOALS})
    path = casekit.save(case, tmp_path / "kasus.yaml")
    point = check(casekit.load(path), select=["P403"])[0]
    assert "berani bertanya" in "".join(
        path.read_text(encoding="utf-8").splitlines()[point.line - 2 : point.line + 3]
    )
    assert check(case, select=["P403"])[0].line == point.line
    loaded = casekit.load(path)
    path.write_text(f"# lagi\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert check(loaded, select=["P403"])[0].line is None, "the file is another by now"
    assert check(small({"plan": GOALS}), select=["P403"])[0].line is None, "there is no file"


def test_a_text_of_a_case_cannot_break_a_message():
    odd = "{name} %s {0} \u202e\n\t‘”<b>"
    for point in check(
        small(
            {"plan": {"goals": [{"text": odd}, {"text": odd}]}, "assessment": {"symptoms": [{"text": odd}]}}
        )
    ):
        assert "\n" not in point.message
        assert point.message.count("\u2068") == point.message.count("\u2069")


def test_ten_thousand_points_take_less_than_two_seconds_of_a_quiet_machine():
    goals = [{"id": f"g{number}", "text": f"tujuan {number}"} for number in range(2500)]
    activities = [{"text": f"kegiatan {number}"} for number in range(2500)]
    case = small({"plan": {"goals": goals, "activities": activities}})
    case.review = [
        Review(review="explained", rule="P401", about=[f"g{number}"], text="ya", by="x")
        for number in range(2500)
    ]
    began = time.process_time()
    found = check(case)
    took = time.process_time() - began
    assert len(found) >= 10_000
    assert took < 10, "five times what tests/benchmarks/check.py allows: this machine may be busy"
