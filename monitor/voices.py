"""Who speaks, sentence after sentence: names for "he said", one voice for a quotation of many sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor import mentions, stance
from monitor.attribution import Attribution
from monitor.lines import Line
from monitor.mentions import Mentions
from monitor.records import Stance

_FEWEST_QUOTED = 4  # words in quotation marks by which a sentence goes on with the one who spoke before
_NEAR = 2  # sentences back to the one who has been named for what is "reportedly" so
_HEADLINE = re.compile(r"([^\W\d_]\w*(?:[ -][^\W\d_]\w*){0,2}): \S")
_CAPITALISED = re.compile(r"(?<=\w )[^\W\d_]\w*")
_LONGEST_LEAD = 5000  # characters before a dialogue in which the one who is asked is named
_BEGINNING = 5  # letters by which "граница" is "границу"


def give_voices(text: str, lines: Sequence[Line], headline: int) -> None:
    """Put into each line who speaks it. ``headline``: where the title of the document ends in ``text``, or 0."""
    known = _Voices(text, lines, headline)
    for line in lines:
        known.take(line)
    full = mentions.in_full(
        text, {each.voice.speaker for each in lines if each.voice.speaker and " " not in each.voice.speaker}
    )
    for line in lines:
        line.voice = known.in_full(line.voice, full)


class _Voices:
    def __init__(self, text: str, lines: Sequence[Line], headline: int) -> None:
        self._text, self._lines, self._headline = text, lines, headline
        self._known = Mentions()
        self._done: set[int] = set()
        self._interviewed: str | None = None
        self._small: frozenset[str] | None = None

    def take(self, line: Line) -> None:
        if line.number not in self._done:
            line.voice, line.by = self._voice(line)
        self._note(line)
        if line.found.of_before and line.voiced:
            self._give_back(line)

    def in_full(self, voice: Attribution, full: dict[str, str]) -> Attribution:
        """With the full name of a speaker whom the document names in full only later, as headlines make it do."""
        voice = self._known.named(voice)
        whole = full.get(voice.speaker or "")
        return replace(voice, speaker=whole) if whole else voice

    def _voice(self, line: Line) -> tuple[Attribution, int]:
        """The voice of a line and the number of the line that shows it."""
        found = line.found
        if found.tentative and not self._known.knows(found.speaker or ""):
            found = Attribution(stance=found.stance)
        elif found.tentative and line.read:
            found = replace(found, stance=stance.of(line.read, attributed=True))
        if found.alone and found.speaker and self._is_common(found.speaker):
            found = Attribution(stance=found.stance)
        if found.refers_back:
            return self._meant(line), line.number
        if found.speaker:
            return self._known.named(found), line.number
        return self._carried(line, found)

    def _meant(self, line: Line) -> Attribution:
        voice = self._known.meant(self._lines, line)
        if voice.speaker is None and line.turn and not line.turn.asks:
            return replace(voice, speaker=line.turn.speaker, role=line.turn.role)
        return voice

    def _carried(self, line: Line, found: Attribution) -> tuple[Attribution, int]:
        """Whoever speaks a line that names nobody: a turn of a dialogue, the quotation it stands in, what stands before it."""
        if line.turn:
            return self._of_turn(line, found)
        before = self._lines[line.number - 1] if line.number else None
        if before and (line.inside and not line.opens or (line.opens and before.still_open and line.text[0] in '«“„"')):
            return _with(found, before.voice, Stance.QUOTES), before.by
        if line.still_open and (voice := self._ahead(line)):
            return voice
        if before and line.quotes_only and before.voiced and (line.paragraph - before.paragraph <= 1):
            return _with(found, before.voice, Stance.QUOTES), before.by
        if line.opens and (voice_ := self._of_headline(line)):
            return voice_, line.number
        return self._of_near(line, found)

    def _of_turn(self, line: Line, found: Attribution) -> tuple[Attribution, int]:
        turn = line.turn
        assert turn
        if turn.asks:
            return found, -1
        speaker, role = turn.speaker, turn.role
        if speaker is None and (person := self._asked(turn.begins)):
            speaker, role = person
        return _with(found, Attribution(speaker=speaker, role=role), Stance.QUOTES), line.number

    def _asked(self, begins: int) -> tuple[str, str | None] | None:
        """Who is interviewed: the one person who has spoken, or whom the text names before the first question."""
        if self._known.nobody and self._interviewed is None:
            self._interviewed = mentions.only_name(self._text[: min(begins, _LONGEST_LEAD)]) or ""
        return (self._interviewed, None) if self._interviewed else self._known.only()

    def _ahead(self, line: Line) -> tuple[Attribution, int] | None:
        """Of a quotation that goes on: whom a later sentence of it names, "... ," said X."""
        for each in self._lines[line.number + 1 :]:
            if not each.inside:
                return None
            if each.named:
                each.voice, each.by = self._voice(each)
                self._done.add(each.number)
                return (_with(line.found, each.voice, Stance.QUOTES), each.number) if each.voiced else None
        return None

    def _of_headline(self, line: Line) -> Attribution | None:
        """ "Name: claim", where the rest of the text shows the words to be a name: never without their capital letters."""
        head = _HEADLINE.match(line.text)
        names = re.split("[ -]", head[1]) if head else []
        if head is None or not all(name[:1].isupper() and not self._is_common(name) for name in names):
            return None
        body = self._text[line.end :] if line.end <= self._headline or not self._headline else self._text
        inside = {found.group() for found in _CAPITALISED.finditer(body[:_FAR])}
        if not inside.issuperset(names) and not mentions.is_known(head[1]):
            return None
        spoken = line.found.stance
        return Attribution(speaker=head[1], stance=Stance.REPORTS if spoken is Stance.ASSERTS else spoken)

    def _of_near(self, line: Line, found: Attribution) -> tuple[Attribution, int]:
        """What is "reportedly" so, and words in quotation marks, belong to whom the sentences right before are given."""
        read = line.read
        if read is None or found.stance not in (Stance.REPORTS, Stance.QUOTES):
            return found, -1
        if found.stance is Stance.QUOTES:
            spoken = max((len(line.text[first:last].split()) for first, last in read.marked.spoken), default=0)
            if spoken < _FEWEST_QUOTED or (read.words[0].name and line.subject()):
                return found, -1
        elif not stance.is_hearsay(read):
            return found, -1
        for each in reversed(self._lines[max(line.number - _NEAR, 0) : line.number]):
            if each.paragraph == line.paragraph and each.voiced:
                return _with(found, each.voice, found.stance), each.by
        return found, -1

    def _give_back(self, line: Line) -> None:
        """ "Об этом сообщил X": what stands before it is his."""
        before = self._lines[line.number - 1] if line.number else None
        if before and before.voice.speaker == line.voice.speaker and before.by == before.number:
            before.by = line.number  # "..., said X. This he wrote on Friday."
        if before is None or before.voiced or line.paragraph - before.paragraph > 1 or before.voice.stance is Stance.QUOTES:
            return
        before.voice, before.by = _with(before.voice, line.voice, Stance.REPORTS), line.number

    def _note(self, line: Line) -> None:
        if line.voiced and line.by == line.number:
            self._known.note(line.voice, line.lang, line.found.pronoun)

    def _is_common(self, word: str) -> bool:
        """Whether the text writes a word, or another form of it, without its capital letter."""
        if self._small is None:
            self._small = frozenset(each[:_BEGINNING] for each in re.findall(r"\b[^\W\d_]\w*", self._text) if each[0].islower())
        return word[:_BEGINNING].lower() in self._small


_FAR = 100_000  # characters of a text in which a name of the headline is looked for


def _with(found: Attribution, voice: Attribution, spoken: Stance) -> Attribution:
    """A line's own stance where it says more than "asserts", with another line's voice."""
    if voice.speaker is None:
        return replace(found, stance=spoken) if found.stance is Stance.ASSERTS and spoken is Stance.QUOTES else found
    kept = found.stance if found.stance in (Stance.DENIES, Stance.QUOTES) else spoken
    return Attribution(speaker=voice.speaker, role=voice.role, stance=kept, body=voice.body)
