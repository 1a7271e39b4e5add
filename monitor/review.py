"""What a decision means, the states of a rebuttal, who may do what, and the evidence gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.errors import CounterclaimError
from monitor.ids import text_id
from monitor.publish.nolink import LinkPolicy
from monitor.read.knowledge import Decided
from monitor.records import ReadError, Rebuttal, RebuttalState, Review, Role, Verdict
from monitor.settings import Settings

if TYPE_CHECKING:
    from monitor.store import Store

#: Each verdict's number on schema.org's five-point scale (5 is true), or None where a number would mislead.
RATINGS: dict[Verdict, int | None] = {
    Verdict.FALSE: 1,
    Verdict.MISLEADING: 2,
    Verdict.MISSING_CONTEXT: 3,
    Verdict.TRUE: 5,
    Verdict.UNPROVEN: None,
    Verdict.SATIRE: None,
    Verdict.OPINION: None,
    Verdict.UNVERIFIED: None,
}

#: What each role may do. An action that stands nowhere may be done by nobody.
MAY: dict[str, frozenset[Role]] = {
    "review": frozenset(Role),
    "write rebuttal": frozenset(Role),
    "approve rebuttal": frozenset({Role.EDITOR, Role.ADMIN}),
    "retract rebuttal": frozenset({Role.EDITOR, Role.ADMIN}),
    "edit narratives": frozenset({Role.EDITOR, Role.ADMIN}),
    "edit digest": frozenset({Role.EDITOR, Role.ADMIN}),
    "add files": frozenset(Role),
    "edit feeds": frozenset({Role.EDITOR, Role.ADMIN}),
    "edit speakers": frozenset(Role),
    "manage users": frozenset({Role.ADMIN}),
}

#: From which state a rebuttal may go to which. A retracted one may be taken up again as a draft.
NEXT: dict[RebuttalState, frozenset[RebuttalState]] = {
    RebuttalState.DRAFT: frozenset({RebuttalState.SUBMITTED}),
    RebuttalState.SUBMITTED: frozenset({RebuttalState.APPROVED, RebuttalState.DRAFT}),
    RebuttalState.APPROVED: frozenset({RebuttalState.RETRACTED, RebuttalState.DRAFT}),
    RebuttalState.RETRACTED: frozenset({RebuttalState.DRAFT}),
}


def may(role: Role, action: str) -> bool:
    return role in MAY.get(action, frozenset())


def gate(rebuttal: Rebuttal, settings: Settings, policy: LinkPolicy) -> list[str]:
    """What still stands between a rebuttal and print, in plain sentences; empty when nothing does.

    In the spirit of the IFCN's criteria 3.1 to 3.3: sources that a reader can find, more than one, and never an outlet
    whose claims are being checked.
    """
    missing = []
    if rebuttal.verdict is Verdict.UNVERIFIED:
        missing.append("Choose a verdict: “unverified” is never printed.")
    if len(rebuttal.disproof.split()) < 10:
        missing.append("Write the answer: it has fewer than ten words.")
    publishers = {source.publisher.strip().casefold() for source in rebuttal.sources if source.publisher.strip()}
    if len(publishers) < settings.sources_needed:
        missing.append(f"Name {settings.sources_needed} sources of different publishers; there are {len(publishers)}.")
    for source in rebuttal.sources:
        if source.url and policy.denies_url(source.url):
            missing.append(f"“{source.title}” links to an outlet whose links are never printed: {urlsplit(source.url).netloc}")
    return missing


def may_approve(rebuttal: Rebuttal, role: Role, name: str, settings: Settings) -> str | None:
    """None when this person may approve, else the reason why not."""
    if not may(role, "approve rebuttal"):
        return "Only an editor can approve."
    if settings.second_person and rebuttal.author == name:
        return "A second person has to approve what you wrote."
    return None


def reviews_from(store: Store, rows: Sequence[Decided], reviewer: str, file: str) -> tuple[list[Review], list[ReadError]]:
    """Decisions made elsewhere as reviews of this database, and what is said of statements or narratives unknown here.

    Raises CounterclaimError for an unknown reviewer.
    """
    if store.user(reviewer) is None:
        raise CounterclaimError(f"{reviewer}: no such user; add one with: counterclaim user add {reviewer} --role reviewer")
    ids = [text_id(row.text) for row in rows]
    known, homes = store.statements_by_id(ids), store.homes()
    found, errors = [], []
    for key, row in zip(ids, rows, strict=True):
        if key not in known:
            errors.append(ReadError(file=file, place=row.text[:60], reason="no such statement here"))
        elif row.narrative_id is not None and row.narrative_id not in homes:
            errors.append(ReadError(file=file, place=row.text[:60], reason=f"no narrative {row.narrative_id!r} here"))
        else:
            narrative = homes.get(row.narrative_id) if row.narrative_id else None
            found.append(
                Review(statement_id=key, reviewer=reviewer, decision=row.decision, narrative_id=narrative, note=row.note)
            )
    return found, errors
