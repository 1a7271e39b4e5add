"""From scores to probabilities, and from probabilities to thresholds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_softmax
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]


def logistic(rows: Floats, known: NDArray[np.bool_]) -> Floats:
    """Weights (f + 1,) of P(known | row), the intercept last (Platt 1999); all nought where there is nothing to tell apart.

    Both classes count the same: how often statements are new varies.
    """
    if known.all() or not known.any():
        return np.zeros(rows.shape[1] + 1)
    model = LogisticRegression(C=100.0, class_weight="balanced", max_iter=1000).fit(rows, known)
    return np.asarray(np.r_[model.coef_[0], model.intercept_], dtype=np.float64)


def map_logistic(rows: Floats, known: NDArray[np.bool_], before: Floats, held: Floats) -> Floats:
    """Weights (f + 1,) of P(known | row), the intercept last, drawn towards ``before`` where the rows say little.

    Columns (n, f) should have a spread of about one. ``held`` (f + 1,) is how many decisions' worth each weight is held by.
    """
    given = np.column_stack([rows, np.ones(len(rows))])
    sign = np.where(known, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (given @ weights)
        away = weights - before
        value = np.logaddexp(0.0, -margin).sum() + (held * away**2).sum() / 2
        slope = -(given * (sign * expit(-margin))[:, None]).sum(axis=0) + held * away
        return float(value), slope

    return np.asarray(minimize(loss, before, jac=True, method="L-BFGS-B").x)


def temperature(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The softmax temperature under which the right narratives are likeliest (Guo et al. 2017, arXiv:1706.04599)."""
    if not len(scores) or scores.shape[1] < 2:
        return 0.1
    shares = truth / truth.sum(axis=1, keepdims=True)

    def loss(log_temperature: float) -> float:
        return -float((shares * log_softmax(scores / np.exp(log_temperature), axis=1)).sum())

    return float(np.exp(minimize_scalar(loss, bounds=(-6.0, 1.0), method="bounded").x))


def choose_thresholds(
    probabilities: Floats,
    truth: NDArray[np.bool_],
    recall: float = 0.8,
    precision: float = 0.9,
    least: float = 1 / 3,
    floor: float = 0.0,
) -> tuple[float, float]:
    """(suggest, accept): the highest threshold with that recall, and the lowest above it with that precision.

    ``suggest`` is never below ``floor``.

    Where so much recall would cost more than two wrong suggestions for a right one, it is given up: below ``least``
    precision a reader is better served by "none".
    """
    serves = truth.any(axis=1)
    top = probabilities.max(axis=1)
    right = truth[np.arange(len(truth)), probabilities.argmax(axis=1)]
    best_right = np.sort(np.where(truth, probabilities, 0.0).max(axis=1)[serves])
    wanted = float(best_right[int((1 - recall) * len(best_right))]) if len(best_right) else 0.5
    suggest = max(wanted, _lowest(top, right, least), floor)
    accept = max(_lowest(top, right, precision), floor)
    return min(suggest, accept), accept


def _lowest(top: Floats, right: NDArray[np.bool_], precision: float) -> float:
    """The lowest threshold from which on so many answers are right; 1 where there is none."""
    order = np.argsort(-top, kind="stable")
    # One more that is wrong is reckoned with: a handful of lucky answers is no precision.
    sure = np.cumsum(right[order]) / (np.arange(len(order)) + 2) >= precision
    last = np.diff(top[order], append=-1.0) < 0  # rows of one probability are answered together
    good = np.flatnonzero(sure & last)
    return float(top[order][good[-1]]) if len(good) else 1.0
