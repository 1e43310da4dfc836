"""What a phase looks like, and visual aids that carry the baseline on into the intervention."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom, trim_mean

from casekit.errors import OutcomeError
from casekit.stats.columns import Array, as_pandas, beside, blank, ordered
from casekit.stats.options import check_choice, check_number, several
from casekit.stats.series import Notes, Series, in_two, read, spread, two_phases
from casekit.vocab import say

_XMR = 2.66  # 3 / d2 for moving ranges of two
_CHARTS = ("two_sd", "xmr", "p", "c")


def phase_stats(
    data: pd.DataFrame, *, phases: Sequence[object] | None = None, trim: float = 0.1, **columns: Any
) -> pd.DataFrame:
    """Return what each phase of each case looks like: level, spread, slope and autocorrelation.

    Parameters
    ----------
    trim : float
        Share that the trimmed mean leaves out at each end, 0 to below 0.5.
    data, phases, **columns
        As in `effect_sizes`; by default all phases, in the order in which the table has them.

    Returns
    -------
    DataFrame
        ``case, phase, n, mean, median, trimmed_mean, sd, cv, iqr, slope, autocorrelation, note``. `slope` is
        that of least squares, per session; `cv` = sd / mean; quartiles are interpolated (type 7);
        `autocorrelation` is of lag 1, about the phase mean. Where a phase has too few values, numbers stay
        empty.

    References
    ----------
    Bloom, Fischer and Orme (2009), Evaluating Practice. Checked against NumPy, SciPy and statsmodels.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": [1, 2, 3], "phase": "A", "outcome": [2, 3, 4]})
    >>> phase_stats(data)[["mean", "sd", "slope"]].values.tolist()
    [[3.0, 1.0, 1.0]]
    """
    check_number("trim", trim, least=0, below=0.5)  # half from each end leaves nothing
    series = read(data, **columns)
    asked = series.phase.dropna().unique() if phases is None else several("phases", phases, ["A", "B"])
    names: list[Any] = [*asked]
    series.check_phases(names)
    cut, notes = series.cut(names)
    tables = []
    for name, part in zip(names, cut, strict=True):
        numbers = blank(8, len(series))
        with np.errstate(all="ignore"):
            for cases, y, t in part.blocks():
                deviation = y - y.mean(axis=0)
                mean, sd = y.mean(axis=0), np.sqrt(spread(y))
                quarters = np.quantile(y, [0.25, 0.75], axis=0)
                lagged = (deviation[1:] * deviation[:-1]).sum(axis=0) / (deviation**2).sum(axis=0)
                numbers[:, cases] = [
                    *(mean, np.median(y, axis=0), trim_mean(y, trim, axis=0), sd, sd / mean),
                    *(quarters[1] - quarters[0], _line(t, y)[1], np.where(sd > 0, lagged, np.nan)),
                ]
        own = Notes(notes.bits.copy())
        own.drop("empty_phase", part.count > 0)  # it speaks of another phase
        numbers[:, own.grave] = np.nan
        own.add("too_few", part.count == 1)  # no spread and no slope
        heads = ("mean", "median", "trimmed_mean", "sd", "cv", "iqr", "slope", "autocorrelation")
        table = beside(series.keys, phase=name, n=part.count, **dict(zip(heads, numbers, strict=True)))
        tables.append(table.assign(note=own.said()))
    whole = pd.concat(tables, ignore_index=True)
    return ordered(whole, series.keys, [*range(len(series))] * len(names))


def control_limits(
    data: pd.DataFrame,
    chart: str = "two_sd",
    *,
    phases: Sequence[object] = ("A", "B"),
    size: str | None = None,
    **columns: Any,
) -> pd.DataFrame:
    """Return control limits frozen from the baseline, and how many later points lie outside them.

    A signal says that the later values are unlike the baseline, not why. With a short baseline, or one whose
    values depend on each other, limits are too narrow.

    Parameters
    ----------
    chart : {"two_sd", "xmr", "p", "c"}
        Mean and 2 standard deviations (signal: two points in a row outside, on one side); individual values
        with moving ranges; shares of a count of opportunities; counts (signal of these three: any point
        outside).
    size : str, optional
        For ``"p"``: the column with the number of opportunities; `outcome` then holds the successes.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        ``case, chart, centre, lower, upper, n_a, n_b, above, below, signal, note``.

    Notes
    -----
    two_sd: M +- 2 SD; xmr: M +- 2.66 mean moving range; p: P +- 3 sqrt(P (1 - P) / mean size); c: M +- 3
    sqrt(M). Limits of shares end at 0 and 1, those of counts at 0.

    References
    ----------
    Gottman and Leiblum (1974); Orme and Cox (2001), Social Work Research 25; Wheeler (1993).

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(6), "phase": [*"AAABBB"],
    ...                      "outcome": [2, 3, 4, 5, 6, 7]})
    >>> control_limits(data)[["centre", "lower", "upper", "above", "signal"]].values.tolist()
    [[3.0, 1.0, 5.0, 2, True]]
    """
    check_choice("chart", chart, *_CHARTS)
    if chart == "p" and size is None:
        raise OutcomeError(say("stats.no_size"))
    data, sizes = as_pandas(data), None
    series = read(data, **columns)
    if chart == "p" and size is not None:
        hits, of = series.outcome, series.along(data, size)
        wrong = (hits < 0) | (hits > of) | (of <= 0) | np.isinf(of)
        share = np.where(wrong, np.inf, hits / np.where(wrong, np.nan, of))
        sizes, _ = replace(series, outcome=np.where(np.isfinite(share), of, np.nan)).cut(phases)
        series = replace(series, outcome=share)
    a, b, notes = in_two(series, phases)
    centre, width = blank(len(series)), blank(len(series))
    for cases, y, _ in a.blocks():
        mean = y.mean(axis=0)
        centre[cases] = mean
        if chart == "two_sd":
            width[cases] = 2 * np.sqrt(spread(y))
        elif chart == "xmr" and len(y) > 1:
            width[cases] = _XMR * np.abs(np.diff(y, axis=0)).mean(axis=0)
        elif chart == "c":
            counts = ((y >= 0) & (y == np.round(y))).all(axis=0)
            width[cases] = 3 * np.sqrt(np.where(counts, mean, np.nan))
        elif sizes is not None:
            number, _ = sizes[0].points(cases, len(y))
            centre[cases] = (y * number).sum(axis=0) / number.sum(axis=0)
            width[cases] = 3 * np.sqrt(centre[cases] * (1 - centre[cases]) / number.mean(axis=0))
            notes.add("sizes", cases[np.ptp(number, axis=0) > 0])
    lower, upper = centre - width, centre + width
    if chart in {"p", "c"}:
        lower, upper = np.maximum(lower, 0), np.minimum(upper, 1 if chart == "p" else np.inf)
    above, below, signal = (np.zeros(len(series), dtype=np.int64) for _ in range(3))
    for cases, y, _ in b.blocks():
        high, low = y > upper[cases], y < lower[cases]
        above[cases], below[cases] = high.sum(axis=0), low.sum(axis=0)
        runs = [(side[1:] & side[:-1]).any(axis=0) for side in (high, low)]
        signal[cases] = runs[0] | runs[1] if chart == "two_sd" else (high | low).any(axis=0)
    return _table(
        series,
        notes,
        "undefined",
        width,
        chart=chart,
        centre=centre,
        lower=lower,
        upper=upper,
        n_a=a.count,
        n_b=b.count,
        above=above,
        below=below,
        signal=signal.astype(bool),
    )


def celeration(
    data: pd.DataFrame, method: str = "median", *, phases: Sequence[object] = ("A", "B"), **columns: Any
) -> pd.DataFrame:
    """Return the celeration line of the baseline, and how many later points are better than its extension.

    Use it where the baseline has a trend. The p value supposes independent values and a line that would go
    on.

    Parameters
    ----------
    method : {"median", "mean"}
        Split-middle (medians of both halves) or Bloom's line (means of both halves); a middle point is left
        out.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        ``case, method, intercept, slope, n_a, n_b, better, p, note``: the line by session, and the one-sided
        binomial probability of at least so many better points out of `n_b` where half is expected.

    References
    ----------
    White and Haring (1980), Exceptional Teaching; Bloom, Fischer and Orme (2009). Checked against SciPy.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAAABBBB"],
    ...                      "outcome": [1, 2, 3, 4, 9, 9, 9, 9]})
    >>> celeration(data)[["intercept", "slope", "better", "p"]].values.tolist()
    [[1.0, 1.0, 4, 0.0625]]
    """
    check_choice("method", method, "median", "mean")
    series, a, b, notes = two_phases(data, phases, **columns)
    middle = np.median if method == "median" else np.mean
    line = blank(2, len(series))
    for cases, y, t in a.blocks():
        if half := len(y) // 2:
            y_first, y_last = middle(y[:half], axis=0), middle(y[-half:], axis=0)
            t_first, t_last = middle(t[:half], axis=0), middle(t[-half:], axis=0)
            run = np.where(t_last > t_first, t_last - t_first, np.nan)  # sessions all the same make no line
            slope = (y_last - y_first) / run
            line[:, cases] = y_first - slope * t_first, slope
    better = np.zeros(len(series), dtype=np.int64)
    for cases, y, t in b.blocks():
        better[cases] = ((y - line[0, cases] - line[1, cases] * t) * series.sign[cases] > 0).sum(axis=0)
    return _table(
        series,
        notes,
        "too_few",
        line[0],
        method=method,
        intercept=line[0],
        slope=line[1],
        n_a=a.count,
        n_b=b.count,
        better=better,
        p=binom.sf(better - 1, b.count, 0.5),
    )


def conservative_dual_criterion(
    data: pd.DataFrame, *, shift: float = 0.25, phases: Sequence[object] = ("A", "B"), **columns: Any
) -> pd.DataFrame:
    """Return whether enough points beat mean and trend of the baseline, by the conservative dual criterion.

    An aid for reading a chart, made for phases of 5 to 10 points; `shift` = 0 gives the plain dual criterion.

    Parameters
    ----------
    shift : float
        Standard deviations of the baseline by which both lines are moved towards improvement.
    data, phases, **columns
        As in `effect_sizes`.

    Returns
    -------
    DataFrame
        ``case, mean_line, trend_intercept, trend_slope, n_a, n_b, better, needed, change, note``: `better`
        points lie beyond both lines, `needed` is the smallest number whose one-sided binomial probability is
        at most 5 % (above `n_b` where even all would not do), `change` whether it is reached.

    References
    ----------
    Fisher, Kelley and Lomas (2003), J. Applied Behavior Analysis 36, 387. Checked against NumPy and SciPy.

    Examples
    --------
    >>> data = pd.DataFrame({"case": "D", "session": range(8), "phase": [*"AAABBBBB"],
    ...                      "outcome": [2, 3, 2, 5, 6, 5, 7, 6]})
    >>> conservative_dual_criterion(data)[["better", "needed", "change"]].values.tolist()
    [[5, 5, True]]
    """
    check_number("shift", shift, least=0)
    series, a, b, notes = two_phases(data, phases, **columns)
    lines = blank(3, len(series))
    for cases, y, t in a.blocks():
        moved = shift * np.sqrt(spread(y)) * series.sign[cases]
        intercept, slope = _line(t, y)
        lines[:, cases] = y.mean(axis=0) + moved, intercept + moved, slope
    better = np.zeros(len(series), dtype=np.int64)
    for cases, y, t in b.blocks():
        mean, intercept, slope = lines[:, cases]
        sign = series.sign[cases]
        beyond = (sign * y > sign * mean) & (sign * y > sign * (intercept + slope * t))
        better[cases] = beyond.sum(axis=0)
    needed = binom.isf(0.05, b.count, 0.5).astype(np.int64) + 1
    return _table(
        series,
        notes,
        "too_few",
        lines[1],
        mean_line=lines[0],
        trend_intercept=lines[1],
        trend_slope=lines[2],
        n_a=a.count,
        n_b=b.count,
        better=better,
        needed=needed,
        change=better >= needed,
    )


def _line(t: Array, y: Array) -> tuple[Array, Array]:
    """Return intercept and slope of the least-squares line of each column; empty for one point."""
    if len(y) < 2:  # noqa: PLR2004
        return blank(y.shape[1]), blank(y.shape[1])
    centred = t - t.mean(axis=0)
    with np.errstate(all="ignore"):  # of sessions that are all the same, which a note tells
        slope = (centred * y).sum(axis=0) / (centred**2).sum(axis=0)
    return y.mean(axis=0) - slope * t.mean(axis=0), slope


def _table(series: Series, notes: Notes, key: str, line: Array, **columns: Any) -> pd.DataFrame:
    """Return a row a case, empty where there is no line; a note gives the reason."""
    notes.add(key, ~notes.grave & np.isnan(line))
    keep = ~notes.grave & ~np.isnan(line)
    table = beside(series.keys, **columns, note=notes.said())
    for name, values in columns.items():
        if isinstance(values, np.ndarray):
            kind = "float64" if values.dtype == float else "boolean" if values.dtype == bool else "Int64"
            table[name] = pd.Series(values, dtype=kind).where(keep | (name in {"n_a", "n_b"}))
    return table
