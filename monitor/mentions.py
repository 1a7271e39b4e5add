"""The persons a document names: whom "he", "the minister" and a bare surname mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor import speech
from monitor.attribution import Attribution
from monitor.lines import Line
from monitor.names import figures, given
from monitor.phrases import Phrase
from monitor.tokens import tables_of

_PARAGRAPHS = 3  # "he" after that many paragraphs about nobody is anybody
_SENTENCES = 16  # looked back at for one "he"
_FULL = re.compile(r"(?<!\w)([^\W\d_][\w’'-]{1,30})(?= (?:[^\W\d_]\. )?([^\W\d_][\w’'-]{1,40}))")
_ROLE_STEM = 5  # letters by which "міністра" is "міністр"


@dataclass(slots=True)
class _Person:
    name: str
    role: str | None
    gender: str  # "he", "she", "" where nobody knows, "?" where the given name has not been asked yet
    oblique: bool = False  # in another case than that of a subject: no name to call others by


class Mentions:
    """Who has been named so far, the last one last."""

    def __init__(self) -> None:
        self._by_surname: dict[str, _Person] = {}
        self._bodies: dict[str, str] = {}

    def note(self, found: Attribution | Phrase, lang: str, gender: str = "") -> None:
        """Somebody was named. ``gender``: "he" or "she" where the sentence shows it."""
        if found.speaker is None:
            return
        if found.body:
            for word in found.speaker.split():
                self._bodies[_stem(word)] = found.speaker
            return
        self._note_body(found.role or "", lang)
        words = found.speaker.split()
        known = self._by_surname.get(words[-1])
        if known is None:
            self._by_surname[words[-1]] = _Person(
                found.speaker, found.role, gender or ("" if found.oblique else "?"), found.oblique
            )
            return
        if not found.oblique and (known.oblique or len(words) > len(known.name.split())):
            known.name, known.gender, known.oblique = found.speaker, known.gender or "?", False
        known.role = known.role or found.role
        known.gender = gender if gender and known.gender in ("", "?") else known.gender

    def _note_body(self, role: str, lang: str) -> None:
        """ "head of the Border Committee": a body that may be "the committee" further on."""
        words = [tables_of(lang).word(word) for word in role.split()] if lang in speech.LANGUAGES else []
        for at, word in enumerate(words):
            first = next((place for place in range(1, at + 1) if words[place].capital), at)
            if word.organisation and (first < at or word.capital):
                self._bodies.setdefault(_stem(word.text), " ".join(each.text for each in words[first : at + 1]))

    def only(self) -> tuple[str, str | None] | None:
        """Name and role of the one person who has spoken so far, if there is one and no more."""
        people = list(self._by_surname.values())
        return (people[0].name, people[0].role) if len(people) == 1 else None

    @property
    def nobody(self) -> bool:
        return not self._by_surname

    def knows(self, name: str) -> bool:
        return name.split()[-1] in self._by_surname

    def named(self, found: Attribution) -> Attribution:
        """A bare surname is the person named in full before."""
        known = self._by_surname.get((found.speaker or "").rsplit(" ", 1)[-1]) if found.speaker and not found.body else None
        if known is None or known.oblique or len(known.name.split()) < len((found.speaker or "").split()):
            return found
        if known.name == found.speaker and (found.role or not known.role):
            return found
        same = " " not in (found.speaker or "") or known.name == found.speaker
        return replace(found, speaker=known.name, role=found.role or known.role) if same else found

    def meant(self, lines: Sequence[Line], line: Line) -> Attribution:
        """Whom "he said" or "the minister said" means; nobody where there is doubt."""
        found = line.found
        if found.body:
            return replace(
                found, speaker=self._bodies.get(_stem((found.role or "").split()[0])) if found.role else None, role=None
            )
        nearest = True
        for person in self._candidates(lines, line):
            if found.pronoun and person.gender == "?":
                person.gender = _gender(person.name.split())
            fits = not found.pronoun or person.gender == found.pronoun or (nearest and not person.gender)
            if fits and _has_role(person, found.role, line.lang):
                person.gender = found.pronoun or person.gender
                return replace(found, speaker=person.name, role=person.role)
            if not found.role and not found.pronoun:
                break
            nearest = False
        return replace(found, speaker=None, role=None)

    def _candidates(self, lines: Sequence[Line], line: Line) -> Iterator[_Person]:
        """The persons in question, nearest first and each once."""
        seen = set()
        for number in range(line.number, max(line.number - _SENTENCES, -1), -1):
            each = lines[number]
            if line.paragraph - each.paragraph > _PARAGRAPHS:
                return
            mention = each.subject() if number == line.number or not each.voiced or each.voice.body else each.voice
            if isinstance(mention, Phrase) and mention.alone and not self.knows(mention.speaker or ""):
                continue  # a capital letter at the beginning makes no name
            person = self._person(mention, each.lang) if mention and mention.speaker else None
            if person and person.name not in seen:
                seen.add(person.name)
                yield person

    def _person(self, mention: Attribution | Phrase, lang: str) -> _Person | None:
        self.note(mention, lang)
        return self._by_surname.get((mention.speaker or "").split()[-1])


def _gender(words: Sequence[str]) -> str:
    """By the given name."""
    if len(words) < 2 or not given.is_given(words[0].casefold()):
        return ""
    genders = {each.gender for each in given.given(words[0].casefold(), ("ru", "be", "uk", "pl", "en"))}
    return {"m": "he", "f": "she"}.get(genders.pop(), "") if len(genders) == 1 else ""


def _has_role(person: _Person, wanted: str | None, lang: str) -> bool:
    """Whether somebody may be called so. Who has no role yet may have any; whom the text calls a minister is no analyst."""
    if not wanted:
        return True
    tables = tables_of(lang)
    words = [tables.word(word) for word in wanted.split()]
    if person.role is None or all(word.generic for word in words if word.role):
        return True
    known = {_stem(word) for word in person.role.split()}
    return any(_stem(word.text) in known for word in words if word.role)


def _is_subject(word: str) -> bool:
    """Whether a given name cannot be another case of another one, as "Александра" is of "Александр"."""
    return given.is_given(word) and all("n" in each.cases for each in given.given(word, ("ru", "be", "uk", "pl", "en")))


def _stem(word: str) -> str:
    return word.casefold()[:_ROLE_STEM]


def only_name(text: str) -> str | None:
    """The full name of the one person whom a text names, if there is one and no more: who is asked in an interview."""
    names = {
        each[2][:_ROLE_STEM]: f"{each[1]} {each[2]}"
        for each in _FULL.finditer(text)
        if _is_name(each[1]) and each[2][0].isupper()
    }
    return names.popitem()[1] if len(names) == 1 else None


def _is_name(word: str) -> bool:
    return word[0].isupper() and given.is_given(word.casefold())


def is_known(name: str) -> bool:
    """Whether a name is that of a public figure, or begins with a given name: so that a colon behind it begins his words."""
    words = name.split()
    if len(words) > 1:
        return all(word[0].isupper() for word in words) and given.is_given(words[0].casefold())
    return bool(figures.figures_of(figures.parse(name)))


def in_full(text: str, surnames: Iterable[str]) -> dict[str, str]:
    """The full names of persons whom a text calls by a given name and one of these surnames, if it is always the same."""
    wanted = set(surnames)
    found: dict[str, set[str]] = {}
    for each in _FULL.finditer(text) if wanted else ():
        if each[2] in wanted and each[1][0].isupper() and _is_subject(each[1].casefold()):
            found.setdefault(each[2], set()).add(f"{each[1]} {each[2]}")
    return {surname: names.pop() for surname, names in found.items() if len(names) == 1}
