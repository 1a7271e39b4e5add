"""Sources that are no subject of a verb: whom an agency quotes, and in whose text it says so. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from monitor import phrases
from monitor.phrases import Phrase
from monitor.tokens import Read, Word


class Found(NamedTuple):
    """The subject of a verb of speech. ``first``, ``last``: the words of subject and verb; ``verb``: the verb itself."""

    phrase: Phrase
    first: int
    last: int
    verb: int


def trails(words: list[Word], verb: int) -> bool:
    """Whether a quotation stands right before the verb, so that the subject is likelier behind it."""
    return any(word.quotation for word in words[max(verb - 3, 0) : verb]) and (
        words[verb - 1].quotation or words[verb - 1].dash or words[verb - 1].comma
    )


def quoted(read: Read, at: int) -> Found | None:
    """ "цитирует министра агентство": whom somebody quotes, who speaks."""
    words = read.words
    if not words[at].cites or at + 1 >= len(words):
        return None
    if gender := read.tables.gender_of(words[at + 1].key):
        return Found(Phrase(back=True, pronoun=gender), at, at + 1, at)
    last = at + 1
    while last < len(words) and words[last].letters and not words[last].organisation and not words[last].stop:
        last += 1
    found = phrases.phrase(words[at + 1 : last])
    return Found(oblique(found), at, last - 1, at) if found and (found.speaker or found.back) and not found.body else None


def of_text(read: Read, at: int) -> Found | None:
    """ "говорится в заявлении министерства", "йдеться в її дописі": whose text it is."""
    words = read.words
    if not words[at].reads:
        return None
    first = at + 1
    if first < len(words) and words[first].preposition:
        possessive = next((word for word in words[first + 1 : first + 3] if word.possessive), None)
        found = phrases.right_of(read, first + 1, described=True)
        if possessive and not (found and found.speaker):
            return Found(Phrase(back=True, pronoun=read.tables.gender_of(possessive.key)), at, first + 1, at)
        return Found(oblique(found), at, phrases.end_of(words, first + 1) - 1, at) if found else None
    beside = at > 0 and (words[at - 1].dash or words[at - 1].quotation or words[at - 1].comma)
    return Found(Phrase(back=True), at, at, at) if beside and trails(words, at) else None


def oblique(found: Phrase) -> Phrase:
    """The same, told to stand in another case than that of a subject."""
    return replace(found, oblique=True)
