"""Commands whose result leaves the house: exports, digests, summaries."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from monitor.cli.context import Context, now, output, week_option, with_context, write
from monitor.errors import CounterclaimError

BY = "command line"


@click.command()
@click.argument("what", type=click.Choice(["statements", "matches", "flags", "reviews", "rebuttals"]))
@click.option("--format", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@week_option
@output
@with_context
def export(context: Context, what: str, format: str, week: str | None, output: Path | None) -> None:
    """Rows as JSON Lines or CSV, for other programs."""
    from monitor.publish.rows import exported, rows_as

    with context.store() as store:
        write(rows_as(format, exported(store, what, week)), output)


@click.group()
def digest() -> None:
    """The digest: an editor's ordered choice of rebuttals for a week."""


@digest.command()
@week_option
@click.option("--title", default="")
@with_context
def new(context: Context, week: str | None, title: str) -> None:
    """Make the digest of a week, with every approved rebuttal that answers it."""
    from monitor.digest import new_digest, pull_week

    if not week:
        raise CounterclaimError("name the week, for example: --week 2025-W03")
    with context.store() as store:
        fresh = new_digest(week, title)
        if store.digest(fresh.id):
            raise CounterclaimError(f"{fresh.id}: there is a digest of this week already; edit it in the desk")
        made = store.save_digest(pull_week(store, fresh), BY, now())
    click.echo(f"{made.id}: {len(made.rebuttals)} rebuttals")


@digest.command("list")
@with_context
def list_digests(context: Context) -> None:
    """Every digest with its state."""
    with context.store() as store:
        for one in store.digests():
            click.echo(f"{one.id}  {len(one.rebuttals):>3} rebuttals  {one.published_at or 'not published'}  {one.title}")


@digest.command()
@click.argument("id")
@click.option("--format", type=click.Choice(["md", "html", "json", "txt"]), default="md", show_default=True)
@output
@with_context
def show(context: Context, id: str, format: str, output: Path | None) -> None:
    """A digest as a document."""
    from monitor.digest import entries
    from monitor.publish.formats import digest_as
    from monitor.publish.nolink import LinkPolicy

    settings = context.settings()
    with context.store() as store:
        found = store.digest(id) or _missing(id)
        policy = LinkPolicy.of(store.outlets(), settings.denied)
        write(digest_as(format, found, entries(store, found), policy, settings.organisation), output)


@digest.command()
@click.argument("id")
@with_context
def publish(context: Context, id: str) -> None:
    """Mark a digest as published, if it passes the no-link check."""
    from monitor.digest import publish as publish_digest

    with context.store() as store:
        found = store.digest(id) or _missing(id)
        publish_digest(store, found, context.settings(), now())
    click.echo(f"{id}: published")


def _missing(id: str) -> NoReturn:
    raise CounterclaimError(f"{id}: no such digest; see: counterclaim digest list")


@click.command()
@week_option
@click.option("--format", type=click.Choice(["md", "html", "json", "csv"]), default="md", show_default=True)
@click.option("--as-kept", "number", type=click.IntRange(min=1), is_flag=False, flag_value=1, metavar="[N]",
              help="As it was kept when it went out first, or for the N-th time; not as it is computed now.")  # fmt: skip
@output
@with_context
def summary(context: Context, week: str | None, format: str, number: int | None, output: Path | None) -> None:
    """What rose, what is new, who carries it: the week of the last statement, unless --week names another.

    A week that has ended is kept as it goes out, so that its figures can be had again whatever changes.
    """
    from monitor.publish.formats import summary_as
    from monitor.publish.nolink import LinkPolicy
    from monitor.summary import as_kept, keep, latest_week, summarise

    settings = context.settings()
    with context.store() as store:
        policy, chosen = LinkPolicy.of(store.outlets(), settings.denied), week or latest_week(store)
        found = as_kept(store, chosen, number)[1] if number else summarise(store, chosen)
        document = summary_as(format, found, policy, settings.organisation)
        if not number:
            keep(store, found, context.models().matcher_name(store), BY, now())
        write(document, output)
