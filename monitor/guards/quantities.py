"""The quantities of a text and whether two texts contradict each other in them. Pure.

A number that one text merely leaves out contradicts nothing: only numbers of one kind are set against each other, per cent
against per cent, soldiers against soldiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.guards import times
from monitor.guards.tables import stem, tables
from monitor.guards.wording import Text, Token, overlap

_EXACT, _ROUGH = 0.02, 0.2  # how far apart two numbers may be, of the larger; the second where a word says "about"
_VAGUE = 10  # "hundreds" is anything up to so many times a hundred
_BEFORE = 2  # words before a number that may make it a rough one
_BEHIND = 3  # words behind a number that may say what is counted
_TELLING = 4  # letters of a word that is printed with its number
_MOST = 40  # quantities of a text that are compared
_ALIKE = 0.5  # share of common words from which two lone numbers are taken for the same thing
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_GROUP, _PAIR = 3, 2  # figures between the marks of thousands; parts of a decimal
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "%": "percent"}
_ATTACHED = {"k": 1e3, "m": 1e6, "b": 1e9}  # behind a sum of money: £10m


@dataclass(frozen=True, slots=True)
class Quantity:
    """From ``low`` to ``high``, the same for one number. ``near``: keys of the words that may say what is counted."""

    low: float
    high: float
    unit: str
    near: frozenset[str]
    rough: bool
    words: str

    def agrees(self, other: Quantity) -> bool:
        slack = (_ROUGH if self.rough or other.rough else _EXACT) * max(self.high, other.high)
        return self.low - slack <= other.high and other.low - slack <= self.high


def quantities(text: Text) -> list[Quantity]:
    """Every quantity of a text, in its order; years and dates are none, nor are numbers of a series (3rd, S-300)."""
    taken = times.places(text)
    found, at = [], 0
    while at < len(text.tokens):
        read = None if at in taken else _quantity(text, at)
        if read is None:
            at += 1
        else:
            quantity, at = read
            found.append(quantity)
    return found


def _shared_power(text: Text, at: int) -> float:
    """Of "three and five million", the million of the three."""
    if at + 1 >= len(text.tokens) or text.tokens[at].folded not in tables().joins:
        return 1
    spoken = tables().numbers.get(text.lang, {})
    if text.tokens[at + 1].kind != "number" and text.tokens[at + 1].folded not in spoken:
        return 1
    behind = text.tokens[at + 2] if at + 2 < len(text.tokens) else None
    return (stem(behind.folded, tables().magnitudes) or 1) if behind and behind.kind == "word" else 1


def _quantity(text: Text, at: int) -> tuple[Quantity, int] | None:
    token, known = text.tokens[at], tables()
    if token.kind == "word":
        if (share := known.parts.get(token.folded)) and _is_part(text, at):
            many = _counted_before(text, at)
            return _made(text, at, at + 1, share * many, share * many, "percent"), at + 1
        if (power := known.bare.get(token.folded)) and not _number_before(text, at):
            return _made(text, at, at + 1, power, power, ""), at + 1
        if (some := known.vague.get(token.folded)) and not _number_before(text, at):
            return _made(text, at, at + 1, some, some * _VAGUE, ""), at + 1
    value, end = _value(text, at)
    if value is None:
        return None
    if end == at + 1:  # without a power of its own
        value *= _shared_power(text, end)
    return _made(text, at, end, value, value, ""), end


def _is_part(text: Text, at: int) -> bool:
    """Half of the plants, not the first half nor the third plant: in English "of" or an article shows which."""
    before = text.tokens[at - 1].folded if at else ""
    if before in tables().ordinals:
        return False
    if text.tokens[at].folded in tables().series:
        return tables().numbers.get(text.lang, {}).get(before) == 1
    if text.lang != "en" or text.tokens[at].folded == "half":
        return True
    return before in ("a", "one") or (at + 1 < len(text.tokens) and text.tokens[at + 1].folded == "of" and before != "the")


def _counted_before(text: Text, at: int) -> float:
    before = tables().numbers.get(text.lang, {}).get(text.tokens[at - 1].folded, 1) if at else 1
    return before if before < 10 else 1


def _number_before(text: Text, at: int) -> bool:
    if at == 0:
        return False
    before = text.tokens[at - 1]
    return before.kind == "number" or before.folded in tables().numbers.get(text.lang, {})


def _value(text: Text, at: int) -> tuple[float | None, int]:
    """The number that begins at a token, of figures or of words, and where it ends."""
    total, current = 0.0, None
    spoken = tables().numbers.get(text.lang, {})
    start = at
    while at < len(text.tokens):
        token = text.tokens[at]
        said = spoken.get(token.folded) if token.kind == "word" else None
        power = _power(text, at, start) if token.kind == "word" and at > start else None
        if token.kind == "number" and current is None and at == start:
            current = _figures(token.text, _next(text, at), text.lang)
        elif said is not None and not (at > start and text.tokens[at - 1].kind == "number"):
            current = said * (current or 1) if said == 100 and text.lang == "en" else (current or 0) + said
        elif power is not None and current is not None:
            total, current = total + current * power, None
        elif not (token.kind == "mark" and token.text == "." and power is None and _is_abbreviation(text, at, start)):
            break
        at += 1
    if at == start or (current is None and total == 0):
        return None, start + 1
    return total + (current or 0), at


def _power(text: Text, at: int, start: int) -> float | None:
    token = text.tokens[at]
    if start and text.tokens[start - 1].text in _SIGNS and token.folded in _ATTACHED:
        return _ATTACHED[token.folded]
    return stem(token.folded, tables().magnitudes)


def _is_abbreviation(text: Text, at: int, start: int) -> bool:
    return at > start and text.tokens[at - 1].folded in ("тыс", "тис", "tys", "млн", "mln", "млрд", "mld")


def _next(text: Text, at: int) -> str:
    return text.tokens[at + 1].folded if at + 1 < len(text.tokens) else ""


def _figures(written: str, following: str, lang: str) -> float:
    """1,300 and 1 300 and 1.300 are one number; before "million" and the like, and an English point, a fraction."""
    plain = _SPACES.sub("", written)
    grouped = _GROUPED.fullmatch(plain) and stem(following, tables().magnitudes) is None
    if grouped and not (lang == "en" and plain.count(".") == 1 and "," not in plain):
        return float(re.sub("[.,]", "", plain))
    parts = re.split("[.,]", plain)
    if lang == "en" and "," in plain:
        return (
            float(f"{parts[0]}.{parts[1]}") if len(parts[-1]) != _GROUP and len(parts) == _PAIR else float("".join(parts[:2]))
        )
    return float(f"{parts[0]}.{''.join(parts[1:]) or '0'}")


def _made(text: Text, start: int, end: int, low: float, high: float, unit: str) -> Quantity:
    known = tables()
    behind = [token for token in _until_mark(text, end)][:_BEHIND]
    before = [token.folded for token in text.tokens[max(start - _BEFORE, 0) : start]]
    sign = _SIGNS.get(text.tokens[end].text) if end < len(text.tokens) else None
    sign = sign or (_SIGNS.get(text.tokens[start - 1].text) if start else None)
    per_cent = bool(behind) and (behind[0].folded == "cent" or [token.folded for token in behind[:2]] == ["per", "cent"])
    unit = (
        "clock"
        if before and before[-1] in ("at", "godz")
        else unit or sign or ("percent" if per_cent else next((u for t in behind if (u := stem(t.folded, known.units))), ""))
    )
    last = end + 1 if unit in ("percent", "dollar", "euro") and sign else end
    words = _printed(text.tokens[start : max(last, end)], behind, unit, bool(sign))
    near = frozenset(token.key for token in (behind[:1] if high == 1 else behind) if token.key in text.content)
    return Quantity(low, high, unit, near, bool(known.rough.intersection(before)), words)


def _printed(tokens: tuple[Token, ...], behind: list[Token], unit: str, sign: bool) -> str:
    """The number and the word behind it, where that says what is counted."""
    said = [token.text for token in tokens if token.text not in ".,"]
    if behind and not sign and (behind[0].folded == "per" or len(behind[0].folded) >= _TELLING or unit == "percent"):
        said += [behind[0].text, *([behind[1].text] if behind[0].folded == "per" and len(behind) > 1 else [])]
    return " ".join(said)


def _until_mark(text: Text, at: int) -> Iterator[Token]:
    for token in text.tokens[at:]:
        if token.kind == "word":
            yield token
        elif token.text not in ("%", "$", "€", "£", "."):
            return


def contradictions(mine: Text, theirs: Text) -> list[tuple[str, str]]:
    """Numbers of one kind that do not agree, as both print them."""
    ours, others = quantities(mine)[:_MOST], quantities(theirs)[:_MOST]
    near = mine.lang != theirs.lang or overlap(mine, theirs) >= _ALIKE
    found = []
    met = {id(b) for b in others for a in ours if a.agrees(b) and not _of_other_kinds(a, b)}
    for a in ours:
        if any(a.agrees(b) and not _of_other_kinds(a, b) for b in others):
            continue
        if open_ := [b for b in others if _comparable(a, b) and id(b) not in met]:
            found.append((a.words, open_[0].words))
    return found or (_left_over(ours, others) if near else [])


def _comparable(a: Quantity, b: Quantity) -> bool:
    """Whether both count the same kind of thing."""
    return a.unit == b.unit if a.unit and b.unit else bool(a.near & b.near)


def _of_other_kinds(a: Quantity, b: Quantity) -> bool:
    return bool(a.unit and b.unit and a.unit != b.unit)


def _left_over(ours: list[Quantity], others: list[Quantity]) -> list[tuple[str, str]]:
    """The one number of either text that the other does not have, if neither is known to count another thing."""
    one = [a for a in ours if not any(a.agrees(b) for b in others)]
    two = [b for b in others if not any(a.agrees(b) for a in ours)]
    if len(one) != 1 or len(two) != 1 or len(ours) != len(others) or min(one[0].high, two[0].high) <= 1:
        return []
    return [] if _of_other_kinds(one[0], two[0]) else [(one[0].words, two[0].words)]
