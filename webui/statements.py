"""One statement: its words, where they stood, what the machine thinks and why, what was said before; and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from classifiers.cues import reasons
from monitor import similar
from monitor.explain import Explanation, Relation, explain
from monitor.language import identify
from monitor.moments import link
from monitor.records import Decision, Review, Statement
from monitor.signals import STANCE_HEAD
from monitor.similar import Answered
from webui.guard import needs

bp = Blueprint("statements", __name__, url_prefix="/statements")

_AROUND = 420
#: Below this cosine, or share of words where meaning says nothing, an earlier rebuttal has nothing to do with a statement.
_RELATED = 0.4


@bp.get("/<id>")
def show(id: str) -> str:
    return render_template("statements/show.html", card=card(id))


@bp.get("/<id>/card")
def fragment(id: str) -> str:
    return render_template("statements/card.html", card=card(id))


@bp.post("/<id>/reviews")
@needs("review")
def review(id: str) -> Response | tuple[str, int]:
    """Store a decision; the address to go on to comes with the form, and is one of the desk's own."""
    if g.store.statement(id) is None:
        abort(404)
    try:
        decision = Decision(request.form.get("decision", ""))
    except ValueError:
        abort(400)
    # A form that was opened before its narrative was merged speaks of what stands for it now.
    given = request.form.get("narrative") or None
    narrative = g.store.homes().get(given) if given else None
    if (given and not narrative) or (decision is Decision.CONFIRM and not narrative):
        abort(400)
    g.store.add_review(
        Review(
            statement_id=id,
            reviewer=g.user,
            decision=decision,
            narrative_id=narrative,
            note=request.form.get("note", "").strip()[:2000],
        ),
        g.now,
    )
    if request.headers.get("X-Desk"):
        return "", 204
    return redirect(_onward(id))


def _onward(id: str) -> str:
    to = request.form.get("to", "")
    return to if to.startswith(("/queue?", "/statements/", "/narratives/")) and "\\" not in to else url_for(
        "statements.show", id=id
    )  # fmt: skip


def card(id: str) -> dict[str, Any]:
    """Everything the card shows of a statement. Aborts with 404 for an unknown one."""
    row = g.store.statement(id)
    if row is None:
        abort(404)
    appearances = _appearances(id)
    copies = g.store.near_copies(id)
    neighbours = current_app.config["NEIGHBOURS"]
    statement = Statement(id=id, text=row["text"], lang=row["lang"])
    copied = {one["id"] for one in copies}
    near = [one for one in similar.similar_to_statement(g.store, neighbours, id, k=6) if one.statement.id not in copied]
    flags = g.store.flags_of([id]).get(id, [])
    reviews = g.store.reviews_of(id)
    return {
        "statement": row,
        "appearances": appearances,
        "reposts": sum(1 for one in appearances if one["repost"]),
        "copies": copies,
        "context": _context(appearances[0]) if appearances else None,
        "matches": [_explained(match, statement) for match in g.store.matches_of(id)],
        "flags": [flag for flag in flags if flag["head"] == "claim_type"],
        "worth": next((flag["probability"] for flag in flags if flag["head"] == "checkworthy"), None),
        "stance": next((flag["label"] for flag in flags if flag["head"] == STANCE_HEAD), None),
        "cues": reasons(row["text"]),
        "near": [(one, explain(row["text"], one.statement.text, row["lang"], one.statement.lang)) for one in near],
        "near_rows": {one["id"]: one for one in g.store.queue_rows([one.statement.id for one in near])},
        "answers": _answers(statement),
        "rebuttals": g.store.rebuttals_for(id),
        "reviews": reviews,
        "standing": reviews[-1] if reviews and reviews[-1]["decision"] != "reopen" else None,
        "narratives": g.store.narratives(),
    }


def _explained(match: dict[str, Any], statement: Statement) -> dict[str, Any]:
    """A match with the nearest text that its narrative is known by, set against the statement.

    Where nothing is suggested, with the narrative of that text. A confirmed statement may be its own nearest one.
    """
    key, text, title = match["nearest"], match["nearest_text"], match["title"]
    if key and (text is None or title is None):
        known = next(((owner, words) for owner, one, words in g.store.evidence() if one == key), None)
        owner, text = known or (None, text)
        title = title or g.store.titles().get(owner)
    explained = explain(statement.text, text, statement.lang, identify(text, statement.lang)) if text else None
    return match | {"nearest_text": text, "near_title": title, "explained": explained}


def _answers(statement: Statement) -> list[tuple[Answered, Explanation]]:
    """Earlier rebuttals that have to do with a statement, each set against it.

    Whether one answers the same claim the ranker says, where it gives a probability.
    """
    found = []
    for one in similar.answers_to_statement(g.store, current_app.config["MODELS"], statement):
        claim, sure = one.rebuttal.claim, None if one.probability is None else one.relation == "same"
        why = explain(statement.text, claim, statement.lang, identify(claim, one.rebuttal.lang), sure)
        near = why.shared if one.cosine is None else one.cosine
        if near >= _RELATED or why.relation is Relation.SAME:
            found.append((one, why))
    return found


def _appearances(id: str) -> list[dict[str, Any]]:
    """Where a statement stood: whether that was a repost, what has become of it since, and the moment in a recording."""
    rows = g.store.appearances_of(id)
    reposts = g.store.reposts_of([row["document_id"] for row in rows])
    return [
        row
        | {
            "repost": reposts.get(row["document_id"]),
            "edit": _edit(row) if row["version"] < row["latest_version"] else None,
            "moment": link(row["url"], row["begins"]),
        }
        for row in rows
    ]


def _edit(row: dict[str, Any]) -> dict[str, Any] | None:
    """The version in which the outlet last changed its text, and whether the words stand in it still.

    What only came by another reader is no edit.
    """
    versions = {one["version"]: one for one in g.store.versions_of(row["document_id"])}
    this = versions[row["version"]]
    later = [one for number, one in versions.items() if number > row["version"] and one["via"] == this["via"]]
    if not later:
        return None
    words = this["text"][row["char_start"] : row["char_end"]]
    return {"from": row["version"], "to": later[-1]["version"], "stands": words in later[-1]["text"]}


def _context(appearance: dict[str, Any]) -> dict[str, str]:
    """The text before, the statement, and the text after, cut at word ends."""
    text = g.store.document_text(appearance["document_id"], appearance["version"])
    start, end = appearance["char_start"], appearance["char_end"]
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = "… " + before.split(" ", 1)[-1]
    if end + _AROUND < len(text):
        after = after.rsplit(" ", 1)[0] + " …"
    return {"before": before, "words": text[start:end], "after": after}
