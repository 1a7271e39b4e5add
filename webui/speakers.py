"""Speakers: one person under many spellings, and people's word on who is who."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor import speakers
from webui.guard import needs

bp = Blueprint("speakers", __name__, url_prefix="/speakers")

_PAGE = 100


@bp.get("")
def index() -> str:
    page, words = max(request.args.get("page", 1, type=int), 1), request.args.get("words", "").strip()
    rows = g.store.speakers(words, _PAGE + 1, (page - 1) * _PAGE)
    return render_template("speakers/index.html", speakers=rows[:_PAGE], words=words, page=page, more=len(rows) > _PAGE)


@bp.get("/<id>")
def show(id: str) -> str:
    one = g.store.speaker(id)
    if one is None:
        abort(404)
    edits = [edit for edit in g.store.speaker_edits() if edit["name"] in {row["name"] for row in g.store.names_of(id)}]
    return render_template("speakers/show.html", one=one, names=g.store.names_of(id), edits=edits[::-1])


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
    elif action == "same" and (them := _named(other)):
        speakers.join(g.store, names, them, g.user, g.now)
    elif action == "apart" and name in names:
        speakers.set_apart(g.store, name, g.user, g.now)
    else:
        one = g.store.speaker(id)
        problem = f"There is no speaker called “{other}”." if action == "same" else "Write the name, and choose what to do."
        page = render_template("speakers/show.html", one=one, names=g.store.names_of(id), edits=[], problem=problem)
        return page, 422
    return redirect(url_for("speakers.show", id=g.store.speaker_of(names[0] if action != "apart" else name) or id))


def _named(words: str) -> str | None:
    """A printed name of the speaker who is called or was printed so."""
    found: str | None = g.store.printed_name(words)
    return found
