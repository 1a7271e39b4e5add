"""Groups of statements that say much the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score

from classifiers.group import NOISE, StatementGrouper, keywords, neighbour_pairs, spelling_vectors, typical_first


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
    monkeypatch.setattr("classifiers.group._CELLS", 700)
    assert np.array_equal(StatementGrouper(floor=0.45).fit(vectors).labels_, whole)


def test_neighbours_are_exact_whatever_the_blocks_and_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1).normal(size=(500, 12))
    vectors = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float32)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    right = {
        (min(row, int(c)), max(row, int(c))) for row in range(500) for c in np.argsort(-cosines[row])[:5] if cosines[row, c] > 0
    }
    monkeypatch.setattr("classifiers.group._CELLS", 40_000)
    pairs, found = neighbour_pairs(vectors, 5)
    assert {(int(one), int(other)) for one, other in pairs} == right
    assert np.allclose(found, cosines[pairs[:, 0], pairs[:, 1]], atol=1e-6)


def test_a_storyline_of_hundreds_stays_one_beside_small_ones() -> None:
    vectors, truth = planted((700, 40, 4), lone=30)
    found = StatementGrouper(floor=0.45).fit(vectors).labels_
    assert adjusted_rand_score(truth, found) == 1


def test_storylines_do_not_depend_on_what_else_was_said() -> None:
    vectors, truth = planted((12, 5), lone=3, dimensions=64)
    crowd = np.eye(64, dtype=np.float32)[20:]
    alone = StatementGrouper(floor=0.45).fit(vectors).labels_
    among = StatementGrouper(floor=0.45).fit(np.vstack([vectors, np.tile(crowd, (4, 1))])).labels_[: len(vectors)]
    assert adjusted_rand_score(alone, among) == 1 and ((alone == NOISE) == (among == NOISE)).all()


def test_the_number_of_topics_hardly_depends_on_the_number_of_rows() -> None:
    # A band without gaps: nothing but the resolution says into how many pieces it falls.
    random, counts = np.random.default_rng(0), []
    for rows in (400, 1600):
        angle = random.uniform(0, np.pi, (rows, 1))
        band = np.hstack([np.cos(angle), np.sin(angle), 0.3 * random.normal(size=(rows, 4))])
        vectors = (band / np.linalg.norm(band, axis=1, keepdims=True)).astype(np.float32)
        counts.append(StatementGrouper().fit(vectors).labels_.max() + 1)
    assert counts[0] == counts[1]


def test_earlier_groups_are_where_the_search_starts() -> None:
    # No structure at all: many partitions are about as good, and only the start can hold one of them.
    random = np.random.default_rng(3).normal(size=(400, 16))
    vectors = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float32)
    first = StatementGrouper().fit(vectors[:380]).labels_
    earlier = np.concatenate([first, np.full(20, NOISE)])
    anew = StatementGrouper().fit(vectors).labels_[:380]
    held = StatementGrouper().fit(vectors, previous=earlier).labels_[:380]
    assert adjusted_rand_score(first, held) > adjusted_rand_score(first, anew) + 0.2


def test_the_same_rows_and_their_own_groups_change_nothing() -> None:
    vectors, _ = planted((30, 12, 5), lone=8)
    first = StatementGrouper(floor=0.45).fit(vectors).labels_
    assert np.array_equal(StatementGrouper(floor=0.45).fit(vectors, previous=first).labels_, first)


@pytest.mark.parametrize("labels", [[], [0, 0], [[0], [0], [0]]])
def test_earlier_groups_of_other_rows_are_refused(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="for 3 rows"):
        StatementGrouper().fit(np.eye(3), previous=labels)


def test_vectors_that_are_no_numbers_are_refused_and_empty_ones_are_noise() -> None:
    with pytest.raises(ValueError, match="NaN"):
        StatementGrouper().fit(np.full((4, 3), np.nan))
    assert StatementGrouper().fit(np.empty((0, 0))).labels_.tolist() == []
    assert StatementGrouper().fit(np.zeros((5, 3))).labels_.tolist() == [NOISE] * 5


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


def test_of_two_typical_texts_the_one_that_can_stand_as_a_title_comes_first() -> None:
    vectors = np.array([[1, 0.02], [1, 0], [1, 0], [1, 0]], np.float32)
    texts = [
        "and so on ...",
        "Is it really so that they are coming over the river?",
        "They come over the river at night.",
        "River.",
    ]
    assert typical_first(vectors, texts)[0] == 2
    far = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    assert typical_first(far, ["so", "so too", "A whole sentence, but of another storyline altogether."])[-1] == 2


@pytest.mark.parametrize(
    ("texts", "empty"),
    [
        (
            ["Он заявил, что мост через реку закрыт", "По словам мэра, который был там, мост закрыт"],
            {"который", "через", "словам"},
        ),
        (["Він заявив, що міст також закрито", "Вони кажуть, що міст також закрито"], {"також", "вони", "кажуть"}),
        (["Ён сказаў, што мост таксама зачынены", "Паводле іх, мост таксама зачынены"], {"таксама", "паводле", "сказаў"}),
        (["Powiedział, że most również zamknięto", "Według niego most również zamknięto"], {"również", "według", "powiedział"}),
        (
            ["He said the bridge would also close", "According to them the bridge would close"],
            {"said", "would", "according", "also"},
        ),
    ],
)
def test_words_of_saying_and_function_words_name_nothing(texts: list[str], empty: set[str]) -> None:
    found = {word.casefold() for word in keywords(texts, ["Zebra"], 10)}
    assert found and not found & empty


def test_names_keep_their_capitals_and_sentence_openings_lend_none() -> None:
    group = ["Bridges to Zatoka are closed by NATO", "The bridges of Zatoka and NATO", "Zatoka has bridges, NATO says"]
    assert set(keywords(group, [], 3)) == {"bridges", "Zatoka", "NATO"}


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
