"""What changed between two versions of a document, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "new"]

_PIECE = re.compile(r"\w+|[^\w\s]|\s+")
#: Words of one changed stretch that are told apart; beyond that the stretch is shown whole, before and after.
_MOST_WORDS = 4_000
_MOST_PARAGRAPHS = 4_000


class Change(NamedTuple):
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Change]:
    """The stretches of both texts in reading order; what went stands before what came in its place.

    The ``same`` and ``gone`` ones are together the text before, the ``same`` and ``new`` ones the text after.
    """
    one, other = _paragraphs(before), _paragraphs(after)
    if max(len(one), len(other)) > _MOST_PARAGRAPHS:
        return _joined(_replaced(before, after))
    return _joined(_by_paragraph(one, other))


def changed_words(changes: Sequence[Change]) -> tuple[int, int]:
    """(words gone, words new)."""
    count = {kind: sum(len(re.findall(r"\w+", one.text)) for one in changes if one.kind == kind) for kind in ("gone", "new")}
    return count["gone"], count["new"]


def shortened(changes: Sequence[Change], context: int = 160) -> list[Change]:
    """The same, with long stretches that stayed cut in their middle to ``context`` characters on either side."""
    found = []
    for number, one in enumerate(changes):
        if one.kind == "same" and len(one.text) > 2 * context + 1:
            head = one.text[:context].rsplit(" ", 1)[0] if number else ""
            tail = one.text[-context:].split(" ", 1)[-1] if number + 1 < len(changes) else ""
            one = Change("same", f"{head} … {tail}".strip(" ") if head or tail else "")
        found.append(one)
    return [one for one in found if one.text]


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"[^\n]+\n*|\n+", text)


def _by_paragraph(one: list[str], other: list[str]) -> Iterator[Change]:
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(one[a:b]))
        else:
            yield from _by_word("".join(one[a:b]), "".join(other[c:d]))


def _by_word(before: str, after: str) -> Iterator[Change]:
    one, other = _PIECE.findall(before), _PIECE.findall(after)
    if not one or not other or max(len(one), len(other)) > _MOST_WORDS:
        yield from _replaced(before, after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(one[a:b]))
        else:
            yield from _replaced("".join(one[a:b]), "".join(other[c:d]))


def _replaced(before: str, after: str) -> Iterator[Change]:
    if before:
        yield Change("gone", before)
    if after:
        yield Change("new", after)


def _joined(changes: Iterator[Change]) -> list[Change]:
    """Neighbours of one kind as one."""
    found: list[Change] = []
    for one in changes:
        if found and found[-1].kind == one.kind:
            found[-1] = Change(one.kind, found[-1].text + one.text)
        else:
            found.append(one)
    return found
