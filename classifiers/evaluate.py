"""Measures, each with a 95 % interval: what a newsroom, or anyone who doubts us, may compute on its own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, f1_score, normalized_mutual_info_score, roc_auc_score

Floats = NDArray[np.float64]
_DRAWS = 1000


def interval(
    rows: int, measure: Callable[[NDArray[np.int64]], float], draws: int = _DRAWS, seed: int = 0
) -> dict[str, float | None]:
    """A figure with its 95 % percentile bootstrap over rows. ``measure`` gets row numbers and may answer nan."""
    if not rows:
        return {"value": None, "low": None, "high": None}
    random = np.random.default_rng(seed)
    drawn = np.array([measure(random.integers(0, rows, rows)) for _ in range(draws)])
    drawn = drawn[np.isfinite(drawn)]
    value = measure(np.arange(rows))
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (np.nan, np.nan)
    return {"value": _number(value), "low": _number(low), "high": _number(high)}


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def matching(
    probabilities: Floats, known: Floats, truth: NDArray[np.bool_], suggest: Floats | float, accept: Floats | float
) -> dict[str, Any]:
    """Open-set matching of n statements to k narratives: ``probabilities`` and ``truth`` (n, k), ``known`` (n,).

    ``suggest`` and ``accept`` are thresholds, one for all or one a row. ``unknown_recall`` is the share of rows without a
    narrative that rightly get none by P(known) < 0.5, and ``in_scope_accuracy`` that of the others that get the right one.
    """
    serves = np.asarray(truth.any(axis=1))
    best = probabilities.argmax(axis=1) if truth.shape[1] else np.zeros(len(truth), dtype=int)
    right = np.asarray(truth[np.arange(len(truth)), best], dtype=bool)
    top = probabilities.max(axis=1, initial=0.0)
    found = np.asarray((truth & (probabilities >= np.reshape(suggest, (-1, 1)))).any(axis=1))
    suggested = np.asarray(top >= suggest)
    sure = known >= 0.5
    open_right = np.where(sure, right, ~serves)
    accepted = np.asarray(top >= accept)

    def auroc(rows: NDArray[np.int64]) -> float:
        return float(roc_auc_score(serves[rows], known[rows])) if 0 < serves[rows].sum() < len(rows) else np.nan

    return {
        "auroc_known": interval(len(truth), auroc),
        "top1": interval(len(truth), lambda rows: _mean(right[rows], serves[rows])),
        "open_accuracy": interval(len(truth), lambda rows: float(open_right[rows].mean())),
        "in_scope_accuracy": interval(len(truth), lambda rows: _mean((right & sure)[rows], serves[rows])),
        "unknown_recall": interval(len(truth), lambda rows: _mean(~sure[rows], ~serves[rows])),
        "suggest_precision": interval(len(truth), lambda rows: _mean(right[rows], suggested[rows])),
        "suggest_recall": interval(len(truth), lambda rows: _mean(found[rows], serves[rows])),
        "accept_precision": interval(len(truth), lambda rows: _mean(right[rows], accepted[rows])),
        "accept_share": _number(float(accepted.mean())) if len(truth) else None,
        "accept_recall": interval(len(truth), lambda rows: _mean((right & accepted)[rows], serves[rows])),
        "suggest": _threshold(suggest),
        "accept": _threshold(accept),
        "n": len(truth),
        "n_known": int(serves.sum()),
        "n_unknown": int((~serves).sum()),
    }


def _threshold(given: Floats | float) -> float | None:
    """The threshold, where it is one for all rows."""
    values = np.unique(given)
    return _number(float(values[0])) if len(values) == 1 else None


def _mean(values: NDArray[np.bool_], where: NDArray[np.bool_]) -> float:
    return float(values[where].mean()) if where.any() else float("nan")


def retrieval(ranked: Sequence[Sequence[int]], answers: Sequence[set[int]]) -> dict[str, Any]:
    """Ranked claims per query against the claims that answer it: MAP@5, MRR, success@1 and @5."""
    places = [[place for place, claim in enumerate(row) if claim in right] for row, right in zip(ranked, answers, strict=True)]
    average = np.array([_average_precision(row, len(right)) for row, right in zip(places, answers, strict=True)])
    first = np.array([1 / (row[0] + 1) if row else 0.0 for row in places])
    return {
        "map@5": interval(len(places), lambda rows: float(average[rows].mean())),
        "mrr": interval(len(places), lambda rows: float(first[rows].mean())),
        "success@1": interval(len(places), lambda rows: float((first[rows] == 1).mean())),
        "success@5": interval(len(places), lambda rows: float((first[rows] >= 0.2).mean())),
        "n": len(places),
    }


def _average_precision(places: list[int], relevant: int, depth: int = 5) -> float:
    """As trec_eval's map_cut: precision at each relevant place within the depth, over all that are relevant."""
    hits = [(number + 1) / (place + 1) for number, place in enumerate(places) if place < depth]
    return sum(hits) / relevant if relevant else 0.0


def flags(probabilities: Floats, chosen: NDArray[np.bool_], truth: NDArray[np.bool_], labels: Sequence[str]) -> dict[str, Any]:
    """Multi-label classification: probabilities, decisions and truth of shape (n, labels)."""
    per_label = {}
    for place, label in enumerate(labels):
        mine, right = chosen[:, place], truth[:, place]
        both = int((mine & right).sum())
        precision = both / int(mine.sum()) if mine.any() else 0.0
        recall = both / int(right.sum()) if right.any() else 0.0
        per_label[label] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / (precision + recall), 4) if both else 0.0,
            "support": int(right.sum()),
        }

    def score(average: str) -> Callable[[NDArray[np.int64]], float]:
        return lambda rows: float(f1_score(truth[rows], chosen[rows], average=average, zero_division=0))

    draws = 200  # an F1 over all labels costs milliseconds, and the interval is steady from 200 draws on
    return {
        "macro_f1": interval(len(truth), score("macro"), draws),
        "micro_f1": interval(len(truth), score("micro"), draws),
        "per_label": per_label,
        "ece": _number(calibration_error(probabilities, truth)),
        "n": len(truth),
    }


def calibration_error(probabilities: Floats, truth: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over all (row, label) pairs, in bins of equal width (Guo et al. 2017)."""
    if not probabilities.size:
        return float("nan")
    given, right = probabilities.ravel(), truth.ravel()
    place = np.minimum((given * bins).astype(int), bins - 1)
    return sum(
        float((place == b).mean()) * abs(float(given[place == b].mean()) - float(right[place == b].mean()))
        for b in range(bins)
        if (place == b).any()
    )


def clusters(found: NDArray[np.int64], truth: Sequence[str]) -> dict[str, Any]:
    """Groups against true labels. Noise (-1) counts as one group: leaving rows out is no way to a better figure."""
    right = np.unique(np.asarray(truth), return_inverse=True)[1]
    draws = 200
    return {
        "ari": interval(len(found), lambda rows: float(adjusted_rand_score(right[rows], found[rows])), draws),
        "nmi": interval(len(found), lambda rows: float(normalized_mutual_info_score(right[rows], found[rows])), draws),
        "clusters": len(set(found.tolist()) - {-1}),
        "noise": int((found == -1).sum()),
        "n": len(found),
    }
