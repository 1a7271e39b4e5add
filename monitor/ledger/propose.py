"""Clusters of what matched nothing, as proposals that keep their identity from run to run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from monitor.ids import short_hash
from monitor.models import Models
from monitor.records import Proposal, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monitor.store import Store

#: Cosine from which two unmatched statements may belong to one new storyline, by meaning and by spelling. Looser, and
#: whole topics stick together; chosen by looking at the demonstration weeks and at real unmatched statements.
_FLOOR = {True: 0.45, False: 0.25}


def propose_narratives(store: Store, models: Models) -> list[Proposal]:
    """All open proposals: clusters of statements that matched nothing, each with key words, its most typical one first.

    Languages the model knows are grouped by meaning, the others by spelling: their vectors would only be noise. A known
    proposal keeps its id and its place; one that no cluster goes on with keeps what still matches nothing, and is gone
    when nothing is left. New ones come last, the largest first.
    """
    ids = store.unmatched_statements(models.matcher_name(store))
    statements = store.statements_by_id(ids)
    chosen = [statements[key] for key in ids]
    trusted = models.trusted([statement.lang for statement in chosen])
    clusters: list[tuple[list[str], list[str]]] = []
    for group in (True, False):
        mine = [statement for statement, known in zip(chosen, trusted, strict=True) if known == group]
        if len(mine) >= 3:
            clusters += _clusters(mine, _vectors(store, models, mine, group), _FLOOR[group])
    return _carried_on(clusters, store.proposals(), set(ids), store.proposal_ids())


def _carried_on(
    clusters: Sequence[tuple[list[str], list[str]]], open_ones: Sequence[Proposal], unmatched: set[str], taken: set[str]
) -> list[Proposal]:
    from classifiers.tracking import track

    before: dict[str, set[str]] = {}
    for one in open_ones:
        before[one.id] = set(one.statement_ids) & unmatched - set().union(*before.values())
    after = [set(members) for members, _ in clusters]
    carries_on = track({key: members for key, members in before.items() if members}, after).carries_on
    fresh, going_on = [], {}
    for place, (members, words) in enumerate(clusters):
        key = carries_on.get(place) or _new_id(members, taken)
        taken = taken | {key}
        made = Proposal(id=key, keywords=tuple(words), statement_ids=tuple(members))
        if place in carries_on:
            going_on[key] = made
        else:
            fresh.append(made)
    held = set().union(*after)
    known = [going_on.get(one.id) or _paused(one, before[one.id] - held) for one in open_ones]
    fresh.sort(key=lambda one: (-len(one.statement_ids), one.id))
    return [one for one in known if one] + fresh


def _paused(one: Proposal, left: set[str]) -> Proposal | None:
    """What is left of a proposal that no cluster goes on with: a week without news ends no storyline."""
    members = tuple(key for key in one.statement_ids if key in left)
    return Proposal(id=one.id, keywords=one.keywords, statement_ids=members) if members else None


def _new_id(members: Iterable[str], taken: set[str]) -> str:
    """The same members give the same id, unless it is another's already: no id is given twice."""
    ordered, number = sorted(members), 0
    while (key := short_hash("proposal", str(number), *ordered)) in taken:
        number += 1
    return key


def _vectors(store: Store, models: Models, statements: Sequence[Statement], trusted: bool) -> NDArray[np.float32]:
    from classifiers.group import spelling_vectors

    if trusted:
        return store.vectors_of([statement.id for statement in statements], models.encoder_name)
    return spelling_vectors([statement.text for statement in statements])


def _clusters(statements: Sequence[Statement], vectors: NDArray[np.float32], floor: float) -> list[tuple[list[str], list[str]]]:
    """(statement ids, the most typical first; key words) of each cluster."""
    import numpy as np

    from classifiers.group import StatementGrouper, keywords, typical_first

    labels = StatementGrouper(floor=floor).fit(vectors).labels_
    found = []
    for label in range(labels.max(initial=-1) + 1):
        inside = np.flatnonzero(labels == label)
        rows = inside[typical_first(vectors[inside], [statements[row].text for row in inside.tolist()])].tolist()
        members = [statements[row] for row in rows]
        others = [statements[row].text for row in np.flatnonzero(labels != label).tolist()]
        found.append(([member.id for member in members], keywords([member.text for member in members], others)))
    return found
