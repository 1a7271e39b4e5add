"""How good the machine is on the team's own decisions: measured when somebody asks for it, and shown until it is anew."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from monitor.evaluation.decisions import measure_decisions
from monitor.learning import FEWEST

bp = Blueprint("measures", __name__, url_prefix="/measures")


@dataclass(slots=True)
class _Measured:
    """The last result and when it was computed; kept in memory, as it can be computed again at any time."""

    result: dict[str, Any] | None = None
    at: datetime | None = None
    busy: threading.Lock = field(default_factory=threading.Lock)


@bp.record_once
def _remember(state: Any) -> None:
    state.app.extensions["measures"] = _Measured()


@bp.get("")
def index() -> str:
    """Computes nothing: what was measured last, and whether the matcher or the decisions are others by now."""
    measured: _Measured = current_app.extensions["measures"]
    models, result = current_app.config["MODELS"], measured.result
    decisions = len(g.store.decided())
    changed = result is not None and (
        result["matcher"] != models.matcher_name(g.store) or result["decisions"] != decisions
    )  # fmt: skip
    return render_template(
        "measures/index.html",
        result=result,
        at=measured.at.isoformat() if measured.at else None,
        changed=changed,
        busy=measured.busy.locked(),
        decisions=decisions,
        fewest=FEWEST,
        settings=current_app.config["DESK"],
    )


@bp.post("")
def measure() -> Response:
    """Takes seconds. While one is at it, others are sent to the page, which says so."""
    measured: _Measured = current_app.extensions["measures"]
    if measured.busy.acquire(blocking=False):
        try:
            measured.result, measured.at = measure_decisions(current_app.config["MODELS"], g.store), g.now
        finally:
            measured.busy.release()
    return redirect(url_for("measures.index"))
