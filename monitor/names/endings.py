"""The cases and genders in which a surname may stand, in five languages: what each form may be the form of.

An analysis is a guess from the ending alone. Several may be right, and who reads them asks the given name beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

_CONSONANT = "[бвгґджзклмнпрстфхцчшщbcćčdfghjklłmnńprsśštvwxzźżž]"
_NO_POSSESSIVE = _CONSONANT + "(?<![оаеёяєії]в)(?<![иіїы]н)(?<![oea]v)(?<![oe]w)(?<![iy]n)"
_NO_OV = _CONSONANT + "(?<!\\w\\w[оаеёяєії]в)(?<!\\w\\w[oea]v)(?<!\\w\\w[oe]w)"
_OV = re.compile("\\w\\w(?:[оаеёяєії]ва|[oea]va|[oe]wa)\\Z")
_VOWELS = "аеёєиіїоуыэюяaeiouyėąęūé"
_SHORTEST = 2  # letters before an ending
_LONGEST = 5  # letters of an ending

# Each line: what the stem ends in (% a consonant, & one that ends no possessive, ~ one that does not end -ов); the ending
# of the lemma (# an adjective's, @ one stressed on -ой); the nominatives of a man and of a woman; the other cases of a
# man and of a woman. "=" is no ending, "-" no form. A star marks a form that is likelier another name (Петрова, Дуда of
# Дуд), and so is weak unless the lemma ends as surnames do.
_RUSSIAN = """
(?:[оеё]в|[иы]н) | =  | =     | а     | а* у ым е* ом               | ой у ою
%                | #  | ый ий | ая яя | ого его ому ему ым им ом ем | ой ей ую юю ою ею
%                | @  | ой    | ая    | ого ому ым им ом            | ой ую ою
[сц]к            | #  | и     | а     | -                           | -
[иы]х            | =  | =     | =     | =                           | =
&                | =  | =     | =     | а* у ом ем ём е*            | =
%                | ец | ец    | ец    | ца цу цем цом це            | ец
%                | ок | ок    | ок    | ка* ку* ком* ке*            | ок
%                | ёк | ёк    | ёк    | ка* ку* ком* ке*            | ёк
%                | ь  | ь     | ь     | я ю ем ём е                 | ь
[аеиоуыэюя]      | й  | й     | й     | я ю ем е и                  | й
~                | а  | а     | а     | ы и е у ой ей ою ею         | ы и е у ой ей ою ею
.                | я  | я     | я     | и е ю ей ёй ею              | и е ю ей ёй ею
.                | о  | о     | о     | о                           | о
"""
_BELARUSIAN = """
(?:[оаеёя]в|[іы]н) | =  | =     | а     | а* у ым е* ам                  | ай ой у аю ою
%                  | #  | ы і   | ая яя | ага ога яга аму ому яму ым ім | ай ой яй ую юю аю ою
%                  | @  | ы ой  | ая    | ога ому ым ім                  | ой ую ою
&                  | =  | =     | =     | а* у ам ом ем ём е*            | =
%                  | ец | ец    | ец    | ца цу цам цы                   | ец
%                  | ак | ак    | ак    | ка* ку* кам*                   | ак
%                  | ок | ок    | ок    | ка* ку* кам* ком*              | ок
%                  | ь  | ь     | ь     | я ю ем ём і                    | ь
[аеёіоуыэюя]       | й  | й     | й     | я ю ем і                       | й
~                  | а  | а     | а     | ы і е э у ой ай аю ою ам       | ы і е э у ой ай аю ою а
.                  | я  | я     | я     | і е ю яй ёй ем                 | і е ю яй ёй
.                  | о  | о     | о     | о а* у ом                      | о
"""
_UKRAINIAN = """
(?:[оеєії]в|[иіїы]н) | =   | =     | а     | а* у им ові ом           | ої ій у ою
%                    | #   | ий    | а     | ого ому им              | ої ій у ою
%                    | #   | ій    | я     | ього ьому ім            | ьої ю ьою
[бвгґджзлмнпрстфхцчшщ] | @ | ий    | а     | ого ому им            | ої ій у ою
&                    | =   | =     | =     | а* у ові еві ом ем       | =
%                    | ець | ець   | ець   | ця цю цеві цем ці        | ець
%                    | ок  | ок    | ок    | ка* ку* кові* ком*       | ок
%                    | ь   | ь     | ь     | я ю еві ем єм і          | ь
р                    | =   | =     | =     | я ю еві ем               | =
[аеєиіїоуюя]         | й   | й     | й     | я ю єві єм ї             | й
~                    | а   | а     | а     | и і у ою                 | и і у ою
.                    | я   | я     | я     | і ї ю ею єю              | і ї ю ею єю
%                    | о   | о     | о     | а у ові ом               | о
"""
_POLISH = """
(?:[oe]w|[iy]n) | =  | =   | a   | a* owi em ie*           | ej ą ę
%               | #  | y i | a   | iego ego iemu emu im ym | iej ej ą
%               | @  | oj  | oja | oja ojowi ojem          | ojej oją
&               | =  | =   | =   | a* owi em iem u* ie*    | =
%               | ek | ek  | ek  | ka* kowi kiem ku*       | ek
%               | ec | ec  | ec  | ca* cowi cem            | ec
%               | eł | eł  | eł  | ła* łowi łem            | eł
%               | ń  | ń   | ń   | nia niowi niem          | ń
%               | ć  | ć   | ć   | cia ciowi ciem          | ć
%               | ś  | ś   | ś   | sia siowi siem          | ś
~               | a  | a   | a   | y* ę ą ie* o*           | y* ę ą ie* o*
.               | ia | ia  | ia  | ii ię ią                | ii ię ią
%               | o  | o   | o   | a* y* ę ą owi em        | o
"""
# Latin letters in which nothing but the gender is inflected: English texts, and Belarusian names in Latin.
_LATIN = """
(?:[oea]v|[iy]n|[oe]w) | = | =                     | a             | - | -
[st]?[sc]k             | # | i y iy yi yy ii ij yj | a aya aia aja | - | -
%                      | # | yi yy iy ii ij yj y   | aya aia aja   | - | -
%                      | @ | oy oi oj              | aya aia aja   | - | -
&                      | = | =                     | =             | - | =
"""
_TABLES = {"ru": _RUSSIAN, "be": _BELARUSIAN, "uk": _UKRAINIAN, "pl": _POLISH, "la": _LATIN}
# Stems that change before an ending: the end of a form, and that of its lemma.
_CHANGED = {
    "be": "цы=ка цэ=ка дзе=да це=та зе=га се=ха",
    "uk": "ці=ка зі=га сі=ха",
    "pl": "dzie=da cie=ta rze=ra le=ła ce=ka dze=ga sze=cha ce=ko rze=ro le=ło ki=ka ki=ko gi=ga",
}
_ADJECTIVES = ("#", "@")
_ADJECTIVE = re.compile(
    "(?:[сц]к(?:ий|ая|і|а)|[сц]ьк(?:ий|а)|[бвгджзклмнпрстфхцчшщ](?:ая|яя|ого|его|ому)|[sc]k[ia]|(?:eg|em)[ou])\\Z"
)
_SURNAME = re.compile(
    "(?:[иіыуюая]к|[ая]ш|уш|[иі]ч|ман|ер|ар|[ео]н|ян|ель|ей|[иы]х|дзе|швили|[iyua]k|icz|man|er|arz|asz|usz)\\Z"
)


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a form. ``lemma``: the masculine nominative, with ``#`` or ``@`` for the ending of an adjective.

    ``nominative``: as a person of that ``gender`` (m or f, "" for either) is called. ``cases``: "n" the nominative,
    "o" another case, "no" both. ``weak``: another reading is likelier, so that this one needs support.
    """

    lemma: str
    nominative: str
    gender: str
    cases: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    stem: re.Pattern[str]
    lemma: str
    nominatives: tuple[str, ...]
    gender: str
    cases: str
    star: bool


@lru_cache(maxsize=20_000)
def forms(word: str, tongue: str, noun: bool = False) -> tuple[Form, ...]:
    """Every form that a word in small letters may be, by the grammar of ``tongue`` (ru, be, uk, pl, lac, en, la).

    ``noun``: as a given name, which no ending makes an adjective (Николая).

    >>> [(form.lemma, form.gender, form.cases) for form in forms("захаровой", "ru") if form.cases == "o"][:3]
    [('захаров', 'f', 'o'), ('захаров#', 'f', 'o'), ('захаров@', 'f', 'o')]
    """
    adjective = not noun and len(word) > _LONGEST and _ADJECTIVE.search(word) is not None
    if tongue in ("ru", "be", "uk"):
        found = _by_table(word.replace("ў", "в"), tongue, adjective)
        if tongue == "be":
            found = [replace(form, nominative=_with_short_u(form.nominative, word)) for form in found]
    else:
        found = _by_table(word, "la", adjective)
        if tongue != "en":
            polish = _by_table(word, "pl", adjective)
            found += polish if tongue == "pl" else [replace(each, weak=True) for each in polish if each.cases == "o"]
    if not found or word[-1] in _VOWELS and not (adjective or _OV.search(word)):
        found.append(Form(word, word, "", "n" if word[-1] in "аяa" else "no"))
    return tuple(dict.fromkeys(found))


def _with_short_u(nominative: str, word: str) -> str:
    """With the ў of the word it comes from, and the one that a final в is."""
    kept = "".join("ў" if char == "в" and word[at : at + 1] == "ў" else char for at, char in enumerate(nominative))
    return kept[:-1] + "ў" if kept.endswith("в") else kept


def _by_table(word: str, tongue: str, adjective: bool) -> list[Form]:
    """By the rules for adjectives alone where no noun ends like that: Зеленская, Kowalskiego; not Гая (of Гай)."""
    rules = _rules(tongue)
    found = []
    for length in range(min(_LONGEST, len(word) - _SHORTEST) + 1):
        at = len(word) - length
        stem = word[:at]
        for rule in rules.get(word[at:], ()):
            if rule.stem.search(stem) and (not adjective or rule.star or rule.lemma in _ADJECTIVES):
                found.append(_form(stem, word, rule))
    return found if adjective else found + _by_changed_stem(word, tongue)


def _form(stem: str, word: str, rule: _Rule) -> Form:
    lemma = stem + rule.lemma
    weak = rule.star and not _SURNAME.search(lemma)
    ending = next((one for one in rule.nominatives if "n" in rule.cases and word == stem + one), None)
    if ending is None:
        ending = rule.nominatives[rule.gender == "m" and stem[-1] in "кгхжшkg" and len(rule.nominatives) > 1]
    return Form(lemma, stem + ending, rule.gender, rule.cases, weak)


def _by_changed_stem(word: str, tongue: str) -> list[Form]:
    found = []
    for pair in _CHANGED.get(tongue, "").split():
        ending, lemma = pair.split("=")
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            whole = word.removesuffix(ending) + lemma
            found.append(Form(whole, whole, "", "o"))
    return found


@cache
def _rules(tongue: str) -> dict[str, list[_Rule]]:
    """The rules of a language by the ending of the form."""
    rules: dict[str, list[_Rule]] = {}
    for line in _TABLES[tongue].strip().splitlines():
        stem, lemma, man, woman, man_other, woman_other = re.split(r"\s+\|\s+", line)
        pattern = re.compile(f"(?:{stem.replace('%', _CONSONANT).replace('&', _NO_POSSESSIVE).replace('~', _NO_OV)})\\Z")
        for gender, nominatives, others in (("m", man, man_other), ("f", woman, woman_other)):
            names = [_ending(one) for one in nominatives.split()]
            cases: dict[str, str] = dict.fromkeys(names, "n")
            for one in others.split():
                if one != "-":
                    cases[_ending(one)] = "no" if _ending(one) in names else "o"
            stars = {_ending(one) for one in others.split() if one.endswith("*")}
            for ending, when in cases.items():
                rule = _Rule(pattern, _ending(lemma), tuple(names), gender, when, ending in stars)
                rules.setdefault(ending, []).append(rule)
    return rules


def _ending(written: str) -> str:
    return written.removesuffix("*").replace("=", "")
