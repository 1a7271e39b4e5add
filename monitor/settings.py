"""Settings: one TOML file, every key known, secrets never in it."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from monitor.addresses import Allowed, proxy_address
from monitor.errors import CounterclaimError

#: Where this installation keeps what was trained or shipped with it.
SHARE = Path(sys.prefix) / "share" / "counterclaim"
_WANTED = {str: "a string", float: "a number", int: "a whole number", bool: "true or false", tuple: "a list of strings"}
_CHECKOUT = Path(__file__).resolve().parent.parent / "fixtures"
FIXTURES = _CHECKOUT if _CHECKOUT.is_dir() else SHARE / "fixtures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a newsroom may change. A key that is not listed here is an error, so a misspelt floor is never ignored."""

    #: A sentence-transformers model: ``all-MiniLM-L6-v2`` is the packaged one; else a folder or a name in the local cache.
    model: str = "all-MiniLM-L6-v2"
    #: The languages in which the model's vectors mean something; in others only words count as evidence.
    model_languages: tuple[str, ...] = ("en",)
    #: A cross-encoder that reads the best rebuttals once more: a folder or a name in the local cache; empty, none does.
    reranker: str = ""
    #: Probabilities from which a match is suggested, and from which it is accepted until somebody objects.
    suggest: float = 0.2
    accept: float = 0.6
    #: The folder of the trained flagger.
    flagger: Path = SHARE / "flagger"
    #: The folder of what the matcher knows of storylines in general.
    matcher: Path = SHARE / "matcher"
    #: Printed on digests and summaries.
    organisation: str = "Counterclaim"
    #: Domains and handles never to be linked, beside those of the outlets in the database.
    denied: tuple[str, ...] = ()
    #: How many distinct named sources a rebuttal needs before it can be approved.
    sources_needed: int = 2
    #: Whether a second person must approve a rebuttal.
    second_person: bool = True
    #: True where the desk is served over https: cookies are then refused on plain http.
    https: bool = False
    #: Bytes of one upload to the desk. Larger exports are added on the command line.
    upload_max_bytes: int = 2_000_000_000
    #: Added to what the desk shows in its corner; a team with several databases tells them apart by it.
    desk_name: str = ""
    #: ``socks5h://``, ``http://`` or ``https://`` with host and port: everything fetched goes through it, or not at all.
    proxy: str = ""
    #: Hosts, ``host:port`` and networks (``10.0.0.0/8``) that may be fetched although they are not public.
    fetch_allow: tuple[str, ...] = ()
    #: What is said to the servers that are asked; it should name neither the newsroom nor a person.
    user_agent: str = "Counterclaim/0.1 (feed reader)"
    #: Seconds that one fetch may take in all, redirects and the last byte included.
    fetch_deadline: float = 60.0
    #: Bytes that one answer may have, on the wire and decompressed.
    fetch_max_bytes: int = 15_000_000
    #: Seconds between two requests to one host.
    fetch_host_delay: float = 1.0


def load(path: Path | None, beside: Path | None = None) -> Settings:
    """Read ``path``; without one, ``counterclaim.toml`` beside the database where it exists, else the defaults."""
    if path is None:
        candidate = (beside.parent if beside else Path()) / "counterclaim.toml"
        if not candidate.is_file():
            return Settings()
        path = candidate
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CounterclaimError(f"{path}: no such settings file; leave --settings out to use the defaults") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CounterclaimError(f"{path}: not a TOML file: {error}") from None
    return _checked(raw, path)


def _checked(raw: dict[str, Any], path: Path) -> Settings:
    known = {entry.name: entry for entry in fields(Settings)}
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise CounterclaimError(f"{path}: unknown setting {key!r}; known are: {', '.join(sorted(known))}")
        values[key] = _typed(key, value, known[key].default, path)
    settings = Settings(**values)
    if not 0 < settings.suggest <= settings.accept <= 1:
        raise CounterclaimError(f"{path}: suggest and accept must satisfy 0 < suggest <= accept <= 1")
    if wrong := _wrong_for_fetching(settings):
        raise CounterclaimError(f"{path}: {wrong}")
    return settings


def _wrong_for_fetching(settings: Settings) -> str | None:
    try:
        if settings.proxy:
            proxy_address(settings.proxy)
    except ValueError as error:
        return f"proxy: {error}"
    try:
        Allowed.of(settings.fetch_allow)
    except ValueError as error:
        return f"fetch_allow: {error}"
    if not settings.user_agent.strip() or not settings.user_agent.isascii() or not settings.user_agent.isprintable():
        return "user_agent must be printable ASCII, and not empty"
    if not (0 < settings.fetch_deadline <= 3600 and 0 <= settings.fetch_host_delay <= 3600 and settings.fetch_max_bytes > 0):
        return "fetch_deadline, fetch_max_bytes and fetch_host_delay must be above nought, and no time above 3600 seconds"
    return None


def _typed(key: str, value: Any, default: Any, path: Path) -> Any:
    if isinstance(default, Path) and isinstance(value, str):
        return (path.parent / value).resolve()
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        wanted = _WANTED.get(type(default), "a path")
        raise CounterclaimError(f"{path}: {key} must be {wanted}, not {value!r}")
    return value
