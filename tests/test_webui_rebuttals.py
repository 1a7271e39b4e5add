"""Rebuttals: writing with sources, two writers at once, the gate before print, and who may let one through."""

from __future__ import annotations

import pytest
from lxml import html

from monitor.records import Outlet, RebuttalState, Role, Source, Verdict

FORM = "//main//form"
ANSWER = "The register lists every payment of that year, and not one of them went to anybody abroad."


def state_of(store, id):
    return store.rebuttal(id).state.value


def set_state(browser, rebuttal, state, version=None, **fields):
    return browser.send(f"/rebuttals/{rebuttal.id}/state", {"state": state, "version": version or rebuttal.version} | fields)


def test_a_rebuttal_is_written_from_a_statement_and_answers_it(sign_in, store, a_statement, a_narrative):
    a_narrative()
    statement = a_statement("Exiles are paid from abroad.")
    browser = sign_in("ann")
    answer = browser.press(
        f"/rebuttals/new?statement={statement}", FORM,
        disproof=f"  {ANSWER} ", verdict="false", date="2025-01-15", lang="be", narrative="paid-exiles",
        source_title=["Labour survey", ""], source_publisher=["Statistical office", "Nobody"],
        source_kind=["primary", "expert"],
        source_date=["2025-01", ""], source_url=["https://stat.example/1?a=b", ""], source_quote=["No payment.", ""],
    )  # fmt: skip
    assert answer.status_code == 302
    [made] = store.rebuttals()
    assert answer.location == f"/rebuttals/{made.id}"
    assert (made.claim, made.disproof, made.verdict, made.state) == (
        "Exiles are paid from abroad.", ANSWER, Verdict.FALSE, RebuttalState.DRAFT,
    )  # fmt: skip
    assert (made.author, made.version, made.lang, made.narrative_ids) == ("ann", 1, "be", ("paid-exiles",))
    assert made.sources == (
        Source(title="Labour survey", publisher="Statistical office", kind="primary", date="2025-01",
               url="https://stat.example/1?a=b", quote="No payment."),
    )  # fmt: skip
    assert store.statements_answered_by(made.id) == [statement]
    said = browser.words(answer.location)
    for part in ("Exiles are paid from abroad.", "false", "draft", "version 1 by ann", "Statistical office: Labour survey"):
        assert part in said


def test_the_form_of_a_saved_rebuttal_holds_all_of_it(sign_in, a_rebuttal, store):
    rebuttal = a_rebuttal()
    browser = sign_in("ann")
    assert browser.press(f"/rebuttals/{rebuttal.id}/edit", FORM).status_code == 302
    after = store.rebuttal(rebuttal.id)
    assert (after.version, after.author) == (2, "ann")
    for part in ("claim", "disproof", "verdict", "date", "lang", "sources", "narrative_ids", "keywords"):
        assert getattr(after, part) == getattr(rebuttal, part), part
    assert len(browser.page(f"/rebuttals/{rebuttal.id}/edit").xpath("//fieldset")) == 4


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"claim": "  "}, "Say which claim this answers."),
        ({"disproof": "x" * 20_001}, "longer than 20000 characters"),
        ({"date": "soon"}, "“soon” is no date"),
        ({"source_date": "[x](https://evil.example)"}, "is no date"),
        ({"source_url": "javascript:alert(1)"}, "is no address"),
        ({"source_url": "data:text/html,x"}, "is no address"),
        ({"source_url": "https://[half"}, "is no address"),
        ({"source_url": "https://a.example/> <b"}, "is no address"),
        ({"source_url": "stat.example/1"}, "is no address"),
        ({"source_url": "//stat.example/1"}, "is no address"),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_of_the_text_is_lost(sign_in, store, fields, reason):
    given = {
        "claim": "A claim of mine.", "disproof": "An answer of mine.", "verdict": "misleading",
        "source_title": "My source",
        "source_publisher": "Somebody", "source_kind": "primary", "source_date": "", "source_url": "",
        "source_quote": "My quote",
    } | fields  # fmt: skip
    answer = sign_in().send("/rebuttals", given)
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    assert reason in page.xpath("string(//*[@role='alert'])")
    kept = dict(page.xpath("//main//form")[0].form_values())
    assert kept["disproof"].strip() == given["disproof"]
    assert page.xpath("string(//input[@name='source_quote']/@value)") == "My quote"
    assert page.xpath("//option[@selected and @value='misleading']")
    assert store.rebuttals() == []


def test_nobody_can_set_what_the_form_does_not_ask(sign_in, store):
    sign_in("bob")
    sign_in("ann").send(
        "/rebuttals",
        {
            "claim": "A claim.",
            "author": "bob",
            "id": "chosen",
            "state": "approved",
            "version": "0",
            "saved_at": "1999",
            "lang": "en",
        },
    )
    [made] = store.rebuttals()
    assert (made.author, made.state, made.version) == ("ann", RebuttalState.DRAFT, 1)
    assert made.id != "chosen"


def test_a_verdict_or_narrative_that_is_none_is_left_out(sign_in, store):
    sign_in().send("/rebuttals", {"claim": "A claim.", "verdict": "damned lie", "narrative": "unheard-of"})
    [made] = store.rebuttals()
    assert (made.verdict, made.narrative_ids) == (Verdict.UNVERIFIED, ())


def test_a_rebuttal_for_an_unknown_statement_is_refused(sign_in, store, a_rebuttal):
    browser = sign_in()
    assert browser.send("/rebuttals", {"claim": "A claim.", "statement": "unknown"}).status_code == 400
    assert store.rebuttals() == []
    assert browser.send(f"/rebuttals/{a_rebuttal().id}/statements", {"statement": "unknown"}).status_code == 400
    for path in ("/rebuttals/unknown", "/rebuttals/unknown/edit"):
        assert browser.get(path).status_code == 404
    assert browser.send("/rebuttals/unknown", {"claim": "A claim."}).status_code == 404


# Two writers at once


def test_of_two_writers_the_second_sees_both_texts_and_neither_is_lost(sign_in, store, a_rebuttal):
    rebuttal = a_rebuttal(disproof="The answer as it was.")
    ann, bob = sign_in("ann"), sign_in("bob")
    path = f"/rebuttals/{rebuttal.id}"
    mine = {"version": "1", "claim": "Bob's claim.", "disproof": "What Bob wrote.", "verdict": "misleading"}
    assert ann.press(f"{path}/edit", FORM, disproof="What Ann wrote.").status_code == 302
    answer = bob.send(path, mine)
    assert answer.status_code == 409
    assert "What Ann wrote." in answer.text
    assert "What Bob wrote." in answer.text
    assert "ann saved another version in between" in answer.text
    assert store.rebuttal(rebuttal.id).disproof == "What Ann wrote."
    again = html.document_fromstring(answer.text).xpath(FORM)[0]
    assert bob.post(again.get("action"), data=dict(again.form_values())).status_code == 302
    after = store.rebuttal(rebuttal.id)
    assert (after.disproof, after.claim, after.version, after.author) == ("What Bob wrote.", "Bob's claim.", 3, "bob")
    texts = [row[0] for row in store.db.execute("select disproof from rebuttal_versions order by version")]
    assert texts == ["The answer as it was.", "What Ann wrote.", "What Bob wrote."]


@pytest.mark.parametrize("version", ["", "0", "-1", "2", "x", "9" * 30])
def test_a_save_that_does_not_know_the_latest_version_changes_nothing(sign_in, store, a_rebuttal, dump, version):
    rebuttal = a_rebuttal()
    browser = sign_in()
    before = dump()
    assert browser.send(f"/rebuttals/{rebuttal.id}", {"claim": "Other words.", "version": version}).status_code == 409
    assert dump() == before


def test_a_decision_on_an_older_version_than_the_present_one_is_refused(sign_in, store, a_rebuttal):
    rebuttal = a_rebuttal(state=RebuttalState.SUBMITTED)
    ann, editor = sign_in("ann"), sign_in("ed", Role.EDITOR)
    ann.press(f"/rebuttals/{rebuttal.id}/edit", FORM, disproof=ANSWER + " Or did they?")
    ann.press(f"/rebuttals/{rebuttal.id}", "//button[.='Submit for approval']")
    answer = set_state(editor, rebuttal, "approved", version=1)
    assert answer.status_code == 409
    assert "Load the page anew" in answer.text
    assert state_of(store, rebuttal.id) == "submitted"


# The gate before print


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"verdict": Verdict.UNVERIFIED}, "“unverified” is never printed"),
        ({"disproof": "It is not so."}, "fewer than ten words"),
        ({"sources": ()}, "Name 2 sources of different publishers; there are 0."),
        ({"sources": (Source(title="A", publisher="One"), Source(title="B", publisher=" one "))}, "there are 1."),
        (
            {
                "sources": (
                    Source(title="A", publisher="One"),
                    Source(title="B", publisher="Two", url="https://belta.example/x"),
                )
            },
            "links to an outlet whose links are never printed: belta.example",
        ),
    ],
)
def test_what_lacks_evidence_is_neither_submitted_nor_approved(sign_in, store, a_rebuttal, a_statement, lacking, sentence):
    a_statement(outlet=Outlet(id="belta", name="BelTA", domains=("belta.example",)))
    rebuttal = a_rebuttal(**lacking)
    browser = sign_in("ed", Role.EDITOR)
    page = browser.page(f"/rebuttals/{rebuttal.id}")
    assert sentence in page.xpath("string(//div[@class='notice'])")
    assert page.xpath("//button[.='Submit for approval']/@disabled")
    assert set_state(browser, rebuttal, "submitted").status_code == 409
    assert state_of(store, rebuttal.id) == "draft"
    submitted = a_rebuttal("Put there by an import.", state=RebuttalState.SUBMITTED, **lacking)
    assert set_state(browser, submitted, "approved").status_code == 409
    assert state_of(store, submitted.id) == "submitted"


def test_from_draft_to_print_and_back(sign_in, store, a_rebuttal):
    rebuttal = a_rebuttal()
    path = f"/rebuttals/{rebuttal.id}"
    sign_in("ann").press(path, "//button[.='Submit for approval']")
    editor = sign_in("ed", Role.EDITOR)
    editor.press(path, "//button[.='Approve']")
    assert state_of(store, rebuttal.id) == "approved"
    editor.press(path, "//button[.='Retract']")
    assert state_of(store, rebuttal.id) == "retracted"
    editor.press(path, "//button[.='Back to draft']")
    history = [(one["state"], one["by"]) for one in store.rebuttal_history(rebuttal.id)]
    assert history == [("draft", "writer"), ("submitted", "ann"), ("approved", "ed"), ("retracted", "ed"), ("draft", "ed")]
    assert "submitted, version 1, ann today" in editor.words(path)


def test_a_second_person_has_to_approve(sign_in, store, a_rebuttal):
    rebuttal = a_rebuttal(state=RebuttalState.SUBMITTED, author="ed")
    writer, other = sign_in("ed", Role.EDITOR), sign_in("boss", Role.ADMIN)
    page = writer.page(f"/rebuttals/{rebuttal.id}")
    assert page.xpath("//button[.='Approve']/@disabled")
    assert "A second person has to approve what you wrote." in page.text_content()
    assert set_state(writer, rebuttal, "approved").status_code == 403
    assert state_of(store, rebuttal.id) == "submitted"
    assert set_state(other, rebuttal, "approved").status_code == 302
    assert state_of(store, rebuttal.id) == "approved"


def test_a_reviewer_approves_and_retracts_nothing(sign_in, store, a_rebuttal):
    submitted, approved = a_rebuttal(state=RebuttalState.SUBMITTED), a_rebuttal("Other.", state=RebuttalState.APPROVED)
    browser = sign_in("ann", Role.REVIEWER)
    assert browser.page(f"/rebuttals/{submitted.id}").xpath("//button[.='Approve']/@disabled")
    assert not browser.page(f"/rebuttals/{approved.id}").xpath("//button[.='Retract']")
    assert set_state(browser, submitted, "approved").status_code == 403
    assert set_state(browser, approved, "retracted").status_code == 403
    assert (state_of(store, submitted.id), state_of(store, approved.id)) == ("submitted", "approved")


@pytest.mark.parametrize(
    ("present", "wanted"),
    [("draft", "approved"), ("draft", "retracted"), ("draft", "draft"), ("submitted", "retracted"), ("approved", "submitted"),
     ("retracted", "approved"), ("retracted", "submitted"), ("draft", "printed"), ("draft", "")],
)  # fmt: skip
def test_no_state_is_skipped(sign_in, store, a_rebuttal, present, wanted):
    rebuttal = a_rebuttal(state=RebuttalState(present))
    assert set_state(sign_in("boss", Role.ADMIN), rebuttal, wanted).status_code == 400
    assert state_of(store, rebuttal.id) == present


def test_an_approved_rebuttal_that_is_edited_is_a_draft_again(sign_in, store, a_rebuttal):
    rebuttal = a_rebuttal(state=RebuttalState.APPROVED)
    sign_in().press(f"/rebuttals/{rebuttal.id}/edit", FORM, disproof="Other words.")
    assert state_of(store, rebuttal.id) == "draft"
    assert store.approved_rebuttals() == []


# The list


def test_the_list_has_a_tab_for_each_state_with_its_count(sign_in, a_rebuttal):
    for claim, state in (("A draft.", "draft"), ("Another draft.", "draft"), ("In print.", "approved")):
        a_rebuttal(claim, state=RebuttalState(state))
    browser = sign_in()
    tabs = browser.page("/rebuttals").xpath("//div[@class='tabs']/a[span]")
    assert [" ".join(tab.text_content().split()) for tab in tabs] == [
        "All 3", "Draft 2", "Submitted 0", "Approved 1", "Retracted 0",
    ]  # fmt: skip

    def listed(path):
        return browser.page(path).xpath("//main//li/p/a/text()")

    assert sorted(listed("/rebuttals?state=draft")) == ["A draft.", "Another draft."]
    assert listed("/rebuttals?state=approved") == ["In print."]
    assert len(listed("/rebuttals?state=unheard-of")) == 3
    assert "No rebuttal here" in browser.words("/rebuttals?state=retracted")


def test_without_any_rebuttal_the_list_says_how_to_write_one(sign_in):
    assert "Open a statement and press r to answer it." in sign_in().words("/rebuttals")


def test_a_rebuttal_lists_the_statements_and_narratives_it_answers(sign_in, a_rebuttal, a_statement, a_narrative):
    a_narrative()
    statement = a_statement("Exiles are paid.", speaker="N. Minister")
    bare = a_rebuttal("Bare.", sources=())
    full = a_rebuttal(answers=[statement], narrative_ids=("paid-exiles",))
    browser = sign_in()
    links = browser.page(f"/rebuttals/{full.id}").xpath("//main//a/@href")
    assert {f"/statements/{statement}", "/narratives/paid-exiles"} <= set(links)
    assert "N. Minister, BelTA, 14 January 2025" in browser.words(f"/rebuttals/{full.id}")
    assert browser.words(f"/rebuttals/{bare.id}").count("None yet.") == 2


def test_the_address_of_a_source_is_shown_and_is_no_link(sign_in, a_rebuttal):
    rebuttal = a_rebuttal()
    page = sign_in().page(f"/rebuttals/{rebuttal.id}")
    assert "https://stat.example/1" in page.text_content()
    assert not [href for href in page.xpath("//@href") if "stat.example" in href]
