"""The ledger in words, and taking back what was done last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.kept import Deed, NarrativeEvent
from monitor.store.lineage import born, last_operation, undone

if TYPE_CHECKING:
    from monitor.store import Store


def undo(store: Store, by: str, now: datetime, event_id: int | None = None) -> NarrativeEvent:
    """Take back the last deed that was not taken back yet; the taking back is kept too. Returns the deed.

    With ``event_id``: only if that one is still the last. Raises CounterclaimError where nothing is left, where somebody
    did something since, and where others rest on what would go.
    """
    with store.deciding():
        events = store.events()
        last = last_operation(events)
        if last is None:
            raise CounterclaimError("there is nothing to undo: nobody has changed the narratives here")
        if event_id is not None and event_id != last.id:
            raise CounterclaimError(f"the last change is another one by now: {said(last, store.titles())}")
        _check(store, last, events)
        store.add_event(Deed.UNDO, last.narrative_id, by, now, undoes=last.id)
    return last


def history(store: Store) -> list[tuple[NarrativeEvent, str, bool]]:
    """(event, half a sentence, whether it was taken back) of the whole ledger, the youngest first."""
    events = store.events()
    gone, titles, by_id = undone(events), store.titles(), {event.id: event for event in events}
    return [
        (one, f"taken back: {said(by_id[one.undoes], titles)}" if one.undoes else said(one, titles), one.id in gone)
        for one in reversed(events)
    ]


def _check(store: Store, last: NarrativeEvent, events: list[NarrativeEvent]) -> None:
    """Raises CounterclaimError where others rest on what an event brought."""
    brought = {key for key, _, _ in born(last)}
    touched = brought | ({last.narrative_id} if last.deed in (Deed.MOVE, Deed.EDIT) else set())
    gone, titles = undone(events), store.titles()
    reasons = [
        f"{plural(count, what)} name{'s' if count == 1 else ''} {_named(brought, titles)}"
        for what, count in store.resting_on(sorted(brought)).items()
        if count
    ]
    for event in events:
        if event.id == last.id or event.id in gone or event.deed is not Deed.IMPORT:
            continue
        if event.id > last.id and event.narrative_id in touched:
            reasons.append(f"an import of {event.at[:10]} has changed {_named({event.narrative_id}, titles)} since")
        elif event.details["parent"] in brought:
            reasons.append(f"{_named({event.narrative_id}, titles)} was imported below it")
    if reasons:
        deed = said(last, titles)
        advice = "; merge it into another narrative instead" if brought else ""
        raise CounterclaimError(f"this can no longer be undone: {deed}; {'; '.join(reasons)}{advice}")


def said(event: NarrativeEvent, titles: Mapping[str, str]) -> str:
    """An event as half a sentence: ``“A” was merged into “B”``."""
    details, one = event.details, _named({event.narrative_id}, titles)
    match event.deed:
        case Deed.IMPORT:
            return f"{one} was imported"
        case Deed.ACCEPT:
            return f"{one} was accepted from a proposal of {plural(len(details['statements']), 'statement')}"
        case Deed.DISMISS:
            return f"a proposal of {plural(len(details['statements']), 'statement')} was put aside"
        case Deed.MERGE:
            return f"{one} was merged into {_named({details['into']}, titles)}"
        case Deed.SPLIT:
            parts = [f"“{part['words']['title']}” ({plural(len(part['pieces']), 'text')})" for part in details["parts"]]
            return f"{', '.join(parts)} {'was' if len(parts) == 1 else 'were'} split off {one}"
        case Deed.MOVE:
            return f"{one} was put {'below ' + _named({details['parent']}, titles) if details['parent'] else 'at the top'}"
        case Deed.EDIT:
            return f"{one} was given these words: “{details['words']['title']}”"
        case Deed.UNDO:
            return "a change was taken back"


def plural(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _named(keys: set[str | None] | set[str], titles: Mapping[str, str]) -> str:
    return ", ".join(f"“{titles.get(key or '', key)}”" for key in sorted(keys, key=str))
