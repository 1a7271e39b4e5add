"""A document into statements, each with its place, its language and its speaker. Pure."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right

from monitor import attribution, sentences
from monitor.attribution import Attribution
from monitor.language import UNDETERMINED, decide, identify
from monitor.records import Appearance, Document, Passage, Stance, normalised

_CONTEXT = 32  # characters kept on either side, enough to find the place again in a changed page
_FEWEST_WORDS = 4
_FEWEST_WITH_NUMBER = 3
_MOST_PARTS = 64  # passages looked at for one sentence; a sentence of more is no sentence
_PARAGRAPHS_REMEMBERED = 3  # "he" after that many paragraphs about nobody is anybody
_WORDS_TO_TELL_LANGUAGE = 6
_WORD = re.compile(r"\d[\d.,]*|[^\W\d_](?:\w|[’'ʼ-](?=\w))*")
_OPENING, _CLOSING = "«“„", "»”"
_HEADLINE = re.compile(r"((?:[^\W\d_]\w*[ -]?){1,3}): \S")


def full_text(document: Document) -> str:
    """The text to which ``start`` and ``end`` of a document's appearances refer.

    That is the title, an empty line and the text, so that a headline, often the sharpest claim of all, is a statement
    with a place like any other; the text alone where it begins with the title already, has none, or is one statement.
    """
    if document.kind == "statements" or not document.title.strip():
        return document.text
    if normalised(document.text).startswith(normalised(document.title)):
        return document.text
    return f"{document.title}\n\n{document.text}" if document.text else document.title


def split(document: Document) -> list[Appearance]:
    """The statements of a document, in its order and without overlap; ``full_text(document)[start:end] == text``.

    A document of kind ``statements`` is one statement. Of any other, sentences of fewer than four words (three with a
    number) say too little and are left out.
    """
    text = full_text(document)
    if document.kind == "statements":
        return _whole(document, text)
    lang = identify(text, document.lang)
    voices = _Voices(document, text, lang)
    parts = _Parts(document.passages, len(text) - len(document.text))
    found = []
    for start, end in sentences.spans(text, lang):
        own = _language(text[start:end], lang)
        voice = voices.of(start, end, own)
        if _says_enough(text[start:end]):
            found.append(parts.placed(_appearance(text, start, end, own, voice)))
    return [_carried(voices.in_full(each), document) for each in found]


def _carried(appearance: Appearance, document: Document) -> Appearance:
    """What a forwarded post says without naming anybody, the channel says from which it comes."""
    if document.origin is None or appearance.speaker:
        return appearance
    return dataclasses.replace(appearance, speaker=document.origin.name, stance=Stance.QUOTES)


class _Parts:
    """The passages of a document, for sentences in their order: who speaks where the words name nobody, and when."""

    def __init__(self, passages: tuple[Passage, ...], offset: int) -> None:
        self._passages = passages
        self._offset = offset  # of the document's text within its full text
        self._ends = [each.end for each in passages]

    def placed(self, appearance: Appearance) -> Appearance:
        start, end = appearance.start - self._offset, appearance.end - self._offset
        first = bisect_right(self._ends, start)
        parts = [each for each in self._passages[first : first + _MOST_PARTS] if each.start < end]
        if not parts or end <= 0:
            return appearance
        # A sentence may run over several passages: the one that has most of it speaks it.
        main = max(parts, key=lambda each: min(each.end, end) - max(each.start, start))
        named = appearance.speaker is not None
        return dataclasses.replace(
            appearance,
            speaker=appearance.speaker if named else main.speaker,
            role=appearance.role if named else main.role,
            stance=Stance.QUOTES if main.speaker and not named else appearance.stance,
            begins=next((each.begins for each in parts if each.begins is not None), None),
            ends=next((each.ends for each in reversed(parts) if each.ends is not None), None),
        )


def _whole(document: Document, text: str) -> list[Appearance]:
    if not text.strip():
        return []
    voice = Attribution(speaker=document.speaker, role=document.role, quoted=document.speaker is not None)
    return [_carried(_appearance(text, 0, len(text), document.lang or identify(text), voice), document)]


def _appearance(text: str, start: int, end: int, lang: str, voice: Attribution) -> Appearance:
    return Appearance(
        text=text[start:end],
        lang=lang,
        start=start,
        end=end,
        prefix=text[max(start - _CONTEXT, 0) : start],
        suffix=text[end : end + _CONTEXT],
        speaker=voice.speaker,
        role=voice.role,
        stance=_stance(text[start:end], voice),
    )


def _stance(sentence: str, voice: Attribution) -> Stance:
    if not voice.quoted:
        return Stance.ASSERTS
    return Stance.QUOTES if attribution.has_quotation(sentence) else Stance.REPORTS


def _says_enough(sentence: str) -> bool:
    words = _WORD.findall(sentence)
    numbers = any(word[0].isdigit() for word in words)
    return len(words) >= (_FEWEST_WITH_NUMBER if numbers else _FEWEST_WORDS)


def _language(sentence: str, whole: str) -> str:
    """A sentence's own language where it is long enough to be sure of, else the document's."""
    if whole != UNDETERMINED and len(_WORD.findall(sentence)) < _WORDS_TO_TELL_LANGUAGE:
        return whole
    found, sure = decide(sentence)
    return found if found and sure else whole


def _is_quotation(sentence: str) -> bool:
    """Whether a sentence is a quotation and nothing else, or the beginning of one that goes on."""
    closed = any(mark in sentence for mark in _CLOSING)
    return sentence[0] in _OPENING and (not closed or sentence.rstrip(".,")[-1] in _CLOSING)


def _is_name_in(word: str, body: str) -> bool:
    """Whether a body writes a word with its capital letter within a sentence, and no form of it without."""
    inside = re.search(rf"(?<=\w )\b{re.escape(word)}\b", body)
    return word[:1].isupper() and inside is not None and re.search(rf"\b{re.escape(word[:5].lower())}", body) is None


class _Voices:
    """Who speaks, sentence after sentence: remembers names, for "he said" and for quotations of several sentences."""

    def __init__(self, document: Document, text: str, lang: str) -> None:
        self._text = text
        self._lang = lang
        self._last: Attribution | None = None
        self._open: Attribution | None = None
        self._before = 0
        self._silent = 0
        self._previous = Attribution()
        self._pronoun = ""
        self._full: dict[str, Attribution] = {}
        self._headline = document.title if text.startswith(document.title) else ""

    def of(self, start: int, end: int, lang: str) -> Attribution:
        sentence = self._text[start:end]
        found = attribution.attribute(sentence, lang)
        self._new_paragraph("\n" in self._text[self._before : start])
        self._before = end
        if self._open:
            found = self._continued(sentence, found)
        if found.refers_back:
            found = self._meant(sentence, found, lang)
        elif not found.speaker and _is_quotation(sentence):
            found = dataclasses.replace(self._previous, quoted=True)  # a quotation alone goes on with whoever spoke
        elif not found.speaker and end <= len(self._headline):
            found = self._in_headline(sentence, found)
        found = self._named(found)
        self._remember(sentence, found, lang)
        self._previous = found
        return found

    def in_full(self, appearance: Appearance) -> Appearance:
        """With the full name of a speaker whom the document names in full only later, as headlines make it do."""
        known = self._full.get(appearance.speaker or "")
        if known is None:
            return appearance
        return dataclasses.replace(appearance, speaker=known.speaker, role=appearance.role or known.role)

    def _meant(self, sentence: str, found: Attribution, lang: str) -> Attribution:
        """Whom "he said" means: the person the sentence begins with, else the one named last, if not a "she"."""
        if person := attribution.subject(sentence, lang):
            return self._named(Attribution(speaker=person, quoted=True))
        if self._last is None or (found.pronoun and self._pronoun not in ("", found.pronoun)):
            return dataclasses.replace(found, refers_back=False)
        self._pronoun = self._pronoun or found.pronoun
        return dataclasses.replace(self._last, quoted=True)

    def _new_paragraph(self, begins: bool) -> None:
        if begins:
            self._open = None  # a mark nobody closed must not give one speaker the rest of the page
            self._silent += 1
        if self._silent > _PARAGRAPHS_REMEMBERED:
            self._last = None

    def _continued(self, sentence: str, found: Attribution) -> Attribution:
        """A sentence that begins inside a quotation belongs to the one quoted, unless it names somebody itself."""
        voice = self._open or found
        if any(mark in sentence for mark in _CLOSING):
            self._open = None
        return found if found.speaker else voice

    def _in_headline(self, sentence: str, found: Attribution) -> Attribution:
        """ "Name: claim", where the body shows the word to be a name: never without its capital letter."""
        head = _HEADLINE.match(sentence)
        body = self._text[len(self._headline) :]
        names = re.split("[ -]", head[1]) if head else []
        if head and names and all(_is_name_in(name, body) for name in names):
            return Attribution(speaker=head[1], quoted=True)
        return found

    def _named(self, found: Attribution) -> Attribution:
        """A bare surname is the person named in full before."""
        known = self._full.get(found.speaker or "")
        if known is None:
            return found
        return dataclasses.replace(found, speaker=known.speaker, role=found.role or known.role)

    def _now(self, person: Attribution) -> None:
        if self._last is None or self._last.speaker != person.speaker:
            self._pronoun = ""
        self._last, self._silent = person, 0

    def _remember(self, sentence: str, found: Attribution, lang: str) -> None:
        if found.speaker and attribution.is_person(found.speaker, lang):
            self._now(found)
            if " " in found.speaker:
                self._full.setdefault(found.speaker.split()[-1], found)
        elif not found.speaker and (person := attribution.subject(sentence, lang)):
            self._now(self._named(Attribution(speaker=person)))
            if " " in person:
                self._full.setdefault(person.split()[-1], Attribution(speaker=person))
        opened = max(map(sentence.rfind, _OPENING))
        if self._open is None and opened > max(map(sentence.rfind, _CLOSING)):
            self._open = dataclasses.replace(found, quoted=True)
