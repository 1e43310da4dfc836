"""Effect sizes, averages and tests equal the numbers that papers and manuals print for their examples."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from series_of import table

from casekit.stats.single_case import average_effects, effect_sizes, phase_pairs, randomization_test

PARKER = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]

# (source, A, B, measure, options, value, digits)
PRINTED = [
    ("Parker, Vannest and Davis (2011), Behavior Modification 35, 303", *PARKER, "PND", {}, 5 / 7, 9),
    ("the same", *PARKER, "PEM", {}, 1, 9),
    ("the same", *PARKER, "PAND", {}, 0.8461538, 7),
    ("the same", *PARKER, "IRD", {}, 6 / 7 - 1 / 6, 9),
    ("the same", *PARKER, "NAP", {}, 38.5 / 42, 9),
    ("the same", *PARKER, "Tau", {}, 35 / 42, 9),
    ("Parker et al. (2011), Behavior Therapy 42, 284", [3, 3, 4, 5], [4, 5, 6, 7, 7], "Tau", {}, 16 / 20, 9),
    ("the same", [3, 3, 4, 5], [4, 5, 6, 7, 7], "Tau_U", {}, 11 / 20, 9),
    ("Tarlow (2017), Behavior Modification 41, 427", range(1, 6), range(6, 11), "Tau", {}, 1, 9),
    ("the same", range(1, 6), range(6, 11), "Tau_U", {}, 0.6, 9),
    ("the same", range(1, 6), range(6, 11), "Tau_BC", {}, 0, 9),
    (
        "Bonett and Price (2020), J. Educational and Behavioral Statistics 45, 750: medians 30 and 22",
        [21, 14, 11, 27, 19, 32, 21, 23, 18, 26, 24, 23],
        [34, 19, 26, 31, 39, 42, 27, 14, 25, 29, 33, 36],
        "LRM",
        {},
        np.log(30 / 22),
        9,
    ),
    (
        "LRR of percentages that should fall, SingleCaseES 0.7.4 with scale = percentage",
        [80, 90, 85],
        [20, 30, 25],
        "LRRi",
        {"scale": "percentage", "improvement": "decrease"},
        1.5917,
        4,
    ),
]


@pytest.mark.parametrize(("source", "a", "b", "measure", "options", "value", "digits"), PRINTED)
def test_a_printed_example(source, a, b, measure, options, value, digits):
    found = effect_sizes(table([*a], [*b]), measure, **options).est.item()
    assert round(found, digits) == round(value, digits), source


# Spencer et al. (2012), read off by Ferron et al. (2020), EBCAI 14, 6, who print the percent of the goal, 4.
SPENCER = {
    33.333: ([0] * 9, [3, 0, 1, 0, 0, 2, 2, 2, 2]),
    50: ([0] * 9, [4, 2, 4, 0, 0, 2, 2, 2, 2]),
    46.875: ([0] * 8, [4, 2, 1, 2, 1, 2, 1, 2]),
    58.8: ([0, 0, 0, 0, 0, 0, 0, 2, 0], [2, 4, 4, 0, 2, 2, 4, 2, 2]),
    14.7: ([2, 0, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 1, 2, 0, 2, 0]),
    72.222: ([0] * 9, [2, 4, 4, 0, 2, 4, 4, 2, 4]),
}


@pytest.mark.parametrize("percent", SPENCER)
def test_percent_of_goal_obtained_is_that_of_its_authors(percent):
    found = effect_sizes(table(*SPENCER[percent]), "PoGO", goal=4).est.item()
    assert found == pytest.approx(percent, abs=0.05)


# Byiers, Dimian and Symons (2014), an A-B-A-B; the means over pairs are those that the tests of SingleCaseES
# 0.7.4 print, as others computed them.
BYIERS = {
    34.515: (
        ([44.4, 0.02, 38.5, 11.5], [44.4, 20.6, 54.5, 58.4, 66.6]),
        ([46.8, 46.8, 20.7, 18.9], [47.0, 58.6, 54.8, 58.8, 67.1]),
    ),
    64.81: (
        ([4.4, 4.9, 0.0], [49.5, 44.1, 54.9, 72.3, 100.0, 62.1, 71.4]),
        ([10.9, 0.0, 0.0], [60.1, 56.1, 75.0, 62.0, 82.2]),
    ),
    74.29: (
        ([16.8, 41.3, 1.0], [51.2, 67.4, 99.3, 64.0, 99.1, 99.8]),
        ([99.3, 45.3, 84.5, 65.5, 26.1, 24.4], [92.0, 100.0, 74.0]),
    ),
}


@pytest.mark.parametrize("mean", BYIERS)
def test_effects_averaged_over_pairs_are_those_of_its_authors(mean):
    first, second = BYIERS[mean]
    data = pd.concat([table(*first), table(*second, start=50)])
    pairs = phase_pairs(data)
    assert pairs.pair.unique().tolist() == ["A1-B1", "A2-B2"]
    effects = effect_sizes(pairs, "PoGO", by=["case", "pair"], goal=100)
    assert average_effects(effects).est.item() == pytest.approx(mean, abs=0.005)


# The example data of scan (R), which its manual prints.
EXAMPLE_AB = {
    "Johanna": [54, 53, 56, 58, 52, 61, 62, 71, 66, 64, 78, 70, 74, 82, 77, 86, 68, 80, 86, 87],
    "Karolina": [41, 59, 56, 51, 52, 57, 56, 67, 75, 66, 69, 68, 73, 77, 79, 86, 82, 75, 83, 89],
    "Anja": [55, 58, 53, 50, 52, 55, 68, 68, 81, 67, 78, 73, 72, 78, 81, 78, 71, 85, 80, 76],
}
DATA = pd.concat([table(y[:5], y[5:], name) for name, y in EXAMPLE_AB.items()], ignore_index=True)


def test_overlap_indices_are_those_that_the_manual_of_scan_prints():
    found = effect_sizes(DATA, ["PND", "PEM", "NAP", "IRD", "SMD"]).pivot(
        index="case", columns="effect_size", values="est"
    )
    found = found.loc[[*EXAMPLE_AB]]
    assert (100 * found.PND).round().tolist() == [100, 87, 93]
    assert (100 * found.PEM).tolist() == [100] * 3
    assert (100 * found.NAP).round().tolist() == [100, 97, 98]
    assert found.IRD.round(2).tolist() == [1, 0.73, 0.87]
    small = 1 - 3 / (4 * 5 - 5)  # scan does not correct for small samples
    assert (found.SMD / small).round(2).tolist() == [8.11, 3.17, 6.71]


def test_the_joint_randomisation_test_is_that_of_scan():
    """scan's own test of rand_test(exampleAB, complete = TRUE) prints the sum of its numbers: 40.97299008."""
    row = randomization_test(DATA, over="case", min_a=5, min_b=5).iloc[0]
    differences = [[np.mean(y[k:]) - np.mean(y[:k]) for k in range(5, 16)] for y in EXAMPLE_AB.values()]
    everywhere = np.array([np.mean(each) for each in product(*differences)])
    z = (row.difference - everywhere.mean()) / everywhere.std(ddof=1)
    assert (row.n_cases, row.arrangements) == (3, 11**3)
    assert row.p + row.difference + z + norm.sf(z) + everywhere.mean() == pytest.approx(40.97299008, abs=5e-9)
