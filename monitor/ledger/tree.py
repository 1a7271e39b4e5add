"""Narratives in the order of their tree."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.records import Narrative


def in_tree(narratives: Sequence[Narrative]) -> list[tuple[Narrative, int]]:
    """(narrative, depth), every child right below its parent; those whose parents go round in a circle come last."""
    ids = {one.id for one in narratives}
    children: dict[str | None, list[Narrative]] = {}
    for one in narratives:
        children.setdefault(one.parent if one.parent in ids else None, []).append(one)
    found: dict[str, tuple[Narrative, int]] = {}
    waiting = [(one, 0) for one in reversed(children.get(None, ()))]
    while waiting:
        one, depth = waiting.pop()
        found[one.id] = (one, depth)
        waiting += [(child, depth + 1) for child in reversed(children.get(one.id, ())) if child.id not in found]
    return [*found.values(), *((one, 0) for one in narratives if one.id not in found)]
