"""The queue: what came in, one line of facts and one statement a row, and the card of the one selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from classifiers.labels import CLAIM_TYPES
from monitor import week as weeks
from monitor.errors import CounterclaimError
from monitor.store import ORDERS, VIEWS, QueueFilter
from webui.statements import card
from webui.words import label, language

bp = Blueprint("queue", __name__)

PAGE = 40
_FREE = ("match", "narrative", "outlet", "lang", "label", "speaker", "words")


@bp.get("/")
def home() -> Response:
    return redirect(url_for("queue.index"))


@bp.get("/queue")
def index() -> str:
    wanted = wanted_filter()
    total = g.store.queue_size(wanted)
    pages = max(-(-total // PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = with_flags(g.store.queue(wanted, PAGE, (page - 1) * PAGE))
    at = request.args.get("at") or (rows[0]["id"] if rows else None)
    counts = {view: g.store.queue_size(replace(wanted, view=view)) for view in VIEWS if view != "all"}
    choices = g.store.choices() | {"label": [(name, label(name)) for name in CLAIM_TYPES]}
    choices["lang"] = [(code, language(code)) for code, _ in choices["lang"]]
    return render_template(
        "queue/index.html",
        rows=rows,
        total=total,
        page=page,
        pages=pages,
        wanted=wanted,
        counts=counts,
        choices=choices,
        card=card(at) if at else None,
        asked=asked(),
    )


@bp.get("/help")
def help() -> str:
    return render_template("queue/help.html")


def wanted_filter() -> QueueFilter:
    """The filter of the address; an unknown view or order is the usual one, a week becomes its days."""
    # SQLite's search ends a text at NUL, and takes the rest of it for a broken query.
    given = {name: request.args.get(name, "").replace("\0", " ").strip() for name in _FREE}
    view, order = request.args.get("view", "open"), request.args.get("order", "newest")
    since = until = ""
    if week := request.args.get("week", "").strip():
        try:
            monday, end = weeks.bounds(week)
            since, until = monday.isoformat(), end.isoformat()
        except CounterclaimError:
            week = ""  # half a week typed into the address is no filter
    return QueueFilter(
        view=view if view in VIEWS else "open",
        order=order if order in ORDERS else "newest",
        since=since,
        until=until,
        **given,
    )


def asked() -> dict[str, Any]:
    """The filters in the address, to be carried on by links and forms."""
    return {name: value for name, value in request.args.items() if value and name not in ("page", "at")}


def with_flags(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Queue rows with their flags and standing decisions."""
    ids = [row["id"] for row in rows]
    flags, reviews = g.store.flags_of(ids), g.store.standing_reviews(ids)
    return [
        row
        | {
            "flags": [flag for flag in flags.get(row["id"], ()) if flag["head"] == "claim_type"],
            "review": reviews.get(row["id"]),
        }
        for row in rows
    ]
