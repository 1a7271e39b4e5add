"""Saved pages: the article without what surrounds it."""

from pathlib import Path

import pytest

from monitor.read import read
from monitor.records import Document, Outlet, ReadError

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
    [("2025-01-14T12:30:00+03:00", "2025-01-14T09:30:00Z"), ("2025-01-14", "2025-01-14")],
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
