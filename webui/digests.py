"""Digests: an editor pulls rebuttals into a week, orders them, reads the document and publishes it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from monitor import digest as digests
from monitor import summary
from monitor import week as weeks
from monitor.errors import CounterclaimError
from monitor.publish.formats import DIGEST_FORMATS, digest_as
from monitor.publish.nolink import LinkPolicy
from monitor.records import Digest, RebuttalState
from webui.documents import document
from webui.guard import needs

bp = Blueprint("digests", __name__, url_prefix="/digests")


@bp.get("")
def index() -> str:
    week = summary.latest_week(g.store) if g.store.latest_day() else ""
    return render_template("digests/index.html", digests=g.store.digests(), week=week)


@bp.post("")
@needs("edit digest")
def create() -> Answer:
    # However the week was typed, it has one digest.
    monday, _ = weeks.bounds(request.form.get("week", ""))
    made = digests.new_digest(weeks.week_of(monday))
    if g.store.digest(made.id) is None:
        _stored(digests.pull_week(g.store, made))
    return redirect(url_for("digests.show", id=made.id))


@bp.get("/<id>")
def show(id: str) -> str:
    found = _found(id)
    inside = {one.id for one in found.rebuttals}
    waiting = [one for one in g.store.approved_rebuttals() if one.id not in inside]
    return render_template(
        "digests/show.html", digest=found, entries=digests.entries(g.store, found), waiting=waiting, formats=DIGEST_FORMATS
    )


@bp.post("/<id>/items")
@needs("edit digest")
def change(id: str) -> Answer:
    """Pull a rebuttal in, drop it, or move it one place."""
    found, key = _found(id), request.form.get("rebuttal", "")
    action = request.form.get("action", "")
    if action == "pull":
        rebuttal = g.store.rebuttal(key)
        if rebuttal is None:
            abort(404)
        try:
            changed = digests.pull(found, rebuttal)
        except ValueError:
            abort(409)
    elif action == "drop":
        changed = digests.drop(found, key)
    elif action in ("up", "down"):
        changed = digests.move(found, key, -1 if action == "up" else 1)
    else:
        abort(400)
    return _saved(changed)


@bp.post("/<id>/words")
@needs("edit digest")
def words(id: str) -> Answer:
    """The title and the introduction."""
    title = request.form.get("title", "").strip()[:300]
    if not title:
        abort(400)
    return _saved(replace(_found(id), title=title, intro=request.form.get("intro", "").strip()[:5000]))


@bp.get("/<id>/document.<format>")
def download(id: str, format: str) -> Response:
    if format not in DIGEST_FORMATS:
        abort(404)
    found, settings = _approved(_found(id)), current_app.config["DESK"]
    policy = LinkPolicy.of(g.store.outlets(), settings.denied)
    text = digest_as(format, found, digests.entries(g.store, found), policy, settings.organisation)
    return document(text, f"digest-{found.week}.{format}")


@bp.post("/<id>/publish")
@needs("edit digest")
def publish(id: str) -> Answer:
    digests.publish(g.store, _approved(_as_seen(_found(id))), current_app.config["DESK"], g.now)
    return redirect(url_for("digests.show", id=id))


def _found(id: str) -> Digest:
    found: Digest | None = g.store.digest(id)
    if found is None:
        abort(404)
    return found


def _as_seen(digest: Digest) -> Digest:
    """The digest, if the editor's page shows this version of it; a page that is older changes nothing."""
    if request.form.get("version", type=int) != digest.version:
        abort(409)
    return digest


def _approved(digest: Digest) -> Digest:
    """The digest, if all in it may be printed: a rebuttal that was edited or retracted since it was pulled may not."""
    for one in digest.rebuttals:
        if one.state is not RebuttalState.APPROVED:
            raise CounterclaimError(f"“{one.claim[:80]}” is {one.state.value}: approve it again, or take it out")
    return digest


def _saved(changed: Digest) -> Answer:
    _stored(_as_seen(changed))
    return redirect(url_for("digests.show", id=changed.id))


def _stored(digest: Digest) -> None:
    try:
        g.store.save_digest(digest, g.user, g.now)
    except ValueError:  # somebody was faster by a moment
        abort(409)
