"""Commands that take in what outlets say."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.context import (
    Bar,
    Context,
    answer,
    as_json,
    existing,
    failed,
    located,
    now,
    show_errors,
    week_option,
    with_context,
)

_COUNTED = ("documents", "statements", "appearances", "new_statements", "versions")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--kind", default="auto", show_default=True, help="auto, feed, telegram, article, transcript, statements or archive."
)
@click.option("--outlet", metavar="ID", help="The outlet of all items; without it each item says its own.")
@as_json
@with_context
def add(context: Context, paths: tuple[Path, ...], kind: str, outlet: str | None, as_json: bool) -> None:
    """Add files and folders. What is there already is left as it is."""
    from monitor.add import Added
    from monitor.add import add as add_paths

    tally, bar = Added(), Bar()
    with context.store() as store:
        for tally in add_paths(store, paths, now(), kind=kind, outlet_id=outlet):
            bar.show("add", tally.documents, tally.documents)
    counts = {name: tally.counts[name] for name in _COUNTED}
    show_errors(tally.notes + tally.errors)
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    answer(
        counts
        | {
            "vanished": tally.counts["vanished"],
            "errors": [located(error) for error in tally.errors],
            "notes": [located(note) for note in tally.notes],
        },
        as_json,
        f"{said}, {len(tally.errors)} errors",
    )
    failed(tally.errors)


@click.group()
def outlets() -> None:
    """The outlets you watch."""


@outlets.command("import")
@click.argument("file", type=existing)
@with_context
def import_outlets(context: Context, file: Path) -> None:
    """Add outlets from JSON Lines: id, name, kind, lang, country, domains, handles."""
    from monitor.read.knowledge import outlet, rows_of
    from monitor.records import Outlet, ReadError

    rows = list(rows_of(file, outlet))
    errors = [row for row in rows if isinstance(row, ReadError)]
    with context.store() as store:
        count = store.save_outlets(row for row in rows if isinstance(row, Outlet))
    show_errors(errors)
    click.echo(f"{count} outlets")
    failed(errors)


@outlets.command("list")
@as_json
@with_context
def list_outlets(context: Context, as_json: bool) -> None:
    """Every outlet with its counts and the last time it was heard."""
    with context.store() as store:
        rows = store.outlet_health()
    lines = [f"{row['id']:<28} {row['kind']:<14} {row['appearances']:>6}  {row['last_said_at'] or '-'}" for row in rows]
    answer({"outlets": rows}, as_json, "\n".join(lines))


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A .wacz, .warc or .warc.gz file.")
@week_option
@as_json
@with_context
def evidence(context: Context, output: Path, week: str | None, as_json: bool) -> None:
    """Write the pages as they were fetched to a web archive, for others to verify."""
    from monitor.upkeep import write_evidence

    with context.store() as store:
        count = write_evidence(store, output, week, now())
    answer({"captures": count, "file": str(output)}, as_json, f"{count} captures in {output}")
