"""A transcript that somebody typed: "Name: words" lines, with or without times, under a header or several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.read import plain, provenance, voices
from monitor.read.captions import without_sounds
from monitor.read.flow import Utterance, joined

_HEADER = 12  # lines of a block among which its fields are looked for
_FEWEST_FIELDS = 2
_FEWEST_LABELS = 2
_RAREST = 1 / 30  # of the lines of a transcript have a name before them, even where lines are short
_LATEST = 30  # lines after which the first name stands
_SEPARATOR = re.compile(r"\W{3,}")
_NEW_VOICE = re.compile(r"[-–—]\s+(?=[^\W\d_])")
_HEADING_WORDS = (
    "transcript transcription стенограмма расшифровка стэнаграма расшыфроўка стенограма розшифровка stenogram transkrypcja"
)
_HEADING = re.compile(r"\W*(?:\w+\s){0,3}(?:" + "|".join(_HEADING_WORDS.split()) + r")\b.{0,80}", re.IGNORECASE)

_Lines = list[tuple[int, str]]


@dataclass(slots=True)
class Part:
    """One programme of a file: the numbered lines of its header, those of its body, and what was said in it."""

    line: int
    header: _Lines = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    said: list[Utterance] = field(default_factory=list)


def read(text: str) -> list[Part]:
    """The programmes of a file, at least one: another begins where another header stands."""
    found = _parts(text)
    lines = [line for part in found for line in part.body]
    labels = [_label(line) for line in lines]
    names = voices.accepted(filter(None, labels), "\n".join(lines), _FEWEST_LABELS)
    labelled = iter(labels)
    for part in found:
        part.said = _utterances(part.body, labelled, names)
    return found


def is_script(text: str) -> bool:
    """Whether a text shows that it is a transcript: by its heading, its header or two lines with a name before them."""
    lines = [line for line in map(plain.line, text.split("\n")) if line]
    if not lines:
        return False
    if _HEADING.fullmatch(lines[0]) or sum(map(bool, map(provenance.field_of, lines[:_HEADER]))) >= _FEWEST_FIELDS:
        return True
    labels = [_label(line) for line in lines]
    names = voices.accepted(filter(None, labels), "\n".join(lines), _FEWEST_LABELS)
    pairs = enumerate(zip(lines, labels, strict=True))
    said = [at for at, (line, found) in pairs if found and _speaks(found, line, names)]
    return len(said) >= max(_FEWEST_LABELS, len(lines) * _RAREST) and said[0] < _LATEST


def _speaks(found: voices.Label, line: str, names: frozenset[str]) -> bool:
    """Whether a label is followed by words or a time: a name alone on its line may be the heading of a list."""
    return voices.key(found.name) in names and (found.begins is not None or line[found.end :].strip() != "")


def _parts(text: str) -> list[Part]:
    found = [Part(line=1)]
    blocks = list(_blocks(text))
    for block in blocks:
        part = found[-1]
        header = _header(block, begins=bool(part.body), last=block is blocks[-1])
        if header and part.body:
            part = Part(line=block[0][0])
            found.append(part)
        part.header += header
        taken = {number for number, _ in header}
        part.body += ["", *left] if (left := [line for number, line in block if number not in taken]) else []
    return found


def _header(block: _Lines, begins: bool, last: bool) -> _Lines:
    """The lines of a block that tell of the transcript. ``begins``: it would be the header of another programme."""
    known = [each for each in block[:_HEADER] if provenance.field_of(each[1])]
    first = known[:1] == block[:1]
    if len(known) < _FEWEST_FIELDS and (begins or not first) or (begins and not first):
        return []
    # A block of nothing but keys and values without an end of a sentence: who led the programme, who was there.
    whole = len(known) >= _FEWEST_FIELDS and len(block) <= _HEADER and not last
    return block if whole and all(map(_tells, block)) else known


def _tells(line: tuple[int, str]) -> bool:
    return provenance.is_field(line[1]) and not line[1].endswith((".", "!", "?", "…"))


def _blocks(text: str) -> Iterator[_Lines]:
    """The lines between empty ones and rules, numbered from 1."""
    block: _Lines = []
    for number, line in enumerate(text.split("\n"), 1):
        bare = plain.line(line).replace("**", "").lstrip("#").strip()
        if bare and not _SEPARATOR.fullmatch(bare):
            block.append((number, bare))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _label(line: str) -> voices.Label | None:
    found = voices.label(line)
    return found if found and provenance.field_of(line) is None else None


def _utterances(lines: list[str], labels: Iterator[voices.Label | None], names: frozenset[str]) -> list[Utterance]:
    clocks = sum(voices.time_before(line, bare=True) is not None for line in lines)
    typed = _Typist(bare=clocks * 2 >= sum(map(bool, lines)))
    for line, label in zip(lines, labels, strict=False):
        typed.take(line, label if label and voices.key(label.name) in names else None)
    return _with_ends(typed.utterances())


class _Typist:
    """Line after line: who speaks now, since when, and which lines belong together. ``bare``: times have no brackets."""

    def __init__(self, bare: bool) -> None:
        self._bare = bare
        self._found: list[tuple[Utterance, list[str]]] = []
        self._speaker: str | None = None
        self._role: str | None = None
        self._begins: float | None = None
        self._turn, self._new = False, True

    def utterances(self) -> list[Utterance]:
        for said, lines in self._found:
            said.text = joined(lines)
        return [said for said, _ in self._found]

    def take(self, line: str, label: voices.Label | None) -> None:
        if not line:
            self._new = True
        elif label:
            self._voice(label.name, label.role)
            self._begins = self._begins if label.begins is None else label.begins
            line = line[label.end :]
        elif timed := voices.time_before(line, bare=self._bare or voices.time_alone(line)):
            self._begins, self._new = timed[0], True
            line = line[timed[1] :]
        elif (dash := _NEW_VOICE.match(line)) and not line[dash.end()].islower():
            self._voice(None, None)
            line = line[dash.end() :]
        self._add(plain.line(without_sounds(line)))

    def _voice(self, speaker: str | None, role: str | None) -> None:
        self._speaker, self._role, self._turn, self._new = speaker, role, True, True

    def _add(self, words: str) -> None:
        if not any(map(str.isalnum, words)):
            return
        if self._new:
            said = Utterance("", self._speaker, self._role, self._begins, turn=self._turn, paragraph=True)
            self._found.append((said, [words]))
            self._turn = self._new = False
        else:
            self._found[-1][1].append(words)


def _with_ends(said: list[Utterance]) -> list[Utterance]:
    """Each lasts until the next time that is written, where that is a later one."""
    current: float | None = None
    later: float | None = None
    for each in reversed(said):
        if each.begins != current:
            current, later = each.begins, current
        if later is not None and each.begins is not None and later > each.begins:
            each.ends = later
    return said
