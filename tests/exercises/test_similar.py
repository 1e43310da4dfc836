"""Texts that are alike are named without a verdict, and everybody reads as many works as read theirs."""

from collections import Counter

import pytest

from casekit import cli
from casekit.course import Answer, Answers
from casekit.errors import CasekitError
from casekit.exercises import read_exercise
from casekit.exercises.peers import reviewers
from casekit.exercises.similar import alike
from casekit.exercises.submissions import Submission
from tests.exercises.test_grading import HEAD

RECORD = "Klien berumur tujuh belas tahun dan hidup setahun di jalan supaya mandiri dan tidak menjadi beban"
OWN = (
    "wali belum ditanya sehingga izin untuk pengajaran belum dapat dianggap sah menurut aturan yang berlaku",
    "saya menunggu sampai ia sendiri bercerita tentang keluarganya karena kepercayaan baru saja mulai tumbuh",
    "risiko terbesar ialah jalan itu sendiri maka tempat yang aman harus dicari sebelum segala hal yang lain",
)


def written(*texts):
    return [
        Submission(
            f"P{number}",
            answers=Answers(
                lesson="90-trial", student="x", language="id", items=[Answer(id="why", text=text)]
            ),
        )
        for number, text in enumerate(texts)
    ]


def test_what_two_wrote_alike_is_found_and_what_everybody_has_is_not(exercise):
    lesson = read_exercise(exercise)
    copied = OWN[0].replace("ditanya sehingga", "ditanya, sehingga").upper()
    people = written(*(f"{RECORD} {own}" for own in (*OWN, copied)))
    [pair] = alike(lesson, people, template=[RECORD])
    assert {pair.one, pair.other} == {people[0].code, people[3].code}
    assert pair.share > 0.9
    assert "wali belum ditanya" in pair.longest.lower()
    assert alike(lesson, people[:3], template=[RECORD]) == []
    assert alike(lesson, people[:2], template=[]) != alike(lesson, people[:2], template=[RECORD])


def test_what_three_of_six_copied_is_not_taken_for_what_the_class_has_in_common(exercise):
    others = [" ".join(word + str(number) for word in OWN[0].split()) for number in range(3)]
    people = written(*[OWN[0]] * 3, *others)
    copied = {one.code for one in people[:3]}
    assert [{pair.one, pair.other} < copied for pair in alike(read_exercise(exercise), people)] == [True] * 3


def test_short_answers_and_empty_ones_are_not_compared(exercise):
    assert alike(read_exercise(exercise), [*written("Ya.", "Ya.", ""), Submission("X")]) == []


@pytest.mark.parametrize(("people", "each"), [(2, 1), (3, 2), (5, 2), (40, 3)])
def test_everybody_reads_as_many_as_read_them_and_never_their_own(people, each):
    codes = [f"K{number}" for number in range(people)]
    dealt = reviewers(codes, each, "04")
    assert {*dealt} == {*codes}
    assert all(len({*read}) == each and reader not in read for reader, read in dealt.items())
    assert {*Counter(code for read in dealt.values() for code in read).values()} == {each}
    assert dealt == reviewers(codes[::-1], each, "04")
    assert people < 5 or dealt != reviewers(codes, each, "05")


def test_a_class_that_is_too_small_is_told_so():
    for codes, each in ((["K1"], 1), (["K1", "K2"], 2), (["K1", "K2"], 0)):
        with pytest.raises(CasekitError, match="orang"):
            reviewers(codes, each)


def test_the_commands_name_codes_and_deal_pages_without_names(exercise, tmp_path, capsys):
    for person, text in zip(("Ana", "Budi", "Citra"), (OWN[0], OWN[0].upper(), OWN[1]), strict=True):
        path = tmp_path / "class" / person / "answers.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(f"{HEAD}items:\n- {{id: why, text: {text}}}\n", encoding="utf-8")
    asked = [str(tmp_path / "class"), "--exercise", str(exercise)]
    assert cli.run(["similar", *asked]) == 0
    told = capsys.readouterr().out
    assert "100%" in told
    assert "Ana" not in told
    assert "bukan bukti" in told
    assert cli.run(["similar", *asked, "--names"]) == 0
    assert "Ana" in capsys.readouterr().out
    assert cli.run(["peers", *asked, "--each", "1"]) == 0
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "class-marks" / "peers").iterdir()]
    assert len(pages) == 3
    assert not [name for name in ("Ana", "Budi", "Citra") for page in pages if name in page]
    assert all("KUNCI" not in page and "dengan fakta" in page for page in pages)
