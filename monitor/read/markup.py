"""HTML to a tree, within limits: what a parser needs a minute for is no page that anybody reads."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from monitor.read import plain
from monitor.read.tags import shortened

_INLINED = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=%]*+")
_UNREAD = re.compile(r"<!--|<(script|style)\b([^>]*+)>", re.IGNORECASE)
_CLOSING = {name: re.compile(f"</{name}\\b" if name else "-->", re.IGNORECASE) for name in ("script", "style", "")}
_LONGEST_ATTRIBUTE = 4_000  # characters: no address or date is longer, and some who parse them take the square of it


def slim(source: str) -> str:
    """A page without scripts, styles, comments and pictures inside it, which are most of many; JSON-LD stays."""
    kept, at = [], 0
    for opening in _UNREAD.finditer(source):
        if opening.start() < at or "ld+json" in (opening[2] or "").lower():
            continue
        closing = _CLOSING[(opening[1] or "").lower()].search(source, opening.end())
        if not closing:
            break  # never closed: the parser decides what that means
        kept.append(source[at : opening.end()] if opening[1] else source[at : opening.start()])
        at = closing.start() if opening[1] else closing.end()
    return _INLINED.sub("", "".join([*kept, source[at:]]))


def parsed(source: str) -> Any | None:
    """The tree of a page or fragment; None where there is nothing to parse. Nothing is fetched.

    Control characters are left out: they end a libxml2 text early. So are comments, all but the first attributes
    of a tag with hundreds, and those of thousands of characters.
    """
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(shortened(plain.clean(source)).encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    for element in tree.iter():
        for name, value in element.items():
            if len(value) > _LONGEST_ATTRIBUTE:
                del element.attrib[name]
    return tree
