"""What is nearest to a text, by words and by meaning: earlier statements, rebuttals that may answer it, narratives.

Statements are ranked by cosine of their vectors plus the share of the text's words that they have: each word weighs what it
tells (its inverse document frequency). On the statements of one narrative that was better than either alone, and better
than fusing the two rankings by their places; the weight of the words may be halved or doubled without much change.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from monitor.guards import compare, said, same_claim
from monitor.models import Models
from monitor.question import Question, ask
from monitor.records import Narrative, Rebuttal, Statement
from monitor.store.vectors import Reached
from monitor.vectors import Neighbours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifiers.rank import ClaimRanker
    from monitor.store import Store

__all__ = [
    "Answered", "Fitting", "Found", "Neighbours", "Question", "answers", "answers_to_statement", "ask", "fitting", "search",
    "similar_to_statement",
]  # fmt: skip

#: What all words of a text together weigh beside a cosine.
_WORDS = 0.4
#: Candidates by meaning, and by words.
_DEPTH = 50
#: More words than these are hardly all in another statement; the rare ones among them find what there is.
_SEARCH = 8
#: P(same claim) from which an earlier rebuttal may be said to answer a claim, where the model knows the language and where
#: it does not: there words alone never make the ranker sure.
_SAME = {True: 0.5, False: 0.15}
_ALIKE = 0.75
#: Below this cosine a text that shares no telling word has nothing to do with another one.
_RELATED = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A statement near to what was asked. ``cosine`` is None where meaning was not asked; ``words`` are the shared ones."""

    statement: Statement
    cosine: float | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A rebuttal whose claim is near to what was asked. ``cosine`` is None where meaning was not asked."""

    rebuttal: Rebuttal
    cosine: float | None
    words: tuple[str, ...] = ()
    #: That it answers the same claim; whether it is the "same" or a "related" one; and what differs, in words.
    probability: float | None = None
    relation: str = "related"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A narrative that what was asked may serve, by the nearest text that it is known by."""

    narrative: Narrative
    nearest: str
    cosine: float | None
    words: tuple[str, ...] = ()


def search(store: Store, neighbours: Neighbours, question: Question, k: int = 10) -> list[Found]:
    """The statements nearest to what was asked, the nearest first."""
    depth = max(_DEPTH, k)
    by_words = store.statements_by_words(question.text, depth) if question.exact or len(question.counts) <= _SEARCH else []
    listed = by_words if question.exact else by_words + store.statements_by_rare_words(question.counts, depth)
    cosines = _cosines(store, neighbours, question, listed, depth)
    texts = store.statements_by_id(list({*cosines, *listed}))
    score = {key: cosines.get(key, 0.0) + _WORDS * question.share(one.text) for key, one in texts.items()}
    # What the words found best comes first among equals.
    order = {key: place for place, key in reversed(list(enumerate(listed)))}
    certain, found = set(by_words), list[Found]()
    for key in sorted(score, key=lambda key: (-score[key], order.get(key, len(listed)), key)):
        words = question.words_in(texts[key].text)
        if words or key in certain or cosines.get(key, 0.0) >= _RELATED:
            found.append(Found(statement=texts[key], cosine=cosines.get(key), words=words))
            if len(found) == k:
                break
    return found


def _cosines(store: Store, neighbours: Neighbours, question: Question, listed: Sequence[str], k: int) -> dict[str, float]:
    """Of the nearest by meaning, and of those that words found; nothing where only words count."""
    if question.vector is None:
        return {}
    neighbours.refresh(store)
    near = dict(neighbours.nearest(store, question.vector, k))
    others = sorted(store.ids_with_vectors([key for key in dict.fromkeys(listed) if key not in near], neighbours.model))
    if others:
        values = store.vectors_of(others, neighbours.model) @ question.vector
        near |= dict(zip(others, map(float, values), strict=True))
    return near


def similar_to_statement(store: Store, neighbours: Neighbours, statement_id: str, k: int = 8) -> list[Found]:
    """The statements nearest in meaning to a stored one, by its stored vector: no model is loaded."""
    vector = _stored_vector(store, neighbours.model, statement_id)
    if vector is None:
        return []
    neighbours.refresh(store)
    near = [(key, cosine) for key, cosine in neighbours.nearest(store, vector, k + 1) if key != statement_id][:k]
    texts = store.statements_by_id([key for key, _ in near])
    return [Found(statement=texts[key], cosine=cosine) for key, cosine in near]


def answers(store: Store, models: Models, question: Question, k: int = 3) -> list[Answered]:
    """Earlier rebuttals that may answer what was asked, the likeliest first."""
    if question.exact:
        return []
    found = []
    for one in _answers(store, models, question.text, question.lang, question.vector, k):
        words = question.words_in(one.rebuttal.claim)
        if words or (one.cosine or 0.0) >= _RELATED:
            found.append(replace(one, words=words))
    return found


def answers_to_statement(store: Store, models: Models, statement: Statement, k: int = 3) -> list[Answered]:
    """Earlier rebuttals that may answer a stored statement, by its stored vector: no encoder is loaded."""
    vector = _stored_vector(store, models.encoder_name, statement.id)
    if vector is None:
        return []
    return _answers(store, models, statement.text, statement.lang, vector, k)


def fitting(store: Store, models: Models, question: Question, k: int = 3) -> list[Fitting]:
    """Narratives whose known texts are nearest to what was asked. A hint for a reader, and no match."""
    evidence = store.evidence()
    if question.exact or not evidence:
        return []
    known = _known(store, models, "narratives", tuple(evidence), evidence)
    titles, found = {one.id: one for one in store.narratives()}, dict[str, Fitting]()
    for owner, text, cosine, _ in known.nearest(question.text, question.vector, 10 * k, question.vector is not None):
        words = question.words_in(text)
        if owner not in found and owner in titles and (words or (cosine or 0.0) >= _RELATED):
            found[owner] = Fitting(narrative=titles[owner], nearest=text, cosine=cosine, words=words)
    return list(found.values())[:k]


@dataclass(frozen=True, slots=True)
class _Known:
    """Texts that were made ready to be ranked: as they are while ``mark`` stands and, where some had no vector, no vector
    has come."""

    mark: object
    waits_after: int | None
    rows: Sequence[tuple[str, str]]
    vectors: NDArray[np.float32]
    ranker: ClaimRanker | None

    def nearest(
        self, text: str, vector: NDArray[np.float32] | None, k: int, trusted: bool
    ) -> list[tuple[str, str, float | None, float]]:
        """(owner, text, cosine, P(same claim)) of the k nearest, by words alone where the vector means nothing."""
        if self.ranker is None:
            return []
        asked = np.zeros(self.vectors.shape[1], np.float32) if vector is None else vector
        ranked = self.ranker.rank_with_probability(text, asked, k, trusted)
        return [
            (*self.rows[one.row], float(self.vectors[one.row] @ asked) if trusted else None, one.probability) for one in ranked
        ]


#: One of each kind for each database and model: making 20,000 claims ready takes seconds.
_KNOWN: dict[tuple[Path, str, str], _Known] = {}
_KNOWING = threading.Lock()
_MOST_KNOWN = 8
#: More answers that people attached do not move the ranking, and learning from them takes its time.
_MOST_PAIRS = 1000


def _known(
    store: Store, models: Models, kind: str, mark: object, given: Sequence[tuple[str, str, str]] | None = None
) -> _Known:
    """``given``: (owner, text id, text); by default the claims of rebuttals."""
    model = models.encoder_name
    place, last = (store.path, model, kind), store.reached().vector
    with _KNOWING:
        held = _KNOWN.get(place)
    if held and held.mark == mark and held.waits_after in (None, last):
        return held
    made = _made_ready(store, models, mark, given)
    with _KNOWING:
        _KNOWN[place] = made
        while len(_KNOWN) > _MOST_KNOWN:
            del _KNOWN[next(iter(_KNOWN))]
    return made


def _made_ready(
    store: Store,
    models: Models,
    mark: object,
    given: Sequence[tuple[str, str, str]] | None,
    but: Collection[str] = (),
) -> _Known:
    """Texts ready to be ranked; rebuttals by what people attached, ``but`` what they attached to some statements."""
    from classifiers.rank import ClaimRanker

    model, last = models.encoder_name, store.reached().vector
    rows = store.rebuttal_claims() if given is None else given
    ready = store.ids_with_vectors([key for _, key, _ in rows], model)
    kept = [row for row in rows if row[1] in ready]
    vectors = store.vectors_of([key for _, key, _ in kept], model)
    ranker = ClaimRanker(cross=models.reranker).fit([text for _, _, text in kept], vectors) if kept else None
    if ranker is not None and given is None:
        _learn(store, models, ranker, [owner for owner, _, _ in kept], but)
    waits_after = None if len(kept) == len(rows) else last
    return _Known(mark, waits_after, [(owner, text) for owner, _, text in kept], vectors, ranker)


def ranked_rebuttals(store: Store, models: Models, statements: Sequence[Statement], k: int) -> dict[str, list[str]]:
    """The k likeliest rebuttals of each of these statements, by a ranking that has not learned from them. To measure it."""
    known = _made_ready(store, models, None, None, but={one.id for one in statements})
    trusted = models.trusted([one.lang for one in statements])
    vectors = store.vectors_of([one.id for one in statements], models.encoder_name)
    return {
        one.id: [owner for owner, *_ in known.nearest(one.text, vector, k, bool(sure))]
        for one, vector, sure in zip(statements, vectors, trusted, strict=True)
    }


def _learn(store: Store, models: Models, ranker: ClaimRanker, rebuttals: Sequence[str], but: Collection[str]) -> None:
    """Shift the ranker by the answers that people attached; where it could not have found any of them, it stays as it is."""
    place = {key: number for number, key in enumerate(rebuttals)}
    pairs = [(one, {place[key] for key in ids if key in place}) for one, ids in store.answered_statements()]
    ready = store.ids_with_vectors([one.id for one, _ in pairs], models.encoder_name)
    pairs = [(one, right) for one, right in pairs if right and one.id in ready and one.id not in but][-_MOST_PAIRS:]
    if not pairs:
        return
    statements = [one for one, _ in pairs]
    vectors = store.vectors_of([one.id for one in statements], models.encoder_name)
    with suppress(ValueError):  # none of the answers is among its candidates: there is nothing to learn
        ranker.fit_pairs(
            [one.text for one in statements],
            vectors,
            [right for _, right in pairs],
            models.trusted([one.lang for one in statements]),
        )


def _answers(store: Store, models: Models, text: str, lang: str, vector: NDArray[np.float32] | None, k: int) -> list[Answered]:
    """The k likeliest rebuttals, each with what differs between its claim and the text."""
    known = _known(store, models, "rebuttals", (store.fingerprint(Reached()), *store.claims_reached()))
    trusted = vector is not None and bool(models.trusted([lang])[0])
    found = []
    for owner, _, cosine, probability in known.nearest(text, vector, k, trusted):
        if (rebuttal := store.rebuttal(owner)) is not None:
            differences = compare(text, rebuttal.claim, lang, rebuttal.lang)
            found.append(
                Answered(
                    rebuttal=rebuttal,
                    cosine=cosine,
                    probability=probability,
                    relation="same" if same_claim(differences) and _is_sure(probability, cosine, trusted) else "related",
                    reasons=tuple(said(one) for one in differences),
                )
            )
    return found


def _is_sure(probability: float, cosine: float | None, trusted: bool) -> bool:
    """Whether a rebuttal may be said to answer the claim. In an archive of a few claims the ranker is never sure:

    nothing wrong is there to compare with; then a cosine says it that hardly any two claims reach by chance.
    """
    return probability >= _SAME[trusted] or (cosine or 0.0) >= _ALIKE


def _stored_vector(store: Store, model: str, key: str) -> NDArray[np.float32] | None:
    if key not in store.ids_with_vectors([key], model):
        return None
    vector: NDArray[np.float32] = store.vectors_of([key], model)[0]
    return vector
