"""Rebuttals: the list, writing one with its sources, and its way to approval."""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from monitor import digest as digests
from monitor.ledger import in_tree
from monitor.publish.nolink import LinkPolicy
from monitor.read.dates import iso
from monitor.records import Rebuttal, RebuttalState, Source, Verdict
from monitor.review import NEXT, gate, may, may_approve
from webui.guard import needs

bp = Blueprint("rebuttals", __name__, url_prefix="/rebuttals")

_EMPTY_ROWS = 2
_LONGEST = 20_000


@bp.get("")
def index() -> str:
    state = request.args.get("state", "")
    chosen = RebuttalState(state) if state in set(RebuttalState) else None
    every = g.store.rebuttals()
    counts = {one.value: sum(rebuttal.state is one for rebuttal in every) for one in RebuttalState}
    rows = [one for one in every if chosen is None or one.state is chosen]
    return render_template("rebuttals/index.html", rows=rows, counts=counts, chosen=chosen)


@bp.get("/new")
@needs("write rebuttal")
def new() -> str:
    """A form that already holds the statement's words, if it was opened from one."""
    statement = g.store.statement(request.args.get("statement", ""))
    served = g.store.narratives_of([statement["id"]]).get(statement["id"], []) if statement else []
    blank = Rebuttal(id="", claim=statement["text"] if statement else "", disproof="", version=0, narrative_ids=tuple(served))
    return _form(blank, statement_id=statement["id"] if statement else "")


@bp.post("")
@needs("write rebuttal")
def create() -> Response | tuple[str, int]:
    rebuttal = _from_form(request.form, Rebuttal(id=secrets.token_hex(8), claim="", disproof="", version=0))
    statement_id = request.form.get("statement", "")
    if problem := _problem(rebuttal):
        return _form(rebuttal, statement_id=statement_id, problem=problem), 422
    if statement_id and g.store.statement(statement_id) is None:
        abort(400)
    saved = g.store.save_rebuttal(rebuttal, RebuttalState.DRAFT, g.now)
    if statement_id:
        g.store.attach_rebuttal(saved.id, statement_id, g.user, g.now)
    return redirect(url_for("rebuttals.show", id=saved.id))


@bp.get("/<id>")
def show(id: str) -> str:
    rebuttal = _found(id)
    settings = current_app.config["DESK"]
    return render_template(
        "rebuttals/show.html",
        rebuttal=rebuttal,
        statements=digests.statements_of(g.store, rebuttal),
        narratives=[one for one in g.store.narratives() if one.id in rebuttal.narrative_ids],
        history=g.store.rebuttal_history(id),
        missing=gate(rebuttal, settings, _policy()),
        refused=may_approve(rebuttal, g.role, g.user, settings),
        onward=NEXT[rebuttal.state],
        States=RebuttalState,
    )


@bp.get("/<id>/edit")
@needs("write rebuttal")
def edit(id: str) -> str:
    return _form(_found(id))


@bp.post("/<id>")
@needs("write rebuttal")
def save(id: str) -> Response | tuple[str, int]:
    """Save a new version as a draft. Where somebody else saved in between, both texts are shown and none is lost."""
    present = _found(id)
    rebuttal = _from_form(request.form, present)
    if problem := _problem(rebuttal):
        return _form(rebuttal, problem=problem), 422
    try:
        g.store.save_rebuttal(rebuttal, RebuttalState.DRAFT, g.now)
    except ValueError:
        return _form(replace(rebuttal, version=present.version), theirs=present), 409
    return redirect(url_for("rebuttals.show", id=id))


@bp.post("/<id>/state")
@needs("write rebuttal")
def set_state(id: str) -> Response | tuple[str, int]:
    rebuttal, wanted = _found(id), request.form.get("state", "")
    if wanted not in set(RebuttalState) or RebuttalState(wanted) not in NEXT[rebuttal.state]:
        abort(400)
    if request.form.get("version", type=int) != rebuttal.version:
        abort(409)
    state = RebuttalState(wanted)
    settings = current_app.config["DESK"]
    if state is RebuttalState.RETRACTED and not may(g.role, "retract rebuttal"):
        abort(403)
    if state in (RebuttalState.SUBMITTED, RebuttalState.APPROVED) and gate(rebuttal, settings, _policy()):
        abort(409)
    if state is RebuttalState.APPROVED and may_approve(rebuttal, g.role, g.user, settings):
        abort(403)
    g.store.set_rebuttal_state(id, rebuttal.version, state, g.user, g.now, request.form.get("note", "").strip()[:2000])
    return redirect(url_for("rebuttals.show", id=id))


@bp.post("/<id>/statements")
@needs("write rebuttal")
def attach(id: str) -> Response:
    """This rebuttal answers that statement too."""
    statement_id = request.form.get("statement", "")
    if g.store.statement(statement_id) is None:
        abort(400)
    g.store.attach_rebuttal(_found(id).id, statement_id, g.user, g.now)
    return redirect(url_for("statements.show", id=statement_id))


def _found(id: str) -> Rebuttal:
    rebuttal: Rebuttal | None = g.store.rebuttal(id)
    if rebuttal is None:
        abort(404)
    return rebuttal


def _policy() -> LinkPolicy:
    return LinkPolicy.of(g.store.outlets(), current_app.config["DESK"].denied)


def _form(rebuttal: Rebuttal, statement_id: str = "", problem: str = "", theirs: Rebuttal | None = None) -> str:
    blank = (Source(title="", publisher=""),) * _EMPTY_ROWS
    return render_template(
        "rebuttals/form.html",
        rebuttal=rebuttal,
        sources=(*rebuttal.sources, *blank),
        statement=g.store.statement(statement_id) if statement_id else None,
        narratives=in_tree(g.store.narratives()),
        problem=problem,
        theirs=theirs,
    )


def _problem(rebuttal: Rebuttal) -> str:
    if not rebuttal.claim:
        return "Say which claim this answers."
    if len(rebuttal.disproof) > _LONGEST:
        return f"The answer is longer than {_LONGEST} characters."
    for day in (rebuttal.date, *(source.date for source in rebuttal.sources)):
        if day and iso(day) is None:
            return f"“{day}” is no date; write it like 2025-01-14, or 2025-01 for a month."
    for source in rebuttal.sources:
        if source.url and not _is_address(source.url):
            return f"“{source.url}” is no address; write it in full, like https://example.org/page."
    return ""


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and not set(url) & set(' <>"')


def _from_form(form: MultiDict[str, str], present: Rebuttal) -> Rebuttal:
    """The rebuttal as the form has it; sources without a title are rows left empty."""
    columns = [form.getlist(f"source_{name}") for name in ("title", "publisher", "kind", "date", "url", "quote")]
    sources = tuple(
        Source(title=title.strip(), publisher=publisher.strip() or title.strip(), kind=kind, date=date.strip() or None,
               url=url.strip() or None, quote=quote.strip())
        for title, publisher, kind, date, url, quote in zip(*columns, strict=False)
        if title.strip()
    )  # fmt: skip
    verdict = form.get("verdict", "")
    return replace(
        present,
        claim=form.get("claim", "").strip(),
        disproof=form.get("disproof", "").strip(),
        verdict=Verdict(verdict) if verdict in set(Verdict) else Verdict.UNVERIFIED,
        date=form.get("date", "").strip() or g.now.date().isoformat(),
        lang=form.get("lang", "en"),
        narrative_ids=tuple(form.getlist("narrative")),
        sources=sources,
        author=g.user,
        version=form.get("version", 0, type=int),
    )
