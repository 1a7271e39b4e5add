"""Feeds made to stop a reader: each gives documents or a located error, and nothing is expanded or fetched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read.feed import polling, read_bytes
from monitor.read.feedxml import whole
from monitor.read.outlets import Outlets
from monitor.read.tags import MOST, shortened
from monitor.records import Document, ReadError

HEAD = '<rss version="2.0"><channel><title>N</title><link>https://n.example/</link>'
TAIL = "</channel></rss>"
GOOD = "<item><guid>good</guid><title>Good</title></item>"


def found(source: str | bytes) -> list[Document | ReadError]:
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    polling(data)
    return list(read_bytes(data, "f", Outlets({})))


def titles(source: str | bytes) -> list[str]:
    return [each.title for each in found(source) if isinstance(each, Document)]


@pytest.mark.parametrize(
    "storm",
    [
        "<b>" * 20_000 + "</b>" * 20_000,
        "<b>" * 20_000,
        "</b>" * 20_000,
        "<p><i></p></i>" * 5_000,
        "<a" + "".join(f' b{number}="1"' for number in range(20_000)) + "/>",
        "<a " + "b='1' " * 20_000 + "/>",
        f'<a b="{"x" * 1_000_000}"/>',
        "<![CDATA[" + "x " * 200_000 + "]]>",
        "<![CDATA[" * 20_000,
        "<!--" * 20_000,
        "<!--" + "-" * 200_000,
        "]]>" * 50_000,
        "<?" * 20_000,
        "<" * 40_000,
        "&" * 200_000,
        "&nbsp;" * 20_000,
        "&#0;&#xD800;&#x110000;" * 5_000,
        "&" + "a" * 200_000 + ";",
        "<q:w>" * 200 + "</q:w>" * 200,
    ],
    ids=lambda storm: storm[:12],
)
def test_a_storm_in_one_item_costs_no_other(storm: str) -> None:
    source = f"{HEAD}<item><title>Bad</title><description>{storm}</description></item>{GOOD}{TAIL}"
    assert "Good" in titles(source)


@pytest.mark.parametrize(
    "source",
    [
        "<rss>" + "<a>" * 50_000,
        HEAD + "<item>" * 5_000,
        HEAD + "</item>" * 5_000,
        HEAD + "</a>" + TAIL,
        HEAD + "<item>" + "<title>" * 5_000,
        "<rss " + "".join(f'xmlns:a{number}="u{number}" ' for number in range(5_000)) + ">" + "<item>" * 50,
        "<rss" * 5_000,
        "<!DOCTYPE rss [" * 5_000 + "<rss>",
        "<!DOCTYPE rss [" + "[" * 50_000 + "<rss/>",
        "<rss>" + "\ud800" * 99,
    ],
    ids=lambda source: source[:24],
)
def test_a_feed_that_is_nothing_but_a_storm_gives_located_errors(source: str) -> None:
    results = found(source)
    assert results
    assert all(isinstance(each, ReadError) and each.place and each.reason.endswith(".") for each in results)


def test_too_deep_nesting_is_named() -> None:
    (error,) = found("<rss>" + "<a>" * 5_000 + "</a>" * 5_000 + "</rss>")
    assert isinstance(error, ReadError)
    assert error.reason == "the feed has no items: its tags are nested more than 256 levels deep."


def test_a_feed_of_hardly_more_than_tags_is_not_opened() -> None:
    (error,) = found(HEAD + "<a/>" * 150_000 + GOOD + TAIL)
    assert isinstance(error, ReadError)
    assert error.reason == "the feed is hardly more than tags (150014 of them) and was not opened."


def test_a_relative_link_under_an_endless_base_is_no_trouble() -> None:
    base = "https://n.example/" + "a/" * 20_000
    entries = '<entry><title>T</title><link href="x"/></entry>' * 500
    source = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}">{entries}</feed>'
    assert len(titles(source)) == 500


def test_html_with_a_storm_of_attributes_is_read_for_its_words() -> None:
    storm = "".join(f" b{number}=1" for number in range(20_000))
    source = f"{HEAD}<item><title>T</title><description><![CDATA[<a{storm}>words</a>]]></description></item>{TAIL}"
    assert [each.text for each in found(source) if isinstance(each, Document)] == ["words"]


def test_only_tags_with_very_many_attributes_are_shortened() -> None:
    usual = '<p class="a > b" title=\'x\'>One<br/>two <img src="' + "x" * 900 + '">'
    assert shortened(usual) == usual
    short = shortened("<a" + "".join(f" b{number}=1" for number in range(500)) + ">words</a>")
    assert short.count("=") == MOST
    assert short.endswith(">words</a>")
    hidden = "<title><!--</title><p" + "".join(f" b{number}=1" for number in range(500)) + ">words</p>"
    assert shortened(hidden).count("=") == MOST


def test_no_document_type_is_loaded_and_no_entity_expanded() -> None:
    for declaration in (
        '<!ENTITY a "ha">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;',
    ):
        source = f"<!DOCTYPE rss [{declaration}]>{HEAD}<item><title>&a;</title></item>{TAIL}"
        (error,) = found(source)
        assert isinstance(error, ReadError)
        assert error.reason == "the feed declares XML entities of its own and was not opened."
        assert polling(source.encode()).format == ""
    outside = f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">{HEAD}<item><title>caf&eacute;</title></item>{TAIL}'
    assert titles(outside) == ["café"]


def test_the_tree_of_a_feed_keeps_nothing_of_its_document_type() -> None:
    root = whole(f'<?xml version="1.0"?><!-- x --><!DOCTYPE rss SYSTEM "x.dtd">{HEAD}{TAIL}')
    assert root.getroottree().docinfo.doctype == ""
    left = whole('<!DOCTYPE rss [<!ENTITY b "]"><!ENTITY a "expanded">]><rss><channel>&a;</channel></rss>')
    assert "expanded" not in "".join(left.itertext())


WHOLE = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>N</title>"
    + "".join(
        f"<item><title>T{number} &amp; Ў</title><guid>g{number}</guid><description><![CDATA[<p>x<br>y</p>]]></description>"
        f"<content:encoded>&lt;p&gt;z&lt;/p&gt;</content:encoded><pubDate>Tue, 14 Jan 2025 12:30:00 +0300</pubDate></item>"
        for number in range(3)
    )
    + TAIL
).encode()
PIECES = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"</item>",
    b"<item>",
    b"</title>",
    b"<!DOCTYPE x [",
    b'"',
    b"\0",
    b"\xff",
    b"\xe0",
    b"",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 20), st.sampled_from(PIECES)), max_size=6))
def test_a_mutated_feed_gives_only_documents_and_errors(changes: list[tuple[int, int, bytes]]) -> None:
    data = WHOLE
    for at, cut, put in changes:
        data = data[:at] + put + data[at + cut :]
    results = found(data)
    assert results
    assert all(isinstance(each, Document) or (each.reason.endswith(".") and each.place) for each in results)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss>", b"<feed><entry>", b'{"items": [', b"\xff\xfe", b"<\0"]))
def test_any_bytes_give_only_documents_and_errors(data: bytes, head: bytes) -> None:
    results = found(head + data)
    assert all(isinstance(each, Document | ReadError) for each in results)
    assert results
