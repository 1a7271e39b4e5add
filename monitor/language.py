"""In which language a text is written, and how far that may be relied on.

Letters and common words tell most texts, in a few microseconds. Where they leave doubt py3langid is asked, and where that
is unsure as well lingua with its small models; what all of them say is weighed together.
"""

from __future__ import annotations

import functools
import math
import operator
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lingua import LanguageDetector
    from py3langid.langid import LanguageIdentifier

CODES = ("be", "ru", "uk", "pl", "lt", "lv", "et", "en", "de", "cs", "sk", "bg", "sr", "mk", "kk")
UNDETERMINED = "und"  # ISO 639-2

_LONGEST = 500  # characters; a text is told by its beginning as well as by the whole
_MOST = 255  # words, for they are counted in bytes
_FEWEST = 5  # words
_NAME = 2  # words; as many Latin ones in a Cyrillic text may be a name, more are another language
_PIECE = 8  # words judged at a time in a text that may be mixed
_FOREIGN, _BLEND = 3, 7  # so many words of a kindred language, and one in so many, make a text a blend of both
_RAREST = 10  # every tenth word at least is a common one
# Probabilities: of an answer to be relied on, the same for a piece of a mixed text, and of an answer of py3langid's that
# needs no second opinion. A detector's "never" is taken for one in ten thousand.
_SURE, _SURE_PIECE, _CLEAR, _NEVER = 0.7, 0.95, 0.95, 1e-4
# Weights of the log probabilities of py3langid, alone and beside lingua, and of lingua, and of a common word. Fitted on
# 7,500 sentences in the fifteen languages; a quarter more or less of any changes little.
_LANGID_ALONE, _LANGID, _LINGUA, _COMMON = 1.3, 0.8, 0.25, 1.4
# Against the detectors' own leanings: from short Russian to Bulgarian, from plain Serbian to Macedonian, to Kazakh, and from
# Czech without its marks to Slovak.
_LEANING: tuple[dict[str, float], ...] = ({"ru": 0.6, "sr": 0.7, "kk": -1}, {"cs": 0.4})
_KINDRED = ({"be", "ru", "uk"}, {"cs", "sk"})  # mixed even word by word, as in trasianka and surzhyk

_CYRILLIC, _LATIN, _OTHER = range(3)
_MARKS = "’'ʼ-"
_WORD = re.compile(rf"[^\W\d_](?!\.)[^\W\d_]*(?:[{_MARKS}][^\W\d_]+)*+")  # an initial is no word
_SIGN = re.compile("[/@#<\u0301\u00ad\u200b\u200d\ufeff]")
_NO_WORDS = re.compile(
    r"https?://\S+|www\.\S+|</?[a-z][^<>]*>|\b[\w.-]+\.[a-z]{2,6}/\S*|\S*@\S+|#\w+|[\u0301\u00ad\u200b\u200d\ufeff]"
)
_LATIN_I = re.compile("(?<=[а-яёў])i|i(?=[а-яёў])|(?<=[а-яёў] )i(?= [а-яёў])", re.IGNORECASE)  # typed for the Cyrillic one
_PAUSE = re.compile(r"(?<=[.!?…;:])\s+|\n+|[«»“”„\"()]|\s[–—-]\s")

_DATA = tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))
_ALPHABETS = tuple(
    {code: frozenset(each["letters"] + _MARKS) for code, each in _DATA[script].items()} for script in ("cyrillic", "latin")
)
_LETTERS = tuple(frozenset[str]().union(*alphabets.values()) for alphabets in _ALPHABETS)
_BIT = {code: 1 << place for place, code in enumerate(CODES)}
_ONLY = {bit: code for code, bit in _BIT.items()}
_EVERY = (1 << len(CODES)) - 1
_LACKING = tuple(
    {letter: sum(_BIT[code] for code in CODES if letter not in alphabets.get(code, "")) for letter in letters}
    for alphabets, letters in zip(_ALPHABETS, _LETTERS, strict=True)
)


def _packed() -> dict[str, int]:
    """Common words, each a number with a one in the byte of every language that has it and in one byte more.

    The sum over the words of a text counts them for all languages at once.
    """
    languages: dict[str, set[str]] = {}
    for script in _DATA.values():
        for code, each in script.items():
            for word in each["words"].split():
                languages.setdefault(word, set()).add(code)
    places = {code: 8 * place for place, code in enumerate(CODES)}
    return {word: 1 << 8 * len(CODES) | sum(1 << places[code] for code in codes) for word, codes in languages.items()}


_PACKED = _packed()


class Certainty(StrEnum):
    """How far a finding may be relied on."""

    SURE = "sure"
    UNSURE = "unsure"
    SHORT = "short"  # fewer than five words and no letter that decides: a text goes by what stands around it
    MIXED = "mixed"


class Finding(NamedTuple):
    """Codes of CODES, the main language first and others only where MIXED; none for a text without words."""

    langs: tuple[str, ...]
    certainty: Certainty

    @property
    def lang(self) -> str | None:
        return self.langs[0] if self.langs else None


class _Text(NamedTuple):
    plain: str  # what the detectors read
    words: list[str]  # in lower case, all of one script
    script: int
    others: list[str]  # words of the other script
    lacking: int  # the bits of the languages that lack one of the letters
    counts: bytes  # by place in CODES how many words are common there; last, how many are common anywhere


def identify(text: str, default: str | None = None) -> str:
    """The ISO 639-1 code of one of CODES; ``und`` for a text without words.

    ``default`` is the answer where the text leaves it open, as a name or one word does.
    """
    return recognise(text, default).lang or default or UNDETERMINED


def decide(text: str, expected: str | None = None) -> tuple[str | None, bool]:
    """The likeliest code and whether it may be relied on; (None, False) for a text without words."""
    found = recognise(text, expected)
    return found.lang, found.certainty in (Certainty.SURE, Certainty.MIXED)


def recognise(text: str, expected: str | None = None) -> Finding:
    """The language of a text, or the languages of a mixed one.

    ``expected``, the language of what stands around the text, is the answer where the text is short or leaves it open
    and its letters allow it. It saves time: what looks like the expected language is not asked about further.
    """
    read = _read(text)
    if read is None:
        return Finding((), Certainty.UNSURE)
    expected = None if expected == UNDETERMINED else expected
    if len(read.words) < _FEWEST:
        return _short(read, expected)
    if settled := _settled(read, expected):
        return Finding((settled,), Certainty.SURE)
    code, probability = _likeliest(read)
    if len(mixed := _mixture(read, code)) > 1:
        return Finding(mixed, Certainty.MIXED)
    # Of many words few are common: probably a language that is not among the fifteen.
    known = len(read.words) < _PIECE or read.counts[CODES.index(code)] * _RAREST >= len(read.words)
    if known and probability >= _SURE:
        return Finding((code,), Certainty.SURE)
    return Finding((expected if expected and _allows(read, expected) else code,), Certainty.UNSURE)


def _read(text: str) -> _Text | None:
    plain = unicodedata.normalize("NFC", text[:_LONGEST])
    if _SIGN.search(plain):
        plain = _NO_WORDS.sub("", plain)
    words: list[str] = _WORD.findall(plain.lower())[:_MOST]
    others: list[str] = []
    letters = frozenset[str]().union(*words)
    script = next((script for script in (_CYRILLIC, _LATIN) if letters <= _LETTERS[script]), _OTHER)
    if script == _OTHER:
        plain = _LATIN_I.sub("і", plain)
        groups: tuple[list[str], ...] = ([], [], [])
        for word in _WORD.findall(plain):
            groups[_CYRILLIC if "\u0400" <= word[0] <= "\u052f" else _LATIN if word[0] <= "\u024f" else _OTHER].append(word)
        script = max(range(3), key=lambda each: sum(map(len, groups[each])))
        if script == _OTHER:
            return None
        others = groups[1 - script]
        plain = " ".join(groups[script]) if others or groups[_OTHER] else plain
        words = [word.lower() for word in groups[script]]
        letters = frozenset[str]().union(*words)
    if not words:
        return None
    lacking = functools.reduce(operator.or_, map(_LACKING[script].get, letters, repeat(_EVERY)))
    counts = sum(map(_PACKED.get, words, repeat(0))).to_bytes(len(CODES) + 1, "little")
    return _Text(plain, words, script, others, lacking, counts)


def _short(read: _Text, expected: str | None) -> Finding:
    if read.script == _CYRILLIC and (only := _ONLY.get(_EVERY & ~read.lacking)):
        return Finding((only,), Certainty.SURE)
    if expected and _allows(read, expected):
        return Finding((expected,), Certainty.SHORT)
    return Finding((_likeliest(read)[0],), Certainty.SHORT)


def _allows(read: _Text, code: str) -> bool:
    """Whether a text may stand in a text of that language. Names bring Latin letters, even into Cyrillic."""
    if not read.lacking & _BIT.get(code, 0):
        return True
    return read.script == _LATIN and (code in _ALPHABETS[_LATIN] or len(read.words) <= _NAME)


def _settled(read: _Text, expected: str | None) -> str | None:
    """The language of which letters and common words leave no doubt, or none but what the expected one resolves."""
    *counts, common = read.counts
    most = max(counts)
    if len(read.others) >= _FEWEST or common - most > 1 + common // 16 or (common - most) * 5 > common:
        return None
    able = _EVERY & ~read.lacking
    if able == _BIT["ru"] | _BIT["kk"]:  # Kazakh has every Russian letter, but a Kazakh text has some that Russian lacks
        able = _BIT["ru"]
    if most == 0:
        return _ONLY.get(able) if read.script == _CYRILLIC else None
    code = CODES[counts.index(most)]
    if expected in _BIT and counts[CODES.index(expected)] == most:
        code = expected
    if not able & _BIT[code]:
        return None
    if able == _BIT[code]:
        return code
    counts.remove(most)
    return code if most - max(counts) >= 2 or (code == expected and most >= 2) else None


def _likeliest(read: _Text) -> tuple[str, float]:
    """The likeliest of the languages that are written in the script of the text, and its probability."""
    leaning = _LEANING[read.script]
    said = {code: _COMMON * read.counts[CODES.index(code)] + leaning.get(code, 0) for code in _ALPHABETS[read.script]}
    langid = {code: math.log(max(share, _NEVER)) for code, share in _langid().rank(read.plain)}
    found = _highest({code: said[code] + _LANGID_ALONE * langid[code] for code in said})
    if found[1] >= _CLEAR:
        return found
    for each in _lingua().compute_language_confidence_values(read.plain):
        code = each.language.iso_code_639_1.name.lower()
        if code in said:
            said[code] += _LANGID * langid[code] + _LINGUA * math.log(max(each.value, _NEVER))
    return _highest(said)


def _highest(scores: dict[str, float]) -> tuple[str, float]:
    code = max(scores, key=scores.__getitem__)
    return code, 1 / sum(math.exp(score - scores[code]) for score in scores.values())


def _mixture(read: _Text, main: str) -> tuple[str, ...]:
    """The languages of a text that no one language explains, the one with most words first; else the main one."""
    if len(read.others) >= _FEWEST:
        other = recognise(" ".join(read.others))
        if other.certainty == Certainty.SURE and sum(map(str.islower, read.others)) * 2 > len(read.others):
            return (main, *other.langs)
    foreign = {word for word in read.words if not _is_of(word, main, read.script)}
    if not foreign:
        return (main,)
    shares = Counter({main: 1})
    for piece in map(_read, _pieces(read.plain)):
        if piece is None or foreign.isdisjoint(piece.words):
            shares[main] += len(piece.words) if piece else 0
        elif len(piece.words) >= _FEWEST - 1 and (likely := _likeliest(piece))[1] >= _SURE_PIECE:
            shares[likely[0]] += len(piece.words)
    found = tuple(code for code, _ in shares.most_common())
    return found if len(found) > 1 else _blend(read, main, foreign)


def _blend(read: _Text, main: str, foreign: set[str]) -> tuple[str, ...]:
    """The main language and a kindred one where words of both stand side by side in one sentence."""
    for code in sorted({code for kin in _KINDRED if main in kin for code in kin} - {main}):
        told = sum(word in foreign and _is_of(word, code, read.script) for word in read.words)
        if told >= max(_FOREIGN, len(read.words) / _BLEND):
            return (main, code)
    return (main,)


def _is_of(word: str, code: str, script: int) -> bool:
    if packed := _PACKED.get(word):
        return bool(packed >> 8 * CODES.index(code) & 1)
    return _ALPHABETS[script][code].issuperset(word)


def _pieces(plain: str) -> Iterator[str]:
    for part in _PAUSE.split(plain):
        words = part.split()
        for start in range(0, len(words), _PIECE):
            yield " ".join(words[start : start + _PIECE])


@functools.cache
def _langid() -> LanguageIdentifier:
    """Built once and on first need: 0.6 s and 70 MB with numpy, 20 less than with the languages that are not asked for."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)  # arrays in npz, read without pickle
    whole.set_languages(CODES)
    tables = whole.nb_ptc.copy(), whole.nb_pc.copy(), whole.nb_classes, whole.tk_nextmove, whole.tk_output
    return LanguageIdentifier(*tables, norm_probs=True, tk_row=whole.tk_row)


@functools.cache
def _lingua() -> LanguageDetector:
    """Built once and on first need: 0.2 s and 30 MB. The large models, which help with single words most, take 390 MB."""
    from lingua import IsoCode639_1, Language, LanguageDetectorBuilder

    languages = [Language.from_iso_code_639_1(getattr(IsoCode639_1, code.upper())) for code in CODES]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
