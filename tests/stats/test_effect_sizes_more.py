"""Tau-BC, LOR, LRM and PoGO equal what the R package SingleCaseES gives for the reference series.

How `single_case_more_expected.csv` came about, with the package's functions (0.7.2; R 4.2.2), which also give
`single_case_expected.csv`, and as there with roots solved to 1e-15, inside [-1, 1] where all pairs agree:

- Tau-BC of the outcomes times 50,400, so that all slopes and residuals are whole numbers. Of the outcomes as
  they are, rounding errors in R part equal residuals of s016, s037, s048 and s058 (the largest difference is
  0.0185). ``pretest`` is ``pretest_trend = .05``, for which R needs its package Kendall (2.2.1).
- LOR of the outcomes divided by 1 + the largest outcome of all series, ``scale = "proportion"``.
- PoGO with the mean of A plus 10 as the goal, or minus 10 where a decrease is the improvement.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit.stats.single_case import effect_sizes

REFERENCE = Path(__file__).parent / "reference"
SERIES = pd.read_csv(REFERENCE / "single_case_series.csv")
EXPECTED = pd.read_csv(REFERENCE / "single_case_more_expected.csv")
# Where a low value is 0, its logarithm leaves R an infinite error and casekit an empty one.
EXPECTED = EXPECTED.replace([-np.inf, np.inf], np.nan).fillna({"method": ""})


def of_both(measure, improvement):
    """Return what casekit and R give, a row for each series."""
    data = SERIES
    if measure == "LOR":
        data = data.assign(outcome=data.outcome / (1 + data.outcome.max()))
    means = data[data.phase == "A"].groupby("case").outcome.mean()
    goal = data.case.map(means) + (10 if improvement == "increase" else -10)
    ours = effect_sizes(data.assign(goal=goal), measure, improvement=improvement, goal="goal")
    theirs = EXPECTED[EXPECTED.improvement == improvement]
    both = ours.merge(
        theirs, on=["case", "effect_size", "method"], suffixes=("", "_r"), validate="one_to_one"
    )
    assert len(both) == 60
    return both


@pytest.mark.parametrize("improvement", ["increase", "decrease"])
@pytest.mark.parametrize("measure", ["Tau_BC", "Tau_BC:pretest", "LOR", "LRM", "PoGO"])
def test_all_reference_series_equal_those_of_r(measure, improvement):
    both = of_both(measure, improvement)
    for column, tolerance in {"est": 1e-9, "se": 1e-9, "ci_low": 1e-7, "ci_high": 1e-7}.items():
        np.testing.assert_allclose(
            both[column], both[f"{column}_r"], rtol=tolerance, atol=1e-14, equal_nan=True, err_msg=column
        )
