"""The measures of effect: how each is estimated and bounded, what it is without effect, why it may fail."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from textwrap import fill
from typing import Any, TypeVar

import numpy as np
from scipy.stats import norm

from casekit.stats import levels, overlap, ranks
from casekit.stats.columns import Array, Estimate
from casekit.stats.series import Counts, Pair

_Interval = Callable[[Array, Array, Counts, Counts, float], Estimate]
_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Measure:
    """How a measure is estimated and bounded, its methods, the usual one first, and why it may fail.

    It has `no_effect` as its value where the phases do not differ, if that can be said, and a `test` of that.
    Measures of `overlap` compare points with points, so that ties count; a `ratio` has no meaning for values
    below zero.
    """

    estimate: Callable[[Pair, str], Estimate]
    methods: tuple[str, ...] = ("",)
    interval: _Interval | None = None
    fails: str = "too_few"
    no_effect: float | None = 0.0
    overlap: bool = False
    test: Callable[[Pair, str], Array] | None = None
    ratio: bool = False


def _of_pairs(est: Array, se: Array, n_a: Counts, n_b: Counts, confidence: float) -> Estimate:
    return overlap.newcombe(est, n_a, n_b, confidence)


def _of_tau(est: Array, se: Array, n_a: Counts, n_b: Counts, confidence: float) -> Estimate:
    low, high = overlap.newcombe((est + 1) / 2, n_a, n_b, confidence)
    return 2 * low - 1, 2 * high - 1


def _normal(est: Array, se: Array, n_a: Counts, n_b: Counts, confidence: float) -> Estimate:
    reach = norm.ppf((1 + confidence) / 2) * se
    return est - reach, est + reach


def _of_ratio(est: Array, se: Array, n_a: Counts, n_b: Counts, confidence: float) -> Estimate:
    ratio = 1 + est / 100
    factor = np.exp(norm.ppf((1 + confidence) / 2) * se / 100 / ratio)
    return 100 * (ratio / factor - 1), 100 * (ratio * factor - 1)


_ERRORS = ("unbiased", "Hanley", "null")
_BIAS = ("corrected", "uncorrected")
KNOWN = {
    "NAP": Measure(overlap.nap, _ERRORS, _of_pairs, no_effect=0.5, overlap=True, test=ranks.of_nap),
    "Tau": Measure(overlap.tau, _ERRORS, _of_tau, overlap=True, test=ranks.of_nap),
    "Tau_U": Measure(overlap.tau_u, ("parker", "complete"), overlap=True, test=ranks.of_tau_u),
    "Tau_BC": Measure(overlap.tau_bc, ("corrected", "pretest"), _of_tau, overlap=True),
    "PND": Measure(overlap.pnd, no_effect=None, overlap=True),
    "PEM": Measure(overlap.pem, ("half", "strict"), no_effect=0.5, overlap=True),
    "PAND": Measure(overlap.pand, no_effect=None, overlap=True),
    "IRD": Measure(overlap.ird, no_effect=None, overlap=True),
    "SMD": Measure(levels.smd, ("baseline", "pool"), _normal, "constant"),
    "LRRi": Measure(levels.lrr_increase, _BIAS, _normal, "not_positive", ratio=True),
    "LRRd": Measure(levels.lrr_decrease, _BIAS, _normal, "not_positive", ratio=True),
    "LOR": Measure(levels.lor, ("proportion", "percentage", "scale"), _normal, "not_a_share", ratio=True),
    "LRM": Measure(levels.lrm, interval=_normal, fails="not_positive", ratio=True),
    "PoGO": Measure(levels.pogo, interval=_normal, fails="no_goal", ratio=True),
    "percent_change": Measure(levels.percent_change, interval=_of_ratio, fails="not_positive", ratio=True),
}


def tells_methods(function: _F) -> _F:
    """Put the methods of all measures into a docstring, in the place of ``{methods}``."""
    chosen = [(name, measure.methods) for name, measure in KNOWN.items() if len(measure.methods) > 1]
    told = [
        f"{' and '.join(name for name, _ in alike)} {', '.join(f'``{method}``' for method in methods)}"
        for methods, alike in groupby(chosen, lambda measure: measure[1])
    ]
    lines = fill("; ".join(told) + ".", 102, break_on_hyphens=False).replace("\n", "\n        ")
    function.__doc__ = (function.__doc__ or "").replace("{methods}", lines)
    return function
