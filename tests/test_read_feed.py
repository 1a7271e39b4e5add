"""Feeds: what is read, under which identity, and what becomes of a broken one."""

from pathlib import Path

import pytest

from monitor.read import read
from monitor.records import Document, Outlet, ReadError

HEAD = '<rss version="2.0"><channel><title>News</title><link>https://news.example.by/</link><language>ru-RU</language>'
TAIL = "</channel></rss>"


def item(number: int, extra: str = "", body: str = "<p>First.</p><p>Second.</p>") -> str:
    return (
        f"<item><title>Title {number}</title><link>https://news.example.by/{number}</link>"
        f"<description><![CDATA[{body}]]></description>{extra}</item>\n"
    )


def feed(tmp_path: Path, source: str | bytes) -> Path:
    path = tmp_path / "feed.xml"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


def documents(path: Path, **options: object) -> list[Document]:
    found = list(read(path, **options))  # type: ignore[arg-type]
    assert not [each for each in found if isinstance(each, ReadError)]
    return [each for each in found if isinstance(each, Document)]


def errors(path: Path) -> list[ReadError]:
    return [each for each in read(path) if isinstance(each, ReadError)]


def test_an_rss_item_becomes_a_document_with_its_title_apart_and_its_markup_gone(tmp_path: Path) -> None:
    extra = "<guid>g1</guid><pubDate>Tue, 14 Jan 2025 12:30:00 +0300</pubDate>"
    body = "<p>One &amp; <b>two</b>.</p><script>alert(1)</script><p>Three.<br>Four.</p>"
    (document,) = documents(feed(tmp_path, HEAD + item(1, extra, body) + TAIL))
    assert document.title == "Title 1"
    assert document.text == "One & two.\n\nThree.\nFour."
    assert document.external_id == "g1"
    assert document.published_at == "2025-01-14T09:30:00Z"
    assert document.url == "https://news.example.by/1"
    assert document.lang == "ru"
    assert document.outlet.id == "news-example-by"


def test_atom_is_read_with_the_fuller_of_content_and_summary(tmp_path: Path) -> None:
    source = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><id>f</id><entry><id>tag:a</id><title>T</title>'
        "<summary>Short.</summary><content type='html'>&lt;p&gt;A longer text.&lt;/p&gt;</content>"
        "<updated>2025-01-14T09:30:00+02:00</updated></entry></feed>"
    )
    (document,) = documents(feed(tmp_path, source))
    assert (document.external_id, document.text, document.published_at) == (
        "tag:a",
        "A longer text.",
        "2025-01-14T07:30:00Z",
    )


def test_rdf_items_beside_the_channel_are_read(tmp_path: Path) -> None:
    source = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>C</title></channel><item><title>Only a title</title></item></rdf:RDF>"
    )
    assert [each.title for each in documents(feed(tmp_path, source))] == ["Only a title"]


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_the_encoding_that_the_xml_declares_is_honoured(tmp_path: Path, encoding: str) -> None:
    source = f'<?xml version="1.0" encoding="{encoding}"?>' + HEAD + item(1, body="Беларусь выстоит") + TAIL
    assert documents(feed(tmp_path, source.encode(encoding)))[0].text == "Беларусь выстоит"


def test_identity_is_the_guid_else_the_link_else_the_words(tmp_path: Path) -> None:
    bare = "<item><title>Bare</title></item>"
    source = HEAD + item(1, "<guid>g1</guid>") + item(2) + bare + TAIL
    first, second, third = documents(feed(tmp_path, source))
    assert (first.external_id, second.external_id) == ("g1", "https://news.example.by/2")
    assert third.external_id == documents(feed(tmp_path, HEAD + bare + TAIL))[0].external_id


def test_a_guid_given_again_is_told_apart_by_link_and_then_by_position(tmp_path: Path) -> None:
    same = "<guid>g</guid>"
    source = HEAD + item(1, same) + item(2, same) + item(2, same) + TAIL
    assert [each.external_id for each in documents(feed(tmp_path, source))] == [
        "g",
        "g|https://news.example.by/2",
        "g|3",
    ]


def test_a_feed_cut_off_gives_its_whole_items_and_one_error(tmp_path: Path) -> None:
    whole = HEAD + item(1) + item(2)
    found = list(read(feed(tmp_path, whole + "<item><title>Title 3</title><descr")))
    assert [type(each) for each in found] == [Document, Document, ReadError]
    assert isinstance(found[2], ReadError)
    assert found[2].place == f"item 3 (line 3, byte {len(whole)})"
    assert "cut off" in found[2].reason


def test_a_feed_cut_off_between_items_says_so(tmp_path: Path) -> None:
    found = list(read(feed(tmp_path, HEAD + item(1))))
    assert [type(each) for each in found] == [Document, ReadError]


def test_one_broken_item_among_a_thousand_loses_nothing_else(tmp_path: Path) -> None:
    items = [item(number) for number in range(1000)]
    items[499] = items[499].replace("</title>", "")
    found = list(read(feed(tmp_path, HEAD + "".join(items) + TAIL)))
    assert sum(isinstance(each, Document) for each in found) == 999
    assert [each.place for each in found if isinstance(each, ReadError)] == [
        f"item 500 (line 500, byte {len(HEAD) + len(''.join(items[:499]))})"
    ]


def test_an_item_without_its_end_tag_does_not_swallow_the_next(tmp_path: Path) -> None:
    source = HEAD + item(1).replace("</item>", "") + item(2) + TAIL
    found = list(read(feed(tmp_path, source)))
    assert [each.title for each in found if isinstance(each, Document)] == ["Title 2"]
    assert [each.place.partition(" (")[0] for each in found if isinstance(each, ReadError)] == ["item 1"]


def test_a_bare_ampersand_or_html_entity_costs_no_item(tmp_path: Path) -> None:
    source = HEAD + item(1).replace("Title 1", "War & peace&nbsp;now") + TAIL
    assert documents(feed(tmp_path, source))[0].title == "War & peace now"


def test_an_item_with_neither_title_nor_text_is_an_error_that_names_its_guid(tmp_path: Path) -> None:
    (error,) = errors(feed(tmp_path, HEAD + "<item><guid>g9</guid></item>" + TAIL))
    assert error.place == "item 1 (guid g9)"


def test_declared_entities_are_refused_before_anything_is_expanded(tmp_path: Path) -> None:
    laughs = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">'
    source = f"<?xml version='1.0'?><!-- <x --><!DOCTYPE rss [{laughs}]>" + HEAD + item(1, body="&c;&b;") + TAIL
    (error,) = read(feed(tmp_path, source))
    assert isinstance(error, ReadError)
    assert "entities" in error.reason


def test_a_file_that_is_no_feed_gives_one_error(tmp_path: Path) -> None:
    (error,) = read(feed(tmp_path, "<html><body>Not a feed</body></html>"), "feed")
    assert isinstance(error, ReadError)
    assert error.reason == "the file is not an RSS or Atom feed."


def test_an_address_that_is_not_of_the_web_is_not_kept(tmp_path: Path) -> None:
    source = HEAD + item(1).replace("https://news.example.by/1", "javascript:alert(1)") + TAIL
    assert documents(feed(tmp_path, source))[0].url is None


def test_the_outlet_is_the_callers_then_the_known_one_of_the_link(tmp_path: Path) -> None:
    path = feed(tmp_path, HEAD + item(1) + TAIL)
    known, given = Outlet(id="n", name="N", domains=("example.by",)), Outlet(id="g", name="G")
    assert documents(path, outlets={"example.by": known})[0].outlet == known
    assert documents(path, outlets={"example.by": known}, outlet=given)[0].outlet == given
