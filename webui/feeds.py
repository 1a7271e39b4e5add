"""Outlets and how lately each was heard, and everything that could not be read."""

from __future__ import annotations

from flask import Blueprint, g, render_template

bp = Blueprint("feeds", __name__, url_prefix="/feeds")


@bp.get("")
def index() -> str:
    return render_template("feeds/index.html", outlets=g.store.outlet_health(), errors=g.store.read_errors())
