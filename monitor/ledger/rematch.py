"""Matching the archive anew after people changed what narratives are known by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.models import Models
    from monitor.store import Store


def rematch(store: Store, models: Models, now: datetime) -> Iterator[None]:
    """Match all statements anew if the ledger asks for it, batch by batch. A stop in between loses nothing.

    It ends early where people change narratives meanwhile: then everything would be matched anew once more.
    """
    from monitor.pipeline import match

    if (position := store.rematch_due()) is None:
        return
    for _ in match(store, models):
        yield
        if store.rematch_due() != position:
            return
    store.rematched(position, now)


def rematch_progress(store: Store, models: Models) -> tuple[int, int] | None:
    """(matched anew, all that were matched before), or None where nothing is left to match anew."""
    if store.rematch_due() is None:
        return None
    done, total = store.rematch_progress(models.matcher_name(store))
    return (done, total) if done < total else None
