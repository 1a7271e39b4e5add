"""Documents that leave the desk: always as a download, never as a page of the desk's own origin."""

from __future__ import annotations

from flask import Response

_TYPES = {
    "md": "text/markdown", "html": "text/html", "txt": "text/plain", "json": "application/json", "csv": "text/csv",
}  # fmt: skip


def document(text: str, name: str) -> Response:
    kind = _TYPES[name.rsplit(".", 1)[-1]]
    return Response(
        text, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    )
