"""Files, feeds, changes and speakers in a real Chromium: dropped, sent, followed, stopped, tried again, and on a phone."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitor.add import prepared
from monitor.background import Background, incoming_folder
from monitor.polling import Outcome, after
from monitor.records import Appearance, Document, Outlet, ReadError, Role

PHONE = {"width": 360, "height": 740}
LONG = "Міжнароднаясупрацоўніцтвасельскагаспадарчаводагаспадарчагазабеспячэння" * 3
DROP = """(names) => {
  const carried = new DataTransfer();
  for (const [name, text] of names) carried.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"])
    document.querySelector("h1").dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""

pytestmark = pytest.mark.browser


@pytest.fixture
def background(app, db_path, settings):
    """Work behind the desk, to be begun by the test; ended with it."""
    found = Background(db_path, settings, lambda: datetime.now(UTC))
    app.config["BACKGROUND"] = found
    yield found
    if found._thread.is_alive():
        found.stop()


@pytest.fixture
def reviewer(background, person):
    """A reviewer on the page of files."""
    page = person("rita", Role.REVIEWER)
    page.goto(page.url.replace("/queue", "/arrivals"))
    return page


def rows(word, count=3):
    return "\n".join(json.dumps({"text": f"{word} number {number} is closed.", "outlet": "herald"}) for number in range(count))


def progress(page):
    return page.locator("[data-progress] [role=status]").inner_text()


def test_a_file_is_chosen_and_sent_by_keyboard_and_its_page_follows_it_to_the_end(reviewer, background, store, tmp_path):
    file = tmp_path / "Дарогі і масты.jsonl"
    file.write_text(rows("Road", 250))
    # The chooser itself is the system's window and no part of the page: the file is put in as if it had been chosen.
    reviewer.locator("[type=file]").set_input_files(file)
    reviewer.locator("[type=file]").focus()
    for _ in range(3):
        reviewer.keyboard.press("Tab")
    assert reviewer.evaluate("document.activeElement.textContent") == "Add"
    reviewer.keyboard.press("Enter")
    reviewer.wait_for_url("**/arrivals/*")
    assert reviewer.locator("h1").inner_text() == file.name and reviewer.locator("[data-state]").inner_text() == "waiting"
    background.start()
    reviewer.get_by_text("Everything in it has been read.").wait_for()
    assert reviewer.locator("[data-count=new_statements]").inner_text() == "250"
    assert store.value("select count(*) from statements") == 250


def test_files_are_dropped_anywhere_and_the_second_waits_for_the_first(reviewer, background, store):
    reviewer.evaluate(DROP, [["one.jsonl", rows("Road")]])
    reviewer.wait_for_url("**/arrivals/*")
    store.db.execute("update imports set state = 'running'")  # as if it took long
    reviewer.get_by_text("being read").wait_for()
    reviewer.get_by_role("link", name="Add another file").click()
    reviewer.wait_for_url("**/arrivals")
    reviewer.evaluate(DROP, [["two.jsonl", rows("Bridge")], ["three.jsonl", rows("Ferry")]])
    reviewer.locator("tr[data-import]").nth(2).wait_for()
    background.start()
    reviewer.locator("tr[data-import] .chip.done").nth(2).wait_for()
    assert [one["new_statements"] for one in store.imports()] == [3, 3, 3]
    assert reviewer.locator("[data-count=new_statements]").all_inner_texts() == ["3", "3", "3"]


def test_the_bar_moves_while_a_file_is_sent_and_can_be_stopped(reviewer, store, db_path):
    wire = reviewer.context.new_cdp_session(reviewer)
    wire.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000,
    })  # fmt: skip
    reviewer.evaluate(DROP, [["slow.jsonl", "x" * 400_000]])
    shown = set()
    while len(shown - {0}) < 3:
        shown.add(reviewer.evaluate("document.querySelector('[data-progress] progress').value"))
        reviewer.wait_for_timeout(20)
    assert progress(reviewer).endswith("% sent") and reviewer.get_by_role("button", name="Add").is_disabled()
    reviewer.get_by_role("button", name="Stop").click()
    assert progress(reviewer) == "Stopped; nothing was added." and reviewer.get_by_role("button", name="Add").is_enabled()
    assert store.imports() == [] and not incoming_folder(db_path).exists()


def test_what_stops_a_file_is_said_and_the_next_try_is_taken(app, background, person, store):
    page = person("rita", Role.REVIEWER, refusals=("401", "413", "ERR_CONNECTION_RESET"))
    page.goto(page.url.replace("/queue", "/arrivals"))
    page.route("**/arrivals", lambda route: route.abort("connectionreset"))
    page.evaluate(DROP, [["a.jsonl", rows("Road")]])
    page.get_by_text("The connection broke off").wait_for()
    page.unroute("**/arrivals")
    # Too large for the page, for the desk, and for the server before it.
    page.evaluate("document.querySelector('[data-upload]').dataset.limit = 10")
    page.get_by_role("button", name="Add").click()
    assert "the most the desk takes at once. Nothing was added." in progress(page)
    page.evaluate("document.querySelector('[data-upload]').dataset.limit = 1e12")
    desk = app.config["DESK"]
    app.config["DESK"] = replace(desk, upload_max_bytes=100)
    page.get_by_role("button", name="Add").click()
    page.get_by_text("That is more than 100 bytes, the most the desk takes at once.").wait_for()
    app.config["DESK"] = desk
    store.db.execute("delete from sessions")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("You are signed out. Sign in again; nothing was changed.").wait_for()
    assert store.imports() == [] and page.get_by_role("button", name="Add").is_enabled()


def test_without_scripts_a_file_is_sent_followed_and_tried_again(background, person, store, db_path, tmp_path):
    page = person("rita", Role.REVIEWER, java_script_enabled=False)
    page.goto(page.url.replace("/queue", "/arrivals"))
    assert not page.get_by_text("Drop them anywhere").is_visible()
    (tmp_path / "a.jsonl").write_text(rows("Road") + "\n{broken")
    page.locator("[type=file]").set_input_files(tmp_path / "a.jsonl")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/arrivals/*")
    background.once()
    page.get_by_role("link", name="Look again").click()
    assert page.get_by_text("line 4").is_visible() and page.get_by_text("All of it that could be read").is_visible()
    (kept,) = incoming_folder(db_path).glob("*/*")
    kept.write_text(rows("Road"))
    page.get_by_role("link", name="Files and errors").click()
    page.get_by_role("button", name="Try again").click()
    background.once()
    page.get_by_role("link", name="Look again").click()
    assert page.get_by_text("Everything in it has been read.").is_visible() and store.read_errors() == []


@pytest.fixture
def full(store, now, tmp_path):
    """Long and hostile words in every field of what comes in; the addresses of the pages that show them."""
    evil = f'\u202e"><img src=https://evil.example/x onerror=alert(1)><script>alert(2)</script>{LONG}'
    outlet = Outlet(id="o", name=evil, domains=("o.example",))
    feed = store.add_feed(f"https://o.example/{'rss' * 200}", outlet, now - timedelta(days=9), title="")
    store.save_poll(after(feed, Outcome(error=f"{evil}."), now), {}, None, 0, 0, now)
    for text in (f"{evil} says that nine bridges are closed.", f"{evil} says that two bridges are open."):
        document = Document(outlet=outlet, external_id="1", kind="feed", title=evil, text=text, url=f"https://o.example/{LONG}")
        voice = Appearance(
            text=text, lang="be", start=0, end=len(text), prefix="", suffix="", speaker=evil, role=evil, begins=9
        )
        store.add_documents([(prepared(document)[0], [voice])], now)
    store.mark_gone([document.id], now)
    store.start_import("i", evil, str(tmp_path / LONG), "auto", None, "x", 7, evil, now, state="failed")
    store.fail_import("i", evil, now)
    store.save_read_errors(
        [ReadError(file=str(tmp_path / LONG), place=evil, reason=evil), ReadError(file=evil, place="p", reason="r")], now
    )
    speaker = store.speakers()[0]["id"]
    return [
        "/feeds", f"/feeds/{feed.id}", "/arrivals", "/arrivals/i", "/changes", f"/documents/{document.id}",
        f"/documents/{document.id}?from=1&to=2", "/speakers", f"/speakers/{speaker}", f"/statements/{voice.statement_id}",
    ]  # fmt: skip


def test_no_page_of_what_comes_in_scrolls_sideways_on_a_phone_or_runs_an_attackers_words(person, full, desk):
    page = person("boss", Role.ADMIN, viewport=PHONE)
    opened, wide = [], {}
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    for path in full:
        page.goto(desk.url + path)
        burst = page.evaluate(
            "[...document.querySelectorAll('html, .table')].filter(one => one.scrollWidth > one.clientWidth).length"
        )
        if burst:
            wide[path] = burst
        assert page.locator("main img, main script").count() == 0
    assert (wide, opened) == ({}, [])


class Site(BaseHTTPRequestHandler):
    """One page with one feed."""

    def do_GET(self):  # noqa: N802
        page = b"<title>Evening Post</title><link rel=alternate type=application/rss+xml href=/rss>"
        feed = b"<rss version='2.0'><channel><title>All news</title><item><title>A bridge</title></item></channel></rss>"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(feed if self.path == "/rss" else page)

    def log_message(self, *_):
        """Nothing is said on the error stream."""


def test_an_outlet_is_watched_by_its_address_and_what_is_missing_is_said_beside_its_field(app, person, store):
    store.save_outlets([Outlet(id="herald", name="Herald")])
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        place = f"127.0.0.1:{site.server_address[1]}"
        app.config["DESK"] = replace(app.config["DESK"], fetch_allow=(place,), fetch_host_delay=0.0)
        page = person(refusals=("422",))
        page.goto(page.url.replace("/queue", "/feeds"))
        page.get_by_placeholder("Address of a site").fill(f"http://{place}/")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="What this address offers").wait_for()
        site.shutdown()
    name = page.locator("[name=outlet_name]")
    assert name.input_value() == "Evening Post" and page.get_by_role("checkbox", name="All news").is_checked()
    page.locator("[name=outlet]").select_option("Herald")
    assert not name.is_visible()
    page.locator("[name=outlet]").select_option("a new one")
    name.fill("")
    page.locator("[name=outlet_site]").fill("post.example")
    page.get_by_role("button", name="Watch").click()
    page.get_by_text("Name the new outlet, or choose one that is known.").wait_for()
    assert page.evaluate("document.activeElement.name") == "outlet_name"
    page.keyboard.type("Evening Post")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="All news").wait_for()
    assert [(one.outlet_id, one.title) for one in store.feeds()] == [("evening-post", "All news")]
