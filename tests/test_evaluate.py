"""Measures, against values computed by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from classifiers.calibration import choose_thresholds
from classifiers.evaluate import calibration_error, clusters, flags, interval, matching, retrieval


def value(result: dict, name: str) -> float:
    assert result[name]["low"] <= result[name]["value"] <= result[name]["high"]
    return result[name]["value"]


def test_map_at_5_is_trec_evals() -> None:
    # Relevant at places 1 and 3 of 2: (1/1 + 2/3) / 2. At place 6 only: nothing. At 2 and 5 of 3: (1/2 + 2/5) / 3.
    ranked = [[7, 1, 8, 2], [1, 2, 3, 4, 5, 7], [1, 7, 2, 3, 8]]
    answers = [{7, 8}, {7}, {7, 8, 9}]
    result = retrieval(ranked, answers)
    by_hand = [(1 + 2 / 3) / 2, 0, (1 / 2 + 2 / 5) / 3]
    assert value(result, "map@5") == pytest.approx(np.mean(by_hand), abs=1e-4)
    assert value(result, "mrr") == pytest.approx((1 + 1 / 6 + 1 / 2) / 3, abs=1e-4)
    assert (value(result, "success@1"), value(result, "success@5")) == (
        pytest.approx(1 / 3, abs=1e-4),
        pytest.approx(2 / 3, abs=1e-4),
    )
    assert result["n"] == 3


def average_precision_by_definition(row: list[int], right: set[int]) -> float:
    total = 0.0
    for place in range(1, 6):
        if place <= len(row) and row[place - 1] in right:
            total += len(right & set(row[:place])) / place
    return total / len(right)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(9)), st.sets(st.integers(0, 12), min_size=1))
def test_map_at_5_of_any_ranking_is_the_definition(row: list[int], right: set[int]) -> None:
    assert retrieval([row], [right])["map@5"]["value"] == pytest.approx(average_precision_by_definition(row, right), abs=1e-4)


def test_matching_counts_as_by_hand() -> None:
    probabilities = np.array([[0.9, 0.05], [0.3, 0.5], [0.7, 0.1], [0.1, 0.1]])
    truth = np.array([[1, 0], [1, 0], [0, 0], [0, 0]], bool)
    result = matching(probabilities, np.array([0.95, 0.8, 0.8, 0.2]), truth, suggest=0.2, accept=0.6)
    assert result["auroc_known"]["value"] == 0.875  # of four pairs (serves, does not): two right, one right, one a tie
    assert value(result, "top1") == 0.5  # the first of two that serve
    assert value(result, "open_accuracy") == 0.5  # the first, and the last rightly none
    assert value(result, "suggest_recall") == 1.0  # 0.9 and 0.3 are suggested
    assert value(result, "accept_precision") == 0.5  # of 0.9 and 0.7
    assert (result["n"], result["n_known"], result["n_unknown"], result["accept_share"]) == (4, 2, 2, 0.5)


def test_what_cannot_be_measured_is_null_and_no_number() -> None:
    result = matching(np.array([[0.1]]), np.array([0.1]), np.array([[False]]), 0.2, 0.6)
    assert result["auroc_known"] == result["top1"] == {"value": None, "low": None, "high": None}
    assert interval(0, lambda rows: 1.0) == {"value": None, "low": None, "high": None}
    assert matching(np.zeros((0, 2)), np.zeros(0), np.zeros((0, 2), bool), 0.2, 0.6)["n"] == 0


def test_an_interval_of_a_mean_is_that_of_the_textbook() -> None:
    sample = np.random.default_rng(1).random(400) < 0.3
    result = interval(400, lambda rows: float(sample[rows].mean()))
    share = sample.mean()
    error = 1.96 * np.sqrt(share * (1 - share) / 400)
    assert result["low"] == pytest.approx(share - error, abs=0.012) and result["high"] == pytest.approx(
        share + error, abs=0.012
    )
    assert result == interval(400, lambda rows: float(sample[rows].mean()))  # and the same each time


def test_flags_count_as_by_hand_and_as_scikit_learn_does() -> None:
    truth = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], bool)
    chosen = np.array([[1, 0], [0, 1], [1, 1], [0, 0]], bool)
    result = flags(np.where(chosen, 0.9, 0.1), chosen, truth, ["a", "b"])
    assert result["per_label"] == {
        "a": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2},
        "b": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 2},
    }
    assert result["macro_f1"]["value"] == 0.75 == pytest.approx(f1_score(truth, chosen, average="macro"))
    assert result["micro_f1"]["value"] == 0.75
    # In the bin of 0.9: 4 pairs, 3 right; of 0.1: 4 pairs, 1 true. |0.9 - 0.75| / 2 + |0.1 - 0.25| / 2
    assert result["ece"] == pytest.approx(0.15)


def test_calibration_error_by_hand() -> None:
    assert calibration_error(np.array([[1.0], [0.0]]), np.array([[True], [False]])) == 0
    assert calibration_error(np.array([[1.0], [1.0]]), np.array([[True], [False]])) == 0.5
    assert np.isnan(calibration_error(np.zeros((0, 1)), np.zeros((0, 1), bool)))


def test_thresholds_give_the_recall_and_the_precision_asked_for() -> None:
    top = np.linspace(0.05, 0.95, 100)
    right = np.arange(100) >= 40  # from 0.41 on all are right
    truth = right[:, None]
    suggest, accept = choose_thresholds(top[:, None], truth)
    assert ((top >= suggest) & right).sum() / right.sum() >= 0.8
    taken = top >= accept
    assert right[taken].mean() >= 0.9 and taken.sum() >= 60 and suggest <= accept
    assert choose_thresholds(top[:, None], np.zeros((100, 1), bool))[1] > 0.9  # nothing is right: next to nothing is accepted


def test_noise_is_one_group_so_that_leaving_out_is_no_way_to_a_better_figure() -> None:
    perfect = clusters(np.array([0, 0, 1, 1]), ["a", "a", "b", "b"])
    assert perfect["ari"]["value"] == perfect["nmi"]["value"] == 1 and (perfect["clusters"], perfect["noise"]) == (2, 0)
    lazy = clusters(np.array([0, 0, -1, -1, -1, -1]), ["a", "a", "b", "b", "c", "c"])
    assert lazy["ari"]["value"] < 1 and (lazy["clusters"], lazy["noise"]) == (1, 4)
