"""Which earlier claims answer a statement?"""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from classifiers.rank import ClaimRanker
from classifiers.rank_features import DENSE, NAMES, Candidates, Evidence
from classifiers.rank_fit import SHIPPED, SURE, Weights, fit_order, fit_sure, shipped, written
from classifiers.rank_words import cleaned, read, signed

CLAIMS = [
    "Poland moved 80 tanks to the border",
    "The harvest is the best in 20 years",
    "Vaccines were tested on soldiers",
    "Tanks of Poland stand at the border",
    "Польша перебросила танки к границе",
]
AXES = np.eye(5, 8, dtype=np.float32)


def unit(count: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def feature(query: str, name: str, claims: list[str] = CLAIMS) -> dict[int, float]:
    (found,) = Evidence().fit(claims, AXES[: len(claims)]).find([query], AXES[:1])
    return dict(zip(found.rows.tolist(), found.features[:, NAMES.index(name)].tolist(), strict=True))


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


def test_many_at_once_are_ranked_as_one_by_one() -> None:
    texts, vectors = [f"claim {n % 7} of the town {n % 11} in {1990 + n}" for n in range(150)], unit(150)
    ranker = ClaimRanker(candidates=10).fit(texts, vectors)
    queries, asked = [f"the town {n % 11} had claim {n % 7}" for n in range(70)], unit(70, 1)
    trusted = [n % 3 > 0 for n in range(70)]
    for place, row in enumerate(ranker.rank_many(queries, asked, 5, trusted)):
        alone = ranker.rank_with_probability(queries[place], asked[place], 5, trusted[place])
        assert [one.row for one in row] == [one.row for one in alone]
        assert np.allclose([one[1:] for one in row], [one[1:] for one in alone], atol=1e-4)


def test_the_candidates_are_the_nearest_by_meaning_and_by_words() -> None:
    texts = [f"filler number {n}" for n in range(60)] + ["the unique zebra"]
    vectors = np.vstack([unit(60), -AXES[:1]])
    evidence = Evidence(candidates=3).fit(texts, vectors)
    (found,) = evidence.find(["a zebra"], vectors[:1])
    assert 60 in found.rows and 0 in found.rows and len(found.rows) <= 6


def test_what_all_claims_have_in_common_counts_nothing() -> None:
    # All speak of one war: the long text in the middle is near to everything, and the answer only to its query.
    common, own = AXES[0], AXES[1:4]
    vectors = np.array([common, *(0.8 * common + 0.6 * one for one in own)], dtype=np.float32)
    query = (0.95 * common + np.sqrt(1 - 0.95**2) * own[1]).astype(np.float32)
    (found,) = Evidence().fit(["war"] * 4, vectors).find(["news"], query[None])
    cosine, centred = found.features[:, NAMES.index("cosine")], found.features[:, NAMES.index("centred")]
    assert cosine.argmax() == 0 and centred.argmax() == 2
    mean = vectors.mean(axis=0)
    expected = (vectors - mean) @ (query - mean)
    expected /= np.linalg.norm(vectors - mean, axis=1) * np.linalg.norm(query - mean)
    assert np.allclose(centred, expected, atol=1e-5)


def test_the_vector_of_a_language_that_the_encoder_does_not_know_is_not_looked_at() -> None:
    ranker = ClaimRanker().fit(["Migrants die at the frontier of Poland", *CLAIMS[1:3]], AXES[:3])
    asked = "На границе Польши гибнут мигранты"
    ranked = [ranker.rank(asked, vector, 3, trusted=False) for vector in AXES[:3]]
    assert ranked[0] == ranked[1] == ranked[2] and ranked[0][0][0] == 0
    assert ranker.rank(asked, AXES[2], 1)[0][0] == 2
    (found,) = ranker.evidence_.find([asked], AXES[:1], [False])
    assert not found.features[:, : len(DENSE)].any() and found.features[:, len(DENSE) :].any()
    ranker.weights_["trusted"].order[:] = 0
    assert ranker.rank(asked, AXES[0], 3, trusted=False) == ranked[0]


def test_names_and_things_are_found_across_scripts_among_many() -> None:
    others = [f"A report on village number {n} and its mill" for n in range(200)]
    claims = [*others, "Hradziec airport received explosives from Germany", "Sanctions will ruin Zaleski"]
    ranker = ClaimRanker(candidates=10).fit(claims, unit(202))
    nought = np.zeros(8, dtype=np.float32)
    assert ranker.rank("У аэрапорт Градзец прыбыла выбухоўка", nought, 1, trusted=False)[0][0] == 200
    assert ranker.rank("Залесского разорят санкции", nought, 1, trusted=False)[0][0] == 201
    assert ranker.rank("Zaleskiego zrujnują sankcje", nought, 1, trusted=False)[0][0] == 201


def test_title_and_text_are_matched_each_for_itself() -> None:
    claims = ["A long account of this and that and much besides\nHarvest fails", "Harvest and tanks and vaccines and frontiers"]
    covered = feature("harvest fails", "both_covered", claims)
    assert covered[0] > 0.9 > covered[1]


def test_numbers_tell_who_shares_them_and_who_brings_others() -> None:
    assert feature("80 tanks in 20 days", "numbers_shared") == {0: 1, 1: 1, 2: 0, 3: 0, 4: 0}
    assert feature("90 tanks", "numbers_foreign")[0] == 1 and feature("90 tanks", "numbers_missing")[3] == 1


def test_names_count_where_capitals_mean_them() -> None:
    claims = ["They saw Orlova there", "They saw a bakery there", "What Every Headline Does Is This"]
    covered = feature("Then came Orlova with a bakery", "names_covered", claims)
    assert covered[0] > 0.5 and covered[1] == covered[2] == 0
    assert set(read("What Every Headline Does Is This").capitals) == {-1}


def test_a_post_is_read_without_its_wrapping() -> None:
    post = "RT @KlaraMill: It burns! 🔥 #GreatFire2020 https://t.co/abc pic.twitter.com/x1 — Ada Ray (@ada_ray) May 3, 2020"
    assert cleaned(post) == "RT Klara Mill : It burns! Great Fire 2020"
    assert signed(post) == ("Ada Ray", "2020") and signed("A line — and no more") == ("", "")
    assert cleaned("https://a.example/b") == "https://a.example/b"
    assert cleaned("a dash — stays (here)") == "a dash — stays (here)"


def test_who_signed_a_post_and_when_are_evidence_of_their_own() -> None:
    claims = ["Ada Ray sold a bridge in 2020", "Ada Ray sold a bridge in 2011", "A bridge was sold"]
    post = "Sold! — Ada Ray (@ada_ray) May 3, 2020"
    assert feature(post, "signed_year", claims) == {0: 1, 1: -1, 2: 0}
    assert feature(post, "signer", claims)[0] > 0 == feature(post, "signer", claims)[2]


def test_answers_taken_away_leave_shares_and_ranks_of_the_others() -> None:
    evidence = Evidence().fit(CLAIMS, AXES)
    (found,) = evidence.find(["tanks of Poland at the border"], AXES[3:4])
    less = found.without({3})
    assert sorted(less.rows.tolist()) == [0, 1, 2, 4]
    assert less.features[:, NAMES.index("bm25_share")].max() == pytest.approx(1)
    assert sorted(less.features[:, NAMES.index("bm25_rank")], reverse=True) == pytest.approx([1 / 2, 1 / 3, 1 / 4, 1 / 5])
    assert not found.without({0, 1, 2, 3, 4}).rows.size and len(found.rows) == 5


def test_pairs_teach_it_what_a_team_calls_an_answer() -> None:
    # Here cosines mislead and shared numbers tell: the fitted ranker has to learn that.
    texts, vectors = [f"claim with the number {1000 + n}" for n in range(40)], unit(40)
    queries = [f"somebody said {1000 + n}" for n in range(40)]
    others = vectors[np.random.default_rng(0).permutation(40)]
    ranker = ClaimRanker().fit(texts, vectors)
    hits = sum(ranker.rank(queries[n], others[n], 1)[0][0] == n for n in range(20, 40))
    taught = ranker.fit_pairs(queries[:20], others[:20], [{n} for n in range(20)])
    assert sum(taught.rank(queries[n], others[n], 1)[0][0] == n for n in range(20, 40)) == 20 > hits


def test_one_pair_shifts_the_shipped_weights_less_than_forty() -> None:
    texts, vectors = [f"claim with the number {1000 + n}" for n in range(60)], unit(60)
    queries, others = [f"somebody said {1000 + n}" for n in range(60)], unit(60, 3)
    before = shipped()["trusted"].order

    def moved(count: int) -> float:
        ranker = ClaimRanker().fit(texts, vectors).fit_pairs(queries[:count], others[:count], [{n} for n in range(count)])
        after = ranker.weights_["trusted"].order
        return float(1 - before @ after / np.linalg.norm(before) / np.linalg.norm(after))

    assert 0 < moved(1) < 0.2 < moved(40)


def test_pairs_in_other_languages_teach_only_the_ranking_by_words() -> None:
    ranker = ClaimRanker().fit(CLAIMS, AXES).fit_pairs(["польские танки"], AXES[:1], [{4}], [False])
    assert np.array_equal(ranker.weights_["trusted"].order, shipped()["trusted"].order)
    assert not np.array_equal(ranker.weights_["untrusted"].order, shipped()["untrusted"].order)
    assert ranker.weights_["untrusted"].order[NAMES.index("cosine")] == 0


def test_answers_that_are_no_candidates_teach_nothing_and_say_so() -> None:
    with pytest.raises(ValueError, match="nothing to learn"):
        ClaimRanker(candidates=1).fit(CLAIMS, AXES).fit_pairs(["zzz"], AXES[:1], [{4}])


def test_the_order_is_learned_from_differences_within_a_query() -> None:
    random = np.random.default_rng(0)
    found = [Candidates(np.arange(6), random.normal(size=(6, len(NAMES)))) for _ in range(200)]
    truth = random.normal(size=len(NAMES))
    order = fit_order(found, [{int((one.features @ truth).argmax())} for one in found], strength=10)
    assert order @ truth / np.linalg.norm(order) / np.linalg.norm(truth) > 0.9


def test_a_probability_is_high_for_the_claim_itself_and_low_where_none_is_near() -> None:
    random = np.random.default_rng(1)
    words = [f"w{n}" for n in range(400)]
    texts = [" ".join(random.choice(words, 9, replace=False)) for _ in range(120)]
    vectors = unit(120, 2)
    ranker = ClaimRanker().fit(texts, vectors)
    itself = ranker.rank_with_probability(texts[7], vectors[7], 3)
    assert itself[0].row == 7 and itself[0].probability > 0.9 > 0.4 > itself[1].probability
    assert ranker.rank_with_probability("quite other things", unit(1, 9)[0], 1)[0].probability < 0.3


def test_probabilities_learn_from_pairs_how_sure_a_team_may_be() -> None:
    # The team's statements are near in meaning to what does not answer them, and share a number with what does.
    texts, vectors = [f"claim with the number {1000 + n}" for n in range(120)], unit(120)
    queries, wrong = [f"somebody said {1000 + n}" for n in range(60)], vectors[60:]
    ranker = ClaimRanker().fit(texts, vectors)

    def surely_right() -> float:
        ranked = ranker.rank_many(queries[40:], wrong[40:], 2)
        return float(np.mean([row[0].row == 40 + n and row[0].probability > 0.5 > row[1].probability
                              for n, row in enumerate(ranked)]))  # fmt: skip

    before = surely_right()
    ranker.fit_pairs(queries[:40], wrong[:40], [{n} for n in range(40)])
    assert surely_right() > 0.9 > 0.3 > before
    weights = ranker.weights_["trusted"]
    assert not np.allclose(weights.sure, shipped()["trusted"].sure)
    # The same statements before anybody had answered them.
    gone = [found.without({n}) for n, found in enumerate(ranker.evidence_.find(queries, wrong))]
    best = [weights.probabilities(one.features, weights.scores(one.features)).max() for one in gone]
    assert np.mean(np.array(best) < 0.5) > 0.9


def test_what_a_wrong_claim_looks_like_is_learned_from_archives_without_the_right_ones() -> None:
    # The first five are always right: only with the answers gone does anything wrong come into sight.
    features = np.zeros((6, len(NAMES)))
    features[:5, NAMES.index("both_covered")], features[5, NAMES.index("both_covered")] = 0.9, 0.1
    found, order = [Candidates(np.arange(6), features)] * 50, np.eye(len(NAMES))[NAMES.index("both_covered")]
    weights = Weights(order, fit_sure(found, [{0, 1, 2, 3, 4}] * 50, order))
    assert weights.probabilities(features, features @ order)[0] > 0.9
    (alone,) = weights.probabilities(features[5:], features[5:] @ order)
    assert alone < 0.3


def test_the_shipped_weights_are_numbers_in_a_file_that_name_their_features() -> None:
    raw = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert set(raw) == {"trusted", "untrusted"}
    for kind, weights in shipped().items():
        assert set(raw[kind]["order"]) <= set(NAMES) and set(raw[kind]["sure"]) <= set(SURE)
        assert written(weights) == raw[kind] and np.isfinite(weights.order).all()
    assert shipped()["trusted"].order[NAMES.index("centred")] > 0
    assert not shipped()["untrusted"].order[: NAMES.index("bm25_share")].any()


def test_no_claims_a_single_claim_and_a_query_without_words_are_fine() -> None:
    assert ClaimRanker().fit([], AXES[:0]).rank_many(["a", "b"], AXES[:2]) == [[], []]
    ranker = ClaimRanker().fit(["one claim"], AXES[:1])
    assert [claim for claim, _ in ranker.rank("", AXES[1], 3)] == [0]
    assert ranker.rank_many([], AXES[:0]) == []
    assert clone(ClaimRanker(candidates=7)).candidates == 7


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6), st.text(max_size=200), st.booleans())
def test_any_text_is_ranked_and_its_probabilities_are_such(claims: list[str], query: str, trusted: bool) -> None:
    ranked = ClaimRanker().fit(claims, unit(len(claims))).rank_with_probability(query, AXES[0], 10, trusted)
    assert sorted(one.row for one in ranked) == list(range(len(claims)))
    assert all(0 <= one.probability <= 1 and np.isfinite(one.score) for one in ranked)


def test_a_very_long_statement_is_read_as_far_as_claims_go() -> None:
    ranker = ClaimRanker().fit(CLAIMS, AXES)
    assert len(ranker.rank("tanks at the border " * 20_000, AXES[0], 5)) == 5
    assert len(read("word " * 20_000).stems) < 5_000
