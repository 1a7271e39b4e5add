"""The subject of a verb of speech: before it, behind it, or left out because everybody knows who is meant. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor import phrases, subjects
from monitor.phrases import Phrase
from monitor.sources import Found, trails
from monitor.tokens import Read, Word

_NEAR = 6
_FAR = 12  # words between a verb and a subject behind it
_STATES = frozenset(["is", "was", "are", "were", "been", "be"])
_CONVICTIONS = frozenset(["convinced", "confident", "adamant", "certain", "sure"])
_INDEFINITE_WORDS = """
a an one some another no any many один одна некий некая адзін адна нейкі нейкая якийсь якась jeden jedna pewien pewna
"""
_INDEFINITE = frozenset(_INDEFINITE_WORDS.split())
_AND = frozenset(["and", "but", "и", "а", "но", "і", "й", "та", "але", "ale", "i", "a", "oraz", "ir", "bet"])


def subject_of(read: Read, verb: int, at: int) -> Found | None:
    """``verb`` is the word beside which the subject stands, ``at`` the verb of speech."""
    behind_first = trails(read.words, verb) or (at == verb and _is_told_behind(read, verb))
    ways = (_behind, _before) if behind_first else (_before, _behind)
    for way in ways:
        if found := way(read, verb):
            phrase = found[0]
            if phrase.alone and way is _before and (behind := _behind(read, verb)) and behind[0].speaker:
                found = behind  # "Podobnie uważa sędzia ...": a capital letter at the beginning makes no name
                phrase = found[0]
            if phrase.back and not phrase.pronoun and not phrase.body:
                phrase = replace(phrase, pronoun=read.words[at].gender)
            return Found(phrase, min(found[1], verb), max(found[1], at), at)
    return _of_clause(read, verb, at) or _without_subject(read, verb, at)


def _is_told_behind(read: Read, verb: int) -> bool:
    """ "..., добавил он": whoever is named behind a comma and the verb, where word order is free."""
    words = read.words
    if not verb or not words[verb - 1].comma or verb + 1 >= len(words):
        return False
    free = read.tables.lang not in ("en", "lt") and not words[verb].transitive
    return words[verb + 1].pronoun or (free and (words[verb + 1].role or words[verb + 1].name))


def _before(read: Read, verb: int) -> tuple[Phrase, int] | None:
    """The subject to the left of a verb, over adverbs, a circumstance and an aside between commas; and its first word."""
    words = read.words
    at = verb - 1
    while at >= 0 and (words[at].adverb or (words[at].key in _STATES and words[verb].key in _CONVICTIONS)):
        at -= 1
    at = _over_circumstance(read, at)
    if at < 0:
        return None
    if words[at].pronoun:
        return Phrase(back=True, pronoun=read.tables.gender_of(words[at].key)), at
    if words[at].comma:
        if aside := subjects.named_aside(words, at):
            found = phrases.phrase(aside)
            return (found, at - len(aside)) if found else None
        outside = subjects.over_aside(words, at)
        if outside is None or outside == at:
            return None
        at = outside
    return _ending_at(read, at)


def _ending_at(read: Read, at: int) -> tuple[Phrase, int] | None:
    words = read.words
    found = phrases.left_of(read, at)
    if found is None:
        return None
    first = min(phrases.first_of(words, at), at)
    before = words[first - 1] if first else None
    if before and before.preposition and not found.outlet and not any(word.organisation for word in words[first : at + 1]):
        return None  # "in Minsk said": a place or a time, not the one who speaks
    if _is_nobody(found, words[first : at + 1], before) or (found.speaker and phrases.in_other_case(found.speaker)):
        return None
    return found, first


def _is_nobody(found: Phrase, words: Sequence[Word], article: Word | None) -> bool:
    """ "an officer said", "the ministers said": nobody who was named before."""
    if not found.back or found.body:
        return False
    return (article is not None and article.key in _INDEFINITE) or any(word.role and word.many for word in words)


def _over_circumstance(read: Read, at: int) -> int:
    """Over "15 января" and "after the meeting" between a subject and its verb, where a name stands before them."""
    words = read.words
    for first in range(at, max(at - _NEAR, 0), -1):
        word = words[first]
        if word.text[0].isdigit() or word.preposition:
            before = words[first - 1]
            ends = before.comma or before.name or before.pronoun or (before.letters and _ends_phrase(read, first - 1))
            return first - 1 if ends else at
        if not word.letters or (word.capital and not word.frame):
            return at
    return at


def _ends_phrase(read: Read, at: int) -> bool:
    """Whether a phrase that names somebody or a body ends there: "Палата бакалейщиков"."""
    found = phrases.left_of(read, at)
    return found is not None and found.speaker is not None


def _behind(read: Read, verb: int) -> tuple[Phrase, int] | None:
    """The subject to the right: after a quotation in English ("...", said X), freely in the other languages."""
    words = read.words
    before = words[verb - 1] if verb else None
    behind = words[verb + 1] if verb + 1 < len(words) else None
    if behind is None:
        return None
    if read.tables.lang == "en":
        if behind.key == "by" and before and before.key in (*_STATES, "as"):
            return _beginning_at(read, verb + 2)
        if not (before and (before.quotation or before.dash or before.comma or before.key == "as")):
            return None
    if behind.pronoun:
        return Phrase(back=True, pronoun=read.tables.gender_of(behind.key)), verb + 1
    if words[verb].plural and (body := _of_place(read, verb)):
        return body
    if words[verb].transitive and not trails(words, verb):
        return _behind_others(read, verb)  # right behind it stands who is accused, rather than who accuses
    return _beginning_at(read, verb + 1) or _behind_others(read, verb + 1)


def _beginning_at(read: Read, first: int) -> tuple[Phrase, int] | None:
    words = read.words
    found = phrases.right_of(read, first)
    last = phrases.end_of(words, first) - 1
    if found is None or _is_nobody(found, words[first : last + 1], words[first]):
        return None
    if (
        found.speaker
        and not found.body
        and (words[last].key.endswith(read.tables.dative) or phrases.in_other_case(found.speaker))
    ):
        return None  # "сказал Сидорову": to whom
    return found, max(first, last)


def _of_place(read: Read, verb: int) -> tuple[Phrase, int] | None:
    """ "заявили в министерстве портов", "В комитете назвали ...": people of an office speak for it."""
    words = read.words
    first = verb + 1 if words[verb + 1].preposition else 0 if words[0].preposition else -1
    if first < 0 or read.tables.lang == "en":
        return None
    found = phrases.right_of(read, first + 1)
    return (found, phrases.end_of(words, first + 1) - 1 if first else 0) if found and found.body else None


def _behind_others(read: Read, first: int) -> tuple[Phrase, int] | None:
    """ "сообщил в своём канале журналист Лев Осокин": over an occasion and over those who were told."""
    words = read.words
    if read.tables.lang == "en":
        return None
    for at in range(first + 1, min(first + _FAR, len(words))):
        if not words[at].letters and not words[at].quotation:
            return None
        if words[at].role and (found := phrases.right_of(read, at)) and found.speaker and found.role:
            name = next((word for word in words[at:] if word.name), words[at])
            if words[at].nominative or phrases.is_nominative(name):
                return found, phrases.end_of(words, at) - 1
    return None


def _of_clause(read: Read, verb: int, at: int) -> Found | None:
    """ "X visited the bridge and said": the subject of the first verb."""
    words = read.words
    if not verb or words[verb - 1].key not in _AND:
        return None
    found = subjects.subject(read)
    return Found(found, verb, at, at) if found else None


def _without_subject(read: Read, verb: int, at: int) -> Found | None:
    """ "Добавил, что ...", "„...” – dodała": the one named before, where the language needs no pronoun."""
    words, word = read.words, read.words[verb]
    if read.tables.lang == "en" or not word.verb or word.plural:
        return None
    behind = words[at + 1] if at + 1 < len(words) else None
    if behind is not None and (behind.name or (behind.noun and not behind.many)):
        return None
    as_said = verb > 0 and words[verb - 1].key in _AS and word.gender
    inserted = as_said or verb > 0 and (words[verb - 1].dash or (words[verb - 1].comma and verb > 1)) and trails(words, verb)
    introduces = behind is not None and (behind.comma or behind.text == ":" or behind.quotation)
    opens = verb == 0 and (word.gender or introduces)
    if inserted or opens or (word.gender and introduces and _is_circumstance(words[:verb])):
        return Found(Phrase(back=True, pronoun=word.gender), verb, at, at)
    return None


_AS = frozenset(["как", "як", "jak", "kaip"])


def _is_circumstance(words: list[Word]) -> bool:
    """ "Tydzień wcześniej", "В интервью газете": nothing among the words can be a subject."""
    if any(word.role or word.crowd or word.verb or word.unnamed or word.pronoun or word.anyone for word in words):
        return False
    return all(word.frame or not word.letters for word in words) or (
        words[0].preposition and not any(word.comma for word in words)
    )
