"""What students are told: one page without network, everything escaped, nothing that was expected."""

import re
import stat

import pytest

from casekit import cli
from casekit.store.yamlwriter import written
from tests.exercises.test_grading import FORMULA, HEAD, RIGHT, SCRIPT
from tests.exercises.test_tasks import with_consent
from tests.export.reading import page_texts

WRONG = """\
items:
- {id: ask, chosen: [bad]}
- {id: cards, placed: {food: social}}
- {id: order, chosen: [act, plan, meet]}
- {id: pairs, placed: {p1: m1, p2: m2}}
"""
TAGS = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section"}
TAGS |= {"span", "ul", "li", "blockquote"}
EXPECTED = ("KUNCI-karena", "KEY-because", "dua-dua → ", "satu-satu →")


@pytest.fixture
def place(tmp_path, exercise):
    start = (exercise / "data" / "street-youth.yaml").read_bytes()
    attack = written(
        {"items": [{"id": "why", "text": f"{SCRIPT} {FORMULA}\n\u202eterbalik \u0e01 \U0001f600"}]}
    )
    case = written({"cases": {"consent": with_consent(start)}})
    texts = {
        "Right": HEAD + RIGHT,
        "Wrong": HEAD + WRONG,
        f"{SCRIPT[1:7]}": (HEAD + attack).replace("language: id", "language: en"),
        "Case": HEAD + "items: []\n" + case,
        "Broken": "lesson: [",
        "Blank": HEAD + "items: []\n",
    }
    for name, text in texts.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "answers.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "class"


@pytest.fixture
def told(place, exercise):
    assert cli.run(["feedback", str(place), "--exercise", str(exercise)]) == 0
    folder = place.with_name("class-marks") / "feedback"
    return {path.name.split("-K")[0] + path.suffix: path for path in sorted(folder.iterdir())}


def words(path):
    if path.suffix == ".pdf":
        return "\n".join(page_texts(path.read_bytes()))
    return path.read_text(encoding="utf-8")


def test_everybody_is_told_what_was_right_and_nobody_what_was_expected(told):
    assert len(told) == 12
    for name, path in told.items():
        text = words(path)
        assert not [word for word in EXPECTED if word in text], name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for ending in (".html", ".pdf"):
        assert "5 dari 11" in words(told[f"Right{ending}"])
        assert "Menunggu penilaian pengajar" in words(told[f"Right{ending}"])
        wrong = words(told[f"Wrong{ending}"])
        assert "✗ Makan: KUNCI-tubuh" in wrong
        assert "Buruk" in wrong
        case = words(told[f"Case{ending}"])
        assert "✗ KUNCI-cakupan: Katakan apa yang dicakup" in case
        assert "✓ Persetujuan untuk pengajaran" in case
        assert "tidak terbaca" in words(told[f"Broken{ending}"])
        assert "tidak ada jawaban di dalamnya" in words(told[f"Blank{ending}"])


def test_a_page_asks_for_nothing_and_runs_nothing(told):
    pages = {name: words(path) for name, path in told.items() if name.endswith(".html")}
    attacked = next(text for name, text in pages.items() if name.startswith("script"))
    assert 'lang="en"' in attacked
    assert 'lang="id"' in pages["Right.html"]
    assert "&lt;script&gt;alert(1)" in attacked
    for text in pages.values():
        assert {*re.findall(r"<([a-z0-9]+)", text)} <= TAGS
        bare = text.replace("default-src", "").replace("style-src", "")
        assert not re.search(r"src|href|url|https?:|@import", bare)
        assert "prefers-color-scheme:dark" in text
        assert "\u202e" not in text
