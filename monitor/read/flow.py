"""What was said, piece by piece, as one text with paragraphs, and the passages that tell where each piece stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.records import Passage

_PAUSE = 2.0  # seconds after which a new paragraph begins
_LONG_PAUSE = 8.0  # seconds after which it does within a sentence
_PARAGRAPH = 1000  # characters after which the next sentence begins one
# Where nobody set a full stop, as in captions that a machine made: no statement can be longer than its paragraph.
_UNPOINTED = 300
_LONGEST = 5000
_POINTED = 0.1  # share of pieces that end a sentence, in a text that has full stops
_SAMPLE = 2000
_END = re.compile(r"[.!?…][\"»”’)\]]*\Z")
_BROKEN = re.compile(r"[^\W\d_]{2,}-\Z")
# Joined to a word by a hyphen, and so not the second half of a broken one.
_TAILS = frozenset(["то", "таки", "либо", "нибудь", "ка", "де", "тка", "небудзь", "небудь", "там", "бо", "no", "то", "by"])


@dataclass(slots=True)
class Utterance:
    """Words of one voice, on one line. ``turn``: another voice than before; ``paragraph``: a new one begins here."""

    text: str
    speaker: str | None = None
    role: str | None = None
    begins: float | None = None
    ends: float | None = None
    turn: bool = False
    paragraph: bool = False


def flowing(said: Iterable[Utterance]) -> list[Utterance]:
    """The same, with a new paragraph at each turn, at a pause, and where one would grow too long."""
    said = list(said)
    pointed = sum(_END.search(each.text) is not None for each in said[:_SAMPLE]) >= _POINTED * len(said[:_SAMPLE])
    last: Utterance | None = None
    length = 0
    for each in said:
        each.paragraph = last is None or each.turn or _apart(last, each, length, pointed)
        length = len(each.text) + (0 if each.paragraph else length + 1)
        last = each
    return said


def text_of(said: Iterable[Utterance]) -> tuple[str, tuple[Passage, ...]]:
    """The text, its paragraphs separated by an empty line, and a passage for each utterance."""
    parts: list[str] = []
    passages: list[Passage] = []
    at = 0
    for each in said:
        if parts:
            last = parts[-1]
            gap = "\n\n" if each.paragraph or each.turn else " "
            if gap == " " and (kept := _kept(last, each.text)) is not None:
                gap, at = "", at - len(last) + len(kept)
                parts[-1] = kept
                passages[-1] = replace(passages[-1], end=at)
            parts.append(gap)
            at += len(gap)
        parts.append(each.text)
        passages.append(
            Passage(
                start=at,
                end=at + len(each.text),
                speaker=each.speaker,
                role=each.role,
                begins=each.begins,
                ends=each.ends,
            )
        )
        at += len(each.text)
    return "".join(parts), tuple(passages)


def joined(lines: Iterable[str]) -> str:
    """Lines as one, a word that was broken at the end of one of them whole again."""
    parts: list[str] = []
    for line in lines:
        if parts and (kept := _kept(parts[-1], line)) is not None:
            parts[-1:] = [kept, line]
        else:
            parts += (" ", line) if parts else (line,)
    return "".join(parts)


def _apart(last: Utterance, each: Utterance, length: int, pointed: bool) -> bool:
    """Whether a paragraph ends between two pieces of one voice."""
    ended = _END.search(last.text) is not None
    if length > (_PARAGRAPH if ended else _LONGEST if pointed else _UNPOINTED):
        return True
    if last.ends is None or each.begins is None:
        return False
    pause = each.begins - last.ends
    if each.begins < (last.begins or 0):
        return True  # the next part of a film, whose clock begins anew
    goes_on = pointed and not ended and (last.text.endswith((",", "-")) or each.text[0].islower())
    return pause > (_LONG_PAUSE if goes_on else _PAUSE)


def _kept(before: str, after: str) -> str | None:
    """What stays of a text whose last word goes on in the next one; None where no word is broken."""
    if not after[:1].islower() or not _BROKEN.search(before[-40:]):
        return None
    tail = re.match(r"[^\W\d_]+", after)
    return before if tail and tail.group().casefold() in _TAILS else before[:-1]
