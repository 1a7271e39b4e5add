"""A text as the guards read it: its words and numbers in their order, under keys that five languages share. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from classifiers.words import fold, latin, stems

LANGUAGES = ("en", "ru", "uk", "be", "pl")
LONGEST = 6000  # characters that are looked at: a claim that is guarded is a few sentences
_KEY = 5  # letters by which cognates and cases of one word agree: санкц, sankc
_SHORTEST = 4  # letters of a word that says something

_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,4}")
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.me/|@)\S+")
_TOKEN = re.compile(
    r"(?P<code>[^\W\d_]+-?\d[\d\w]*)"  # MH17, S-300: a name, no number
    r"|(?P<ordinal>\d+(?:st|nd|rd|th|s)\b|\d+-[^\W\d_]+)"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:[-’'ʼ`][^\W\d_]+)*)"
    r"|(?P<mark>[%$€£.!?…;:,()«»“”\"—–])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: code, ordinal, number, word or mark. ``key``: what words of one root share, across scripts."""

    text: str
    kind: str
    folded: str
    key: str
    first: bool  # the first word of a sentence: its capital letter says nothing

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Text:
    """``lang``: one of LANGUAGES, or any other code, of which only figures and names are read."""

    tokens: tuple[Token, ...]
    lang: str
    content: frozenset[str]
    shouted: bool  # most of it in capitals, which then say nothing

    @property
    def words(self) -> list[Token]:
        return [token for token in self.tokens if token.kind == "word"]


def read(text: str, lang: str) -> Text:
    """The beginning of a text, up to ``LONGEST`` characters; time and memory are linear in it."""
    plain = _ADDRESS.sub(" ", text[:LONGEST])
    plain = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", plain)
    tokens = []
    first = True
    for found in _TOKEN.finditer(plain):
        kind = str(found.lastgroup)
        tokens.append(_token(found[0], kind, first))
        first = found[0] in ".!?…" if kind == "mark" and found[0] not in '«“"(' else kind == "mark" and first
    content = frozenset(token.key for token in tokens if token.kind == "word" and len(token.folded) >= _SHORTEST)
    capitals = sum(token.text.isupper() for token in tokens if token.kind == "word")
    shouted = capitals * 2 > sum(token.kind == "word" for token in tokens)
    return Text(tuple(tokens), lang, content - _EMPTY, shouted)


@lru_cache(maxsize=50_000)
def _token(text: str, kind: str, first: bool) -> Token:
    folded = fold(text)
    return Token(text, kind, folded, key_of(folded) if kind == "word" else folded, first)


def key_of(word: str) -> str:
    """What forms and cognates of a word share.

    >>> key_of("санкции") == key_of("sankcje")
    True
    """
    return latin("".join(stems(word)) or word)[:_KEY]


def overlap(one: Text, other: Text) -> float:
    """The share of the words of the shorter text that the other has as well, 0 to 1."""
    smaller = min(len(one.content), len(other.content))
    return len(one.content & other.content) / smaller if smaller else 0.0


# Words that stand in any text, by language.
_COMMON = """
that this those these with from have been were will would than then they them their which what when where about into
only also more some over under said says there such still
который которая которые этот этого того тоже также было были будет есть если чтобы после более свой свои только очень
який яка яке цього того також було були буде якщо після більше свої тільки лише
які якая гэта гэтага таго таксама было былі будзе калі каб пасля больш свае толькі
który która które tego także było były będzie jest jeśli żeby więcej swoje tylko oraz
"""
_EMPTY = frozenset(key_of(word) for word in _COMMON.split())
