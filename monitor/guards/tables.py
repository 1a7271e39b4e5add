"""How numbers and what they count are written: ``quantities.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from classifiers.words import fold

_T = TypeVar("_T")
_ENDING = 4  # letters by which a word may be longer than its stem


@dataclass(frozen=True, slots=True)
class Tables:
    numbers: dict[str, dict[str, float]]
    magnitudes: dict[str, float]
    vague: dict[str, float]
    bare: dict[str, float]
    parts: dict[str, float]
    units: dict[str, str]
    rough: frozenset[str]
    joins: frozenset[str]
    ordinals: frozenset[str]
    series: frozenset[str]


@cache
def tables() -> Tables:
    raw = tomllib.loads(Path(__file__).with_name("quantities.toml").read_text(encoding="utf-8"))
    numbers = {lang: _by_word(raw[lang]) for lang in ("en", "ru", "uk", "be", "pl")}
    units = {fold(stem): unit for unit, stems in raw["units"].items() for stem in stems.split()}
    return Tables(
        numbers,
        _by_word(raw["magnitudes"]),
        _by_word(raw["vague"]),
        _by_word(raw["bare"]),
        _by_word(raw["parts"]),
        units,
        *(frozenset(fold(raw["words"][name]).split()) for name in ("rough", "joins", "ordinals", "series")),
    )


def _by_word(rows: dict[str, str]) -> dict[str, float]:
    return {fold(word): float(value) for value, words in rows.items() for word in words.split()}


def stem(word: str, stems: Mapping[str, _T]) -> _T | None:
    """What the longest stem says of which a word is a form."""
    for length in range(len(word), max(len(word) - _ENDING, 1) - 1, -1):
        if (found := stems.get(word[:length])) is not None:
            return found
    return None
