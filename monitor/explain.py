"""Why two texts were put side by side: the words, numbers and names they share, and those that set them apart. Pure.

A word is shared in whatever form, spelling and script it stands there, and where the other text names the same thing in
another word or language. What sets the texts apart is what ``monitor.guards`` finds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from classifiers.concepts import concepts
from classifiers.spelling import keys, spellings
from classifiers.words import fold, numbers
from monitor.guards import Difference, compare, said, same_claim
from monitor.standing import Standing

LONGEST = 3000  # characters that are compared; what stands behind them is shown without a mark
#: One claim in other words: shares of the telling words of the shorter and of the longer text that the other has as well.
_SHORTER, _LONGER = 0.6, 0.4
_FEWEST = 3  # shared words; two in common are a subject and no claim
_CLEARLY = 1.5  # times as much as at its beginning has to be marked in the middle of a text, to begin there
_GAP = 3  # words that may stand between the words of one difference: "did not, as we know, close"
_RUN = re.compile(
    r"(?:[A-Z]\.){2,4}"
    r"|[^\W\d_]+-?\d\w*"  # MH17, S-300
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:['’ʼ`´\u0300-\u036f]+[^\W\d_]*)*|[%$€£]"
)
_STANDINGS = frozenset(each.value for each in Standing)


class Mark(StrEnum):
    """How a piece of a text is shown beside the other text."""

    PLAIN = "plain"
    SHARED = "shared"
    DIFFERS = "differs"


class Relation(StrEnum):
    SAME = "same claim"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Explanation:
    """Both texts in segments, in their order and nothing left out; ``reasons`` say in words why it is another claim.

    ``shared``: the share of the telling words of the shorter text that the other has as well, 0 to 1.
    """

    mine: tuple[Segment, ...]
    theirs: tuple[Segment, ...]
    relation: Relation
    reasons: tuple[str, ...]
    shared: float


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, number or sign. ``telling``: no function word. ``things``: what it names in any language."""

    folded: str
    keys: frozenset[str] = frozenset()
    telling: bool = False
    things: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Run:
    """Where a word stands in a text."""

    start: int
    end: int
    word: _Word


@lru_cache(maxsize=512)
def explain(mine: str, theirs: str, my_lang: str, their_lang: str, sure: bool | None = None) -> Explanation:
    """Languages are ISO 639-1 codes. ``sure``: whether somebody who knows takes both for one claim in other words; by
    default the words that they share decide. Numbers, names or a negation that differ make them "related" either way.
    """
    found = compare(mine, theirs, my_lang, their_lang)
    ours, others = _runs(mine, my_lang), _runs(theirs, their_lang)
    my_shared, their_shared = _shared(ours, others), _shared(others, ours)
    my_share, their_share = _share(ours, my_shared), _share(others, their_shared)
    if sure is None:
        enough = min(sum(my_shared), sum(their_shared)) >= _FEWEST or fold(mine) == fold(theirs)
        sure = enough and max(my_share, their_share) >= _SHORTER and min(my_share, their_share) >= _LONGER
    same = sure and same_claim(found)
    return Explanation(
        _segments(mine, ours, my_shared, _different(ours, my_shared, found, True)),
        _segments(theirs, others, their_shared, _different(others, their_shared, found, False)),
        Relation.SAME if same else Relation.RELATED,
        tuple(said(each) for each in found),
        max(my_share, their_share),
    )


def excerpt(segments: Sequence[Segment], most: int) -> tuple[Segment, ...]:
    """About ``most`` characters of a text: its beginning, or where clearly more of it is marked. Cut at the ends of words."""
    if sum(len(each.text) for each in segments) <= most:
        return tuple(segments)
    best, first, last = 0.0, 0, 0
    for start in range(len(segments)):
        length, worth, end = 0, 0, start
        while end < len(segments) and length < most:
            length += len(segments[end].text)
            worth += min(len(segments[end].text), most) * (segments[end].mark is not Mark.PLAIN)
            end += 1
        if worth > best or start == 0:
            best, first, last = worth * (1 if start else _CLEARLY), start, end
    return _cut(segments, first, last, most)


def _cut(segments: Sequence[Segment], first: int, last: int, most: int) -> tuple[Segment, ...]:
    """Segments from ``first`` to before ``last``, shortened to ``most`` characters, with dots where something is missing."""
    chosen = list(segments[first:last])
    if first > 0:
        before = segments[first - 1]
        taken = before.text[-40:].split(" ", 1)[-1] if before.mark is Mark.PLAIN else ""
        chosen.insert(0, Segment(f"… {taken}", Mark.PLAIN))
    over = sum(len(each.text) for each in chosen) - most
    if over > 0 and len(chosen[-1].text) > over:
        chosen[-1] = Segment(chosen[-1].text[:-over].rsplit(" ", 1)[0], chosen[-1].mark)
        last = -1
    if last != len(segments):
        chosen.append(Segment(" …", Mark.PLAIN))
    return tuple(chosen)


@cache
def _function_words(lang: str) -> frozenset[str]:
    """Those of a language; of one that is not among the five, of all of them."""
    rows = _listed()
    return frozenset(fold(rows[lang] if lang in rows else " ".join(rows.values())).split())


@cache
def _listed() -> dict[str, str]:
    rows: dict[str, str] = tomllib.loads(Path(__file__).with_name("explain.toml").read_text(encoding="utf-8"))
    return rows


def _runs(text: str, lang: str) -> list[_Run]:
    empty = _function_words(lang)
    return [_Run(found.start(), found.end(), _read(found[0], empty)) for found in _RUN.finditer(text[:LONGEST])]


@lru_cache(maxsize=50_000)
def _read(run: str, empty: frozenset[str]) -> _Word:
    if not run[0].isalpha():
        return _Word(fold(run), frozenset(numbers(run)), run[0].isdigit())
    folded = fold(run).replace(".", "")
    telling = folded not in empty or (run.isupper() and len(run) > 1)  # US is no "us"
    return _Word(folded, frozenset(keys(folded)), telling, frozenset(concepts([folded])))


def _shared(runs: Sequence[_Run], others: Sequence[_Run]) -> list[bool]:
    """Which runs of a text stand in the other one as well."""
    there = {one for each in others if each.word.telling for key in each.word.keys for one in (key, *spellings(key))}
    things = {each.word.things for each in others if each.word.things}
    return [each.word.telling and (not there.isdisjoint(each.word.keys) or each.word.things in things) for each in runs]


def _share(runs: Sequence[_Run], shared: Sequence[bool]) -> float:
    telling = {each.word.keys: there for each, there in zip(runs, shared, strict=True) if each.word.telling}
    return sum(telling.values()) / len(telling) if telling else 0.0


def _different(runs: Sequence[_Run], shared: Sequence[bool], found: Iterable[Difference], mine: bool) -> set[int]:
    """The runs of the words by which a text differs. Of a negated word that both have, only the negation."""
    marked: set[int] = set()
    for each in found:
        for phrase in each.mine if mine else each.theirs:
            if each.kind == "denied" or phrase in _STANDINGS:  # what is said of the whole text, not with these words
                continue
            places = _places(phrase, runs)
            own = {place for place in places if not shared[place] or runs[place].word.folded[:1].isdigit()}
            marked |= own or places
    return marked


def _places(phrase: str, runs: Sequence[_Run]) -> set[int]:
    """Where the words of a phrase stand closest together, in their order; nowhere if one is missing."""
    wanted = [_read(part, frozenset()).folded for part in _RUN.findall(phrase)]
    best: list[int] = []
    for start, run in enumerate(runs):
        if wanted and run.word.folded == wanted[0]:
            places = [start]
            for part in wanted[1:]:
                near = range(places[-1] + 1, min(places[-1] + 2 + _GAP, len(runs)))
                place = next((at for at in near if runs[at].word.folded == part), None)
                if place is None:
                    break
                places.append(place)
            if len(places) == len(wanted) and (not best or places[-1] - places[0] < best[-1] - best[0]):
                best = places
    return set(best)


def _segments(text: str, runs: Sequence[_Run], shared: Sequence[bool], different: set[int]) -> tuple[Segment, ...]:
    """The whole text; neighbouring words of one mark are one segment, with what stands between them."""
    marks = [Mark.DIFFERS if place in different else Mark.SHARED if shared[place] else Mark.PLAIN for place in range(len(runs))]
    found: list[Segment] = []
    last = 0
    for run, mark in zip(runs, marks, strict=True):
        if mark is Mark.PLAIN:
            continue
        between = text[last : run.start]
        if found and found[-1].mark is mark and not between.strip():
            found[-1] = Segment(found[-1].text + text[last : run.end], mark)
        else:
            found += [Segment(between, Mark.PLAIN), Segment(text[run.start : run.end], mark)]
        last = run.end
    return tuple(each for each in [*found, Segment(text[last:], Mark.PLAIN)] if each.text)
