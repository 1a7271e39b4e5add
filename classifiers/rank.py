"""Which earlier claims, and so which rebuttals, answer a statement? Search by words and by meaning, then a ranker.

Candidates are the nearest by sentence vectors and by BM25; each gets a handful of readable numbers (``rank_features``) and
a linear ranker puts them in order (``rank_fit``). Its default weights ship; a team's own pairs of statements and answers
shift them, the more pairs the further.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from classifiers.rank_features import LEXICAL, NAMES, Candidates, Evidence
from classifiers.rank_fit import OF_MEANING, OF_WORDS, Weights, fit_order, fit_sure, shipped

if TYPE_CHECKING:
    from classifiers.cross import CrossRanker


#: Per query, whether the encoder knows its language.
Trusted = Sequence[bool] | NDArray[np.bool_]


class Ranked(NamedTuple):
    """A claim by its row number. Scores of one query are comparable, those of two are not; ``probability`` always is:
    how likely the claim is the very claim of the query."""

    row: int
    score: float
    probability: float


class ClaimRanker(BaseEstimator):  # type: ignore[misc]
    """Ranks known claims for a statement.

    ``fit(texts, vectors)`` takes m claims, each a text and, behind a line break, a title where it has one, and one unit
    vector per claim, shape (m, d). ``candidates`` are looked at by meaning and as many by words. ``cross``, a fitted
    ``CrossRanker``, reads the best candidates once more.
    """

    def __init__(self, candidates: int = 30, cross: CrossRanker | None = None):
        self.candidates = candidates
        self.cross = cross

    def fit(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Self:
        self.evidence_ = Evidence(self.candidates).fit(texts, vectors)
        self.texts_ = list(texts)
        self.weights_ = shipped()
        return self

    def fit_pairs(
        self,
        queries: Sequence[str],
        vectors: NDArray[np.float32],
        answers: Sequence[set[int]],
        trusted: Trusted | None = None,
    ) -> Self:
        """Shift the shipped weights by n queries, their unit vectors and the claims (row numbers) that answer each.

        Few pairs shift them little. Raises ValueError where no answer is among the candidates.
        """
        found = list(self.evidence_.find(queries, vectors, trusted))
        sure = np.ones(len(found), dtype=bool) if trusted is None else np.asarray(trusted, dtype=bool)
        default = shipped()
        learned = {}
        for kind, mine in (("trusted", sure), ("untrusted", ~sure)):
            chosen = np.flatnonzero(mine)
            pairs, right = [found[place] for place in chosen], [answers[int(place)] for place in chosen]
            if not any(one.among(claims).any() for one, claims in zip(pairs, right, strict=True)):
                continue
            ordering, surety = (NAMES, OF_MEANING) if kind == "trusted" else (LEXICAL, OF_WORDS)
            order = fit_order(pairs, right, default[kind].order, ordering)
            learned[kind] = Weights(order=order, sure=fit_sure(pairs, right, order, default[kind].sure, surety))
        if not learned:
            raise ValueError("none of the answers is among the candidates: nothing to learn the ranking from")
        self.weights_ = {**default, **learned}
        return self

    def rank(self, query: str, vector: NDArray[np.float32], k: int = 10, trusted: bool = True) -> list[tuple[int, float]]:
        """(claim, score) of the k best claims, the best first; at most twice ``candidates``."""
        return [(one.row, one.score) for one in self.rank_with_probability(query, vector, k, trusted)]

    def rank_with_probability(self, query: str, vector: NDArray[np.float32], k: int = 10, trusted: bool = True) -> list[Ranked]:
        return self.rank_many([query], np.asarray(vector)[None], k, [trusted])[0]

    def rank_many(
        self, queries: Sequence[str], vectors: NDArray[np.float32], k: int = 10, trusted: Trusted | None = None
    ) -> list[list[Ranked]]:
        """The k best claims of each of n queries with unit vectors of shape (n, d).

        ``trusted`` is False for a query in a language that the encoder does not know: then only words, names, numbers and
        things count, and the vector is not looked at.
        """
        if not self.texts_:
            return [[] for _ in queries]
        known = np.ones(len(queries), dtype=bool) if trusted is None else np.asarray(trusted, dtype=bool)
        return list(self._ranked(queries, self.evidence_.find(queries, vectors, known), known, k))

    def _ranked(self, queries: Sequence[str], found: Iterator[Candidates], trusted: Trusted, k: int) -> Iterator[list[Ranked]]:
        for query, candidates, known in zip(queries, found, trusted, strict=True):
            weights = self.weights_["trusted" if known else "untrusted"]
            scores = weights.scores(candidates.features)
            probabilities = weights.probabilities(candidates.features, scores)
            order = np.argsort(-scores, kind="stable")
            if self.cross is not None:
                order, scores = self.cross.reorder(query, [self.texts_[row] for row in candidates.rows], scores)
            yield [Ranked(int(candidates.rows[at]), float(scores[at]), float(probabilities[at])) for at in order[:k]]
