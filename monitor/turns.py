"""Dialogue within an article: "Name: words", "Question: / Answer:" and lines with dashes, and who speaks them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.read import voices

_LONGEST_LABEL = 120
_FEWEST = 2  # lines with a name before them that make a dialogue
_FEWEST_DASHES = 3
_DASH = re.compile(r"\s*[—–-]\s+(?=[^\W_])")
_ASKS = frozenset(
    """question q interviewer host reporter journalist correspondent moderator вопрос в корреспондент ведущий ведущая журналист
    интервьюер пытанне п карэспандэнт вядучы вядучая журналіст питання кореспондент ведучий ведуча журналіст pytanie p dziennikarz
    prowadzący prowadząca redaktor klausimas žurnalistas""".split()
)
_ANSWERS = frozenset("answer a ответ о адказ відповідь odpowiedź o atsakymas".split())


@dataclass(frozen=True, slots=True)
class Turn:
    """What one voice says from a place on. ``speaker`` None: ``asks`` is the outlet itself, else the one interviewed."""

    begins: int
    speaker: str | None = None
    role: str | None = None
    asks: bool = False


def turns_of(text: str) -> list[Turn]:
    """The turns of a text that has a dialogue, by where the words begin; none for any other text."""
    lines = list(_lines(text))
    found = _labelled(text, lines)
    return found or _dashed(lines)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _labelled(text: str, lines: list[tuple[int, str]]) -> list[Turn]:
    heads = Counter(line[:_LONGEST_LABEL].partition(":")[0].casefold() for _, line in lines if ":" in line[:_LONGEST_LABEL])
    if not any(count > 1 or _letters(head) in _ASKS for head, count in heads.items()):
        return []
    labels = [(start, label) for start, line in lines if ":" in line[:_LONGEST_LABEL] and (label := voices.label(line))]
    if len(labels) < _FEWEST:
        return []
    names = voices.accepted((label for _, label in labels), text)
    said = [(start, label) for start, label in labels if voices.key(label.name) in names or _is_part(label.name)]
    # A list of names with a line for each is no dialogue: in one, somebody speaks twice or somebody asks.
    spoken = {voices.key(label.name) for _, label in said}
    if len(said) < _FEWEST or (len(spoken) == len(said) and not spoken & (_ASKS | _ANSWERS)):
        return []
    return [_turn(start + label.end + _space(text, start + label.end), label) for start, label in said]


def _letters(head: str) -> str:
    return head.strip(" \t—–-*#>.")


def _is_part(name: str) -> bool:
    return voices.key(name) in _ASKS | _ANSWERS


def _space(text: str, at: int) -> int:
    behind = text[at : at + _LONGEST_LABEL]
    return len(behind) - len(behind.lstrip(" \t"))


def _turn(begins: int, label: voices.Label) -> Turn:
    key = voices.key(label.name)
    if key in _ASKS:
        return Turn(begins, asks=True)
    return Turn(begins) if key in _ANSWERS else Turn(begins, label.name, label.role)


def _dashed(lines: list[tuple[int, str]]) -> list[Turn]:
    """ "— Что вы думаете? — Мы ...": question and answer, where one in two of the lines with a dash asks."""
    found = [(start, line, dash.end()) for start, line in lines if (dash := _DASH.match(line))]
    asking = [line.rstrip().endswith("?") for _, line, _ in found]
    if len(found) < _FEWEST_DASHES or not asking[0] or any(map(_both, asking, asking[1:])) or sum(asking) * 3 < len(asking):
        return []
    return [Turn(start + dash, asks=asks) for (start, _, dash), asks in zip(found, asking, strict=True)]


def _both(one: bool, other: bool) -> bool:
    return one and other
