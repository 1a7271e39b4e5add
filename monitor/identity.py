"""When two items are one: the same story that came by feed and by export, or under a new id or title. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from monitor.ids import normalised
from monitor.records import Document

#: Two items of one outlet with the same words are one document only when they came within so many days of each other:
#: what is said again after that is said again.
DAYS = 3
#: Of the words of the shorter of two items under one address, how many must stand in the longer one.
SHARED = 0.6

_HARDLY, _ALL_BUT = 0.3, 0.9
_ADDRESS = re.compile(r"https?://\S+|(?<!\w)@\w+")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 6  # "Good morning!" is said every day, and is no story
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid|from|ref|_ga|mc_[ce]id|igshid|si", re.IGNORECASE)
_MOBILE = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")


def words_key(text: str) -> str | None:
    """The same for two texts of the same words in the same order, whatever their marks, case and addresses.

    None for a text of fewer than six words.
    """
    words = _WORD.findall(_ADDRESS.sub(" ", normalised(text)))
    if len(words) < _FEWEST_WORDS:
        return None
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def url_key(url: str | None) -> str | None:
    """An address without its scheme, ``www.`` or ``m.``, fragment, tracking and last slash; None for a mere home page."""
    try:
        parts = urlsplit(url or "")
        name = parts.hostname
    except ValueError:
        return None
    if not name:
        return None
    query = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)]
    path = parts.path.rstrip("/")
    if not path and not query:
        return None
    return _MOBILE.sub("", name) + path + ("?" + urlencode(sorted(query)) if query else "")


def shared(one: str, other: str) -> float:
    """Of the distinct words of the shorter text, the share that the longer one has too; 0 where one has none."""
    words, others = set(_WORD.findall(normalised(one))), set(_WORD.findall(normalised(other)))
    fewer = min(len(words), len(others))
    return len(words & others) / fewer if fewer else 0.0


def may_be_one(document: Document, known_kind: str) -> bool:
    """Whether two items of one outlet with the same words may be one document at all.

    Two posts of one channel are two posts even if they say the same, and rows of a list are what the list says.
    """
    kinds = {document.kind, known_kind}
    return "statements" not in kinds and kinds != {"telegram"}


def is_poorer(document: Document, known_text: str, known_kind: str) -> bool:
    """Whether an item that came another way says nothing that is not known already: a teaser, an announcement."""
    if document.kind == known_kind:
        return False
    if (key := words_key(document.text)) and key == words_key(known_text):
        return True
    return len(document.text) <= len(known_text) and shared(document.text, known_text) > _ALL_BUT


def near(one: str | None, other: str | None) -> bool:
    """Whether two dates are so close that the same words on both are one story; an unknown date is close to any."""
    if not one or not other or min(len(one), len(other)) < len("2025-01-14"):
        return True
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= DAYS


def is_another_item(document: Document, known_text: str, known_kind: str, known_url_key: str | None) -> bool:
    """Whether a feed has used one id for two different items: other address and hardly a word in common."""
    if document.kind != "feed" or known_kind != "feed":
        return False
    key = url_key(document.url)
    return bool(key and known_url_key and key != known_url_key and shared(document.text, known_text) < _HARDLY)


def scoped(document: Document) -> Document:
    """An item whose feed gave the same id to another one before, under an id of its own."""
    return replace(document, external_id=f"{document.external_id}|{url_key(document.url) or ''}")
