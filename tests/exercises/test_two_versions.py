"""Exercise 19: the versions differ in one thing, the key holds, and typical wrong answers are answered."""

import json

import pytest
import yaml

from casekit import vocab, widgets
from casekit.course import Answer, mark, worth
from casekit.course.answers import load
from casekit.course.dealing import dealt
from casekit.exercises import complete, exercise_folder, read_exercise

FOLDER = exercise_folder("19-two-versions")
WHOLE = complete(FOLDER)
ITEMS = {item.id: item for item in WHOLE.items}
TYPICAL = yaml.load((FOLDER / "instructor" / "typical.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
SAME = {
    "id": [("seorang ibu", "seorang ayah"), ("suaminya", "istrinya"), ("Ibu", "Bapak")],
    "en": [
        ("a mother", "a father"),
        ("her husband", "his wife"),
        ("the husband", "the wife"),
        ("Mother", "Father"),
    ],
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_versions_are_the_same_word_for_word_but_for_the_client_s_sex(language):
    with vocab.in_language(language):
        first, second = (str(WHOLE.in_variant(name).items[0].situation) for name in "ab")
    assert first != second
    for here, there in SAME[language]:
        assert here in first
        first = first.replace(here, there)
    assert first == second
    for item in WHOLE.items:
        said = json.dumps(item.model_dump(mode="json", exclude={"situation"}), ensure_ascii=False)
        assert not any(
            word in said
            for pair in SAME[language][:-1]
            for word in pair
            if word not in ("a mother", "a father")
        )


def test_the_model_answers_earn_everything_and_half_is_told_at_once():
    given = {own["id"]: Answer(**own) for own in TYPICAL["model"]}
    found = {name: mark(item, given[name]) for name, item in ITEMS.items()}
    assert {name: own.state for name, own in found.items()} == dict.fromkeys(ITEMS, "right") | {
        "moved": "unmarked"
    }
    points = {
        hidden: sum(worth(item) for item in WHOLE.items if item.hidden == hidden) for hidden in (True, False)
    }
    assert points == {False: 8, True: 8}


@pytest.mark.parametrize("wrong", TYPICAL["wrong"], ids=lambda wrong: f"{wrong['item']}-{wrong['about']}")
def test_a_typical_wrong_answer_gets_the_feedback_that_was_meant(wrong):
    for language in ("id", "en"):
        with vocab.in_language(language):
            found = mark(ITEMS[wrong["item"]], Answer(id=wrong["item"], **wrong["answer"]))
            [said] = [str(remark.text) for remark in found.remarks if remark.about == wrong["about"]]
            assert wrong["says"][language] in said
            assert found.state != "right"


def test_nothing_of_the_key_lies_in_what_students_have():
    handed_out = (FOLDER / "exercise.yaml").read_text(encoding="utf-8")
    for item in WHOLE.items:
        if item.hidden:
            for part in (*getattr(item, "cards", ()), *getattr(item, "options", ())):
                assert str(part.feedback)[:30] not in handed_out
    assert all(
        not option.right
        for item in read_exercise(FOLDER).items
        if item.hidden
        for option in getattr(item, "options", ())
    )


def test_both_notebooks_have_the_same_cells_without_outputs():
    pages = [
        json.loads((FOLDER / f"exercise.{own}.ipynb").read_text(encoding="utf-8")) for own in ("id", "en")
    ]
    first, second = ([(cell["id"], cell["cell_type"]) for cell in page["cells"]] for page in pages)
    assert first == second
    assert not any(cell.get("outputs") for page in pages for cell in page["cells"])


def test_a_learner_sees_the_version_that_was_dealt_and_hands_it_in(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    codes = {dealt(WHOLE, code): code for code in ("K-00", "K-01", "K-02", "K-03", "K-04", "K-05")}
    seen = {}
    for variant, code in codes.items():
        form = widgets.Quiz(str(FOLDER / "exercise.yaml"), "facts", language="en")
        form.begin(code)
        seen[variant] = str(form._content()["text/plain"])
        form.desk.set(form.answers.answer("facts"), "placed", {"table": "stated"})
        form.desk.settle()
    assert "34, a mother" in seen["a"]
    assert "34, a father" in seen["b"]
    handed_in = {own.student: own.variant for own in map(load, tmp_path.rglob("19-two-versions.yaml"))}
    assert handed_in == {code: variant for variant, code in codes.items()}
