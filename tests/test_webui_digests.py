"""Digests: pulled together, put in order, read as a document, published; and never by two hands at once."""

from __future__ import annotations

import json

import pytest

from monitor.records import Outlet, RebuttalState, Role, Source

APPROVED = RebuttalState.APPROVED


@pytest.fixture
def editor(sign_in):
    return sign_in("ed", Role.EDITOR)


@pytest.fixture
def a_digest(editor, a_rebuttal):
    """A digest of three rebuttals; returns its address. Claims of the list are in its order."""
    for claim in ("Third", "Second", "First"):
        a_rebuttal(f"{claim} claim.", state=APPROVED)
    return editor.send("/digests", {"week": "2025-W03"}).location


def claims(store, id="2025-W03"):
    return [one.claim.removesuffix(" claim.") for one in store.digest(id).rebuttals]


def test_a_new_digest_holds_every_approved_rebuttal_of_its_week(editor, store, a_rebuttal, a_statement):
    a_rebuttal("Dated in it.", state=APPROVED, date="2025-01-19")
    a_rebuttal("Answers it.", state=APPROVED, date="2025-03-01", answers=[a_statement()])
    a_rebuttal("Of the week after.", state=APPROVED, date="2025-01-20")
    for state in (RebuttalState.DRAFT, RebuttalState.SUBMITTED, RebuttalState.RETRACTED):
        a_rebuttal(f"Only {state}.", state=state)
    answer = editor.press("/digests", "//main//form", week="2025-W03")
    assert answer.location == "/digests/2025-W03"
    assert {one.claim for one in store.digest("2025-W03").rebuttals} == {"Dated in it.", "Answers it."}
    page = editor.page(answer.location)
    assert sorted(h2.text_content()[3:] for h2 in page.xpath("//ol//h2")) == ["Answers it.", "Dated in it."]
    waiting = page.xpath("//section[h2='Approved and not in it']//span[@class='words']/text()")
    assert waiting == ["Of the week after."]


@pytest.mark.parametrize("week", ["2025-W3", "2025W03", "2025W3", " 2025-W03 ", "2025-W03"])
def test_a_week_has_one_digest_however_it_is_written(editor, store, a_digest, week):
    assert editor.send("/digests", {"week": week}).location == a_digest
    assert [one.id for one in store.digests()] == ["2025-W03"]
    assert store.digest("2025-W03").version == 1


@pytest.mark.parametrize("week", ["", "soon", "2025-W54", "2025-W00", "2025-01", "2025-W03\nX: y"])
def test_what_is_no_week_makes_no_digest(editor, store, week):
    answer = editor.send("/digests", {"week": week})
    assert answer.status_code == 409
    assert "is not a week; write it like 2025-W03" in answer.text
    assert store.digests() == []


def test_rebuttals_are_moved_taken_out_and_pulled_in_again(editor, store, a_digest):
    def press(place, words):
        return editor.press(a_digest, f"(//ol/li)[{place}]//button[.='{words}']")

    start = claims(store)
    press(1, "Down")
    assert claims(store) == [start[1], start[0], start[2]]
    press(3, "Up")
    assert claims(store) == [start[1], start[2], start[0]]
    press(1, "Up")
    press(3, "Down")
    assert claims(store) == [start[1], start[2], start[0]]
    press(2, "Take out")
    assert claims(store) == [start[1], start[0]]
    editor.press(a_digest, "//button[.='Pull']")
    assert claims(store) == [start[1], start[0], start[2]]
    assert not editor.page(a_digest).xpath("//button[.='Pull']")


def test_the_title_and_the_introduction_are_the_editors(editor, store, a_digest):
    editor.press(a_digest, "//form[contains(@action, '/words')]", title=" The week in claims ", intro="Three claims.")
    digest = store.digest("2025-W03")
    assert (digest.title, digest.intro, digest.version) == ("The week in claims", "Three claims.", 2)
    assert editor.send(f"{a_digest}/words", {"title": " ", "version": "2"}).status_code == 400
    assert "The week in claims" in editor.words("/digests")


@pytest.mark.parametrize("version", ["", "0", "2", "x", "9" * 30])
@pytest.mark.parametrize("what", ["items", "words", "publish"])
def test_a_page_that_is_older_than_the_digest_changes_nothing(editor, store, a_digest, dump, what, version):
    first = store.digest("2025-W03").rebuttals[0].id
    before = dump()
    fields = {"version": version, "action": "drop", "rebuttal": first, "title": "Other"}
    answer = editor.send(f"{a_digest}/{what}", fields)
    assert answer.status_code == 409
    assert "Load the page anew" in answer.text
    assert dump() == before


def test_two_editors_in_the_same_moment_get_a_conflict_and_no_error(editor, store, a_digest, monkeypatch):
    def faster(self, digest, by, now):
        raise ValueError("digest has version 2 by now, not 1")

    monkeypatch.setattr(type(store), "save_digest", faster)
    assert editor.send(f"{a_digest}/words", {"title": "Mine", "version": "1"}).status_code == 409


@pytest.mark.parametrize("state", [RebuttalState.DRAFT, RebuttalState.SUBMITTED, RebuttalState.RETRACTED])
def test_only_an_approved_rebuttal_can_be_pulled(editor, store, a_digest, a_rebuttal, state):
    rebuttal = a_rebuttal("Not for print.", state=state, date="2024-01-01")
    fields = {"version": "1", "action": "pull", "rebuttal": rebuttal.id}
    assert editor.send(f"{a_digest}/items", fields).status_code == 409
    assert len(claims(store)) == 3


def test_nonsense_is_refused(editor, a_digest):
    assert editor.send(f"{a_digest}/items", {"version": "1", "action": "shuffle"}).status_code == 400
    assert editor.send(f"{a_digest}/items", {"version": "1", "action": "pull", "rebuttal": "unknown"}).status_code == 404
    for path in ("/digests/2025-W09", "/digests/x", "/digests/2025-W09/document.md", f"{a_digest}/document.exe"):
        assert editor.get(path).status_code == 404, path


# Print


@pytest.mark.parametrize(
    ("format", "kind"),
    [("md", "text/markdown"), ("html", "text/html"), ("txt", "text/plain"), ("json", "application/json")],
)
def test_a_document_comes_as_a_download_in_the_order_of_the_digest(editor, store, a_digest, format, kind):
    editor.press(a_digest, "(//ol/li)[1]//button[.='Down']")
    answer = editor.get(f"{a_digest}/document.{format}")
    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="digest-2025-W03.{format}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    places = [answer.text.index(claim) for claim in claims(store)]
    assert places == sorted(places)
    assert f"/digests/2025-W03/document.{format}" in editor.page(a_digest).xpath("//a/@href")
    assert format != "json" or json.loads(answer.text)["week"] == "2025-W03"


@pytest.mark.parametrize("format", ["md", "html", "txt", "json"])
def test_no_document_names_who_worked_on_it(sign_in, store, editor, a_rebuttal, a_statement, format):
    canaries = ("canary-writer", "canary-reviewer", "canary-editor")
    sign_in(canaries[1])
    rebuttal = a_rebuttal(state=RebuttalState.SUBMITTED, author=canaries[0], answers=[a_statement()])
    chief = sign_in(canaries[2], Role.EDITOR)
    chief.press(f"/rebuttals/{rebuttal.id}", "//button[.='Approve']")
    path = chief.send("/digests", {"week": "2025-W03"}).location
    chief.press(path, "//button[.='Publish']")
    answer = chief.get(f"{path}/document.{format}")
    assert rebuttal.claim in answer.text
    for canary in canaries:
        assert canary not in answer.text + str(answer.headers)


def test_a_published_digest_says_so_and_when(editor, store, a_digest):
    assert editor.press(a_digest, "//button[.='Publish']").location == a_digest
    assert store.digest("2025-W03").published_at
    assert "published" in editor.page(a_digest).xpath("string(//header//span[contains(@class, 'decided')])")
    assert not editor.page(a_digest).xpath("//button[.='Publish']")


def test_an_empty_digest_is_not_published(editor, store):
    path = editor.send("/digests", {"week": "2025-W03"}).location
    assert "Nothing in it yet" in editor.words(path)
    assert not editor.page(path).xpath("//button[.='Publish']")
    answer = editor.send(f"{path}/publish", {"version": "1"})
    assert answer.status_code == 409
    assert "an empty digest is not published" in answer.text
    assert store.digest("2025-W03").published_at is None


@pytest.mark.parametrize("how", ["edited", "retracted"])
def test_what_was_approved_no_longer_is_neither_printed_nor_published(editor, sign_in, store, a_digest, how):
    rebuttal = store.digest("2025-W03").rebuttals[0]
    if how == "edited":
        sign_in("ann").press(f"/rebuttals/{rebuttal.id}/edit", "//main//form", disproof="Words nobody has approved.")
    else:
        editor.press(f"/rebuttals/{rebuttal.id}", "//button[.='Retract']")
    now_is = "draft" if how == "edited" else "retracted"
    assert f"Now {now_is}: it has to be approved again" in editor.words(a_digest)
    for format in ("md", "html", "txt", "json"):
        answer = editor.get(f"{a_digest}/document.{format}")
        assert answer.status_code == 409
        assert "Words nobody has approved" not in answer.text
        assert f"is {now_is}: approve it again, or take it out" in answer.text
    assert editor.press(a_digest, "//button[.='Publish']").status_code == 409
    assert store.digest("2025-W03").published_at is None
    editor.press(a_digest, "(//ol/li)[1]//button[.='Take out']")
    assert editor.press(a_digest, "//button[.='Publish']").status_code == 302


def test_an_address_of_a_watched_outlet_never_comes_out_as_a_link(editor, store, a_rebuttal):
    store.save_outlets([Outlet(id="rt", name="RT", domains=("propaganda.example",), handles=("propaganda",))])
    a_rebuttal(
        "See propaganda.example/lie and @propaganda.",
        state=APPROVED,
        sources=(
            Source(title="Lie", publisher="RT", url="https://www.propaganda.example/x"),
            Source(title="B", publisher="Two"),
        ),
    )
    path = editor.send("/digests", {"week": "2025-W03"}).location
    for format in ("md", "html", "txt", "json"):
        answer = editor.get(f"{path}/document.{format}")
        assert answer.status_code == 200
        assert "propaganda.example" not in answer.text
        assert "@propaganda" not in answer.text


def test_a_reviewer_reads_and_changes_nothing(sign_in, a_digest):
    reviewer = sign_in("ann", Role.REVIEWER)
    page = reviewer.page(a_digest)
    assert not page.xpath("//main//form")
    assert "First claim." in page.text_content()
    assert not reviewer.page("/digests").xpath("//main//form")


def test_without_a_digest_the_page_says_what_one_is(sign_in):
    assert "No digest yet" in sign_in("ann").words("/digests")


def test_the_form_offers_the_week_of_the_last_statement(editor, a_statement):
    a_statement(published_at="2025-01-14")
    assert editor.page("/digests").xpath("string(//input[@name='week']/@value)") == "2025-W03"
