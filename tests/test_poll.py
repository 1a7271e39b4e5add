"""Polling a real server on this machine: what is asked, what is taken up, and what is remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from monitor.fetch import Fetcher
from monitor.poll import Polled, poll, recheck
from monitor.records import Feed, Outlet
from monitor.settings import Settings
from monitor.store import Store
from monitor.watch import watch

HERALD = Outlet(id="herald", name="Herald", lang="en")
LONG = "The ministry of roads has promised nine new bridges before winter, and the villages on the river wait for them. " * 6
ITEM = (
    "<item><guid isPermaLink='false'>{n}</guid><title>{title}</title><link>{link}</link>"
    "<description>{text}</description></item>"
)
CASES = Path(__file__).parent.parent.parent / "shared" / "data" / "hostile" / "http-polling" / "cases.jsonl"


def rss(*items: str, more: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>Herald</title>{more}{''.join(items)}</channel></rss>".encode()


def item(number: int, text: str = LONG, link: str = "", title: str = "") -> str:
    return ITEM.format(
        n=number, title=title or f"Bridge number {number} is promised", link=link, text=f"{text} Number {number}."
    )


@dataclass
class Server:
    """Answers by path; a list of answers is given one after the other, the last one for ever."""

    port: int = 0
    answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/rss") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def says(self, path: str, *bodies: bytes | int, **headers: str) -> None:
        """Bodies with status 200, or bare statuses; the headers go with each."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = [(one, named, b"") if isinstance(one, int) else (200, named, one) for one in bodies]

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            found.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            given = found.answers.get(self.path, [(404, {}, b"")])
            status, headers, body = given.pop(0) if len(given) > 1 else given[0]
            if status == 200 and headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing is said on the error stream."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        found.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield found
        listening.shutdown()


@pytest.fixture
def fetcher(server: Server) -> Fetcher:
    allowed = (f"127.0.0.1:{server.port}",)
    return Fetcher(Settings(fetch_allow=allowed, fetch_host_delay=0.0, fetch_deadline=5.0, fetch_max_bytes=200_000))


@pytest.fixture
def clock(moment: datetime) -> Callable[..., datetime]:
    """A clock that stands still until it is put forward: ``clock(hours=5)``."""
    at = [moment]

    def read(**later: float) -> datetime:
        at[0] += timedelta(**later)
        return at[0]

    return read


@pytest.fixture
def polled(store: Store, fetcher: Fetcher, clock: Callable[..., datetime]) -> Callable[[], list[Polled]]:
    """Polls everything that is watched, due or not."""
    return lambda: list(poll(store, fetcher, store.feeds(), clock))


@pytest.fixture
def watched(store: Store, server: Server, moment: datetime) -> Callable[..., Feed]:
    def add(path: str = "/rss", outlet: Outlet = HERALD, **known: str) -> Feed:
        return store.add_feed(server.url(path), outlet, moment, **known)

    return add


def test_new_items_are_stored_and_the_second_poll_asks_whether_anything_changed(server, watched, polled, store) -> None:
    server.says("/rss", rss(item(1), item(2)), ETag='W/"a\\"1"', Last_Modified="Mon, 13 Jan 2025 09:00:00 GMT")
    watched()
    assert [(one.documents, one.versions) for one in polled()] == [(2, 0)]
    assert [(one.documents, one.feed.error) for one in polled()] == [(0, None)]
    _, asked = server.asked[1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"a\\"1"', "Mon, 13 Jan 2025 09:00:00 GMT")
    assert "cookie" not in asked and "referer" not in asked and "Counterclaim" in asked["user-agent"]
    assert [row["status"] for row in store.polls_of(store.feeds()[0].id)] == [304, 200]


def test_a_changed_item_is_a_version_and_an_unchanged_one_costs_nothing(server, watched, polled, store) -> None:
    server.says("/rss", rss(item(1), item(2)), rss(item(1), item(2, LONG.replace("nine", "two")), item(3)))
    watched()
    polled()
    (second,) = polled()
    assert (second.documents, second.versions) == (1, 1)
    (change,) = store.changes(10)
    assert change["kind"] == "edited" and change["title"] == "Bridge number 2 is promised"


def test_full_text_is_fetched_where_the_feed_gives_a_teaser_and_only_once(server, watched, polled, store) -> None:
    page = (
        f"<html><head><title>T</title></head><body><article><h1>Bridges</h1><p>{LONG}</p><p>{LONG}</p></article></body></html>"
    )
    server.says("/a/1", page.encode(), Content_Type="text/html; charset=utf-8")
    teaser = item(1, "Nine bridges are promised…", server.url("/a/1"))
    server.says("/rss", rss(teaser), rss(teaser, item(2)))
    watched()
    (first,) = polled()
    (text,) = [row["text"] for row in store.versions_of(store.document_id_of("herald", "1"))]
    assert first.documents == 1 and "the villages on the river wait" in text
    assert polled()[0].documents == 1
    assert server.paths() == ["/rss", "/a/1", "/rss"]
    assert [capture.url for capture in store.captures()] == [server.url("/a/1")]


def test_a_teaser_whose_article_cannot_be_had_is_kept_with_the_reason(server, watched, polled, store) -> None:
    server.says("/rss", rss(item(1, "Nine bridges are promised.", server.url("/gone"))))
    one = watched()
    (first,) = polled()
    assert first.documents == 1 and [error.reason for error in first.errors] == ["there is nothing at this address any more."]
    (error,) = store.read_errors()
    assert (error["feed_id"], error["file"]) == (one.id, server.url("/gone"))


def test_a_feed_that_never_wants_articles_gets_none(server, watched, polled) -> None:
    server.says("/rss", rss(item(1, "Nine bridges are promised…", server.url("/a/1"))))
    watched(full_text="never")
    assert polled()[0].documents == 1 and server.paths() == ["/rss"]


def test_a_page_that_lists_articles_is_asked_for_new_ones(server, watched, polled, store) -> None:
    def listed(*numbers: int) -> bytes:
        links = "".join(
            f"<h3><a href='/news/2025/01/1{n}/bridge-{n}'>Bridge number {n} is promised today</a></h3>" for n in numbers
        )
        return f"<html><body><nav><a href='/about'>About</a></nav><main>{links}</main></body></html>".encode()

    for number in range(1, 8):
        page = f"<html><body><article><h1>Bridge {number} is promised</h1><p>{LONG} {number}</p></article></body></html>"
        server.says(f"/news/2025/01/1{number}/bridge-{number}", page.encode(), Content_Type="text/html")
    server.says("/news", listed(1, 2, 3, 4, 5, 6), listed(2, 3, 4, 5, 6, 7))
    watched("/news", kind="page")
    assert polled()[0].documents == 6 and polled()[0].documents == 1
    assert server.paths().count("/about") == 0 and len(server.asked) == 2 + 7


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!doctype html><html><body><h1>Welcome</h1></body></html>", "web page"),
        (b"", "nothing at all"),
        (b"<rss version='2.0'><channel><item><title>cut", "cut off"),
        (b'{"status": "ok"}', "feed"),
    ],
)
def test_what_is_no_feed_is_said_in_a_sentence_and_its_validators_are_not_kept(
    server, watched, polled, store, body: bytes, words: str
) -> None:
    server.says("/rss", body, rss(item(1)), ETag='"1"')
    watched()
    (first,) = polled()
    assert words in str(first.feed.error) and first.feed.etag is None and first.feed.failures == 1
    (second,) = polled()
    assert second.documents == 1 and second.feed.error is None and "if-none-match" not in server.asked[1][1]


def test_an_empty_feed_is_well(server, watched, polled) -> None:
    server.says("/rss", rss())
    watched()
    assert polled()[0].feed.error is None


@pytest.mark.parametrize(("status", "gone"), [(410, True), (404, False), (500, False), (403, False)])
def test_a_refusal_has_its_own_sentence(server, watched, polled, store, clock, status: int, gone: bool) -> None:
    server.says("/rss", status)
    watched()
    (first,) = polled()
    assert first.feed.error and first.feed.gone is gone
    assert store.feeds_due(clock(days=30)) == ([] if gone else [first.feed])


def test_too_many_requests_is_obeyed(server, watched, polled, store, clock) -> None:
    server.says("/rss", 429, Retry_After="7200")
    watched()
    polled()
    assert store.feeds_due(clock(hours=1, minutes=59)) == [] and len(store.feeds_due(clock(minutes=10))) == 1


def test_an_address_that_moved_for_good_is_asked_there_from_then_on(server, watched, polled, store) -> None:
    server.says("/new", rss(item(1)), ETag='"1"')
    server.answers["/rss"] = [(301, {"Location": "/new"}, b"")]
    watched()
    assert polled()[0].documents == 1
    assert store.feeds()[0].url == server.url("/new")
    polled()
    assert server.paths() == ["/rss", "/new", "/new"] and server.asked[2][1]["if-none-match"] == '"1"'


def test_two_addresses_that_became_one_are_not_asked_twice(server, watched, polled, store) -> None:
    server.says("/new", rss(item(1)))
    server.answers["/rss"] = [(301, {"Location": "/new"}, b"")]
    watched("/new")
    watched("/rss")
    polled()
    assert sorted((one.url, one.gone) for one in store.feeds()) == [(server.url("/new"), False), (server.url("/rss"), True)]


def test_one_bad_feed_among_good_ones_stops_nobody(server, watched, polled) -> None:
    for number in range(6):
        server.says(f"/{number}", rss(item(number)))
        watched(f"/{number}", Outlet(id=f"o{number}", name=f"O{number}"))
    server.says("/3", b"\xff\xfe\x00")
    found = {one.feed.outlet_id: one for one in polled()}
    assert len(found) == 6 and found["o3"].feed.error and sum(one.documents for one in found.values()) == 5


def test_a_poll_that_was_cut_off_before_it_was_noted_loses_nothing(server, watched, store, fetcher, clock, monkeypatch) -> None:
    server.says("/rss", rss(item(1)), ETag='"1"')
    one = watched()

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context, pytest.raises(KeyboardInterrupt):
        context.setattr(store, "save_poll", stop)
        list(poll(store, fetcher, [one], clock))
    assert store.feed(one.id).etag is None and store.value("select count(*) from documents") == 1
    assert [again.documents for again in poll(store, fetcher, [one], clock)] == [0]
    assert store.feed(one.id).etag == '"1"'


def test_an_article_is_looked_at_again_after_a_day_and_after_a_week(server, watched, polled, store, fetcher, clock) -> None:
    page = "<html><body><article><h1>Bridges</h1><p>{}</p><p>{}</p></article></body></html>"
    changed = page.format(LONG, LONG.replace("nine", "two")).encode()
    server.says("/a/1", page.format(LONG, LONG + "End.").encode(), changed, 404, Content_Type="text/html")
    server.says("/rss", rss(item(1, "Nine bridges are promised…", server.url("/a/1"))))
    watched()
    polled()
    assert list(recheck(store, fetcher, clock)) == []
    clock(days=1, hours=1)
    assert list(recheck(store, fetcher, clock)) == ["edited"] and list(recheck(store, fetcher, clock)) == []
    clock(days=7)
    assert list(recheck(store, fetcher, clock)) == ["gone"]
    assert [one["kind"] for one in store.changes(10)] == ["gone", "edited"]
    clock(days=30)
    assert list(recheck(store, fetcher, clock)) == []


def test_a_restart_asks_nothing_that_was_just_asked(server, watched, store, fetcher, clock) -> None:
    server.says("/rss", rss(item(1)))
    watched()
    stop = threading.Event()
    for _ in watch(store, fetcher, clock, stop):
        stop.set()
    again = threading.Event()
    threading.Timer(0.2, again.set).start()
    assert list(watch(store, fetcher, clock, again)) == [] and len(server.asked) == 1


def test_the_scripted_polls_end_as_they_should(server, watched, polled, store, clock) -> None:
    if not CASES.exists():
        pytest.skip(f"{CASES.name} is not here: the scripted polls were not tried")
    cases = {row["case"]: row for row in map(json.loads, CASES.read_text(encoding="utf-8").splitlines())}
    valid = rss(item(1))
    bodies = {"@valid-atom": valid, "@truncated-xml": valid[:-40], "@rss-ttl-1440": rss(item(1), more="<ttl>1440</ttl>"),
              "@endless": b"x" * 300_000, None: b""}  # fmt: skip
    for name, case in cases.items():
        if name in ("redirect-loop", "slow-drip"):
            continue  # tried at the door
        path = f"/{name}"
        server.answers[path] = [
            (one["status"], one.get("headers", {}), bodies.get(one.get("body"), str(one.get("body")).encode()))
            for one in case["responses"]
        ]
        watched(path, Outlet(id=name, name=name))
    first = {one.feed.outlet_id: one.feed for one in polled()}
    assert first["validators-not-kept-on-parse-error"].etag is None
    assert all(first[name].error for name in ("429-garbage", "429-negative", "gzip-lie", "endless-body"))
    assert first["rss-ttl-skiphours"].next_at > (clock() + timedelta(hours=23)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert all(first[name].next_at > clock().strftime("%Y") for name in first)
    polled()
    assert all("cookie" not in headers for _, headers in server.asked)
    assert store.feed(first["restart-storm"].id).next_at > clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_feed_is_watched_once_and_comes_back_after_it_was_removed(server, watched, store, moment) -> None:
    one = watched()
    with pytest.raises(Exception, match="watched already"):
        watched()
    store.remove_feed(one.id, moment)
    assert store.feeds() == [] and store.feeds_due(moment) == []
    assert replace(watched(), added_at="") == replace(one, added_at="")
