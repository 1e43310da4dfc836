"""What a cohort of 20 million rows takes through DuckDB: ``python tests/benchmarks/cohort.py``.

A Parquet file of simulated cases of 8 + 12 points is written to a temporary folder, and its table by agency
computed within the memory given. Prints seconds of the processor and the largest memory of this process.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import duckdb

from casekit.stats.cohort import case_effects, open_cohort, outcome_table

ROWS = """
copy (
    select number // 20 as "case", number // 20 % 60 as agency, number % 20 as session,
        case when number % 20 < 8 then 'A' else 'B' end as phase,
        (hash(number) % 21)::double + (number % 20 >= 8)::int * 4 as outcome
    from range({rows}) rows(number)
) to '{path}' (format parquet)
"""


def main(rows: int, memory: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cohort.parquet"
        duckdb.sql(f"set memory_limit = '{memory}'")
        duckdb.sql(f"set temp_directory = '{folder}'")
        duckdb.sql("set preserve_insertion_order = false")
        duckdb.sql(ROWS.format(rows=rows, path=path))
        began, processor = time.perf_counter(), time.process_time()
        table = outcome_table(
            case_effects(open_cohort(path, "duckdb"), by=["agency", "case"]), "nap", by="agency"
        ).df()
        taken, used = time.perf_counter() - began, time.process_time() - processor
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} rows: {taken:.1f} s, {used:.1f} s of the processor, {largest:.0f} MB at most")
    print(table.head(3).to_string())


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000_000)
    options.add_argument("--memory", default="1200MB")
    chosen = options.parse_args()
    main(chosen.rows, chosen.memory)
