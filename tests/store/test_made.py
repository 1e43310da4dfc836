"""The record of what casekit made: fingerprints only, one user's own, never the reason of a failure."""

import os
import stat
import subprocess
import sys
import threading

import pytest

from casekit.store import made


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(made, "_here", set())
    return tmp_path / "state"


def elsewhere(code, *words):
    """Return what another process of the same user prints."""
    program = f"import sys\nfrom casekit.store import made\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_another_process_knows_what_this_one_made(state):
    mark = made.fingerprint(b"laporan", "output")
    made.remember(mark)
    assert elsewhere("print(made.known(sys.argv[1]))", mark) == "True"
    assert elsewhere("print(made.known(sys.argv[1]))", made.fingerprint(b"laporan.", "output")) == "False"


@pytest.mark.skipif(sys.platform != "linux", reason="where a program keeps its state differs by system")
def test_without_a_folder_of_its_own_the_record_lies_where_programs_keep_theirs(state, monkeypatch):
    monkeypatch.delenv("CASEKIT_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    made.remember(made.fingerprint(b"laporan", "output"))
    assert (state / "casekit" / "made").is_file()


def test_a_record_that_another_process_keeps_is_not_waited_for_for_ever(state, monkeypatch):
    monkeypatch.setattr(made, "LOCK_SECONDS", 0.1)
    held, enough = threading.Event(), threading.Event()

    def hold():
        with made.alone():
            held.set()
            enough.wait(3)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    with made.alone() as own:
        assert not own
    enough.set()
    holder.join()
    with made.alone() as own:
        assert own


def test_an_output_is_never_taken_for_code(state):
    made.remember(made.fingerprint(b"print()", "output"))
    assert not made.known(made.fingerprint(b"print()", "code"))


def test_the_record_holds_nothing_but_fingerprints_and_only_its_owner_reads_it(state):
    mark = made.fingerprint(b"Klien D", "output")
    made.remember(mark)
    made.remember(mark)
    assert (state / "made").read_text().split() == [mark]
    if os.name != "nt":
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        assert stat.S_IMODE((state / "made").stat().st_mode) == 0o600


def test_processes_that_record_at_once_lose_no_line(state):
    code = (
        "for number in range(100): made.remember(made.fingerprint(f'{sys.argv[1]} {number}'.encode(), 'x'))"
    )
    program = f"import sys\nfrom casekit.store import made\n{code}"
    writers = [subprocess.Popen([sys.executable, "-c", program, name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    wanted = {made.fingerprint(f"{name} {number}".encode(), "x") for name in "abc" for number in range(100)}
    assert set((state / "made").read_text().split()) == wanted


def test_a_line_torn_by_a_full_disk_spoils_no_other(state):
    state.mkdir()
    (state / "made").write_text("\n0123456789abc")
    mark = made.fingerprint(b"laporan", "output")
    made.remember(mark)
    assert elsewhere("print(made.known(sys.argv[1]))", mark) == "True"


@pytest.mark.parametrize("trouble", ["a file", "a folder", "a link", "bytes"])
def test_a_record_that_cannot_be_used_stops_nothing(state, trouble, tmp_path):
    if trouble == "a file":
        state.write_text("")
    elif trouble == "a folder":
        (state / "made").mkdir(parents=True)
    elif trouble == "a link":
        state.mkdir()
        (tmp_path / "nilai.csv").write_text("90")
        (state / "made").symlink_to(tmp_path / "nilai.csv")
    else:
        state.mkdir()
        (state / "made").write_bytes(b"\xff\x00\n" * 9)
    mark = made.fingerprint(b"laporan", "output")
    assert not made.known(mark)
    made.remember(mark)
    assert made.known(mark), "the process that made it knows it all the same"
    if trouble == "a link" and hasattr(os, "O_NOFOLLOW"):
        assert (tmp_path / "nilai.csv").read_text() == "90"
