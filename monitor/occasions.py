"""When each sentence of a document was said, as far as the document tells. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor import when
from monitor.lines import Line
from monitor.records import Stance
from monitor.when import SAME, Told


def give_dates(lines: Sequence[Line], published: str | None) -> None:
    """Put into each line that somebody says when he said it: told in the line, of him before, or by the paragraph."""
    times = [_outside(line, when.told(line.text, line.lang, published)) if line.dated else () for line in lines]
    paragraph = _Paragraph(published)
    for line, found in zip(lines, times, strict=True):
        paragraph.enter(line, found)
        if not line.voiced and line.voice.stance is Stance.ASSERTS:
            continue
        source = lines[line.by] if line.by >= 0 else line
        own = _own(source, times[source.number])
        line.said_at = paragraph.date_of(line, own)


def _outside(line: Line, times: Sequence[Told]) -> Sequence[Told]:
    """Only what does not stand in quotation marks: the one quoted tells of other times."""
    if line.read is None or not times:
        return times
    quoted = line.read.marked.quotations
    return [each for each in times if not any(first <= each.start < last for first, last in quoted)]


def _own(line: Line, times: Sequence[Told]) -> Told | None:
    if not times or line.found.clause == (0, 0) or line.read is None:
        return None
    if line.found.of_before:
        return next((each for each in times if not each.vague), None)
    behind = line.found.clause[1]
    begins = (
        place[0]
        for word, place in zip(line.read.words, line.read.places, strict=True)
        if place[0] >= behind and (word.that or word.text == ":")
    )
    return when.of_speech(line.text, line.lang, times, line.found.clause, next(begins, None))


class _Paragraph:
    """The day that a paragraph begins with, and the days on which its speakers have spoken."""

    def __init__(self, published: str | None) -> None:
        self._published = published
        self._day: str | None = None
        self._before: str | None = None
        self._of: dict[str, str] = {}

    def enter(self, line: Line, times: Sequence[Told]) -> None:
        if line.opens:
            self._before, self._of = self._day, {}
            if self._day and not when.goes_on(line.text, line.lang):
                self._day = None
        lead = next((each for each in times if when.is_lead(line.text, each, line.lang)), None) if times else None
        if lead and not lead.vague:
            self._day = self._worked_out(lead) if lead.date == SAME or when.is_recent(lead.date, self._published) else None

    def date_of(self, line: Line, own: Told | None) -> str | None:
        speaker = line.voice.speaker or ""
        if own:
            day = self._worked_out(own)
            if day:
                self._of[speaker] = day
            return day
        return self._of.get(speaker) or self._day

    def _worked_out(self, told: Told) -> str | None:
        return (self._day or self._before) if told.date == SAME else told.date
