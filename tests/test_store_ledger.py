"""The ledger in the store: what people did to narratives is only added to, and what follows from it is exact."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import ledger
from monitor.errors import CounterclaimError
from monitor.ids import text_id
from monitor.kept import Deed
from monitor.ledger import Part
from monitor.records import Band, Decision, Match, Narrative, Proposal, Review, Role
from monitor.store import Store
from monitor.store.lineage import lineage

Say = Callable[..., str]
MOMENT = datetime(2025, 1, 20, 9, 0, tzinfo=UTC)
IDS = ("a", "b", "c", "d")


def a_tree(store: Store) -> None:
    """b and c below a, d alone; each with two exemplars."""
    store.save_narratives(
        [
            Narrative(id=key, title=key.upper(), exemplars=(f"{key} one", f"{key} two"), parent="a" if key in "bc" else None)
            for key in IDS
        ],
        None,
        MOMENT,
    )


def review(store: Store, statement: str, decision: Decision, narrative: str | None) -> None:
    store.add_review(Review(statement_id=statement, reviewer="ann", decision=decision, narrative_id=narrative), MOMENT)


def texts(store: Store, narrative: str) -> set[str]:
    return {text for key, _, text in store.evidence() if key == narrative}


@pytest.fixture
def tree(store: Store) -> Store:
    a_tree(store)
    store.add_user("ann", Role.REVIEWER, MOMENT)
    return store


def test_what_a_merged_narrative_is_known_by_counts_for_the_other(tree: Store, say: Say) -> None:
    key = say("Said of b.")
    review(tree, key, Decision.CONFIRM, "b")
    ledger.merge_narratives(tree, "b", "d", "ed", MOMENT)
    assert texts(tree, "d") == {"D", "d one", "d two", "B", "b one", "b two", "Said of b."}
    assert texts(tree, "b") == set() and [one.id for one in tree.narratives()] == ["a", "c", "d"]
    assert tree.narratives_of([key]) == {key: ["d"]}
    assert tree.homes()["b"] == "d" and tree.value("select count(*) from narratives") == 4


def test_merges_of_merges_lead_to_the_end(tree: Store, say: Say) -> None:
    key = say("Said of b.")
    review(tree, key, Decision.CONFIRM, "b")
    for one, into in (("b", "c"), ("c", "d"), ("a", "b")):
        ledger.merge_narratives(tree, one, into, "ed", MOMENT)
    assert tree.homes() == dict.fromkeys(IDS, "d") and tree.narratives_of([key]) == {key: ["d"]}
    with pytest.raises(CounterclaimError, match="^a was merged into d; use that one$"):
        ledger.merge_narratives(tree, "a", "d", "ed", MOMENT)
    with pytest.raises(CounterclaimError, match="cannot be merged into itself"):
        ledger.merge_narratives(tree, "d", "b", "ed", MOMENT)


def test_what_is_swallowed_from_below_takes_the_place_of_what_stood_above(tree: Store) -> None:
    tree.save_narratives([Narrative(id="e", title="E", parent="b")], None, MOMENT)
    ledger.move_narrative(tree, "a", "d", "ed", MOMENT)
    ledger.merge_narratives(tree, "a", "e", "ed", MOMENT)
    assert {one.id: one.parent for one in tree.narratives()} == {"b": "e", "c": "e", "d": None, "e": "d"}


@pytest.mark.parametrize(
    ("decisions", "counts"),
    [
        ([("b", Decision.CONFIRM)], True),
        ([("b", Decision.REJECT)], False),
        ([("d", Decision.CONFIRM), ("b", Decision.REJECT)], True),  # "not b" never said "not d"
        ([("d", Decision.REJECT), ("b", Decision.CONFIRM)], True),
        ([("b", Decision.CONFIRM), ("d", Decision.REJECT)], True),  # "not d" was said when d was narrower
        ([("b", Decision.CONFIRM), ("d", Decision.CONFIRM), ("d", Decision.REJECT)], True),
        ([("b", Decision.CONFIRM), None, ("d", Decision.REJECT)], False),  # said of both, for they are one by then
        ([("b", Decision.CONFIRM), None, ("d", Decision.REJECT), ("d", Decision.CONFIRM)], True),
        ([("b", Decision.CONFIRM), None, (None, Decision.REOPEN)], False),
        ([None, ("b", Decision.CONFIRM)], True),  # a form that was open since before the merge
    ],
)
def test_the_latest_word_counts_and_one_on_both_stands_above_one_on_either(
    tree: Store, say: Say, decisions: list[tuple[str | None, Decision] | None], counts: bool
) -> None:
    key = say("A statement.")
    merged = False
    for one in decisions:
        if one is None:
            ledger.merge_narratives(tree, "b", "d", "ed", MOMENT)
            merged = True
        else:
            review(tree, key, one[1], one[0])
    if not merged:
        ledger.merge_narratives(tree, "b", "d", "ed", MOMENT)
    assert (("d", key) in {(one, text) for one, text, _ in tree.evidence()}) is counts
    assert tree.narratives_of([key]) == ({key: ["d"]} if counts else {})


def test_a_week_counts_each_statement_of_a_merged_narrative_once(tree: Store, say: Say) -> None:
    both, machine, refused = say("Said of both."), say("By machine."), say("Refused.")
    here, late = say("Confirmed here, matched there."), say("Refused after the merge.")
    review(tree, here, Decision.CONFIRM, "b")
    for narrative in ("b", "d"):
        review(tree, both, Decision.CONFIRM, narrative)
    review(tree, refused, Decision.REJECT, "b")
    tree.save_matches(
        [both, machine, refused, here, late],
        [
            Match(statement_id=key, narrative_id=narrative, probability=0.9, band=Band.ACCEPT)
            for key, narrative in ((both, "b"), (both, "d"), (machine, "b"), (machine, "d"), (refused, "b"))
            + ((here, "d"), (late, "b"), (refused, "d"))
        ],
        "m",
    )
    assert tree.narrative_counts("", "9999") == {"b": 4, "d": 4}
    ledger.merge_narratives(tree, "b", "d", "ed", MOMENT)
    review(tree, late, Decision.REJECT, "d")  # the machine has not matched it anew yet
    assert tree.narrative_counts("", "9999") == {"d": 4}
    assert tree.narrative_totals("d", "", "9999") == {
        "statements": 4, "confirmed": 2, "rebutted": 0, "reposts": 0, "reported": 0,
    }  # fmt: skip


def test_a_split_takes_texts_and_the_decisions_on_them(tree: Store, say: Say) -> None:
    goes, stays = say("It goes."), say("It stays.")
    for key in (goes, stays):
        review(tree, key, Decision.CONFIRM, "b")
    pieces = {piece.text: piece for piece in tree.pieces("b")}
    assert {text: piece.kind for text, piece in pieces.items()} == {
        "b one": "exemplar", "b two": "exemplar", "It goes.": "confirmed", "It stays.": "confirmed",
    }  # fmt: skip
    chosen = (pieces["b two"].text_id, goes)
    (made,) = ledger.split_narrative(tree, "b", [Part(title="New line", pieces=chosen)], "ed", MOMENT)
    assert (made.id, made.parent, made.exemplars) == ("new-line", "a", ("b two",))
    assert texts(tree, "new-line") == {"New line", "b two", "It goes."}
    assert texts(tree, "b") == {"B", "b one", "It stays."}
    assert tree.narratives_of([goes, stays]) == {goes: ["new-line"], stays: ["b"]}
    review(tree, goes, Decision.CONFIRM, "b")  # a new word, on what is left
    assert sorted(tree.narratives_of([goes])[goes]) == ["b", "new-line"]


def test_what_was_merged_can_be_split_off_again_with_its_own_title(tree: Store) -> None:
    ledger.merge_narratives(tree, "b", "d", "ed", MOMENT)
    pieces = {piece.text: piece.kind for piece in tree.pieces("d")}
    assert pieces == {"b one": "exemplar", "b two": "exemplar", "d one": "exemplar", "d two": "exemplar", "B": "title"}
    taken = tuple(text_id(text) for text in ("b one", "B"))
    (made,) = ledger.split_narrative(tree, "d", [Part(title="Of its own", pieces=taken, below=True)], "ed", MOMENT)
    assert made.parent == "d" and texts(tree, made.id) == {"Of its own", "b one", "B"}
    ledger.merge_narratives(tree, made.id, "c", "ed", MOMENT)
    assert texts(tree, "c") == {"C", "c one", "c two", "Of its own", "b one", "B"}


def test_the_title_of_what_stands_stays_with_it(tree: Store) -> None:
    tree.save_narratives([Narrative(id="b", title="B", exemplars=("D",), parent="a")], None, MOMENT)
    ledger.merge_narratives(tree, "b", "d", "ed", MOMENT)
    ledger.split_narrative(tree, "d", [Part(title="Other", pieces=(text_id("D"),))], "ed", MOMENT)
    assert "D" in texts(tree, "d") and "D" in texts(tree, "other")


def test_the_ledger_takes_no_change(tree: Store) -> None:
    tree.keep_summary("2025-W02", "{}", "m", None, MOMENT)
    for table in ("narrative_events", "kept_summaries"):
        for sql in (f"delete from {table}", f"update {table} set by = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="only grow"):
                tree.db.execute(sql)


def test_importing_again_adds_nothing_and_new_words_are_an_event(tree: Store) -> None:
    before = list(tree.db.conn.iterdump())
    a_tree(tree)
    assert list(tree.db.conn.iterdump()) == before
    tree.save_narratives([Narrative(id="b", title="New words", parent="d")], "bob", MOMENT)
    last = tree.events()[-1]
    assert (last.deed, last.narrative_id, last.by, last.details["parent"]) == (Deed.IMPORT, "b", "bob", "d")
    assert texts(tree, "b") == {"New words", "b one", "b two"}


def test_an_import_that_makes_a_circle_leaves_a_root(store: Store) -> None:
    store.save_narratives([Narrative(id=one, title=one, parent=up) for one, up in ("xy", "yz", "zx")], None, MOMENT)
    parents = {one.id: one.parent for one in store.narratives()}
    assert parents == {"x": "y", "y": "z", "z": None}


def test_an_older_database_gets_a_ledger_of_what_is_there(tree: Store, db_path: Path, tmp_path: Path, say: Say) -> None:
    key, other = say("Proposed."), say("Put aside.")
    for number, one in enumerate((key, other)):
        tree.save_proposals([Proposal(id=f"p{number}", keywords=("k",), statement_ids=(one,))], "m", MOMENT)
        if number == 0:
            ledger.accept_proposal(tree, "p0", "ed", MOMENT, title="Accepted")
        else:
            ledger.dismiss_proposal(tree, "p1", "ed", MOMENT)
    before = snapshot(tree)
    for trigger in tree.rows("select name from sqlite_master where type = 'trigger' and name like '%only_grow%'"):
        tree.db.execute(f"drop trigger {trigger['name']}")
    for table in ("narrative_pieces", "narrative_paths", "rematches", "narrative_events", "proposal_sizes", "kept_summaries"):
        tree.db.execute(f"drop table {table}")
    tree.db.execute("delete from _sqlite_migrations where name like 'm005%'")
    tree.close()
    assert Store.migrate(db_path, tmp_path / "copy.db") == ("m005_narratives_through_time",)
    with Store.open(db_path) as opened:
        assert snapshot(opened) == before
        assert [one.deed.value for one in opened.events()] == ["import"] * 4 + ["accept", "dismiss"]
        with opened.writing():
            opened.restate()
        assert snapshot(opened) == before


# Taking back, over chance sequences of deeds


def snapshot(store: Store) -> dict[str, Any]:
    """All that a reader of the store can see of narratives."""
    keys = [row["id"] for row in store.rows("select id from statements order by id")]
    standing = [one.id for one in store.narratives()]
    return {
        "evidence": store.evidence(),
        "narratives": store.narratives(),
        "homes": store.homes(),
        "pieces": {one: store.pieces(one) for one in standing},
        "proposals": store.proposals(),
        "unmatched": store.unmatched_statements("m"),
        "serves": {key: sorted(found) for key, found in store.narratives_of(keys).items()},
        "counts": store.narrative_counts("", "9999"),
        "totals": {one: store.narrative_totals(one, "", "9999") for one in standing},
    }


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Four narratives, eight statements that the machine matched or not, two proposals."""
    from monitor.records import Appearance, Document, Outlet

    path = tmp_path_factory.mktemp("stocked") / "desk.db"
    shutil.copy(empty_database, path)
    with Store.open(path) as store:
        a_tree(store)
        store.add_user("ann", Role.REVIEWER, MOMENT)
        keys, outlet = [], Outlet(id="herald", name="Herald")
        for number in range(8):
            text = f"Statement number {number}."
            document = Document(outlet=outlet, external_id=text, kind="statements", text=text, published_at="2025-01-14")
            one = Appearance(text=text, lang="en", start=0, end=len(text), prefix="", suffix="")
            store.add_documents([(document, [one])], MOMENT)
            keys.append(one.statement_id)
        matches = [
            Match(statement_id=key, narrative_id=narrative, probability=0.9, band=Band.ACCEPT if narrative else Band.NONE)
            for key, narrative in zip(keys, ("a", "b", "c", "d", None, None, None, None), strict=True)
        ]
        store.save_matches(keys, matches, "m")
        proposals = [Proposal(id=f"p{n}", keywords=("k",), statement_ids=tuple(keys[n : n + 2])) for n in (4, 6)]
        store.save_proposals(proposals, "m", MOMENT)
    return path


def do(store: Store, deed: str, first: int, second: int) -> bool:
    """One deed, chosen by chance among what stands; False where there is nothing to do it to, or it is refused."""
    standing, proposals = [one.id for one in store.narratives()], [one.id for one in store.proposals()]
    one, other = standing[first % len(standing)], standing[second % len(standing)]
    pieces = [piece.text_id for piece in store.pieces(one)]
    try:
        if deed == "merge":
            ledger.merge_narratives(store, one, other, "ed", MOMENT)
        elif deed == "move":
            ledger.move_narrative(store, one, other if second % 3 else None, "ed", MOMENT)
        elif deed == "edit":
            ledger.edit_narrative(store, one, f"Words {second}", "", "ed", MOMENT)
        elif deed == "split":
            parts = [
                Part(title=f"Part {n}", pieces=tuple(pieces[n : second % 5 + 1 : 2]), below=bool(first % 2)) for n in (0, 1)
            ]
            ledger.split_narrative(store, one, [part for part in parts if part.pieces], "ed", MOMENT)
        elif not proposals:
            return False
        elif deed == "accept":
            ledger.accept_proposal(store, proposals[0], "ed", MOMENT, title="Accepted", parent=one)
        else:
            ledger.dismiss_proposal(store, proposals[-1], "ed", MOMENT)
    except CounterclaimError:
        return False
    return True


STEPS = st.tuples(
    st.sampled_from(["merge", "merge", "split", "split", "move", "edit", "accept", "dismiss", "undo", "undo", "review"]),
    st.integers(0, 11),
    st.integers(0, 11),
)


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_each_undo_brings_back_what_was_and_all_of_them_leave_only_what_reviewers_said(
    stocked: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("chance")
    paths = [Path(shutil.copy(stocked, folder / name)) for name in ("with.db", "without.db")]
    with Store.open(paths[0]) as store, Store.open(paths[1]) as plain:
        for one in (store, plain):
            one.db.execute("pragma synchronous=off")
        keys = [row["id"] for row in plain.rows("select id from statements order by seq")]
        before: list[dict[str, Any]] = []
        for deed, first, second in steps:
            if deed == "review":
                choice = (Decision.CONFIRM, Decision.CONFIRM, Decision.REJECT, Decision.UNSURE)[second % 4]
                for one in (store, plain):
                    review(one, keys[first % 8], choice, IDS[second % 4])
                before = [{} for _ in before]  # what reviewers say stays; only the last comparison can tell of it
                continue
            now = snapshot(store)
            if deed == "undo" and before:
                ledger.undo(store, "ed", MOMENT)
                expected = before.pop()
                assert not expected or snapshot(store) == expected
            elif deed != "undo" and do(store, deed, first, second):
                before.append(now)
            else:
                assert snapshot(store) == now
            check(store)
        for _ in before:
            ledger.undo(store, "ed", MOMENT)
        assert snapshot(store) == snapshot(plain)
        with pytest.raises(CounterclaimError, match="nothing to undo"):
            ledger.undo(store, "ed", MOMENT)


def check(store: Store) -> None:
    """What must hold whatever was done: the tree has no circle, merges end, and the derived tables are the ledger's."""
    parents = {one.id: one.parent for one in store.narratives()}
    for one in parents:
        seen, at = set(), one
        while at is not None:
            assert at in parents and at not in seen
            seen.add(at)
            at = parents[at]
    assert set(store.homes().values()) == set(parents)
    now = snapshot(store)
    with store.writing():
        store.restate()
    assert snapshot(store) == now


def test_a_ledger_can_be_read_without_a_database() -> None:
    assert lineage([]).tree() == {} and json.dumps(lineage([]).words) == "{}"
