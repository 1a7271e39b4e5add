"""What outlets changed or took down in silence, word by word."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, render_template, request

from monitor.changes import changed_words, differences, shortened

bp = Blueprint("changes", __name__)

_PAGE = 30


@bp.get("/changes")
def index() -> str:
    page = max(request.args.get("page", 1, type=int), 1)
    rows = g.store.changes(_PAGE + 1, (page - 1) * _PAGE)
    found = [row | _told(row) for row in rows[:_PAGE]]
    return render_template("changes/index.html", changes=found, page=page, more=len(rows) > _PAGE)


@bp.get("/documents/<id>")
def document(id: str) -> str:
    """A document as it was received: one of its versions, or what changed between two."""
    found = g.store.document(id)
    if found is None:
        abort(404)
    versions = g.store.versions_of(id)
    by_number = {one["version"]: one for one in versions}
    last = versions[-1]["version"]
    to = by_number.get(request.args.get("to", last, type=int))
    since = by_number.get(request.args.get("from", 0, type=int))
    if to is None:
        abort(404)
    changes = differences(since["text"], to["text"]) if since else []
    return render_template(
        "changes/document.html",
        document=found,
        versions=versions,
        to=to,
        since=since,
        changes=changes,
        counts=changed_words(changes),
        statements=g.store.statements_in(id),
        repost=g.store.reposts_of([id]).get(id),
    )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """The change itself, shortened, for an edited document; nothing to add for one that is gone."""
    if row["kind"] != "edited":
        return {"changes": [], "before": None, "counts": (0, 0)}
    versions = {one["version"]: one for one in g.store.versions_of(row["document_id"])}
    this = versions[row["version"]]
    before = max(number for number, one in versions.items() if number < row["version"] and one["via"] == this["via"])
    changes = differences(versions[before]["text"], this["text"])
    return {"changes": shortened(changes), "before": before, "counts": changed_words(changes)}
