"""Adding what came in: read files, split documents into statements, store each once."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.ids import slug
from monitor.portions import Faults, Item, Portion, portions, prepared
from monitor.read import read
from monitor.records import Outlet, ReadError
from monitor.speakers import fold_speakers
from monitor.store.imports import Reached

if TYPE_CHECKING:
    from monitor.store import Store

__all__ = ["Added", "add", "add_items", "chosen_outlet", "import_id", "outlets_by_key", "prepared", "trouble_of"]

#: Seconds for which the write lock is free between two transactions, so that a reviewer's save gets it.
PAUSE = 0.02

_TROUBLE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_READONLY: "it cannot be written to",
    sqlite3.SQLITE_BUSY: "another program has kept it locked for too long",
    sqlite3.SQLITE_CORRUPT: "it is damaged; bring back a copy with: counterclaim restore FILE",
}
_log = logging.getLogger(__name__)


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
) -> Generator[Added, None, None]:
    """Add everything in the given files and folders; yields the tally after each batch, the last one being final.

    Items that cannot be read are kept as errors with their place. What is there already is left as it is. What was
    stopped or killed goes on where it stopped, if the files are the same.
    """
    chosen = chosen_outlet(store, outlet_id)
    tally, last = Added(), None
    unfolded = store.has_unfinished_imports()
    with _in_plain_words(store):
        for path in paths:
            whole = yield from _add_path(store, _Import(path, kind, chosen, by), tally, now)
            _end(store, last, now)
            last = whole
        if unfolded or tally.counts["appearances"]:
            fold_speakers(store)
        # Only now: an import that is not over tells the next one that names may be left to fold.
        _end(store, last, now)
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


def _add_path(store: Store, task: _Import, tally: Added, now: datetime) -> Generator[Added, None, Reached]:
    """Add one file or folder; what it returns is to be noted as the end of the import."""
    items = read(task.path, kind=task.kind, outlet=task.outlet, outlets=outlets_by_key(store))
    size, seen = _fingerprint(task)
    whole = Reached(import_id(task.path), seen, 0)
    outlet_id = task.outlet.id if task.outlet else None
    skip = store.start_import(whole.id, task.path.name, str(task.path), task.kind, outlet_id, seen, size, task.by, now)
    faults, state, reason, free_since = Faults(), "stopped", None, 0.0
    try:
        for portion in portions(items, skip, faults, partial(store.are_stored, live=False)):
            time.sleep(max(free_since + PAUSE - time.monotonic(), 0))
            _store(store, portion, Reached(whole.id, seen, portion.reached), tally, now)
            free_since = time.monotonic()
            yield tally
        rest = faults.rest()
        store.save_read_errors(rest, now)
        tally.errors += rest
        store.solve_read_errors(_files(task.path), faults.met, now)
        state = "read"
    except Exception as error:
        if not trouble_of(error):
            state, reason = "failed", str(error)
        raise
    finally:
        # Whatever stopped it, what is stored stays, and the next try goes on from there.
        if state != "read":
            _end(store, whole, now, state, reason)
    return whole


def _end(store: Store, whole: Reached | None, now: datetime, state: str = "done", reason: str | None = None) -> None:
    """Note how an import has ended. Where not even that can be written it stays "running", and the next try goes on."""
    if whole:
        try:
            store.end_import(whole, state, now, reason)
        except sqlite3.Error as error:
            _log.info("%s: the end of an import could not be noted: %s", store.path, error)


@contextmanager
def _in_plain_words(store: Store) -> Iterator[None]:
    """A full disk and the like as a CounterclaimError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = trouble_of(error)
        if said is None:
            raise
        raise CounterclaimError(f"{store.path}: {said}; what was added is kept, and the next try goes on from there") from error


def trouble_of(error: BaseException) -> str | None:
    """What is wrong with the disk or the file of the database, in plain words; None where it is something else."""
    return _TROUBLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _store(store: Store, portion: Portion, reached: Reached, tally: Added, now: datetime) -> None:
    """Store a portion together with how far the import has come by it."""
    if portion.extent:
        counts = Counter(vanished=store.mark_vanished(portion.extent, now))
        store.advance_import(reached, counts, 0, now)
    elif portion.documents or portion.errors or portion.known:
        counts = store.add_portion(portion.documents, now, False, set(), portion.errors, reached)
    else:
        counts = Counter()
    tally.counts += counts
    tally.errors += portion.errors
    tally.notes += portion.notes
    tally.documents += len(portion.documents) + portion.known


def add_items(store: Store, items: Iterable[Item], tally: Added, now: datetime) -> tuple[Counter[str], int]:
    """Store what was fetched just now. Returns what came of it, and how many errors were among it."""
    counts, errors = Counter[str](), 0
    for portion in portions(items, 0, Faults(), partial(store.are_stored, live=True)):
        counts += store.add_documents(portion.documents, now)
        store.save_read_errors(portion.errors, now)
        tally.errors += portion.errors
        tally.notes += portion.notes
        tally.documents += len(portion.documents) + portion.known
        errors += len(portion.errors)
    tally.counts += counts
    return counts, errors


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


def _fingerprint(task: _Import) -> tuple[int, str]:
    """(size in bytes, a hash that changes when the files do, or are to be read another way or by another version)."""
    outlet_id = task.outlet.id if task.outlet else None
    found = hashlib.sha256(repr((task.kind, outlet_id, version("counterclaim"))).encode())
    size = 0
    for one in map(Path, sorted(_files(task.path))):
        try:
            about = one.stat() if one == task.path else one.lstat()  # links within a folder are not followed
        except OSError:
            continue  # the reader says what is wrong with it
        size += about.st_size if one.is_file() else 0
        found.update(repr((str(one), about.st_size, about.st_mtime_ns)).encode("utf-8", "surrogateescape"))
    return size, found.hexdigest()[:16]
