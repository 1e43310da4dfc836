"""Regression of counts and shares: quasi-Poisson and quasi-binomial models by weighted least squares."""

import numpy as np
from scipy.special import expit, xlogy

from casekit.stats.columns import Array

_ROUNDS = 100
_CLOSE = 1e-12  # relative change of the deviance at which the search ends
_FAR = 25.0  # so large a linear predictor (beside that of the mean) means that there is no finite solution


def fitted(y: Array, x: Array, size: Array, family: str) -> tuple[Array, Array, float, Array] | None:
    """Return coefficients, their covariance, the dispersion and Pearson residuals; None without a solution.

    Parameters
    ----------
    y, x : array
        Counts and the columns of the model.
    size : array
        Poisson: the exposure of each count; binomial: out of how many it is.
    family : {"poisson", "binomial"}
        Logarithm or logit of the mean; the variance is the dispersion (Pearson's) times that of the family.
    """
    poisson, offset = family == "poisson", np.log(size) if family == "poisson" else np.zeros(len(y))
    eta = np.log(y + 0.1) if poisson else np.log((y + 0.5) / (size - y + 0.5))
    middle, before = float(np.mean(eta)), np.inf
    for _ in range(_ROUNDS):
        mean, variance = _moments(eta, size, poisson)
        root = np.sqrt(variance)
        work = root * (eta - offset) + (y - mean) / root
        beta = np.linalg.lstsq(root[:, None] * x, work, rcond=None)[0]
        eta = x @ beta + offset
        if not np.all(np.abs(eta - middle) < _FAR):
            return None
        now = _deviance(y, size, _moments(eta, size, poisson)[0], poisson)
        if abs(now - before) <= _CLOSE * (abs(now) + 0.1):
            break
        before = now
    else:
        return None
    mean, variance = _moments(eta, size, poisson)
    residual = (y - mean) / np.sqrt(variance)
    dispersion = float(residual @ residual) / (len(y) - x.shape[1])
    covariance = np.asarray(dispersion * np.linalg.inv(x.T @ (variance[:, None] * x)))
    return np.asarray(beta), covariance, dispersion, residual


def _moments(eta: Array, size: Array, poisson: bool) -> tuple[Array, Array]:
    """Return mean and variance of each count."""
    if poisson:
        mean = np.exp(eta)
        return mean, mean
    share = expit(eta)
    return size * share, size * share * expit(-eta)


def _deviance(y: Array, size: Array, mean: Array, poisson: bool) -> float:
    """Return twice the log likelihood that the saturated model has more."""
    if poisson:
        return float(2 * np.sum(xlogy(y, y / mean) - (y - mean)))
    rest, other = size - y, size - mean
    return float(2 * np.sum(xlogy(y, y / mean) + xlogy(rest, rest / other)))
