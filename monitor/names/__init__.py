"""One person, one speaker: names over scripts, orthographies, cases and house spellings. Pure.

Precision before recall: a wrong fold puts words into another person's mouth, so that every doubt keeps names apart.
"""

from __future__ import annotations

from monitor.names.compare import compatible
from monitor.names.figures import parse
from monitor.names.house import house
from monitor.names.reading import Kind, Name
from monitor.names.speakers import Speakers

__all__ = ["Kind", "Name", "Speakers", "house", "keys", "parse", "same"]


def keys(name: str, lang: str | None = None, inflected: bool | None = None) -> frozenset[str]:
    """What two names of one person, or of one body, have in common: at least one key. The reverse does not hold.

    >>> keys("Лукашэнкам") & keys("Łukaszenki") != frozenset()
    True
    """
    found = parse(name, lang, inflected)
    if found.body:
        return frozenset([f"{found.body.name}|{found.body.country}"])
    return frozenset(reading.key for reading in found.readings) or frozenset([found.label])


def same(one: str, other: str, lang: str | None = None, other_lang: str | None = None) -> bool:
    """Whether two names may be one person's. A bare surname may be anybody's of that name; given names, patronymics,
    a junior and a senior are told apart, and so are a man's and a woman's form of a surname.

    >>> same("Łukaszenki", "Аляксандр Лукашэнка"), same("Виктор Лукашенко", "Аляксандр Лукашэнка")
    (True, False)
    """
    return compatible(parse(one, lang), parse(other, other_lang))
