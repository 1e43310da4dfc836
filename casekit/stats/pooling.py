"""Many effect sizes in one mean: random effects with an interval that stays honest for few studies."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import kendalltau
from scipy.stats import t as student

from casekit.stats.columns import Array, as_pandas, check_apart
from casekit.stats.engines import as_frame
from casekit.stats.options import check_level, key_columns
from casekit.vocab import say

_NUMBERS = ("est", "se", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2")
_FEW = 5  # studies
_LEANS = 0.4  # Kendall's tau of size and standard error: 0.6 for SMD after short baselines, else about 0


def pool(
    effects: Any,
    est: str = "smd",
    se: str = "smd_se",
    *,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the random-effects mean of effect sizes over cases, for each group.

    With short baselines, precise-looking SMDs are the small ones, and their mean is drawn to zero (in the
    synthetic cohort, 3 to 6 baseline points, to 0.40 from a true 0.57), the more surely the more cases there
    are; `note` says where that may be: pool LRR, or describe SMD by `outcome_table`.

    Parameters
    ----------
    effects : table
        One row a case, for example from `case_effects`; rows without estimate or standard error are left out.
    est, se : str
        The columns with estimates and standard errors.
    by : str or sequence of str, optional
        The columns that name the groups.
    confidence : float
        Level of the intervals, above 0 and below 1.

    Returns
    -------
    DataFrame
        The columns of `by`, then ``k, est, se, ci_low, ci_high, pi_low, pi_high, tau2, i2, note``: number of
        cases, mean with its confidence interval, prediction interval (where the effect of a further case
        would lie), variance between cases (Paule-Mandel), and the share of variation that is not due to
        error. Empty for one case; no prediction interval for two.

    Raises
    ------
    OutcomeError
        If a column is missing or is no number.

    Notes
    -----
    With weights w = 1 / (se^2 + tau2) and mean M: tau2 >= 0 solves sum w (y - M)^2 = k - 1.
    Hartung and Knapp: SE^2 = q / sum w with q = sum w (y - M)^2 / (k - 1), but never below 1 (ad hoc
    correction: effects that are more alike than their errors allow do not make their mean certain); M +- t
    SE and M +- t sqrt(tau2 + SE^2), t with k - 1 degrees of freedom. i2 = (Q - k + 1) / Q with Q of fixed
    effects, at least 0.

    References
    ----------
    Paule and Mandel (1982), J. Research of the National Bureau of Standards 87, 377;
    Knapp and Hartung (2003), Statistics in Medicine 22, 2693; IntHout et al. (2016), BMJ Open 6, e010247.
    Checked against metafor (R 4.2.2): ``rma(method="PM", test="adhoc")``.

    Examples
    --------
    >>> pool(pd.DataFrame({"smd": [1.0, 1.2, 0.9], "smd_se": [0.3, 0.4, 0.3]}))["est"].round(2).tolist()
    [1.0]
    """
    check_level(confidence)
    keys = [] if by is None else key_columns(by)
    check_apart(keys, ("k", *_NUMBERS, "note"))
    frame = as_frame(effects, [*keys, est, se], [est, se]).select(*keys, est, se)
    table = as_pandas(frame.to_native())
    numbers = table[[est, se]].astype(float)
    usable = np.isfinite(numbers.to_numpy()).all(axis=1) & (numbers[se] ** 2).gt(0).to_numpy()
    table = table[usable]
    rows = []
    for key, group in table.groupby(keys, observed=True, dropna=False) if keys else [((), table)]:
        row = dict(zip(keys, key, strict=True)) | {"k": len(group)} | dict.fromkeys(_NUMBERS, np.nan)
        notes = ["few_studies"] if len(group) < _FEW else []
        if len(group) > 1:
            values, variances = group[est].to_numpy(float), group[se].to_numpy(float) ** 2
            found, alike = _pooled(values, variances, confidence)
            row |= dict(zip(_NUMBERS, found, strict=True))
            notes += ["alike"] if alike else []
            notes += ["leaning"] if _leans(values, variances) else []
        rows.append(row | {"note": " ".join(say(f"stats.note.{note}") for note in notes)})
    return pd.DataFrame(rows, columns=[*keys, "k", *_NUMBERS, "note"])


def _pooled(y: Array, variance: Array, confidence: float) -> tuple[Array, bool]:
    """Return the numbers of one group, and whether effects are more alike than their errors allow."""
    k = len(y)
    tau2 = _paule_mandel(y, variance)
    weight, mean, left = _weighted(y, variance, tau2)
    q = left / (k - 1)
    se = float(np.sqrt(max(q, 1) / weight.sum()))
    t = student.ppf((1 + confidence) / 2, k - 1)
    far = t * np.sqrt(tau2 + se**2) if k > 2 else np.nan  # noqa: PLR2004 - two tell nothing of a third
    fixed = _weighted(y, variance, 0.0)[2]
    i2 = max(0.0, 1 - (k - 1) / fixed) if fixed > 0 else 0.0
    return np.array([mean, se, mean - t * se, mean + t * se, mean - far, mean + far, tau2, i2]), q < 1 - 1e-9


def _leans(y: Array, variance: Array) -> bool:
    """Return whether the precise effects are the small ones, so that the mean is drawn to zero."""
    return len(y) > _FEW and bool(kendalltau(np.abs(y), variance).statistic > _LEANS)


def _weighted(y: Array, variance: Array, tau2: float) -> tuple[Array, float, float]:
    """Return weights, weighted mean, and the weighted squares that are left."""
    weight = 1 / (variance + tau2)
    mean = float(weight @ y / weight.sum())
    return weight, mean, float(weight @ (y - mean) ** 2)


def _paule_mandel(y: Array, variance: Array) -> float:
    """Return the variance between cases at which the weighted squares equal their degrees of freedom."""

    def over(tau2: float) -> float:
        return _weighted(y, variance, tau2)[2] - (len(y) - 1)

    if over(0.0) <= 0:
        return 0.0
    most = float(np.var(y, ddof=1)) + float(variance.max())
    while over(most) > 0:
        most *= 2
    return float(brentq(over, 0.0, most, xtol=1e-14 * most, rtol=1e-13))
