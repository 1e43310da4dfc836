"""Every documented fact of case D is in its case file."""

import re
from collections import Counter

import pytest
from claims import one_says, says

from casekit.model import Bilingual, Case, Finding, Part, walk

STUDY = "d-trainee"


def test_category_setting_and_method(case: Case) -> None:
    assert case.category == "person_with_disability"
    assert case.cluster == "disability"
    assert case.methods == ["casework", "group_work"]
    assert case.tools == ["in_depth_interview", "observation", "bpss", "ecomap", "strengths_quadrant"]
    assert case.assessment.methods == ["in_depth_interview", "observation"]
    setting = case.setting
    assert (setting.year, setting.duration_days) == (2024, 40)
    assert says(setting.began, "akhir Agustus", "late August")
    assert says(setting.province, "Jawa Tengah", "Central Java")
    assert says(setting.agency, "terpadu berasrama", "national integrated residential rehabilitation")
    assert says(setting.practice, "institusi", "institutional")


def test_client(case: Case) -> None:
    client = case.person(case.client)
    assert (client.age_years, client.sex, client.birth_order) == (25, "female", 1)
    assert client.education == "diploma_3"
    assert says(client.occupation, "belum bekerja", "not yet employed")
    assert says(client.note, "pertama dari dua", "first of two")
    assert says(client.religion, "agamanya", "practises her religion")


@pytest.mark.parametrize(
    ("relation", "facts", "occupation"),
    [
        ("father", ("male", 56, "unknown"), ("buruh", "labourer")),
        ("mother", ("female", None, "primary"), ("sayur keliling", "travelling vegetable")),
        ("younger_brother", ("male", 15, "junior_secondary"), ("pelajar", "pupil")),
    ],
)
def test_family_table(case: Case, relation: str, facts: tuple, occupation: tuple[str, str]) -> None:
    [person] = [person for person in case.people if person.relation == relation]
    assert (person.sex, person.age_years, person.education) == facts
    assert says(person.occupation, *occupation)


def test_family_tree(case: Case) -> None:
    assert len(case.people) == 4
    [parents] = case.unions
    assert parents.partners == ["father", "mother"]
    assert parents.status == "unknown"
    assert [child.person for child in parents.children] == ["client", "brother"]


def test_means(case: Case) -> None:
    [home] = case.households
    assert (home.income_idr, home.income_days) == (500_000, 14)
    assert says(home.income_note, '"500"', '"500"')
    assert says(home.assets, "ternak", "livestock")
    assert one_says(case.assessment.economy, "menengah ke bawah", "lower-middle")
    assert says(case.engagement.referred_by, "dinas sosial kabupaten", "regency's social office")


def test_history(case: Case) -> None:
    events = {event.id: event for event in case.assessment.history}
    assert len(events) == 6
    assert says(events["very_premature"], "prematur.*1 kg", "premature.*1 kg")
    assert says(events["no_incubator"], "biaya untuk inkubator", "no money for an incubator")
    assert says(events["motor_delay"], '"5 bulan".*merangkak.*tahun', '"5 months".*crawl.*years may be meant')
    assert events["motor_delay"].age_years is None
    assert events["walked_at_six"].age_years == 6
    assert says(events["walked_at_six"], "berjinjit.*tidak lurus", "tiptoe.*not straight")
    assert events["therapy_2006"].year == 2006
    assert says(events["therapy_2006"], "rawat jalan.*perubahan", "outpatient.*some change")
    assert says(events["tricycle_accident"], "roda tiga.*sering sakit", "tricycle.*often hurt")
    assert events["tricycle_accident"].year is None


def test_hopes_of_parents_and_client_part_ways(case: Case) -> None:
    hopes = {hope.id: hope for hope in case.assessment.hopes}
    assert hopes["hope_operation"].whose == ["father", "mother"]
    assert hopes["hope_no_operation"].whose == hopes["hope_work"].whose == ["client"]
    assert says(hopes["hope_no_operation"], "dua tahun", "declines.*two years")
    assert says(hopes["hope_work"], "bekerja.*tidak membebani orang tua", "work.*not to burden her parents")


@pytest.mark.parametrize(
    ("finding", "dimension", "valence", "pattern"),
    [
        ("spastic_diplegia", "biological", "concern", ("cerebral palsy.*lahir", "cerebral palsy.*birth")),
        ("feet_on_tiptoe", "biological", "concern", ("kedua kaki", "both feet")),
        ("hands_normal", "biological", "strength", ("tangan", "hands")),
        ("walks_with_cane", "biological", "neutral", ("tongkat", "cane")),
        ("tires_on_long_walks", "biological", "concern", ("lelah", "tires")),
        ("feet_often_hurt", "biological", "concern", ("sakit", "hurt")),
        ("weight", "biological", "neutral", ("50,5 kg", r"50\.5 kg")),
        ("neat", "biological", "strength", ("rapi", "neat")),
        ("hypertension", "biological", "concern", ("hipertensi.*fisioterapi", "rules out physiotherapy")),
        ("active_in_activities", "psychological", "strength", ("aktif", "active")),
        ("quiet_at_first", "psychological", "concern", ("wawancara pertama", "quiet and closed")),
        ("opens_up_slowly", "psychological", "strength", ("perlahan", "slowly")),
        ("keeps_problems_to_herself", "psychological", "concern", ("memendam", "to herself")),
        (
            "below_average_intelligence",
            "psychological",
            "concern",
            ("psikolog.*bawah rata", "psychologist.*below"),
        ),
        ("independent_daily", "social", "strength", ("mandiri", "independent")),
        ("caring", "social", "strength", ("peduli", "caring")),
        ("puts_others_first", "social", "neutral", ("mendahulukan", "others before herself")),
        ("good_with_neighbours", "social", "strength", ("tetangga", "neighbours")),
        ("close_to_some_residents", "social", "strength", ("beberapa", "some fellow residents")),
        ("religious_study", "spiritual", "strength", ("rutin.*Rabu", "regularly.*Wednesday")),
        ("prays_more", "spiritual", "strength", ("rutin.*lebih rajin", "regularly and more")),
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
    assert len(findings) == 21
    for finding in findings.values():
        assert finding.gathered_by
        assert finding.rating is not None
        assert says(finding.reason, "^Pembacaan casekit", "^casekit's own reading")
    assert findings["below_average_intelligence"].gathered_by == ["psychological_examination"]


@pytest.mark.parametrize(
    ("system", "ties", "resource", "basis"),
    [
        ("family", ["supportive", "supportive", "stressful"], "informal", "documented"),
        ("dormitory_friends", ["supportive"], "informal", "documented"),
        ("caregivers", ["supportive"], "formal", "documented"),
        ("religious_mentor", ["supportive"], "formal", "documented"),
        ("social_workers", ["supportive"], "formal", "documented"),
        ("home_neighbours", ["supportive"], "informal", "documented"),
        ("vocational_units", ["unknown"], "formal", "documented"),
        ("psychologist", ["unknown"], "formal", "documented"),
        ("centre", ["unknown"], "formal", "documented"),
    ],
)
def test_ecomap(case: Case, system: str, ties: list[str], resource: str, basis: str) -> None:
    [circle] = [circle for circle in case.network.systems if circle.id == system]
    lines = [line for line in case.network.ties if line.system == system]
    assert [line.tie for line in lines] == ties
    assert {line.basis for line in lines} == {basis}
    assert circle.resource == resource


def test_ecomap_words(case: Case) -> None:
    assert len(case.network.systems) == 9
    ties = {tie.id: tie for tie in case.network.ties}
    assert says(ties["tie_mother_encouragement"].note, "^Ibu", "mother encourages")
    assert says(ties["tie_operation_conflict"].note, "operasi", "operation")
    assert {tie.system for tie in ties.values() if tie.strength == "strong"} == {
        "caregivers",
        "religious_mentor",
    }


def test_quadrant_filled_in_by_the_client(case: Case) -> None:
    quadrant = case.assessment.quadrant
    assert quadrant.filled_by == "client"
    assert Counter((item.domain, item.side) for item in quadrant.items) == {
        ("environment", "strength"): 3,
        ("personal", "strength"): 4,
        ("environment", "deficit"): 1,
        ("personal", "deficit"): 2,
    }
    for pattern in (
        ("pekerja sosial dan pengasuh", "good social workers and caregivers"),
        ("sangat mendukung", "very supportive"),
        ("teman asrama", "dormitory friends"),
        ("tersenyum", "smiles"),
        ("ramah", "friendly"),
        ("tepat waktu", "punctual"),
        ("rajin", "diligent"),
        ("mendesak.*operasi", "presses.*operation"),
        ("tidak enakan", "tidak enakan"),
        ("percaya diri", "confidence"),
    ):
        assert one_says(quadrant.items, *pattern), pattern


def test_resources(case: Case) -> None:
    found = [(item.resource, item.source) for item in case.assessment.resources]
    assert found == [
        ("informal", "self"),
        ("informal", "family"),
        ("informal", "friends"),
        ("formal", "agency"),
    ]
    own, family, friends, _ = case.assessment.resources
    assert says(own, "motivasi", "strong motivation")
    assert says(family, "terutama ibu", "mother above all")
    assert says(friends, "saling menyemangati", "encourage one another")


def test_focus_and_symptoms(case: Case) -> None:
    assert says(case.assessment.focus_problem, "kurang percaya diri", "lack of self-confidence")
    ask, start, open_up, silent = case.assessment.symptoms
    assert says(ask, "malu bertanya.*bantuan", "ashamed to ask.*help")
    assert says(start, "memulai percakapan", "start a conversation")
    assert says(open_up, "tidak dekat", "not close")
    assert says(silent, "diam", "silent")


def test_plan(case: Case) -> None:
    plan = case.plan
    assert says(plan.general_goal, "di balai maupun setelah keluar", "in the centre and after")
    ask, louder, open_up, conversation = plan.goals
    assert ask.answers == ["ashamed_to_ask"]
    assert says(louder, "lebih keras", "louder")
    assert louder.answers == []
    assert open_up.answers == ["hard_to_open_up"]
    assert conversation.answers == ["hardly_starts_conversation"]
    answered = {link for goal in plan.goals for link in goal.answers}
    assert [symptom.id for symptom in case.assessment.symptoms if symptom.id not in answered] == [
        "tends_to_be_silent"
    ]
    assert not any(goal.indicator or goal.baseline or goal.target for goal in plan.goals)
    assert len(plan.targets) == 2
    assert says(plan.approved_by, "pekerja sosial dan pembimbing", "social worker and the supervisor")


def test_four_systems(case: Case) -> None:
    systems = {system.system: system for system in case.plan.systems}
    assert len(systems) == len(case.plan.systems) == 4
    assert says(systems["client"], "kontrak", "contract")
    assert says(systems["action"], "kegiatan yang sedang berjalan", "running activities")
    assert says(systems["change_agent"], "praktikan dan petugas", "practicum student and the centre's staff")
    assert says(systems["target"], "sebaya", "peers")


def test_activity_table(case: Case) -> None:
    rows = [(row.week, row.methods, row.techniques) for row in case.plan.activities]
    assert rows == [
        (4, ["casework"], ["advice_giving"]),
        (4, ["casework"], ["positive_reinforcement"]),
        (5, ["group_work"], ["group_dynamics"]),
    ]
    counselling, strengthening, quiz = case.plan.activities
    assert says(counselling.result, "membuka diri", "opens up")
    assert says(strengthening.result, "menerima keadaannya.*kesempatan lain", "accepts.*other chances")
    assert says(quiz, "kelompok kecil.*mengangkat tangan", "small groups.*raise a hand")
    assert says(quiz.result, "teman lain lebih cepat", "others are sometimes faster")


def test_weeks_of_contact_contract_and_ending(case: Case) -> None:
    [first] = case.engagement.contacts
    assert (first.week, first.weekday) == (1, "wednesday")
    assert case.engagement.contract.week == 1
    assert [session.week for session in case.intervention.sessions] == [4, 4, 5]
    assert case.termination.week == 5


def test_consent_is_not_invented(case: Case) -> None:
    assert case.engagement.consents == []


def test_first_session(case: Case) -> None:
    session = case.intervention.sessions[0]
    assert (session.session, session.duration_min) == ("individual", 120)
    assert session.techniques == ["small_talk", "advice_giving"]
    assert says(session.time, "pagi", "morning")
    assert says(
        session.place, "ruang tunggu unit pelatihan komputer", "waiting room of the computer training"
    )
    assert says(session.theme, "memahami percaya diri", "understanding confidence")
    for pattern in (
        ("menyepakati jadwal", "agreed on a schedule"),
        ("potensinya", "discover her potential"),
        ("memperluas pertemanan", "widens friendships"),
        ("mencari pekerjaan", "find work"),
        ("malu dan takut", "shame and fear"),
    ):
        assert says(session.process, *pattern), pattern
    assert says(session.result, "lebih berani mengambil keputusan", "decide more bravely")


def test_second_session(case: Case) -> None:
    session = case.intervention.sessions[1]
    assert session.duration_min is None
    assert says(session.preparation, "waktu.*mempelajari", "time.*read up")
    assert says(session.process, "tidak lulus seleksi CPNS", "failed a civil-service entrance test")
    assert says(session.result, "masih cemas", "still sometimes anxious")


def test_group_session(case: Case) -> None:
    session = case.intervention.sessions[2]
    assert (session.session, session.duration_min) == ("group", 210)
    assert says(session.time, "siang", "afternoon")
    assert says(session.place, "ruang psikososial", "psychosocial room")
    assert says(session.aim, "mempererat hubungan", "closer ties")
    assert [stage.stage for stage in session.stages] == ["forming", "transition", "activity", "ending"]
    forming, transition, activity, ending = session.stages
    assert says(forming, "pasangan.*aturan.*kesiapan", "partners.*rules.*readiness")
    assert says(transition, "sepuluh pertanyaan.*satu wakil", "ten general-knowledge.*one representative")
    assert says(activity, "mengangkat tangan.*dua kali", "first hand up.*up to twice")
    assert says(
        ending, "refleksi.*apresiasi.*nilai.*hadiah.*terima kasih", "reflection.*scores.*reward.*thanks"
    )


def test_two_conferences(case: Case) -> None:
    assert [meeting.occasion for meeting in case.conferences] == ["before_intervention", "after_intervention"]
    assert all(meeting.attendance_listed and meeting.minutes_kept for meeting in case.conferences)


def test_evaluation(case: Case) -> None:
    process, outcome = case.evaluation.process, case.evaluation.outcome
    assert (len(process), len(outcome)) == (3, 3)
    assert one_says(process, "ditunda", "postponed")
    assert one_says(process, "tertutup", "closed")
    assert one_says(process, "mengulangi", "repeat herself")
    assert one_says(outcome, "membuka diri", "opened up")
    assert one_says(outcome, "berani mengambil keputusan", "decides more bravely")
    assert one_says(outcome, "bertanya.*CPNS", "asks.*civil-service")


def test_ending(case: Case) -> None:
    ending = case.termination
    assert ending.reasons == ["contract_ended"]
    assert says(ending.client_condition, "sedih", "sad when signing")
    assert [form.form for form in ending.forms] == ["termination_form", "termination_form"]
    assert says(ending.forms[1].signed_by, "pekerja sosial", "social worker")
    [referral] = ending.referrals
    assert says(referral.to, "pekerja sosial", "social worker")
    assert says(referral.purpose, "dukungan dan motivasi", "support and motivation")


def test_reflection(case: Case) -> None:
    [dilemma] = case.reflection.dilemmas
    assert says(dilemma, "setiap minggu", "weekly")
    assert says(dilemma.solution, "mendahulukan intervensi", "intervention first")
    assert one_says(case.reflection.challenges, "mata kuliah", "no course")
    assert one_says(case.reflection.challenges, "di tengah proses", "mid-process")
    advice = case.reflection.recommendations
    assert [item.to for item in advice] == ["agency"] * 5
    for pattern in (
        ("asesmen", "assessment"),
        ("pendampingan intensif", "intensively"),
        ("terapi psikososial.*disabilitas mental", "psychosocial therapy.*mental disabilities"),
        ("menindaklanjuti", "follow up"),
        ("keamanan", "security"),
    ):
        assert one_says(advice, *pattern), pattern


def test_concepts_and_their_sources(case: Case) -> None:
    sources = [concept.source for concept in case.concepts if isinstance(concept.source, str)]
    assert sources == ["Lauster", "Hakim (2005)", "Hurlock"]
    lauster, hakim, hurlock, kinds, problems, *laws = case.concepts
    assert says(lauster, "kemampuan pribadi, interaksi sosial", "social interaction and self-concept")
    assert says(hakim, r"\(11\)", r"\(11\)")
    assert says(hurlock, r"pola asuh.*\(6\) teman sebaya", r"parenting style.*\(6\) peers")
    assert says(kinds, "empat", "four")
    assert says(problems, "internal.*eksternal", "internal.*external")
    assert [str(law.source.en) for law in laws] == [
        "Law 8/2016",
        "Law 19/2011",
        "Law 11/2009",
        "Law 39/1999",
        "Government Regulation 43/1998",
        "Public Works Regulation 30/PRT/M/2006",
    ]


def test_seven_gaps(case: Case) -> None:
    gaps = [(gap.id, gap.gap, gap.stage) for gap in case.assessment.gaps]
    assert gaps == [
        ("gap_dates", "contradiction", "intervention"),
        ("gap_focus", "contradiction", "planning"),
        ("gap_goal_symptom", "unanswered", "planning"),
        ("gap_measurable", "missing", "planning"),
        ("gap_short_time", "unmeasured", "evaluation"),
        ("gap_operation", "unanswered", "planning"),
        ("gap_identity", "confidentiality", "engagement"),
    ]
    assert one_says(case.assessment.gaps, "kemalasan", "laziness")
    assert one_says(
        case.assessment.gaps, "tiga hari yang berbeda.*enam hari", "three different days.*six days later"
    )


def test_swot_is_derived_and_complete(case: Case) -> None:
    board = case.assessment.swot
    cells = Counter(item.cell for item in board)
    assert set(cells) == {"strength", "weakness", "opportunity", "threat"}
    assert min(cells.values()) >= 2
    assert {strategy.tows for strategy in case.assessment.strategies} == {"so", "wo", "st", "wt"}
    cell = {item.id: item.cell[0] for item in board}
    for strategy in case.assessment.strategies:
        assert {cell[item] for item in strategy.items} == set(strategy.tows)
    assert case.assessment.formulation.basis == "derived"


def test_nothing_in_this_case_is_illustrative(case: Case) -> None:
    parts: list[Part] = [part for _, part in walk(case)]
    bases = Counter(part.basis for part in parts if "basis" in type(part).model_fields)
    assert set(bases) == {"documented", "derived"}
    assert bases["documented"] > 4 * bases["derived"]


def test_years_are_those_of_the_practice_the_therapy_and_the_laws(case: Case) -> None:
    inside = [part for at, part in walk(case) if at and at[0] != "concepts" and isinstance(part, Bilingual)]
    years = {year for text in inside for year in re.findall(r"\b(?:19|20)\d\d\b", text.id + " " + text.en)}
    assert years <= {"2024", "2006"}
    assert {event.year for event in case.assessment.history} == {None, 2006}


def test_a_month_is_named_only_where_the_practice_began(case: Case) -> None:
    months = r"\b(?:agustus|august|september|oktober|october|juli|july|november|desember|december)\b"
    named = [
        at
        for at, part in walk(case)
        if isinstance(part, Bilingual) and re.search(months, f"{part.id} {part.en}", re.I)
    ]
    assert named == [("setting", "began")]
