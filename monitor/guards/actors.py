"""The countries, bodies, towns and people that a text names, and whether two texts say the same of different ones. Pure.

A name that one text adds contradicts nothing. Another actor is one who stands where the other text has somebody else: the
first to be named in both, or the only difference between texts that share their other words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.words import fold, latin
from monitor import names
from monitor.guards.wording import Text, Token, overlap

_ENDING = 7  # letters by which a name may be longer than its stem: германских
_ALIKE = 0.5  # share of common words
_MOST = 20  # names of a text that are compared
_LONGEST = 3  # words of a person's name; more in a row are a title
_CLOSE = 4  # letters by which two spellings of an unknown name agree
_CHANGED = {
    "be": (("це", "т"), ("цы", "к"), ("дзе", "д"), ("зе", "г")),
    "uk": (("ци", "к"), ("зи", "г"), ("си", "х")),
    "pl": (("scy", "ski"), ("ccy", "cki"), ("ce", "k"), ("scie", "st"), ("dzie", "d"), ("rze", "r")),
}
#: "The Minsk agreements" are no place.
_AGREEMENTS = ("agreem", "accord", "соглаш", "пагадн", "угод", "дамоул", "porozum", "формат", "format")


@dataclass(frozen=True, slots=True)
class Named:
    """``id``: of the table, or "" for a name that is in none."""

    id: str
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    exact: bool
    capitals: bool
    capital: bool
    rest: tuple[str, ...]

    def fits(self, token: Token, stem: str, following: tuple[Token, ...], shouted: bool) -> bool:
        if self.capitals and shouted:
            return False
        if self.exact and token.folded != stem:
            return False
        if (self.capitals and not token.text.isupper()) or (self.capital and not token.capital):
            return False
        return len(following) >= len(self.rest) and all(
            token.folded.startswith(part) for token, part in zip(following, self.rest, strict=False)
        )


@cache
def _raw() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("actors.toml").read_text(encoding="utf-8"))


@cache
def _table() -> dict[str, list[_Entry]]:
    """By the stem of the first word; longer names first."""
    table: dict[str, list[_Entry]] = {}
    for lines in (_raw()["countries"], _raw()["groups"], _raw()["cities"]):
        for line in lines.strip().splitlines():
            name, stems = line.split(":")
            for written in stems.split():
                plain = written.lstrip("=^*")
                first, *rest = (fold(part) for part in plain.split("_"))
                marks = written[: len(written) - len(plain)]
                table.setdefault(first, []).append(_Entry(name, "=" in marks, "^" in marks, "*" in marks, tuple(rest)))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry.rest))
    return table


@cache
def _groups() -> dict[str, frozenset[str]]:
    lines = (line.split(":") for line in _raw()["members"].strip().splitlines())
    return {group: frozenset(members.split()) for group, members in lines}


def compatible(one: str, other: str) -> bool:
    """Whether one place may be meant where the other is said: the same, a town of it, a member of the group."""
    if one == other:
        return True
    lands = one.split("/")[0], other.split("/")[0]
    if lands[0] == lands[1]:
        return "/" not in one or "/" not in other
    return lands[1] in _groups().get(one, ()) or lands[0] in _groups().get(other, ())


def places(text: Text) -> list[Named]:
    """The countries, bodies and towns of the table that a text names, in its order."""
    found, at = [], 0
    while at < len(text.tokens):
        entry = _at(text, at)
        if entry is None:
            at += 1
            continue
        length = 1 + len(entry.rest)
        following = text.tokens[at + length : at + length + 1]
        if not (following and following[0].folded.startswith(_AGREEMENTS)):
            found.append(Named(entry.id, " ".join(token.text for token in text.tokens[at : at + length]), at))
        at += length
    return found


def _at(text: Text, at: int) -> _Entry | None:
    token = text.tokens[at]
    if token.kind != "word":
        return None
    following = text.tokens[at + 1 : at + 4]
    table = _table()
    for folded in (token.folded, *_variants(token.folded, text.lang)):
        for length in range(len(folded), max(len(folded) - _ENDING, 1) - 1, -1):
            for entry in table.get(folded[:length], ()):
                if entry.fits(token, folded[:length], following, text.shouted):
                    return entry
    return None


def _variants(word: str, lang: str) -> list[str]:
    """A word without the change of its last consonant before an ending: у Брэсце is of Брэст, Polsce of Polsk-."""
    return [word[: -len(old)] + new for old, new in _CHANGED.get(lang, ()) if word.endswith(old)]


def people(text: Text, known: Iterable[Named]) -> list[Named]:
    """Names of two or more capitalised words, and abbreviations, that the table of places does not have."""
    taken = {each.at + offset for each in known for offset in range(len(each.words.split()))}
    found: list[Named] = []
    at = len(text.tokens) if text.shouted else 0
    while at < len(text.tokens):
        end = at
        while end < len(text.tokens) and end not in taken and _is_name(text.tokens[end]):
            end += 1
        run = text.tokens[at:end]
        if len(run) > 1 and run[0].first:
            run = run[1:] if len(run) > 2 else ()
        if 1 < len(run) <= _LONGEST or (len(run) == 1 and run[0].text.isupper() and len(run[0].text) > 1):
            found.append(Named("", " ".join(token.text for token in run), at))
        at = max(end, at + 1)
    return found


def _is_name(token: Token) -> bool:
    return token.kind == "word" and token.capital


def contradictions(mine: Text, theirs: Text) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Other places, and other people: each as both texts print them."""
    ours, others = places(mine), places(theirs)
    alike = overlap(mine, theirs) >= _ALIKE
    where = _places(ours, others, alike, mine.lang != theirs.lang)
    return where, _people(mine, theirs, people(mine, ours)[:_MOST], people(theirs, others)[:_MOST]) if alike else []


def _places(ours: list[Named], others: list[Named], alike: bool, foreign: bool) -> list[tuple[str, str]]:
    one, two = _only(ours, others), _only(others, ours)
    if not one or not two:
        return []
    leads = one[0] is ours[0] and two[0] is others[0]
    counts = len({each.id for each in ours}) == len({each.id for each in others})
    lone = foreign and counts and len({each.id for each in one}) == len({each.id for each in two}) == 1
    if alike or lone or (leads and counts):
        return [(one[0].words, two[0].words)]
    return []


def _only(ours: list[Named], others: list[Named]) -> list[Named]:
    """Whom the other text does not name. What both name explains no other name: NATO in Finland is not NATO in Lithuania."""
    one, two = {each.id for each in ours}, {each.id for each in others}
    fits = {name: any(compatible(name, other) for other in two - one) for name in one - two}
    return [each for each in ours if not fits.get(each.id, True)]


def _people(mine: Text, theirs: Text, ours: list[Named], others: list[Named]) -> list[tuple[str, str]]:
    if not ours or not others:
        return []
    if any(names.same(one.words, other.words, mine.lang, theirs.lang) for one in ours for other in others):
        return []
    one, two = (_strangers(ours, theirs), _strangers(others, mine))
    return [(one[0], two[0])] if len(one) == len(ours) and len(two) == len(others) else []


def _strangers(found: list[Named], text: Text) -> list[str]:
    """Names without the words that a text has as well, in whatever case and alphabet; of a full name two must be left."""
    known = {latin(token.text)[:_CLOSE] for token in text.words if token.capital}
    left = [[word for word in each.words.split() if latin(word)[:_CLOSE] not in known] for each in found]
    return [" ".join(words) for words in left if len(words) > 1 or (words and words[0].isupper())]
