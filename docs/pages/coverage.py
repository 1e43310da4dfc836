"""How often the intervals of the statistics cover the truth, as counted over simulated series."""

import csv
from collections.abc import Iterator
from pathlib import Path

import casekit
from docs.pages import rst

__all__ = ["pages"]

TABLE = Path(casekit.__file__).parent / "data" / "stats" / "coverage.csv"
ABOUT = """
Of 100 intervals at 95 %, so many cover the true value. Series have 5 + 8, 10 + 15 or 20 + 30 points in
baseline and intervention, and an autocorrelation of 0, 0.3 or 0.6; models of several cases, and ``pool``,
were given four cases. Nothing was widened to come nearer to 95; where a statistic covers less than 92 in
one of three autocorrelations, its rows say so in ``note``. For ``piecewise`` it is the interval of
``level`` where nothing changes: what is missing to 100 are its false positives at 5 %. ``python
tests/stats/covering.py`` counts again; the last column says how many intervals were counted in a cell.

"""


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the page with the table."""
    found: dict[str, list[tuple[int, int]]] = {}
    heads: list[str] = []
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["statistic"], []).append((int(row["covered"]), int(row["intervals"])))
            if len(found) == 1:
                heads.append(f"{row['n_a']} + {row['n_b']}, {float(row['phi']):g}")
    rows = [
        [
            f"``{name}``",
            *(f"{100 * hits / all_:.1f}" for hits, all_ in cells),
            f"{min(n for _, n in cells):,}",
        ]
        for name, cells in found.items()
    ]
    yield (
        "coverage",
        rst.heading("How often intervals cover")
        + ABOUT
        + rst.table(["Statistic", *heads, "Intervals"], rows),
    )
