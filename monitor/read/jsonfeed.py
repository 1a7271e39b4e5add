"""JSON Feed 1.0 and 1.1 (jsonfeed.org). A feed that is not legal JSON is read item by item, as far as it goes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from monitor.read import feeddates, plain
from monitor.read.charset import Decoded, Ruler
from monitor.read.feeditem import (
    MOST_ITEMS,
    Item,
    Polling,
    Reading,
    address,
    flowing,
    html_words,
    language,
    subject,
)
from monitor.read.outlets import Outlets
from monitor.records import Document, ReadError

_ITEMS = re.compile(r'(?<!\\)"items"\s*:\s*\[')
_NEXT = re.compile(r'(?:\}\s*,\s*|\[\s*|,\s*)(?=\{\s*")')
_BETWEEN = re.compile(r"[\s,]*+")
_KEYS = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published"}
# How often over a broken feed may be read in all, tries that failed included: a hostile one must not make it a habit.
_PASSES, _START = 12, 1_000_000


class _ConstantError(ValueError):
    """NaN or Infinity, which JSON does not have."""


def _refuse(constant: str) -> None:
    raise _ConstantError(f"{constant} is no number of JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse)


def is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


def head(text: str, base: str | None) -> Polling:
    """What the feed says of itself; a Polling without a format for JSON that is no feed."""
    try:
        feed = _DECODER.decode(text)
    except (ValueError, RecursionError):
        feed = {"items": []} if _ITEMS.search(text) else {}
    return _head(feed, base) if _is_feed(feed) else Polling()


def items(found: Decoded, name: str, outlets: Outlets, base: str | None) -> Iterator[Document | ReadError]:
    """The items of a JSON Feed, and an error for each one that is broken."""
    try:
        feed = _DECODER.decode(found.text.strip())
    except (ValueError, RecursionError) as error:
        yield from _piecewise(found, name, outlets, base, error)
        return
    if not _is_feed(feed):
        yield ReadError(file=name, place="byte 0", reason=f"{subject(name)} JSON that is not a feed.")
        return
    about = _head(feed, base)
    reading = Reading(name, outlets, about, found.charset)
    if not feed["items"]:
        yield reading.error("byte 0", "the feed has no items.")
    for position, each in enumerate(feed["items"], 1):
        if position > MOST_ITEMS:
            yield reading.too_many()
            return
        yield _read(each, position, reading, base or about.home)


def _is_feed(feed: Any) -> bool:
    return isinstance(feed, dict) and isinstance(feed.get("items"), list)


def _head(feed: dict[str, Any], base: str | None) -> Polling:
    return Polling(
        format="json",
        title=plain.line(_string(feed.get("title"))),
        home=address(_string(feed.get("home_page_url")), base),
        lang=language(_string(feed.get("language"))),
        next_url=address(_string(feed.get("next_url")), base),
        expired=feed.get("expired") is True,
    )


def _string(value: Any) -> str:
    """Text as it is, a number as its digits (the ids of older feeds), and "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value)


def _read(each: Any, position: int, reading: Reading, base: str | None) -> Document | ReadError:
    if not isinstance(each, dict):
        return reading.error(f"item {position}", "the item is not a JSON object.")
    written, marked = _string(each.get("content_text")), _string(each.get("content_html"))
    texts = (html_words(marked), flowing(written), flowing(_string(each.get("summary"))))
    dated = (feeddates.moment(_string(each.get(key))) for key in ("date_published", "date_modified"))
    item = Item(
        guid=plain.line(_string(each.get("id"))),
        link=address(_string(each.get("url")), base) or address(_string(each.get("external_url")), base),
        title=plain.line(_string(each.get("title"))),
        text=max((plain.paragraphs(text) for text in texts), key=len),
        author=_authors(each),
        lang=language(_string(each.get("language"))),
        published_at=next(filter(None, dated), None),
    )
    return reading.item(item, position)


def _authors(each: dict[str, Any]) -> str | None:
    """``authors`` of version 1.1, else the one ``author`` of 1.0."""
    listed = each.get("authors")
    people = listed[:5] if isinstance(listed, list) else [each.get("author")]
    names = (plain.line(_string(person.get("name"))) for person in people if isinstance(person, dict))
    return ", ".join(filter(None, names))[:300] or None


def _piecewise(
    found: Decoded, name: str, outlets: Outlets, base: str | None, broken: Exception
) -> Iterator[Document | ReadError]:
    """Item after item from the list's beginning; behind one that is broken, from where the next one seems to begin."""
    text, ruler, message = found.text, Ruler(found), _message(broken)
    start = _ITEMS.search(text)
    reading = Reading(name, outlets, Polling(format="json"), found.charset)
    if start is None:
        place = ruler.place(broken.pos if isinstance(broken, json.JSONDecodeError) else 0)
        yield reading.error(place, f"{subject(name)} neither a feed nor legal JSON: {message}.")
        return
    values, at, position = _Values(text), start.end(), 0
    while (at := values.begin(at)) < len(text) and text[at] != "]":
        position += 1
        if position > MOST_ITEMS:
            yield reading.too_many()
            return
        value = values.read(at)
        if value:
            each, at = value
            yield _read(each, position, reading, base)
            continue
        place, following = f"item {position} ({ruler.place(at)})", values.next_item(at)
        reason = "the item is not legal JSON" if following else "the feed is cut off or broken inside this item"
        yield reading.error(place, f"{reason}: {message}.")
        if following is None:
            return
        at = following
    if not position:
        yield reading.error("byte 0", f"the feed has no items: {message}.")
    elif at >= len(text):
        yield reading.error(ruler.place(at), f"the feed is cut off after item {position}: {message}.")


class _Values:
    """The values in a text that is not legal JSON as a whole."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _PASSES * len(text) + _START

    def begin(self, at: int) -> int:
        between = _BETWEEN.match(self._text, at)
        return between.end() if between else at

    def read(self, at: int) -> tuple[Any, int] | None:
        """The value that begins here and where it ends; None where it is broken."""
        try:
            return _DECODER.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            # What was read, and what counting the lines before it took.
            self._left -= max(error.pos - at, 0) + at // 50 + 100
        except (ValueError, RecursionError):
            self._left -= 10_000  # a number of too many digits, or too deep nesting: how far it came is not told
        return None

    def next_item(self, at: int) -> int | None:
        """Where an object begins, behind a broken one, that has the keys of an item."""
        for mark in _NEXT.finditer(self._text, at + 1):
            if self._left < 0:
                return None
            value = self.read(mark.end())
            self._left -= value[1] - mark.end() if value else 100
            if value and isinstance(value[0], dict) and len(_KEYS & value[0].keys()) > 1:
                return mark.end()
        return None


def _message(broken: Exception) -> str:
    if isinstance(broken, RecursionError):
        return "it is nested too deep"
    if isinstance(broken, json.JSONDecodeError):
        return broken.msg.rstrip(".")
    return str(broken) if isinstance(broken, _ConstantError) else "a number has too many digits"
