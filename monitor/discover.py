"""From any address of an outlet to what can be polled: its feeds, or the page itself where it lists articles.

Pure: whoever calls brings the way to fetch. A publisher is asked for a few pages at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from monitor.errors import CounterclaimError
from monitor.read import feed, listing, plain
from monitor.read.outlets import host

MOST_REQUESTS = 8
#: So many articles, and a page is one that lists them.
FEWEST_ARTICLES = 5
_FEEDS_WANTED = 2
_MOST_NOTES = 3

_TYPES = re.compile(
    r"application/(?:(?:rss|atom|rdf|x\.atom)\+xml|feed\+json|rss|atom|x-rss)|text/(?:rss|atom)(?:\+xml)?", re.IGNORECASE
)
_MAYBE_TYPES = re.compile(r"(?:application|text)/(?:xml|json)", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|rss2|rss[_-]?\w*|atom|feeds?|index\.rdf)(?:\.xml|\.php|\.json|\.aspx?)?/?$|\.(?:rss|atom|rdf)$"
    r"|[/_-](?:rss|feed|atom|export)[\w/-]*\.xml$|feed\.json$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed=|format=feed|type=rss|format=(?:rss|atom)|rss(?:=|$|&))", re.IGNORECASE)
_FEED_WORD = re.compile(r"\b(?:rss|atom|feed|xml)\b", re.IGNORECASE)
# Feeds of one article's comments, and what only passes a feed on.
_NOT_NEWS = re.compile(r"comments?(?:/|$|-)|/wp-json/|oembed|opensearch|sitemap", re.IGNORECASE)
_USUAL_WRITTEN = """
/rss /feed /rss.xml /feed.xml /atom.xml /index.xml /feed.json /news/rss /rss/all.xml /rss/news /rss/index.xml /export/rss.xml
/rss/all /?feed=rss2 /feeds/posts/default /index.rdf
"""
_USUAL = tuple(_USUAL_WRITTEN.split())
_TELEGRAM_HOSTS = ("t.me", "telegram.me", "telegram.dog")
_ELSEWHERE = (*_TELEGRAM_HOSTS, "facebook.com", "vk.com", "twitter.com", "x.com", "feedly.com", "dzen.ru", "ok.ru")
_YOUTUBE = ("youtube.com", "m.youtube.com")
_YOUTUBE_FEED = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL = re.compile(rb'"(?:externalId|channelId|browseId)"\s*:\s*"(UC[\w-]{22})"')
_TELEGRAM = "Telegram has no feeds; a channel is read from an export of Telegram Desktop"


class Answer(Protocol):
    """What the caller's ``get`` brings back. The names of ``headers`` are in lower case."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def final_url(self) -> str: ...


Get = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be polled. ``kind`` is ``feed`` or ``page``, as a Feed has it."""

    url: str
    title: str
    kind: str = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What an address leads to, best first. ``notes`` are sentences on what was met and cannot be polled."""

    feeds: tuple[Found, ...] = ()
    page_lists_articles: bool = False
    title: str = ""
    notes: tuple[str, ...] = ()


def feeds_in(markup: bytes, base: str) -> list[Found]:
    """The feeds that a page names: in its head, for a YouTube channel, and by links that look like feeds."""
    root = listing.parsed(markup)
    if root is None:
        return []
    base = listing.base_of(root, base)
    found: dict[str, Found] = {}
    for href, title in (*_alternates(root), *_of_youtube(markup, base), *_anchors(root, base)):
        url = listing.resolved(href, base)
        if url and not _NOT_NEWS.search(url):
            found.setdefault(url.partition("#")[0], Found(url.partition("#")[0], plain.line(title)[:200]))
    return list(found.values())


def telegram_in(markup: bytes, base: str) -> list[str]:
    """The Telegram channels that a page links to, as ``t.me/name``."""
    root = listing.parsed(markup)
    links = (listing.resolved(each.get("href"), base) for each in root.iter("a")) if root is not None else ()
    return list(dict.fromkeys(name for url in links if url and (name := _channel(url))))


def guesses(base: str) -> list[str]:
    """Where feeds usually are: on the site of an address, and below the address itself."""
    parts = urlsplit(base)
    site = f"{parts.scheme}://{parts.netloc}"
    below = [f"{site}{parts.path.rstrip('/')}/{name}" for name in ("rss", "feed")] if parts.path.strip("/") else []
    return list(dict.fromkeys([*below, *(site + path for path in _USUAL)]))


def discover(get: Get, url: str) -> Discovery:
    """What can be polled of an outlet whose address is ``url``; at most eight requests, and every feed has answered.

    Raises:
        CounterclaimError: the address itself cannot be fetched. Whatever fails behind it is passed over.
    """
    if name := _channel(url):
        return Discovery(notes=(f"{_TELEGRAM} ({name}).",))
    answer = get(url)
    if about := _polling(answer):
        return Discovery(feeds=(Found(answer.final_url, about.title),), title=about.title)
    page, base = answer.body if answer.status == 200 else b"", answer.final_url
    asking = _Asking(get, MOST_REQUESTS - 1)
    feeds = asking.answered(feeds_in(page, base), MOST_REQUESTS)
    if not feeds:
        feeds = asking.answered((Found(guess, "") for guess in guesses(base)), _FEEDS_WANTED)
    title, listed = _title(page), len(listing.links(page, base)) >= FEWEST_ARTICLES
    if not feeds and listed:
        feeds = [Found(base, title, "page")]
    notes = tuple(f"{_TELEGRAM} ({name})." for name in telegram_in(page, base)[:_MOST_NOTES])
    return Discovery(feeds=tuple(feeds), page_lists_articles=listed, title=title, notes=notes)


class _Asking:
    """Asks addresses whether they are feeds, none of them twice and not too many in all."""

    def __init__(self, get: Get, left: int) -> None:
        self._get = get
        self._left = left
        self._asked: set[str] = set()

    def answered(self, candidates: Iterable[Found], wanted: int) -> list[Found]:
        """Those that answer with a feed, at most ``wanted``. A page about feeds is followed to the feeds it names."""
        feeds: dict[str, Found] = {}
        queue = list(candidates)
        for each in queue:
            if len(feeds) >= wanted or not self._left:
                break
            if (answer := self._ask(each.url)) is None:
                continue
            if about := _polling(answer):
                feeds.setdefault(answer.final_url, Found(answer.final_url, about.title or each.title))
            elif answer.status == 200:
                queue += feeds_in(answer.body, answer.final_url)
        return list(feeds.values())

    def _ask(self, url: str) -> Answer | None:
        if url in self._asked:
            return None
        self._asked.add(url)
        self._left -= 1
        try:
            return self._get(url)
        except CounterclaimError:
            return None  # one address that fails says nothing about the others


def _polling(answer: Answer) -> feed.Polling | None:
    about = feed.polling(answer.body) if answer.status == 200 else None
    return about if about and about.format else None


def _title(page: bytes) -> str:
    root = listing.parsed(page)
    found = next(iter(root.xpath("//head/title | //title")), None) if root is not None else None
    return plain.line("".join(found.itertext()))[:200] if found is not None else ""


def _alternates(root: Any) -> Iterator[tuple[str, str]]:
    for each in root.iter("link", "a"):
        if "alternate" not in (each.get("rel") or "").lower().split():
            continue
        kind, href = (each.get("type") or "").partition(";")[0].strip(), each.get("href") or ""
        if _TYPES.fullmatch(kind) or (_MAYBE_TYPES.fullmatch(kind) and _FEED_PATH.search(href.partition("?")[0])):
            yield href, each.get("title") or ""


def _anchors(root: Any, base: str) -> Iterator[tuple[str, str]]:
    """Links that lead to feeds by their address; those of other sites only where they say so themselves."""
    for each in root.iter("a"):
        url = listing.resolved(each.get("href"), base)
        if url is None or host(url) in _ELSEWHERE:
            continue
        parts, words = urlsplit(url), plain.line(" ".join(each.itertext()))
        looks = _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query)
        if looks and (_FEED_WORD.search(words) or host(url) == host(base)):
            yield url, words


def _of_youtube(markup: bytes, base: str) -> Iterator[tuple[str, str]]:
    """The feed of a channel, a user or a playlist, whose pages do not always name it."""
    parts = urlsplit(base)
    if host(base) not in _YOUTUBE:
        return
    if playlist := parse_qs(parts.query).get("list"):
        yield f"{_YOUTUBE_FEED}?{urlencode({'playlist_id': playlist[0]})}", ""
        return
    path = re.match(r"/(channel|user)/([\w-]+)", parts.path)
    inside = _CHANNEL.search(markup)
    if path:
        yield f"{_YOUTUBE_FEED}?{'channel_id' if path[1] == 'channel' else 'user'}={path[2]}", ""
    elif inside:
        yield f"{_YOUTUBE_FEED}?channel_id={inside[1].decode()}", ""


def _channel(url: str) -> str | None:
    """``t.me/name`` for the address of a Telegram channel."""
    if host(url) not in _TELEGRAM_HOSTS:
        return None
    name = re.fullmatch(r"/(?:s/)?([A-Za-z]\w{3,31})(?:/\d+)?/?", urlsplit(url).path)
    return f"t.me/{name[1]}" if name and name[1] not in ("share", "joinchat", "addstickers", "proxy") else None
