"""A name as its readings: whose surname it may be in which gender and case, with which given names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import islice, product

from classifiers.words import fold
from monitor.names import bodies, parts
from monitor.names.endings import Form, forms
from monitor.names.given import Given, given, patronymic
from monitor.names.letters import Spelling, alike, skeleton, sounds
from monitor.names.parts import Parts

_ADJECTIVES = "#@"  # marks of endings.Form
_MOST_READINGS = 48


class Kind(Enum):
    """``LABEL``: neither plainly a person nor a body of the table, and so only ever itself ("officials", "TVN24")."""

    PERSON = "person"
    BODY = "organisation"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a person's name.

    ``key``: the skeleton of the surname, for look-ups; ``sound``: the surname's sound, or ``=`` and the surname of the
    table of figures. ``gender``: m, f or "". ``given``: ids, empty where none or only an initial is said. ``weak``:
    see endings.Form. ``nominative``: given name and surname as the name stands in the nominative, in small letters.
    """

    key: str
    sound: str
    gender: str
    given: frozenset[str]
    weak: bool = False
    nominative: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name read. ``initial``: of the given name, where only that is said. ``middle``: ids of the patronymic or of a
    second name, or an initial with its full stop. ``generation``: jr, sr or "". ``label``: the folded name."""

    text: str
    kind: Kind
    label: str
    readings: tuple[Reading, ...] = ()
    initial: str = ""
    middle: frozenset[str] = frozenset()
    generation: str = ""
    spelling: Spelling = Spelling()
    body: bodies.Body | None = None

    @property
    def given(self) -> frozenset[str]:
        return frozenset(name for reading in self.readings for name in reading.given)

    @property
    def bare(self) -> bool:
        """Whether it is a surname and nothing else."""
        return not self.initial and not self.given


def read(name: str, lang: str | None = None, inflected: bool | None = None) -> Name:
    """A name without the table of figures. ``lang``: of the text it stands in, where known; ``inflected``: whether it
    stood in another case than the nominative (behind "according to"), None where that is not known."""
    cleaned = parts.clean(name)
    label = " ".join(fold(cleaned).split())
    if known := bodies.body(cleaned):
        return Name(name, Kind.BODY, label, body=known)
    found = parts.parts_of(cleaned)
    if found is None:
        return Name(name, Kind.LABEL, label)
    languages = parts.tongues(cleaned, found, lang)
    spelling = parts.spelling(cleaned, found, languages)
    readings = _readings(found, languages, spelling.akanne, inflected)
    return Name(
        name,
        Kind.PERSON,
        label,
        readings,
        initial=found.given.rstrip(".") if "." in found.given else "",
        middle=_middle(found.middle, languages),
        generation=found.generation,
        spelling=spelling,
    )


def _middle(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    if not word or word.endswith("."):
        return frozenset([word] if word else [])
    return frozenset(name for tongue in languages for name in patronymic(word, tongue))


def _readings(found: Parts, languages: tuple[str, ...], belarusian: bool, inflected: bool | None) -> tuple[Reading, ...]:
    surnames = {tongue: _surname_forms(found.surname, tongue) for tongue in languages}
    if not found.given or "." in found.given:
        pairs = [(form, tongue) for tongue in languages for form in surnames[tongue]]
        chosen = _in_case(pairs, inflected)
        return _unique(Reading(*said, form.gender, frozenset(), form.weak, form.nominative)
                       for form, tongue in chosen for said in _said(form, tongue, belarusian))  # fmt: skip
    givens = given(found.given, languages)
    known = not all(name.startswith("~") for each in givens for name in each.ids)
    fitting = [(form, tongue, first) for tongue in languages for form in surnames[tongue] for first in givens
               if _fit(form, first)]  # fmt: skip
    return _unique(_with_given(fitting, known, belarusian, inflected)) or _unique(
        _without_grammar(found.surname, languages, belarusian, givens, found.given)
    )


def _in_case(pairs: list[tuple[Form, str]], inflected: bool | None) -> list[tuple[Form, str]]:
    """What is left when the case is told; a weak reading is none any more if it alone is left."""
    if inflected is None:
        return pairs
    right = [(form, tongue) for form, tongue in pairs if ("o" if inflected else "n") in form.cases]
    return [(_strong(form), tongue) for form, tongue in right] if inflected and right else right or pairs


def _strong(form: Form) -> Form:
    return Form(form.lemma, form.nominative, form.gender, form.cases)


def _fit(form: Form, first: Given) -> bool:
    return len({form.gender, first.gender} - {""}) < 2 and bool(set(form.cases) & set(first.cases))


def _with_given(
    fitting: list[tuple[Form, str, Given]], known: bool, belarusian: bool, inflected: bool | None
) -> Iterable[Reading]:
    """The readings in which both words agree. Where a woman's name in the nominative may be a man's in another case
    (Александра Громова), the man is the weak reading unless the case is told."""
    nominative = [each for each in fitting if "n" in each[0].cases and "n" in each[2].cases]
    oblique = [each for each in fitting if "o" in each[0].cases and "o" in each[2].cases]
    if inflected:
        nominative = nominative if not oblique else []
    elif inflected is False and nominative:
        oblique = []
    for form, tongue, first in nominative:
        for said in _said(form, tongue, belarusian):
            yield Reading(
                *said, form.gender or first.gender, first.ids, not known and form.weak, f"{first.nominative} {form.nominative}"
            )
    women = {form.lemma for form, _, _ in nominative if form.gender == "f" and form.cases == "n"}
    rare = bool(nominative) and all(first.rare for _, _, first in nominative)
    for form, tongue, first in oblique:
        doubtful = form.weak or (form.cases == "no" and known) or (first.weak and form.lemma[-1] not in _ADJECTIVES)
        weak = doubtful and not inflected and (bool(nominative) or not known) and (not rare or form.lemma in women)
        for said in _said(form, tongue, belarusian):
            yield Reading(*said, form.gender or first.gender, first.ids, weak, f"{first.nominative} {form.nominative}")


def _without_grammar(
    surname: str, languages: tuple[str, ...], belarusian: bool, givens: list[Given], word: str
) -> Iterable[Reading]:
    """A name whose parts do not agree (Natalie Zelensky): what is written is the nominative of both."""
    named = [each for each in givens if "n" in each.cases] or givens
    ids = frozenset(name for each in named for name in each.ids)
    gender = next((each.gender for each in named), "")
    for tongue in languages:
        for said in _said(Form(surname, surname, gender, "n"), tongue, belarusian):
            yield Reading(*said, gender, ids, nominative=f"{word} {surname}")


def _said(form: Form, tongue: str, belarusian: bool) -> list[tuple[str, str]]:
    mark = form.lemma[-1] if form.lemma[-1] in _ADJECTIVES else ""
    pieces = [
        sounds(piece, tongue, belarusian) for piece in form.lemma.rstrip(_ADJECTIVES).replace(" ", "-").split("-") if piece
    ]
    return [(skeleton(said) + mark, said + mark) for said in map("-".join, islice(product(*pieces), 12))]


def _surname_forms(surname: str, tongue: str) -> tuple[Form, ...]:
    """The forms of a surname; of a double one, both parts in one gender and case."""
    first, dash, second = surname.partition("-")
    if not dash or " " in surname:
        return forms(surname, tongue)
    joined = []
    for a, b in product(forms(first, tongue), _surname_forms(second, tongue)):
        cases = "".join(case for case in "no" if case in a.cases and case in b.cases)
        genders = {a.gender, b.gender} - {""}
        if cases and len(genders) < 2:
            lemma, nominative = f"{a.lemma.rstrip(_ADJECTIVES)}-{b.lemma}", f"{a.nominative}-{b.nominative}"
            joined.append(Form(lemma, nominative, "".join(genders), cases, a.weak or b.weak))
    return tuple(joined)


def _unique(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple(islice(dict.fromkeys(readings), _MOST_READINGS))


def agree(one: Reading, other: Reading, one_in: Spelling, other_in: Spelling) -> bool:
    """Whether two readings may be one surname, in one gender."""
    if one.key != other.key or (one.gender and other.gender and one.gender != other.gender):
        return False
    return one.sound == other.sound or alike(one.sound, other.sound, one_in, other_in)
