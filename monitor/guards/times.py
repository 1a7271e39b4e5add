"""The years, months, days and weekdays that a text states. Pure.

Unlike ``monitor.when``, which finds when something was said, no day is worked out: what stands there is compared.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from classifiers.words import fold
from monitor.guards.tables import stem, tables
from monitor.guards.wording import Text, Token

_YEAR = re.compile(r"1\d\d\d|20\d\d")
_YEAR_OF = re.compile(r"((?:19|20)\d\d)-(?:й|го|м|му|x|х|га|га|ym|go)")
_ENDING = 3
_LAST_DAY = 31
_LATELY = "1900"  # before, four figures are as often a number
_ROUND = "2000"  # the one year that is as often a number of something


@dataclass(frozen=True, slots=True)
class Dated:
    """One statement of time. ``value``: a year, a month (1-12), "month-day" or a weekday (0-6); at which tokens it stands."""

    kind: str
    value: str
    at: tuple[int, ...]
    words: str


class _Calendar:
    def __init__(self, rows: dict[str, Any]) -> None:
        self.exact: dict[str, tuple[str, int]] = {}
        self.stems: dict[str, tuple[str, int]] = {}
        for kind, first in (("month", 1), ("weekday", 0)):
            for number, words in enumerate(rows[f"{kind}s"], first):
                for word in words.split():
                    (self.exact if word[0] == "=" else self.stems)[fold(word.lstrip("="))] = (kind, number)
        self.years = frozenset(fold(rows["years"].replace("=", "")).split())
        self.before = frozenset(fold(rows["before"]).split())

    def find(self, word: str) -> tuple[str, int] | None:
        if found := self.exact.get(word):
            return found
        for length in range(len(word), max(len(word) - _ENDING, 2) - 1, -1):
            if found := self.stems.get(word[:length]):
                return found
        return None


@cache
def _calendars() -> dict[str, _Calendar]:
    raw = tomllib.loads(Path(__file__).with_name("times.toml").read_text(encoding="utf-8"))
    return {lang: _Calendar(rows) for lang, rows in raw.items()}


def places(text: Text) -> frozenset[int]:
    """The tokens that state a time: no quantity is read there."""
    return frozenset(at for each in dated(text) for at in each.at)


@lru_cache(maxsize=64)
def dated(text: Text) -> tuple[Dated, ...]:
    """Everything of the kind that a text states; years in any language, words in the five."""
    calendar = _calendars().get(text.lang)
    found = [each for at in range(len(text.tokens)) if (each := _year(text, at, calendar))]
    for at, token in enumerate(text.tokens):
        known = calendar.find(token.folded) if calendar and token.kind == "word" else None
        if calendar and known and (text.lang != "en" or token.capital):
            kind, number = known
            if kind == "weekday":
                found.append(Dated("weekday", str(number), (at,), token.text))
            else:
                found += _month(text, at, number, calendar)
    return tuple(found)


def _year(text: Text, at: int, calendar: _Calendar | None) -> Dated | None:
    token = text.tokens[at]
    if token.kind == "ordinal" and (inflected := _YEAR_OF.fullmatch(token.folded)):
        return Dated("year", inflected[1], (at,), token.text)
    if token.kind != "number" or not _YEAR.fullmatch(token.text):
        return None
    before = text.tokens[at - 1] if at else None
    behind = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
    if calendar and behind and behind.folded in calendar.years:
        return Dated("year", token.text, (at, at + 1), token.text)
    if _is_counted(behind):
        return None
    if token.text > _LATELY and token.text != _ROUND:
        return Dated("year", token.text, (at,), token.text)
    if calendar and before and (before.folded in calendar.before or calendar.find(before.folded)):
        return Dated("year", token.text, (at,), token.text)
    return None


def _is_counted(behind: Token | None) -> bool:
    """Whether what stands behind a number is counted by it: 2020 soldiers, 2000 kg."""
    if behind is None or behind.kind == "mark":
        return behind is not None and behind.text in "%$€£"
    known = tables()
    return bool(stem(behind.folded, known.units) or stem(behind.folded, known.magnitudes))


def _month(text: Text, at: int, number: int, calendar: _Calendar) -> list[Dated]:
    token = text.tokens[at]
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(text.tokens):
            day = text.tokens[beside]
            digits = re.match(r"\d+", day.text) if day.kind in ("number", "ordinal") else None
            if digits and digits[0] == day.text.rstrip("stndrh-гоеa") and 0 < int(digits[0]) <= _LAST_DAY:
                words = " ".join(text.tokens[place].text for place in sorted((at, beside)))
                return [Dated("day", f"{number}-{int(digits[0])}", (at, beside), words)]
    before = text.tokens[at - 1] if at else None
    behind = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
    if (before and before.folded in calendar.before) or (behind and _YEAR.match(behind.text)):
        return [Dated("month", str(number), (at,), token.text)]
    return []


def contradictions(mine: Text, theirs: Text) -> list[tuple[str, str]]:
    """Years, months, days or weekdays that both texts state and none of which they share, as both print them."""
    ours, others = dated(mine), dated(theirs)
    found = []
    for kind in ("year", "month", "weekday"):
        one = {_value(each, kind): each.words for each in ours if _value(each, kind)}
        two = {_value(each, kind): each.words for each in others if _value(each, kind)}
        stands = kind == "year" and (_figures(mine) & two.keys() or _figures(theirs) & one.keys())
        if one and two and not one.keys() & two.keys() and not stands:
            found.append((next(iter(one.values())), next(iter(two.values()))))
    if not found:
        one, two = ({each.value: each.words for each in side if each.kind == "day"} for side in (ours, others))
        if one and two and not one.keys() & two.keys():
            found.append((next(iter(one.values())), next(iter(two.values()))))
    return found


def _figures(text: Text) -> frozenset[str]:
    """All four figures that may be a year, however little shows that they are."""
    return frozenset(found[0] for token in text.tokens if (found := _YEAR.match(token.text)))


def _value(each: Dated, kind: str) -> str:
    """A day is in its month as well."""
    if each.kind == "day" and kind == "month":
        return each.value.split("-")[0]
    return each.value if each.kind == kind else ""
