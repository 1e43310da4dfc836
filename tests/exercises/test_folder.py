"""An exercise as students have it, and the key that is laid over it."""

import pytest

from casekit import course
from casekit.course.facts import steps_of
from casekit.errors import CasekitError
from casekit.exercises import complete, read_exercise
from tests.exercises.conftest import EXERCISE, KEY, made


def test_students_have_no_key_and_lecturers_have_all(exercise):
    without = {item.id: item for item in read_exercise(exercise).items}
    keyed = {item.id: item for item in complete(exercise).items}
    hidden = ("cards", "order", "pairs")
    assert not any(without[name].has_key for name in hidden)
    assert all(keyed[name].has_key and keyed[name].hidden for name in hidden)
    assert [step.id for step in keyed["order"].steps] == ["meet", "plan", "act"]
    assert [check.id for check in keyed["consent"].checks] == ["teaching", "rules", "covers"]
    assert str(keyed["why"].model) == "KUNCI-karena"


def test_a_pairing_that_is_kept_apart_is_marked_and_shown(exercise):
    pairs = {item.id: item for item in complete(exercise).items}["pairs"]
    right = course.mark(pairs, course.Answer(id="pairs", placed={"p1": "m2", "p2": "m1"}))
    wrong = course.mark(pairs, course.Answer(id="pairs", placed={"p1": "m1", "p2": "p2"}))
    assert (right.state, wrong.state) == ("right", "wrong")
    assert course.key_of(pairs) == ["Dua → dua-dua", "Satu → satu-satu"]  # as the cards lie


FAULTS = {
    "another version": (KEY.replace("version: 1", "version: 2"), "version: 2"),
    "another exercise": (KEY.replace("id: 90-trial", "id: 91-trial"), "91-trial"),
    "an item that is not there": (KEY.replace("id: why", "id: wyh"), "baris 18: soal 'wyh'"),
    "a step left out": (KEY.replace("  - {id: act, feedback: {id: KUNCI-akhir, en: KEY-last}}\n", ""), "act"),
    "no model answer": (
        KEY.replace("  model: {id: KUNCI-karena, en: KEY-because}", "  terms: []"),
        "model",
    ),
    "a card without cell": (KEY.replace("cell: social, ", ""), "friends"),
    "a path that leads nowhere": (KEY.replace("].covers", "].cover"), "tidak menunjuk"),
    "two conditions": (KEY.replace("exists: true", "exists: true\n    at_least: 2"), "tepat satu syarat"),
    "a list in place of the key": ("- 1\n", "bukan berkas kunci"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_key_that_does_not_fit_is_refused_in_a_sentence(tmp_path, name):
    key, words = FAULTS[name]
    with pytest.raises(CasekitError, match=r"\w") as refused:
        complete(made(tmp_path / "90-trial", key=key))
    assert words in str(refused.value)


def test_without_key_or_data_it_is_said_what_is_missing(exercise):
    (exercise / "instructor" / "key.yaml").unlink()
    with pytest.raises(CasekitError, match="instructor"):
        complete(exercise)
    (exercise / "data" / "street-youth.yaml").unlink()
    with pytest.raises(CasekitError, match="street-youth"):
        read_exercise(exercise)


@pytest.mark.parametrize(
    "path", ["", "plan..goals", "plan.goal", "plan.goals[", "__class__", "plan.goals[__class__=x]", "a" * 400]
)
def test_a_path_is_fields_and_nothing_else(path):
    assert steps_of(path) is None


def test_variants_change_situations_and_files(tmp_path):
    variants = "variants:\n- id: a\n- id: b\n  situations: {ask: {id: Lain, en: Other}}\n"
    lesson = read_exercise(
        made(tmp_path / "90-trial", EXERCISE.replace("items:\n", f"{variants}items:\n", 1))
    )
    assert lesson.in_variant("a").items[0].situation is None
    assert str(lesson.in_variant("b").items[0].situation) == "Lain"
    assert lesson.in_variant("c") is lesson
