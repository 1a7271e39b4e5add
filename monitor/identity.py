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
#: An address under which more items than this stand within those days is no item's own: a live page, a front page.
MOST_UNDER_ONE_ADDRESS = 8

_HARDLY = 0.3
_COMPARED = 20_000  # characters of a text whose words are compared
_ADDRESS = re.compile(r"https?://\S+|(?<!\w)@\w+")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|\Z)|\n")
_FEWEST_WORDS = 6  # "Good morning!" is said every day, and is no story
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid|from|ref|_ga|mc_[ce]id|igshid|si", re.IGNORECASE)
_MOBILE = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")


def words_key(text: str) -> str | None:
    """The same for two texts of the same words in the same order, whatever their marks, case and addresses.

    None for a text of fewer than six words.
    """
    words = _sequence(text)
    if words.count(" ") + 1 < _FEWEST_WORDS:
        return None
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _sequence(text: str) -> str:
    return " ".join(_WORD.findall(_ADDRESS.sub(" ", normalised(text))))


def words_keys(document: Document) -> tuple[str | None, str | None]:
    """(the key a document is stored under, that of its body; the other one it may be known under, with its title).

    A post without a title may have it as its first line: its other key is without that.
    """
    if document.kind == "statements":
        return None, None
    body = _body(document.title, document.text)
    if body != document.text:
        return words_key(body), words_key(document.text)
    return words_key(body), words_key(body.strip().partition("\n")[2])


def same_words(document: Document, known_title: str, known_text: str) -> bool:
    """Whether two items say the same, word for word; a title that only one of them has does not count."""
    if _sequence(document.text) == _sequence(known_text):
        return True
    if document.title.strip() and known_title.strip():
        return False
    return _sequence(_body(document.title, document.text)) == _sequence(_body(known_title, known_text))


def _body(title: str, text: str) -> str:
    """The text of a document as it is stored, without the title above it."""
    return text.removeprefix(f"{title}\n\n") if title.strip() else text


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
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return len(words & others) / fewer if fewer else 0.0


def _words(text: str) -> set[str]:
    return set(_WORD.findall(normalised(text[:_COMPARED])))


def may_be_one(document: Document, known_kind: str) -> bool:
    """Whether two items of one outlet with the same words may be one document at all.

    Two posts of one channel are two posts even if they say the same, and rows of a list are what the list says.
    """
    kinds = {document.kind, known_kind}
    return "statements" not in kinds and kinds != {"telegram"}


def is_poorer(document: Document, known_text: str, known_kind: str) -> bool:
    """Whether an item that came another way says nothing that is not known already: a teaser, an announcement.

    Each of its sentences must stand in the known text, word for word; of the last one the end may be cut off.
    """
    if document.kind == known_kind:
        return False
    known = f" {_sequence(known_text)} "
    said = [words for sentence in _SENTENCE_END.split(document.text) if (words := _sequence(sentence))]
    return all(f" {words} " in known for words in said[:-1]) and f" {said[-1] if said else ''}" in known


def near(one: str | None, other: str | None) -> bool:
    """Whether two dates are so close that the same words on both are one story; an unknown date is close to any."""
    if not one or not other or min(len(one), len(other)) < len("2025-01-14"):
        return True
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= DAYS


def dates_around(published_at: str | None) -> tuple[str, str, tuple[str, ...]] | None:
    """Of the dates that are ``near`` to an exact one (the first, what lies behind the last, the months and years); None
    where all dates are. For comparing strings."""
    if not published_at or len(published_at) < len("2025-01-14"):
        return None
    day = date.fromisoformat(published_at[:10]).toordinal()
    first = date.fromordinal(max(day - DAYS, date.min.toordinal())).isoformat()
    last = date.fromordinal(min(day + DAYS, date.max.toordinal())).isoformat()
    return first, last + "~", tuple({one[:length] for one in (first, last) for length in (4, 7)})


def is_another_item(document: Document, known_text: str, known_kind: str, known_url_key: str | None) -> bool:
    """Whether a feed has used one id for two different items: other address and hardly a word in common."""
    if document.kind != "feed" or known_kind != "feed":
        return False
    key = url_key(document.url)
    return bool(key and known_url_key and key != known_url_key and shared(document.text, known_text) < _HARDLY)


def has_become_another(document: Document, known_text: str) -> bool:
    """Whether an item that once said the same as a known one now says something else, and so is no longer that one."""
    return shared(document.text, known_text) < _HARDLY


def scoped(document: Document) -> Document:
    """An item whose feed gave the same id to another one before, under an id of its own."""
    return replace(document, external_id=f"{document.external_id}|{url_key(document.url) or ''}")
