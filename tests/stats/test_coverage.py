"""What intervals cover in truth: counted over simulated series, kept as a table, told where it is too low."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from covering import COUNTS, PHIS, SIZES, counted, errors, tidy

import casekit
from casekit.stats.single_case import effect_sizes, piecewise
from casekit.vocab import say

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
TABLE = pd.read_csv(Path(casekit.__file__).parent / "data" / "stats" / "coverage.csv")
SHARES = TABLE.set_index(["statistic", "n_a", "n_b", "phi"]).pipe(lambda t: t.covered / t.intervals)
CELLS = [(m, n, phi) for m, n in SIZES for phi in PHIS]


def test_every_statistic_was_counted_in_every_cell():
    assert set(map(tuple, TABLE[["n_a", "n_b", "phi"]].to_numpy())) == set(CELLS)
    assert (TABLE.groupby("statistic").size() == len(CELLS)).all()


@pytest.mark.parametrize("cell", CELLS)
def test_tests_of_a_change_of_level_are_wrong_in_three_to_eight_of_a_hundred_series(cell):
    assert 0.92 <= SHARES["piecewise ar", *cell] <= 0.97
    if cell[2] == 0:
        assert 0.92 <= SHARES["piecewise ols", *cell] <= 0.97


QUICK = ["effect_sizes", "piecewise", "pool"]


@pytest.mark.parametrize("what", [*COUNTS] if LONG else QUICK)
def test_a_batch_counted_anew_agrees_with_the_table(what):
    """One batch in the shortest cell with autocorrelation; with long tests three in all cells."""
    cells = CELLS if LONG else [(5, 8, 0.3)]
    for cell in cells:
        hits = Counter()
        for batch in range(3 if LONG else 1):
            for row in counted(what, *cell, batch):
                hits[row[0], "covered"] += row[-2]
                hits[row[0], "intervals"] += row[-1]
        for statistic in {name for name, _ in hits}:
            share = SHARES[statistic, *cell]
            count = hits[statistic, "intervals"]
            far = 4.5 * np.sqrt(max(share * (1 - share), 0.01) / count)
            assert abs(hits[statistic, "covered"] / count - share) < far, statistic


def test_rows_whose_interval_covers_too_rarely_say_how_rarely(language):
    names = ["NAP", "SMD", "LRRi", "Tau_BC:pretest"]
    for m, n in SIZES:
        data = tidy(10 + errors(np.random.default_rng(1), 1, m + n, 0.3), "A" * m + "B" * n)
        for name, note in zip(names, effect_sizes(data, names).note, strict=True):
            none, some, much = (f"{100 * SHARES[name, m, n, phi]:.0f}" for phi in PHIS)
            assert say("stats.note.coverage", none=none, some=some, much=much) in note
        ols, ar = (piecewise(data, kind).note[0] for kind in ("ols", "ar"))
        much = f"{100 * SHARES['piecewise ols', m, n, 0.6]:.0f}"
        assert much in ols
        assert much not in ar


def test_methods_that_share_an_interval_share_what_is_said_of_it(language):
    data = tidy(10 + errors(np.random.default_rng(1), 1, 13, 0.3), "A" * 5 + "B" * 8)
    assert len(set(effect_sizes(data, ["NAP", "NAP:Hanley", "NAP:null"]).note)) == 1


def test_what_prints_no_interval_says_nothing_of_it(language):
    data = tidy(np.array([[1.0, 2, 1, 3, 2, 5, 6, 5, 7, 6]]), "AAAAABBBBB")
    start = say("stats.note.coverage", none="x", some="x", much="x").partition("x")[0]
    found = effect_sizes(data, ["PND", "NAP"]).note
    assert start not in found[0]
    assert start in found[1]
