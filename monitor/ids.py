"""Ids: the same words, the same id. Everything that is stored once is stored under one of these. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACES = re.compile(r"\s+")


def normalised(text: str) -> str:
    """The text as it counts for identity: case, spacing and Unicode composition do not."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def short_hash(*parts: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the parts in their order."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def text_id(text: str) -> str:
    """Same words, same id. A statement's id, and the key under which any text's vector is kept."""
    return short_hash(normalised(text))


def first_sentence(text: str) -> str:
    """What a narrative's description claims; the sentences after it say by whom, and what it is not."""
    head, stop, _ = text.partition(". ")
    return head + stop.strip()


def document_id(outlet_id: str, external_id: str) -> str:
    return short_hash(outlet_id, external_id)


def content_hash(title: str, text: str) -> str:
    """Changes with the words of a document, not with its layout."""
    return short_hash(normalised(title), normalised(text))


def slug(name: str) -> str:
    """A readable id for an outlet, speaker or narrative: letters and digits of any script, joined by hyphens."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold().replace("_", " "))
    return "-".join(words)[:80].strip("-") or "unnamed"
