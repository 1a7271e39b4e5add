"""Feeds: what is read, under which identity, and what becomes of a broken one."""

from pathlib import Path

import pytest

from monitor.read import read
from monitor.read.feed import polling, read_bytes
from monitor.read.outlets import Outlets
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


def polled(source: str | bytes, **options: str) -> list[Document]:
    data = source.encode() if isinstance(source, str) else source
    found = list(read_bytes(data, "https://feeds.example/rss", Outlets({}), **options))
    assert not [each for each in found if isinstance(each, ReadError)]
    return [each for each in found if isinstance(each, Document)]


def reason(source: str | bytes, name: str = "https://feeds.example/rss") -> str:
    data = source.encode() if isinstance(source, str) else source
    (error,) = read_bytes(data, name, Outlets({}))
    assert isinstance(error, ReadError)
    assert (error.file, error.place) == (name, "byte 0")
    return error.reason


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
    assert error.reason == "the file holds a web page, not a feed."


def test_an_address_that_is_not_of_the_web_is_not_kept(tmp_path: Path) -> None:
    source = HEAD + item(1).replace("https://news.example.by/1", "javascript:alert(1)") + TAIL
    assert documents(feed(tmp_path, source))[0].url is None


def test_the_outlet_is_the_callers_then_the_known_one_of_the_link(tmp_path: Path) -> None:
    path = feed(tmp_path, HEAD + item(1) + TAIL)
    known, given = Outlet(id="n", name="N", domains=("example.by",)), Outlet(id="g", name="G")
    assert documents(path, outlets={"example.by": known})[0].outlet == known
    assert documents(path, outlets={"example.by": known}, outlet=given)[0].outlet == given


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded>", "The whole text."),
        ("<yandex:full-text>The whole text.</yandex:full-text>", "The whole text."),
        ("<media:description>The whole text.</media:description>", "The whole text."),
        ("<media:group><media:description>The whole text.</media:description></media:group>", "The whole text."),
        ("<itunes:summary>The whole text.</itunes:summary>", "The whole text."),
        ("<description>less</description>", "Teaser."),
        ("<other:description>The whole text, of another module.</other:description>", "Teaser."),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_the_fullest_text_is_taken_whether_its_prefix_is_declared_or_not(field: str, text: str, declared: bool) -> None:
    names = {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "yandex": "http://news.yandex.ru",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "other": "https://other.example/",
    }
    head = HEAD.replace("<rss", "<rss" + "".join(f' xmlns:{k}="{v}"' for k, v in names.items())) if declared else HEAD
    assert [each.text for each in polled(head + item(1, field, "Teaser.") + TAIL)] == [text]


def test_html_that_stands_bare_in_a_broken_feed_is_read_as_html() -> None:
    bare = "<item><title>T</title><description><p>One<br>two</p><p>Three</description><guid>g</guid></item>"
    (document,) = polled(HEAD + bare + TAIL)
    assert (document.text, document.external_id) == ("One\ntwo\n\nThree", "g")


def test_markup_that_was_escaped_twice_is_no_text() -> None:
    twice = "<item><title>T</title><description>&amp;lt;p&amp;gt;Words.&amp;lt;/p&amp;gt;</description></item>"
    assert [each.text for each in polled(HEAD + twice + TAIL)] == ["Words."]


def test_paragraphs_of_a_plain_description_stay_apart() -> None:
    plain = "<item><title>T</title><description>One\nline.\n\nTwo.</description></item>"
    assert [each.text for each in polled(HEAD + plain + TAIL)] == ["One line.\n\nTwo."]


def test_a_cdata_section_or_comment_without_an_end_does_not_reach_into_the_next_item() -> None:
    for opening in ("<![CDATA[", "<!--"):
        first = f"<item><title>A</title><description>{opening}one</description></item>"
        second = "<item><title>B</title><description><![CDATA[two]]></description><!-- fine --></item>"
        assert [(each.title, each.text) for each in polled(HEAD + first + second + TAIL)] == [("A", "one"), ("B", "two")]


@pytest.mark.parametrize("title", ["A and B", "A & B", "A&#0; &amp; B"])
def test_what_is_called_an_item_inside_an_item_is_none(title: str) -> None:
    nested = '<x:list xmlns:x="https://x.example/"><item><title>inner</title></item></x:list>'
    source = HEAD + f"<item><title>{title}</title>{nested}</item>" + TAIL
    assert [each.title.replace("&", "and") for each in polled(source)] == ["A and B"]


def test_an_item_of_a_broken_feed_keeps_the_prefixes_of_its_feed() -> None:
    head = HEAD.replace("<rss", '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"')
    source = head + item(1, "<c:encoded>The whole text of it, with everything.</c:encoded>") + "<item><title>cut"
    (document, error) = read_bytes(source.encode(), "f", Outlets({}))
    assert isinstance(error, ReadError) and isinstance(document, Document)
    assert document.text == "The whole text of it, with everything."


def test_a_guid_is_the_address_unless_it_says_that_it_is_none() -> None:
    guids = ("<guid>https://n.example/1</guid>", '<guid isPermaLink="false">https://n.example/2</guid>', "<guid>post-3</guid>")
    source = HEAD + "".join(f"<item><title>T</title>{guid}</item>" for guid in guids) + TAIL
    assert [each.url for each in polled(source)] == ["https://n.example/1", None, None]


def test_items_without_a_guid_that_share_one_link_are_told_apart_by_their_words() -> None:
    one, two = (
        "<item><title>A</title><link>https://n.example/</link></item>",
        "<item><title>B</title><link>https://n.example/</link></item>",
    )
    (_, second) = polled(HEAD + one + two + TAIL)
    (_, _, moved) = polled(HEAD + one + one + two + TAIL)
    assert second.external_id == moved.external_id != "https://n.example/"


def test_relative_links_are_resolved_against_the_site_the_address_and_xml_base() -> None:
    bare = "<rss><channel><title>N</title><item><title>T</title><link>/1</link></item></channel></rss>"
    assert polled(bare, base="https://feeds.example/x/rss")[0].url == "https://feeds.example/1"
    assert polled(HEAD + "<item><title>T</title><link>/1</link></item>" + TAIL)[0].url == "https://news.example.by/1"
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><title>F</title>'
        '<entry xml:base="y/"><title>T</title><link rel="self" href="no"/><link href="z"/></entry></feed>'
    )
    assert polled(atom, base="https://feeds.example/")[0].url == "https://a.example/x/y/z"


def test_an_author_is_a_name_without_the_address() -> None:
    written = "<author>desk@news.example (Ina Kavalenka)</author>"
    assert [each.author for each in polled(HEAD + item(1, written) + TAIL)] == ["Ina Kavalenka"]


def test_an_items_own_language_wins_over_the_feeds() -> None:
    source = HEAD + item(1) + item(2).replace("<item>", '<item xml:lang="be-BY">') + TAIL
    assert [each.lang for each in polled(source)] == ["ru", "be"]


def test_an_atom_entry_by_itself_is_one_item() -> None:
    entry = '<entry xmlns="http://www.w3.org/2005/Atom"><id>e</id><title>T</title></entry>'
    assert [each.external_id for each in polled(entry)] == ["e"]


def test_a_warning_before_the_feed_is_passed_over() -> None:
    warning = '<br />\n<b>Warning</b>: something in line 3<br />\n<?xml version="1.0"?>'
    assert len(polled(warning + HEAD + item(1) + TAIL)) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "the address gave nothing at all."),
        (" \n", "the address gave nothing at all."),
        ("<!DOCTYPE html><html><p>Hello</p></html>", "the address gave a web page, not a feed."),
        (
            "<html><form><input name=word type='password'></form></html>",
            "the address gave a page that asks for a password, not a feed.",
        ),
        ("<opml version='2.0'><body/></opml>", "the address gave XML of another kind (<opml>), not a feed."),
        ('{"error": "no such page"}', "the address gave JSON that is not a feed."),
        ("Forbidden", "the address gave neither XML nor JSON, and so no feed."),
        (HEAD + TAIL, "the feed has no items."),
    ],
)
def test_what_is_no_feed_has_a_sentence_of_its_own(body: str | bytes, said: str) -> None:
    assert reason(body) == said
    assert not polling(body if isinstance(body, bytes) else body.encode()).format or said == "the feed has no items."


def test_a_feed_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.read.feed.LARGEST", 1 << 20)
    assert reason(HEAD + " " * (1 << 20)) == "the feed is larger than 1 MB and was not opened."


def test_a_feed_of_too_many_items_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.read.feed.MOST_ITEMS", 3)
    for tail in (TAIL, ""):
        source = (HEAD + "".join(map(item, range(9))) + tail).encode()
        found = list(read_bytes(source, "f", Outlets({})))
        assert [type(each) for each in found] == [Document, Document, Document, ReadError]


def test_polling_tells_how_often_to_come_and_when_not() -> None:
    said = (
        "<ttl>45</ttl><skipHours><hour>0</hour><hour>24</hour><hour>77</hour></skipHours><skipDays><day>sunday</day></skipDays>"
    )
    about = polling((HEAD + said + item(1) + TAIL).encode())
    assert (about.format, about.title, about.ttl_minutes, about.home) == ("rss", "News", 45, "https://news.example.by/")
    assert (about.skip_hours, about.skip_days) == (frozenset({0}), frozenset({"Sunday"}))


def test_polling_knows_the_syndication_module_and_reads_broken_feeds() -> None:
    said = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    about = polling((HEAD + said + "<item><title>A</title>" + item(1) + "<ttl>x</ttl>").encode())
    assert (about.format, about.title, about.ttl_minutes) == ("rss", "News", 360)
