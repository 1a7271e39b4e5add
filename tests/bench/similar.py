"""How fast and how right ``similar`` is on so many made statements:

    python -m tests.bench.similar 1000000 [FOLDER] [--encoder]

The vectors lie around 20,000 centres, the texts are made of 50,000 made words that are as unevenly common as words are.
Prints one JSON object; the database is deleted at the end.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from monitor.ids import short_hash
from monitor.models import Models
from monitor.question import Question, ask
from monitor.settings import Settings
from monitor.similar import Neighbours, search
from monitor.store import Store
from monitor.vectors import build_graph, graph_file

Vectors = NDArray[np.float32]
CENTRES, WIDE, NOISE, BATCH, WORDS = 20_000, 384, 0.65, 20_000, 15
MODEL = Models(Settings()).encoder_name


class Made:
    """Texts and vectors, the same ones each time."""

    def __init__(self) -> None:
        self.chance = np.random.default_rng(0)
        self.centres = self.units(self.chance.standard_normal((CENTRES, WIDE), dtype=np.float32))
        parts = ["ba", "ko", "mi", "sta", "ren", "do", "vi", "lu", "gra", "pe", "zo", "ni", "tur", "sha", "fe", "ke"]
        self.words = np.array(["".join(self.chance.choice(parts, 2 + place % 3)) + str(place % 7) for place in range(50_000)])
        share = 1 / (np.arange(50_000) + 10)
        self.share = share / share.sum()

    @staticmethod
    def units(rows: Vectors) -> Vectors:
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def vectors(self, count: int) -> Vectors:
        near = self.centres[self.chance.integers(0, CENTRES, count)]
        away = self.chance.standard_normal((count, WIDE), dtype=np.float32) / np.sqrt(WIDE)
        return self.units(np.sqrt(1 - NOISE**2).astype(np.float32) * near + NOISE * away)

    def texts(self, count: int) -> list[str]:
        return [" ".join(row) for row in self.chance.choice(self.words, (count, WORDS), p=self.share)]


def fill(store: Store, made: Made, size: int) -> None:
    """Straight into the tables and without waiting for the disk: a run would embed for hours."""
    store.db.execute("pragma synchronous=off")
    for start in range(0, size, BATCH):
        count = min(BATCH, size - start)
        texts = [f"{text} {start + place}" for place, text in enumerate(made.texts(count))]
        ids = [short_hash(text) for text in texts]
        with store.writing():
            rows = [(key, text, text, "en", "2025-01-20") for key, text in zip(ids, texts, strict=True)]
            store.many("insert into statements (id, text, folded, lang, first_seen_at) values (?,?,?,?,?)", rows)
            store.db.execute(
                "insert into statements_fts (rowid, folded) select seq, folded from statements where seq > ?", [start]
            )
        store.save_vectors(ids, made.vectors(count), MODEL)
    start_words = time.perf_counter()
    while store.index_words():
        pass
    click.echo(f"words of {size} statements: {time.perf_counter() - start_words:.0f} s", err=True)
    store.db.execute("pragma synchronous=full")


def timed(call: Callable[[int], object], times: int) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, after five to warm up."""
    taken = []
    for place in range(times + 5):
        start = time.perf_counter()
        call(place)
        taken.append(1000 * (time.perf_counter() - start))
    return {"median_ms": round(float(np.median(taken[5:])), 1), "p95_ms": round(float(np.percentile(taken[5:], 95)), 1)}


def recall(store: Store, neighbours: Neighbours, asked: Vectors) -> float:
    """Of the ten truly nearest of each question, the share that is found."""
    exact = Neighbours(MODEL, exact_up_to=0)  # read from the disk each time
    hits = 0
    for vector in asked:
        true = {key for key, _ in exact.nearest(store, vector, 10)}
        hits += len(true & {key for key, _ in neighbours.nearest(store, vector, 10)})
    return hits / (10 * len(asked))


def rss() -> int:
    """Megabytes this process has in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1_000_000


def measure(path: Path, made: Made, size: int, encoder: bool) -> dict[str, object]:
    found: dict[str, object] = {"statements": size, "database_MB": path.stat().st_size // 1_000_000}
    with Store.open(path) as store:
        texts, vectors = made.texts(105), made.units(made.vectors(105) + 0.5 * made.vectors(105))
        models, neighbours = Models(Settings()), Neighbours(MODEL)
        start = time.perf_counter()
        neighbours.refresh(store)
        neighbours.nearest(store, vectors[0], 10)
        found["first_answer_s"], found["rss_MB"] = round(time.perf_counter() - start, 2), rss()
        found["vectors_alone"] = timed(lambda at: (neighbours.refresh(store), neighbours.nearest(store, vectors[at], 10)), 100)

        def question(at: int) -> Question:
            text = texts[at]
            return Question(text=text, lang="en", vector=vectors[at], counts=store.word_counts(text), total=size)

        found["search"] = timed(lambda at: search(store, neighbours, question(at)), 100)
        found["one_common_word"] = timed(lambda at: store.statements_by_words(str(made.words[at % 5]), 50), 20)
        if encoder:
            sentence = "NATO has brought {} soldiers to the border, and nobody was told of it by the ministry in the capital"
            found["search_with_encoder"] = timed(
                lambda at: search(store, neighbours, ask(store, models, sentence.format(at))), 50
            )
        found["threads_8"] = threads(path, neighbours, vectors)
        found["recall@10"] = round(recall(store, neighbours, vectors[:20]), 4)
        found["rss_at_the_end_MB"] = rss()
    return found


def threads(path: Path, neighbours: Neighbours, vectors: Vectors) -> dict[str, float]:
    """Eight threads that ask at once, as on a desk: milliseconds of one answer."""
    taken: list[float] = []

    def one(number: int) -> None:
        with Store.open(path) as store:
            for vector in vectors[number::8]:
                start = time.perf_counter()
                neighbours.refresh(store)
                neighbours.nearest(store, vector, 10)
                taken.append(1000 * (time.perf_counter() - start))

    running = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return {"median_ms": round(float(np.median(taken)), 1), "p95_ms": round(float(np.percentile(taken, 95)), 1)}


def main(size: int, folder: Path, encoder: bool) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path, made = Path(place) / "similar.db", Made()
        found: dict[str, object] = {}
        with Store.create(path) as store:
            fill(store, made, size)
            start = time.perf_counter()
            Neighbours(MODEL, exact_up_to=0).nearest(store, made.vectors(1)[0], 10)
            found["without_a_graph_s"] = round(time.perf_counter() - start, 2)
            if size > Neighbours(MODEL).exact_up_to:
                start = time.perf_counter()
                build_graph(store, MODEL)
                found["graph_made_s"] = round(time.perf_counter() - start, 1)
                found["graph_MB"] = graph_file(store, MODEL).stat().st_size // 1_000_000
        # In a process of its own, so that nothing is warm that would not be.
        again = [sys.executable, "-m", "tests.bench.similar", "--measure", str(path), str(size), *["--encoder"] * encoder]
        found |= json.loads(subprocess.run(again, check=True, capture_output=True, text=True).stdout)
        click.echo(json.dumps(found, indent=1))


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    if "--measure" in sys.argv:
        click.echo(json.dumps(measure(Path(given[0]), Made(), int(given[1]), "--encoder" in sys.argv)))
    else:
        main(int(given[0]), Path(given[1]) if given[1:] else Path(tempfile.gettempdir()), "--encoder" in sys.argv)
