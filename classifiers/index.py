"""The nearest of many unit vectors: exactly while that is fast, by a graph when there are many.

Both know a vector by a whole number, its label, and nothing else of what it stands for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

if TYPE_CHECKING:
    from usearch.index import Index

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
_EIGHT_BITS = 127
_GROWTH = 1.5


class ExactSearch(BaseEstimator):  # type: ignore[misc]
    """Compares with every vector: 0.1 ms for each 1,000 of 384 dimensions, which are kept as float32.

    ``partial_fit(labels, vectors)`` adds n rows of shape (n, d); others may search meanwhile, and see them or not.
    """

    def fit(self, labels: Labels, vectors: NDArray[np.floating]) -> Self:
        self.rows_ = (np.array(labels, dtype=np.int64), np.array(vectors, dtype=np.float32))
        self.count_ = len(labels)
        return self

    def partial_fit(self, labels: Labels, vectors: NDArray[np.floating]) -> Self:
        if not getattr(self, "count_", 0):
            return self.fit(labels, vectors)
        known, rows = self.rows_
        count = self.count_ + len(labels)
        if count > len(known):
            room = int(count * _GROWTH)
            known = np.concatenate([known[: self.count_], np.empty(room - self.count_, dtype=np.int64)])
            rows = np.concatenate([rows[: self.count_], np.empty((room - self.count_, rows.shape[1]), dtype=np.float32)])
        known[self.count_ : count], rows[self.count_ : count] = labels, vectors
        # In this order: whoever searches meanwhile takes the count first, and never more rows than there are.
        self.rows_ = (known, rows)
        self.count_ = count
        return self

    def search(self, vector: Floats, k: int) -> tuple[Labels, Floats]:
        """(labels, cosines) of the k nearest, the nearest first; of all where there are fewer."""
        count = getattr(self, "count_", 0)
        if not count:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        labels, rows = self.rows_
        return nearest(labels[:count], rows[:count] @ vector, k)


class GraphSearch(BaseEstimator):  # type: ignore[misc]
    """A navigable small-world graph (HNSW; Malkov and Yashunin 2018) over vectors of 8-bit numbers, by usearch.

    It proposes; whoever asks compares the true vectors of what it proposes. Among 74,000 vectors of news and claims,
    64 proposals hold 99.8 % of the true ten nearest, and 99.2 % with half the ``expansion_search``. One search at a time:
    the caller sees to that.
    """

    def __init__(self, connectivity: int = 16, expansion_add: int = 128, expansion_search: int = 256, threads: int = 1):
        self.connectivity = connectivity
        self.expansion_add = expansion_add
        self.expansion_search = expansion_search
        self.threads = threads

    def fit(self, labels: Labels, vectors: NDArray[np.floating]) -> Self:
        """The first rows set the scale of the 8-bit numbers; ``partial_fit`` adds the others."""
        # A wide margin, for the rows that come later: what is larger still is cut off.
        self.scale_ = _EIGHT_BITS / max(float(np.abs(vectors).max()) * 1.1, 1e-6)
        self.graph_ = self._empty(vectors.shape[1])
        return self.partial_fit(labels, vectors)

    def partial_fit(self, labels: Labels, vectors: NDArray[np.floating]) -> Self:
        self.graph_.add(labels.astype(np.uint64), self._small(vectors), threads=self.threads)
        return self

    def search(self, vector: Floats, k: int) -> Labels:
        """Labels of about the k nearest, in about their order."""
        return np.asarray(self.graph_.search(self._small(vector), k, threads=1).keys, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.graph_)

    @property
    def dimension(self) -> int:
        return int(self.graph_.ndim)

    def save(self, path: Path) -> None:
        self.graph_.save(str(path))

    def restore(self, data: memoryview, dimension: int, scale: float) -> Self:
        """Take a saved graph. Only bytes that are certainly what ``save`` wrote: usearch does not check them."""
        self.scale_ = scale
        self.graph_ = self._empty(dimension)
        self.graph_.load(data)
        return self

    def _empty(self, dimension: int) -> Index:
        from usearch.index import Index

        return Index(
            ndim=dimension,
            metric="ip",
            dtype="i8",
            connectivity=self.connectivity,
            expansion_add=self.expansion_add,
            expansion_search=self.expansion_search,
        )

    def _small(self, vectors: NDArray[np.floating]) -> NDArray[np.int8]:
        scaled = np.rint(np.asarray(vectors, dtype=np.float32) * self.scale_)
        return np.asarray(np.clip(scaled, -_EIGHT_BITS, _EIGHT_BITS), dtype=np.int8)


def nearest(labels: Labels, cosines: Floats, k: int) -> tuple[Labels, Floats]:
    """The k largest cosines with their labels, the largest first, and the smaller label where two are equal."""
    if k < len(cosines):
        top = np.argpartition(-cosines, k - 1)[:k]
        labels, cosines = labels[top], cosines[top]
    order = np.lexsort((labels, -cosines))
    return labels[order], cosines[order]
