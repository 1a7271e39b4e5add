"""Signing in and out, and one's own password."""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor import people
from webui.guard import cookie_name, give_session

bp = Blueprint("sign_in", __name__)

#: No user's name is as long; what is typed there is kept for a while, so it must not be a book.
_LONGEST_NAME = 64


@bp.get("/sign-in")
def form() -> str | Response:
    return redirect(url_for("queue.index")) if g.user else render_template("sign_in/form.html", problem=None)


@bp.post("/sign-in")
def enter() -> tuple[str, int] | Response:
    name = request.form.get("name", "").strip().casefold()[:_LONGEST_NAME]
    problem = people.check_password(g.store, name, request.form.get("password", ""), request.remote_addr or "", g.now)
    if problem:
        return render_template("sign_in/form.html", problem=problem, name=name), 401
    return give_session(redirect(_wanted()), people.start_session(g.store, name, g.now))


@bp.get("/sign-in/<token>")
def link(token: str) -> str:
    """The link only shows a button: a program that looks links up in advance must not use it up."""
    return render_template("sign_in/link.html", token=token)


@bp.post("/sign-in/<token>")
def follow(token: str) -> tuple[str, int] | Response:
    name = people.follow_link(g.store, token, g.now)
    if name is None:
        return render_template("sign_in/form.html", problem="That link was used or has expired. Ask for a new one."), 401
    # Also where there is a password already: whoever asks for a new link has forgotten it.
    return give_session(redirect(url_for("sign_in.password")), people.start_session(g.store, name, g.now))


@bp.post("/sign-out")
def leave() -> Response:
    people.end_session(g.store, request.cookies.get(cookie_name(), ""))
    answer = redirect(url_for("sign_in.form"))
    answer.delete_cookie(cookie_name(), secure=current_app.config["DESK"].https, path="/")
    return answer


@bp.get("/password")
def password() -> str:
    return render_template("sign_in/password.html", problem=None)


@bp.post("/password")
def set_password() -> tuple[str, int] | Response:
    problem = people.set_password(g.store, g.user, request.form.get("password", ""))
    if problem:
        return render_template("sign_in/password.html", problem=problem), 422
    return give_session(redirect(url_for("queue.index")), people.start_session(g.store, g.user, g.now))


def _wanted() -> str:
    """Where somebody wanted to go, if that is a place of the desk; never another site."""
    wanted = request.args.get("to", "")
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\\" not in wanted
    return wanted if inside and wanted.isprintable() else url_for("queue.index")
