"""The sentences of a document one by one: what each says of its speaker by itself, and which quotation it stands in. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor import quotations, speech, stance, subjects, when
from monitor.attribution import Attribution, attributed
from monitor.phrases import Phrase
from monitor.records import Stance
from monitor.tokens import Read, read, tables_of, words_of
from monitor.turns import Turn

_MARK = re.compile(r"[«»“”„\"‘:]|\s[—–-]{1,2}\s|\A\s*[—–-]\s|\AFor [A-Z]")
_UNREAD = Phrase()
_DASHES = "—–-"
_FIGURES = re.compile(r"(?:19|20)\d\d|\d{1,2}\.\d{1,2}\.")
_LONGEST_PARAGRAPH = 4000  # characters in which direct speech shows who speaks


@dataclass(slots=True)
class Line:
    """One sentence. ``inside`` and ``still_open``: the quotation marks that are open before and behind it.

    ``found`` is what it says of its speaker by itself, ``voice`` what the document shows of it, ``by`` the number of the
    line that shows it.
    """

    number: int
    start: int
    end: int
    text: str
    lang: str
    paragraph: int
    opens: bool
    inside: str = ""
    still_open: str = ""
    turn: Turn | None = None
    read: Read | None = None
    words: list[str] = field(default_factory=list)
    found: Attribution = field(default_factory=Attribution)
    voice: Attribution = field(default_factory=Attribution)
    by: int = -1
    said_at: str | None = None
    #: Whether it may tell a time.
    dated: bool = False
    _subject: Phrase | None = _UNREAD

    @property
    def named(self) -> bool:
        return self.found.speaker is not None or self.found.refers_back

    @property
    def voiced(self) -> bool:
        return self.voice.speaker is not None

    @property
    def by_dash(self) -> bool:
        """Whether it is direct speech between dashes, of which its author may have the last word."""
        if self.read is None or self.text[0] in '«“„"':
            return False
        return self.inside == quotations.DASH or (self.text[0] in _DASHES and bool(self.read.marked.quotations))

    @property
    def quotes_only(self) -> bool:
        """Whether nothing but a quotation stands in it."""
        words = self.read.words if self.read else []
        return any(word.quotation for word in words) and not any(word.letters for word in words)

    def subject(self) -> Phrase | None:
        """The person it begins with; worked out on first need."""
        if self._subject is _UNREAD:
            known = self.read or (read(self.text, self.lang, self.inside) if self.lang in speech.LANGUAGES else None)
            self._subject = subjects.subject(known) if known else None
        return self._subject


def lines_of(text: str, found: Iterable[tuple[int, int, str]], turns: dict[int, Turn]) -> list[Line]:
    """The sentences at ``found`` (start, end, language), in their order. ``turns``: who speaks, by where his words begin."""
    lines: list[Line] = []
    before, inside, paragraph = 0, "", 0
    turn: Turn | None = None
    for start, end, lang in found:
        opens = not lines or "\n" in text[before:start]
        if opens:
            inside = _opening(text, start, lang)
            paragraph += 1
        elif not inside and text[start] in _DASHES and lines[-1].by_dash:
            inside = quotations.DASH
        turn = turns.get(start, turn)
        line = Line(len(lines), start, end, text[start:end], lang, paragraph, opens, inside, turn=turn)
        _look_at(line)
        inside = line.still_open
        lines.append(line)
        before = end
    return lines


def _opening(text: str, start: int, lang: str) -> str:
    """The mark of direct speech that a paragraph begins with: "— Мост стоит, — сказал он." """
    if text[start] not in _DASHES or lang not in speech.LANGUAGES:
        return ""
    end = text.find("\n", start, start + _LONGEST_PARAGRAPH)
    paragraph = text[start : end if end >= 0 else start + _LONGEST_PARAGRAPH]
    return quotations.DASH if quotations.opens_dialogue(paragraph, tables_of(lang).verbs) else ""


class _Seen(NamedTuple):
    """What a sentence shows by itself, whatever document it stands in."""

    words: list[str]
    dated: bool
    read: Read | None
    found: Attribution
    still_open: str


def _look_at(line: Line) -> None:
    seen = _seen(line.text, line.lang, line.inside) if len(line.text) < _LONG else _looked(line.text, line.lang, line.inside)
    line.words, line.dated, line.read, line.found, line.still_open = seen


def _looked(text: str, lang: str, inside: str) -> _Seen:
    """Read the sentence if any of its words or marks may tell who speaks: most of them have none."""
    words = words_of(text)
    if lang not in speech.LANGUAGES:
        spoken = inside or quotations.has_quotation(text)
        stands = Attribution(stance=Stance.QUOTES if spoken else Stance.ASSERTS)
        return _Seen(words, False, None, stands, quotations.state_after(text, inside))
    cues = _cues_of(lang).of(words)
    speaks = cues & _SPEECH or inside or _MARK.search(text)
    if not speaks and not cues & _STANCE:
        return _Seen(words, bool(cues & _TIME), None, _NOBODY, "")
    known = read(text, lang, inside)
    known.cued = bool(cues & _STANCE)
    found = attributed(known) if speaks else Attribution(stance=stance.of(known, attributed=False))
    return _Seen(words, bool(cues & _TIME), known, found, known.marked.still_open)


_NOBODY = Attribution()
_LONG = 500  # characters; what is longer hardly comes again, and is not kept
_seen = functools.lru_cache(maxsize=4096)(_looked)  # the sentences with which a channel ends its posts come again and again


class _Cues:
    """For each word of a language whether it may tell who speaks, how the outlet stands to it, or when."""

    def __init__(self, lang: str) -> None:
        self._speech, self._stance, self._time = tables_of(lang).cues, stance.cues(lang), when.cues(lang)
        self._known: dict[str, int] = {}

    def of(self, words: list[str]) -> int:
        found, known = 0, self._known
        for word in words:
            cue = known.get(word)
            found |= self._look_up(word) if cue is None else cue
        return found

    def _look_up(self, word: str) -> int:
        key = word.casefold()
        time = key[: when.CUE] in self._time or _FIGURES.match(key) is not None
        cue = _SPEECH * (key in self._speech) | _STANCE * (key[: stance.CUE] in self._stance) | _TIME * time
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known[word] = cue
        return cue


_SPEECH, _STANCE, _TIME = 1, 2, 4
_REMEMBERED = 50_000  # words
_cues_of = functools.cache(_Cues)
