"""Every documented fact of case B is in its case file, and only the cash book is invented."""

from collections import Counter

import pytest
from claims import one_says, says

from casekit.model import Case, CashEntry, When, walk

STUDY = "b-bookkeeper"


def spent(case: Case, week: int, *needs: str) -> int:
    return sum(
        entry.amount_idr
        for entry in case.intervention.cash_book.entries
        if entry.week == week and entry.need in needs
    )


def test_category_setting_and_method(case: Case) -> None:
    assert case.category == "poor"
    assert case.methods == ["casework"]
    assert case.tools == ["genogram", "ecomap"]
    assert case.plan.theories == ["zastrow"]
    setting = case.setting
    assert (setting.year, setting.duration_weeks) == (2025, 8)
    assert says(setting.province, "Sumatera Utara", "North Sumatra")
    assert says(setting.agency, "dinas sosial kabupaten", "regency social service office")
    assert says(
        setting.practice, "Maret.*Mei.*Zastrow.*delapan kunjungan", "March.*May.*Zastrow.*eight weekly"
    )


def test_client(case: Case) -> None:
    client = case.person(case.client)
    assert (client.age_years, client.sex, client.education) == (32, "female", "unknown")
    assert says(client.occupation, "ibu rumah tangga.*makanan ringan", "housewife.*snacks")
    assert says(
        client.note, "pencari nafkah utama.*pendidikannya terbatas", "breadwinner.*education is limited"
    )
    assert client.marital_status is None


def test_genogram_holds_the_client_and_two_children_and_no_father(case: Case) -> None:
    assert [person.relation for person in case.people] == ["client", "child", "child"]
    [own] = case.unions
    assert (own.partners, own.status) == (["client"], "unknown")
    assert [child.person for child in own.children] == ["child_secondary", "child_primary"]
    for child, school in (("child_secondary", "secondary"), ("child_primary", "primary")):
        assert school in case.person(child).occupation.en
        assert (case.person(child).age_years, case.person(child).sex) == (None, "unknown")
    [home] = case.households
    assert set(home.members) == {person.id for person in case.people}
    assert home.income_idr is None


def test_ecomap(case: Case) -> None:
    lines = {tie.system: (tie.tie, tie.strength, tie.basis) for tie in case.network.ties}
    assert lines == {
        "pkh_peers": ("supportive", "moderate", "documented"),
        "neighbours": ("supportive", "moderate", "documented"),
        "pkh_facilitator": ("supportive", "moderate", "documented"),
        "pkh": ("supportive", None, "derived"),
        "training": ("unused", None, "documented"),
        "womens_organisations": ("unused", None, "documented"),
    }
    assert {system.id for system in case.network.systems} == set(lines)


def test_engagement_and_contract(case: Case) -> None:
    engagement = case.engagement
    assert one_says(engagement.relationship, "empatik.*sederhana.*perdesaan", "empathy.*plain words.*rural")
    assert one_says(engagement.relationship, "aman dan kepercayaan", "safety and trust")
    assert one_says(engagement.relationship, "cemas.*pendidikan.*pengalaman", "anxious.*education and work")
    money, motivation = engagement.contract.agreements
    assert says(money, "keuangan rumah tangga", "household's money")
    assert says(motivation, "motivasi.*usaha", "motivation.*business")
    assert says(engagement.contract.note, "Peran kedua pihak diperjelas", "roles were made clear")
    assert engagement.contract.client_role is engagement.contract.worker_role is None


def test_what_was_found(case: Case) -> None:
    assessment = case.assessment
    assert one_says(assessment.economy, "tidak dicatat sama sekali", "no record of money at all")
    assert says(assessment.focus_problem, "bukan hanya soal materi.*kendali", "not only material.*control")
    assert assessment.focus_problem.basis == "documented"
    unused = [item for item in assessment.resources if item.used is False]
    assert {item.id for item in unused} == {"training_courses", "womens_groups"}


@pytest.mark.parametrize(
    ("finding", "dimension", "valence", "pattern"),
    [
        ("anxious", "psychological", "concern", ("cemas.*pendidikan terbatas", "anxious.*limited education")),
        ("doubts_business", "psychological", "concern", ("ragu", "doubts that she can develop")),
        ("double_role", "social", "concern", ("peran ganda.*strategis", "double role.*strategic")),
        ("no_records", "social", "concern", ("tidak dicatat sama sekali", "no record of money at all")),
        ("limited_schooling", "social", "concern", ("pengalaman kerja sedikit", "little work experience")),
        ("own_business", "social", "strength", ("makanan ringan", "snacks from home")),
        ("informal_network", "social", "strength", ("cukup kuat", "fairly strong")),
        ("no_institutions", "social", "concern", ("tidak ada hubungan aktif", "no active tie")),
    ],
)
def test_finding(case: Case, finding: str, dimension: str, valence: str, pattern: tuple[str, str]) -> None:
    [found] = [one for one in case.assessment.findings if one.id == finding]
    assert (found.dimension, found.valence, found.basis) == (dimension, valence, "documented")
    assert says(found, *pattern)


def test_findings_are_rated_and_the_rating_is_not_passed_off_as_the_source(case: Case) -> None:
    assert len(case.assessment.findings) == 8
    assert case.assessment.unknown == []
    for finding in case.assessment.findings:
        assert says(finding.reason, "^Pembacaan casekit", "^casekit's own reading")
    assert says(case.provenance, "bukan BPSS atau SWOT", "neither BPSS nor SWOT")


def test_swot_is_derived_and_complete(case: Case) -> None:
    board = case.assessment.swot
    assert Counter(item.cell for item in board) == dict.fromkeys(
        ("strength", "weakness", "opportunity", "threat"), 2
    )
    cell = {item.id: item.cell[0] for item in board}
    assert {strategy.tows for strategy in case.assessment.strategies} == {"so", "wo", "st", "wt"}
    for strategy in case.assessment.strategies:
        assert {cell[item] for item in strategy.items} == set(strategy.tows)
    assert {item for strategy in case.assessment.strategies for item in strategy.items} == set(cell)
    assert case.assessment.formulation.basis == "derived"


def test_plan_answers_everything_but_the_unused_resource(case: Case) -> None:
    money, motivation = case.plan.goals
    assert says(money, "pemasukan dan pengeluaran harian.*buku kas", "daily income and spending.*cash book")
    assert says(motivation, "percaya diri dan terdorong", "confidence and drive")
    answered = {answer for goal in case.plan.goals for answer in goal.answers}
    assert answered.isdisjoint({"tie_training", "tie_womens_organisations", "gap_unused_resource"})
    assert [(step.id, step.week, step.until_week) for step in case.plan.activities] == [
        ("activity_training", 1, 2),
        ("activity_recording", 3, 8),
        ("activity_motivation", 3, 8),
    ]
    training, _, talks = case.plan.activities
    assert says(training, "diperkenalkan, disimulasikan.*dibimbing", "introduced and simulated.*guided")
    assert says(talks, "secara lisan.*perempuan setempat.*afirmasi", "aloud.*local women.*affirmation")
    assert "learning_by_doing" in training.techniques
    assert {"storytelling", "affirmation"} == set(talks.techniques)


def test_eight_weekly_home_visits_that_say_no_more_than_their_block(case: Case) -> None:
    visits = case.intervention.sessions
    assert [visit.week for visit in visits] == [*range(1, 9)]
    assert {visit.session for visit in visits} == {"home_visit"}
    assert len({str(visit.theme) for visit in visits}) == 2
    assert [visit.week for visit in visits if visit.result] == [4]
    assert [visit.week for visit in visits if visit.process or visit.weekday] == []
    assert says(visits[3].result, "kebutuhan dari keinginan.*stok", "needs from wants.*stock")
    assert [note.text.en.split(":")[0] for note in case.intervention.notes] == [
        "Weeks 1 and 2",
        "Weeks 3 to 8",
        "Week 4",
    ]


def test_evaluation(case: Case) -> None:
    [recording] = case.evaluation.process
    assert says(recording, "setiap hari.*lima minggu berturut-turut", "daily.*five consecutive weeks")
    outcome = case.evaluation.outcome
    assert one_says(outcome, "merencanakan produksi.*tidak penting", "planned her snack.*unimportant")
    assert one_says(outcome, "meningkat.*mengajak tetangga", "rose.*invite neighbours")
    assert one_says(outcome, "belum naik secara berarti", "not risen significantly")
    [weeks] = case.evaluation.measures
    assert [(seen.phase, seen.value, seen.week) for seen in weeks.observations] == [
        ("A", 0, None),
        ("B", 5, None),
    ]


def test_ending(case: Case) -> None:
    ending = case.termination
    assert ending.reasons == []
    assert one_says(ending.process, "bertahap, reflektif", "gradual, reflective")
    assert one_says(ending.process, "merancang sendiri", "next steps herself")
    assert says(ending.client_condition, "tidak malu lagi", "no longer shy")
    assert one_says(ending.exit_plan, "terus mencatat.*target mingguan", "go on recording.*weekly targets")
    assert one_says(ending.exit_plan, "pendamping PKH", "facilitator remains")
    [advice] = ending.recommendations
    assert says(advice, "bantuan tunai.*pemberdayaan.*karitatif", "cash assistance.*empowerment.*charitable")


def test_the_four_aims_of_the_programme(case: Case) -> None:
    assert len(case.concepts) == 4
    for pattern in (
        ("sosial ekonomi rumah tangga sangat miskin", "socio-economic condition of very poor"),
        ("taraf pendidikan", "level of education"),
        ("gizi ibu hamil, ibu nifas.*enam tahun", "nutrition of pregnant and postpartum.*six"),
        ("akses.*pendidikan dan kesehatan", "access to education and health"),
    ):
        assert one_says(case.concepts, *pattern), pattern


def test_seven_gaps(case: Case) -> None:
    assert [(gap.id, gap.gap, gap.stage, gap.basis) for gap in case.assessment.gaps] == [
        ("gap_confidence", "unmeasured", "evaluation", "documented"),
        ("gap_amounts", "missing", "intervention", "documented"),
        ("gap_unused_resource", "unanswered", "planning", "documented"),
        ("gap_sixth_week", "unclear", "evaluation", "documented"),
        ("gap_bpss", "missing", "assessment", "documented"),
        ("gap_father", "missing", "assessment", "documented"),
        ("gap_first_weeks", "unclear", "engagement", "derived"),
    ]


def test_the_cash_book_and_nothing_else_is_illustrative(case: Case) -> None:
    stated = [part for _, part in walk(case) if "basis" in type(part).model_fields]
    invented = [part for part in stated if part.basis == "illustrative"]
    assert invented == case.intervention.cash_book.entries
    assert {type(part) for part in invented} == {CashEntry}
    assert says(case.provenance, "buku kas adalah REKAAN", "cash book is therefore INVENTED")


def test_three_weeks_of_daily_entries_with_needs_and_wants(case: Case) -> None:
    book = case.intervention.cash_book
    days = Counter((entry.week, entry.weekday) for entry in book.entries)
    assert len(days) == 21
    assert {week for week, _ in days} == {3, 4, 5}
    for entry in book.entries:
        assert (entry.need is None) == (entry.direction == "income"), entry.id
    assert {entry.need for entry in book.entries} == {None, "need", "want", "saving", "business"}


def test_the_cash_book_tells_the_documented_story_and_no_other(case: Case) -> None:
    book = case.intervention.cash_book
    assert spent(case, 3, "want") > 2 * spent(case, 4, "want") > spent(case, 5, "want") > 0
    aside = [spent(case, week, "saving") for week in (3, 4, 5)]
    assert aside[0] == 0 < aside[1] < book.weekly_target_idr <= aside[2]
    earned = [
        sum(entry.amount_idr for entry in book.entries if entry.week == week and entry.direction == "income")
        for week in (3, 4, 5)
    ]
    assert max(earned) < 1.1 * min(earned)
    balance = book.opening_balance_idr
    for entry in book.entries:
        balance += entry.amount_idr if entry.direction == "income" else -entry.amount_idr
        assert balance >= 0, entry.id


def test_weeks_are_those_of_the_source(case: Case) -> None:
    weeks = {part.week for _, part in walk(case) if isinstance(part, When) and part.week}
    assert weeks == {*range(1, 9)}
