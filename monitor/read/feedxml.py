"""The XML of a feed, whole or broken: what is an item, and how each one is parsed.

Nothing is loaded from outside and no entity is expanded. A feed that is not well-formed is taken apart at its item tags
and each item is parsed by itself, so that a broken one cannot swallow its neighbours.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

ROOTS = ("rss", "rdf", "feed", "channel", "entry")
ITEMS = ("item", "entry")

# A comment or CDATA that meets another beginning has lost its end: the scan goes on behind its own beginning.
# Everything is possessive: a hostile feed must not make the scan go back.
_COMMENT = r"<!--[^<-]*+(?:-(?!->)[^<-]*+|<(?!!--)[^<-]*+)*+-->"
_CDATA = r"<!\[CDATA\[[^\]<]*+(?:\](?!\]>)[^\]<]*+|<(?!!\[CDATA\[)[^\]<]*+)*+\]\]>"
_PASSED = rf"{_COMMENT}|{_CDATA}|<\?[^<>]*+>"
_TOKEN = re.compile(
    rf"{_PASSED}|<!(?P<declaration>ENTITY|DOCTYPE)\b|<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]*+)[^<>]*+>",
)
_FIELD_NAMES = "title|link|guid|id|description|summary|content:encoded|content|pubDate|published|updated"
_FIELD = re.compile(rf"{_COMMENT}|{_CDATA}|<(/?)({_FIELD_NAMES})(?=[\s/>])([^<>]*+)>")
_ONLY_CDATA = re.compile(rf"\s*+(?:{_CDATA}\s*+)++")
_A_COMMENT = re.compile(_COMMENT)
_CDATA_ENDS = re.compile(r"<!\[CDATA\[|\]\]>")
_PROLOGUE = re.compile(rf"(?:\s|{_COMMENT}|<\?[^<>]*+>)*+(?:<!DOCTYPE\b[^<>\[]*+(?:\[[^\]]*+\]\s*+)?+>)?+")
_NAMESPACE = re.compile(r"""\sxmlns(?::([A-Za-z_][\w.-]{0,30}))?\s*=\s*(?:"([^"<]{0,200})"|'([^'<]{0,200})')""")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SECTIONS = re.compile(rf"({_PASSED})")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_BARE_ANGLE = re.compile(r"<(?![A-Za-z_/!?])")
# More namespaces than any feed has, so that taking an item apart costs the same for each.
_MOST_NAMESPACES = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Where one item stands in the text. ``whole`` says that its end tag is there."""

    start: int
    end: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What the text of a feed shows without parsing it: ``root`` is the first start tag."""

    root_name: str
    #: The root's namespaces by their prefixes.
    bound: dict[str, str]
    spans: tuple[Span, ...]
    closed: bool
    declares_entities: bool


def layout(text: str) -> Layout:
    root_name = ""
    bound: dict[str, str] = {}
    spans: list[Span] = []
    start: int | None = None
    closed = entities = False
    for token in _TOKEN.finditer(text):
        # <!ENTITY is a declaration only after a DOCTYPE; anywhere else it is a typing mistake, refused all the same.
        entities = entities or token["declaration"] == "ENTITY"
        if not token["name"]:
            continue
        prefix, _, short = token["name"].lower().rpartition(":")
        if not root_name and not token["end"]:
            root_name, bound = short, _namespaces(token.group())
        elif token["end"] and short == root_name:
            closed = True
        if short in ITEMS and (prefix in ("", "atom", "rss") or is_core(bound.get(prefix, "-"))):
            start = _item_tag(token, start, spans)
    if start is not None:
        spans.append(Span(start, len(text), False))
    return Layout(root_name, bound, tuple(spans), closed, entities)


def _namespaces(root: str) -> dict[str, str]:
    found = (match.groups("") for match in _NAMESPACE.finditer(root, 0, 10_000))
    return {name: double or single for name, double, single in islice(found, _MOST_NAMESPACES) if name != "xml"}


def opening(text: str) -> str:
    """The name of the first start tag, in lower case and without its prefix; "" where there is none."""
    first = next((token["name"] for token in _TOKEN.finditer(text) if token["name"] and not token["end"]), "")
    return first.lower().rpartition(":")[2]


def _item_tag(token: re.Match[str], start: int | None, spans: list[Span]) -> int | None:
    """Take one start or end tag of an item into account; returns where the item now open began."""
    if token["end"]:
        if start is not None:
            spans.append(Span(start, token.end(), True))
        return None
    if start is not None:
        spans.append(Span(start, token.start(), False))
    if token.group().endswith("/>"):
        spans.append(Span(token.start(), token.end(), True))
        return None
    return token.start()


def is_core(namespace: str) -> bool:
    """The namespace is one of RSS's or Atom's own; feeds without any count too."""
    known = namespace.strip().lower().rstrip("/#")
    return known in _CORE or known.startswith(("http://my.netscape.com/", "http://channel.netscape.com/"))


_CORE_WRITTEN = """
http://www.w3.org/2005/atom https://www.w3.org/2005/atom http://purl.org/atom/ns http://purl.org/rss/1.0 http://purl.org/net/rss1.1
http://backend.userland.com/rss http://backend.userland.com/rss2 http://backend.userland.com/rss091
http://backend.userland.com/rss092 http://blogs.law.harvard.edu/tech/rss http://purl.org/rss/2.0
"""
_CORE = frozenset(["", *_CORE_WRITTEN.split()])


def whole(text: str) -> Any:
    """The root element of a well-formed feed, or of one that only its stray ``&``, ``<`` and controls keep from it.

    Raises:
        XMLSyntaxError: the feed is broken.
    """
    if _loses_cdata(text):
        raise etree.XMLSyntaxError("a CDATA section has no end", 0, 0, 0)
    source = _without_prologue(text)
    try:
        return _parsed(source)
    except etree.XMLSyntaxError:
        return _parsed(mended(source))


def _without_prologue(text: str) -> str:
    """The text from its root on: with a DOCTYPE, entities that are declared nowhere would not count as faults."""
    prologue = _PROLOGUE.match(text)
    return text[prologue.end() :] if prologue else text


def _loses_cdata(text: str) -> bool:
    """A CDATA section begins in another one: the first has no end of its own, and would reach into the next item."""
    depth = 0
    for mark in _CDATA_ENDS.finditer(text):
        depth = depth + 1 if mark.group() != "]]>" else 0
        if depth > 1:
            return True
    return False


def _parsed(source: str, recover: bool = False) -> Any:
    # A new parser each time: one that has met thousands of namespaces stays slow for good.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=recover,
    )
    return etree.fromstring(source.encode("utf-8", "replace"), parser=parser)


def items(root: Any) -> Iterator[Any]:
    """The item elements under a root, in order; what stands inside an item is not another one."""
    if _local(root) in ITEMS:
        yield root
        return
    own = _namespace(root)
    names = [name for each in ITEMS for name in (each, each.upper(), each.title())]
    for element in root.iter(*[f"{{*}}{name}" for name in names]):
        namespace = _namespace(element)
        if (namespace == own or is_core(namespace)) and not any(_local(each) in ITEMS for each in element.iterancestors()):
            yield element


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _namespace(element: Any) -> str:
    return str(element.tag)[1:].rpartition("}")[0]


def alone(shape: Layout, source: str) -> Any | None:
    """One item by itself, under the namespaces of its feed; None where not even its tag can be made out."""
    text = mended(source)
    used = ((f":{name}" if name else "", value) for name, value in shape.bound.items() if not name or f"{name}:" in source)
    scope = "".join(f' xmlns{name}="{value}"' for name, value in used)
    for recover in (False, True):
        try:
            root = _parsed(f"<feed{scope}>{text}</feed>", recover)
        except etree.XMLSyntaxError:
            text = _fields_closed(text)
            continue
        if root is not None and (found := next(items(root), None)) is not None:
            return found
    return None


def frame(text: str, shape: Layout) -> Any | None:
    """The feed without its items, mended as far as it goes: what it says of itself."""
    ends = [0, *(span.end for span in shape.spans)]
    starts = [*(span.start for span in shape.spans), len(text)]
    source = "".join(text[end:start] for end, start in zip(ends, starts, strict=True) if start > end)
    try:
        return _parsed(mended(_without_prologue(source)), recover=True)
    except etree.XMLSyntaxError:
        return None


def mended(text: str) -> str:
    """The text with HTML's entities as characters, stray ``&`` and ``<`` escaped, and what XML cannot carry left out."""
    sections = _SECTIONS.split(_NOT_XML.sub(_replacement, text))
    for number in range(0, len(sections), 2):  # the others are comments, CDATA and instructions
        if "&" in sections[number]:
            sections[number] = _BARE_AMPERSAND.sub("&amp;", _ENTITY.sub(_character, sections[number]))
        if "<" in sections[number]:
            sections[number] = _BARE_ANGLE.sub("&lt;", sections[number])
    return "".join(sections)


def _replacement(sign: re.Match[str]) -> str:
    return "\ufffd" if sign.group() >= "\ud800" else ""


def _character(entity: re.Match[str]) -> str:
    return _known_character(entity.group())


@lru_cache(maxsize=4096)
def _known_character(entity: str) -> str:
    sign = html.unescape(entity)
    return html.escape(_NOT_XML.sub("", sign)) if sign != "\ufffd" else ""


def unclosed_field(source: str) -> str | None:
    """The field of an item that is opened and not closed. HTML inside a field may be as it likes."""
    return next((name for name, _, end in _fields(source) if end is None), None)


def _fields(source: str) -> Iterator[tuple[str, int, int | None]]:
    """Each field's name, and where its content starts and ends."""
    name, start, depth = "", 0, 0
    for token in _FIELD.finditer(source):
        if not token[2] or token[3].endswith("/"):
            continue
        if not depth and not token[1]:
            name, start, depth = token[2], token.end(), 1
        elif depth and token[2] == name:
            depth += -1 if token[1] else 1
            if not depth:
                yield name, start, token.start()
    if depth:
        yield name, start, None


def _fields_closed(source: str) -> str:
    """The item with HTML that stands bare in a field escaped, as it should have been."""
    pieces: list[str] = []
    done = 0
    for _, start, end in _fields(source):
        content = source[start:end]
        if end is not None and "<" in content and not _ONLY_CDATA.fullmatch(content):
            bare = _CDATA_ENDS.sub("", _A_COMMENT.sub("", content)).replace("<!--", "")
            pieces += source[done:start], html.escape(bare, quote=False)
            done = end
    return "".join(pieces) + source[done:]
