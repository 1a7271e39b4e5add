"""The no-link engine: what goes out names outlets and dates, but never leads a reader to a propaganda site.

``scrub`` takes addresses out of a text; ``check`` reads a finished document as a browser or a mail program would, and
names what is left. Export calls both and fails closed: a document with a finding is not written.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from monitor.errors import CounterclaimError
from monitor.records import Outlet, OutletKind

REMOVED = "[link removed]"

#: They hide where a link leads, so none may stand in print.
SHORTENERS = frozenset(
    [
        "bit.ly",
        "t.co",
        "tinyurl.com",
        "goo.gl",
        "is.gd",
        "ow.ly",
        "buff.ly",
        "t.ly",
        "clck.ru",
        "vk.cc",
        "cutt.ly",
        "rebrand.ly",
        "shorturl.at",
        "tiny.cc",
    ]
)
#: Telegram channels are outlets of their own; a link into Telegram cannot be told from a link to one of them.
TELEGRAM = frozenset(["t.me", "telegram.me", "telegram.dog", "tg.dev"])

#: Networks where a path names an account: there a forbidden handle is a forbidden address.
NETWORKS = frozenset(
    [
        "dzen.ru",
        "facebook.com",
        "instagram.com",
        "ok.ru",
        "rutube.ru",
        "tiktok.com",
        "twitter.com",
        "vk.com",
        "x.com",
        "youtube.com",
    ]
)

_DOT = r"(?:\.|。|．|\[\.\]|\(\.\)|\s?\[dot\]\s?|\s?\(dot\)\s?)"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
#: What the name system leaves out of a host beside those; in ordinary text some of it matters (emoji).
_IGNORED = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff]")
#: An address begins where no other one goes on: without this, "a.a.a. ..." costs the square of its length.
_START = r"(?<![\w-])" + "".join(
    rf"(?<![\w-]{dot})"
    for dot in (
        r"[.。．]",
        r"\[\.\]",
        r"\(\.\)",
        *(f"{a}{word}{b}" for word in (r"\[dot\]", r"\(dot\)") for a in ("", r"\s") for b in ("", r"\s")),
    )
)
#: An address with or without its scheme: labels joined by dots (also disguised ones), then an optional rest.
_ADDRESS = re.compile(
    rf"{_START}(?:(?:https?|hxxps?|ftp|tg)\s?:\s?/{{2,3}})?"
    rf"(?P<host>(?:[\w-]++{_DOT})+(?:xn--[\w-]+|[^\W\d_]{{2,24}}))"
    r"(?P<rest>(?::\d{1,5})?(?:[/?#][^\s<>\"'»”’)\]}]*)?)",
    re.IGNORECASE,
)
#: The name system knows no longer names.
_MOST_LABELS = 127
_ZEROS = re.compile(r"(?<=&#)([xX]?)0+(?=[0-9a-fA-F])")
_LONG_ENTITY = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
#: How many layers of disguise are taken off before the whole text is given up.
_DISGUISES = 3
_TG_SCHEME = re.compile(r"tg\s?:\s?//[^\s<>\"')\]]*", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@(\w{4,32})\b")


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """Domains (with all below them) and handles that must not be linked or spelled out."""

    domains: frozenset[str]
    handles: frozenset[str]

    @classmethod
    def of(cls, outlets: Iterable[Outlet], denied: Iterable[str] = ()) -> LinkPolicy:
        """Every state and state-aligned outlet's domains and handles, and the newsroom's own list."""
        domains: set[str] = set(SHORTENERS | TELEGRAM)
        handles: set[str] = set()
        for outlet in outlets:
            if outlet.kind is not OutletKind.INDEPENDENT:
                domains.update(_ascii(domain) for domain in outlet.domains)
                handles.update(_handle(handle) for handle in outlet.handles)
        for entry in denied:
            if "." in entry:
                domains.add(_ascii(entry))
            else:
                handles.add(_handle(entry))
        return cls(frozenset(domains), frozenset(handles))

    def denies_host(self, host: str) -> bool:
        labels = _ascii(host.lstrip("-_")).split(".")[-_MOST_LABELS:]
        return any(".".join(labels[start:]) in self.domains for start in range(len(labels)))

    def denies_url(self, url: str) -> bool:
        return bool(_findings(url, self))

    def scrub(self, text: str) -> str:
        """The text with each forbidden address or handle replaced by ``REMOVED``. Other text stays to the letter."""
        text = self._without(_INVISIBLE.sub("", text))
        for _ in range(_DISGUISES):
            if not _findings(text, self):
                return text
            # Hidden behind escapes or look-alike characters: only then are other words rewritten too.
            text = self._without(unquote(_seen(text)))
        return REMOVED

    def _without(self, text: str) -> str:
        text = _TG_SCHEME.sub(REMOVED, text)
        text = _ADDRESS.sub(lambda found: REMOVED if self.denies(found) else found.group(), text)
        return _HANDLE.sub(lambda found: REMOVED if found[1].casefold() in self.handles else found.group(), text)

    def scrub_all(self, value: Any) -> Any:
        """A structure of JSON with every text in it scrubbed."""
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, dict):
            return {key: self.scrub_all(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [self.scrub_all(entry) for entry in value]
        return value

    def denies(self, found: re.Match[str]) -> bool:
        """Whether an address, as ``_ADDRESS`` found it, leads to what is forbidden."""
        if self.denies_host(found["host"]) or self._is_account(found):
            return True
        # An address that carries another one (an archive, a redirect, a proxy) leads there as well.
        rest = unquote(unquote(found["rest"]))
        return any(self.denies_host(inner["host"]) for inner in _ADDRESS.finditer(rest))

    def _is_account(self, found: re.Match[str]) -> bool:
        """Whether an address is that of a forbidden handle on a network of many."""
        name = re.match(r"/@?(\w+)", found["rest"])
        return bool(name and name[1].casefold() in self.handles and _ascii(found["host"]).removeprefix("m.") in NETWORKS)

    def check(self, document: str) -> list[str]:
        """The forbidden addresses a reader could still follow in a finished document (any text format)."""
        return _findings(document, self)

    def checked(self, document: str, what: str) -> str:
        """The document itself, or CounterclaimError: what is not clean is not written."""
        if findings := self.check(document):
            raise CounterclaimError(f"{what} is not written: it would lead to {', '.join(findings[:3])}")
        return document


def _seen(document: str) -> str:
    # Python refuses to read a number of thousands of digits; a browser shows such an entity as no character at all.
    short = _ZEROS.sub(r"\1", document)
    plain = html.unescape(_LONG_ENTITY.sub("\ufffd", short))
    return _IGNORED.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", plain)))


def _findings(document: str, policy: LinkPolicy) -> list[str]:
    """As a reader's program would see it: entities resolved, compatibility characters and escapes folded."""
    seen, found = _seen(document), []
    for text in (seen, unquote(seen)):
        found += [match["host"] for match in _ADDRESS.finditer(text) if policy.denies(match)]
        found += [match.group() for match in _TG_SCHEME.finditer(text)]
        found += [f"@{match[1]}" for match in _HANDLE.finditer(text) if match[1].casefold() in policy.handles]
    return sorted(set(found))


def _ascii(host: str) -> str:
    """A host as the name system knows it: disguised dots undone, lower case, no www, international names in punycode."""
    plain = re.sub(_DOT, ".", unicodedata.normalize("NFKC", host)).casefold().strip(".")
    plain = plain.removeprefix("www.")
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def _handle(name: str) -> str:
    return name.strip().removeprefix("@").rsplit("/", 1)[-1].casefold()
