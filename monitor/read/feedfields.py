"""One item element of RSS or Atom, of any version and with the usual extensions, as an Item; and the head of a feed."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from monitor.read import feeddates, feedxml, plain
from monitor.read.feeditem import Item, Polling, address, flowing, html_words, language

_MODULES = {
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://turbo.yandex.ru": "turbo",
}
_PREFIXES = {*_MODULES.values(), "yandex", "atom", "rss"}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BASE = f"{_XML}base"
_LONGEST_BASE = 1000
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

_GUIDS = ("guid", "id", "dc:identifier")
_TITLES = ("title", "dc:title", "media:title")
# The fullest of them is the item's text.
_TEXTS_WRITTEN = """
content content:encoded encoded description summary body xhtml:body fullitem full-text dc:description media:description
itunes:summary turbo:content
"""
_TEXTS = tuple(_TEXTS_WRITTEN.split())
_DATES_WRITTEN = """
pubdate published issued dc:date dcterms:issued dc:issued created dcterms:created dc:created date
updated modified dcterms:modified
"""
_DATES = tuple(_DATES_WRITTEN.split())
_AUTHORS = ("author", "dc:creator", "creator", "itunes:author", "dc:author")
_MOST_AUTHORS = 5
_HTML_BY_DEFAULT = frozenset(_TEXTS) - {"summary", "content", "media:description", "itunes:summary", "dc:description"}
_LOOKS_LIKE_HTML = re.compile(
    r"</[a-zA-Z][a-zA-Z0-9]*\s*>|<(?:br|p|img|hr)\b[^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]\w{1,30});"
)
# Of XHTML, libxml2 writes the prefix, and an end tag that HTML does not have.
_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*:(?=\w)")
_EMPTY_END = re.compile(r"</(?:br|hr|img|wbr|input|source|track|param|area|col|link|meta)>", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*https?://", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s@]+@\S+ \((?P<after>[^()]+)\)|(?P<before>[^<>]+)<[^\s@]+@\S+>")
# Windows characters written with their Windows numbers: &#147; and its like.
_WINDOWS = {code: html.unescape(f"&#{code};") for code in range(0x80, 0xA0)}

_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_Fields = dict[str, list[Any]]


@lru_cache(maxsize=2048)
def _key(tag: str, prefix: str, own: str) -> str:
    """How an element is called here: RSS's and Atom's own by their name alone, known extensions with a fixed prefix."""
    namespace, _, name = tag.rpartition("}")
    namespace = namespace[1:]
    if not namespace and ":" in name:  # its prefix was never declared
        prefix, _, name = name.partition(":")
        namespace = prefix
    name = name.lower()
    if name in ("full-text", "fulltext"):  # Yandex, Mail.ru and Rambler each have one
        return "full-text"
    if namespace == own or feedxml.is_core(namespace):
        return name
    module = _MODULES.get(namespace.strip().lower().rstrip("/#")) or (prefix.lower() if prefix.lower() in _PREFIXES else "")
    return name if module in ("atom", "rss") else f"{module}:{name}" if module else ""


def _fields(element: Any, own: str) -> _Fields:
    found: _Fields = {}
    for child in element.iterchildren("*"):
        key = _key(child.tag, child.prefix or "", own)
        if key == "media:group":
            for inner in child.iterchildren("*"):
                found.setdefault(_key(inner.tag, inner.prefix or "", own), []).append(inner)
        elif key:
            found.setdefault(key, []).append(child)
    return found


def _own(element: Any) -> str:
    return str(element.tag)[1:].rpartition("}")[0]


def base_of(element: Any, base: str | None) -> str | None:
    """What a relative address in an element is relative to: ``base``, and each ``xml:base`` from the root down."""
    written = [each.get(_BASE) for each in (element, *element.iterancestors())]
    for each in reversed([found for found in written if found and len(found) < _LONGEST_BASE]):
        base = address(each, base) or base
    return base


def item(element: Any, base: str | None, home: str | None) -> Item:
    """``base`` is the feed's address and ``home`` its site: what relative links may be relative to."""
    fields = _fields(element, _own(element))
    guid = _first(fields, _GUIDS) or plain.line(element.get(_ABOUT) or "")
    title = next((words for key in _TITLES for each in fields.get(key, ()) if (words := plain.line(_words(each, key)))), "")
    texts = [plain.paragraphs(_words(each, key)) for key in _TEXTS for each in fields.get(key, ())]
    dated = (feeddates.moment(_text(each)) for key in _DATES for each in fields.get(key, ()))
    return Item(
        guid=guid,
        link=_link(fields, base, home) or _permalink(fields),
        title=title,
        text=max(texts, key=len, default=""),
        author=_author(fields),
        lang=language(element.get(f"{_XML}lang") or _first(fields, ("dc:language",))),
        published_at=next(filter(None, dated), None),
    )


def head(root: Any, base: str | None) -> Polling:
    """What the feed says of itself, outside its items."""
    root_name = str(root.tag).rpartition("}")[2].lower()
    channel = next((each for each in root.iterchildren("*") if each.tag.rpartition("}")[2].lower() == "channel"), root)
    fields = _fields(channel, _own(channel))
    spoken = channel.get(f"{_XML}lang") or root.get(f"{_XML}lang") or _first(fields, ("language", "dc:language"))
    title = next((plain.line(_words(each, "title")) for key in _TITLES for each in fields.get(key, ())), "")
    return Polling(
        format={"feed": "atom", "entry": "atom", "rdf": "rdf"}.get(root_name, "rss"),
        title=title,
        ttl_minutes=_number(fields, "ttl") or _period(fields),
        home=_link(fields, base, None),
        lang=language(spoken),
        skip_hours=frozenset(int(hour) % 24 for hour in _listed(fields, "skiphours") if re.fullmatch(r"[01]?\d|2[0-4]", hour)),
        skip_days=frozenset(day.title() for day in _listed(fields, "skipdays") if day.title() in _DAYS),
    )


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _first(fields: _Fields, keys: tuple[str, ...]) -> str:
    return next((words for key in keys for each in fields.get(key, ()) if (words := plain.line(_text(each)))), "")


def _number(fields: _Fields, key: str) -> int | None:
    written = _first(fields, (key,))
    return int(written) or None if re.fullmatch(r"\d{1,6}", written, re.ASCII) else None


def _period(fields: _Fields) -> int | None:
    """RSS 1.0's syndication module: so many updates in each period."""
    minutes = _PERIODS.get(_first(fields, ("sy:updateperiod",)).lower())
    return max(1, minutes // (_number(fields, "sy:updatefrequency") or 1)) if minutes else None


def _listed(fields: _Fields, key: str) -> list[str]:
    return [_text(each) for group in fields.get(key, ()) for each in group.iterchildren("*")]


def _link(fields: _Fields, base: str | None, home: str | None) -> str | None:
    """RSS writes the address as text, relative to the site if at all; Atom has several, each with what it is for."""
    best: tuple[int, str] | None = None
    for each in fields.get("link", ()):
        href, rel = each.get("href"), (each.get("rel") or "alternate").lower().rpartition("/")[2]
        if href is None:
            rank = 0
        elif rel != "alternate":
            continue
        else:
            rank = 1 if "html" in (each.get("type") or "html") else 2
        if best is None or rank < best[0]:
            written, site = (_text(each), home or base) if href is None else (href, base or home)
            found = address(written) if _ABSOLUTE.match(written) else address(written, base_of(each, site))
            best = (rank, found) if found else best
    return best[1] if best else None


def _permalink(fields: _Fields) -> str | None:
    """A guid is the item's address unless it says that it is none."""
    for each in fields.get("guid", ()):
        if (each.get("isPermaLink") or each.get("ispermalink") or "true").strip().lower() == "true":
            written = _text(each)
            return address(written) if written.startswith(("http://", "https://")) else None
    return None


def _author(fields: _Fields) -> str | None:
    for key in _AUTHORS:
        names = dict.fromkeys(name for each in fields.get(key, ())[:_MOST_AUTHORS] if (name := _name(each)))
        if names:
            return ", ".join(names)[:300]
    return None


def _name(element: Any) -> str:
    """The name of an Atom person or of an RSS mailbox such as ``desk@news.example (Ina Kavalenka)``."""
    children = {str(child.tag).rpartition("}")[2].lower(): child for child in element.iterchildren("*")}
    if children:
        return next((words for key in ("name", "email") if key in children and (words := plain.line(_text(children[key])))), "")
    written = plain.line(_words(element, "title"))[:300]
    mailbox = _MAILBOX.fullmatch(written)
    return (mailbox["after"] or mailbox["before"]).strip(" \"'") if mailbox else written


def _words(element: Any, key: str) -> str:
    """The plain words of one element, whatever it says that its content is; "" for what is not text."""
    kind = (element.get("type") or "").strip().lower()
    if element.get("mode") == "base64" or ("/" in kind and not re.match(r"text/|application/(?:xhtml\+)?xml", kind)):
        return ""
    if len(element):
        return html_words(_markup(element))
    text = (element.text or "").translate(_WINDOWS)
    # Much of what says that it is plain text is HTML all the same.
    if "html" in kind or (not kind and key in _HTML_BY_DEFAULT) or _LOOKS_LIKE_HTML.search(text):
        return html_words(text)
    return flowing(text)


def _markup(element: Any) -> str:
    """What stands inside an element, as HTML without namespaces."""
    inner = "".join(etree.tostring(each, encoding="unicode", method="html") for each in element)
    return html.escape(element.text or "", quote=False) + _EMPTY_END.sub("", _PREFIX.sub(r"\1", inner))
