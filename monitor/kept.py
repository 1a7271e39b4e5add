"""The nouns of what is kept for good: what people did to narratives, and what closed weeks showed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Deed(StrEnum):
    """What people do to narratives and proposals. Each is a row of the ledger; ``undo`` names the row it takes back."""

    IMPORT = "import"
    ACCEPT = "accept"
    DISMISS = "dismiss"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    EDIT = "edit"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeEvent:
    """One row of the ledger of narratives: who did what, and when. Rows are only ever added.

    ``details`` hold what the deed needs to be done again: words, parents, texts. ``monitor.store.lineage`` reads them.
    """

    id: int
    deed: Deed
    narrative_id: str | None
    by: str | None
    at: str
    details: dict[str, Any] = field(default_factory=dict)
    #: Of an ``undo``: the event it takes back.
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text that shows what a narrative says. ``kind`` is ``exemplar``, ``confirmed``, ``title`` or ``description``."""

    text_id: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSummary:
    """What a week showed when it was kept. ``event_id`` is the last event of the ledger then, ``model`` the matcher.

    ``content`` is the summary as JSON, kept to the letter.
    """

    week: str
    number: int
    kept_at: str
    by: str | None
    event_id: int
    model: str
    content: str
