"""When to ask a feed again, and what to send with the question: the HTTP rules of polite polling. Pure.

RFC 9110 (validators, Retry-After), RFC 9111 (Cache-Control, Expires); RSS 2.0 ``ttl``, ``skipHours`` and ``skipDays``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.records import Feed

#: Minutes between two polls: a feed that brings news is asked more often, a quiet one less, within these bounds.
SHORTEST, USUAL, LONGEST = 15, 60, 360
#: However long a server asks us to wait, a day later we look again.
CAP = timedelta(days=1)
#: A feed that has not brought anything for so many of its usual gaps, and at least two days, has gone silent.
SILENT_GAPS, SILENT_AT_LEAST = 5, timedelta(days=2)

_REFUSALS = {
    401: "the server asks for a password.",
    403: "the server refuses to answer us.",
    404: "there is nothing at this address any more.",
    410: "the publisher has ended this feed for good.",
    429: "the server asks us to come less often.",
    451: "the server says that it may not answer for legal reasons.",
    503: "the server is not available for the moment.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one poll. ``error`` is a plain sentence; ``items`` were in the answer, ``news`` are new or changed."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None
    items: int = 0
    news: int = 0
    error: str | None = None
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    title: str = ""
    #: False where not all of the answer could be taken up, so that it must be given whole again.
    complete: bool = True


def conditions(feed: Feed) -> dict[str, str]:
    """The headers that let the server say "not modified", byte for byte as it gave them."""
    found = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in found.items() if value}


def unchanged(feed: Feed, status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer brings nothing: 304, or a 200 with the very ETag that was sent."""
    if status == 304:
        return True
    return status == 200 and feed.etag is not None and headers.get("etag") == feed.etag


def refusal(status: int) -> str | None:
    """What a status means to a reader of the desk; None where it brings an answer."""
    if status in (200, 203, 226, 304):
        return None
    if status in _REFUSALS:
        return _REFUSALS[status]
    if status >= 500:
        return f"the server has a fault of its own (status {status})."
    return f"the server gave no feed (status {status})."


def after(feed: Feed, outcome: Outcome, now: datetime) -> Feed:
    """The feed as it stands after a poll: its address, validators, health and the time of the next one."""
    at = _utc(now)
    if outcome.error is not None:
        return _failed(feed, outcome, now, at)
    moved = outcome.moved_to if outcome.moved_to and outcome.moved_to != feed.url else None
    kept = outcome.complete and not _expired(outcome.headers)
    fresh = outcome.status != 304
    interval = _interval(feed, outcome)
    return replace(
        feed,
        url=moved or feed.url,
        # Validators belong to an address: those of the old one mean nothing at the new one.
        etag=(outcome.headers.get("etag") if kept else None) if fresh or moved else feed.etag,
        last_modified=(outcome.headers.get("last-modified") if kept else None) if fresh or moved else feed.last_modified,
        title=outcome.title or feed.title,
        interval=interval,
        checked_at=at,
        ok_at=at,
        news_at=at if outcome.news else feed.news_at,
        next_at=_utc(_allowed(now + _wait(feed.id, interval, outcome, now), outcome)),
        failures=0,
        error=None,
    )


def silent_since(feed: Feed, now: datetime) -> str | None:
    """Since when a feed that answers has brought nothing, where that is unlike it; None where all is well."""
    if feed.news_at is None or feed.paused or feed.gone:
        return None
    quiet = now - datetime.fromisoformat(feed.news_at)
    usual = timedelta(minutes=feed.interval) * SILENT_GAPS
    return feed.news_at if quiet > max(usual, SILENT_AT_LEAST) else None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a server asks us to wait: seconds or a date; None for anything else, and for what lies behind."""
    if value is None:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", value, re.ASCII):
        return timedelta(seconds=int(value))
    wait = _until(value, now)
    return wait if wait and wait > timedelta(0) else None


def _failed(feed: Feed, outcome: Outcome, now: datetime, at: str) -> Feed:
    """Back off: twice as long after each failure in a row. What was known of the feed stays."""
    failures = feed.failures + 1
    wait = timedelta(minutes=feed.interval) * 2 ** min(failures - 1, 10)
    asked = retry_after(outcome.headers.get("retry-after"), now)
    return replace(
        feed,
        gone=outcome.status == 410,
        checked_at=at,
        next_at=_utc(now + _spread(feed.id, min(max(wait, asked or wait), CAP))),
        failures=failures,
        error=outcome.error,
    )


def _interval(feed: Feed, outcome: Outcome) -> int:
    """Minutes: two thirds of what it was where there was news, a quarter more where there was none."""
    changed = feed.interval * 2 // 3 if outcome.news else feed.interval * 5 // 4
    return max(SHORTEST, min(changed, LONGEST))


def _wait(feed_id: str, interval: int, outcome: Outcome, now: datetime) -> timedelta:
    """The longest of what we want and of what the server asks for, up to a day."""
    asked = [timedelta(minutes=interval), timedelta(minutes=outcome.ttl_minutes or 0)]
    asked += [found for found in (retry_after(outcome.headers.get("retry-after"), now), _fresh(outcome.headers, now)) if found]
    return _spread(feed_id, min(max(asked), CAP))


def _spread(feed_id: str, wait: timedelta) -> timedelta:
    """A little longer, each feed by its own part: fifty feeds added in one minute must not be asked in one minute."""
    part = int(hashlib.sha256(feed_id.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return wait + wait * 0.05 * part


def _fresh(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer says that it stays fresh: max-age before Expires."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    if found := re.search(r"max-age\s*=\s*\"?(\d{1,9})", control, re.ASCII):
        return timedelta(seconds=int(found[1]))
    return _until(headers.get("expires", ""), now)


def _expired(headers: Mapping[str, str]) -> bool:
    """Whether a server gives validators and says in the same breath that they are worth nothing."""
    return headers.get("expires", "").strip() in ("0", "-1")


def _until(written: str, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(written)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def _allowed(moment: datetime, outcome: Outcome) -> datetime:
    """The first full hour from ``moment`` on that the feed does not ask to leave out; ``moment`` where it asks for none."""
    for _ in range(24 * 7):
        if moment.hour not in outcome.skip_hours and f"{moment:%A}" not in outcome.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment  # it asks to be left out always, and cannot mean that


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
