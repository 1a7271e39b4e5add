"""What ranking reads in a text: posts cleaned; words folded and stemmed, names, numbers, things, one alphabet for all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from classifiers.concepts import concepts
from classifiers.words import fold, latin, numbers, stems

#: How an embedded post ends: "— Name (@handle) January 14, 2020". It says who posted and when, not what is claimed.
_SIGNED = re.compile(r"[—–-] ?(?P<who>[^—–\n]{1,60}) ?\(@\w{1,20}\)(?P<when>[ ,\w.]{0,24})$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\bpic\.twitter\.com/\w+|\bt\.(?:co|me)/\w+", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w&])[#@](?P<word>\w+)")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZА-ЯЁІЇЄЎҐ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|_")
_SYMBOLS = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u2190-\u21ff\U0001f000-\U0001faff]+")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*|[.!?…:;\n]")
_ENDS = frozenset(".!?…:;\n")
_POSSESSIVE = re.compile(r"['’ʼ`´]s$")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: From this share of capitals among a text's longer words they are a headline's habit and mark no names.
_MANY = 0.6
#: No claim needs more. What is longer is a document, and its words would cost time and tell nothing.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Words:
    """What one text holds. ``capitals`` runs beside ``stems``: 1 written as a name, 0 not, -1 where writing cannot tell."""

    stems: tuple[str, ...] = ()
    capitals: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()


def cleaned(text: str) -> str:
    """A post without its addresses, signature and symbols, its tags and handles split into words.

    >>> cleaned("Fires! #AustralianFires pic.twitter.com/0eJ — Center (@Center) January 14, 2020")
    'Fires! Australian Fires'
    """
    text = text[:_LONGEST].strip()
    bare = _SYMBOLS.sub(" ", _ADDRESS.sub(" ", _SIGNED.sub(" ", text)))
    bare = _TAG.sub(lambda found: " " + _HUMP.sub(" ", found["word"]) + " ", bare)
    return " ".join(bare.split()) or " ".join(text.split())


def signed(text: str) -> tuple[str, str]:
    """(name, year) of who signed a post and when; empty where nobody did.

    >>> signed("So it goes. — Ann Example (@ann) May 1, 2020")
    ('Ann Example', '2020')
    """
    found = _SIGNED.search(text[-120:].strip())
    if found is None:
        return "", ""
    year = _YEAR.search(found["when"])
    return found["who"].strip(), year[0] if year else ""


def years(found: frozenset[str]) -> set[str]:
    """Those of a text's numbers that may be years."""
    return {number for number in found if _YEAR.fullmatch(number)}


def read(text: str) -> Words:
    text = text[:_LONGEST]
    found, written, first = [], [], True
    for written_word in _TOKEN.findall(text):
        if written_word in _ENDS:
            first = True
            continue
        word = _folded(written_word)
        if word:
            found.append(word)
            written.append(-1 if first else int(written_word[0].isupper()))
        first = False
    return Words(
        stems=tuple(_stem(word) for word in found),
        capitals=_doubted(found, written),
        letters=tuple(_latin(word) for word in found),
        numbers=frozenset(numbers(text)),
        things=frozenset(concepts(found)),
    )


@lru_cache(maxsize=200_000)
def _folded(token: str) -> str:
    return fold(_POSSESSIVE.sub("", token))


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return "".join(stems(word))


@lru_cache(maxsize=200_000)
def _latin(word: str) -> str:
    return latin(word)


def _doubted(found: list[str], written: list[int]) -> tuple[int, ...]:
    """In a headline with Every Word Capitalised, capitals say nothing."""
    long = [capital for word, capital in zip(found, written, strict=True) if len(word) > 3 and capital >= 0]
    if len(long) > 2 and sum(long) > _MANY * len(long):
        return tuple(-1 for _ in written)
    return tuple(written)
