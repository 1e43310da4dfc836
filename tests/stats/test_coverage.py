"""What intervals cover in truth: counted over simulated series, kept as a table, told where it is too low."""

import os
from collections import Counter
from pathlib import Path

import alike
import numpy as np
import pandas as pd
import pytest
from covering import COUNTS, PHIS, SIZES, counted, errors, tidy

import casekit
from casekit.stats.single_case import between_case_smd, effect_sizes, multilevel, piecewise
from casekit.vocab import say

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
TABLE = pd.read_csv(Path(casekit.__file__).parent / "data" / "stats" / "coverage.csv")
SHARES = TABLE.set_index(["statistic", "n_a", "n_b", "phi"]).pipe(lambda t: t.covered / t.intervals)
MODELS = ("between", "multilevel", "pool")
CELLS = [(m, n, phi) for m, n in SIZES for phi in PHIS]


def test_every_statistic_was_counted_in_every_cell():
    assert set(map(tuple, TABLE[["n_a", "n_b", "phi"]].to_numpy())) == set(CELLS)
    assert (TABLE.groupby("statistic").size() == len(CELLS)).all()
    assert TABLE.intervals.between(1990, 2000).all()  # of 2,000 series, a few have no estimate


@pytest.mark.parametrize("cell", CELLS)
def test_tests_of_a_change_of_level_are_wrong_in_three_to_eight_of_a_hundred_series(cell):
    assert 0.92 <= SHARES["piecewise ar", *cell] <= 0.97
    if cell[2] == 0:
        assert 0.92 <= SHARES["piecewise ols", *cell] <= 0.97


def studies(points, seed):
    """Return outcomes of five studies of four cases."""
    draw = np.random.default_rng(seed)
    later = np.arange(points) >= points // 3
    return draw.normal(size=(5, 4, 1)) + later + errors(draw, 20, points, 0.3).reshape(5, 4, points), later


@pytest.mark.parametrize("model", ["MB1", "MB2", "MB3", "MB4"])
def test_models_of_cases_that_are_measured_alike_are_what_casekit_fits(model):
    """Two ways to one number: `alike.py` shares nothing with `casekit.stats.mixed`."""
    y, later = studies(12, 4)
    time, ones = np.arange(1.0, 13) - 12, np.ones(12)
    x = [ones, later, *([time, np.where(later, time + 8, 0)] if model in {"MB3", "MB4"} else [])]
    z = [ones, *{"MB2": [later], "MB4": [time]}.get(model, [])]
    fits = alike.fitted(y, np.column_stack(x), np.column_stack(z))
    found = fits.smd(np.array([0, 1, 0, 8])[: len(x)])
    assert fits.sure.all()
    for study, values in enumerate(y):
        ours = between_case_smd(tidy(values, "AAAABBBBBBBB"), model)[["est", "ci_low", "ci_high"]]
        np.testing.assert_allclose(found[:, study], ours.to_numpy()[0], atol=1e-5)


def test_regressions_of_cases_that_are_measured_alike_are_what_casekit_fits():
    y, later = studies(12, 5)
    since = np.maximum(np.arange(12) - 4, 0)
    x = np.column_stack([np.ones(12), np.arange(12), later, since])
    fits = alike.fitted(y, x, x[:, [0, 2, 3]], together=False)
    for study in np.flatnonzero(fits.sure):
        ours = multilevel(tidy(y[study], "AAAABBBBBBBB"))[["est", "ci_low", "ci_high"]].to_numpy()
        for place in (2, 3):
            np.testing.assert_allclose(fits.term(place)[:, study], ours[place], atol=1e-5)
    assert fits.sure.sum() >= 4


QUICK = ["effect_sizes", "piecewise", "pool", "MB2", "multilevel"]


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


def test_models_of_several_cases_cover_what_they_promise():
    assert SHARES[[name for name in SHARES.index.levels[0] if name.startswith(MODELS)]].min() > 0.92


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
