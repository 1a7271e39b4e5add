"""A desk that is served as ``counterclaim serve`` serves it, and people in a real Chromium who are watched."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit

import pytest
from waitress import create_server, wasyncore

from monitor import people
from monitor.records import Role

WIDE = {"width": 1440, "height": 900}


class Server:
    """The desk behind waitress on a free port, as ``counterclaim serve`` starts it."""

    def __init__(self, app):
        self.server = create_server(
            app, host="127.0.0.1", port=0, threads=8, ident=None, clear_untrusted_proxy_headers=True,
            max_request_body_size=app.config["DESK"].upload_max_bytes,
        )  # fmt: skip
        self.url = f"http://127.0.0.1:{self.server.effective_port}"
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        # An empty map ends the loop: stop() has closed all that was in it.
        wasyncore.loop(timeout=0.1, map=self.server._map)

    def stop(self):
        self.server.task_dispatcher.shutdown()
        wake = socket.create_connection(("127.0.0.1", self.server.effective_port))
        self.server.pull_trigger()
        for channel in list(self.server._map.values()):
            channel.close()
        wake.close()
        self.thread.join(timeout=10)
        assert not self.thread.is_alive()


@pytest.fixture
def desk(app):
    server = Server(app)
    yield server
    server.stop()


class Witness:
    """All that a browser asked for and complained of while pages were open."""

    def __init__(self, context, *refusals):
        """What the desk refuses is written to the console too: ``refusals`` are statuses, or errors of the network."""
        self.requests, self.complaints = [], []
        self.expected = [f"responded with a status of {one}" if one.isdigit() else f"net::{one}" for one in refusals]
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
        )

    def assert_quiet(self, url):
        assert self.requests
        assert {urlsplit(request).netloc for request in self.requests} == {urlsplit(url).netloc}
        assert [line for line in self.complaints if not any(one in line for one in self.expected)] == []


@pytest.fixture
def watch():
    """``watch(context)``: a witness of all that the pages of a browser do."""
    return Witness


@pytest.fixture
def person(chromium, desk, store, now):
    """``person(**how)``: somebody who has opened the one-time link and pressed its button; every page is watched."""
    contexts = []

    def enter(name="ed", role=Role.EDITOR, viewport=WIDE, refusals=(), **how):
        context = chromium.new_context(viewport=viewport, **how)
        context.set_default_timeout(10_000)
        witness = Witness(context, *refusals)
        contexts.append((context, witness))
        if store.user(name) is None:
            people.add_user(store, name, role, now)
        page = context.new_page()
        page.goto(desk.url + people.sign_in_path(store, name, now))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/password")
        page.goto(desk.url + "/queue")
        return page

    yield enter
    for context, witness in contexts:
        context.close()
        witness.assert_quiet(desk.url)
