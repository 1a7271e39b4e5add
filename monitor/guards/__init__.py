"""What keeps two texts from making the same claim: other numbers, dates, places or people, a negation, a denial. Pure.

Texts that are near in meaning for a model are often near because all but one word is shared, and that word decides. Each
guard looks for one kind of such words and can say which they are. What one text merely leaves out is no difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.guards import actors, polarity, quantities, times
from monitor.guards.wording import Text, read
from monitor.standing import Standing, denies_clause, distance, serves, stance_of

__all__ = ["KINDS", "Difference", "compare", "said", "same_claim"]

KINDS = ("numbers", "dates", "places", "names", "negation", "denied", "reported")


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind``: one of KINDS. ``mine`` and ``theirs``: the words that differ, as the texts print them."""

    kind: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


def compare(mine: str, theirs: str, my_lang: str, their_lang: str) -> tuple[Difference, ...]:
    """All differences that make another claim of a text, in the order of KINDS; none for two wordings of one claim.

    Languages are ISO 639-1 codes. Of a language other than the five, figures, years and names are compared alone.
    """
    one, two = read(mine, my_lang), read(theirs, their_lang)
    found = [_paired("numbers", quantities.contradictions(one, two)), _paired("dates", times.contradictions(one, two))]
    where, who = actors.contradictions(one, two)
    found += [_paired("places", where), _paired("names", who)]
    found += _standings(one, two, mine, theirs)
    return tuple(each for each in found if each is not None)


def _paired(kind: str, pairs: list[tuple[str, str]]) -> Difference | None:
    return Difference(kind, tuple(one for one, _ in pairs), tuple(two for _, two in pairs)) if pairs else None


def _standings(one: Text, two: Text, mine: str, theirs: str) -> list[Difference | None]:
    """A denial is set against an assertion as a whole; its own "not" is no second difference."""
    ours, others = stance_of(mine, one.lang), stance_of(theirs, two.lang)
    negated = polarity.contradiction(one, two)
    if serves(ours) != serves(others):
        opposite = negated and denies_clause(theirs if serves(ours) else mine)
        return [] if opposite else [Difference("denied", (ours.value,), (others.value,))]
    found = [Difference("negation", *negated)] if negated else []
    found += _at_length(distance(mine, one.lang), distance(theirs, two.lang), ours, others)
    return [*found]


def _at_length(mine: tuple[str, ...], theirs: tuple[str, ...], ours: Standing, others: Standing) -> list[Difference]:
    """One text keeps its distance from what the other asserts. That both report it is no difference, whatever the verbs."""
    if bool(mine) == bool(theirs) or (others if mine else ours) is not Standing.ASSERTED:
        return []
    return [Difference("reported", mine or (ours.value,), theirs or (others.value,))]


def same_claim(differences: Iterable[Difference]) -> bool:
    """Whether nothing that ``compare`` found makes another claim of it: "same claim", else only "related"."""
    return not any(each.kind in KINDS for each in differences)


_NAMES = {"numbers": "other numbers", "dates": "another date", "places": "another place or actor", "names": "other names"}
_STANDS = frozenset(each.value for each in Standing)


def said(difference: Difference) -> str:
    """The reason in words: "other numbers: 80 % here, 60 % there"."""
    mine, theirs = " / ".join(difference.mine), " / ".join(difference.theirs)
    if difference.kind == "denied":
        return f"{mine} here, {theirs} there"
    if difference.kind == "reported":
        return f"{_told(difference.mine)} here, {_told(difference.theirs)} there"
    if difference.kind == "negation":
        return f"the opposite: {_or_plain(mine)} here, {_or_plain(theirs)} there"
    return f"{_NAMES[difference.kind]}: {mine} here, {theirs} there"


def _told(words: tuple[str, ...]) -> str:
    return words[0] if words[0] in _STANDS else f"reported at arm's length ({words[0]})"


def _or_plain(words: str) -> str:
    return f"“{words}”" if words else "not negated"
