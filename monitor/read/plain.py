"""Plain text out of whatever came in: no control characters, no markup, paragraphs separated by an empty line."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from monitor.read.tags import shortened

# What neither a database nor a screen can carry: C0 and C1 controls but tab and newline, and half surrogate pairs.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PARAGRAPHS = re.compile(r"\n{2,}")

_BLOCK_TAGS = """
address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
header hr li main nav ol p pre section table td th tr ul
"""
_UNSEEN_TAGS = "head iframe math noscript object script style svg template title"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN = frozenset(_UNSEEN_TAGS.split())


def clean(text: str) -> str:
    """The text without control characters and lone surrogates; any line end becomes a newline."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """The text as one line, for titles and names."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> str:
    """The text with single spaces, single line breaks within a paragraph and one empty line between paragraphs."""
    spaced = "\n".join(" ".join(each.split()) for each in clean(text).split("\n"))
    return _PARAGRAPHS.sub("\n\n", spaced).strip()


def from_html(markup: str) -> str:
    """The words of an HTML fragment as paragraphs; scripts, styles and everything embedded are left out.

    Nothing is executed or fetched. A ``<br>`` is a line break within a paragraph. Returns "" where there are no words.
    """
    # Control characters end a libxml2 text early; an encoding declaration inside a str makes lxml refuse it.
    source = shortened(re.sub(r"<\?xml[^>]*>", "", _CONTROLS.sub("", markup)))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(source.encode(), parser=parser)
    except etree.LxmlError:
        return ""
    return paragraphs("".join(_words(root)))


def _words(root: Any) -> list[str]:
    """Text pieces in reading order, with newlines where blocks begin and end. Not recursive: depth is the sender's."""
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _UNSEEN:
                walk.skip_subtree()
            else:
                pieces += _opening(tag), _flat(element.text)
        else:
            pieces += "\n\n" if tag in _BLOCKS else "", _flat(element.tail)
    return pieces


def _opening(tag: str) -> str:
    if tag == "br":
        return "\n"
    return "\n\n" if tag in _BLOCKS else ""


def _flat(text: str | None) -> str:
    """Line ends of the source are mere spaces in HTML."""
    return re.sub(r"\s+", " ", text) if text else ""
