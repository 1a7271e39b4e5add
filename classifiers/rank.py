"""Which earlier claims, and so which rebuttals, answer a statement? Search by words and by meaning, then a ranker.

Candidates are the nearest by cosine of sentence vectors and by BM25 (Robertson and Zaragoza 2009) over word stems.
Each gets a handful of readable features; a logistic model turns them into a score. Where a team has pairs of
statements and answers, ``fit_pairs`` fits that model on them; otherwise the default weights below serve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from classifiers.words import fold, numbers, stems

Floats = NDArray[np.float64]
_K1, _B = 1.2, 0.75
#: cosine, BM25 (share of the query's best), shared spelling, shared numbers. Meaning leads; words settle near-ties.
_DEFAULT = np.array([1.0, 0.05, 0.1, 0.05])


class ClaimRanker(BaseEstimator):  # type: ignore[misc]
    """Ranks known claims for a statement.

    ``fit(texts, vectors)`` takes m claims, each with one or more texts (claim, title) joined by a newline, and one unit
    vector per claim, shape (m, d). ``rank`` gives the best claims of each query.
    """

    def __init__(self, candidates: int = 100):
        self.candidates = candidates

    def fit(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Self:
        self.vectors_ = vectors
        self.numbers_ = [numbers(text) for text in texts]
        self.spelling_ = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=fold)
        self.spelled_ = self.spelling_.fit_transform(texts)
        self._index([stems(text) for text in texts])
        return self

    def fit_pairs(
        self, queries: Sequence[str], vectors: NDArray[np.float32], answers: Sequence[set[int]], seed: int = 0
    ) -> Self:
        """Fit the ranking on n queries, their unit vectors and the claims (row numbers) that answer each."""
        features, truth = [], []
        for query, vector, right in zip(queries, vectors, answers, strict=True):
            chosen, rows = self._features(query, vector)
            features.append(rows)
            truth.append(np.isin(chosen, list(right)))
        known = np.concatenate(truth)
        if not known.any():
            raise ValueError("none of the answers is among the candidates: nothing to learn the ranking from")
        self.scaler_ = StandardScaler().fit(np.vstack(features))
        self.model_ = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000, random_state=seed)
        self.model_.fit(self.scaler_.transform(np.vstack(features)), known)
        return self

    def rank(self, query: str, vector: NDArray[np.float32], k: int = 10) -> list[tuple[int, float]]:
        """(claim, score) of the k best claims, the best first. Scores of one query are comparable, those of two are not."""
        chosen, features = self._features(query, vector)
        scores = self._scores(features)
        order = np.argsort(-scores, kind="stable")[:k]
        return [(int(chosen[place]), float(scores[place])) for place in order]

    def _scores(self, features: Floats) -> Floats:
        if hasattr(self, "model_"):
            return np.asarray(self.model_.decision_function(self.scaler_.transform(features)))
        return np.asarray(features[:, : len(_DEFAULT)] @ _DEFAULT)

    def _features(self, query: str, vector: NDArray[np.float32]) -> tuple[NDArray[np.int64], Floats]:
        """(claims, features): the first columns are those that the default weights read."""
        cosines = (self.vectors_ @ vector).astype(np.float64)
        words = self._bm25(stems(query))
        count = min(self.candidates, len(cosines))
        by_meaning, by_words = np.argsort(-cosines, kind="stable")[:count], np.argsort(-words, kind="stable")[:count]
        chosen = np.union1d(by_meaning, by_words)
        spelled = (self.spelling_.transform([query]) @ self.spelled_[chosen].T).toarray()[0]
        mine = numbers(query)
        shared = np.array([len(mine & self.numbers_[claim]) for claim in chosen], dtype=float)
        foreign = np.array([len(self.numbers_[claim] - mine) for claim in chosen], dtype=float)
        best = max(float(words.max(initial=0.0)), 1e-9)
        ranks = np.empty((2, len(cosines)))
        ranks[0, np.argsort(-cosines, kind="stable")] = np.arange(len(cosines))
        ranks[1, np.argsort(-words, kind="stable")] = np.arange(len(cosines))
        near = 1 / (10 + ranks[:, chosen])
        gap = cosines[chosen] - cosines.max()
        columns = [cosines[chosen], words[chosen] / best, spelled, shared, foreign, *near, gap, words[chosen]]
        return chosen, np.column_stack(columns)

    def _index(self, claims: Sequence[list[str]]) -> None:
        """BM25 weights of every stem in every claim, as one sparse matrix: stems x claims."""
        self.stems_ = {stem: place for place, stem in enumerate(sorted({stem for claim in claims for stem in claim}))}
        lengths = np.array([len(claim) for claim in claims], dtype=float)
        usual = max(lengths.mean(), 1.0) if len(lengths) else 1.0
        rows, columns, values = [], [], []
        seen_in: Counter[str] = Counter(stem for claim in claims for stem in set(claim))
        for column, claim in enumerate(claims):
            for stem, count in Counter(claim).items():
                rarity = np.log(1 + (len(claims) - seen_in[stem] + 0.5) / (seen_in[stem] + 0.5))
                damped = count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * lengths[column] / usual))
                rows.append(self.stems_[stem])
                columns.append(column)
                values.append(rarity * damped)
        self.weights_ = sparse.csr_matrix((values, (rows, columns)), shape=(len(self.stems_), len(claims)))

    def _bm25(self, query: list[str]) -> Floats:
        known = [self.stems_[stem] for stem in query if stem in self.stems_]
        if not known:
            return np.zeros(self.weights_.shape[1])
        return np.asarray(self.weights_[known].sum(axis=0)).ravel()
