"""The verbs of speech of a sentence: those of the lists, and whatever stands right behind a quotation. Pure."""

from __future__ import annotations

from monitor import phrases, sources, subjects
from monitor.phrases import Phrase
from monitor.sources import Found
from monitor.speaking import subject_of
from monitor.tokens import Read, Word

_NEAR = 6
_HELPERS = frozenset("did does do will would could can may might must should not never".split())
_STATES = frozenset("is was are were been be".split())
_CONVICTIONS = frozenset(["convinced", "confident", "adamant", "certain", "sure"])
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
            return (_carried(read, found) or found) if found.phrase.outlet else found
    return _of_unlisted(read)


def _carried(read: Read, found: Found) -> Found | None:
    """Of "as the agency reports, the minister said": the minister, whose words the agency carries."""
    for at in range(found.last + 1, min(len(read.words), _LONGEST_SENTENCE)):
        if read.words[at].verb and not read.words[at].plural:
            other = _of_verb(read, at)
            if other and other.phrase.speaker and not other.phrase.body and other.first > found.last:
                return other
    return None


def _of_unlisted(read: Read) -> Found | None:
    """ "...," she shot back; «...», — возмутился министр: right behind a quotation any verb is one of speech."""
    words = read.words
    for at in range(1, min(len(words) - 1, _LONGEST_SENTENCE)):
        if not (words[at - 1].quotation or (at > 1 and words[at - 2].quotation and words[at - 1].comma)):
            continue
        verb = _verb_behind(read, at)
        found = subject_of(read, verb, verb) if verb is not None else None
        if verb is not None and found and (found.phrase.speaker or found.phrase.back) and found.last <= verb + _NEAR:
            return found
    return None


def _verb_behind(read: Read, at: int) -> int | None:
    words = read.words
    if read.tables.lang == "en":
        last = at + 1 if words[at].pronoun else phrases.end_of(words, at)
        subject = words[at:last]
        named = any(word.name for word in subject) and words[at - 1].comma
        plain = last < len(words) and words[last].letters and not (words[last].capital or words[last].stop or words[last].frame)
        return last if plain and (named or (subject and subject[0].pronoun)) and words[last].key not in _AND else None
    dash = words[at].dash and at + 1 < len(words)
    return at + 1 if dash and words[at + 1].gender and words[at + 1].finite and not words[at + 1].capital else None


def _of_verb(read: Read, at: int) -> Found | None:
    words, word = read.words, read.words[at]
    if word.verb and not _is_noun(words, at) and not _names(read, at):
        return sources.quoted(read, at) or sources.of_text(read, at) or subject_of(read, at, at)
    if word.infinitive and (helper := _helper(words, at)) is not None:
        return subject_of(read, helper, at)
    if word.gerund:
        return _of_gerund(read, at)
    return None


def _is_noun(words: list[Word], at: int) -> bool:
    """ "the claims", "these reports"; and "denied entry": no verb of speech."""
    if words[at].key in _CONVICTIONS and not any(word.key in _STATES for word in words[max(at - 3, 0) : at]):
        return True
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
    behind = read.words[at + 1] if at + 1 < len(read.words) else None
    if (
        behind
        and behind.name
        and at
        and not (read.words[at - 1].name or read.words[at - 1].pronoun or read.words[at - 1].adverb)
    ):
        return True  # "a group called White Helmets"
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
            return subject_of(read, at - 3, at)
        if words[at - 2].key in ("him", "her"):
            return Found(Phrase(back=True, pronoun=read.tables.gender_of(words[at - 2].key)), at - 2, at, at)
        found = phrases.left_of(read, at - 2)
        return Found(found, at - 2, at, at) if found and found.speaker else None
    introduces = at + 1 < len(words) and (words[at + 1].that or words[at + 1].text in (",", ":") or words[at + 1].quotation)
    if not (introduces or read.tables.lang != "en") or not at or not (words[at - 1].comma or words[at - 1].key in _AND):
        return None
    found = subjects.subject(read)
    return Found(found, at, at, at) if found else None
