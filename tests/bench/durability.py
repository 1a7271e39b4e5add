"""An export of any size, killed, doubled and disturbed: ``python -m tests.bench.durability [--megabytes N] [--kills N]``.

Time and memory of one import against its size; what is left after kills at random moments against an undisturbed import;
and how long a reviewer's save waits beside two imports of the same file.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np

from monitor.cli.context import now
from monitor.records import Decision, Review, Role
from monitor.store import Store
from tests.bench.telegram import write_export

COMMAND = Path(sys.executable).with_name("counterclaim")
#: What a newsroom would miss: everything but row numbers and the moments at which things were stored.
CONTENT = (
    "select id, outlet_id, external_id, kind, title, url, lang, author, published_at, version, origin_id from documents",
    "select document_id, version, content_hash, title, text, via from document_versions",
    "select id, text, lang from statements",
    """select statement_id, document_id, version, char_start, char_end, prefix, suffix, speaker_name, role, stance
    from appearances""",
    "select name, speaker_id from speaker_names",
    "select file, place, reason from read_errors",
)


def content(db: Path) -> str:
    """A hash of what is stored, in no order."""
    found = hashlib.sha256()
    with sqlite3.connect(db) as opened:
        for sql in CONTENT:
            total = 0
            for row in opened.execute(sql):
                total = (total + int.from_bytes(hashlib.sha256(repr(row).encode()).digest()[:16])) % (1 << 128)
            found.update(f"{sql} {total}".encode())
    opened.close()
    return found.hexdigest()


def adding(db: Path, export: Path) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([COMMAND, "--db", db, "add", export], stdout=quiet, stderr=quiet)


def measured(db: Path, export: Path) -> tuple[float, float]:
    """(seconds, megabytes of memory at most) of one import in a process of its own."""
    Store.create(db).close()
    start = time.perf_counter()
    child = adding(db, export)
    _, status, usage = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), status
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def kills(folder: Path, export: Path, seconds: float, times: int, chance: random.Random) -> tuple[int, str]:
    """(kills that hit a running import, content in the end) of an import that is killed at random moments."""
    db, hit = folder / "killed.db", 0
    Store.create(db).close()
    for _ in range(times):
        child = adding(db, export)
        time.sleep(chance.uniform(0.3, max(seconds / times * 2, 1.0)))
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            hit += 1
        child.wait()
        with sqlite3.connect(db) as opened:
            assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
            assert not opened.execute("pragma foreign_key_check").fetchall()
        opened.close()
    assert adding(db, export).wait() in (0, 1)
    return hit, content(db)


def beside(folder: Path, export: Path) -> tuple[str, np.ndarray]:
    """(content in the end, seconds each save of a reviewer waited) of two imports of the same file at once."""
    db = folder / "beside.db"
    with Store.create(db) as store:
        store.add_user("reviewer", Role.REVIEWER, now())
        two, waits = [adding(db, export), adding(db, export)], []
        while any(child.poll() is None for child in two):
            statement = store.value("select id from statements order by seq desc limit 1")
            if statement:
                start = time.perf_counter()
                store.add_review(Review(statement_id=statement, reviewer="reviewer", decision=Decision.UNSURE), now())
                waits.append(time.perf_counter() - start)
            time.sleep(0.05)
        assert all(child.returncode in (0, 1) for child in two)
    return content(db), np.array(waits)


@click.command()
@click.option("--megabytes", default=(20,), multiple=True, help="Sizes of the exports whose import is timed.")
@click.option("--kills", "times", default=20, help="How often the import of the first one is killed.")
def main(megabytes: tuple[int, ...], times: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, first = Path(name), None
        for size in megabytes:
            export = folder / f"export-{size}" / "result.json"
            export.parent.mkdir()
            write_export(export, size, seed=7)
            seconds, memory = measured(folder / f"{size}.db", export)
            click.echo(f"{size} MB: {seconds:.0f} s ({size / seconds:.2f} MB/s), at most {memory:.0f} MB of memory")
            first = first or (export, seconds, content(folder / f"{size}.db"))
        assert first is not None
        export, seconds, whole = first
        if times:
            hit, left = kills(folder, export, seconds, times, random.Random(1))
            click.echo(f"{hit} kills: {'the same' if left == whole else 'ANOTHER'} content as an undisturbed import")
        left, waits = beside(folder, export)
        click.echo(
            f"two at once: {'the same' if left == whole else 'ANOTHER'} content; {len(waits)} saves beside them waited "
            f"{np.median(waits):.3f} s in the middle, {np.quantile(waits, 0.99):.3f} s at the 99th percentile"
        )
        click.echo(f"children at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
