"""The file itself: who may read it, what is refused, and that nothing acknowledged is lost."""

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from monitor.errors import CounterclaimError
from monitor.ids import text_id
from monitor.store import Store
from monitor.upkeep import restore_from

CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.records import Appearance, Document, Outlet
from monitor.store import Store

path, start = Path(sys.argv[1]), int(sys.argv[2])
outlet = Outlet(id="o", name="O")
with Store.open(path) as store:
    for batch in range(start, start + 10_000, 5):
        items = []
        for number in range(batch, batch + 5):
            text = f"Statement {number} of the child."
            document = Document(outlet=outlet, external_id=str(number), kind="statements", text=text)
            one = Appearance(text=text, lang="en", start=0, end=len(text), prefix="", suffix="")
            items.append((document, [one]))
        store.add_documents(items, datetime.now(UTC))
        sys.stdout.write(f"{batch}\\n")
        sys.stdout.flush()
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def one_line(error: pytest.ExceptionInfo[CounterclaimError]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


def test_only_the_owner_can_read_a_new_file_and_what_lies_beside_it(
    db_path: Path, store: Store, say: Callable[..., str]
) -> None:
    say("A statement.")
    assert {path.name: mode(path) for path in db_path.parent.glob(db_path.name + "*")} == {
        db_path.name: 0o600,
        db_path.name + "-wal": 0o600,
        db_path.name + "-shm": 0o600,
    }


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "letters.db"
    path.write_bytes(b"somebody's letters")
    with pytest.raises(CounterclaimError, match="exists already") as error:
        Store.create(path)
    one_line(error)
    assert path.read_bytes() == b"somebody's letters"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CounterclaimError, match="the folder .*gone does not exist"):
        Store.create(tmp_path / "gone" / "desk.db")


def test_a_missing_file_says_how_to_make_one_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(CounterclaimError, match="counterclaim --db .* init") as error:
        Store.open(tmp_path / "desk.db")
    one_line(error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at" * 40, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_what_is_no_database_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    for call in (lambda: Store.open(path), lambda: Store.migrate(path, tmp_path / "copy.db")):
        with pytest.raises(CounterclaimError, match="not a readable database") as error:
            call()
        one_line(error)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cookies.db"
    with sqlite3.connect(path) as other:
        other.execute("create table cookies (a)")
    other.close()
    before = path.read_bytes()
    for call in (lambda: Store.open(path), lambda: Store.migrate(path, tmp_path / "copy.db")):
        with pytest.raises(CounterclaimError, match="not a Counterclaim database"):
            call()
    assert path.read_bytes() == before and not (tmp_path / "copy.db").exists()


def test_an_older_file_says_migrate_and_can_be_migrated_after_a_copy(
    db_path: Path, store: Store, say: Callable[..., str], tmp_path: Path
) -> None:
    key = say("Kept.")
    fresh = sorted(store.db.conn.execute("select type, name, sql from sqlite_master").fetchall())
    for table in ("proposal_decisions", "proposal_statements", "proposals", "flags", "matches", "vectors"):
        store.db.execute(f"drop table {table}")
    store.db.execute("delete from _sqlite_migrations where name = 'm003_what_the_machine_thinks'")
    store.close()
    with pytest.raises(CounterclaimError, match="older version.* migrate") as error:
        Store.open(db_path)
    one_line(error)
    assert Store.migrate(db_path, tmp_path / "before.db") == ("m003_what_the_machine_thinks",)
    assert (tmp_path / "before.db").is_file() and mode(tmp_path / "before.db") == 0o600
    assert Store.migrate(db_path, tmp_path / "again.db") == () and not (tmp_path / "again.db").exists()
    with Store.open(db_path) as opened:
        assert opened.statement(key) is not None
        assert sorted(opened.db.conn.execute("select type, name, sql from sqlite_master").fetchall()) == fresh


def test_a_newer_file_says_to_update_the_program(db_path: Path, store: Store) -> None:
    store.db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('counterclaim', 'm999', 'x')")
    store.close()
    with pytest.raises(CounterclaimError, match="newer version of Counterclaim; update the program") as error:
        Store.open(db_path)
    one_line(error)


def test_an_acknowledged_write_is_synced_and_untrusted_schemas_do_nothing(store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
    }
    assert {name: store.value(f"pragma {name}") for name in wanted} == wanted
    with pytest.raises(sqlite3.IntegrityError):
        store.db.execute("insert into matches values ('nobody', 'm', 1, null, 0.5, 'none', '[]', null)")


def test_a_writer_waits_for_another_one_instead_of_failing(db_path: Path, store: Store, say: Callable[..., str]) -> None:
    held, failures = threading.Event(), []

    def hold() -> None:
        with Store.open(db_path) as other, other.writing():
            held.set()
            time.sleep(0.4)

    def write(number: int) -> None:
        try:
            with Store.open(db_path) as other, other.writing():
                other.db.execute("insert into speakers values (?, 'x')", [str(number)])
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    writers = [threading.Thread(target=write, args=[number]) for number in range(6)]
    start = time.monotonic()
    for thread in writers:
        thread.start()
    say("From the first connection.")  # which waits as well
    waited = time.monotonic() - start
    for thread in (holder, *writers):
        thread.join(10)
    assert failures == [] and waited > 0.2
    assert store.value("select count(*) from speakers") == 6


def test_a_write_that_fails_leaves_nothing_and_frees_the_lock(db_path: Path, store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing():
        store.db.execute("insert into speakers values ('a', 'A')")
        raise RuntimeError
    with Store.open(db_path) as other, other.writing():
        assert other.value("select count(*) from speakers") == 0


def test_what_was_deleted_is_not_left_in_the_file(db_path: Path, store: Store) -> None:
    canary = "CANARY-7f3a" * 20
    store.db.execute("insert into speakers values ('a', ?)", [canary])
    store.gather()
    assert b"CANARY-7f3a" in db_path.read_bytes()
    store.db.execute("delete from speakers")
    store.close()
    assert not [path for path in db_path.parent.iterdir() if b"CANARY-7f3a" in path.read_bytes()]


def test_a_backup_taken_while_others_write_restores_whole(
    db_path: Path, store: Store, moment: datetime, tmp_path: Path
) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(db_path), "0"], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    try:
        acknowledged = [int(child.stdout.readline()) for _ in range(5)]
        copies = [tmp_path / f"copy-{number}.db" for number in range(3)]
        for copy in copies:
            store.backup(copy)
        acknowledged_since = int(child.stdout.readline())
    finally:
        child.kill()
        child.communicate()
    assert acknowledged_since > acknowledged[-1]
    counts = []
    for copy in copies:
        assert mode(copy) == 0o600
        target = tmp_path / f"restored-{copy.name}"
        assert restore_from(copy, target, moment) is None
        assert mode(target) == 0o600
        with Store.open(target) as restored:
            assert restored.integrity() == ()
            count = restored.value("select count(*) from statements")
            assert (
                count == restored.value("select count(*) from documents") == restored.value("select count(*) from appearances")
            )
            assert count % 5 == 0 and count >= acknowledged[-1] + 5  # some committed state, no half of one
            counts.append(count)
    assert counts == sorted(counts)
    with pytest.raises(CounterclaimError, match="never overwrites"):
        store.backup(copies[0])


def test_restoring_keeps_the_file_before_it(
    db_path: Path, store: Store, say: Callable[..., str], moment: datetime, tmp_path: Path
) -> None:
    old = say("Old.")
    store.backup(tmp_path / "copy.db")
    new = say("New.")
    store.close()
    kept = restore_from(tmp_path / "copy.db", db_path, moment)
    assert kept is not None and kept.name == f"{db_path.name}.replaced-20250120T090000Z"
    with Store.open(db_path) as restored, Store.open(kept) as before:
        assert set(restored.statements_by_id([old, new])) == {old}
        assert set(before.statements_by_id([old, new])) == {old, new}


def test_a_damaged_file_can_be_replaced_by_its_backup(
    db_path: Path, store: Store, say: Callable[..., str], moment: datetime, tmp_path: Path
) -> None:
    key = say("Kept.")
    store.backup(tmp_path / "copy.db")
    store.close()
    db_path.write_bytes(b"overwritten by a virus" * 100)
    kept = restore_from(tmp_path / "copy.db", db_path, moment)
    assert kept is not None and kept.read_bytes().startswith(b"overwritten")
    with Store.open(db_path) as restored:
        assert restored.statement(key) is not None


def test_a_damaged_backup_changes_nothing(
    db_path: Path, store: Store, say: Callable[..., str], moment: datetime, tmp_path: Path
) -> None:
    say("Kept.")
    store.backup(tmp_path / "copy.db")
    store.close()
    before, content = db_path.read_bytes(), bytearray((tmp_path / "copy.db").read_bytes())
    cut, torn = tmp_path / "cut.db", tmp_path / "torn.db"
    cut.write_bytes(content[: len(content) // 2])
    content[4096 * 3 : 4096 * 3 + 200] = b"\xee" * 200
    torn.write_bytes(content)
    for broken in (cut, torn, tmp_path / "gone.db"):
        with pytest.raises(CounterclaimError) as error:
            restore_from(broken, db_path, moment)
        one_line(error)
    assert db_path.read_bytes() == before and not list(tmp_path.glob("*.restoring"))


def test_the_check_finds_damage_and_rows_that_point_to_nothing(db_path: Path, store: Store, say: Callable[..., str]) -> None:
    for number in range(200):
        say(f"Statement {number} with some words, so that there are pages to damage.")
    assert store.integrity() == ()
    store.close()
    whole, found = db_path.read_bytes(), 0
    for page in range(2, len(whole) // 4096, 3):
        torn = bytearray(whole)
        torn[page * 4096 : page * 4096 + 64] = b"\xee" * 64
        db_path.write_bytes(torn)
        try:
            with Store.open(db_path) as opened:
                found += bool(opened.integrity())
        except CounterclaimError:
            found += 1
    # A page of free room or of the word index holds nothing that the check reads; most others it must find.
    assert found >= 0.7 * len(range(2, len(whole) // 4096, 3))
    db_path.write_bytes(whole)
    loose = sqlite3.connect(db_path)
    loose.execute("delete from documents")
    loose.commit()
    loose.close()
    with Store.open(db_path) as opened:
        assert any("points to a missing row of documents" in problem for problem in opened.integrity())


def test_killing_a_writer_loses_nothing_it_acknowledged(db_path: Path, store: Store) -> None:
    dice, promised = random.Random(7), []
    for kill in range(5):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(db_path), str(kill * 10_000)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout
        first = child.stdout.readline()
        time.sleep(dice.uniform(0.02, 0.25))
        os.kill(child.pid, signal.SIGKILL)
        rest, _ = child.communicate()
        assert child.returncode == -signal.SIGKILL, "the child ended before it was killed"
        promised += [int(line) for line in (first + rest).split()]
        with Store.open(db_path) as opened:
            assert opened.integrity() == ()
            texts = [f"Statement {number} of the child." for batch in promised for number in range(batch, batch + 5)]
            missing = set(map(text_id, texts)) - set(opened.statements_by_id(list(map(text_id, texts))))
            assert missing == set()
            assert opened.value("select count(*) from statements") % 5 == 0
            opened.value("insert into speakers values (?, 'still writes')", [str(kill)])
    assert len(promised) >= 20
