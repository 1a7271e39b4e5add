"""The words of a name: which is the given name, which the patronymic and which the surname, in what languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from monitor import speech
from monitor.names import bodies
from monitor.names.given import given, is_given, is_patronymic
from monitor.names.letters import CYRILLIC, Spelling

_LONGEST, _LONGEST_NAME = 5, 120  # words and characters of a name
_ROLE_ENDING = 3
_CAPITALS = 4  # an acronym's letters
_TITLE_WORDS = """
mr mrs ms dr sir lord господин господина г-н госпожа г-жа пан пана паном пані пани pan pana pani спадар спадарыня
президент президента президентом президенту прэзідэнт прэзідэнта прэзідэнтам president prezydent prezydenta
"""
_PARTICLE_WORDS = "фон дер дэр ван ден де ди да дю дель бен ибн аль эль von der van den de di da du del bin ben ibn al el"
_JUNIOR_WORDS = "младший младшего младшему младшим мл малодшы молодший jr junior"
_SENIOR_WORDS = "старший старшего старшему старшим ст старэйшы sr senior"
_TITLES, _PARTICLES = frozenset(_TITLE_WORDS.split()), frozenset(_PARTICLE_WORDS.split())
_JUNIOR, _SENIOR = frozenset(_JUNIOR_WORDS.split()), frozenset(_SENIOR_WORDS.split())
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+")
_NUMERAL = re.compile("[IVXІХ]{2,}")
_PIECE = re.compile(r"[^\W\d_]+(?:['’ʼ`´-][^\W\d_]+)*")
_ARTICLE = re.compile("(?:аль|эль|ан|ас|аш|ад|ар|al|el|an|as|ash|ad|ar)-(?=[^\\W\\d_])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LOOKALIKES = str.maketrans("aceiopxyABCEHIKMOPTX", "асеіорхуАВСЕНІКМОРТХ")
_WORD = re.compile(r"\w+")
_HOLD = str.maketrans("’ʼ`´", "''''")

_LATIN_SURNAME = re.compile("(?:[sc]k[ia]|sky|[oe][vw]a?|[aeo]u|ina?|enk[oa]|i?cz|[iy]ch|[uia]k|yk)\\Z")
_POLISH = re.compile("[ąęłńśźż]|sz|cz|rz|[sc]ki(?:ego|ej|emu|m)\\b|owi\\b")
_LATIN_BELARUSIAN = re.compile("[čšžŭ]")
_SPOKEN_BELARUSIAN = re.compile(r"[aeo]u(?![aeiouy])|dz[iey]|\bts[iy]|anka\b|ava\b|(?<![sczktpg])h")
_SHORT_U = re.compile("[aeo]u(?![aeiouy])")
_WRITTEN_UKRAINIAN = re.compile("[сц]ьк(?:[аоуи]|\\b)|[бвдзлмнпрст]ьо")
_WRITTEN_BELARUSIAN = re.compile("ў|[жшчр]э|[жшч]ы|дз[еёі]|шч|энк|ав(?:а|ай|у|ым|аю)\\b")


@dataclass(frozen=True, slots=True)
class Parts:
    """``given``, ``middle``: a word, an initial with its full stop, or "". All words are in small letters."""

    surname: str
    given: str = ""
    middle: str = ""
    generation: str = ""


def clean(name: str) -> str:
    """Without brackets, stress marks, invisible characters and the possessive of English."""
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", _BRACKETS.sub(" ", name)))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _FULL_STOP.sub("", plain.strip())
    plain = _WORD.sub(_one_script, plain)
    return " ".join(plain.translate(_HOLD).strip(' \t\n:;,«»“”"–—').removesuffix("'s").split())


def _one_script(found: re.Match[str]) -> str:
    """A Cyrillic word without Latin letters that only look right, as keyboards without і make people type them."""
    return found[0].translate(_LOOKALIKES) if CYRILLIC.search(found[0]) else found[0]


def parts_of(name: str) -> Parts | None:
    """The parts of a cleaned name; None for whatever is not plainly the name of one person."""
    if len(name) > _LONGEST_NAME:
        return None
    words = _words(name)
    while len(words) > 1 and words[0].rstrip(".").lower() in _TITLES:
        words = words[1:]
    words, generation = _generation(words)
    if not 0 < len(words) <= _LONGEST or bodies.is_collective(name):
        return None
    initials = [word for word in words if _is_initial(word)]
    whole = [word for word in words if not _is_initial(word)]
    if not whole or not all(map(_may_be_name, whole)) or _is_acronym(whole) or _is_role(whole):
        return None
    low = [word.lower() for word in whole]
    if initials:
        return _with_initials(low, [letter for word in initials for letter in _letters(word)], generation)
    comma = name.find(",")
    if comma < 0:
        return _ordered(low, generation)
    first, *others = low
    plain = name[:comma].lower() == first and others and is_given(others[0])
    return _ordered(low, generation, surname_first=True) if plain else None


def _words(name: str) -> list[str]:
    words: list[str] = []
    for word in name.replace(",", " ").split():
        glued = re.match(r"((?:[^\W\d_]\.)+)([^\W\d_]{2,}.*)", word)  # А.Г.Лукашенко
        words += [glued[1], glued[2]] if glued else [word]
    return words


def _generation(words: list[str]) -> tuple[list[str], str]:
    """The mark by which a father and a son of one name are told apart, wherever it stands."""
    mark = ""
    kept: list[str] = []
    for word in words:
        stem, _, end = word.rpartition("-")
        last = end.rstrip(".").lower()
        found = "jr" if last in _JUNIOR else "sr" if last in _SENIOR else ""
        if found and (stem or kept):
            mark = found
            kept += [stem] if stem else []
        else:
            kept.append(word)
    return kept, mark


def _is_initial(word: str) -> bool:
    return _INITIALS.fullmatch(word) is not None or (len(word) == 1 and word.isupper())


def _letters(word: str) -> list[str]:
    return [letter.lower() for letter in re.findall(r"[^\W\d_]+", word)]


def _may_be_name(word: str) -> bool:
    if _NUMERAL.fullmatch(word):
        return False
    return word in _PARTICLES or (
        _PIECE.fullmatch(word) is not None and (word[0].isupper() or _ARTICLE.match(word) is not None)
    )


def _is_acronym(words: list[str]) -> bool:
    """TVN, ОБСЕ; but not a surname in capitals beside a given name, as minutes write it."""
    short = any(word.isupper() and len(word) <= _CAPITALS for word in words)
    return short and (len(words) == 1 or not (all(map(str.isupper, words)) or any(is_given(word.lower()) for word in words)))


def _is_role(words: list[str]) -> bool:
    """Адвокат Петрова: another person than Петров, and no given name."""
    first = words[0].lower()
    stems = (first[: len(first) - ending] for ending in range(_ROLE_ENDING + 1))
    return len(words) > 1 and not _roles().isdisjoint(stems) and not is_given(first)


@cache
def _roles() -> frozenset[str]:
    return frozenset(stem for stems in speech.ROLES.values() for stem in stems.split())


def _with_initials(words: list[str], letters: list[str], generation: str) -> Parts | None:
    if len(words) == 1:
        return Parts(words[0], letters[0] + ".", f"{letters[1]}." if len(letters) > 1 else "", generation)
    ordered = _ordered(words, generation)
    if ordered is None or ordered.middle:
        return None
    return Parts(ordered.surname, ordered.given, letters[0] + ".", generation)


def _ordered(words: list[str], generation: str, surname_first: bool = False) -> Parts | None:
    """Given name, patronymic or second name, surname; or the surname first, where the other words show it."""
    particle = next((at for at, word in enumerate(words) if word in _PARTICLES), None)
    if particle is not None:
        words = [*words[:particle], " ".join(words[particle:])]
    if len(words) == 1:
        return Parts(words[0], generation=generation)
    told = surname_first
    surname_first = told or (_may_come_first(words[0]) and is_given(words[1]))
    if len(words) == 2:
        first, second = words
        return Parts(first, second, "", generation) if surname_first else Parts(second, first, "", generation)
    if len(words) != 3:
        return None
    if surname_first and (told or is_patronymic(words[2])) and not is_patronymic(words[1]):
        return Parts(words[0], words[1], words[2], generation)
    return Parts(words[2], words[0], words[1], generation)


def _may_come_first(word: str) -> bool:
    """Whether a word before a given name is a surname; in Latin letters only if it ends like one (not Larry David)."""
    return not is_given(word) and (CYRILLIC.search(word) is not None or _LATIN_SURNAME.search(word) is not None)


def tongues(name: str, parts: Parts, lang: str | None) -> tuple[str, ...]:
    """The languages in whose spelling a name may be written, by its letters, its given name, then the text's language."""
    low = name.lower()
    if not CYRILLIC.search(low):
        return (_latin_tongue(low, parts, lang),)
    found = _by_letters(low)
    if parts.given and "." not in parts.given:
        spelled = {tongue for each in given(parts.given, ()) for tongue in each.tongues}
        found = found & spelled or found
    if lang in found:
        return (str(lang),)
    return tuple(tongue for tongue in ("ru", "be", "uk") if tongue in found)


def _by_letters(low: str) -> set[str]:
    found = {"ru", "be", "uk"}
    for letters, languages in (
        ("ў", "be"),
        ("їєґ", "uk"),
        ("і", "be uk"),
        ("и", "ru uk"),
        ("ыэё", "ru be"),
        ("ъ", "ru"),
        ("'", "be uk"),
        ("щ", "ru uk"),
    ):
        if any(letter in low for letter in letters):
            found = found & set(languages.split()) or found
    if "uk" in found and _WRITTEN_UKRAINIAN.search(low):
        return {"uk"}
    if "be" in found and _WRITTEN_BELARUSIAN.search(low) and "и" not in low and "ї" not in low:
        return {"be"}
    return found


def _latin_tongue(low: str, parts: Parts, lang: str | None) -> str:
    if _LATIN_BELARUSIAN.search(low):
        return "lac"
    if _POLISH.search(low):
        return "pl"
    return lang if lang in ("pl", "en") else "la"


def spelling(name: str, parts: Parts, found: tuple[str, ...]) -> Spelling:
    """What is known of a name's spelling; a Belarusian one may be in whatever letters."""
    low = name.lower()
    if CYRILLIC.search(low):
        return Spelling(found[0], "be" in found and "ru" not in found)
    spelled = {tongue for each in (given(parts.given, ()) if parts.given else []) for tongue in each.tongues}
    plain = spelled & {"ru", "be", "uk"}
    tongue = f"la-{min(plain)}" if found == ("la",) and len(plain) == 1 else found[0]
    heard = _SHORT_U if found == ("pl",) else _SPOKEN_BELARUSIAN
    if found == ("lac",) or heard.search(low):
        return Spelling("la-be" if tongue == "la" else tongue, True)
    return Spelling(tongue, "be" in spelled and "ru" not in spelled)
