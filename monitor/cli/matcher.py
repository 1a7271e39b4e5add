"""The command that trains what the matcher knows of storylines in general."""

from __future__ import annotations

import click

from monitor.cli.context import Context, answer, as_json, now, with_context


@click.group()
def matcher() -> None:
    """What the matcher knows of storylines before a team has any of its own."""


@matcher.command()
@as_json
@with_context
def train(context: Context, as_json: bool) -> None:
    """Train it on the rows that come with the program, and put it in the place of the old one."""
    from monitor.backgrounds import train_background
    from monitor.settings import FIXTURES

    models = context.models()
    figures = train_background(models, FIXTURES, models.settings.matcher, now().date())
    lines = [f"{name}: AUROC {one['value']:.3f}" for name, one in figures.items()]
    answer(figures, as_json, "\n".join([*lines, f"saved in {models.settings.matcher}"]))


@matcher.command()
@with_context
def card(context: Context) -> None:
    """The card of the present background: its data, date and figures."""
    from classifiers.embed import ModelError
    from classifiers.saved import card as card_of
    from monitor.backgrounds import MADE_BY
    from monitor.errors import CounterclaimError

    try:
        click.echo(card_of(context.settings().matcher, MADE_BY))
    except ModelError as error:
        raise CounterclaimError(str(error)) from None
