"""Groups of statements that say much the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score

from classifiers.group import NOISE, StatementGrouper, keywords, spelling_vectors, typical_first


def planted(sizes: tuple[int, ...], lone: int = 0, dimensions: int = 64) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    rows, truth = [], []
    for place, size in enumerate(sizes):
        rows.append(np.eye(dimensions)[place] + 0.05 * random.normal(size=(size, dimensions)))
        truth += [place] * size
    rows.append(np.eye(dimensions)[len(sizes) : len(sizes) + lone])
    truth += [NOISE] * lone
    stacked = np.vstack(rows)
    return (stacked / np.linalg.norm(stacked, axis=1, keepdims=True)).astype(np.float32), np.array(truth)


def test_planted_clusters_are_found_and_the_rest_is_noise() -> None:
    vectors, truth = planted((30, 12, 5), lone=8)
    found = StatementGrouper(floor=0.45).fit(vectors).labels_
    assert adjusted_rand_score(truth, found) == 1 and (found[truth == NOISE] == NOISE).all()
    assert np.bincount(found[found >= 0]).tolist() == [30, 12, 5]  # the largest group is group 0


def test_the_same_seed_gives_the_same_groups() -> None:
    random = np.random.default_rng(3).normal(size=(300, 16))
    vectors = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float32)
    first = StatementGrouper(seed=4).fit(vectors).labels_
    assert np.array_equal(first, StatementGrouper(seed=4).fit(vectors).labels_)
    assert len(set(first.tolist())) > 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_rows_are_no_group(count: int) -> None:
    assert StatementGrouper().fit(np.ones((count, 4), np.float32) / 2).labels_.tolist() == [NOISE] * count


def test_three_that_say_the_same_are_one_group() -> None:
    assert StatementGrouper(floor=0.45).fit(np.tile(np.eye(1, 4, dtype=np.float32), (3, 1))).labels_.tolist() == [0, 0, 0]


def test_what_is_below_the_floor_is_joined_to_nothing() -> None:
    assert set(StatementGrouper(floor=0.45).fit(np.eye(10, dtype=np.float32)).labels_.tolist()) == {NOISE}


def test_blocks_do_not_change_the_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = planted((30, 12, 5), lone=8)
    whole = StatementGrouper(floor=0.45).fit(vectors).labels_
    monkeypatch.setattr("classifiers.group._BLOCK", 7)
    assert np.array_equal(StatementGrouper(floor=0.45).fit(vectors).labels_, whole)


def test_it_keeps_the_contract_of_an_estimator() -> None:
    grouper = StatementGrouper(neighbours=3, floor=0.2, resolution=2.0, smallest=4, seed=9)
    assert clone(grouper).get_params() == grouper.get_params()
    assert grouper.fit_predict(planted((5, 5))[0]).tolist() == grouper.labels_.tolist()


def test_the_most_typical_comes_first() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [0.8, 0.6]], np.float32)
    assert typical_first(vectors).tolist() == [2, 1, 0] or typical_first(vectors)[0] == 2


def test_keywords_are_frequent_here_and_rare_there_as_they_were_spelled() -> None:
    group = ["Migrants at the border fence", "The migrants' border camp", "border and migrants again"]
    others = ["The border of taste", "Harvest again", "A camp for children"]
    found = keywords(group, others, 2)
    assert found == ["migrants", "border"]
    assert keywords(["санкции вредят", "санкций боятся", "о санкциях"], [], 1)[0].startswith("санкци")
    assert keywords([], [], 3) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=6), st.lists(st.text(max_size=30), max_size=4))
def test_keywords_of_any_text_are_found_in_it(group: list[str], others: list[str]) -> None:
    assert len(keywords(group, others)) <= 6


def test_texts_of_the_same_words_lie_close_without_any_model() -> None:
    texts = ["Польские танки у границы", "польских танков у границы", "Урожай зерновых собран"] * 40
    vectors = spelling_vectors([f"{text} {n}" for n, text in enumerate(texts)])
    assert vectors.dtype == np.float32 and np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_a_number_that_all_of_a_group_share_may_name_it() -> None:
    assert keywords(["1994 alpha", "1994 beta", "1994 gamma", "1994 delta"], ["omega"])[0] == "1994"
