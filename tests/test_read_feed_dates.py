"""The dates that feeds write, as records keep them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read.feeddates import moment


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Tue, 14 Jan 2025 12:30:00 +0300", "2025-01-14T09:30:00Z"),
        ("Tue, 14 Jan 25 12:30 EST", "2025-01-14T17:30:00Z"),
        ("14 Jan 99 12:30 GMT", "1999-01-14T12:30:00Z"),
        ("Tue, 14 Jan 2025 12:30:00 GMT+0300", "2025-01-14T09:30:00Z"),
        ("Tue, 14 Jan 2025 12:30:00 MSK", "2025-01-14T09:30:00Z"),
        ("Tue, 14 Jan 2025 12:30 -03:30", "2025-01-14T16:00:00Z"),
        ("Tue, 14 Jan 2025 24:00:00 GMT", "2025-01-15T00:00:00Z"),
        ("Tue, 14 Jan 2025 23:59:60 GMT", "2025-01-14T23:59:59Z"),
        ("January 14, 2025 1:30 PM UTC", "2025-01-14T13:30:00Z"),
        ("14 Jan 2025 12:30 AM GMT", "2025-01-14T00:30:00Z"),
        ("14 Jan 2025 12:30 p.m. GMT", "2025-01-14T12:30:00Z"),
        ("Tue Jan 14 12:30:00 UTC 2025", "2025-01-14T12:30:00Z"),
        ("2025-01-14T12:30:00.123+03:00", "2025-01-14T09:30:00Z"),
        ("2025-01-14 12:30:00 +0300", "2025-01-14T09:30:00Z"),
        ("2025/1/4 9:05:00 Z", "2025-01-04T09:05:00Z"),
        ("1736847000", "2025-01-14T09:30:00Z"),
        ("1736847000000", "2025-01-14T09:30:00Z"),
        ("2025-01", "2025-01"),
        ("2099-01-14T00:00:00Z", "2099-01-14T00:00:00Z"),
    ],
)
def test_a_date_is_kept_as_a_moment(written: str, kept: str) -> None:
    assert moment(written) == kept


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Вт, 14 янв 2025 12:30:00 +0300", "2025-01-14T09:30:00Z"),
        ("Сер, 14 січ 2026 12:30:00 +0200", "2026-01-14T10:30:00Z"),
        ("wt., 14 sty 2025 12:30:00 +0100", "2025-01-14T11:30:00Z"),
        ("Pn, 4 lis 2024 10:00:00 CET", "2024-11-04T09:00:00Z"),
        ("пт, 31 мая 2024 10:00:00 +0300", "2024-05-31T07:00:00Z"),
        ("14 студзеня 2025 12:30", "2025-01-14"),
        ("6 września 2024", "2024-09-06"),
        ("7 листопада 2024", "2024-11-07"),
        ("14.01.2025 12:30", "2025-01-14"),
    ],
)
def test_months_are_known_in_the_languages_of_the_outlets(written: str, day: str) -> None:
    assert moment(written) == day


@pytest.mark.parametrize(
    "written", ["Tue, 14 Jan 2025 12:30:00", "Tue, 14 Jan 2025 12:30:00 XYZ", "Tue, 14 Jan 2025 12:30:00 +1500"]
)
def test_a_time_without_a_known_zone_gives_only_its_day(written: str) -> None:
    assert moment(written) == "2025-01-14"


@pytest.mark.parametrize(
    "written", ["", "soon", "31 Feb 2025 10:00 GMT", "0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000", "14 Foo 2025"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert moment(written) is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789 :+-./,TZJanGMTянвсерsty²٣", max_size=40))
def test_no_text_is_too_strange_for_a_date(written: str) -> None:
    assert moment(written) is None or len(str(moment(written))) in (7, 10, 20)
