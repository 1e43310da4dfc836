"""How long effect sizes take for many cases, CSV read included: ``python tests/benchmarks/single_case.py``.

Six effect sizes with intervals for cases of 10 + 20 points. Times are of the processor, the best of so many
rounds, so that other work on the machine counts little; the time per case beside each other shows whether
growth is linear.
"""

import argparse
import io
import time

import numpy as np
import pandas as pd

from casekit.stats.single_case import effect_sizes

SIX = ("NAP", "Tau", "SMD", "SMD:pool", "LRRi", "LRRd")


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


def seconds(text: str) -> float:
    """Return the processor time of reading a CSV file and computing its effect sizes."""
    began = time.process_time()
    effect_sizes(pd.read_csv(io.StringIO(text)), SIX)
    return time.process_time() - began


def main(sizes: list[int], rounds: int) -> None:
    print("    cases   seconds   microseconds a case")
    for cases in sizes:
        text = table(cases).to_csv(index=False)
        best = min(seconds(text) for _ in range(rounds if cases <= 10_000 else 1))
        print(f"{cases:9,} {best:9.3f} {1e6 * best / cases:12.1f}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    main(chosen.cases, chosen.rounds)
