"""Work that a page starts and does not wait for: files that were uploaded, feeds that somebody asked for now, and the

archive matched anew after somebody changed narratives.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import re
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.add import add, import_id, trouble_of
from monitor.errors import CounterclaimError
from monitor.records import ReadError
from monitor.settings import Settings
from monitor.store import Store

if TYPE_CHECKING:
    from monitor.fetch import Fetcher
    from monitor.models import Models

Clock = Callable[[], datetime]

#: Seconds between two looks for work that another process left.
_LOOK = 30.0
_LONGEST_NAME = 100
_log = logging.getLogger(__name__)


def incoming_folder(db: Path) -> Path:
    """Where uploads wait beside the database, readable by their owner only. Each stands in a folder of its own."""
    return db.with_name(db.name + ".incoming")


def place_for(db: Path, name: str) -> Path:
    """A free place for an upload. Of the sender's name only letters, digits, dots and hyphens remain."""
    folder = incoming_folder(db) / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    incoming_folder(db).chmod(0o700)
    tail = re.sub(r"[^\w.-]+", "_", re.split(r"[/\\]", name)[-1])[-_LONGEST_NAME:].lstrip("._-")
    # A file system counts bytes, and a letter may have four.
    short = tail.encode()[-_LONGEST_NAME * 2 :].decode("utf-8", "ignore").lstrip("._-")
    return folder / (short or "upload")


def receive(db: Path, name: str, save: Callable[[Path], object]) -> Path:
    """Where an upload has been put by ``save``: whole, on the disk and readable by its owner only, or not at all.

    Raises OSError where there is no room.
    """
    path = place_for(db, name)
    try:
        save(path)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.chmod(0o600)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    return path


class Background:
    """One thread that takes up what waits, one thing after the other. ``once`` does the same without a thread."""

    def __init__(
        self, db: Path, settings: Settings, clock: Clock, fetcher: Fetcher | None = None, models: Models | None = None
    ) -> None:
        self._db = db
        self._settings = settings
        self._clock = clock
        self._fetcher = fetcher
        self._models = models
        self._feeds: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._left = True  # there may be work that another run of the desk has left half done
        self._again: list[str] = []  # imports that found the disk full
        self._in_vain: int | None = None  # the event for which matching anew failed: it is not tried again and again

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end after what it is doing; what is half done goes on with the next start."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=10)

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def poll(self, feed_id: str) -> None:
        """Ask a feed now, whenever it is due."""
        self._feeds.put(feed_id)
        self.wake()

    def once(self) -> None:
        """Do all that waits now: files and feeds first, and the archive matched anew between them."""
        with Store.open(self._db) as store:
            self._take_up(store)
            while True:
                while task := store.next_import():
                    self._import(store, task)
                    if self._stop.is_set():
                        return
                with contextlib.suppress(queue.Empty):
                    while True:
                        self._poll(store, self._feeds.get_nowait())
                if not self._match(store):
                    return

    def _match(self, store: Store) -> bool:
        """Match the archive anew where the ledger asks for it. True: something else waits, or it is asked for once more."""
        due = store.rematch_due()
        if due is None or due == self._in_vain or self._stop.is_set():
            return False
        from monitor.ledger import rematch
        from monitor.models import Models

        self._models = self._models or Models(self._settings)
        try:
            for _ in rematch(store, self._models, self._clock()):
                if self._stop.is_set():
                    return False
                if store.next_import() or not self._feeds.empty():
                    return True
        except Exception:
            self._in_vain = due
            raise
        return store.rematch_due() is not None

    def _take_up(self, store: Store) -> None:
        """What a full disk or a kill has left: imports cut short wait again, files that were read to their end go."""
        while self._again:
            store.retry_import(self._again[-1])
            self._again.pop()
        if not self._left:
            return
        folder = f"{incoming_folder(self._db)}{os.sep}"
        store.resume_imports(folder)
        for path in map(Path, store.finished_imports(folder)):
            shutil.rmtree(path.parent, ignore_errors=True)
        self._left = False

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.once()
            except Exception as error:  # noqa: BLE001 - the thread must outlive one bad file, and tells of it
                self._tell(error)
            self._wake.wait(_LOOK)

    def _tell(self, error: Exception) -> None:
        reason = f"{error}." if isinstance(error, CounterclaimError) else f"{type(error).__name__}: {error}."
        try:
            with Store.open(self._db) as store:
                store.save_read_errors([ReadError(file="background", place="whole file", reason=reason)], self._clock())
        except (CounterclaimError, sqlite3.Error):  # on a full disk not even that can be noted
            _log.error("background: %s", reason)

    def _import(self, store: Store, task: dict[str, str | None]) -> None:
        now, path = self._clock(), Path(str(task["path"]))
        number = str(task["id"])
        if import_id(path) != number:
            store.fail_import(number, f"{path}: it was given from another folder; add it once more from there", now)
            return
        try:
            with contextlib.closing(
                add(store, [path], now, kind=task["kind"] or "auto", outlet_id=task["outlet_id"], by=task["by"])
            ) as steps:
                for _ in steps:
                    if self._stop.is_set():
                        break
        except Exception as error:  # noqa: BLE001 - whatever ends an import is said in the list of imports
            if trouble_of(error.__cause__ or error):
                self._again.append(number)  # of the disk and not of the file: it goes on when there is room again
                raise
            store.fail_import(number, str(error), now)
            return
        after = store.import_of(number) or {}
        if after.get("state") == "stopped":
            store.retry_import(number)
        elif after.get("state") == "done" and not after["errors"] and path.parent.parent == incoming_folder(self._db):
            shutil.rmtree(path.parent, ignore_errors=True)

    def _poll(self, store: Store, feed_id: str) -> None:
        from monitor.fetch import Fetcher
        from monitor.poll import poll

        if one := store.feed(feed_id):
            self._fetcher = self._fetcher or Fetcher(self._settings)
            for _ in poll(store, self._fetcher, [one], self._clock):
                pass
