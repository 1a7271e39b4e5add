"""Keeping the file well: restoring a backup, and finding out why something does not run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from monitor import week as weeks
from monitor.errors import CounterclaimError
from monitor.models import Models
from monitor.store import Store, utc


def restore_from(backup: Path, target: Path, now: datetime) -> Path | None:
    """Check the backup, then put it in the target's place at once. Returns where the file before it is kept, if any.

    Raises CounterclaimError for a backup that is damaged or of another version: the present file then stays.
    """
    with Store.open(backup) as store:
        if problems := store.integrity():
            raise CounterclaimError(f"{backup}: damaged ({problems[0]}); nothing was changed")
    fresh = target.with_name(target.name + ".restoring")
    fresh.touch(mode=0o600)
    shutil.copyfile(backup, fresh)
    kept = None
    if target.exists():
        kept = target.with_name(f"{target.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
        # A file too damaged to be opened is why somebody restores: it is put aside as it is.
        with suppress(CounterclaimError), Store.open(target) as present:
            present.gather()
        for part in ("", "-wal", "-shm"):
            if (found := target.with_name(target.name + part)).exists():
                found.rename(kept.with_name(kept.name + part))
    fresh.rename(target)
    return kept


def write_evidence(store: Store, path: Path, week: str | None, now: datetime) -> int:
    """Write the captures of a week, or all, as WARC or WACZ by the file's suffix; whole or not at all. Returns how many.

    Raises CounterclaimError for another suffix, and where the file cannot be written.
    """
    from monitor.evidence import write_wacz, write_warc

    bounds = tuple(day.isoformat() for day in weeks.bounds(week)) if week else ("", "9999")
    if not path.name.endswith((".wacz", ".warc", ".warc.gz")):
        raise CounterclaimError(f"{path}: name it .wacz, or .warc.gz")
    software, created = f"Counterclaim/{version('counterclaim')}", utc(now)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            captures = store.captures(*bounds)
            if path.suffix == ".wacz":
                count = write_wacz(captures, file, title=week or "Captures", software=software, created=created)
            else:
                count = write_warc(captures, file, software)
        part.replace(path)
    except OSError as error:
        raise CounterclaimError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        part.unlink(missing_ok=True)
    return count


def diagnose(db: Path, models: Callable[[], Models]) -> list[tuple[str, bool, str]]:
    """(what, whether it is well, a sentence) of the settings, the database, the model and the flagger."""

    def the_settings() -> str:
        return f"model {models().settings.model}"

    def the_database() -> str:
        with Store.open(db) as store:
            if problems := store.integrity():
                raise CounterclaimError(problems[0])
            waiting = 0
            with suppress(CounterclaimError):  # what is wrong with the flagger is said in its own line
                waiting = store.count_without("flags", models().flagger[0])
            return f"{db}, readable and whole" + (f"; {waiting} statements wait for a run" if waiting else "")

    def the_mode() -> str:
        if db.exists() and os.name == "posix" and db.stat().st_mode & 0o077:
            raise CounterclaimError(f"{db} can be read by other users of this machine; mend it with: chmod 600 {db}")
        return "only its owner can read the database"

    checks: dict[str, Callable[[], str]] = {
        "settings": the_settings,
        "model": lambda: f"{models().encoder.name}, {models().encoder.dimension} dimensions",
        "flagger": lambda: models().flagger[0],
        "database": the_database,
        "file mode": the_mode,
    }
    found = []
    for what, check in checks.items():
        try:
            found.append((what, True, check()))
        except CounterclaimError as error:
            found.append((what, False, str(error)))
    return found
