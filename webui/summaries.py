"""The weekly summary: what rose, what is new, who carries it; every figure leads to its statements."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from monitor import summary
from monitor import week as weeks
from monitor.publish.formats import SUMMARY_FORMATS, summary_as
from monitor.publish.nolink import LinkPolicy
from webui.documents import document

bp = Blueprint("summaries", __name__, url_prefix="/summaries")


@bp.get("")
def latest() -> str | Answer:
    if g.store.latest_day() is None:
        return render_template("summaries/empty.html")
    return redirect(url_for("summaries.show", week=summary.latest_week(g.store)))


@bp.get("/<week>")
def show(week: str) -> str:
    week = _written(week)
    _, end = weeks.bounds(week)
    return render_template(
        "summaries/show.html",
        summary=summary.summarise(g.store, week),
        period=weeks.in_words(week),
        before=weeks.weeks_before(week, 2)[0],
        after=weeks.week_of(end),
        formats=SUMMARY_FORMATS,
    )


@bp.get("/<week>/document.<format>")
def download(week: str, format: str) -> Response:
    if format not in SUMMARY_FORMATS:
        abort(404)
    week, settings = _written(week), current_app.config["DESK"]
    policy = LinkPolicy.of(g.store.outlets(), settings.denied)
    return document(
        summary_as(format, summary.summarise(g.store, week), policy, settings.organisation), f"summary-{week}.{format}"
    )


def _written(week: str) -> str:
    """The week as it is written everywhere; one at the calendar's edge has no weeks before it to be read against."""
    try:
        return weeks.weeks_before(week, summary.HISTORY)[-1]
    except OverflowError:
        abort(404)
