"""From scores to probabilities and thresholds, on made scores."""

import numpy as np

from classifiers.calibration import choose_thresholds, logistic, map_logistic, temperature


def test_a_few_decisions_leave_the_weights_nearly_where_they_were_and_many_move_them() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(4000, 2))
    known = random.random(4000) < 1 / (1 + np.exp(-(2 * rows[:, 0] - 1)))
    before, held = np.array([0.5, 0.5, 0.0]), np.array([50.0, 50.0, 0.0])
    few = map_logistic(rows[:30], known[:30], before, held)
    many = map_logistic(rows, known, before, held)
    assert np.allclose(few[:2], before[:2], atol=0.15)
    assert np.allclose(many, [2, 0, -1], atol=0.35)


def test_the_intercept_is_free_to_follow_how_often_statements_are_known() -> None:
    rows = np.zeros((100, 1))
    weights = map_logistic(rows, np.arange(100) < 90, np.zeros(2), np.array([10.0, 0.0]))
    assert np.isclose(1 / (1 + np.exp(-weights[1])), 0.9, atol=0.01)


def test_a_wider_gap_between_scores_gives_a_steeper_curve() -> None:
    known = np.arange(200) < 100
    near = np.where(known, 1.0, 0.5) + np.random.default_rng(0).normal(scale=0.2, size=200)
    slope, intercept = logistic(near[:, None], known)
    assert slope > 0 and abs(slope * 0.75 + intercept) < 1
    assert not logistic(near[:, None], np.ones(200, bool)).any()  # nothing to tell apart


def test_sure_scores_get_a_low_temperature() -> None:
    truth = np.eye(4, dtype=bool)[np.arange(100) % 4]
    sharp = temperature(truth * 1.0 + np.random.default_rng(0).normal(scale=0.1, size=(100, 4)), truth)
    dull = temperature(truth * 1.0 + np.random.default_rng(0).normal(scale=2.0, size=(100, 4)), truth)
    assert sharp < dull


def test_thresholds_reach_the_recall_and_the_precision_they_promise() -> None:
    random = np.random.default_rng(1)
    truth = np.eye(3, dtype=bool)[random.integers(0, 3, 300)] & (random.random(300) < 0.6)[:, None]
    probabilities = np.clip(truth * 0.5 + random.random((300, 3)) * 0.5, 0, 1)
    suggest, accept = choose_thresholds(probabilities, truth)
    serves, top = truth.any(axis=1), probabilities.max(axis=1)
    right = truth[np.arange(300), probabilities.argmax(axis=1)]
    assert (truth & (probabilities >= suggest)).any(axis=1)[serves].mean() >= 0.8
    assert right[top >= accept].mean() >= 0.9 and suggest <= accept


def test_a_handful_of_lucky_answers_is_not_taken_for_precision() -> None:
    probabilities = np.array([[0.9], [0.8], [0.7], [0.6]])
    assert choose_thresholds(probabilities, np.ones((4, 1), bool))[1] == 1.0


def test_recall_is_given_up_where_most_suggestions_would_be_wrong() -> None:
    random = np.random.default_rng(2)
    truth = np.eye(20, dtype=bool)[random.integers(0, 20, 400)]
    probabilities = random.random((400, 20)) * 0.2
    probabilities[:40][truth[:40]] = 0.5  # the others are found by chance only
    suggest, _ = choose_thresholds(probabilities, truth)
    right = truth[np.arange(400), probabilities.argmax(axis=1)]
    assert right[probabilities.max(axis=1) >= suggest].mean() >= 1 / 3
    assert choose_thresholds(probabilities, truth, least=0.0)[0] < 0.2 <= suggest + 0.01


def test_nothing_is_suggested_below_the_floor() -> None:
    truth = np.eye(2, dtype=bool)[np.arange(50) % 2]
    probabilities = truth * 0.05
    assert choose_thresholds(probabilities, truth, floor=0.0) == (0.05, 0.05)
    assert choose_thresholds(probabilities, truth, floor=0.15) == (0.15, 0.15)
