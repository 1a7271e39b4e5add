"""JSON Feed: what is read, under which identity, and what becomes of a broken one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read.feed import polling, read, read_bytes
from monitor.read.outlets import Outlets
from monitor.records import Document, ReadError

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **head: Any) -> str:
    return json.dumps({"version": VERSION, "title": "News", **head, "items": items}, ensure_ascii=False)


def found(source: str | bytes, base: str | None = None) -> list[Document | ReadError]:
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return list(read_bytes(data, "https://n.example/feed.json", Outlets({}), None, base))


def documents(source: str | bytes, base: str | None = None) -> list[Document]:
    return [each for each in found(source, base) if isinstance(each, Document)]


def errors(source: str | bytes) -> list[tuple[str, str]]:
    return [(each.place, each.reason) for each in found(source) if isinstance(each, ReadError)]


def test_an_item_becomes_a_document() -> None:
    source = feed(
        {
            "id": "i1",
            "url": "/1",
            "title": "T",
            "content_html": "<p>One.</p><p>Two.</p>",
            "summary": "One.",
            "authors": [{"name": "Ina"}, {"url": "https://x.example"}, {"name": "Ales"}],
            "date_published": "2025-01-14T12:30:00+03:00",
            "date_modified": "2025-02-01T00:00:00Z",
        },
        home_page_url="https://n.example/",
        language="be-BY",
    )
    (document,) = documents(source)
    assert (document.external_id, document.url, document.title) == ("i1", "https://n.example/1", "T")
    assert (document.text, document.lang, document.author) == ("One.\n\nTwo.", "be", "Ina, Ales")
    assert document.published_at == "2025-01-14T09:30:00Z"


def test_a_file_is_read_by_the_feed_reader(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(feed({"id": "a", "content_text": "x"}), encoding="utf-8")
    assert [each.external_id for each in read(path, Outlets({})) if isinstance(each, Document)] == ["a"]


def test_identity_is_the_id_else_the_address_else_the_words() -> None:
    items = (
        {"id": 7, "content_text": "a"},
        {"id": 8.0, "content_text": "b"},
        {"id": True, "url": "https://n.example/3", "external_url": "https://o.example/", "content_text": "c"},
        {"external_url": "https://o.example/4", "content_text": "d"},
        {"content_text": "e"},
    )
    first = [each.external_id for each in documents(feed(*items))]
    assert first[:4] == ["7", "8", "https://n.example/3", "https://o.example/4"]
    assert first[4:] == [each.external_id for each in documents(feed({"content_text": "e"}))]


def test_the_author_of_version_1_0_is_known() -> None:
    assert [each.author for each in documents(feed({"id": "1", "title": "T", "author": {"name": "Ina"}}))] == ["Ina"]


def test_an_item_that_is_none_costs_no_other() -> None:
    source = feed({"id": "1", "title": "T"}, 5, {"id": "3"}, {"id": "4", "title": ["no", "text"]}, {"id": "5", "title": "U"})
    assert [each.title for each in documents(source)] == ["T", "U"]
    assert errors(source) == [
        ("item 2", "the item is not a JSON object."),
        ("item 3 (guid 3)", "the item has neither a title nor a text."),
        ("item 4 (guid 4)", "the item has neither a title nor a text."),
    ]


def test_a_cut_feed_gives_its_whole_items_and_one_error() -> None:
    source = feed({"id": "1", "title": "T"}, {"id": "2", "title": "Ў"}, {"id": "3", "title": "V"})
    cut = source[: source.index('"V"')]
    assert [each.title for each in documents(cut)] == ["T", "Ў"]
    ((place, reason),) = errors(cut)
    assert place == f"item 3 (line 1, byte {len(cut[: cut.rindex('{')].encode())})"
    assert reason.startswith("the feed is cut off or broken inside this item")
    between = source[: source.index('{"id": "3"')]
    assert [each.title for each in documents(between)] == ["T", "Ў"]
    assert errors(between)[0][1].startswith("the feed is cut off after item 2")


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": "2", "title": "un"quoted"}',
        '{"id": "2", "title": NaN}',
        '{"id": no, "authors": [{"name": "Ina"}], "title": "x"}',
        '{"id": ' + "9" * 5000 + "}",
    ],
)
def test_a_broken_item_does_not_swallow_its_neighbours(broken: str) -> None:
    source = feed({"id": "1", "title": "T"}, "HERE", {"id": "3", "title": "V"}, {"id": "4", "title": "W"})
    source = source.replace('"HERE"', broken)
    assert [each.title for each in documents(source)] == ["T", "V", "W"]
    assert [place.partition(" (")[0] for place, _ in errors(source)] == ["item 2"]


def test_json_that_is_no_feed_says_so() -> None:
    for source in ("[1, 2]", '{"items": 5}', '{"error": "gone"}'):
        assert errors(source) == [("byte 0", "the address gave JSON that is not a feed.")]
    assert errors(feed()) == [("byte 0", "the feed has no items.")]
    ((place, reason),) = errors('{"a": \n}')
    assert (place, reason) == ("line 2, byte 7", "the address gave neither a feed nor legal JSON: Expecting value.")


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    deep = feed({"id": "1", "title": "T"}, "HERE").replace('"HERE"', "[" * 100_000)
    assert [each.title for each in documents(deep)] == ["T"]
    assert errors(deep)[0][1].endswith("it is nested too deep.")


def test_half_surrogates_are_left_out() -> None:
    assert [each.title for each in documents('{"items": [{"id": 1, "title": "a\\ud800b"}]}')] == ["ab"]


def test_polling_tells_of_the_next_page_and_of_the_end() -> None:
    about = polling(feed(home_page_url="https://n.example/", next_url="https://n.example/2", expired=True).encode())
    assert (about.format, about.title, about.home) == ("json", "News", "https://n.example/")
    assert (about.next_url, about.expired) == ("https://n.example/2", True)
    assert polling(b'{"error": 1}').format == ""


WHOLE = feed(*({"id": str(n), "title": f"T{n}", "content_html": "<p>x</p>", "url": "https://n.example/"} for n in range(4)))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 9), st.sampled_from(['"', "{", "]", ",", "\\", "\x00", ""])))
)
def test_a_mutated_feed_gives_only_documents_and_errors(changes: list[tuple[int, int, str]]) -> None:
    source = WHOLE
    for at, cut, put in changes:
        source = source[:at] + put + source[at + cut :]
    results = found(source)
    assert results
    assert all(isinstance(each, Document) or (each.reason.endswith(".") and each.place) for each in results)
