"""What a word of a name sounds like, in one notation for all scripts and orthographies.

The notation has one letter per sound: Z S C x j stand for ж ш ч х й, A O U Y for я ё ю ы. Some spellings say several
things (Latin h, ch, au; Belarusian це), and then there are several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

CYRILLIC = re.compile("[\u0400-\u04ff]")
_Parts = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
_MOST_READINGS = 12
_MARKS = 0xE000  # private characters stand for what is said already, so that no later rule sees it

_PLAIN = str.maketrans("абвгґдеёєжзиіїйклмнопрстуўфхцчшыэюя", "abvggdeOeZziiijklmnoprstuvfxcCSYeUA", "ъь'’ʼ`´")
_ACCENTS = str.maketrans("łøđß", "lods")


def _parts(*rules: tuple[str, str]) -> _Parts:
    return tuple((re.compile(pattern), tuple(said.split())) for pattern, said in rules)


_CYRILLIC_PARTS = _parts(("щ", "SC"), ("тс(?=ь?к)", "c"), ("[ьй]о", "O"))
_BELARUSIAN_PARTS = _parts(("ц(?=в?[еёіюяь])", "t c"), ("дз(?=[мв]?[еёіюяь])", "d dz")) + _CYRILLIC_PARTS
# Polish, Latin Belarusian and English groups of letters at once, as far as they do not contradict each other.
_HUSHING = _parts(
    ("shch|szcz|šč", "SC"), ("tch", "C tC"), ("tsch|cz|č", "C"), ("sch(?=[eiy])", "S SC"), ("sch|sh|sz|š", "S"), ("zh|ž|ż", "Z")
)
_GROUPS = _parts(
    ("(?<=[pktx])rz", "S"),
    ("rz", "Z"),
    ("kh", "x"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("t[sz]", "c"),
    ("ć", "t c"),
    ("ą(?=[bp])", "om"),
    ("ą", "on"),
    ("ę(?=[bp])", "em"),
    ("ę", "en"),
    ("ó", "u"),
    ("ś", "s S"),
    ("[ŭw]", "v"),
    ("x", "ks"),
    ("q", "k"),
    ("(?<=[aeo])u(?![aeiouy])", "u v"),
    ("h", "g x"),
)
_SLAVIC = _parts(("ch", "x")), _parts(("l(?=[aou])", "l li"), ("c", "c"))
_LATIN_BELARUSIAN = _parts(("t[sz](?=v?[iey])", "t c"), ("c(?=v?[ei])", "c t"), ("d[zź](?=[mv]?[iey]|\\Z)|dź", "d dz"))
_ENGLISH = (
    _parts(("ch", "C"), ("(?<=[aeo])w(?=[bcdfgjklmnpqrstvxz])", "v u")),
    _parts(("ck", "ck k"), ("c(?=[eiy])", "c s"), ("c", "k c")),
)
_EITHER = _parts(("ch", "C x")) + _ENGLISH[0][1:], _ENGLISH[1]
_CONVENTIONS = {"pl": _SLAVIC, "lac": _SLAVIC, "en": _ENGLISH}

_SOFT_VOWEL = re.compile("[ijy]+([aoeu])")
_SOFT = {"a": "A", "o": "O", "e": "e", "u": "U"}
_HARD_Y = re.compile("(?<=[^aeiouyAOU])y(?=[^aeiouyAOU])")
_DOUBLE = re.compile(r"(.)\1+")
_GLIDE_BEFORE = re.compile("[ij]+([aAeoOuU])")
_GLIDE_BEHIND = re.compile("(?<=[aAeoOuU])i")
_RUSSIAN = frozenset(("ru", "la-ru", "la", "en"))  # Latin letters that show no other language follow the Russian
_SOFT_AND_HARD = tuple(map(frozenset, ("aA", "oO", "uU", "iY")))
_SON_OF = re.compile("(?<=[eaA]nk)o\\Z")  # -енко, -энка, -anka: one suffix, whatever the end is called
_SKELETON = str.maketrans("AeoOUY", "aaaaui")


@lru_cache(maxsize=20_000)
def sounds(word: str, tongue: str, belarusian: bool = False) -> tuple[str, ...]:
    """The ways to say a word in small letters, the likeliest first.

    ``tongue``: ru, be, uk, pl, lac (Latin Belarusian), en, or la for Latin letters of which no more is known.
    ``belarusian``: it is certainly Belarusian, in whatever letters, so that its soft ц and дз may be т and д elsewhere.

    >>> sounds("цімох", "be", True), sounds("czyż", "pl")
    (('timox', 'cimox'), ('CYZ',))
    """
    if CYRILLIC.search(word):
        spelled = _spelled(word, _BELARUSIAN_PARTS if belarusian else _CYRILLIC_PARTS)
        found: Iterable[str] = (said.translate(_PLAIN) for said in spelled)
    else:
        ch, c = _CONVENTIONS.get(tongue, _EITHER)
        found = map(_latin, _spelled(word, _HUSHING + ch + (_LATIN_BELARUSIAN if belarusian else ()) + _GROUPS + c))
    return tuple(dict.fromkeys(map(_settled, found)))


def _spelled(word: str, parts: _Parts) -> list[str]:
    """The word with every group of letters replaced by its sounds, in all combinations."""
    told: list[tuple[str, ...]] = []
    for pattern, said in parts:
        word, times = pattern.subn(chr(_MARKS + len(told)), word)
        if times:
            told.append(said)
    choices = [told[ord(char) - _MARKS] if _MARKS <= ord(char) < _MARKS + len(told) else (char,) for char in word]
    return ["".join(chosen) for chosen in islice(product(*choices), _MOST_READINGS)]


def _latin(said: str) -> str:
    apart = unicodedata.normalize("NFKD", said)
    plain = "".join(char for char in apart if char.isalpha() and not unicodedata.combining(char)).translate(_ACCENTS)
    return _HARD_Y.sub("Y", _SOFT_VOWEL.sub(lambda found: _SOFT[found[1]], plain)).replace("y", "i")


def _settled(said: str) -> str:
    """Double letters once, й heard only behind a vowel, and no i between a consonant and a vowel (Мария, Maria)."""
    said = _GLIDE_BEFORE.sub(lambda found: _SOFT.get(found[1], found[1]), _DOUBLE.sub(r"\1", said))
    said = _GLIDE_BEHIND.sub("j", said)
    return _SON_OF.sub("a", _DOUBLE.sub(r"\1", said.replace("ij", "i").replace("ji", "i").replace("Yj", "Y")))


def skeleton(said: str) -> str:
    """A sound without what Belarusian akanne and the letter ё change: one vowel for а, о, е and я.

    >>> skeleton("pAtrov") == skeleton("petrov")
    True
    """
    return said.translate(_SKELETON)


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a name is spelled in. ``tongue``: as for ``sounds``, or la-be, la-uk, la-ru where Latin letters show the language
    they are a transliteration of. ``akanne``: a spelling with а for an unstressed о or е, as Belarusian has it."""

    tongue: str = ""
    akanne: bool = False


def alike(one: str, other: str, one_in: Spelling, other_in: Spelling) -> bool:
    """Whether two sounds of one skeleton may be one word.

    >>> alike("kazlova", "kozlova", Spelling("be", True), Spelling("ru")), alike("razin", "rozin", Spelling(), Spelling())
    (True, False)
    """
    if one == other:
        return True
    before = "-"
    for a, b in zip(one, other, strict=True):
        if a != b and not _vowels_alike(a, b, before, one_in, other_in):
            return False
        before = a
    return True


def _vowels_alike(a: str, b: str, before: str, a_in: Spelling, b_in: Spelling) -> bool:
    pair = frozenset((a, b))
    if pair == frozenset("eO") or (before in "ZSCc" and pair in _SOFT_AND_HARD):
        return True
    if pair == frozenset("iY") or (before in "ZSC" and pair == frozenset("eo")):
        return a_in.tongue != b_in.tongue and not _RUSSIAN.issuperset(
            (a_in.tongue, b_in.tongue)
        )  # Чернов and Чорнов are two names within a language
    if a_in.akanne == b_in.akanne:
        return False
    if before == "r" and pair in _SOFT_AND_HARD:
        return True  # a Belarusian р is always hard
    return (a if a_in.akanne else b) in "aA" and (b if a_in.akanne else a) in "eoO"
