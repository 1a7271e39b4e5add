"""Polling by itself, for a week and longer: what is due is asked, what is new is stored, and a stop is clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

from monitor.poll import Polled, poll, recheck

if TYPE_CHECKING:
    from monitor.fetch import Fetcher
    from monitor.store import Store

#: Seconds: the longest sleep. A feed added on the desk meanwhile is not left waiting.
LONGEST_SLEEP = 60.0


def watch(store: Store, fetcher: Fetcher, clock: Callable[[], datetime], stop: Event) -> Iterator[Polled | str]:
    """Poll what is due until ``stop`` is set; yields each polled feed, and the fate of each article looked at again.

    A stop is taken between two feeds: what was fetched is stored first.
    """
    while not stop.is_set():
        for found in poll(store, fetcher, store.feeds_due(clock()), clock):
            yield found
            if stop.is_set():
                return
        for fate in recheck(store, fetcher, clock):
            yield fate
            if stop.is_set():
                return
        stop.wait(_seconds_to_sleep(store.next_poll_at(), clock()))


def _seconds_to_sleep(next_at: str | None, now: datetime) -> float:
    if not next_at:
        return 1.0 if next_at == "" else LONGEST_SLEEP
    return min(max((datetime.fromisoformat(next_at) - now).total_seconds(), 1.0), LONGEST_SLEEP)
