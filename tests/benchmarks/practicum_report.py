"""What a practicum report costs: ``python tests/benchmarks/practicum_report.py [--rounds N] [CASE]``.

Seconds of the processor, of `casekit report` and all that it starts, beside those of the manner before: the
whole notebook, with pixels for screens, set by a Python that is started anew. Both take turns, and the least
of so many rounds counts, so that other work on the machine counts little. Then the parts of the command.
"""

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import casekit
from casekit.export.processes import adopt_orphans

LIMIT = 2.5  # seconds for case D on a quiet machine
COMMAND = "from casekit.cli import main; main()"
BEFORE = """
import sys
sys.modules["rfc3987_syntax"] = None
from pathlib import Path
import casekit, casekit.cli
from casekit import export, report
notebook = report.write(casekit.load(Path(sys.argv[2])), "practicum")
Path(sys.argv[4]).write_bytes(export.to_pdf(notebook, name="d", no_input=True)[0])
"""
PART = """
import resource, sys, gc
sys.modules.update(dict.fromkeys(("rfc3987_syntax", "rfc3986_validator", "isoduration", "pyarrow")))
gc.set_threshold(50_000)
from pathlib import Path
from tempfile import TemporaryDirectory

def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)

def part(name, before):
    print(name, spent() - before, sep="\\t")
    return spent()

import casekit.cli
now = part("import the command", 0)
import casekit.export.worker
now = part("import what sets pages", now)
import pandas
now = part("import pandas", now)
import casekit.figures
now = part("import figures and matplotlib", now)
from casekit import report
now = part("import reports", now)
case = casekit.load(Path(sys.argv[1]))
now = part("load the case", now)
notebook = report.write(case, "practicum", paper=True)
now = part("write the pages", now)
from casekit.export import document
with TemporaryDirectory() as room:
    document.pdf_of(notebook, "d", folder=None, no_input=True, room=Path(room))
now = part("set the pages, with pandoc and Typst", now)
"""


def cost(words: Sequence[str]) -> float:
    """Return the seconds of the processor that Python takes for some code, with all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", *words], check=True, capture_output=True)
    try:
        while True:  # what it left behind counts as well
            os.wait()
    except ChildProcessError:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def parts(case: Path, rounds: int) -> Mapping[str, float]:
    """Return the least seconds of each part of a report that is made in one process."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        ran = subprocess.run([sys.executable, "-c", PART, case], check=True, capture_output=True, text=True)
        for name, seconds in (line.split("\t") for line in ran.stdout.splitlines()):
            least[name] = min(least.get(name, 1e9), float(seconds))
    return least


def main(case: Path, rounds: int) -> None:
    adopt_orphans()
    with TemporaryDirectory() as folder:
        asked = ["report", str(case), "--output", str(Path(folder) / "d.pdf")]
        runs = [(cost([BEFORE, *asked]), cost([COMMAND, *asked, "--force"])) for _ in range(rounds)]
    then, now = (min(run[way] for run in runs) for way in (0, 1))
    print(f"{'':38}seconds of the processor\n{'as before':38}{then:7.2f}")
    print(f"{'casekit report':38}{now:7.2f}   {now / then:.2f} of it, goal {LIMIT}")
    for name, seconds in parts(case, rounds).items():
        print(f"  {name:36}{seconds:7.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", type=Path, nargs="?", default=casekit.case_study("d-trainee"))
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    main(given.case, given.rounds)
