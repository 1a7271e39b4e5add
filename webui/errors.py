"""What goes wrong, in plain words: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
import sqlite3

from flask import Flask, g, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from monitor.errors import CounterclaimError

_log = logging.getLogger(__name__)

_WORDS = {
    400: ("That did not arrive whole", "Go back, check what you entered and send it again. Nothing was changed."),
    401: ("You are signed out", "Sign in again; nothing was changed."),
    403: ("Your role may not do that", "Ask an editor or an admin. Nothing was changed."),
    404: ("There is no such page", "The link may be old. The queue is a good place to start."),
    405: ("That page does not take this", "Go back and try the button again."),
    409: (
        "That cannot be done as things stand",
        "Somebody may have changed it since, or a step is missing. Load the page anew and look again. Nothing was changed.",
    ),
    413: ("That is too large", "The desk takes up to one megabyte in a form. Nothing was changed."),
}


def register(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        title, words = _WORDS.get(status, ("Something went wrong", "Nothing was changed."))
        return _page(title, words, status)

    @app.errorhandler(CSRFError)
    def stale(_: CSRFError) -> tuple[str, int]:
        return _page("This form has grown old", "Go back, load the page anew and send it again. Nothing was changed.", 400)

    @app.errorhandler(CounterclaimError)
    def refused(error: CounterclaimError) -> tuple[str, int]:
        return _page("That could not be done", f"{error}. Nothing was changed.", 409)

    @app.errorhandler(sqlite3.OperationalError)
    def full(error: sqlite3.OperationalError) -> tuple[str, int]:
        _log.error("database: %s", error)
        if "full" in str(error):
            return _page("The disk is full", "Reading goes on; nothing new can be saved until there is room.", 507)
        return _page("The database is busy", "Nothing was changed. Try again in a moment.", 503)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        _log.exception("unexpected: %s", type(error).__name__)
        return _page("Something went wrong", "It was logged. Nothing was changed; try again.", 500)


def _page(title: str, words: str, status: int) -> tuple[str, int]:
    g.setdefault("user", None)
    g.setdefault("role", None)
    return render_template("error.html", title=title, words=words), status
