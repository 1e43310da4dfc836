"""A command that runs notebooks is stopped: at once, with all that it started, and nothing is left behind."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

# What nohup has started does not hear that its terminal is gone, but these tests run under it, too.
HEARS = "import signal; hasattr(signal, 'SIGHUP') and signal.signal(signal.SIGHUP, signal.SIG_DFL)"
COMMAND = f"{HEARS}; from casekit.cli import main; main()"
SECONDS_TO_STOP = 3
LONG = "CASEKIT_LONG_TESTS"
SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]

# A child of the kernel, one in a session of its own, one whose parent is gone, one without its environment.
CODE = """
import subprocess, sys, time
sleeper = [sys.executable, "-c", "import time; time.sleep(600)", "{mark}"]
subprocess.Popen(sleeper)
subprocess.Popen(sleeper, start_new_session=True, env={{}})
again = f"import subprocess; subprocess.Popen({{sleeper!r}}, start_new_session=True)"
subprocess.run([sys.executable, "-c", again])
open("{started}/" + str(time.time()), "w").close()
time.sleep({seconds})
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


class Batch:
    """Three notebooks that start processes and take their time, run by the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "class"
        self.temporary = folder / "temporary"
        self.started = folder / "started"
        self.mark = f"mark-{random.getrandbits(64):x}"
        for made in (self.folder, self.temporary, self.started):
            made.mkdir()
        (self.folder / "siti.yaml").write_text("nama: Siti", encoding="utf-8")

    def write(self, seconds: float = 600) -> None:
        code = CODE.format(mark=self.mark, started=self.started, seconds=seconds)
        for name in "abc":
            notebook = new_notebook(cells=[new_code_cell(code)])
            nbformat.write(notebook, self.folder / f"{name}.ipynb")

    def start(self, *words: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "TMPDIR": str(self.temporary), "CASEKIT_BATCH": self.mark}
        command = [sys.executable, "-c", COMMAND, "pdf", "class", "--execute", "--to", "out", "--lang", "en"]
        return subprocess.Popen(
            [*command, *words],
            cwd=self.folder.parent,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wait_until_code_runs(self) -> None:
        deadline = time.monotonic() + 120
        while not [*self.started.iterdir()] and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [*self.started.iterdir()], "no notebook was run"

    def alive(self) -> list[list[str]]:
        """Return the command lines of all that still runs because of this batch."""
        found = []
        for process in psutil.process_iter():
            try:
                words, environment = process.cmdline(), process.environ()
            except (psutil.Error, OSError):
                continue
            if self.mark in words or environment.get("CASEKIT_BATCH") == self.mark:
                found.append(words)
        return found

    def left(self) -> list[str]:
        """Return the rooms in the temporary folder and the half-written files."""
        made = [*self.temporary.glob("casekit-*"), *(self.folder.parent / "out").rglob("*")]
        return [path.name for path in made if path.suffix != ".pdf"]


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[Batch]:
    made = Batch(tmp_path)
    yield made
    for process in psutil.process_iter():
        try:
            if made.mark in process.cmdline():
                process.kill()
        except (psutil.Error, OSError):
            continue


def stopped(batch: Batch, running: subprocess.Popen[str], number: int) -> tuple[float, int, str]:
    """Send a signal, and return the seconds until the end, the exit code, and what was said."""
    began = time.monotonic()
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    return time.monotonic() - began, running.returncode, said


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_ends_everything_within_three_seconds(batch: Batch, number: int) -> None:
    batch.write()
    running = batch.start()
    batch.wait_until_code_runs()
    assert batch.left()
    seconds, code, said = stopped(batch, running, number)
    assert seconds < SECONDS_TO_STOP
    assert code == 128 + number
    assert "Traceback" not in said
    assert "Stopped" in said
    assert batch.alive() == []
    assert batch.left() == []


def test_a_killed_run_is_swept_at_the_next_start(batch: Batch) -> None:
    batch.write()
    running = batch.start("--jobs", "3")
    batch.wait_until_code_runs()
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    running.stderr.close()
    running.kill()
    running.wait(timeout=60)
    assert batch.left()
    until = time.monotonic() + 20
    while any(
        "ipykernel_launcher" in words for words in batch.alive()
    ):  # it looks for its parent once a second
        assert time.monotonic() < until
        time.sleep(0.2)
    assert batch.alive()
    nbformat.write(new_notebook(), batch.folder / "next.ipynb")
    for name in "abc":
        (batch.folder / f"{name}.ipynb").unlink()
    _, said = (after := batch.start()).communicate(timeout=120)
    assert after.returncode == 0, said
    assert batch.alive() == []
    assert batch.left() == []


def test_what_a_finished_notebook_started_is_ended_too(batch: Batch) -> None:
    batch.write(seconds=0)
    _, said = (running := batch.start("--jobs", "3")).communicate(timeout=120)
    assert running.returncode == 0, said
    assert batch.alive() == []
    assert batch.left() == []


def test_a_report_that_is_run_stops_as_well(batch: Batch) -> None:
    batch.write()
    environment = {**os.environ, "TMPDIR": str(batch.temporary), "CASEKIT_BATCH": batch.mark}
    command = [sys.executable, "-c", COMMAND, "report", "class/a.ipynb", "--execute", "--to", "docx"]
    running = subprocess.Popen(
        command, cwd=batch.folder.parent, env=environment, text=True, stderr=subprocess.PIPE
    )
    batch.wait_until_code_runs()
    seconds, code, _ = stopped(batch, running, signal.SIGTERM)
    assert (seconds < SECONDS_TO_STOP, code) == (True, 128 + signal.SIGTERM)
    assert batch.alive() == []
    assert batch.left() == []


@pytest.mark.skipif(not os.environ.get(LONG), reason=f"fifty moments take minutes; set {LONG}=1 to try them")
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_at_any_moment_leaves_nothing(number: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    slowest = 0.0
    for moment in range(50):
        batch = Batch(tmp_path_factory.mktemp(f"moment{moment}"))
        batch.write(seconds=random.choice([0, 600]))
        running = batch.start("--jobs", str(random.choice([1, 2, 3])))
        assert running.stdout
        running.stdout.readline()  # before that it has begun nothing
        time.sleep(random.uniform(0, 9))
        seconds, code, said = stopped(batch, running, number)
        slowest = max(slowest, seconds)
        where = f"moment {moment}, after {seconds:.1f} s: {said}"
        assert seconds < SECONDS_TO_STOP, where
        assert code in (0, 1, 128 + number, -number), where  # the last if all was done already
        assert "Traceback" not in said, where
        assert batch.alive() == [], where
        assert batch.left() == [], where
    print(f"{number.name}: 50 moments, the slowest end took {slowest:.2f} s")
