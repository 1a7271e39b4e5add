"""What a web page says of itself: who wrote it, when, under which headline and address, and what in it is quoted.

Nothing here is fetched or run: JSON-LD is read as JSON and its ``@context`` is never looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from monitor.read import feeddates, plain

_ARTICLE_TYPES = re.compile(r"(?:https?://schema\.org/)?(?:\w*Article|BlogPosting|Report|SocialMediaPosting)")
_LARGEST_SCRIPT = 300_000  # characters
_MOST_NODES = 2_000
_PUBLISHED = (
    "//meta[@property='article:published_time' or @property='og:article:published_time' or @name='article:published_time'"
    " or @itemprop='datePublished' or @name='pubdate' or @name='publish-date' or @name='parsely-pub-date'"
    " or @name='mediator_published_time' or @name='DC.date.issued' or @name='dcterms.issued']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//*[@itemprop='datePublished']/@content",
)
_LANGUAGES = ("/html/@lang", "/html/@*[name()='xml:lang']", "//meta[@property='og:locale']/@content")
_ADDRESSES = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the metadata of a page state; "" and None for what they do not. ``published`` is as a record keeps a date."""

    is_article: bool = False
    headline: str = ""
    author: str = ""
    published: str | None = None
    body: str = ""
    lang: str | None = None
    url: str = ""


def facts(tree: Any) -> Facts:
    """The metadata of a parsed page: JSON-LD (schema.org), Open Graph and microdata."""
    node = next((each for each in _nodes(tree) if _is_article(each)), {})
    typed = bool(node) or _first(tree, "//meta[@property='og:type']/@content").lower() == "article"
    marked = (found for query in _PUBLISHED if (found := feeddates.moment(_first(tree, query))))
    return Facts(
        is_article=typed or bool(tree.xpath("//meta[@property='article:published_time']")),
        headline=_words(node.get("headline")),
        author=", ".join(dict.fromkeys(_names(node.get("author"))))[:200],
        published=feeddates.moment(_words(node.get("datePublished"))) or next(marked, None),
        body=_body(node.get("articleBody")),
        lang=_language(tree, node),
        url=_first(tree, _ADDRESSES),
    )


def _first(tree: Any, query: str) -> str:
    return next((found for each in tree.xpath(query) if (found := str(each).strip())), "")


def _language(tree: Any, node: dict[str, Any]) -> str | None:
    for declared in (*(_first(tree, query) for query in _LANGUAGES), _words(node.get("inLanguage"))):
        code = declared.replace("_", "-").partition("-")[0].lower()
        if re.fullmatch(r"[a-z]{2,3}", code, re.ASCII):
            return code
    return None


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects that the page's JSON-LD is about: not those inside lists of other articles."""
    left = _MOST_NODES
    for script in list(tree.iter("script")):
        if not script.text or "ld+json" not in (script.get("type") or ""):
            continue
        if len(script.text) > _LARGEST_SCRIPT:
            script.drop_tree()  # whoever reads the page after this would try it too
            continue
        try:
            queue = [json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text), strict=False)]
        except (ValueError, RecursionError):
            continue  # one script that is no JSON says nothing; the page's other marks still do
        while queue and left:
            node = queue.pop(0)
            left -= 1
            if isinstance(node, list):
                queue += node[:left]
            elif isinstance(node, dict):
                yield node
                queue += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(isinstance(k, str) and _ARTICLE_TYPES.fullmatch(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def _words(value: Any) -> str:
    return plain.line(unescape(value)) if isinstance(value, str) else ""


def _names(value: Any) -> Iterator[str]:
    for each in value[:20] if isinstance(value, list) else [value]:
        name = _words(each.get("name") if isinstance(each, dict) else each)
        if name and "://" not in name:
            yield name


def _body(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    text = unescape(value)
    return plain.from_html(text) if re.search(r"</?(?:p|br|div|a|strong|em)\b", text) else plain.paragraphs(text)


_ENGLISH = ("“", "”")
_FRENCH = ("«", "»")
_MARKS = {"be": _FRENCH, "ru": _FRENCH, "uk": _FRENCH, "pl": ("„", "”")}
_OPENING = tuple("«“„\"‹‘‚'‟”")
_PARAGRAPHS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "dd", "td", "figcaption")
_SOURCES = ("cite", "footer", "figcaption")


def mark_quotations(tree: Any, lang: str | None) -> None:
    """Put what the page sets off as a quotation (``q``, ``blockquote``) in quotation marks, paragraph by paragraph.

    Without them a plain text would give the words of the one quoted to the outlet. What has marks already keeps them,
    and a ``blockquote`` around most of the page is mere layout.
    """
    whole = len(tree.text_content())
    for quotation in list(tree.iter("q")):
        _put_marks(quotation, lang)
        quotation.tag = "span"  # trafilatura would make it a paragraph of its own
    for quotation in tree.iter("blockquote"):
        if next(quotation.iterancestors("blockquote"), None) is None and 2 * len(quotation.text_content()) < whole:
            inner = [each for each in quotation.iter("p") if not any(a.tag in _SOURCES for a in each.iterancestors())]
            for paragraph in inner or [quotation]:
                _put_marks(paragraph, lang)


def _put_marks(element: Any, lang: str | None) -> None:
    sources = [each for each in element if each.tag in _SOURCES]
    text = plain.line(element.text_content())
    if not text or text.startswith(_OPENING):
        return
    pairs = (_MARKS.get(lang or "", _ENGLISH), _ENGLISH, _FRENCH)
    opening, closing = next((pair for pair in pairs if not set(pair) & set(text)), pairs[0])
    element.text = opening + (element.text or "").lstrip()
    last = sources[0].getprevious() if sources else (element[-1] if len(element) else None)
    if last is None:
        element.text = element.text.rstrip() + closing
    else:
        last.tail = (last.tail or "").rstrip() + closing + (" " if sources else "")


_REFERENCE = re.compile(
    r"\W*+(?:(?:read|see|watch) (?:also|more|next)|also read|don[’']?t miss|related (?:articles?|stories|news|content)"
    r"|more on this|recommended|(?:читайте|смотрите|см\.) (?:также|ещ[её])|(?:читайте )?по теме"
    r"|(?:материалы|новости|статьи) по теме|(?:чытайце|глядзіце) (?:таксама|яшчэ)|(?:читайте|дивіться) (?:також|теж|ще)"
    r"|за темою|па тэме|(?:czytaj|zobacz|przeczytaj|sprawdź) (?:też|także|również|więcej)"
    r"|skaitykite (?:taip pat|daugiau)|taip pat skaitykite)"
    r"\b\W*+",
    re.IGNORECASE,
)
_LONGEST_REFERENCE = 400
_LINKED = 0.7  # of a paragraph that only refers to other articles, so much is links
_REFERRING = (*_PARAGRAPHS, "div", "ul", "ol", "aside", "section")


def drop_references(tree: Any) -> None:
    """Take out "Read also: ..." with the headlines it leads to: they are other articles' claims, of other days."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or not element.text or not _REFERENCE.match(element.text):
            continue
        block = next((each for each in (element, *element.iterancestors()) if each.tag in _REFERRING), None)
        text = plain.line(block.text_content()) if block is not None else ""
        lead = _REFERENCE.match(text)
        if block is None or lead is None or len(text) > _LONGEST_REFERENCE or block.getparent() is None:
            continue
        if lead.end() >= len(text):
            _drop_following(block)
        elif _linked(block) < _LINKED * (len(text) - lead.end()):
            continue
        block.drop_tree()


def _drop_following(block: Any) -> None:
    """The links and lists of links right behind a paragraph that says no more than "Read also"."""
    following = block.getnext()
    while following is not None and following.tag in _REFERRING:
        text = plain.line(following.text_content())
        if len(text) > 4 * _LONGEST_REFERENCE or _linked(following) < _LINKED * len(text):
            return
        following, done = following.getnext(), following
        done.drop_tree()


def _linked(element: Any) -> int:
    return sum(len(plain.line(link.text_content())) for link in element.iter("a"))
