"""``make bench``: how fast the parts are, side by side in one run, as a table and as bench.json."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from monitor import people
from monitor.cli.context import now
from monitor.settings import FIXTURES, Settings
from tests.bench.archive import make_archive

PAGES = ("/queue", "/queue?order=worth", "/queue?view=all&words=bridge", "/statements/{id}", "/narratives", "/narratives/n1",
         "/rebuttals", "/digests", "/summaries/2025-W03", "/feeds", "/users")  # fmt: skip


def median(call: Callable[[], object], times: int = 15) -> float:
    """Median seconds of a call, after one to warm up."""
    call()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def pages(size: int) -> dict[str, float]:
    """Median milliseconds of each page on a database of this many statements."""
    from webui import create_app

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        store = make_archive(path, size)
        identity = store.value("select id from statements limit 1")
        link = people.sign_in_path(store, "bench", now())
        browser = create_app(path, Settings(), "bench").test_client()
        token = browser.get(link).text.split('name="csrf_token" value="')[1].split('"')[0]
        browser.post(link, data={"csrf_token": token})
        found = {page: 1000 * median(lambda page=page: browser.get(page.format(id=identity))) for page in PAGES}
        store.close()
    return found


def the_run() -> dict[str, float]:
    """Statements per second of a whole run on labelled statements, and of the bare encoder on the same texts."""
    from classifiers.embed import SentenceEncoder
    from monitor.add import add
    from monitor.models import Models
    from monitor.pipeline import run
    from monitor.read.knowledge import narrative, rows_of
    from monitor.store import Store

    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "run.db")
        store.save_narratives(rows_of(FIXTURES / "narratives.jsonl", narrative), None, now())  # type: ignore[arg-type]
        models = Models(Settings())
        for _ in run(store, models, now()):
            pass  # the narratives' own vectors are not part of what is measured
        texts = FIXTURES / "labelled" / "en_a.jsonl"
        for tally in add(store, [texts], now(), outlet_id="bench"):
            added = tally.counts["new_statements"]
        start = time.perf_counter()
        for _ in run(store, models, now()):
            pass
        whole = added / (time.perf_counter() - start)
        words = [row[0] for row in store.db.execute("select text from statements")]
        store.close()
    encoder = SentenceEncoder().fit()
    bare = len(words) / median(lambda: encoder.transform(words), times=3)
    return {"statements/s, whole run": whole, "statements/s, bare encoder": bare, "run / encoder": whole / bare}


def help_seconds() -> float:
    command = Path(sys.executable).with_name("counterclaim")
    return median(lambda: subprocess.run([command, "--help"], check=True, capture_output=True))


def main() -> None:
    figures = {"--help, seconds": help_seconds(), **the_run()}
    small, large = pages(100), pages(10_000)
    click.echo(f"{'':<34}{'100':>10}{'10,000':>10}{'ratio':>8}   ms, median, by statements in the database")
    for page in PAGES:
        click.echo(f"{page:<34}{small[page]:>10.1f}{large[page]:>10.1f}{large[page] / small[page]:>8.1f}")
    for name, value in figures.items():
        click.echo(f"{name:<34}{value:>10.2f}")
    Path("bench.json").write_text(json.dumps({"pages_ms": {"100": small, "10000": large}, **figures}, indent=1))


if __name__ == "__main__":
    main()
