"""``python -m tests.bench.matching``: what matching costs beside embedding, in one run on the same statements.

1,000 statements against 70 narratives with 1,000 pieces of evidence, and against 20,000 earlier claims. The texts are the
labelled rows that come with the program; claims beyond their number are two rows put together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np

from classifiers.match import NarrativeMatcher
from classifiers.rank import ClaimRanker
from monitor.models import Models
from monitor.read.knowledge import Labelled, labelled, rows_of
from monitor.settings import FIXTURES, Settings
from monitor.signals import SIGNALS

STATEMENTS, EVIDENCE, NARRATIVES, CLAIMS = 1000, 1000, 70, 20_000


def measure() -> dict[str, float]:
    """CPU seconds of each part, and what matching adds to embedding in per cent."""
    models = Models(Settings())
    rows = [row for file in sorted((FIXTURES / "labelled").glob("en*.jsonl")) for row in rows_of(file, labelled)]
    texts = [row.text for row in rows if isinstance(row, Labelled)]
    random = np.random.default_rng(0)
    statements, evidence = texts[:STATEMENTS], [texts[n] for n in random.integers(0, len(texts), EVIDENCE)]
    models.encoder.transform(statements[:64])
    taken: dict[str, float] = {}
    vectors = _timed(taken, "embed", lambda: models.encoder.transform(sorted(statements, key=len)))
    known = models.encoder.transform(texts)
    claims, claim_vectors = _claims(texts, known, random)
    pieces = models.texts(evidence, known[random.integers(0, len(texts), EVIDENCE)], ["en"] * EVIDENCE)
    owners = [number % NARRATIVES for number in range(EVIDENCE)]
    asked = models.texts(statements, vectors, ["en"] * STATEMENTS, np.zeros((STATEMENTS, len(SIGNALS)), np.float32))
    background = models.background[1]
    matcher = _timed(taken, "fit matcher, once", lambda: NarrativeMatcher(background).fit(pieces, owners))
    _timed(taken, "match", lambda: matcher.predict(asked))
    ranker = _timed(taken, "fit ranker, once", lambda: ClaimRanker().fit(claims, claim_vectors))
    _timed(taken, "rank claims", lambda: ranker.rank_many(statements, vectors, 3))
    taken["added %"] = 100 * (taken["match"] + taken["rank claims"]) / taken["embed"]
    return taken


def _claims(texts: list[str], vectors: np.ndarray, random: np.random.Generator) -> tuple[list[str], np.ndarray]:
    pairs = random.integers(0, len(texts), (CLAIMS - len(texts), 2))
    mixed = vectors[pairs].sum(axis=1)
    together = [f"{texts[one]} {texts[two]}" for one, two in pairs.tolist()]
    return [*texts, *together], np.vstack([vectors, mixed / np.linalg.norm(mixed, axis=1, keepdims=True)])


def _timed(taken: dict[str, float], name: str, call: Callable[[], Any]) -> Any:
    start = time.process_time()
    found = call()
    taken[name] = time.process_time() - start
    return found


if __name__ == "__main__":
    for name, value in measure().items():
        click.echo(f"{name:20s} {value:8.2f}")
