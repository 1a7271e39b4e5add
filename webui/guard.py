"""Who may come in, from where, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as Answer

from monitor import people
from monitor.records import Role
from monitor.review import may

#: Reachable without signing in: the ways in, and what a page is drawn with.
_OPEN = {"static", "sign_in.form", "sign_in.enter", "sign_in.link", "sign_in.follow"}
_SAFE = {"GET", "HEAD", "OPTIONS"}

#: Nothing is loaded from anywhere but the desk itself: a reviewer's address must not reach the watched state.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


def protect(app: Flask) -> None:
    """Form tokens, the origin check, sign-in, and the headers of every answer, errors included."""
    app.before_request(_same_origin)
    app.before_request(_signed_in)
    app.before_request(_larger_uploads)  # before the form tokens, which read the form
    CSRFProtect(app)
    app.after_request(_headers)


def cookie_name() -> str:
    """With https the name itself forbids the browser to take the cookie from anywhere else."""
    return "__Host-counterclaim" if current_app.config["DESK"].https else "counterclaim"


def give_session(answer: Answer, token: str) -> Answer:
    answer.set_cookie(cookie_name(), token, httponly=True, samesite="Lax", secure=current_app.config["DESK"].https, path="/")
    return answer


def needs(action: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A view for those whose role may do this."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not may(g.role, action):
                abort(403)
            return view(*args, **kwargs)

        return checked

    return decorate


def _same_origin() -> None:
    """A second line behind the form tokens: a browser says by itself where a request comes from."""
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        # It outweighs Origin, which a browser blanks to "null" on pages that send no referrer, as ours do.
        if site not in ("same-origin", "none"):
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _signed_in() -> Answer | None:
    g.user, g.role = None, None
    token = request.cookies.get(cookie_name())
    if token and (found := people.session_user(g.store, token, g.now)):
        g.user, g.role = found["name"], Role(found["role"])
    if g.user or request.endpoint in _OPEN:
        return None
    if request.method in _SAFE:
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.form", to=wanted if wanted != "/" else None))
    abort(401)


def _larger_uploads() -> None:
    """Whoever is signed in may send files; the limit of every other form is that of the app."""
    if request.endpoint == "arrivals.upload":
        request.max_content_length = current_app.config["DESK"].upload_max_bytes


def _headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
