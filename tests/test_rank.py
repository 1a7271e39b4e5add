"""Which earlier claims answer a statement?"""

import numpy as np
import pytest
from sklearn.base import clone

from classifiers.rank import ClaimRanker

CLAIMS = [
    "Poland moved 80 tanks to the border",
    "The harvest is the best in 20 years",
    "Vaccines were tested on soldiers",
    "Tanks of Poland stand at the border",
    "Польша перебросила танки к границе",
]
AXES = np.eye(5, 8, dtype=np.float32)


def test_meaning_leads() -> None:
    ranker = ClaimRanker().fit(CLAIMS, AXES)
    for place in range(5):
        assert ranker.rank("unheard words", AXES[place], 1)[0][0] == place


def test_words_settle_what_meaning_leaves_open() -> None:
    same = np.tile(AXES[:1], (5, 1))
    ranker = ClaimRanker().fit(CLAIMS, same)
    assert ranker.rank("the best harvest", AXES[0], 5)[0][0] == 1
    assert ranker.rank("танки у границы Польши", AXES[0], 5)[0][0] == 4
    assert ranker.rank("there are 80 of them", AXES[0], 5)[0][0] == 0


def test_every_claim_comes_once_the_best_first_and_at_most_k() -> None:
    ranker = ClaimRanker().fit(CLAIMS, AXES)
    ranked = ranker.rank("tanks at the border", AXES[0], 100)
    assert sorted(claim for claim, _ in ranked) == [0, 1, 2, 3, 4]
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert ranker.rank("tanks at the border", AXES[0], 2) == ranked[:2]
    assert ClaimRanker(candidates=1).fit(CLAIMS, AXES).rank("best harvest", AXES[0], 9)[0][0] == 0


def test_bm25_is_what_the_formula_says() -> None:
    ranker = ClaimRanker().fit(["one two", "two two three four"], AXES[:2])
    scores = ranker._bm25(["two"])
    rarity = np.log(1 + 0.5 / 2.5)  # both of two claims hold it
    expected = [1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3)), 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3))]
    assert np.allclose(scores, rarity * np.array(expected))
    assert not ranker._bm25(["unknown"]).any() and not ranker._bm25([]).any()


def test_pairs_teach_it_what_a_team_calls_an_answer() -> None:
    # Here cosines mislead and shared numbers tell: the fitted ranker has to learn that.
    random = np.random.default_rng(0)
    texts = [f"claim with the number {1000 + n}" for n in range(40)]
    vectors = random.normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = [f"somebody said {1000 + n}" for n in range(40)]
    others = vectors[random.permutation(40)]
    plain = ClaimRanker().fit(texts, vectors)
    hits = sum(plain.rank(queries[n], others[n], 1)[0][0] == n for n in range(20, 40))
    taught = plain.fit_pairs(queries[:20], others[:20], [{n} for n in range(20)])
    assert sum(taught.rank(queries[n], others[n], 1)[0][0] == n for n in range(20, 40)) == 20 > hits


def test_answers_that_are_no_candidates_teach_nothing_and_say_so() -> None:
    with pytest.raises(ValueError, match="nothing to learn"):
        ClaimRanker(candidates=1).fit(CLAIMS, AXES).fit_pairs(["zzz"], AXES[:1], [{4}])


def test_a_single_claim_and_a_query_without_words_are_fine() -> None:
    ranker = ClaimRanker().fit(["one claim"], AXES[:1])
    assert [claim for claim, _ in ranker.rank("", AXES[1], 3)] == [0]
    assert clone(ClaimRanker(candidates=7)).candidates == 7
