"""The words of a cue: without tags, sounds and what the cue before showed already, cut where another voice begins."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.read import plain, voices
from monitor.read.flow import Utterance, joined
from monitor.read.subtitles import Cue

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?\s([^<>]{1,200})>|</v>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|</?[0-9:.]{0,20}>|\{\\[^{}]{0,200}\}", re.ASCII)
_BREAK = re.compile(r"<[bB][rR]\s*/?>|\[br\]|\\N")
_HARD_SPACE = "\\h"
# Marks of direction, zero width and soft hyphens: they change no word, and two texts that differ in them are the same.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_NEWS_MARK = ">>"
_NEWS = re.compile(r"(?:^|(?<=\s))>{2,}")
_DASH = re.compile(r"[-–—‐]\s*(?=[^\s\d-])")
_SONG = re.compile("[♩♪♫♬🎵🎶]+")
_BRACKETS = re.compile(r"\[[^\[\]]{0,80}\]|\([^()]{0,80}\)|\*[^*\s][^*]{0,40}\*")
_LONGEST_NOTE = 200
_MOST_WORDS = 5  # of a sound that fills a line
_ROLLING = 0.25  # share of cues that repeat the one before; one that people wrote repeats hardly any
_SAMPLE = 2000  # cues that show whether a file rolls
_ROWS = 6  # lines of a cue that may be seen again in the next
_FORGOTTEN = 10.0  # seconds of silence after which a name may not be that of the next voice
_GONE = 1.0  # seconds after which a line has left the screen, and is no repetition when it comes again
_SINGLES = 4  # labels of one word that a file of captions has to have before they are taken for names
# Stems of what is heard and not said.
_SOUND_STEMS = """
music applau laugh cheer chuckl clap sighs coughs noise silence inaudible unintelligible indistinct crosstalk singing
sings chant gunshot explosion siren beep playing
музык аплодисмент смех смеет смеют шум неразборчив пауза тишина крик вздох вздыха кашел кашля плач песн пение гудок выстрел
звонок свист овации гул перебива скандир
воплеск апладысмент смяецц нечутн невыразн цішын уздых песня спеў выстрал свіст
оплеск сміх сміє музик нерозбірлив тиша крик зітха пісн спів постріл
muzyk oklask brawa śmiech śmieje niewyraźn niezrozumiał hałas cisza krzyk wzdych piosenk śpiew strzał dźwięk wiwat
"""
_SOUNDS = re.compile(r"(?<!\w)(?:" + "|".join(_SOUND_STEMS.split()) + ")", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a cue. ``voice``: the name a tag gives it; None where no tag does."""

    text: str
    voice: str | None = None


def utterances(cues: list[Cue]) -> Iterator[Utterance]:
    """The words of the cues, in their order; a cue that only repeats or only sounds has none."""
    shown = [_lines(cue.text) for cue in cues]
    rolling = _rolls(shown)
    speakers = _Speakers(_names(shown))
    before: list[_Line] = []
    ends = 0.0
    for cue, lines in zip(cues, shown, strict=True):
        pause = cue.begins - ends
        if pause > _FORGOTTEN:
            speakers.forget()
        new = _unseen(before, lines) if rolling and pause < _GONE else lines
        before, ends = lines or before, cue.ends
        for said in speakers.of(new):
            said.begins, said.ends = cue.begins, cue.ends
            yield said


def without_sounds(text: str) -> str:
    """The text without notes in brackets on what is heard and not said: "[music]", "(applause)"."""
    if not any(mark in text for mark in "[(*"):
        return text
    alone = _BRACKETS.fullmatch(text.strip(" .-–—"))
    # Between asterisks stands what is heard, or what is stressed.
    if alone and len(text.split()) <= _MOST_WORDS and alone.group()[0] != "*":
        return ""
    return _BRACKETS.sub(lambda found: " " if _is_sound(found.group()) else found.group(), text)


def _is_sound(note: str) -> bool:
    return len(note.split()) <= _MOST_WORDS and _SOUNDS.search(note) is not None


def _lines(text: str) -> list[_Line]:
    """The lines of a cue as they are read on the screen, without empty ones."""
    found: list[_Line] = []
    voice, start = None, 0
    text = _BREAK.sub("\n", text).replace(_HARD_SPACE, " ")
    for tag in _VOICE.finditer(text):
        found += _rows(text[start : tag.start()], voice)
        voice, start = (plain.line(html.unescape(tag[1])) or None) if tag[1] else None, tag.end()
    return found + _rows(text[start:], voice)


def _rows(text: str, voice: str | None) -> list[_Line]:
    words = _SONG.sub(" ", _UNSEEN.sub("", html.unescape(_TAG.sub("", text))))
    return [_Line(row, voice) for each in words.split("\n") if (row := plain.line(each))]


def _rolls(shown: list[list[_Line]]) -> bool:
    pairs = [(one, two) for one, two in pairwise(shown[:_SAMPLE]) if one and two]
    repeated = sum(_unseen(one, two) is not two for one, two in pairs)
    return bool(pairs) and repeated / len(pairs) >= _ROLLING


def _unseen(before: list[_Line], lines: list[_Line]) -> list[_Line]:
    """What the lines show that was not on the screen before: captions that roll, or grow word by word, repeat it."""
    old = [row.text.split() for row in before[-_ROWS:]]
    new = [word for row in lines[:_ROWS] for word in row.text.split()]
    for first in range(len(old)):
        words = [word for row in old[first:] for word in row]
        if len(words) <= len(new) and new[: len(words)] == words:
            return _without_words(lines, len(words))
    return lines


def _without_words(lines: list[_Line], count: int) -> list[_Line]:
    left = []
    for row in lines:
        words = row.text.split()
        if count < len(words):
            left.append(replace(row, text=" ".join(words[count:])) if count else row)
        count = max(count - len(words), 0)
    return left


def _names(shown: list[list[_Line]]) -> frozenset[str]:
    pieces = [piece for lines in shown for line in lines for piece in _pieces(line.text, dialogue=False)]
    labels = [found for text, mark in pieces if (found := voices.label(without_sounds(text), sure=mark == _NEWS_MARK))]
    return voices.accepted(labels, "\n".join(text for text, _ in pieces), _SINGLES)


class _Speakers:
    """Who speaks, cue after cue. A name holds until a mark of another voice: a name, ``>>`` or a dash."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._speaker: str | None = None
        self._role: str | None = None
        self._tagged = False
        self._turned = False

    def forget(self) -> None:
        self._speaker = self._role = None

    def of(self, lines: list[_Line]) -> Iterator[Utterance]:
        """The words of one cue, one utterance for each voice."""
        dialogue = sum(_DASH.match(row.text) is not None for row in lines) > 1
        now, words = Utterance(""), list[str]()
        for row in _joined_brackets(lines):
            for text, mark in _pieces(row.text, dialogue):
                said = self._said(text, mark, row.voice)
                if said and words and not said.turn:
                    words.append(said.text)
                elif said:
                    if words:
                        now.text = joined(words)
                        yield now
                    now, words = said, [said.text]
        if words:
            now.text = joined(words)
            yield now

    def _said(self, text: str, mark: str, voice: str | None) -> Utterance | None:
        """One piece of a line with its speaker; None where nothing is said in it."""
        text = plain.line(without_sounds(text))
        label = voices.label(text, sure=mark == _NEWS_MARK)
        if label and voices.key(label.name) not in self._names:
            label = None
        if label:
            text = text[label.end :].strip()
            self._turn(label.name, label.role, tagged=False)
        elif mark or ((voice or self._tagged) and voice != self._speaker):
            self._turn(voice, None, tagged=voice is not None)
        if not any(map(str.isalnum, text)):
            return None
        turned, self._turned = self._turned, False
        return Utterance(text, self._speaker, self._role, turn=turned)

    def _turn(self, speaker: str | None, role: str | None, tagged: bool) -> None:
        self._speaker, self._role, self._tagged, self._turned = speaker, role, tagged, True


def _joined_brackets(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines, those joined between which a bracket is open: a sound may be told over two lines."""
    held: _Line | None = None
    for row in lines:
        if held:
            row = replace(held, text=f"{held.text} {row.text}")
        opened = max(row.text.rfind("["), row.text.rfind("("))
        if opened > max(row.text.rfind("]"), row.text.rfind(")")) and len(row.text) < _LONGEST_NOTE:
            held = row
        else:
            held = None
            yield row
    if held:
        yield held


def _pieces(text: str, dialogue: bool) -> Iterator[tuple[str, str]]:
    """A line cut at its marks of a new voice, each piece with the mark before it: ``>>``, ``-`` or none.

    In running text a dash stands before a small letter, so that only a capital one, or a second dash in the same cue,
    shows a dialogue.
    """
    first, *others = _NEWS.split(text)
    first = first.strip()
    dash = _DASH.match(first)
    if dash and (dialogue or not first[dash.end()].islower()):
        yield first[dash.end() :], "-"
    elif first:
        yield first, ""
    for other in others:
        if other.strip():
            yield other.strip(), _NEWS_MARK
