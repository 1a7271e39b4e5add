"""Outlets and feeds with their health: what is asked, what fell silent, what failed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from monitor.errors import CounterclaimError
from monitor.polling import silent_since
from monitor.publish.dates import day_in_words
from monitor.records import Feed
from webui.guard import needs
from webui.offers import chosen_outlet, discovered, offer, offers_page, refused, wrong_outlet
from webui.words import FULL_TEXT

bp = Blueprint("feeds", __name__, url_prefix="/feeds")

#: What needs a look, the worst first; all else is well.
_WRONG = ("failing", "ended", "silent")
_LONGEST_REMEMBERED = 1500


@bp.get("")
def index() -> str:
    return _page(removed=session.pop("removed", None))


@bp.get("/new")
@needs("edit feeds")
def new() -> str:
    """The form with an address in it. Only its button asks: a link that somebody sends must not make the desk call on him."""
    return _page(address=request.args.get("address", "").strip())


@bp.post("/new")
@needs("edit feeds")
def look() -> str | tuple[str, int]:
    """What an address offers: its feeds, or itself as a page that lists articles."""
    address = request.form.get("address", "").strip()
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        found = discovered(address)
    except CounterclaimError as error:
        return _page(problem=_sentence(str(error)), address=address), 422
    offers = [offer(one.url, one.kind, one.title) for one in found.feeds]
    if found.page_lists_articles and not any(one.kind == "page" for one in offers):
        offers.append(offer(address, "page", found.title))
    return offers_page(address, offers, found.title, notes=found.notes)


@bp.post("")
@needs("edit feeds")
def add() -> Response | tuple[str, int]:
    """Watch what was chosen, and ask it at once."""
    form = request.form
    full_text, address = form.get("full_text", "auto"), form.get("address", "")
    rows = list(zip(form.getlist("url"), form.getlist("kind"), form.getlist("title"), strict=False))
    if full_text not in FULL_TEXT or any(kind not in ("feed", "page") for _, kind, _ in rows):
        abort(400)
    offers = [offer(url.strip(), kind, title[:200]) for url, kind, title in rows]
    taken = list({one.url: one for number, one in enumerate(offers) if str(number) in form.getlist("take")}.values())
    problems = {name: words for name, words in (("take", refused(taken)), wrong_outlet(form)) if words}
    if problems:
        return offers_page(address, offers, problems=problems), 422
    outlet = chosen_outlet(form)
    added = [
        g.store.add_feed(one.url, outlet, g.now, kind=one.kind, title=one.title, full_text=full_text)
        for one in taken
        if not one.watched
    ]
    for one in added:
        _ask(one)
    return redirect(url_for("feeds.show", id=added[0].id, asked=1) if len(added) == 1 else url_for("feeds.index"))


@bp.get("/<id>")
def show(id: str) -> str | dict[str, Any]:
    """One feed: what is known of it, and how its last polls went."""
    one = _known(id)
    if request.headers.get("X-Desk"):
        return {"checked_at": one.checked_at}
    outlet = next(outlet for outlet in g.store.outlets() if outlet.id == one.outlet_id)
    return render_template("feeds/show.html", row=_row(one), feed=one, outlet=outlet, polls=_runs(g.store.polls_of(one.id)))


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
    """Stop watching. The next page offers to take it back."""
    one = _known(id)
    g.store.remove_feed(one.id, g.now)
    if len(one.url) <= _LONGEST_REMEMBERED:  # a cookie holds no more
        session["removed"] = {
            "url": one.url, "kind": one.kind, "outlet": one.outlet_id, "full_text": one.full_text,
        }  # fmt: skip
    return redirect(url_for("feeds.index"))


def _page(problem: str = "", address: str = "", removed: dict[str, str] | None = None) -> str:
    rows = [_row(one) for one in g.store.feeds()]
    feeds: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        feeds.setdefault(row["feed"].outlet_id, []).append(row)
    return render_template(
        "feeds/index.html",
        outlets=g.store.outlet_health(),
        feeds=feeds,
        watched=len(rows),
        wrong=sorted((row for row in rows if row["state"] in _WRONG), key=_worst_first),
        errors=g.store.count_read_errors(),
        problem=problem,
        address=address,
        removed=removed,
    )


def _worst_first(row: dict[str, Any]) -> tuple[int, str]:
    """Failing ones by how long they have brought no good answer, silent ones by how long nothing new."""
    one = row["feed"]
    return _WRONG.index(row["state"]), (one.news_at if row["state"] == "silent" else one.ok_at) or ""


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
        state, said = "silent", f"it answers, and has brought nothing new since {day_in_words(silent)}."
    elif one.ok_at is None:
        state, said = "new", "it has not been asked yet."
    else:
        state, said = "well", "it answers, and brings news."
    return {"feed": one, "state": state, "said": _sentence(said)}


def _runs(polls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The latest polls, those one after the other that brought nothing new as one row with its ``times`` and ``first_at``."""
    rows: list[dict[str, Any]] = []
    for one in polls:
        dull = one["status"] == 304 and not one["error"]
        if dull and rows and rows[-1]["dull"]:
            rows[-1] |= {"times": rows[-1]["times"] + 1, "first_at": one["at"]}
        else:
            rows.append(one | {"dull": dull, "times": 1, "first_at": one["at"]})
    return rows


def _ask(one: Feed) -> None:
    if background := current_app.config["BACKGROUND"]:
        background.poll(one.id)


def _known(id: str) -> Feed:
    found: Feed | None = g.store.feed(id)
    if found is None:
        abort(404)
    return found


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:].rstrip(".") + "." if words else ""
