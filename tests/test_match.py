"""Which known narrative does a statement serve, if any? On made unit vectors."""

import numpy as np
import pytest
from sklearn.base import clone

from classifiers.match import NarrativeMatcher, Texts

TOPICS = (
    "harvest grain combine",
    "border fence migrant",
    "school teacher lesson",
    "sanction bank rouble",
    "rocket drill general",
)


def around(centre: np.ndarray, count: int, seed: int, spread: float = 0.25) -> np.ndarray:
    random = np.random.default_rng(seed)
    rows = centre + spread * random.normal(size=(count, len(centre))) / np.sqrt(len(centre))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def evidence(narratives: int = 5, each: int = 8, dimensions: int = 32) -> tuple[Texts, list[int]]:
    """Each narrative lies around an axis of its own, and has words of its own."""
    words, rows, owners = [], [], []
    for k in range(narratives):
        rows.append(around(np.eye(dimensions)[k], each, seed=k))
        words += [f"{TOPICS[k % 5]} number {n}" for n in range(each)]
        owners += [k] * each
    return Texts(words, np.vstack(rows), np.ones(len(words), bool)), owners


def asked(axis: int, count: int = 6, dimensions: int = 32, words: str = "", trusted: bool = True) -> Texts:
    vectors = around(np.eye(dimensions)[axis], count, seed=100 + axis)
    return Texts([words or f"wholly other letters {n}" for n in range(count)], vectors, np.full(count, trusted))


def test_a_statement_near_to_an_exemplar_finds_its_narrative() -> None:
    texts, owners = evidence()
    matcher = NarrativeMatcher().fit(texts, owners)
    for k in range(5):
        answer = matcher.predict(asked(k))
        assert (answer.probabilities.argmax(axis=1) == k).all()
        assert (answer.probabilities.max(axis=1) > 0.5).all() and (answer.known > 0.5).all()
        assert all(owners[place] == k for place in answer.nearest[:, k])


def test_one_that_is_far_from_all_is_none() -> None:
    matcher = NarrativeMatcher().fit(*evidence())
    answer = matcher.predict(asked(20))
    assert (answer.known < 0.3).all() and (answer.probabilities.max(axis=1) < 0.2).all()


def test_probabilities_sum_to_what_is_known_and_never_above_one() -> None:
    matcher = NarrativeMatcher().fit(*evidence())
    random = np.random.default_rng(5).normal(size=(200, 32))
    vectors = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float32)
    answer = matcher.predict(Texts(["some words"] * 200, vectors, np.arange(200) % 2 == 0))
    assert answer.probabilities.min() >= 0 and answer.probabilities.sum(axis=1).max() <= 1 + 1e-9
    assert np.allclose(answer.probabilities.sum(axis=1), answer.known)


def test_the_order_of_the_evidence_does_not_matter() -> None:
    texts, owners = evidence()
    order = np.random.default_rng(1).permutation(len(owners))
    straight = NarrativeMatcher().fit(texts, owners).predict(asked(2))
    shuffled = NarrativeMatcher().fit(texts.take(order), np.array(owners)[order]).predict(asked(2))
    assert np.allclose(straight.probabilities, shuffled.probabilities, atol=1e-5)
    assert np.array_equal(order[shuffled.nearest], straight.nearest)


def test_the_order_of_the_questions_does_not_matter_nor_their_company() -> None:
    matcher = NarrativeMatcher().fit(*evidence())
    texts = asked(1)
    whole = matcher.predict(texts)
    one = matcher.predict(texts.take(np.array([3])))
    assert np.allclose(one.probabilities[0], whole.probabilities[3], atol=1e-6)


def test_spelling_finds_the_narrative_where_the_model_does_not_know_the_language() -> None:
    texts, owners = evidence()
    matcher = NarrativeMatcher().fit(texts, owners)
    answer = matcher.predict(asked(20, words=TOPICS[3], trusted=False))
    assert (answer.probabilities.argmax(axis=1) == 3).all()


def test_a_single_narrative_is_found_or_not() -> None:
    texts, owners = evidence(narratives=1, each=40)
    matcher = NarrativeMatcher().fit(texts, owners)
    near, far = matcher.predict(asked(0)), matcher.predict(asked(9))
    assert near.probabilities.shape == (6, 1) and np.allclose(near.probabilities[:, 0], near.known)
    assert near.known.min() > far.known.max()


def test_a_narrative_with_one_exemplar_is_found_beside_larger_ones() -> None:
    texts, owners = evidence()
    lone = around(np.eye(32)[10], 1, seed=0)
    more = Texts([*texts.words, "a lone voice"], np.vstack([texts.vectors, lone]), np.ones(len(owners) + 1, bool))
    matcher = NarrativeMatcher().fit(more, [*owners, 5])
    answer = matcher.predict(Texts(["wholly other letters"], lone, np.ones(1, bool)))
    assert answer.probabilities.argmax() == 5 and np.isfinite(answer.probabilities).all()


def test_narratives_of_one_exemplar_each_still_answer() -> None:
    texts, owners = evidence(each=1)
    answer = NarrativeMatcher().fit(texts, owners).predict(asked(1))
    assert (answer.probabilities.argmax(axis=1) == 1).all() and np.isfinite(answer.probabilities).all()


def test_peoples_decisions_move_what_counts_as_known() -> None:
    matcher = NarrativeMatcher().fit(*evidence())
    # People say that what lies half way to narrative 0 does serve it, and that what lies elsewhere does not.
    half = around(np.eye(32)[0] + 1.2 * np.eye(32)[15], 40, seed=3)
    away = around(np.eye(32)[16], 40, seed=4)
    texts = Texts(["wholly other letters"] * 80, np.vstack([half, away]), np.ones(80, bool))
    truth = np.zeros((80, 5), bool)
    truth[:40, 0] = True
    before = matcher.predict(texts).known[:40].mean()
    after = matcher.calibrate(matcher.read(texts), truth).predict(texts)
    assert after.known[:40].mean() > max(before, 0.8) and after.known[40:].mean() < 0.2


def test_too_few_decisions_change_nothing() -> None:
    matcher = NarrativeMatcher().fit(*evidence())
    before = matcher.predict(asked(0)).probabilities
    texts = asked(0)
    matcher.calibrate(matcher.read(texts), np.eye(5, dtype=bool)[[1] * 6])
    assert np.array_equal(matcher.predict(asked(0)).probabilities, before)


def test_a_narrative_without_evidence_is_refused() -> None:
    texts, owners = evidence()
    with pytest.raises(ValueError, match="at least one piece of evidence"):
        NarrativeMatcher().fit(texts, [owner + (owner > 2) for owner in owners])


def test_it_keeps_the_contract_of_an_estimator_and_repeats_itself() -> None:
    texts, owners = evidence()
    matcher = NarrativeMatcher(untrusted=0.3)
    assert matcher.fit(texts, owners) is matcher
    fresh = clone(matcher)
    assert fresh.get_params() == matcher.get_params() and not hasattr(fresh, "nearness_")
    assert np.array_equal(fresh.fit(texts, owners).predict(asked(1)).probabilities, matcher.predict(asked(1)).probabilities)


def test_no_statements_give_no_answers() -> None:
    answer = NarrativeMatcher().fit(*evidence()).predict(Texts([], np.zeros((0, 32), np.float32), np.zeros(0, bool)))
    assert answer.probabilities.shape == (0, 5)


def test_one_narrative_alone_does_not_claim_everything() -> None:
    """With nothing to compare with, the evidence cannot tell how near is near."""
    for each in (1, 4, 12):
        texts, owners = evidence(narratives=1, each=each)
        matcher = NarrativeMatcher().fit(texts, owners)
        assert matcher.predict(asked(20)).probabilities.max() < 0.2  # of something else
        assert matcher.predict(asked(0)).probabilities.min() > 0.3
