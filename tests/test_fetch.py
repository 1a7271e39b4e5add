"""The network door, against servers on loopback that behave, misbehave and attack."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import CounterclaimError
from monitor.fetch import REFUSED, Fetched, Fetcher, FetchError
from monitor.settings import Settings

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile"
PUBLIC = "93.184.216.34"
Answer = bytes | Callable[[socket.socket], None]


# -- what the tests hear and serve


class Wire:
    """Everything that this process asks the network for while it is listened to; nothing leaves loopback."""

    def __init__(self) -> None:
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo":
            self.resolved.append(str(args[0]))
            raise socket.gaierror("no name server in tests")
        if event == "socket.gethostbyname":
            self.resolved.append(str(args[0]))
        if event == "socket.connect" and threading.current_thread() is threading.main_thread():
            self.connected.append(tuple(args[1][:2]))
            if not args[1][0].startswith("127."):
                raise OSError("no network in tests")


_listening: list[Wire] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith("socket."):
        for wire in _listening[-1:]:
            wire.hear(event, args)


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def wire() -> Iterator[Wire]:
    _listening.append(Wire())
    yield _listening[-1]
    _listening.pop()


class Server:
    """Answers one connection after another with the next answer, the last one for ever, and keeps what was asked."""

    def __init__(self, *answers: Answer, tls: ssl.SSLContext | None = None, read: bool = True) -> None:
        self.asked: list[bytes] = []
        self._answers = list(answers)
        self._tls = tls
        self._read = read
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.netloc = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.netloc}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            threading.Thread(target=self._answer, args=(connection, answer), daemon=True).start()

    def _answer(self, connection: socket.socket, answer: Answer) -> None:
        with suppress(OSError), connection:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                if self._read:
                    self.asked.append(head_of(connection))
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)

    def close(self) -> None:
        with suppress(OSError):  # closed before; to close alone would not wake the thread that waits
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()


def head_of(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
        head += piece
    return head


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(*answers: Answer, **more: Any) -> Server:
        servers.append(Server(*answers, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def fetcher(*, resolve: Any = None, **given: Any) -> Fetcher:
    options: dict[str, Any] = {"fetch_allow": ("127.0.0.0/8",), "fetch_host_delay": 0.0, "fetch_deadline": 5.0} | given
    return Fetcher(Settings(**options), resolve=resolve or socket.getaddrinfo)


def answers(*lists: list[str]) -> Callable[..., Any]:
    """A resolver that gives these lists of addresses in turn, the last one for ever."""
    left = list(lists)

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        now = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in now]

    return resolve


def ok(body: bytes = b"words", *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def status(code: int, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {code} Said", *headers, "Content-Length: 0", "", ""]).encode("latin-1")


def to(location: str, code: int = 302) -> bytes:
    return status(code, f"Location: {location}")


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces) + end
    )


def failed(url: str, **given: Any) -> FetchError:
    with pytest.raises(FetchError) as failure:
        fetcher(**given).get(url)
    assert "\n" not in str(failure.value) and str(failure.value) == failure.value.reason
    assert isinstance(failure.value, CounterclaimError)
    return failure.value


# -- what is asked and what comes back


def test_an_answer_comes_back_as_it_was_sent(serve: Callable[..., Server]) -> None:
    server = serve(ok(b"\xd0\xb0\x00", 'ETag:  W/"a b\\"c"', "X-One: 1", "x-one: 2", "Content-Type: text/xml"))
    assert fetcher().get(server.url) == Fetched(
        url=server.url,
        final_url=server.url,
        moved_to=None,
        status=200,
        headers={"etag": 'W/"a b\\"c"', "x-one": "1, 2", "content-type": "text/xml", "content-length": "3"},
        body=b"\xd0\xb0\x00",
    )


def test_nothing_is_sent_that_names_the_newsroom(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = serve(ok(b"", "Set-Cookie: id=1; Path=/"), ok())
    door = fetcher()
    door.get(f"{server.url}a?b=c#d")
    door.get(f"{server.url}a?b=c#d", {"accept": "text/xml"})
    first, second = (one.decode().split("\r\n") for one in server.asked)
    assert first[0] == "GET /a?b=c HTTP/1.1"
    assert sorted(first[1:-2]) == [
        "Accept-Encoding: gzip",
        "Accept: */*",
        "Connection: close",
        f"Host: {server.netloc}",
        "User-Agent: Counterclaim/0.1 (feed reader)",
    ]
    assert set(second) - set(first) == {"Accept: text/xml"}


@pytest.mark.parametrize("header", ["Cookie", "authorization", "Referer", "Host", "Proxy-Authorization", "X-Forwarded-For"])
def test_a_header_that_could_name_somebody_cannot_be_sent(header: str) -> None:
    with pytest.raises(ValueError, match=f"(?i)no such header: {header}"):
        fetcher().get("http://127.0.0.1:8080/", {header: "x"})


def test_validators_go_back_byte_for_byte_and_not_to_another_address(serve: Callable[..., Server]) -> None:
    server = serve(ok(b"", 'ETag: "\xe9 \\" b"'), to("/b"), ok())
    door = fetcher()
    etag = door.get(server.url).headers["etag"]
    door.get(server.url, {"If-None-Match": etag, "If-Modified-Since": "yesterday", "Accept-Language": "be"})
    assert b'\r\nIf-None-Match: "\xe9 \\" b"\r\nIf-Modified-Since: yesterday\r\n' in server.asked[1]
    assert b"If-" not in server.asked[2] and b"\r\nAccept-Language: be\r\n" in server.asked[2]


def test_a_header_that_would_end_the_line_is_not_sent(serve: Callable[..., Server]) -> None:
    server = serve(ok())
    with pytest.raises(FetchError) as failure:
        fetcher().get(server.url, {"If-None-Match": "x\r\nCookie: a"})
    assert failure.value.kind == "protocol" and not any(b"Cookie" in one for one in server.asked)


@pytest.mark.parametrize("code", [300, 304, 305, 400, 404, 410, 429, 500, 503, 999])
def test_a_refusal_of_the_server_is_an_answer_and_its_page_is_not_read(serve: Callable[..., Server], code: int) -> None:
    endless = f"HTTP/1.1 {code} Said\r\nRetry-After: 7\r\nContent-Length: 99999999999\r\n\r\nx".encode()
    fetched = fetcher().get(serve(endless).url)
    assert (fetched.status, fetched.headers["retry-after"], fetched.body) == (code, "7", b"")


# -- redirects


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ([301], "/1"),
        ([308], "/1"),
        ([302], None),
        ([303], None),
        ([307], None),
        ([301, 308], "/2"),
        ([301, 302], "/1"),
        ([302, 301], None),
    ],
)
def test_an_address_has_moved_as_far_as_every_step_was_for_good(
    serve: Callable[..., Server], codes: list[int], moved: str | None
) -> None:
    server = serve(*(to(f"/{step}", code) for step, code in enumerate(codes, 1)), ok())
    fetched = fetcher().get(server.url)
    assert fetched.moved_to == (moved and f"http://{server.netloc}{moved}")
    assert (
        fetched.final_url == f"http://{server.netloc}/{len(codes)}" and fetched.url == server.url and fetched.body == b"words"
    )
    assert not fetched.downgraded


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("b?c#d", b"/a/b?c"),
        ("/b c", b"/b%20c"),
        ("//NETLOC/b", b"/b"),
        ("../\\b", b"/%5Cb"),
        ("/%D0%B0", b"/%D0%B0"),
        ("/а".encode().decode("latin-1"), b"/%D0%B0"),
        ("/а".encode("cp1251").decode("latin-1"), b"/%E0"),
    ],
)
def test_a_redirect_is_read_as_servers_write_it(serve: Callable[..., Server], location: str, asked: bytes) -> None:
    server = serve(lambda connection: connection.sendall(to(location.replace("NETLOC", server.netloc))), ok())
    fetcher().get(f"{server.url}a/")
    assert server.asked[1].startswith(b"GET " + asked + b" HTTP/1.1\r\n")


def test_ten_redirects_are_followed_and_no_more(serve: Callable[..., Server]) -> None:
    ten = serve(*(to(f"/{step}") for step in range(10)), ok())
    assert fetcher().get(ten.url).status == 200
    eleven = serve(*(to(f"/{step}") for step in range(11)), ok())
    assert failed(eleven.url).kind == "redirects" and len(eleven.asked) == 11


def test_a_circle_of_redirects_ends_where_it_closes(serve: Callable[..., Server]) -> None:
    server = serve(to("/b"), to("/"))
    assert failed(server.url).kind == "redirects" and len(server.asked) == 2


@pytest.mark.parametrize("answer", [to(""), status(301), to(" \t")])
def test_a_redirect_to_nowhere_is_an_error(serve: Callable[..., Server], answer: bytes) -> None:
    failure = failed(serve(answer).url)
    assert failure.kind == "redirects" and "where to" in failure.reason


REDIRECTED = [
    "http://10.0.0.5/", "http://169.254.169.254/latest/", "gopher://127.0.0.1:6379/", "http://2130706433/", "http://127.1/",
    "//[::1]/",
    "http://a@127.0.0.1/", "\\\\10.0.0.5\\", "/\\10.0.0.5/", "file:///etc/passwd", "http://localhost/",
    "http://127.0.0.1:6379/", "http://[::ffff:10.0.0.5]/",
    "http://[::1",
    "ht\ttp://10.0.0.5/", "javascript:alert(1)", "http:\\\\10.0.0.5\\", "http://10.0.0.5:80\\@example.org/",
    "http://x\u00b2.org/",
]  # fmt: skip


@pytest.mark.parametrize("location", REDIRECTED)
def test_a_redirect_to_what_is_not_public_is_refused_before_a_packet_leaves(
    serve: Callable[..., Server], wire: Wire, location: str
) -> None:
    server = serve(to(location, 308))
    failure = failed(server.url, fetch_allow=(server.netloc,))
    assert (failure.kind, failure.reason) == ("refused", REFUSED)
    assert wire.connected == [("127.0.0.1", server.port)] and wire.resolved == []


def test_every_name_behind_a_redirect_is_resolved_and_checked(serve: Callable[..., Server], wire: Wire) -> None:
    server = serve(to("http://inside.example/"))
    failure = failed(server.url, resolve=answers(["10.0.0.5"]), fetch_allow=(server.netloc,))
    assert (failure.kind, failure.reason) == ("refused", REFUSED)
    assert wire.connected == [("127.0.0.1", server.port)]


# -- names and addresses


@pytest.mark.parametrize(
    "found",
    [
        ["10.0.0.5"], ["127.0.0.1"], [PUBLIC, "10.0.0.5"], ["10.0.0.5", PUBLIC], [PUBLIC, "::1"], ["::ffff:127.0.0.1"],
        ["fe80::1%eth0"], ["64:ff9b::a00:1"], ["2002:7f00:1::"], ["169.254.169.254"], ["0.0.0.0"], ["ff02::1"], ["no address"],
    ],
)  # fmt: skip
def test_a_name_with_one_bad_address_is_refused_as_a_whole(wire: Wire, found: list[str]) -> None:
    failure = failed("http://news.example/", resolve=answers(found), fetch_allow=())
    assert (failure.kind, failure.reason, wire.connected) == ("refused", REFUSED, [])


def test_an_address_bound_to_a_network_card_is_refused(wire: Wire) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1111", port, 0, 2))]

    assert failed("http://news.example/", resolve=resolve).kind == "refused" and wire.connected == []


def test_the_connection_goes_to_the_address_that_was_checked(wire: Wire) -> None:
    assert failed("http://news.example/", resolve=answers([PUBLIC], ["10.0.0.5"])).kind == "connection"
    assert wire.connected == [(PUBLIC, 80)] and wire.resolved == []


def test_each_fetch_resolves_and_checks_anew(wire: Wire) -> None:
    door = fetcher(resolve=answers([PUBLIC], [PUBLIC], ["10.0.0.5"]))
    kinds = []
    for _ in range(3):
        with pytest.raises(FetchError) as failure:
            door.get("http://news.example/")
        kinds.append(failure.value.kind)
    assert kinds == ["connection", "connection", "refused"] and wire.connected == [(PUBLIC, 80)] * 2


def test_an_address_that_does_not_answer_leaves_the_turn_to_the_next(serve: Callable[..., Server], wire: Wire) -> None:
    server = serve(ok())
    fetched = fetcher(resolve=answers(["127.0.0.2", "127.0.0.1"])).get(f"http://news.example:{server.port}/")
    assert fetched.body == b"words" and b"\r\nHost: news.example:" in server.asked[0]
    assert wire.connected == [("127.0.0.2", server.port), ("127.0.0.1", server.port)]


def test_a_name_with_hundreds_of_addresses_makes_nobody_knock_at_all_of_them(wire: Wire) -> None:
    crowd = [f"93.184.216.{last}" for last in range(200)]
    assert failed("http://crowd.example/", resolve=answers(crowd)).kind == "connection" and len(wire.connected) == 8
    assert failed("http://crowd.example/", resolve=answers([*crowd, "10.0.0.5"])).kind == "refused" and len(wire.connected) == 8


def test_a_host_allowed_by_name_may_lead_anywhere_and_its_address_alone_may_not(serve: Callable[..., Server]) -> None:
    server = serve(ok())
    url, resolve = f"http://mirror.internal:{server.port}/", answers(["127.0.0.1"])
    assert fetcher(resolve=resolve, fetch_allow=(f"mirror.internal:{server.port}",)).get(url).status == 200
    elsewhere = f"http://rebound.example:{server.port}/"
    assert failed(elsewhere, resolve=resolve, fetch_allow=(server.netloc,)).kind == "refused"


def test_a_name_that_nobody_knows_is_said_to_be_one(wire: Wire) -> None:
    assert failed("http://gone.example/").kind == "name" and wire.resolved == ["gone.example"]
    assert failed("http://gone.example/", resolve=answers([])).kind == "name"
    assert failed(f"http://{'а' * 40}.рф/").kind == "name"


def test_a_server_that_is_not_there_is_said_to_be_away(serve: Callable[..., Server]) -> None:
    server = serve(b"")
    assert failed(server.url).kind == "connection"
    server.close()
    assert failed(server.url).kind == "connection"


def test_refused_text_reaches_no_name_server_and_no_socket(wire: Wire) -> None:
    for url in ("http://127.0.0.1/", "http://localhost/", "http://10.1/", "ftp://news.example/", "http://news.example:22/", ""):
        assert failed(url, fetch_allow=()).reason == REFUSED
    assert wire.connected == wire.resolved == []


# -- bodies


def test_a_compressed_body_is_unpacked(serve: Callable[..., Server]) -> None:
    text = "Слово за словом. ".encode() * 5000
    packed = gzip.compress(text[:40]) + gzip.compress(text[40:]) + b"\x00" * 20
    assert fetcher().get(serve(ok(packed, "Content-Encoding: GZIP")).url).body == text
    assert fetcher().get(serve(ok(b"", "Content-Encoding: gzip")).url).body == b""
    assert fetcher().get(serve(ok(text, "Content-Encoding: utf-8")).url).body == text


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (b"not gzip", "gzip"),
        (gzip.compress(b"words" * 100)[:-9], "gzip"),
        (gzip.compress(b"words" * 100)[:-5] + b"wrong", "gzip"),
        (gzip.compress(b"words") + gzip.compress(b"more words")[:-9], "gzip"),
        (b"\x1f", "x-gzip"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip"),
        (zlib.compress(b"words"), "deflate"),
        (b"words", "br"),
        (b"words", "zstd"),
    ],
)
def test_a_compression_that_is_none_or_was_not_asked_for_is_an_error(
    serve: Callable[..., Server], body: bytes, coding: str
) -> None:
    assert failed(serve(ok(body, f"Content-Encoding: {coding}")).url).kind == "encoding"


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


BOMB = gzip.compress(b"\0" * 3_000_000)


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"x" * 1001),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        chunked(b"x" * 500, b"x" * 501),
        endless,
        ok(gzip.compress(b"abc" * 1000), "Content-Encoding: gzip"),
        ok(gzip.compress(b"x") * 100, "Content-Encoding: gzip"),
    ],
)
def test_a_body_above_the_limit_is_not_read_to_its_end(serve: Callable[..., Server], answer: Answer) -> None:
    url = serve(answer).url
    assert failed(url, fetch_max_bytes=1000).kind == "too large"
    with pytest.raises(FetchError, match=r"larger than 0\.001 MB"):
        fetcher().get(url, max_bytes=1000)


def test_a_body_at_the_limit_is_complete(serve: Callable[..., Server]) -> None:
    assert len(fetcher(fetch_max_bytes=1000).get(serve(ok(b"x" * 1000)).url).body) == 1000
    assert (
        len(fetcher(fetch_max_bytes=1000).get(serve(ok(gzip.compress(b"x" * 1000), "Content-Encoding: gzip")).url).body) == 1000
    )


def test_a_small_answer_that_swells_is_a_bomb_below_the_limit(serve: Callable[..., Server]) -> None:
    assert failed(serve(ok(BOMB, "Content-Encoding: gzip")).url).kind == "too large"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nwords",
        chunked(b"words", end=b""),
        chunked(b"words", end=b"5\r\nwo"),
        chunked(b"words", end=b"zz\r\n"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nwords",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nwords",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nwords",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0_5\r\n\r\nwords",
        b"HTTP/1.1 101 Switching\r\n\r\n",
        b"HTTP/1.1 2 OK\r\n\r\n",
        b"words\r\n\r\n",
        b"<html>",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n\r\n" + gzip.compress(b"x") + b"rest",
    ],
)
def test_an_answer_that_breaks_off_or_is_none_is_an_error(serve: Callable[..., Server], answer: bytes) -> None:
    assert failed(serve(answer).url).kind == "protocol"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\nLocation: ", chunked(b"a", end=b"")]),
    st.one_of(st.binary(max_size=80), st.text(max_size=40).map(str.encode)),
    st.sampled_from([b"", b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00"]),
)
def test_whatever_comes_is_an_answer_or_the_error_of_the_door(
    serve: Callable[..., Server], start: bytes, middle: bytes, end: bytes
) -> None:
    server = Server(start + middle + end)
    try:
        fetched = fetcher(fetch_allow=(server.netloc,)).get(server.url)
    except FetchError as failure:
        assert failure.kind != "timeout"
    else:
        assert 200 <= fetched.status <= 999
    finally:
        server.close()


# -- time


def silent(connection: socket.socket) -> None:
    while connection.recv(1024):
        continue


def dripping(text: bytes) -> Callable[[socket.socket], None]:
    def drip(connection: socket.socket) -> None:
        connection.sendall(text)
        while True:
            connection.sendall(b"x")
            threading.Event().wait(0.02)

    return drip


@pytest.mark.parametrize(
    "answer",
    [
        silent,
        dripping(b""),
        dripping(b"HTTP/1.1 200 OK\r\nX: "),
        dripping(b"HTTP/1.1 200 OK\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01\xff\xff\0\0"),
    ],
)
def test_an_answer_that_drips_ends_at_the_deadline(serve: Callable[..., Server], answer: Answer) -> None:
    assert failed(serve(answer).url, fetch_deadline=0.06).kind == "timeout"


def test_a_silent_handshake_and_a_silent_resolver_end_at_the_deadline(serve: Callable[..., Server]) -> None:
    server = serve(silent, read=False)
    assert failed(server.url.replace("http", "https"), fetch_deadline=0.1).kind == "timeout"
    asleep = threading.Event()
    assert failed("http://news.example/", fetch_deadline=0.1, resolve=lambda *_, **__: asleep.wait()).kind == "timeout"
    asleep.set()


def test_the_deadline_is_one_for_all_redirects(serve: Callable[..., Server]) -> None:
    def slowly(connection: socket.socket) -> None:
        threading.Event().wait(0.05)
        connection.sendall(to(f"/{len(server.asked)}"))

    server = serve(slowly)
    assert failed(server.url, fetch_deadline=0.12).kind == "timeout" and len(server.asked) < 5


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def test_a_host_is_left_alone_between_two_requests(serve: Callable[..., Server]) -> None:
    one, clock = serve(ok()), Clock()
    door = Fetcher(
        Settings(fetch_allow=("127.0.0.0/8",), fetch_host_delay=2.0),
        resolve=answers(["127.0.0.1"]),
        monotonic=lambda: clock.now,
        sleep=clock.sleep,
    )
    door.get(one.url)
    door.get(f"http://other.example:{one.port}/")
    assert clock.slept == []
    clock.now += 0.5
    door.get(one.url)
    assert clock.slept == [1.5]
    clock.now += 0.5
    door.get(f"http://OTHER.example:{one.port}/b")
    assert clock.slept == [1.5], "the other host had its pause meanwhile"
    one.close()
    with pytest.raises(FetchError):
        door.get(one.url)
    with pytest.raises(FetchError):
        door.get(one.url)
    assert clock.slept == [1.5, 1.5, 2.0], "a failure is a request too"


def test_a_host_sees_one_request_at_a_time(serve: Callable[..., Server]) -> None:
    inside, most, lock = [0], [0], threading.Lock()

    def counted(connection: socket.socket) -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.01)
        with lock:
            inside[0] -= 1
        connection.sendall(ok())

    server, door = serve(counted), fetcher()
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(door.get(server.url).status)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [200] * 8 and most == [1]


# -- TLS


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not installed, so there is no certificate to test with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ("-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example,DNS:proxy.example")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    subprocess.run(
        [openssl, "req", "-x509", *key, *subject, "-keyout", path, "-out", path.with_suffix(".crt")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


@pytest.fixture
def tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_must_be_trusted_and_be_for_the_name(
    serve: Callable[..., Server], tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, resolve = serve(ok(), tls=tls), answers(["127.0.0.1"])
    assert fetcher(resolve=resolve).get(f"https://news.example:{server.port}/").body == b"words"
    assert failed(f"https://other.example:{server.port}/", resolve=resolve).kind == "tls"
    assert failed(f"https://{server.netloc}/").kind == "tls"
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    assert failed(f"https://news.example:{server.port}/", resolve=resolve).kind == "tls"
    plain = serve(b"HTTP/1.1 400 No\r\n\r\n", read=False)
    assert failed(f"https://news.example:{plain.port}/", resolve=resolve).kind == "tls"


def test_a_way_back_to_http_is_noted_and_never_stored(serve: Callable[..., Server], tls: ssl.SSLContext) -> None:
    plain = serve(to("/b", 301), ok())
    server = serve(to("/a", 301), to(plain.url, 301), tls=tls)
    fetched = fetcher(resolve=answers(["127.0.0.1"])).get(f"https://news.example:{server.port}/")
    assert fetched.downgraded and fetched.final_url == f"{plain.url}b"
    assert fetched.moved_to == f"https://news.example:{server.port}/a"


# -- proxies


def pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


def relayed(connection: socket.socket, port: int, greeting: bytes) -> None:
    with socket.socket() as beyond:
        beyond.connect(("127.0.0.1", port))
        connection.sendall(greeting)
        back = threading.Thread(target=pump, args=(beyond, connection), daemon=True)
        back.start()
        pump(connection, beyond)
        back.join()


class Socks(Server):
    """A SOCKS5 proxy that takes every name for the server behind it, or answers with an error."""

    def __init__(self, port: int, reply: int = 0) -> None:
        self.names: list[tuple[int, bytes, int]] = []
        self._beyond, self._reply = port, reply
        super().__init__(self._negotiate, read=False)

    def _negotiate(self, connection: socket.socket) -> None:
        connection.recv(64)
        connection.sendall(b"\x05\x00")
        asked = connection.recv(512)
        kind, rest = asked[3], asked[4:]
        self.names.append((kind, rest[1:-2] if kind == 3 else rest[:-2], int.from_bytes(rest[-2:], "big")))
        greeting = bytes([5, self._reply, 0, 1, 0, 0, 0, 0, 0, 0])
        if self._reply:
            connection.sendall(greeting)
        else:
            relayed(connection, self._beyond, greeting)


def tunnel(port: int) -> Callable[[socket.socket], None]:
    return lambda connection: relayed(connection, port, b"HTTP/1.1 200 Go\r\nX: y\r\n\r\n")


@pytest.mark.parametrize("scheme", ["socks5h", "socks5"])
def test_a_socks_proxy_resolves_the_names(serve: Callable[..., Server], wire: Wire, scheme: str) -> None:
    server = serve(to("http://abcdefghij.onion/b"), ok())
    socks = Socks(server.port)
    door = fetcher(proxy=f"{scheme}://{socks.netloc}")
    assert door.get("http://news.example/a").body == b"words"
    door.get("http://93.184.216.34/")
    assert socks.names == [(3, b"news.example", 80), (3, b"abcdefghij.onion", 80), (1, socket.inet_aton(PUBLIC), 80)]
    assert server.asked[0].startswith(b"GET /a HTTP/1.1\r\nHost: news.example\r\n")
    assert wire.connected == [("127.0.0.1", socks.port)] * 3 and wire.resolved == []
    socks.close()


def test_tls_goes_through_every_kind_of_proxy_to_the_right_name(
    serve: Callable[..., Server], wire: Wire, tls: ssl.SSLContext
) -> None:
    server = serve(ok(), tls=tls)
    socks = Socks(server.port)
    http, https = serve(tunnel(server.port)), serve(tunnel(server.port), tls=tls)
    for proxy in (f"socks5h://{socks.netloc}", f"http://{http.netloc}"):
        assert fetcher(proxy=proxy).get("https://news.example/").body == b"words"
        assert failed("https://other.example/", proxy=proxy).kind == "tls"
    assert wire.resolved == []
    named = fetcher(proxy=f"https://proxy.example:{https.port}", resolve=answers(["127.0.0.1"]))
    assert named.get("https://news.example/").body == b"words"
    assert failed("https://news.example/", proxy=f"https://{https.netloc}").kind == "proxy"
    assert http.asked[0].startswith(b"CONNECT news.example:443 HTTP/1.") and b"Counterclaim" not in http.asked[0]
    socks.close()


def test_an_http_proxy_is_asked_for_the_whole_url(serve: Callable[..., Server], wire: Wire, tls: ssl.SSLContext) -> None:
    http, https = serve(ok()), serve(ok(), tls=tls)
    assert fetcher(proxy=f"http://{http.netloc}").get("http://news.example:8080/a?b").body == b"words"
    assert http.asked[0].startswith(b"GET http://news.example:8080/a?b HTTP/1.1\r\nHost: news.example:8080\r\n")
    assert wire.resolved == []
    door = fetcher(proxy=f"https://proxy.example:{https.port}", resolve=answers(["127.0.0.1"]))
    assert door.get("http://news.example/").body == b"words"
    assert https.asked[0].startswith(b"GET http://news.example/ HTTP/1.1\r\nHost: news.example\r\n")


@pytest.mark.parametrize("scheme", ["socks5h", "socks5", "http", "https"])
@pytest.mark.parametrize(
    ("answer", "kinds"),
    [(None, {"proxy"}), (silent, {"timeout"}), (b"nonsense\r\n" * 9, {"proxy", "protocol"}), (b"", {"proxy", "connection"})],
)
def test_without_the_proxy_nothing_is_fetched(
    serve: Callable[..., Server], wire: Wire, scheme: str, answer: Answer | None, kinds: set[str]
) -> None:
    proxy = serve(answer or b"", read=False)
    if answer is None:
        proxy.close()
    door = fetcher(proxy=f"{scheme}://{proxy.netloc}", fetch_deadline=0.06 if answer is silent else 5.0)
    for url in ("https://news.example/", "http://news.example/", f"http://{PUBLIC}/"):
        with pytest.raises(FetchError) as failure:
            door.get(url)
        assert failure.value.kind in kinds
        if answer is silent:
            break
    assert set(wire.connected) <= {("127.0.0.1", proxy.port)} and wire.resolved == []
    assert wire.connected or answer is silent, "the time may be over before the first connection"


def test_a_hundred_fetches_past_a_dead_proxy_send_nothing_elsewhere(serve: Callable[..., Server], wire: Wire) -> None:
    proxy = serve(b"")
    proxy.close()
    door = fetcher(proxy=f"socks5h://{proxy.netloc}")
    for number in range(100):
        with pytest.raises(FetchError, match="without it"):
            door.get(f"https://news{number}.example/")
    assert wire.connected == [("127.0.0.1", proxy.port)] * 100 and wire.resolved == []


def test_what_a_proxy_cannot_reach_is_no_fault_of_the_proxy(serve: Callable[..., Server]) -> None:
    socks = Socks(0, reply=4)
    assert failed("http://news.example/", proxy=f"socks5h://{socks.netloc}").kind == "connection"
    http = serve(status(403))
    assert failed("https://news.example/", proxy=f"http://{http.netloc}").kind == "proxy"
    socks.close()


@pytest.mark.parametrize("scheme", ["socks5h", "http"])
def test_a_proxy_is_no_way_around_the_guard(wire: Wire, scheme: str) -> None:
    door = {"proxy": f"{scheme}://127.0.0.1:9", "fetch_allow": ()}
    for url in (
        "http://10.0.0.5/",
        "http://127.1/",
        "http://localhost/",
        "http://printer.local/",
        "http://[::1]/",
        "http://ai/",
    ):
        assert failed(url, **door).reason == REFUSED
    if scheme == "http":
        assert failed("http://abcdefghij.onion/", **door).reason == REFUSED
    assert wire.connected == wire.resolved == []


@pytest.mark.parametrize("given", [{"proxy": "socks4://a:1"}, {"proxy": "127.0.0.1:9050"}, {"fetch_allow": ("http://a/",)}])
def test_settings_that_make_no_sense_open_no_door(given: dict[str, Any]) -> None:
    with pytest.raises(FetchError, match="the settings for fetching are wrong"):
        Fetcher(Settings(**given))


# -- what others have collected


def beside(*parts: str) -> list[dict[str, Any]]:
    path = BESIDE.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"{parts[-1]} does not lie beside this checkout")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_hostile_urls_beside_the_checkout_send_no_packet(wire: Wire) -> None:
    door = fetcher(fetch_allow=(), resolve=answers([PUBLIC]))
    for case in beside("ssrf", "urls.jsonl"):
        with pytest.raises(FetchError) as failure:
            door.get(case["url"])
        assert (failure.value.kind == "refused") == (case["verdict"] == "block"), case
        assert (wire.connected == []) == (case["verdict"] == "block"), case
        wire.connected.clear()


def test_the_hostile_names_beside_the_checkout_get_their_verdicts(wire: Wire) -> None:
    for case in beside("ssrf", "dns_cases.jsonl"):
        door = fetcher(fetch_allow=(), resolve=answers(*case["answers"]))
        kinds = []
        for _ in case["answers"]:
            with pytest.raises(FetchError) as failure:
                door.get(f"http://{case['host']}/")
            kinds.append(failure.value.kind)
        bad = {"allow": [], "block": [0], "block-second": [1], "block-third": [2]}[case["expect"]]
        assert [number for number, kind in enumerate(kinds) if kind == "refused"] == bad, case


def test_the_hostile_redirects_beside_the_checkout_lead_nowhere(serve: Callable[..., Server], wire: Wire) -> None:
    for case in beside("ssrf", "redirect_cases.jsonl"):
        server = serve(to(case["location"], case["status"]))
        start = f"http://{case['start'].split('/')[2]}:{server.port}/"
        allowed = (f"{case['start'].split('/')[2]}:{server.port}",)
        failure = failed(start, resolve=answers(["127.0.0.1"]), fetch_allow=allowed)
        assert failure.kind == {"block": "refused", "error": "redirects"}[case["expect"]], case
        assert set(wire.connected) == {("127.0.0.1", server.port)}
        wire.connected.clear()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("redirect-loop", "redirects"), ("gzip-lie", "encoding"), ("endless-body", "too large"), ("slow-drip", "timeout")],
)
def test_the_polling_cases_beside_the_checkout_that_attack_the_door_fail_in_one_sentence(
    serve: Callable[..., Server], name: str, kind: str
) -> None:
    (case,) = [case for case in beside("http-polling", "cases.jsonl") if case["case"] == name]
    drip = dripping(b"")
    scripted: list[Answer] = []
    for said in case["responses"]:
        lines = [f"{header}: {value}" for header, value in said.get("headers", {}).items()]
        answer = ok(said.get("body", "").encode(), *lines).replace(b"200", str(said.get("status", 200)).encode(), 1)
        scripted.append(drip if "drip_bytes_per_s" in said else endless if said.get("body") == "@endless" else answer)
    server = serve(*scripted)
    deadline = 0.06 if kind == "timeout" else 5.0
    assert failed(server.url, fetch_deadline=deadline, fetch_max_bytes=100_000).kind == kind
    assert len(server.asked) <= 11
