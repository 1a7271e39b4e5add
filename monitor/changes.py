"""What changed between two versions of a document, word by word. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "new"]

_PIECE = re.compile(r"\w+|[^\w\s]|\s+")
#: Words of one changed stretch that are told apart; beyond that the stretch is shown whole, before and after.
_MOST_WORDS = 4_000
_MOST_PARAGRAPHS = 4_000
#: Pairs of equal pieces, one in each text. Time grows with them and with the changes among them: an outlet that says
#: one word between thousands of others would keep a reader of the desk waiting for hours.
_MOST_PAIRS = 60_000


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
            one = Change("same", f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}" if tail else "")
        found.append(one)
    return [one for one in found if one.text]


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"[^\n]+\n*|\n+", text)


def _by_paragraph(one: list[str], other: list[str]) -> Iterator[Change]:
    if _pairs(one, other) > _MOST_PAIRS:
        yield from _replaced("".join(one), "".join(other))
        return
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(one[a:b]))
        elif b - a == d - c:
            for before, after in zip(one[a:b], other[c:d], strict=True):
                yield from _by_word(before, after)
        else:
            yield from _by_word("".join(one[a:b]), "".join(other[c:d]))


def _by_word(before: str, after: str) -> Iterator[Change]:
    one, other = _PIECE.findall(before), _PIECE.findall(after)
    tail = _alike(one[::-1], other[::-1])
    head = _alike(one[: len(one) - tail], other[: len(other) - tail])
    yield Change("same", "".join(one[:head]))
    yield from _between(one[head : len(one) - tail], other[head : len(other) - tail])
    yield Change("same", "".join(one[len(one) - tail :]))


def _between(one: list[str], other: list[str]) -> Iterator[Change]:
    """As ``_by_word``, for the pieces between what both texts begin and end with."""
    if not one or not other or max(len(one), len(other)) > _MOST_WORDS or _pairs(one, other) > _MOST_PAIRS:
        yield from _replaced("".join(one), "".join(other))
        return
    # A space or a comma that both have makes no two sentences alike: only words are looked for.
    for tag, a, b, c, d in SequenceMatcher(_is_mark, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(one[a:b]))
        else:
            yield from _replaced("".join(one[a:b]), "".join(other[c:d]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many equal pieces the two begin."""
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))


def _is_mark(piece: str) -> bool:
    return not piece[0].isalnum()


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pairs of equal pieces, marks left out, the two have."""
    count = Counter(other)
    return sum(times * count[piece] for piece, times in Counter(one).items() if not _is_mark(piece))


def _replaced(before: str, after: str) -> Iterator[Change]:
    if before:
        yield Change("gone", before)
    if after:
        yield Change("new", after)


def _joined(changes: Iterator[Change]) -> list[Change]:
    """Neighbours of one kind as one."""
    found: list[Change] = []
    for one in changes:
        if not one.text:
            continue
        if found and found[-1].kind == one.kind:
            found[-1] = Change(one.kind, found[-1].text + one.text)
        else:
            found.append(one)
    return found
