"""Files that people add, and everything that could not be read, with a second try."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from monitor.add import chosen_outlet, import_id
from monitor.background import receive
from monitor.errors import CounterclaimError
from monitor.read import KINDS
from webui.guard import needs
from webui.words import IMPORTS, size

bp = Blueprint("arrivals", __name__, url_prefix="/arrivals")

_PAGE = 20
_MOST_PAGES = 10_000
#: Errors looked at, how many of one file or feed are seen without opening the rest, and how many of these at first.
_SHOWN, _AT_FIRST, _GROUPS = 1000, 3, 20
_ALL = 1_000_000
_BUSY = ("waiting", "running")
#: Nothing for so long, and whoever was reading has been interrupted: a batch takes seconds.
_INTERRUPTED = timedelta(minutes=10)
_LONGEST_NAME = 200  # bytes: file systems take 255, and some of that is ours
#: Not for people to see: control characters, and those that turn the direction of writing.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


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
        return _page(problem=str(error), chosen=request.form), 422
    number = ""
    for file in files:
        name = _shown_name(file.filename or "")
        try:
            number = _taken(file, name, kind, outlet)
        except OSError as error:
            _wake()  # for those before it
            reason = (error.strerror or "it cannot be written").lower()
            return _page(problem=f"{name} could not be put away: {reason}. Nothing of it was kept.", chosen=request.form), 507
    _wake()
    return redirect(url_for("arrivals.progress", id=number) if len(files) == 1 else url_for("arrivals.index"))


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> tuple[str, int]:
    return _page(problem=_too_large()), 413


@bp.get("/<id>")
def progress(id: str) -> str | dict[str, Any]:
    """How far an import has come: a page for people, an object for the script that draws its bar."""
    found = _import(id)
    if request.headers.get("X-Desk"):
        counts = {name: found[name] for name in ("items", "documents", "new_statements", "versions", "errors")}
        return counts | {"state": found["state"], "said": IMPORTS[found["state"]], "reason": found["reason"]}
    errors = [one for one in g.store.read_errors(_ALL) if _within(one["file"], found["path"])]
    ahead = [one for one in g.store.imports(_ALL) if one["state"] in _BUSY and one["started_at"] < found["started_at"]]
    return render_template(
        "arrivals/show.html",
        one=found,
        errors=errors[:_SHOWN],
        total=len(errors),
        ahead=len(ahead) if found["state"] == "waiting" else 0,
        interrupted=_interrupted(found),
        kept=_is_there(found),
    )


@bp.post("/<id>/retry")
@needs("add files")
def retry(id: str) -> Response:
    found = _import(id)
    if found["state"] not in _BUSY or _interrupted(found):
        g.store.retry_import(id)
    _wake()
    return redirect(url_for("arrivals.progress", id=id))


@bp.post("/errors/<int:id>/retry")
@needs("add files")
def retry_error(id: int) -> Response:
    """Read again what could not be read: the file it was in, or what was left out of the feed it came from."""
    error = _error(id)
    if error["feed_id"]:
        for one in _alike(error):
            g.store.forget_item(one["feed_id"], one["file"])
            g.store.dismiss_read_error(one["id"], g.now)  # it comes back where the fault is still there
        if background := current_app.config["BACKGROUND"]:
            background.poll(error["feed_id"])
        return redirect(url_for("feeds.show", id=error["feed_id"], asked=1))
    found = g.store.import_over(error["file"])
    if found is None or not _is_there(found):
        return redirect(url_for("arrivals.index", lost=error["id"]) + "#errors")
    return retry(found["id"])  # type: ignore[no-any-return]


@bp.post("/errors/<int:id>/dismiss")
@needs("add files")
def dismiss(id: int) -> Response:
    """Everything of this file or feed has been seen, and needs nothing more."""
    for one in _alike(_error(id)):
        g.store.dismiss_read_error(one["id"], g.now)
    return redirect(url_for("arrivals.index") + "#errors")


def _page(problem: str = "", chosen: Mapping[str, str] | None = None) -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGES)
    imports = g.store.imports(page * _PAGE + 1)[(page - 1) * _PAGE :]
    errors = g.store.read_errors(_SHOWN)
    groups = _groups(errors)
    most = len(groups) if request.args.get("all") else _GROUPS
    desk = current_app.config["DESK"]
    return render_template(
        "arrivals/index.html",
        imports=imports[:_PAGE],
        page=page,
        more=len(imports) > _PAGE,
        groups=[_group(rows) for rows in groups[:most]],
        left=max(len(groups) - most, 0),
        shown=len(errors),
        total=g.store.count_read_errors(),
        outlets=g.store.outlets(),
        kinds=KINDS,
        problem=problem,
        chosen=chosen or {},
        lost=request.args.get("lost", type=int),
        limit=desk.upload_max_bytes,
        too_large=_too_large(),
    )


def _groups(errors: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Errors by the file or feed they came from: one fault in a file is often a hundred, and is tried again as one."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in errors:
        groups.setdefault(one["feed_id"] or one["file"], []).append(one)
    return list(groups.values())


def _group(rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = rows[0]
    feed = g.store.feed(last["feed_id"]) if last["feed_id"] else None
    over = None if last["feed_id"] else g.store.import_over(last["file"])
    own = over is not None and over["path"] == last["file"]
    return {
        "last": last,
        "feed": feed,
        "over": over,
        "name": over["name"] if over and own else last["file"].rsplit("/", 1)[-1] or last["file"],
        "first": rows[:_AT_FIRST],
        "rest": rows[_AT_FIRST:],
        "again": feed is not None or (over is not None and _is_there(over)),
    }


def _alike(error: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors that stand with this one: of its feed, or else of its file."""
    key = "feed_id" if error["feed_id"] else "file"
    return [one for one in g.store.read_errors(_ALL) if one[key] == error[key]]


def _taken(file: FileStorage, name: str, kind: str, outlet: str | None) -> str:
    """Put a file away and note that it waits; the id of its import. Whatever is raised, nothing is left of it."""
    path = receive(g.store.path, name, file.save)
    try:
        number = import_id(path)
        g.store.start_import(number, name, str(path), kind, outlet, "", path.stat().st_size, g.user, g.now, state="waiting")
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    file.close()
    return number


def _shown_name(name: str) -> str:
    """A file's name as people see it: without what cannot be seen, and its end where it is long."""
    return _UNSEEN.sub("", name).strip().encode()[-_LONGEST_NAME:].decode(errors="ignore") or "upload"


def _is_there(found: dict[str, Any]) -> bool:
    """Whether what was added can still be read."""
    try:
        return Path(found["path"]).exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _within(file: str, path: str) -> bool:
    return file == path or file.startswith(path + "/")


def _interrupted(found: dict[str, Any]) -> bool:
    """Whether an import says that it runs, and nobody is reading any more."""
    return found["state"] == "running" and g.now - datetime.fromisoformat(found["changed_at"]) > _INTERRUPTED


def _too_large() -> str:
    most = size(current_app.config["DESK"].upload_max_bytes)
    return f"That is more than {most}, the most the desk takes at once. Nothing was added. Add it with: counterclaim add FILE"


def _import(id: str) -> dict[str, Any]:
    found: dict[str, Any] | None = g.store.import_of(id)
    if found is None:
        abort(404)
    return found


def _error(id: int) -> dict[str, Any]:
    found: dict[str, Any] | None = g.store.read_error(id) if id < 1 << 63 else None
    if found is None:
        abort(404)
    return found


def _wake() -> None:
    if background := current_app.config["BACKGROUND"]:
        background.wake()
