"""What feeds of every format have in common: their items, whose documents those become, and under which identity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.ids import text_id
from monitor.read import plain
from monitor.read.outlets import Outlets, web_address
from monitor.read.tags import shortened
from monitor.records import Document, ReadError

#: Bytes of a feed, and items in it: what is larger is not opened, or not read on.
LARGEST = 16 << 20
MOST_ITEMS = 10_000
# Longer ones are no names any more; they are hashed.
_LONGEST_ID = 1000
_SPOILT = 0.1  # of an item's characters; so many that were no characters, and its charset is another


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as its feed gives it, already as plain words. ``link`` is a web address; "" and None: not given."""

    guid: str = ""
    link: str | None = None
    title: str = ""
    text: str = ""
    author: str | None = None
    lang: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """What a feed says about itself and how often to come. ``format`` is rss, rdf, atom or json; "" for what is no feed.

    ``skip_hours`` are hours of the day in UTC, ``skip_days`` English names of days: the publisher sleeps then.
    ``next_url`` leads to older items; an ``expired`` feed will never bring anything again.
    """

    format: str = ""
    title: str = ""
    ttl_minutes: int | None = None
    home: str | None = None
    lang: str | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    next_url: str | None = None
    expired: bool = False


class Reading:
    """One pass over one feed: makes its documents and errors, and keeps the identities already given."""

    def __init__(self, name: str, outlets: Outlets, feed: Polling, charset: str) -> None:
        self.name = name
        self._outlets = outlets
        self._feed = feed
        self._charset = charset
        self._seen: set[str] = set()

    def item(self, item: Item, position: int) -> Document | ReadError:
        place = f"item {position} (guid {item.guid[:120]})" if item.guid else f"item {position}"
        if not item.title and not item.text:
            return self.error(place, "the item has neither a title nor a text.")
        if item.title.count("\ufffd") + item.text.count("\ufffd") > _SPOILT * (len(item.title) + len(item.text)):
            return self.error(place, f"the bytes of the item are not text in the feed's charset ({self._charset}).")
        names = () if item.link or self._feed.home else (self._feed.title,)
        return Document(
            outlet=self._outlets.of(urls=(item.link, self._feed.home), names=names),
            external_id=self._identity(item, position),
            kind="feed",
            title=item.title,
            text=item.text,
            url=item.link,
            lang=item.lang or self._feed.lang,
            author=item.author,
            published_at=item.published_at,
        )

    def error(self, place: str, reason: str) -> ReadError:
        return ReadError(file=self.name, place=place, reason=reason)

    def too_many(self) -> ReadError:
        return self.error(f"item {MOST_ITEMS + 1}", f"the feed has more than {MOST_ITEMS} items; the rest was not read.")

    def _identity(self, item: Item, position: int) -> str:
        """The guid, else the link, else the words. One given twice within a feed is told apart by its link or words."""
        words = text_id(f"{item.title}\n{item.text}")
        guid = item.guid if len(item.guid) <= _LONGEST_ID else text_id(item.guid)
        first = guid or item.link or words
        second = item.link if guid else words
        candidates = (first, f"{first}|{second}" if second and second != first else first, f"{first}|{position}")
        identity = next((each for each in candidates if each not in self._seen), candidates[-1])
        self._seen.add(identity)
        return identity


def subject(name: str) -> str:
    """How a sentence about what was read begins."""
    return "the address gave" if name.startswith(("http://", "https://")) else "the file holds"


def address(written: str | None, *bases: str | None) -> str | None:
    """A link as a web address, resolved against the first base there is; None where it leads elsewhere than the web."""
    link = "".join((written or "").split())
    if not link or len(link) > 4000:
        return None
    if re.match(r"www\.[\w-]+\.\w", link):
        link = f"http://{link}"
    try:
        return web_address(urljoin(next((base for base in bases if base), "https:"), link))
    except ValueError:
        return None


def language(written: str | None) -> str | None:
    """The code of a language tag (``be`` of ``be-BY``); None for what is none."""
    code = (written or "").strip().replace("_", "-").partition("-")[0].lower()
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None


def html_words(markup: str) -> str:
    """The words of an item's HTML. Markup that was escaped once too often is taken for what it was meant as."""
    words = _html(markup)
    return _html(words) if "<" in words and _ESCAPED_TWICE.search(words) and not _TAG.search(markup) else words


_TAG = re.compile(r"</?[a-zA-Z]")
_ESCAPED_TWICE = re.compile(r"</(?:p|a|b|i|div|span|strong|em|li|ul|h\d)>|<(?:br|p|img)\b[^<>]*/?>", re.IGNORECASE)


def _html(markup: str) -> str:
    return plain.from_html(shortened(markup)) if "<" in markup or "&" in markup else flowing(markup)


def flowing(text: str) -> str:
    """Plain lines as paragraphs. Feeds wrap them as they please: only an empty line is meant as a break."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n[^\S\n]*\n", plain.clean(text)) if part.strip())
