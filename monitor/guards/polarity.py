"""Whether one text says what the other negates. Pure.

What is negated is found by its words: "not hurting" in one and "hurting" in the other. Between two languages, or where the
words differ, the number of negations decides, even or odd, in texts that are short enough to be one claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from classifiers.words import fold
from monitor.guards.negations import negating, opposite, opposites, without_prefix, words_of
from monitor.guards.wording import LANGUAGES, Text, key_of, overlap

_SCOPE = 2  # words of meaning behind a negation that it negates
_ALIKE, _NEAR = 0.5, 0.3  # shares of common words: of one claim, and enough where the negated word is common as well
_ONE_CLAIM = 30  # words; a longer text makes several claims, of which a negation may be any


@dataclass(slots=True)
class Polarity:
    """``negations``: the words that negate; ``signs``: 1 or -1 for each word of meaning, by its key; ``opposed`` for pairs
    of opposites, with the words that say so; ``prefixed``: words that may begin with a negation, by the key of the rest."""

    negations: list[str] = field(default_factory=list)
    signs: dict[str, set[int]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    opposed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    prefixed: dict[str, str] = field(default_factory=dict)


def polarity(text: Text) -> Polarity:
    """What a text negates; nothing for a language that is not one of the five."""
    found = Polarity()
    if text.lang not in LANGUAGES:
        return found
    marks = negating(text)
    open_: list[tuple[int, str]] = []  # words that each negation still reaches, and how it is printed
    for at, token in enumerate(text.tokens):
        if token.kind == "mark" and token.text not in '«»“”"()':
            open_ = []
        elif at in marks:
            found.negations.append(token.text)
            open_.append((_SCOPE, token.text))
        elif token.kind == "word":
            sign = -1 if len(open_) % 2 else 1
            known = opposite(token)
            if known:
                found.opposed.setdefault(known[0], []).append((sign * known[1], token.text))
            elif rest := without_prefix(token, text.lang):
                found.prefixed.setdefault(key_of(rest), token.text)
            if token.key in text.content and (token.first or not token.capital):  # nobody negates a name
                found.signs.setdefault(token.key, set()).add(sign)
                found.said.setdefault(token.key, " ".join([*(word for _, word in open_), token.text]))
                open_ = [(left - 1, word) for left, word in open_ if left > 1]
    return found


def contradiction(mine: Text, theirs: Text) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words that negate on either side, if one text negates what the other says."""
    if mine.lang not in LANGUAGES or theirs.lang not in LANGUAGES:
        return None
    ours, others = polarity(mine), polarity(theirs)
    shared = ours.opposed.keys() & others.opposed.keys()
    one, two = _prefixed(ours, others), _prefixed(others, ours)
    if (_count(ours, shared) + len(one) - _count(others, shared) - len(two)) % 2 == 0:
        return None
    if one or two:
        mine_said = (*one.values(), *(ours.said[key] for key in two))
        return mine_said, (*two.values(), *(others.said[key] for key in one))
    against = [key for key in ours.signs if key in others.signs and not ours.signs[key] & others.signs[key]]
    opposed = [name for name in sorted(shared) if not _sides(ours, name) & _sides(others, name)]
    agreed = any(_agrees(ours, others, key) for key in ours.signs)
    if agreed and not against and not opposed:
        return None
    alike = overlap(mine, theirs) >= _ALIKE
    short = max(len(mine.words), len(theirs.words)) <= _ONE_CLAIM
    foreign = mine.lang != theirs.lang
    if not against and not opposed and (_is_unsure(mine) or _is_unsure(theirs)):
        return None
    near = foreign or overlap(mine, theirs) >= _NEAR
    if (short and (alike or foreign or (near and (against or opposed)))) or (alike and (against or opposed)):
        return _printed(ours, against, opposed), _printed(others, against, opposed)
    return None


def _is_unsure(text: Text) -> bool:
    """Whether a text is a question, or has a word whose translation may or may not negate: "hardly", "недалеко"."""
    words = words_of(text.lang)
    if text.tokens and text.tokens[-1].text == "?":
        return True
    return any(
        token.folded.startswith(words.unsure)
        and token.folded not in words.negators
        and token.folded not in words.nobody
        and not token.folded.startswith(words.sure)
        for token in text.words
    )


def _prefixed(found: Polarity, other: Polarity) -> dict[str, str]:
    """Words of a text whose rest, without the negation they begin with, the other text has."""
    return {
        key: word
        for key, word in found.prefixed.items()
        if key in other.signs and key not in found.signs and key not in other.prefixed
    }


def _count(found: Polarity, shared: set[str]) -> int:
    """Negations, and words of the second side of a pair of opposites that both texts use; such a word counts once."""
    flipped = 0
    for name in shared:
        flipped += sum(1 for _ in found.opposed[name][:1] if _base(found, name) == -1)
    return len(found.negations) + flipped


def _base(found: Polarity, name: str) -> int:
    """The side of the first word of a pair, without what negates it."""
    word = found.opposed[name][0][1]
    table = opposites()
    folded = fold(word)
    return next((table[folded[:n]][1] for n in range(len(folded), 1, -1) if folded[:n] in table), 1)


def _sides(found: Polarity, name: str) -> set[int]:
    return {sign for sign, _ in found.opposed[name]}


def _agrees(ours: Polarity, others: Polarity, key: str) -> bool:
    """Whether both negate one word."""
    return -1 in ours.signs[key] and -1 in others.signs.get(key, ())


def _printed(found: Polarity, against: list[str], opposed: list[str]) -> tuple[str, ...]:
    if against:
        return (found.said[against[0]],)
    if opposed:
        return tuple(word for _, word in found.opposed[opposed[0]][:1])
    return tuple(found.negations)
