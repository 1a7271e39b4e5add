"""Adding what came in: read files, split documents into statements, store each once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.ids import slug
from monitor.read import read
from monitor.records import Appearance, Document, Extent, Outlet, ReadError
from monitor.speakers import fold_speakers
from monitor.split import full_text, split

if TYPE_CHECKING:
    from monitor.store import Store

#: Documents per transaction. What was reported as added is on disk; a stop in between loses at most this many.
BATCH = 100

Item = Document | ReadError | Extent


@dataclass(slots=True)
class Added:
    """What has come of an import so far."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[ReadError] = field(default_factory=list)
    #: What was passed over on purpose, or mended: nothing is lost by it.
    notes: list[ReadError] = field(default_factory=list)
    #: Documents read so far, new ones and known ones.
    documents: int = 0


def add(
    store: Store,
    paths: Iterable[Path],
    now: datetime,
    kind: str = "auto",
    outlet_id: str | None = None,
    by: str | None = None,
) -> Iterator[Added]:
    """Add everything in the given files and folders; yields the tally after each batch, the last one being final.

    Items that cannot be read are kept as errors with their place. What is there already is left as it is. What was
    stopped or killed goes on where it stopped, if the files are the same.
    """
    chosen = chosen_outlet(store, outlet_id)
    tally = Added()
    for path in paths:
        yield from _add_path(store, path, _Import(path, kind, chosen, by), tally, now)
    fold_speakers(store)
    yield tally


@dataclass(frozen=True, slots=True)
class _Import:
    """One file or folder with how it is to be read."""

    path: Path
    kind: str
    outlet: Outlet | None
    by: str | None


def import_id(path: Path) -> str:
    return hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _add_path(store: Store, path: Path, task: _Import, tally: Added, now: datetime) -> Iterator[Added]:
    known = outlets_by_key(store)
    items = read(path, kind=task.kind, outlet=task.outlet, outlets=known)
    size, seen = _fingerprint(path, task)
    number = import_id(path)
    outlet_id = task.outlet.id if task.outlet else None
    skip = store.start_import(number, path.name, str(path), task.kind, outlet_id, seen, size, task.by, now)
    done, state, reason = 0, "stopped", None
    broken: set[ReadError] = set()
    try:
        for batch in _batches(items):
            done += len(batch)
            broken.update(item for item in batch if isinstance(item, ReadError))
            if done > skip:
                counts, errors = add_items(store, batch[-(done - skip) :], tally, now)
                store.advance_import(number, done, counts, errors, now)
                yield tally
        state = "done"
    except Exception as error:
        state, reason = "failed", str(error)
        raise
    finally:
        # Whatever stopped it, what is stored stays, and the next try goes on from there.
        store.end_import(number, state, now, reason)
    store.solve_read_errors(_files(path), broken, now)


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def add_items(store: Store, items: Iterable[Item], tally: Added, now: datetime) -> tuple[Counter[str], int]:
    """Store one batch of what a reader gave. Returns what came of it, and how many errors were among it."""
    errors = [item for item in items if isinstance(item, ReadError) and item.lost]
    tally.notes += [item for item in items if isinstance(item, ReadError) and not item.lost]
    documents = [item for item in items if isinstance(item, Document)]
    counts = store.add_documents([prepared(document) for document in documents], now)
    for item in items:
        if isinstance(item, Extent):
            counts["vanished"] += store.mark_vanished(item, now)
    store.save_read_errors(errors, now)
    tally.errors += errors
    tally.documents += len(documents)
    tally.counts += counts
    return counts, len(errors)


def prepared(document: Document) -> tuple[Document, list[Appearance]]:
    """A document with its statements; its text is the one to which their places refer."""
    return replace(document, text=full_text(document)), split(document)


def chosen_outlet(store: Store, outlet_id: str | None) -> Outlet | None:
    """The outlet that was asked for, known or new. Raises CounterclaimError for what can be no id."""
    if outlet_id is None:
        return None
    known = outlets_by_key(store)
    if slug(outlet_id) != outlet_id and outlet_id not in known:
        raise CounterclaimError(f"{outlet_id!r} is no outlet id: use small letters, digits and hyphens")
    return known.get(outlet_id) or Outlet(id=outlet_id, name=outlet_id)


def outlets_by_key(store: Store) -> dict[str, Outlet]:
    """Every outlet under its id, domains and handles."""
    return {key: one for one in store.outlets() for key in (one.id, *one.domains, *one.handles)}


def _files(path: Path) -> list[str]:
    return [str(path), *(str(one) for one in path.rglob("*"))] if path.is_dir() else [str(path)]


def _fingerprint(path: Path, task: _Import) -> tuple[int, str]:
    """(size in bytes, a hash that changes when the files do or are to be read another way)."""
    found = hashlib.sha256(repr((task.kind, task.outlet.id if task.outlet else None)).encode())
    size = 0
    for one in map(Path, sorted(_files(path))):
        try:
            about = one.lstat()
        except OSError:
            continue  # the reader says what is wrong with it
        size += about.st_size if one.is_file() else 0
        found.update(repr((str(one), about.st_size, about.st_mtime_ns)).encode("utf-8", "surrogateescape"))
    return size, found.hexdigest()[:16]
