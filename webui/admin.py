"""Users of the desk: for admins."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor import people
from monitor.errors import CounterclaimError
from monitor.records import Role
from webui.guard import needs

bp = Blueprint("admin", __name__, url_prefix="/users")


@bp.get("")
@needs("manage users")
def index() -> str:
    return _page()


@bp.post("")
@needs("manage users")
def add() -> str | tuple[str, int]:
    """Add a user and show the one-time link, once."""
    name, role = request.form.get("name", "").strip(), request.form.get("role", "")
    if role not in set(Role):
        abort(400)
    try:
        people.add_user(g.store, name, Role(role), g.now)
    except CounterclaimError as error:
        return _page(problem=str(error)), 422
    return _page(name, people.sign_in_path(g.store, name, g.now))


@bp.post("/<name>/link")
@needs("manage users")
def reset(name: str) -> str:
    return _page(name, people.sign_in_path(g.store, name, g.now))


@bp.post("/<name>/disable")
@needs("manage users")
def disable(name: str) -> Response:
    people.disable_user(g.store, name)
    return redirect(url_for("admin.index"))


def _page(name: str = "", link: str = "", problem: str = "") -> str:
    return render_template("admin/index.html", users=g.store.users(), name=name, link=link, problem=problem, roles=tuple(Role))
