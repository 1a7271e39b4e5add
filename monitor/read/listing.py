"""The articles that a page lists: the front or section page of a news site that has no feed.

Nothing tells an article's link from any other but its look: a date, a number or a long slug in the path, a headline as
its text, a heading or a time beside it. Each gives points, and several of them make an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree  # type: ignore[import-untyped]

from monitor.read import plain
from monitor.read.charset import CharsetError, decode
from monitor.read.markup import parsed as markup_tree
from monitor.read.outlets import host, web_address

MOST = 100
_ENOUGH = 3

_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|y|gb|wb|dc|twc|ys)clid|msclkid|igshid?|_openstat|mc_[ce]id|_ga|_gl|cmpid|at_\w+|ref(?:erer|src)?|from|share",
    re.IGNORECASE,
)
_NEVER_WRITTEN = """
tag tags tema temy temat tematy theme themes topic topics author authors autor avtor avtory user users profile search
poshuk szukaj login logowanie signin sign-in signup register registration rejestracja auth account lk cart shop rss feed
feeds about about-us o-nas pra-nas pro-nas contact contacts kontakt kontakty privacy privacy-policy polityka-prywatnosci
terms rules policy cookies advertising reklama adv donate support subscribe newsletter help faq sitemap wp-admin
wp-login.php cdn-cgi comments print share jobs vakansii
"""
_NEVER = frozenset(_NEVER_WRITTEN.split())
# These lead to lists of articles, and are parts of an article's own address on some sites.
_SECTIONS = frozenset(["category", "categories", "rubric", "rubrics", "section", "archive", "archives", "page", "news", "all"])
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|atom|pdf|docx?|xlsx?|zip|mp[34]|m4a|ogg|avi)$", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<!\d)(?:20[0-3]\d[-/._]?(?:0?[1-9]|1[0-2])(?:[-/._]?(?:[0-2]?\d|3[01]))?|[0-3]?\d[-._][01]?\d[-._]20[0-3]\d)(?!\d)"
)
_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)|(?<=/)(?!20[0-3]\d(?!\d)|19\d\d(?!\d))\d{3,4}(?=[-/.]|$)")
_QUERY_NUMBER = re.compile(r"(?:\w*id|idx|no|p|item|doc|article)=\d{2,}", re.IGNORECASE)
_PAGING = re.compile(r"(?:page|paged|pg|offset|start|sort|order|lang|replytocom|author|cat|tag|s|q)=", re.IGNORECASE)
_PAGE = re.compile(r"/(?:page|paged|strona|stranica|puslapis)[/-]?\d{1,5}/?$")
_WORD = re.compile(r"[^\W_]+")
_AREA = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|pagination|paginator|pager|footer|social|socials|share|sharing"
    r"|login|cookies?|langs?|languages)(?=$|[\s_-])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:tag|author|next|prev)\b")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "article"])
_UNSEEN = frozenset(["script", "style", "noscript", "template", "svg"])
_TIME_NEAR = 2  # how far up a <time> beside the link is looked for
_SMALL = 40  # elements: what holds more than a link and what stands beside it is looked at no further
_MOST_LINKS = 5_000


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a page lists. ``url`` is canonical; ``title`` is how the page calls it, perhaps ""."""

    url: str
    title: str


@dataclass(slots=True)
class _Seen:
    """What all the anchors that lead to one address show."""

    path: int
    words: int = 0
    context: int = 0
    title: str = ""


def links(markup: str | bytes, base: str) -> list[Link]:
    """The articles of a page, in its order, at most 100; ``base`` is the page's address. Nothing is fetched."""
    root = parsed(markup)
    if root is None:
        return []
    base = base_of(root, base)
    site, here = host(base), canonical(base)
    found: dict[str, _Seen] = {}
    for anchor in islice(_anchors(root), _MOST_LINKS):
        url = resolved(anchor.get("href"), base)
        if url is None or not _same_site(host(url), site) or (url := canonical(url)) == here:
            continue
        seen = found.get(url)
        if seen is None:
            seen = found[url] = _Seen(_path_points(url))
        title = _title(anchor)
        seen.words = max(seen.words, _title_points(title))
        seen.context = max(seen.context, _context_points(anchor))
        seen.title = max(seen.title, title, key=lambda text: min(len(text.split()), 20))
    listed = (Link(url, seen.title) for url, seen in found.items() if _is_article(seen))
    return list(islice(listed, MOST))


def parsed(markup: str | bytes) -> Any | None:
    """A page as a tree; None for what is none."""
    if isinstance(markup, bytes):
        try:
            markup = decode(markup).text
        except CharsetError:
            return None
    return markup_tree(markup)


def base_of(root: Any, base: str) -> str:
    """What the page's addresses are relative to: its own, or the one it names."""
    named = next((each.get("href") for each in root.iter("base") if each.get("href")), None)
    return resolved(named, base) or base


def resolved(href: str | None, base: str) -> str | None:
    """A link's full address; None where it leads elsewhere than the web."""
    if not href or len(href) > 2000:
        return None
    try:
        return web_address(urljoin(base, "".join(href.split())))
    except ValueError:
        return None


def canonical(url: str) -> str:
    """The address without fragment, tracking and default port, its host in lower case; still to be fetched as it is."""
    parts = urlsplit(url)
    query = parts.query
    if any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(name)]
        query = urlencode(kept)
    port = {"http": ":80", "https": ":443"}[parts.scheme]
    return urlunsplit((parts.scheme, parts.netloc.lower().removesuffix(port), parts.path or "/", query, ""))


def _same_site(one: str | None, other: str | None) -> bool:
    """Of one host, or one of the other's subdomain."""
    if one is None or other is None:
        return False
    one, other = one.removeprefix("m."), other.removeprefix("m.")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _anchors(root: Any) -> Iterator[Any]:
    """The links of the page outside its menus, footers and the like."""
    furniture = _furniture(root)
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag in _UNSEEN or element in furniture:
            walk.skip_subtree()
        elif element.tag == "a" and element.get("href") and not _ELSEWHERE.search(element.get("rel") or ""):
            yield element


def _furniture(root: Any) -> set[Any]:
    """What holds no articles by its tag, role or class; a class that spans half of the links means something else."""
    found: set[Any] = set()
    open_areas: list[tuple[Any, int]] = []
    links = 0
    named: list[tuple[Any, int]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            if element.tag in ("nav", "footer") or element.get("role") in ("navigation", "contentinfo", "menu"):
                found.add(element)
            elif _AREA.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:500]):
                open_areas.append((element, links))
        elif open_areas and open_areas[-1][0] is element:
            named.append((element, links - open_areas.pop()[1]))
    return found | {element for element, inside in named if 2 * inside < links}


def _title(anchor: Any) -> str:
    """The heading inside a link, else its words, else what it says of itself or of its picture."""
    inside = list(islice(anchor.iter("*"), _SMALL))
    heading = next((each for each in inside if each.tag in _HEADINGS), anchor)
    words = plain.line(" ".join(islice(heading.itertext(), _SMALL)))
    if not words:
        pictures = (each.get("alt") or "" for each in inside if each.tag == "img")
        words = anchor.get("title") or anchor.get("aria-label") or next(pictures, "")
    return plain.line(words)[:300]


def _title_points(title: str) -> int:
    words = len(_WORD.findall(title))
    return (words >= 3) + (words >= 4) + (words >= 6)


def _context_points(anchor: Any) -> int:
    near = list(islice(anchor.iterancestors(), 4))
    headed = any(each.tag in _HEADINGS for each in (*near, *islice(anchor.iter("*"), _SMALL)))
    return headed + any(_is_timed(each) for each in (anchor, *near[:_TIME_NEAR]))


def _is_timed(element: Any) -> bool:
    inside = list(islice(element.iter("*"), _SMALL + 1))
    return len(inside) <= _SMALL and any(each.tag == "time" for each in inside)


def _path_points(url: str) -> int:
    """What the address alone says: below zero for one that is certainly no article."""
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment]
    if (
        any(segment in _NEVER for segment in segments)
        or _FILES.search(path)
        or _PAGE.search(path)
        or _PAGING.match(parts.query)
    ):
        return -9
    numbered = bool(_QUERY_NUMBER.search(parts.query))
    if not segments:
        return 2 if numbered else -9
    undated = _DATE.sub("", path)
    dated, numbered = undated != path, numbered or _NUMBER.search(undated) is not None
    last = re.sub(r"\.\w{2,5}$", "", undated.rstrip("/").rpartition("/")[2])
    words = sum(not word.isdecimal() for word in _WORD.findall(last))
    section = segments[-1] in _SECTIONS or (segments[0] in _SECTIONS and len(segments) < 3 and words < 3)
    if not numbered and (section or (dated and not words)):
        return -1
    return 2 * dated + 2 * numbered + (words >= 3) + (words >= 4) + (words >= 6)


def _is_article(seen: _Seen) -> bool:
    return seen.path >= 0 and seen.path + seen.words + seen.context >= _ENOUGH
