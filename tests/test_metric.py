"""How texts of one narrative spread, and how narratives do: on made vectors."""

import numpy as np
from scipy.stats import multivariate_normal

from classifiers.metric import Metric, Spread

SIZE = 6


def made(groups: int = 40, each: int = 12, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Groups differ along the first two axes; their texts scatter widely along the third, which says nothing."""
    random = np.random.default_rng(seed)
    centres = np.zeros((groups, SIZE))
    centres[:, :2] = random.normal(size=(groups, 2))
    owners = np.repeat(np.arange(groups), each)
    noise = random.normal(size=(len(owners), SIZE)) * np.array([0.2, 0.2, 3.0, 0.2, 0.2, 0.2])
    return (centres[owners] + noise).astype(np.float32), owners


def test_the_scatter_within_and_between_groups_is_found_again() -> None:
    spread = Spread.of(*made(groups=400))
    assert np.allclose(np.diag(spread.within), np.array([0.2, 0.2, 3, 0.2, 0.2, 0.2]) ** 2, rtol=0.1)
    assert np.allclose(np.diag(spread.between)[:2], 1, atol=0.2) and np.allclose(np.diag(spread.between)[2:], 0, atol=0.2)
    assert spread.freedom == 400 * 11


def test_what_says_nothing_of_the_group_counts_for_little() -> None:
    rows, owners = made()
    metric = Metric(Spread.of(rows, owners))
    unit = metric.unit(rows)
    means = np.stack([unit[owners == group].mean(axis=0) for group in range(40)])
    fresh, truth = made(seed=0)  # the same centres
    found = metric.ratio(metric.unit(fresh), means, np.full(40, 12.0)).argmax(axis=1)
    plain = np.stack([rows[owners == group].mean(axis=0) for group in range(40)])
    cosine = (fresh @ plain.T / np.linalg.norm(plain, axis=1)).argmax(axis=1)
    assert (found == truth).mean() > 2 * (cosine == truth).mean()


def test_the_ratio_is_that_of_the_two_normal_densities() -> None:
    metric = Metric(Spread.of(*made()))
    random = np.random.default_rng(3)
    asked, means, counts = random.normal(size=(4, SIZE)), random.normal(size=(3, SIZE)), np.array([1.0, 5.0, 40.0])
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    found = metric.ratio(asked, means, counts)
    b = metric.between
    for row in range(4):
        for k in range(3):
            ahead = counts[k] * b / (counts[k] * b + 1) * means[k] * metric.length
            shared = multivariate_normal(ahead, np.diag(1 + b / (counts[k] * b + 1)))
            apart = multivariate_normal(np.zeros(SIZE), np.diag(1 + b))
            x = asked[row] * metric.length
            assert np.isclose(found[row, k], (shared.logpdf(x) - apart.logpdf(x)) / SIZE)
    pairs = metric.ratio_each(asked[:3], means, counts)
    assert np.allclose(pairs, np.diag(found[:3]))


def test_few_texts_lean_on_the_background_and_many_on_themselves() -> None:
    background = Spread.of(*made(groups=100))
    few, many = Spread.of(*made(groups=3, each=2)), Spread.of(*made(groups=300, each=20))
    leaning = few.with_background(background, 1000.0)
    assert np.allclose(leaning.within, background.within, atol=0.1)
    assert np.allclose(many.with_background(background, 10.0).within, many.within, atol=0.05)


def test_without_a_background_few_texts_are_told_apart_by_their_cosine() -> None:
    rows = np.eye(SIZE, dtype=np.float32)[[0, 1, 2]]
    spread = Spread.of(rows, np.arange(3)).with_background(None, 1000.0)
    metric = Metric(spread)
    unit = metric.unit(rows)
    assert (metric.ratio(unit, unit, np.ones(3)).argmax(axis=1) == np.arange(3)).all()
    assert np.isfinite(unit).all()
