"""What a transcript says of itself."""

import json

import pytest

from monitor.read import provenance
from monitor.read.provenance import Provenance


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-01-14", "2025-01-14"),
        ("2025-01-14T10:00:00+03:00", "2025-01-14T07:00:00Z"),
        ("14.01.2025", "2025-01-14"),
        ("вторник, 14 января 2025 г., 20:00", "2025-01-14"),
        ("14 студзеня 2025", "2025-01-14"),
        ("14 лютого 2025 року", "2025-02-14"),
        ("3 listopada 2024 r.", "2024-11-03"),
        ("14 липня 2024", "2024-07-14"),
        ("January 14th, 2025", "2025-01-14"),
        ("14 Sept 2025", "2025-09-14"),
        ("20250114", "2025-01-14"),
        ("31.02.2025", None),
        ("soon", None),
        ("14 brumaire 2025", None),
    ],
)
def test_a_date_is_read_as_people_write_it(written: str, day: str | None) -> None:
    assert provenance.day(written) == day


@pytest.mark.parametrize(
    ("name", "day", "lang"),
    [
        ("2025-01-14 Evening talk.ru.vtt", "2025-01-14", "ru"),
        ("air_20250114.srt", "2025-01-14", None),
        ("14.01.2025 эфир.uk.srt", "2025-01-14", "uk"),
        ("talk.be-BY.vtt", None, "be"),
        ("talk.ru-orig.vtt", None, "ru"),
        ("talk.final.srt", None, None),
        ("a20250114b.srt", None, None),
        ("20251314.srt", None, None),
        ("talk.srt", None, None),
    ],
)
def test_a_file_name_may_tell_day_and_language(name: str, day: str | None, lang: str | None) -> None:
    assert provenance.of_name(name) == Provenance(date=day, lang=lang)


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Title: Talk",
            "Programme: Evening",
            "Date: 14 January 2025",
            "URL: https://tv.example/1",
            "Outlet: TV",
            "Language: ru",
        ),
        (
            "Заголовок: Talk",
            "Передача: Evening",
            "Дата эфира: 14.01.2025",
            "Ссылка: https://tv.example/1",
            "Канал: TV",
            "Язык: русский",
        ),
        (
            "Назва: Talk",
            "Праграма: Evening",
            "Дата: 14 студзеня 2025",
            "Спасылка: https://tv.example/1",
            "Тэлеканал: TV",
            "Мова: руская",
        ),
        (
            "Назва: Talk",
            "Програма: Evening",
            "Дата: 14 січня 2025",
            "Посилання: https://tv.example/1",
            "Видання: TV",
            "Мова: російська",
        ),
        (
            "Tytuł: Talk",
            "Audycja: Evening",
            "Data: 14 stycznia 2025",
            "Adres: https://tv.example/1",
            "Stacja: TV",
            "Język: rosyjski",
        ),
    ],
)
def test_a_header_is_read_in_five_languages(lines: tuple[str, ...]) -> None:
    assert provenance.of_lines(enumerate(lines, 1)) == Provenance(
        title="Talk", programme="Evening", date="2025-01-14", url="https://tv.example/1", outlets=("TV",), lang="ru"
    )


def test_a_value_that_cannot_be_read_is_named_with_its_line() -> None:
    found = provenance.of_lines([(3, "Date: soon"), (4, "URL: javascript:x"), (5, "Date: 2025-01-14")])
    assert found.date == "2025-01-14"
    assert found.faults == (
        (3, "the date 'soon' is none that can be read."),
        (4, "'javascript:x' is not an address of the web."),
    )


def test_the_description_of_a_downloader_is_read() -> None:
    info = {
        "title": "Talk\n 1",
        "webpage_url": "https://youtu.be/x",
        "upload_date": "20250114",
        "timestamp": 1736840100,
        "channel": "TV Sample",
        "uploader_id": "@sample",
        "language": "ru",
    }
    assert provenance.of_sidecar(json.dumps(info).encode()) == Provenance(
        title="Talk 1", date="2025-01-14T07:35:00Z", url="https://youtu.be/x", outlets=("TV Sample", "@sample"), lang="ru"
    )


@pytest.mark.parametrize("value", [None, 5, [], {}, True, "\ud800", "x" * 10_000, 1e300, -1])
def test_values_of_another_type_are_no_values(value: object) -> None:
    names = ("title", "webpage_url", "upload_date", "timestamp", "channel", "language")
    found = provenance.of_sidecar(json.dumps(dict.fromkeys(names, value)).encode())
    assert found is not None and found.date in (None, "1969-12-31T23:59:59Z", "1970-01-01T00:00:05Z") and found.url is None


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe\0", b"[" * 100_000])
def test_what_is_no_description_is_none(data: bytes) -> None:
    assert provenance.of_sidecar(data) is None


def test_a_video_platform_does_not_tell_the_outlet() -> None:
    assert Provenance(url="https://www.youtube.com/watch?v=1").sites == ()
    assert Provenance(url="https://tv.example/1").sites == ("https://tv.example/1",)
