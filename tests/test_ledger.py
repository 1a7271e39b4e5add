"""Narratives through time: the machine proposes, people decide, and can take it back. On made vectors."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from monitor.background import Background
from monitor.cli import cli
from monitor.errors import CounterclaimError
from monitor.ledger import (
    Part,
    accept_proposal,
    dismiss_proposal,
    edit_narrative,
    history,
    in_tree,
    merge_narratives,
    move_narrative,
    propose_narratives,
    rematch,
    rematch_progress,
    split_narrative,
    undo,
)
from monitor.models import Models
from monitor.records import Band, Decision, Match, Narrative, Rebuttal, RebuttalState, Review, Role
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
    vectors = np.vstack([np.tile(np.eye(1, 384), (4, 1)), np.eye(8, 384)[3:5]]).astype(np.float32)
    russian = [say(text, lang="ru") for text in FENCE]
    store.save_vectors(keys + russian, np.vstack([vectors, np.eye(8, 384)[5:8]]).astype(np.float32), models.encoder_name)
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


# From week to week


@pytest.fixture
def more(store: Store, say: Say, unmatched: Models) -> Callable[..., str]:
    """``more("Words.", axis=0)``: one more statement that matched nothing, in that direction of meaning."""

    def put(text: str, axis: int = 0) -> str:
        key = say(text)
        store.save_vectors([key], np.eye(8, 384)[axis : axis + 1].astype(np.float32), unmatched.encoder_name)
        none = Match(statement_id=key, narrative_id=None, probability=0.1, band=Band.NONE)
        store.save_matches([key], [none], unmatched.matcher_name(store))
        return key

    return put


def proposed(store: Store, models: Models, at: datetime) -> list[tuple[str, int]]:
    """(id, size) of the open proposals after a run at a moment."""
    store.save_proposals(propose_narratives(store, models), models.encoder_name, at)
    return [(one.id, len(one.statement_ids)) for one in store.proposals()]


def test_a_proposal_keeps_its_id_first_day_and_place_as_statements_arrive(
    store: Store, unmatched: Models, more: Callable[..., str], moment: datetime
) -> None:
    (grain, _), (fence, _) = proposed(store, unmatched, moment)
    for number in range(5):
        more(f"Song number {number} was sung.", axis=4)
    for number in range(3):
        more(f"The harvest of grain number {number} is a record.")
    later = proposed(store, unmatched, moment + timedelta(days=7))
    assert later[:2] == [(grain, 7), (fence, 3)] and later[2][1] == 6
    assert [one.since[:10] for one in store.proposals()] == ["2025-01-20", "2025-01-20", "2025-01-27"]
    assert store.proposal_sizes(moment + timedelta(days=6)) == {grain: 4, fence: 3}


def test_a_proposal_pauses_when_no_cluster_goes_on_with_it_and_is_gone_when_nothing_is_left(
    store: Store, unmatched: Models, moment: datetime
) -> None:
    (grain, _), _ = proposed(store, unmatched, moment)
    members, name = store.proposals()[0].statement_ids, unmatched.matcher_name(store)
    store.save_narratives([Narrative(id="n", title="N")], None, moment)
    matched = [Match(statement_id=key, narrative_id="n", probability=0.9, band=Band.ACCEPT) for key in members]
    store.save_matches(members[:2], matched[:2], name)
    assert proposed(store, unmatched, moment)[0] == (grain, 2)
    assert store.proposals()[0].keywords
    store.save_matches(members, matched, name)
    assert grain not in dict(proposed(store, unmatched, moment))


def test_an_id_is_not_given_to_another_after_it_was_decided_on(store: Store, unmatched: Models, moment: datetime) -> None:
    (grain, _), _ = proposed(store, unmatched, moment)
    dismiss_proposal(store, grain, "ed", moment)
    undo(store, "ed", moment)
    assert dict(proposed(store, unmatched, moment))[grain] == 4
    for table in ("proposal_statements", "proposals"):  # machine tables may be emptied
        store.db.execute(f"delete from {table}")
    assert proposed(store, unmatched, moment)[0] == (grain, 4)
    dismiss_proposal(store, grain, "ed", moment)
    for table in ("proposal_statements", "proposals"):
        store.db.execute(f"delete from {table}")
    assert [size for _, size in proposed(store, unmatched, moment)] == [3]


def test_of_two_proposals_that_flow_together_one_goes_on_and_no_statement_is_proposed_twice(
    store: Store, unmatched: Models, more: Callable[..., str], moment: datetime
) -> None:
    songs = [more(f"Song number {number} was sung.", axis=4) for number in range(2)]
    first = proposed(store, unmatched, moment)
    assert [size for _, size in first] == [4, 3, 3]
    singers = next(one for one in store.proposals() if set(songs) <= set(one.statement_ids)).statement_ids
    for key in singers:
        store.db.execute("delete from vectors where text_id = ?", [key])
    store.save_vectors(singers, np.eye(1, 384).repeat(3, axis=0).astype(np.float32), unmatched.encoder_name)
    later = proposed(store, unmatched, moment)
    assert [size for _, size in later] == [7, 3] and later[0][0] == first[0][0] and later[1] in first
    assert len({key for one in store.proposals() for key in one.statement_ids}) == 10


# Taking back


def test_a_taken_back_accept_is_a_proposal_again_and_its_id_is_not_given_twice(
    store: Store, unmatched: Models, moment: datetime
) -> None:
    (grain, _), _ = proposed(store, unmatched, moment)
    before = store.proposals()
    made = accept_proposal(store, grain, "ann", moment, title="Record harvest")
    assert undo(store, "bob", moment).narrative_id == made.id
    assert store.proposals() == before and store.narratives() == [] and store.evidence() == []
    assert accept_proposal(store, grain, "ann", moment, title="Record harvest").id == "record-harvest-2"
    assert [(words, gone) for _, words, gone in history(store)] == [
        ("“Record harvest” was accepted from a proposal of 4 statements", False),
        ("taken back: “Record harvest” was accepted from a proposal of 4 statements", False),
        ("“Record harvest” was accepted from a proposal of 4 statements", True),
    ]


@pytest.fixture
def three(store: Store, moment: datetime) -> Store:
    """Narratives a, b, c, with two exemplars each; b stands below a."""
    store.save_narratives(
        [
            Narrative(id=one, title=one.upper(), exemplars=(f"{one} 1", f"{one} 2"), parent="a" if one == "b" else None)
            for one in "abc"
        ],
        None,
        moment,
    )
    store.add_user("ann", Role.REVIEWER, moment)
    return store


def part(store: Store, one: str, title: str) -> Part:
    return Part(title=title, pieces=(store.pieces(one)[0].text_id,))


def test_what_others_rest_on_is_not_taken_back_and_they_are_named(three: Store, say: Say, moment: datetime) -> None:
    key = say("A statement.")
    (made,) = split_narrative(three, "a", [part(three, "a", "New")], "ed", moment)
    three.add_review(Review(statement_id=key, reviewer="ann", decision=Decision.CONFIRM, narrative_id=made.id), moment)
    answer = Rebuttal(id="r", claim="C", disproof="D", narrative_ids=(made.id,), version=0)
    three.save_rebuttal(answer, RebuttalState.DRAFT, moment)
    three.save_narratives([Narrative(id="x", title="X", parent=made.id)], None, moment)
    with pytest.raises(CounterclaimError) as refused:
        undo(three, "ed", moment)
    assert str(refused.value) == (
        "this can no longer be undone: “New” (1 text) was split off “A”; 1 decision names “New”; 1 rebuttal names “New”; "
        "“X” was imported below it; merge it into another narrative instead"
    )
    merge_narratives(three, made.id, "a", "ed", moment)
    assert undo(three, "ed", moment).narrative_id == made.id  # the merge itself may be


def test_what_an_import_has_changed_since_is_not_taken_back(three: Store, moment: datetime) -> None:
    edit_narrative(three, "c", "Other words", "", "ed", moment)
    three.save_narratives([Narrative(id="c", title="From a file")], None, moment)
    with pytest.raises(CounterclaimError, match="can no longer be undone: .* an import of 2025-01-20 has changed"):
        undo(three, "ed", moment)


def test_only_the_last_change_that_was_seen_is_taken_back(three: Store, moment: datetime) -> None:
    first = move_narrative(three, "c", "a", "ed", moment)
    move_narrative(three, "c", "b", "bob", moment)
    with pytest.raises(CounterclaimError, match="the last change is another one by now: “C” was put below “B”"):
        undo(three, "ed", moment, first.id)
    undo(three, "ed", moment)
    undo(three, "ed", moment, first.id)
    assert {one.id: one.parent for one in three.narratives()} == {"a": None, "b": "a", "c": None}


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (lambda s, m: merge_narratives(s, "a", "zz", "ed", m), "zz: no such narrative"),
        (lambda s, m: merge_narratives(s, "zz", "a", "ed", m), "zz: no such narrative"),
        (lambda s, m: merge_narratives(s, "a", "a", "ed", m), "a: a narrative cannot be merged into itself"),
        (lambda s, m: move_narrative(s, "a", "b", "ed", m), "a cannot go below b, which is below it"),
        (lambda s, m: move_narrative(s, "a", "a", "ed", m), "a cannot go below a, which is itself"),
        (lambda s, m: move_narrative(s, "b", "a", "ed", m), "b stands below a already"),
        (lambda s, m: move_narrative(s, "a", None, "ed", m), "a stands at the top already"),
        (lambda s, m: move_narrative(s, "a", "zz", "ed", m), "zz: no such narrative to be the parent"),
        (lambda s, m: edit_narrative(s, "a", " ", "", "ed", m), "a: a narrative needs a title"),
        (lambda s, m: edit_narrative(s, "a", "A", "", "ed", m), "a: its title and description say that already"),
        (lambda s, m: split_narrative(s, "a", [], "ed", m), "a: name at least one new narrative"),
        (lambda s, m: split_narrative(s, "a", [Part(title="T", pieces=())], "ed", m), "T: choose at least one text"),
        (lambda s, m: split_narrative(s, "a", [Part(title="T", pieces=("gone",))], "ed", m), "gone: no text of a"),
        (lambda s, m: split_narrative(s, "a", [part(s, "a", "")], "ed", m), "a: each new narrative needs a title"),
        (lambda s, m: split_narrative(s, "a", [part(s, "a", "T")] * 2, "ed", m), "a text goes to one narrative only"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_changes_nothing(
    three: Store, moment: datetime, deed: Callable[[Store, datetime], object], reason: str
) -> None:
    before = list(three.db.conn.iterdump())
    with pytest.raises(CounterclaimError) as refused:
        deed(three, moment)
    assert reason in str(refused.value) and "\n" not in str(refused.value)
    assert list(three.db.conn.iterdump()) == before


def test_no_narrative_gets_an_address_of_the_desk(store: Store, unmatched: Models, moment: datetime) -> None:
    (grain, _), _ = proposed(store, unmatched, moment)
    assert accept_proposal(store, grain, "ed", moment, title="History").id == "history-2"


# The archive matched anew


@pytest.fixture
def accepted(store: Store, unmatched: Models, moment: datetime) -> str:
    (grain, _), _ = proposed(store, unmatched, moment)
    return accept_proposal(store, grain, "ann", moment, title="Record harvest").id


def test_accepting_matches_the_past_anew(store: Store, unmatched: Models, accepted: str, moment: datetime) -> None:
    assert rematch_progress(store, unmatched) == (0, 9)
    assert len(list(rematch(store, unmatched, moment))) == 1
    assert rematch_progress(store, unmatched) is None and store.rematch_due() is None
    assert store.count_without("matches", unmatched.matcher_name(store)) == 0
    assert {row["narrative_id"] for row in store.export_matches("", "9999") if row["text"] in GRAIN} == {accepted}
    undo(store, "ann", moment)
    assert rematch_progress(store, unmatched) == (0, 9)


def test_the_desk_matches_anew_in_the_background_and_nothing_else(
    store: Store, unmatched: Models, accepted: str, moment: datetime, db_path: Path
) -> None:
    background = Background(db_path, Settings(), lambda: moment, models=unmatched)
    background.once()
    assert store.rematch_due() is None and rematch_progress(store, unmatched) is None
    assert store.value("select count(*) from flags") == 0
    assert "encoder" not in unmatched.__dict__  # no weights were loaded
    before = list(store.db.conn.iterdump())
    background.once()
    assert list(store.db.conn.iterdump()) == before


def test_matching_anew_stops_between_two_batches_and_goes_on_with_the_next_start(
    store: Store, unmatched: Models, accepted: str, moment: datetime, db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.pipeline.BATCH", 2)
    steps = rematch(store, unmatched, moment)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert rematch_progress(store, unmatched) == (2, 9) and store.rematch_due() is not None
    background = Background(db_path, Settings(), lambda: moment, models=unmatched)
    background.start()
    for _ in range(1000):
        background.wake()
        background._thread.join(0.02)
        if store.rematch_due() is None:
            break
    background.stop()
    assert not background._thread.is_alive() and rematch_progress(store, unmatched) is None


def test_a_change_while_it_is_matched_anew_begins_it_again(
    store: Store, unmatched: Models, accepted: str, moment: datetime, db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.pipeline.BATCH", 2)
    steps = rematch(store, unmatched, moment)
    next(steps)
    undo(store, "ann", moment)
    assert list(steps) == [] and store.rematch_due() is not None
    Background(db_path, Settings(), lambda: moment, models=unmatched).once()
    assert {row["model"] for row in store.rows("select model from matches")} == {unmatched.matcher_name(store)}


def test_what_fails_is_told_once_and_not_tried_until_somebody_changes_something(
    store: Store, unmatched: Models, accepted: str, moment: datetime, db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise CounterclaimError("the model is not there")

    monkeypatch.setattr("monitor.pipeline.match", broken)
    background = Background(db_path, Settings(), lambda: moment, models=unmatched)
    with pytest.raises(CounterclaimError):
        background.once()
    background.once()
    monkeypatch.undo()
    edit_narrative(store, accepted, "Other words", "", "ed", moment)
    background.once()
    assert store.rematch_due() is None


# On the command line


def called(db_path: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["--db", str(db_path), "narratives", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def as_json(db_path: Path, *words: str) -> dict[str, Any]:
    found = json.loads(called(db_path, *words, "--json"))
    assert isinstance(found, dict)
    return found


def test_scripts_merge_split_move_and_undo(three: Store, db_path: Path) -> None:
    assert called(db_path, "merge", "b", "c") == "“B” was merged into “C”; match everything with: counterclaim run"
    assert called(db_path, "undo").startswith("taken back: “B” was merged into “C”")
    assert called(db_path, "move", "c", "--parent", "b") == "“C” was put below “B”"
    pieces = as_json(db_path, "split", "a")["pieces"]
    assert [(one["kind"], one["text"]) for one in pieces] == [("exemplar", "a 1"), ("exemplar", "a 2")]
    assert called(db_path, "split", "a").splitlines()[0] == f"{pieces[0]['text_id']}  exemplar   a 1"
    parts = [word for one in pieces for word in ("--part", f"From {one['text']} = x={one['text_id']}")]
    made = as_json(db_path, "split", "a", *parts, "--below")["narratives"]
    assert [(one["id"], one["title"], one["parent"]) for one in made] == [
        ("from-a-1-x", "From a 1 = x", "a"),
        ("from-a-2-x", "From a 2 = x", "a"),
    ]
    assert as_json(db_path, "undo")["deed"] == "split"
    lines = called(db_path, "history").splitlines()
    assert lines[0].endswith("were split off “A”") and "taken back: " in lines[0]
    assert (
        lines[-1].endswith("“A” was imported") and [one["undone"] for one in as_json(db_path, "history")["events"]][1] is True
    )
    assert called(db_path, "move", "b") == "“B” was put at the top"


def test_a_part_that_names_no_text_is_refused(three: Store, db_path: Path) -> None:
    with pytest.raises(CounterclaimError, match="write a part as TITLE=TEXT,TEXT"):
        called(db_path, "split", "a", "--part", "Only a title")


def test_the_list_of_proposals_tells_how_they_grew(store: Store, unmatched: Models, db_path: Path, moment: datetime) -> None:
    proposed(store, unmatched, moment)
    first = as_json(db_path, "propose")["proposals"][0]
    assert (len(first["statement_ids"]), first["week_ago"], first["since"]) == (4, 4, "2025-01-20T09:00:00Z")
    assert "4 statements (4 a week ago): " in called(db_path, "propose")


def test_the_tree_loses_nobody_even_where_parents_go_round_in_a_circle() -> None:
    parents = {"a": None, "b": "a", "c": "b", "d": "gone", "x": "y", "y": "x", "me": "me"}
    found = in_tree([Narrative(id=one, title=one, parent=parent) for one, parent in reversed(parents.items())])
    assert [(one.id, depth) for one, depth in found if one.id in "abcd"] == [("d", 0), ("a", 0), ("b", 1), ("c", 2)]
    assert {one.id for one, _ in found} == set(parents) and len(found) == len(parents)
