"""The statements nearest to a vector: compared with all in memory while that is fast, by a graph on disk beyond.

The database is the truth. The file of the graph stands beside it, may be deleted at any time, and is believed only where
its stamp fits the database and its bytes; what came after the stamp is compared in memory. Every answer is compared
with the true vectors before it is given, so that what is gone from the database is never found.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import os
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from monitor.errors import CounterclaimError
from monitor.ids import short_hash, slug
from monitor.store import Store
from monitor.store.vectors import Reached

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifiers.index import ExactSearch, GraphSearch

_log = logging.getLogger(__name__)
_MAGIC = b"CCGRAPH1"
_DIGEST, _LENGTH = 32, 8
_TAIL = _DIGEST + _LENGTH + len(_MAGIC)
#: More than are asked for are compared: the graph is not exact, and what it knows may be gone.
_MORE, _FEWEST = 16, 64
#: Seconds after which a graph that could not be written is tried again, and after which a part is nobody's any more.
_AGAIN, _ABANDONED = 600.0, 3600.0


#: Statements that are compared in memory: all of them, or those that came after the graph.
EXACT_UP_TO, RECENT_UP_TO = 300_000, 50_000


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph of all statements up to a point."""

    search: GraphSearch
    reached: Reached


def graph_file(store: Store, model: str) -> Path:
    """Where the graph of a model's vectors stands: beside the database."""
    return store.path.with_name(f"{store.path.name}.vectors-{slug(model)}-{short_hash(model)[:6]}.usearch")


def build_graph(store: Store, model: str) -> Graph | None:
    """Make the graph of all vectors, or add to the one on disk what is missing, and put it in its place at once.

    None where there are no vectors. Raises OSError where it cannot be written; the old one then stays.
    """
    from classifiers.index import GraphSearch

    path, until = graph_file(store, model), store.reached()
    known = read_graph(store, model)
    search, after = (known.search, known.reached) if known else (GraphSearch(), Reached())
    for rows, vectors in store.statement_vectors(model, after, until):
        if known or hasattr(search, "graph_"):
            search.partial_fit(rows, vectors)
        else:
            search.fit(rows, vectors)
    if not hasattr(search, "graph_"):
        return None
    _write(path, search, {"database": store.fingerprint(until), "model": model, "reached": [until.vector, until.statement]})
    return Graph(search, until)


def keep_graph(store: Store, model: str, exact_up_to: int = EXACT_UP_TO, recent_up_to: int = RECENT_UP_TO) -> bool:
    """After a run: make the graph, or add to it, where a search would be slow without. Returns whether it was."""
    count = store.reached().statement
    if count <= exact_up_to:
        return False
    known = read_graph(store, model)
    if known and count - known.reached.statement <= recent_up_to:
        return False
    return build_graph(store, model) is not None


def read_graph(store: Store, model: str) -> Graph | None:
    """The graph on disk; None where there is none, or where it is not wholly the one of this database and model."""
    try:
        with (
            graph_file(store, model).open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as data,
        ):
            return _checked(store, model, data)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # none, empty, or no graph of ours
        return None


def _checked(store: Store, model: str, data: memoryview) -> Graph | None:
    from classifiers.index import GraphSearch

    if bytes(data[-len(_MAGIC) :]) != _MAGIC:
        return None
    end = len(data) - _TAIL
    start = end - int.from_bytes(data[end + _DIGEST : end + _DIGEST + _LENGTH], "little")
    if not 0 < start < end:
        return None
    stamp = json.loads(bytes(data[start:end]))
    reached, now = Reached(*stamp["reached"]), store.reached()
    if stamp["model"] != model or reached.vector > now.vector or reached.statement > now.statement:
        return None
    # The bytes come last, since that takes longest: a third of a second for a million vectors.
    if stamp["database"] != store.fingerprint(reached) or hashlib.sha256(data[:end]).digest() != data[end : end + _DIGEST]:
        return None
    search = GraphSearch().restore(data[:start], stamp["dimension"], stamp["scale"])
    return Graph(search, reached) if len(search) == stamp["count"] else None


def _write(path: Path, search: GraphSearch, stamp: dict[str, object]) -> None:
    """First beside its place and to the disk, then into it in one step: there is always an old one, a new one or none."""
    for left in path.parent.glob(f"{path.name}.part-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
    part = path.with_name(f"{path.name}.part-{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    try:
        try:
            search.save(part)
        except RuntimeError as error:  # a full disk, as usearch says it
            raise OSError(str(error)) from None
        stamp |= {"dimension": search.dimension, "scale": search.scale_, "count": len(search)}
        with part.open("r+b") as file:
            found = hashlib.file_digest(file, "sha256")
            file.seek(0, os.SEEK_END)
            said = json.dumps(stamp).encode()
            found.update(said)
            file.write(said + found.digest() + len(said).to_bytes(_LENGTH, "little") + _MAGIC)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with suppress(OSError, AttributeError):  # not every system opens folders
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@dataclass(slots=True)
class Neighbours:
    """All statements of one database, kept fresh by reading only what was added. Safe to share between threads.

    Up to ``exact_up_to`` statements are compared in memory, which takes 30 ms. Beyond, the graph on disk proposes, and
    the newest are compared in memory: ``recent_up_to`` of them, then the graph is made anew, in the background where
    ``background`` is set. Without a graph the vectors are read from the database each time, which takes seconds.
    """

    model: str
    exact_up_to: int = EXACT_UP_TO
    recent_up_to: int = RECENT_UP_TO
    background: bool = False
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _searching: threading.Lock = field(default_factory=threading.Lock)
    _recent: ExactSearch | None = None
    _graph: Graph | None = None
    _made: Graph | None = None
    _looked: bool = False
    _reached: Reached = Reached()
    _builder: threading.Thread | None = None
    _failed_at: float = -_AGAIN

    def __len__(self) -> int:
        """How many vectors are in memory."""
        with self._lock:
            return int(getattr(self._recent, "count_", 0)) + (len(self._graph.search) if self._graph else 0)

    def refresh(self, store: Store) -> None:
        """Read what was added since."""
        from classifiers.index import ExactSearch

        with self._lock:
            now = store.reached()
            if now.vector < self._reached.vector or now.statement < self._reached.statement:
                self._forget()  # rows were taken away, as when vectors are computed anew
            if self._made:
                self._take(self._made)
            if not self._looked and now.statement > self.exact_up_to:
                self._looked = True
                if graph := read_graph(store, self.model):
                    self._take(graph)
            if self._graph is None and self._recent is None and now.statement > self.exact_up_to:
                self._start(store.path)
                return
            self._recent = self._recent or ExactSearch()
            for rows, vectors in store.statement_vectors(self.model, self._reached, now):
                self._recent.partial_fit(rows, vectors)
            self._reached = now
            if getattr(self._recent, "count_", 0) > (self.recent_up_to if self._graph else self.exact_up_to):
                self._start(store.path)

    def nearest(self, store: Store, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """(statement id, cosine) of the k nearest statements, the nearest first; of those that were there at ``refresh``."""
        with self._lock:
            recent, graph = self._recent, self._graph
        wanted = k + _MORE
        while True:
            rows = self._candidates(store, recent, graph, vector, wanted)
            ids, vectors = store.vectors_in_rows([int(row) for row in rows], self.model)
            if len(ids) >= k or len(rows) < wanted:
                break
            wanted *= 4  # some are gone
        if not ids:
            return []
        cosines = vectors @ vector
        best = sorted(zip(ids, map(float, cosines), strict=True), key=lambda one: (-one[1], one[0]))
        return best[:k]

    def wait(self) -> None:
        """Until no graph is being made any more."""
        with self._lock:
            builder = self._builder
        if builder:
            builder.join()

    def _candidates(
        self, store: Store, recent: ExactSearch | None, graph: Graph | None, vector: NDArray[np.float32], k: int
    ) -> NDArray[np.int64]:
        if recent is None:
            return self._from_disk(store, vector, k)
        rows = recent.search(vector, k)[0]
        if graph is None:
            return np.unique(rows)
        with self._searching:
            return np.union1d(rows, graph.search.search(vector, max(k, _FEWEST)))

    def _from_disk(self, store: Store, vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        from classifiers.index import nearest

        best, cosines = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        for rows, vectors in store.statement_vectors(self.model, Reached(), store.reached()):
            near, values = nearest(rows, vectors.astype(np.float32) @ vector, k)
            best, cosines = nearest(np.concatenate([best, near]), np.concatenate([cosines, values]), k)
        return best

    def _take(self, graph: Graph) -> None:
        from classifiers.index import ExactSearch

        self._graph, self._made, self._recent, self._reached = graph, None, ExactSearch(), graph.reached

    def _forget(self) -> None:
        self._graph = self._made = self._recent = None
        self._looked, self._reached = False, Reached()

    def _start(self, path: Path) -> None:
        if self.background and self._builder is None and time.monotonic() - self._failed_at >= _AGAIN:
            self._builder = threading.Thread(target=self._build, args=(path,), name="graph of vectors", daemon=True)
            self._builder.start()

    def _build(self, path: Path) -> None:
        made = None
        try:
            with Store.open(path) as store:
                made = build_graph(store, self.model)
        except (OSError, CounterclaimError) as error:
            _log.warning("%s: the index of vectors cannot be written (%s); searches take longer", path, error)
        finally:
            with self._lock:
                self._made, self._builder = made, None
                self._failed_at = self._failed_at if made else time.monotonic()
