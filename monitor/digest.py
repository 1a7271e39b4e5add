"""Rebuttals of a period -> Digest: what an editor pulls, in which order, and with which statements beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import week as weeks
from monitor.errors import CounterclaimError
from monitor.publish.formats import DIGEST_FORMATS, digest_as
from monitor.publish.nolink import LinkPolicy
from monitor.records import Digest, Entry, Example, Rebuttal, RebuttalState
from monitor.settings import Settings

if TYPE_CHECKING:
    from monitor.store import Store


def new_digest(week: str, title: str = "") -> Digest:
    """An empty digest of a week; version 0 says that it is not stored yet."""
    week = weeks.week_of(weeks.bounds(week)[0])  # 2025-W3 and 2025-W03 are one week
    return Digest(id=week, week=week, title=title or f"Claims and answers, {weeks.in_words(week)}", version=0)


def pull(digest: Digest, rebuttal: Rebuttal) -> Digest:
    """The digest with a rebuttal at its end. One that is there already stays where it is. Only approved ones may enter."""
    if rebuttal.state is not RebuttalState.APPROVED:
        raise ValueError("only an approved rebuttal can go into a digest")
    if any(one.id == rebuttal.id for one in digest.rebuttals):
        return digest
    return replace(digest, rebuttals=(*digest.rebuttals, rebuttal))


def drop(digest: Digest, rebuttal_id: str) -> Digest:
    return replace(digest, rebuttals=tuple(one for one in digest.rebuttals if one.id != rebuttal_id))


def move(digest: Digest, rebuttal_id: str, by: int) -> Digest:
    """One place up (-1) or down (+1); at the ends nothing happens."""
    items = list(digest.rebuttals)
    place = next((number for number, one in enumerate(items) if one.id == rebuttal_id), None)
    if place is None or not 0 <= place + by < len(items):
        return digest
    items[place], items[place + by] = items[place + by], items[place]
    return replace(digest, rebuttals=tuple(items))


def pull_week(store: Store, digest: Digest) -> Digest:
    """The digest with every approved rebuttal that answers a statement of its week, or was dated in it."""
    since, until = (day.isoformat() for day in weeks.bounds(digest.week))
    for rebuttal in reversed(store.rebuttals(RebuttalState.APPROVED)):
        dated = rebuttal.date is not None and since <= rebuttal.date < until
        if dated or any(since <= one.said_at < until for one in statements_of(store, rebuttal)):
            digest = pull(digest, rebuttal)
    return digest


def publish(store: Store, digest: Digest, settings: Settings, now: datetime) -> None:
    """Mark a digest as published. Raises CounterclaimError where it is empty, or a forbidden link is left in it."""
    if not digest.rebuttals:
        raise CounterclaimError(f"{digest.id}: an empty digest is not published")
    policy = LinkPolicy.of(store.outlets(), settings.denied)
    for format in DIGEST_FORMATS:
        digest_as(format, digest, entries(store, digest), policy, settings.organisation)
    store.publish_digest(digest.id, now)


def entries(store: Store, digest: Digest) -> list[Entry]:
    """What is printed: each rebuttal in its order, with the statements that people attached to it."""
    return [Entry(rebuttal=one, statements=tuple(statements_of(store, one))) for one in digest.rebuttals]


def statements_of(store: Store, rebuttal: Rebuttal) -> list[Example]:
    """First appearance of every statement a rebuttal answers, oldest first."""
    rows = store.queue_rows(store.statements_answered_by(rebuttal.id))
    found = [
        Example(
            statement_id=row["id"],
            text=row["text"],
            lang=row["lang"],
            outlet=row["outlet"] or "",
            said_at=row["said_at"] or "",
            speaker=row["speaker"],
            confirmed=True,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.said_at)
