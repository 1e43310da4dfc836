"""What a cohort takes: ``python tests/benchmarks/cohort.py``, alone on the machine.

Simulated cases of 8 + 12 points are written to a temporary folder as Parquet. First the table by agency of
twenty million rows is computed in DuckDB within the memory given, and the largest memory of this process
told; then the statistics of two million rows in Polars, DuckDB and pandas, side by side.
"""

import argparse
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from casekit.stats.cohort import case_effects, open_cohort, outcome_table

AT_MOST = 1.5  # times Polars, for DuckDB
ROWS = """
copy (
    select number // 20 as "case", number // 20 % 60 as agency, number % 20 as session,
        case when number % 20 < 8 then 'A' else 'B' end as phase,
        (hash(number) % 21)::double + (number % 20 >= 8)::int * 4 as outcome
    from range({rows}) rows(number)
) to '{path}' (format parquet)
"""


def cpu(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def compare(path: Path, rounds: int) -> None:
    """Print how long the statistics of a file take in each engine, the best of so many rounds in turn."""
    table = pd.read_parquet(path)
    work = {
        "Polars": lambda: case_effects(open_cohort(path, "polars")).collect(),
        "DuckDB": lambda: case_effects(duckdb.read_parquet(str(path))).to_arrow_table(),
        "pandas": lambda: case_effects(table),
    }
    warnings.simplefilter("ignore")
    took = [{name: cpu(each) for name, each in work.items()} for _ in range(rounds)]
    best = {name: min(each[name] for each in took) for name in work}
    for name, seconds in best.items():
        print(f"{name:8} {seconds:6.2f} s of the processor, {seconds / best['Polars']:5.2f} times Polars")
    kept = best["DuckDB"] <= AT_MOST * best["Polars"]
    print(f"DuckDB: allowed {AT_MOST} times Polars, {'ok' if kept else 'TOO SLOW'}")


def whole(path: Path, rows: int) -> None:
    """Print what the table by agency of a large file takes."""
    began, processor = time.perf_counter(), time.process_time()
    effects = case_effects(open_cohort(path, "duckdb"), by=["agency", "case"])
    table = outcome_table(effects, "nap", by="agency").df()
    taken, used = time.perf_counter() - began, time.process_time() - processor
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} rows: {taken:.1f} s, {used:.1f} s of the processor, {largest:.0f} MB at most")
    print(table.head(3).to_string())


def main(rows: int, memory: str, compared: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cohort.parquet"
        duckdb.sql(f"set memory_limit = '{memory}'")
        duckdb.sql(f"set temp_directory = '{folder}'")
        duckdb.sql("set preserve_insertion_order = false")
        if rows:  # first, so that the largest memory is its own
            duckdb.sql(ROWS.format(rows=rows, path=path))
            whole(path, rows)
        if compared:
            duckdb.sql(ROWS.format(rows=compared, path=path))
            compare(path, rounds)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000_000)
    options.add_argument("--memory", default="1100MB")
    options.add_argument("--compared", type=int, default=2_000_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    main(chosen.rows, chosen.memory, chosen.compared, chosen.rounds)
