"""Sparse counts of terms: BM25, and how much two texts share by the rarity of what they share, for many texts at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


class BM25(BaseEstimator):  # type: ignore[misc]
    """Okapi BM25 (Robertson and Zaragoza 2009), with the rarity that is never below nought.

    ``fit`` takes m texts as sequences of terms; ``scores`` gives float32 of shape (n, m) for n queries of terms. The weights
    are one sparse matrix in memory, some 300 bytes per claim of a sentence or two.
    """

    def __init__(self, k1: float = 1.2, b: float = 0.75):
        self.k1 = k1
        self.b = b

    def fit(self, texts: Sequence[Sequence[str]], y: object = None) -> Self:
        counts = [Counter(text) for text in texts]
        self.terms_ = _numbered(counts)
        held = counted(counts, self.terms_)
        self.rarity_ = _rarity(held)
        lengths = np.array([len(text) for text in texts], dtype=np.float32)
        usual = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
        rows = np.repeat(np.arange(len(texts)), np.diff(held.indptr))
        damping = self.k1 * (1 - self.b + self.b * lengths[rows] / usual)
        held.data = self.rarity_[held.indices] * held.data * (self.k1 + 1) / (held.data + damping)
        self.weights_ = held.T.tocsr()
        return self

    def scores(self, queries: Sequence[Sequence[str]]) -> Floats:
        """A term that is asked twice counts twice; one that no text holds counts nothing."""
        asked = counted([Counter(query) for query in queries], self.terms_)
        return np.asarray((asked @ self.weights_).toarray(), dtype=np.float32)


class Shared(BaseEstimator):  # type: ignore[misc]
    """Which terms of m texts a query shares, weighed by rarity.

    Rarity runs from nought to one, one for what a single text holds, so that it means the same in a small collection and in
    a large one. What no text holds has rarity one: the query then asks for something that nobody has answered.
    """

    def fit(self, texts: Sequence[Iterable[str]], y: object = None) -> Self:
        counts = [Counter(frozenset(text)) for text in texts]
        self.terms_ = _numbered(counts)
        self.held_ = counted(counts, self.terms_)
        highest = np.log1p(max(len(texts) - 0.5, 0.5) / 1.5)  # the rarity of what one text holds
        self.rarity_ = (_rarity(self.held_) / highest).astype(np.float32)
        return self.weigh(self.rarity_)

    def weigh(self, weights: Floats) -> Self:
        """Other weights of the terms than their rarity, shape (terms,)."""
        self.weights_ = weights
        self.mass_ = np.asarray(self.held_ @ weights)
        return self

    def asked(self, queries: Sequence[Iterable[str]]) -> sparse.csr_matrix:
        return counted([Counter(set(query)) for query in queries], self.terms_)

    def shared(self, asked: sparse.csr_matrix, queries: Places, claims: Places) -> Floats:
        """Weight of what each pair shares, shape (pairs,)."""
        return np.asarray(asked[queries].multiply(self.held_[claims]) @ self.weights_).ravel()

    def unknown(self, queries: Sequence[Iterable[str]]) -> Floats:
        """How many of each query's terms no text holds, shape (n,)."""
        return np.array([sum(term not in self.terms_ for term in set(query)) for query in queries], dtype=np.float32)


class Letters(BaseEstimator):  # type: ignore[misc]
    """TF-IDF of the n-grams of letters within words, rows of unit length: who is spelled alike.

    It equals scikit-learn's ``TfidfVectorizer(analyzer="char_wb", sublinear_tf=True)`` but reads each word of the vocabulary
    only once, which is many times faster on many short texts.
    """

    def __init__(self, sizes: tuple[int, ...] = (3, 4, 5)):
        self.sizes = sizes

    def fit(self, texts: Sequence[Sequence[str]], y: object = None) -> Self:
        counts = [Counter(text) for text in texts]
        words = _numbered(counts)
        grams = [Counter(self._grams(word)) for word in words]
        self.terms_ = _numbered(grams)
        spelled = (counted(counts, words) @ counted(grams, self.terms_)).tocsr()
        within = np.bincount(spelled.indices, minlength=len(self.terms_))
        self.rarity_ = (1 + np.log((1 + len(texts)) / (1 + within))).astype(np.float32)
        self.held_ = self._weighed(spelled)
        return self

    def asked(self, queries: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        return self._weighed(counted([Counter(gram for word in query for gram in self._grams(word)) for query in queries],
                                     self.terms_))  # fmt: skip

    def _grams(self, word: str) -> list[str]:
        framed = f" {word} "
        return [framed[at : at + size] for size in self.sizes for at in range(len(framed) - size + 1)]

    def _weighed(self, spelled: sparse.csr_matrix) -> sparse.csr_matrix:
        weighed = spelled.copy()
        weighed.data = (1 + np.log(weighed.data)) * self.rarity_[weighed.indices]
        rows = np.repeat(np.arange(weighed.shape[0]), np.diff(weighed.indptr))
        length = np.sqrt(np.bincount(rows, weights=weighed.data**2, minlength=weighed.shape[0]))
        weighed.data = (weighed.data / length[rows]).astype(np.float32)
        return weighed


def counted(counts: Sequence[Counter[str]], terms: dict[str, int]) -> sparse.csr_matrix:
    """Counts of known terms, one row per text, shape (n, len(terms))."""
    sizes = np.array([len(count) for count in counts], dtype=np.int64)
    asked, numbers = chain.from_iterable(counts), chain.from_iterable(count.values() for count in counts)
    places = np.fromiter(map(terms.get, asked, repeat(-1)), np.int32, int(sizes.sum()))
    values = np.fromiter(numbers, np.float32, int(sizes.sum()))
    known = places >= 0
    rows = np.repeat(np.arange(len(counts)), sizes)[known]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(counts)))])
    return sparse.csr_matrix((values[known], places[known], starts), shape=(len(counts), len(terms)))


def _numbered(counts: Sequence[Counter[str]]) -> dict[str, int]:
    return {term: place for place, term in enumerate(sorted({term for count in counts for term in count}))}


def _rarity(held: sparse.csr_matrix) -> Floats:
    texts = held.shape[0]
    within = np.bincount(held.indices, minlength=held.shape[1])
    return np.asarray(np.log1p((texts - within + 0.5) / (within + 0.5)), dtype=np.float32)
