"""The verbs of speech of a sentence and who is the subject of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor import phrases, sources, subjects
from monitor.phrases import Phrase
from monitor.sources import Found, trails
from monitor.tokens import Read, Word

_NEAR = 6
_FAR = 12  # words between a verb and a subject behind it
_HELPERS = frozenset("did does do will would could can may might must should not never".split())
_STATES = frozenset("is was are were been be".split())
_CONVICTIONS = frozenset("convinced confident adamant".split())
_INDEFINITE = frozenset(
    "a an one some another no any many один одна некий адзін адна нейкі один одна якийсь jeden jedna pewien".split()
)
_AND = frozenset("and but и а но і й та але ale i a oraz ir bet".split())
_LONGEST_SENTENCE = 120  # words among which the verb is looked for


def by_verb(read: Read) -> Found | None:
    """The first verb of speech that has a subject. What is said further right is said within what is reported."""
    english = read.tables.lang == "en"
    for at, word in enumerate(read.words[:_LONGEST_SENTENCE]):
        if not (word.verb or word.infinitive or word.gerund) or (word.capital and at and english):
            continue
        found = _of_verb(read, at)
        if found and (word.cites or not word.plural or found.phrase.body):
            return found
    return None


def _of_verb(read: Read, at: int) -> Found | None:
    words, word = read.words, read.words[at]
    if word.verb and not _is_noun(words, at) and not _names(read, at):
        return sources.quoted(read, at) or sources.of_text(read, at) or _subject(read, at, at)
    if word.infinitive and (helper := _helper(words, at)) is not None:
        return _subject(read, helper, at)
    if word.gerund:
        return _of_gerund(read, at)
    return None


def _is_noun(words: list[Word], at: int) -> bool:
    """ "the claims", "these reports"; and "denied entry": no verb of speech."""
    if words[at].key in ("denies", "denied") and any(word.key in _REFUSED for word in words[at + 1 : at + _NEAR]):
        return True
    if at + 1 < len(words) and words[at + 1].key == "się" and words[at].key.startswith("poda"):
        return True
    return words[at].key.endswith("s") and at > 0 and words[at - 1].key in _ARTICLES


_ARTICLES = frozenset("the a an these those such all any some no his her their its of".split())


def _names(read: Read, at: int) -> bool:
    """ "calls its newspaper “Harbour Voice”": gives a name rather than an opinion."""
    if read.words[at].key not in _CALLS:
        return False
    quoted = [place for word, place in zip(read.words[at:], read.places[at:], strict=True) if word.quotation]
    return bool(quoted) and not read.marked.spoken


_CALLS = frozenset("call calls called dubs dubbed".split())
# What is denied to somebody, rather than denied.
_REFUSED = frozenset(
    "entry access bail visa visas permission asylum parole treatment right rights opportunity boarding registration".split()
)


def _helper(words: list[Word], at: int) -> int | None:
    """The verb with a subject to which an infinitive belongs: "tried to convince", "did not deny", "не стал отрицать"."""
    first = at
    while first and at - first < _NEAR and (words[first - 1].key in _HELPERS or words[first - 1].adverb):
        first -= 1
    if first < at:
        return first
    if at > 1 and words[at - 1].key == "to":
        return _first_of_chain(words, at - 2)
    return at - 1 if at and words[at - 1].finite and words[at - 1].letters and words[at - 1].text != "to" else None


def _first_of_chain(words: list[Word], at: int) -> int | None:
    """ "went on to say", "has tried to": the verb that has the subject."""
    at -= words[at].key in ("on", "out")
    return at if at > 0 and words[at].finite else None


def _of_gerund(read: Read, at: int) -> Found | None:
    """ "..., saying that": the subject of the sentence; "X was quoted as saying": X; "quoted him as saying": he."""
    words = read.words
    if at > 2 and words[at - 1].key == "as":
        if words[at - 3].key in _STATES:
            return _subject(read, at - 3, at)
        if words[at - 2].key in ("him", "her"):
            return Found(Phrase(back=True, pronoun=read.tables.gender_of(words[at - 2].key)), at - 2, at, at)
        found = phrases.left_of(read, at - 2)
        return Found(found, at - 2, at, at) if found and found.speaker else None
    introduces = at + 1 < len(words) and (words[at + 1].that or words[at + 1].text in (",", ":") or words[at + 1].quotation)
    if not (introduces or read.tables.lang != "en") or not at or not (words[at - 1].comma or words[at - 1].key in _AND):
        return None
    found = subjects.subject(read)
    return Found(found, at, at, at) if found else None


def _subject(read: Read, verb: int, at: int) -> Found | None:
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
    at = _over_circumstance(words, at)
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


def _over_circumstance(words: list[Word], at: int) -> int:
    """Over "15 января" and "after the meeting" between a subject and its verb, where a name stands before them."""
    for first in range(at, max(at - _NEAR, 0), -1):
        word = words[first]
        if word.text[0].isdigit() or word.preposition:
            before = words[first - 1]
            return first - 1 if before.comma or before.name or before.pronoun else at
        if not word.letters or word.capital:
            return at
    return at


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
    inserted = verb > 0 and (words[verb - 1].dash or (words[verb - 1].comma and verb > 1)) and trails(words, verb)
    introduces = behind is not None and (behind.comma or behind.text == ":" or behind.quotation)
    opens = verb == 0 and (word.gender or introduces)
    if inserted or opens or (word.gender and introduces and _is_circumstance(words[:verb])):
        return Found(Phrase(back=True, pronoun=word.gender), verb, at, at)
    return None


def _is_circumstance(words: list[Word]) -> bool:
    """ "Tydzień wcześniej", "В интервью газете": nothing among the words can be a subject."""
    if any(word.role or word.crowd or word.verb or word.unnamed or word.pronoun or word.anyone for word in words):
        return False
    return all(word.frame or not word.letters for word in words) or (
        words[0].preposition and not any(word.comma for word in words)
    )
