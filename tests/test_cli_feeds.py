"""The commands that poll, as a shell calls them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from monitor.store import Store

COMMAND = Path(sys.executable).with_name("counterclaim")
TEXT = "The ministry of roads has promised nine new bridges before winter, and the villages on the river wait for them. " * 6
FEED = (
    f"<rss version='2.0'><channel><title>H</title><item><guid>1</guid><title>Bridges</title><description>{TEXT}</description>"
)


@pytest.fixture
def port() -> Iterator[int]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            good = self.path == "/rss"
            body = f"{FEED}</item></channel></rss>".encode() if good else b"<html><body>Welcome</body></html>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing is said on the error stream."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def call(tmp_path: Path, port: int) -> Callable[..., subprocess.CompletedProcess[str]]:
    Store.create(tmp_path / "n.db").close()
    (tmp_path / "counterclaim.toml").write_text(f'fetch_allow = ["127.0.0.1:{port}"]\nfetch_host_delay = 0\n')

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMMAND, "--db", tmp_path / "n.db", *words], capture_output=True, text=True, timeout=60)

    return run


def test_a_feed_is_added_polled_listed_paused_and_removed(call: Callable, port: int) -> None:
    added = call("feeds", "add", f"http://127.0.0.1:{port}/rss", "--outlet", "herald")
    number = added.stdout.split()[0]
    assert added.returncode == 0
    found = call("feeds", "poll", "--json")
    assert found.returncode == 0 and json.loads(found.stdout) | {"new_statements": 0} == {
        "polled": 1, "failed": 0, "documents": 1, "versions": 0, "gone": 0, "new_statements": 0, "errors": [],
    }  # fmt: skip
    assert json.loads(call("feeds", "poll", "--json").stdout)["polled"] == 0, "it is not due again"
    (listed,) = json.loads(call("feeds", "list", "--json").stdout)["feeds"]
    assert listed["id"] == number and listed["health"].startswith("well")
    assert "paused" in call("feeds", "pause", number).stdout and "asked again" in call("feeds", "pause", number).stdout
    assert call("feeds", "remove", number).returncode == 0 and call("feeds", "list").stdout.strip() == ""
    assert call("feeds", "remove", number).returncode == 2


def test_a_feed_that_fails_is_status_1_and_an_address_inside_is_status_2(call: Callable, port: int) -> None:
    call("feeds", "add", f"http://127.0.0.1:{port}/page", "--outlet", "herald")
    failed = call("feeds", "poll", "--json")
    (error,) = json.loads(failed.stdout)["errors"]
    assert failed.returncode == 1 and error["place"] == "whole feed" and "web page" in error["reason"]
    refused = call("feeds", "add", "http://10.0.0.1/rss", "--outlet", "herald")
    assert refused.returncode == 2 and "not a public one" in refused.stderr and "Traceback" not in refused.stderr


def test_watching_stops_when_it_is_told_to_and_keeps_what_it_fetched(call: Callable, port: int, tmp_path: Path) -> None:
    call("feeds", "add", f"http://127.0.0.1:{port}/rss", "--outlet", "herald")
    child = subprocess.Popen([COMMAND, "--db", tmp_path / "n.db", "watch"], stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None and "1 new" in child.stderr.readline()
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(timeout=30) == 0 and "everything that was fetched is stored" in child.stderr.read()
    child.stderr.close()
    with Store.open(tmp_path / "n.db") as store:
        assert store.value("select count(*) from documents") == 1


def test_evidence_is_written_whole_or_not_at_all(call: Callable, tmp_path: Path) -> None:
    assert call("evidence", "-o", str(tmp_path / "e.wacz")).returncode == 0
    refused = call("evidence", "-o", str(tmp_path / "e.pdf"))
    assert refused.returncode == 2 and "name it .wacz" in refused.stderr
    assert call("evidence", "-o", "/dev/full/x.wacz").returncode == 2
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".db", ".toml", ".wacz"]
