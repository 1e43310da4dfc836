"""The page on nbgrader: its example runs on what nbgrader collects, without nbgrader."""

import re
import shutil
from pathlib import Path

from casekit.course import Answer, Answers
from casekit.course.answers import dump
from casekit.exercises import exercise_folder

PAGE = Path(__file__).parents[2] / "docs" / "nbgrader.md"


def test_the_example_of_the_page_marks_what_nbgrader_collected(tmp_path, monkeypatch, capsys):
    shutil.copytree(exercise_folder("19-two-versions"), tmp_path / "exercises" / "19-two-versions")
    for student, chosen in (("budi", "minding"), ("dewi", "debt")):
        folder = tmp_path / "submitted" / student / "19-two-versions"
        folder.mkdir(parents=True)
        given = Answers(lesson="19-two-versions", student="?", language="id", variant="a")
        given.items.append(Answer(id="first", chosen=[chosen]))
        (folder / "answers.yaml").write_text(dump(given), encoding="utf-8")
        (folder / "exercise.id.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(example)
    assert capsys.readouterr().out == "{'budi': 1.0, 'dewi': 0.0}\n"
