"""Who says it: the speaker a sentence names for its words, by the reporting verbs and phrases of six languages.

Precision before recall: a wrong name on a statement costs more than none, so that every doubt ends in None.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor import phrases, quotations, reporting, sources, speech, stance, subjects
from monitor.phrases import Phrase
from monitor.records import Stance
from monitor.tokens import Read, read

_LONGEST_HEAD = 12  # words before the colon of "Name, office: words"
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who a sentence says is speaking, and how the outlet stands to the words. ``role`` is kept in the text's own words.

    ``refers_back``: the speaker is a pronoun or a bare title ("he said", "the dictator said"), so the name stands earlier
    in the document. ``pronoun`` is "he" or "she" where the sentence shows it. ``clause``: from where to where in the
    sentence the words stand that attribute. ``content``: where what is said begins, if behind those.
    """

    speaker: str | None = None
    role: str | None = None
    stance: Stance = Stance.ASSERTS
    refers_back: bool = False
    pronoun: str = ""
    #: No person speaks, but an office, an agency, a report.
    body: bool = field(default=False, compare=False)
    #: The name stands in another case than that of a subject.
    oblique: bool = field(default=False, compare=False)
    #: One word with which the sentence begins: its capital letter does not make it a name.
    alone: bool = field(default=False, compare=False)
    #: Only where the document has the name as a speaker's already.
    tentative: bool = field(default=False, compare=False)
    #: The sentence says who has said the one before.
    of_before: bool = field(default=False, compare=False)
    clause: tuple[int, int] = field(default=(0, 0), compare=False)


def attribute(sentence: str, lang: str) -> Attribution:
    """The attribution of one sentence in ``lang`` (ISO 639-1), taken by itself."""
    if lang not in speech.LANGUAGES:
        return Attribution(stance=Stance.QUOTES if quotations.has_quotation(sentence) else Stance.ASSERTS)
    return attributed(read(sentence, lang))


def attributed(sentence: Read) -> Attribution:
    """The same for a sentence that has been read."""
    found = _by_phrase(sentence) or _by_verb(sentence) or _by_mark(sentence)
    found = _cited(sentence, found) or found or _tentative(sentence)
    if found is None:
        return Attribution(stance=stance.of(sentence, attributed=False))
    known = stance.of(sentence, attributed=not found.tentative)
    return found if found.stance is known else replace(found, stance=known)


def _from(phrase: Phrase, clause: tuple[int, int]) -> Attribution:
    return Attribution(
        stance=Stance.REPORTS,  # unless the sentence shows another
        speaker=phrase.speaker,
        role=phrase.role,
        refers_back=phrase.back,
        pronoun=phrase.pronoun,
        body=phrase.body,
        alone=phrase.alone,
        oblique=phrase.oblique,
        clause=clause,
    )


def _by_phrase(sentence: Read) -> Attribution | None:
    text, tables, words = sentence.sentence, sentence.tables, sentence.words
    if tables.phrase_words.isdisjoint(word.key for word in words):
        return None
    back = next((each for each in tables.back.finditer(text) if sentence.begins_at(each.start())), None)
    if back:
        genders = filter(None, map(tables.gender_of, back.group().casefold().split()))
        return Attribution(refers_back=True, pronoun=next(genders, ""), clause=back.span())
    for each in tables.according.finditer(text):
        if not sentence.begins_at(each.start()):
            continue
        at = sentence.at(each.end())
        found = phrases.right_of(sentence, at, described=True)
        if (
            found
            and found.outlet
            and (carried := reporting.by_verb(sentence))
            and carried.phrase.speaker
            and not carried.phrase.body
        ):
            return _by_verb(sentence)  # "по данным агентства, министр заявил ...": it only carries his words
        if any(word.crowd for word in words[at : at + 2]):
            return Attribution(clause=each.span())  # "according to officials": of somebody, nobody knows of whom
        if found:
            return _from(sources.oblique(found) if tables.lang != "en" else found, each.span())
    return _by_words_of(sentence)


def _by_words_of(sentence: Read) -> Attribution | None:
    """ "In Dubrouka's words", "Jonaičio teigimu"."""
    words, tables = sentence.words, sentence.tables
    for at, word in enumerate(words[1:], 1):
        if word.key not in tables.behind:
            continue
        possessive = words[at - 1].text.endswith(("’s", "'s", "s’", "s'")) and at > 1 and words[at - 2].preposition
        found = phrases.left_of(sentence, at - 1) if possessive or tables.lang != "en" else None
        if found and found.speaker:
            found = sources.oblique(found) if tables.lang != "en" else found
            return _from(found, (sentence.places[at - 1][0], sentence.places[at][1]))
    return None


def _by_verb(sentence: Read) -> Attribution | None:
    found = reporting.by_verb(sentence)
    if found is None:
        return None
    clause = sentence.places[found.first][0], sentence.places[found.last][1]
    known = _from(found.phrase, clause)
    return replace(known, of_before=True) if _is_of_before(sentence, found.verb) else known


def _is_of_before(sentence: Read, verb: int) -> bool:
    """Whether the sentence only says who has said the one before: "Об этом сообщил ..." and nothing that he said."""
    begins = sentence.tables.before.match(sentence.sentence)
    if begins is None or ":" in sentence.sentence:
        return False
    between = sentence.words[sentence.at(begins.end()) : verb]
    behind = sentence.words[verb + 1 :]
    return not sentence.marked.spoken and all(word.letters for word in between) and not any(word.that for word in behind)


def _by_mark(sentence: Read) -> Attribution | None:
    return _by_colon(sentence) or _by_dash(sentence)


def _by_colon(sentence: Read) -> Attribution | None:
    """A name, a colon and a quotation; an office with a name and a colon: as headlines and minutes give words."""
    words = sentence.words
    at = next((place for place, word in enumerate(words) if word.text == ":"), 0)
    if not at or at + 1 == len(words):
        return None
    quotes = words[at + 1].quotation
    clause = sentence.places[0][0], sentence.places[at][1]
    about = next((place for place in range(1, at) if words[place].dash or words[place].preposition), at)
    for last in {at, about}:
        found = phrases.left_of(sentence, last - 1)
        if found is None or phrases.first_of(words, last - 1) != 0 or last > _LONGEST_HEAD or not found.speaker:
            continue
        if quotes or (found.role and not found.body and last == at):
            return replace(_from(found, clause), alone=found.alone and not quotes)
    subject = subjects.subject(sentence) if quotes else None
    return _from(subject, clause) if subject else None


def _by_dash(sentence: Read) -> Attribution | None:
    """A quotation, a dash and a name, and nothing else: «Мост стоит», — Беляк."""
    words = sentence.words
    while words and not (words[-1].letters or words[-1].quotation):
        words = words[:-1]
    dash = next((place for place in range(len(words) - 1, 0, -1) if words[place].dash), 0)
    if not dash or len(words) - dash > _LONGEST_HEAD or not any(word.quotation for word in words[:dash]):
        return None
    if phrases.end_of(words, dash + 1) != len(words) or any(word.letters for word in words[:dash]):
        return None
    found = phrases.right_of(sentence, dash + 1)
    return _from(found, (sentence.places[dash][0], sentence.places[len(words) - 1][1])) if found and found.speaker else None


def _cited(sentence: Read, found: Attribution | None) -> Attribution | None:
    """The source of which an agency has it: "сообщает агентство со ссылкой на министерство"."""
    if sentence.tables.phrase_words.isdisjoint(word.key for word in sentence.words):
        return None
    cites = sentence.tables.citing.search(sentence.sentence)
    if cites is None or not sentence.begins_at(cites.start()):
        return None
    at = sentence.at(cites.end())
    if found is not None and not found.body:
        return None
    gender = sentence.tables.gender_of(sentence.words[at].key) if at < len(sentence.words) else ""
    if gender and found is not None:
        return replace(found, speaker=None, role=None, body=False, refers_back=True, pronoun=gender)
    source = phrases.right_of(sentence, at)
    if source is None or not (source.speaker or source.body):
        return None
    cited = _from(sources.oblique(source), found.clause if found else cites.span())
    return replace(cited, of_before=True) if found and found.of_before else cited


def _tentative(sentence: Read) -> Attribution | None:
    """ "For Preiherman, ...": his view, if he is one who speaks."""
    words = sentence.words
    if sentence.tables.lang != "en" or len(words) < _LONGEST_NAME or words[0].key != "for":
        return None
    comma = next((place for place, word in enumerate(words[: _LONGEST_NAME + 2]) if word.comma), 0)
    found = phrases.phrase(words[1:comma]) if comma > 1 else None
    clause = sentence.places[0][0], sentence.places[comma][1]
    return replace(_from(found, clause), tentative=True) if found and found.speaker and not found.body else None
