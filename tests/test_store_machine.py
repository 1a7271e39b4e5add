"""What the machine computed: "none" is stored, the model is in the key, a new answer replaces the old."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from monitor.ids import text_id
from monitor.ledger import dismiss_proposal
from monitor.records import Band, Decision, Flag, Match, Narrative, Proposal, Rebuttal, Review, Role
from monitor.store import Store
from monitor.store.vectors import Reached

Say = Callable[..., str]


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def none(key: str) -> Match:
    return Match(statement_id=key, narrative_id=None, probability=0.1, band=Band.NONE)


def test_every_text_with_a_vector_of_another_model_waits_for_this_one(store: Store, say: Say, moment: datetime) -> None:
    key = say("A statement.")
    store.save_narratives(
        [Narrative(id="n", title="A title", description="It is so. Typical.", exemplars=("a statement.",))], None, moment
    )
    store.import_rebuttals([Rebuttal(id="r", claim="A claim", disproof="No.")], moment)
    texts = {"A statement.", "A title", "It is so.", "A claim"}
    todo = store.texts_to_embed("one")
    assert {text_id(text) for _, text in todo} == {text_id(text) for text in texts} and len(todo) == 4
    store.save_vectors([key for key, _ in todo], np.eye(4, dtype=np.float32), "one")
    assert store.texts_to_embed("one") == []
    assert len(store.texts_to_embed("two")) == 4
    assert store.ids_with_vectors([key, "unknown"], "one") == {key}
    assert store.ids_with_vectors([key], "two") == set()


def test_vectors_come_back_in_the_order_asked_and_close_to_what_was_saved(store: Store) -> None:
    vectors = np.random.default_rng(0).normal(size=(1000, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = [f"{number:04}" for number in range(1000)]
    store.save_vectors(ids, vectors, "m")
    found = store.vectors_of(ids[::-1], "m")
    assert found.dtype == np.float32 and np.abs(found[::-1] - vectors).max() < 1e-3
    assert store.vectors_of([ids[3], ids[3]], "m").shape == (2, 24)
    with pytest.raises(KeyError):
        store.vectors_of(["unknown"], "m")
    assert store.vectors_of([], "m").shape == (0, 0)


def test_the_answer_none_is_stored_and_not_asked_again(store: Store, say: Say) -> None:
    key = say("Nothing known.")
    assert [one.id for batch in store.statements_to_match("m", 10) for one in batch] == [key]
    store.save_matches([key], [none(key)], "m")
    assert list(store.statements_to_match("m", 10)) == [] and store.count_without("matches", "m") == 0
    assert store.count_without("matches", "m2") == 1
    store.save_flags([key], [Flag(statement_id=key, head="claim_type", label=None, probability=0.2)], "f")
    assert list(store.statements_to_flag("f", 10)) == [] and store.flags_of([key]) == {}
    assert [one.id for batch in store.statements_to_flag("f2", 10) for one in batch] == [key]


def test_a_new_model_replaces_what_the_old_one_thought(store: Store, say: Say, moment: datetime) -> None:
    key, other = say("The West is to blame."), say("Another one.")
    store.save_narratives([Narrative(id=one, title=one) for one in ("a", "b")], None, moment)
    match = Match(
        statement_id=key, narrative_id="a", probability=0.91239, band=Band.ACCEPT, guards=("short",), nearest=text_id("a")
    )
    store.save_matches([key, other], [match, none(other)], "old")
    two = [Match(statement_id=key, narrative_id=one, probability=p, band=Band.SUGGEST) for one, p in (("b", 0.5), ("a", 0.3))]
    found = store.matches_of(key)
    assert [(m["narrative_id"], m["title"], m["probability"], m["guards"], m["nearest_text"]) for m in found] == [
        ("a", "a", 0.9124, ["short"], "a")
    ]
    store.save_matches([key], two, "new")
    assert [(m["rank"], m["narrative_id"], m["model"]) for m in store.matches_of(key)] == [(1, "b", "new"), (2, "a", "new")]
    assert [m["model"] for m in store.matches_of(other)] == ["old"]
    store.save_flags(
        [key], [Flag(statement_id=key, head="claim_type", label=x, probability=0.5) for x in ("event", "threat")], "f"
    )
    store.save_flags([key], [Flag(statement_id=key, head="claim_type", label="denial", probability=0.5)], "g")
    assert [flag["label"] for flag in store.flags_of([key])[key]] == ["denial"]


def test_more_statements_than_variables_in_a_query_are_no_problem(store: Store) -> None:
    ids = [f"{number:016}" for number in range(2000)]
    assert store.ids_with_vectors(ids, "m") == set() and store.statements_by_id(ids) == {} and store.flags_of(ids) == {}
    assert store.standing_reviews(ids) == {} and store.narratives_of(ids) == {}


def vectors_after(store: Store, vector: int, statement: int, model: str) -> tuple[int, int, list[str], np.ndarray]:
    """What a cache that has read so far would read: how far it then is, the ids and their vectors."""
    now = store.reached()
    blocks = list(store.statement_vectors(model, Reached(vector, statement), now))
    ids = [store.statements_in_rows(rows)[int(row)] for rows, _ in blocks for row in rows]
    return now.vector, now.statement, ids, np.vstack([found for _, found in blocks]) if blocks else np.zeros((0, 0))


def test_a_cache_of_vectors_reads_only_what_is_new(store: Store, say: Say) -> None:
    first = say("First.")
    store.save_vectors([first, text_id("no statement")], np.stack([unit(1, 0), unit(0, 1)]), "m")
    *last, ids, vectors = vectors_after(store, 0, 0, "m")
    assert ids == [first] and vectors.shape == (1, 2)
    second = say("Second.")
    store.save_vectors([second], unit(1, 1)[None], "m")
    assert vectors_after(store, *last, "m")[2] == [second]
    assert vectors_after(store, 0, 0, "other")[2] == []


def test_a_statement_with_the_words_of_an_older_exemplar_is_new_to_the_cache(store: Store, say: Say) -> None:
    first = say("First.")
    store.save_vectors([text_id("Second."), first], np.stack([unit(0, 1), unit(1, 0)]), "m")
    *last, ids, _ = vectors_after(store, 0, 0, "m")
    assert ids == [first]
    assert vectors_after(store, *last, "m")[2] == []
    second = say("Second.")
    assert vectors_after(store, *last, "m")[2] == [second]


def test_reviewed_flagged_or_dismissed_statements_are_not_proposed(store: Store, say: Say, moment: datetime) -> None:
    free, reviewed, greeting, dismissed = (say(f"Statement {number}") for number in range(4))
    store.save_matches([free, reviewed, greeting, dismissed], [none(k) for k in (free, reviewed, greeting, dismissed)], "m")
    store.add_user("ann", Role.REVIEWER, moment)
    store.add_review(Review(statement_id=reviewed, reviewer="ann", decision=Decision.PASS), moment)
    store.save_flags([greeting], [Flag(statement_id=greeting, head="claim_type", label="not_a_claim", probability=0.9)], "f")
    store.save_proposals([Proposal(id="p", keywords=("k",), statement_ids=(dismissed,))], "m", moment)
    dismiss_proposal(store, "p", "ann", moment)
    assert store.unmatched_statements("m") == [free]
    assert store.unmatched_statements("other") == []
    for table in ("proposal_statements", "proposals"):  # what people put aside outlives the machine's own tables
        store.db.execute(f"delete from {table}")
    assert store.unmatched_statements("m") == [free]


def test_a_proposal_keeps_its_first_day_and_its_place(store: Store, say: Say, moment: datetime) -> None:
    a, b, c, d = say("A."), say("B."), say("C."), say("D.")
    small, large = (Proposal(id=key, keywords=("one",), statement_ids=ids) for key, ids in (("x", (a,)), ("a", (b, c))))
    store.save_proposals([small, large], "m", moment)
    grown = replace(large, statement_ids=(d, b, c), keywords=("other",))
    store.save_proposals([Proposal(id="z", keywords=(), statement_ids=(d,)), grown, small], "m", moment.replace(year=2026))
    assert [(one.id, one.since[:4]) for one in store.proposals()] == [("x", "2025"), ("a", "2025"), ("z", "2026")]
    assert store.proposals()[1] == replace(grown, since="2025-01-20T09:00:00Z")
    assert store.proposal_ids() == {"x", "a", "z"}


def test_how_large_a_proposal_was_at_a_moment_is_known(store: Store, say: Say, moment: datetime) -> None:
    keys = [say(f"Statement {number}.") for number in range(4)]
    one = Proposal(id="p", keywords=(), statement_ids=tuple(keys[:2]))
    for size, days in ((2, 0), (2, 3), (4, 10), (3, 20)):
        store.save_proposals([replace(one, statement_ids=tuple(keys[:size]))], "m", moment + timedelta(days=days))
    sizes = [store.proposal_sizes(moment + timedelta(days=days)) for days in (-1, 0, 9, 10, 19, 30)]
    assert sizes == [{}, {"p": 2}, {"p": 2}, {"p": 4}, {"p": 4}, {"p": 3}]
    before = list(store.db.conn.iterdump())
    store.save_proposals([replace(one, statement_ids=tuple(keys[:3]))], "m", moment + timedelta(days=40))
    assert list(store.db.conn.iterdump()) == before  # what has not changed is not written again


def test_what_is_proposed_no_more_is_gone_but_for_what_somebody_decided_on(store: Store, say: Say, moment: datetime) -> None:
    a, b = say("A."), say("B.")
    one, other = (Proposal(id=key, keywords=(), statement_ids=(member,)) for key, member in (("one", a), ("other", b)))
    store.save_proposals([one, other], "m", moment)
    dismiss_proposal(store, "one", "ann", moment)
    store.save_proposals([replace(one, keywords=("late",))], "m", moment)  # by a run that read it before
    assert store.proposals() == [] and store.rows("select id, keywords from proposals") == [{"id": "one", "keywords": "[]"}]
