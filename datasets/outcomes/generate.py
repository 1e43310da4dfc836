"""Write the outcome data of this folder anew: ``python datasets/outcomes/generate.py``, from a fixed seed.

`documented.csv` is what the bundled cases report; the other two are simulated, with known true effects, and
tell nothing about real clients. Needs ``pip install -e ".[parquet]"``.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from casekit import case_studies, case_study, load
from casekit.stats import load_outcomes
from casekit.vocab import in_language

HERE = Path(__file__).parent
SEED = 20_240_917
CASES = 50_000

KINDS = {
    # level of A, effect in SD, trend a session, autocorrelation
    "no_effect": (10, 0, 0, 0),
    "small_effect": (10, 0.5, 0, 0),
    "large_effect": (10, 2, 0, 0),
    "trend_only": (10, 0, 0.3, 0),
    "trend_and_effect": (10, 1.5, 0.15, 0),
    "dependent_values": (10, 0, 0, 0.6),
    "worse": (10, -1, 0, 0),
    "rare_events": (0.8, 1.5, 0, 0),
}


def documented() -> pd.DataFrame:
    """Return the measures that the bundled cases report, with texts in both languages."""
    cases = [load(case_study(name)) for name in case_studies()]
    tables = {}
    for language in ("id", "en"):
        with in_language(language):
            tables[language] = load_outcomes(cases)
    found = tables["id"].rename(columns={"label": "label_id", "unit": "unit_id"})
    found.insert(3, "label_en", tables["en"]["label"])
    found.insert(5, "unit_en", tables["en"]["unit"])
    return found


def practice_series() -> pd.DataFrame:
    """Return 40 simulated series, five of each kind, with 5 to 10 and 8 to 15 points."""
    drawn = np.random.default_rng(SEED)
    tables = []
    for number in range(40):
        kind = [*KINDS][number % len(KINDS)]
        level, effect, trend, memory = KINDS[kind]
        m, n = int(drawn.integers(5, 11)), int(drawn.integers(8, 16))
        later = np.arange(m + n) >= m
        noise = drawn.normal(0, 1, m + n)
        for place in range(1, m + n):
            noise[place] = memory * noise[place - 1] + np.sqrt(1 - memory**2) * noise[place]
        outcome = level + effect * later + trend * np.arange(m + n) + noise
        if kind == "rare_events":
            outcome = drawn.poisson(level + effect * later)
        columns = {"case": f"p{number + 1:02d}", "kind": kind, "true_effect": effect}
        columns |= {"session": np.arange(1, m + n + 1), "phase": np.where(later, "B", "A")}
        tables.append(pd.DataFrame({**columns, "outcome": np.round(outcome, 1), "basis": "synthetic"}))
    return pd.concat(tables, ignore_index=True)


def cohort_synthetic() -> pd.DataFrame:
    """Return 50,000 simulated cases of 60 agencies: scores from 0 to 40, of which more is better."""
    drawn = np.random.default_rng(SEED + 1)
    m, n = drawn.integers(3, 7, CASES), drawn.integers(4, 11, CASES)
    agency = drawn.integers(0, 60, CASES)
    category = drawn.choice(["child", "disability", "older_person", "poverty", "street"], CASES)
    effect = 0.6 + drawn.normal(0, 0.2, 60)[agency] + drawn.normal(0, 0.4, CASES)
    level = drawn.normal(18, 4, CASES)
    case = np.repeat(np.arange(CASES), m + n)
    session = np.arange(len(case)) - np.repeat(np.cumsum(m + n) - m - n, m + n) + 1
    later = session > m[case]
    outcome = level[case] + 3 * (effect[case] * later + drawn.normal(0, 1, len(case)))
    table = {"case": case, "agency": agency[case], "category": category[case]}
    table |= {"year": drawn.integers(2019, 2025, CASES)[case], "session": session}
    table |= {"phase": np.where(later, "B", "A"), "outcome": np.clip(np.round(outcome), 0, 40)}
    small = {"case": "int32", "agency": "int8", "year": "int16", "session": "int8", "outcome": "int8"}
    frame = pd.DataFrame({**table, "true_effect": np.round(effect, 2)[case].astype("float32")})
    return frame.astype(small | {"category": "category", "phase": "category"})


def main(folder: Path) -> None:
    """Write the three files into a folder."""
    documented().to_csv(folder / "documented.csv", index=False, lineterminator="\n")
    practice_series().to_csv(folder / "practice_series.csv", index=False, lineterminator="\n")
    cohort = folder / "cohort_synthetic.parquet"
    cohort_synthetic().to_parquet(cohort, index=False, compression="zstd", compression_level=19)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
