"""The only network door: one GET at a time, through checked addresses, within a time, a size and a distance."""

from __future__ import annotations

import math
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from monitor.addresses import WebAddress
from monitor.fetch.body import body
from monitor.fetch.connection import Road, Watch
from monitor.fetch.failure import ERRORS, REFUSED, FetchError, failure, late, refusal
from monitor.settings import Settings

__all__ = ["REFUSED", "FetchError", "Fetched", "Fetcher"]

MOST_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_CONDITIONS = ("If-None-Match", "If-Modified-Since")
_MAY_BE_SENT = ("Accept", "Accept-Language", *_CONDITIONS)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server answered, whatever its status; only an answer of the 200s carries its body."""

    #: As it was asked for, and as it was asked for in the end.
    url: str
    final_url: str
    #: What to store instead of ``url``: the last target reached by 301 and 308 alone, and never from https back to http.
    moved_to: str | None
    status: int
    #: Names in lower case; values as sent, several of one name joined by ", ".
    headers: Mapping[str, str]
    body: bytes
    #: Whether a redirect on the way led from https to http.
    downgraded: bool = False


class Fetcher:
    """Opens public addresses and nothing else. One may serve many threads: a host then sees one request at a time."""

    def __init__(
        self,
        settings: Settings,
        *,
        resolve: Callable[..., Any] = socket.getaddrinfo,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._settings = settings
        self._road = Road(settings, resolve)
        self._turns = _Turns(settings.fetch_host_delay, monotonic, sleep)

    def get(self, url: str, headers: Mapping[str, str] | None = None, max_bytes: int | None = None) -> Fetched:
        """Fetch ``url``, following redirects; ``max_bytes`` instead of the limit of the settings.

        ``headers`` may hold Accept, Accept-Language, If-None-Match and If-Modified-Since, the last two for ``url`` alone.
        The deadline counts the seconds on the network, not the wait for the turn at a host. Raises FetchError.
        """
        target = self._road.read(url)
        sent = self._sent(headers or {})
        most = self._settings.fetch_max_bytes if max_bytes is None else max_bytes
        left = self._settings.fetch_deadline
        trail = _Trail(target)
        while True:
            with self._turns.turn(target.host):
                began = time.monotonic()
                status, received, content = self._exchange(target, sent, most, left)
                left -= time.monotonic() - began
            if status not in _REDIRECTS:
                break
            target = trail.follow(status, self._road.read(_location(target, received.get("location", ""))))
            sent = {name: value for name, value in sent.items() if name not in _CONDITIONS}
        return Fetched(
            url=url,
            final_url=target.url if trail.hops else url,
            moved_to=trail.moved_to,
            status=status,
            headers=received,
            body=content,
            downgraded=trail.downgraded,
        )

    def _sent(self, headers: Mapping[str, str]) -> dict[str, str]:
        chosen = {name.title(): value for name, value in headers.items()}
        if unknown := sorted(set(chosen) - set(_MAY_BE_SENT)):
            raise ValueError(f"this door sends no such header: {', '.join(unknown)}")
        own = {"User-Agent": self._settings.user_agent, "Accept-Encoding": "gzip", "Connection": "close"}
        return {"Accept": "*/*"} | chosen | own

    def _exchange(self, target: WebAddress, sent: dict[str, str], most: int, left: float) -> tuple[int, dict[str, str], bytes]:
        with Watch(left) as watch:
            connection = self._road.connection(target, watch)
            try:
                connection.request("GET", self._road.asked(target), headers=sent, preload_content=False, decode_content=False)
                with connection.getresponse() as response:
                    received = {name.lower(): response.headers[name].strip(" \t") for name in response.headers}
                    if response.status < 200:
                        raise FetchError("the answer is not HTTP", "protocol")
                    content = body(response, most) if response.status < 300 else b""
            except (*ERRORS, FetchError) as error:
                # A socket that was shut down looks like any broken one.
                raise late() if watch.over and not _is_refusal(error) else failure(error) from error
            finally:
                connection.close()
            if watch.over:
                raise late()
            return response.status, received, content


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, FetchError) and error.kind == "refused"


class _Trail:
    """Where redirects have led so far, and what they say about the address that was asked for."""

    def __init__(self, start: WebAddress) -> None:
        self._last = start
        self._seen = {start.url}
        self._permanent = True
        self.hops = 0
        self.moved_to: str | None = None
        self.downgraded = False

    def follow(self, status: int, target: WebAddress) -> WebAddress:
        """Take one more step; FetchError ``redirects`` where it leads in a circle or too far."""
        self.hops += 1
        if target.url in self._seen or self.hops > MOST_REDIRECTS:
            raise FetchError("the address redirects in a circle, or too many times", "redirects")
        self._seen.add(target.url)
        downgrade = self._last.scheme == "https" and target.scheme == "http"
        self.downgraded = self.downgraded or downgrade
        self._permanent = self._permanent and status in _PERMANENT and not downgrade
        if self._permanent:
            self.moved_to = target.url
        self._last = target
        return target


class _Turns:
    """One request at a time per host, and a pause between two."""

    def __init__(self, pause: float, monotonic: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._pause = pause
        self._monotonic = monotonic
        self._sleep = sleep
        self._busy: set[str] = set()
        self._next: dict[str, float] = {}
        self._freed = threading.Condition()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until this host may be asked, and keep it to oneself meanwhile."""
        with self._freed:
            self._freed.wait_for(lambda: host not in self._busy)
            self._busy.add(host)
            wait = self._next.get(host, -math.inf) - self._monotonic()
        try:
            if wait > 0:
                self._sleep(wait)
            yield
        finally:
            with self._freed:
                now = self._monotonic()
                self._next = {other: then for other, then in self._next.items() if then > now}
                self._next[host] = now + self._pause
                self._busy.discard(host)
                self._freed.notify_all()


def _location(base: WebAddress, location: str) -> str:
    """The target of a redirect. Its bytes come as Latin-1: many servers write UTF-8 there, some an older encoding."""
    if not location:
        raise FetchError("the server redirects without saying where to", "redirects")
    # Browsers read a leading backslash as a slash, and so as the host of an attacker's choice; urljoin drops tabs.
    if _CONTROL.search(location) or "\\" in location[:2]:
        raise refusal()
    raw = location.encode("latin-1")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = quote(raw, safe="%/:?#[]@!$&'()*+,;=~|^`{}<>\\\" ")
    try:
        return text if _SCHEME.match(text) else urljoin(base.url, text)
    except ValueError:
        raise refusal() from None
