"""Commands for what people know: narratives and rebuttals."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from monitor.cli.context import Context, answer, as_json, existing, failed, now, output, show_errors, with_context, write

#: Who stands in the record for what was done at the command line.
BY = "command line"


@click.group()
def narratives() -> None:
    """Narratives: import, export, list; propose and accept new ones."""


@narratives.command("import")
@click.argument("file", type=existing)
@with_context
def import_narratives(context: Context, file: Path) -> None:
    """Add narratives from JSON Lines, or renew those with the same id."""
    from monitor.ledger import without_parent
    from monitor.read.knowledge import narrative, rows_of
    from monitor.records import Narrative, ReadError

    rows = list(rows_of(file, narrative))
    errors = [row for row in rows if isinstance(row, ReadError)]
    with context.store() as store:
        count = store.save_narratives([row for row in rows if isinstance(row, Narrative)], BY, now())
        errors += without_parent([row for row in rows if isinstance(row, Narrative)], store.narratives(), str(file))
    show_errors(errors)
    click.echo(f"{count} narratives; match everything with: counterclaim run")
    failed(errors)


@narratives.command("export")
@output
@with_context
def export_narratives(context: Context, output: Path | None) -> None:
    """Every narrative as JSON Lines."""
    with context.store() as store:
        rows = [asdict(one) for one in store.narratives()]
    write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), output)


@narratives.command("list")
@as_json
@with_context
def list_narratives(context: Context, as_json: bool) -> None:
    """Every narrative with its id and parent."""
    with context.store() as store:
        found = store.narratives()
    lines = [f"{'  ' if one.parent else ''}{one.id}: {one.title}" for one in found]
    answer({"narratives": [asdict(one) for one in found]}, as_json, "\n".join(lines))


@narratives.command()
@as_json
@with_context
def propose(context: Context, as_json: bool) -> None:
    """Proposals of new narratives, from clusters of what matched nothing."""
    with context.store() as store:
        proposals = store.proposals()
        texts = store.statements_by_id([key for one in proposals for key in one.statement_ids])
    rows = [asdict(one) | {"typical": texts[one.statement_ids[0]].text} for one in proposals]
    lines = [f"{row['id']}  {len(row['statement_ids'])} statements: {', '.join(row['keywords'])}\n"
             f"    {row['typical']}" for row in rows]  # fmt: skip
    answer({"proposals": rows}, as_json, "\n".join(lines) or "nothing to propose")


@narratives.command()
@click.argument("proposal")
@click.option("--title", default="", help="The storyline as a claim; by default its most typical statement.")
@click.option("--description", default="")
@click.option("--parent", metavar="ID")
@with_context
def accept(context: Context, proposal: str, title: str, description: str, parent: str | None) -> None:
    """Make a narrative of a proposal."""
    from monitor.ledger import accept_proposal

    with context.store() as store:
        made = accept_proposal(store, proposal, BY, now(), title=title, description=description, parent=parent)
    click.echo(f"{made.id}: {made.title}; match everything with: counterclaim run")


@click.group()
def rebuttals() -> None:
    """Rebuttals: import and export."""


@rebuttals.command("import")
@click.argument("file", type=existing)
@with_context
def import_rebuttals(context: Context, file: Path) -> None:
    """Add published rebuttals from JSON Lines, or from a ClaimReview JSON-LD file."""
    from monitor.read.knowledge import rebuttals_of
    from monitor.records import ReadError, Rebuttal

    rows = list(rebuttals_of(file))
    errors = [row for row in rows if isinstance(row, ReadError)]
    with context.store() as store:
        count = store.import_rebuttals([row for row in rows if isinstance(row, Rebuttal)], now())
    show_errors(errors)
    click.echo(f"{count} rebuttals")
    failed(errors)


@rebuttals.command("export")
@click.option("--format", type=click.Choice(["jsonl", "claimreview"]), default="jsonl", show_default=True)
@output
@with_context
def export_rebuttals(context: Context, format: str, output: Path | None) -> None:
    """Every approved rebuttal, with forbidden links removed."""
    from monitor.publish.claimreview import rebuttals_as
    from monitor.publish.nolink import LinkPolicy

    settings = context.settings()
    with context.store() as store:
        policy = LinkPolicy.of(store.outlets(), settings.denied)
        write(rebuttals_as(format, store.approved_rebuttals(), policy, settings.organisation), output)


@click.group()
def reviews() -> None:
    """Reviews: what people decided about statements."""


@reviews.command("import")
@click.argument("file", type=existing)
@click.option("--reviewer", metavar="NAME", required=True, help="The user in whose name they stand here.")
@with_context
def import_reviews(context: Context, file: Path, reviewer: str) -> None:
    """Add decisions from JSON Lines: text, decision, narrative_id. Statements are known by their words."""
    from monitor.read.knowledge import Decided, decided, rows_of
    from monitor.records import ReadError
    from monitor.review import reviews_from

    rows = list(rows_of(file, decided))
    errors = [row for row in rows if isinstance(row, ReadError)]
    with context.store() as store:
        found, unknown = reviews_from(store, [row for row in rows if isinstance(row, Decided)], reviewer, str(file))
        count = store.import_reviews(found, now())
    show_errors(errors + unknown)
    click.echo(f"{count} decisions")
    failed(errors + unknown)
