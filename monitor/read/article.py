"""One web page: its article, without menus, advertisements and comments (trafilatura)."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura

from monitor.ids import text_id
from monitor.read import charset as charsets
from monitor.read import dates, markup, page, plain, walls
from monitor.read.outlets import Outlets, host, web_address
from monitor.read.packed import GZIP, PackedError, gunzipped
from monitor.records import Capture, Document, ReadError

LARGEST = 15 << 20  # bytes of a page, unpacked
_LONGEST = 2_000_000  # characters left to parse once scripts and pictures inside the page are taken out
_FIRST_ERROR = 400
_MOST_ELEMENTS = 20_000  # ten times an ordinary page; what takes them apart needs a second or two for so many
# Browsers leave this behind when they save a page; it is where the page came from.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
# A wrong date is worse than none: neither the page's every number nor the day of its last change is taken for one.
# The last day is there because htmldate would otherwise ask the clock.
_DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d", "max_date": "2100-01-01"}
_RIGHTS = re.compile(
    r"(?:©|\(c\) ?\d|copyright\b|all rights reserved|все права (?:защищены|сохранены)|усе правы абаронены|усі права захищені"
    r"|wszelkie prawa zastrzeżone|visos teisės saugomos)",
    re.IGNORECASE,
)
_AT_THE_END = 3  # paragraphs in which a note on rights may stand

# They report each page they give up on; here that is said once, in the ReadError.
for _name in ("trafilatura", "htmldate", "charset_normalizer"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The page as one Document, or one ReadError; it may be packed with gzip. Raises OSError as opening a file does."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    yield from read_bytes(data, str(path), outlets)


def read_bytes(
    data: bytes,
    name: str,
    outlets: Outlets,
    *,
    url: str | None = None,
    charset: str | None = None,
    capture: Capture | None = None,
) -> Iterator[Document | ReadError]:
    """The page as one Document, or one ReadError whose file is ``name``.

    ``url`` is where it was fetched from, ``charset`` what the server said of it, ``capture`` what becomes the
    document's evidence. The date is the page's own or None: when it was fetched is no date of publication.
    """
    try:
        if capture and capture.status >= _FIRST_ERROR:
            raise _NoArticleError(f"the server answered with the error {capture.status}.")
        source = _source(data, charset)
        yield _document(source, _parsed(source), outlets, url, capture)
    except _NoArticleError as error:
        yield ReadError(file=name, place="byte 0", reason=str(error))


class _NoArticleError(ValueError):
    """Why there is no document; the message is the whole sentence."""


def _source(data: bytes, charset: str | None) -> str:
    if data.startswith(GZIP):
        try:
            data = gunzipped(data, LARGEST)
        except PackedError as error:
            raise _NoArticleError(f"the page cannot be unpacked: {error}.") from error
    if len(data) > LARGEST:
        raise _NoArticleError(f"the page is larger than {LARGEST >> 20} MB.")
    return _text_of(data, charset)


def _parsed(source: str) -> Any:
    source = markup.slim(source)
    if len(source) > _LONGEST:
        raise _NoArticleError(f"the page has more than {_LONGEST:,} characters even without scripts and pictures.")
    tree = markup.parsed(source)
    if tree is None:
        raise _NoArticleError("the page has no text.")
    if next(itertools.islice(tree.iter(), _MOST_ELEMENTS, None), None) is not None:
        raise _NoArticleError(f"the page has more than {_MOST_ELEMENTS:,} elements, which is no article.")
    return tree


def _text_of(data: bytes, charset: str | None) -> str:
    try:
        return charsets.decode(data, charset).text
    except charsets.CharsetError:
        return data.decode("cp1252", "replace")  # no letters, or bytes that are no text: then no article comes of it


def _document(source: str, tree: Any, outlets: Outlets, url: str | None, capture: Capture | None) -> Document:
    facts = page.facts(tree)
    page.mark_quotations(tree, facts.lang)
    page.drop_references(tree)
    found = _extracted(tree)
    title = _title(facts.headline, _said(found, "title"))
    text = _text(getattr(found, "text", None) or "", title, facts)
    if reason := None if facts.is_article and len(text) >= walls.SHORT else walls.wall(tree, title, text):
        raise _NoArticleError(reason)
    if not text:
        raise _NoArticleError("the page has no text.")
    address = _address(source, facts.url, url) or web_address(_said(found, "url"))
    return Document(
        outlet=outlets.of(urls=(address, url), names=() if address else (_said(found, "sitename"),)),
        external_id=address or text_id(f"{title}\n{text}"),
        kind="article",
        title=title,
        text=text,
        url=address,
        lang=facts.lang,
        author=facts.author or _said(found, "author") or None,
        published_at=facts.published or dates.iso(_said(found, "date")),
        capture=capture,
    )


def _said(found: Any, name: str) -> str:
    """What trafilatura says of a page; "" where it says nothing."""
    return plain.line(getattr(found, name, None) or "")


def _extracted(tree: Any) -> Any | None:
    try:
        return trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True, date_extraction_params=_DATES)
    except Exception:
        # Three parsers and their heuristics stand behind this; one strange page must not stop the others.
        return None


def _title(headline: str, shown: str) -> str:
    """The headline of the metadata, which has no name of the site behind it, unless it is cut short there."""
    return shown if not headline or shown.startswith(headline.rstrip(".… ")) and headline.endswith(("...", "…")) else headline


def _text(extracted: str, title: str, facts: page.Facts) -> str:
    """The paragraphs of the article without its headline, which the document has as its title, and notes on rights.

    Where the page shows less than half of the body that its own metadata carry, those are the text: the page is
    put together by scripts then.
    """
    text = plain.paragraphs(extracted.replace("\n", "\n\n"))
    if len(facts.body) > 2 * len(text) + walls.SHORT or plain.line(facts.body) == plain.line(text):
        text = facts.body  # in the second case for its paragraphs, which trafilatura does not keep there
    parts = text.split("\n\n")
    if len(parts) > 1 and plain.line(parts[0]).casefold() == title.casefold():
        del parts[0]
    end = max(len(parts) - _AT_THE_END, 1)
    return "\n\n".join(parts[:end] + [part for part in parts[end:] if not _RIGHTS.match(part) or len(part) > walls.SHORT])


def _address(source: str, canonical: str, fetched: str | None) -> str | None:
    """Where the page stands: as it says itself, but never on another site than it was fetched from.

    A page that names its site's home page, or the first publisher of what it reprints, would give its article away.
    """
    saved = _SAVED_FROM.search(source[:4096])
    known = web_address(fetched)
    try:
        own = web_address(urljoin(known or "", canonical)) if canonical else None
        at_home = own is not None and not urlsplit(own).path.strip("/") and not urlsplit(own).query
    except ValueError:
        own, at_home = None, False
    if known and own and (at_home or _site(own) != _site(known)):
        return known
    return own or known or web_address(saved[1] if saved else None)


def _site(address: str) -> list[str]:
    return (host(address) or "").split(".")[-2:]
