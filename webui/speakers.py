"""Speakers: one person under many spellings, and people's word on who is who."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor import speakers
from webui.guard import needs

bp = Blueprint("speakers", __name__, url_prefix="/speakers")

_PAGE = 100
_MOST_PAGES = 10_000
_SUGGESTED = 300  # names offered while one is typed


@bp.get("")
def index() -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGES)
    words = " ".join(request.args.get("words", "").replace("\0", " ").split())
    rows = _found(words, page)
    return render_template("speakers/index.html", speakers=rows[:_PAGE], words=words, page=page, more=len(rows) > _PAGE)


@bp.get("/<id>")
def show(id: str) -> str:
    return _page(id)


@bp.post("/<id>")
@needs("edit speakers")
def change(id: str) -> Response | tuple[str, int]:
    """Call a speaker otherwise, join him with another one, or set one of his names apart."""
    names = [row["name"] for row in g.store.names_of(id)]
    if not names:
        abort(404)
    action, name, other = (request.form.get(key, "").strip() for key in ("action", "name", "other"))
    if action == "called" and 0 < len(other) <= 200:
        speakers.call(g.store, names, other, g.user, g.now)
    elif action == "same" and (them := _named(other)) and them not in names:
        speakers.join(g.store, names, them, g.user, g.now)
    elif action == "apart" and name in names:
        speakers.set_apart(g.store, name, g.user, g.now)
    else:
        return _page(id, action, _wrong(action, other, names)), 422
    return redirect(url_for("speakers.show", id=g.store.speaker_of(names[0] if action != "apart" else name) or id))


def _page(id: str, action: str = "", problem: str = "") -> str:
    one, names = g.store.speaker(id), g.store.names_of(id)
    if one is None:
        abort(404)
    printed = {row["name"] for row in names}
    edits = [edit for edit in g.store.speaker_edits() if edit["name"] in printed or edit["other"] in printed]
    others = [row["name"] for row in g.store.speakers("", _SUGGESTED) if row["id"] != id]
    return render_template(
        "speakers/show.html",
        one=one,
        names=names,
        edits=edits[::-1],
        others=others,
        problem=problem,
        action=action,
        other=request.form.get("other", ""),
    )


def _found(words: str, page: int) -> list[dict[str, Any]]:
    """One page of speakers, and the first of the next. SQLite knows the capitals of Latin letters only."""
    for spelling in dict.fromkeys((words, words.title(), words.capitalize(), words.lower())):
        rows: list[dict[str, Any]] = g.store.speakers(spelling, _PAGE + 1, (page - 1) * _PAGE)
        if rows:
            return rows
    return []


def _wrong(action: str, other: str, names: list[str]) -> str:
    if action != "same":
        return "Write the name, and choose what to do."
    return "These are one speaker already." if _named(other) in names else f"There is no speaker called “{other}”."


def _named(words: str) -> str | None:
    """A printed name of the speaker who is called or was printed so."""
    found: str | None = g.store.printed_name(words)
    return found
