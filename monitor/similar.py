"""What is nearest to a text: earlier statements, and the rebuttals that may answer it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from monitor.models import Models
from monitor.records import Rebuttal, Statement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifiers.rank import ClaimRanker
    from monitor.store import Store

#: Reciprocal rank fusion of two lists (Cormack et al. 2009); 60 is the constant of the paper.
_FUSION = 60
_DEPTH = 50


@dataclass(slots=True)
class Neighbours:
    """All statements' vectors in memory, kept fresh by reading only what was added. Safe to share between threads."""

    model: str
    last: tuple[int, int] = (0, 0)
    ids: list[str] = field(default_factory=list)
    vectors: NDArray[np.float16] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float16))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self, store: Store) -> None:
        with self.lock:
            *last, ids, vectors = store.statement_vectors_after(*self.last, self.model)
            known = set(self.ids)
            new = [place for place, key in enumerate(ids) if key not in known]
            ids, self.last = [ids[place] for place in new], (last[0], last[1])
            if ids:
                fresh = vectors[new].astype(np.float16)
                self.vectors = np.vstack([self.vectors, fresh]) if self.ids else fresh
                self.ids = self.ids + ids

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """(statement id, cosine) of the k nearest statements: an exact search, 5 ms among 100,000."""
        with self.lock:
            ids, vectors = self.ids, self.vectors
        if not ids:
            return []
        cosines = vectors.astype(np.float32) @ vector
        top = np.argpartition(-cosines, min(k, len(ids)) - 1)[:k]
        return [(ids[place], float(cosines[place])) for place in top[np.argsort(-cosines[top], kind="stable")]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A statement near to what was asked. ``cosine`` is None where only the words brought it in."""

    statement: Statement
    cosine: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A rebuttal whose claim is near to what was asked."""

    rebuttal: Rebuttal
    cosine: float


def similar_to_statement(store: Store, neighbours: Neighbours, statement_id: str, k: int = 8) -> list[Found]:
    """The statements nearest in meaning to a stored one, by its stored vector: no model is loaded."""
    vector = _stored_vector(store, neighbours.model, statement_id)
    if vector is None:
        return []
    neighbours.refresh(store)
    near = [(key, cosine) for key, cosine in neighbours.nearest(vector, k + 1) if key != statement_id][:k]
    texts = store.statements_by_id([key for key, _ in near])
    return [Found(statement=texts[key], cosine=cosine) for key, cosine in near]


def search(store: Store, models: Models, neighbours: Neighbours, text: str, k: int = 10) -> list[Found]:
    """The statements nearest to any text, by words and by meaning together."""
    neighbours.refresh(store)
    vector = models.encoder.transform([text])[0]
    cosines = dict(neighbours.nearest(vector, _DEPTH))
    by_words = store.statements_with_words(text, _DEPTH)
    rank: dict[str, float] = {}
    for listed in (list(cosines), by_words):
        for place, key in enumerate(listed):
            rank[key] = rank.get(key, 0.0) + 1 / (_FUSION + place)
    best = sorted(rank, key=lambda key: (-rank[key], key))[:k]
    texts = store.statements_by_id(best)
    return [Found(statement=texts[key], cosine=cosines.get(key)) for key in best]


def answers_to_statement(store: Store, models: Models, statement: Statement, k: int = 3) -> list[Answered]:
    """Earlier rebuttals that may answer a stored statement, by its stored vector: no encoder is loaded."""
    vector = _stored_vector(store, models.encoder_name, statement.id)
    return [] if vector is None else _answers(store, models, statement.text, vector, k)


def answers_to_text(store: Store, models: Models, text: str, k: int = 3) -> list[Answered]:
    return _answers(store, models, text, models.encoder.transform([text])[0], k)


def _answers(store: Store, models: Models, text: str, vector: NDArray[np.float32], k: int) -> list[Answered]:
    from classifiers.rank import ClaimRanker

    claims = store.rebuttal_claims()
    known = store.ids_with_vectors([key for _, key, _ in claims], models.encoder_name)
    claims = [claim for claim in claims if claim[1] in known]
    if not claims:
        return []
    vectors = store.vectors_of([key for _, key, _ in claims], models.encoder_name)
    ranker: ClaimRanker = ClaimRanker().fit([claim for _, _, claim in claims], vectors)
    cosines = vectors @ vector
    found = []
    for place, _ in ranker.rank(text, vector, k):
        rebuttal = store.rebuttal(claims[place][0])
        if rebuttal is not None:
            found.append(Answered(rebuttal=rebuttal, cosine=float(cosines[place])))
    return found


def _stored_vector(store: Store, model: str, key: str) -> NDArray[np.float32] | None:
    if key not in store.ids_with_vectors([key], model):
        return None
    vector: NDArray[np.float32] = store.vectors_of([key], model)[0]
    return vector
