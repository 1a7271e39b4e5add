"""What a reader gives, in portions that are stored at once: small enough that nobody waits for the write lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from monitor.records import Appearance, Document, Extent, ReadError
from monitor.split import full_text, split

#: Items, and statements in them, in one portion. A stop loses no more than these, and nothing that was reported.
ITEMS, STATEMENTS = 200, 300
#: Of the errors of one file, so many are kept one by one, and of the rest their number.
MOST_ERRORS = 1000

Item = Document | ReadError | Extent


@dataclass(slots=True)
class Portion:
    """What is stored at once; an extent stands alone. ``reached``: so many items of the import are stored with it."""

    reached: int = 0
    #: With their statements; ``known`` is the number of others, of which nothing is left to store.
    documents: list[tuple[Document, list[Appearance]]] = field(default_factory=list)
    known: int = 0
    errors: list[ReadError] = field(default_factory=list)
    #: What was passed over on purpose, or mended: told, and not kept.
    notes: list[ReadError] = field(default_factory=list)
    extent: Extent | None = None
    statements: int = 0

    @property
    def full(self) -> bool:
        return self.statements >= STATEMENTS


class Faults:
    """The errors of an import, of each file no more than ``MOST_ERRORS``: a million broken rows are not a million rows."""

    def __init__(self) -> None:
        self.met: set[ReadError] = set()
        self._of: Counter[str] = Counter()

    def keep(self, error: ReadError) -> bool:
        """Whether an error is kept; else it is counted."""
        self._of[error.file] += 1
        if self._of[error.file] > MOST_ERRORS:
            return False
        self.met.add(error)
        return True

    def rest(self) -> list[ReadError]:
        """One more error for each file with more of them than are kept: how many more."""
        found = [
            ReadError(file=file, place="whole file", reason=f"{count - MOST_ERRORS:,} more of its items could not be read.")
            for file, count in self._of.items()
            if count > MOST_ERRORS
        ]
        self.met.update(found)
        return found


def portions(
    items: Iterable[Item], skip: int, faults: Faults, are_stored: Callable[[Sequence[Document]], Sequence[bool]]
) -> Iterator[Portion]:
    """The items behind the first ``skip``, which are stored already; for a while without anything new, empty portions.

    ``are_stored`` tells of documents whether they are known word for word: these need not be split.
    """
    reached = 0
    for block in _blocks(items):
        behind = block[max(skip - reached, 0) :]
        for known in block[: len(block) - len(behind)]:
            if isinstance(known, ReadError) and known.lost:
                faults.keep(known)
        reached += len(block) - len(behind)
        portion = Portion(reached)
        for item in _known_marked(behind, are_stored):
            if isinstance(item, Extent):
                yield portion
                portion = Portion(reached)
            _take(portion, item, faults)
            reached += 1
            portion.reached = reached
            if portion.full or portion.extent:
                yield portion
                portion = Portion(reached)
        yield portion


def _blocks(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while block := list(islice(waiting, ITEMS)):
        yield block


def _known_marked(items: Sequence[Item], are_stored: Callable[[Sequence[Document]], Sequence[bool]]) -> Iterator[Item | None]:
    """The items with their full text; None for each document that is known word for word."""
    whole = [replace(item, text=full_text(item)) if isinstance(item, Document) else item for item in items]
    stored = iter(are_stored([item for item in whole if isinstance(item, Document)]))
    for item, full in zip(items, whole, strict=True):
        yield None if isinstance(full, Document) and next(stored) else item


def _take(portion: Portion, item: Item | None, faults: Faults) -> None:
    if item is None:
        portion.known += 1
    elif isinstance(item, Extent):
        portion.extent = item
    elif isinstance(item, Document):
        portion.documents.append(prepared(item))
        portion.statements += len(portion.documents[-1][1])
    elif not item.lost:
        portion.notes.append(item)
    elif faults.keep(item):
        portion.errors.append(item)


def prepared(document: Document) -> tuple[Document, list[Appearance]]:
    """A document with its statements; its text is the one to which their places refer."""
    return replace(document, text=full_text(document)), split(document)
