"""How near a statement is to the evidence of each narrative, with a piece of evidence left out of account."""

import numpy as np
import pytest

from classifiers.metric import Spread
from classifiers.nearness import MEASURES, Nearness, Texts

SIZE = 8


def texts(count: int, seed: int = 0, trusted: bool = True) -> Texts:
    rows = np.random.default_rng(seed).normal(size=(count, SIZE)).astype(np.float32)
    words = [f"word{n % 3} other{n} third{n % 2}" for n in range(count)]
    return Texts(words, rows / np.linalg.norm(rows, axis=1, keepdims=True), np.full(count, trusted))


def nearness(evidence: Texts, owners: np.ndarray, untrusted: float = 0.1) -> Nearness:
    return Nearness(evidence, owners, Spread.of(evidence.vectors, owners).with_background(None, 1000.0), untrusted)


OWNERS = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])


def test_the_measures_are_what_they_are_called() -> None:
    evidence, asked = texts(9), texts(4, seed=1)
    found, nearest = nearness(evidence, OWNERS).measure(asked)
    cosines = asked.vectors @ evidence.vectors.T
    for k in range(3):
        mine = np.flatnonzero(k == OWNERS)
        middle = evidence.vectors[mine].sum(axis=0)
        assert np.allclose(found[:, k, MEASURES.index("nearest")], cosines[:, mine].max(axis=1), atol=1e-5)
        assert np.allclose(found[:, k, MEASURES.index("middle")], asked.vectors @ middle / np.linalg.norm(middle), atol=1e-5)
        assert (OWNERS[nearest[:, k]] == k).all()


@pytest.mark.parametrize("row", [0, 3, 8])
def test_a_piece_left_out_is_as_if_it_had_never_been_there(row: int) -> None:
    evidence = texts(9)
    whole = nearness(evidence, OWNERS)
    rest = np.delete(np.arange(9), row)
    spread = Spread.of(evidence.vectors, OWNERS).with_background(None, 1000.0)
    without = Nearness(evidence.take(rest), OWNERS[rest], spread, 0.1)
    asked = evidence.take(np.array([row]))
    found, _ = whole.measure(asked, np.array([row]))
    expected, _ = without.measure(asked)
    by_vector = [MEASURES.index(name) for name in MEASURES if name not in ("spelling", "words")]  # rarity of words differs
    assert np.allclose(found[0][:, by_vector], expected[0][:, by_vector], atol=1e-6)


def test_a_narrative_whose_only_piece_is_left_out_is_infinitely_far() -> None:
    found, _ = nearness(texts(3), np.arange(3)).measure(texts(3), np.arange(3))
    assert np.isneginf(found[np.arange(3), np.arange(3)]).all()
    assert np.isfinite(found[0, 1:]).all()


def test_meaning_counts_for_less_where_the_model_does_not_know_the_language() -> None:
    found, _ = nearness(texts(9), OWNERS).measure(texts(4, seed=1))
    less, _ = nearness(texts(9), OWNERS).measure(texts(4, seed=1, trusted=False))
    assert np.allclose(less[:, :, :5], found[:, :, :5] * 0.1) and np.allclose(less[:, :, 5:], found[:, :, 5:])


def test_many_statements_are_answered_like_one_at_a_time() -> None:
    made = nearness(texts(9), OWNERS)
    many = texts(700, seed=4)
    found, nearest = made.measure(many)
    one, its = made.measure(many.take(np.array([650])))
    assert np.allclose(found[650], one[0], atol=1e-6) and np.array_equal(nearest[650], its[0])
