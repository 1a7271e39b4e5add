"""Made, not mocked: a fresh database, the desk on it, and people who sign in the way people do."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from lxml import html

from monitor import people
from monitor.add import prepared
from monitor.ids import text_id
from monitor.models import Models
from monitor.records import (
    Appearance,
    Band,
    Document,
    Flag,
    Match,
    Narrative,
    Outlet,
    Rebuttal,
    RebuttalState,
    Role,
    Source,
    Verdict,
)
from monitor.settings import Settings
from monitor.store import Store
from webui import create_app

# What a pipeline runs must not depend on chance; a person's run looks for new examples each time.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

BELTA = Outlet(id="belta", name="BelTA", lang="en", country="BY", domains=("belta.example",), handles=("belta_example",))
TWO_SOURCES = (
    Source(
        title="Labour survey", publisher="Statistical office", kind="primary", date="2025-01-10", url="https://stat.example/1"
    ),
    Source(title="Interview", publisher="Wage institute", kind="expert", date="2025-01", quote="No such payment exists."),
)
ANSWER = "The register lists every payment of that year, and not one of them went to anybody abroad."

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


class Browser(FlaskClient):
    """A test client that reads pages as trees and sends forms with the token of the page they stand on."""

    def open(self, *args: Any, **options: Any) -> Any:
        return super().open(*args, **({"buffered": True} | options))  # a file that is served is closed at once

    def page(self, path: str, status: int = 200) -> html.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return html.document_fromstring(answer.text)

    def words(self, path: str, status: int = 200) -> str:
        """What a reader sees of a page: its text, with runs of space as one."""
        return " ".join(self.page(path, status).text_content().split())

    def token(self, path: str = "/sign-in") -> str:
        answer = self.get(path, follow_redirects=True)
        return html.document_fromstring(answer.text).xpath("string(//meta[@name='csrf']/@content)")

    def send(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.post(path, data={"csrf_token": self.token()} | (fields or {}), **options)

    def press(self, path: str, form: str, **changed: Any) -> Any:
        """Send a form of a page as it stands there; ``form`` is an XPath that finds exactly one, or its button."""
        found = self.page(path).xpath(form)
        assert len(found) == 1, f"{len(found)} elements for {form} on {path}"
        button = found[0] if found[0].tag == "button" else None
        assert button is None or button.get("disabled") is None, f"the button is grey: {form}"
        of = found[0] if button is None else next(found[0].iterancestors("form"))
        fields: dict[str, Any] = {}
        for name, value in of.form_values():
            fields.setdefault(name, []).append(value)
        if button is not None and button.get("name"):
            fields[button.get("name")] = button.get("value")
        return self.post(of.get("action") or path, data=fields | changed)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def db_path(tmp_path: Path) -> Path:
    return tmp_path / "counterclaim.db"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once and copied for each test: making the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "counterclaim.db"
    Store.create(path).close()
    return path


@pytest.fixture
def store(db_path: Path, empty_database: Path) -> Iterator[Store]:
    """A fresh database, open for the test to look into beside the desk."""
    shutil.copy(empty_database, db_path)
    with Store.open(db_path) as store:
        yield store


@pytest.fixture
def settings() -> Settings:
    return Settings(organisation="Watch Group")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Every test has a desk of its own; compiling its pages anew would take most of the time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(store: Store, db_path: Path, settings: Settings, templates: FileSystemBytecodeCache) -> Flask:
    app = create_app(db_path, settings, secrets.token_urlsafe(32))
    app.jinja_env.bytecode_cache = templates
    app.test_client_class = Browser
    return app


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, store: Store, now: datetime) -> Callable[..., Browser]:
    """``sign_in(name, role)``: a browser of a user, made where needed, who came through a one-time link."""

    def enter(name: str = "ann", role: Role = Role.REVIEWER) -> Browser:
        if store.user(name) is None:
            people.add_user(store, name, role, now)
        browser = app.test_client()
        path = people.sign_in_path(store, name, now)
        answer = browser.press(path, "//main//form")
        assert answer.status_code == 302
        return browser

    return enter


@pytest.fixture
def a_statement(store: Store, now: datetime) -> Callable[..., str]:
    """``a_statement("Words.", ...)``: a statement that came in the usual way; returns its id. Its language is given, so
    that no language is guessed."""
    numbers = count(1)

    def make(text: str = "Exiles are paid from abroad.", outlet: Outlet = BELTA, **known: Any) -> str:
        document = Document(
            outlet=outlet,
            external_id=known.pop("external_id", f"made-{next(numbers)}"),
            kind="statements",
            text=text,
            lang=known.pop("lang", "en"),
            published_at=known.pop("published_at", "2025-01-14"),
            **known,
        )
        store.add_documents([prepared(document)], now)
        return text_id(text)

    return make


@pytest.fixture
def a_narrative(store: Store, now: datetime) -> Callable[..., Narrative]:
    def make(id: str = "paid-exiles", title: str = "Exiles are paid agents", **known: Any) -> Narrative:
        narrative = Narrative(id=id, title=title, **known)
        store.save_narratives([narrative], None, now)
        return narrative

    return make


@pytest.fixture
def matched(store: Store) -> Callable[..., None]:
    """``matched(statement, narrative, 0.7)``: what the machine thinks, written as a run writes it. None is "nothing"."""

    def save(statement_id: str, *answers: tuple[str | None, float, Band], guards: tuple[str, ...] = ()) -> None:
        matches = [
            Match(statement_id=statement_id, narrative_id=narrative, probability=sure, band=band, guards=guards)
            for narrative, sure, band in answers
        ]
        store.save_matches([statement_id], matches, "made")

    return save


@pytest.fixture
def flagged(store: Store) -> Callable[..., None]:
    """``flagged(statement, worth=0.8, statistic=0.7)``: check-worthiness, and labels of the claim's type."""

    def save(statement_id: str, worth: float = 0.5, **labels: float) -> None:
        flags = [Flag(statement_id=statement_id, head="checkworthy", label="checkworthy", probability=worth)]
        flags += [Flag(statement_id=statement_id, head="claim_type", label=name, probability=p) for name, p in labels.items()]
        store.save_flags([statement_id], flags, "made")

    return save


@pytest.fixture
def embedded(store: Store, settings: Settings) -> Callable[..., None]:
    """``embedded(*texts, near=0.9)``: unit vectors of the model's name around one direction, at about that cosine."""

    def save(*texts: str, near: float = 0.0) -> None:
        rows = []
        for text in texts:
            chance = np.random.default_rng(list(hashlib.sha256(text.encode()).digest()))
            away = chance.standard_normal(384)
            away[0] = 0.0
            row = np.sqrt(1 - near) * away / np.linalg.norm(away)
            row[0] = np.sqrt(near)
            rows.append(row)
        store.save_vectors([text_id(text) for text in texts], np.array(rows, dtype=np.float32), Models(settings).encoder_name)

    return save


@pytest.fixture
def a_rebuttal(store: Store, now: datetime) -> Callable[..., Rebuttal]:
    """``a_rebuttal("Claim.", state=RebuttalState.APPROVED)``: a rebuttal that has what it takes to be printed."""

    def make(claim: str = "Exiles are paid.", state: RebuttalState = RebuttalState.DRAFT, **known: Any) -> Rebuttal:
        known = {"disproof": ANSWER, "verdict": Verdict.FALSE, "date": "2025-01-15", "sources": TWO_SOURCES} | known
        answers = known.pop("answers", ())
        rebuttal = Rebuttal(id=secrets.token_hex(8), claim=claim, version=0, **({"author": "writer"} | known))
        saved = store.save_rebuttal(rebuttal, state, now)
        for statement_id in answers:
            store.attach_rebuttal(saved.id, statement_id, "writer", now)
        return saved

    return make


@pytest.fixture
def dump(db_path: Path) -> Callable[[], str]:
    """A hash of all that people and outlets put into the database; when a session was last seen does not count."""

    def read() -> str:
        found = hashlib.sha256()
        with sqlite3.connect(db_path) as db:
            for (table,) in db.execute("select name from sqlite_master where type = 'table' order by 1").fetchall():
                columns = [row[1] for row in db.execute(f"pragma table_info([{table}])") if row[1] != "seen_at"]
                named = ", ".join(f"[{column}]" for column in columns)
                rows = sorted(repr(row) for row in db.execute(f"select {named} from [{table}]"))
                found.update(repr((table, rows)).encode())
        db.close()
        return found.hexdigest()

    return read


@pytest.fixture
def moment() -> datetime:
    """A clock that stands still: the Monday after the demonstration week."""
    return datetime(2025, 1, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def say(store: Store, moment: datetime) -> Callable[..., str]:
    """Puts one statement into the store, as a document of its own; answers with the statement's id."""

    def put(
        text: str, outlet: str = "herald", at: str | None = "2025-01-14", speaker: str | None = None, lang: str = "en"
    ) -> str:
        document = Document(
            outlet=Outlet(id=outlet, name=outlet.title(), domains=(f"{outlet}.example",)),
            external_id=f"{outlet}-{at}-{text}",
            kind="statements",
            text=text,
            published_at=at,
        )
        one = Appearance(text=text, lang=lang, start=0, end=len(text), prefix="", suffix="", speaker=speaker)
        store.add_documents([(document, [one])], moment)
        return one.statement_id

    return put


@pytest.fixture(scope="session")
def encoder() -> Models:
    """The packaged sentence model, loaded once. Five seconds: only for the tests that cannot do without."""
    models = Models(Settings())
    assert models.encoder.dimension == 384
    return models


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser, the same for all tests; its absence is said, and a failure where one is required."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, and there is no chromium on the path")
        pytest.skip("no chromium on the path: the desk was not tried in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
