"""How long effect sizes take for many cases, CSV read included: ``python tests/benchmarks/single_case.py``.

Six effect sizes with intervals for cases of 10 + 20 points. Times are of the processor, the best of so many
rounds, so that other work on the machine counts little; the time per case beside each other shows whether
growth is linear. Where R and its package SingleCaseES are installed, the same effect sizes of fewer cases are
computed there too; the start of R and loading packages are not counted.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from casekit.stats.single_case import effect_sizes

AT_MOST = 0.7  # seconds for 100,000 cases
SIX = ("NAP", "Tau", "SMD", "SMD:pool", "LRRi", "LRRd")

NO_PACKAGE = 3
# Its two kinds of SMD take two calls.
IN_R = """
given <- commandArgs(TRUE)
if (!requireNamespace("SingleCaseES", quietly = TRUE)) quit(status = 3)
effects <- function(...) SingleCaseES::batch_calc_ES(
  points, grouping = case, condition = phase, outcome = outcome, session_number = session, warn = FALSE, ...
)
for (round in seq_len(given[2])) {
  began <- proc.time()
  points <- read.csv(given[1])
  effects(ES = c("NAP", "Tau", "SMD", "LRRi", "LRRd"))
  effects(ES = "SMD", std_dev = "pool")
  cat(sum((proc.time() - began)[1:2]), "")
}
"""


def table(cases: int) -> pd.DataFrame:
    """Return so many simulated cases."""
    drawn = np.random.default_rng(1)
    outcome = drawn.poisson(np.repeat([5.0, 8.0], [10, 20]), size=(cases, 30)).astype(float)
    return pd.DataFrame(
        {
            "case": np.repeat([f"s{number}" for number in range(cases)], 30),
            "session": np.tile(np.arange(1, 31), cases),
            "phase": np.tile(np.repeat(["A", "B"], [10, 20]), cases),
            "outcome": outcome.ravel(),
        }
    )


def seconds(path: Path) -> float:
    """Return the processor time of reading a CSV file and computing its effect sizes."""
    began = time.process_time()
    effect_sizes(pd.read_csv(path), SIX)
    return time.process_time() - began


def seconds_in_r(path: Path, rounds: int) -> float | str:
    """Return the processor time of the same in SingleCaseES, or why it cannot be told."""
    if not (command := shutil.which("Rscript")):
        return "there is no Rscript on this machine"
    run = [command, "-e", IN_R, str(path), str(rounds)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    if done.returncode == NO_PACKAGE:
        return "R has no package SingleCaseES (R_LIBS names further libraries)"
    if done.returncode:
        raise RuntimeError(done.stderr)
    return min(map(float, done.stdout.split()))


def compare(path: Path, cases: int, rounds: int) -> None:
    """Print the times of casekit and of SingleCaseES for so many cases."""
    table(cases).to_csv(path, index=False)
    theirs = seconds_in_r(path, rounds)
    if isinstance(theirs, str):
        print(f"Not compared with SingleCaseES: {theirs}.")
        return
    ours = min(seconds(path) for _ in range(rounds))
    print("    cases   microseconds a case: casekit   SingleCaseES   ratio")
    print(f"{cases:9,} {1e6 * ours / cases:29.1f} {1e6 * theirs / cases:14,.1f} {theirs / ours:7,.0f}")


def main(path: Path, sizes: list[int], rounds: int) -> None:
    print("    cases   seconds   microseconds a case")
    for cases in sizes:
        table(cases).to_csv(path, index=False)
        best = min(seconds(path) for _ in range(rounds if cases <= 100_000 else 2))
        allowed = AT_MOST * cases / 100_000
        kept = f"allowed {allowed:g}, {'ok' if best <= allowed else 'TOO SLOW'}" if cases == 100_000 else ""
        print(f"{cases:9,} {best:9.3f} {1e6 * best / cases:12.1f}   {kept}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--cases-in-r", type=int, default=500)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.csv"
        main(file, chosen.cases, chosen.rounds)
        compare(file, chosen.cases_in_r, chosen.rounds)
