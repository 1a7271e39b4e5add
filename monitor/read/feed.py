"""RSS 0.9x, 1.0, 2.0, Atom and JSON Feed: bytes to documents.

A well-formed feed is read as it stands; a broken one item by item (``feedxml``), so that what is whole in it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from monitor.read import feedfields, feedxml, jsonfeed, plain
from monitor.read.charset import CharsetError, Decoded, Ruler, decode
from monitor.read.feeditem import LARGEST, MOST_ITEMS, Polling, Reading, subject
from monitor.read.outlets import Outlets
from monitor.records import Document, ReadError

__all__ = ["Polling", "polling", "read", "read_bytes"]

# Tags in a feed, beside one for so many characters: real ones have one in twenty.
_FEW_TAGS, _DENSEST = 50_000, 7
_HTML_ROOTS = ("html", "head", "body", "div", "p", "title", "meta", "script", "table", "center", "h1", "br", "span", "a", "b")
_HTML = re.compile(r"<!doctype\s+html|<html\b", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^<>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The items of one feed, in its order. Raises OSError where the file cannot be opened."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    yield from read_bytes(data, str(path), outlets)


def read_bytes(
    data: bytes, name: str, outlets: Outlets, charset: str | None = None, base: str | None = None
) -> Iterator[Document | ReadError]:
    """The items of a feed that was fetched, in its order.

    ``name`` stands in the errors, ``charset`` is what the Content-Type said and ``base`` the address that answered.
    """
    problem = ReadError(file=name, place="byte 0", reason=f"the feed is larger than {LARGEST >> 20} MB and was not opened.")
    if len(data) > LARGEST:
        yield problem
        return
    try:
        found = decode(data, charset)
    except CharsetError as error:
        reason = f"{subject(name)} bytes that are not text in any charset."
        yield ReadError(file=name, place=f"byte {error.offset}", reason=reason)
        return
    text = _from_root(found.text)
    if why := _no_feed(text, name):
        yield ReadError(file=name, place="byte 0", reason=why)
    elif jsonfeed.is_json(text):
        yield from jsonfeed.items(found, name, outlets, base)
    else:
        yield from _xml_items(found, text, name, outlets, base)


def polling(data: bytes, charset: str | None = None, base: str | None = None) -> Polling:
    """What a feed says of itself; a Polling without a format for what is no feed."""
    try:
        found = decode(data[: LARGEST + 1], charset)
    except CharsetError:
        return Polling()
    text = _from_root(found.text)
    if len(data) > LARGEST or _no_feed(text, ""):
        return Polling()
    if jsonfeed.is_json(text):
        return jsonfeed.head(text, base)
    try:
        root = feedxml.whole(text)
    except etree.XMLSyntaxError:
        root = feedxml.frame(text, feedxml.layout(text))
    return feedfields.head(root, base) if root is not None else Polling()


def _from_root(text: str) -> str:
    """The text from the XML declaration on, where a comment or a program's warning was put before it."""
    at = text.find("<?xml", 0, 4096)
    return text[at:] if at > 0 and not _HTML.search(text, 0, at) else text.lstrip("\ufeff \t\r\n\0")


def _no_feed(text: str, name: str) -> str | None:
    """Why a text is no feed, in one sentence; None where it may be one."""
    gave = subject(name)
    if not text.strip():
        return f"{gave} nothing at all."
    if jsonfeed.is_json(text):
        return None
    shape = feedxml.opening(text)
    if shape in feedxml.ROOTS:
        return _refused(text)
    if shape in _HTML_ROOTS or _HTML.search(text, 0, 4096):
        what = "page that asks for a password" if _PASSWORD.search(text) else "web page"
        return f"{gave} a {what}, not a feed."
    if shape:
        return f"{gave} XML of another kind (<{shape[:40]}>), not a feed."
    return f"{gave} neither XML nor JSON, and so no feed."


def _refused(text: str) -> str | None:
    if "<!ENTITY" in text and feedxml.layout(text).declares_entities:
        return "the feed declares XML entities of its own and was not opened."
    if (tags := text.count("<")) > _FEW_TAGS + len(text) // _DENSEST:
        return f"the feed is hardly more than tags ({tags} of them) and was not opened."
    return None


def _xml_items(found: Decoded, text: str, name: str, outlets: Outlets, base: str | None) -> Iterator[Document | ReadError]:
    try:
        root = feedxml.whole(text)
    except etree.XMLSyntaxError as broken:
        yield from _piecewise(found, text, name, outlets, base, _message(broken))
        return
    feed = feedfields.head(root, base)
    reading = Reading(name, outlets, feed, found.charset)
    position = 0
    for position, element in enumerate(feedxml.items(root), 1):
        if position > MOST_ITEMS:
            yield reading.too_many()
            return
        yield reading.item(feedfields.item(element, base, feed.home), position)
    if not position:
        yield reading.error("byte 0", "the feed has no items.")


def _piecewise(
    found: Decoded, text: str, name: str, outlets: Outlets, base: str | None, message: str
) -> Iterator[Document | ReadError]:
    """Each whole item by itself, an error for each one that is not, and one where the feed breaks off."""
    shape = feedxml.layout(text)
    root = feedxml.frame(text, shape)
    feed = feedfields.head(root, base) if root is not None else Polling()
    base = feedfields.base_of(root, base) if root is not None else base
    reading = Reading(name, outlets, feed, found.charset)
    ruler = Ruler(found, len(found.text) - len(text))
    for position, span in enumerate(shape.spans, 1):
        if position > MOST_ITEMS:
            yield reading.too_many()
            return
        place = f"item {position} ({ruler.place(span.start)})"
        source = text[span.start : span.end]
        if not span.whole:
            cut = span.end == len(text)
            reason = "the feed is cut off inside this item" if cut else "the item has no end tag"
            yield reading.error(place, f"{reason}: {message}.")
        elif field := feedxml.unclosed_field(source):
            yield reading.error(place, f"the item's <{field}> is opened and not closed.")
        elif (element := feedxml.alone(shape, source)) is not None:
            yield reading.item(feedfields.item(element, base, feed.home), position)
        else:
            yield reading.error(place, "the item cannot be parsed.")
    if not shape.closed and (not shape.spans or shape.spans[-1].whole):
        yield reading.error(ruler.place(len(text)), f"the feed is cut off after item {len(shape.spans)}: {message}.")
    elif not shape.spans:
        yield reading.error("byte 0", f"the feed has no items: {message}.")


def _message(broken: Any) -> str:
    said = plain.line(str(broken.msg or "").partition(", line ")[0])[:200].rstrip(".")
    if deep := re.search(r"Excessive depth in document: (\d+)", said):
        return f"its tags are nested more than {deep[1]} levels deep"
    return said or "the XML is not well-formed"
