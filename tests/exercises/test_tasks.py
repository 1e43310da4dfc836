"""A case file is judged by what it holds: facts by their paths, rules by what they would ask."""

import time

import pytest

import casekit
from casekit import vocab
from casekit.course.checks import Check
from casekit.exercises import complete, exercise_folder
from casekit.exercises.tasks import judge, met
from casekit.model import Bilingual
from casekit.store.yamltext import dump


@pytest.fixture(scope="module")
def weaver():
    return casekit.load(casekit.case_study("a-weaver"))


def holds(case, began=None, **what):
    check = Check.model_validate({"id": "a", "text": "?", **what})
    return bool(met([check], case, began))


def test_each_condition_tells_what_is_there_from_what_is_not(weaver):
    first = weaver.plan.goals[0]
    goal = "plan.goals"
    for what, expected in (
        ({"fact": goal, "exists": "true"}, True),
        ({"fact": goal, "none": "true"}, False),
        ({"fact": goal, "at_least": len(weaver.plan.goals)}, True),
        ({"fact": goal, "at_least": len(weaver.plan.goals) + 1}, False),
        ({"fact": goal, "at_most": len(weaver.plan.goals) - 1}, False),
        ({"fact": f"{goal}[{first.id}]", "at_least": 1, "at_most": 1}, True),
        ({"fact": f"{goal}[nobody]", "exists": "true"}, False),
        ({"fact": f"{goal}[{first.id}].text", "about": str(first.text).split()[0]}, True),
        ({"fact": f"{goal}[{first.id}].text", "without": ["zzz"]}, True),
        ({"fact": f"{goal}[{first.id}].text", "without": [str(first.text).split()[0]]}, False),
        ({"fact": "people[relation=client].life", "is": "living"}, True),
        ({"fact": "people[relation=client].life", "in": ["deceased", "unborn"]}, False),
        ({"fact": "people[relation!=client].id", "is": weaver.client}, False),
        ({"fact": "people.basis", "in": ["derived"], "every": "true"}, False),
        ({"fact": "people.basis", "in": ["documented", "derived", "illustrative"], "every": "true"}, True),
        ({"fact": "plan.goals[answers=nothing]", "exists": "true"}, False),
        ({"fact": "assessment.findings.dimension", "is": "biological"}, True),
    ):
        assert holds(weaver, **what) is expected, what


def test_a_path_follows_links_to_the_parts_they_mean(weaver):
    goal = next(goal for goal in weaver.plan.goals if goal.answers)
    answered = weaver.by_id()[goal.answers[0]]
    assert holds(weaver, fact=f"plan.goals[{goal.id}].answers.id", **{"is": answered.id})
    assert not holds(weaver, fact=f"plan.goals[{goal.id}].answers.id", **{"is": "nobody"})


def test_only_what_is_new_counts_where_it_must_be_new(weaver):
    grown = weaver.model_copy(deep=True)
    grown.plan.goals[0].indicator = "tiga kali seminggu"
    asks = {"fact": "plan.goals.indicator", "exists": "true", "new": "true"}
    assert not holds(weaver, weaver, **asks)
    assert holds(grown, weaver, **asks)


def test_a_rule_that_asks_is_not_met_and_one_without_work_neither(weaver):
    without = weaver.model_copy(deep=True)
    first, second = without.plan.activities
    assert not holds(without, rule="P415")
    assert not holds(without, rules=["P41"])
    first.responsible = "worker"
    assert holds(without, rule="P415", at=first.id)
    assert not holds(without, rule="P415", at=second.id)
    without.plan.activities = []
    assert holds(without, rule="P415")
    assert not holds(without, fact="plan.activities", at_least=1, rule="P415")


def test_nobody_explains_a_rule_away_by_a_review_of_their_own(weaver):
    own = weaver.model_copy(deep=True)
    reason = {"rule": "P414", "review": "explained", "text": "tidak perlu", "by": "X"}
    own.review = [*own.review, casekit.model.Review.model_validate(reason)]
    assert not holds(own, weaver, rule="P414")


@pytest.fixture
def consent(exercise):
    return {item.id: item for item in complete(exercise).items}["consent"]


@pytest.fixture
def start(exercise):
    return (exercise / "data" / "street-youth.yaml").read_bytes()


def with_consent(start, **fields):
    case = casekit.store.understood(start, casekit.case_study("c-street-youth"))
    entry = {"purpose": "teaching", "answer": "given", "basis": "illustrative", **fields}
    case.engagement.consents = [*case.engagement.consents, casekit.model.Consent(**entry)]
    return dump(case)


def test_missing_empty_wrong_partly_and_right_differ(consent, start):
    texts = {
        "missing": None,
        "empty": start.decode(),
        "wrong": "halo: [",
        "partly": with_consent(start),
        "right": with_consent(start, covers="nama samaran saja"),
    }
    found = {name: judge(consent, text, start) for name, text in texts.items()}
    assert {name: mark.state for name, mark in found.items()} == {name: name for name in texts}
    assert found["right"].points == found["right"].of == 4
    assert found["partly"].points == 3
    told = {remark.about: str(remark.text) for remark in found["partly"].remarks if not remark.right}
    assert told == {"covers": "Katakan apa yang dicakup"}
    assert "consent.yaml" in str(found["wrong"].remarks[0].text)


def test_whoever_changes_a_comma_earns_nothing(consent, start):
    case = casekit.store.understood(start, casekit.case_study("c-street-youth"))
    case.summary = "x"
    found = judge(consent, dump(case), start)
    assert found.points == 0
    assert judge(consent, f"{start.decode()}\n# !\n", start).state == "empty"


@pytest.mark.parametrize("written_in", vocab.LANGUAGES)
def test_what_was_rewritten_in_one_language_no_longer_counts_in_the_other(written_in):
    """A form shows and changes one language: the other may not be held against a student, nor help one."""
    folder = exercise_folder("16-audit")
    task = {item.id: item for item in complete(folder).items}["corrected"]
    start = (folder / "data" / "record.yaml").read_bytes()
    case = casekit.store.understood(start, folder)
    [step] = case.termination.exit_plan
    step.text = step.text.model_copy(update={written_in: "…"})
    case.plan.goals[0].text = case.plan.goals[0].text.model_copy(update={written_in: ""})
    found = {remark.about: remark.right for remark in judge(task, dump(case), start).remarks}
    assert found["identity"]
    case.termination.exit_plan[0].text = Bilingual(id="0800-000-0000", en="0800-000-0000")
    assert not {remark.about: remark.right for remark in judge(task, dump(case), start).remarks}["identity"]
    goal = Check.model_validate(
        {"id": "a", "text": "?", "fact": "plan.goals[goal_speak].text", "exists": "true"}
    )
    only = judge(task.model_copy(update={"checks": [goal]}), dump(case), start)
    assert [remark.right for remark in only.remarks] == [False]


def test_no_case_file_stops_or_delays_the_judge(consent, start):
    deep = "a: " + "[" * 10_000 + "]" * 10_000
    aliases = "a: &a [x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join('*' + chr(97 + n) for _ in range(9))}]\n"
        for n in range(20)
    )
    for text in (
        deep,
        aliases,
        "!!python/object/apply:os.system ['x']",
        "\ud800",
        "x" * 3_000_000,
        "- 1",
        "\0",
    ):
        began = time.process_time()
        assert judge(consent, text, start).points == 0
        assert time.process_time() - began < 1
