"""One saved web page: its article, without menus, advertisements and comments (trafilatura)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree, html  # type: ignore[import-untyped]

from monitor.read import dates, plain
from monitor.read.outlets import Outlets, web_address
from monitor.records import Document, ReadError, text_id

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Browsers leave this behind when they save a page; it is where the page came from.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_PUBLISHED = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='pubdate']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
)
_CANONICAL = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
# A wrong date is worse than none: neither the page's every number nor the day of its last change is taken for one.
_DATE_PARAMETERS = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The page as one Document, or one ReadError. Raises OSError where the file cannot be opened."""
    page = _decoded(path.read_bytes())
    tree = _tree(page)
    found = _extracted(page) if tree is not None else None
    text = plain.paragraphs((found.text or "").replace("\n", "\n\n")) if found else ""
    if found is None or not text:
        yield ReadError(file=str(path), place="byte 0", reason="the page has no text.")
        return
    title = plain.line(found.title or "")
    url = _address(page, tree) or web_address(found.url)
    site = plain.line(found.sitename or "")
    yield Document(
        outlet=outlets.of(urls=(url,), names=() if url else (site,)),
        external_id=url or text_id(f"{title}\n{text}"),
        kind="article",
        title=title,
        text=text,
        url=url,
        lang=_language(tree),
        author=plain.line(found.author or "") or None,
        published_at=_published(tree) or (dates.iso(found.date) if found.date else None),
    )


def _decoded(data: bytes) -> str:
    """The page as text: by byte order mark, as UTF-8 where it is that, by its own declaration, else as windows-1251.

    The last because a page that says nothing and is not UTF-8 is, among those read here, most often an old Cyrillic
    one.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _CHARSET.search(data[:4096])
    for encoding in ("utf-8", declared[1].decode() if declared else "windows-1251"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return data.decode("utf-8" if declared else "windows-1251", "replace")


def _tree(page: str) -> Any | None:
    parser = html.HTMLParser(no_network=True, encoding="utf-8")
    try:
        return html.document_fromstring(plain.clean(page).encode(), parser=parser)
    except etree.LxmlError:
        return None


def _extracted(page: str) -> Any | None:
    try:
        return trafilatura.bare_extraction(
            page, include_comments=False, with_metadata=True, date_extraction_params=_DATE_PARAMETERS
        )
    except Exception:
        # Three parsers and their heuristics stand behind this; one strange page must not stop the others.
        return None


def _first(tree: Any, query: str) -> str:
    return next((found for each in tree.xpath(query) if (found := str(each).strip())), "")


def _address(page: str, tree: Any) -> str | None:
    saved = _SAVED_FROM.search(page[:4096])
    return web_address(_first(tree, _CANONICAL)) or web_address(saved[1] if saved else None)


def _published(tree: Any) -> str | None:
    return next((found for query in _PUBLISHED if (found := dates.iso(_first(tree, query)))), None)


def _language(tree: Any) -> str | None:
    declared = _first(tree, "/html/@lang").replace("_", "-").partition("-")[0].lower()
    return declared if re.fullmatch(r"[a-z]{2,3}", declared, re.ASCII) else None
