"""Feeds: who was heard when, and everything that could not be read."""

from __future__ import annotations

from datetime import timedelta

from monitor.records import Outlet, OutletKind, ReadError


def table(page, number):
    return [[cell.text_content().strip() for cell in row] for row in page.xpath(f"(//table)[{number}]/tbody/tr")]


def test_each_outlet_says_how_much_came_and_when_it_was_last_heard(sign_in, store, a_statement):
    store.save_outlets([Outlet(id="quiet", name="Quiet radio", kind=OutletKind.INDEPENDENT)])
    a_statement("First.", published_at="2025-01-13")
    a_statement("Second.", published_at="2025-01-14T10:00:00Z")
    page = sign_in().page("/feeds")
    assert table(page, 1) == [
        ["BelTA", "state", "2", "2", "14 January 2025", "none"],
        ["Quiet radio", "independent", "0", "0", "never", "none"],
    ]
    assert page.xpath("//tbody//a/@href") == ["/queue?view=all&outlet=belta"]


def test_what_could_not_be_read_stands_there_with_file_place_and_reason_the_latest_first(sign_in, store, now):
    old = ReadError(file="old.csv", place="line 3", reason="no text")
    store.save_read_errors([old], now - timedelta(days=3))
    new = ReadError(file="new.xml", place="item 7", reason="no title and no text")
    for _ in range(2):
        store.save_read_errors([new], now)
    rows = [row[:5] for row in table(sign_in().page("/arrivals"), 1)]
    assert rows == [
        ["new.xml", "item 7", "no title and no text", "2", "today"],
        ["old.csv", "line 3", "no text", "1", "3 days ago"],
    ]


def test_when_all_could_be_read_the_page_says_so(sign_in):
    assert "Everything that came in could be read." in sign_in().words("/arrivals")
