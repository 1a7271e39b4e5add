"""RSS 0.9x, 1.0, 2.0 and Atom. feedparser does the reading; this module decides which items are whole.

feedparser mends what it can and says little of what it lost, so a feed that is not well-formed XML is taken apart here
and each item is parsed by itself: a broken item then cannot swallow its neighbours.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax import SAXException

import feedparser

from monitor.read import dates, plain
from monitor.read.outlets import Outlets, web_address
from monitor.records import Document, ReadError, text_id

# Comments, CDATA and instructions are matched first, and so passed over: what stands in them is not markup.
# Possessive, and ending at the end of the file: a hostile file must not make the scan go back.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!(?P<declaration>ENTITY|DOCTYPE)\b"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]*+)[^<>]*+>",
    re.DOTALL,
)
_ITEM_NAMES = ("item", "entry")
_ROOTS = ("rss", "rdf", "feed", "channel")
_FIELDS = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<(/?)(title|link|guid|id|description|summary|content:encoded|content|pubDate|published|updated)(?=[\s/>])([^<>]*+)>",
    re.DOTALL,
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class _Span:
    """Where one item stands in the bytes. ``whole`` says that its end tag is there."""

    start: int
    end: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the bytes of a feed show without parsing them: ``root`` is the first start tag."""

    root: str
    root_name: str
    spans: tuple[_Span, ...]
    closed: bool
    declares_entities: bool


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The items of one feed, in its order. Raises OSError where the file cannot be opened."""
    file = str(path)
    data = _single_byte(path.read_bytes())
    view = data.decode("latin-1")  # one character for one byte: offsets stay byte offsets
    layout = _layout(view)
    if layout.declares_entities:
        reason = "the feed declares XML entities of its own and was not opened."
        yield ReadError(file=file, place="byte 0", reason=reason)
        return
    if layout.root_name not in _ROOTS:
        yield ReadError(file=file, place="byte 0", reason="the file is not an RSS or Atom feed.")
        return
    parsed = _parse(data)
    if parsed is None:
        yield ReadError(file=file, place="byte 0", reason="the feed could not be read by the feed parser.")
        return
    reader = _Reader(file, outlets, parsed.feed)
    broken = parsed.get("bozo_exception")
    if isinstance(broken, SAXException):
        yield from reader.piecewise(view, layout, broken)
    elif parsed.entries:
        yield from reader.well_formed(parsed.entries)
    else:
        yield ReadError(file=file, place="byte 0", reason="the feed has no items.")


class _Reader:
    """One pass over one feed: keeps the position and the guids already given."""

    def __init__(self, file: str, outlets: Outlets, feed: Any) -> None:
        self._file = file
        self._outlets = outlets
        self._feed = feed
        self._lang = (feed.get("language") or "").replace("_", "-").partition("-")[0].lower() or None
        self._seen: set[str] = set()
        self._counted = (0, 1)

    def well_formed(self, entries: list[Any]) -> Iterator[Document | ReadError]:
        for position, entry in enumerate(entries, 1):
            yield self._item(entry, position)

    def piecewise(self, view: str, layout: _Layout, broken: SAXException) -> Iterator[Document | ReadError]:
        """Each whole item by itself, an error for each one that is not, and one where the feed breaks off."""
        for position, span in enumerate(layout.spans, 1):
            place = f"item {position} ({self._place(view, span.start)})"
            source = view[span.start : span.end]
            if not span.whole:
                cut = span.end == len(view)
                reason = "the feed is cut off inside this item" if cut else "the item has no end tag"
                yield self._error(place, f"{reason}: {_message(broken)}.")
            elif field := _unclosed_field(source):
                yield self._error(place, f"the item's <{field}> is opened and not closed.")
            else:
                entries = _parse_alone(view, layout, source)
                yield self._item(entries[0], position) if entries else self._error(place, "the item cannot be parsed.")
        if not layout.closed and (not layout.spans or layout.spans[-1].whole):
            place = self._place(view, len(view))
            yield self._error(place, f"the feed is cut off after item {len(layout.spans)}: {_message(broken)}.")
        elif not layout.spans:
            yield self._error("byte 0", f"the feed has no items: {_message(broken)}.")

    def _item(self, entry: Any, position: int) -> Document | ReadError:
        guid = plain.line(entry.get("id") or "")
        title, text = plain.line(_words(entry.get("title_detail"))), _body(entry)
        if not title and not text:
            place = f"item {position} (guid {guid[:120]})" if guid else f"item {position}"
            return self._error(place, "the item has neither a title nor a text.")
        link = web_address(entry.get("link"))
        names = () if link or self._feed.get("link") else (self._feed.get("title"),)
        return Document(
            outlet=self._outlets.of(urls=(link, self._feed.get("link")), names=names),
            external_id=self._identity(guid or link or text_id(f"{title}\n{text}"), link, position),
            kind="feed",
            title=title,
            text=text,
            url=link,
            lang=self._lang,
            author=plain.line(entry.get("author") or "") or None,
            published_at=_date(entry),
        )

    def _identity(self, first: str, link: str | None, position: int) -> str:
        """A guid given twice within one feed is told apart by its link, then by its position."""
        candidates = (first, f"{first}|{link}", f"{first}|{position}")
        identity = next((each for each in candidates if each not in self._seen), candidates[-1])
        self._seen.add(identity)
        return identity

    def _place(self, view: str, offset: int) -> str:
        """Line and byte; counted on from the last place, which is never behind this one."""
        counted, line = self._counted
        line += view.count("\n", counted, offset)
        self._counted = offset, line
        return f"line {line}, byte {offset}"

    def _error(self, place: str, reason: str) -> ReadError:
        return ReadError(file=self._file, place=place, reason=reason)


def _single_byte(data: bytes) -> bytes:
    """UTF-16 and UTF-32 as UTF-8, so that markup can be looked for in bytes; anything else as it is."""
    for marks, encoding in (
        ((b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<"), "utf-32"),
        ((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"), "utf-16"),
    ):
        if data.startswith(marks):
            exact = encoding if data[0] not in (0, 0x3C) else encoding + ("-be" if data[0] == 0 else "-le")
            return _DECLARATION.sub("", data.decode(exact, "replace").lstrip("\ufeff")).encode("utf-8", "replace")
    return data


def _layout(view: str) -> _Layout:
    root = root_name = ""
    spans: list[_Span] = []
    start: int | None = None
    closed = entities = doctype = False
    for token in _TOKEN.finditer(view):
        name = token["name"]
        doctype = doctype or token["declaration"] == "DOCTYPE"
        # <!ENTITY is a declaration only after a DOCTYPE; anywhere else it is a typing mistake, refused all the same.
        entities = entities or token["declaration"] == "ENTITY"
        if not name:
            continue
        short = name.rpartition(":")[2].lower()
        if not root and not token["end"]:
            root, root_name = token.group(), short
        elif token["end"] and short == root_name:
            closed = True
        elif short in _ITEM_NAMES and name.partition(":")[0].lower() in (short, "atom", "rss"):
            start = _item_tag(token, start, spans)
    if start is not None:
        spans.append(_Span(start, len(view), False))
    return _Layout(root, root_name, tuple(spans), closed, entities)


def _item_tag(token: re.Match[str], start: int | None, spans: list[_Span]) -> int | None:
    """Take one start or end tag of an item into account; returns where the item now open began."""
    if token["end"]:
        if start is not None:
            spans.append(_Span(start, token.end(), True))
        return None
    if start is not None:
        spans.append(_Span(start, token.start(), False))
    if token.group().endswith("/>"):
        spans.append(_Span(token.start(), token.end(), True))
        return None
    return token.start()


def _unclosed_field(source: str) -> str | None:
    """The first field of an item that is opened more often than closed. HTML inside may be as it likes."""
    balance: dict[str, int] = {}
    for token in _FIELDS.finditer(source):
        if token[2] and not token[3].endswith("/"):
            balance[token[2]] = balance.get(token[2], 0) + (-1 if token[1] else 1)
    return next((name for name, count in balance.items() if count > 0), None)


def _parse(data: bytes) -> Any | None:
    """feedparser's answer, from bytes in memory: a str could be taken for a path or an address and opened."""
    try:
        return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception:
        # Its loose parser raises whatever it stumbles over; one bad feed must not stop the others.
        return None


def _parse_alone(view: str, layout: _Layout, source: str) -> list[Any]:
    declaration = _DECLARATION.match(view.removeprefix("\xef\xbb\xbf"))
    head = (declaration.group() if declaration else "") + layout.root
    name = layout.root[1:].split()[0].rstrip(">/")
    parsed = _parse(f"{head}{source}</{name}>".encode("latin-1"))
    return list(parsed.entries) if parsed is not None else []


def _words(detail: Any) -> str:
    """The plain words of one feedparser detail (``type``, ``value``); "" for what is not text."""
    if not detail or not detail.get("value"):
        return ""
    kind = detail.get("type") or "text/plain"
    if "html" in kind:
        return plain.from_html(detail.value)
    if kind.startswith("text/"):
        # Feeds wrap plain lines as they please: only an empty line is meant as a break.
        return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", plain.clean(detail.value)))
    return ""


def _body(entry: Any) -> str:
    """The fullest of what the item offers as its text."""
    offered = [*entry.get("content", []), entry.get("summary_detail")]
    return max((plain.paragraphs(_words(each)) for each in offered), key=len)


def _date(entry: Any) -> str | None:
    for name in ("published", "updated", "created"):
        # dict.get, because feedparser's own answers for "updated" with "published", and warns of it.
        written, parsed = dict.get(entry, name) or "", dict.get(entry, f"{name}_parsed")
        if len(written.strip()) <= len("2025-01-14") and (short := dates.iso(written)):
            return short
        if parsed:
            try:
                return dates.moment(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
            except (ValueError, TypeError, OverflowError, OSError):
                continue
    return None


def _message(broken: SAXException) -> str:
    return broken.getMessage().rstrip(".") or "the XML is not well-formed"
