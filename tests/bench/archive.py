"""A database of any size, made of words that mean nothing, for measuring pages and queries."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from classifiers.labels import CLAIM_TYPES
from monitor.add import prepared
from monitor.people import add_user
from monitor.records import Band, Document, Flag, Match, Narrative, Outlet, Role
from monitor.store import Store

MODEL = "all-MiniLM-L6-v2"
_WORDS = [
    "bridge",
    "border",
    "harvest",
    "ministry",
    "station",
    "council",
    "school",
    "road",
    "office",
    "market",
    "river",
    "energy",
    "mission",
    "survey",
    "border",
]
_NOW = datetime(2025, 1, 20, tzinfo=UTC)


def make_archive(path: Path, statements: int, narratives: int = 100, seed: int = 0) -> Store:
    """``statements`` statements of 20 outlets over ten weeks, with vectors, matches and flags as a run leaves them."""
    chance, store = random.Random(seed), Store.create(path)
    add_user(store, "bench", Role.ADMIN, _NOW)
    known = [
        Narrative(id=f"n{number}", title=f"Storyline {number}", exemplars=(f"Line {number}",)) for number in range(narratives)
    ]
    store.save_narratives(known, None, _NOW)
    outlets = [Outlet(id=f"o{number}", name=f"Outlet {number}") for number in range(20)]
    items = []
    for number in range(statements):
        words = " ".join(chance.choices(_WORDS, k=20))
        day = (_NOW - timedelta(days=chance.randrange(70))).date().isoformat()
        items.append(
            prepared(
                Document(
                    outlet=chance.choice(outlets),
                    external_id=str(number),
                    kind="statements",
                    text=f"{words} {number}.",
                    lang="en",
                    published_at=day,
                    speaker=f"Speaker {number % 50}",
                )
            )
        )
    store.add_documents(items, _NOW)
    ids = [row[0] for row in store.db.execute("select id from statements order by seq")]
    vectors = np.random.default_rng(seed).normal(size=(len(ids), 384)).astype(np.float32)
    store.save_vectors(ids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), MODEL)
    bands = list(Band)
    store.save_matches(ids, [_match(key, chance.choice(bands), chance, narratives) for key in ids], "bench")
    flags = [Flag(statement_id=key, head="checkworthy", label="checkworthy", probability=chance.random()) for key in ids]
    types = list(CLAIM_TYPES)
    flags += [Flag(statement_id=key, head="claim_type", label=chance.choice(types), probability=0.7) for key in ids]
    store.save_flags(ids, flags, "bench")
    return store


def _match(key: str, band: Band, chance: random.Random, narratives: int) -> Match:
    narrative = None if band is Band.NONE else f"n{chance.randrange(narratives)}"
    return Match(statement_id=key, narrative_id=narrative, probability=chance.random(), band=band)
