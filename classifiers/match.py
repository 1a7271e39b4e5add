"""Which known narrative does a statement serve, if any?

Open-set classification in two steps, so that "none" is an answer with a probability of its own:

    P(narrative | statement)  =  P(known | best score)  x  softmax(scores / temperature)

A narrative's score for a statement weighs the nearest pieces of its evidence, by meaning (cosine of sentence vectors)
and by shared spelling (character n-grams), and takes off half of how near the narrative lies to everything else
(hubness; Dinu et al. 2015, arXiv:1412.6568: a vague exemplar is otherwise everybody's neighbour).

Both steps are calibrated without labelled statements: every exemplar is asked as a question with itself left out (it
must find its narrative), and once more with its whole narrative left out (it must be "none"). Decisions of people,
where there are any, are added by ``calibrate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifiers.words import latin

Floats = NDArray[np.float64]

#: More questions than this do not move the calibration, and the similarity matrix stays small.
_QUESTIONS = 1500
_TOP = 3
_HUB_NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with their unit vectors, shape (n, d). ``trusted`` says in which rows the vector means anything:

    an English-only model maps Russian to near-noise, and there spelling has to carry the weight.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    trusted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.words)

    def take(self, rows: NDArray[np.int64]) -> Texts:
        return Texts([self.words[row] for row in rows], self.vectors[rows], self.trusted[rows])


@dataclass(frozen=True, slots=True)
class Answer:
    """For n statements and k narratives: probabilities (n, k), P(known) (n,), and the nearest evidence (n, k)."""

    probabilities: Floats
    known: Floats
    nearest: NDArray[np.int64]


class NarrativeMatcher(BaseEstimator):  # type: ignore[misc]
    """Matches statements to narratives by their evidence. See the module for the method.

    ``spelling`` weighs character n-grams against the cosine of vectors; ``untrusted`` is what a cosine is worth where
    the model does not know the language. Weights were chosen on real English statements (AUROC 0.81, top-1 0.70
    against 0.76 and 0.58 for a bare maximum cosine).
    """

    def __init__(self, spelling: float = 0.5, hubness: float = 0.5, untrusted: float = 0.25, seed: int = 0):
        self.spelling = spelling
        self.hubness = hubness
        self.untrusted = untrusted
        self.seed = seed

    def fit(self, evidence: Texts, owners: Sequence[int]) -> Self:
        """Learn from evidence and the narrative (0 .. k-1) that each piece belongs to. Every narrative needs some."""
        order = np.argsort(np.asarray(owners), kind="stable")
        self.order_ = order
        self.evidence_ = evidence.take(order)
        self.owners_ = np.asarray(owners)[order]
        self.starts_ = np.flatnonzero(np.r_[True, np.diff(self.owners_) > 0])
        if not np.array_equal(self.owners_[self.starts_], np.arange(len(self.starts_))):
            raise ValueError("every narrative from 0 to k-1 needs at least one piece of evidence")
        # Spelling is compared within words, so that Слово and слова meet; four orthographies are folded together.
        self.spelling_ = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=latin, dtype=np.float32
        )
        self.spelled_ = self.spelling_.fit_transform(self.evidence_.words)
        self._ask_itself()
        return self

    def predict(self, statements: Texts) -> Answer:
        """Probabilities that each statement serves each narrative."""
        if not len(statements):
            none = np.zeros((0, len(self.starts_)))
            return Answer(none, np.zeros(0), none.astype(np.int64))
        scores, nearest = self._scores(statements)
        scores -= self.hubness * self.hubs_
        known = np.empty(len(statements))
        probabilities = np.empty_like(scores)
        for group in (True, False):
            rows = statements.trusted == group
            known[rows] = self._known(scores[rows], group)
            probabilities[rows] = known[rows, None] * softmax(scores[rows] / self.temperature_[group], axis=1)
        return Answer(probabilities, known, self.order_[nearest])

    def calibrate(self, statements: Texts, truth: NDArray[np.bool_]) -> Self:
        """Fit both steps again on statements whose narratives people gave: ``truth`` has shape (n, k)."""
        scores, _ = self._scores(statements)
        scores -= self.hubness * self.hubs_
        for group in (True, False):
            rows = statements.trusted == group
            known = truth[rows].any(axis=1)
            # Fewer than this say less than the exemplars already did.
            if min(known.sum(), (~known).sum()) >= 10:
                self.known_[group] = _logistic(scores[rows].max(axis=1), known)
                self.temperature_[group] = _temperature(scores[rows][known], truth[rows][known])
        return self

    def _ask_itself(self) -> None:
        """Calibrate on the evidence: each piece asked with itself, then with its whole narrative, left out."""
        count = len(self.evidence_)
        asked = np.arange(count)
        if count > _QUESTIONS:
            asked = np.sort(np.random.default_rng(self.seed).choice(count, _QUESTIONS, replace=False))
        questions, owners = self.evidence_.take(asked), self.owners_[asked]
        scores, _ = self._scores(questions, left_out=asked)
        rows = np.arange(len(asked))
        own = scores[rows, owners].copy()
        scores[rows, owners] = -np.inf
        # How near each narrative lies to what belongs elsewhere.
        top = np.sort(scores, axis=0)[-min(_HUB_NEIGHBOURS, max(1, len(asked) - 1)) :]
        self.hubs_ = np.where(np.isfinite(top), top, 0.0).mean(axis=0)
        scores -= self.hubness * self.hubs_
        own = own - self.hubness * self.hubs_[owners]
        self.known_: dict[bool, tuple[float, float]] = {}
        self.temperature_: dict[bool, float] = {}
        alone = ~np.isfinite(own)  # a narrative with one piece of evidence cannot find itself
        for group in (True, False):
            chosen = (questions.trusted == group) & ~alone
            if chosen.sum() < 30:
                chosen = ~alone  # too few in this group to say anything of its own
            with_own = scores[chosen].copy()
            with_own[np.arange(chosen.sum()), owners[chosen]] = own[chosen]
            best = np.r_[with_own.max(axis=1, initial=-1.0), scores[chosen].max(axis=1, initial=-1.0)]
            known = np.r_[np.ones(chosen.sum(), bool), np.zeros(chosen.sum(), bool)]
            truth = np.eye(scores.shape[1], dtype=bool)[owners[chosen]]
            self.known_[group] = _logistic(best, known)
            self.temperature_[group] = _temperature(with_own, truth)

    def _known(self, scores: Floats, group: bool) -> Floats:
        slope, intercept = self.known_[group]
        return np.asarray(1 / (1 + np.exp(-(slope * scores.max(axis=1, initial=-1.0) + intercept))))

    def _scores(self, asked: Texts, left_out: NDArray[np.int64] | None = None) -> tuple[Floats, NDArray[np.int64]]:
        """Scores (n, k) and the best piece of evidence (n, k); ``left_out`` is a piece of evidence to ignore per row."""
        meaning = (asked.vectors @ self.evidence_.vectors.T).astype(np.float64)
        meaning *= np.where(asked.trusted[:, None] & self.evidence_.trusted[None, :], 1.0, self.untrusted)
        spelling = (self.spelling_.transform(asked.words) @ self.spelled_.T).toarray().astype(np.float64)
        if left_out is not None:
            meaning[np.arange(len(asked)), left_out] = -np.inf
            spelling[np.arange(len(asked)), left_out] = -np.inf
        both = meaning + self.spelling * spelling
        ends = np.r_[self.starts_[1:], len(self.owners_)]
        scores = np.empty((len(asked), len(self.starts_)))
        nearest = np.empty(scores.shape, dtype=np.int64)
        for k, (start, end) in enumerate(zip(self.starts_, ends, strict=True)):
            top = np.sort(meaning[:, start:end], axis=1)[:, -_TOP:]
            finite = np.isfinite(top)
            mean = np.where(finite, top, 0.0).sum(axis=1) / np.maximum(finite.sum(axis=1), 1)
            scores[:, k] = (top[:, -1] + mean) / 2 + self.spelling * spelling[:, start:end].max(axis=1)
            nearest[:, k] = start + both[:, start:end].argmax(axis=1)
        return scores, nearest


def _logistic(scores: Floats, known: NDArray[np.bool_]) -> tuple[float, float]:
    """(slope, intercept) of P(known | best score). Both classes count the same: how often statements are new varies."""
    if known.all() or not known.any():
        return 0.0, 0.0
    model = LogisticRegression(C=100.0, class_weight="balanced").fit(scores[:, None], known)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _temperature(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The softmax temperature under which the right narratives are likeliest (Guo et al. 2017, arXiv:1706.04599)."""
    if not len(scores) or scores.shape[1] < 2:
        return 0.1
    shares = truth / truth.sum(axis=1, keepdims=True)
    finite = np.where(np.isfinite(scores), scores, -1e3)

    def loss(log_temperature: float) -> float:
        return -float((shares * log_softmax(finite / np.exp(log_temperature), axis=1)).sum())

    return float(np.exp(minimize_scalar(loss, bounds=(-6.0, 1.0), method="bounded").x))
