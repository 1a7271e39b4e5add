"""How a whole statement stands to the claim in it: asserted, reported, denied or mocked. Pure.

Where ``monitor.stance`` judges one sentence, this judges all of them together. Precision before recall: a text is denied or
mocked only where it does nothing else. Whoever says that there are no political prisoners denies nothing; that is the claim.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from monitor import sentences, speech
from monitor.attribution import attribute
from monitor.records import Stance

_LONGEST = 3000  # characters that are looked at; a statement is a few sentences
_MOST = 8  # sentences
_LONGEST_SENTENCE = 600


class Standing(StrEnum):
    """``REPORTED``: the text itself names somebody for the claim, or hearsay. ``DENIED``, ``MOCKED``: all that it does."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    DENIED = "denied"
    MOCKED = "mocked"


def serves(standing: Standing) -> bool:
    """Whether a text may serve the narrative that its claim belongs to: one that only denies or mocks it does not."""
    return standing in (Standing.ASSERTED, Standing.REPORTED)


@lru_cache(maxsize=4096)
def stance_of(text: str, lang: str) -> Standing:
    """The standing of a statement in ``lang`` (ISO 639-1). Of any other language than the five, ``ASSERTED`` unless clear.

    Only the first ``_LONGEST`` characters are read, so that a long text costs no more than a page.
    """
    parts = _sentences(text, lang)
    if not parts:
        return Standing.ASSERTED
    small = [part.casefold() for part in parts]
    if _is_mocked(small):
        return Standing.MOCKED
    stances = [_stance(part, lang) for part in parts]
    if _is_denied(small, stances, lang):
        return Standing.DENIED
    return Standing.ASSERTED if all(each is Stance.ASSERTS for each in stances) else Standing.REPORTED


def denies_clause(text: str) -> bool:
    """Whether a denial is of "that ...": then the denial of a negated claim is the claim without its negation."""
    return _pattern("of_clause").search(text[:_LONGEST].casefold()) is not None


def distance(text: str, lang: str) -> tuple[str, ...]:
    """The words by which a text holds its claim at arm's length ("allegedly"); none for one that stands behind it."""
    if lang not in _raw()["distance"]:
        return ()
    found = _pattern("distance", lang).search(text[:_LONGEST])
    return (found[0],) if found else ()


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("standing.toml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str, part: str = "") -> re.Pattern[str]:
    """The expressions of one list as one; those of distance are whole words."""
    rows: list[str] = _raw()[name][part] if part else _raw()[name]
    false = _raw()["false"].replace("\n", "")
    joined = "|".join(row.replace("FALSE", false) for row in rows)
    return re.compile(rf"\b(?:{joined})\b" if name == "distance" else joined, re.IGNORECASE)


@cache
def _laughter() -> re.Pattern[str]:
    laughter = "|".join(_raw()["mocked"]["laughter"])
    return re.compile(rf"\A\W*(?:{laughter})(?!\w)|(?<!\w)(?:{laughter})[\s!.…)(]*\Z")


def _sentences(text: str, lang: str) -> list[str]:
    start = text[:_LONGEST]
    if not start.strip():
        return []
    spans = sentences.spans(start, lang)[:_MOST]
    return [part for first, last in spans if (part := start[first:last].strip()[:_LONGEST_SENTENCE])]


def _stance(sentence: str, lang: str) -> Stance:
    """The stance of one sentence; what only looks like a denial is none."""
    found = attribute(sentence, lang).stance if lang in speech.LANGUAGES else Stance.ASSERTS
    if found is Stance.DENIES and _pattern("no_denial").search(sentence):
        return Stance.ASSERTS
    return found


def _is_mocked(small: list[str]) -> bool:
    if _laughter().search(small[0]) or _laughter().search(small[-1]):
        return True
    return any(_pattern("mocked", "ridicule").search(part) for part in small) or bool(
        _pattern("mocked", "laughable").search(small[0])
    )


def _is_denied(small: list[str], stances: list[Stance], lang: str) -> bool:
    """A label, or a first sentence that denies with nothing against it, or a last one that calls it all a lie."""
    if _is_labelled(small):
        return True
    if _denies(small[0], stances[0], lang) and not _pattern("yet").search(small[0]):
        return True
    return len(small) > 1 and _calls_false(small[-1]) and not _pattern("yet").search(small[-1])


def _is_labelled(small: list[str]) -> bool:
    """ "No, ..." may begin any argument: it denies where the sentence goes on so, or a later one says so."""
    if not _begins("label", small[0]):
        return False
    answer = _begins("no", small[0])
    if answer is None:
        return True
    goes_on = _pattern("negative").search(small[0], answer.end())
    return goes_on is not None or any(_calls_false(part) for part in small[1:])


def _begins(name: str, part: str) -> re.Match[str] | None:
    """A match at the first letter, behind marks."""
    first = re.search(r"\w", part)
    return _pattern(name).match(part, first.start()) if first else None


def _calls_false(small: str) -> bool:
    return _begins("is_false", small) is not None


def _denies(small: str, stance: Stance, lang: str) -> bool:
    if stance is Stance.DENIES or _calls_false(small):
        return True
    return lang in _raw()["denied"] and _pattern("denied", lang).search(small) is not None
