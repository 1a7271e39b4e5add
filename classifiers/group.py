"""Groups of statements that say much the same, and statements that belong to none.

A graph joins each statement to its nearest neighbours by cosine; Leiden (Traag et al. 2019, arXiv:1810.08473, in
igraph) cuts it into communities. Small ones are noise: three voices are the least that make a storyline.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from typing import Self

import igraph
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.preprocessing import normalize

from classifiers.cues import is_cue
from classifiers.words import fold, stems

NOISE = -1
_SPELLED = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_BLOCK = 2000


class StatementGrouper(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Clusters unit vectors of shape (n, d). ``labels_`` holds a group for each row, or -1 for noise.

    ``floor`` is the cosine below which two statements are no neighbours: 0 joins everything to its nearest ones (topics),
    0.5 only what is nearly the same (storylines).
    """

    def __init__(self, neighbours: int = 15, floor: float = 0.0, resolution: float = 1.0, smallest: int = 3, seed: int = 0):
        self.neighbours = neighbours
        self.floor = floor
        self.resolution = resolution
        self.smallest = smallest
        self.seed = seed

    def fit(self, X: NDArray[np.float32], y: object = None) -> Self:  # noqa: N803
        self.labels_ = np.full(len(X), NOISE)
        if len(X) < self.smallest:
            return self
        edges, weights = self._edges(X)
        graph = igraph.Graph(n=len(X), edges=edges)
        igraph.set_random_number_generator(random.Random(self.seed))  # noqa: S311 - repeatable, not secret
        communities = graph.community_leiden(
            objective_function="modularity", weights=weights, resolution=self.resolution, n_iterations=-1
        )
        sizes = Counter(communities.membership)
        kept = [group for group, size in sizes.most_common() if size >= self.smallest]
        number = {group: place for place, group in enumerate(kept)}
        self.labels_ = np.array([number.get(group, NOISE) for group in communities.membership])
        return self

    def _edges(self, X: NDArray[np.float32]) -> tuple[list[tuple[int, int]], list[float]]:  # noqa: N803
        """Pairs of near neighbours with their cosine, in blocks, so that a large week fits into memory."""
        count = min(self.neighbours, len(X) - 1)
        found: dict[tuple[int, int], float] = {}
        for start in range(0, len(X), _BLOCK):
            cosines = X[start : start + _BLOCK] @ X.T
            rows = np.arange(len(cosines))
            cosines[rows, start + rows] = -1.0
            nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
            for row, columns in enumerate(nearest):
                for column in columns:
                    if (cosine := float(cosines[row, column])) > max(self.floor, 1e-6):
                        found[min(start + row, int(column)), max(start + row, int(column))] = cosine
        return list(found), list(found.values())


def typical_first(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Rows of a group in the order of their nearness to its middle: the first is the most typical one."""
    return np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")


def keywords(group: Sequence[str], others: Sequence[str], count: int = 6) -> list[str]:
    """Words that tell a group of texts from the others: frequent here, rare there (a smoothed log-odds)."""
    inside = Counter(stem for text in group for stem in set(stems(text)) if len(stem) > 3)
    outside = Counter(stem for text in others for stem in set(stems(text)))
    spelled = Counter((stem, word) for text in group for word in _SPELLED.findall(text.casefold()) for stem in stems(word))
    score = {
        stem: np.log((seen + 0.5) / (len(group) + 1)) - np.log((outside[stem] + 0.5) / (len(others) + 1))
        for stem, seen in inside.items()
        if (seen >= 2 or len(group) < 4) and not _says_nothing(stem)
    }
    # Weighed by how many of the group say it: a rare word of one member is no name for all.
    best = sorted(score, key=lambda stem: (-score[stem] * inside[stem], stem))[:count]
    return [max(((n, word) for (s, word), n in spelled.items() if s == stem), default=(0, stem))[1] for stem in best]


def _says_nothing(stem: str) -> bool:
    """Words that name no storyline: "with", "said", "according"."""
    return stem in ENGLISH_STOP_WORDS or is_cue(stem, "says")


def spelling_vectors(texts: Sequence[str], dimensions: int = 100, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors (n, d) from shared spelling alone, for languages no sentence model at hand knows.

    Latent semantic analysis (Deerwester et al. 1990) of character n-grams; texts of the same words in other cases and
    endings lie close.
    """
    spelled = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=fold).fit_transform(texts)
    if min(spelled.shape) > dimensions:
        dense = TruncatedSVD(dimensions, random_state=seed).fit_transform(spelled)
    else:
        dense = spelled.toarray()
    return np.asarray(normalize(dense), dtype=np.float32)
