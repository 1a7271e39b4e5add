"""What every command shares: the database, the settings, how to speak to people and to programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.errors import CounterclaimError

if TYPE_CHECKING:
    from monitor.models import Models
    from monitor.records import ReadError
    from monitor.settings import Settings
    from monitor.store import Store

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
output = click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")
week_option = click.option("--week", metavar="2025-W03", help="Only this week.")
existing = click.Path(exists=True, path_type=Path)


@dataclass(frozen=True)
class Context:
    """The options before the command's name. Everything is opened when a command asks for it."""

    db: Path
    settings_file: Path | None
    debug: bool

    def settings(self) -> Settings:
        from monitor.settings import load

        return load(self.settings_file, beside=self.db)

    def models(self) -> Models:
        from monitor.models import Models

        return Models(self.settings())

    @contextmanager
    def store(self) -> Iterator[Store]:
        from monitor.store import Store

        with Store.open(self.db) as store:
            yield store


with_context = click.make_pass_decorator(Context)


def now() -> datetime:
    return datetime.now(UTC)


def answer(result: dict[str, Any], as_json: bool, words: str) -> None:
    """One JSON object for programs, or a sentence for people."""
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else words)


def figures(result: dict[str, Any]) -> str:
    """Headline figures with their 95 % intervals, one a line."""
    lines = []
    for name, one in result.items():
        if isinstance(one, dict) and "value" in one:
            lines.append(f"{name:<18} {_figure(one)}")
        elif name == "per_label":
            lines += [f"  {label:<22} F1 {row['f1']:.2f}  of {row['support']}" for label, row in one.items()]
        elif name == "by_lang":
            lines += [f"{lang}: " + ", ".join(_short(row)) for lang, row in one.items()]
        else:
            lines.append(f"{name:<18} {one}")
    return "\n".join(lines)


def _figure(one: dict[str, Any]) -> str:
    return "no row to measure it on" if one["value"] is None else f"{one['value']}   ({one['low']} to {one['high']})"


def _short(row: dict[str, Any]) -> list[str]:
    return [f"{name} {one['value']}" for name, one in row.items() if isinstance(one, dict) and "value" in one]


def located(error: ReadError) -> dict[str, str]:
    """An error as programs read it."""
    return {"file": error.file, "place": error.place, "reason": error.reason}


def show_errors(errors: list[ReadError]) -> None:
    """Each item that failed, with its place and reason, on the error stream."""
    for error in errors:
        click.echo(f"{error.file}, {error.place}: {error.reason}", err=True)


def failed(errors: list[ReadError]) -> None:
    """Exit status 1 where some items failed; the rest is done."""
    if errors:
        sys.exit(1)


def write(text: str, path: Path | None) -> None:
    """To a file, whole or not at all, or to the screen."""
    if path is None:
        click.echo(text, nl=bool(text) and not text.endswith("\n"))
        return
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CounterclaimError(f"{path}: cannot be written ({error.strerror})") from None


class Bar:
    """Progress on the error stream: a bar that redraws itself on a terminal, else a plain line per step."""

    def __init__(self) -> None:
        self.step = ""
        self.terminal = sys.stderr.isatty()

    def show(self, step: str, done: int, total: int) -> None:
        if self.terminal:
            filled = int(30 * done / max(total, 1))
            line = f"\r{step:<8} {'█' * filled}{'░' * (30 - filled)} {done} of {total}"
            click.echo(line + ("\n" if done >= total else ""), nl=False, err=True)
        elif step != self.step or done >= total:
            click.echo(f"{step}: {done} of {total}", err=True)
        self.step = step
