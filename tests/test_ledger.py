"""Narratives through time: the machine proposes, people decide. On made vectors."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest

from monitor.errors import CounterclaimError
from monitor.ledger import accept_proposal, dismiss_proposal, propose_narratives
from monitor.models import Models
from monitor.records import Band, Match, Narrative
from monitor.settings import Settings
from monitor.store import Store

Say = Callable[..., str]
GRAIN = [
    "The grain harvest broke a record.",
    "A record grain harvest is in.",
    "Grain of this harvest: a record.",
    "Record harvest of grain.",
]
FENCE = ["Погранзаставы укрепили забором", "Забором укрепили погранзаставы", "Укрепили забором погранзаставы вновь"]


@pytest.fixture
def unmatched(store: Store, say: Say) -> Models:
    """Four English statements on one axis, two lone ones, three Russian ones of the same words; none matches."""
    models = Models(Settings())
    keys = [say(text) for text in GRAIN] + [say("The president flew away."), say("Somebody sang.")]
    vectors = np.vstack([np.tile(np.eye(1, 8), (4, 1)), np.eye(8)[3:5]]).astype(np.float32)
    russian = [say(text, lang="ru") for text in FENCE]
    store.save_vectors(keys + russian, np.vstack([vectors, np.eye(8)[5:8]]).astype(np.float32), models.encoder_name)
    name = models.matcher_name(store)
    none = [Match(statement_id=key, narrative_id=None, probability=0.1, band=Band.NONE) for key in keys + russian]
    store.save_matches(keys + russian, none, name)
    return models


def test_what_says_the_same_is_proposed_by_meaning_or_by_spelling(store: Store, unmatched: Models) -> None:
    found = propose_narratives(store, unmatched)
    texts = [{store.statements_by_id([key])[key].text for key in one.statement_ids} for one in found]
    assert texts == [set(GRAIN), set(FENCE)]
    assert {"grain", "harvest", "record"} <= set(found[0].keywords)


def test_the_same_statements_give_the_same_proposals(store: Store, unmatched: Models) -> None:
    assert propose_narratives(store, unmatched) == propose_narratives(store, unmatched)


def test_nothing_unmatched_proposes_nothing(store: Store) -> None:
    assert propose_narratives(store, Models(Settings())) == []


def test_an_accepted_proposal_becomes_a_narrative_with_exemplars(store: Store, unmatched: Models, moment: datetime) -> None:
    store.save_proposals(propose_narratives(store, unmatched), "m", moment)
    first, second = store.proposals()
    store.save_narratives([Narrative(id="a-record-year", title="Another of that name")], None, moment)
    before = unmatched.matcher_name(store)
    made = accept_proposal(store, first.id, "ann", moment, title=" A record year ", parent="a-record-year")
    assert (made.id, made.title, made.parent) == ("a-record-year-2", "A record year", "a-record-year")
    assert set(made.exemplars) == set(GRAIN)
    assert made in store.narratives() and store.proposals() == [second]
    assert unmatched.matcher_name(store) != before  # so everything is matched anew
    with pytest.raises(CounterclaimError, match="no open proposal"):
        accept_proposal(store, first.id, "ann", moment)


def test_without_a_title_the_most_typical_statement_is_one(store: Store, unmatched: Models, moment: datetime) -> None:
    store.save_proposals(propose_narratives(store, unmatched), "m", moment)
    first = store.proposals()[0]
    assert (
        accept_proposal(store, first.id, "ann", moment).title
        == store.statements_by_id([first.statement_ids[0]])[first.statement_ids[0]].text
    )


def test_an_unknown_parent_changes_nothing(store: Store, unmatched: Models, moment: datetime) -> None:
    store.save_proposals(propose_narratives(store, unmatched), "m", moment)
    with pytest.raises(CounterclaimError, match="no such narrative to be the parent"):
        accept_proposal(store, store.proposals()[0].id, "ann", moment, parent="gone")
    assert store.narratives() == [] and len(store.proposals()) == 2


def test_what_was_dismissed_is_not_proposed_again(store: Store, unmatched: Models, moment: datetime) -> None:
    store.save_proposals(propose_narratives(store, unmatched), "m", moment)
    dismiss_proposal(store, store.proposals()[0].id, "ann", moment)
    again = propose_narratives(store, unmatched)
    assert [len(one.statement_ids) for one in again] == [3]
