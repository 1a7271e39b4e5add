"""The table of public figures: what links spellings that no rule links, and gives a name its house spelling."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from monitor.names.endings import forms
from monitor.names.given import begins
from monitor.names.letters import Spelling, sounds
from monitor.names.reading import Kind, Name, Reading, agree, read

_CYRILLIC = ("ru", "be", "uk")


@dataclass(frozen=True, slots=True)
class Figure:
    """``surname``: in house spelling; ``family``: the same for man and woman, and shared by all who bear it."""

    house: str
    surname: str
    family: str
    gender: str
    given: frozenset[str]


@lru_cache(maxsize=50_000)
def parse(name: str, lang: str | None = None, inflected: bool | None = None) -> Name:
    """A name with all its readings: those of ``read``, and for the surnames of the table the table's own.

    A weak reading is kept only where the table has such a person, and none whom a stronger reading means.
    """
    plain = read(name, lang, inflected)
    if plain.kind is not Kind.PERSON:
        return plain
    readings: list[Reading] = []
    strong = [reading for reading in plain.readings if not reading.weak]
    meant = any(_persons(reading, plain) for reading in strong)
    for reading in plain.readings:
        if reading.weak and (meant or not _persons(reading, plain)):
            continue
        reading = replace(reading, weak=False) if reading.weak else reading
        readings.append(reading)
        readings += _in_table(reading, plain)
    return replace(plain, readings=tuple(dict.fromkeys(readings)))


def _in_table(reading: Reading, name: Name) -> list[Reading]:
    """A reading under the table's names; a given name that the table knows is then known in all its spellings."""
    families: dict[str, frozenset[str]] = {}
    for figure in _of_surname(reading, name.spelling):
        spelled = figure.given if reading.given & figure.given and _is(figure, reading, name) else frozenset()
        families[figure.family] = families.get(figure.family, reading.given) | spelled
    return [replace(reading, key="=" + family, sound="=" + family, given=given) for family, given in families.items()]


def figures_of(name: Name) -> list[Figure]:
    """The people of the table whom a parsed name may mean: all of the surname, for a bare one."""
    found: dict[Figure, None] = {}
    for reading in name.readings:
        for figure in _table().families.get(reading.key.removeprefix("="), ()) if reading.key[0] == "=" else ():
            if _is(figure, reading, name):
                found[figure] = None
    return list(found)


def namesakes(name: Name) -> list[Figure]:
    """The people of the table who share a parsed name's surname, whatever their given names."""
    return [
        figure
        for reading in name.readings
        if reading.key.startswith("=")
        for figure in _table().families[reading.key[1:]]
        if not reading.gender or figure.gender == reading.gender
    ]


def _persons(reading: Reading, name: Name) -> list[Figure]:
    return [figure for figure in _of_surname(reading, name.spelling) if _is(figure, reading, name)]


def _is(figure: Figure, reading: Reading, name: Name) -> bool:
    if reading.gender and reading.gender != figure.gender:
        return False
    if name.initial:
        return any(begins(given, name.initial) for given in figure.given)
    return not reading.given or bool(reading.given & figure.given)


def _of_surname(reading: Reading, spelling: Spelling) -> list[Figure]:
    """Whose surname it is, in either gender's form. A Cyrillic one is compared with the table's Cyrillic alone."""
    if reading.key not in _table().surnames:
        return []
    neutral = replace(reading, gender="")
    return [
        figure
        for other, its, figure in _table().surnames[reading.key]
        if (its.tongue in _CYRILLIC or spelling.tongue not in _CYRILLIC) and agree(neutral, other, spelling, its)
    ]


@dataclass(frozen=True, slots=True)
class _Table:
    surnames: dict[str, list[tuple[Reading, Spelling, Figure]]]
    families: dict[str, list[Figure]]


def people() -> list[tuple[Figure, list[str]]]:
    """Everybody in the table, with the spellings the table gives."""
    raw = tomllib.loads((Path(__file__).parent / "public_figures.toml").read_text(encoding="utf-8"))
    found = []
    for gender, lines in (("m", raw["men"]), ("f", raw["women"])):
        for line in lines.strip().splitlines():
            spellings = [part.strip() for part in line.split("|")]
            surname = spellings[0].split(maxsplit=1)[1]
            given = frozenset(name for each in spellings for name in read(each, None, False).given)
            found.append((Figure(spellings[0], surname, _family(surname, gender), gender, given), spellings))
    return found


@cache
def _table() -> _Table:
    table = _Table(defaultdict(list), defaultdict(list))
    for figure, spellings in people():
        table.families[figure.family].append(figure)
        names = [read(each, None, False) for each in spellings]
        said = dict.fromkeys(
            (r, n.spelling) for n in names for r in n.readings if r.gender in ("", figure.gender) and not r.weak
        )
        adjective = any(reading.key.endswith("#") for reading, _ in said)
        for reading, spelling in said:
            if not (adjective and reading.key.endswith("@")):  # Зеленская has both, and no man is called Зеленской
                table.surnames[reading.key].append((reading, spelling, figure))
    return table


def _family(surname: str, gender: str) -> str:
    """A woman's and a man's surname under one name: that of the man, without its ending."""
    lemma = next((form.lemma for form in forms(surname.lower(), "la") if form.gender == gender), surname.lower())
    return sounds(lemma.rstrip("#@").replace(" ", ""), "la")[0]
