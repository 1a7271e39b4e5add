"""The words of a sentence, and what the tables of its language say of each."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from monitor import speech

QUOTATION = re.compile(r"«[^«»]*(?:»|\Z)|[“„][^“”„]*(?:”|“|\Z)|\"[^\"]*\"|\A[^“„«]*?[”»]")
_TOKEN = re.compile(r"\x00+|(?:Mrs?|Ms|Dr)\.|(?:[^\W\d_]\.){1,3}|[^\W\d_](?:\w|[’'ʼ-](?=\w))*|\d[\d.,]*|[^\w\s]")
_LAST_WORD = re.compile(r"(\w+)\s?\Z")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORDS_OF_A_NAME = 4


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return self.text.casefold().removesuffix("’s").removesuffix("'s")

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of one language, made ready."""

    verbs: frozenset[str]
    pronouns: frozenset[str]
    adverbs: frozenset[str]
    stops: frozenset[str]
    prepositions: frozenset[str]
    connectors: frozenset[str]
    no_names: frozenset[str]
    roles: tuple[str, ...]
    organisations: tuple[str, ...]
    places: tuple[str, ...]
    according: re.Pattern[str]
    according_back: re.Pattern[str]

    def role(self, token: Token) -> bool:
        return _begins(token.key, self.roles)

    def organisation(self, token: Token) -> bool:
        return _begins(token.key, self.organisations)

    def place(self, token: Token) -> bool:
        return _begins(token.key, self.places)

    def name(self, token: Token) -> bool:
        return token.word and token.capital and token.key not in self.no_names


@functools.cache
def tables_of(lang: str) -> Words:
    stems = speech.VERB_STEMS[lang].split()
    inflected = {stem + ending for stem in stems for ending in speech.ENDINGS[lang] if ending}
    return Words(
        verbs=frozenset(inflected | set(speech.VERBS[lang].split())),
        pronouns=frozenset(speech.PRONOUNS[lang].split()),
        adverbs=frozenset(speech.ADVERBS[lang].split()),
        stops=frozenset(speech.STOPS[lang].split()),
        prepositions=frozenset(speech.PREPOSITIONS[lang].split()),
        connectors=frozenset(speech.CONNECTORS[lang].split()),
        no_names=frozenset(" ".join((speech.NO_NAMES[lang], speech.PRONOUNS[lang], *speech.ACCORDING[lang])).split()),
        roles=tuple(speech.ROLES[lang].split()),
        organisations=tuple(speech.ORGANISATIONS[lang].split()),
        places=tuple(speech.PLACES[lang].split()),
        according=_any_of(speech.ACCORDING[lang]),
        according_back=_any_of(speech.ACCORDING_BACK[lang]),
    )


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)


def tokens_of(sentence: str, words: Words) -> list[Token]:
    """Words and marks outside quotation marks and brackets.

    A quotation is one token of NULs, but for the comma it may end with. Offsets are those of the sentence.
    """
    masked = QUOTATION.sub(lambda found: _mask(found, words), sentence)
    masked = _BRACKETS.sub(lambda found: " " * len(found.group()), masked)
    return [Token(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(masked)]


def _mask(found: re.Match[str], words: Words) -> str:
    quotation = found.group()
    before = _LAST_WORD.search(found.string[: found.start()][-40:])
    outlet = bool(before) and _begins(before[1].casefold(), words.organisations) if before else False
    if outlet and quotation[1:2].isupper() and len(quotation.split()) <= _WORDS_OF_A_NAME:
        return f" {quotation[1:-1]} "  # the channel "Pul Pervogo": a name, not words
    comma = "," if quotation[-2:-1] == "," else ""
    return "\0" * (len(quotation) - len(comma)) + comma


def _begins(key: str, stems: tuple[str, ...]) -> bool:
    return any(key.startswith(stem) and len(key) <= len(stem) + 3 for stem in stems)
