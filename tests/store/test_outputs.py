"""What casekit makes: written whole, read by its owner only, and never over an input or anybody's work."""

import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from casekit.errors import CasekitError
from casekit.store.outputs import free, publish

posix = pytest.mark.skipif(
    os.name == "nt", reason="permissions and signals as only Linux and macOS know them"
)


def test_what_casekit_made_is_replaced_until_somebody_changes_it(tmp_path, language):
    target = tmp_path / "laporan.pdf"
    publish(b"satu", target)
    publish(b"dua", target)
    assert target.read_bytes() == b"dua"
    target.write_bytes(b"dua, dan tulisan saya")
    for ask in (free, lambda path: publish(b"tiga", path)):
        with pytest.raises(CasekitError, match=r"laporan\.pdf.*--force"):
            ask(target)
    assert target.read_bytes() == b"dua, dan tulisan saya"
    publish(b"tiga", target, force=True)
    assert target.read_bytes() == b"tiga"
    assert [path.name for path in tmp_path.iterdir()] == ["laporan.pdf"]


def test_another_process_may_replace_it_too(tmp_path):
    target = tmp_path / "laporan.pdf"
    publish(b"satu", target)
    program = "import sys\nfrom casekit.store.outputs import publish\npublish(b'dua', sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, target], check=True)
    assert target.read_bytes() == b"dua"


def test_the_same_content_is_in_nobodys_way(tmp_path):
    target = tmp_path / "laporan.pdf"
    target.write_bytes(b"pindaian")
    publish(b"pindaian", target)
    assert target.read_bytes() == b"pindaian"


def test_without_a_record_only_this_process_knows_its_own(tmp_path, monkeypatch):
    (tmp_path / "state").write_text("")
    monkeypatch.setenv("CASEKIT_STATE", str(tmp_path / "state"))
    target = tmp_path / "laporan.pdf"
    publish(b"satu, tak tercatat", target)
    publish(b"dua, tak tercatat", target)
    program = "import sys\nfrom casekit.store.outputs import publish\npublish(b'tiga', sys.argv[1])"
    ran = subprocess.run([sys.executable, "-c", program, target], capture_output=True, text=True, check=False)
    assert "CasekitError" in ran.stderr
    assert target.read_bytes() == b"dua, tak tercatat"


@pytest.mark.parametrize(
    "way", ["itself", "relative", "symlink", "hard link", "symlink of its folder", "gone"]
)
def test_an_input_is_never_an_output_even_by_force(tmp_path, way, monkeypatch):
    own = tmp_path / "sub" / "k.yaml"
    own.parent.mkdir()
    publish(b"kasus", own)
    target = own
    if way == "relative":
        monkeypatch.chdir(tmp_path)
        target = "sub/../sub/k.yaml"
    elif way == "symlink":
        (target := tmp_path / "lain.pdf").symlink_to(own)
    elif way == "hard link":
        (target := tmp_path / "lain.pdf").hardlink_to(own)
    elif way == "symlink of its folder":
        (tmp_path / "link").symlink_to(own.parent)
        target = tmp_path / "link" / "k.yaml"
    elif way == "gone":
        own.unlink()
    for force in (False, True):
        with pytest.raises(CasekitError, match=r"(bahan|made from)"):
            publish(b"laporan", target, inputs=[own], force=force)
    assert way == "gone" or own.read_bytes() == b"kasus"


@pytest.mark.skipif(not os.path.exists(__file__.upper()), reason="this disk tells A from a")  # noqa: PTH110
def test_an_input_in_other_letters_is_the_same_file(tmp_path):
    (tmp_path / "k.pdf").write_bytes(b"kasus")
    with pytest.raises(CasekitError):
        publish(b"laporan", tmp_path / "K.PDF", inputs=[tmp_path / "k.pdf"], force=True)


def test_a_link_is_refused_and_by_force_replaced_never_followed(tmp_path):
    (tmp_path / "nilai.csv").write_bytes(b"90")
    link = tmp_path / "laporan.pdf"
    link.symlink_to("nilai.csv")
    with pytest.raises(CasekitError, match="tautan"):
        publish(b"laporan", link)
    publish(b"laporan", link, force=True)
    assert not link.is_symlink()
    assert link.read_bytes() == b"laporan"
    assert (tmp_path / "nilai.csv").read_bytes() == b"90"


@posix
@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_only_what_comes_with_casekit_is_for_everybody(tmp_path, private, mode):
    before = os.umask(0o022)
    try:
        publish(b"satu", tmp_path / "nilai" / "a.pdf", private=private)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "nilai" / "a.pdf").stat().st_mode) == mode
    assert stat.S_IMODE((tmp_path / "nilai").stat().st_mode) == (0o700 if private else 0o755)


def test_links_at_every_name_that_could_be_guessed_are_not_followed(tmp_path):
    (tmp_path / "nilai.csv").write_bytes(b"90")
    for name in (".a.pdf.part", ".a.pdf.tmp", "a.pdf.tmp", "a.pdf.part", ".a.pdf.lock", "a.pdf~"):
        (tmp_path / name).symlink_to("nilai.csv")
    publish(b"laporan", tmp_path / "a.pdf")
    assert (tmp_path / "nilai.csv").read_bytes() == b"90"
    assert (tmp_path / "a.pdf").read_bytes() == b"laporan"


def test_even_a_link_at_the_very_temporary_name_is_not_followed(tmp_path, monkeypatch):
    from casekit.store import files  # noqa: PLC0415

    (tmp_path / "nilai.csv").write_bytes(b"90")
    monkeypatch.setattr(files.secrets, "token_hex", lambda count: "0" * 2 * count)
    monkeypatch.setattr(files, "_sweep", lambda path: None)
    (tmp_path / f".a.pdf.{'0' * 16}.tmp").symlink_to("nilai.csv")
    with pytest.raises(CasekitError):
        publish(b"laporan", tmp_path / "a.pdf")
    assert (tmp_path / "nilai.csv").read_bytes() == b"90"
    assert not (tmp_path / "a.pdf").exists()


FULL = """
import resource, sys
import casekit
from casekit.errors import CasekitError
from casekit.store.outputs import publish
case = casekit.load(sys.argv[1] + "/k.yaml")
case.summary = "x" * 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
report = lambda: publish(b"y" * 200_000, sys.argv[1] + "/a.pdf", force=True)
for write in (report, lambda: casekit.save(case)):
    for _ in range(3):
        try:
            write()
        except CasekitError as error:
            print(error)
"""


@posix
def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(case_file, tmp_path):
    case_file.rename(tmp_path / "k.yaml")
    for number in range(4):
        (tmp_path / f"k.yaml.bak{number}").write_text(f"cadangan {number}")
    (tmp_path / "a.pdf").write_bytes(b"lama")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".lock"}
    ran = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=True, timeout=60
    )
    assert len(ran.stdout.splitlines()) == 6
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".lock"}
    assert after == before


KILLED = """
import sys
from casekit.store.outputs import publish
for number in range(1_000_000):
    publish(str(number % 10).encode() * 300_000, sys.argv[1], force=True)
    print(number, flush=True)
"""


@posix
def test_kills_in_the_middle_leave_a_whole_file_and_the_next_write_sweeps(tmp_path):
    target = tmp_path / "a.pdf"
    for kill in range(10):
        child = subprocess.Popen([sys.executable, "-c", KILLED, target], stdout=subprocess.PIPE)
        child.stdout.readline()
        time.sleep(kill * 0.0034)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        content = target.read_bytes()
        assert len(content) == 300_000
        assert len(set(content)) == 1
    publish(b"selesai", target, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    # and what another file's writer has at hand is left alone
    (other := tmp_path / f".a.pdf.x.{'0' * 16}.tmp").touch()
    publish(b"selesai", target, force=True)
    assert other.exists()


@posix
def test_every_folder_that_is_made_for_a_private_file_is_private(tmp_path):
    publish(b"x", tmp_path / "journal" / "siti" / "a.yaml", private=True)
    for folder in ("journal", "journal/siti"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
