"""Words as evidence: one folding for search, matching and flags, so that they agree on what the same word is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

#: Letters that four neighbouring orthographies write differently for the same sound. Folding is for comparing only.
_LETTERS = str.maketrans(
    {"ё": "е", "ў": "у", "і": "и", "ї": "и", "є": "е", "ґ": "г", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae"}
)
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_STEMMED = {"latin": "english", "cyrillic": "russian"}


def fold(text: str) -> str:
    """Case, accents, apostrophes within words and the letters of ``_LETTERS`` taken away.

    >>> fold("Аб’ява, Łódź")
    'абява, lodz'
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return _APOSTROPHES.sub("", plain.casefold()).translate(_LETTERS)


_CYRILLIC_LETTERS = [
    "а",
    "б",
    "в",
    "г",
    "д",
    "е",
    "ж",
    "з",
    "и",
    "к",
    "л",
    "м",
    "н",
    "о",
    "п",
    "р",
    "с",
    "т",
    "у",
    "ф",
    "х",
    "ц",
    "ч",
    "ш",
    "щ",
    "ъ",
    "ы",
    "ь",
    "э",
    "ю",
    "я",
]
_LATIN_LETTERS = [
    "a",
    "b",
    "v",
    "g",
    "d",
    "e",
    "zh",
    "z",
    "i",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "r",
    "s",
    "t",
    "u",
    "f",
    "h",
    "c",
    "ch",
    "sh",
    "sch",
    "-",
    "i",
    "-",
    "e",
    "iu",
    "ia",
]
_LATIN = str.maketrans(
    {old: new.strip("-") for old, new in zip(_CYRILLIC_LETTERS, _LATIN_LETTERS, strict=True)} | {"w": "v", "j": "i", "y": "i"}
)
_POLISH = re.compile("sz|cz")


def latin(text: str) -> str:
    """Folded, and one alphabet for all: санкции, санкції and sankcje then share most of their letters.

    Not for reading: it only has to bring the five languages' common words close, so Polish digraphs are spelled the
    Russian way and v, w, j, y and i are one.

    >>> latin("Санкцыі"), latin("sankcje")
    ('sankcii', 'sankcie')
    """
    return _POLISH.sub(lambda found: "sh" if found[0] == "sz" else "ch", fold(text)).translate(_LATIN)


def words(text: str) -> list[str]:
    """Folded words and numbers in their order; 1.300 and 1,300 are one number each."""
    return _WORD.findall(fold(text))


def stems(text: str) -> list[str]:
    """Folded words without their endings, by Snowball's English or Russian rules after the script of the word.

    Belarusian, Ukrainian and Polish have no rules there; the Russian ones take off most Cyrillic endings.
    """
    return [_stem(word) for word in words(text)]


@cache
def _stemmer(script: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMED[script])


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    if len(word) < 4 or word[0].isdigit():
        return word
    return str(_stemmer("cyrillic" if _CYRILLIC.search(word) else "latin").stemWord(word))


def numbers(text: str) -> set[str]:
    """The numbers of a text, written one way: ``80``, ``82.5``, ``1300`` (from 1,300 or 1 300)."""
    joined = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", text)
    found = set()
    for raw in re.findall(r"\d+(?:[.,]\d+)*", joined):
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+", raw):
            found.add(re.sub(r"[.,]", "", raw))
        else:
            found.add(raw.replace(",", "."))
    return found
