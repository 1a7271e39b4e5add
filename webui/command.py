"""``counterclaim serve``: the desk behind waitress, on this machine unless told otherwise."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from monitor.background import Background
from monitor.cli.context import Context, now, with_context
from monitor.errors import CounterclaimError
from monitor.models import Models
from monitor.people import sign_in_path


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
@click.option("--sign-in", metavar="NAME", help="Print a one-time sign-in link for this user.")
@with_context
def serve(context: Context, host: str, port: int, sign_in: str | None) -> None:
    """Serve the desk."""
    from waitress import create_server

    from webui import create_app

    settings = context.settings()
    if host not in ("127.0.0.1", "localhost", "::1") and not settings.https:
        raise CounterclaimError(
            f"{host}: passwords would travel in the open; put a proxy with https before it and set https = true"
        )
    with context.store() as store:
        path = sign_in_path(store, sign_in, now()) if sign_in else "/"
    # The desk and what works behind it share the models: each is loaded once.
    models = Models(settings)
    background = Background(context.db, settings, now, models=models)
    app = create_app(context.db, settings, secret_beside(context.db), models=models, background=background)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=settings.upload_max_bytes + (1 << 20),
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise CounterclaimError(f"port {port} on {host} is not free ({error.strerror}); choose another with --port") from None
    click.echo(f"The desk: http://{host}:{server.effective_port}{path}")
    if sign_in:
        click.echo(f"This link signs {sign_in} in, once, within the hour. Stop the desk with Ctrl-C.")
    background.start()
    try:
        server.run()
    finally:
        background.stop()


def secret_beside(db: Path) -> str:
    """The secret of this installation, made once and readable by its owner only; or COUNTERCLAIM_SECRET."""
    if given := os.environ.get("COUNTERCLAIM_SECRET"):
        return given
    path = db.with_name(db.name + ".key")
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
