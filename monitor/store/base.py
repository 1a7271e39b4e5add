"""Opening the file, and the one way to write to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from monitor.errors import CounterclaimError
from monitor.store.schema import migrations

#: Long imports write in batches of this size and sleep a moment between them, so that a reviewer's save gets the
#: lock. With 200 rows and 20 ms the longest save measured beside an import of 30,000 rows was 0.10 s.
BATCH = 200
PAUSE = 0.02
#: SQLite accepts 32,766 variables in a statement since 3.32; a tenth of that keeps older builds happy.
MAX_VARIABLES = 900


#: Decisions that stand: all but those that the next review of their statement took back.
KEPT_REVIEWS = """(select k.* from reviews k where k.decision <> 'reopen' and coalesce((select n.decision from reviews n
    where n.statement_id = k.statement_id and n.id > k.id order by n.id limit 1), '') <> 'reopen')"""


def utc(moment: datetime) -> str:
    """A moment as it stands in the file: ``2025-01-14T09:30:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def marks(values: Sequence[Any]) -> str:
    """As many question marks as there are values, for an ``in (...)``."""
    return ",".join("?" * len(values))


def chunks(values: Sequence[Any], size: int = MAX_VARIABLES) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


class Connection:
    """One open database file. Not shared between threads: a web request opens its own (0.2 ms)."""

    def __init__(self, db: Database, path: Path):
        self.db = db
        self.path = path

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new file, readable by its owner only. Raises CounterclaimError where one exists."""
        if path.exists():
            raise CounterclaimError(f"{path}: exists already; choose another name, or use it as it is")
        if not path.parent.is_dir():
            raise CounterclaimError(f"{path}: the folder {path.parent} does not exist")
        path.touch(mode=0o600)
        store = cls(_connect(path), path)
        store.db.execute("pragma journal_mode=wal")
        migrations.apply(store.db)
        return store

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing file of this version. Raises CounterclaimError that says what to do otherwise."""
        if not path.is_file():
            raise CounterclaimError(f"{path}: no such database; make one with: counterclaim --db {path} init")
        store = cls(_connect(path), path)
        try:
            applied = {entry.name for entry in migrations.applied(store.db)}
            ours = any(table == "statements" for table in store.db.table_names())
        except sqlite3.DatabaseError as error:
            store.close()
            raise CounterclaimError(
                f"{path}: not a readable database ({error}); bring back a copy with: counterclaim restore FILE"
            ) from None
        pending = migrations.pending(store.db)
        if not ours and not applied:
            reason = f"{path}: not a Counterclaim database"
        elif pending:
            reason = f"{path}: made by an older version; bring it up to date with: counterclaim --db {path} migrate"
        elif applied - {entry.name for entry in migrations._migrations}:
            reason = f"{path}: made by a newer version of Counterclaim; update the program"
        else:
            return store
        store.close()
        raise CounterclaimError(reason)

    @classmethod
    def migrate(cls, path: Path, backup: Path) -> tuple[str, ...]:
        """Bring an older file to this version, after a copy to ``backup``. Returns the names of the steps applied."""
        if not path.is_file():
            raise CounterclaimError(f"{path}: no such database")
        with cls(_connect(path), path) as store:
            try:
                if "statements" not in store.db.table_names():
                    raise CounterclaimError(f"{path}: not a Counterclaim database")
            except sqlite3.DatabaseError as error:
                raise CounterclaimError(f"{path}: not a readable database ({error})") from None
            names = tuple(entry.name for entry in migrations.pending(store.db))
            if names:
                store.backup(backup)
                migrations.apply(store.db)
        return names

    def backup(self, target: Path) -> None:
        """A consistent copy of the whole file, even while others write. Refuses to overwrite."""
        if target.exists():
            raise CounterclaimError(f"{target}: exists already; a backup never overwrites")
        target.touch(mode=0o600)
        copy = sqlite3.connect(target)
        try:
            self.db.conn.backup(copy)
        except BaseException:
            copy.close()
            target.unlink()
            raise
        copy.close()

    def integrity(self) -> tuple[str, ...]:
        """What SQLite's own checks complain of; empty when all is well."""
        try:
            found = [str(row[0]) for row in self.db.execute("pragma integrity_check") if row[0] != "ok"]
            broken = self.db.execute("pragma foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:  # so damaged that the check itself cannot go on
            return (str(error),)
        return (*found, *(f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in broken))

    def gather(self) -> None:
        """Bring what stands in the write-ahead log into the file itself, so that the file alone is the database."""
        with suppress(sqlite3.DatabaseError):  # a damaged file is left as it is
            self.db.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that takes the write lock first, so that a second writer waits instead of failing."""
        self.db.conn.execute("begin immediate")
        try:
            yield
            self.db.conn.execute("commit")
        except BaseException:
            # A full disk may have rolled back already; then there is nothing left to undo.
            with suppress(sqlite3.OperationalError):
                self.db.conn.execute("rollback")
            raise

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        return list(self.db.query(sql, values))

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self.db.conn.executemany(sql, rows)


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    for pragma in (
        "synchronous=full",  # in WAL mode anything less may roll back an acknowledged commit when the power fails
        "foreign_keys=on",
        "trusted_schema=off",
        "cell_size_check=on",
        "secure_delete=on",
        "busy_timeout=30000",
    ):
        with suppress(sqlite3.DatabaseError):  # a file that is no database is reported by the first query
            connection.execute(f"pragma {pragma}")
    return Database(connection)
