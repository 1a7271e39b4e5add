"""Readable features: the small words by which a reader tells a report from a threat, in five languages at once.

A cue works the same in every language, so what is learned of it from many English and Russian rows also serves the
few Belarusian and Polish ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.words import fold

#: The words of each cue, as they stand in ``cues.toml``.
CUES: dict[str, str] = tomllib.loads((Path(__file__).parent / "cues.toml").read_text(encoding="utf-8"))

_MARKS: dict[str, re.Pattern[str]] = {
    "question mark": re.compile(r"\?\s*(?:[»\"”')\]]+\s*)?$"),
    "exclamation mark": re.compile("!"),
    "quotation marks": re.compile("[«»“”„\"]"),
    "quotation and dash": re.compile("[»”\"],?\\s*[–—-]"),
    "colon after words": re.compile(r"^[^:.!?]{3,60}:\s"),
    "number": re.compile(r"(?<![\w-])(?!(?:19|20)\d\d\b)\d+(?:[.,\s]\d+)*"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "percent": re.compile(r"\d\s?(?:%|per\s?cent|процент|адсотк|працэнт|відсотк|procent)", re.I),
    "large number": re.compile(r"\d[.,\s]?\d{3}\b|\b\d{3,}\b"),
    "day and month": re.compile(r"\b(?:[12]?\d|3[01])\s+[^\W\d]{3,}|\b[A-Z][a-z]{2,8} (?:[12]?\d|3[01])\b"),
    "capitals": re.compile(r"\b[^\W\d_a-zа-яёіўїєґ]{4,}\b"),
    "past, Slavic": re.compile(
        r"(?<![а-яёіў])[а-яёіў]{2,}(?:л|ла|ло|ли|лі|лся|лась|лось|лись|ў|ўся|лася|ліся|в|вся)\b"
        r"|(?<![a-ząćęłńóśźż])[a-ząćęłńóśźż]{2,}(?:ł|ła|ło|ły|li)\b"
    ),
    "past, English": re.compile(
        r"\b[a-z]{2,}ed\b|\b(?:was|were|had|did|took|went|came|made|gave|held|found|left|met|won|lost)\b"
    ),
    "future, Polish and Ukrainian": re.compile(r"\b\w+(?:тиме|тимуть|тимемо)\b|\b(?:będ(?:zie|ą|ziemy|ę))\b"),
    "name": re.compile(r"(?<=[a-zа-яёіўїєґ,] )[A-ZА-ЯЁІЎЇЄҐŁŚŻ][\w’'-]+"),
    "no final mark": re.compile(r"[^.!?…»”\"\s]\s*$"),
    "ellipsis": re.compile(r"…|\.\.\."),
}  # fmt: skip

#: The claim type that each telling cue speaks for; the others (we, not, if ...) tell nothing alone.
SPEAKS_FOR = {
    "says": "quote_or_attribution",
    "cause": "causal",
    "future": "prediction",
    "law": "law_or_rule",
    "harm": "accusation",
    "menace": "threat",
    "denial": "denial",
    "compare": "comparison",
    "pledge": "promise_or_policy",
    "evaluate": "value_judgement",
    "happened": "event",
    "number_word": "quantity",
    "appeal": "not_a_claim",
}

NAMES: tuple[str, ...] = (*CUES, *_MARKS, "words", "cue at the start: says", "short")


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Per cue: a pattern for one whole word, and one for phrases (and signs) within the folded text."""
    return {name: _compiled(listed) for name, listed in CUES.items()}


def _compiled(listed: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    single, phrases = [], []
    for entry in {fold(" ".join(entry.split())) for entry in listed.split("|")} - {""}:
        body = re.escape(entry).replace(r"\*", r"\w*")
        if re.fullmatch(r"[\w*]+", entry):
            single.append(body)
        else:
            phrases.append((r"\b" if entry[0].isalnum() else "") + body + (r"\b" if entry[-1].isalnum() else ""))
    # An empty alternation would match everywhere; this one matches nothing.
    return re.compile("|".join(single)), re.compile("|".join(sorted(phrases, key=len, reverse=True)) or r"(?!)")


@lru_cache(maxsize=200_000)
def _cues_of(word: str) -> tuple[int, ...]:
    """The cues a single folded word belongs to. Cached: a language's words are few, and its texts many."""
    return tuple(place for place, (single, _) in enumerate(_patterns().values()) if single.fullmatch(word))


def is_cue(word: str, name: str) -> bool:
    """Whether a folded word is one of a cue's."""
    return list(CUES).index(name) in _cues_of(word)


def cue_matrix(texts: Sequence[str]) -> NDArray[np.float64]:
    """Readable features of each text, shape (n, len(NAMES)): counts damped to 0, 0.63, 0.86 ... so that one counts most."""
    phrases = [phrase for _, phrase in _patterns().values()]
    says = list(CUES).index("says")
    matrix = np.zeros((len(texts), len(NAMES)))
    for row, text in enumerate(texts):
        folded = fold(text)
        spoken = re.findall(r"\w+", folded)
        counts = [len(phrase.findall(folded)) for phrase in phrases]
        for word in spoken:
            for place in _cues_of(word):
                counts[place] += 1
        start = any(says in _cues_of(word) for word in spoken[:6])
        counts += [len(pattern.findall(text)) for pattern in _MARKS.values()]
        damped = 1 - np.exp(-np.array(counts, dtype=float))
        matrix[row] = [*damped, min(len(spoken), 60) / 60, start, len(spoken) < 6]
    return matrix


def reasons(text: str) -> dict[str, list[str]]:
    """The words of a text that speak for a claim type, by type: what the desk shows beside a flag."""
    folded = fold(text)
    found: dict[str, list[str]] = {}
    for place, (name, (_, phrase)) in enumerate(_patterns().items()):
        if name in SPEAKS_FOR:
            words = [word for word in re.findall(r"\w+", folded) if place in _cues_of(word)]
            if words := words + phrase.findall(folded):
                found[SPEAKS_FOR[name]] = words
    return found
