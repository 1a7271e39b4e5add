"""The articles that a page lists, told from its menus, tags and pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read.listing import MOST, Link, canonical, links

BASE = "https://www.news.example/politics/"


def urls(body: str, base: str = BASE) -> list[str]:
    return [link.url for link in links(f"<html><body>{body}</body></html>", base)]


def anchor(href: str, text: str = "Minister denies that anything happened at all") -> str:
    return f'<p><a href="{href}">{text}</a></p>'


@pytest.mark.parametrize(
    "href",
    [
        "/2025/01/14/minister-denies/",
        "/news/2025-01-14/minister.html",
        "/politics/minister-denies-that-anything-happened.html",
        "/news/123456/",
        "/news/1234-minister/",
        "/?p=1234",
        "/news/view?newsid=77123",
        "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D0%BC%D0%B8%D0%BD%D0%B8%D1%81%D1%82%D1%80-%D0%BE%D0%BF%D1%80%D0%BE%D0%B2%D0%B5%D1%80%D0%B3-%D1%81%D0%BB%D1%83%D1%85%D0%B8",
        "https://sport.news.example/article/98765",
    ],
)
def test_an_article_is_known_by_its_path_and_a_headline(href: str) -> None:
    assert len(urls(anchor(href))) == 1


def test_a_headline_alone_will_do_where_the_path_is_opaque() -> None:
    assert urls(anchor("/n/abc")) == ["https://www.news.example/n/abc"]
    assert urls(anchor("/n/abc", "Our team")) == []
    assert urls("<article><h3>" + anchor("/n/abc", "Minister denies it all") + "</h3></article>") != []
    assert urls("<div>" + anchor("/n/abc", "Minister denies it all") + "<time>12:30</time></div>") != []


@pytest.mark.parametrize(
    "href",
    [
        "/tag/minister-denies-that-anything-happened/",
        "/author/ina-kavalenka-from-the-politics-desk",
        "/login?back=/2025/01/14/minister-denies",
        "/2025/01/14/",
        "/news/page/2/",
        "/politics/?page=2",
        "/category/world-news/",
        "/photo/2025/01/14/minister-denies.jpg",
        "/",
        "#comments",
        "javascript:alert(1)",
        "mailto:desk@news.example",
        "https://social.example/share/12345678?u=/2025/01/14/minister-denies",
        "https://othernews.example/2025/01/14/minister-denies-that-anything/",
        "/politics/#minister-denies-that-anything-happened",
        "http://[::1",
    ],
)
def test_what_is_no_article_of_the_site_is_left_out(href: str) -> None:
    assert urls(f"<article>{anchor(href)}</article>") == []


@pytest.mark.parametrize(
    "area", ["<nav>", "<footer>", '<div role="navigation">', '<ul class="top-menu">', '<div id="breadcrumbs">']
)
def test_menus_and_footers_are_left_out(area: str) -> None:
    tag = area[1:].split()[0].rstrip(">")
    body = f"{area}{anchor('/2025/01/14/in-the-menu/')}</{tag}>" + anchor("/2025/01/14/one/") + anchor("/2025/01/14/two/")
    assert urls(body) == ["https://www.news.example/2025/01/14/one/", "https://www.news.example/2025/01/14/two/"]


def test_a_page_whose_whole_body_is_called_a_menu_is_read_all_the_same() -> None:
    assert len(urls('<div class="with menu">' + anchor("/2025/01/14/one/") + anchor("/2025/01/14/two/") + "</div>")) == 2


def test_links_keep_the_order_of_the_page_and_come_once_with_their_best_title() -> None:
    body = (
        '<a href="/2025/01/14/one/?utm_source=x"><img alt=""></a>'
        + anchor("/2025/01/14/two/?id=5&amp;fbclid=1#top", "Two words more or less")
        + '<a href="/2025/01/14/one/"><h3>One is the headline</h3><p>And a teaser that nobody wants here</p></a>'
        + anchor("/2025/01/14/one/#comments", "12 comments")
    )
    assert links(body, BASE) == [
        Link("https://www.news.example/2025/01/14/one/", "One is the headline"),
        Link("https://www.news.example/2025/01/14/two/?id=5", "Two words more or less"),
    ]


def test_addresses_are_relative_to_the_base_that_the_page_names() -> None:
    page = '<html><head><base href="https://news.example/be/"></head><body>' + anchor("2025/01/14/adno/") + "</body></html>"
    assert [link.url for link in links(page, BASE)] == ["https://news.example/be/2025/01/14/adno/"]


def test_a_page_in_another_charset_is_read() -> None:
    page = (
        '<html><head><meta charset="windows-1251"></head><body>'
        + anchor("/2025/01/14/adno/", "Міністр усё адмаўляе")
        + "</body>"
    )
    assert [link.title for link in links(page.encode("cp1251"), BASE)] == ["Міністр усё адмаўляе"]


def test_at_most_a_hundred_links_come_and_a_storm_of_attributes_is_no_trouble() -> None:
    storm = "<div" + "".join(f" b{number}=1" for number in range(20_000)) + ">"
    body = storm + "".join(anchor(f"/2025/01/14/one-{number}/") for number in range(MOST + 20))
    assert len(urls(body)) == MOST


def test_what_is_no_page_has_no_links() -> None:
    assert links(b"", BASE) == links(b"\xff\x98\x81" * 99, BASE) == links("plain words", BASE) == []


def test_a_canonical_address_loses_its_fragment_tracking_and_default_port_and_nothing_else() -> None:
    assert (
        canonical("https://News.example:443/A/b?b=2&utm_medium=x&a=%D1%8F&yclid=1#c") == "https://news.example/A/b?b=2&a=%D1%8F"
    )
    assert canonical("https://news.example/x?a=1+2&B") == "https://news.example/x?a=1+2&B"


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet='<>a="/ hrefnavticlé2025-01\x00&#;', max_size=200),
    st.sampled_from(["", '<a href="', "<a href=/2025/01/14/x-y>"]),
)
def test_any_markup_gives_a_list(markup: str, head: str) -> None:
    assert all(link.url.startswith("https://www.news.example/") for link in links(head + markup, BASE))
