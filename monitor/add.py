"""Adding what came in: read files, split documents into statements, store each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.read import read
from monitor.records import Appearance, Document, Outlet, ReadError, slug
from monitor.split import full_text, split

if TYPE_CHECKING:
    from monitor.store import Store

#: Documents per transaction. What was reported as added is on disk; a stop in between loses at most this many.
BATCH = 100


@dataclass(slots=True)
class Added:
    """What has come of an import so far."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[ReadError] = field(default_factory=list)
    #: Documents read so far, new ones and known ones.
    documents: int = 0


def add(
    store: Store, paths: Iterable[Path], now: datetime, kind: str = "auto", outlet_id: str | None = None
) -> Iterator[Added]:
    """Add everything in the given files and folders; yields the tally after each batch, the last one being final.

    Items that cannot be read are kept as errors with their place. What is there already is left as it is.
    """
    outlets = store.outlets()
    known = {key: one for one in outlets for key in (one.id, *one.domains, *one.handles)}
    chosen = _chosen(outlet_id, known)
    tally, waiting, broken = Added(), [], []
    for path in paths:
        for item in read(path, kind=kind, outlet=chosen, outlets=known):
            if isinstance(item, ReadError):
                broken.append(item)
            else:
                waiting.append(item)
            if len(waiting) + len(broken) >= BATCH:
                yield _flush(store, waiting, broken, tally, now)
                waiting, broken = [], []
    yield _flush(store, waiting, broken, tally, now)


def _chosen(outlet_id: str | None, known: dict[str, Outlet]) -> Outlet | None:
    if outlet_id is None:
        return None
    if slug(outlet_id) != outlet_id and outlet_id not in known:
        raise CounterclaimError(f"{outlet_id!r} is no outlet id: use small letters, digits and hyphens")
    return known.get(outlet_id) or Outlet(id=outlet_id, name=outlet_id)


def _flush(store: Store, documents: list[Document], errors: list[ReadError], tally: Added, now: datetime) -> Added:
    store.save_read_errors(errors, now)
    tally.errors += errors
    tally.documents += len(documents)
    tally.counts += store.add_documents([prepared(document) for document in documents], now)
    return tally


def prepared(document: Document) -> tuple[Document, list[Appearance]]:
    """A document with its statements; its text is the one to which their places refer."""
    return replace(document, text=full_text(document)), split(document)
