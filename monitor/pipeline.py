"""The run, read top to bottom: compare, embed, flag, match, propose. Each step takes up only what is new, and may be repeated.

A step reads a batch out of the store, calls one plain function of ``classifiers`` on texts and arrays, and writes the
answers back; the same functions serve a cluster on partitions of an archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from monitor.copies import compare_documents, compare_statements
from monitor.flagging import flag_batch
from monitor.ledger import propose_narratives
from monitor.models import Models
from monitor.records import Band, Match
from monitor.store import Store
from monitor.vectors import keep_graph

#: The answers of one batch are one transaction: small enough that a reviewer's save hardly waits for it.
BATCH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A step has come this far; ``counts`` are what was added since the last report."""

    step: str
    done: int
    total: int
    counts: Counter[str] = field(default_factory=Counter)


def run(store: Store, models: Models, now: datetime) -> Iterator[Progress]:
    """Do all that is not done yet. The store is up to date when the iterator ends; a stop in between loses nothing."""
    yield from compare(store)
    yield from embed(store, models)
    yield from flag(store, models)
    yield from match(store, models)
    yield from propose(store, models, now)


def compare(store: Store) -> Iterator[Progress]:
    """Near-copies of what was said before: a reprint is counted apart and is not shown as news."""
    total, done = store.count_to_compare(), 0
    for compared, copies in chain(compare_documents(store), compare_statements(store)):
        done += compared
        yield Progress(step="compare", done=done, total=total, counts=Counter(copies=copies))


def embed(store: Store, models: Models) -> Iterator[Progress]:
    """A vector for every text that has none of this model: statements, narratives' evidence, rebutted claims."""
    todo = store.texts_to_embed(models.encoder_name)
    # Texts of one length share a batch, so that little is padded: a third faster than in the order of arrival.
    todo.sort(key=lambda item: len(item[1]), reverse=True)
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        vectors = models.encoder.transform([text for _, text in batch])
        store.save_vectors([key for key, _ in batch], vectors, models.encoder_name)
        yield Progress(step="embed", done=start + len(batch), total=len(todo), counts=Counter(embedded=len(batch)))
    keep_graph(store, models.encoder_name)


def flag(store: Store, models: Models) -> Iterator[Progress]:
    """Claim types, check-worthiness and stance of each statement; "no label fits" is stored too."""
    name, flagger = models.flagger
    total, done = store.count_without("flags", name), 0
    for batch in store.statements_to_flag(name, BATCH, models.encoder_name):
        ids, texts = [statement.id for statement in batch], [statement.text for statement in batch]
        langs, vectors = [statement.lang for statement in batch], store.vectors_of(ids, models.encoder_name)
        store.save_flags(ids, flag_batch(flagger, ids, texts, langs, vectors), name)
        done += len(batch)
        yield Progress(step="flag", done=done, total=total, counts=Counter(flagged=len(batch)))


def match(store: Store, models: Models) -> Iterator[Progress]:
    """The narratives each statement may serve. "None" is an answer and is stored; new narratives ask everything again."""
    name = models.matcher_name(store)
    if not (total := store.count_without("matches", name)):
        return
    matcher, done = models.matcher(store), 0
    for batch in store.statements_to_match(name, BATCH, models.encoder_name):
        ids = [statement.id for statement in batch]
        answers = matcher.match(models.stored_texts(store, batch), ids, [statement.lang for statement in batch])
        store.save_matches(ids, answers, name)
        done += len(batch)
        yield Progress(step="match", done=done, total=total, counts=_first_bands(answers))


def propose(store: Store, models: Models, now: datetime) -> Iterator[Progress]:
    """Clusters of what matched nothing, as proposals of new narratives. People decide."""
    known = {proposal.id for proposal in store.proposals()}
    proposals = propose_narratives(store, models)
    store.save_proposals(proposals, models.encoder_name, now)
    fresh = sum(proposal.id not in known for proposal in proposals)
    yield Progress(step="propose", done=1, total=1, counts=Counter(proposed=fresh))


def _first_bands(answers: list[Match]) -> Counter[str]:
    """How many statements were matched, only suggested, or matched nothing, by each one's best answer."""
    best = {answer.statement_id: answer.band for answer in reversed(answers)}
    names = {Band.ACCEPT: "matched", Band.SUGGEST: "suggested", Band.NONE: "unmatched"}
    return Counter(names[band] for band in best.values())
