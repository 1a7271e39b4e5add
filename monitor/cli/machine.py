"""Commands that set the machine to work."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.context import Bar, Context, answer, as_json, failed, now, show_errors, with_context

if TYPE_CHECKING:
    from monitor.similar import Answered, Found

_COUNTED = ("embedded", "matched", "suggested", "unmatched", "flagged", "proposed")


@click.command()
@as_json
@with_context
def run(context: Context, as_json: bool) -> None:
    """Embed, flag, match and propose: only what is new."""
    from monitor.pipeline import run as run_all

    bar, counts, start = Bar(), Counter[str](), time.monotonic()
    with context.store() as store:
        for progress in run_all(store, context.models(), now()):
            bar.show(progress.step, progress.done, progress.total)
            counts += progress.counts
        known = bool(store.narratives())
    result: dict[str, Any] = {name: counts[name] for name in _COUNTED}
    said = ", ".join(f"{count} {name}" for name, count in result.items())
    result["seconds"] = round(time.monotonic() - start, 2)
    if not known:
        said += "; there are no narratives yet, so nothing can match: import or accept some with counterclaim narratives"
    answer(result, as_json, f"{said} in {result['seconds']} s")


@click.command()
@click.argument("text")
@click.option("-k", "count", default=10, show_default=True, type=click.IntRange(1, 1000))
@as_json
@with_context
def similar(context: Context, text: str, count: int, as_json: bool) -> None:
    """Statements and rebuttals nearest to TEXT, by words and by meaning."""
    from monitor import similar as near

    models = context.models()
    with context.store() as store:
        try:
            question = near.ask(store, models, text)
        except ValueError as error:
            raise click.BadParameter(f"{error}", param_hint="TEXT") from None
        found = near.search(store, near.Neighbours(models.encoder_name), question, count)
        answers = near.answers(store, models, question)
    statements: list[dict[str, Any]] = [
        {"statement_id": f.statement.id, "text": f.statement.text, "lang": f.statement.lang, **_why(f)} for f in found
    ]
    rebuttals: list[dict[str, Any]] = [
        {"rebuttal_id": a.rebuttal.id, "claim": a.rebuttal.claim, **_why(a)}
        | {"probability": a.probability, "relation": a.relation, "reasons": a.reasons}
        for a in answers
    ]
    lines = [f"({note})" for note in question.notes]
    lines += [f"{_figure(row)}  {row['text']}" for row in statements]
    lines += [f"{_figure(row)}  answered: {row['claim']}" for row in rebuttals]
    lines += ["nothing is near"] if not (statements or rebuttals) else []
    result = {"lang": question.lang, "notes": question.notes, "statements": statements, "rebuttals": rebuttals}
    answer(result, as_json, "\n".join(lines))


def _why(one: Found | Answered) -> dict[str, Any]:
    """Why something was found, as programs read it."""
    return {"cosine": None if one.cosine is None else round(one.cosine, 4), "words": one.words}


def _figure(row: dict[str, Any]) -> str:
    return "words" if row["cosine"] is None else f"{row['cosine']:5.2f}"


@click.group()
def flagger() -> None:
    """The flagger: what kind of claim, and is it worth checking."""


@flagger.command()
@click.option("--data", "paths", multiple=True, type=click.Path(exists=True, path_type=Path),
              help="Labelled rows; by default those that come with the program.")  # fmt: skip
@as_json
@with_context
def train(context: Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Train the flagger on labelled rows, and put it in the place of the old one."""
    from monitor.flagging import train_flagger
    from monitor.read.knowledge import Labelled, labelled, rows_of
    from monitor.records import ReadError
    from monitor.settings import FIXTURES

    files = paths or tuple(sorted((FIXTURES / "labelled").glob("*.jsonl")))
    rows = [row for file in files for row in rows_of(file, labelled)]
    errors = [row for row in rows if isinstance(row, ReadError)]
    show_errors(errors)
    models = context.models()
    scores = train_flagger([row for row in rows if isinstance(row, Labelled)], models, models.settings.flagger, now().date())
    lines = [f"{head}: macro F1 {one['macro_f1']['value']:.3f}, {one['n']} rows" for head, one in scores.items()]
    answer(scores, as_json, "\n".join([*lines, f"saved in {models.settings.flagger}"]))
    failed(errors)


@flagger.command()
@with_context
def card(context: Context) -> None:
    """The card of the present flagger: its data, date and figures."""
    from classifiers.embed import ModelError
    from classifiers.saved import card as card_of
    from monitor.errors import CounterclaimError

    try:
        click.echo(card_of(context.settings().flagger))
    except ModelError as error:
        raise CounterclaimError(str(error)) from None


@flagger.command()
@click.option("--data", "path", required=True, type=click.Path(exists=True, path_type=Path), help="Labelled rows.")
@as_json
@with_context
def evaluate(context: Context, path: Path, as_json: bool) -> None:
    """Measure the present flagger on labelled rows it was not trained on."""
    from monitor.cli.context import figures
    from monitor.evaluation import evaluate_present_flagger

    result = evaluate_present_flagger(context.models(), path)
    answer(result, as_json, figures(result))
