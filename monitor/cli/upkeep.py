"""Commands for the database file itself."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.context import Context, answer, as_json, now, with_context


@click.command()
@with_context
def init(context: Context) -> None:
    """Make a new database. Refuses to overwrite one."""
    from monitor.store import Store

    Store.create(context.db).close()
    click.echo(f"{context.db}: made")


@click.command()
@with_context
def migrate(context: Context) -> None:
    """Bring an older database to this version, after a backup beside it."""
    from monitor.store import Store

    copy = context.db.with_name(f"{context.db.name}.before-{now():%Y%m%dT%H%M%SZ}")
    names = Store.migrate(context.db, copy)
    click.echo(f"{len(names)} steps applied; the old file is kept as {copy}" if names else "already up to date")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_context
def backup(context: Context, file: Path) -> None:
    """Copy the database to FILE, even while others write."""
    with context.store() as store:
        store.backup(file)
    click.echo(f"{file}: a copy of {context.db}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_context
def restore(context: Context, file: Path) -> None:
    """Put the backup FILE in the place of the database; the present one is kept beside it."""
    from monitor.upkeep import restore_from

    kept = restore_from(file, context.db, now())
    click.echo(f"{context.db}: restored from {file}" + (f"; the file before it is {kept}" if kept else ""))


@click.command()
@as_json
@with_context
def verify(context: Context, as_json: bool) -> None:
    """Check the database for damage. Exit status 1 where there is any."""
    with context.store() as store:
        problems = list(store.integrity())
    answer({"problems": problems}, as_json, "\n".join(problems) or "no damage found")
    if problems:
        raise click.exceptions.Exit(1)


@click.command()
@as_json
@with_context
def doctor(context: Context, as_json: bool) -> None:
    """Check everything a run needs, and say what to do about what is missing."""
    from monitor.upkeep import diagnose

    findings = diagnose(context.db, context.models)
    lines = [f"{'ok  ' if good else 'MEND'}  {what}: {words}" for what, good, words in findings]
    answer({what: {"ok": good, "detail": words} for what, good, words in findings}, as_json, "\n".join(lines))
    if not all(good for _, good, _ in findings):
        raise click.exceptions.Exit(1)
