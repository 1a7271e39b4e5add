"""Search, from the box in the head of every page: statements, rebuttals and narratives, by words and by meaning."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, render_template, request

from monitor import similar
from monitor.similar import Answered, Fitting, Found, Question
from webui.queue import with_flags

bp = Blueprint("search", __name__)

_STATEMENTS, _REBUTTALS, _NARRATIVES = 20, 5, 3
#: Longer texts belong on the command line; a browser's address has room for no more.
_LONGEST = 8000


@bp.get("/search")
def index() -> str:
    asked = request.args.get("q", "")[:_LONGEST].strip()
    models, neighbours = current_app.config["MODELS"], current_app.config["NEIGHBOURS"]
    try:
        question = similar.ask(g.store, models, asked)
    except ValueError:
        return render_template("search/index.html", asked=asked, question=None)
    found = similar.search(g.store, neighbours, question, _STATEMENTS)
    rows = {row["id"]: row for row in with_flags(g.store.queue_rows([one.statement.id for one in found]))}
    return render_template(
        "search/index.html",
        asked=asked,
        question=question,
        statements=[(one, rows[one.statement.id], pieces(question, one.statement.text)) for one in found],
        rebuttals=[
            (one, pieces(question, one.rebuttal.claim)) for one in similar.answers(g.store, models, question, _REBUTTALS)
        ],
        narratives=[(one, pieces(question, one.nearest)) for one in similar.fitting(g.store, models, question, _NARRATIVES)],
        why=why,
    )


def pieces(question: Question, text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a word that was looked for."""
    found, last = [], 0
    for start, end in question.shared(text):
        found += [(text[last:start], False), (text[start:end], True)]
        last = end
    return [piece for piece in [*found, (text[last:], False)] if piece[0]]


def why(one: Found | Answered | Fitting) -> dict[str, Any]:
    """Why something was found: the shared words, and how near its meaning is."""
    return {"words": ", ".join(one.words[:6]), "more": max(len(one.words) - 6, 0), "meaning": one.cosine}
