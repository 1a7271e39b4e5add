"""Outlets and feeds with their health: what is asked, what fell silent, what failed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.add import chosen_outlet
from monitor.addresses import refused_url
from monitor.errors import CounterclaimError
from monitor.ids import slug
from monitor.polling import silent_since
from monitor.records import Feed
from webui.guard import needs

bp = Blueprint("feeds", __name__, url_prefix="/feeds")

_FULL_TEXT = ("auto", "always", "never")


@bp.get("")
def index() -> str:
    return _page()


@bp.get("/new")
@needs("edit feeds")
def new() -> str | tuple[str, int]:
    """What an address offers: its feeds, or itself as a page that lists articles."""
    from monitor.discover import discover

    from monitor.fetch import Fetcher

    address = request.args.get("address", "").strip()
    if not address:
        return _page()
    if "://" not in address:
        address = f"https://{address}"
    if reason := refused_url(address, current_app.config["DESK"].fetch_allow):
        return _page(problem=_sentence(reason), address=address), 422
    try:
        found = discover(Fetcher(current_app.config["DESK"]).get, address)
    except CounterclaimError as error:
        return _page(problem=_sentence(str(error)), address=address), 422
    return render_template("feeds/new.html", found=found, address=address, outlets=g.store.outlets(), full_text=_FULL_TEXT)


@bp.post("")
@needs("edit feeds")
def add() -> Response | tuple[str, int]:
    """Watch a feed, and ask it at once."""
    form = request.form
    url, kind, full_text = form.get("url", "").strip(), form.get("kind", "feed"), form.get("full_text", "auto")
    if kind not in ("feed", "page") or full_text not in _FULL_TEXT:
        abort(400)
    try:
        if reason := refused_url(url, current_app.config["DESK"].fetch_allow):
            raise CounterclaimError(reason)
        outlet = chosen_outlet(g.store, form.get("outlet") or slug(form.get("outlet_name", "")))
        assert outlet is not None
        found = g.store.add_feed(url, outlet, g.now, kind=kind, title=form.get("title", "")[:200], full_text=full_text)
    except CounterclaimError as error:
        return _page(problem=_sentence(str(error)), address=url), 422
    _ask(found)
    return redirect(url_for("feeds.show", id=found.id))


@bp.get("/<id>")
def show(id: str) -> str:
    """One feed: what is known of it, and how its last polls went."""
    one = _known(id)
    return render_template("feeds/show.html", feed=_row(one), polls=g.store.polls_of(one.id), full_text=_FULL_TEXT)


@bp.post("/<id>/poll")
@needs("edit feeds")
def poll(id: str) -> Response:
    one = _known(id)
    _ask(one)
    return redirect(url_for("feeds.show", id=one.id, asked=1))


@bp.post("/<id>/pause")
@needs("edit feeds")
def pause(id: str) -> Response:
    one = _known(id)
    g.store.pause_feed(one.id, not one.paused)
    return redirect(url_for("feeds.show", id=one.id))


@bp.post("/<id>/remove")
@needs("edit feeds")
def remove(id: str) -> Response:
    g.store.remove_feed(_known(id).id, g.now)
    return redirect(url_for("feeds.index"))


def _page(problem: str = "", address: str = "") -> str:
    feeds: dict[str, list[dict[str, Any]]] = {}
    for one in g.store.feeds():
        feeds.setdefault(one.outlet_id, []).append(_row(one))
    rows = [row for of_outlet in feeds.values() for row in of_outlet]
    return render_template(
        "feeds/index.html",
        outlets=g.store.outlet_health(),
        feeds=feeds,
        wrong=[row for row in rows if row["state"] in ("failing", "silent", "ended")],
        errors=g.store.count_read_errors(),
        problem=problem,
        address=address,
    )


def _row(one: Feed) -> dict[str, Any]:
    """A feed as a page shows it: its state in a word, and in a sentence."""
    silent = silent_since(one, g.now)
    if one.gone:
        state, said = "ended", one.error or "the publisher has ended this feed for good."
    elif one.paused:
        state, said = "paused", "nobody asks it until it is taken up again."
    elif one.error:
        state, said = "failing", one.error
    elif silent:
        state, said = "silent", f"it answers, and has brought nothing new since {silent[:10]}."
    elif one.ok_at is None:
        state, said = "new", "not asked yet."
    else:
        state, said = "well", ""
    return {"feed": one, "state": state, "said": said}


def _ask(one: Feed) -> None:
    if background := current_app.config["BACKGROUND"]:
        background.poll(one.id)


def _known(id: str) -> Feed:
    found: Feed | None = g.store.feed(id)
    if found is None:
        abort(404)
    return found


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."
