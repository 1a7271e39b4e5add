"""Outlets and feeds at the desk: their health in words, what an address offers, and who may change it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from monitor.background import Background
from monitor.polling import Outcome, after
from monitor.records import Feed, Outlet, OutletKind, Role
from monitor.settings import Settings
from monitor.store import Store

HERALD = Outlet(id="herald", name="Morning Herald", lang="en")
LONG = "the answer is a page with a sign-in form and no feed; perhaps the outlet shows it only to those who are signed in"
RSS = (
    b"<rss version='2.0'><channel><title>Herald, all news</title><item><guid>1</guid><title>The bridge is promised</title>"
    b"<description>The bridge over the river is promised before winter, the prefect said.</description></item></channel></rss>"
)
SITE = (
    b"<html><head><title>Evening Post</title><link rel=alternate type=application/rss+xml title='All' href=/rss></head></html>"
)


class Site(ThreadingHTTPServer):
    """Pages by path on this machine, and what was asked for."""

    pages: dict[str, bytes]
    asked: list[str]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    class Answer(BaseHTTPRequestHandler):
        server: Site

        def do_GET(self) -> None:  # noqa: N802
            self.server.asked.append(self.path)
            body = self.server.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html" if self.path == "/" else "application/rss+xml")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            """Nothing is said on the error stream."""

    with Site(("127.0.0.1", 0), Answer) as found:
        found.pages, found.asked = {"/": SITE, "/rss": RSS}, []
        threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield found
        found.shutdown()


@pytest.fixture
def background(app: Flask, db_path: Path, settings: Settings, site: Site) -> Background:
    """Work behind the desk, done by hand; only the site on this machine may be asked."""
    allowed = replace(settings, fetch_allow=(f"127.0.0.1:{site.server_address[1]}",), fetch_host_delay=0.0, fetch_deadline=5.0)
    app.config["DESK"] = allowed
    app.config["BACKGROUND"] = Background(db_path, allowed, lambda: datetime.now(UTC))
    return app.config["BACKGROUND"]


@pytest.fixture
def editor(sign_in: Callable, background: Background) -> Any:
    return sign_in("eve", Role.EDITOR)


@pytest.fixture
def watched(store: Store, now: datetime) -> Callable[..., Feed]:
    """``watched(error=..., gone=True)``: a feed of the Herald as it stands after its polls."""
    store.save_outlets([HERALD])

    def make(path: str = "rss", title: str = "", outlet: Outlet = HERALD, polls: int = 1, **known: Any) -> Feed:
        feed = store.add_feed(f"https://herald.example/{path}", outlet, now - timedelta(days=30), title=title)
        if known.pop("paused", False):
            store.pause_feed(feed.id, True)
        for _ in range(polls):
            store.save_poll(replace(feed, **known), {}, known.pop("status", 200), 3, 1, now)
        return feed

    return make


def table(page: Any, number: int) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.xpath(f"(//table)[{number}]/tbody/tr")
    ]


def ago(now: datetime, **how: int) -> str:
    return (now - timedelta(**how)).strftime("%Y-%m-%dT%H:%M:%SZ")


# Health


def test_each_outlet_says_how_much_came_and_when_it_was_last_heard(sign_in, store, a_statement):
    store.save_outlets([Outlet(id="quiet", name="Quiet radio", kind=OutletKind.INDEPENDENT)])
    a_statement("First.", published_at="2025-01-13")
    a_statement("Second.", published_at="2025-01-14T10:00:00Z")
    page = sign_in().page("/feeds")
    assert table(page, 1) == [
        ["BelTA", "state", "2", "2", "14 January 2025", "none"],
        ["Quiet radio", "independent", "0", "0", "never", "none"],
    ]
    assert page.xpath("//tbody//a/@href") == ["/queue?view=all&outlet=belta"]


@pytest.mark.parametrize(
    ("known", "state", "said"),
    [
        ({"polls": 0}, "new", "It has not been asked yet."),
        ({"ok_at": "2025-01-01T00:00:00Z"}, "well", "It answers, and brings news."),
        ({"error": LONG, "failures": 3}, "failing", "The answer is a page with a sign-in form and no feed; perhaps"),
        ({"gone": True, "error": "moved to https://b.example/rss"}, "ended", "Moved to https://b.example/rss."),
        ({"gone": True}, "ended", "The publisher has ended this feed for good."),
        ({"paused": True, "error": LONG}, "paused", "Nobody asks it until it is taken up again."),
        ({"ok_at": "2025-01-20T00:00:00Z", "news_at": "2025-01-01T00:00:00Z"}, "silent", "nothing new since 1 January 2025."),
    ],
)
def test_the_state_of_a_feed_is_a_word_and_a_sentence(editor, watched, known, state, said):
    feed = watched(**known)
    page = editor.page(f"/feeds/{feed.id}")
    assert page.xpath("string(//main//*[contains(@class, 'state')])") == state
    assert said in editor.words(f"/feeds/{feed.id}")
    of_outlet = " ".join(editor.page("/feeds").xpath("string(//tbody//td[6])").split())
    assert of_outlet.startswith(f"{state} https://herald.example/rss")


def test_what_needs_a_look_stands_first_the_worst_first_and_says_since_when(sign_in, watched, now):
    watched("a", "Quiet", ok_at=ago(now, minutes=7), news_at=ago(now, days=9))
    watched("b", "Once", ok_at=ago(now, hours=1), error="the server refuses to answer us.", failures=1)
    watched("c", "Never", error="the server refuses to answer us.", failures=12)
    watched("d", "Fine", ok_at=ago(now, minutes=2), news_at=ago(now, minutes=2))
    browser = sign_in()
    rows = [" ".join(row.text_content().split()) for row in browser.page("/feeds").xpath("//section[@id='wrong']//li")]
    assert rows[0] == "failingNeverThe server refuses to answer us.12 times, never a good answer"
    assert rows[1] == "failingOnceThe server refuses to answer us.1 time, last good 1 hour ago"
    assert rows[2].startswith("silentQuiet") and rows[2].endswith("last good 7 minutes ago") and len(rows) == 3
    said = browser.words("/feeds")
    assert "4 feeds of 1 outlet: 3 need a look, the others answer or rest." in said
    assert said.index("3 feeds need a look") < said.index("Documents")


def test_where_all_is_well_nothing_asks_for_a_look(sign_in, watched, now):
    watched(ok_at=ago(now, minutes=2))
    said = sign_in().words("/feeds")
    assert "1 feed of 1 outlet: it answers or rests." in said and "a look" not in said


def test_without_outlets_the_page_says_what_to_do_in_the_readers_role(sign_in, editor):
    assert "An editor can add one by its address" in sign_in("rita").words("/feeds")
    assert "Give the address of a site above" in editor.words("/feeds")


def test_polls_that_brought_nothing_stand_together_and_failures_by_themselves(editor, store, watched, now):
    feed = watched(polls=0)
    for hour, (status, error) in enumerate([(304, None), (304, None), (None, "no answer came."), (200, None), (304, None)]):
        then = now + timedelta(hours=hour)
        one = after(feed, Outcome(status=status, error=error), then)
        store.save_poll(one, {}, status, 30 if status == 200 else 0, 2 if status == 200 else 0, then)
    rows = [row[1:] for row in table(editor.page(f"/feeds/{feed.id}"), 1)]
    assert rows == [
        ["nothing new 304", "–", "–"], ["answered 200", "30", "2"], ["failed no answer came.", "–", "–"],
        ["nothing new, 2 times 304", "–", "–"],
    ]  # fmt: skip


# What an address offers


def test_an_address_is_looked_at_its_feed_chosen_and_the_new_outlet_is_asked_at_once(editor, site, background, store):
    answer = editor.press("/feeds", "//main//form[contains(@action, '/feeds/new')]", address=site.url())
    assert answer.status_code == 200 and "Herald, all news" in answer.text and site.url("/rss") in answer.text
    fields = offered(answer, outlet_name="Evening Post", outlet_kind="state-aligned", outlet_site="evening.example")
    shown = editor.post("/feeds", data=fields)
    (feed,) = store.feeds()
    assert shown.location == f"/feeds/{feed.id}?asked=1" and "It is being asked." in editor.words(shown.location)
    (outlet,) = store.outlets()
    assert (outlet.id, outlet.name, outlet.kind) == ("evening-post", "Evening Post", OutletKind.ALIGNED)
    assert outlet.domains == ("evening.example",)  # so that no link to it is ever printed
    background.once()
    assert "well" in editor.words(f"/feeds/{feed.id}") and store.value("select count(*) from documents") == 1
    assert editor.get(f"/feeds/{feed.id}", headers={"X-Desk": "1"}).json == {"checked_at": store.feed(feed.id).checked_at}


def offered(answer: Any, **changed: Any) -> dict[str, Any]:
    """The fields of the page that says what an address offers."""
    from lxml import html

    (form,) = html.document_fromstring(answer.text).xpath("//main//form[.//input[@name='take']]")
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return fields | changed


def test_a_link_that_somebody_sends_makes_the_desk_call_on_nobody(editor, site):
    page = editor.page(f"/feeds/new?address={site.url()}")
    assert page.xpath("string(//input[@name='address']/@value)") == site.url() and site.asked == []
    assert editor.post("/feeds/new", data={"address": site.url()}).status_code == 400 and site.asked == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Write the address of a site"),
        ("http://127.0.0.1/", "This address is not opened: loopback."),
        ("javascript://a.example/%0aalert(1)", "This address is not opened: neither http nor https."),
        ("http://10.0.0.7/rss", "This address is not opened: private."),
        ("localhost", "This address is not opened: "),
    ],
)
def test_an_address_that_cannot_be_asked_says_why_beside_its_field(editor, address, said):
    answer = editor.send("/feeds/new", {"address": address})
    assert answer.status_code == 422
    assert said in answer.text and 'aria-describedby="wrong-address"' in answer.text


def test_an_address_that_offers_nothing_says_what_to_try(editor, site):
    site.pages = {"/": b"<html><title>Nothing</title></html>"}
    assert "No feed and no list of articles" in editor.send("/feeds/new", {"address": site.url()}).text


def test_what_is_watched_already_is_said_and_cannot_be_chosen(editor, site, store, now):
    feed = store.add_feed(site.url("/rss"), HERALD, now)
    answer = editor.send("/feeds/new", {"address": site.url()})
    assert "watched already" in answer.text and f"/feeds/{feed.id}" in answer.text
    assert editor.post("/feeds", data=offered(answer, take="0", outlet="herald")).status_code == 422


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"outlet_name": ""}, "outlet_name", "Name the new outlet, or choose one that is known."),
        ({"outlet_name": " … "}, "outlet_name", "Name the new outlet"),
        ({"outlet_name": "Post", "outlet_site": "no site"}, "outlet_site", "Write the site as in herald.example"),
        ({"outlet_name": "Post", "outlet_site": "herald.example"}, "outlet_site", "This is the site of Morning Herald."),
        ({"outlet": "nobody"}, "outlet", "There is no such outlet any more."),
        ({"outlet_name": "Post", "take": []}, "take", "Choose what to watch."),
        ({"outlet_name": "Post", "url": "http://10.0.0.7/rss"}, "take", "This address is not opened: private."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(editor, site, store, changed, field, said):
    store.save_outlets([replace(HERALD, domains=("herald.example",))])
    fields = offered(editor.send("/feeds/new", {"address": site.url()}), full_text="never")
    answer = editor.post("/feeds", data=fields | {"outlet_site": ""} | changed)
    assert answer.status_code == 422 and store.feeds() == [] and len(store.outlets()) == 1
    assert said in answer.text and f'id="wrong-{field}"' in answer.text and f'aria-describedby="wrong-{field}"' in answer.text
    assert '<option value="never" selected>' in answer.text and len(site.asked) == 2


def test_a_known_outlet_is_chosen_by_its_address_and_a_new_one_of_its_name_is_the_same(editor, site, store):
    store.save_outlets([replace(HERALD, domains=("127.0.0.1",))])
    answer = editor.send("/feeds/new", {"address": site.url()})
    assert '<option value="herald" selected>' in answer.text
    editor.post("/feeds", data=offered(answer, outlet="", outlet_name="Herald", outlet_site=""))
    assert [one.id for one in store.outlets()] == ["herald"] and store.feeds()[0].outlet_id == "herald"


@pytest.mark.parametrize("fields", [{"full_text": "perhaps"}, {"kind": "evil", "url": "https://a.example/", "title": ""}])
def test_what_no_form_of_ours_sends_is_refused(editor, store, fields):
    assert editor.send("/feeds", fields).status_code == 400 and store.feeds() == []


# One feed


def test_a_feed_is_asked_now_paused_and_taken_up_again(editor, watched, site, store, background, now):
    feed = store.add_feed(site.url("/rss"), HERALD, now)
    answer = editor.press(f"/feeds/{feed.id}", "//button[.='Ask now']")
    background.once()
    assert site.asked == ["/rss"] and store.feed(feed.id).ok_at and answer.location.endswith("asked=1")
    editor.press(f"/feeds/{feed.id}", "//button[.='Pause']")
    assert store.feed(feed.id).paused and "not while it is paused" in editor.words(f"/feeds/{feed.id}")
    editor.press(f"/feeds/{feed.id}", "//button[.='Take it up again']")
    assert not store.feed(feed.id).paused


def test_a_feed_that_is_no_longer_watched_can_be_taken_back_at_once(editor, watched, store):
    feed = watched(title="Herald")
    editor.press(f"/feeds/{feed.id}", "//button[.='Stop watching']")
    assert store.feeds() == [] and editor.get(f"/feeds/{feed.id}").status_code == 404
    editor.press("/feeds", "//button[.='Watch it again']")
    assert [(one.id, one.title) for one in store.feeds()] == [(feed.id, "Herald")]
    assert "No longer watched" not in editor.words("/feeds")


def test_without_work_behind_the_desk_nothing_is_promised(app, sign_in, watched):
    feed = watched()
    editor = sign_in("eve", Role.EDITOR)
    assert "with the next poll" in editor.words(editor.press(f"/feeds/{feed.id}", "//button[.='Ask now']").location)


def test_reviewers_see_feeds_and_only_editors_change_them(sign_in, editor, watched, site):
    feed = watched()
    reviewer = sign_in("rita")
    assert not reviewer.page("/feeds").xpath("//main//form") and not reviewer.page(f"/feeds/{feed.id}").xpath("//main//form")
    for path in ("/feeds/new", "/feeds", *(f"/feeds/{feed.id}/{act}" for act in ("poll", "pause", "remove"))):
        assert reviewer.send(path, {"address": site.url()}).status_code == 403, path
    assert reviewer.get("/feeds/new").status_code == 403 and site.asked == []
    assert len(editor.page(f"/feeds/{feed.id}").xpath("//main//form")) == 3
