"""Names in house spelling: Latin letters, the nominative, and Belarusians as Belarusian writes them."""

from __future__ import annotations

import re

from monitor.names import bodies, parts
from monitor.names.figures import figures_of, namesakes, parse
from monitor.names.letters import CYRILLIC
from monitor.names.reading import Kind, Name, Reading

_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "\0").split(),
        strict=True,
    )
)
_RUSSIAN |= {"і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u"}
_BELARUSIAN = _RUSSIAN | {"г": "h", "й": "i", "ё": "io", "ю": "iu", "я": "ia"}
_UKRAINIAN = _BELARUSIAN | {"и": "y", "ї": "i", "є": "ie"}
_LETTERS = {"ru": _RUSSIAN, "be": _BELARUSIAN, "uk": _UKRAINIAN}
_VOWEL = "аеёиоуыэюяієїўьъ'"
_BEGINNINGS = {"е": "ye", "ё": "yo", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi", "й": "y"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile("(?:[оеёаяєії][вў]|[иіыї]н|[oe]w|[iy]n)[аa]?\\Z")
_TYPICAL = re.compile("(?:[сц]ь?к(?:ий|і|ая|а)|[её]нко|[еэа]нка|[иіуюая]к|[иі]ч|ман|[sc]k[ia]|enk[ao]|[iuya]k|icz)\\Z")
_GENERATION = {"jr": " Jr.", "sr": " Sr.", "": ""}


def house(name: str, lang: str | None = None, inflected: bool | None = None) -> str:
    """A name in house spelling. What no table knows is put into the nominative as far as its ending or its given name
    shows the case, and transliterated by the spelling of its language; Latin letters stay as they are.

    >>> house("Аляксандрам Лукашэнкам"), house("Лукашенко"), house("Марией Ивановой"), house("МИД Беларуси")
    ('Aliaksandr Lukashenka', 'Lukashenka', 'Mariya Ivanova', 'Belarusian Foreign Ministry')
    """
    found = parse(name, lang, inflected)
    if found.kind is Kind.BODY and found.body:
        return bodies.called(found.body)
    cleaned = parts.clean(name)
    pieces = parts.parts_of(cleaned)
    if found.kind is Kind.LABEL or pieces is None or not found.readings:
        return cleaned
    known = figures_of(found)
    if not found.bare and len(known) == 1 and not found.generation:
        return known[0].house
    first, surname = (_as_written(each, cleaned) for each in _nominative(found, pieces))
    spelled = {figure.surname for figure in namesakes(found)} if found.bare else set()
    last = spelled.pop() if len(spelled) == 1 else _latin(surname, found.spelling.tongue)
    middle = "" if known else _latin(_as_written(_patronymic(pieces.middle), cleaned), found.spelling.tongue)
    before = _latin(first, found.spelling.tongue) + ("" if first.endswith(".") and middle.endswith(".") else " ") + middle
    return f"{before.strip()} {last}".strip() + _GENERATION[found.generation]


def _nominative(found: Name, pieces: parts.Parts) -> tuple[str, str]:
    """Given name and surname in the nominative, by the likeliest reading."""
    best = min(found.readings, key=lambda reading: _rank(reading, pieces))
    if found.bare or found.initial:
        return pieces.given, best.nominative or pieces.surname
    first, _, surname = best.nominative.partition(" ")
    return first, surname


def _as_written(name: str, cleaned: str) -> str:
    """With the capital letters it has in the text, and one at its beginning where it stands in capitals alone."""
    words = {word.lower(): word for word in _WORD.findall(cleaned) if not word.isupper()}
    return _WORD.sub(lambda found: words.get(found[0], found[0][:1].upper() + found[0][1:]), name)


def _rank(reading: Reading, pieces: parts.Parts) -> int:
    """Regular endings before guesses: -овой is a woman's before it is a man's nominative."""
    given, _, surname = reading.nominative.rpartition(" ")
    written = pieces.surname
    if _POSSESSIVE.search(surname) and surname[:-1] in written.replace("ў", "в") + written:
        return 0
    if _TYPICAL.search(surname):
        return 1
    return 2 if (surname == written) == (given in ("", pieces.given)) else 3


def _patronymic(word: str) -> str:
    return re.sub("(?<=[иі]ч)(?:а|у|ем|ам|ом|еві)\\Z", "", re.sub("(?<=[вўч]н)(?:ы|и|е|у|ой|ай|ою|і|ої|ій)\\Z", "а", word))


def _latin(name: str, tongue: str) -> str:
    return _WORD.sub(lambda found: _romanised(found[0], tongue), name)


def _romanised(word: str, tongue: str) -> str:
    latin = romanised(word.lower(), tongue) if CYRILLIC.search(word) else word
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin


def romanised(word: str, tongue: str) -> str:
    """A Cyrillic word in small Latin letters, by the usual English transliteration of ``tongue`` (ru, be or uk).

    >>> romanised("захарова", "ru"), romanised("аляксандр", "be"), romanised("зеленський", "uk")
    ('zakharova', 'aliaksandr', 'zelenskyi')
    """
    if not CYRILLIC.search(word):
        return word
    letters = _LETTERS.get(tongue, _RUSSIAN)
    word = re.sub("[иы]й\\Z", "ы", word) if tongue != "uk" else word.replace("ьо", "іо").replace("зг", "зgг")
    said = []  # and Ukrainian зг is zgh, as zh is ж
    for at, char in enumerate(word):
        beginning = at == 0 or (word[at - 1] in _VOWEL and tongue != "uk")
        said.append(
            _BEGINNINGS[char] if beginning and char in _BEGINNINGS and (char != "й" or not at) else letters.get(char, char)
        )
    return "".join(said).replace("\0", "").replace("'", "")
