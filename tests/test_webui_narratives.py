"""Narratives: the tree with its weeks, one narrative, and what becomes of a proposal."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.ids import text_id
from monitor.models import Models
from monitor.records import Band, Decision, Outlet, Proposal, Review, Role

SB = Outlet(id="sb", name="SB Today", lang="en")


@pytest.fixture
def proposed(store, a_statement, matched, now):
    """A proposal of three statements; returns their ids."""
    keys = [
        a_statement(f"Neighbours prepare an attack, it was said for the {time} time.") for time in ("first", "second", "third")
    ]
    for key in keys:
        matched(key, (None, 0.1, Band.NONE))
    store.save_proposals([Proposal(id="p1", keywords=("neighbours", "attack"), statement_ids=tuple(keys))], "made", now)
    return keys


def test_the_tree_shows_every_narrative_below_its_parent_with_its_last_week(sign_in, a_narrative, a_statement, matched):
    a_narrative("west", "The West decays")
    a_narrative("other", "Something else")
    a_narrative("bread", "Bread is dear there", parent="west")
    matched(a_statement("Bread costs ten there.", published_at="2025-01-14"), ("bread", 0.9, Band.ACCEPT))
    matched(a_statement("Bread costs nine there.", published_at="2025-01-07"), ("bread", 0.9, Band.ACCEPT))
    matched(a_statement("A suggestion counts for nothing."), ("other", 0.4, Band.SUGGEST))
    page = sign_in().page("/narratives")
    rows = [[cell.text_content().strip() for cell in row] for row in page.xpath("//tbody/tr")]
    assert [(row[0], row[2]) for row in rows] == [
        ("The West decays", "0"),
        ("Bread is dear there", "1"),
        ("Something else", "0"),
    ]
    assert page.xpath("//tbody/tr[2]/td[1]/@class") == ["deep1"]
    assert page.xpath("//tbody/tr[2]//*[local-name()='svg']")
    assert rows[2][1] == "not seen"


def test_a_narrative_shows_who_carried_it_its_statements_and_its_answers(
    sign_in, store, a_narrative, a_statement, a_rebuttal, matched, now
):
    sign_in("ann")
    a_narrative("parent", "The parent")
    a_narrative(
        title="Paid agents",
        description="They are paid.",
        note="Not: foreign grants.",
        parent="parent",
        exemplars=("An example.",),
    )
    by_people = a_statement("Confirmed by people.", speaker="N. Minister")
    by_machine = a_statement("Accepted by the machine.", outlet=SB)
    rejected = a_statement("Rejected by people.")
    for key in (by_machine, rejected):
        matched(key, ("paid-exiles", 0.9, Band.ACCEPT))
    for key, decision in ((by_people, Decision.CONFIRM), (rejected, Decision.REJECT)):
        store.add_review(Review(statement_id=key, reviewer="ann", decision=decision, narrative_id="paid-exiles"), now)
    a_rebuttal("Our answer.", narrative_ids=("paid-exiles",))
    page = sign_in().page("/narratives/paid-exiles")
    said = " ".join(page.text_content().split())
    for part in ("Paid agents", "They are paid.", "Not: foreign grants.", "The parent", "An example.", "Our answer.",
                 "2 appearances in week 2025-W03", "SB Today", "N. Minister", "confirmed", "matched by machine"):  # fmt: skip
        assert part in said, part
    assert "Rejected by people." not in said
    assert [a.text_content() for a in page.xpath("//a[@class='words']")] == ["Confirmed by people.", "Accepted by the machine."]
    assert "Paid agents" in sign_in().words("/narratives/parent")


def test_empty_desks_say_what_comes_next(sign_in, a_narrative):
    browser = sign_in()
    assert "No narrative is known yet" in browser.words("/narratives")
    assert "Nothing to propose" in browser.words("/narratives/proposals")
    assert browser.get("/narratives/unknown").status_code == 404
    a_narrative()
    assert "No statement counts for it yet." in browser.words("/narratives/paid-exiles")


def test_a_proposal_shows_its_words_and_its_most_typical_statements(sign_in, proposed):
    page = sign_in("ed", Role.EDITOR).page("/narratives/proposals")
    assert page.xpath("string(//h2)") == "neighbours, attack"
    assert [href.rpartition("/")[2] for href in page.xpath("//main//ul//a/@href")] == proposed
    assert "1 proposed" in sign_in().words("/narratives")


def test_an_accepted_proposal_is_a_narrative_that_knows_its_statements(sign_in, store, proposed, a_narrative):
    a_narrative("west", "The West")
    answer = sign_in("ed", Role.EDITOR).press(
        "/narratives/proposals", "//button[.='Accept']", title=" They will attack ", description="Soon.", parent="west"
    )
    [made] = [one for one in store.narratives() if one.id != "west"]
    assert answer.location == f"/narratives/{made.id}"
    assert (made.id, made.title, made.description, made.parent) == ("they-will-attack", "They will attack", "Soon.", "west")
    assert len(made.exemplars) == 3
    assert store.proposals() == []
    decided = store.rows("select decision, narrative_id, by from proposal_decisions")
    assert decided == [{"decision": "accept", "narrative_id": made.id, "by": "ed"}]


def test_a_proposal_put_aside_makes_no_narrative_and_does_not_come_back(sign_in, store, proposed, now):
    sign_in("ed", Role.EDITOR).press("/narratives/proposals", "//button[.='Put aside']")
    assert store.proposals() == []
    assert store.narratives() == []
    assert store.unmatched_statements("made") == []


def test_a_proposal_is_decided_once(sign_in, store, proposed, dump):
    browser = sign_in("ed", Role.EDITOR)
    browser.send("/narratives/proposals/p1", {"decision": "dismiss"})
    before = dump()
    for decision in ("accept", "dismiss"):
        answer = browser.send("/narratives/proposals/p1", {"decision": decision, "title": "Too late"})
        assert answer.status_code == 409
        assert "no open proposal of that id" in answer.text
    assert dump() == before


def test_a_parent_that_is_none_is_refused_and_the_proposal_stays(sign_in, store, proposed):
    browser = sign_in("ed", Role.EDITOR)
    assert browser.send("/narratives/proposals/p1", {"decision": "accept", "parent": "unheard-of"}).status_code == 409
    assert (store.narratives(), len(store.proposals())) == ([], 1)


def test_two_narratives_of_one_title_have_two_ids(sign_in, store, proposed, a_narrative):
    a_narrative("they-will-attack", "They will attack")
    sign_in("ed", Role.EDITOR).send("/narratives/proposals/p1", {"decision": "accept", "title": "They will attack"})
    assert [one.id for one in store.narratives()] == ["they-will-attack", "they-will-attack-2"]


def test_a_proposal_says_how_it_grew(sign_in, store, proposed, now):
    browser = sign_in("ann")
    assert "3 statements now, none a week ago; first proposed today." in browser.words("/narratives/proposals")
    store.db.execute("update proposal_sizes set at = '2025-01-01T00:00:00Z', statements = 2")
    store.db.execute("update proposals set proposed_at = '2025-01-01T00:00:00Z'")
    assert "3 statements now, 2 a week ago; first proposed 1 January 2025." in browser.words("/narratives/proposals")


def test_a_reviewer_sees_proposals_and_has_no_button(sign_in, proposed):
    assert not sign_in("ann", Role.REVIEWER).page("/narratives/proposals").xpath("//main//button")


# Merged, split, moved, renamed, and taken back


@pytest.fixture
def tree(a_narrative):
    """East with a child, and West with two examples."""
    a_narrative("east", "The East")
    a_narrative("child", "A child", parent="east")
    a_narrative("west", "The West", exemplars=("First example.", "Second example."))


def test_a_merged_narrative_leads_to_the_other_with_a_word(sign_in, store, tree, a_rebuttal):
    a_rebuttal("Our answer.", narrative_ids=("west",))
    browser = sign_in("ed", Role.EDITOR)
    answer = browser.press("/narratives/west", "//button[.='Merge']", into="east")
    assert answer.location == "/narratives/east?was=west"
    assert browser.get("/narratives/west").location == "/narratives/east?was=west"
    said = browser.words(answer.location)
    for part in ("“The West” was merged into this narrative.", "Merged into it: “The West”", "First example.", "Our answer.",
                 "Last change: “The West” was merged into “The East”, by ed, just now."):  # fmt: skip
        assert part in said, part
    assert "was merged into this narrative" not in browser.words("/narratives/east?was=child")
    assert "The West" not in browser.page("/narratives").xpath("string(//table)")


def test_a_split_is_chosen_text_by_text_without_a_script(sign_in, store, tree):
    browser = sign_in("ed", Role.EDITOR)
    page = browser.page("/narratives/west/split")
    assert page.xpath("//input[@name='piece']/@value") == [text_id("First example."), text_id("Second example.")]
    answer = browser.press(
        "/narratives/west/split", "//button[.='Split']", title="Of its own", piece=[text_id("Second example.")], place="below"
    )
    assert answer.location == "/narratives/of-its-own"
    found = {one.id: (one.parent, one.exemplars) for one in store.narratives()}
    assert found["of-its-own"] == ("west", ("Second example.",)) and found["west"] == (None, ("First example.",))


def test_a_split_that_is_refused_keeps_what_was_entered(sign_in, store, tree, dump):
    browser = sign_in("ed", Role.EDITOR)
    before = dump()
    answer = browser.send("/narratives/west/split", {"title": "Kept title", "place": "below"})
    assert answer.status_code == 422
    assert 'value="Kept title"' in answer.text and "choose at least one text" in answer.text
    answer = browser.send("/narratives/west/split", {"title": " ", "piece": [text_id("First example.")]})
    assert answer.status_code == 422 and "needs a title" in answer.text and answer.text.count("checked") == 2
    assert dump() == before
    assert browser.get("/narratives/unheard-of/split").status_code == 404
    assert browser.send("/narratives/unheard-of/split", {"title": "T"}).status_code == 404
    assert "There is nothing to split" in browser.words("/narratives/east/split")


def test_a_narrative_moves_only_where_no_circle_comes_of_it(sign_in, store, tree):
    browser = sign_in("ed", Role.EDITOR)
    page = browser.page("/narratives/east")
    assert page.xpath("//select[@name='parent']/option/@value") == ["", "west"]
    browser.press("/narratives/east", "//button[.='Move']", parent="west")
    assert {one.id: one.parent for one in store.narratives()} == {"east": "west", "child": "east", "west": None}
    assert browser.send("/narratives/west/move", {"parent": "child"}).status_code == 409


def test_new_words_leave_the_address_as_it_was(sign_in, store, tree):
    browser = sign_in("ed", Role.EDITOR)
    browser.press("/narratives/west", "//button[.='Save the words']", title=" Renamed ", description="New.")
    found = {one.id: (one.title, one.description) for one in store.narratives()}
    assert found["west"] == ("Renamed", "New.")


def test_the_last_change_is_taken_back_by_a_button_and_both_are_kept(sign_in, store, tree):
    browser = sign_in("ed", Role.EDITOR)
    before = store.narratives(), store.evidence()
    browser.press("/narratives/west", "//button[.='Merge']", into="east")
    answer = browser.press("/narratives/east", "//button[.='Undo']")
    assert answer.location == "/narratives/west"
    assert (store.narratives(), store.evidence()) == before
    rows = browser.page("/narratives/history").xpath("//main//li")
    assert len(rows) == 2
    assert "Taken back: “The West” was merged into “The East” by ed" in " ".join(rows[0].text_content().split())
    assert rows[1].xpath(".//s") and not browser.page("/narratives/history").xpath("//button[.='Undo']")
    assert "“The East” was imported" in browser.words("/narratives/history?imports=1")


def test_an_undo_from_an_old_page_takes_nothing_else_back(sign_in, store, tree, dump):
    browser = sign_in("ed", Role.EDITOR)
    browser.press("/narratives/west", "//button[.='Move']", parent="east")
    old = store.last_operation().id
    browser.press("/narratives/west", "//button[.='Move']", parent="child")
    before = dump()
    answer = browser.send("/narratives/undo", {"event": str(old)})
    assert answer.status_code == 409 and "the last change is another one by now" in answer.text
    assert browser.send("/narratives/undo", {"event": "x"}).status_code == 400
    assert dump() == before


def test_what_was_taken_back_is_not_found_and_says_why(sign_in, store, proposed):
    browser = sign_in("ed", Role.EDITOR)
    answer = browser.press("/narratives/proposals", "//button[.='Accept']", title="They will attack")
    assert browser.press(answer.location, "//button[.='Undo']").location == "/narratives"
    assert "“They will attack” was made here, and somebody undid that." in browser.words(answer.location, 404)
    assert len(store.proposals()) == 1


def test_the_page_says_how_far_the_archive_is_matched_anew(app, sign_in, store, proposed, settings, now):
    store.save_vectors(proposed, np.eye(3, 384, dtype="float32"), Models(settings).encoder_name)
    browser = sign_in("ed", Role.EDITOR)
    woken = []
    app.config["BACKGROUND"] = type("Background", (), {"wake": lambda self: woken.append(True)})()
    answer = browser.press("/narratives/proposals", "//button[.='Accept']", title="They will attack")
    assert woken == [True]
    assert "Matching the archive anew: 0 of 3 statements." in browser.words(answer.location)
    app.config["BACKGROUND"] = None
    assert "3 statements wait to be matched anew: counterclaim run" in browser.words("/narratives")
    store.rematched(store.ledger_position(), now)
    assert "matched anew" not in browser.words("/narratives")


def test_a_reviewer_reads_the_history_and_changes_nothing(sign_in, store, tree):
    sign_in("ed", Role.EDITOR).press("/narratives/west", "//button[.='Move']", parent="east")
    browser = sign_in("ann")
    for path in ("/narratives", "/narratives/west", "/narratives/history"):
        page = browser.page(path)
        assert not page.xpath("//main//button"), path
    assert "“The West” was put below “The East” by ed" in browser.words("/narratives/history")
