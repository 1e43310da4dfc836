"""The mirror of a class: what was planted is seen, nobody is singled out, and small classes show nothing."""

import os
import random
import subprocess
import sys
import zipfile
from itertools import permutations

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from casekit import vocab
from casekit.cli import run
from casekit.course import Answer, Answers
from casekit.course.answers import dump
from casekit.course.dealing import dealt
from casekit.errors import CourseError
from casekit.exercises import complete, read_exercise
from casekit.exercises.mirror import mirror
from casekit.figures.scene import Words
from casekit.figures.style import WALL_HEIGHT, WALL_WIDTH
from casekit.figures.wall import slides
from casekit.stats.decisions import SMALL, Board, Row

EXERCISE = "19-two-versions"
WHOLE = complete(EXERCISE)
AGREED = {"school": "s4", "anger": "s2", "sleep": "s3", "debt": "s3", "alone": "s1"}


def student(number, variant, chance):
    """Return what one student answers: in version b the anger frightens; on two findings none agree."""
    facts = {card.id: card.cell[0] for card in WHOLE.items[0].cards}
    facts["neglect"] = chance.choice(["stated", "interpreted"])
    scores = dict(AGREED)
    scores["anger"] = chance.choice(["s4", "s5"] if variant == "b" else ["s1", "s2"])
    scores["debt"], scores["sleep"] = (f"s{(number // 2 + more) % 5 + 1}" for more in (0, 2))
    first = "anger" if variant == "b" and chance.random() < 0.8 else "minding"
    return Answers(
        lesson=EXERCISE,
        student=f"mahasiswa {number}",
        language="id",
        variant=variant,
        items=[
            Answer(id="facts", placed=facts),
            Answer(id="urgency", placed=scores),
            Answer(id="first", chosen=[first]),
            Answer(id="goals", chosen=["arrangement", *(["course"] if first == "anger" else [])]),
            Answer(id="refer", chosen=["playgroup" if number else "police"]),
            Answer(id="moved", text=f"Rahasia mahasiswa {number}"),
        ],
    )


def classed(size, seed=1):
    chance = random.Random(seed)
    return [student(number, "ab"[number % 2], chance) for number in range(size)]


@pytest.fixture(scope="module")
def forty():
    return classed(40)


@pytest.fixture(scope="module")
def boards(forty):
    with vocab.in_language("en"):
        found, remarks = mirror(WHOLE, forty)
    assert remarks == []
    return {board.title.partition("?")[0]: board for board in found}


def test_the_planted_difference_between_the_versions_stands_out_and_no_other(boards):
    [split] = boards["How urgent is each finding"].splits
    assert split.names == ("the client is a mother", "the client is a father")
    assert split.sizes == (20, 20)
    clear = [own.text for own in split.contrasts if own.difference.low > 0 or own.difference.high < 0]
    assert clear == ["Hit the table at the first meeting"]
    [split] = boards["Which concern would you answer first"].splits
    anger = next(own for own in split.contrasts if own.text == "Client X's anger")
    assert anger.difference.low > 0.4


def test_the_planted_disagreement_on_two_findings_is_seen(boards, forty):
    rows = {row.text: row for row in boards["How urgent is each finding"].rows}
    apart = [text for text, row in rows.items() if sum(count is not None for count in row.counts) >= 3]
    assert {"Three instalments overdue", "Four hours of sleep a night"} <= {*apart}
    assert rows["Nine days of school missed"].counts == (None, None, None, 40, None)
    for text, name in (("Three instalments overdue", "debt"), ("Four hours of sleep a night", "sleep")):
        given = [own.by_id()["urgency"].placed[name] for own in forty]
        expected = [given.count(f"s{step}") for step in range(1, 6)]
        assert list(rows[text].counts) == [count if count >= SMALL else None for count in expected]


def test_agreement_is_what_a_second_computation_gives(boards, forty):
    """Alpha by its definition, from all pairs of scores, with the ranks of an ordinal scale."""
    table = np.array([[int(own.by_id()["urgency"].placed[name][1]) for name in AGREED] for own in forty])
    totals = np.array([(table == step).sum() for step in range(1, 6)])

    def apart(one, other):
        low, high = min(one, other), max(one, other)
        return (totals[low - 1 : high].sum() - (totals[low - 1] + totals[high - 1]) / 2) ** 2

    seen = np.mean([np.mean([apart(*pair) for pair in permutations(column, 2)]) for column in table.T])
    every = table.ravel()
    by_chance = sum(apart(one, other) for one in every for other in every) / (len(every) * (len(every) - 1))
    board = boards["How urgent is each finding"]
    assert board.agreement.value == pytest.approx(1 - seen / by_chance, abs=1e-12)
    assert board.agreement.low < board.agreement.value < board.agreement.high
    facts = next(board for board in boards.values() if board.kind == "places")
    choices = np.array(
        [[own.by_id()["facts"].placed[card.id] for card in WHOLE.items[0].cards] for own in forty]
    )
    agree = np.mean(
        [np.mean([one == other for one, other in permutations(column, 2)]) for column in choices.T]
    )
    chance = sum(np.mean(choices == cell) ** 2 for cell in ("stated", "interpreted"))
    assert facts.agreement.value == pytest.approx((agree - chance) / (1 - chance))


def test_whoever_stands_alone_is_not_told_and_nobody_is_named(boards, forty):
    refer = boards["To whom would you refer first, if Client X agrees"]
    counts = {row.text: row.counts[0] for row in refer.rows}
    assert counts["A playgroup or day care"] == 39
    assert counts["The police"] is None
    assert counts["Child protection services"] is None
    assert all(own.text != "The police" for split in refer.splits for own in split.contrasts)
    with vocab.in_language("en"):
        shown = " ".join(slide.alt for slide in slides([*boards.values()], "Latihan", 40))
    assert "mahasiswa 1" not in shown
    assert "Rahasia" not in shown
    assert "The police: fewer than 3." in shown


def test_a_class_of_four_shows_nothing_and_one_of_nine_no_split():
    with pytest.raises(CourseError, match="5"):
        mirror(WHOLE, classed(4))
    found, remarks = mirror(WHOLE, classed(9))
    assert all(board.splits == () for board in found)
    assert len(remarks) == 1
    found, _ = mirror(WHOLE, classed(10))
    assert any(board.splits for board in found)


def test_answers_of_another_version_and_questions_few_answered_are_left_out_with_a_sentence():
    answers = classed(12)
    for own in answers[:3]:
        own.version = 2
    for own in answers[5:]:
        own.items = [item for item in own.items if item.id != "refer"]
    found, remarks = mirror(WHOLE, answers)
    assert {board.people for board in found} == {9}
    assert len(found) == 4
    assert "3" in remarks[0]
    assert any("refer" in remark for remark in remarks)


def test_a_task_with_forms_is_left_out_with_a_sentence(exercise):
    answers = [
        Answers(lesson="90-trial", student=f"{n}", language="id", items=[Answer(id="ask", chosen=["good"])])
        for n in range(6)
    ]
    found, remarks = mirror(complete(exercise), answers)
    assert [board.people for board in found] == [6]
    assert vocab.say("mirror.task", "id", item="consent") in remarks


def test_without_the_key_nothing_is_called_the_case_s_own_reading(forty):
    found, _ = mirror(read_exercise(EXERCISE), forty)
    hidden = [board for board in found if board.kind == "scores"]
    assert all(row.own == () for board in hidden for row in board.rows)


@pytest.mark.parametrize("language", ["id", "en"])
def test_slides_can_be_read_from_ten_metres_and_nothing_leaves_the_page(forty, language):
    with vocab.in_language(language):
        found, _ = mirror(WHOLE, forty)
        for slide in slides(found, str(WHOLE.title), 40):
            assert slide.size == (WALL_WIDTH, WALL_HEIGHT)
            words = [part for part in slide.parts if isinstance(part, Words) and len(part.text) > 1]
            assert min(part.size for part in words) >= 20  # of 540 points: 5.5 cm on a screen of 1.5 m
            for part in words:
                left, top, right, bottom = part.box
                assert left >= 30, part.text
                assert right <= WALL_WIDTH - 30, part.text
                assert top >= 4, part.text
                assert bottom <= WALL_HEIGHT - 4, part.text
            for number, one in enumerate(words):
                for other in words[number + 1 :]:
                    assert not overlapping(one.box, other.box), (one.text, other.text)


LONG = "Anak pertama tidak masuk sekolah sembilan hari dalam bulan ini menurut catatan wali kelas"


def hard_board(text=LONG):
    """Return a board of many cells with long names, of which the case reads one itself."""
    cells = tuple(f"sel dengan nama yang panjang {number}" for number in range(8))
    counts = (12, 40, None, 5, 7, 9, 3, 4)
    return Board("Di mana?", "places", cells, tuple(Row(text, counts, 4, (0,)) for _ in range(4)), 40)


@pytest.mark.parametrize("language", ["id", "en"])
def test_of_long_texts_and_many_cells_nothing_is_lost_without_a_sentence(language):
    with vocab.in_language(language):
        _, *made = slides([hard_board()], "Latihan", 40)
        short, own = vocab.say("mirror.shortened"), vocab.say("mirror.own")
        _, clipped = slides([hard_board("kata " * 100)], "Latihan", 40)[:2]
    for slide in made:
        words = said_on(slide)
        assert LONG in words
        assert "H = sel dengan nama yang panjang 7" in words
        assert own in words
        assert short not in words
        parts = [part for part in slide.parts if isinstance(part, Words)]
        for number, one in enumerate(parts):
            assert one.box[3] <= WALL_HEIGHT - 4, one.text
            assert all(not overlapping(one.box, other.box) for other in parts[number + 1 :]), one.text
    assert short in said_on(clipped)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_cover_with_a_long_heading_keeps_its_notes(language):
    with vocab.in_language(language):
        cover = slides([], "Judul latihan " * 30, 40)[0]
        assert vocab.say("mirror.cover_agreement") in said_on(cover)
    assert max(part.box[3] for part in cover.parts) <= WALL_HEIGHT - 4


def said_on(slide):
    return " ".join(part.text for part in slide.parts if isinstance(part, Words))


def overlapping(one, other):
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0.5 and down > 0.5


def test_the_versions_are_dealt_about_equally_and_the_same_to_the_same_student():
    given = [dealt(WHOLE, f"22.04.{number:03}") for number in range(400)]
    assert 160 <= given.count("a") <= 240
    assert dealt(WHOLE, " k-07 ") == dealt(WHOLE, "K-07")
    anew = WHOLE.model_copy(update={"seed": "2"})
    assert [dealt(anew, f"22.04.{number:03}") for number in range(400)] != given


def command(*words, cwd):
    ran = [sys.executable, "-c", "from casekit.cli import main; main()", *map(str, words)]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        ran, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def test_the_command_draws_the_zip_of_moodle(tmp_path, forty):
    with zipfile.ZipFile(tmp_path / "kelas.zip", "w") as archive:
        for number, own in enumerate(forty):
            archive.writestr(f"Dewi, S.Sos._{number + 100}_assignsubmission_file_/answers.yaml", dump(own))
        archive.writestr("Budi_7_assignsubmission_file_/answers.yaml", "lesson: [")
    ran = command("mirror", "kelas.zip", "--exercise", EXERCISE, "--lang", "en", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "Mirror of 40 students" in ran.stdout
    assert "cannot be read: 1" in ran.stderr
    written = tmp_path / f"{EXERCISE}-mirror-en.pdf"
    assert written.stat().st_mode & 0o077 == 0
    pages = PdfReader(written).pages
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in pages} == {
        (WALL_WIDTH, WALL_HEIGHT)
    }
    said = " ".join(page.extract_text() for page in pages)
    assert "Hit the table" in said
    assert "Dewi" not in said


def test_pictures_are_numbered_and_as_large_as_a_projector(tmp_path, exercise, monkeypatch):
    for number in range(6):
        (tmp_path / "kelas" / f"{number}").mkdir(parents=True)
        own = Answers(
            lesson="90-trial", student="x", language="id", items=[Answer(id="ask", chosen=["good"])]
        )
        (tmp_path / "kelas" / f"{number}" / "answers.yaml").write_text(dump(own), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["mirror", "kelas", "--exercise", str(exercise), "--to", "cermin.png", "--lang", "id"]) == 0
    pictures = sorted(tmp_path.glob("cermin-*.png"))
    assert [path.name for path in pictures] == ["cermin-01.png", "cermin-02.png"]
    with Image.open(pictures[1]) as picture:
        assert picture.size == (1920, 1080)
        assert "6 dari 6" in picture.info["Description"]


def test_a_class_of_four_ends_in_a_sentence(tmp_path):
    for number, own in enumerate(classed(4)):
        (tmp_path / "kelas" / f"{number}").mkdir(parents=True)
        (tmp_path / "kelas" / f"{number}" / "answers.yaml").write_text(dump(own), encoding="utf-8")
    ran = command("mirror", "kelas", "--exercise", EXERCISE, "--lang", "id", cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.strip() == vocab.say("mirror.too_few", "id", least=5, count=4)
    assert not [*tmp_path.glob("*.pdf")]
