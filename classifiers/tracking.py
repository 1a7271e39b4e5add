"""Groups through time: which of today's groups is which of yesterday's. A pure function over ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

#: Six groups that flow together in equal parts are a new one; up to five, one of them carries on.
_FLOOR = 0.2


@dataclass(frozen=True, slots=True)
class Tracking:
    """What became of yesterday's groups. Today's groups go by their places in the list that was given.

    ``carries_on``: place of today's group -> the id of yesterday's that it continues; one to one.
    ``new``: places of today's groups that continue none.
    ``vanished``: ids of yesterday's that none of today's groups continues.
    ``merged``: place of today's group -> other ids of which it took in half or more of the members that are still grouped.
    ``split``: id -> places of today's other groups of which half or more of the members grouped before came from it.
    """

    carries_on: dict[int, str]
    new: tuple[int, ...]
    vanished: tuple[str, ...]
    merged: dict[int, tuple[str, ...]]
    split: dict[str, tuple[int, ...]]


def track(yesterday: Mapping[str, Collection[str]], today: Sequence[Collection[str]], floor: float = _FLOOR) -> Tracking:
    """Give today's groups the ids of yesterday's, so that the likeness of what carries on is greatest over all.

    The likeness of two groups is the Jaccard index over the members that are in some group on both days: a statement that
    arrived or left says nothing about who is who. Below ``floor`` nothing carries on. The assignment is the optimal one
    (Kuhn 1955, in scipy); of equal ones the larger overlap counts. Nothing depends on the order of what is given.

    A member may be in one group only, on either day; ValueError otherwise.
    """
    names = sorted(yesterday)
    places = sorted(range(len(today)), key=lambda place: (min(today[place], default=""), place))
    shared = _shared([yesterday[name] for name in names], [today[place] for place in places])
    before, after = shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True)
    likeness = shared / np.maximum(1, before + after - shared)
    allowed = (shared > 0) & (likeness >= floor)
    value = np.where(allowed, likeness + 1e-6 * shared / max(1.0, shared.max(initial=0)), 0.0)
    pairs = [(row, column) for row, column in zip(*linear_sum_assignment(-value), strict=True) if allowed[row, column]]
    carries_on = {places[column]: names[row] for row, column in pairs}
    taken_in, handed_out = (shared > 0) & (2 * shared >= before), (shared > 0) & (2 * shared >= after)
    for row, column in pairs:
        taken_in[row, column] = handed_out[row, column] = False
    return Tracking(
        carries_on=dict(sorted(carries_on.items())),
        new=tuple(place for place in range(len(today)) if place not in carries_on),
        vanished=tuple(name for name in names if name not in carries_on.values()),
        merged={
            place: tuple(names[row] for row in np.flatnonzero(taken_in[:, column]))
            for place, column in sorted((place, column) for column, place in enumerate(places))
            if taken_in[:, column].any()
        },
        split={
            name: tuple(sorted(places[column] for column in np.flatnonzero(handed_out[row])))
            for row, name in enumerate(names)
            if handed_out[row].any()
        },
    )


def _shared(before: Sequence[Collection[str]], after: Sequence[Collection[str]]) -> NDArray[np.float64]:
    """How many members each of the groups before has in common with each after."""
    where = {member: row for row, members in enumerate(before) for member in set(members)}
    if len(where) < sum(len(set(members)) for members in before):
        raise ValueError("yesterday's groups share members")
    seen: set[str] = set()
    shared = np.zeros((len(before), len(after)))
    for column, members in enumerate(after):
        if not seen.isdisjoint(members):
            raise ValueError("today's groups share members")
        seen.update(members)
        for member in set(members) & where.keys():
            shared[where[member], column] += 1
    return shared
