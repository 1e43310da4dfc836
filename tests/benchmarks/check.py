"""How long the check takes: a case, many points, and files by the command. Run by hand on a quiet machine.

``python tests/benchmarks/check.py``; each line says what is allowed and ends with whether it was kept.
"""

import contextlib
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import casekit
from casekit.check import check
from casekit.cli import run
from casekit.model import Case

FILES, A_CASE_MS, FILES_A_SECOND, MANY_S = 60, 15, 30, 2


def cpu(work: Callable[[], object], times: int = 1) -> float:
    """Return the least seconds of the processor that some work took."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def many() -> Case:
    """Return a case of which more than ten thousand things are to be asked."""
    basis = {"basis": "illustrative"}
    goals = [{"id": f"g{number}", "text": f"tujuan {number}"} | basis for number in range(2500)]
    work = [{"id": f"a{number}", "text": f"kegiatan {number}"} | basis for number in range(2500)]
    client = {"id": "client", "label": "Klien A", "relation": "client"} | basis
    return Case(
        id="a", title="A", client="client", people=[client], plan={"goals": goals, "activities": work}
    )


def told(what: str, value: float, most: float, kept: bool) -> bool:
    """Print a measured value beside what is allowed."""
    print(f"{what:<34} {value:8.2f}   allowed {most:g}   {'ok' if kept else 'TOO SLOW'}")
    return kept


def main() -> int:
    """Measure and return 1 if something takes longer than allowed."""
    case = casekit.load(casekit.case_study("d-trainee"))
    check(case)
    took = cpu(lambda: check(case), 20) * 1000
    kept = [told("check(case D), ms", took, A_CASE_MS, took <= A_CASE_MS)]
    crowd = many()
    points = len(check(crowd))
    took = cpu(lambda: check(crowd), 3)
    kept.append(told(f"{points} points, s", took, MANY_S, took <= MANY_S))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FILES):
            shutil.copy(casekit.case_study("d-trainee"), Path(folder) / f"{number:03}.yaml")
        with contextlib.redirect_stdout(io.StringIO()):
            rate = FILES / cpu(lambda: run(["check", folder, "--format", "json"]))
        kept.append(told("files a second and core", rate, FILES_A_SECOND, rate >= FILES_A_SECOND))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
