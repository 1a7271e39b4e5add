"""Files that people add, and everything that could not be read, with a second try."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.add import chosen_outlet, import_id
from monitor.background import place_for
from monitor.errors import CounterclaimError
from monitor.read import KINDS
from webui.guard import needs

bp = Blueprint("arrivals", __name__, url_prefix="/arrivals")

_SHOWN = 200


@bp.get("")
def index() -> str:
    return _page()


@bp.post("")
@needs("add files")
def upload() -> Response | tuple[str, int]:
    """Take files in and read them behind the scenes. A script that sends one gets the address of its progress."""
    files = [file for file in request.files.getlist("files") if file.filename]
    kind, outlet = request.form.get("kind", "auto"), request.form.get("outlet") or None
    if kind not in KINDS:
        abort(400)
    try:
        chosen_outlet(g.store, outlet)
        if not files:
            raise CounterclaimError("Choose at least one file.")
    except CounterclaimError as error:
        return _page(problem=str(error)), 422
    number = ""
    for file in files:
        name = file.filename or "upload"
        path = place_for(g.store.path, name)
        file.save(path)
        file.close()
        path.chmod(0o600)
        number = import_id(path)
        size = path.stat().st_size
        g.store.start_import(number, name[-200:], str(path), kind, outlet, "", size, g.user, g.now, state="waiting")
    _wake()
    return redirect(url_for("arrivals.progress", id=number) if len(files) == 1 else url_for("arrivals.index"))


@bp.get("/<id>")
def progress(id: str) -> str | dict[str, Any]:
    """How far an import has come: a page for people, an object for the script that draws its bar."""
    found = g.store.import_of(id)
    if found is None:
        abort(404)
    if request.headers.get("X-Desk"):
        return {name: found[name] for name in ("state", "items", "documents", "new_statements", "versions", "errors", "reason")}
    errors = [one for one in g.store.read_errors(_SHOWN) if one["file"].startswith(found["path"])]
    return render_template("arrivals/show.html", one=found, errors=errors)


@bp.post("/<id>/retry")
@needs("add files")
def retry(id: str) -> Response:
    if g.store.import_of(id) is None:
        abort(404)
    g.store.retry_import(id)
    _wake()
    return redirect(url_for("arrivals.progress", id=id))


@bp.post("/errors/<int:id>/retry")
@needs("add files")
def retry_error(id: str) -> Response:
    """Read again what could not be read: the file it was in, or the feed it came from."""
    error = _error(id)
    if error["feed_id"]:
        g.store.forget_item(error["feed_id"], error["file"])
        if background := current_app.config["BACKGROUND"]:
            background.poll(error["feed_id"])
        g.store.dismiss_read_error(error["id"], g.now)  # it comes back where the fault is still there
        return redirect(url_for("feeds.show", id=error["feed_id"], asked=1))
    found = g.store.import_over(error["file"])
    if found is None:
        return redirect(url_for("arrivals.index", lost=error["id"]) + "#errors")
    g.store.retry_import(found["id"])
    _wake()
    return redirect(url_for("arrivals.progress", id=found["id"]))


@bp.post("/errors/<int:id>/dismiss")
@needs("add files")
def dismiss(id: str) -> Response:
    g.store.dismiss_read_error(_error(id)["id"], g.now)
    return redirect(url_for("arrivals.index") + "#errors")


def _page(problem: str = "") -> str:
    return render_template(
        "arrivals/index.html",
        imports=g.store.imports(),
        errors=g.store.read_errors(_SHOWN),
        total=g.store.count_read_errors(),
        outlets=g.store.outlets(),
        kinds=KINDS,
        problem=problem,
        lost=request.args.get("lost", type=int),
        limit=current_app.config["DESK"].upload_max_bytes,
    )


def _error(id: str) -> dict[str, Any]:
    found: dict[str, Any] | None = g.store.read_error(id)
    if found is None:
        abort(404)
    return found


def _wake() -> None:
    if background := current_app.config["BACKGROUND"]:
        background.wake()
