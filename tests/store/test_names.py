"""Names and paths: what some system refuses, changes or leads astray gets a sentence, and makes nothing."""

import os
import sys
from pathlib import Path

import pytest

import casekit
from casekit import figures
from casekit.cli import run
from casekit.errors import CasekitError

BAD = {
    "no name": ["", ".", "..", "/", "x/.."],
    "characters": ["a:b", "a?", "a*b", 'a"b', "a|b", "<b>", "a\nb", "a\x07b", "a\0b", "a\u2028b", "\udce4"],
    "end": ["kasus.", "kasus ", "kasus. ."],
    "devices": ["con", "NUL", "aux.tar", "Com1", "lpt9.x", "con ", "CONIN$"],
    "length": ["x" * 300, "y" * 5000, "a/" * 3000 + "x", "ꦏ" * 80],
    "folders to be made": ["a:b/x", "con/x", "x./y", "a?/b/x"],
    "nowhere": ["~nosuch/x", "loop/x", "file/x", "loop", "dangling", "far-loop"],
    "no files": ["folder"],
}
if sys.platform != "win32":
    BAD["characters"].append("a\\b")
    BAD["no files"] += ["/dev/null", "/dev/full", "pipe"]
GOOD = [
    *("Kasus Ibu Siti", "Ma'ruf", "Dr. Budi", "kasus.v1", "laporan (2)", "é ñ", "ꦏꦱꦸꦱ", "a & b", "100%", "#1"),
    *("[x]", "{y}", "-x", "$HOME", "console", "nulis", "com", "~x"[1:], "baru/lagi/x", "../luar/x"),
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in a folder with traps in it; return what lies there and around it."""
    casekit.new_case(tmp_path / "in" / "k.yaml")
    monkeypatch.chdir(tmp_path / "in")
    for link, aim in {"loop": "loop", "far-loop": "loop", "dangling": "../nowhere"}.items():
        Path(link).symlink_to(aim)
    (tmp_path / "in" / "folder").mkdir()
    (tmp_path / "in" / "file").write_text("x")
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe")
    return lambda: sorted(str(path) for path in tmp_path.rglob("*") if path.suffix != ".lock")


def ways(name):
    """Return every way to write to a file of this name."""
    case = casekit.load("k.yaml")
    report = ("report", "k.yaml", "--kind", "consent", "--to", "ipynb", f"--output={name}")
    return {
        "new": lambda: run(["new", "--", name]),
        "report": lambda: run(report),
        "report --force": lambda: run([*report, "--force"]),
        "new_case": lambda: casekit.new_case(name),
        "save": lambda: casekit.save(case, name),
        "savefig": lambda: figures.swot(case).savefig(name, format="png"),
    }


@pytest.mark.parametrize(
    "name", [name for names in BAD.values() for name in names], ids=lambda name: ascii(name)[:20]
)
def test_a_bad_name_gets_a_sentence_and_leaves_nothing(here, name, capsys):
    before = here()
    for way, write in ways(name).items():
        if way.startswith(("new", "report")) and way != "new_case":
            assert write() in (1, 2), way
            said = capsys.readouterr().err
        else:
            with pytest.raises(CasekitError) as refused:
                write()
            said = str(refused.value)
        assert len(said.strip().splitlines()) == 1, way
        assert said.strip().endswith("."), way
        assert len(said) < 600, way
        assert "Traceback" not in said
    assert here() == before


@pytest.mark.parametrize("name", ["~nosuch/k.yaml", "a\0b.yaml", "loop/k.yaml", "loop", "x" * 300, "file/x"])
def test_a_path_that_leads_nowhere_gets_a_sentence_when_it_is_read_too(here, name, capsys):
    for read in (casekit.load, lambda path: casekit.work_copy(path, "kerja")):
        with pytest.raises(CasekitError):
            read(name)
    assert run(["report", name]) in (1, 2)
    assert run(["report", "k.yaml", "--template", name]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err
    assert not any("kerja" in path for path in here())


@pytest.mark.parametrize("name", GOOD)
def test_names_that_people_use_are_taken(here, name, capsys):
    made = ways(name)
    assert made["new"]() == 0
    assert made["report"]() == 0, capsys.readouterr().err
    ending = "" if name.endswith(".yaml") else ".yaml"
    assert casekit.load(f"{name}{ending}") == casekit.load("k.yaml")
    made["savefig"]()


def test_a_home_folder_is_found_and_never_made(here, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path / "rumah"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "rumah"))
    assert run(["new", "~/kasus"]) == 0
    assert run(["report", "~/kasus.yaml", "--kind", "consent", "--to", "ipynb"]) == 0
    assert casekit.work_copy("k.yaml", "~/kerja") == tmp_path / "rumah" / "kerja" / "k.yaml"
    figures.swot(casekit.load("k.yaml")).savefig("~/swot.png")
    names = {path.name for path in (tmp_path / "rumah").iterdir()}
    assert names >= {"kasus.yaml", "kasus-consent.ipynb", "kerja", "swot.png"}
    assert not any("~" in path for path in here())


def test_a_file_that_is_there_already_may_be_called_as_it_is(here):
    odd = "a" * 220 + ".yaml" if sys.platform == "win32" else "a:b .yaml"
    Path("k.yaml").rename(odd)
    case = casekit.load(odd)
    case.title = "tetap tersimpan"
    casekit.save(case)
    assert casekit.load(odd).title == "tetap tersimpan"
