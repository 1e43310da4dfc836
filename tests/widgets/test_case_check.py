"""The form of the check: live counts, the way to each field, exceptions that are explained."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from form_parts import inside, of_class, tell, the

import casekit
from casekit import vocab
from casekit.check import check
from casekit.check.rules import told_about
from casekit.model import Case
from casekit.widgets import BPSS, Check, Plan
from casekit.widgets._base import Form
from casekit.widgets.pieces import close
from casekit.widgets.plain import hidden
from casekit.widgets.way import form_of, reveal
from tests.check.small import examples, small


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return casekit.work_copy(casekit.case_study("d-trainee"), tmp_path)


def shown(case: Case) -> Check:
    """Return the form as a cell shows it."""
    form = Check(case)
    form._repr_mimebundle_()
    return form


def points(form: Check, code: str) -> list[Any]:
    return [own for own in of_class(form, "casekit-item") if f" {code}: " in own.description]


def open_point(form: Check, code: str) -> None:
    points(form, code)[0].click()


def words(form: Form) -> str:
    shown = (getattr(own, "value", "") for own in inside(form))
    said = " ".join(text for text in shown if isinstance(text, str))
    return unescape(re.sub(r"</?strong>", "", said))


def focused(form: Form) -> str:
    return form._guard.focus.partition(" ")[0]


def test_it_says_what_is_open_at_which_stage_and_that_this_is_no_mark(path: Path, language: str) -> None:
    form = Check(casekit.load(path))
    counted = the(form, "casekit-counts").value
    assert vocab.label("stage", "planning").capitalize() in counted and "<table>" in counted
    assert vocab.say("check.no_mark") in words(form)
    assert len(points(form, "P401")) == 0, "what a gap explains stands apart"
    assert points(form, "P414")


def test_a_point_says_why_and_how_and_leads_to_its_field(path: Path, language: str) -> None:
    form = shown(casekit.load(path))
    open_point(form, "P414")
    assert all(sentence in words(form) for sentence in told_about("P414"))
    assert vocab.say("check.law") in words(form)
    the(form, "casekit-go").click()
    below = form._below
    assert isinstance(below, Plan)
    assert in_the_approval(below)


def test_the_form_on_the_page_is_used_and_no_other_is_opened(path: Path) -> None:
    case = casekit.load(path)
    plan, form = Plan(case), shown(case)
    tell(plan, seen=False)
    open_point(form, "P414")
    the(form, "casekit-go").click()
    assert form._below is None
    assert in_the_approval(plan)
    tell(plan, gone=True)
    the(form, "casekit-go").click()
    assert isinstance(form._below, Plan)
    the(form, "casekit-shut").click()
    assert form._below is None and hidden(the(form, "casekit-shut"))
    assert form._below not in case_forms(form)


def in_the_approval(form: Form) -> bool:
    """Return whether the focus is in the card of who approved the plan."""
    return any(focused(form) in own._dom_classes for own in inside(the(form, "casekit-cell-approved_by")))


def case_forms(form: Form) -> list[Form]:
    return [*form.desk.readers]


def test_what_is_mended_goes_when_nobody_types(path: Path) -> None:
    case = casekit.load(path)
    form = Check(case)
    tell(form, seen=True)
    before = len(points(form, "P406"))
    form.desk.set(case.plan.activities[0], "goals", [case.plan.goals[0].id])
    form._draw()
    assert len(points(form, "P406")) == before - 1


def test_an_exception_is_explained_with_reason_and_person_and_undone(path: Path, language: str) -> None:
    form = Check(casekit.load(path))
    open_point(form, "P414")
    the(form, "casekit-explain").click()
    assert vocab.say("widgets.needs_reason_and_person") in words(form)
    the(form, "casekit-reason").value = "disepakati lisan"
    the(form, "casekit-by").value = "pembimbing"
    the(form, "casekit-explain").click()
    [*_, entry] = casekit.load(path).review
    assert (entry.review, entry.rule, entry.text, entry.by, entry.at) == (
        *("explained", "P414", "disepakati lisan", "pembimbing", "plan.approved_by"),
    )
    assert points(form, "P414") == []
    of_class(form, "casekit-more")[-1].click()
    [explained] = points(form, "P414")
    explained.click()
    assert "disepakati lisan (pembimbing)" in words(form)
    the(form, "casekit-go").click()
    assert focused(form).startswith("casekit-"), "the entry is opened in this form"
    form.undo()
    form._draw()
    assert points(form, "P414") and casekit.load(path).review == []


def test_what_somebody_writes_stays_when_another_point_goes(path: Path) -> None:
    case = casekit.load(path)
    form = Check(case)
    open_point(form, "P414")
    the(form, "casekit-reason").value = "disepakati"
    form.desk.write(case.plan.activities[0], "responsible", "pekerja sosial", "id")
    form._draw()
    assert the(form, "casekit-reason").value == "disepakati"


def test_ten_thousand_points_show_as_few_controls_as_a_hundred() -> None:
    goals = [{"id": f"g{number}", "text": f"tujuan {number}"} for number in range(2500)]
    form = Check(small({"plan": {"goals": goals, "activities": [{"text": f"k{n}"} for n in range(2500)]}}))
    assert len(form.points()) >= 10_000
    assert len([*inside(form)]) < 200
    before = len(of_class(form, "casekit-item"))
    next(own for own in of_class(form, "casekit-more") if not hidden(own)).click()
    assert len(of_class(form, "casekit-item")) == before + 20


def test_a_text_of_the_case_is_escaped() -> None:
    form = Check(small({"plan": {"goals": [{"text": "<img src=x onerror=alert(1)>"}]}}))
    open_point(form, "P401")
    assert not [own for own in inside(form) if "<img" in str(getattr(own, "value", ""))]


def test_a_case_study_can_be_read_and_not_explained() -> None:
    form = Check(casekit.load(casekit.case_study("d-trainee")))
    open_point(form, "P414")
    assert the(form, "casekit-explain").disabled and the(form, "casekit-reason").disabled


def test_every_point_leads_to_a_control() -> None:
    """Each place of the case at which a rule speaks is tried once."""
    tried: set[tuple[str, ...]] = set()
    for code, own in examples().items():
        case = small(own["speaks"][0])
        for point in check(case, select=[] if code == "C909" else [code]):
            names = tuple(step for step in point.way if isinstance(step, str))
            if names in tried:
                continue
            tried.add(names)
            form = form_of(point.way)(case)
            reveal(form, point.way)
            css = focused(form)
            assert css and of_class(form, css), (code, point.place)
            form.desk.leave(form)
            close(form)
    assert len(tried) > 50


def test_what_is_missing_leads_to_where_it_is_added() -> None:
    goals = {"goals": [{"id": "g1", "text": "berani bertanya"}]}
    board = {"swot": [{"cell": "strength", "text": "rajin"}]}
    session = {"sessions": [{"session": "individual", "week": 1}]}
    idle = {"activities": [{"text": "latihan", "goals": ["g1"]}, {"id": "free", "text": "mengobrol"}]}
    other = {"goals": [*goals["goals"], {"id": "g2", "text": "mengirim lamaran"}]}
    for code, data, css in (
        ("A201", {"plan": goals}, "casekit-add-biological"),
        ("A222", {"plan": goals, "assessment": board}, "casekit-add-weakness"),
        ("P405", {"plan": goals, "intervention": session}, "casekit-add-activities"),
        ("P405", {"plan": other | idle}, "casekit-at-free-goals"),
    ):
        case = small(data)
        point = check(case, select=[code])[0]
        form = form_of(point.way)(case)
        reveal(form, point.way)
        assert focused(form) == css
        form.desk.leave(form)
        close(form)


def test_findings_lead_to_their_dimension(path: Path) -> None:
    case = casekit.load(path)
    form = BPSS(case)
    reveal(form, ("assessment", "findings", 2, "response"))
    finding = case.assessment.findings[2]
    assert focused(form) == f"casekit-at-{finding.id}-response"
    [control] = of_class(form, focused(form))
    folded = [own for own in of_class(form, "casekit-folded") if control in inside(own)]
    assert folded and not any(map(hidden, folded)), "what was folded away is open"
