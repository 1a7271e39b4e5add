"""Rows of JSON Lines that are not statements of an outlet: labelled rows, narratives, rebuttals, outlets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from monitor.errors import CounterclaimError
from monitor.ids import slug, text_id
from monitor.records import Decision, Narrative, Outlet, OutletKind, ReadError, Rebuttal, Source, Verdict

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision made elsewhere, on a statement known by its words."""

    text: str
    decision: Decision
    narrative_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A statement with its labels; ``checkworthy`` None means that nobody judged it."""

    text: str
    labels: tuple[str, ...]
    lang: str | None = None
    checkworthy: bool | None = None


def rows_of(path: Path, make: Callable[[dict[str, Any]], Row]) -> Iterator[Row | ReadError]:
    """What ``make`` makes of each JSON object of the file, or why it could not. Raises CounterclaimError without a file."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise CounterclaimError(f"{path}: cannot be read ({error.strerror})") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise TypeError("not a JSON object")
            yield make(row)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            yield ReadError(file=str(path), place=f"line {number}", reason=_why(error))


def labelled(row: dict[str, Any]) -> Labelled:
    labels = row.get("labels", ())
    if not isinstance(labels, list | tuple) or not all(isinstance(label, str) for label in labels):
        raise TypeError("labels must be a list of strings")
    return Labelled(text=_text(row, "text"), labels=tuple(labels), lang=_maybe(row, "lang"), checkworthy=row.get("checkworthy"))


def decided(row: dict[str, Any]) -> Decided:
    return Decided(
        text=_text(row, "text"),
        decision=Decision(_text(row, "decision")),
        narrative_id=_maybe(row, "narrative_id"),
        note=str(row.get("note") or ""),
    )


def narrative(row: dict[str, Any]) -> Narrative:
    return Narrative(
        id=_text(row, "id"),
        title=_text(row, "title"),
        description=str(row.get("description") or ""),
        exemplars=_texts(row, "exemplars"),
        topics=_texts(row, "topics"),
        parent=_maybe(row, "parent"),
        note=str(row.get("note") or ""),
    )


def outlet(row: dict[str, Any]) -> Outlet:
    return Outlet(
        id=_text(row, "id"),
        name=str(row.get("name") or row["id"]),
        kind=OutletKind(row.get("kind", "state")),
        lang=_maybe(row, "lang"),
        country=_maybe(row, "country"),
        domains=_texts(row, "domains"),
        handles=_texts(row, "handles"),
    )


def rebuttal(row: dict[str, Any]) -> Rebuttal:
    """A rebuttal in our own format, or a schema.org ClaimReview object."""
    if row.get("@type") == "ClaimReview":
        return _claim_review(row)
    claim = _text(row, "claim")
    verdict = str(row.get("verdict") or "unverified").casefold().replace("_", " ")
    return Rebuttal(
        id=str(row.get("id") or slug(claim)[:40] + "-" + text_id(claim)[:6]),
        claim=claim,
        disproof=str(row.get("disproof") or ""),
        verdict=Verdict(verdict),
        date=_maybe(row, "date"),
        lang=str(row.get("lang") or "en"),
        url=_maybe(row, "url"),
        keywords=_texts(row, "keywords"),
        narrative_ids=_texts(row, "narrative_ids"),
        sources=tuple(source(entry) for entry in row.get("sources") or ()),
        answers=_texts(row, "answers"),
    )


def rebuttals_of(path: Path) -> Iterator[Rebuttal | ReadError]:
    """Rebuttals from JSON Lines, or from one JSON document that holds ClaimReview objects."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise CounterclaimError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        content = None  # many lines of JSON are no JSON document
    if content is None or (isinstance(content, dict) and "claim" in content):
        yield from rows_of(path, rebuttal)
        return
    found = claim_review_rows(content)
    if not found:
        yield ReadError(file=str(path), place="whole file", reason="there is no ClaimReview in it")
    for number, row in enumerate(found, start=1):
        try:
            yield rebuttal(row)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield ReadError(file=str(path), place=f"review {number}", reason=_why(error))


def source(entry: Any) -> Source:
    """A source as an object, or as the string that names it."""
    if isinstance(entry, str):
        return Source(title=entry, publisher=entry)
    return Source(
        title=_text(entry, "title"),
        publisher=str(entry.get("publisher") or entry["title"]),
        kind=str(entry.get("kind") or "secondary"),
        date=_maybe(entry, "date"),
        url=_maybe(entry, "url"),
        quote=str(entry.get("quote") or ""),
    )


def claim_review_rows(content: Any) -> list[dict[str, Any]]:
    """The ClaimReview objects of a JSON-LD document: one, a list, a graph, or a DataFeed."""
    if isinstance(content, list):
        return [row for entry in content for row in claim_review_rows(entry)]
    if not isinstance(content, dict):
        return []
    if content.get("@type") == "ClaimReview":
        return [content]
    inside = content.get("dataFeedElement") or content.get("@graph") or content.get("item") or ()
    return claim_review_rows(inside if isinstance(inside, list) else [inside])


def _claim_review(row: dict[str, Any]) -> Rebuttal:
    claim = _text(row, "claimReviewed")
    rating = row.get("reviewRating") or {}
    name = str(rating.get("alternateName") or rating.get("name") or "").strip().casefold()
    verdict = next((verdict for verdict in Verdict if name.startswith(verdict.value)), Verdict.UNVERIFIED)
    return Rebuttal(
        id=str(row.get("@id") or row.get("identifier") or text_id(claim)),
        claim=claim,
        disproof=str(row.get("reviewBody") or row.get("description") or rating.get("ratingExplanation") or ""),
        verdict=verdict,
        date=_maybe(row, "datePublished"),
        lang=str(row.get("inLanguage") or "en"),
        url=_maybe(row, "url"),
    )


def _why(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def _text(row: dict[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key!r} must be a text")
    # A lone surrogate is legal in JSON and in no other encoding.
    return value.encode("utf-8", "replace").decode("utf-8")


def _maybe(row: dict[str, Any], key: str) -> str | None:
    return _text(row, key) if row.get(key) else None


def _texts(row: dict[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key) or ()
    if not isinstance(value, list | tuple):
        raise TypeError(f"{key!r} must be a list")
    return tuple(str(entry) for entry in value)
