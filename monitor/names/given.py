"""Given names and patronymics: which name of the table a word is, in whatever script, language and case."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from classifiers.words import fold
from monitor.names.endings import forms
from monitor.names.letters import CYRILLIC, skeleton, sounds

_MARKS = "!? "
_LONG = 4  # sounds by which a spelling that the table lacks is known all the same
_COLUMNS = ("ru", "be", "uk", "pl", "la")
_PATRONYMIC = re.compile(
    "(?:ьев|йов|[оеёаі]в)?[иі]ч(?:а|у|ем|ам|ом|еві)?\\Z"
    "|(?:ьев|[оеё]в|[аеёо]ў|[іїи]в|[иі]н[иі]ч|[иі]ч)н(?:а|ы|и|е|у|ой|ою|ай|аю|і|ої|ій)\\Z"
    "|(?:[yi]ev|[oea]v|[oe]w)?[iy](?:ch|cz|č)(?:a|owi|em)?\\Z"
    "|(?:[oeai]v|[aeo]u|[oe]w)n(?:a|y|ie|ę|ą|ej)\\Z"
)
# How the Latin spellings of a Cyrillic name differ: each choice is made once for a whole name.
_CHOICES = (
    ({"я": "ya", "ю": "yu", "ё": "yo", "й": "y", "є": "ye"}, {"я": "ia", "ю": "iu", "ё": "io", "й": "i", "є": "ie"},
     {"я": "ja", "ю": "ju", "ё": "jo", "й": "j", "є": "je"}, {"я": "ia", "ю": "yu", "ё": "e", "й": "i", "є": "e"}),
    ({"х": "kh"}, {"х": "h"}, {"х": "ch"}),
    ({"ж": "zh", "ш": "sh", "ч": "ch", "ц": "ts"}, {"ж": "z", "ш": "s", "ч": "c", "ц": "c"}),
    ({"е": "e"}, {"е": "ie"}, {"е": "ye"}),
)  # fmt: skip
_USUAL = tuple(choices[0] for choices in _CHOICES)
_ENDING = re.compile("[iy][yij]\\Z")
_LETTERS = dict(zip("абвгґдзиіїйклмнопрстуўфыэ", "abvggdziiiyklmnoprstuufye", strict=True)) | {"щ": "shch"}


@dataclass(frozen=True, slots=True)
class Given:
    """One reading of a given name. ``ids``: the rows of the table it may be, or ``~`` and its skeleton.

    ``tongues``: the languages whose spelling it is; ``cases`` and ``nominative`` as in endings.Form; ``rare``: a woman's
    name, but likelier the genitive of a man's; ``weak``: another case of a name that nobody knows, by its ending alone.
    """

    ids: frozenset[str]
    gender: str
    cases: str
    nominative: str
    tongues: frozenset[str] = frozenset()
    rare: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    spellings: dict[str, dict[tuple[str, str], set[str]]]  # folded spelling -> (id, gender) -> languages
    beginnings: dict[str, set[str]]  # id -> its spellings
    skeletons: dict[str, set[tuple[str, str]]]  # of the spellings -> (id, gender)
    rare: set[str]
    stems: dict[str, set[str]]  # skeleton of the stem of a man's name -> ids


def given(word: str, tongues: tuple[str, ...]) -> list[Given]:
    """The readings of a word in small letters as a given name of the table, or of none."""
    return list(_known(word)) or _unknown(word, tongues)


def table() -> list[tuple[str, str]]:
    """Every name of the table and its gender."""
    return [(row.spellings[0][1].capitalize(), row.gender) for row in _rows() if "!" not in row.marks]


def is_given(word: str) -> bool:
    return bool(_known(word))


@lru_cache(maxsize=20_000)
def _known(word: str) -> tuple[Given, ...]:
    found: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for nominative in _irregular().get(_spelling(word), ()):
        for (name, gender), languages in _spelled(nominative).items():
            found[name, gender, "o", nominative] |= languages
    for (name, gender), languages in _spelled(word).items():
        found[name, gender, "no" if _indeclinable(word, gender) else "n", word] |= languages
    for tongue in ("ru", "be", "uk") if CYRILLIC.search(word) else ("pl",):
        for form in forms(word, tongue, noun=True):
            if "o" not in form.cases or form.nominative == word:
                continue
            for (name, gender), languages in _spelled(form.nominative).items():
                if tongue in languages and form.gender in ("", gender):
                    found[name, gender, "o", form.nominative].add(tongue)
    return tuple(
        Given(frozenset([name]), gender, cases, nominative, frozenset(languages), name in _table().rare)
        for (name, gender, cases, nominative), languages in found.items()
    )


def _indeclinable(word: str, gender: str) -> bool:
    return (gender == "f" and word[-1] not in "аяьaіюї") or word[-1] in "еиуюэeiuy" or word in ("джо", "joe")


def _unknown(word: str, tongues: tuple[str, ...]) -> list[Given]:
    """The readings of a word that the table does not have: as a spelling that sounds like one it has, else itself."""
    found = []
    for tongue in tongues:
        for form in forms(word, tongue, noun=True):
            said = {skeleton(one) for one in sounds(form.lemma.rstrip("#@").replace("-", ""), tongue, tongue == "be")}
            alike = {known for one in said if len(one) >= _LONG for known in _table().skeletons.get(one, ())}
            if alike:
                found += [Given(frozenset([name]), gender, form.cases, form.nominative) for name, gender in sorted(alike)]
            elif form.lemma[-1] not in "#@":
                gender, weak = form.gender if "o" in form.cases else "", form.weak and form.gender == "m"
                found.append(Given(frozenset("~" + one for one in said), gender, form.cases, form.nominative, weak=weak))
    if not found:
        found = [Given(frozenset("~" + skeleton(one) for one in sounds(word, tongue)), "", "no", word) for tongue in tongues]
    return list(dict.fromkeys(found))


def begins(name: str, initial: str) -> bool:
    """Whether a given name (an id of ``given``) may be shortened to ``initial``, in any script."""
    if name.startswith("~"):
        return any(name[1:].startswith(skeleton(said)) for said in sounds(initial, "la"))
    return any(spelling.startswith(initial) for spelling in _table().beginnings[name])


def is_patronymic(word: str) -> bool:
    return len(word) > 4 and _PATRONYMIC.search(word) is not None


@lru_cache(maxsize=20_000)
def patronymic(word: str, tongue: str) -> frozenset[str]:
    """The fathers' names a patronymic may be made of: ids of the table, or ``~`` and the skeleton of its stem."""
    stem = _PATRONYMIC.sub("", word).rstrip("ьй'’")
    if name := _bases().get(stem):
        return frozenset([name])
    said = {skeleton(one).rstrip("i") for one in sounds(stem, tongue, tongue == "be")}
    found = {name for one in said for name in _table().stems.get(one, ())}
    return frozenset(found) or frozenset("~" + one for one in said)


def _spelled(word: str) -> dict[tuple[str, str], set[str]]:
    spellings = _table().spellings
    return spellings.get(_spelling(word)) or spellings.get(_spelling(word).replace("ё", "е"), {})


def _spelling(word: str) -> str:
    """As the table is asked: without accents, but й and a final ą keep their marks (Евгении is not Евгений)."""
    if CYRILLIC.search(word):
        return word.replace("'", "")
    return fold(word[:-1]) + word[-1] if word.endswith(("ą", "ę")) else fold(word)


@cache
def _raw() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "given_names.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    gender: str
    marks: str
    spellings: tuple[tuple[str, str], ...]  # language, spelling


def _rows() -> list[_Row]:
    seen: set[str] = set()
    found = []
    for gender, rows in (("m", _raw()["men"]), ("f", _raw()["women"])):
        for row in rows.strip().splitlines():
            plain = row.lstrip(_MARKS)
            columns = zip(_COLUMNS, (column.split() for column in plain.split("|")), strict=False)
            spellings = tuple((language, each.lower()) for language, column in columns for each in column if each != "-")
            name = plain.split()[0]
            name += "'" * (name in seen)
            seen.add(name)
            found.append(_Row(name, gender, row[: len(row) - len(plain)], spellings))
    return found


@cache
def _table() -> _Table:
    table = _Table(defaultdict(lambda: defaultdict(set)), defaultdict(set), defaultdict(set), set(), defaultdict(set))
    for row in _rows():
        if "?" in row.marks:
            table.rare.add(row.name)
        for language, spelling in row.spellings:
            made_up = _latin(spelling, language) if CYRILLIC.search(spelling) and "!" not in row.marks else set()
            for each in {spelling, spelling.replace("ё", "е")} | made_up:
                table.spellings[_spelling(each)][row.name, row.gender].add(language)
                table.beginnings[row.name].add(_spelling(each))
            for said in sounds(spelling, language, language == "be"):
                table.skeletons[skeleton(said)].add((row.name, row.gender))
            if row.gender == "m" and language in ("ru", "be", "uk"):
                stem = spelling[:-1] if spelling[-1] in "йьояаі" else spelling
                table.stems[skeleton(sounds(stem, language)[0]).rstrip("i")].add(row.name)
    return table


def _latin(word: str, language: str) -> set[str]:
    """The Latin spellings that a Cyrillic name usually gets; г is also h where it is not Russian."""
    found = set()
    for choice in product(*(sets for sets in _CHOICES if any(char in part for part in sets for char in word))):
        letters = _LETTERS | ({"и": "y"} if language == "uk" else {})
        for part in (*_USUAL, *choice):
            letters.update(part)
        written = "".join(letters.get(char, "") for char in word)
        for one in {written, written if language == "ru" else written.replace("g", "h")}:
            short = one.replace("iya", "ia").replace("ii", "i")
            soft = one.replace("lia", "la").replace("lja", "la")
            found |= {one, short, soft, _ENDING.sub("y", one), _ENDING.sub("i", one)}
    return found


@cache
def _irregular() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for pair in _raw()["irregular"].split():
        form, nominative = pair.split("=")
        found[_spelling(form.lower())].append(nominative.lower())
    return found


@cache
def _bases() -> dict[str, str]:
    pairs = (pair.split("=") for pair in _raw()["patronymics"].split())
    return {base.lower(): name for base, name in pairs}
