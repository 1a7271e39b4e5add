"""What people do to narratives: accept, put aside, merge, split, move, edit. Each deed is judged and written in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.errors import CounterclaimError
from monitor.ids import slug
from monitor.kept import Deed, NarrativeEvent
from monitor.records import Narrative, Proposal, ReadError

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.store.lineage import Lineage

_SHOWN = 12
#: Addresses of the desk that a narrative's own must not hide.
_RESERVED = {"proposals", "history", "undo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A new narrative that a split makes: ``pieces`` are the ids of the texts it takes along."""

    title: str
    pieces: tuple[str, ...]
    description: str = ""
    #: Below the narrative it comes from, or beside it.
    below: bool = False


def accept_proposal(
    store: Store, proposal_id: str, by: str, now: datetime, title: str = "", description: str = "", parent: str | None = None
) -> Narrative:
    """Make a narrative of a proposal: its typical statements become exemplars. The archive is to be matched anew."""
    with store.deciding() as lineage:
        proposal = _open_proposal(store, proposal_id)
        texts = store.statements_by_id(list(proposal.statement_ids))
        members = [texts[key].text for key in proposal.statement_ids]
        title = title.strip() or members[0]
        words = {"title": title, "description": description.strip(), "topics": list(proposal.keywords), "note": ""}
        key = _free_id(title, store.narrative_ids())
        store.add_event(
            Deed.ACCEPT, key, by, now, proposal=proposal_id, statements=list(proposal.statement_ids), words=words,
            parent=_parent(lineage, parent),
        )  # fmt: skip
        store.add_exemplars(key, members[:_SHOWN])
    return narrative(store, key)


def dismiss_proposal(store: Store, proposal_id: str, by: str, now: datetime) -> None:
    """Put a proposal aside: its statements are not proposed again."""
    with store.deciding():
        proposal = _open_proposal(store, proposal_id)
        store.add_event(Deed.DISMISS, None, by, now, proposal=proposal_id, statements=list(proposal.statement_ids))


def merge_narratives(store: Store, one: str, into: str, by: str, now: datetime) -> NarrativeEvent:
    """From now on a narrative stands for another one too: its texts, confirmed statements, rebuttals and addresses.

    What was merged already is led on to the narrative that stands for it.
    """
    with store.deciding() as lineage:
        _standing(lineage, one)
        target = _led_on(lineage, into)
        if target == one:
            raise CounterclaimError(f"{one}: a narrative cannot be merged into itself")
        return store.add_event(Deed.MERGE, one, by, now, into=target, reviews=store.last_review())


def split_narrative(store: Store, one: str, parts: Sequence[Part], by: str, now: datetime) -> list[Narrative]:
    """Give some of a narrative's exemplars and confirmed statements to new narratives; the rest stays."""
    with store.deciding() as lineage:
        _standing(lineage, one)
        _check_parts(one, parts, {piece.text_id for piece in store.pieces(one)})
        taken, beside, made = store.narrative_ids(), lineage.tree()[one], []
        for part in parts:
            key = _free_id(part.title.strip(), taken)
            taken.add(key)
            words = {"title": part.title.strip(), "description": part.description.strip(), "topics": [], "note": ""}
            made.append({"id": key, "words": words, "parent": one if part.below else beside, "pieces": list(part.pieces)})
        store.add_event(Deed.SPLIT, one, by, now, parts=made, reviews=store.last_review())
    return [narrative(store, str(part["id"])) for part in made]


def move_narrative(store: Store, one: str, parent: str | None, by: str, now: datetime) -> NarrativeEvent:
    """Put a narrative below another one, or, with no parent, at the top."""
    with store.deciding() as lineage:
        _standing(lineage, one)
        place = _parent(lineage, parent)
        if place is not None and lineage.is_above(one, place):
            raise CounterclaimError(f"{one} cannot go below {place}, which is {'itself' if one == place else 'below it'}")
        if lineage.tree()[one] == place:
            raise CounterclaimError(f"{one} stands {'below ' + place if place else 'at the top'} already")
        return store.add_event(Deed.MOVE, one, by, now, parent=place)


def edit_narrative(store: Store, one: str, title: str, description: str, by: str, now: datetime) -> NarrativeEvent:
    """Change a narrative's title and description; its id stays."""
    with store.deciding() as lineage:
        _standing(lineage, one)
        words: dict[str, Any] = lineage.words[one] | {"title": title.strip(), "description": description.strip()}
        if not words["title"]:
            raise CounterclaimError(f"{one}: a narrative needs a title")
        if words == lineage.words[one]:
            raise CounterclaimError(f"{one}: its title and description say that already")
        return store.add_event(Deed.EDIT, one, by, now, words=words)


def narrative(store: Store, key: str) -> Narrative:
    """A narrative that stands. Raises CounterclaimError for any other id."""
    found = next((one for one in store.narratives() if one.id == key), None)
    if found is None:
        raise CounterclaimError(f"{key}: no such narrative; see: counterclaim narratives list")
    return found


def without_parent(imported: Sequence[Narrative], known: Sequence[Narrative], file: str) -> list[ReadError]:
    """Of the imported narratives, those whose parent stands nowhere: they are in, as roots."""
    ids = {one.id for one in known}
    return [
        ReadError(file=file, place=f"narrative {one.id}", reason=f"its parent {one.parent!r} is not there; it stands alone")
        for one in imported
        if one.parent and one.parent not in ids
    ]


def _check_parts(one: str, parts: Sequence[Part], there: set[str]) -> None:
    seen: set[str] = set()
    for part in parts:
        if not part.title.strip():
            raise CounterclaimError(f"{one}: each new narrative needs a title")
        if not part.pieces:
            raise CounterclaimError(f"{part.title.strip()}: choose at least one text that goes along")
        for piece in part.pieces:
            if piece not in there:
                raise CounterclaimError(f"{piece}: no text of {one}; see: counterclaim narratives split {one}")
            if piece in seen:
                raise CounterclaimError(f"{piece}: a text goes to one narrative only")
            seen.add(piece)
    if not parts:
        raise CounterclaimError(f"{one}: name at least one new narrative")


def _standing(lineage: Lineage, key: str) -> None:
    if key in lineage.merged:
        raise CounterclaimError(f"{key} was merged into {lineage.home(key)}; use that one")
    if not lineage.stands(key):
        raise CounterclaimError(f"{key}: no such narrative; see: counterclaim narratives list")


def _led_on(lineage: Lineage, key: str) -> str:
    if key not in lineage.words:
        raise CounterclaimError(f"{key}: no such narrative; see: counterclaim narratives list")
    return lineage.home(key)


def _parent(lineage: Lineage, key: str | None) -> str | None:
    if not key:
        return None
    if key not in lineage.words:
        raise CounterclaimError(f"{key}: no such narrative to be the parent")
    return lineage.home(key)


def _open_proposal(store: Store, proposal_id: str) -> Proposal:
    for proposal in store.proposals():
        if proposal.id == proposal_id:
            return proposal
    raise CounterclaimError(f"{proposal_id}: no open proposal of that id; see: counterclaim narratives propose")


def _free_id(title: str, taken: set[str]) -> str:
    wanted = slug(title)[:60].strip("-")
    number, name = 2, wanted
    while name in taken | _RESERVED:
        name, number = f"{wanted}-{number}", number + 1
    return name
