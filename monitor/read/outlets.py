"""Which outlet an item belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from monitor.ids import slug
from monitor.read.plain import line
from monitor.records import Outlet

# Where an item names neither an outlet nor an address. Constant, so that the same file read twice gives the same ids.
UNKNOWN = Outlet(id="unknown", name="unknown outlet")


def web_address(url: str | None) -> str | None:
    """The URL when it is one of the web, else None: an item may carry ``javascript:`` or worse."""
    if not url:
        return None
    url = "".join(url.split())
    return url if host(url) else None


def host(url: str | None) -> str | None:
    """The host of a web address in lower case without ``www.``; None where there is none."""
    try:
        parts = urlsplit(url or "")
        name = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    return name.removeprefix("www.").rstrip(".") or None if name else None


class Outlets:
    """The outlets one reading knows, found by address, id, handle or name.

    ``given`` is the caller's own answer and always wins. ``known`` maps domains, handles and ids to outlets.
    """

    def __init__(self, known: Mapping[str, Outlet], given: Outlet | None = None) -> None:
        self._given = given
        self._keys = {key.casefold().removeprefix("www."): outlet for key, outlet in known.items()}
        for outlet in known.values():
            for name in (outlet.id, outlet.name, *outlet.domains, *outlet.handles):
                self._keys.setdefault(name.casefold().removeprefix("www."), outlet)

    def of(self, *, urls: Iterable[str | None] = (), names: Iterable[str | None] = ()) -> Outlet:
        """The outlet of an item with these addresses and names, best first; a new one where none is known."""
        if self._given:
            return self._given
        hosts = [found for url in urls if (found := host(url))]
        called = [short for name in names if name and (short := line(name)[:200])]
        for name in called:
            if known := self._by_name(name):
                return known
        for name in hosts:
            if known := self._by_host(name):
                return known
        if called:
            return Outlet(id=slug(called[0]), name=called[0], domains=tuple(hosts[:1]))
        if hosts:
            return Outlet(id=slug(hosts[0]), name=hosts[0], domains=(hosts[0],))
        return UNKNOWN

    def named(self, name: str) -> Outlet:
        """The outlet of this name, whoever publishes the item that names it: known, or a new one."""
        called = line(name)[:200]
        return self._by_name(called) or Outlet(id=slug(called), name=called)

    def _by_name(self, name: str) -> Outlet | None:
        key = name.casefold()
        bare = key.removeprefix("@")
        return self._keys.get(key) or self._keys.get(bare) or self._keys.get("@" + bare) or self._keys.get(slug(name))

    def _by_host(self, name: str) -> Outlet | None:
        """``news.example.by`` belongs to ``example.by`` where only that is known."""
        while "." in name:
            if found := self._keys.get(name):
                return found
            name = name.partition(".")[2]
        return None
