"""Narratives: the tree with its weeks, one narrative, what the machine proposes, and what people make of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor import ledger, summary
from monitor import week as weeks
from monitor.errors import CounterclaimError
from monitor.kept import Deed, NarrativeEvent
from monitor.ledger import in_tree
from monitor.records import Narrative
from webui.guard import needs

bp = Blueprint("narratives", __name__, url_prefix="/narratives")

_WEEKS = 8
_TITLE, _DESCRIPTION = 200, 2000
#: Rows of the ledger on one page.
_PAGE = 100


@bp.get("")
def index() -> str:
    last = _last_week()
    series = weeks.weeks_before(last, _WEEKS) if last else ()
    by_week = [g.store.narrative_counts(*_days(one)) for one in series]
    rows = [(one, depth, tuple(counts.get(one.id, 0) for counts in by_week)) for one, depth in in_tree(g.store.narratives())]
    return _page("index", rows=rows, weeks=series, proposals=len(g.store.proposals()))


@bp.get("/proposals")
def proposals() -> str:
    found = g.store.proposals()
    texts = g.store.statements_by_id([key for one in found for key in one.statement_ids])
    return _page(
        "proposals",
        proposals=found,
        texts=texts,
        narratives=in_tree(g.store.narratives()),
        before=g.store.proposal_sizes(g.now - timedelta(days=7)),
    )


@bp.post("/proposals/<id>")
@needs("edit narratives")
def decide(id: str) -> Response:
    if request.form.get("decision") == "dismiss":
        ledger.dismiss_proposal(g.store, id, g.user, g.now)
        return redirect(url_for("narratives.proposals"))
    made = ledger.accept_proposal(
        g.store, id, g.user, g.now, title=_field("title", _TITLE), description=_field("description", _DESCRIPTION),
        parent=request.form.get("parent") or None,
    )  # fmt: skip
    return _changed(made.id)


@bp.get("/history")
def history() -> str:
    """Everything that was done here, the youngest first; what was imported only where it is asked for."""
    imports = bool(request.args.get("imports"))
    found = [row for row in ledger.history(g.store) if imports or row[0].deed is not Deed.IMPORT]
    most = min(len(found), max(_PAGE, request.args.get("most", _PAGE, type=int)))
    return _page("history", events=found[:most], more=len(found) - most, most=most + _PAGE, imports=imports)


@bp.post("/undo")
@needs("edit narratives")
def undo() -> Response:
    """Take back the change that the page showed as the last one, and no other."""
    number = request.form.get("event", type=int)
    if number is None:
        abort(400)
    event = ledger.undo(g.store, g.user, g.now, number)
    stands = event.narrative_id in {one.id for one in g.store.narratives()}
    return _changed(event.narrative_id if stands else None)


@bp.get("/<id>")
def show(id: str) -> str | Response | tuple[str, int]:
    homes, titles = g.store.homes(), g.store.titles()
    if id not in titles:
        abort(404)
    if id not in homes:
        words = f"“{titles[id]}” was made here, and somebody undid that. What led to it is being matched anew."
        return render_template("error.html", title="This narrative was taken back", words=words), 404
    if homes[id] != id:
        return redirect(url_for("narratives.show", id=homes[id], was=id))
    found = {one.id: one for one in g.store.narratives()}
    last = _last_week()
    series, counts = summary.narrative_series(g.store, id, last) if last else ((), ())
    since = weeks.bounds(series[0])[0].isoformat() if series else ""
    was = request.args.get("was", "")
    members = [one for one, home in homes.items() if home == id and one != id]
    return _page(
        "show",
        about=id,
        narrative=found[id],
        parent=found.get(found[id].parent or ""),
        children=[one for one in found.values() if one.parent == id],
        merged=[titles[one] for one in members],
        was=titles[was] if was in members else "",
        weeks=series,
        counts=counts,
        outlets=g.store.narrative_carriers(id, since, "9999", "outlet")[:8],
        speakers=g.store.narrative_carriers(id, since, "9999", "speaker")[:8],
        statements=g.store.narrative_statements(id, "", "9999", 30),
        rebuttals=list({one.id: one for key in (id, *members) for one in g.store.rebuttals_on(key)}.values()),
        others=[(one, depth) for one, depth in in_tree(list(found.values())) if one.id != id],
        places=_places(list(found.values()), id),
    )


@bp.post("/<id>/merge")
@needs("edit narratives")
def merge(id: str) -> Response:
    event = ledger.merge_narratives(g.store, id, request.form.get("into", ""), g.user, g.now)
    return _changed(event.details["into"], was=id)


@bp.post("/<id>/move")
@needs("edit narratives")
def move(id: str) -> Response:
    ledger.move_narrative(g.store, id, request.form.get("parent") or None, g.user, g.now)
    return _changed(id)


@bp.post("/<id>/words")
@needs("edit narratives")
def edit(id: str) -> Response:
    ledger.edit_narrative(g.store, id, _field("title", _TITLE), _field("description", _DESCRIPTION), g.user, g.now)
    return _changed(id)


@bp.get("/<id>/split")
@needs("edit narratives")
def split_form(id: str) -> str:
    return _split_page(id)


@bp.post("/<id>/split")
@needs("edit narratives")
def split(id: str) -> Response | tuple[str, int]:
    part = ledger.Part(
        title=_field("title", _TITLE),
        description=_field("description", _DESCRIPTION),
        pieces=tuple(request.form.getlist("piece")),
        below=request.form.get("place") == "below",
    )
    try:
        (made,) = ledger.split_narrative(g.store, id, [part], g.user, g.now)
    except CounterclaimError as error:
        return _split_page(id, problem=str(error)), 422
    return _changed(made.id)


def _places(narratives: list[Narrative], id: str) -> list[tuple[Narrative, int]]:
    """Where a narrative may be put: below any that is not itself or below it."""
    places: list[tuple[Narrative, int]] = []
    inside: int | None = None
    for one, depth in in_tree(narratives):
        if inside is not None and depth > inside:
            continue
        inside = depth if one.id == id else None
        if inside is None:
            places.append((one, depth))
    return places


def _page(name: str, about: str = "", **values: Any) -> str:
    """A page with what every page here says: the last change, and how far the archive is matched anew.

    A page about one narrative tells of the last change only where it concerns that one.
    """
    last = g.store.last_operation()
    if last and about and about not in _concerned(last):
        last = None
    return render_template(
        f"narratives/{name}.html",
        last=last,
        last_said=ledger.said(last, g.store.titles()) if last else "",
        matching=ledger.rematch_progress(g.store, current_app.config["MODELS"]),
        **values,
    )


def _concerned(event: NarrativeEvent) -> set[str | None]:
    parts = {part["id"] for part in event.details.get("parts", ())}
    return {event.narrative_id, event.details.get("into"), *parts}


def _split_page(id: str, problem: str = "") -> str:
    one = next((one for one in g.store.narratives() if one.id == id), None)
    if one is None:
        abort(404)
    form = request.form.to_dict() | {"piece": request.form.getlist("piece")}
    return _page("split", narrative=one, pieces=g.store.pieces(id), problem=problem, form=form)


def _changed(id: str | None, was: str | None = None) -> Response:
    """Onward after a change, with whoever matches the archive anew awake."""
    if background := current_app.config["BACKGROUND"]:
        background.wake()
    return redirect(url_for("narratives.show", id=id, was=was) if id else url_for("narratives.index"))


def _field(name: str, most: int) -> str:
    return request.form.get(name, "").strip()[:most]


def _last_week() -> str | None:
    return summary.latest_week(g.store) if g.store.latest_day() else None


def _days(week: str) -> tuple[str, str]:
    monday, end = weeks.bounds(week)
    return monday.isoformat(), end.isoformat()
