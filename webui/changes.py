"""What outlets changed or took down in silence, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, g, render_template, request

from monitor.changes import Change, changed_words, differences, shortened

bp = Blueprint("changes", __name__)

_PAGE = 30
_MOST_PAGES = 10_000
#: A change in the list is a taste: so many places of it, so much of what came or went at each, and so much around.
_PLACES, _LONGEST, _AROUND = 3, 400, 100


@bp.get("/changes")
def index() -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGES)
    rows = g.store.changes(_PAGE + 1, (page - 1) * _PAGE)
    found = [row | _told(row) for row in rows[:_PAGE]]
    return render_template("changes/index.html", changes=found, page=page, more=len(rows) > _PAGE)


@bp.get("/documents/<id>")
def document(id: str) -> str:
    """A document as it was received: one of its versions, or what changed between two."""
    found = g.store.document(id)
    if found is None:
        abort(404)
    versions = [one | {"before": None} for one in g.store.versions_of(id)]
    by_number = {one["version"]: one for one in versions}
    for one in versions:
        one["before"] = max(
            (n for n, other in by_number.items() if n < one["version"] and other["via"] == one["via"]), default=None
        )
    last = versions[-1]["version"]
    to = by_number.get(request.args.get("to", last, type=int))
    since = by_number.get(request.args.get("from", 0, type=int))
    if to is None:
        abort(404)
    changes = differences(_body(since), _body(to)) if since else []
    return render_template(
        "changes/document.html",
        document=found,
        versions=versions,
        to=to,
        body=_body(to),
        since=since,
        changes=changes,
        counts=changed_words(changes),
        title=differences(since["title"], to["title"]) if since else [],
        statements=g.store.statements_in(id),
        repost=g.store.reposts_of([id]).get(id),
    )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """What a row of the list shows of a change: for an edit the first of its places, else how the text began."""
    versions = {one["version"]: one for one in g.store.versions_of(row["document_id"])}
    this = versions[row["version"]]
    shown = {"lang": g.store.document(row["document_id"])["lang"], "before": None, "counts": (0, 0), "places": 0}
    if row["kind"] != "edited":
        return shown | {"changes": [], "began": _body(this)}
    before = max(number for number, one in versions.items() if number < row["version"] and one["via"] == this["via"])
    changes = differences(_body(versions[before]), _body(this))
    first, left = _first(shortened(changes, _AROUND))
    titles = differences(row["title_before"] or "", row["title"] or "")
    return shown | {
        "before": before,
        "counts": changed_words(changes),
        "changes": first,
        "places": left,
        "titles": titles if changed_words(titles) != (0, 0) else [],
    }


def _body(version: dict[str, Any]) -> str:
    """The text without its headline, which stands above it and is compared by itself."""
    title, text = version["title"], version["text"]
    return text[len(title) :].lstrip() if title and text.startswith(f"{title}\n") else text


def _first(changes: Sequence[Change]) -> tuple[list[Change], int]:
    """The first places at which something changed, with what stands around them; and how many places more there are."""
    found: list[Change] = []
    places, inside = 0, False
    for one in changes:
        places += one.kind != "same" and not inside
        inside = one.kind != "same"
        if places > _PLACES:
            continue
        if inside and len(one.text) > _LONGEST:
            one = Change(one.kind, one.text[:_LONGEST].rsplit(" ", 1)[0] + " …")
        found.append(one)
    return found, max(places - _PLACES, 0)
