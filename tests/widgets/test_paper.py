"""What stays of a quiz or journal on paper serves as a board in a room without laptops."""

import re
from pathlib import Path

import pytest

from casekit import course, vocab, widgets
from casekit.course.board import EMPTY, LONG_LINE, TICKED, board, in_order, to_place
from casekit.widgets import paper

KINDS = ("text/html", "text/markdown", "text/plain")
LESSON = "example"


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "kerja"))


def read(text: str) -> str:
    """Return what a reader sees of a text, without the signs of its format."""
    seen = re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), re.sub(r"<[^>]+>", " ", text))
    return " ".join(seen.replace("&#x27;", "'").replace("&quot;", '"').split())


def items() -> dict[str, course.Item]:
    return {item.id: item for item in course.lesson(LESSON).items}


def own_answers() -> course.Answers:
    return course.Answers(lesson=LESSON, version=1, student="Sari 07", language="id")


def on_paper(answers: course.Answers) -> dict[str, str]:
    return paper.content("Papan", course.lesson(LESSON).items, answers)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_all_that_is_chosen_from_is_printed(kind, language):
    with vocab.in_language(language):
        printed = read(on_paper(own_answers())[kind])
        for item in items().values():
            for part in ("options", "steps", "cards", "pairs"):
                for own in getattr(item, part, ()):
                    assert read(str(own.text)) in printed, own.id
        for item in (items()["where-it-belongs"], items()["what-it-is"]):
            for letter, place in zip("ABCD", to_place(item)[1].values(), strict=False):
                assert f"{letter}. {place}" in printed
    assert printed.count(LONG_LINE) >= 6


@pytest.mark.parametrize("lesson", ["example", "01-engagement", "5-designs"])
def test_a_key_tells_of_cards_in_the_order_in_which_they_are_printed(lesson):
    placed = [item for item in course.lesson(lesson).items if item.asked in ("sorting", "matching")]
    assert placed
    for item in placed:
        printed = [line.split(". ", 1)[1].partition(" → ")[0] for line in board(item, None)[1]]
        key = [line.partition(" → ")[0] for line in course.key_of(item)]
        assert key == printed, item.id


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_there_are_lines_enough_for_an_answer_as_long_as_the_model_answer(language):
    with vocab.in_language(language):
        asked = [
            item
            for lesson in ("05-evaluation", LESSON)
            for item in course.lesson(lesson).items
            if item.asked == "prose"
        ]
        for item in asked:
            [lines] = board(item, None)
            assert len(lines) >= 5
            assert len(lines) * 10 >= len(str(item.model).split()), item.id
            assert set(lines) == {LONG_LINE}
        assert max(len(board(item, None)[0]) for item in asked) > 5


@pytest.mark.parametrize("kind", KINDS[:2])
def test_room_for_a_letter_never_stands_alone_in_a_line(kind):
    printed = on_paper(own_answers())[kind].replace("\N{NO-BREAK SPACE}", "~").replace("&#95;", "_")
    rooms = re.findall(r"→.____(?=<br>|</p>|\\?\n|$)", printed)
    assert len(rooms) == 4
    assert {*rooms} == {"→~____"}
    assert len(re.findall(r"\S~→~____", printed)) == 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_neither_key_nor_feedback_is_printed_before_it_was_shown(kind, language):
    with vocab.in_language(language):
        printed = read(on_paper(own_answers())[kind])
        told = [item.why for item in items().values()] + [
            own.feedback
            for item in items().values()
            for part in ("options", "steps", "cards", "pairs", "numbers", "keys", "slips")
            for own in getattr(item, part, ())
        ]
        told += [getattr(item, "model", None) for item in items().values()]
        told += [hint for item in items().values() for hint in item.hints]
        for text in filter(None, told):
            assert read(str(text)) not in printed
    assert TICKED not in printed


def test_the_order_on_paper_is_that_of_the_form_and_never_the_right_one():
    steps = items()["four-steps"]
    [lines] = board(steps, None)
    right = [str(step.text) for step in steps.steps]
    texts = {step.id: str(step.text) for step in steps.steps}
    assert [line.removeprefix("____ ") for line in lines] == [texts[name] for name in in_order(steps, None)]
    assert [line.removeprefix("____ ") for line in lines] != right


def test_what_was_answered_is_marked_in_words():
    answers = own_answers()
    answers.answer("small-talk").chosen = ["exchange"]
    answers.answer("four-steps").chosen = ["evaluation", "assessment"]
    answers.answer("where-it-belongs").placed = {"weaves": "social"}
    answers.answer("why-first").text = "Kehamilannya"
    for kind in KINDS:
        printed = read(on_paper(answers)[kind])
        assert "Untuk bertukar informasi (pilihan Anda)" in printed
        assert printed.count(TICKED) == 1
        assert printed.count(EMPTY) == 5
        assert "Mahir menganyam → C. sosial" in printed
        assert "Belum pernah memeriksakan kehamilan → ____" in printed
        assert re.search(r"1\. evaluasi\W+2\. asesmen", printed)
        assert "Kehamilannya" in printed


def test_each_place_has_a_letter_also_beyond_z(tmp_path):
    others = "".join(f"  - {{id: o{n}, match: Lain {n}}}\n" for n in range(10))
    pairs = "".join(f"  - {{id: p{n}, text: P {n}, match: M {n}, feedback: f}}\n" for n in range(18))
    path = tmp_path / "banyak.yaml"
    head = "format: 1\nid: banyak\ntitle: Banyak\nitems:\n- id: a\n  matching: Mana?\n"
    path.write_text(f"{head}  pairs:\n{pairs}  others:\n{others}", encoding="utf-8")
    [places, cards] = board(course.lesson(str(path)).items[0], None)
    assert (len(places), len(cards)) == (28, 18)
    assert len({place.split(".")[0] for place in places}) == 28


def test_no_text_on_paper_becomes_markup(tmp_path):
    loud = tmp_path / "keras.yaml"
    loud.write_text(
        "format: 1\nid: keras\ntitle: Keras\nitems:\n- id: a\n  sorting: Mana?\n"
        "  cells: [{id: p, text: <b>P</b>}, {id: q, text: '**Q**'}]\n"
        "  cards: [{id: k, text: '<script>', cell: p, feedback: f}]\n",
        encoding="utf-8",
    )
    told = widgets.Quiz(str(loud))._content()
    assert "<b>" not in told["text/html"] + told["text/markdown"]
    assert "<script>" not in told["text/html"] + told["text/markdown"]
    assert "**Q**" not in told["text/markdown"]
