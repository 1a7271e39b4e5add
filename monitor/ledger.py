"""Narratives through time: what the machine proposes, and what people make of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.ids import slug
from monitor.models import Models
from monitor.records import Narrative, Proposal, ReadError, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monitor.store import Store

#: Cosine from which two unmatched statements may belong to one new storyline, by meaning and by spelling. Looser, and
#: whole topics stick together; chosen by looking at the demonstration weeks and at real unmatched statements.
_FLOOR = {True: 0.45, False: 0.25}
_SHOWN = 12


def propose_narratives(store: Store, models: Models) -> list[Proposal]:
    """Clusters of statements that matched nothing, each with key words and its most typical statement first.

    Languages the model knows are grouped by meaning, the others by spelling: their vectors would only be noise.
    """
    ids = store.unmatched_statements(models.matcher_name(store))
    statements = store.statements_by_id(ids)
    chosen = [statements[key] for key in ids]
    trusted = models.trusted([statement.lang for statement in chosen])
    proposals = []
    for group in (True, False):
        mine = [statement for statement, known in zip(chosen, trusted, strict=True) if known == group]
        if len(mine) >= 3:
            proposals += _proposals(mine, _vectors(store, models, mine, group), _FLOOR[group])
    return sorted(proposals, key=lambda proposal: (-len(proposal.statement_ids), proposal.id))


def _vectors(store: Store, models: Models, statements: Sequence[Statement], trusted: bool) -> NDArray[np.float32]:
    from classifiers.group import spelling_vectors

    if trusted:
        return store.vectors_of([statement.id for statement in statements], models.encoder_name)
    return spelling_vectors([statement.text for statement in statements])


def _proposals(statements: Sequence[Statement], vectors: NDArray[np.float32], floor: float) -> list[Proposal]:
    import numpy as np

    from classifiers.group import StatementGrouper, keywords, typical_first

    labels = StatementGrouper(floor=floor).fit(vectors).labels_
    found = []
    for label in range(labels.max(initial=-1) + 1):
        inside = np.flatnonzero(labels == label)
        rows = inside[typical_first(vectors[inside])].tolist()
        members = [statements[row] for row in rows]
        others = [statements[row].text for row in np.flatnonzero(labels != label).tolist()]
        found.append(
            Proposal(
                id=hashlib.sha256("".join(sorted(member.id for member in members)).encode()).hexdigest()[:16],
                keywords=tuple(keywords([member.text for member in members], others)),
                statement_ids=tuple(member.id for member in members),
            )
        )
    return found


def accept_proposal(
    store: Store, proposal_id: str, by: str, now: datetime, title: str = "", description: str = "", parent: str | None = None
) -> Narrative:
    """Make a narrative of a proposal: its typical statements become exemplars. Everything is matched anew at the next run."""
    proposal = _open_proposal(store, proposal_id)
    texts = store.statements_by_id(list(proposal.statement_ids))
    members = [texts[key].text for key in proposal.statement_ids]
    title = title.strip() or members[0]
    taken = {narrative.id for narrative in store.narratives()}
    narrative = Narrative(
        id=_free_id(slug(title)[:60], taken),
        title=title,
        description=description.strip(),
        exemplars=tuple(members[:_SHOWN]),
        topics=proposal.keywords,
        parent=parent or None,
    )
    if narrative.parent and narrative.parent not in taken:
        raise CounterclaimError(f"{narrative.parent}: no such narrative to be the parent")
    store.save_narratives([narrative], by, now)
    store.decide_proposal(proposal_id, "accept", narrative.id, by, now)
    return narrative


def dismiss_proposal(store: Store, proposal_id: str, by: str, now: datetime) -> None:
    """Put a proposal aside: its statements are not proposed again."""
    store.decide_proposal(_open_proposal(store, proposal_id).id, "dismiss", None, by, now)


def without_parent(imported: Sequence[Narrative], known: Sequence[Narrative], file: str) -> list[ReadError]:
    """Of the imported narratives, those whose parent stands nowhere: they are in, as roots."""
    ids = {one.id for one in known}
    return [
        ReadError(file=file, place=f"narrative {one.id}", reason=f"its parent {one.parent!r} is not there; it stands alone")
        for one in imported
        if one.parent and one.parent not in ids
    ]


def _open_proposal(store: Store, proposal_id: str) -> Proposal:
    for proposal in store.proposals():
        if proposal.id == proposal_id:
            return proposal
    raise CounterclaimError(f"{proposal_id}: no open proposal of that id; see: counterclaim narratives propose")


def _free_id(wanted: str, taken: set[str]) -> str:
    number, name = 2, wanted
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
