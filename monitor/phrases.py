"""Noun phrases that may name a speaker: where they begin and end, which part is the name and which the role. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.names import given
from monitor.quotations import is_title
from monitor.tokens import Read, Word

LONGEST_NAME = 4
_NEAR = 6  # how far left of a name its role may begin
_LONGEST_TITLE = 60  # characters of an outlet's name in quotation marks


@dataclass(frozen=True, slots=True)
class Phrase:
    """Who is meant. ``role`` is in the text's own words; ``back``: by a bare role or body that was named before.

    ``pronoun`` is "he" or "she" where the phrase is one or shows which it would be. ``alone``: a single word with which
    the sentence begins, so that its capital letter proves nothing. ``outlet``: it carries others' words. ``oblique``: the name
    stands in another case than that of a subject, so that it is no name to call others by.
    """

    speaker: str | None = None
    role: str | None = None
    back: bool = False
    pronoun: str = ""
    body: bool = False
    alone: bool = False
    outlet: bool = False
    oblique: bool = False


def left_of(read: Read, last: int) -> Phrase | None:
    """The phrase that ends at a word."""
    if last < 0:
        return None
    if (title := _title(read, last)) is not None:
        return title
    first = first_of(read.words, last)
    return phrase(read.words[first : last + 1], first)


def right_of(read: Read, first: int, described: bool = False) -> Phrase | None:
    """The phrase that begins at a word. ``described``: it may stand behind "the report of", "данным" and the like."""
    while first < len(read.words) and read.words[first].possessive:
        first += 1
    if described:
        first = _over_documents(read.words, first)
    if first < len(read.words) and (title := _title(read, first)) is not None:
        return title
    last = end_of(read.words, first)
    if last < len(read.words) and last - 1 >= first and read.words[last - 1].outlet and (title := _title(read, last)):
        return title  # агентство «Озёрный телеграф», where the marks were not taken for a name's
    found = phrase(read.words[first:last], first)
    if found is None and described:
        found = phrase(_without_lead(read.words[first:last]), first)
    return found


def _over_documents(words: Sequence[Word], first: int) -> int:
    at = first
    while at < len(words) and at - first < 2 * _NEAR and (words[at].document or words[at].key in ("by", "from", "of", "at")):
        at += 1
    return at


def _without_lead(words: Sequence[Word]) -> Sequence[Word]:
    at = next((number for number, word in enumerate(words) if word.noun or word.name), len(words))
    return words[at:]


def _title(read: Read, at: int) -> Phrase | None:
    """An outlet that is named by its title in quotation marks."""
    if not read.words[at].quotation:
        return None
    start, end = read.places[at]
    quoted = read.sentence[start:end]
    if end - start > _LONGEST_TITLE or not is_title(quoted):
        return None
    first = first_of(read.words, at - 1) if at and read.words[at - 1].organisation else at
    role = spelled(_trimmed(read.words[first:at])) or None
    return Phrase(speaker=quoted.strip('«»“”„" '), role=role, body=True, outlet=True)


def first_of(words: Sequence[Word], last: int) -> int:
    """Where the phrase that ends at ``last`` begins: names, and to their left a role with what belongs to it."""
    first = last + 1
    while first and _is_part(words[first - 1]):
        first -= 1
    reach = first
    while reach and first - reach < _NEAR and words[reach - 1].letters and not words[reach - 1].stop:
        reach -= 1
        if words[reach].noun:
            first = reach
            while first and _is_part(words[first - 1]):
                first -= 1
            break
    return first


def _is_part(word: Word) -> bool:
    return word.letters and (word.name or word.noun or word.connector)


def end_of(words: Sequence[Word], first: int) -> int:
    """Behind the phrase that begins at ``first``: behind its name, or before the first word that can be no part of one."""
    last = first
    named = False
    while last < len(words) and last - first < 2 * _NEAR:
        word = words[last]
        if not word.letters or word.stop:
            break
        if word.name:
            named = True
        elif named and word.role and not word.capital and _is_behind_name(words, last):
            break  # "zdaniem Nowaka wojewoda ...": the next phrase
        elif named and not (word.noun or word.connector):
            break
        last += 1
    return last


def _is_behind_name(words: Sequence[Word], at: int) -> bool:
    """Whether the word before is a name rather than a connector: "Nowak, the minister" is one phrase, "Nowaka minister" two."""
    return at > 0 and words[at - 1].name and not words[at - 1].organisation


def phrase(words: Sequence[Word], first: int = 1) -> Phrase | None:
    """A noun phrase as speaker and role: the names behind the last role or body, and what is before them.

    ``first``: the place of its first word in the sentence.
    """
    while words and words[0].connector:
        words, first = words[1:], first + 1
    while words and words[-1].connector:
        words = words[:-1]
    if not words or any(word.key == "and" for word in words) and not any(word.organisation for word in words):
        return None  # two speakers are not one
    nouns = [place for place, word in enumerate(words) if word.noun]
    if not nouns:
        return _plain(words, first) or _with_unknown_role(words)
    has_role = any(word.role for word in words)
    name = _name_behind(words, nouns[-1], has_role) or _name_before(words, has_role)
    if name:
        rest = words[: -len(name)] if words[-1] is name[-1] else words[len(name) :]
        role = spelled(_trimmed(_from_noun(rest))) or None
        outlet = not has_role and any(word.outlet for word in words)  # "the agency Lakeside" is no person
        return Phrase(speaker=spelled(name), role=role, body=outlet, outlet=outlet)
    if not has_role or words[nouns[-1]].organisation and not words[nouns[0]].role:
        return _body(words)
    return _bare_role(words)


def _from_noun(words: Sequence[Word]) -> Sequence[Word]:
    """From the office on, with what belongs to it on its left: no more than a word without a capital letter."""
    noun = next((place for place, word in enumerate(words) if word.noun), 0)
    first = noun
    while first and (words[first - 1].capital or words[first - 1].connector or first == noun) and not words[first - 1].adverb:
        first -= 1
    return words[first:]


def _body(words: Sequence[Word]) -> Phrase | None:
    outlet = any(word.outlet for word in words)
    lead = next((place for place, word in enumerate(words) if word.capital or word.noun), 0)
    words = words[lead:]
    if any(word.capital and not (place == 0 and not word.name) for place, word in enumerate(words)):
        return Phrase(speaker=spelled(words), body=True, outlet=outlet)
    return Phrase(role=spelled(words), back=True, body=True, outlet=outlet)


def _bare_role(words: Sequence[Word]) -> Phrase | None:
    """ "the minister", "глава ведомства": somebody named before."""
    if any(word.name for word in words[1:]) or words[0].crowd:
        return None
    return Phrase(role=spelled(words), back=True) if words[0].role or words[-1].role else None


def _plain(words: Sequence[Word], first: int) -> Phrase | None:
    if len(words) > LONGEST_NAME or not all(word.name for word in words) or (len(words) == 1 and words[0].document):
        return None
    if len(words) > 2 and not given.is_given(words[0].key) and given.is_given(words[1].key):
        return Phrase(speaker=spelled(words[1:]), role=words[0].text)  # "Politolożka Halina Dąbrówka": an unlisted role
    return Phrase(speaker=spelled(words), alone=first == 0 and len(words) == 1)


def _with_unknown_role(words: Sequence[Word]) -> Phrase | None:
    """ "инженер Илья Теребин": words without a capital letter before a given name and a surname."""
    first = next((place for place, word in enumerate(words) if word.name), len(words))
    name = words[first:]
    if not 2 <= len(name) <= LONGEST_NAME or not all(word.name for word in name) or not is_nominative(name[0]):
        return None
    return Phrase(speaker=spelled(name))


def is_nominative(word: Word) -> bool:
    """Whether a word is a given name in the case of a subject, as far as given names are known."""
    return given.is_given(word.key) and any("n" in each.cases for each in given.given(word.key, _CYRILLIC_AND_POLISH))


def in_other_case(name: str) -> bool:
    """Whether a full name shows that it is no subject: "опыт Андрея Щукина напоминает"; or nothing but an initial."""
    words = name.split()
    if len(words) < 2:
        return len(name) == 2 and name.endswith(".")
    known = given.given(words[0].casefold(), _CYRILLIC_AND_POLISH) if given.is_given(words[0].casefold()) else []
    return bool(known) and not any("n" in each.cases for each in known)


_CYRILLIC_AND_POLISH = ("ru", "be", "uk", "pl")


def _name_behind(words: Sequence[Word], noun: int, has_role: bool) -> Sequence[Word]:
    """The run of capitalised words that ends the phrase, without the places and complements that belong to the role."""
    first = len(words)
    while first > noun + 1 and words[first - 1].name:
        first -= 1
    while first < len(words) and words[first].place:
        first += 1
    name = words[first:]
    complement = any(word.connector for word in words[noun:first])
    if complement and (not has_role or len(name) < 2):
        # "Ministry of Defense" is all one name; "minister of Defense" names nobody.
        after_place = first > noun + 1 and words[first - 1].place
        return name if has_role and after_place else []
    if complement and len(name) > 2:
        return name[-2:]
    return name if len(name) <= LONGEST_NAME else []


def _name_before(words: Sequence[Word], has_role: bool) -> Sequence[Word]:
    """ "Maria Novak of the Open Institute": the names before the connector."""
    last = 0
    while last < len(words) and words[last].name and not words[last].noun and not words[last].place:
        last += 1
    behind = words[last].connector if last < len(words) else False
    return words[:last] if 2 <= last <= LONGEST_NAME and behind and not has_role else []


def _trimmed(words: Sequence[Word]) -> Sequence[Word]:
    while words and words[-1].connector:
        words = words[:-1]
    while words and words[0].connector:
        words = words[1:]
    return words


def spelled(words: Sequence[Word]) -> str:
    """Words as they stand in the sentence, without the possessive at their end."""
    return " ".join(word.text for word in words).removesuffix("’s").removesuffix("'s")
