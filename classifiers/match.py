"""Which known narrative does a statement serve, if any?

Open-set classification in two steps, so that "none" is an answer with a probability of its own:

    P(narrative | statement)  =  P(known | statement)  x  P(narrative | statement, known)

The second step is a softmax over how near the statement is to each narrative's evidence (``nearness``), joined by a
classifier of its own where there are many examples (``head``). The first asks how near the nearest is, and whether the
sentence is of the kind that serves a storyline at all (``background``).

Both are calibrated without labelled statements: every piece of evidence is asked as a question with itself left out (it
must find its narrative), and once more with its whole narrative left out (it must be "none"). What people decided, where
they did, is added by ``calibrate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator

from classifiers.background import Background
from classifiers.calibration import logistic, map_logistic, temperature
from classifiers.head import NarrativeHead, worth_a_head
from classifiers.metric import Spread
from classifiers.nearness import Nearness, Texts

__all__ = ["Answer", "NarrativeMatcher", "Texts"]

Floats = NDArray[np.float64]

#: What each measure of nearness counts, in the order of MEASURES. Chosen on two development sets at once: real statements
#: about Belarus (top-1 0.775) and intents with five examples each (0.890); weights fitted on leave-one-out did worse on both.
_WEIGHTS = np.array([0.5, 0.5, 0.3, 0.7, 3.84, 0.7, 0.4])
#: How many own texts the background's spread counts for.
_BACKGROUND_WORTH = 1000.0
#: More questions than this do not move the calibration, and the similarity matrix stays small.
_QUESTIONS = 800
#: P(known) from what speaks for it: how near the nearest is (log odds), and what the background says of the sentence, by
#: its vector and by its signals.
_KNOWN = np.array([0.6, 0.4, 0.65])
#: How many decisions' worth each of these is held by when people's decisions fit them anew; so are the signals, as the last.
#: Held less, a few hundred decisions on real statements fitted noise.
_HELD = np.array([15.0, 100.0, 100.0])
_HEAD_SHARE = 0.8
#: With fewer pieces to ask, nearness as log odds is not fitted.
_FEWEST = 10
_FAR = -20.0
#: Nearness as log odds, where the evidence cannot tell it: one narrative alone, or one piece of evidence each. About what it
#: is on the storylines shipped, and on real narratives with four examples each.
_USUAL_PLATT = np.array([4.0, -4.0])


@dataclass(frozen=True, slots=True)
class Answer:
    """For n statements and k narratives: probabilities (n, k), P(known) (n,), and the nearest evidence (n, k)."""

    probabilities: Floats
    known: Floats
    nearest: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What speaks for n statements: nearness ``scores`` (n, k), the head's shares, what tells P(known), nearest evidence."""

    scores: Floats
    by_head: Floats
    features: Floats
    nearest: NDArray[np.int64]
    trusted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, rows: NDArray[np.int64]) -> Reading:
        return Reading(self.scores[rows], self.by_head[rows], self.features[rows], self.nearest[rows], self.trusted[rows])


class NarrativeMatcher(BaseEstimator):  # type: ignore[misc]
    """Matches statements to narratives by their evidence. See the module for the method.

    ``untrusted`` is what meaning is worth where the model does not know the language.
    """

    # Kept apart for statements in languages that the model knows (True) and others.
    platt_: dict[bool, Floats]
    temperature_: dict[bool, float]
    weights_: dict[bool, Floats]

    def __init__(self, background: Background | None = None, untrusted: float = 0.02, seed: int = 0):
        self.background = background
        self.untrusted = untrusted
        self.seed = seed

    def fit(self, evidence: Texts, owners: Sequence[int]) -> Self:
        """Learn from evidence and the narrative (0 .. k-1) that each piece belongs to. Every narrative needs some."""
        given = np.asarray(owners)
        self.order_ = np.argsort(given, kind="stable")
        sorted_owners = given[self.order_]
        if not np.array_equal(np.unique(sorted_owners), np.arange(sorted_owners.max(initial=-1) + 1)) or not len(given):
            raise ValueError("every narrative from 0 to k-1 needs at least one piece of evidence")
        pieces = evidence.take(self.order_)
        self.nearness_ = Nearness(pieces, sorted_owners, self._spread(pieces, sorted_owners), self.untrusted)
        self.head_ = None
        if worth_a_head(self.nearness_.counts) and pieces.trusted.all():
            self.head_ = NarrativeHead(self.seed).fit(pieces.words, pieces.vectors, sorted_owners, len(self.nearness_.counts))
        self.serving_worth_ = self._worth_of_serving(pieces)
        self._ask_itself()
        return self

    def predict(self, statements: Texts) -> Answer:
        """Probabilities that each statement serves each narrative."""
        return self.answer(self.read(statements))

    def read(self, statements: Texts, left_out: NDArray[np.int64] | None = None) -> Reading:
        """What speaks for each narrative, before it becomes a probability.

        ``left_out`` (n,) names the piece of evidence that a statement is itself (its place in ``fit``), or -1.
        """
        scores, nearest = self._scores(statements, left_out)
        by_head = self._by_head(statements)
        features = self._features(scores, by_head, statements)
        return Reading(scores, by_head, features, self.order_[nearest], statements.trusted)

    def answer(self, reading: Reading) -> Answer:
        """Probabilities from a reading, of this matcher or of one fitted on part of its evidence."""
        shares = np.empty_like(reading.scores)
        odds = np.empty(len(reading))
        for group in (True, False):
            rows = reading.trusted == group
            shares[rows] = softmax(reading.scores[rows] / self.temperature_[group], axis=1)
            odds[rows] = reading.features[rows] @ self.weights_[group][:-1] + self.weights_[group][-1]
        if self.head_ is not None:
            rows = reading.by_head.sum(axis=1) > 0  # nothing where it could not read a text, or did not exist yet
            shares[rows] = _HEAD_SHARE * reading.by_head[rows] + (1 - _HEAD_SHARE) * shares[rows]
        known = np.asarray(expit(odds))
        return Answer(known[:, None] * shares, known, reading.nearest)

    def calibrate(self, reading: Reading, truth: NDArray[np.bool_]) -> Self:
        """Fit both steps again on statements whose narratives people gave: ``truth`` has shape (n, k).

        What was evidence should have been read by a matcher fitted without it: one that has seen it is too sure.
        """
        weights, temperatures = dict(self.weights_), dict(self.temperature_)
        for group in (True, False):
            rows = reading.trusted == group
            known = truth[rows].any(axis=1)
            # Fewer than this say less than the evidence already did.
            if min(known.sum(), (~known).sum()) >= 10:
                features = reading.features[rows]
                # The intercept is free: how often statements are new varies.
                held = np.r_[_HELD, np.full(features.shape[1] - len(_HELD), _HELD[-1]), 0.0]
                weights[group] = map_logistic(features, known, weights[group], held)
                if self.head_ is None:
                    temperatures[group] = temperature(reading.scores[rows][known], truth[rows][known])
        self.weights_, self.temperature_ = weights, temperatures
        return self

    def _spread(self, pieces: Texts, owners: NDArray[np.int64]) -> Spread:
        """How texts of one narrative differ, as far as their vectors mean anything."""
        rows = pieces.trusted if pieces.trusted.any() else np.ones(len(pieces), dtype=bool)
        groups = np.unique(owners[rows], return_inverse=True)[1]
        spread = self.background.spread if self.background else None
        return Spread.of(pieces.vectors[rows], groups).with_background(spread, _BACKGROUND_WORTH)

    def _worth_of_serving(self, pieces: Texts) -> float:
        """How far the background speaks of these narratives: as far as it recognises their own evidence as storylines.

        What has no meaningful vector cannot be asked, and gets the benefit of the doubt.
        """
        if self.background is None:
            return 0.0
        recognised = np.where(pieces.trusted, self.background.serving(pieces)[:, 0] > 0, True)
        return float(np.clip(2 * recognised.mean() - 1, 0.0, 1.0))

    def _ask_itself(self) -> None:
        """Calibrate on the evidence: each piece asked with itself, then with its whole narrative, left out."""
        count = len(self.nearness_.owners)
        asked = np.arange(count)
        if count > _QUESTIONS:
            asked = np.sort(np.random.default_rng(self.seed).choice(count, _QUESTIONS, replace=False))
        questions, owners = self.nearness_.evidence.take(asked), self.nearness_.owners[asked]
        scores = self._fused(self.nearness_.measure(questions, asked)[0])
        rows = np.arange(len(asked))
        without = scores.copy()
        without[rows, owners] = _FAR
        alone = scores[rows, owners] <= _FAR  # a narrative with one piece of evidence cannot find itself
        by_head, by_others = self._head_without(asked)
        self.platt_, self.temperature_, self.weights_ = {}, {}, {}
        signals = len(self.background.centre) if self.background else 0
        for group in (True, False):
            chosen = (questions.trusted == group) & ~alone
            if chosen.sum() < 30:
                chosen = ~alone  # too few in this group to say anything of its own
            best = np.vstack([_best(scores[chosen], by_head[chosen]), _best(without[chosen], by_others[chosen])])
            known = np.arange(len(best)) < chosen.sum()
            truth = np.eye(scores.shape[1], dtype=bool)[owners[chosen]]
            tells = len(self.nearness_.counts) > 1 and chosen.sum() >= _FEWEST
            self.platt_[group] = logistic(best, known) if tells else _USUAL_PLATT
            self.temperature_[group] = temperature(scores[chosen], truth)
            usual = self.serving_worth_ * _KNOWN + (1 - self.serving_worth_) * np.array([1.0, 0.0, 0.0])
            self.weights_[group] = np.r_[usual, np.zeros(signals), 0.0]

    def _head_without(self, asked: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """What a head that never saw these pieces gives each narrative, (n, k); and the same with their own one ruled out."""
        if self.head_ is None:
            return np.zeros((len(asked), 1)), np.zeros((len(asked), 1))
        evidence, owners = self.nearness_.evidence, self.nearness_.owners
        found = np.zeros((len(asked), len(self.nearness_.counts)))
        for half in (0, 1):
            rows = np.flatnonzero(asked % 2 == half)
            learnt = np.setdiff1d(np.arange(len(owners)), asked[rows])
            part, unseen = evidence.take(learnt), evidence.take(asked[rows])
            head = NarrativeHead(self.seed).fit(part.words, part.vectors, owners[learnt], found.shape[1])
            found[rows] = np.exp(head.predict_log_proba(unseen.words, unseen.vectors))
        others = found.copy()
        others[np.arange(len(asked)), owners[asked]] = 0.0
        return found, others / np.maximum(others.sum(axis=1, keepdims=True), 1e-9)

    def _by_head(self, statements: Texts) -> Floats:
        """What the head gives each narrative, shape (n, k), 0 for texts whose vectors mean nothing; (n, 1) without a head."""
        if self.head_ is None:
            return np.zeros((len(statements), 1))
        found = np.zeros((len(statements), len(self.nearness_.counts)))
        if statements.trusted.any():
            chosen = statements.take(np.flatnonzero(statements.trusted))
            found[statements.trusted] = np.exp(self.head_.predict_log_proba(chosen.words, chosen.vectors))
        return found

    def _scores(self, asked: Texts, left_out: NDArray[np.int64] | None = None) -> tuple[Floats, NDArray[np.int64]]:
        """Fused nearness (n, k) and the nearest piece of evidence (n, k), as its row in the sorted evidence."""
        if left_out is None or not (left_out >= 0).any():
            measures, nearest = self.nearness_.measure(asked)
            return self._fused(measures), nearest
        place = np.empty(len(self.order_), dtype=np.int64)
        place[self.order_] = np.arange(len(self.order_))
        scores = np.empty((len(asked), len(self.nearness_.counts)))
        nearest = np.empty(scores.shape, dtype=np.int64)
        for rows in (np.flatnonzero(left_out < 0), np.flatnonzero(left_out >= 0)):
            out = place[left_out[rows]] if len(rows) and left_out[rows[0]] >= 0 else None
            measures, nearest[rows] = self.nearness_.measure(asked.take(rows), out)
            scores[rows] = self._fused(measures)
        return scores, nearest

    def _fused(self, measures: Floats) -> Floats:
        return np.asarray(np.nan_to_num(measures @ _WEIGHTS, neginf=_FAR))

    def _features(self, scores: Floats, by_head: Floats, statements: Texts) -> Floats:
        """What speaks for P(known), shape (n, 3 + signals): nearness as log odds, serving, and the signals themselves."""
        near = np.empty(len(scores))
        for group in (True, False):
            rows = statements.trusted == group
            near[rows] = _best(scores[rows], by_head[rows]) @ self.platt_[group][:-1] + self.platt_[group][-1]
        if self.background is None:
            return np.column_stack([near, np.zeros((len(scores), 2))])
        signals = statements.signals
        if signals is None:
            signals = np.full((len(scores), len(self.background.centre)), np.nan, dtype=np.float32)
        return np.column_stack([near, self.background.serving(statements), self.background.standard(signals)])


def _best(scores: Floats, by_head: Floats) -> Floats:
    """How near the nearest narrative is to each of n rows, and how sure the head is of its best, as one figure (n, 1).

    Weights fitted to the two on the evidence lean on the head alone, which is sure of much that is new.
    """
    return np.asarray(scores.max(axis=1, initial=_FAR) + by_head.max(axis=1, initial=0.0))[:, None]
