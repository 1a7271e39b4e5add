"""One person, one speaker: printed names folded over scripts and cases, and people's word above the machine's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.ids import slug
from monitor.names import Speakers, house

if TYPE_CHECKING:
    from monitor.store import Store

_ATTEMPTS = 3


def fold_speakers(store: Store) -> int:
    """Work out who bears which printed name, and store it. Returns how many names have moved to another speaker.

    Computed over all names each time, the fullest first, so that the order in which they came in makes no difference.
    Where another import has added names meanwhile it is computed once more; one that goes on longer folds by itself.
    """
    for attempt in range(_ATTEMPTS):
        heard = store.heard()
        names, shown = folded(store.printed_names())
        _decided(store.speaker_edits(), names, shown)
        moved = store.save_speakers(names, shown, heard if attempt + 1 < _ATTEMPTS else None)
        if moved is not None:
            break
    return moved or 0


def folded(printed: Sequence[tuple[str, int, str | None]]) -> tuple[dict[str, str], dict[str, str]]:
    """(name to speaker id, speaker id to the name shown) of printed names with their figures and languages."""
    known = Speakers(())
    names: dict[str, str] = {}
    shown: dict[str, str] = {}
    for name, _, lang in sorted(printed, key=lambda row: (-len(row[0].split()), -row[1], row[0])):
        speaker = known.of(name)
        if speaker is None:
            called = house(name, lang)
            speaker = _free(slug(called), shown)
            shown[speaker] = called
            known.add(speaker, name)
        names[name] = speaker
    return names, shown


def call(store: Store, names: Sequence[str], shown: str, by: str, now: datetime) -> None:
    """Call the speaker of these printed names otherwise."""
    store.add_speaker_edit("called", names[0], shown, by, now)
    fold_speakers(store)


def join(store: Store, names: Sequence[str], other: str, by: str, now: datetime) -> None:
    """These printed names are one person with another printed name."""
    for name in names:
        store.add_speaker_edit("same", name, other, by, now)
    fold_speakers(store)


def set_apart(store: Store, name: str, by: str, now: datetime) -> None:
    """A printed name is a person of his own."""
    store.add_speaker_edit("apart", name, None, by, now)
    fold_speakers(store)


def _decided(edits: Sequence[dict[str, Any]], names: dict[str, str], shown: dict[str, str]) -> None:
    """Put what people decided above what was folded, in the order in which they did."""
    for edit in edits:
        name, other = edit["name"], edit["other"]
        if name not in names:
            continue
        if edit["action"] == "same" and other in names:
            names[name] = names[other]
        elif edit["action"] == "apart":
            names[name] = _free(slug(name), shown)
            shown[names[name]] = name
        elif edit["action"] == "called":
            shown[names[name]] = other


def _free(wanted: str, taken: dict[str, str]) -> str:
    number, free = 2, wanted
    while free in taken:
        number, free = number + 1, f"{wanted}-{number}"
    return free
