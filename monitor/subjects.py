"""Whom a sentence is about: the person it begins with, the name between two commas, the word before an aside. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.phrases import LONGEST_NAME, Phrase, end_of, first_of, is_nominative, left_of, phrase, spelled
from monitor.tokens import Read, Word

_LONGEST_ASIDE = 40  # words between the commas of "X, known for ..., said"
_LONGEST_CLAUSE = 40  # words from the beginning of a sentence to its verb


def subject(read: Read) -> Phrase | None:
    """The person a sentence begins with, as far as the sentence shows it: whom "he" in the next one means."""
    words = read.words
    leading = _leading(read)
    if leading:
        return leading
    found = None
    for at, word in enumerate(words[1:_LONGEST_CLAUSE], 1):
        if word.letters and not word.capital and word.finite:
            found = _of_verb(read, at)
            break
    return found if found and not found.alone else _only_nominative(read) or found


def _leading(read: Read) -> Phrase | None:
    """ "Инженер Илья Теребин, который ...": a full name at the very beginning."""
    words = read.words
    first = 1 if words and words[0].possessive else 0
    last = end_of(words, first)
    if last >= len(words) or not _may_follow(words[last], read.tables.lang):
        return None
    found = phrase(words[first:last], first)
    if found is None or found.speaker is None or " " not in found.speaker or not is_person(read, found.speaker):
        return None
    return found


def _may_follow(word: Word, lang: str) -> bool:
    """Whether a word may stand between a subject and what is said of it, or be its verb."""
    if word.comma or word.dash or word.finite or word.adverb or word.key in _NOT:
        return True
    return lang == "en" and word.letters and not (word.capital or word.stop or word.preposition or word.key == "and")


_NOT = frozenset(["не", "ня", "nie", "ne"])


def _of_verb(read: Read, verb: int) -> Phrase | None:
    words, at = read.words, verb - 1
    while at > 0 and words[at].adverb:
        at -= 1
    if words[at].comma and (named := named_aside(words, at)):
        return phrase(named)
    outside = over_aside(words, at)
    if outside is None or not (words[outside].name or words[outside].role):
        return None
    found = left_of(read, outside)
    first = first_of(words, outside)
    if found is None or found.speaker is None or (first and words[first - 1].preposition):
        return None
    return found if is_person(read, found.speaker) else None


def named_aside(words: Sequence[Word], at: int) -> Sequence[Word]:
    """ "His deputy, Zofia Malin, went": the name between the commas, of which the second stands at ``at``."""
    opening = next((place for place in range(at - 1, max(at - LONGEST_NAME - 2, -1), -1) if words[place].comma), 0)
    aside = words[opening + 1 : at]
    return aside if opening and aside and all(word.name for word in aside) else ()


def _only_nominative(read: Read) -> Phrase | None:
    """The one full name that is in the case of a subject, in languages that have cases."""
    words = read.words
    if read.tables.lang in ("en", "lt"):
        return None
    found = [
        words[at : at + 2]
        for at in range(len(words) - 1)
        if words[at].name
        and words[at + 1].name
        and not words[at - 1].preposition
        and (is_nominative(words[at]) or (at and words[at - 1].nominative))
    ]
    return Phrase(speaker=spelled(found[0])) if len(found) == 1 else None


def over_aside(words: Sequence[Word], at: int) -> int | None:
    """The word before ", who heads Y," where a comma stands at ``at``; None where no such aside begins."""
    if at < 0 or not words[at].comma:
        return at if at >= 0 else None
    commas = [place for place in range(at - 1, max(at - _LONGEST_ASIDE, -1), -1) if words[place].comma]
    # The aside begins behind the name: the nearest comma that has a name or a body before it.
    for opening in commas:
        if opening and (words[opening - 1].name or words[opening - 1].noun):
            return opening - 1
    return commas[0] - 1 if commas and commas[0] else None


def is_person(read: Read, speaker: str) -> bool:
    """Whether a speaker may be meant by "he" or "she": neither an organisation nor a place nor an acronym."""
    words = [read.tables.word(each) for each in speaker.split()]
    return not any(word.organisation or word.place or (word.text.isupper() and len(word.text) > 2) for word in words)
