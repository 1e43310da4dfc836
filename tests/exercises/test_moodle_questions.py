"""Items as Moodle's questions, read back by a reader of our own and marked by Moodle's rules."""

import base64
import html
import random
from itertools import permutations

import pytest
from moodle_quiz import Quiz, gift, marked, menu, text

import casekit
from casekit import figures, vocab
from casekit.cli import run
from casekit.course import Answer, lesson, mark
from casekit.course.items import Lesson
from casekit.exercises import complete, moodle
from casekit.store.pictures import bare

EXAMPLE = lesson("example")
ITEMS = {item.id: item for item in EXAMPLE.items}


@pytest.fixture(scope="module")
def quiz():
    found, _ = moodle.questions(EXAMPLE)
    return Quiz(moodle.as_xml(found, "Contoh/1"))


def share(item, **answered):
    return mark(item, Answer(id=item.id, **answered)).points / item.points


def test_the_file_has_a_category_and_every_question_its_name_number_and_points(quiz):
    assert quiz.category == "$course$/top/Contoh//1"
    assert [*quiz.questions] == [*ITEMS]
    for name, own in quiz.questions.items():
        assert own.findtext("idnumber") == f"example/{name}"
        assert float(own.findtext("defaultgrade")) == (2 if name == "why-first" else 1)
        assert str(ITEMS[name].question) in text(own, "questiontext")


def test_moodle_gives_the_marks_that_casekit_gives(quiz):
    for name in ("small-talk", "who-partners"):
        names = [option.id for option in ITEMS[name].options]
        many = [(0,), (1,), (2,)] if name == "small-talk" else [(0,), (0, 1), (0, 1, 2), (2,), (0, 2)]
        for chosen in many:
            own = share(ITEMS[name], chosen=[names[number] for number in chosen])
            assert marked(quiz.questions[name], chosen) == pytest.approx(own, abs=1e-4)
    steps = [step.id for step in ITEMS["four-steps"].steps]
    for order in permutations(range(4)):
        own = share(ITEMS["four-steps"], chosen=[steps[number] for number in order])
        assert marked(quiz.questions["four-steps"], order) == pytest.approx(own, abs=0.005)
    for value in (28000, 52000, 1, 28000.0):
        assert marked(quiz.questions["difference"], value) == share(ITEMS["difference"], text=f"{value}")
    for said in ("ventilasi", "Itu VENTILASI.", "katarsis", "ventilasi atau katarsis", "entah"):
        assert marked(quiz.questions["name-it"], said) == share(ITEMS["name-it"], text=said), said


def test_cards_and_pairs_are_matched_with_all_cells_in_the_menu(quiz):
    sort, item = quiz.questions["where-it-belongs"], ITEMS["where-it-belongs"]
    assert menu(sort) == [
        item.places[cell] for cell in ("biological", "psychological", "social", "spiritual")
    ]
    chance = random.Random(1)
    for _ in range(20):
        cells = [chance.choice(item.names) for _ in item.cards]
        placed = {card.id: cell for card, cell in zip(item.cards, cells, strict=True)}
        accepted = any(cell in card.cell[1:] for card, cell in zip(item.cards, cells, strict=True))
        if not accepted:  # Moodle knows one cell only
            given = [item.places[cell] for cell in cells]
            assert marked(sort, given) == share(item, placed=placed)
    assert len(menu(quiz.questions["what-it-is"])) == 3


def test_what_is_said_goes_along_answer_by_answer_and_as_a_whole(quiz):
    small = quiz.questions["small-talk"]
    for own, option in zip(small.findall("answer"), ITEMS["small-talk"].options, strict=True):
        assert str(option.feedback) in text(own, "feedback")
    assert [text(hint, ".") for hint in small.findall("hint")] == [f"<p>{ITEMS['small-talk'].hints[0]}</p>"]
    assert "Ini tentang tubuh" in text(quiz.questions["where-it-belongs"], "generalfeedback")
    star = quiz.questions["difference"].findall("answer")[-1]
    assert (star.findtext("text"), text(star, "feedback")) == ("*", f"<p>{ITEMS['difference'].otherwise}</p>")
    grader = text(quiz.questions["why-first"], "graderinfo")
    assert "fakta dengan asalnya" in grader
    assert str(ITEMS["why-first"].model) in grader


def test_what_moodle_cannot_say_is_told_in_the_language_of_the_reader():
    _, remarks = moodle.questions(EXAMPLE)
    assert [remark.partition(":")[0] for remark in remarks] == ["where-it-belongs", "what-it-is", "name-it"]
    with vocab.in_language("en"):
        found, remarks = moodle.questions(EXAMPLE)
    assert "accepts more than one cell" in remarks[0]
    assert "What is small talk" in found[0].text


def test_pictures_lie_inside_the_file_with_their_words():
    picture = moodle.Picture("genogram.png", b"\x89PNG of a family", 'Genogram of "A" & family')
    found, _ = moodle.questions(EXAMPLE, {"small-talk": [picture]})
    own = Quiz(moodle.as_xml(found, "x")).questions["small-talk"].find("questiontext")
    inside = own.find("file")
    assert (inside.get("name"), inside.get("path"), inside.get("encoding")) == ("genogram.png", "/", "base64")
    assert base64.b64decode(inside.text) == picture.content
    assert 'src="@@PLUGINFILE@@/genogram.png" alt="Genogram of &quot;A&quot; &amp; family"' in own.findtext(
        "text"
    )


def test_hidden_items_go_with_the_key_of_the_lecturer_and_tasks_stay(exercise):
    found, remarks = moodle.questions(complete(exercise))
    quiz = Quiz(moodle.as_xml(found, "x"))
    assert [*quiz.questions] == ["ask", "cards", "order", "pairs", "why"]
    assert marked(quiz.questions["order"], (0, 1, 2)) == 1  # the key's order, not that of the students' file
    assert quiz.questions["order"].findtext("answer/text") == "<p>Bertemu</p>"
    assert marked(quiz.questions["pairs"], ["satu-satu", "dua-dua"]) == 1
    assert any("consent" in remark for remark in remarks)


ODD = 'a {b} ~ = # : \\ "q" <script>alert(1)</script> & -> \n\nsecond // line'


@pytest.fixture(scope="module")
def odd():
    said = {"id": ODD, "en": ODD}
    option = {"text": said, "feedback": said}
    items = [
        {
            "id": "one",
            "single": said,
            "options": [{"id": "a", "right": True, **option}, {"id": "b", **option}],
        },
        {"id": "two", "matching": said, "pairs": [{"id": x, "match": said, **option} for x in "ab"]},
        {"id": "three", "prose": said, "model": said},
        {
            "id": "four",
            "short": "Apa?",
            "model": "x",
            "keys": [{"words": [a, f"{a}*"], "feedback": said} for a in ("kata", "dua")],
        },
    ]
    return Lesson.model_validate({"format": 2, "id": "odd", "title": "Odd", "items": items})


def test_signs_of_the_formats_and_of_html_are_only_signs(odd):
    found, _ = moodle.questions(odd)
    quiz = Quiz(moodle.as_xml(found, "x"))
    said = text(quiz.questions["one"], "questiontext")
    assert "<script>" not in said
    assert "&lt;script&gt;" in said
    assert said.count("<p>") == 2
    read = gift(moodle.as_gift(found, "x"))
    assert [*read] == ["one", "two", "three", "four"]
    assert [line[0] for line in read["one"][1]] == ["=", "~"]
    *pairs, whole = read["two"][1]
    assert whole.startswith("####")
    assert len(pairs) == 2
    assert all(line.startswith("=") and line.count("->") == 1 for line in pairs)
    assert read["three"][1] == []


def test_a_short_answer_of_two_keys_earns_a_share_for_each_in_any_order(odd):
    found, _ = moodle.questions(odd)
    own = Quiz(moodle.as_xml(found, "x")).questions["four"]
    marks = [marked(own, said) for said in ("kata lalu dua", "duanya kata", "hanya kata", "lain")]
    assert marks == [1, 1, 0.5, 0]


def test_gift_is_read_by_a_parser_that_is_not_ours():
    parser = pytest.importorskip("pygiftparser.parser", reason="the package pygiftparser is not installed")
    written = moodle.as_gift(moodle.questions(EXAMPLE)[0], "Contoh")
    found = {own.title.partition("\\")[0]: own for own in parser.parseFile(written.splitlines(keepends=True))}
    kinds = {name: type(own.answers).__name__ for name, own in found.items() if own.valid}
    # It does not know what Moodle itself writes of all other numbers, `~#`.
    assert kinds == {
        "small-talk": "SelectSet",
        "who-partners": "MultipleChoicesSet",
        "four-steps": "MatchingSet",
        "where-it-belongs": "MatchingSet",
        "what-it-is": "MatchingSet",
        "name-it": "SelectSet",
        "why-first": "Essay",
    }


def test_the_command_writes_a_file_for_moodle_with_a_figure_and_its_words(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    figure = figures.genogram(casekit.load(casekit.case_study("a-weaver")))
    figure.savefig("genogram.png")
    made = ["questions", "example", "--picture", "small-talk=genogram.png", "--lang", "en"]
    assert run([*made]) == 0
    written = tmp_path / "example-en.xml"
    assert written.stat().st_mode & 0o077 == 0
    own = Quiz(written.read_bytes()).questions["small-talk"].find("questiontext")
    given = (tmp_path / "genogram.png").read_bytes()
    assert base64.b64decode(own.find("file").text) == bare(given)  # without what the file says beside
    assert html.escape(figure.alt) in own.findtext("text")
    assert run([*made, "--format", "gift"]) == 0
    assert (tmp_path / "example-en.gift.txt").is_file()
    assert run(["questions", "example", "--picture", "smalltalk=genogram.png", "--lang", "id"]) == 1
    assert "small-talk" in capsys.readouterr().err
    assert run(["questions", "example", "--format", "qti", "--lang", "id"]) == 1
    assert "moodle, gift" in capsys.readouterr().err
    vocab.use_language("id")
