"""Fitting of what ranks candidates: weights from pairs of a query and its answers, leaning on weights fitted before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.rank_features import DENSE, LEXICAL, NAMES, Candidates

Floats = NDArray[np.float64]

SHIPPED = Path(__file__).parent / "ranker.json"
#: What a probability is read from. ``above`` is how far the pair's score stands above those of the query's candidates
#: behind the tenth: above what a wrong claim scores in this archive. How far it stands above the second would say less,
#: for several claims may answer one statement.
SURE = ("centred", "both_covered", "letters", "things", "above", "constant")
OF_MEANING = ("centred", "both_covered", "above", "constant")
OF_WORDS = ("both_covered", "letters", "things", "above", "constant")
#: Meaning holds over kinds of text and shared words do not (posts quote, interviews paraphrase): words pay more.
_PRICE = np.array([1.0] * len(DENSE) + [2.0] * len(LEXICAL))
#: What was fitted before counts as one feature that is nearly free, and speaks as so many of the team's own pairs would:
#: one odd pair leaves the order as it was, hundreds may overrule it.
_FREE, _VOICE = 3.0, 20
_HARDEST = 20
#: Candidates per query that a probability is fitted on, and from which place on they are taken to be wrong.
_SHOWN, _WRONG = 5, 10


@dataclass(frozen=True, slots=True)
class Weights:
    """``order`` has one weight per NAMES, ``sure`` one per SURE: the first ranks, the second gives log-odds."""

    order: Floats
    sure: Floats

    def scores(self, features: Floats) -> Floats:
        return np.asarray(features @ self.order)

    def probabilities(self, features: Floats, scores: Floats) -> Floats:
        """P(the candidate makes the query's claim), shape (k,)."""
        if not len(scores):
            return np.zeros(0)
        return _sigmoid(sure_features(features, scores) @ self.sure)


def shipped() -> dict[str, Weights]:
    """The default weights, fitted beforehand: ``trusted`` with vectors and words, ``untrusted`` with words alone."""
    found: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {
        kind: Weights(
            order=np.array([found[kind]["order"].get(name, 0.0) for name in NAMES]),
            sure=np.array([found[kind]["sure"].get(name, 0.0) for name in SURE]),
        )
        for kind in ("trusted", "untrusted")
    }


def written(weights: Weights) -> dict[str, dict[str, float]]:
    """The same as ``shipped`` reads."""
    return {
        "order": {name: round(float(value), 4) for name, value in zip(NAMES, weights.order, strict=True) if value},
        "sure": {name: round(float(value), 4) for name, value in zip(SURE, weights.sure, strict=True) if value},
    }


def sure_features(features: Floats, scores: Floats) -> Floats:
    """The features of a probability, shape (k, len(SURE)), for all candidates of one query and their scores."""
    falling = np.sort(scores)[::-1]
    usual = float(falling[_WRONG:].mean() if len(falling) > _WRONG else falling[-1])
    columns = [features[:, NAMES.index(name)] for name in SURE[:-2]]
    return np.column_stack([*columns, scores - usual, np.ones(len(scores))])


def fit_order(
    found: Sequence[Candidates],
    answers: Sequence[set[int]],
    prior: Floats | None = None,
    columns: Sequence[str] = NAMES,
    strength: float = 1.0,
) -> Floats:
    """Weights by which right candidates come before wrong ones: logistic regression on differences of their features.

    Each query weighs the same. ``prior`` holds weights to lean on. Raises ValueError where no answer is a candidate.
    """
    differences, weights = _differences(found, answers)
    truth = np.ones(len(differences))
    if prior is not None:
        said = _said(found, prior)
        truth = np.concatenate([truth, _sigmoid(said @ prior)])
        weights = np.concatenate([weights, np.full(len(said), _VOICE / len(said))])
        differences = np.vstack([differences, said])
    places = [NAMES.index(name) for name in columns]
    spread = np.sqrt((differences[:, places] ** 2).mean(axis=0)) * _PRICE[places]
    spread[spread == 0] = 1
    learned, share = _leaning(differences[:, places] / spread, differences, prior, truth, weights, strength)
    order = np.zeros(len(NAMES))
    order[places] = learned / spread
    return order if prior is None else order + share * prior


def _said(found: Sequence[Candidates], prior: Floats) -> Floats:
    """Differences between candidates that the prior puts next to its first, for it to say again which is better."""
    rows = []
    for candidates in found:
        first = np.argsort(-(candidates.features @ prior), kind="stable")[: _HARDEST + 1]
        rows.append(candidates.features[first[:1]] - candidates.features[first[1:]])
        rows.append(candidates.features[first[1:-1]] - candidates.features[first[2:]])
    return np.vstack(rows)


def _differences(found: Sequence[Candidates], answers: Sequence[set[int]]) -> tuple[Floats, Floats]:
    """Features of every right candidate less those of each of the hardest wrong ones, and the weight of each row."""
    rows, weights = [], []
    for candidates, right in zip(found, answers, strict=True):
        known = candidates.among(right)
        if not known.any() or known.all():
            continue
        wrong = candidates.features[~known]
        hard = wrong[:, [NAMES.index("cosine"), NAMES.index("bm25_share"), NAMES.index("letters")]] @ [1.0, 0.3, 0.5]
        wrong = wrong[np.argsort(-hard, kind="stable")[:_HARDEST]]
        for mine in candidates.features[known]:
            rows.append(mine - wrong)
            weights.append(np.full(len(wrong), 1 / len(wrong) / known.sum()))
    if not rows:
        raise ValueError("none of the answers is among the candidates: nothing to learn the ranking from")
    return np.vstack(rows), np.concatenate(weights)


def fit_sure(
    found: Sequence[Candidates],
    answers: Sequence[set[int]],
    order: Floats,
    prior: Floats | None = None,
    columns: Sequence[str] = SURE,
    strength: float = 1.0,
) -> Floats:
    """Weights of the log-odds that a candidate makes its query's claim.

    Every query is seen twice, as it is and with its answers gone from the archive, because "is it new?" is asked of
    claims that nobody has answered. What counts is right among the first few: what the desk shows.
    """
    tables, truth = [], []
    for candidates, right in zip(found, answers, strict=True):
        for shown in (candidates, candidates.without(right)):
            scores = shown.features @ order
            first = np.argsort(-scores, kind="stable")[:_SHOWN]
            if len(first):
                tables.append(sure_features(shown.features, scores)[first])
                truth.append(shown.among(right)[first])
    table, right_ones = np.vstack(tables), np.concatenate(truth).astype(float)
    weights = np.ones(len(table))
    if prior is not None:
        voice = _VOICE * 2 * _SHOWN / len(table)
        right_ones = np.concatenate([right_ones, _sigmoid(table @ prior)])
        weights = np.concatenate([weights, np.full(len(table), voice)])
        table = np.vstack([table, table])
    places = [SURE.index(name) for name in columns]
    learned, share = _leaning(table[:, places], table, prior, right_ones, weights, strength)
    sure = np.zeros(len(SURE))
    sure[places] = learned
    return sure if prior is None else sure + share * prior


def _leaning(
    columns: Floats, whole: Floats, prior: Floats | None, truth: Floats, weights: Floats, strength: float
) -> tuple[Floats, float]:
    """Logistic regression on columns and, nearly free of charge, on what a prior says of the whole rows.

    ``truth`` may lie between nought and one. Returns the columns' weights and the prior's.
    """
    said = whole @ prior if prior is not None else np.zeros(len(whole))
    unit = max(float(np.sqrt((said**2).mean())), 1e-9) / _FREE
    table = np.column_stack([columns, said / unit])
    model = LogisticRegression(C=strength, fit_intercept=False, max_iter=5000)
    sides = np.concatenate([weights * truth, weights * (1 - truth)])
    model.fit(np.vstack([table, table]), np.repeat([1, 0], len(table)), sample_weight=sides)
    learned = np.asarray(model.coef_[0], dtype=float)
    return learned[:-1], float(learned[-1] / unit)


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
