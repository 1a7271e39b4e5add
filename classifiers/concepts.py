"""One thing under many names: Washington and the USA, a putsch and a coup, санкции and sankcje."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from classifiers.words import fold

_LINE = re.compile(r"(?P<thing>\w+)(?: \((?P<part_of>\w+)\))?: (?P<names>.+)")
_PART = re.compile(r"\w+\*?")
_SHORTEST = 2
#: The word patterns of a phrase behind its first word, and the thing that the phrase names.
Rest = tuple[tuple[str, ...], str]


@cache
def _table() -> tuple[dict[str, list[Rest]], dict[str, str]]:
    """(first word pattern -> the rest of each phrase, thing -> what it is part of)."""
    text = (Path(__file__).parent / "concepts.toml").read_text(encoding="utf-8")
    first: dict[str, list[Rest]] = {}
    above: dict[str, str] = {}
    for line in tomllib.loads(text)["things"].strip().splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"concepts.toml: not a thing and its names: {line[:60]!r}")
        if found["part_of"]:
            above[found["thing"]] = found["part_of"]
        for name in found["names"].split("|"):
            parts = _PART.findall(fold(name))
            first.setdefault(parts[0], []).append((tuple(parts[1:]), found["thing"]))
    return first, above


@cache
def _longest() -> int:
    """Letters of the longest first word: a longer beginning names nothing."""
    return max(len(pattern) for pattern in _table()[0])


@lru_cache(maxsize=200_000)
def _begun(word: str) -> tuple[Rest, ...]:
    """Every phrase that may begin with this folded word."""
    first = _table()[0]
    stems = [f"{word[:length]}*" for length in range(_SHORTEST, min(len(word), _longest()) + 1)]
    return tuple(rest for key in (word, *stems) for rest in first.get(key, ()))


def concepts(words: Sequence[str]) -> set[str]:
    """The things that a text's folded words name, with what each is part of.

    >>> sorted(concepts(["washington", "fears", "a", "putsch"]))
    ['coup', 'us', 'west']
    """
    above = _table()[1]
    found: set[str] = set()
    for place, word in enumerate(words):
        named = [
            (len(rest), thing)
            for rest, thing in _begun(word)
            if all(_fits(part, words, place + step) for step, part in enumerate(rest, start=1))
        ]
        # The Minsk agreements are not Minsk: where a phrase fits, its first word alone names nothing.
        found.update(thing for length, thing in named if length == max(named)[0])
    return found | {above[thing] for thing in found if thing in above}


def _fits(pattern: str, words: Sequence[str], place: int) -> bool:
    if place >= len(words):
        return False
    return words[place].startswith(pattern[:-1]) if pattern.endswith("*") else words[place] == pattern
