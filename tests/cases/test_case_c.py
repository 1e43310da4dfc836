"""Every documented fact of case C is in its case file."""

import re
from collections import Counter

import pytest
from claims import one_says, says

from casekit.model import Bilingual, Case, Finding, When, walk

STUDY = "c-street-youth"


def test_category_setting_and_method(case: Case) -> None:
    assert case.category == "street_child"
    assert case.methods == ["casework"]
    assert case.tools == ["bpss", "interview", "observation", "staff_talk"]
    assert case.assessment.methods == ["interview", "observation", "staff_talk"]
    setting = case.setting
    assert (setting.year, setting.duration_days, setting.duration_weeks) == (2025, None, None)
    assert says(setting.began, "^Maret$", "^March$")
    assert says(setting.province, "Sumatera Utara", "North Sumatra")
    assert says(
        setting.agency,
        "perlindungan sosial.*kota.*penampungan sementara, rehabilitasi, dan reintegrasi",
        "municipal social protection house.*temporary shelter, rehabilitation and reintegration",
    )
    assert says(setting.practice, "mikro, belajar sambil.*Juni", "micro-level.*learning by doing.*June")


def test_client(case: Case) -> None:
    client = case.person(case.client)
    assert (client.age_years, client.sex, client.education) == (17, "male", None)
    assert says(client.residence, "di jalan sekitar satu tahun", "on the street for about a year")
    assert says(client.health, "sehat, tanpa disabilitas", "healthy, no disability")


def test_the_family_holds_only_the_parents_and_says_that_they_are_inferred(case: Case) -> None:
    assert [person.id for person in case.people] == ["client", "father", "mother"]
    [parents] = case.unions
    assert (parents.partners, parents.status, parents.basis) == (["father", "mother"], "unknown", "derived")
    assert [child.person for child in parents.children] == ["client"]
    for parent in (case.person("father"), case.person("mother")):
        assert (parent.age_years, parent.occupation, parent.basis) == (None, None, "derived")
        assert says(parent.note, 'hanya menyebut "orang tua"', 'only speaks of "parents"')


def test_means(case: Case) -> None:
    [home] = case.households
    assert home.members == ["father", "mother"]
    assert home.income_idr is None
    assert one_says(case.assessment.economy, "kesulitan ekonomi", "struggle economically")


def test_history(case: Case) -> None:
    history = case.assessment.history
    assert len(history) == 3
    assert one_says(history, "mandiri.*membebani orang tua", "independent.*burden his parents")
    assert one_says(history, "sekitar satu tahun", "about a year")
    assert one_says(history, "terjaring razia", "street sweep")
    assert {(event.age_years, event.year) for event in history} == {(None, None)}


def test_engagement(case: Case) -> None:
    engagement = case.engagement
    assert says(engagement.referred_by, "razia", "street sweep")
    assert len(engagement.relationship) == 3
    assert one_says(engagement.relationship, "nyaman dan aman", "comfortable and safe")
    assert one_says(engagement.relationship, "aktif.*empati", "actively.*empathy")
    assert one_says(engagement.relationship, "mulai memercayai", "began to trust")


def test_consent_and_contract_are_not_invented(case: Case) -> None:
    assert case.engagement.consents == []
    assert case.engagement.contract is None
    [gap] = [gap for gap in case.assessment.gaps if gap.id == "gap_consent"]
    assert says(gap, "17 tahun.*wali", "17.*minor.*guardian")


def test_his_own_reasons_are_his_hopes(case: Case) -> None:
    hopes = {hope.id: hope for hope in case.assessment.hopes}
    assert {hope.whose[0] for hope in hopes.values()} == {"client"}
    assert says(hopes["hope_independent"], "mandiri", "independent")
    assert says(hopes["hope_no_burden"], "beban", "burden")


@pytest.mark.parametrize(
    ("finding", "dimension", "valence", "pattern"),
    [
        ("healthy", "biological", "strength", ("sehat", "healthy")),
        ("no_disability", "biological", "neutral", ("disabilitas", "no disability")),
        ("fairly_kept", "biological", "strength", ("cukup terawat", "fairly well kept")),
        ("closed", "psychological", "concern", ("tertutup", "closed")),
        ("silent_about_family", "psychological", "concern", ("terutama.*keluarga", "above all.*family")),
        ("survived_street", "psychological", "strength", ("bertahan", "survived")),
        ("wants_change", "psychological", "strength", ("berubah", "wants to change")),
        ("poor_family", "social", "concern", ("lemah secara ekonomi", "economically weak")),
        ("social_skills", "social", "concern", ("belum kuat", "not yet strong")),
        ("needs_guidance", "social", "neutral", ("hubungan yang sehat", "healthy relationships")),
        ("no_family_support", "social", "concern", ("keluarga inti", "nuclear family gives no support")),
    ],
)
def test_finding(
    findings: dict[str, Finding], finding: str, dimension: str, valence: str, pattern: tuple[str, str]
) -> None:
    found = findings[finding]
    assert (found.dimension, found.valence, found.basis) == (dimension, valence, "documented")
    assert says(found, *pattern)


def test_findings_are_gathered_and_rated_and_the_rating_is_not_passed_off_as_the_source(
    findings: dict[str, Finding],
) -> None:
    assert len(findings) == 11
    for finding in findings.values():
        assert finding.gathered_by
        assert finding.rating is not None
        assert says(finding.reason, "^Pembacaan casekit", "^casekit's own reading")


def test_the_spiritual_dimension_was_explored_and_stayed_unknown(case: Case) -> None:
    [unknown] = case.assessment.unknown
    assert (unknown.dimension, unknown.basis) == ("spiritual", "documented")
    assert says(unknown, "agamanya.*tidak dapat dipastikan", "his religion.*could not be established")
    assert "spiritual" not in {finding.dimension for finding in case.assessment.findings}


def test_ecomap(case: Case) -> None:
    lines = {tie.system: tie.tie for tie in case.network.ties}
    assert lines == {
        "family": "unknown",
        "shelter": "supportive",
        "staff": "unknown",
        "neighbourhood": "unknown",
    }
    ties = {tie.id: tie for tie in case.network.ties}
    assert says(ties["tie_family"].note, "tidak memberi dukungan", "gives no support")
    assert {system.id for system in case.network.systems} == set(lines)


def test_the_plan_builds_on_two_strengths(case: Case) -> None:
    own = [item for item in case.assessment.resources if item.source == "self"]
    assert one_says(own, "bertahan", "survive")
    assert one_says(own, "berubah", "change")
    assert {(item.used, item.basis) for item in own} == {(True, "documented")}
    assert case.plan.theories == ["strengths"]


def test_quadrant_is_derived(case: Case) -> None:
    quadrant = case.assessment.quadrant
    assert quadrant.filled_by is None
    assert {item.basis for item in quadrant.items} == {"derived"}
    filled = Counter((item.domain, item.side) for item in quadrant.items)
    assert len(filled) == 4
    assert min(filled.values()) >= 2
    assert "strengths_quadrant" not in case.tools
    assert says(case.provenance, "kuadran.*bukan alat yang dipakai", "quadrant is not a tool that the source")


def test_five_goals_without_indicators(case: Case) -> None:
    goals = case.plan.goals
    assert len(goals) == 5
    for pattern in (
        ("pemulihan psikososial.*memberdayakan", "psychosocial recovery.*empowering"),
        ("bertahap dan terarah", "gradual, directed"),
        ("menghadapi kehidupan secara mandiri", "face life independently"),
        ("potensi klien untuk reintegrasi", "potential for reintegration"),
        ("motivasi.*perilaku.*kekuatan", "motivation for behaviour change.*strengths"),
    ):
        assert one_says(goals, *pattern), pattern
    assert not any(goal.indicator or goal.baseline or goal.target or goal.due_week for goal in goals)
    assert all(goal.answers for goal in goals)


def test_activities(case: Case) -> None:
    counselling, discussion = case.plan.activities
    assert says(counselling, "kesadaran diri dan harga diri", "self-awareness and self-esteem")
    assert says(discussion, "bahaya kehidupan di jalan", "harms of street life")
    assert (counselling.techniques, discussion.techniques) == (["counselling"], ["guided_discussion"])
    assert all(activity.status == "done" and activity.goals for activity in case.plan.activities)


def test_intervention_without_invented_sessions(case: Case) -> None:
    assert case.intervention.sessions == []
    notes = case.intervention.notes
    assert one_says(notes, "partisipatif.*aktif", "participatory.*actively")
    assert one_says(notes, "kondisi, kemampuan, dan minat", "condition, abilities and interests")


def test_no_week_is_invented(case: Case) -> None:
    dated = [part for _, part in walk(case) if isinstance(part, When) and (part.week or part.weekday)]
    assert dated == []
    assert {activity.week for activity in case.plan.activities} == {None}


def test_evaluation_without_measures(case: Case) -> None:
    [process] = case.evaluation.process
    assert says(process, "berkala.*wawancara lanjutan.*petugas", "periodic.*follow-up interview.*staff")
    outcome = case.evaluation.outcome
    assert len(outcome) == 4
    assert one_says(outcome, "terbuka tentang masa depan", "open about his future")
    assert one_says(outcome, "kooperatif", "cooperative")
    assert one_says(outcome, "dukungan berkelanjutan setelah", "continued support after he leaves")
    assert one_says(outcome, "keluarga dan lingkungan", "family and neighbourhood")
    assert case.evaluation.measures == case.evaluation.attainment == []


def test_ending_and_exit_plan(case: Case) -> None:
    ending = case.termination
    assert ending.reasons == ["goals_reached"]
    assert len(ending.process) == 5
    for pattern in (
        ("sebagian besar tujuan", "most goals"),
        ("percaya diri dan mandiri", "confident and independent"),
        ("umpan balik.*terbuka", "feedback.*openly"),
        ("apresiasi simbolis", "symbolic token of appreciation"),
        ("akhir hubungan kerja.*awal", "end of the working relationship.*beginning"),
    ):
        assert one_says(ending.process, *pattern), pattern
    [plan] = ending.exit_plan
    assert says(plan, "rumah perlindungan.*bila diperlukan", "shelter.*if needed")
    assert ending.forms == []


def test_eight_gaps(case: Case) -> None:
    assert [(gap.id, gap.gap, gap.stage) for gap in case.assessment.gaps] == [
        ("gap_similar_goals", "unclear", "planning"),
        ("gap_measurable", "missing", "planning"),
        ("gap_family", "unclear", "assessment"),
        ("gap_consent", "missing", "engagement"),
        ("gap_schooling", "missing", "assessment"),
        ("gap_sessions", "missing", "intervention"),
        ("gap_change", "unmeasured", "evaluation"),
        ("gap_spiritual", "unanswered", "planning"),
    ]


def test_nothing_in_this_case_is_illustrative(case: Case) -> None:
    bases = Counter(part.basis for _, part in walk(case) if "basis" in type(part).model_fields)
    assert set(bases) == {"documented", "derived"}
    assert bases["documented"] > 2 * bases["derived"]


def test_months_are_named_only_for_the_practice_as_a_whole(case: Case) -> None:
    months = r"\b(?:maret|march|april|mei|juni|june)\b"
    named = {
        at
        for at, part in walk(case)
        if isinstance(part, Bilingual) and re.search(months, f"{part.id} {part.en}", re.I)
    }
    assert named == {("summary",), ("setting", "began"), ("setting", "practice")}
