"""Single-case designs: repeated measurements of one client, before and during an intervention.

Every function takes a tidy table, one row a point, with the columns `case`, `session`, `phase` and `outcome`
(other names as keywords), and returns a tidy table. Where a number would not be sound it stays empty, and
the column `note` says why, in the current language.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from casekit.errors import OutcomeError
from casekit.stats import coverage, overlap
from casekit.stats.between import between_case_smd
from casekit.stats.columns import blank
from casekit.stats.designs import randomization_test
from casekit.stats.measures import KNOWN, tells_methods
from casekit.stats.multilevel import multilevel
from casekit.stats.options import check_level, checked_pair, no_choice, several
from casekit.stats.phases import celeration, conservative_dual_criterion, control_limits, phase_stats
from casekit.stats.regression import piecewise
from casekit.stats.series import Notes, Pair, Series, read, spread
from casekit.vocab import say

__all__ = [
    "MEASURES",
    "between_case_smd",
    "celeration",
    "conservative_dual_criterion",
    "control_limits",
    "effect_sizes",
    "multilevel",
    "phase_stats",
    "piecewise",
    "randomization_test",
]


MEASURES = tuple(KNOWN)
"""The effect sizes that `effect_sizes` knows."""


@tells_methods
def effect_sizes(
    data: pd.DataFrame,
    measures: str | Sequence[str] = ("NAP", "Tau_U", "PND", "SMD", "LRRi"),
    *,
    improvement: str = "increase",
    phases: Sequence[object] = ("A", "B"),
    goal: str | float | None = None,
    confidence: float = 0.95,
    by: str | Sequence[str] = "case",
    session: str = "session",
    phase: str = "phase",
    outcome: str = "outcome",
) -> pd.DataFrame:
    """Return single-case effect sizes with standard errors and intervals, a row for each case and measure.

    They tell how far the intervention phase differs from the baseline, not what caused the difference.
    Standard errors and intervals suppose that successive values are independent; where `note` speaks of
    autocorrelation they are too narrow. One value in each phase gives no effect size at all.

    Parameters
    ----------
    data : DataFrame
        One row a point. Missing outcomes are left out; sessions are numbers or dates.
    measures : str or sequence of str
        Names of `MEASURES`; a method stands after a colon, as in ``"NAP:Hanley"``. The usual one is first:
        {methods}
    improvement : str
        ``"increase"``, ``"decrease"``, or a column that holds these.
    phases : pair, or sequence of pairs
        The phases to compare, for example ``[("A", "B"), ("A2", "B2")]``; several pairs add a column
        `phases`.
    goal : float or str, optional
        What the client aims at (PoGO): a number or a column.
    confidence : float
        Level of the intervals, above 0 and below 1.
    by, session, phase, outcome : str
        Names of the columns; `by` may be several.

    Returns
    -------
    DataFrame
        ``case, effect_size, method, est, se, ci_low, ci_high, n_a, n_b, note``. More is better, except that
        `percent_change` keeps the sign of the change, and LRRd has the sign opposite to LRRi.

    Raises
    ------
    OutcomeError
        If a column, measure, phase or direction is not known, a number is written as text, or no row is left.

    Notes
    -----
    With m and n points, w pairs in which B is better and t ties: NAP = (w + t/2) / mn; Tau = 2 NAP - 1; Tau-U
    (Parker) = (S_AB - S_AA) / mn, which can leave [-1, 1]; complete: (S_AB - S_AA + S_BB) over all pairs of
    points; Tau-BC = Tau of the residuals from the Theil-Sen line of A (``pretest``: only where Kendall's test
    finds a trend at 5 %, as for `note`). PND, PEM: share of B better than the best point, the median of A;
    PAND: largest share without overlap; IRD = 1 - (m + n)^2 (1 - PAND) / 2mn.
    SMD = J (M_B - M_A) / SD; LRR = ln(M_B / M_A), LOR the same of odds, LRM of medians; PoGO = 100 (M_B -
    M_A) / (goal - M_A). No mean is truncated: where one is zero, ratios stay empty; percent_change is not
    corrected for bias. A trend that a short baseline hides is not in `note`: no note is no proof. Error and
    interval of Tau-BC are those of Tau, as if the line of A were known, and are too narrow.

    References
    ----------
    Parker, Vannest and Davis (2011), Behavior Modification 35; Newcombe (2006), Statistics in Medicine 25,
    559; Tarlow (2017), Behavior Modification 41; Pustejovsky (2018), Psychological Methods 23; Bonett and
    Price (2020), J. Educational and Behavioral Statistics 45; Ferron et al. (2020), EBCAI 14. Checked against
    SingleCaseES 0.7.4 (R); Tau-BC, LOR, LRM and PoGO against 0.7.2, where rounding parts equal residuals of
    Tau-BC, and where PoGO is also given for a baseline beyond the goal.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAABBBBB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 7, 6]})
    >>> effect_sizes(data, "NAP")[["est", "ci_low", "ci_high"]].round(3).values.tolist()
    [[1.0, 0.566, 1.0]]
    """
    wanted = [_wanted(name) for name in several("measures", measures, MEASURES)]
    check_level(confidence)
    if goal is None and any(name == "PoGO" for name, _ in wanted):
        raise OutcomeError(say("stats.no_goal"))
    series = read(data, by, session, phase, outcome, improvement, goal)
    pairs = _phase_pairs(phases)
    for pair in pairs:
        series.check_phases(pair)
    tables = [
        pd.concat(
            [_compared(block, pair, wanted, confidence) for block in series.blocks()], ignore_index=True
        )
        for pair in pairs
    ]
    if len(tables) == 1:
        return tables[0]
    for (a, b), table in zip(pairs, tables, strict=True):
        table.insert(series.keys.shape[1], "phases", f"{a}-{b}")
    return pd.concat(tables, ignore_index=True)


def _wanted(text: str) -> tuple[str, str]:
    """Return a measure and its method, as asked for by ``measure`` or ``measure:method``."""
    name, _, method = str(text).partition(":")
    if name not in KNOWN:
        raise no_choice("measures", name, MEASURES)
    methods = KNOWN[name].methods
    if method and method not in methods:
        raise no_choice(name, method, methods)
    return name, method or methods[0]


def _phase_pairs(phases: Sequence[object]) -> list[tuple[object, object]]:
    """Return the pairs of phases that are asked for."""
    given: Any = phases if isinstance(phases, Sequence) else [phases]
    one = not given or any(isinstance(each, str) or not isinstance(each, Sequence) for each in given)
    return [checked_pair(pair) for pair in ([given] if one else given)]


def _compared(
    series: Series, names: tuple[object, object], wanted: list[tuple[str, str]], confidence: float
) -> pd.DataFrame:
    """Return the effect sizes of one pair of phases."""
    (a, b), notes = series.cut(names)
    two = (a.count == 1) & (b.count == 1)
    notes.add("two_points", two)
    notes.drop("short", two)  # which says less
    est, se, low, high = blank(4, len(series), len(wanted))
    tied = np.zeros(len(series), dtype=bool)
    with np.errstate(all="ignore"):
        for pair in series.pairs(a, b):
            tied[pair.cases] = np.count_nonzero(pair.signs, axis=(0, 1)) < 0.9 * len(pair.a) * len(pair.b)
            for place, (name, method) in enumerate(wanted):
                est[pair.cases, place], se[pair.cases, place] = KNOWN[name].estimate(pair, method)
            _warn(notes, pair)
        est[notes.grave] = np.nan
        se[np.isnan(est) | (se == 0)] = np.nan  # equal values do not make an estimate certain
        for place, (name, _) in enumerate(wanted):
            if interval := KNOWN[name].interval:
                ends = interval(est[:, place], se[:, place], a, b, confidence)
                low[:, place], high[:, place] = ends
    said = np.repeat(notes.bits[:, None], len(wanted), axis=1)
    fit = ~notes.grave
    for place, (name, _) in enumerate(wanted):
        of, empty = Notes(said[:, place]), fit & np.isnan(est[:, place])
        of.add(KNOWN[name].fails, empty)
        of.add("ties", fit & tied & KNOWN[name].overlap)
        of.add("fitted_line", fit & ~empty & (name == "Tau_BC"))
        if KNOWN[name].interval:
            of.add("no_interval", fit & ~empty & np.isnan(low[:, place]))
            lengths = coverage.length(a.count + b.count)
            of.add_more(coverage.LENGTHS * place + lengths, ~np.isnan(low[:, place]))
    table = series.keys.loc[series.keys.index.repeat(len(wanted))].reset_index(drop=True)
    labels = [np.tile(np.array(column, dtype=object), len(series)) for column in zip(*wanted, strict=True)]
    columns = dict(zip(("effect_size", "method"), labels, strict=True))
    columns |= {"est": est.ravel(), "se": se.ravel(), "ci_low": low.ravel(), "ci_high": high.ravel()}
    columns |= {"n_a": np.repeat(a.count, len(wanted)), "n_b": np.repeat(b.count, len(wanted))}
    return table.assign(**columns, note=Notes(said.ravel()).said(_warnings(wanted)))


def _warnings(wanted: list[tuple[str, str]]) -> list[str]:
    """Return for each measure and length of series what its interval covers where that is too little."""
    names = [name if method == KNOWN[name].methods[0] else f"{name}:{method}" for name, method in wanted]
    return [coverage.warning(name, which) for name in names for which in range(coverage.LENGTHS)]


def _warn(notes: Notes, pair: Pair) -> None:
    """Note what calls for care: a constant or rising baseline, values that depend on each other."""
    notes.add("constant_baseline", pair.cases[spread(pair.a) == 0])
    notes.add("trend", pair.cases[overlap.trending(pair.a)])
    centred = [points - points.mean(axis=0) for points in (pair.a, pair.b)]
    lagged = sum((points[1:] * points[:-1]).sum(axis=0) for points in centred)
    total = sum((points**2).sum(axis=0) for points in centred)
    # Bartlett's bound for the lag-1 autocorrelation of independent values.
    notes.add("autocorrelation", pair.cases[lagged > 2 * total / np.sqrt(len(pair.a) + len(pair.b))])
