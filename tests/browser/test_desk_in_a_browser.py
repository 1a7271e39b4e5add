"""The desk as people use it: a real Chromium, by keyboard, by form, without JavaScript, on a small screen."""

from __future__ import annotations

import pytest

from monitor import digest as digests
from monitor import people
from monitor.records import Band, RebuttalState, Role

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
pytestmark = pytest.mark.browser


@pytest.fixture
def stocked(store, a_narrative, a_statement, a_rebuttal, matched, flagged, now):
    """Five statements of which each has a suggestion; the newest stands first. Returns their ids, in that order."""
    a_narrative(title="Exiles are paid agents of a foreign power and were always meant to be nothing else")
    keys = [
        a_statement(
            f"Statement number {number}: Международнаароднаясупрацоўніцтва exiles are paid from abroad.", speaker="N. Minister"
        )
        for number in range(5)
    ]
    for key in keys:
        matched(key, ("paid-exiles", 0.72, Band.ACCEPT))
        flagged(key, worth=0.6, statistic=0.7)
    rebuttal = a_rebuttal(state=RebuttalState.APPROVED, answers=keys[:1], narrative_ids=("paid-exiles",))
    people.add_user(store, "writer", Role.REVIEWER, now)
    store.save_digest(digests.pull(digests.new_digest("2025-W03"), rebuttal), "writer", now)
    return keys[::-1]


def selected(page):
    return page.get_attribute(".item[aria-current]", "data-id")


def card(page):
    return page.get_attribute(".side .card", "data-card")


def wait_for_card(page, key):
    page.wait_for_selector(f'.side .card[data-card="{key}"]')


def decisions(store, key):
    return [(one["reviewer"], one["decision"], one["narrative_id"]) for one in store.reviews_of(key)]


def test_a_person_signs_in_chooses_a_password_and_comes_back_with_it(desk, chromium, watch, store, now):
    people.add_user(store, "ann", Role.REVIEWER, now)
    context = chromium.new_context(viewport=WIDE)
    witness = watch(context)
    page = context.new_page()
    page.goto(desk.url + people.sign_in_path(store, "ann", now))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password").fill("four plain words here")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/queue")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto(desk.url + "/feeds")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill("four plain words here")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/feeds")
    assert page.locator("h1").inner_text() == "Outlets and feeds"
    context.close()
    witness.assert_quiet(desk.url)


def test_the_queue_by_keyboard(person, stocked, store):
    page = person()
    assert selected(page) == card(page) == stocked[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    wait_for_card(page, stocked[2])
    assert selected(page) == stocked[2]
    page.keyboard.press("k")
    wait_for_card(page, stocked[1])
    page.keyboard.press("c")
    page.wait_for_selector(".undo")
    wait_for_card(page, stocked[2])
    assert decisions(store, stocked[1]) == [("ed", "confirm", "paid-exiles")]
    assert page.locator(f'.item[data-id="{stocked[1]}"]').count() == 0
    assert "Confirmed." in page.locator(".undo").inner_text()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert decisions(store, stocked[1])[-1] == ("ed", "reopen", "paid-exiles")
    assert page.locator(f'.item[data-id="{stocked[1]}"]').count() == 1
    page.locator(f'.item[data-id="{stocked[1]}"]').click()
    wait_for_card(page, stocked[1])
    page.keyboard.press("x")
    page.wait_for_selector(".undo")
    assert decisions(store, stocked[1])[-1] == ("ed", "reject", "paid-exiles")


def test_search_by_keyboard(person, stocked):
    page = person()
    page.keyboard.press("/")
    page.keyboard.type("number 3")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/search?q=" in page.url and "number 3" in page.locator(".found li").first.inner_text()
    page.keyboard.press("?")
    page.wait_for_url("**/help")


def test_a_key_pressed_while_writing_is_a_letter(person, stocked, store):
    page = person()
    page.keyboard.press("/")
    page.keyboard.type("cxupz")
    assert page.input_value("#search") == "cxupz"
    assert [decisions(store, key) for key in stocked] == [[]] * 5


def test_a_decision_is_made_on_the_statement_that_is_selected_however_fast_the_keys_come(person, stocked, store):
    page = person()
    held = []
    page.route("**/card", lambda route: held.append(route))  # the card of the next row is slow to come
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_timeout(500)
    decided = decisions(store, stocked[0])
    for route in held:
        route.continue_()
    page.unroute("**/card")
    page.wait_for_load_state("networkidle")
    assert decided == []


def test_on_a_narrow_screen_no_key_decides_on_a_card_that_cannot_be_seen(person, stocked, store):
    page = person(viewport={"width": 900, "height": 800})
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_timeout(800)
    assert decisions(store, stocked[0]) == []


def test_a_rebuttal_is_written_with_its_sources_in_the_form(person, stocked, store):
    page = person("ann", Role.REVIEWER)
    with page.expect_navigation():
        page.keyboard.press("r")
    assert "Statement number 4" in page.get_by_label("The claim").input_value()
    page.get_by_label("The answer").fill("The register lists every payment, and none of them went to anybody abroad at all.")
    page.get_by_label("Verdict").select_option("false")
    for number, publisher in enumerate(("Statistical office", "Wage institute")):
        source = page.locator("fieldset").nth(number)
        source.get_by_label("Title").fill(f"Survey {number}")
        source.get_by_label("Publisher").fill(publisher)
        source.get_by_label("Address").fill(f"https://source.example/{number}")
    page.get_by_role("button", name="Save as draft").click()
    page.get_by_role("button", name="Submit for approval").click()
    page.wait_for_load_state()
    [made] = [one for one in store.rebuttals() if one.author == "ann"]
    assert made.state is RebuttalState.SUBMITTED
    assert [source.publisher for source in made.sources] == ["Statistical office", "Wage institute"]
    assert store.statements_answered_by(made.id) == [stocked[0]]
    editor = person("ed", Role.EDITOR)
    editor.goto(page.url)
    editor.get_by_role("button", name="Approve").click()
    editor.wait_for_load_state()
    assert store.rebuttal(made.id).state is RebuttalState.APPROVED


def test_two_writers_at_once_both_see_both_texts(person, stocked, store, a_rebuttal):
    rebuttal = a_rebuttal("Two write this.")
    first, second = person("ann", Role.REVIEWER), person("bob", Role.REVIEWER, refusals=("409",))
    for page in (first, second):
        page.goto(page.url.replace("/queue", f"/rebuttals/{rebuttal.id}/edit"))
    first.get_by_label("The answer").fill("What Ann wrote.")
    second.get_by_label("The answer").fill("What Bob wrote.")
    first.get_by_role("button", name="Save as draft").click()
    first.wait_for_url(f"**/rebuttals/{rebuttal.id}")
    with second.expect_response(lambda answer: answer.status == 409):
        second.get_by_role("button", name="Save as draft").click()
    assert "What Ann wrote." in second.locator("[role=alert]").inner_text()
    assert second.get_by_label("The answer").input_value() == "What Bob wrote."
    assert store.rebuttal(rebuttal.id).disproof == "What Ann wrote."


def test_without_javascript_the_same_decision_is_made_by_the_button(person, stocked, store, desk):
    page = person(java_script_enabled=False)
    page.get_by_role("button", name="Confirm c", exact=True).click()
    page.wait_for_load_state()
    assert decisions(store, stocked[0]) == [("ed", "confirm", "paid-exiles")]
    assert page.locator(".item").count() == 4
    page.goto(f"{desk.url}/statements/{stocked[0]}")
    page.get_by_role("button", name="Undo z").click()
    page.wait_for_load_state()
    assert decisions(store, stocked[0])[-1] == ("ed", "reopen", "paid-exiles")
    page.get_by_role("link", name="Queue", exact=True).first.click()
    page.get_by_text("More filters").click()
    page.get_by_label("All languages").select_option("en")
    page.get_by_role("button", name="Filter").click()
    assert page.locator(".item").count() == 5


def paths(stocked, store):
    rebuttal = store.rebuttals()[0].id
    return [
        "/queue", "/queue?view=all&words=statement", f"/statements/{stocked[0]}", "/narratives", "/narratives/paid-exiles",
        "/narratives/proposals", "/rebuttals", f"/rebuttals/{rebuttal}", "/digests",
        "/digests/2025-W03", "/summaries/2025-W03", "/feeds", "/users", "/help", "/password",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_main_page_scrolls_sideways_on_a_phone(person, stocked, store, desk, scheme):
    page = person("boss", Role.ADMIN, viewport=PHONE, color_scheme=scheme)
    wide = {}
    for path in paths(stocked, store):
        page.goto(desk.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[path] = width
    assert wide == {}


def test_the_form_of_a_rebuttal_does_not_scroll_sideways_on_a_phone(person, stocked, store, desk):
    page = person("boss", Role.ADMIN, viewport=PHONE)
    page.goto(f"{desk.url}/rebuttals/{store.rebuttals()[0].id}/edit")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_attackers_words_neither_run_nor_load_anything(person, store, a_statement, a_narrative, matched, desk):
    payload = '"><img src=https://evil.example/x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>'
    key = a_statement(payload, speaker=payload, role=payload, title=payload)
    a_narrative(title=payload, description=payload, exemplars=(payload,))
    matched(key, ("paid-exiles", 0.9, Band.ACCEPT))
    page = person("boss", Role.ADMIN)
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    for path in ("/queue", f"/statements/{key}", "/narratives", "/narratives/paid-exiles", "/summaries/2025-W03", "/feeds"):
        page.goto(desk.url + path)
        assert page.locator("main img, main script").count() == 0
    page.goto(desk.url + "/queue")
    page.locator(".item").first.click()
    wait_for_card(page, key)
    assert opened == []


def test_the_witness_would_notice_a_request_elsewhere(chromium, watch, desk):
    context = chromium.new_context()
    witness = watch(context)
    page = context.new_page()
    page.goto(desk.url + "/sign-in")
    page.evaluate("() => { const i = new Image(); i.src = 'http://127.0.0.1:9/x'; document.body.append(i); }")
    page.wait_for_timeout(300)
    context.close()
    with pytest.raises(AssertionError):
        witness.assert_quiet(desk.url)
    assert any("policy: img-src" in line for line in witness.complaints)
