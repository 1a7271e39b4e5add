"""The ledger of narratives read from its beginning: which narratives stand, what they say, and where others lead.

Pure: events in, state out. An event that was taken back is passed over, so that the state before it comes back exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from monitor.kept import Deed, NarrativeEvent

#: What ``undo`` takes back. An import is none of these: it brings what was decided elsewhere.
OPERATIONS = frozenset(Deed) - {Deed.IMPORT, Deed.UNDO}
#: After these the archive is matched anew: they change what a narrative is known by.
REMATCHING = OPERATIONS - {Deed.DISMISS, Deed.MOVE} | {Deed.UNDO}

Words = dict[str, Any]


@dataclass(slots=True)
class Lineage:
    """The state after some events. ``words`` has a row for each narrative that stands or was merged."""

    words: dict[str, Words] = field(default_factory=dict)
    #: As it was said; ``tree`` follows merges.
    parents: dict[str, str | None] = field(default_factory=dict)
    #: narrative -> (the one it was merged into, the last review before that).
    merged: dict[str, tuple[str, int]] = field(default_factory=dict)
    #: (narrative, text) -> [(the last review that goes along, the new narrative)], in the order of the splits.
    given: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    #: proposal -> the event that decided on it.
    decided: dict[str, NarrativeEvent] = field(default_factory=dict)

    def home(self, narrative_id: str) -> str:
        """The narrative that stands for this one by now: itself, or the end of its merges."""
        return self.path(narrative_id)[-1][0]

    def path(self, narrative_id: str) -> list[tuple[str, int]]:
        """(narrative, the last review before it was reached) from itself to the end of its merges."""
        found, since = [(narrative_id, 0)], 0
        while found[-1][0] in self.merged:
            onward, position = self.merged[found[-1][0]]
            since = max(since, position)
            found.append((onward, since))
        return found

    def stands(self, narrative_id: str) -> bool:
        return narrative_id in self.words and narrative_id not in self.merged

    def members(self, narrative_id: str) -> list[str]:
        """A narrative that stands, and all that were merged into it."""
        return [narrative_id, *(one for one in self.merged if self.home(one) == narrative_id)]

    def owner(self, narrative_id: str, text_id: str) -> str:
        """Whose evidence a text of a narrative is after all splits that it went through."""
        while moves := self.given.get((narrative_id, text_id)):
            narrative_id = moves[0][1]
        return narrative_id

    def tree(self) -> dict[str, str | None]:
        """The parent of each narrative that stands. Imports that made a circle leave its first member as a root."""
        found: dict[str, str | None] = {}
        for one in self.words:
            if one in self.merged:
                continue
            said = self.parents.get(one)
            parent = self.home(said) if said in self.words else None
            found[one] = None if parent is None or one in _upwards(found, parent) else parent
        return found

    def is_above(self, narrative_id: str, other: str) -> bool:
        """Whether one narrative stands above another in the tree, or is it."""
        return narrative_id in _upwards(self.tree(), other)


def lineage(events: Iterable[NarrativeEvent], without: int | None = None) -> Lineage:
    """The state after these events, in the order of their ids; ``without`` is one to pass over as if it were undone."""
    given = list(events)
    passed_over = undone(given) | {without}
    state = Lineage()
    for event in given:
        if event.id not in passed_over:
            _apply(state, event)
    return state


def undone(events: Iterable[NarrativeEvent]) -> set[int]:
    """The ids of events that were taken back."""
    return {event.undoes for event in events if event.undoes is not None}


def last_operation(events: Iterable[NarrativeEvent]) -> NarrativeEvent | None:
    """The last event that people did here and nobody has taken back."""
    given = list(events)
    gone = undone(given)
    return next((one for one in reversed(given) if one.deed in OPERATIONS and one.id not in gone), None)


def born(event: NarrativeEvent) -> list[tuple[str, Words, str | None]]:
    """(id, words, parent) of each narrative that an event brings."""
    details = event.details
    if event.deed is Deed.SPLIT:
        return [(part["id"], part["words"], part["parent"]) for part in details["parts"]]
    if event.deed in (Deed.IMPORT, Deed.ACCEPT) and event.narrative_id:
        return [(event.narrative_id, details["words"], details["parent"])]
    return []


def _apply(state: Lineage, event: NarrativeEvent) -> None:
    one, details = event.narrative_id or "", event.details
    for key, words, parent in born(event):
        state.words[key], state.parents[key] = words, parent
    if event.deed in (Deed.ACCEPT, Deed.DISMISS):
        state.decided[details["proposal"]] = event
    elif event.deed is Deed.MERGE:
        _merge(state, one, details["into"], details["reviews"])
    elif event.deed is Deed.SPLIT:
        for part in details["parts"]:
            _give(state, one, part["id"], part["pieces"], details["reviews"])
    elif event.deed is Deed.MOVE:
        state.parents[one] = details["parent"]
    elif event.deed is Deed.EDIT:
        state.words[one] = details["words"]


def _merge(state: Lineage, one: str, into: str, reviews: int) -> None:
    tree = state.tree()
    if one in _upwards(tree, into):
        # What stood below takes the place of what it swallows; else it would stand below itself.
        state.parents[into] = tree[one]
    state.merged[one] = (into, reviews)


def _give(state: Lineage, giver: str, to: str, pieces: Iterable[str], reviews: int) -> None:
    members = state.members(giver)
    for text in pieces:
        for member in members:
            state.given.setdefault((member, text), []).append((reviews, to))


def _upwards(tree: dict[str, str | None], start: str) -> list[str]:
    """From a narrative to its root."""
    found: list[str] = []
    at: str | None = start
    while at is not None and at not in found:
        found.append(at)
        at = tree.get(at)
    return found
