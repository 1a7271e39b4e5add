"""Web pages: the article without what surrounds it, and a plain sentence for a page that is none."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import article, read
from monitor.read.outlets import Outlets
from monitor.records import Capture, Document, Outlet, ReadError

PARAGRAPHS = (
    "The ministry announced on Tuesday that the harvest was the best in thirty years and thanked the farmers.",
    "According to the minister, sanctions have had no effect on the deliveries of machines or of fuel this season.",
    "Independent economists doubt the figures, which were published without any account of how they came about.",
)


def page(head: str = "", lang: str = "en") -> str:
    body = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>Record harvest</title>{head}</head><body>'
        f"<nav><a href='/'>Home</a><a href='/a'>About</a></nav><article><h1>Record harvest</h1>{body}</article>"
        "<script>document.write('never')</script><footer>All rights reserved</footer></body></html>"
    )


def saved(tmp_path: Path, source: str | bytes) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


def document(path: Path, **options: object) -> Document:
    (found,) = read(path, **options)  # type: ignore[arg-type]
    assert isinstance(found, Document)
    return found


def test_the_article_is_kept_and_its_surroundings_are_not(tmp_path: Path) -> None:
    found = document(saved(tmp_path, page()))
    assert found.title == "Record harvest"
    for paragraph in PARAGRAPHS:
        assert paragraph in found.text.split("\n\n")
    assert "never" not in found.text
    assert "rights reserved" not in found.text


def test_the_canonical_address_is_identity_and_leads_to_the_outlet(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://www.sb.example/a1"><meta property="og:site_name" content="SB">'
    known = Outlet(id="sb", name="SB. Belarus Today", domains=("sb.example",))
    found = document(saved(tmp_path, page(head)), outlets={"sb.example": known})
    assert (found.url, found.external_id, found.outlet) == ("https://www.sb.example/a1",) * 2 + (known,)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("2025-01-14T12:30:00+03:00", "2025-01-14T09:30:00Z"),
        ("2025-01-14", "2025-01-14"),
        ("Tue, 14 Jan 2025 12:30:00 +0300", "2025-01-14T09:30:00Z"),
    ],
)
def test_the_date_is_as_precise_as_the_page_gives_it(tmp_path: Path, content: str, expected: str) -> None:
    head = f'<meta property="article:published_time" content="{content}">'
    assert document(saved(tmp_path, page(head))).published_at == expected


def test_a_page_in_windows_1251_is_read_as_it_declares(tmp_path: Path) -> None:
    russian = page('<meta charset="windows-1251">', "ru").replace(PARAGRAPHS[0], "Министерство сообщило об урожае. " * 4)
    found = document(saved(tmp_path, russian.encode("windows-1251")))
    assert "Министерство сообщило об урожае." in found.text
    assert found.lang == "ru"


@pytest.mark.parametrize("source", [b"", b"<html><body><script>x()</script></body></html>", b"<html>\x00\x01</html>"])
def test_a_page_without_words_is_one_error(tmp_path: Path, source: bytes) -> None:
    (error,) = read(saved(tmp_path, source), "article")
    assert isinstance(error, ReadError)
    assert error.reason == "the page has no text."


def parsed(source: str | bytes, **options: object) -> Document | ReadError:
    data = source.encode() if isinstance(source, str) else source
    (found,) = article.read_bytes(data, "page.html", Outlets({}), **options)  # type: ignore[arg-type]
    return found


def text_of(source: str | bytes, **options: object) -> str:
    found = parsed(source, **options)
    assert isinstance(found, Document), found
    return found.text


def with_body(more: str, lang: str = "en") -> str:
    return page(lang=lang).replace("</article>", f"{more}</article>")


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def test_a_page_packed_with_gzip_is_unpacked() -> None:
    assert text_of(gzip.compress(page().encode())) == text_of(page())


def test_a_page_that_unpacks_to_more_than_any_page_is_refused() -> None:
    found = parsed(gzip.compress(b"<html>" + b" " * (article.LARGEST + 1)))
    assert isinstance(found, ReadError)
    assert found.reason == "the page cannot be unpacked: it is larger than 15 MB when unpacked."


def test_json_ld_gives_headline_author_and_moment() -> None:
    authors = [{"@type": "Person", "name": "Anna Example"}, {"@type": "Person", "name": "Jan Example"}]
    head = json_ld(headline="Harvest &amp; fuel", author=authors, datePublished="2025-01-14T12:30:00+03:00")
    found = parsed(page(head))
    assert isinstance(found, Document)
    assert (found.title, found.author) == ("Harvest & fuel", "Anna Example, Jan Example")
    assert found.published_at == "2025-01-14T09:30:00Z"


def test_an_article_among_other_objects_of_json_ld_is_found_and_those_it_lists_are_not_taken_for_it() -> None:
    other = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another article"}]}
    own = {"@type": ["Thing", "NewsArticle"], "headline": "Harvest in figures", "datePublished": "2025-01-14"}
    script = f'<script type="application/ld+json">{json.dumps({"@graph": [other, {"@type": "WebPage"}, own]})}</script>'
    found = parsed(page(script))
    assert isinstance(found, Document)
    assert (found.title, found.published_at) == ("Harvest in figures", "2025-01-14")


@pytest.mark.parametrize("script", ["{", "[" * 50_000, '{"@type": "NewsArticle", "headline": {"a": []}}', "9" * 10_000])
def test_json_ld_that_is_none_is_passed_over(script: str) -> None:
    found = parsed(page(f'<script type="application/ld+json">{script}</script>'))
    assert isinstance(found, Document)
    assert found.title == "Record harvest"


def test_a_body_that_only_scripts_would_show_is_taken_from_the_metadata() -> None:
    head = json_ld(headline="Record harvest", articleBody="\n\n".join(PARAGRAPHS))
    found = parsed(f"<html><head>{head}</head><body><div id='root'></div></body></html>")
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == list(PARAGRAPHS)


def test_a_page_without_a_date_has_none_even_if_it_is_known_when_it_was_fetched() -> None:
    capture = Capture(url="https://news.example/a", fetched_at="2025-01-14T09:30:00Z", body=b"")
    found = parsed(page(), url=capture.url, capture=capture)
    assert isinstance(found, Document)
    assert (found.published_at, found.capture) == (None, capture)


@pytest.mark.parametrize(
    ("fetched", "canonical", "expected"),
    [
        ("https://m.news.example/a1?utm=1", "https://news.example/a1", "https://news.example/a1"),
        ("https://news.example/a1", "/a2", "https://news.example/a2"),
        ("https://news.example/a1", "https://first.example/a1", "https://news.example/a1"),
        ("https://news.example/a1", "https://news.example/", "https://news.example/a1"),
        ("https://news.example/a1", "javascript:alert(1)", "https://news.example/a1"),
        ("https://news.example/a1", "https://[news", "https://news.example/a1"),
    ],
)
def test_a_page_belongs_to_the_site_it_was_fetched_from(fetched: str, canonical: str, expected: str) -> None:
    found = parsed(page(f'<link rel="canonical" href="{canonical}">'), url=fetched)
    assert isinstance(found, Document)
    assert (found.url, found.external_id) == (expected, expected)


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "koi8-r", "no-such-charset", "punycode"])
def test_the_bytes_decide_the_charset_where_the_server_is_wrong(declared: str | None) -> None:
    russian = page(lang="ru").replace(PARAGRAPHS[0], "Министерство сообщило, что урожай рекордный. " * 3)
    assert "Министерство сообщило, что урожай рекордный." in text_of(russian.encode("windows-1251"), charset=declared)


def test_what_is_set_off_as_a_quotation_gets_quotation_marks() -> None:
    quotation = (
        "<blockquote><p>The harvest is ours.</p><p>Nobody helped us with it.</p><footer>The minister</footer></blockquote>"
    )
    text = text_of(with_body(f"{quotation}<p>He added: <q>We shall see</q> and left the hall.</p>"))
    assert "“The harvest is ours.”\n\n“Nobody helped us with it.”" in text
    assert "He added: “We shall see” and left the hall." in text
    assert "“The minister" not in text


def test_quotation_marks_are_those_of_the_language_and_never_doubled() -> None:
    quoted = "<blockquote><p>Мы справились.</p></blockquote><blockquote><p>«Никто не помог.»</p></blockquote>"
    text = text_of(with_body(f"{quoted}<blockquote><p>Газета «Пример» писала об этом.</p></blockquote>", "ru"))
    assert "\n\n«Мы справились.»\n\n«Никто не помог.»\n\n“Газета «Пример» писала об этом.”" in text


def test_a_quotation_around_the_whole_page_is_layout() -> None:
    assert "“" not in text_of(page().replace("<article>", "<blockquote>").replace("</article>", "</blockquote>"))


def test_references_to_other_articles_are_left_out() -> None:
    one = "<p><b>Read also:</b> <a href='/b'>Minister denies shortage of fuel</a></p>"
    more = "<h3>Читайте также</h3><ul><li><a href='/c'>Президент посетил завод тракторов</a></li></ul>"
    text = text_of(with_body(f"{one}{more}<p>Read more about farming in the yearbook that the ministry keeps.</p>"))
    assert "shortage" not in text and "Президент" not in text and "Read also" not in text
    assert text.endswith("Read more about farming in the yearbook that the ministry keeps.")


def test_the_headline_is_not_repeated_and_a_note_on_rights_is_no_statement() -> None:
    text = text_of(with_body("<p>© 2025 News Example. All rights reserved.</p>"))
    assert text.split("\n\n") == list(PARAGRAPHS)


WALLS = {
    "sign in": "<title>Log in</title><form>Name <input name=u> Password <input type='Password'><button>Log in</button></form>",
    "cookies": "<title>News</title><h2>We value your privacy</h2><p>We store cookies. You can accept all cookies.</p>",
    "JavaScript": "<title>News</title><noscript>Please enable JavaScript to see this page.</noscript><div id=root></div>",
    "robot": "<title>Just a moment...</title><p>Checking your browser before you get to news.example.</p>",
    "error page": "<title>News</title><h1>404</h1><p>Страница не найдена</p><p>Вернитесь на главную.</p>",
}


@pytest.mark.parametrize("word", WALLS)
def test_a_page_that_stands_where_an_article_should_be_is_called_what_it_is(word: str) -> None:
    found = parsed(f"<html><body>{WALLS[word]}</body></html>")
    assert isinstance(found, ReadError)
    assert word in found.reason


@pytest.mark.parametrize("source", ["502 Bad Gateway", "Страница не найдена | Газета", "Nie znaleziono strony – Portal"])
def test_an_error_page_is_known_by_its_title(source: str) -> None:
    found = parsed(f"<html><head><title>{source}</title></head><body><p>{PARAGRAPHS[0]}</p></body></html>")
    assert isinstance(found, ReadError)
    assert found.reason.startswith("the page is an error page (")


@pytest.mark.parametrize("title", ["404 days in prison", "500 detained – News", "Access denied: reporters kept out"])
def test_an_article_may_have_a_form_a_notice_and_a_number_in_its_headline(title: str) -> None:
    furniture = (
        "<div>We use cookies. Accept all cookies.</div><form><input type=password></form><noscript>Enable JavaScript</noscript>"
    )
    source = page().replace("Record harvest", title).replace("<nav>", f"{furniture}<nav>")
    assert PARAGRAPHS[0] in text_of(source)


def test_the_servers_error_is_said_whatever_the_page_shows() -> None:
    capture = Capture(url="https://news.example/a", fetched_at="2025-01-14T09:30:00Z", body=b"", status=503)
    found = parsed(page(), capture=capture)
    assert isinstance(found, ReadError)
    assert found.reason == "the server answered with the error 503."


@pytest.mark.parametrize(
    "hostile",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">word",
        f"<link rel=canonical href='http://{'a.' * 300_000}'>",
        "<a href=x>word</a>" * 30_000,
        "<div>" * 100_000,
        "<!--" * 100_000,
        "<script>" * 50_000,
        "<" * 500_000,
    ],
    ids=["attributes", "address", "links", "depth", "comments", "scripts", "brackets"],
)
def test_a_page_made_to_take_time_takes_none(hostile: str) -> None:
    # Each of these took between ten seconds and minutes before it was met; the suite's own time would show it.
    assert isinstance(parsed(page(hostile)), Document | ReadError)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_page_gives_a_document_or_an_error_and_nothing_else(data: st.DataObject) -> None:
    whole = bytearray(page(json_ld(headline="x", datePublished="2025-01-14")).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(whole)))
        whole[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20) | st.sampled_from(FRAGMENTS))
    parsed(bytes(whole), charset=data.draw(st.sampled_from([None, "utf-8", "utf-16", "windows-1251", "x"])))


FRAGMENTS = [
    b"<!--",
    b"]]>",
    b"<script>",
    b"</html>",
    b"<q>",
    b"<blockquote>",
    b"&#0;",
    b"\xff\xfe",
    b"\0",
    b'"',
    b"<a ",
    b"<![CDATA[",
]
