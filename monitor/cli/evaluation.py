"""The command that measures: on your own rows, or on anybody's."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.context import Context, answer, as_json, existing, figures, with_context


@click.group()
def evaluate() -> None:
    """Measure matching, retrieval, flags and clusters on your own rows. Nothing is written."""


@evaluate.command()
@click.option("--narratives", type=existing, required=True)
@click.option("--statements", type=existing, required=True, help="Rows with narrative_ids; [] is no known narrative.")
@click.option("--tune", type=existing, help="The same, to tune on.")
@as_json
@with_context
def matching(context: Context, narratives: Path, statements: Path, tune: Path | None, as_json: bool) -> None:
    """Does each statement find its narrative, or rightly none?"""
    from monitor.evaluation import evaluate_matching

    result = evaluate_matching(context.models(), narratives, statements, tune)
    answer(result, as_json, figures(result))


@evaluate.command()
@click.option("--claims", type=existing, required=True)
@click.option("--queries", type=existing, required=True)
@click.option("--qrels", type=existing, required=True)
@click.option("--tune-queries", type=existing)
@click.option("--tune-qrels", type=existing)
@as_json
@with_context
def retrieval(context: Context, /, as_json: bool, **files: Path | None) -> None:
    """Does each query find the claims that answer it?"""
    from monitor.evaluation import evaluate_retrieval

    result = evaluate_retrieval(context.models(), **files)  # type: ignore[arg-type]
    answer(result, as_json, figures(result))


@evaluate.command()
@click.option("--train", type=existing, required=True)
@click.option("--test", type=existing, required=True)
@as_json
@with_context
def flags(context: Context, train: Path, test: Path, as_json: bool) -> None:
    """How well does a flagger fitted on one file do on the other?"""
    from monitor.evaluation import evaluate_flags

    result = evaluate_flags(context.models(), train, test)
    answer(result, as_json, figures(result))


@evaluate.command()
@click.option("--statements", type=existing, required=True, help="Rows with text and label.")
@as_json
@with_context
def clusters(context: Context, statements: Path, as_json: bool) -> None:
    """Do groups of statements fall where their labels are?"""
    from monitor.evaluation import evaluate_clusters

    result = evaluate_clusters(context.models(), statements)
    answer(result, as_json, figures(result))
