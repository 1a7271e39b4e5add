"""A document into statements, each with its place, its language, its speaker and when it was said. Pure."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Iterator

from monitor import sentences
from monitor.attribution import Attribution, attribute
from monitor.claims import is_statement
from monitor.ids import normalised
from monitor.language import UNDETERMINED, decide, identify
from monitor.lines import Line, lines_of
from monitor.occasions import give_dates
from monitor.records import Appearance, Document, Passage, Stance
from monitor.tokens import words_of
from monitor.turns import turns_of
from monitor.voices import give_voices

_CONTEXT = 32  # characters kept on either side, enough to find the place again in a changed page
_MOST_PARTS = 64  # passages looked at for one sentence; a sentence of more is no sentence
_WORDS_TO_TELL_LANGUAGE = 6
_SHORTEST = 12  # characters; a single word of them says nothing, and opens no quotation


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

    A document of kind ``statements`` is one statement. Of any other, sentences that can make no claim are left out
    (``monitor.claims``).
    """
    text = full_text(document)
    if document.kind == "statements":
        return _whole(document, text)
    lang = identify(text, document.lang)
    turns = {} if document.passages else {turn.begins: turn for turn in turns_of(text)}
    lines = lines_of(text, _sentences(text, lang, sorted(turns)), turns)
    give_voices(text, lines, len(document.title) if text.startswith(document.title) else 0)
    give_dates(lines, document.published_at)
    parts = _Parts(document.passages, len(text) - len(document.text))
    said = (parts.placed(_appearance(text, line)) for line in lines if is_statement(line.text, line.words))
    return [_carried(each, document) for each in said]


def _sentences(text: str, lang: str, heads: list[int]) -> Iterator[tuple[int, int, str]]:
    """Start, end and language. A sentence that begins with a name and a colon begins behind them."""
    for start, end in sentences.spans(text, lang):
        head = bisect_right(heads, end - 1) - 1
        begins = heads[head] if head >= 0 and heads[head] > start else start
        if end - begins < _SHORTEST and text[begins:end].isalnum():
            continue
        yield begins, end, _language(text[begins:end], lang)


def _language(sentence: str, whole: str) -> str:
    """A sentence's own language where it is long enough to be sure of, else the document's."""
    if whole != UNDETERMINED and (_looks_like(sentence, whole) or len(words_of(sentence)) < _WORDS_TO_TELL_LANGUAGE):
        return whole
    found, sure = decide(sentence, whole)
    return found if found and sure else whole


def _looks_like(sentence: str, lang: str) -> bool:
    """Whether letters alone leave no doubt: those that only this language has among its neighbours, and none it lacks."""
    own, strange = _LETTERS.get(lang, (_NOTHING, _NOTHING))
    return own.search(sentence) is not None and strange.search(sentence) is None


_NOTHING = re.compile("(?!)")
# Letters that tell a language from those beside which it is printed; English by its commonest word.
_LETTERS = {
    "ru": (re.compile("[иыэё]"), re.compile("[іїєґўІЇЄҐЎa-zA-Z]")),
    "be": (re.compile("[ўі]"), re.compile("[ищъїєґИЩЪЇЄҐa-zA-Z]")),
    "uk": (re.compile("[іїє]"), re.compile("[ыэъёўЫЭЪЁЎa-zA-Z]")),
    "pl": (re.compile("[łęąż]"), re.compile("[а-яА-ЯšžųūėįčŠŽŲŪĖĮČ]")),
    "en": (re.compile(r"\b[Tt]he\b"), re.compile("[^\x00-\x7f“”‘’«»–—…]")),
}


def _appearance(text: str, line: Line) -> Appearance:
    return _placed(text, line.start, line.end, line.lang, line.voice, line.said_at)


def _placed(text: str, start: int, end: int, lang: str, voice: Attribution, said_at: str | None = None) -> Appearance:
    return Appearance(
        text=text[start:end],
        lang=lang,
        start=start,
        end=end,
        prefix=text[max(start - _CONTEXT, 0) : start],
        suffix=text[end : end + _CONTEXT],
        speaker=voice.speaker,
        role=voice.role,
        stance=voice.stance,
        said_at=said_at,
    )


def _whole(document: Document, text: str) -> list[Appearance]:
    if not text.strip():
        return []
    lang = document.lang or identify(text)
    stance = attribute(text, lang).stance
    stance = Stance.REPORTS if document.speaker and stance is Stance.ASSERTS else stance
    voice = Attribution(speaker=document.speaker, role=document.role, stance=stance)
    return [_carried(_placed(text, 0, len(text), lang, voice), document)]


def _carried(appearance: Appearance, document: Document) -> Appearance:
    """What a forwarded post says without naming anybody, the channel says from which it comes."""
    if document.origin is None or appearance.speaker:
        return appearance
    return dataclasses.replace(appearance, speaker=document.origin.name, stance=_spoken(appearance.stance))


def _spoken(stance: Stance) -> Stance:
    """Of words that a voice speaks: they are quoted, but what it says to be untrue stays denied."""
    return Stance.DENIES if stance is Stance.DENIES else Stance.QUOTES


class _Parts:
    """The passages of a document, for sentences in their order: who speaks where the words name nobody, and when."""

    def __init__(self, passages: tuple[Passage, ...], offset: int) -> None:
        self._passages = passages
        self._offset = offset  # of the document's text within its full text
        self._ends = [each.end for each in passages]

    def placed(self, appearance: Appearance) -> Appearance:
        if not self._passages:
            return appearance
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
            stance=_spoken(appearance.stance) if main.speaker and not named else appearance.stance,
            begins=next((each.begins for each in parts if each.begins is not None), None),
            ends=next((each.ends for each in reversed(parts) if each.ends is not None), None),
        )
