"""The desk: screens over ``monitor``. Importing it loads no model; a model is loaded when a page first needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g

from monitor.background import Background
from monitor.models import Models
from monitor.settings import Settings
from monitor.similar import Neighbours
from monitor.store import Store
from webui import (
    admin,
    arrivals,
    changes,
    digests,
    errors,
    feeds,
    guard,
    measures,
    narratives,
    queue,
    rebuttals,
    search,
    sign_in,
    speakers,
    statements,
    summaries,
    words,
)

#: A rebuttal with its sources is a few pages. Only uploads may be larger (webui.guard).
_LARGEST_FORM = 1 << 20


def create_app(
    db: Path, settings: Settings, secret: str, models: Models | None = None, background: Background | None = None
) -> Flask:
    """The desk on one database. ``secret`` signs the cookie that holds form tokens; it comes from ``webui.command``.

    ``background`` takes up what pages start: uploads and polls. Without one they wait for whoever has one.
    """
    app = Flask(__name__)
    app.config.update(_config(settings, secret, models or Models(settings)), BACKGROUND=background)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.before_request
    def open_store() -> None:
        g.now = datetime.now(UTC)
        g.store = Store.open(db)

    @app.teardown_request
    def close_store(_: BaseException | None) -> None:
        if "store" in g:
            g.store.close()

    guard.protect(app)
    errors.register(app)
    words.register(app)
    for part in (
        sign_in,
        queue,
        statements,
        rebuttals,
        narratives,
        measures,
        digests,
        search,
        summaries,
        feeds,
        arrivals,
        changes,
        speakers,
        admin,
    ):
        app.register_blueprint(part.bp)
    return app


def _config(settings: Settings, secret: str, models: Models) -> dict[str, Any]:
    return dict(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        SESSION_COOKIE_NAME="counterclaim-forms",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open overnight still saves; its session decides
        WTF_CSRF_SSL_STRICT=False,  # it asks for a referrer, which our pages never send; webui.guard checks the origin
        DESK=settings,
        MODELS=models,
        NEIGHBOURS=Neighbours(Models(settings).encoder_name, background=True),
    )
