"""The nearest of many vectors: exact, by a graph, and right whatever became of the graph's file."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers.index import ExactSearch, GraphSearch, nearest
from monitor.ids import text_id
from monitor.store import Store
from monitor.vectors import Neighbours, build_graph, graph_file, keep_graph, read_graph

MODEL, WIDE = "made/model", 16
Vectors = NDArray[np.float32]


def made(count: int, seed: int = 0) -> Vectors:
    """Unit vectors around a few centres, as texts on a few subjects have them; none the same as another."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((12, WIDE))
    rows = centres[chance.integers(0, 12, count)] + 0.7 * chance.standard_normal((count, WIDE))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)


def truly(vectors: Vectors, asked: Vectors, k: int = 10) -> list[int]:
    return [int(place) for place in np.argsort(-(vectors @ asked), kind="stable")[:k]]


# In memory


def test_exact_search_finds_the_nearest_whatever_way_the_rows_came() -> None:
    vectors, labels = made(300), np.arange(300) * 7
    search = ExactSearch().fit(labels[:5], vectors[:5])
    for start, end in ((5, 6), (6, 100), (100, 300)):
        search.partial_fit(labels[start:end], vectors[start:end])
    for asked in made(20, seed=1):
        found, cosines = search.search(asked, 10)
        assert [label // 7 for label in found] == truly(vectors, asked)
        assert np.allclose(cosines, np.sort(vectors @ asked)[::-1][:10])


def test_exact_search_of_nothing_and_of_less_than_is_asked_for() -> None:
    assert [len(part) for part in ExactSearch().search(made(1)[0], 3)] == [0, 0]
    assert len(ExactSearch().fit(np.arange(2), made(2)).search(made(1)[0], 3)[0]) == 2


def test_of_equals_the_smaller_label_comes_first() -> None:
    labels, cosines = nearest(np.array([9, 3, 5, 1]), np.array([0.5, 0.5, 0.9, 0.1], np.float32), 3)
    assert labels.tolist() == [5, 3, 9] and cosines[0] == pytest.approx(0.9)


def test_the_graph_proposes_the_nearest(tmp_path: Path) -> None:
    vectors = made(2000)
    search = GraphSearch().fit(np.arange(1500) + 10, vectors[:1500]).partial_fit(np.arange(1500, 2000) + 10, vectors[1500:])
    search.save(tmp_path / "graph")
    again = GraphSearch().restore(memoryview((tmp_path / "graph").read_bytes()), WIDE, search.scale_)
    hits = 0
    for asked in made(50, seed=2):
        assert again.search(asked, 50).tolist() == search.search(asked, 50).tolist()
        hits += len({label - 10 for label in search.search(asked, 50)} & set(truly(vectors, asked)))
    assert hits >= 0.98 * 50 * 10 and len(again) == 2000


# Beside a database


@pytest.fixture
def filled(store: Store, say: Callable[..., str]) -> Callable[[Vectors], list[str]]:
    """``filled(vectors)``: as many statements more, each with its vector; their ids."""

    def add(vectors: Vectors) -> list[str]:
        start = store.reached().statement
        with store.writing():
            texts = [f"Made statement {start + place}" for place in range(len(vectors))]
            rows = [(text_id(text), text, text.lower(), "en", "2025-01-20") for text in texts]
            store.many("insert into statements (id, text, folded, lang, first_seen_at) values (?,?,?,?,?)", rows)
        store.save_vectors([row[0] for row in rows], vectors, MODEL)
        return [row[0] for row in rows]

    return add


def on_disk(**how: object) -> Neighbours:
    """As on a large archive, only that a hundred statements are many."""
    return Neighbours(MODEL, **({"exact_up_to": 100, "recent_up_to": 50} | how))  # type: ignore[arg-type]


def assert_right(store: Store, neighbours: Neighbours, ids: list[str], vectors: Vectors, asked: int = 5) -> None:
    neighbours.refresh(store)
    for vector in made(asked, seed=3):
        found = neighbours.nearest(store, vector, 10)
        assert [key for key, _ in found] == [ids[place] for place in truly(vectors, vector)]
        assert np.allclose([cosine for _, cosine in found], np.sort(vectors @ vector)[::-1][:10], atol=1e-6)


@pytest.mark.parametrize("how", ["in memory", "from disk", "by the graph", "by the graph and what came after it"])
def test_every_way_gives_the_same_answer(store: Store, filled: Callable[[Vectors], list[str]], how: str) -> None:
    vectors = made(400)
    neighbours = Neighbours(MODEL) if how == "in memory" else on_disk()
    before = 360 if "after" in how else 400
    ids = filled(vectors[:before])
    if "graph" in how:
        assert build_graph(store, MODEL) is not None
    ids += filled(vectors[before:])
    assert_right(store, neighbours, ids, vectors)
    assert len(neighbours) == (0 if how == "from disk" else 400)


def test_a_new_statement_is_found_at_once_also_when_its_vector_was_there_before_it(
    store: Store, filled: Callable[[Vectors], list[str]]
) -> None:
    vectors = made(300)
    store.save_vectors([text_id("Made statement 250")], vectors[250:251], MODEL)  # as an exemplar's
    ids = filled(vectors[:250])
    build_graph(store, MODEL)
    neighbours = on_disk()
    assert_right(store, neighbours, ids, vectors[:250])
    for more in (251, 270, 300):
        ids += filled(vectors[len(ids) : more])
        assert_right(store, neighbours, ids, vectors[:more])


def test_the_graph_is_made_in_the_background_and_again_when_much_has_come(
    store: Store, filled: Callable[[Vectors], list[str]]
) -> None:
    vectors = made(400)
    ids = filled(vectors[:200])
    neighbours = on_disk(background=True)
    assert_right(store, neighbours, ids, vectors[:200])  # while it is being made
    neighbours.wait()
    assert_right(store, neighbours, ids, vectors[:200])
    first = graph_file(store, MODEL).read_bytes()
    ids += filled(vectors[200:])
    assert_right(store, neighbours, ids, vectors)
    neighbours.wait()
    assert graph_file(store, MODEL).read_bytes() != first
    known = read_graph(store, MODEL)
    assert known is not None and len(known.search) == 400
    assert_right(store, neighbours, ids, vectors)


def test_an_archive_that_outgrows_memory_goes_over_to_a_graph(store: Store, filled: Callable[[Vectors], list[str]]) -> None:
    vectors, neighbours = made(150), on_disk(background=True)
    ids = filled(vectors[:90])
    assert_right(store, neighbours, ids, vectors[:90])
    assert not graph_file(store, MODEL).exists()
    ids += filled(vectors[90:])
    assert_right(store, neighbours, ids, vectors)
    neighbours.wait()
    assert graph_file(store, MODEL).exists()
    assert_right(store, neighbours, ids, vectors)


def test_after_a_run_the_graph_is_made_only_where_it_is_needed(store: Store, filled: Callable[[Vectors], list[str]]) -> None:
    filled(made(100))
    assert not keep_graph(store, MODEL) and not keep_graph(store, MODEL, 100, 50)
    filled(made(20))
    assert keep_graph(store, MODEL, 100, 50) and not keep_graph(store, MODEL, 100, 50)
    filled(made(51))
    assert keep_graph(store, MODEL, 100, 50)


def test_what_is_gone_from_the_database_is_never_found(store: Store, filled: Callable[[Vectors], list[str]]) -> None:
    vectors = made(300)
    ids = filled(vectors)
    build_graph(store, MODEL)
    held, in_memory = on_disk(), Neighbours(MODEL)
    for one in (held, in_memory):
        assert_right(store, one, ids, vectors)
    gone = set(truly(vectors, made(1, seed=3)[0], 120))
    with store.writing():
        store.many("delete from statements where id = ?", [[ids[place]] for place in gone])
    kept = [place for place in range(300) if place not in gone]
    for one in (held, in_memory, on_disk()):
        assert_right(store, one, [ids[place] for place in kept], vectors[kept])


def test_vectors_computed_anew_are_read_anew(store: Store, filled: Callable[[Vectors], list[str]]) -> None:
    vectors, others = made(200), made(200, seed=9)
    ids = filled(vectors)
    build_graph(store, MODEL)
    held = on_disk()
    assert_right(store, held, ids, vectors)
    with store.writing():
        store.db.execute("delete from vectors")
    held.refresh(store)
    assert held.nearest(store, vectors[0], 3) == []
    order = np.random.default_rng(4).permutation(200)
    store.save_vectors([ids[place] for place in order], others[order], MODEL)
    for one in (held, on_disk()):
        assert_right(store, one, ids, others)


def test_another_model_has_a_file_and_neighbours_of_its_own(store: Store, filled: Callable[[Vectors], list[str]]) -> None:
    ids, others = filled(made(200)), made(200, seed=8)
    build_graph(store, MODEL)
    store.save_vectors(ids, others, "made model")
    assert graph_file(store, "made model") != graph_file(store, MODEL)
    neighbours = on_disk()
    neighbours.model = "made model"
    assert_right(store, neighbours, ids, others)


# What may become of the file


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def turned_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 8
    path.write_bytes(data)


def altered_stamp(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"reached": [', b'"reached": [1'))


def noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(path.stat().st_size))


def only_its_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[-200:])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    "harm",
    [cut, cut_in_half, empty, turned_bit, altered_stamp, noise, only_its_end, a_folder, deleted],
    ids=lambda f: f.__name__,
)
def test_a_harmed_file_is_not_believed(
    store: Store, filled: Callable[[Vectors], list[str]], harm: Callable[[Path], None]
) -> None:
    vectors = made(200)
    ids = filled(vectors)
    build_graph(store, MODEL)
    assert read_graph(store, MODEL) is not None
    harm(graph_file(store, MODEL))
    assert read_graph(store, MODEL) is None
    assert_right(store, on_disk(), ids, vectors)
    if harm is not a_folder:
        build_graph(store, MODEL)
        assert read_graph(store, MODEL) is not None


def test_the_file_of_another_database_or_of_another_past_is_not_believed(
    store: Store, filled: Callable[[Vectors], list[str]], tmp_path: Path
) -> None:
    vectors = made(300)
    ids = filled(vectors[:200])
    copy = tmp_path / "copy.db"
    store.backup(copy)
    ids += filled(vectors[200:])
    build_graph(store, MODEL)
    with Store.open(copy) as other:
        shutil.copy(graph_file(store, MODEL), graph_file(other, MODEL))
        assert read_graph(other, MODEL) is None  # it knows rows that are not there yet
        with other.writing():
            rows = [(f"id{number}", f"Other {number}", "", "en", "2025-01-20") for number in range(150)]
            other.many("insert into statements (id, text, folded, lang, first_seen_at) values (?,?,?,?,?)", rows)
        other.save_vectors([row[0] for row in rows], made(150, seed=7), MODEL)
        assert read_graph(other, MODEL) is None  # and now others are
    fresh = tmp_path / "fresh.db"
    with Store.create(fresh) as other:
        assert other.fingerprint(other.reached()) != store.fingerprint(other.reached())
    assert_right(store, on_disk(), ids, vectors)


def test_a_graph_that_cannot_be_written_leaves_the_search_right(
    store: Store, filled: Callable[[Vectors], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    vectors = made(200)
    ids = filled(vectors)
    graph_file(store, MODEL).mkdir()
    neighbours = on_disk(background=True)
    assert_right(store, neighbours, ids, vectors)
    neighbours.wait()
    assert "searches take longer" in caplog.text
    assert_right(store, neighbours, ids, vectors)
    assert [path.name for path in store.path.parent.iterdir() if ".part-" in path.name] == []


def test_the_file_is_readable_by_its_owner_only_and_old_parts_are_cleared(
    store: Store, filled: Callable[[Vectors], list[str]]
) -> None:
    filled(made(120))
    path = graph_file(store, MODEL)
    old, young = (path.with_name(f"{path.name}.part-{name}") for name in ("old", "young"))
    for part in (old, young):
        part.write_bytes(b"x")
    os.utime(old, (0, 0))
    build_graph(store, MODEL)
    assert not old.exists() and young.exists()
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0


def _build_for_ever(path: Path) -> None:
    with Store.open(path) as store:
        while True:
            build_graph(store, MODEL)
            graph_file(store, MODEL).unlink()
            build_graph(store, MODEL)
            build_graph(store, MODEL)


@pytest.mark.skipif(sys.platform != "linux", reason="a child is made by fork and killed by signal 9")
def test_a_search_after_a_kill_at_any_moment_is_right(store: Store, filled: Callable[[Vectors], list[str]]) -> None:
    vectors = made(300)
    ids = filled(vectors)
    chance, seen = np.random.default_rng(), set()
    for _ in range(20):
        child = multiprocessing.get_context("fork").Process(target=_build_for_ever, args=(store.path,))
        child.start()
        time.sleep(float(chance.uniform(0.005, 0.12)))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        assert child.exitcode == -signal.SIGKILL
        path = graph_file(store, MODEL)
        seen.add((path.exists(), any(path.parent.glob("*.part-*"))))
        known = read_graph(store, MODEL)
        assert (known is not None) == path.exists()  # no file is ever half there
        assert_right(store, on_disk(), ids, vectors, asked=2)
        for left in path.parent.glob("*.part-*"):
            left.unlink()
    assert len(seen) > 1, f"every kill fell into the same moment: {seen}"
