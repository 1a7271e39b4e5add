"""One key for a word however it is spelled: five languages, two scripts, house spellings and endings share it.

Made for finding, not for reading: Лукашенко, Лукашэнка, Łukaszenki, Lukashenka and Lukaschenko are one key. A letter
that may be several sounds (Latin h, ch, c; Belarusian ц) keeps a sign of its own in ``keys``; ``spellings`` gives all
the keys that a word in another spelling may have, and so is for the side that asks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import combinations

from classifiers.words import stems

_RUN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ`´\u0300-\u036f]+[^\W\d_]*)*")
_CARON = str.maketrans({"\u030c": "ˇ", "\u0307": "ˇ", "\u0306": "˘"})
_BEFORE_FOLDING = (("sˇ", "sh"), ("cˇ", "cz"), ("zˇ", "zh"), ("[uу]˘", "в"), ("[ˇ˘]", ""))
#: The stemmer takes this for the end of a verb, and Беларусь would lose its own.
_NO_VERB = re.compile(r"русь\b")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_FOREIGN = re.compile("[^a-z\u0430-\u044f]")
#: w is ш, j is ж, q is ч, x is х, and y the Latin ch that is ч or х: letters that Latin words do not need any more.
_SOUNDS = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхцчшыэ", "abvgdejziiklmnoprstufxcqwie", strict=True))
    | {"ю": "iu", "я": "ia", "щ": "wq", "ъ": None, "ь": None}
)
_GROUPS = (
    ("shch|szcz", "wq"), ("tsch|tch|cz", "q"), ("sch|sh|sz", "w"), ("zh", "j"), ("kh", "X"), ("ch", "Y"), ("ph", "f"),
    ("th", "t"), ("t[sz]", "c"), ("ck", "k"), ("x", "ks"), ("w", "v"), ("[jy]", "i"), ("q(?=u)", "k"),
)  # fmt: skip
_LATIN = re.compile("|".join(f"(?P<g{place}>{group})" for place, (group, _) in enumerate(_GROUPS)))
_GLIDE = re.compile("i+(?=[aeou])")
_DOUBLE = re.compile(r"(.)\1+")
#: Endings of nouns and adjectives that the stemmers do not know: Belarusian, Ukrainian and Polish ones.
_ENDING = re.compile(r"(?<=\w{4})(?:ami|imi|[aoe]g[oa]?|[aoe]mu|[oe]vi|[aie][xym]|o[vm]|ev|[aoe]i)\Z")
_VOWELS = re.compile(r"(?<=\w{3})[aeiou]+\Z")
_AKANNE = str.maketrans("oe", "aa")
#: What else a sign may stand for in another spelling of the same word.
_OTHER = {"g": "h", "x": "hy", "h": "gx", "q": "y", "y": "qx", "k": "c", "c": "k"}
_MOST, _VOWEL = 24, "aeiou"


def keys(text: str) -> list[str]:
    """The keys of a text's words and numbers, in their order.

    >>> keys("Лукашэнкам") == keys("Łukaszenki") == keys("Lukaschenko")
    True
    """
    return [key for run in _RUN.findall(text) for key in _run_keys(run)]


@lru_cache(maxsize=200_000)
def _run_keys(run: str) -> tuple[str, ...]:
    apart = unicodedata.normalize("NFKD", run.casefold()).translate(_CARON)
    for old, new in _BEFORE_FOLDING if "ˇ" in apart or "˘" in apart else ():
        apart = re.sub(old, new, apart)
    return tuple(map(key, stems(_NO_VERB.sub("рус", apart))))


@lru_cache(maxsize=200_000)
def key(stem: str) -> str:
    """The key of one folded stem. Numbers and words of other scripts are their own."""
    if _FOREIGN.search(stem):
        return stem
    if _CYRILLIC.search(stem):
        said = stem.translate(_SOUNDS)
    else:
        said = _LATIN.sub(lambda found: _GROUPS[int(str(found.lastgroup)[1:])][1], stem).lower()
    said = _VOWELS.sub("", _ENDING.sub("", _DOUBLE.sub(r"\1", _GLIDE.sub("", said))))
    # Short words differ by their vowels alone: дом, дам and дым stay apart.
    return said.translate(_AKANNE) if len(said) > 4 else said.replace("o", "a") if len(said) > 3 else said


@lru_cache(maxsize=20_000)
def spellings(key: str) -> tuple[str, ...]:
    """The keys under which the same word may stand, itself first, those with fewer changes before others: at most 24.

    >>> "hrodn" in spellings("grodn"), "cixanavsk" in spellings("tixanavsk")
    (True, True)
    """
    if not key.isascii() or not key.isalpha():
        return (key,)
    others = [(place, other) for place, sign in enumerate(key) for other in (*_between(key, place), *_OTHER.get(sign, ""))]
    found = dict.fromkeys([key])
    for changes in (1, 2, 3):
        # Of k and c, which common words are full of, only one is changed at a time.
        usual = others if changes == 1 else [(place, other) for place, other in others if {key[place], other} != {"k", "c"}]
        for chosen in map(dict, combinations(usual, changes)):
            found["".join(chosen.get(place, sign) for place, sign in enumerate(key))] = None
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


def _between(key: str, place: int) -> tuple[str, ...]:
    """What a sign may be in another spelling because of its neighbours."""
    sign, before, then = key[place], key[place - 1 : place], key[place + 1 : place + 2]
    if sign in "tcd" and then and then in "iea":  # Belarusian has ц and дз for a soft т and д
        return {"t": ("c",), "c": ("t",), "d": ("dz",)}[sign]
    if sign in "uv" and before and before in _VOWEL and then and then not in _VOWEL:  # ў, which Latin letters write as u
        return ("v",) if sign == "u" else ("u",)
    return ()


def marked(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where in a text the words stand that have one of these keys: (start, end) in code points, in their order.

    >>> marked("Łukaszenka mówi", frozenset(keys("Лукашенко")))
    [(0, 10)]
    """
    return [run.span() for run in _RUN.finditer(text) if not wanted.isdisjoint(_run_keys(run[0]))]
