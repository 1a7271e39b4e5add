"""The command ``counterclaim``. Each command opens the store, calls one function and prints what came of it.

A command's module is imported only when that command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click

#: A command that a package above this one brings along, as an entry point: the command line imports no screen.
ELSEWHERE = "counterclaim.commands"

#: Where each command lives, and what the list of commands says of it.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("upkeep", "Make a new database."),
    "migrate": ("upkeep", "Bring an older database to this version, after a backup."),
    "outlets": ("incoming", "Import or list the outlets you watch."),
    "add": ("incoming", "Add feeds, exports, articles, transcripts, archives and statements."),
    "feeds": ("feeds", "Add, list, poll, pause and remove feeds."),
    "watch": ("feeds", "Poll by itself until it is stopped."),
    "evidence": ("incoming", "Write fetched pages to a web archive (WARC, WACZ)."),
    "run": ("machine", "Embed, flag, match and propose: only what is new."),
    "similar": ("machine", "Statements and rebuttals nearest in meaning to a text."),
    "narratives": ("knowledge", "Import, export and list narratives; accept proposals."),
    "rebuttals": ("knowledge", "Import and export rebuttals."),
    "reviews": ("knowledge", "Import decisions made elsewhere."),
    "export": ("output", "Statements, matches, flags, reviews or rebuttals as JSON Lines or CSV."),
    "digest": ("output", "Make, show and publish the digest of a week."),
    "summary": ("output", "The narrative summary of a week."),
    "flagger": ("machine", "Train the flagger, or show its card."),
    "matcher": ("matcher", "Train what the matcher knows of storylines, or show its card."),
    "evaluate": ("evaluation", "Measure matching, retrieval, flags and clusters on your own rows."),
    "serve": (ELSEWHERE, "Serve the desk."),
    "user": ("people", "Add, list, disable and reset users of the desk."),
    "backup": ("upkeep", "Copy the database, even while others write."),
    "restore": ("upkeep", "Put a backup in the place of the database."),
    "verify": ("upkeep", "Check the database for damage."),
    "doctor": ("upkeep", "Check everything a run needs, and say what to do."),
}


class _Lazy(click.Group):
    """A group that knows its commands' names and help, and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        place, _ = COMMANDS[name]
        if place == ELSEWHERE:
            (entry,) = entry_points(group=ELSEWHERE, name=name)
            found: click.Command = entry.load()
        else:
            found = getattr(importlib.import_module(f"monitor.cli.{place}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", type=click.Path(path_type=Path), envvar="COUNTERCLAIM_DB", default=Path("counterclaim.db"),
              show_default=True, help="The database file.")  # fmt: skip
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), envvar="COUNTERCLAIM_SETTINGS",
              help="A TOML file; by default counterclaim.toml beside the database.")  # fmt: skip
@click.option("--debug", is_flag=True, help="Show the full traceback of an error.")
@click.version_option(package_name="counterclaim")
@click.pass_context
def cli(ctx: click.Context, db: Path, settings_file: Path | None, debug: bool) -> None:
    """See what state media repeat, what is new and what was answered; answer the rest in print."""
    from monitor.cli.context import Context

    ctx.obj = Context(db=db, settings_file=settings_file, debug=debug)


def main() -> None:
    """Run a command; whatever goes wrong ends in one plain line, unless ``--debug`` asks for more."""
    from monitor.errors import CounterclaimError

    debug = "--debug" in sys.argv or bool(os.environ.get("COUNTERCLAIM_DEBUG"))
    try:
        status = cli(standalone_mode=False)
    except click.Abort:
        _end("stopped; what was done so far is kept", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except CounterclaimError as error:
        if debug:
            raise
        _end(str(error), 2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        _end(f"{type(error).__name__}: {error} (run again with --debug for the details)", 2)
    # Outside its standalone mode click answers with the status of ctx.exit() instead of leaving.
    sys.exit(status if isinstance(status, int) else 0)


def _end(words: str, status: int) -> None:
    click.echo(f"counterclaim: {words}", err=True)
    sys.exit(status)
