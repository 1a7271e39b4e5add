"""Whether two names may be one person's."""

from __future__ import annotations

from monitor.names.given import begins
from monitor.names.letters import sounds
from monitor.names.reading import Kind, Name, Reading, agree


def compatible(one: Name, other: Name) -> bool:
    """Whether one person or body may be meant by both; of two who only may be namesakes, nothing is assumed."""
    if one.kind is not other.kind or one.label == other.label:
        return one.kind is other.kind
    if one.kind is Kind.BODY:
        return one.body == other.body
    return one.kind is Kind.PERSON and _middles_fit(one.middle, other.middle) and _namesakes(one, other)


def contradicts(one: Name, other: Name) -> bool:
    """Whether two people have one name but for the patronymic."""
    return not _middles_fit(one.middle, other.middle) and _namesakes(one, other)


def _namesakes(one: Name, other: Name) -> bool:
    return one.generation == other.generation and any(
        agree(a, b, one.spelling, other.spelling) and _given_fit(a, one.initial, b, other.initial)
        for a in one.readings
        for b in other.readings
        if a.key == b.key
    )


def _given_fit(a: Reading, a_initial: str, b: Reading, b_initial: str) -> bool:
    if a.given and b.given:
        return not a.given.isdisjoint(b.given)
    if a_initial and b_initial:
        return _initials_fit(a_initial, b_initial)
    known = a.given or b.given
    return not known or not (a_initial or b_initial) or any(begins(name, a_initial or b_initial) for name in known)


def _initials_fit(one: str, other: str) -> bool:
    return one == other or one.isascii() != other.isascii() and not set(sounds(one, "la")).isdisjoint(sounds(other, "la"))


def _middles_fit(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or any(_middle_fit(a, b) for a in one for b in other)


def _middle_fit(a: str, b: str) -> bool:
    if a.endswith(".") and b.endswith("."):
        return _initials_fit(a[:-1], b[:-1])
    if a.endswith("."):
        return begins(b, a[:-1])
    return begins(a, b[:-1]) if b.endswith(".") else a == b
