"""Subtitle files into cues: WebVTT by the rules of its standard, SubRip and YouTube's SBV as leniently as players are.

The libraries for these formats stop at a broken cue or pass over it in silence. Here each one is named with its line, and
the others stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SUFFIXES = (".srt", ".vtt", ".sbv")

_SIGNATURE = re.compile(r"WEBVTT(?:[ \t\n]|\Z)")
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_KEY = re.compile(r"[^\W\d_][^:\n]{0,40}:\s*\S")
# https://www.w3.org/TR/webvtt1/#webvtt-parser: two digits, three after the point. More than six digits of hours are no
# recording.
_STRICT = r"(?:([0-9]{1,6}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})(?![0-9])"
_WEBVTT_TIMES = re.compile(rf"[ \t\f]*{_STRICT}[ \t\f]*-->[ \t\f]*{_STRICT}", re.ASCII)
# A translation service puts spaces into times, an editor makes one sign of the arrow.
_LAX = r"(?:([0-9]{1,6})[ \t]*:[ \t]*)?([0-9]{1,3})[ \t]*:[ \t]*([0-9]{1,2})(?:[ \t]*[.,][ \t]*([0-9]{1,6}))?"
_ARROW = r"(?:-{1,3}|[–—])[ \t]*(?:>|&gt;)|→"
_SUBRIP_TIMES = re.compile(rf"[ \t\f]*{_LAX}[ \t]*(?:{_ARROW})[ \t]*{_LAX}(?=\s|\Z)", re.ASCII)
_SBV = r"([0-9]{1,6}):([0-9]{1,2}):([0-9]{1,2})\.([0-9]{1,6})"
_SBV_TIMES = re.compile(rf"[ \t]*{_SBV}[ \t]*,[ \t]*{_SBV}(?=\s|\Z)", re.ASCII)
# Times with a fraction and no arrow, or one time alone: a cue was meant.
_PRECISE = r"[0-9]{1,6}:[0-9]{1,2}(?::[0-9]{1,2})?[.,][0-9]{1,6}"
_MEANT = re.compile(rf"\s*{_PRECISE}\W{{0,5}}(?:{_PRECISE}|\Z)", re.ASCII)
_LOOKED_AT = 300  # characters of a line that may be times; a line of text may be of any length


@dataclass(frozen=True, slots=True)
class Cue:
    """Words on the screen from ``begins`` to ``ends`` (seconds). ``line`` is that of its times, ``number`` its place
    among all cues of the file, both from 1; ``text`` stands as it does in the file."""

    line: int
    number: int
    begins: float
    ends: float
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A cue that could not be read. ``number`` 0: lines that belong to no cue."""

    line: int
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the header or of a comment."""

    line: int
    text: str


def is_webvtt(text: str) -> bool:
    return _SIGNATURE.match(text) is not None


def has_times(text: str) -> bool:
    """Whether any line of the text is the times of a cue."""
    return any(_lax_times(line) for line in text.split("\n") if line.lstrip()[:1].isdigit())


def parse(text: str) -> Iterator[Cue | Fault | Note]:
    """The cues of a file in its order. ``text`` has newlines as its only line ends."""
    lines = text.split("\n")
    if not is_webvtt(text):
        yield from _lax(lines, 0)
        return
    found = list(_webvtt(lines))
    if not any(isinstance(each, Cue) for each in found) and has_times(text):
        # Renamed from .srt, or written by a program that did not know the standard.
        found = list(_lax(lines, 1))
    yield from found


def _webvtt(lines: list[str]) -> Iterator[Cue | Fault | Note]:
    at, number = 1, 0
    while at < len(lines) and lines[at] and "-->" not in lines[at]:
        yield Note(at + 1, lines[at])
        at += 1
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        times, end = _block(lines, at)
        if times is None:
            yield from _comment(lines, at, end)
        else:
            number += 1
            found = _WEBVTT_TIMES.match(lines[times])
            yield _cue(lines[times], times + 1, number, lines[times + 1 : end], found and _seconds(found))
        at = end


def _block(lines: list[str], start: int) -> tuple[int | None, int]:
    """The line of the times of the block that starts here, or None, and the line behind the block."""
    times = None
    for at in range(start, len(lines)):
        if not lines[at]:
            return times, at
        if "-->" in lines[at]:
            if times is not None or at > start + 1:
                return times, at
            times = at
    return times, len(lines)


def _comment(lines: list[str], start: int, end: int) -> Iterator[Fault | Note]:
    first = lines[start]
    if re.match(r"NOTE(?:[ \t]|\Z)", first):
        yield Note(start + 1, first[4:].strip())
        yield from (Note(at + 1, lines[at]) for at in range(start + 1, end))
    elif first.strip() not in ("STYLE", "REGION") and any(line.strip() for line in lines[start:end]):
        yield Fault(start + 1, 0, "the lines have no times and belong to no cue.")


def _lax(lines: list[str], start: int) -> Iterator[Cue | Fault | Note]:
    marks = [at for at in range(start, len(lines)) if _is_mark(lines[at])]
    if not marks:
        yield from (Note(at + 1, lines[at]) for at in range(start, len(lines)) if _KEY.match(lines[at]))
        return
    own = [_number_above(lines, at, before + 1) for before, at in zip([start - 1, *marks], marks, strict=False)]
    if own.count(None) >= len(own) / 2:
        own = [None] * len(own)  # a number over some times is the end of a text
    tops = [at - (number is not None) for at, number in zip(marks, own, strict=True)]
    yield from _preface(lines, start, tops[0])
    place = 0
    for at, end, number in zip(marks, [*tops[1:], len(lines)], own, strict=True):
        place += 1
        lost = None if number is None else _without_times(lines, at + 1, end, number + 1)
        yield _cue(lines[at], at + 1, place, lines[at + 1 : lost or end], _lax_times(lines[at]))
        if lost is not None:
            place += 1
            yield Fault(lost + 1, place, "the cue has no times.")


def _preface(lines: list[str], start: int, end: int) -> Iterator[Fault | Note]:
    stray = None
    for at in range(start, end):
        if _KEY.match(lines[at]):
            yield Note(at + 1, lines[at])
        elif lines[at].strip() and stray is None:
            stray = at
    if stray is not None:
        yield Fault(stray + 1, 0, "the lines before the first cue have no times.")


def _is_mark(line: str) -> bool:
    """Whether a line is the times of a cue, or was meant to be."""
    if "-->" in line and re.search("[0-9]", line[:_LOOKED_AT]):
        return True
    if not line.lstrip()[:1].isdigit() or len(line) > _LOOKED_AT:
        return False
    return _lax_times(line) is not None or _MEANT.match(line) is not None


def _number_above(lines: list[str], at: int, start: int) -> int | None:
    """The number that stands on its own line over the times of a cue."""
    above = lines[at - 1].strip() if at > start else ""
    return int(above) if _NUMBER.fullmatch(above) else None


def _without_times(lines: list[str], start: int, end: int, expected: int) -> int | None:
    """The line where the next number stands and no times follow it; None where there is none."""
    for at in range(start + 1, end - 1):
        if not lines[at - 1].strip() and lines[at].strip() == str(expected) and lines[at + 1].strip():
            return at
    return None


def _cue(line: str, place: int, number: int, text: list[str], times: tuple[float, float] | None) -> Cue | Fault:
    if times is None:
        return Fault(place, number, f"the times of the cue cannot be read: {' '.join(line[:_LOOKED_AT].split())[:60]!r}.")
    begins, ends = times
    if ends < begins:
        return Fault(place, number, "the cue ends before it begins.")
    return Cue(place, number, begins, ends, "\n".join(text).rstrip("\n"))


def _lax_times(line: str) -> tuple[float, float] | None:
    found = _SUBRIP_TIMES.match(line[:_LOOKED_AT]) or _SBV_TIMES.match(line[:_LOOKED_AT])
    # Minutes and seconds alone may be a clock, and hours have no 75 minutes.
    if found is None or any(found[at] is None and found[at + 3] is None for at in (1, 5)):
        return None
    if any(int(found[at + 2]) > 59 or (found[at] is not None and int(found[at + 1]) > 59) for at in (1, 5)):
        return None
    return _seconds(found)


def _seconds(found: re.Match[str]) -> tuple[float, float]:
    """Both times of a match whose groups are hours, minutes, seconds and fraction, twice."""
    begins, ends = (
        round(int(found[at] or 0) * 3600 + int(found[at + 1]) * 60 + int(found[at + 2]) + float(f"0.{found[at + 3] or 0}"), 3)
        for at in (1, 5)
    )
    return begins, ends
