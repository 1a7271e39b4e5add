"""Commands for what people know: narratives and rebuttals."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.context import Context, answer, as_json, existing, failed, now, output, show_errors, with_context, write
from monitor.errors import CounterclaimError

if TYPE_CHECKING:
    from monitor.kept import NarrativeEvent
    from monitor.ledger import Part

#: Who stands in the record for what was done at the command line.
BY = "command line"
_ANEW = "match everything with: counterclaim run"


@click.group()
def narratives() -> None:
    """Narratives: import, export, list; propose and accept new ones; merge, split, move, undo."""


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
    """Every narrative with its id, each below its parent."""
    from monitor.ledger import in_tree

    with context.store() as store:
        found = in_tree(store.narratives())
    lines = [f"{'  ' * depth}{one.id}: {one.title}" for one, depth in found]
    answer({"narratives": [asdict(one) for one, _ in found]}, as_json, "\n".join(lines))


@narratives.command()
@as_json
@with_context
def propose(context: Context, as_json: bool) -> None:
    """Proposals of new narratives, from clusters of what matched nothing."""
    with context.store() as store:
        proposals, before = store.proposals(), store.proposal_sizes(now() - timedelta(days=7))
        texts = store.statements_by_id([key for one in proposals for key in one.statement_ids])
    rows = [asdict(one) | {"typical": texts[one.statement_ids[0]].text, "week_ago": before.get(one.id)} for one in proposals]
    lines = [f"{row['id']}  {_grown(row)}: {', '.join(row['keywords'])}\n    {row['typical']}" for row in rows]
    answer({"proposals": rows}, as_json, "\n".join(lines) or "nothing to propose")


def _grown(row: dict[str, Any]) -> str:
    ago = "new" if row["week_ago"] is None else f"{row['week_ago']} a week ago"
    return f"{len(row['statement_ids'])} statements ({ago})"


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
    click.echo(f"{made.id}: {made.title}; {_ANEW}")


@narratives.command()
@click.argument("one", metavar="A")
@click.argument("into", metavar="B")
@as_json
@with_context
def merge(context: Context, one: str, into: str, as_json: bool) -> None:
    """Merge narrative A into B: all that is known of A counts for B, and A leads there."""
    from monitor.ledger import merge_narratives, said

    with context.store() as store:
        event = merge_narratives(store, one, into, BY, now())
        answer(_row(event), as_json, f"{said(event, store.titles())}; {_ANEW}")


@narratives.command()
@click.argument("id")
@click.option(
    "--part", "parts", multiple=True, metavar="TITLE=TEXT,TEXT...", help="A new narrative, and the texts it takes along."
)
@click.option("--below", is_flag=True, help="The new ones go below ID; else beside it.")
@as_json
@with_context
def split(context: Context, id: str, parts: tuple[str, ...], below: bool, as_json: bool) -> None:
    """Give some of a narrative's texts to new ones. Without --part: list its texts with their ids."""
    from monitor.ledger import narrative, split_narrative

    with context.store() as store:
        if not parts:
            pieces = store.pieces(narrative(store, id).id)
            lines = [f"{one.text_id}  {one.kind:<9}  {one.text}" for one in pieces]
            answer({"pieces": [asdict(one) for one in pieces]}, as_json, "\n".join(lines) or "it has no texts to give away")
            return
        made = split_narrative(store, id, [_part(text, below) for text in parts], BY, now())
    lines = [f"{one.id}: {one.title}" for one in made]
    answer({"narratives": [asdict(one) for one in made]}, as_json, "\n".join([*lines, _ANEW]))


def _part(text: str, below: bool) -> Part:
    from monitor.ledger import Part

    title, equals, pieces = text.rpartition("=")
    if not equals:
        raise CounterclaimError(f"{text!r}: write a part as TITLE=TEXT,TEXT with the ids that the list of texts shows")
    return Part(title=title, pieces=tuple(one.strip() for one in pieces.split(",") if one.strip()), below=below)


@narratives.command()
@click.argument("id")
@click.option("--parent", metavar="P", help="The narrative to stand below; without it: at the top.")
@as_json
@with_context
def move(context: Context, id: str, parent: str | None, as_json: bool) -> None:
    """Put a narrative below another one."""
    from monitor.ledger import move_narrative, said

    with context.store() as store:
        event = move_narrative(store, id, parent, BY, now())
        answer(_row(event), as_json, said(event, store.titles()))


@narratives.command()
@as_json
@with_context
def undo(context: Context, as_json: bool) -> None:
    """Take back the last change to narratives or proposals; again for the one before."""
    from monitor.ledger import said
    from monitor.ledger import undo as take_back

    with context.store() as store:
        event = take_back(store, BY, now())
        answer(_row(event), as_json, f"taken back: {said(event, store.titles())}; {_ANEW}")


@narratives.command()
@as_json
@with_context
def history(context: Context, as_json: bool) -> None:
    """Everything that was done to narratives, the youngest first."""
    from monitor.ledger import history as all_of_it

    with context.store() as store:
        found = all_of_it(store)
    lines = [
        f"{one.at[:10]}  {one.by or 'nobody named':<14}  {words}{' (taken back)' if gone else ''}" for one, words, gone in found
    ]
    answer({"events": [_row(one) | {"said": words, "undone": gone} for one, words, gone in found]}, as_json, "\n".join(lines))


def _row(event: NarrativeEvent) -> dict[str, Any]:
    return asdict(event)


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
