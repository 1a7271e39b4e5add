"""The step that finds near-copies, so that a reprint is counted as one and is not shown as news."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from classifiers import copies

if TYPE_CHECKING:
    from monitor.store import Store

BATCH = 200

Known = tuple[str, str, str | None]


def compare_statements(store: Store) -> Iterator[tuple[int, int]]:
    """Compare what was not compared yet; yields (compared, copies) after each batch."""
    for batch in store.statements_to_compare(BATCH):
        rows: list[tuple[int, str, list[int], str | None, float]] = []
        met: dict[int, list[Known]] = {}
        for (seq, key, text), bands in zip(batch, copies.statement_bands([text for _, _, text in batch]), strict=True):
            alike = store.statements_alike(bands, but=key) if bands else []
            alike += [one for band in bands for one in met.get(band, [])]
            first, near = _first(key, text, alike, copies.statement_copy)
            rows.append((seq, key, bands, first, near))
            for band in bands:
                met.setdefault(band, []).append((key, text, first))
        store.save_statement_copies(rows)
        yield len(rows), sum(first is not None for *_, first, _ in rows)


def compare_documents(store: Store) -> Iterator[tuple[int, int]]:
    """Compare documents the same way; yields (compared, copies) after each batch."""
    for batch in store.documents_to_compare(BATCH):
        rows: list[tuple[int, str, int, list[int], str | None, float]] = []
        met: dict[int, list[Known]] = {}
        firsts: dict[str, str | None] = {}
        for (seq, key, text, version), bands in zip(batch, copies.document_bands([row[2] for row in batch]), strict=True):
            # Each may repeat the one before it, which is not stored yet: nothing is compared while the file is locked.
            alike = [
                (other, its, firsts.get(other, first)) for other, its, first in store.documents_alike(key, bands, list(firsts))
            ]
            alike += [one for band in bands for one in met.get(band, []) if one not in alike]
            first, near = _first(key, text, alike, copies.document_copy)
            rows.append((seq, key, version, bands, first, near))
            firsts[key] = first
            for band in bands:
                met.setdefault(band, []).append((key, text, first))
        store.save_document_copies(rows)
        yield len(rows), sum(first is not None for *_, first, _ in rows)


def _first(me: str, text: str, alike: list[Known], compare: Callable[[str, str], float | None]) -> tuple[str | None, float]:
    """The first of the texts that this one repeats most, and how much; (None, 0) where it repeats none."""
    best: tuple[float, str] | None = None
    for key, other, first in dict.fromkeys(alike):
        if me in (key, first):
            continue  # what repeats this one is not what this one repeats
        near = compare(text, other)
        if near is not None and (best is None or near > best[0]):
            best = near, first or key
    return (best[1], round(best[0], 3)) if best else (None, 0.0)
