"""A synthetic class: twelve answers to the prose of an exercise that nobody wrote, handed in and graded."""

import shutil
from pathlib import Path

from casekit import cli

__all__ = ["CLASS_SIZE", "EXERCISE", "EXERCISES", "synthetic_class"]

EXERCISES = Path(__file__).parents[2] / "exercises"
EXERCISE = "09-goal"
CLASS_SIZE = 12
ANSWERS = {
    "id": (
        "Usul saya (rekaan): pada minggu ke-5 Klien D memulai dua percakapan seminggu dengan orang "
        "yang belum dekat, dihitung pembimbing vokasional; pada minggu ke-3 tidak satu pun. Kondisi "
        "awal dihitung sebelum konseling pada minggu ke-4. Dua kali terlihat sebagai perubahan dan "
        "tetap dapat dicapai; minggu ke-5 adalah minggu terakhir. Saya menanyakan dahulu apakah ia "
        "menginginkannya dan mau dihitung; bila tidak, tujuannya diganti.",
        "Klien D lebih sering memulai percakapan, dihitung setiap hari. Sekarang nol, targetnya tiga "
        "kali karena itu wajar. Minggu ke-5. Ini keinginannya sebab ia ingin bekerja.",
        "Klien D menjadi lebih percaya diri dan ceria. Kondisi awalnya rendah, targetnya tinggi.",
    ),
    "en": (
        "My proposal (invented): in week 5 Client D starts two conversations a week with people she "
        "is not close to, counted by the vocational mentor; in week 3 there was none. The baseline is "
        "counted before the counselling of week 4. Twice would show as a change and is within reach; "
        "week 5 is the last. I ask her first whether she wants this and minds being counted; if so, "
        "the goal is changed.",
        "Client D starts conversations more often, counted every day. Now none, the target is three "
        "because that is reasonable. Week 5. It is her wish since she wants to work.",
        "Client D becomes more confident and cheerful. Her baseline is low, the target is high.",
    ),
}
MADE_UP = {"id": "Jawaban sintetis", "en": "Synthetic answer"}


def synthetic_class(room: Path, language: str = "id") -> Path:
    """Write the submissions beside a copy of the exercise, grade them, and return the folder of both."""
    shutil.copytree(EXERCISES / EXERCISE, room / EXERCISE)
    for number in range(1, CLASS_SIZE + 1):
        name = f"Sintetis {number:02}"
        own = room / "class" / name / "answers.yaml"
        own.parent.mkdir(parents=True)
        answers = ANSWERS[language]
        text = f"{answers[number % len(answers)]} ({MADE_UP[language]} {number}.)"
        head = f"format: 2\nlesson: {EXERCISE}\nstudent: {name}\nlanguage: {language}\n"
        item = f'items:\n- {{id: defended, text: "{text}"}}\n'
        own.write_text(f"{head}version: 1\nattempt: 1\n{item}", encoding="utf-8")
    assert cli.run(["grade", str(room / "class"), "--exercise", str(room / EXERCISE)]) == 0
    return room
