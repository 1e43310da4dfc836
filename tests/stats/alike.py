"""Models of cases that were all measured alike, for many studies at once: another way to the same numbers.

All cases share sessions, steps of one, and phases. Then V = I x V1: all that is needed of the outcomes are
sums of squares about the mean case, and of the mean case about its line. V1 is inverted by the bands of AR(1)
and by Woodbury, and Newton's method climbs the restricted likelihoods of all studies together. Nothing is
shared with `casekit.stats.mixed` but the theory; a hundred studies take the time of two or three.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

_ENDS = (3.0, 10.0)  # of Fisher's z of phi, and of asinh of the relative standard deviation of an effect
_SIZES, _TIES = np.array([0.3, 1.0, 2.5, 4.0, 7.0]), (0.0, 0.6, -0.6, 1.5)
_LENGTHS = np.array([1.0, 0.5, 0.25, 0.1, 0.03, 0.01, 1e-3, 0.0])  # of steps
_STEP, _CLOSE, _ROUNDS = 1e-4, 1e-8, 80
_LEAST = 1e-10


@dataclass(frozen=True)
class Fits:
    """Fits of many studies, along the first axis of each part; outcomes are in units of `unit`."""

    beta: np.ndarray
    naive: np.ndarray
    covariance: np.ndarray
    between: np.ndarray
    within: np.ndarray
    spread: np.ndarray
    slopes: np.ndarray
    unit: np.ndarray
    sure: np.ndarray  # whether the likelihood has its summit inside, and tells all variances apart

    def smd(self, weights):
        """Return the between-case standardised mean difference with its interval."""
        total = self.between[:, 0, 0] + self.within
        parts = np.zeros(self.spread.shape[1])
        parts[[0, -1]] = 1
        df = 2 * total**2 / (parts @ self.spread @ parts)
        large = np.maximum(df, 2.001)
        small, cut = 1 - 3 / (4 * df - 1), 1 - 3 / (4 * large - 1)
        est = small * (self.beta @ weights) / np.sqrt(total)
        scaled = (weights @ self.naive @ weights) / total
        se = np.sqrt(small**2 * (large * scaled / (large - 2) + est**2 * (large / (large - 2) - 1 / cut**2)))
        return _ends(est, se, df)

    def term(self, place):
        """Return a coefficient with its interval, after Kenward and Roger."""
        along = self.naive[:, :, place]
        bend = np.einsum("si,skij,sj->sk", along, self.slopes, along)
        df = 2 * along[:, place] ** 2 / np.einsum("sk,skl,sl->s", bend, self.spread, bend)
        return _ends(
            self.unit * self.beta[:, place], self.unit * np.sqrt(self.covariance[:, place, place]), df
        )


def _ends(est, se, df):
    reach = student.ppf(0.975, df) * se
    return np.array([est, est - reach, est + reach])


def fitted(y, x, z, together=True):
    """Return the fits of studies: `y` holds studies, cases and points; `x` and `z` are those of one case."""
    unit = y.std(axis=(1, 2))
    y = y / unit[:, None, None]
    scale = np.sqrt((z**2).mean(axis=0))
    places = [(one, two) for one in range(z.shape[1]) for two in range(one + 1) if together or one == two]
    height = _height(y - y.mean(axis=(1, 2), keepdims=True), np.linalg.qr(x)[0], z / scale, places)
    at = _climbed(height, len(y), np.array([one == two for one, two in places]))
    phi, root = _taken(at, places, z.shape[1])
    between = (root @ np.swapaxes(root, 1, 2)) / np.outer(scale, scale)
    inside = (np.abs(at) < [_ENDS[0], *[_ENDS[1]] * len(places)]).all(axis=1)
    return _judged(y, x, z, places, phi, between, unit, inside)


def _taken(at, places, effects):
    """Return phi, and the root of the covariance of the effects of cases."""
    root = np.zeros((*at.shape[:-1], effects, effects))
    for number, (one, two) in enumerate(places, 1):
        root[..., one, two] = np.sinh(at[..., number])
    return np.tanh(at[..., 0]), root


def _banded(u, v):
    """Return the three sums that make u' R^-1 v for any phi."""
    now, after = np.swapaxes(u, -1, -2), v
    inner = now[..., 1:-1] @ after[..., 1:-1, :]
    return now @ after, now[..., 1:] @ after[..., :-1, :] + now[..., :-1] @ after[..., 1:, :], inner


def _at(sums, phi, some=...):
    """Return u' R^-1 v, of some studies."""
    phi, sums = phi[..., None, None], [each[some] for each in sums]
    return (sums[0] - phi * sums[1] + phi**2 * sums[2]) / (1 - phi**2)


def _height(y, x, z, places):
    """Return a function from places of studies to their deviances."""
    _, cases, points = y.shape
    effects, fixed = z.shape[1], x.shape[1]
    both, mean = np.column_stack([z, x]), y.mean(axis=1)[:, :, None]
    apart = np.swapaxes(y - y.mean(axis=1, keepdims=True), 1, 2)
    design = _banded(both, both)
    whole = [[each[:, None] for each in sums] for sums in (_banded(both, apart), _banded(both, mean))]
    own = [np.einsum("sii->s", each)[:, None, None, None] for each in _banded(apart, apart)]
    of_mean = [each[:, None] for each in _banded(mean, mean)]

    def height(at, some=slice(None)):
        phi, root = _taken(at, places, effects)
        w, of_cases, middle = _at(design, phi), _at(whole[0], phi, some), _at(whole[1], phi, some)
        turned = np.swapaxes(root, -1, -2)
        half = np.linalg.cholesky(np.eye(effects) + turned @ w[..., :effects, :effects] @ root)
        free = np.linalg.solve(half, turned)
        crossed, lean = free @ w[..., :effects, effects:], free @ middle[..., :effects, :]
        bread = w[..., effects:, effects:] - np.swapaxes(crossed, -1, -2) @ crossed
        line = np.linalg.cholesky(bread)
        fit = np.linalg.solve(line, middle[..., effects:, :] - np.swapaxes(crossed, -1, -2) @ lean)
        left = _at(own, phi, some)[..., 0, 0] - ((free @ of_cases[..., :effects, :]) ** 2).sum(axis=(-1, -2))
        rest = _at(of_mean, phi, some)[..., 0, 0] - (lean**2).sum(axis=(-1, -2)) - (fit**2).sum(axis=(-1, -2))
        logs = [2 * np.log(np.diagonal(each, axis1=-2, axis2=-1)).sum(axis=-1) for each in (half, line)]
        free_ones = cases * points - fixed
        told = cases * ((points - 1) * np.log1p(-(phi**2)) + logs[0]) + logs[1]
        return told + free_ones * np.log(np.maximum(left + cases * rest, 1e-300))

    return height


def _climbed(height, studies, diagonal):
    """Return for each study the place of the highest summit that is reached from the two best beginnings."""
    starts = np.array([[tie, *size] for size in _SIZES[:, None] * diagonal for tie in _TIES])
    heights = height(np.tile(starts, (studies, 1, 1))).reshape(studies, len(_SIZES), -1)
    sizes = heights.min(axis=2).argsort(axis=1)[:, :2]
    ties = np.take_along_axis(heights.argmin(axis=2), sizes, axis=1)
    summits = np.stack([_climb(height, starts[sizes[:, way] * len(_TIES) + ties[:, way]]) for way in (0, 1)])
    best = height(np.moveaxis(summits, 0, 1)).argmin(axis=1)
    return summits[best, np.arange(studies)]


def _climb(height, at):
    """Return where Newton's method ends for each study; what bends the wrong way is turned round."""
    at, going = at.copy(), np.arange(len(at))
    ends = np.array([_ENDS[0], *[_ENDS[1]] * (at.shape[1] - 1)])
    for _ in range(_ROUNDS):
        here = at[going]
        slope, bend = _bent(lambda ways: height(ways, going), here)  # noqa: B023 - used at once
        held = (np.abs(here) >= ends) & (slope * here < 0)
        slope = np.where(held, 0, slope)
        bend = np.where(held[:, :, None] | held[:, None], np.eye(len(ends)), bend)
        values, vectors = np.linalg.eigh(bend)
        step = np.einsum("sji,sj->si", vectors, slope) / np.maximum(np.abs(values), 1e-3)
        step = -np.einsum("sij,sj->si", vectors, step)
        step *= np.minimum(1, 2 / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300))
        ways = np.clip(here[:, None] + _LENGTHS[:, None] * step[:, None], -ends, ends)
        at[going] = ways[np.arange(len(here)), height(ways, going).argmin(axis=1)]
        going = going[np.abs(at[going] - here).max(axis=1) > _CLOSE]
        if not len(going):
            break
    return at


def _bent(height, at):
    """Return slopes and second slopes of deviances, by differences."""
    size = at.shape[1]
    one, pairs = _STEP * np.eye(size), [(i, j) for i in range(size) for j in range(i)]
    both = np.array([one[i] + one[j] for i, j in pairs]).reshape(-1, size)
    f = height(at[:, None] + np.concatenate([0 * one[:1], one, -one, both, -both]))
    middle, up, down, far = np.split(f, [1, 1 + size, 1 + 2 * size], axis=1)
    bend = np.zeros((len(at), size, size))
    for i in range(size):
        bend[:, i, i] = (up[:, i] + down[:, i] - 2 * middle[:, 0]) / _STEP**2
    for number, (i, j) in enumerate(pairs):
        cross = far[:, number] + far[:, number + len(pairs)] + 2 * middle[:, 0]
        cross = cross - up[:, i] - up[:, j] - down[:, i] - down[:, j]
        bend[:, i, j] = bend[:, j, i] = cross / (2 * _STEP**2)
    return (up - down) / (2 * _STEP), bend


def _judged(y, x, z, places, phi, between, unit, inside):
    """Return the fits: coefficients, variances, and what is needed to judge them."""
    (_, cases, points), fixed = y.shape, x.shape[1]
    gap = np.abs(np.subtract.outer(np.arange(points), np.arange(points)))
    phi = phi[:, None, None]
    tie, fade = phi**gap, gap * phi ** np.maximum(gap - 1, 0)
    inner = np.linalg.inv(tie + z @ between @ z.T)
    bread = np.linalg.inv(x.T @ inner @ x)
    mean = y.mean(axis=1)
    beta = np.einsum("sij,nj,snm,sm->si", bread, x, inner, mean)
    left = y - (beta @ x.T)[:, None]
    within = np.einsum("scn,snm,scm->s", left, inner, left) / (cases * points - fixed)
    scale = within[:, None, None]
    inner, between, bread = inner / scale, between * scale, bread * scale
    turns = [np.outer(z[:, one], z[:, two]) for one, two in places]
    turns = [(turn + turn.T) / (1 + (one == two)) for turn, (one, two) in zip(turns, places, strict=True)]
    turns = np.stack([*(np.broadcast_to(turn, inner.shape) for turn in turns), scale * fade, tie], axis=1)
    alone = inner[:, None] @ turns
    centred = inner - inner @ x @ bread @ x.T @ inner
    shared = centred[:, None] @ turns
    known = ((cases - 1) * _traces(alone) + _traces(shared)) / 2
    size = np.sqrt(np.einsum("skk->sk", known))
    sure = inside & (np.linalg.det(known / (size[:, :, None] * size[:, None])) > _LEAST)
    known[~sure] = np.eye(known.shape[1])
    spread, naive = np.linalg.inv(known), bread / cases
    root = inner @ x
    first = turns @ root[:, None]
    slopes = -cases * np.swapaxes(root, 1, 2)[:, None] @ first
    squares = cases * np.einsum("skni,snm,slmj->sklij", first, inner, first)
    bends = np.zeros_like(squares)
    for one, two, second in (
        (-2, -2, scale * gap * (gap - 1) * phi ** np.maximum(gap - 2, 0)),
        (-2, -1, fade),
        (-1, -2, fade),
    ):
        bends[:, one, two] = cases * np.swapaxes(root, 1, 2) @ second @ root
    gain = squares - np.einsum("skij,sjl,snlm->sknim", slopes, naive, slopes) - bends / 4
    more = naive @ np.einsum("skl,sklij->sij", spread, gain) @ naive
    return Fits(beta, naive, naive + 2 * more, between, within, spread, slopes, unit, sure)


def _traces(parts):
    """Return the traces of the products of all pairs."""
    flat = parts.reshape(*parts.shape[:2], -1)
    turned = np.swapaxes(parts, -1, -2).reshape(flat.shape)
    return flat @ np.swapaxes(turned, 1, 2)
