"""The weekly summary: what rose, what is new, who carries it; every figure leads to its statements. Closed weeks are kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from monitor import summary
from monitor import week as weeks
from monitor.publish.formats import SUMMARY_FORMATS, summary_as
from monitor.publish.nolink import LinkPolicy
from monitor.records import Summary
from webui.documents import document
from webui.guard import needs

bp = Blueprint("summaries", __name__, url_prefix="/summaries")


@bp.get("")
def latest() -> str | Answer:
    if g.store.latest_day() is None:
        return render_template("summaries/empty.html")
    return redirect(url_for("summaries.show", week=summary.latest_week(g.store)))


@bp.get("/<week>")
def show(week: str) -> str:
    week = _written(week)
    present = summary.summarise(g.store, week)
    kept = [(one, len(summary.changed_figures(summary.read_kept(one), present))) for one in g.store.kept_summaries(week)]
    return _page(present, kept=kept, may_keep=summary.is_over(week, g.now) and not (kept and kept[-1][1] == 0))


@bp.get("/<week>/document.<format>")
def download(week: str, format: str) -> Response:
    week = _written(week)
    return _document(summary.summarise(g.store, week), format, f"summary-{week}")


@bp.post("/<week>/kept")
@needs("edit narratives")
def keep(week: str) -> Answer:
    """Keep what a week that has ended shows now."""
    week = _written(week)
    matcher = current_app.config["MODELS"].matcher_name(g.store)
    if summary.keep(g.store, summary.summarise(g.store, week), matcher, g.user, g.now) is None:
        abort(409)
    return redirect(url_for("summaries.show", week=week))


@bp.get("/<week>/kept/<int:number>")
def kept(week: str, number: int) -> str:
    week = _written(week)
    one, then = _kept(week, number)
    changes = summary.changed_figures(then, summary.summarise(g.store, week))
    return _page(then, shown=one, changes=changes)


@bp.get("/<week>/kept/<int:number>/document.<format>")
def kept_download(week: str, number: int, format: str) -> Response:
    week = _written(week)
    one, then = _kept(week, number)
    return _document(then, format, f"summary-{week}-kept-{one.number}")


def _page(found: Summary, shown: Any = None, changes: Any = (), kept: Any = (), may_keep: bool = False) -> str:
    """The page of a week; ``shown`` is what was kept where that is shown, ``changes`` what is otherwise by now."""
    _, end = weeks.bounds(found.week)
    return render_template(
        "summaries/show.html",
        summary=found,
        period=weeks.in_words(found.week),
        before=weeks.weeks_before(found.week, 2)[0],
        after=weeks.week_of(end),
        formats=SUMMARY_FORMATS,
        shown=shown,
        changes=changes,
        kept=kept,
        may_keep=may_keep,
        homes=g.store.homes() if shown else {},
    )


def _document(found: Summary, format: str, name: str) -> Response:
    if format not in SUMMARY_FORMATS:
        abort(404)
    settings = current_app.config["DESK"]
    policy = LinkPolicy.of(g.store.outlets(), settings.denied)
    return document(summary_as(format, found, policy, settings.organisation), f"{name}.{format}")


def _kept(week: str, number: int) -> Any:
    if not 0 < number <= len(g.store.kept_summaries(week)):
        abort(404)
    return summary.as_kept(g.store, week, number)


def _written(week: str) -> str:
    """The week as it is written everywhere; one at the calendar's edge has no weeks before it to be read against."""
    try:
        return weeks.weeks_before(week, summary.HISTORY)[-1]
    except OverflowError:
        abort(404)
