"""Narratives: the tree with its weeks, one narrative, and what the machine proposes."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor import ledger, summary
from monitor import week as weeks
from monitor.records import Narrative
from webui.guard import needs

bp = Blueprint("narratives", __name__, url_prefix="/narratives")

_WEEKS = 8


@bp.get("")
def index() -> str:
    last = _last_week()
    series = weeks.weeks_before(last, _WEEKS) if last else ()
    by_week = [g.store.narrative_counts(*_days(one)) for one in series]
    rows = [(one, depth, tuple(counts.get(one.id, 0) for counts in by_week)) for one, depth in in_tree(g.store.narratives())]
    return render_template("narratives/index.html", rows=rows, weeks=series, proposals=len(g.store.proposals()))


@bp.get("/proposals")
def proposals() -> str:
    found = g.store.proposals()
    texts = g.store.statements_by_id([key for one in found for key in one.statement_ids])
    return render_template("narratives/proposals.html", proposals=found, texts=texts, narratives=in_tree(g.store.narratives()))


@bp.post("/proposals/<id>")
@needs("edit narratives")
def decide(id: str) -> Response:
    if request.form.get("decision") == "dismiss":
        ledger.dismiss_proposal(g.store, id, g.user, g.now)
        return redirect(url_for("narratives.proposals"))
    form = request.form
    made = ledger.accept_proposal(
        g.store, id, g.user, g.now, title=form.get("title", "")[:200], description=form.get("description", "")[:2000],
        parent=form.get("parent") or None,
    )  # fmt: skip
    return redirect(url_for("narratives.show", id=made.id))


@bp.get("/<id>")
def show(id: str) -> str:
    found = {one.id: one for one in g.store.narratives()}
    if id not in found:
        abort(404)
    last = _last_week()
    series, counts = summary.narrative_series(g.store, id, last) if last else ((), ())
    since = weeks.bounds(series[0])[0].isoformat() if series else ""
    return render_template(
        "narratives/show.html",
        narrative=found[id],
        parent=found.get(found[id].parent or ""),
        children=[one for one in found.values() if one.parent == id],
        weeks=series,
        counts=counts,
        outlets=g.store.narrative_carriers(id, since, "9999", "outlet")[:8],
        speakers=g.store.narrative_carriers(id, since, "9999", "speaker")[:8],
        statements=g.store.narrative_statements(id, "", "9999", 30),
        rebuttals=g.store.rebuttals_on(id),
    )


def in_tree(narratives: list[Narrative]) -> list[tuple[Narrative, int]]:
    """(narrative, depth), every child right below its parent."""
    children: dict[str | None, list[Narrative]] = {}
    ids = {one.id for one in narratives}
    for one in narratives:
        children.setdefault(one.parent if one.parent in ids else None, []).append(one)

    def below(parent: str | None, depth: int) -> list[tuple[Narrative, int]]:
        return [row for one in children.get(parent, ()) for row in ((one, depth), *below(one.id, depth + 1))]

    return below(None, 0)


def _last_week() -> str | None:
    return summary.latest_week(g.store) if g.store.latest_day() else None


def _days(week: str) -> tuple[str, str]:
    monday, end = weeks.bounds(week)
    return monday.isoformat(), end.isoformat()
