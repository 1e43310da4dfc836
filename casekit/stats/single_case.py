"""Single-case designs: repeated measurements of one client, before and during an intervention.

Every function takes a tidy table, one row a point, with the columns `case`, `session`, `phase` and `outcome`
(other names as keywords), and returns a tidy table. Where a number would not be sound it stays empty, and
the column `note` says why, in the current language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from casekit.doors import at_the_door
from casekit.errors import OutcomeError
from casekit.stats import coverage, overlap
from casekit.stats.between import between_case_smd
from casekit.stats.columns import ROUNDING, SCALES, Array, Mask, beside, blank, check_apart, repeated
from casekit.stats.levels import least_count, negative, off_scale
from casekit.stats.measures import KNOWN, Measure, tells_methods
from casekit.stats.multilevel import multilevel
from casekit.stats.options import check_level, checked_pair, no_choice, one_word, several
from casekit.stats.pairs import average_effects, phase_pairs
from casekit.stats.phases import celeration, conservative_dual_criterion, control_limits, phase_stats
from casekit.stats.randomization import randomization_test
from casekit.stats.regression import piecewise
from casekit.stats.series import Counts, Notes, Pair, Series, read
from casekit.stats.simulation import power, simulate_series
from casekit.vocab import say

__all__ = [
    "MEASURES",
    "average_effects",
    "between_case_smd",
    "celeration",
    "conservative_dual_criterion",
    "control_limits",
    "effect_sizes",
    "multilevel",
    "phase_pairs",
    "phase_stats",
    "piecewise",
    "power",
    "randomization_test",
    "simulate_series",
]


MEASURES = tuple(KNOWN)
"""The effect sizes that `effect_sizes` knows."""

_NUMBERS = ("est", "se", "ci_low", "ci_high", "p")
_UNFIT = {"negative": negative, "off_scale": off_scale, "least_count": least_count}


@tells_methods
def effect_sizes(
    data: pd.DataFrame,
    measures: str | Sequence[str] = ("NAP", "Tau_U", "PND", "SMD", "LRRi"),
    *,
    improvement: str = "increase",
    phases: Sequence[object] = ("A", "B"),
    goal: str | float | None = None,
    scale: str = "other",
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
    data : table
        One row a point, of pandas, Polars, Arrow, DuckDB or PySpark. Missing outcomes are left out. Sessions
        are numbers or dates, which are counted in days; a case that gives none is taken in the order of its
        rows.
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
    scale : str
        What was measured, for LRR, LOR and other ratios: ``"count"``, ``"rate"``, ``"percentage"`` (0 to
        100), ``"proportion"`` (0 to 1), ``"other"``, or a column that holds these.
    confidence : float
        Level of the intervals, above 0 and below 1.
    by, session, phase, outcome : str
        Names of the columns; `by` may be several.

    Returns
    -------
    DataFrame
        ``case, effect_size, method, est, se, ci_low, ci_high, p, n_a, n_b, note``. More is better, except
        that `percent_change` keeps the sign of the change, and LRRd is negative for an improvement. `p` (of
        NAP, Tau and Tau-U) is two-sided.

    Raises
    ------
    OutcomeError
        If a column, measure, phase or direction is not known, a number is written as text, no row is left, or
        a column of `by` is called like one of the result.

    Notes
    -----
    With m and n points, w pairs in which B is better and t ties: NAP = (w + t/2) / mn; Tau = 2 NAP - 1; Tau-U
    (Parker) = (S_AB - S_AA) / mn, which can leave [-1, 1]; complete: (S_AB - S_AA + S_BB) over all pairs of
    points; Tau-BC = Tau of the residuals from the Theil-Sen line of A (``pretest``: only where Kendall's test
    finds a trend at 5 %, as for `note`). PND, PEM: share of B better than the best point, the median of A;
    PAND: largest share without overlap; IRD = 1 - (m + n)^2 (1 - PAND) / 2mn.
    Points lie on the line of Tau-BC by their sessions: a session that is missing sets its neighbours further
    apart. SingleCaseES counts points instead, so that Tau-BC can differ there, even in sign.

    SMD = J (M_B - M_A) / SD; LRR = ln(M_B / M_A), LOR the same of odds, LRM of medians; PoGO = 100 (M_B -
    M_A) / (goal - M_A). Of a percentage or proportion, LRRi takes what is left to 100 or 1 if it should fall,
    and LRRd if it should rise. Of counts, a mean counts as 1 / 2n at least and a variance as 1 / n^3; else no
    mean is truncated: where one is zero, but for rounding, or a value is negative, ratios stay empty.
    percent_change is not corrected for bias. A trend that a short baseline hides is not in `note`: no note is
    no proof. Error and interval of Tau-BC are those of Tau, as if the line were known, as in SingleCaseES,
    and too narrow: with the error of the line (Sen's interval of its slope) they would always reach from -1
    to 1 after five baseline points, and be about 1.4 wide after twenty.

    p of NAP and Tau is that of the Mann-Whitney test: exact below 50 points a phase if no two values are
    equal, else normal with continuity correction and the null variance mn (N + 1 - sum(t^3 - t) / N(N - 1)) /
    12 of U, t values being equal, N = m + n. So does wilcox.test of R; nap of scan gives half of the normal
    one. p of Tau-U is normal, with continuity correction and Kendall's null variance of S (1970, chapter 4),
    as in cor.test of R, and in tau_u of scan with its correction. Its standard error stays empty: with an
    effect it is not known.

    References
    ----------
    Parker, Vannest and Davis (2011), Behavior Modification 35; Newcombe (2006), Statistics in Medicine 25,
    559; Tarlow (2017), Behavior Modification 41; Pustejovsky (2018), Psychological Methods 23; Bonett and
    Price (2020), J. Educational and Behavioral Statistics 45; Ferron et al. (2020), EBCAI 14; Kendall (1970),
    Rank Correlation Methods. Checked against SingleCaseES 0.7.4 and wilcox.test (R 4.2.2); Tau-BC, LOR, LRM
    and PoGO against 0.7.2, where rounding parts equal residuals of Tau-BC, and where PoGO is also given for a
    baseline beyond the goal.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAABBBBB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 7, 6]})
    >>> effect_sizes(data, "NAP")[["est", "ci_low", "ci_high"]].round(3).values.tolist()
    [[1.0, 0.566, 1.0]]
    """
    wanted = [_wanted(name, scale) for name in several("measures", measures, MEASURES)]
    check_level(confidence)
    if goal is None and any(name == "PoGO" for name, _ in wanted):
        raise OutcomeError(say("stats.no_goal"))
    series = read(data, by, session, phase, outcome, improvement, goal, scale)
    pairs = _phase_pairs(phases)
    for pair in pairs:
        series.check_phases(pair)
    tables = [_compared(series, pair, wanted, confidence) for pair in pairs]
    if len(tables) == 1:
        return tables[0]
    check_apart(series.keys, ["phases"])
    for (a, b), table in zip(pairs, tables, strict=True):
        table.insert(series.keys.shape[1], "phases", f"{a}-{b}")
    return pd.concat(tables, ignore_index=True)


def _wanted(text: str, scale: str) -> tuple[str, str]:
    """Return a measure and its method, as asked for by ``measure`` or ``measure:method``."""
    name, _, method = str(text).partition(":")
    if name not in KNOWN:
        raise no_choice("measures", name, MEASURES)
    methods = KNOWN[name].methods
    if method and method not in methods:
        raise no_choice(name, method, methods)
    usual = "scale" if "scale" in methods and one_word(scale, SCALES) != "other" else methods[0]
    return name, method or usual


def _phase_pairs(phases: Sequence[object]) -> list[tuple[object, object]]:
    """Return the pairs of phases that are asked for."""
    given: Any = phases if isinstance(phases, Sequence) else [phases]
    one = not given or any(isinstance(each, str) or not isinstance(each, Sequence) for each in given)
    return [checked_pair(pair) for pair in ([given] if one else given)]


@dataclass
class _Found:
    """What is found of each case and measure: cases down, measures across."""

    numbers: Array  # est, se, ci_low, ci_high, p
    tied: Mask
    unfit: dict[str, Mask]  # for ratios

    @classmethod
    def of(cls, cases: int, measures: int) -> "_Found":
        """Return that nothing is found yet."""
        unfit = {key: np.zeros(cases, dtype=bool) for key in _UNFIT}
        return cls(blank(len(_NUMBERS), cases, measures), np.zeros(cases, dtype=bool), unfit)


def _compared(
    series: Series, names: tuple[object, object], wanted: list[tuple[str, str]], confidence: float
) -> pd.DataFrame:
    """Return the effect sizes of one pair of phases."""
    cases, each = len(series), len(wanted)
    numbers, said = blank(len(_NUMBERS), cases, each), np.zeros((cases, each), dtype=np.int64)
    counts, first = np.zeros((2, cases), dtype=np.int64), 0
    for block in series.blocks():
        rows = slice(first, first + len(block))
        numbers[:, rows], said[rows], counts[:, rows] = _of_block(block, names, wanted)
        first = rows.stop
    for place, (name, _) in enumerate(wanted):
        if interval := KNOWN[name].interval:
            est, se, low, high, _ = numbers[:, :, place]
            with np.errstate(all="ignore"):
                low[:], high[:] = interval(est, se, counts[0], counts[1], confidence)
            of = Notes(said[:, place])
            of.add("no_interval", ~np.isnan(est) & np.isnan(low))
            of.add_more(coverage.LENGTHS * place + coverage.length(counts.sum(axis=0)), ~np.isnan(low))
    table = series.keys.take(np.repeat(np.arange(cases), each)).reset_index(drop=True)
    labels = [repeated(words, np.tile(np.arange(each), cases)) for words in zip(*wanted, strict=True)]
    columns: dict[str, Any] = dict(zip(("effect_size", "method"), labels, strict=True))
    columns |= {head: part.ravel() for head, part in zip(_NUMBERS, numbers, strict=True)}
    columns |= {head: np.repeat(count, each) for head, count in zip(("n_a", "n_b"), counts, strict=True)}
    return beside(table, **columns, note=Notes(said.ravel()).column(_warnings(wanted)))


def _warnings(wanted: list[tuple[str, str]]) -> list[str]:
    """Return for each measure and length of series what its interval covers where that is too little."""
    names = [name if method == KNOWN[name].methods[0] else f"{name}:{method}" for name, method in wanted]
    return [coverage.warning(name, which) for name in names for which in range(coverage.LENGTHS)]


def _of_block(
    series: Series, names: tuple[object, object], wanted: list[tuple[str, str]]
) -> tuple[Array, Counts, tuple[Counts, Counts]]:
    """Return the numbers of some cases, their notes as bits, and how many points they have."""
    (a, b), notes = series.cut(names)
    two = (a.count == 1) & (b.count == 1)
    notes.add("two_points", two)
    notes.drop("short", two)  # which says less
    found = _Found.of(len(series), len(wanted))
    with np.errstate(all="ignore"):
        for pair in series.pairs(a, b):
            _estimate(found, pair, wanted)
            _warn(notes, pair)
        est, se, _, _, p = found.numbers
        est[notes.grave] = np.nan
        se[np.isnan(est) | (se == 0)] = np.nan  # equal values do not make an estimate certain
        p[np.isnan(est)] = np.nan
    said = np.repeat(notes.bits[:, None], len(wanted), axis=1)
    for place, (name, _) in enumerate(wanted):
        _remark(Notes(said[:, place]), KNOWN[name], name, found, place, ~notes.grave)
    return found.numbers, said, (a.count, b.count)


def _estimate(found: _Found, pair: Pair, wanted: list[tuple[str, str]]) -> None:
    """Compute the measures of cases of one shape."""
    est, se, _, _, p = found.numbers
    found.tied[pair.cases] = pair.untied < 0.9 - ROUNDING
    for place, (name, method) in enumerate(wanted):
        est[pair.cases, place], se[pair.cases, place] = KNOWN[name].estimate(pair, method)
        if test := KNOWN[name].test:
            p[pair.cases, place] = test(pair, method)
    if any(KNOWN[name].ratio for name, _ in wanted):
        for key, unfit in _UNFIT.items():
            found.unfit[key][pair.cases] = unfit(pair)


def _remark(notes: Notes, measure: Measure, name: str, found: _Found, place: int, fit: Mask) -> None:
    """Note what is to be known of one measure."""
    est = found.numbers[0, :, place]
    empty = fit & np.isnan(est)
    unfit = {key: empty & measure.ratio & where for key, where in found.unfit.items()}
    notes.add("negative", unfit["negative"])
    notes.add("off_scale", unfit["off_scale"])
    notes.add("least_count", fit & ~empty & name.startswith("LRR") & found.unfit["least_count"])
    notes.add(measure.fails, empty & ~unfit["negative"] & ~unfit["off_scale"])
    notes.add("ties", fit & found.tied & measure.overlap)
    notes.add("fitted_line", fit & ~empty & (name == "Tau_BC"))
    notes.add("no_error", fit & ~empty & (name == "Tau_U"))


def _warn(notes: Notes, pair: Pair) -> None:
    """Note what calls for care: a constant or rising baseline, values that depend on each other."""
    notes.add("constant_baseline", pair.cases[pair.spreads[0] == 0])
    notes.add("trend", pair.cases[overlap.trending(pair.a)])
    centred = [points - mean for points, mean in zip((pair.a, pair.b), pair.means, strict=True)]
    lagged = sum((points[1:] * points[:-1]).sum(axis=0) for points in centred)
    total = sum((points**2).sum(axis=0) for points in centred)
    # Bartlett's bound for the lag-1 autocorrelation of independent values.
    notes.add("autocorrelation", pair.cases[lagged > 2 * total / np.sqrt(len(pair.a) + len(pair.b))])


at_the_door(globals(), __all__)
