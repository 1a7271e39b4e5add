"""Narratives through time: what the machine proposes, and what people make of it. Everything is kept, and can be taken back."""

from monitor.ledger.decide import (
    Part,
    accept_proposal,
    dismiss_proposal,
    edit_narrative,
    merge_narratives,
    move_narrative,
    narrative,
    split_narrative,
    without_parent,
)
from monitor.ledger.history import history, said, undo
from monitor.ledger.propose import propose_narratives
from monitor.ledger.rematch import rematch, rematch_progress
from monitor.ledger.tree import in_tree

__all__ = [
    "Part",
    "accept_proposal",
    "dismiss_proposal",
    "edit_narrative",
    "history",
    "in_tree",
    "merge_narratives",
    "move_narrative",
    "narrative",
    "propose_narratives",
    "rematch",
    "rematch_progress",
    "said",
    "split_narrative",
    "undo",
    "without_parent",
]
