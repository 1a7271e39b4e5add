"""From an address to what can be polled, over a site that is made up here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from monitor.discover import MOST_REQUESTS, Found, discover, feeds_in, guesses, telegram_in
from monitor.errors import CounterclaimError

RSS = b"<rss version='2.0'><channel><title>News</title><item><title>T</title></item></channel></rss>"
ARTICLES = "".join(f'<h3><a href="/2025/01/1{n}/story-number-{n}/">Story of the day number {n}</a></h3>' for n in range(6))
SITE = "https://n.example/"


@dataclass(frozen=True)
class Page:
    body: bytes
    final_url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """What answers at which address; anything else is refused. ``asked`` keeps the requests in order."""

    def __init__(self, **pages: str | bytes) -> None:
        self.pages = {SITE + path: body for path, body in pages.items()}
        self.asked: list[str] = []

    def get(self, url: str) -> Page:
        self.asked.append(url)
        if url not in self.pages:
            raise CounterclaimError("there is nothing here.")
        body = self.pages[url]
        return Page(body.encode() if isinstance(body, str) else body, url)


def site(**pages: str | bytes) -> Site:
    return Site(**{path.replace("_", "/").replace("home", ""): body for path, body in pages.items()})


def test_an_address_that_is_a_feed_is_found_with_one_request() -> None:
    made = site(rss=RSS)
    found = discover(made.get, SITE + "rss")
    assert found.feeds == (Found(SITE + "rss", "News"),)
    assert len(made.asked) == 1


def test_the_feeds_that_a_page_names_are_asked_and_those_that_answer_are_found() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="All" href="/all">'
        '<link rel="alternate" type="application/atom+xml" href="/gone">'
        '<link rel="alternate" type="application/feed+json" href="/json">'
    )
    made = site(
        home=f"<html><head><title>The News</title>{head}</head></html>", all=RSS, json='{"title": "J", "items": [{"id": 1}]}'
    )
    found = discover(made.get, SITE)
    assert found.feeds == (Found(SITE + "all", "News"), Found(SITE + "json", "J"))
    assert found.title == "The News"
    assert made.asked == [SITE, SITE + "all", SITE + "gone", SITE + "json"]


def test_usual_places_are_tried_until_two_answer() -> None:
    made = site(home="<html></html>", rss=RSS, feed="<html>no feed</html>", atom=RSS)
    made.pages[SITE + "rss.xml"] = RSS
    made.pages[SITE + "feed.xml"] = RSS
    found = discover(made.get, SITE)
    assert [each.url for each in found.feeds] == [SITE + "rss", SITE + "rss.xml"]


def test_at_most_eight_requests_are_made() -> None:
    made = site(home="<html></html>")
    assert discover(made.get, SITE).feeds == ()
    assert len(made.asked) == MOST_REQUESTS == len(set(made.asked))
    many = site(home="".join(f'<a href="/feed/{number}/rss.xml">RSS</a>' for number in range(30)))
    assert discover(many.get, SITE).feeds == ()
    assert len(many.asked) == MOST_REQUESTS


def test_no_address_is_asked_twice() -> None:
    made = site(home='<link rel="alternate" type="application/rss+xml" href="/rss">', feed=RSS)
    assert [each.url for each in discover(made.get, SITE).feeds] == [SITE + "feed"]
    assert len(made.asked) == len(set(made.asked))


def test_a_page_about_feeds_is_followed_to_them() -> None:
    made = site(home='<a href="/rss">RSS</a>', rss='<html><a href="/rss/politics.xml">Politics (RSS)</a></html>')
    made.pages[SITE + "rss/politics.xml"] = RSS
    assert [each.url for each in discover(made.get, SITE).feeds] == [SITE + "rss/politics.xml"]


def test_a_page_that_lists_articles_is_offered_where_there_is_no_feed() -> None:
    found = discover(site(home=f"<html><title>N</title>{ARTICLES}</html>").get, SITE)
    assert found.feeds == (Found(SITE, "N", "page"),)
    assert found.page_lists_articles
    with_feed = discover(site(home=ARTICLES, feed=RSS).get, SITE)
    assert (with_feed.page_lists_articles, [each.kind for each in with_feed.feeds]) == (True, ["feed"])


def test_telegram_is_said_to_have_no_feed_and_is_not_asked() -> None:
    made = site(home='<a href="https://t.me/s/made_up_news/15">Telegram</a><a href="https://t.me/share/url?x=1">Share</a>')
    assert discover(made.get, "https://t.me/made_up_news").notes == (
        "Telegram has no feeds; a channel is read from an export of Telegram Desktop (t.me/made_up_news).",
    )
    assert made.asked == []
    assert len(discover(made.get, SITE).notes) == 1
    assert telegram_in(made.pages[SITE].encode(), SITE) == ["t.me/made_up_news"]  # type: ignore[union-attr]


def test_an_address_that_cannot_be_fetched_is_the_callers_to_tell() -> None:
    with pytest.raises(CounterclaimError, match="nothing here"):
        discover(site().get, SITE)


def test_an_error_page_is_no_listing_and_its_site_is_still_asked() -> None:
    made = site(feed=RSS)
    found = discover(lambda url: Page(ARTICLES.encode(), url, 404) if url == SITE else made.get(url), SITE)
    assert (found.page_lists_articles, [each.url for each in found.feeds]) == (False, [SITE + "feed"])


def test_anchors_that_look_like_feeds_are_found_and_others_are_not() -> None:
    page = b"""
      <a href="/rss.xml">Subscribe</a> <a href="https://feeds.other.example/news/feed">RSS</a> <a href="/?feed=rss2">all</a>
      <a href="https://feeds.other.example/atom">our partner</a> <a href="/how-we-feed-the-poor">Feed</a>
      <a href="/comments/feed/">RSS</a> <a href="https://vk.com/rss">RSS</a> <a href="javascript:rss()">RSS</a>
    """
    assert [each.url for each in feeds_in(page, SITE)] == [
        SITE + "rss.xml",
        "https://feeds.other.example/news/feed",
        SITE + "?feed=rss2",
    ]


@pytest.mark.parametrize(
    ("url", "page", "feed"),
    [
        ("https://www.youtube.com/channel/UC0123456789012345678901", "", "channel_id=UC0123456789012345678901"),
        (
            "https://www.youtube.com/@made-up",
            '<script>{"externalId":"UC0123456789012345678901"}</script>',
            "channel_id=UC0123456789012345678901",
        ),
        ("https://www.youtube.com/user/madeup/videos", "", "user=madeup"),
        ("https://www.youtube.com/playlist?list=PL01&x=1", "", "playlist_id=PL01"),
    ],
)
def test_a_youtube_page_leads_to_its_feed(url: str, page: str, feed: str) -> None:
    found = feeds_in(f"<html>{page}</html>".encode(), url)
    assert [each.url for each in found] == [f"https://www.youtube.com/feeds/videos.xml?{feed}"]


def test_guesses_stay_on_the_site_and_begin_below_the_address() -> None:
    tried = guesses("https://n.example/be/news/")
    assert tried[:2] == ["https://n.example/be/news/rss", "https://n.example/be/news/feed"]
    assert {"https://n.example/rss", "https://n.example/feed.json", "https://n.example/news/rss"} <= set(tried)
    assert len(tried) == len(set(tried))
