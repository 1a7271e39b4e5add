"""How alike are two texts of one narrative, and how unlike two narratives? Learned as two covariances of vectors.

A sentence model spreads texts by everything they differ in: length, tone, who is quoted. Most of that says nothing about
the narrative. The two-covariance model (Ioffe 2006; Prince and Elder 2007, "PLDA") knows from examples along which
directions texts of one narrative differ anyway (within) and along which narratives do (between), and gives the
likelihood ratio of "this statement and these n texts share a narrative" to "they do not". It needs no training beyond
two averages, and an answer from one example is as well founded as one from a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: How far the covariances are drawn towards equal spread, as Ledoit and Wolf (2004) do: few texts estimate few directions.
_WITHIN_SHRUNK, _BETWEEN_SHRUNK = 0.1, 0.5
#: The share of all scatter that lies within narratives, where nothing better is known (0.74 on the storylines shipped).
_WITHIN = 0.75


@dataclass(frozen=True, slots=True)
class Spread:
    """Scatter of vectors of d dimensions: within and between groups (d, d), the middle (d,), and how many texts tell it.

    ``freedom`` is the number of texts less the number of groups.
    """

    within: Floats
    between: Floats
    middle: Floats
    freedom: int

    @classmethod
    def of(cls, vectors: NDArray[np.float32], groups: NDArray[np.int64]) -> Self:
        """The scatter of n vectors, shape (n, d), in the groups 0 .. k-1, of which every one has a vector."""
        rows = vectors.astype(np.float64)
        counts = np.bincount(groups)
        means = np.zeros((len(counts), rows.shape[1]))
        np.add.at(means, groups, rows)
        means /= counts[:, None]
        rest = rows - means[groups]
        freedom = len(rows) - len(counts)
        within = rest.T @ rest / max(freedom, 1)
        apart = means - means.mean(axis=0)
        # A mean of n texts still carries an n-th of what differs within.
        between = apart.T @ apart / len(counts) - within * np.mean(1 / counts)
        return cls(within, between, means.mean(axis=0), freedom)

    @classmethod
    def even(cls, middle: Floats) -> Self:
        """The scatter of unit vectors of which nothing is known: the same in all directions."""
        size = len(middle)
        return cls(_WITHIN / size * np.eye(size), (1 - _WITHIN) / size * np.eye(size), middle, 0)

    def with_background(self, background: Spread | None, worth: float) -> Spread:
        """This scatter, leaning on a background that counts as ``worth`` texts: few own texts know little of themselves.

        Without one, it leans on an even scatter.
        """
        background = background or Spread.even(self.middle)
        share = self.freedom / (self.freedom + worth)

        def mixed(own: Floats, other: Floats) -> Floats:
            return share * own + (1 - share) * other

        return Spread(
            mixed(self.within, background.within),
            mixed(self.between, background.between),
            mixed(self.middle, background.middle),
            self.freedom + background.freedom,
        )


class Metric:
    """A space in which texts of one narrative spread equally in all directions, and narratives by ``spread_``."""

    def __init__(self, spread: Spread):
        size = len(spread.within)
        even = np.trace(spread.within) / size
        strength, axes = np.linalg.eigh((1 - _WITHIN_SHRUNK) * spread.within + _WITHIN_SHRUNK * even * np.eye(size))
        whiten = (axes / np.sqrt(np.maximum(strength, 1e-9))) @ axes.T
        apart, turn = np.linalg.eigh(whiten @ spread.between @ whiten)
        apart = np.maximum(apart, 0.0)
        self.between = (1 - _BETWEEN_SHRUNK) * apart + _BETWEEN_SHRUNK * apart.mean()
        self.middle = spread.middle
        self.axes = whiten @ turn
        #: The length that a vector of the model has on average; all are brought to it (Garcia-Romero 2011).
        self.length = float(np.sqrt(size + self.between.sum()))

    def unit(self, vectors: NDArray[np.float32]) -> Floats:
        """Vectors (n, d) in the new space, of length 1."""
        moved = (vectors.astype(np.float64) - self.middle) @ self.axes
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9))

    def ratio(self, asked: Floats, means: Floats, counts: Floats) -> Floats:
        """Log likelihood ratio per dimension, shape (n, k): asked (n, d), means (k, d) of ``counts`` (k,) texts, all units."""
        spread, (ahead, width) = self.between, self._expected(means, counts)
        squares = asked**2 * self.length**2
        near = squares @ (1 / width).T - 2 * self.length * (asked @ (ahead / width).T) + (ahead**2 / width).sum(axis=1)
        own = near + np.log(width).sum(axis=1)
        nobody = squares @ (1 / (1 + spread)) + np.log1p(spread).sum()
        return np.asarray((nobody[:, None] - own) / 2 / len(spread))

    def ratio_each(self, asked: Floats, means: Floats, counts: Floats) -> Floats:
        """The same for n pairs: row i of ``asked`` with row i of ``means`` and ``counts``."""
        spread, (ahead, width) = self.between, self._expected(means, counts)
        rows = asked * self.length
        own = ((rows - ahead) ** 2 / width + np.log(width)).sum(axis=1)
        nobody = (rows**2 / (1 + spread) + np.log1p(spread)).sum(axis=1)
        return np.asarray((nobody - own) / 2 / len(spread))

    def _expected(self, means: Floats, counts: Floats) -> tuple[Floats, Floats]:
        """Where a further text of each group is expected, and how widely: both (k, d)."""
        known = counts[:, None] * self.between
        return known / (known + 1) * means * self.length, 1 + self.between / (known + 1)
