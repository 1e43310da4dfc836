"""Series that are made up, and what a design can show: power by simulation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import product
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import binomtest

from casekit.stats.arrangements import drawn_orders
from casekit.stats.columns import Array, Mask
from casekit.stats.options import check_choice, check_number, check_options, check_whole, no_choice
from casekit.stats.randomization import randomization_test
from casekit.stats.ranks import least, of_nap
from casekit.stats.regression import piecewise
from casekit.stats.series import Pair
from casekit.vocab import say

_TOGETHER = ("multiple_baseline", "alternating")
_PHASES = re.compile("AB(AB)*A?")
_LEVELS = {"normal": 0.0, "poisson": 5.0, "binomial": 0.5}
_IN_A_ROW = 2
_MOST = 1e6
_MOST_TURNS = 500  # of either phase: all orders are counted
_MOST_CASES, _MOST_POINTS, _MOST_SERIES = 100_000, 10_000, 100_000  # more would take hours


def simulate_series(
    design: str = "AB",
    effect: float = 0.0,
    n: int | Sequence[int] = 10,
    *,
    cases: int = 1,
    trend: float = 0.0,
    slope: float = 0.0,
    autocorrelation: float = 0.0,
    distribution: str = "normal",
    level: float | None = None,
    trials: int = 10,
    stagger: int = 2,
    seed: int = 0,
) -> pd.DataFrame:
    """Return made-up series of a design, with an effect that is known, to try statistics on.

    They are no data: use them to see how a measure behaves, and what so few points can show.

    Parameters
    ----------
    design : str
        Phases in their order, as ``"AB"`` or ``"ABAB"``; ``"multiple_baseline"``, in which case after case
        begins; ``"alternating"``, A and B by chance, no more than two alike in a row.
    effect : float
        How much B lies above A: in standard deviations (normal), as log ratio (Poisson), log odds ratio
        (binomial).
    n : int or sequence of int
        Points of each phase, one number for all or one for each; in a multiple baseline the fewest.
    cases : int
        Number of cases.
    trend, slope : float
        Rise from session to session throughout, and besides in B from its first session on, as `effect`.
    autocorrelation : float
        Of successive errors, above -1 and below 1 (normal only).
    distribution : {"normal", "poisson", "binomial"}
        Measurements with standard deviation 1, counts, or shares of `trials` opportunities.
    level : float, optional
        Mean of A: by default 0, 5 and 0.5.
    trials : int
        Opportunities in each session (binomial).
    stagger : int
        Sessions by which each case of a multiple baseline begins after the one before.
    seed : int
        Where the drawing begins, so that it can be repeated.

    Returns
    -------
    DataFrame
        ``case, session, phase, outcome, basis``, the basis being ``synthetic``.

    Raises
    ------
    OutcomeError
        If a design is not known or a number is out of range.

    Examples
    --------
    >>> data = simulate_series("ABAB", 1, 3)
    >>> "".join(data["phase"])
    'AAABBBAAABBB'
    """
    made = _Made(
        design,
        cases=cases,
        trend=trend,
        slope=slope,
        autocorrelation=autocorrelation,
        distribution=distribution,
        level=level,
        trials=trials,
        stagger=stagger,
    )
    check_whole("seed", seed, 0)
    rows = made.drawn(effect, made.lengths(n), np.random.default_rng(seed)).drop(columns="study")
    return rows.assign(case=[f"s{number}" for number in rows["case"]], basis="synthetic")


def power(
    design: str = "AB",
    effect: float | Sequence[float] = 1.0,
    n: Any = 10,
    *,
    test: str | None = None,
    alpha: float = 0.05,
    series: int = 1000,
    resamples: int = 199,
    seed: int = 0,
    **options: Any,
) -> pd.DataFrame:
    """Return how often a test finds an effect that is there: its power, by simulation.

    Ask it before the first session: with five points a phase only very large effects show. Without effect
    (``effect=0``) it tells how often chance is called a finding.

    Parameters
    ----------
    design : str
        As in `simulate_series`.
    effect : float or sequence of float
        How much B lies above A, as in `simulate_series`: one effect or several.
    n : int, tuple of int, or list of these
        Points of each phase, as in `simulate_series`; a list gives a row for each.
    test : {"NAP", "level", "start", "reversal", "alternating"}, optional
        p of NAP (two-sided); p of the change of level in `piecewise` (two-sided); `randomization_test`
        (one-sided). By default NAP for one case of ``"AB"``, else the randomisation test of the design; for
        several cases of ``"AB"`` and in a multiple baseline ``"start"`` over all of them.
    alpha : float
        Up to which p a result counts, above 0 and below 1.
    series : int
        How many studies are simulated.
    resamples : int
        As in `randomization_test`.
    seed : int
        Where the drawing begins, so that it can be repeated.
    **options
        Further ones of `simulate_series`, as ``autocorrelation=0.3``.

    Returns
    -------
    DataFrame
        ``design, effect, n, test, power, ci_low, ci_high, least_p, note``: a row for each effect and n. The
        interval (95 %, Wilson) tells how far more simulations could move the share; `least_p` is the smallest
        p that so many points can give.

    Raises
    ------
    OutcomeError
        As `simulate_series`, or if an option or test is not known, or a test is not made for the design.

    Examples
    --------
    >>> found = power("AB", [0, 2], [3, 5], series=200)
    >>> found[["effect", "n", "power", "least_p"]].round(3).values.tolist()
    [[0.0, 3.0, 0.0, 0.1], [0.0, 5.0, 0.025, 0.008], [2.0, 3.0, 0.0, 0.1], [2.0, 5.0, 0.665, 0.008]]
    """
    check_number("alpha", alpha, above=0, below=1)
    for name, value in {"series": series, "resamples": resamples}.items():
        check_whole(name, value, 1, _MOST_SERIES)
    check_whole("seed", seed, 0)
    check_options(options, *(each.name for each in fields(_Made) if each.name != "design"))
    made = _Made(design, **{"cases": 3 if design == "multiple_baseline" else 1} | options)
    chosen = _test(made, test)
    effects = [*effect] if isinstance(effect, Sequence) and not isinstance(effect, str) else [effect]
    rows = []
    for each, size in product(effects, n if isinstance(n, list) else [n]):
        p, smallest = _p_values(made, each, made.lengths(size), chosen, series, resamples, seed)
        found = int((p <= alpha).sum())
        low, high = binomtest(int(found), series).proportion_ci(method="wilson")
        never = say("stats.never", alpha=f"{alpha:g}", least=f"{smallest:.2g}")
        told = "+".join(map(str, size)) if isinstance(size, tuple) else size
        note = never if smallest > alpha else ""
        rows.append((design, each, told, chosen, found / series, low, high, smallest, note))
    heads = ("design", "effect", "n", "test", "power", "ci_low", "ci_high", "least_p", "note")
    return pd.DataFrame(rows, columns=[*heads])


@dataclass(frozen=True)
class _Made:
    """How series are made."""

    design: str
    cases: int = 1
    trend: float = 0.0
    slope: float = 0.0
    autocorrelation: float = 0.0
    distribution: str = "normal"
    level: float | None = None
    trials: int = 10
    stagger: int = 2

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        if not (
            self.design in _TOGETHER or (isinstance(self.design, str) and _PHASES.fullmatch(self.design))
        ):
            raise no_choice("design", self.design, ["AB", "ABAB", *_TOGETHER])
        check_choice("distribution", self.distribution, *_LEVELS)
        for name, most in (("cases", _MOST_CASES), ("trials", int(_MOST)), ("stagger", _MOST_POINTS)):
            check_whole(name, getattr(self, name), 1, most)
        for name in ("trend", "slope"):
            check_number(name, getattr(self, name), least=-_MOST, most=_MOST)
        ends = {"above": -1, "below": 1} if self.distribution == "normal" else {"least": 0, "most": 0}
        check_number("autocorrelation", self.autocorrelation, **ends)
        if self.level is not None:
            bounds = {"normal": {}, "poisson": {"above": 0}, "binomial": {"above": 0, "below": 1}}
            check_number("level", self.level, **{"least": -_MOST, "most": _MOST} | bounds[self.distribution])

    def lengths(self, n: Any) -> tuple[int, ...]:
        """Return the points of each phase."""
        phases = 2 if self.design in _TOGETHER else len(self.design)
        given = (n,) * phases if isinstance(n, Integral) else tuple(n) if isinstance(n, (tuple, list)) else ()
        if len(given) != phases:
            raise no_choice("n", n, ["5", str((5,) * phases)])
        for each in given:
            check_whole("n", each, 1, _MOST_TURNS if self.design == "alternating" else _MOST_POINTS)
        lengths = tuple(map(int, given))
        if self.design == "alternating" and max(lengths) > _IN_A_ROW * (min(lengths) + 1):
            raise no_choice("n", n, ["5", "(5, 5)"])
        return lengths

    def drawn(
        self, effect: float, lengths: tuple[int, ...], rng: np.random.Generator, studies: int = 1
    ) -> pd.DataFrame:
        """Return so many studies of cases: their points, a row each."""
        check_number("effect", effect, least=-_MOST, most=_MOST)
        tables = [self._case(effect, lengths, number, rng, studies) for number in range(self.cases)]
        return pd.concat(tables, ignore_index=True)

    def _case(
        self, effect: float, lengths: tuple[int, ...], number: int, rng: np.random.Generator, studies: int
    ) -> pd.DataFrame:
        """Return the points of one case in all studies."""
        later = self._later(lengths, number, rng, studies)
        size = later.shape[1]
        when = np.arange(1, size + 1)
        since = np.where(later, when - 1 - np.argmax(later, axis=1)[:, None], 0)
        shift = effect * later + self.trend * (when - 1) + self.slope * since
        columns = {"study": np.repeat(np.arange(studies), size), "case": number + 1}
        columns |= {"session": np.tile(when, studies), "phase": np.where(later, "B", "A").ravel()}
        return pd.DataFrame(columns | {"outcome": self._outcome(shift, rng).ravel()})

    def _later(self, lengths: tuple[int, ...], number: int, rng: np.random.Generator, studies: int) -> Mask:
        """Return which points of a case are of B, a row for each study."""
        if self.design == "alternating":
            a, b = lengths
            return drawn_orders(a, b, _IN_A_ROW, studies, rng)
        if self.design == "multiple_baseline":
            a, b = lengths
            lengths = a + self.stagger * number, b + self.stagger * (self.cases - 1 - number)
        kinds = [kind == "B" for kind in ("AB" if self.design in _TOGETHER else self.design)]
        return np.tile(np.repeat(kinds, lengths), (studies, 1))

    def _outcome(self, shift: Array, rng: np.random.Generator) -> Array:
        """Return outcomes whose level is shifted."""
        level = _LEVELS[self.distribution] if self.level is None else self.level
        if self.distribution == "poisson":
            return rng.poisson(np.minimum(level * np.exp(np.clip(shift, -50, 50)), 1e9)).astype(float)
        if self.distribution == "binomial":
            return np.asarray(rng.binomial(self.trials, expit(logit(level) + shift)) / self.trials)
        errors = rng.standard_normal(shift.shape)
        new = np.sqrt(1 - self.autocorrelation**2)
        for place in range(1, shift.shape[1]):
            errors[:, place] = self.autocorrelation * errors[:, place - 1] + new * errors[:, place]
        return np.asarray(level + shift + errors)


def _test(made: _Made, test: str | None) -> str:
    """Return the test that is asked for, or the usual one."""
    usual = {"multiple_baseline": "start", "alternating": "alternating", "AB": "NAP"}
    fit = [usual.get(made.design, "reversal")]
    if made.design == "AB":
        fit = ["NAP", "level", "start"] if made.cases == 1 else ["start"]
    if test is None:
        return fit[0]
    check_choice("test", test, *fit)
    return test


def _p_values(
    made: _Made, effect: float, lengths: tuple[int, ...], test: str, series: int, resamples: int, seed: int
) -> tuple[Array, float]:
    """Return p of each study, and the smallest that there can be."""
    data = made.drawn(effect, lengths, np.random.default_rng(seed), series)
    if test == "NAP":
        values, (m, n) = data["outcome"].to_numpy().reshape(series, -1).T, lengths
        none = np.zeros(series)
        pair = Pair(
            np.arange(series), values[:m], values[m:], none[:m], none[:n], none + 1, none, none.astype(int)
        )
        return of_nap(pair, ""), least(m, n)
    if test == "level":
        found = piecewise(data, by="study")
        return found.loc[found["term"] == "level", "p"].to_numpy(), 0.0
    options: dict[str, Any] = {"resamples": resamples, "seed": seed, "by": ["study", "case"], "over": "case"}
    options |= dict.fromkeys(("min_a", "min_b"), min(3, *lengths))
    found = randomization_test(data, test, **options)
    return found["p"].to_numpy(), 1 / min(float(found["arrangements"].max()), resamples + 1)
