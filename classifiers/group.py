"""Groups of statements that say much the same, and statements that belong to none.

A graph joins each statement to its nearest neighbours by cosine; Leiden (Traag et al. 2019, arXiv:1810.08473, in
igraph) cuts it into communities. Small ones are noise: three voices are the least that make a storyline.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Self

import igraph
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils import check_array

from classifiers.naming import keywords, typical_first
from classifiers.words import fold

__all__ = ["NOISE", "StatementGrouper", "keywords", "spelling_vectors", "typical_first"]

NOISE = -1
#: Cosines held at once: 64 MB, whatever the number of statements.
_CELLS = 16_000_000
#: Columns of which only the best is looked at first: a row's nearest lie in the few strips with the best ones.
_STRIP = 32
#: Topics: a graph of neighbours falls into more communities the larger it grows. This holds their number still.
#: Fitted on one set of labelled snippets, read on another of news; from 1.6 to 2.6 the results are much the same.
_TOPICS = 2.0
#: Storylines: the least mean cosine within a group, where pairs that are no neighbours count as 0.
_DENSITY = 0.1

#: Leiden is fast and ends in one of many good partitions: the best of a few starts.
_STARTS = 5

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


class StatementGrouper(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Clusters unit vectors of shape (n, d). ``labels_`` holds a group for each row, the largest is 0, or -1 for noise.

    ``floor`` is the cosine below which two statements are no neighbours. At 0 everything is joined to its nearest ones and
    cut by modularity into topics, whose number hardly depends on n. Above 0 what is found are storylines: groups of a
    given density, however many there are (constant Potts model, Traag et al. 2011, arXiv:1104.3083), so that the rest of
    the week has no say in what belongs together. ``resolution`` 2 finds finer groups than 1, 0.5 coarser ones.
    """

    def __init__(self, neighbours: int = 30, floor: float = 0.0, resolution: float = 1.0, smallest: int = 3, seed: int = 0):
        self.neighbours = neighbours
        self.floor = floor
        self.resolution = resolution
        self.smallest = smallest
        self.seed = seed

    def fit(self, X: ArrayLike, y: object = None, previous: ArrayLike | None = None) -> Self:  # noqa: N803
        """``previous`` (n,): the group of each row at an earlier fit, -1 for noise and for new rows. The search starts there.

        Raises ValueError for vectors that are not finite and for ``previous`` of another length.
        """
        vectors = check_array(X, dtype=np.float32, ensure_min_samples=0, ensure_min_features=0)
        self.labels_ = np.full(len(vectors), NOISE)
        start = None if previous is None else _numbered(np.asarray(previous, dtype=np.int64), len(vectors))
        if len(vectors) < max(self.smallest, 2):
            return self
        pairs, cosines = neighbour_pairs(vectors, self.neighbours, self.floor)
        if len(pairs):
            self.labels_ = _by_size(self._communities(len(vectors), pairs, cosines, start), self.smallest)
        if self.floor > 0:
            self.labels_ = _by_size(_merged(vectors, self.labels_, self.floor), self.smallest)
        return self

    def _communities(self, rows: int, pairs: Integers, cosines: Floats, start: Integers | None) -> Integers:
        igraph.set_random_number_generator(random.Random(self.seed))  # noqa: S311 - repeatable, not secret
        graph = igraph.Graph(n=rows, edges=pairs)
        if self.floor > 0:
            choice = {"objective_function": "CPM", "resolution": self.resolution * _DENSITY}
        else:
            # In a graph of k neighbours the border between two groups grows as (k/n)^(1/dimensions); text has about four.
            share = min(1.0, _TOPICS * (min(self.neighbours, rows - 1) / rows) ** 0.25)
            choice = {"objective_function": "modularity", "resolution": self.resolution * share}
        weights = cosines.tolist()
        initial = None if start is None else start.tolist()
        found = [
            graph.community_leiden(weights=weights, n_iterations=-1, initial_membership=initial, **choice)
            for _ in range(_STARTS if start is None else 1)
        ]
        return np.asarray(max(found, key=lambda one: one.quality).membership, dtype=np.int64)


def neighbour_pairs(vectors: Floats, count: int, floor: float = 0.0) -> tuple[Integers, Floats]:
    """Pairs of rows of which one is among the ``count`` nearest of the other, (pairs, 2), with their cosines, (pairs,).

    Exact, in blocks of rows, so that a large week fits into memory.
    """
    rows, count = len(vectors), min(count, len(vectors) - 1)
    columns = -(-rows // _STRIP) * _STRIP
    padded = np.vstack([vectors, np.zeros((columns - rows, vectors.shape[1]), np.float32)])
    step = max(1, _CELLS // columns)
    keys, values = [], []
    for first in range(0, rows, step):
        cosines = vectors[first : first + step] @ padded.T
        here = np.arange(first, first + len(cosines))
        cosines[:, rows:] = -2
        cosines[here - first, here] = -2
        nearest = _largest(cosines, count)
        found = np.take_along_axis(cosines, nearest, axis=1)
        row, place = np.nonzero(found > max(floor, 1e-6))
        one, other = here[row], nearest[row, place]
        keys.append(np.minimum(one, other) * rows + np.maximum(one, other))
        values.append(found[row, place])
    key, at = np.unique(np.concatenate(keys), return_index=True)
    return np.stack([key // rows, key % rows], axis=1), np.concatenate(values)[at]


def _largest(values: Floats, count: int) -> Integers:
    """Columns of the ``count`` largest of each row: the largest ``count`` lie in the ``count`` strips with the best maxima."""
    strips = values.shape[1] // _STRIP
    if strips <= 2 * count:
        return np.argpartition(values, values.shape[1] - count, axis=1)[:, values.shape[1] - count :]
    best = values.reshape(len(values), _STRIP, strips).max(axis=1)
    chosen = np.argpartition(best, strips - count, axis=1)[:, strips - count :]
    columns = (chosen[:, None, :] + np.arange(_STRIP)[None, :, None] * strips).reshape(len(values), -1)
    within = np.take_along_axis(values, columns, axis=1)
    top = np.argpartition(within, within.shape[1] - count, axis=1)[:, within.shape[1] - count :]
    return np.take_along_axis(columns, top, axis=1)


def _merged(vectors: Floats, labels: Integers, floor: float) -> Integers:
    """Groups joined while the mean cosine of their pairs reaches the floor: a graph of few neighbours splits the largest."""
    labels, groups = labels.copy(), int(labels.max(initial=NOISE)) + 1
    if groups < 2:
        return labels
    kept = np.flatnonzero(labels != NOISE)
    sums = np.zeros((groups, vectors.shape[1]))
    np.add.at(sums, labels[kept], vectors[kept])
    sizes = np.bincount(labels[kept], minlength=groups).astype(float)
    means = (sums @ sums.T) / np.outer(sizes, sizes)
    np.fill_diagonal(means, -1.0)
    into = np.arange(groups)
    while means.max() >= floor:
        one, other = sorted(divmod(int(means.argmax()), groups))
        into[into == other] = one
        sums[one] += sums[other]
        sizes[one] += sizes[other]
        means[one] = means[:, one] = np.where(means[one] == -1, -1, (sums @ sums[one]) / (sizes * sizes[one]))
        means[other] = means[:, other] = means[one, one] = -1
    labels[kept] = into[labels[kept]]
    return labels


def _by_size(membership: Integers, smallest: int) -> Integers:
    """Groups numbered from the largest on; those below ``smallest``, and noise, become noise."""
    groups, place, sizes = np.unique(membership, return_inverse=True, return_counts=True)
    order = [group for group in np.argsort(-sizes, kind="stable") if sizes[group] >= smallest and groups[group] != NOISE]
    number = np.full(len(groups), NOISE)
    number[order] = np.arange(len(order))
    return number[place]


def _numbered(previous: Integers, rows: int) -> Integers:
    """Earlier labels as igraph wants them to start from: from 0 on, each row of noise in a community of its own."""
    if previous.shape != (rows,):
        raise ValueError(f"previous: {previous.shape} labels for {rows} rows")
    apart = np.where(previous == NOISE, previous.max(initial=0) + 1 + np.arange(rows), previous)
    return np.unique(apart, return_inverse=True)[1].astype(np.int64)


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
