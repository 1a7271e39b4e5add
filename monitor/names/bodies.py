"""Organisations that speak: one body under its names in five languages, its country kept apart.

A small table and nothing else: a body that stands in no table is only ever itself.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from classifiers.words import fold, stems

_WORD = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_ACRONYM = re.compile(r"([A-ZА-ЯЁЎІЇЄҐ]{2,}|[A-ZА-ЯЁЎІЇЄҐ]\w*[A-ZА-ЯЁЎІЇЄҐ]+)(?:[а-яіў]{1,2})?")
_SURNAME = re.compile("[^=].*(?:[оеє]в|[иі]н)(?:а|у|ым|ой|е)?\\Z")  # Урадов is no уряд
_PREFIX = 3  # letters by which most names are told from a body at once
_ENDING = 5  # letters that a country's stem may be followed by
_NOWHERE = "none"


@dataclass(frozen=True, slots=True)
class Body:
    """``name``: as the table calls it, in English. ``country``: its id, "" where none is said."""

    name: str
    country: str


@dataclass(frozen=True, slots=True)
class _Tables:
    bodies: dict[tuple[str, ...], Body]
    countries: dict[str, str]
    short: dict[str, str]
    adjectives: dict[str, str]
    small: frozenset[str]
    nouns: frozenset[str]
    beginnings: set[str]


def body(name: str) -> Body | None:
    """The body that a name says, by the table; None for any other name, and for one with two countries.

    >>> body("МИД Беларуси") == body("Belarusian Foreign Ministry") != body("МИД России")
    True
    """
    if not _beginnings().search(name.lower()):
        return None
    words = _words(name)
    tables = _tables()
    if len(words) == 1 and _SURNAME.search(words[0]):
        return None
    whole = tables.bodies.get(_key(words, tables))
    if whole:
        return whole
    told = {country for word in words if (country := _country(word))}
    found = tables.bodies.get(_key([word for word in words if not _country(word)], tables))
    if found is None or len(told) > 1:
        return None
    country = next(iter(told), found.country)
    return None if found.country and country != found.country else Body(found.name, country)


def called(found: Body) -> str:
    """A body in house spelling: Belarusian Foreign Ministry."""
    tables = _tables()
    own = {each.country for each in tables.bodies.values() if each.name == found.name}
    adjective = "" if own == {found.country} else tables.adjectives.get(found.country, "")
    return f"{adjective} {found.name}".strip()


def is_collective(name: str) -> bool:
    """Whether a name of several words has a noun in it that only a body's has."""
    words = _WORD.findall(name.lower())
    return len(words) > 1 and any(word in _tables().nouns for word in words)


def _words(name: str) -> list[str]:
    """Folded words; an acronym is marked, so that it is never taken for a surname of the same letters."""
    words = _WORD.findall(name)
    return ["=" + fold(found[1]) if (found := _ACRONYM.fullmatch(word)) else fold(word) for word in words]


def _key(words: list[str], tables: _Tables) -> tuple[str, ...]:
    return tuple(stem for word in words if word not in tables.small for stem in ([word] if word[0] == "=" else stems(word)))


@lru_cache(maxsize=20_000)
def _country(word: str) -> str:
    tables = _tables()
    word = word.removeprefix("=")
    if word in tables.short:
        return tables.short[word]
    return next((c for stem, c in tables.countries.items() if word.startswith(stem) and len(word) <= len(stem) + _ENDING), "")


@cache
def _beginnings() -> re.Pattern[str]:
    """What a name without any cannot be a body's: a quick look before the slow one."""
    return re.compile(rf"\b(?:{'|'.join(sorted(_tables().beginnings))})")


@cache
def _tables() -> _Tables:
    raw = tomllib.loads((Path(__file__).parent / "bodies.toml").read_text(encoding="utf-8"))
    countries: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for line in raw["countries"].strip().splitlines():
        country, rest = line.split(":", 1)
        adjective, *spellings = (part.strip() for part in rest.split("|"))
        adjectives[country] = adjective
        countries.update((fold(stem), country) for stem in spellings)
    short = {stem: country for stem, country in countries.items() if len(stem) <= len("кнр")}
    long = {stem: country for stem, country in countries.items() if len(stem) > len("кнр")}
    tables = _Tables({}, long, short, adjectives, frozenset(fold(raw["small"]).split()), frozenset(raw["nouns"].split()), set())
    for line in raw["bodies"].strip().splitlines():
        name, rest = line.split(":", 1)
        country, *others = (part.strip() for part in rest.split("|"))
        for each in (name, *others):
            words = _words(each)
            tables.beginnings.update(re.escape(word[:_PREFIX]) for word in _WORD.findall(each.lower()))
            tables.bodies[_key(words, tables)] = Body(name, "" if country == _NOWHERE else country)
    return tables
