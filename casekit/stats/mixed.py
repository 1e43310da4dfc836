"""The linear model behind several statistics: effects of cases, errors that follow each other, REML.

y = X beta + Z u + e for each case, u ~ N(0, T) independently from case to case, e ~ N(0, sigma2 R) with R =
phi^steps between two points (AR(1), gaps counted). Fitted by restricted maximum likelihood with beta and
sigma2 profiled out, tests by Kenward and Roger. Without Z it is the regression of one series, with phi = 0
least squares.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.stats import t as student

from casekit.stats.columns import Array
from casekit.stats.series import Counts

_Z_MOST = 3.0  # of Fisher's z of the autocorrelation: 0.995
_ROOT_MOST = 10.0  # of asinh of the relative standard deviation of an effect of cases: some 11,000
_LEAST = 1e-10  # so small a share is nothing but rounding
_EXACT = {"ftol": 1e-15, "gtol": 1e-8}
_LONG = 1000  # points of a series; with more, what is not known of phi no longer matters
_STEP = 5e-6  # by which a slope is taken
_SIZES = (0.3, 1.0, 2.5, 4.0, 7.0)  # where the search for the effects of cases may begin
_TIES = (0.0, 0.6, -0.6, 1.5)  # and that for the autocorrelation


@dataclass(frozen=True)
class Rows:
    """Points of cases, sorted by case and session; `start` says where each case begins."""

    y: Array
    x: Array
    z: Array
    lag: Array  # steps since the point before, infinitely many where a case begins
    start: Counts

    def cases(self) -> list[slice]:
        """Return the rows of each case."""
        return [slice(*ends) for ends in zip(self.start, [*self.start[1:], len(self.y)], strict=True)]


@dataclass(frozen=True)
class Fit:
    """A fitted model: coefficients, variances, and what is needed to judge a sum of coefficients.

    `between` is T; `spread` is the covariance of the lower triangle of T, phi (if it was estimated, and
    inside its range) and sigma2, from the expected information.
    """

    beta: Array
    naive: Array  # covariance of beta as if the variances were known
    covariance: Array  # the same after Kenward and Roger
    between: Array
    within: float
    phi: float
    spread: Array
    slopes: Array  # P of Kenward and Roger, one matrix for each of theta
    unit: float  # standard deviation of y, in which all the others are told
    inside: bool  # whether the autocorrelation did not run to the end of its range

    def judged(self, weights: Array, confidence: float) -> Array:
        """Return est, se, interval, t, p and df of a weighted sum of coefficients."""
        est = self.unit * float(weights @ self.beta)
        se = self.unit * float(np.sqrt(weights @ self.covariance @ weights))
        along = self.naive @ weights
        bend = np.einsum("i,kij,j->k", along, self.slopes, along)
        df = 2 * float(weights @ along) ** 2 / float(bend @ self.spread @ bend)
        reach = student.ppf((1 + confidence) / 2, df) * se
        return np.array([est, se, est - reach, est + reach, est / se, 2 * student.sf(abs(est / se), df), df])


def steps(session: Array, start: Counts) -> Array:
    """Return the steps since the point before: the shortest distance is one, others whole multiples."""
    gap = np.diff(session, prepend=0)
    gap[start] = np.inf
    return np.asarray(np.rint(gap / gap.min(initial=np.inf)), dtype=np.float64)


def fitted(rows: Rows, *, follow: bool = True, together: bool = True) -> Fit | None:
    """Return the fitted model; None where the data do not determine it.

    Parameters
    ----------
    rows : Rows
        Outcomes, fixed effects, effects of cases (no column for none) and steps.
    follow : bool
        Whether errors follow each other; otherwise phi is 0.
    together : bool
        Whether effects of cases may be correlated.
    """
    size, fixed = rows.x.shape
    unit = float(np.std(rows.y))
    norms = np.linalg.norm(rows.x, axis=0)
    if not (unit > 0 and norms.all()) or size - fixed < 1 + 2 * follow:
        return None
    basis, turn = np.linalg.qr(rows.x / norms)
    if np.abs(np.diag(turn)).min() < _LEAST:
        return None
    scale = np.sqrt(np.mean(rows.z**2, axis=0))
    plain = Rows((rows.y - rows.y.mean()) / unit, basis, rows.z / scale, rows.lag, rows.start)
    back = np.linalg.inv(turn) / norms[:, None]
    level = np.linalg.lstsq(rows.x, np.full(size, rows.y.mean() / unit), rcond=None)[0]
    phi, root, inside = _searched(plain, follow, together)
    found = _solved(plain, phi, root)
    if found is None or np.abs(root).max(initial=0.0) >= np.sinh(_ROOT_MOST):
        return None
    beta, within, naive = found
    pairs = _pairs(len(scale), together)
    # What lies at the end of its range is taken as known, as in SAS; and so is phi where it is all but known.
    follow = follow and inside and (bool(pairs) or size <= _LONG)
    if follow or pairs:
        told = _judged(plain, within * root @ root.T, within, phi, follow, together)
    else:
        slope: Array = np.asarray(-np.linalg.inv(naive) / within, dtype=np.float64)
        told = naive, naive, slope[None], np.full((1, 1), 2 * within**2 / (size - fixed))
    if told is None:
        return None
    naive, covariance, slopes, spread = told
    units = np.array([1 / (scale[one] * scale[two]) for one, two in pairs] + [1.0] * follow + [1.0])
    forth = np.linalg.inv(back)
    return Fit(
        back @ beta + level,
        back @ naive @ back.T,
        back @ covariance @ back.T,
        within * root @ root.T / np.outer(scale, scale),
        within,
        phi,
        spread * np.outer(units, units),
        np.array([forth.T @ slope @ forth for slope in slopes]) / units[:, None, None],
        unit,
        inside,
    )


def _pairs(effects: int, together: bool) -> list[tuple[int, int]]:
    """Return the places in T that are estimated."""
    return [(one, two) for one in range(effects) for two in range(one + 1) if together or one == two]


def _searched(rows: Rows, follow: bool, together: bool) -> tuple[float, Array, bool]:
    """Return the autocorrelation and the root of T / sigma2 at which the restricted likelihood is largest."""
    effects = rows.z.shape[1]
    places, lay = _pairs(effects, together), _layout(rows)
    if not (follow or places):
        return 0.0, np.zeros((0, 0)), True

    def taken(at: Array) -> tuple[Array, Array]:
        root = np.zeros((len(at), effects, effects))
        for number, (one, two) in enumerate(places):
            root[:, one, two] = np.sinh(at[:, follow + number])
        return (np.tanh(at[:, 0]) if follow else np.zeros(len(at))), root

    def slope(at: Array) -> tuple[float, Array]:
        step = np.diag(_STEP * np.maximum(np.abs(at), 1))
        deviance = lay(*taken(np.concatenate([at[None], at + step, at - step])))[0]
        up, down = deviance[1:].reshape(2, -1)
        return float(deviance[0]), (up - down) / (2 * step.diagonal())

    ties = [(tie,) for tie in _TIES] if follow else [()]
    sizes = [[size * (one == two) for one, two in places] for size in _SIZES] if places else [[]]
    starts = np.array([[[*tie, *size] for tie in ties] for size in sizes])
    heights = lay(*taken(starts.reshape(-1, starts.shape[-1])))[0].reshape(starts.shape[:2])
    # With several effects of cases there may be two summits: the two most promising sizes are climbed from.
    first = [starts[size, heights[size].argmin()] for size in heights.min(axis=1).argsort()]
    ends = [(-_Z_MOST, _Z_MOST)] * follow + [(-_ROOT_MOST, _ROOT_MOST)] * len(places)
    climbs = [
        minimize(slope, at, jac=True, method="L-BFGS-B", bounds=ends, options=_EXACT)
        for at in first[: 2 if effects > 1 else 1]
    ]
    at = min(climbs, key=lambda climb: climb.fun).x
    phi, root = taken(at[None])
    return float(phi[0]), root[0], not (follow and abs(at[0]) >= _Z_MOST)


def _layout(rows: Rows) -> Callable[[Array, Array], tuple[Array, Array]]:
    """Return a function from values of phi and roots of T / sigma2 to deviances and triangles of X and y.

    Cases lie side by side, filled up with zeros to the length of the longest, so that all are freed of their
    effects by orthogonal steps at once (Pinheiro and Bates 2000, section 2.2), for many values at once.
    """
    columns = np.column_stack([rows.z, rows.x, rows.y])
    before = np.roll(columns, 1, axis=0)
    size, effects, fixed = len(rows.y), rows.z.shape[1], rows.x.shape[1]
    count = np.diff(rows.start, append=size)
    case, place = np.repeat(np.arange(len(count)), count), np.arange(size) - np.repeat(rows.start, count)
    wide = np.zeros((len(count), int(count.max()) + effects, columns.shape[1]))
    wide[:, int(count.max()) :, :effects] = np.eye(effects)

    def laid(phi: Array, root: Array) -> tuple[Array, Array]:
        near = phi[:, None] ** rows.lag
        left = 1 - near**2
        free = (columns - near[:, :, None] * before) / np.sqrt(left)[:, :, None]
        log_det = np.log(left).sum(axis=1)
        if effects:
            free[:, :, :effects] = free[:, :, :effects] @ root
            for_each = np.tile(wide, (len(phi), 1, 1, 1))
            for_each[:, case, place] = free
            triangles = np.asarray(np.linalg.qr(for_each, mode="r"))
            own = np.abs(np.diagonal(triangles[..., :effects, :effects], axis1=2, axis2=3))
            log_det += 2 * np.log(own).sum(axis=(1, 2))
            free = triangles[:, :, effects:].reshape(len(phi), -1, columns.shape[1])
        triangle = np.asarray(np.linalg.qr(free[:, :, effects:], mode="r"))
        ends = np.maximum(np.abs(np.diagonal(triangle, axis1=1, axis2=2)), 1e-300)
        log_det += 2 * np.log(ends[:, :fixed]).sum(axis=1) + 2 * (size - fixed) * np.log(ends[:, fixed])
        return log_det, triangle

    return laid


def _solved(rows: Rows, phi: float, root: Array) -> tuple[Array, float, Array] | None:
    """Return coefficients, sigma2 and their covariance if V were known; None where nothing is left over."""
    size, fixed = rows.x.shape
    triangle = _layout(rows)(np.array([phi]), root[None])[1][0]
    within = float(triangle[fixed, fixed] ** 2) / (size - fixed)
    if within * (1 + float(np.sum(root**2))) < _LEAST:
        return None
    back = np.linalg.inv(triangle[:fixed, :fixed])
    return back @ triangle[:fixed, fixed], within, within * back @ back.T


def _judged(
    rows: Rows, between: Array, within: float, phi: float, follow: bool, together: bool
) -> tuple[Array, Array, Array, Array] | None:
    """Return both covariances of the coefficients, Kenward and Roger's P, and the covariance of theta."""
    fixed, places = rows.x.shape[1], _pairs(rows.z.shape[1], together)
    count = len(places) + follow + 1
    traces, bread = np.zeros((count, count)), np.zeros((fixed, fixed))
    slopes = np.zeros((count, fixed, fixed))
    squares, bends = np.zeros((2, count, count, fixed, fixed))
    for case in rows.cases():
        x, z = rows.x[case], rows.z[case]
        when = np.cumsum(np.where(np.isinf(rows.lag[case]), 0, rows.lag[case]))
        apart = np.abs(when[:, None] - when)
        tie = phi**apart
        turns = [np.outer(z[:, one], z[:, two]) for one, two in places]
        turns = [(turn + turn.T) / (1 + (one == two)) for turn, (one, two) in zip(turns, places, strict=True)]
        fade = apart * phi ** np.maximum(apart - 1, 0)
        turns += [within * fade] * follow + [tie]
        half = np.linalg.cholesky(within * tie + z @ between @ z.T)

        def freed(matrix: Array, half: Array = half) -> Array:
            return np.asarray(solve_triangular(half, matrix, lower=True))

        x = freed(x)
        turns = [freed(freed(turn).T) for turn in turns]
        along = np.array([turn @ x for turn in turns])
        flat = np.array(turns).reshape(count, -1)
        bread += x.T @ x
        traces += flat @ flat.T
        slopes -= x.T @ along
        squares += np.einsum("kni,lnj->klij", along, along)
        if follow:  # V bends in phi, and sigma2 scales it
            bend = within * apart * (apart - 1) * phi ** np.maximum(apart - 2, 0)
            for one, two, second in ((-2, -2, bend), (-2, -1, fade), (-1, -2, fade)):
                bends[one, two] += x.T @ freed(freed(second).T) @ x
    naive = np.linalg.inv(bread)
    known = traces - 2 * np.einsum("ij,klji->kl", naive, squares)
    known = (known + np.einsum("ij,kjl,lm,nmi->kn", naive, slopes, naive, slopes)) / 2
    scale = np.sqrt(known.diagonal())
    if not np.all(scale > 0) or np.linalg.det(known / np.outer(scale, scale)) < _LEAST:
        return None
    spread = np.linalg.inv(known)
    gain = squares - np.einsum("kij,jl,nlm->knim", slopes, naive, slopes) - bends / 4
    covariance = naive + 2 * naive @ np.einsum("kl,klij->ij", spread, gain) @ naive
    return np.asarray(naive), np.asarray(covariance), slopes, np.asarray(spread)
