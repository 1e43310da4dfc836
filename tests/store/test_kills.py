"""Processes killed while they save, and two that save at once: nothing lost, torn or silently gone."""

import multiprocessing
import os
import random
import signal
import sys
import time

import pytest

import casekit
from casekit.errors import CaseConflictError, CasekitError
from casekit.model import Statement

# Enough to find a fault that is there; the long series finds one that shows once in hundreds of times.
KILLS = SAVES = 500 if os.environ.get("CASEKIT_LONG_TESTS") else 60

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="kills and forks as only Linux and macOS know them"
)
fork = multiprocessing.get_context("fork") if sys.platform != "win32" else None


def save_for_ever(path, ready):
    """Save ever new content of ever new length."""
    case = casekit.load(path)
    for number in range(1_000_000):
        case.summary = f"{number} " + "isi " * (number % 7 * 2000)
        casekit.save(case)
        ready.set()


def test_no_file_is_lost_or_torn_by_kills(case_file):
    chance = random.Random(1)
    whole = 0
    for _ in range(KILLS):
        ready = fork.Event()
        child = fork.Process(target=save_for_ever, args=(case_file, ready))
        child.start()
        assert ready.wait(30)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert child.exitcode == -signal.SIGKILL
        case = casekit.load(case_file)
        number, _, rest = case.summary.partition(" ")
        whole += rest == "isi " * (int(number) % 7 * 2000)
        for backup in case_file.parent.glob("kasus.yaml.bak?"):
            casekit.load(backup)
    assert whole == KILLS
    last = casekit.load(case_file)
    last.summary = "selesai"
    casekit.save(last)
    assert not [*case_file.parent.glob(".*.tmp")], "the killed left nothing of the case behind"


def edit_again_and_again(path, name, told):
    """Add notes one by one, each with a save; after a conflict read the file and go on."""
    case = casekit.load(path)
    kept = []
    for number in range(SAVES):
        case.reflection.growth.append(Statement(text=f"{name}{number}", basis="documented"))
        try:
            casekit.save(case)
        except CaseConflictError as conflict:
            kept.append(str(conflict.kept_at))
            case = casekit.load(path)
    told.put((name, kept))


def test_two_processes_saving_many_times_each_lose_nothing_silently(case_file):
    told = fork.Queue()
    writers = [fork.Process(target=edit_again_and_again, args=(case_file, name, told)) for name in "ab"]
    for writer in writers:
        writer.start()
    reports = dict(told.get(timeout=240) for _ in writers)
    for writer in writers:
        writer.join()
    reported = [kept for paths in reports.values() for kept in paths]
    assert sorted(reported) == sorted(str(path) for path in case_file.parent.glob("kasus.conflict-*.yaml"))
    written = set()
    for path in [case_file, *reported]:
        written |= {note.text for note in casekit.load(path).reflection.growth}
    assert written == {f"{name}{number}" for name in "ab" for number in range(SAVES)}


def test_a_file_held_by_another_program_gives_a_sentence(case_file, monkeypatch):
    case = casekit.load(case_file)
    case.title = "tertunda"
    held, release = fork.Event(), fork.Event()

    def hold():
        with casekit.store.files.locked(case_file):
            held.set()
            release.wait(30)

    holder = fork.Process(target=hold)
    holder.start()
    assert held.wait(30)
    monkeypatch.setattr(casekit.store.files, "LOCK_SECONDS", 0.2)
    with pytest.raises(CasekitError, match="sedang dipakai program lain"):
        casekit.save(case)
    release.set()
    holder.join()
    casekit.save(case)
    assert casekit.load(case_file).title == "tertunda"
