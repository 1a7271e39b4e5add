"""Near-copies: the same words with a few added, dropped or spelled another way. MinHash finds them, words check them.

Broder (1997), On the resemblance and containment of documents; the MinHash is rensa's. A shared band of a signature
makes two texts worth comparing; only the comparison decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from rensa import RMinHash

from classifiers.words import latin, numbers, words

#: From which resemblance two statements, or two documents, are near-copies. Chosen on edited and on distinct texts.
STATEMENT, DOCUMENT = 0.6, 0.5
#: Of the shorter of two documents, how much must stand in the longer one where it was cut or put into another.
CONTAINED = 0.7
_FEWEST_WORDS = 5  # of a statement: shorter ones are the same or they are not
_FEWEST_CONTAINED = 30  # words of a document that may be a part of another
_LETTERS, _WORDS = 5, 3
# (bands, rows): a pair at the threshold shares a band with a probability of 0.88 and more, one at 0.2 hardly ever.
_STATEMENT_BANDS, _DOCUMENT_BANDS = (15, 4), (20, 3)
_SEED = 1997
_LONGEST = 20_000  # characters of a document that are compared
_CONTENT = 4  # letters: shorter words carry grammar
_SPELLED_ALIKE = 0.75
_NEGATIONS = re.compile(
    r"(?<!\w)(?:not|no|never|nobody|nothing|nor|without|cannot|\w+n['’]t|не|ни|нет|никогда|никто|ничего|без|ня|няма|ніколі|ніхто|нічога"
    r"|ні|немає|ніколи|ніхто|нічого|nie|nigdy|nikt|nic|bez|brak)(?!\w)",
    re.IGNORECASE,
)


def statement_bands(texts: Sequence[str]) -> list[list[int]]:
    """Keys of each statement, signed 64-bit integers; empty for one too short to have near-copies."""
    return [_bands(_letters(text), _STATEMENT_BANDS) if _long_enough(text) else [] for text in texts]


def document_bands(texts: Sequence[str]) -> list[list[int]]:
    """Keys of each document, signed 64-bit integers."""
    return [_bands(_phrases(text), _DOCUMENT_BANDS) for text in texts]


def statement_copy(one: str, other: str) -> float | None:
    """The resemblance (0 to 1) of two statements of which one is a near-copy of the other, else None.

    Another number, another negation or an exchanged word makes another claim, however alike the two are.
    """
    alike = _resemblance(_letters(one), _letters(other))
    if alike < STATEMENT or numbers(one) != numbers(other):
        return None
    if len(_NEGATIONS.findall(one)) != len(_NEGATIONS.findall(other)) or _exchanged(one, other):
        return None
    return alike


def document_copy(one: str, other: str) -> float | None:
    """The resemblance of two documents of which one repeats the other, whole or a good part of it, else None."""
    phrases, others = _phrases(one), _phrases(other)
    alike = _resemblance(phrases, others)
    fewer = min(len(phrases), len(others))
    contained = len(phrases & others) / fewer if fewer >= _FEWEST_CONTAINED else 0.0
    if alike >= DOCUMENT or contained >= CONTAINED:
        return max(alike, contained)
    return None


def _bands(grams: set[str], shape: tuple[int, int]) -> list[int]:
    if not grams:
        return []
    count, rows = shape
    sketch = RMinHash(num_perm=count * rows, seed=_SEED)
    sketch.update(list(grams))
    digest = sketch.digest()
    keys = []
    for band in range(count):
        key = band + 1
        for value in digest[band * rows : (band + 1) * rows]:
            key = (key * 0x9E3779B97F4A7C15 + value) & 0xFFFFFFFFFFFFFFFF
        keys.append(key - (1 << 64) if key >= 1 << 63 else key)
    return keys


def _long_enough(text: str) -> bool:
    return len(words(text)) >= _FEWEST_WORDS


def _letters(text: str) -> set[str]:
    joined = " ".join(words(text))
    return {joined[start : start + _LETTERS] for start in range(max(len(joined) - _LETTERS + 1, 1))}


def _phrases(text: str) -> set[str]:
    found = words(text[:_LONGEST])
    return {" ".join(found[start : start + _WORDS]) for start in range(max(len(found) - _WORDS + 1, 1))} if found else set()


def _resemblance(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _exchanged(one: str, other: str) -> bool:
    """Whether each text has a word of content for which the other has none: Minsk for Kyiv, best for worst."""
    mine, yours = Counter(_content(one)), Counter(_content(other))
    left, right = list((mine - yours).elements()), list((yours - mine).elements())
    for word in list(left):
        near = next((each for each in right if SequenceMatcher(None, word, each).ratio() >= _SPELLED_ALIKE), None)
        if near:
            left.remove(word)
            right.remove(near)
    return bool(left and right)


def _content(text: str) -> list[str]:
    return [found for word in words(text) if len(found := latin(word)) >= _CONTENT]
