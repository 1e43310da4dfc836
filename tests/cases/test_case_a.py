"""Every documented fact of case A is in its case file."""

import re
from collections import Counter

import pytest
from claims import one_says, says

from casekit.model import Bilingual, Case, Finding, When, walk

STUDY = "a-weaver"


def test_category_setting_and_method(case: Case) -> None:
    assert case.category == "vulnerable_woman"
    assert case.methods == ["casework"]
    assert case.tools == ["interview", "observation", "bpss", "swot"]
    assert case.assessment.methods == ["interview", "observation"]
    setting = case.setting
    assert (setting.year, setting.duration_days, setting.duration_weeks) == (2024, 83, 12)
    assert says(setting.province, "Sumatera Utara", "North Sumatra")
    assert says(setting.agency, "perempuan dan anak.*kabupaten", "women's and children's protection.*regency")
    assert says(setting.practice, "praktikum lapangan", "field practicum")


def test_client(case: Case) -> None:
    client = case.person(case.client)
    assert (client.age_years, client.sex, client.marital_status) == (30, "female", "widowed")
    assert says(client.occupation, "buruh anyam.*borongan.*tirai", "weaving labourer.*by the piece.*curtains")
    assert says(client.residence, "desa", "village")


@pytest.mark.parametrize(
    ("person", "relation", "sex", "age"),
    [
        ("mother", "mother", "female", (60, None)),
        ("first_child", "child", "unknown", (9, None)),
        ("second_child", "child", "unknown", (1, 5)),
    ],
)
def test_household_member(
    case: Case, person: str, relation: str, sex: str, age: tuple[int, int | None]
) -> None:
    member = case.person(person)
    assert (member.relation, member.sex, member.life) == (relation, sex, "living")
    assert (member.age_years, member.age_months) == age
    assert member.basis == "documented"


def test_late_husband_is_inferred_and_nothing_is_added_to_him(case: Case) -> None:
    husband = case.person("late_husband")
    assert (husband.relation, husband.life, husband.basis) == ("husband", "deceased", "derived")
    assert says(husband.label, r"^Suami \(almarhum\)$", r"^Husband \(deceased\)$")
    assert (husband.age_years, husband.death_year, husband.occupation) == (None, None, None)


def test_family_tree(case: Case) -> None:
    assert len(case.people) == 5
    above, own = case.unions
    assert (above.partners, [child.person for child in above.children]) == (["mother"], ["client"])
    assert own.partners == ["late_husband", "client"]
    assert [child.person for child in own.children] == ["first_child", "second_child"]
    assert (own.status, own.basis) == ("widowed", "derived")
    assert says(own.note, "tidak menyebut siapa ayah", "does not say who their father is")


def test_household_and_means(case: Case) -> None:
    [home] = case.households
    assert home.members == ["client", "mother", "first_child", "second_child"]
    assert (home.income_idr, home.income_days) == (12_000, 1)
    economy = case.assessment.economy
    assert one_says(economy, r"satu hari.*Rp12\.000", "one day.*Rp 12,000")
    assert one_says(economy, "bantuan sembako", "staple-food aid")
    assert one_says(economy, "tidak mencukupi kebutuhan pokok", "does not cover the daily basic needs")


def test_ecomap(case: Case) -> None:
    systems = {system.id: system for system in case.network.systems}
    lines = {tie.system: (tie.tie, tie.basis) for tie in case.network.ties}
    assert lines["own_mother"] == lines["food_aid"] == ("supportive", "documented")
    assert (systems["food_aid"].system, systems["food_aid"].resource) == ("social_assistance", "formal")
    assert lines["health_service"] == ("unknown", "derived")
    assert lines.keys() == systems.keys()


def test_engagement_is_not_invented(case: Case) -> None:
    engagement = case.engagement
    assert engagement.referred_by is None
    assert engagement.contract is None
    assert engagement.relationship == engagement.contacts == engagement.consents == []


@pytest.mark.parametrize(
    ("finding", "dimension", "valence", "pattern"),
    [
        ("child_movement", "biological", "concern", ("gerakan.*digendong", "movements.*carried all day")),
        ("child_speech", "biological", "concern", ("satu kata pun", "single word")),
        ("no_nutrition", "biological", "concern", ("susu ibu hamil.*bergizi", "pregnancy milk.*nutritious")),
        ("no_antenatal_check", "biological", "concern", ("tidak pernah diperiksakan", "never checked")),
        ("stunting_risk", "biological", "concern", ("risiko stunting", "risk of stunting")),
        ("can_weave", "psychological", "strength", ("menganyam.*hidup", "weave.*lives by it")),
        ("scolds_child", "psychological", "concern", ("memarahi anak", "scolding her child")),
        ("widow_two_children", "social", "neutral", ("dua anak", "two children")),
        ("low_piece_pay", "social", "concern", (r"Rp12\.000", "Rp 12,000")),
        ("depends_on_food_aid", "social", "neutral", ("bergantung", "depends")),
        ("mother_at_home", "social", "strength", ("ibunya", "her mother")),
    ],
)
def test_finding(
    findings: dict[str, Finding], finding: str, dimension: str, valence: str, pattern: tuple[str, str]
) -> None:
    found = findings[finding]
    assert (found.dimension, found.valence, found.basis) == (dimension, valence, "documented")
    assert says(found, *pattern)


def test_findings_are_gathered_and_rated_and_the_rating_is_not_passed_off_as_the_source(
    case: Case, findings: dict[str, Finding]
) -> None:
    assert len(findings) == 11
    for finding in findings.values():
        assert finding.gathered_by
        assert finding.rating is not None
        assert says(finding.reason, "^Pembacaan casekit", "^casekit's own reading")
    assert says(case.provenance, "dimensi BPSS.*adalah pembacaan casekit", "BPSS dimension.*own reading")


def test_the_spiritual_dimension_is_left_out_and_not_called_explored(case: Case) -> None:
    assert "spiritual" not in {finding.dimension for finding in case.assessment.findings}
    assert case.assessment.unknown == []
    [gap] = [gap for gap in case.assessment.gaps if gap.id == "gap_spiritual"]
    assert says(gap, "tidak ada catatan.*dimensi spiritual", "nothing is recorded on the spiritual dimension")


def test_history_of_the_pregnancy(case: Case) -> None:
    assert one_says(
        case.assessment.history,
        "susu ibu hamil.*bergizi.*memeriksakan kandungan.*tidak ada biaya",
        "pregnancy milk.*nutritious.*antenatal check.*lack of money",
    )


def test_resources(case: Case) -> None:
    found = [(item.resource, item.source) for item in case.assessment.resources]
    assert found == [("informal", "self"), ("informal", "family"), ("formal", "programme")]


def test_two_programmes(case: Case) -> None:
    plan = case.plan
    assert says(plan.general_goal, "lebih baik.*kerawanan sosial ekonomi", "better life.*vulnerability")
    potential, emotions = plan.goals
    assert says(potential, "tirai ke menganyam tikar.*penghasilan", "curtains to weaving mats.*income")
    assert says(emotions, "berpikir tenang.*memarahi", "thinking calmly.*scolding")
    assert says(potential.baseline, r"Rp12\.000", "Rp 12,000")
    assert not (emotions.indicator or emotions.baseline or emotions.target)
    assert [activity.goals for activity in plan.activities] == [["goal_potential"], ["goal_emotions"]]
    assert {activity.status for activity in plan.activities} == {"done"}
    assert plan.theories == ["maslow", "mcclelland", "erikson", "empowerment"]


def test_nothing_answers_the_second_childs_development(case: Case) -> None:
    answered = {link for goal in case.plan.goals for link in goal.answers}
    assert answered == {"can_weave", "low_piece_pay", "depends_on_food_aid", "scolds_child"}
    assert case.termination.referrals == []
    assert [gap.id for gap in case.assessment.gaps if gap.gap == "unanswered"] == ["gap_child"]


def test_intervention_without_invented_sessions(case: Case) -> None:
    assert case.intervention.sessions == []
    assert case.intervention.cash_book.entries == []
    programme, emotions = case.intervention.notes
    assert says(programme, "setiap pertemuan.*tikar.*selain pola tirai", "every meeting.*mats.*other than")
    assert says(emotions, "tiga minggu terakhir.*anyaman baru", "last three weeks.*new pieces of weaving")


def test_no_week_is_invented(case: Case) -> None:
    dated = [part for _, part in walk(case) if isinstance(part, When) and (part.week or part.weekday)]
    assert dated == []
    assert {activity.week for activity in case.plan.activities} == {None}


def test_income_is_known_at_two_points_only(case: Case) -> None:
    [income] = case.evaluation.measures
    assert [(point.phase, point.value) for point in income.observations] == [("A", 12_000), ("B", 40_000)]
    assert (income.improvement, income.goals, income.basis) == ("increase", ["goal_potential"], "documented")
    assert says(income.unit, "rupiah per hari", "rupiah a day")
    before, after = income.observations
    assert says(before.note, "intake.*satu tirai", "intake.*one curtain")
    assert says(after.note, "terminasi.*tirai, tikar, dan hiasan", "termination.*curtains, mats and")


def test_evaluation(case: Case) -> None:
    process, outcome = case.evaluation.process, case.evaluation.outcome
    assert (len(process), len(outcome)) == (3, 2)
    assert one_says(process, "dua hari", "two days")
    assert one_says(process, "mengamati.*menindaklanjuti", "watched.*followed it up")
    assert one_says(process, "tikar, tirai, dan hiasan", "mats, curtains and decorative")
    assert one_says(outcome, r"Rp12\.000.*Rp40\.000", "Rp 12,000.*Rp 40,000")
    assert one_says(outcome, "penilaian praktikan, tanpa alat ukur", "judgement; no measure")


def test_ending(case: Case) -> None:
    ending = case.termination
    assert ending.reasons == ["goals_reached", "worker_leaves"]
    assert one_says(ending.process, "formal.*tercapai.*habis", "formally.*reached.*over")
    client, government = ending.recommendations
    assert (client.to, government.to) == ("client", "government")
    assert says(client, "mengembangkan.*bakat lain", "developing.*other talents")
    assert says(
        government, "miskin.*ibu hamil.*susu.*stunting", "poor.*pregnant women.*milk.*supplements.*stunting"
    )


def test_concepts(case: Case) -> None:
    category, *theories, empowerment = case.concepts
    assert says(category, "lajang, menikah, maupun janda", "single, married or widowed")
    assert [theory.source for theory in theories] == ["Maslow", "McClelland", "Erikson"]
    assert says(theories[0], "tertinggi", "highest")
    assert says(empowerment, "tidak berdaya.*kendali", "powerless.*control over")


def test_six_gaps(case: Case) -> None:
    assert [(gap.id, gap.gap, gap.stage) for gap in case.assessment.gaps] == [
        ("gap_spiritual", "missing", "assessment"),
        ("gap_swot", "missing", "assessment"),
        ("gap_income", "missing", "evaluation"),
        ("gap_emotions", "unmeasured", "evaluation"),
        ("gap_child", "unanswered", "planning"),
        ("gap_engagement", "missing", "engagement"),
    ]


def test_swot_is_derived_and_complete(case: Case) -> None:
    board = case.assessment.swot
    cells = Counter(item.cell for item in board)
    assert set(cells) == {"strength", "weakness", "opportunity", "threat"}
    assert min(cells.values()) >= 2
    assert {item.weight for item in board} == {2, 3}
    assert {strategy.tows for strategy in case.assessment.strategies} == {"so", "wo", "st", "wt"}
    cell = {item.id: item.cell[0] for item in board}
    for strategy in case.assessment.strategies:
        assert {cell[item] for item in strategy.items} == set(strategy.tows)
    used = {item for strategy in case.assessment.strategies for item in strategy.items}
    assert used == set(cell)
    assert case.assessment.formulation.basis == "derived"


def test_nothing_in_this_case_is_illustrative(case: Case) -> None:
    bases = Counter(part.basis for _, part in walk(case) if "basis" in type(part).model_fields)
    assert set(bases) == {"documented", "derived"}
    assert bases["documented"] > 2 * bases["derived"]


def test_no_text_names_a_month(case: Case) -> None:
    months = r"\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)\b"
    english = r"\b(?:january|february|march|june|july|august|october|december)\b"
    texts = [part for _, part in walk(case) if isinstance(part, Bilingual)]
    assert [text for text in texts if re.search(months, text.id, re.I)] == []
    assert [text for text in texts if re.search(english, text.en, re.I)] == []
