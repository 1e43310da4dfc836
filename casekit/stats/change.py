"""Change between two measurements: goals attained, change beyond measurement error, before and after."""

from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd
from scipy.stats import norm, permutation_test, rankdata, ttest_rel, wilcoxon

from casekit.doors import at_the_door
from casekit.errors import OutcomeError
from casekit.stats.columns import (
    Array,
    as_pandas,
    beside,
    blank,
    case_keys,
    check_apart,
    check_table,
    column_or_value,
    directions,
    numbered,
    numbers,
)
from casekit.stats.options import check_choice, check_level, check_number, no_choice, one_word
from casekit.stats.series import Notes
from casekit.vocab import codes, say

__all__ = ["goal_attainment", "pre_post", "reliable_change"]

_GAS = ("n_goals", "t", "t_baseline", "change", "note")
_RCI = ("change", "rci", "cutoff", "change_class", "note")
_FEW = 13  # up to so many changes SciPy tries all signs where some are equal or zero
_CLASSES = ("unchanged", "deteriorated", "improved", "recovered")


def goal_attainment(
    data: pd.DataFrame,
    attained: str = "attained",
    *,
    weight: str | float = 1,
    baseline: str | float | None = None,
    rho: float = 0.3,
    by: str | Sequence[str] = "case",
) -> pd.DataFrame:
    """Return the goal attainment T score (GAS, Kiresuk-Sherman) of each case.

    50 means that goals were attained as expected, on the whole. Goals that were easy give high scores: the
    score says as much about how levels were set as about change.

    Parameters
    ----------
    data : table
        One row a goal. Goals without attainment are left out.
    attained : str
        The column with the level reached, -2 to +2.
    weight : str or float
        The column with the weights, above 0, or one weight for all.
    baseline : str or float, optional
        The column with the level at the start, or one level for all.
    rho : float
        Supposed correlation between goals, 0 to 1.
    by : str or sequence of str
        The column or columns that name a case.

    Returns
    -------
    DataFrame
        ``case, n_goals, t, t_baseline, change, note``; more is better.

    Raises
    ------
    OutcomeError
        If a column is missing, a number is written as text, `rho` is out of range, or there is no row.

    Notes
    -----
    T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho sum(w)^2).

    References
    ----------
    Kiresuk and Sherman (1968), Community Mental Health J. 4, 443; Turner-Stokes (2009), Clinical
    Rehabilitation 23, 362, with its erratum. Checked against worked examples.

    Examples
    --------
    >>> goals = pd.DataFrame({"case": "D", "attained": [-2, 0, -1, 2, 0, 1], "weight": [3, 5, 1, 4, 2, 6]})
    >>> round(goal_attainment(goals, weight="weight")["t"].item(), 2)
    55.0
    >>> round(goal_attainment(goals.assign(attained=1).head(2))["t"].item(), 2)
    62.4
    """
    check_number("rho", rho, least=0, most=1)
    data = as_pandas(data)
    keys = case_keys(data, by, attained)
    check_apart(keys, _GAS)
    now, w = numbers(data, attained), column_or_value(data, weight)
    then = np.zeros(len(data)) if baseline is None else column_or_value(data, baseline)
    missing = np.isnan(now) | np.isnan(w) | np.isnan(then)
    wrong = ~missing & ((np.abs(now) > 2) | (np.abs(then) > 2) | ~(w > 0) | np.isinf(w))  # noqa: PLR2004
    w = np.where(wrong, 1.0, w)
    sums = {"n_goals": ~missing * 1.0, "w": w, "ww": w * w, "now": w * now, "then": w * then}
    sums = {name: np.where(missing, 0.0, value) for name, value in sums.items()}
    sums |= {"gone": missing * 1.0, "wrong": wrong * 1.0}
    names = data[keys].reset_index(drop=True)
    which = numbered(names)
    table = pd.DataFrame(sums).groupby(which).sum().astype({"n_goals": int})
    notes = Notes.none(len(table))
    notes.add("none_left", (table["n_goals"] == 0).to_numpy())
    notes.add("not_gas", (table["wrong"] > 0).to_numpy())
    notes.add("missing", (table["gone"] > 0).to_numpy())
    width = ((1 - rho) * table["ww"] + rho * table["w"] ** 2).where(~notes.grave) ** 0.5
    t, t_baseline = 50 + 10 * table["now"] / width, 50 + 10 * table["then"] / width
    if baseline is None:
        t_baseline = t_baseline * np.nan
    first = names.iloc[np.unique(which, return_index=True)[1]].reset_index(drop=True)
    found = {"n_goals": table["n_goals"], "t": t, "t_baseline": t_baseline, "change": t - t_baseline}
    return beside(first, **found, note=notes.said())


def reliable_change(
    data: pd.DataFrame,
    *,
    sd: float,
    reliability: float,
    clinical: tuple[float, float] | None = None,
    functional: tuple[float, float] | None = None,
    cutoff: str | float = "c",
    improvement: str = "increase",
    confidence: float = 0.95,
    pre: str = "pre",
    post: str = "post",
) -> pd.DataFrame:
    """Return the reliable change index (RCI, Jacobson-Truax) of each row, and what kind of change it is.

    It tells whether a change exceeds what the instrument's error alone would bring. It needs a published
    reliability and norms of people like the client; without these, do not use it.

    Parameters
    ----------
    data : table
        One row a client, with the scores before and after.
    sd : float
        Standard deviation of the scores before, above 0.
    reliability : float
        Of the instrument, 0 to below 1 (test-retest or internal consistency).
    clinical, functional : (mean, sd), optional
        Of people with the problem, and of those without.
    cutoff : {"a", "b", "c"} or float
        Two SD from the clinical mean; within two SD of the functional mean; the point between both at equal
        distance in SDs; or a score. Without norms, "recovered" is not given.
    improvement : str
        ``"increase"``, ``"decrease"``, or a column that holds these.
    confidence : float
        How sure a change must be, above 0 and below 1.
    pre, post : str
        Names of the columns.

    Returns
    -------
    DataFrame
        All columns of `data`, and ``change, rci, cutoff, change_class, note``: RCI positive for an
        improvement; classes ``recovered, improved, unchanged, deteriorated``.

    Raises
    ------
    OutcomeError
        If a column is missing, a number is written as text or out of range, or norms are missing for
        `cutoff`.

    Notes
    -----
    S_E = sd sqrt(1 - reliability), S_diff = sqrt(2) S_E, RCI = (post - pre) / S_diff.

    References
    ----------
    Jacobson and Truax (1991), J. Consulting and Clinical Psychology 59, 12. Checked against their example.

    Examples
    --------
    >>> found = reliable_change(pd.DataFrame({"pre": [32.5], "post": [47.5]}), sd=7.5, reliability=0.8,
    ...                         clinical=(40, 7.5), functional=(60, 7.5))
    >>> found[["rci", "cutoff", "change_class"]].round(2).values.tolist()
    [[3.16, 50.0, 'improved']]
    """
    check_number("sd", sd, above=0)
    check_number("reliability", reliability, least=0, below=1)
    check_level(confidence)
    data = as_pandas(data)
    check_table(data, pre, post)
    check_apart(data.columns, _RCI)
    before, after = numbers(data, pre), numbers(data, post)
    sign = np.where(directions(data, improvement), 1.0, -1.0)
    line = _cutoff(cutoff, clinical, functional, sign)
    notes = Notes.none(len(data))
    notes.add("none_left", np.isnan(before) | np.isnan(after))
    notes.add("infinite", np.isinf(before) | np.isinf(after))
    notes.add("no_cutoff", np.isnan(line))
    change = np.where(notes.grave, np.nan, np.where(notes.grave, 0, after) - np.where(notes.grave, 0, before))
    rci = sign * change / (sd * np.sqrt(2 * (1 - reliability)))
    needed = norm.ppf((1 + confidence) / 2)
    crossed = (sign * before < sign * line) & (sign * after >= sign * line)
    kind = np.select([rci < -needed, (rci > needed) & crossed, rci > needed], [1, 3, 2], 0)
    named = pd.Series(np.array(_CLASSES, dtype=object)[kind], data.index).mask(notes.grave)
    return data.assign(change=change, rci=rci, cutoff=line, change_class=named, note=notes.said())


def pre_post(
    data: pd.DataFrame,
    *,
    improvement: str = "increase",
    confidence: float = 0.95,
    pre: str = "pre",
    post: str = "post",
) -> pd.DataFrame:
    """Return how a group changed from before to after: mean change, paired tests and effect sizes.

    Without a comparison group it cannot tell the effect of a service from the passing of time, or from the
    return of extreme scores to the mean.

    Parameters
    ----------
    data : table
        One row a client. Clients without both scores are left out.
    improvement, confidence, pre, post
        As in `reliable_change`; one direction for all.

    Returns
    -------
    DataFrame
        One row: ``n, mean_pre, mean_post, change, ci_low, ci_high, t, df, p, p_wilcoxon, d_z, d_z_low,
        d_z_high, d_av, note``. `change`, `t` and the effect sizes are positive for an improvement.

    Raises
    ------
    OutcomeError
        If a column is missing, a number is written as text or a direction is not known.

    Notes
    -----
    d_z = mean change / SD of changes, its standard error sqrt(1 / n + d_z^2 / (2n - 2)), good from about ten
    clients; d_av = mean change / mean of both SDs.

    References
    ----------
    Lakens (2013), Frontiers in Psychology 4, 863. Tests are SciPy's `ttest_rel` and `wilcoxon`.

    Examples
    --------
    >>> found = pre_post(pd.DataFrame({"pre": [10, 12, 9, 14], "post": [13, 15, 13, 15]}))
    >>> found[["change", "t", "p"]].round(3).values.tolist()
    [[2.75, 4.371, 0.022]]
    """
    direction = one_word(improvement, codes("improvement"))
    if direction is None:
        raise no_choice("improvement", improvement, codes("improvement"))
    check_level(confidence)
    data = as_pandas(data)
    check_table(data, pre, post)
    before, after = numbers(data, pre), numbers(data, post)
    sign = 1 if direction == "increase" else -1
    both = np.isfinite(before) & np.isfinite(after)
    before, after = before[both], after[both]
    n, change = len(before), sign * (after - before)
    notes = Notes.none(1)
    notes.add("none_left", np.array([n == 0]))
    notes.add("missing", np.array([n < len(data)]))
    notes.add("too_few", np.array([n == 1]))
    names = ["mean_pre", "mean_post", "change", "ci_low", "ci_high", "t", "df", "p", "p_wilcoxon"]
    names += ["d_z", "d_z_low", "d_z_high", "d_av"]
    row = dict.fromkeys(names, np.nan)
    if n:
        row |= {"mean_pre": before.mean(), "mean_post": after.mean(), "change": change.mean()}
    if n > 1 and np.ptp(change) == 0:
        notes.add("constant", np.array([True]))
    elif n > 1:
        test = ttest_rel(sign * after, sign * before)
        low, high = test.confidence_interval(confidence)
        spread = (before.std(ddof=1) + after.std(ddof=1)) / 2
        row |= {"ci_low": low, "ci_high": high, "t": test.statistic, "df": test.df, "p": test.pvalue}
        row |= {"p_wilcoxon": _signed_ranks(change), "d_z": test.statistic / np.sqrt(n)}
        reach = norm.ppf((1 + confidence) / 2) * np.sqrt(1 / n + row["d_z"] ** 2 / (2 * n - 2))
        row |= {"d_z_low": row["d_z"] - reach, "d_z_high": row["d_z"] + reach}
        row["d_av"] = change.mean() / spread
    return pd.DataFrame([{"n": n, **row}]).assign(note=notes.said())


def _signed_ranks(change: Array) -> float:
    """Return the two-sided p of Wilcoxon's signed-rank test, with all signs that few tied changes can have.

    SciPy's `wilcoxon` gives the same, but computes the ranks anew for each of up to 8,192 settings of signs.
    """
    changed = change != 0
    ranks = rankdata(np.abs(change[changed]))
    if len(change) > _FEW or len(np.unique(ranks)) == len(change):
        return float(wilcoxon(change).pvalue)
    signed = np.zeros(len(change))
    signed[changed] = ranks * np.sign(change[changed])
    all_signs = permutation_test(
        (signed,), np.sum, permutation_type="samples", n_resamples=np.inf, vectorized=True
    )
    return float(all_signs.pvalue)


def _cutoff(
    cutoff: str | float,
    clinical: tuple[float, float] | None,
    functional: tuple[float, float] | None,
    sign: Array,
) -> Array:
    """Return the score that parts the functional from the others, for each direction of improvement."""
    if isinstance(cutoff, Real):
        return np.full(len(sign), float(cutoff))
    check_choice("cutoff", cutoff, "a", "b", "c")
    if clinical is None and functional is None:
        return blank(len(sign))
    if (clinical is None and cutoff != "b") or (functional is None and cutoff != "a"):
        needed = "clinical" if clinical is None else "functional"
        raise OutcomeError(say("stats.no_norms", cutoff=cutoff, needed=f"{needed}=(..., ...)"))
    mean_c, sd_c = clinical or (np.nan, np.nan)
    mean_f, sd_f = functional or (np.nan, np.nan)
    if cutoff == "a":
        return mean_c + 2 * sd_c * sign
    if cutoff == "b":
        return mean_f - 2 * sd_f * sign
    return np.full(len(sign), (sd_c * mean_f + sd_f * mean_c) / (sd_c + sd_f))


at_the_door(globals(), __all__)
