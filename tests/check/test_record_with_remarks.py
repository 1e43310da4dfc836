"""The record of a case with the points as remarks: each stands at its place, in Word's own comments."""

import io
import re
from zipfile import ZipFile

import casekit
from casekit import export, report, vocab
from casekit.check import check
from casekit.cli import run
from tests.check.small import small


def test_each_point_is_a_remark_at_its_place(language: str):
    case = casekit.load(casekit.case_study("d-trainee"))
    points = check(case)
    page = report.record(case, points)
    assert page.count('class="comment-start"') == page.count('class="comment-end"') == len(points)
    beside = [line for line in page.splitlines() if " P401: " in line]
    assert len(beside) == len(case.plan.goals)
    label = vocab.say("tables.indicator").capitalize()
    assert all(line.startswith(f"<p><strong>{label}:") and "</span>–<span" in line for line in beside)


def test_a_text_of_the_case_is_escaped():
    case = small({"plan": {"goals": [{"text": '<img src="http://x.invalid/a.png"><script>'}]}})
    page = report.record(case, check(case))
    assert "<img" not in page and "<script" not in page


def test_word_shows_them_as_comments(tmp_path, capsys, language: str):
    path = casekit.save(small({"plan": {"goals": [{"text": "berani bertanya"}]}}), tmp_path / "kasus.yaml")
    assert run(["check", str(path), "--format", "docx", "--lang", language]) == 3
    content = (tmp_path / "kasus-check.docx").read_bytes()
    with ZipFile(io.BytesIO(content)) as docx:
        comments = docx.read("word/comments.xml").decode()
        text = docx.read("word/document.xml").decode()
    found = check(casekit.load(path))
    assert len(re.findall("<w:comment ", comments)) == len(found)
    assert text.count("commentRangeStart") == len(found)
    assert all(point.code in comments for point in found)
    assert run(["check", str(path), str(path), "--format", "docx"]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert export.remarked_docx("<p>x</p>", "x")[:2] == b"PK"
