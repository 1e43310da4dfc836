"""Models equal what papers, books and manuals print of their examples; values are facts, with their source.

`published_series.csv` holds series of studies: Laski, Charlop and Schreibman (1988), J. Applied Behavior
Analysis 21, and Schutte, Malouff and Brown (2008), Behavior Modification 32, as Pustejovsky, Hedges and
Shadish (2014) read them from graphs; Sicily of Lopez Bernal, Cummins and Gasparrini (2017); people injured on
the A24 in Brandenburg before and after a speed limit, and tasks solved out of 20, of the manual of scan.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from series_of import table
from test_published import EXAMPLE_AB

from casekit.stats import counts, mixed
from casekit.stats.single_case import between_case_smd, piecewise

REFERENCE = Path(__file__).parent / "reference"
PUBLISHED = pd.read_csv(REFERENCE / "published_series.csv")


def of(name):
    """Return the series of one study."""
    return PUBLISHED[PUBLISHED.set == name]


def fitted(rows, x, effects=1, **options):
    """Return a mixed model of cases that were all measured under the same columns of a design."""
    y, cases = np.ravel(np.array(rows, dtype=float)), len(rows)
    x = np.tile(np.array(x, dtype=float), (cases, 1))
    start = np.arange(cases) * (len(y) // cases)
    lag = mixed.steps(np.tile(np.arange(len(y) // cases), cases).astype(float), start)
    return mixed.fitted(mixed.Rows(y, x, x[:, :effects], lag, start), **{"follow": False} | options)


def told(fit):
    """Return coefficients, standard errors as if variances were known, and standard deviations."""
    errors = fit.unit * np.sqrt(fit.naive.diagonal())
    return fit.unit * fit.beta, errors, fit.unit * np.sqrt([*fit.between.diagonal(), fit.within])


def test_travel_times_in_rails():
    """`Rail` of nlme: Pinheiro and Bates (2000), Mixed-Effects Models in S and S-PLUS, section 1.1."""
    rows = [[55, 53, 54], [26, 37, 32], [78, 91, 85], [92, 100, 96], [49, 51, 50], [80, 85, 83]]
    beta, errors, spreads = told(fitted(rows, np.ones((3, 1))))
    assert beta == pytest.approx([66.5], abs=1e-4)
    assert errors == pytest.approx([10.17104], abs=1e-4)
    assert spreads == pytest.approx([24.80547, 4.020779], abs=1e-4)


def test_effort_to_rise_from_stools():
    """`ergoStool` of nlme: Pinheiro and Bates (2000), section 1.2, with contrasts to the first type."""
    rows = [[7, 11, 8, 7], [8, 11, 8, 7], [7, 11, 10, 9], [9, 13, 10, 8], [9, 11, 11, 10], [7, 14, 13, 9]]
    rows += [[8, 12, 12, 11], [12, 15, 12, 10], [10, 14, 13, 12]]
    beta, errors, spreads = told(fitted(rows, np.column_stack([np.ones(4), np.eye(4)[:, 1:]])))
    assert beta == pytest.approx([8.55556, 3.88889, 2.22222, 0.66667], abs=1e-4)
    assert errors == pytest.approx([0.57601, 0.51868, 0.51868, 0.51868], abs=1e-4)
    assert spreads == pytest.approx([1.332465, 1.100295], abs=1e-4)


def test_yields_of_dyestuff():
    """`Dyestuff` and `Dyestuff2`, where batches do not differ: Bates (2010), lme4, sections 1.2 and 1.3."""
    rows = [[1545, 1440, 1440, 1520, 1580], [1540, 1555, 1490, 1560, 1495], [1595, 1550, 1605, 1510, 1560]]
    rows += [[1445, 1440, 1595, 1465, 1545], [1595, 1630, 1515, 1635, 1625], [1520, 1455, 1450, 1480, 1445]]
    fit = fitted(rows, np.ones((5, 1)))
    beta, errors, spreads = told(fit)
    assert [*beta, *errors, *spreads] == pytest.approx([1527.5, 19.383, 42.001, 49.510], abs=1e-3)
    assert fit.judged(np.ones(1), 0.95)[-1] == pytest.approx(5, abs=1e-4)  # batches less one
    rows = [[7.298, 3.846, 2.434, 9.566, 7.990], [5.220, 6.556, 0.608, 11.788, -0.892]]
    rows += [[0.110, 10.386, 13.434, 5.510, 8.166], [2.212, 4.852, 7.092, 9.288, 4.980]]
    rows += [[0.282, 9.014, 4.458, 9.446, 7.198], [1.722, 4.782, 8.106, 0.758, 3.758]]
    beta, errors, spreads = told(fitted(rows, np.ones((5, 1))))
    assert [*beta, *errors, *spreads] == pytest.approx([5.6656, 0.6784, 0, 3.7157], abs=1e-4)


def test_employment_in_following_years():
    """`longley`: Faraway (2005), Linear Models with R, section 6.1, gls with corAR1."""
    employed = [60.323, 61.122, 60.171, 61.187, 63.221, 63.639, 64.989, 63.761]
    employed += [66.019, 67.857, 68.169, 66.513, 68.655, 69.564, 69.331, 70.551]
    product = [234.289, 259.426, 258.054, 284.599, 328.975, 346.999, 365.385, 363.112]
    product += [397.469, 419.180, 442.769, 444.546, 482.704, 502.601, 518.173, 554.894]
    people = [107.608, 108.632, 109.773, 110.929, 112.075, 113.270, 115.094, 116.219]
    people += [117.388, 118.734, 120.445, 121.950, 123.366, 125.368, 127.852, 130.081]
    fit = fitted([employed], np.column_stack([np.ones(16), product, people]), 0, follow=True)
    beta, errors, spreads = told(fit)
    assert beta == pytest.approx([101.85813, 0.07207, -0.54851], abs=1e-4)
    assert errors == pytest.approx([14.19893, 0.01061, 0.15413], abs=1e-4)
    assert [*spreads, fit.phi] == pytest.approx([0.68921, 0.64417], abs=1e-4)


# The manual of scan, chapter on piecewise regression: B, SE, t and p of intercept, trend, level and slope.
PRINTED = {
    "normal": [
        [54.400, 3.890, 13.986, 0.000],
        [0.100, 1.588, 0.063, 0.951],
        [7.858, 5.816, 1.351, 0.195],
        [1.525, 1.616, 0.944, 0.359],
    ],
    "binomial": [[-1.964, 0.394], [0.023, 0.072], [2.376, 0.488], [0.038, 0.075]],
    "poisson": [[5.556, 0.042], [0.007, 0.012], [-0.806, 0.067], [-0.006, 0.013]],
}


@pytest.mark.parametrize("family", PRINTED)
def test_piecewise_regression_is_that_of_the_manual_of_scan(family):
    """Of counts and shares scan prints errors as if there were no overdispersion; casekit allows for it."""
    johanna = EXAMPLE_AB["Johanna"]
    data = {
        "normal": table(johanna[:5], johanna[5:], start=0),
        "binomial": of("tasks"),
        "poisson": of("A24"),
    }[family]
    found = piecewise(data, family=family, size="size" if family == "binomial" else None)
    errors = found.se if family == "normal" else found.se / np.sqrt(found.dispersion)
    ours = np.column_stack([found.est, errors, found.t, found.p])[:, : len(PRINTED[family][0])]
    assert ours.round(3).tolist() == PRINTED[family]


def test_a_smoking_ban_is_that_of_the_tutorial_on_interrupted_time_series():
    """Lopez Bernal et al. (2017), Int. J. Epidemiology 46, 348: what its own code gives in R 4.2.2 (glm)."""
    data = of("Sicily")
    x = np.column_stack([np.ones(len(data)), data.phase == "B", data.session]).astype(float)
    est, covariance, dispersion, _ = counts.fitted(
        data.outcome.to_numpy(), x, data["size"].to_numpy(), "poisson"
    )
    assert est == pytest.approx([-6.2431509, -0.1116284, 0.0049450], abs=1e-7)
    assert np.sqrt(covariance.diagonal()) == pytest.approx([0.0211096, 0.0324959, 0.0009418], abs=1e-7)
    assert dispersion == pytest.approx(3.559195, rel=1e-5)  # R takes residuals of the round before
    plain = np.exp(est[1] + np.array([-1, 1]) * 1.959964 * np.sqrt(covariance[1, 1] / dispersion))
    assert plain == pytest.approx([0.86468642, 0.92508605], abs=1e-7)


def test_speech_of_children_is_that_of_the_manual_of_scdhlm():
    """Laski: README of scdhlm 0.7.4, with all digits that it prints."""
    found = between_case_smd(of("Laski")).iloc[0]
    assert [found.est, found.se, found.df] == pytest.approx([1.405, 0.286, 18.552], abs=5e-4)
    assert found.between_variance == pytest.approx(245.9497, abs=2e-3)
    assert found.within_variance == pytest.approx(192.7711, abs=2e-3)
    assert found.autocorrelation == pytest.approx(0.252769, abs=1e-5)


def test_fatigue_is_that_of_the_paper():
    """Schutte: Pustejovsky, Hedges and Shadish (2014), J. Educational and Behavioral Statistics 39, 368."""
    found = between_case_smd(of("Schutte"), "MB4").iloc[0]
    assert [found.ci_low, found.ci_high] == pytest.approx([-2.02, -0.01], abs=5e-3)
