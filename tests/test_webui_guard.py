"""Who may come in, from where, and what every answer carries: each route, each role, no exception."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import url_for
from lxml import html

from monitor import digest as digests
from monitor import people, summary
from monitor.records import Band, Decision, Outlet, Proposal, ReadError, RebuttalState, Review, Role
from webui.guard import HEADERS

ANYBODY, SIGNED_IN = "anybody", "signed in"
EDITORS, ADMINS = "editors and admins", "admins"

#: Every route of the desk, and who may use it. A route that is not here is nobody's, and the first test fails.
TABLE = {
    "GET static": ANYBODY,
    "GET sign_in.form": ANYBODY,
    "POST sign_in.enter": ANYBODY,
    "GET sign_in.link": ANYBODY,
    "POST sign_in.follow": ANYBODY,
    "POST sign_in.leave": SIGNED_IN,
    "GET sign_in.password": SIGNED_IN,
    "POST sign_in.set_password": SIGNED_IN,
    "GET queue.home": SIGNED_IN,
    "GET queue.index": SIGNED_IN,
    "GET queue.help": SIGNED_IN,
    "GET search.index": SIGNED_IN,
    "GET statements.show": SIGNED_IN,
    "GET statements.fragment": SIGNED_IN,
    "POST statements.review": SIGNED_IN,
    "GET rebuttals.index": SIGNED_IN,
    "GET rebuttals.new": SIGNED_IN,
    "POST rebuttals.create": SIGNED_IN,
    "GET rebuttals.show": SIGNED_IN,
    "GET rebuttals.edit": SIGNED_IN,
    "POST rebuttals.save": SIGNED_IN,
    "POST rebuttals.set_state": SIGNED_IN,
    "POST rebuttals.attach": SIGNED_IN,
    "GET narratives.index": SIGNED_IN,
    "GET narratives.proposals": SIGNED_IN,
    "POST narratives.decide": EDITORS,
    "GET narratives.history": SIGNED_IN,
    "POST narratives.undo": EDITORS,
    "GET narratives.show": SIGNED_IN,
    "POST narratives.merge": EDITORS,
    "POST narratives.move": EDITORS,
    "POST narratives.edit": EDITORS,
    "GET narratives.split_form": EDITORS,
    "POST narratives.split": EDITORS,
    "GET measures.index": SIGNED_IN,
    "POST measures.measure": SIGNED_IN,
    "GET digests.index": SIGNED_IN,
    "POST digests.create": EDITORS,
    "GET digests.show": SIGNED_IN,
    "POST digests.change": EDITORS,
    "POST digests.words": EDITORS,
    "GET digests.download": SIGNED_IN,
    "POST digests.publish": EDITORS,
    "GET summaries.latest": SIGNED_IN,
    "GET summaries.show": SIGNED_IN,
    "GET summaries.download": SIGNED_IN,
    "POST summaries.keep": EDITORS,
    "GET summaries.kept": SIGNED_IN,
    "GET summaries.kept_download": SIGNED_IN,
    "GET feeds.index": SIGNED_IN,
    "GET feeds.new": EDITORS,
    "POST feeds.look": EDITORS,
    "POST feeds.add": EDITORS,
    "GET feeds.show": SIGNED_IN,
    "POST feeds.poll": EDITORS,
    "POST feeds.pause": EDITORS,
    "POST feeds.remove": EDITORS,
    "GET arrivals.index": SIGNED_IN,
    "POST arrivals.upload": SIGNED_IN,
    "GET arrivals.progress": SIGNED_IN,
    "POST arrivals.retry": SIGNED_IN,
    "POST arrivals.retry_error": SIGNED_IN,
    "POST arrivals.dismiss": SIGNED_IN,
    "GET changes.index": SIGNED_IN,
    "GET changes.document": SIGNED_IN,
    "GET speakers.index": SIGNED_IN,
    "GET speakers.show": SIGNED_IN,
    "POST speakers.change": SIGNED_IN,
    "GET admin.index": ADMINS,
    "POST admin.add": ADMINS,
    "POST admin.reset": ADMINS,
    "POST admin.disable": ADMINS,
}
ALLOWED = {
    ANYBODY: {None, *Role},
    SIGNED_IN: set(Role),
    EDITORS: {Role.EDITOR, Role.ADMIN},
    ADMINS: {Role.ADMIN},
}


def routes(app):
    """(method, endpoint, rule) of all that the desk answers to."""
    return sorted(
        (method, rule.endpoint, rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    )  # fmt: skip


@pytest.fixture
def stocked(store, sign_in, a_statement, a_narrative, a_rebuttal, matched, now):
    """A database with one of each, and for each endpoint the values of its address."""
    sign_in("writer", Role.REVIEWER)
    statement, other = a_statement(speaker="A. Minister"), a_statement("Nothing is known of this storyline yet.")
    narrative = a_narrative()
    matched(statement, (narrative.id, 0.7, Band.ACCEPT))
    matched(other, (None, 0.1, Band.NONE))
    store.save_proposals([Proposal(id="proposed", keywords=("storyline",), statement_ids=(other,))], "made", now)
    store.add_review(Review(statement_id=statement, reviewer="writer", decision=Decision.UNSURE), now)
    rebuttal = a_rebuttal(state=RebuttalState.APPROVED, answers=[statement], narrative_ids=(narrative.id,))
    feed = store.add_feed("https://belta.example/rss", Outlet(id="belta", name="BelTA"), now)
    store.start_import("made", "rows.jsonl", "/nowhere/rows.jsonl", "auto", None, "", 1, None, now)
    store.save_read_errors([ReadError(file="/nowhere/rows.jsonl", place="line 1", reason="it is cut off.")], now)
    summary.keep(store, summary.summarise(store, "2025-W03"), "made", "writer", now)
    digest = store.save_digest(digests.pull(digests.new_digest("2025-W03"), rebuttal), "writer", now)
    return {
        "static": {"filename": "desk.css"},
        "sign_in.link": {"token": "unknown"},
        "sign_in.follow": {"token": "unknown"},
        "statements": {"id": statement},
        "rebuttals": {"id": rebuttal.id},
        "narratives.decide": {"id": "proposed"},
        "narratives": {"id": narrative.id},
        "digests.download": {"id": digest.id, "format": "html"},
        "digests": {"id": digest.id},
        "summaries.download": {"week": "2025-W03", "format": "csv"},
        "summaries.kept_download": {"week": "2025-W03", "number": 1, "format": "csv"},
        "summaries": {"week": "2025-W03", "number": 1},
        "admin": {"name": "writer"},
        "feeds": {"id": feed.id},
        "arrivals.retry_error": {"id": 1},
        "arrivals.dismiss": {"id": 1},
        "arrivals": {"id": "made"},
        "changes": {"id": store.value("select document_id from appearances where statement_id = ?", [statement])},
        "speakers": {"id": store.value("select speaker_id from speaker_names")},
    }


@pytest.fixture
def address(app, stocked):
    def of(rule):
        values = stocked.get(rule.endpoint) or stocked.get(rule.endpoint.partition(".")[0], {})
        with app.test_request_context():
            return url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})

    return of


def test_every_route_stands_in_the_table_and_every_row_is_a_route(app):
    assert {f"{method} {endpoint}" for method, endpoint, _ in routes(app)} == set(TABLE)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "anonymous")
def test_each_role_may_do_what_the_table_says_and_nothing_else(app, sign_in, address, dump, role):
    browser = None
    for method, endpoint, rule in routes(app):
        if browser is None or endpoint.startswith("sign_in."):  # they sign out, or end every other session
            browser = sign_in(f"the-{role}", role) if role else app.test_client()
        path, before = address(rule), dump()
        answer = browser.get(path) if method == "GET" else browser.send(path)
        here = f"{method} {endpoint} as {role}: {answer.status_code}"
        if role in ALLOWED[TABLE[f"{method} {endpoint}"]]:
            assert answer.status_code not in (403, 404, 405, 500), here
            # An empty form is refused as such; that is not for want of a right.
            assert answer.status_code != 401 or TABLE[f"{method} {endpoint}"] == ANYBODY, here
            continue
        if role is not None:
            assert answer.status_code == 403, here
        elif method == "GET":
            assert answer.status_code == 302 and urlsplit(answer.location).path == "/sign-in", here
        else:
            assert answer.status_code == 401, here
        assert dump() == before, here


@pytest.mark.parametrize("role", [None, Role.ADMIN], ids=lambda role: role or "anonymous")
def test_head_and_odd_methods_open_no_back_door(app, sign_in, address, dump, role):
    browser = sign_in(f"the-{role}", role) if role else app.test_client()
    for _, endpoint, rule in routes(app):
        path, before = address(rule), dump()
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
            answer = browser.open(path, method=method, headers={"X-HTTP-Method-Override": "POST"})
            assert answer.status_code in (200, 302, 400, 401, 403, 404, 405), f"{method} {endpoint}: {answer.status_code}"
        assert dump() == before, endpoint


def test_the_token_of_somebody_disabled_is_worth_nothing_at_any_route(app, sign_in, store, address):
    sign_in("boss", Role.ADMIN)
    browser = sign_in("gone", Role.ADMIN)
    people.disable_user(store, "gone")
    for method, endpoint, rule in routes(app):
        if TABLE[f"{method} {endpoint}"] != ANYBODY:
            answer = browser.get(address(rule)) if method == "GET" else browser.send(address(rule))
            assert answer.status_code == (302 if method == "GET" else 401), endpoint
            assert method == "POST" or urlsplit(answer.location).path == "/sign-in"


def forged(browser, token, theirs):
    """Requests as another site, or another user's page, would make them."""
    return {
        "no token": ({}, {}),
        "an empty token": ({"csrf_token": ""}, {}),
        "an invented token": ({"csrf_token": "IjEi.invented.token"}, {}),
        "another session's token": ({"csrf_token": theirs}, {}),
        "cross-site": ({"csrf_token": token}, {"Sec-Fetch-Site": "cross-site"}),
        "same-site, from a neighbour": ({"csrf_token": token}, {"Sec-Fetch-Site": "same-site"}),
        "a foreign origin": ({"csrf_token": token}, {"Origin": "https://evil.example"}),
        "an origin without a name": ({"csrf_token": token}, {"Origin": "null"}),
        "an origin that begins alike": ({"csrf_token": token}, {"Origin": "http://localhost.evil.example"}),
        "a token in the address": ({}, {}),
        "words of no form": (None, {"Content-Type": "text/plain"}),
    }


def test_no_route_that_changes_anything_takes_a_forged_request(app, sign_in, address, dump):
    browser, other = sign_in("boss", Role.ADMIN), sign_in("other", Role.ADMIN)
    token, theirs = browser.token(), other.token()
    assert token != theirs
    fields = {
        "decision": "pass", "state": "draft", "version": "1", "action": "drop", "title": "T", "claim": "C", "week": "2025-W09",
        "name": "intruder", "role": "admin", "password": "four plain words here",
    }  # fmt: skip
    before = dump()
    for method, endpoint, rule in routes(app):
        if method != "POST":
            continue
        for how, (tokens, headers) in forged(browser, token, theirs).items():
            path = address(rule) + (f"?csrf_token={token}" if how == "a token in the address" else "")
            data = "decision=pass" if tokens is None else fields | tokens
            answer = browser.post(path, data=data, headers=headers)
            assert answer.status_code in (400, 403), f"{endpoint} took {how}: {answer.status_code}"
            assert dump() == before, f"{endpoint} took {how}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_the_desks_own_forms_are_taken(sign_in, a_statement, store, headers):
    statement = a_statement()
    answer = sign_in().send(f"/statements/{statement}/reviews", {"decision": "pass"}, headers=headers)
    assert answer.status_code == 302
    assert len(store.reviews_of(statement)) == 1


def test_reading_every_page_changes_nothing(app, sign_in, visitor, address, dump):
    browser = sign_in("boss", Role.ADMIN)
    before = dump()
    for _ in range(2):
        for method, endpoint, rule in routes(app):
            if method == "GET":
                for reader in (browser, visitor):
                    assert reader.get(address(rule)).status_code in (200, 302), endpoint
                    assert dump() == before, endpoint
    for view in ("open", "unsure", "done", "all"):
        browser.get(f"/queue?view={view}&words=exiles&order=worth&page=2")
    assert dump() == before


# What every answer carries


def assert_headers(answer, path):
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], f"{path}: {name}"


def test_the_policy_allows_nothing_but_the_desk_itself():
    rules = dict(rule.strip().split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split(";"))
    assert {rules[name] for name in ("default-src", "base-uri", "frame-ancestors", "object-src")} == {"'none'"}
    assert rules["form-action"] == "'self'"
    assert set(rules.values()) == {"'none'", "'self'"}
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def broken_page(app):
    """A page that a mistake of ours makes fall over."""

    @app.get("/falls-over")
    def falls_over():
        raise RuntimeError("a canary that no reader may see")

    return "/falls-over"


def test_every_answer_carries_the_headers_also_errors_and_files(broken_page, app, sign_in, visitor, address):
    browser = sign_in("boss", Role.ADMIN)
    paths = [address(rule) for method, _, rule in routes(app) if method == "GET" and rule.endpoint != "falls_over"]
    paths += ["/no-such-page", "/static/none.css", "/static/../../etc/passwd", broken_page, "/summaries/never"]
    seen = set()
    for path in paths:
        for reader in (browser, visitor):
            answer = reader.get(path)
            seen.add(answer.status_code)
            assert_headers(answer, path)
            if not path.startswith("/static/"):
                assert answer.headers["Cache-Control"] == "no-store", path
    for answer in (browser.post("/queue"), browser.post("/password"), visitor.post("/digests"), browser.delete("/queue")):
        seen.add(answer.status_code)
        assert_headers(answer, answer.request.path)
    too_large = browser.post("/password", data={"password": "x" * 2_000_000})
    assert_headers(too_large, "too large")
    assert {200, 302, 400, 404, 405, 409, 413, 500} <= seen | {too_large.status_code}


def test_an_error_says_nothing_of_the_machine(broken_page, sign_in):
    answer = sign_in().get(broken_page)
    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert "Traceback" not in answer.text
    assert "Server" not in answer.headers


def test_errors_read_like_sentences(sign_in):
    browser = sign_in()
    assert "There is no such page" in browser.words("/no-such-page", 404)
    assert "is not a week; write it like 2025-W03" in browser.words("/summaries/never", 409)
    assert "Your role may not do that" in browser.words("/users", 403)
    assert "This form has grown old" in browser.post("/password").text


# What every page is drawn with


def assert_inert(tree, path):
    """No style, script or handler within the page, and nothing that leads or loads from elsewhere."""
    assert not tree.xpath("//style | //*[@style]"), f"{path}: inline style"
    assert all(script.get("src") and not (script.text or "").strip() for script in tree.xpath("//script")), path
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            assert not name.startswith("on"), f"{path}: {name} on {element.tag}"
            if name in ("href", "src", "action", "formaction", "poster", "data", "srcset", "xlink:href", "ping"):
                parts = urlsplit(value)
                assert not parts.scheme and not parts.netloc, f"{path}: {name}={value}"
    assert not tree.xpath("//iframe | //object | //embed | //base | //frame | //meta[@http-equiv]"), path


def test_no_page_has_script_or_style_within_it_or_an_address_elsewhere(app, sign_in, visitor, address):
    browser = sign_in("boss", Role.ADMIN)
    paths = [address(rule) for method, _, rule in routes(app) if method == "GET" and rule.endpoint != "static"]
    pages = 0
    for path in [*paths, "/no-such-page", "/queue?view=all", "/rebuttals?state=approved"]:
        for reader in (browser, visitor):
            answer = reader.get(path)
            if answer.mimetype == "text/html" and "Content-Disposition" not in answer.headers and answer.text:
                pages += 1
                assert_inert(html.document_fromstring(answer.text), path)
    assert pages > 20


def test_what_the_pages_are_drawn_with_loads_nothing_from_elsewhere(app, visitor):
    for rule in ("desk.css", "desk.js", "mark.svg"):
        text = visitor.get(f"/static/{rule}").text
        assert not re.search(r"@import|url\(|//[a-z0-9-]+\.[a-z]", text.replace("http://www.w3.org/2000/svg", "")), rule


def test_every_form_that_changes_something_carries_a_token(app, sign_in, address):
    browser = sign_in("boss", Role.ADMIN)
    forms = 0
    for method, _, rule in routes(app):
        answer = browser.get(address(rule)) if method == "GET" else None
        if answer is None or answer.mimetype != "text/html" or not answer.text or "Content-Disposition" in answer.headers:
            continue
        for form in html.document_fromstring(answer.text).xpath("//form[@method='post']"):
            forms += 1
            assert form.xpath(".//input[@name='csrf_token' and string-length(@value) > 20]")
    assert forms > 20
