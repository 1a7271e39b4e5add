"""Files of any size, killed, doubled and disturbed: ``python -m tests.bench.durability [--megabytes N] [--kills N]``.

Time and memory of one import against its size; what is left after kills at random moments against an undisturbed import;
how long a reviewer's save waits beside two imports of the same files; with ``--beside-run`` beside a run as well, and with
``--full-disk`` (as root) what a disk of 8 MB makes of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    "select outlet_id, external_id, document_id from document_aliases",
    "select document_id, version, content_hash, title, text, via from document_versions",
    "select id, text, lang from statements",
    """select statement_id, document_id, version, char_start, char_end, prefix, suffix, speaker_name, role, stance
    from appearances""",
    "select name, speaker_id from speaker_names",
    "select id, name from speakers",
    "select file, place, reason from read_errors",
    "select rowid, folded from statements_fts where rowid in (select seq from statements)",
)
_READ = (0, 1)  # everything, and all but what could not be read
_BEGUN = 0.8  # seconds after which an import has begun to store


def content(db: Path) -> str:
    """A hash of what is stored, in no order."""
    found = hashlib.sha256()
    with sqlite3.connect(db) as opened:
        for sql in CONTENT:
            total = 0
            for row in opened.execute(sql):
                kept = row[1:] if sql.startswith("select rowid") else row
                total = (total + int.from_bytes(hashlib.sha256(repr(kept).encode()).digest()[:16])) % (1 << 128)
            found.update(f"{sql} {total}".encode())
    opened.close()
    return found.hexdigest()


def damage(db: Path) -> list[str]:
    with Store.open(db) as store:
        return list(store.integrity())


def make_folder(folder: Path, megabytes: float) -> Path:
    """An export, posts of which a feed repeats, and rows of which one in a hundred is broken."""
    folder.mkdir()
    (folder / "export").mkdir()
    write_export(folder / "export" / "result.json", megabytes, seed=7)
    chance = random.Random(7)
    words = ("road", "bridge", "school", "harvest", "council", "winter", "market", "river", "museum", "budget", "village")
    rows = [
        json.dumps(
            {
                "text": f"{' '.join(chance.choices(words, k=9)).capitalize()} {number}.",
                "speaker": f"Ann {words[number % 11].title()}",
            }
        )
        if number % 100
        else '{"text": '
        for number in range(int(megabytes * 300))
    ]
    (folder / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    items = [
        f"<item><guid>{number}</guid><title>Story {number}</title><link>https://courier.example/{number}</link>"
        f"<description>{' '.join(chance.choices(words, k=30)).capitalize()}.</description></item>"
        for number in range(int(megabytes * 50))
    ]
    feed = f"<rss version='2.0'><channel><title>Courier</title><link>https://courier.example/</link>{''.join(items)}</channel></rss>"
    (folder / "feed.xml").write_text(feed, encoding="utf-8")
    return folder


def adding(db: Path, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([COMMAND, "--db", db, "add", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def ended(child: subprocess.Popen[str], *statuses: int) -> None:
    """Wait for an import; it must end with one of the statuses, and with no traceback."""
    _, said = child.communicate()
    assert child.returncode in statuses and "Traceback" not in said and "locked" not in said, (child.returncode, said[-2000:])


def measured(db: Path, path: Path) -> tuple[float, float]:
    """(seconds, megabytes of memory at most) of one import in a process of its own."""
    Store.create(db).close()
    start = time.perf_counter()
    child = subprocess.Popen([COMMAND, "--db", db, "add", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode in _READ, child.returncode
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def kills(folder: Path, path: Path, seconds: float, times: int, chance: random.Random) -> tuple[int, int, str]:
    """(kills that hit, how often the next try went on, content in the end) of an import killed at random moments."""
    db, hit, went_on, before = folder / "killed.db", 0, 0, 0
    Store.create(db).close()
    for turn in range(times):
        child = adding(db, path)
        time.sleep(_BEGUN + chance.uniform(0, max(seconds / times * 2, 1)))
        if child.poll() is None:
            child.send_signal((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[turn % 4])
            hit += 1
        child.communicate()
        assert damage(db) == []
        with Store.open(db) as store:
            items = int(store.value("select coalesce(max(items), 0) from imports where state <> 'done'") or before)
        assert items >= before, "what was reported as stored is not"
        went_on, before = went_on + (items > before > 0), items
    ended(adding(db, path), *_READ)
    return hit, went_on, content(db)


def beside(folder: Path, path: Path, with_run: bool) -> tuple[str, np.ndarray]:
    """(content in the end, seconds each save of a reviewer waited) of two imports of the same files at once."""
    db = folder / "beside.db"
    with Store.create(db) as store:
        store.add_user("reviewer", Role.REVIEWER, now())
        others, waits = [adding(db, path), adding(db, path)], []
        run: list[subprocess.Popen[str]] = []
        while any(child.poll() is None for child in others):
            statement = store.value("select id from statements order by seq desc limit 1")
            if statement:
                if with_run and all(child.poll() is not None for child in run):
                    run.append(
                        subprocess.Popen(
                            [COMMAND, "--db", db, "run"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
                        )
                    )
                start = time.perf_counter()
                store.add_review(Review(statement_id=statement, reviewer="reviewer", decision=Decision.UNSURE), now())
                waits.append(time.perf_counter() - start)
            time.sleep(0.05)
        for child in (*others, *run):
            ended(child, *_READ)
    return content(db), np.array(waits)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def full_disk(folder: Path, path: Path) -> str:
    """Content in the end of an import that finds the disk full twice, and then finds room."""
    with small_disk(folder / "disk") as disk:
        db = disk / "full.db"
        Store.create(db).close()
        for _ in range(2):
            ended(adding(db, path), 2)
            assert damage(db) == []
        subprocess.run(["mount", "-o", "remount,size=1g", disk], check=True)
        ended(adding(db, path), *_READ)
        return content(db)


@click.command()
@click.option("--megabytes", default=(20,), type=float, multiple=True, help="Sizes of the exports whose import is timed.")
@click.option("--kills", "times", default=20, help="How often the import of the first one is killed or stopped.")
@click.option("--beside-run", is_flag=True, help="Let runs go on beside the two imports.")
@click.option("--full-disk", "disk", is_flag=True, help="Fill a disk of 8 MB; as root only.")
def main(megabytes: tuple[float, ...], times: int, beside_run: bool, disk: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in megabytes:
            export = make_folder(folder / f"in-{size:g}", size)
            seconds, memory = measured(folder / f"{size:g}.db", export)
            click.echo(f"{size:g} MB: {seconds:.0f} s ({size / seconds:.2f} MB/s), at most {memory:.0f} MB of memory", nl=False)
            whole = content(folder / f"{size:g}.db")
            ended(adding(folder / f"{size:g}.db", export), *_READ)
            click.echo(f"; a second time adds {_difference(whole, content(folder / f'{size:g}.db'))}")
        export, seconds, whole = (folder / f"in-{megabytes[0]:g}", seconds, content(folder / f"{megabytes[0]:g}.db"))
        if times:
            hit, went_on, left = kills(folder, export, seconds, times, random.Random(1))
            click.echo(f"{hit} kills, {went_on} times further than before: {_difference(whole, left)} more than undisturbed")
        left, waits = beside(folder, export, beside_run)
        click.echo(
            f"two at once: {_difference(whole, left)} more than one; {len(waits)} saves beside them waited "
            f"{np.median(waits):.3f} s in the middle, {np.quantile(waits, 0.99):.3f} s at the 99th percentile, "
            f"{waits.max():.3f} s at most"
        )
        if disk:
            click.echo(f"full disk: {_difference(whole, full_disk(folder, export))} more than undisturbed")


def _difference(one: str, other: str) -> str:
    return "nothing" if one == other else "SOMETHING"


if __name__ == "__main__":
    main()
