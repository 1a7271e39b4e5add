"""From probabilities to matches: two thresholds, and guards that hold an answer back."""

from dataclasses import replace

import numpy as np
import pytest

from classifiers.match import NarrativeMatcher, Texts
from monitor.matching import GUARDS, Matching, Thresholds
from monitor.records import Band
from monitor.signals import SIGNALS

LONG = "a statement of more than five words"


@pytest.fixture(scope="module")
def fitted() -> NarrativeMatcher:
    axes = np.repeat(np.eye(4, 8, dtype=np.float32), 10, axis=0)
    return NarrativeMatcher().fit(Texts(["word"] * 40, axes, np.ones(40, bool)), list(np.repeat(range(4), 10)))


def matching(fitted: NarrativeMatcher | None, suggest: float = 0.2, accept: float = 0.6) -> Matching:
    return Matching(
        name="m",
        matcher=fitted,
        narratives=["a", "b", "c", "d"],
        evidence=[f"e{n}" for n in range(40)],
        usual=Thresholds(suggest=suggest, accept=accept),
    )


def asked(*axes: tuple[float, ...], words: str = LONG, trusted: bool = True) -> Texts:
    vectors = np.zeros((len(axes), 8), np.float32)
    for row, axis in enumerate(axes):
        vectors[row, : len(axis)] = axis
    return Texts([words] * len(axes), vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.full(len(axes), trusted))


def test_a_sure_answer_is_accepted_and_names_its_nearest_evidence(fitted: NarrativeMatcher) -> None:
    first = matching(fitted).match(asked((0, 1)), ["s"])[0]
    assert (first.statement_id, first.narrative_id, first.band, first.guards) == ("s", "b", Band.ACCEPT, ())
    assert first.nearest in {f"e{n}" for n in range(10, 20)} and first.probability >= 0.6


def test_the_bands_follow_the_thresholds(fitted: NarrativeMatcher) -> None:
    p = matching(fitted).match(asked((0, 1)), ["s"])[0].probability
    assert matching(fitted, 0.01, p).match(asked((0, 1)), ["s"])[0].band is Band.ACCEPT
    assert matching(fitted, 0.01, p + 1e-6).match(asked((0, 1)), ["s"])[0].band is Band.SUGGEST
    (none,) = matching(fitted, p + 1e-6, p + 1e-6).match(asked((0, 1)), ["s"])
    assert (none.band, none.narrative_id, none.probability) == (Band.NONE, None, p) and none.nearest


def test_what_is_near_to_nothing_is_answered_with_none(fitted: NarrativeMatcher) -> None:
    (none,) = matching(fitted).match(asked((0, 0, 0, 0, 0, 1)), ["s"])
    assert none.band is Band.NONE and none.probability < 0.2


@pytest.mark.parametrize(
    ("words", "trusted", "guards"),
    [("a b c d", True, ("short",)), ("a b c d e", True, ()), (LONG, False, ("language",)), ("", False, ("short", "language"))],
)
def test_a_guard_holds_an_answer_back_and_never_takes_it_away(
    fitted: NarrativeMatcher, words: str, trusted: bool, guards: tuple[str, ...]
) -> None:
    first = matching(fitted, 1e-6, 2e-6).match(asked((0, 1), words=words, trusted=trusted), ["s"])[0]
    assert first.guards == guards and first.band is (Band.SUGGEST if guards else Band.ACCEPT)
    assert set(guards) <= set(GUARDS)


def test_at_most_three_are_suggested_best_first(fitted: NarrativeMatcher) -> None:
    found = matching(fitted, 1e-9, 1).match(asked((1, 1, 1, 1)), ["s"])
    assert len(found) == 3
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)


def test_without_narratives_everything_is_none() -> None:
    found = matching(None).match(asked((1,), (0, 1)), ["s", "t"])
    assert [(one.statement_id, one.narrative_id, one.band) for one in found] == [("s", None, Band.NONE), ("t", None, Band.NONE)]


def test_answers_stand_beside_their_statements(fitted: NarrativeMatcher) -> None:
    found = matching(fitted).match(asked((0, 0, 1), (0, 0, 0, 0, 1), (1,)), ["x", "y", "z"])
    best = {one.statement_id: one.narrative_id for one in reversed(found)}
    assert best == {"x": "c", "y": None, "z": "a"}


def flagged(label: str, *axes: tuple[float, ...]) -> Texts:
    texts = asked(*axes)
    signals = np.zeros((len(axes), len(SIGNALS)), np.float32)
    signals[:, SIGNALS.index(label)] = 1.0
    return Texts(texts.words, texts.vectors, texts.trusted, signals)


@pytest.mark.parametrize("label", ["denied", "mocked"])
def test_what_only_denies_or_mocks_a_claim_serves_no_narrative(fitted: NarrativeMatcher, label: str) -> None:
    (none,) = matching(fitted).match(flagged(label, (0, 1)), ["s"])
    assert (none.band, none.narrative_id, none.guards) == (Band.NONE, None, (label,)) and none.probability > 0.6


def test_a_question_is_suggested_and_never_accepted(fitted: NarrativeMatcher) -> None:
    (held,) = matching(fitted).match(flagged("not_a_claim", (0, 1)), ["s"])
    assert (held.band, held.narrative_id, held.guards) == (Band.SUGGEST, "b", ("not_a_claim",))
    (told,) = matching(fitted).match(flagged("reported", (0, 1)), ["s"])
    assert told.band is Band.ACCEPT and told.guards == ()


def test_a_text_longer_than_the_model_reads_is_said_to_be(fitted: NarrativeMatcher) -> None:
    first = matching(fitted).match(asked((0, 1), words="word " * 10_000), ["s"])[0]
    assert first.guards == ("long",) and first.band is Band.SUGGEST


def test_a_language_is_judged_by_its_own_thresholds(fitted: NarrativeMatcher) -> None:
    strict = replace(matching(fitted), thresholds={"pl": Thresholds(suggest=1.0, accept=1.0)})
    one, other = strict.match(asked((0, 1), (0, 1)), ["s", "t"], ["en", "pl"])
    assert (one.band, other.band) == (Band.ACCEPT, Band.NONE)


def test_where_no_child_is_sure_enough_the_parent_is_suggested(fitted: NarrativeMatcher) -> None:
    family = replace(matching(fitted, 0.55, 0.6), parents={1: 0, 2: 0})
    both = family.match(asked((0, 1, 1)), ["s"])
    assert [one.narrative_id for one in both] == ["a"] and both[0].probability > 0.6  # each child has about a half
    (sure,) = family.match(asked((0, 1)), ["s"])
    assert sure.narrative_id == "b"  # where a child is sure, the parent goes without saying


def test_parents_in_a_circle_do_no_harm(fitted: NarrativeMatcher) -> None:
    circle = replace(matching(fitted), parents={0: 1, 1: 0})
    assert all(one.probability <= 1 for one in circle.match(asked((1,), (0, 1)), ["s", "t"]))


def test_every_guard_has_words_for_a_reader() -> None:
    assert all(words.format(language="Belarusian").strip() for words in GUARDS.values())


def test_a_denial_that_the_narrative_itself_makes_serves_it(fitted: NarrativeMatcher) -> None:
    named = replace(matching(fitted), pieces=["There are no political prisoners in the country."] * 40)
    texts = flagged("denied", (0, 1))
    along = Texts(["The ministry denied that there are political prisoners in the country."], *_rest(texts))
    assert named.match(along, ["s"], ["en"])[0].band is Band.ACCEPT
    against = Texts(["The ministry denied that there are no political prisoners in the country."], *_rest(texts))
    assert named.match(against, ["s"], ["en"])[0].guards == ("denied",)


def _rest(texts: Texts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    assert texts.signals is not None
    return texts.vectors, texts.trusted, texts.signals
