"""Which words of a text negate: no phrase such as "not only", no contrast, and of "никто не" but one. Pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from classifiers.words import fold
from monitor.guards.wording import Text, Token

_CONTRAST = 8  # words between "not" and the "but" that says what is
_CLAUSE = 20  # words on either side within which "никто" and "не" are one negation
_NEAR_BY = 5  # words between two negations that are joined
_ENDING = 5  # letters by which a word may be longer than its stem
_ROOT = 5  # letters behind a prefix
_PREFIXES = {"en": ("un", "in", "im", "il", "dis"), "ru": ("не",), "uk": ("не",), "be": ("не", "ня"), "pl": ("nie",)}
_BUT = frozenset(["but", "rather", "а", "но", "але", "ale", "lecz", "али"])
_AND = frozenset(["and", "or", "nor", "и", "или", "i", "ani", "lub", "та", "або", "чи", "й"])
_CONTRASTED = frozenset(["а", "a", "and"])
_NEGATIVE_ENDING = ("n't", "n’t", "n`t")


@dataclass(frozen=True, slots=True)
class Words:
    negators: frozenset[str]
    nobody: frozenset[str]
    refusals: tuple[str, ...]
    unsure: tuple[str, ...]
    sure: tuple[str, ...]
    withheld: frozenset[str]
    harmless: re.Pattern[str]


@cache
def words_of(lang: str) -> Words:
    rows = _raw()[lang]
    longest_first = sorted((fold(phrase) for phrase in rows["harmless"]), key=len, reverse=True)
    phrases = "|".join(re.escape(each.rstrip("~")) + ("" if each[-1] == "~" else r"\b") for each in longest_first)
    return Words(
        frozenset(fold(rows["negators"]).split()),
        frozenset(fold(rows["nobody"]).split()),
        tuple(fold(rows["refusals"]).split()),
        tuple(fold(rows["unsure"]).split()),
        tuple(fold(rows["sure"]).split()) or ("\0",),
        frozenset(rows.get("withheld", "").split()),
        re.compile(rf"\b(?:{phrases})"),
    )


@cache
def _raw() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("polarity.toml").read_text(encoding="utf-8"))


@cache
def opposites() -> dict[str, tuple[str, int]]:
    """A stem, and which pair of opposites it belongs to on which side, 1 or -1."""
    sides = (
        (name, sign, words) for name, pair in _raw()["opposites"].items() for sign, words in zip((1, -1), pair, strict=True)
    )
    return {fold(stem): (name, sign) for name, sign, words in sides for stem in words.split()}


def opposite(token: Token) -> tuple[str, int] | None:
    table = opposites()
    for length in range(len(token.folded), max(len(token.folded) - _ENDING, 2) - 1, -1):
        if found := table.get(token.folded[:length]):
            return found
    return None


def without_prefix(token: Token, lang: str) -> str:
    """What is left of "непригодна" without its negation; whether it is one, only another text with the rest can show."""
    prefix = next((each for each in _PREFIXES[lang] if token.folded.startswith(each)), "")
    return token.folded[len(prefix) :] if prefix and len(token.folded) - len(prefix) >= _ROOT else ""


def negating(text: Text) -> set[int]:
    """The tokens that negate: no phrase such as "not only", no contrast, and of "никто не" but one."""
    words = words_of(text.lang)
    harmless = _harmless(text, words.harmless)
    found: set[int] = set()
    crowd: list[int] = []
    for at, token in enumerate(text.tokens):
        if token.kind == "mark" and token.text not in '«»“”"()':
            crowd = _joined(found, crowd)
        elif at in harmless or token.kind != "word":
            continue
        elif token.folded in words.negators or token.text.lower().endswith(_NEGATIVE_ENDING):
            if not (_is_answer(text, at) or _is_contrast(text, at) or _goes_on(text, at, found)):
                found.add(at)
        elif token.folded in words.nobody:
            if text.lang == "en":
                found.add(at)
            elif not any(text.tokens[place].folded in words.negators for place in _clause(text, at)):
                crowd.append(at)
        elif token.folded.startswith(words.refusals) and _is_refusal(text, at):
            found.add(at)
    _joined(found, crowd)
    return found


def _is_refusal(text: Text, at: int) -> bool:
    """Whoever is stopped at a border, or fails in school, refuses nothing: in English "to" or "-ing" shows the verb."""
    if text.lang != "en":
        return True
    behind = text.tokens[at + 1].folded if at + 1 < len(text.tokens) else "."
    if text.tokens[at].folded.startswith(("stop", "ceas")) and not behind[0].isalnum():
        return True  # "the work stopped."
    if text.tokens[at].folded.startswith("den"):
        return behind in words_of("en").withheld
    return behind == "to" or behind.endswith("ing") or text.tokens[at].folded in ("refusal", "refuse", "refused", "refuses")


def _joined(found: set[int], crowd: list[int]) -> list[int]:
    found.update(crowd[:1])
    return []


def _clause(text: Text, at: int) -> range:
    """The tokens around one up to the marks on either side."""
    start, end = at, at
    while start > max(at - _CLAUSE, 0) and text.tokens[start - 1].kind != "mark":
        start -= 1
    while end < min(at + _CLAUSE, len(text.tokens)) and text.tokens[end].kind != "mark":
        end += 1
    return range(start, end)


def _harmless(text: Text, phrases: re.Pattern[str]) -> set[int]:
    joined, places = "", []
    for at, token in enumerate(text.tokens):
        places += [at] * (len(token.folded) + 1)
        joined += token.folded + " "
    return {at for found in phrases.finditer(joined) for at in places[found.start() : found.end()]}


def _is_answer(text: Text, at: int) -> bool:
    """ "No, ..." answers somebody; what it denies is said behind it."""
    behind = text.tokens[at + 1].text if at + 1 < len(text.tokens) else "."
    return text.tokens[at].first and behind in ",.!:—–"


def _goes_on(text: Text, at: int, found: set[int]) -> bool:
    """ "There never was and is no ...": the second negation repeats the first."""
    joined = at > 0 and text.tokens[at - 1].folded in _AND
    return joined and any(place in found for place in range(max(at - _NEAR_BY, 0), at))


def _is_contrast(text: Text, at: int) -> bool:
    """ "..., not Russia" and "not annexation but a choice": the claim is what is set against it."""
    before = text.tokens[at - 1] if at else None
    earlier = text.tokens[at - 2] if at > 1 else None
    if text.lang == "en" and text.tokens[at].folded == "not" and before and before.text == ",":
        return True
    if before and before.folded in _CONTRASTED and earlier and earlier.text in ",—–":
        return True
    behind = text.tokens[at + 1 : at + 1 + _CONTRAST]
    for place, token in enumerate(behind):
        if token.kind == "mark" and token.text in ".!?;:":
            return False
        if token.folded in _BUT:
            comma = place > 0 and behind[place - 1].text == ","
            return comma if text.lang != "en" else not comma
    return False
