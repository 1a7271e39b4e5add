"""What is known of storylines in general, and how far it speaks of a team's own narratives."""

import numpy as np
import pytest

from classifiers.background import Background
from classifiers.match import NarrativeMatcher
from classifiers.nearness import Texts

SIZE, SIGNALS = 12, 3


def made(count: int = 300, seed: int = 0) -> tuple[Texts, np.ndarray, np.ndarray]:
    """What serves a storyline leans along the last axis and has the first signal; the rest has neither."""
    random = np.random.default_rng(seed)
    owners, serves = random.integers(0, 5, count), np.arange(count) % 2 == 0
    rows = 0.3 * random.normal(size=(count, SIZE))
    rows[np.arange(count), owners] += 1
    rows[:, -1] += np.where(serves, 0.5, -0.5)
    signals = random.random((count, SIGNALS)).astype(np.float32)
    signals[:, 0] = np.where(serves, 0.8, 0.1) + 0.1 * random.random(count)
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return Texts([f"word{n}" for n in range(count)], vectors, np.ones(count, bool), signals), owners, serves


@pytest.fixture(scope="module")
def background() -> Background:
    return Background.fit(*made())


def test_serving_is_told_from_standing_beside_by_vector_and_by_signals(background: Background) -> None:
    texts, _, serves = made(seed=1)
    by_vector, by_signals = background.serving(texts).T
    assert (by_vector[serves] > 0).mean() > 0.9 and (by_vector[~serves] < 0).mean() > 0.9
    assert (by_signals[serves] > 0).mean() > 0.95 and (by_signals[~serves] < 0).mean() > 0.95


def test_what_is_not_known_of_a_text_speaks_neither_way(background: Background) -> None:
    texts, _, _ = made(count=4)
    blind = Texts(texts.words, texts.vectors, np.zeros(4, bool), np.full((4, SIGNALS), np.nan, np.float32))
    assert not background.serving(blind)[:, 0].any()
    assert np.allclose(background.standard(blind.signals), 0)
    assert not background.serving(Texts(texts.words, texts.vectors, texts.trusted))[:, 1].any()


def test_it_comes_back_from_its_arrays_as_it_was(background: Background) -> None:
    texts, _, _ = made(seed=2)
    again = Background.from_state(background.state())
    assert np.allclose(again.serving(texts), background.serving(texts))
    assert np.allclose(again.spread.within, background.spread.within, atol=1e-6)
    with pytest.raises(KeyError, match="by_vector"):
        Background.from_state({name: array for name, array in background.state().items() if name != "by_vector"})


def test_it_cannot_be_learned_without_signals() -> None:
    texts, owners, serves = made(count=20)
    with pytest.raises(ValueError, match="signals"):
        Background.fit(Texts(texts.words, texts.vectors, texts.trusted), owners, serves)


def evidence(lean: float) -> tuple[Texts, list[int]]:
    """Evidence of five narratives that leans with the storylines of the background, or against them."""
    texts, owners, _ = made(count=100, seed=3)
    rows = texts.vectors.copy()
    rows[:, -1] = lean
    return Texts(texts.words, rows / np.linalg.norm(rows, axis=1, keepdims=True), texts.trusted), owners.tolist()


def test_a_background_speaks_only_of_narratives_that_it_recognises(background: Background) -> None:
    asked, _, serves = made(seed=4)
    known = NarrativeMatcher(background).fit(*evidence(0.7))
    strange = NarrativeMatcher(background).fit(*evidence(-0.7))
    assert known.serving_worth_ == 1 and strange.serving_worth_ == 0
    answer = known.predict(asked)
    assert answer.known[serves].mean() > answer.known[~serves].mean() + 0.3
    plain = Texts(asked.words, asked.vectors, asked.trusted)
    assert np.allclose(strange.predict(asked).known, strange.predict(plain).known)
