"""Sparse counts of terms."""

from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from classifiers.bm25 import BM25, Letters, Shared, counted


def test_bm25_is_what_the_formula_says() -> None:
    index = BM25().fit([["one", "two"], ["two", "two", "three", "four"]])
    rarity = np.log(1 + 0.5 / 2.5)  # both of two texts hold it
    expected = [1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3)), 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3))]
    scores = index.scores([["two"], ["two", "two"], ["unknown"], []])
    assert np.allclose(scores[0], rarity * np.array(expected)) and np.allclose(scores[1], 2 * scores[0])
    assert scores.shape == (4, 2) and not scores[2:].any()


def test_what_one_text_holds_is_worth_one_in_any_collection_and_what_all_hold_next_to_nothing() -> None:
    for size in (2, 30):
        index = Shared().fit([["all", f"own{n}"] for n in range(size)])
        assert index.rarity_[index.terms_["own1"]] == pytest.approx(1)
        assert index.rarity_[index.terms_["all"]] < 0.4
    assert index.rarity_[index.terms_["all"]] < 0.02


def test_a_pair_shares_the_weight_of_its_common_terms() -> None:
    index = Shared().fit([["a", "b"], ["b", "c"], ["c"]])
    asked = index.asked([["a", "b", "new"], ["c", "c"]])
    shared = index.shared(asked, np.array([0, 0, 1]), np.array([0, 1, 2]))
    weight = {term: index.rarity_[place] for term, place in index.terms_.items()}
    assert np.allclose(shared, [weight["a"] + weight["b"], weight["b"], weight["c"]])
    assert index.unknown([["a", "b", "new"], ["c"]]).tolist() == [1, 0]


def test_letters_are_what_scikit_learn_counts() -> None:
    texts = ["санкции против страны", "a to it it it them wonder", "sankcii protiv it it"]
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    expected = theirs.fit_transform(texts)
    ours = Letters().fit([text.split() for text in texts])
    assert np.allclose((ours.held_ @ ours.held_.T).toarray(), (expected @ expected.T).toarray(), atol=1e-6)
    query = "sankcii strany"
    mine = (ours.asked([query.split()]) @ ours.held_.T).toarray()
    assert np.allclose(mine, (theirs.transform([query]) @ expected.T).toarray(), atol=1e-6)
    assert mine[0, 2] > mine[0, 1] >= 0 and not ours.asked([["qqq"], []]).toarray().any()


def test_no_texts_and_unknown_terms_count_nothing() -> None:
    assert BM25().fit([]).scores([["a"]]).shape == (1, 0)
    assert counted([Counter("ab"), Counter()], {"b": 0}).toarray().tolist() == [[1], [0]]
