"""A classifier of its own for narratives with many examples: where people have confirmed dozens, nearness is not the best.

A softmax over all narratives, from sentence vectors and words (``wide_deep``). It is trained once every narrative that
counts has enough examples; before that, the nearness to what examples there are says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers import wide_deep
from classifiers.words import words

Floats = NDArray[np.float64]

#: With fewer examples each, a head is no better than the nearness measures (read on intents with 5, 20 and 100 examples).
ENOUGH = 20
_RECIPE = wide_deep.Recipe(
    exclusive=True, hidden=512, batch=256, rate=5e-3, decay=1e-3, input_hidden=0.1, layer_hidden=0.3,
    steps=(300, 1000), epochs=(12, 40),
)  # fmt: skip
#: Unit vectors have components of about 0.05, on which a network of this rate learns slowly.
_SCALE = 4.0


class NarrativeHead(BaseEstimator):  # type: ignore[misc]
    """Softmax over k narratives. ``fit`` takes n texts, their unit vectors (n, d), owners (n,) in 0 .. k-1, and k."""

    def __init__(self, seed: int = 0):
        self.seed = seed

    def fit(self, texts: Sequence[str], vectors: NDArray[np.float32], owners: NDArray[np.int64], narratives: int) -> Self:
        self.words_ = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, min_df=2, dtype=np.float32)
        truth = np.eye(narratives, dtype=bool)[owners]
        wide = self.words_.fit_transform(texts).tocsr()
        self.weights_ = wide_deep.train(wide, _SCALE * vectors.astype(np.float32), truth, self.seed, _RECIPE)
        return self

    def predict_log_proba(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Floats:
        """Log probability of each narrative, given that it is one of them: shape (n, k)."""
        from scipy.special import log_softmax

        wide = self.words_.transform(texts).tocsr()
        return np.asarray(log_softmax(wide_deep.logits(self.weights_, wide, _SCALE * vectors), axis=1))


def _terms(text: str) -> list[str]:
    """Words, pairs of words, and one term that every text has: texts without a common word have at least that."""
    found = words(text)
    return [*found, *(f"{one} {two}" for one, two in pairwise(found)), ""]


def worth_a_head(counts: NDArray[np.float64]) -> bool:
    """Whether a head is trained for narratives with this many examples each: half of them have enough, and there are two."""
    return len(counts) > 1 and bool(np.median(counts) >= ENOUGH)
