"""A classifier of its own for narratives with many examples."""

import numpy as np
import pytest

from classifiers.head import ENOUGH, NarrativeHead, worth_a_head
from classifiers.match import NarrativeMatcher, Texts

SIZE, EACH = 16, 40


def made(seed: int, each: int = EACH) -> tuple[Texts, np.ndarray]:
    """Two narratives whose middles are one: each lies at both ends of an axis of its own."""
    random = np.random.default_rng(seed)
    owners = np.repeat([0, 1], each)
    rows = 0.15 * random.normal(size=(2 * each, SIZE))
    rows[np.arange(2 * each), owners] += np.where(random.random(2 * each) < 0.5, 1.0, -1.0)
    words = [f"speech number {n}" for n in range(2 * each)]
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return Texts(words, vectors, np.ones(2 * each, bool)), owners


def test_a_head_learns_what_no_nearness_to_a_middle_can_tell() -> None:
    (texts, owners), (asked, truth) = made(0), made(1)
    head = NarrativeHead().fit(texts.words, texts.vectors, owners, 2)
    found = head.predict_log_proba(asked.words, asked.vectors)
    assert (found.argmax(axis=1) == truth).mean() > 0.95
    assert np.allclose(np.exp(found).sum(axis=1), 1)


def test_a_narrative_without_a_single_example_is_still_a_column() -> None:
    texts, owners = made(0)
    found = NarrativeHead().fit(texts.words, texts.vectors, owners, 4).predict_log_proba(texts.words, texts.vectors)
    assert found.shape == (2 * EACH, 4) and found[:, 2:].max() < found[:, :2].max()


@pytest.mark.parametrize(
    ("counts", "worth"),
    [([ENOUGH, ENOUGH], True), ([ENOUGH - 1, ENOUGH - 1, 500], False), ([3, ENOUGH, ENOUGH], True), ([500], False)],
)
def test_a_head_is_trained_once_half_of_the_narratives_have_enough(counts: list[int], worth: bool) -> None:
    assert worth_a_head(np.array(counts, dtype=float)) is worth


def test_the_matcher_uses_its_head_and_stays_a_probability() -> None:
    (texts, owners), (asked, truth) = made(0), made(1)
    matcher = NarrativeMatcher().fit(texts, owners.tolist())
    answer = matcher.predict(asked)
    assert matcher.head_ is not None
    assert (answer.probabilities.argmax(axis=1) == truth).mean() > 0.95
    assert np.allclose(answer.probabilities.sum(axis=1), answer.known)


def test_the_same_rows_give_the_same_head() -> None:
    texts, owners = made(0)
    one, two = (NarrativeHead(seed=3).fit(texts.words, texts.vectors, owners, 2) for _ in range(2))
    assert np.array_equal(one.predict_log_proba(texts.words, texts.vectors), two.predict_log_proba(texts.words, texts.vectors))
