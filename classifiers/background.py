"""What is known of storylines in general, before a team has any of its own: learned from those that come with the program.

Two things carry over to narratives never seen: along which directions of the vector space texts of one storyline differ
(``Spread``), and how a sentence that serves some storyline differs from one that merely stands beside it, a neutral report
or a denial of the same events (``serving``). The second is what tells topic from claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.metric import Spread
from classifiers.nearness import Texts

Floats = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]

#: Unit vectors have components of about 0.05; so scaled, one penalty fits them and the signals.
_SCALE = 3.0
_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Background:
    """``spread`` of vectors, and two rows of weights of ``serving``: over vectors (d + 1,) and over signals (s + 1,).

    ``centre`` and ``scale`` (s,) bring the signals to a common size.
    """

    spread: Spread
    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    by_vector: NDArray[np.float32]
    by_signals: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Texts, owners: NDArray[np.int64], serves: NDArray[np.bool_]) -> Self:
        """Learn from n texts with signals: ``serves`` (n,) some storyline or none; ``owners`` (n,) names it for the texts

        that are to tell the spread, and is -1 for others.
        """
        if texts.signals is None:
            raise ValueError("a background is learned from texts with their signals")
        known = (owners >= 0) & texts.trusted
        groups = np.unique(owners[known], return_inverse=True)[1]
        centre, scale = texts.signals.mean(axis=0), np.maximum(texts.signals.std(axis=0), 1e-3)
        return cls(
            Spread.of(texts.vectors[known], groups),
            centre,
            scale,
            _weights(_SCALE * texts.vectors[texts.trusted], serves[texts.trusted]),
            _weights((texts.signals - centre) / scale, serves),
        )

    def standard(self, signals: NDArray[np.float32]) -> Floats:
        """Signals (n, s) with mean nought and spread one, as on the texts this was learned from; unknown ones are 0."""
        return np.asarray(np.nan_to_num((signals - self.centre) / self.scale), dtype=np.float64)

    def serving(self, texts: Texts) -> Floats:
        """Two opinions (n, 2) on whether a text serves some storyline, whichever: by its vector, and by its signals.

        Both are log odds in units of their own spread; apart, because a joint model leans on the vectors, and the signals
        carry over better to narratives never seen. Where the vector means nothing, or there are no signals: 0.
        """
        found = np.zeros((len(texts), 2))
        found[:, 0] = np.where(texts.trusted, _SCALE * texts.vectors @ self.by_vector[:-1] + self.by_vector[-1], 0.0)
        if texts.signals is not None:
            found[:, 1] = self.standard(texts.signals) @ self.by_signals[:-1] + self.by_signals[-1]
        return found

    def state(self) -> Arrays:
        """Plain arrays, to be saved."""
        spread = self.spread
        return {
            "within": spread.within.astype(np.float32), "between": spread.between.astype(np.float32),
            "middle": spread.middle.astype(np.float32), "freedom": np.array([spread.freedom]),
            "centre": self.centre, "scale": self.scale, "by_vector": self.by_vector, "by_signals": self.by_signals,
        }  # fmt: skip

    @classmethod
    def from_state(cls, arrays: Arrays) -> Self:
        """Raises KeyError where an array is missing."""
        within, between, middle = (arrays[name].astype(np.float64) for name in ("within", "between", "middle"))
        spread = Spread(within, between, middle, int(arrays["freedom"][0]))
        return cls(spread, arrays["centre"], arrays["scale"], arrays["by_vector"], arrays["by_signals"])


def _weights(rows: NDArray[np.float32], serves: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Weights of the columns and, last, the intercept of P(serves | row), divided by the spread of what they give.

    Both classes count the same.
    """
    model = LogisticRegression(C=_PENALTY, class_weight="balanced", max_iter=1000).fit(rows, serves)
    spread = float(np.std(model.decision_function(rows)))
    weights: NDArray[np.float32] = (np.r_[model.coef_[0], model.intercept_] / max(spread, 1e-6)).astype(np.float32)
    return weights
