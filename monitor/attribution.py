"""Who says it: the speaker a sentence names for its words, by the reporting verbs and phrases of five languages.

Precision before recall: a wrong name on a statement costs more than none, so that every doubt ends in None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor import speech
from monitor.tokens import QUOTATION, Token, Words, tables_of, tokens_of

_LONGEST_NAME = 4
_AUXILIARIES = ("is", "was", "has", "had", "will")
_PLURALS = {"en": ("\0",), "ru": ("ли", "ют", "ят"), "be": ("лі", "юць"), "uk": ("ли", "ють"), "pl": ("li", "ły", "ją")}
_NEAR = 6  # how far left of a name its role may begin
_LONGEST_ASIDE = 25  # words between the commas of "X, known for ..., said"
_LONGEST = 2000  # characters of a sentence that are looked at
_WORDS_OF_A_QUOTATION = 3


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who a sentence says is speaking. ``role`` is kept in the text's own words.

    ``quoted``: the words stand in quotation marks or are reported with a verb of speech. ``refers_back``: the speaker
    is a pronoun or a bare title ("he said", "the dictator said"), so the name stands earlier in the document.
    ``pronoun`` is that pronoun in lower case, as "she" cannot mean one who was "he".
    """

    speaker: str | None = None
    role: str | None = None
    quoted: bool = False
    refers_back: bool = False
    pronoun: str = ""


def attribute(sentence: str, lang: str) -> Attribution:
    """The attribution of one sentence in ``lang`` (ISO 639-1); an empty one for a language without tables."""
    quotation = has_quotation(sentence)
    if lang not in speech.LANGUAGES:
        return Attribution(quoted=quotation)
    sentence, words = sentence[:_LONGEST], tables_of(lang)
    tokens = tokens_of(sentence, words)
    found = _by_phrase(sentence, tokens, words) or _by_verb(tokens, words, lang) or _by_colon(tokens, words)
    if found is None:
        return Attribution(quoted=quotation)
    return replace(found, quoted=True)


def has_quotation(sentence: str) -> bool:
    """Whether words stand in quotation marks, rather than a name or a single word held up with tweezers."""
    return any(len(found.group().split()) >= _WORDS_OF_A_QUOTATION for found in QUOTATION.finditer(sentence[:_LONGEST]))


def subject(sentence: str, lang: str) -> str | None:
    """The person a sentence begins with, as far as the sentence shows it: the one whom "he" in the next one means."""
    if lang not in speech.LANGUAGES:
        return None
    words = tables_of(lang)
    tokens = tokens_of(sentence[:_LONGEST], words)
    for at, token in enumerate(tokens[1:], 1):
        if token.word and not token.capital and _finite(token.key, lang):
            found = _phrase(_left(tokens, at - 1, words), words) if words.name(tokens[at - 1]) else None
            return found.speaker if found and found.speaker and is_person(found.speaker, lang) else None
    return None


def is_person(speaker: str, lang: str) -> bool:
    """Whether a speaker may be meant by "he" or "she": neither an organisation nor a place nor an acronym."""
    if lang not in speech.LANGUAGES:
        return False
    words = tables_of(lang)
    return not any(
        words.organisation(each) or words.place(each) or (each.text.isupper() and len(each.text) > 2)
        for each in tokens_of(speaker, words)
    )


def _finite(key: str, lang: str) -> bool:
    """Whether a word looks like a verb that has a subject: enough to tell it from a preposition."""
    endings = {
        "en": ("ed", "es"),
        "ru": ("л", "ла", "ет", "ит", "лся", "лась", "ется"),
        "be": ("ў", "ла", "е", "іць", "ўся", "лася"),
        "uk": ("в", "ла", "є", "ить", "вся", "лася"),
        "pl": ("ł", "ła", "uje", "eje"),
    }
    return key in _AUXILIARIES or (len(key) > 2 and key.endswith(endings[lang]) and not key.endswith("ies"))


def _by_phrase(sentence: str, tokens: list[Token], words: Words) -> Attribution | None:
    for found in words.according.finditer(sentence):
        at = next((i for i, token in enumerate(tokens) if token.start >= found.end()), len(tokens))
        known = _phrase(_right(tokens, at, words), words)
        if known and known.speaker and _outside_quotations(tokens, found):
            return known
    back = words.according_back.search(sentence)
    if back and _outside_quotations(tokens, back):
        return Attribution(refers_back=True)
    return None


def _outside_quotations(tokens: list[Token], found: re.Match[str]) -> bool:
    return any(token.start == found.start() for token in tokens)


def _by_verb(tokens: list[Token], words: Words, lang: str) -> Attribution | None:
    """The first verb of speech that has a subject. What is said further right is said within what is reported."""
    for at, token in enumerate(tokens):
        if token.key not in words.verbs or (token.capital and at and lang == "en"):
            continue
        found = _before(tokens, at, words) or _behind(tokens, at, words, lang)
        if found and not (token.key.endswith(_PLURALS[lang]) and _names_one(found, words)):
            return found
    return None


def _names_one(found: Attribution, words: Words) -> bool:
    """Whether the subject can only be one person, and so none of a verb in the plural."""
    return not any(map(words.organisation, tokens_of(found.speaker or "", words)))


def _by_colon(tokens: list[Token], words: Words) -> Attribution | None:
    """A name, a colon and a quotation, or an office with a name and a colon: as headlines and minutes give words."""
    at = next((i for i, token in enumerate(tokens[: 2 * _NEAR]) if token.text == ":"), 0)
    if not at or at + 1 == len(tokens):
        return None
    phrase = _left(tokens, at - 1, words)
    found = _phrase(phrase, words) if len(phrase) == at else None
    quotes = tokens[at + 1].text.startswith("\0")
    return found if found and found.speaker and (quotes or (found.role and _names_one(found, words))) else None


def _before(tokens: list[Token], verb: int, words: Words) -> Attribution | None:
    """The subject to the left of a verb, over adverbs and over an aside between commas."""
    at = verb - 1
    while at >= 0 and (tokens[at].key in words.adverbs or (tokens[at].key.endswith("ly") and not tokens[at].capital)):
        at -= 1
    at = _over_circumstance(tokens, at, words)
    if at < 0:
        return None
    if tokens[at].key in words.pronouns:
        return Attribution(refers_back=True, pronoun=tokens[at].key)
    if _comma(tokens, at):
        opening = next((i for i in range(at - 1, max(at - _LONGEST_ASIDE, -1), -1) if _comma(tokens, i)), None)
        if opening is None or opening == 0:
            return None
        aside = tokens[opening + 1 : at]
        if aside and len(aside) <= _LONGEST_NAME and all(words.name(each) for each in aside):
            return _phrase(aside, words)
        at = opening - 1
    phrase = _left(tokens, at, words)
    found = _phrase(phrase, words)
    first = at + 1 - len(phrase)
    if found and first and tokens[first - 1].key in words.prepositions and not any(map(words.organisation, phrase)):
        return None  # "in Minsk said": a place or a time, not the one who speaks
    return found


def _over_circumstance(tokens: list[Token], at: int, words: Words) -> int:
    """Over "15 января" and "after the meeting" between a subject and its verb, where a name stands before them."""
    for first in range(at, max(at - _NEAR, 0), -1):
        token = tokens[first]
        if token.text[0].isdigit() or token.key in words.prepositions:
            before = tokens[first - 1]
            return first - 1 if before.text == "," or words.name(before) else at
        if not token.word or token.capital:
            return at
    return at


def _behind(tokens: list[Token], verb: int, words: Words, lang: str) -> Attribution | None:
    """The subject to the right: after a quotation in English ("...", said X), freely in the other languages."""
    before = tokens[verb - 1].text if verb else ""
    behind = tokens[verb + 1].key if verb + 1 < len(tokens) else ""
    if lang == "en" and behind == "by" and before in ("was", "were", "been", "as"):
        return _phrase(_right(tokens, verb + 2, words), words)
    if lang == "en" and not (before.startswith("\0") or before in ("-", "–", "—", ",") or before.casefold() == "as"):
        return None
    at = verb + 1
    if behind in words.pronouns:
        return Attribution(refers_back=True, pronoun=behind)
    return _phrase(_right(tokens, at, words), words)


def _comma(tokens: list[Token], at: int) -> bool:
    return tokens[at].text == ","


def _left(tokens: list[Token], last: int, words: Words) -> list[Token]:
    """The noun phrase that ends at ``last``: names, and to their left a role with what belongs to it."""
    first = last + 1
    while first and _part(tokens, first - 1, words):
        first -= 1
    reach = first
    while reach and first - reach < _NEAR and tokens[reach - 1].word and tokens[reach - 1].key not in words.stops:
        reach -= 1
        if words.role(tokens[reach]) or words.organisation(tokens[reach]):
            first = reach
            while first and _part(tokens, first - 1, words):
                first -= 1
            break
    return tokens[first : last + 1]


def _part(tokens: list[Token], at: int, words: Words) -> bool:
    token = tokens[at]
    if not token.word:
        return False
    return words.name(token) or words.role(token) or words.organisation(token) or token.key in words.connectors


def _right(tokens: list[Token], first: int, words: Words) -> list[Token]:
    """The noun phrase that begins at ``first``: up to its name, or to the first word that can be no part of one."""
    last = first
    named = False
    while last < len(tokens) and last - first < 2 * _NEAR:
        token = tokens[last]
        if not token.word or token.key in words.stops:
            break
        if words.name(token):
            named = True
        elif named and not (words.role(token) or words.organisation(token) or token.key in words.connectors):
            break
        last += 1
    return tokens[first:last]


def _phrase(tokens: Sequence[Token], words: Words) -> Attribution | None:
    """A noun phrase as speaker and role: the names behind the last role or organisation, and what is before them."""
    while tokens and tokens[0].key in words.connectors:
        tokens = tokens[1:]
    while tokens and tokens[-1].key in words.connectors:
        tokens = tokens[:-1]
    if not tokens or any(token.key == "and" for token in tokens) and not any(map(words.organisation, tokens)):
        return None  # two speakers are not one
    nouns = [i for i, token in enumerate(tokens) if words.role(token) or words.organisation(token)]
    if not nouns:
        return _plain_name(tokens, words)
    has_role = any(words.role(token) for token in tokens)
    name = _name_behind(tokens, nouns[-1], words, has_role)
    if name:
        return Attribution(speaker=_text(name), role=_text(tokens[: -len(name)], words) or None)
    if not has_role or words.organisation(tokens[nouns[-1]]) and not words.role(tokens[nouns[0]]):
        return Attribution(speaker=_text(tokens)) if any(token.capital for token in tokens) else None
    return Attribution(role=_text(tokens), refers_back=True) if len(tokens) == 1 and not tokens[0].capital else None


def _plain_name(tokens: Sequence[Token], words: Words) -> Attribution | None:
    if len(tokens) > _LONGEST_NAME or not all(words.name(token) for token in tokens):
        return None
    return Attribution(speaker=_text(tokens))


def _name_behind(tokens: Sequence[Token], noun: int, words: Words, has_role: bool) -> Sequence[Token]:
    """The run of capitalised words that ends the phrase, without the places and complements that belong to the role."""
    first = len(tokens)
    while first > noun + 1 and words.name(tokens[first - 1]):
        first -= 1
    while first < len(tokens) and words.place(tokens[first]):
        first += 1
    name = tokens[first:]
    complement = any(token.key in words.connectors for token in tokens[noun:first])
    if complement and (not has_role or len(name) < 2):
        # "Ministry of Defense" is all one name; "minister of Defense" names nobody.
        after_place = first > noun + 1 and words.place(tokens[first - 1])
        return name if has_role and after_place else []
    if complement and len(name) > 2:
        return name[-2:]
    return name if len(name) <= _LONGEST_NAME else []


def _text(tokens: Sequence[Token], words: Words | None = None) -> str:
    """Tokens as they stand in the sentence; with ``words``, without a connector at the end."""
    while words and tokens and tokens[-1].key in words.connectors:
        tokens = tokens[:-1]
    spelled = " ".join(token.text for token in tokens)
    return spelled.removesuffix("’s").removesuffix("'s")
