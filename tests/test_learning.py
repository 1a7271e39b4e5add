"""Learning from what people decided: which decisions count, and what they make of thresholds."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest

from classifiers.match import NarrativeMatcher, Texts
from monitor.learning import FEWEST, decisions_to_learn_from, lessons_of
from monitor.matching import Thresholds
from monitor.records import Decision, Lesson, Narrative, Review, Role, Statement
from monitor.signals import SIGNALS, signals_of
from monitor.store import Store

SIZE = 16
USUAL = Thresholds(suggest=0.2, accept=0.6)


@pytest.fixture
def decided(store: Store, say: Callable[..., str], moment: datetime) -> Callable[..., str]:
    store.add_user("ann", Role.REVIEWER, moment)
    store.save_narratives([Narrative(id="n", title="N"), Narrative(id="m", title="M")], None, moment)

    def decide(text: str, *decisions: tuple[Decision, str | None]) -> str:
        key = say(text)
        for decision, narrative in decisions:
            store.add_review(Review(statement_id=key, reviewer="ann", decision=decision, narrative_id=narrative), moment)
        return key

    return decide


def test_a_lesson_holds_what_stands_and_not_what_was_taken_back(store: Store, decided: Callable[..., str]) -> None:
    decided("One.", (Decision.CONFIRM, "n"), (Decision.CONFIRM, "m"))
    decided("Two.", (Decision.REJECT, "n"))
    decided("Three.", (Decision.PASS, None))
    decided("Four.", (Decision.CONFIRM, "n"), (Decision.REOPEN, None))
    decided("Five.", (Decision.UNSURE, None))
    decided("Six.", (Decision.CONFIRM, "n"), (Decision.REJECT, "n"))
    found = {one.statement.text: one.narratives for one in store.decided()}
    assert found == {"One.": ("m", "n"), "Two.": (), "Three.": (), "Six.": ()}


def test_decisions_count_from_thirty_on_and_in_steps(store: Store, decided: Callable[..., str]) -> None:
    for number in range(FEWEST - 1):
        decided(f"Statement {number}.", (Decision.PASS, None))
    assert decisions_to_learn_from(store) == []
    decided("One more.", (Decision.CONFIRM, "n"))
    assert len(decisions_to_learn_from(store)) == FEWEST
    decided("And another.", (Decision.PASS, None))
    assert len(decisions_to_learn_from(store)) == FEWEST  # so that not every click asks everything again
    for number in range(2):
        decided(f"Later {number}.", (Decision.PASS, None))
    assert len(decisions_to_learn_from(store)) == FEWEST + 3


def lessons(count: int = 120, lang: str = "en") -> tuple[NarrativeMatcher, object]:
    """Three narratives on axes; what people confirmed lies close to one, what they passed over lies elsewhere."""
    random = np.random.default_rng(0)

    def around(axes: np.ndarray, spread: float) -> np.ndarray:
        rows = np.eye(SIZE)[axes] + spread * random.normal(size=(len(axes), SIZE)) / np.sqrt(SIZE)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    owners = np.repeat([0, 1, 2], 6)
    evidence = Texts(["evidence"] * 18, around(owners, 0.4), np.ones(18, bool))
    matcher = NarrativeMatcher().fit(evidence, owners.tolist())
    axes = np.where(np.arange(count) % 2, np.arange(count) % 3, 3 + np.arange(count) % 9)
    texts = Texts(["statement"] * count, around(axes, 0.8), np.ones(count, bool))
    found = [
        Lesson(statement=Statement(id=str(n), text="statement", lang=lang), narratives=("abc"[axis],) if axis < 3 else ())
        for n, axis in enumerate(axes.tolist())
    ]
    pieces = [("abc"[owner], f"e{n}", "evidence") for n, owner in enumerate(owners.tolist())]
    return matcher, lessons_of(texts, [lang] * count, found, pieces, evidence, {"a": 0, "b": 1, "c": 2})


def test_thresholds_keep_on_held_out_decisions_what_they_promise() -> None:
    matcher, taught = lessons()
    answer = taught.held_out(matcher, taught.read(matcher))
    bands, probabilities, known = taught.thresholds(answer, USUAL)["en"], answer.probabilities, answer.known
    top, right = probabilities.max(axis=1), taught.truth[np.arange(120), probabilities.argmax(axis=1)]
    assert (taught.truth & (probabilities >= bands.suggest)).any(axis=1)[taught.truth.any(axis=1)].mean() >= 0.8
    assert right[top >= bands.accept].mean() >= 0.9 and bands.suggest <= bands.accept
    assert known[taught.truth.any(axis=1)].mean() > known[~taught.truth.any(axis=1)].mean()


def test_decisions_made_by_chance_are_not_found_again() -> None:
    """What a matcher learned from the very decisions it is asked about would look like skill."""
    random = np.random.default_rng(4)
    count, narratives = 90, 3
    rows = random.normal(size=(count, SIZE)).astype(np.float32)
    texts = Texts([f"word{n}" for n in range(count)], rows / np.linalg.norm(rows, axis=1, keepdims=True), np.ones(count, bool))
    owners = random.integers(0, narratives, count).tolist()
    keys = [str(n) for n in range(count)]
    evidence = [("abc"[owner], key, key) for owner, key in zip(owners, keys, strict=True)]
    decided = [
        Lesson(statement=Statement(id=key, text=key, lang="en"), narratives=("abc"[owner],))
        for owner, key in zip(owners, keys, strict=True)
    ]
    matcher = NarrativeMatcher().fit(texts, owners)
    assert matcher.head_ is not None
    taught = lessons_of(texts, ["en"] * count, decided, evidence, texts, {"a": 0, "b": 1, "c": 2})
    answer = taught.held_out(matcher, taught.read(matcher))
    assert (answer.probabilities.argmax(axis=1) == np.array(owners)).mean() < 0.55
    assert (matcher.predict(texts).probabilities.argmax(axis=1) == np.array(owners)).mean() > 0.9


def test_a_language_with_few_decisions_has_no_thresholds_of_its_own() -> None:
    matcher, taught = lessons(count=36, lang="be")
    assert taught.thresholds(taught.held_out(matcher, taught.read(matcher)), USUAL) == {}


def test_measuring_leaves_the_matcher_as_it_was() -> None:
    matcher, taught = lessons()
    before = matcher.predict(taught.texts).probabilities
    taught.held_out(matcher, taught.read(matcher))
    assert np.array_equal(matcher.predict(taught.texts).probabilities, before)


def test_a_statement_that_is_evidence_is_asked_without_itself() -> None:
    texts = Texts(["one", "two", "three"], np.eye(3, dtype=np.float32), np.ones(3, bool))
    decided = [Lesson(statement=Statement(id=key, text=key, lang="en"), narratives=("a",)) for key in ("one", "two", "three")]
    evidence = [("a", "x", "x"), ("a", "two", "two"), ("a", "three", "three"), ("b", "three", "three")]
    pieces = Texts(["x", "two", "three", "three"], np.eye(4, 3, dtype=np.float32), np.ones(4, bool))
    found = lessons_of(texts, ["en"] * 3, decided, evidence, pieces, {"a": 0, "b": 1})
    assert found.texts.words == ["one", "two"]  # "three" is evidence twice, and cannot be asked as if it were new
    assert found.left_out.tolist() == [-1, 1]


def test_flags_become_signals_and_a_statement_without_any_is_unknown() -> None:
    rows = signals_of([[{"label": "threat", "probability": 0.7}, {"label": "denied", "probability": 1.0}], []])
    assert rows[0, SIGNALS.index("threat")] == np.float32(0.7) and rows[0, SIGNALS.index("denied")] == 1
    assert rows[0].sum() == np.float32(1.7) and np.isnan(rows[1]).all()
