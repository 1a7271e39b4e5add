"""Connections that check every address a name leads to, connect to exactly a checked one, and end in time."""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from http.client import HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address
from ssl import SSLContext, SSLSocket
from typing import Any, TypeAlias, cast

import certifi
import socks  # type: ignore[import-untyped]
from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection, ProxyConfig
from urllib3.util.ssl_ import create_urllib3_context
from urllib3.util.url import parse_url

from monitor.addresses import Allowed, WebAddress, proxy_address, refused_ip, web_address
from monitor.fetch.failure import FetchError, late, refusal
from monitor.settings import Settings

#: Seconds for one of several addresses of a host, so that a dead one leaves time for the next.
CONNECT = 10.0
#: Addresses of one name that are tried; all are checked. A name with hundreds would make this program knock for others.
MOST_ADDRESSES = 8
_FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
_Ip: TypeAlias = IPv4Address | IPv6Address
_Dial: TypeAlias = Callable[[], socket.socket]


class Watch:
    """The time of one exchange. When it is over, its sockets are shut down, whatever they wait for."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._twins: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(seconds, 0), self._ring)
        self._timer.daemon = True
        self.over = False

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for twin in self._twins:
                twin.close()
            self._twins.clear()

    def left(self) -> float:
        """Seconds left; never nought, which a socket would take for "do not wait"."""
        return max(self._end - time.monotonic(), 0.001)

    def hold(self, sock: socket.socket) -> None:
        """Shut this socket down too. A twin of its descriptor still reaches the connection after TLS has taken it over."""
        with self._lock:
            self._twins.append(socket.socket(fileno=os.dup(sock.fileno())))
        if self.over:
            raise late()

    def _ring(self) -> None:
        with self._lock:
            self.over = True
            for twin in self._twins:
                with suppress(OSError):  # not connected yet: its own timeout ends it
                    twin.shutdown(socket.SHUT_RDWR)


class _Response(HTTPResponse):
    """An answer that says one length or none: over two, this end and a proxy could disagree where it ends."""

    def begin(self) -> None:
        super().begin()
        said = {length.strip() for value in self.headers.get_all("content-length", []) for length in value.split(",")}
        if len(said) > 1 or not all(length.isascii() and length.isdigit() for length in said):
            raise HTTPException("Content-Length is no length")


class _Plain(HTTPConnection):
    """A connection whose socket comes from a function that has checked where it leads."""

    dial: _Dial
    response_class = _Response

    def _new_conn(self) -> socket.socket:
        return self.dial()

    def _tunnel(self) -> None:
        try:
            super()._tunnel()
        except TimeoutError:
            raise
        except (OSError, ValueError, HTTPException) as error:
            raise FetchError("the proxy did not let this address through", "proxy") from error


class _Secure(_Plain, HTTPSConnection):
    """The same under TLS."""

    def _connect_tls_proxy(self, hostname: str, sock: socket.socket) -> SSLSocket:
        try:
            return super()._connect_tls_proxy(hostname, sock)
        except TimeoutError:
            raise
        except (OSError, ValueError, exceptions.HTTPError) as error:
            raise _no_proxy() from error


class Road:
    """How an address is reached: directly, once all its IP addresses are checked, or through the proxy and never past it."""

    def __init__(self, settings: Settings, resolve: Callable[..., Any]) -> None:
        self._resolve = resolve
        self._proxy: WebAddress | None = None
        try:
            self._allowed = Allowed.of(settings.fetch_allow)
            if settings.proxy:
                self._proxy = proxy_address(settings.proxy)
        except ValueError as error:
            raise FetchError(f"the settings for fetching are wrong: {error}", "proxy") from None
        self._socks = self._proxy is not None and self._proxy.scheme == "socks5h"

    @cached_property
    def _trust(self) -> SSLContext:
        """The certificates of the system; where it has none, those that Mozilla trusts."""
        context = create_urllib3_context()
        context.load_default_certs()
        if not context.cert_store_stats()["x509_ca"]:
            context.load_verify_locations(certifi.where())
        return context

    def read(self, url: str) -> WebAddress:
        """The address of this URL; FetchError ``refused`` where its text is reason enough not to open it."""
        try:
            return web_address(url, self._allowed, onion=self._socks)
        except ValueError:
            raise refusal() from None

    def asked(self, target: WebAddress) -> str:
        """What stands in the request line: the whole URL for a proxy that forwards, the path for everyone else."""
        return target.url if self._proxy and not self._socks and target.scheme == "http" else target.path

    def connection(self, target: WebAddress, watch: Watch) -> HTTPConnection:
        """A connection that is not open yet; it resolves, checks and connects when the request is sent."""
        if self._proxy is None or self._socks:
            dial = self._socks_dial if self._socks else self._dial
            return self._built(target, target.scheme == "https", partial(dial, target, watch), watch)
        connection = self._built(
            self._proxy,
            "https" in (self._proxy.scheme, target.scheme),
            partial(self._proxy_dial, watch),
            watch,
            proxy=parse_url(self._proxy.url),
            proxy_config=ProxyConfig(self._trust, False, None, None) if self._proxy.scheme == "https" else None,
        )
        if target.scheme == "https":
            connection.set_tunnel(target.host, target.port, scheme=self._proxy.scheme)
        return connection

    def _built(
        self, peer: WebAddress, tls: bool, dial: Callable[[], socket.socket], watch: Watch, **more: Any
    ) -> HTTPConnection:
        connection: _Plain
        if tls:
            connection = _Secure(peer.host, peer.port, timeout=watch.left(), ssl_context=self._trust, **more)
        else:
            connection = _Plain(peer.host, peer.port, timeout=watch.left(), **more)
        connection.dial = dial
        return connection

    def _dial(self, target: WebAddress, watch: Watch) -> socket.socket:
        found = [target.ip] if target.ip else self._addresses(target, watch)
        # One bad answer among good ones is an attack, or a mistake that ends like one: the name is refused as a whole.
        if not self._allowed.names(target.host, target.port) and any(map(self._is_refused, found)):
            raise refusal()
        return _connected(found, target.port, watch)

    def _is_refused(self, ip: _Ip) -> bool:
        return refused_ip(ip) is not None and not self._allowed.holds(ip)

    def _proxy_ips(self, watch: Watch) -> list[_Ip]:
        if self._proxy is None:
            raise _no_proxy()
        return [self._proxy.ip] if self._proxy.ip else self._addresses(self._proxy, watch)

    def _proxy_dial(self, watch: Watch) -> socket.socket:
        try:
            return _connected(self._proxy_ips(watch), self._proxy.port if self._proxy else 0, watch)
        except (OSError, FetchError) as error:
            raise _no_proxy() from error

    def _socks_dial(self, target: WebAddress, watch: Watch) -> socket.socket:
        try:
            ip = self._proxy_ips(watch)[0]
        except FetchError as error:
            raise _no_proxy() from error
        sock = socks.socksocket(_FAMILIES[ip.version])
        try:
            watch.hold(sock)
            sock.settimeout(watch.left())
            sock.set_proxy(socks.SOCKS5, str(ip), self._proxy.port if self._proxy else 0, rdns=True)
            sock.connect((target.host, target.port))
        except BaseException as error:
            sock.close()
            if not isinstance(error, OSError):
                raise
            raise _socks_failure(error, watch) from error
        return cast(socket.socket, sock)

    def _addresses(self, peer: WebAddress, watch: Watch) -> list[_Ip]:
        """Every IP address of a name, asked for in a thread of its own: the resolver cannot be told when to stop."""
        answer: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._resolve(peer.host, peer.port, type=socket.SOCK_STREAM))
            except Exception as error:  # handed over to the thread that waits
                answer.put(error)

        threading.Thread(target=ask, daemon=True, name="resolve").start()
        try:
            found = answer.get(timeout=watch.left())
        except queue.Empty:
            raise late() from None
        if isinstance(found, OSError | UnicodeError) or not found:
            raise FetchError("there is no server of this name", "name")
        if isinstance(found, Exception):
            raise found
        return list(dict.fromkeys(_read_ip(entry[4]) for entry in found))


def _read_ip(place: tuple[Any, ...]) -> _Ip:
    """The IP address of one answer of the resolver; what is none, or is bound to a network card, is refused."""
    try:
        ip = ip_address(place[0])
    except ValueError:
        raise refusal() from None
    if len(place) > 3 and place[3]:
        raise refusal()
    return ip


def _connected(found: list[_Ip], port: int, watch: Watch) -> socket.socket:
    """A socket connected to the first of these addresses that answers; OSError of the last one where none does."""
    found = found[:MOST_ADDRESSES]
    for more, ip in zip(range(len(found) - 1, -1, -1), found, strict=True):
        sock = socket.socket(_FAMILIES[ip.version])
        try:
            watch.hold(sock)
            sock.settimeout(min(watch.left(), CONNECT) if more else watch.left())
            sock.connect((str(ip), port))
        except BaseException as error:
            sock.close()
            if not more or watch.over or not isinstance(error, OSError):
                raise
        else:
            sock.settimeout(watch.left())
            return sock
    raise FetchError("there is no server of this name", "name")


def _no_proxy() -> FetchError:
    return FetchError("the proxy could not be used, and nothing was fetched without it", "proxy")


def _socks_failure(error: OSError, watch: Watch) -> FetchError:
    # Once the proxy itself is reached, PySocks wraps what happens in a general error.
    cause = error.socket_err if isinstance(error, socks.GeneralProxyError) else None
    if isinstance(cause, socks.SOCKS5Error):
        return FetchError("the proxy could not reach the server", "connection")
    return late() if watch.over or isinstance(cause, TimeoutError) else _no_proxy()
