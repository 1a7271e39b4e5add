"""The moment in a recording: its clock and its address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import moments

VIDEO = "aB3-_xYz012"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.99, "0:59"), (123.4, "2:03"), (3599, "59:59"), (3723, "1:02:03"), (36000, "10:00:00"), (-5, "0:00")],
)
def test_a_time_is_shown_with_hours_only_where_it_has_them(seconds: float, shown: str) -> None:
    assert moments.clock(seconds) == shown


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_what_is_no_time_is_shown_as_the_beginning(seconds: float) -> None:
    assert moments.clock(seconds) == "0:00"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://www.youtube.com/watch?v={VIDEO}", f"https://www.youtube.com/watch?v={VIDEO}&t=754s"),
        (f"https://m.youtube.com/watch?v={VIDEO}&list=PL1&t=3s", f"https://m.youtube.com/watch?v={VIDEO}&list=PL1&t=754s"),
        (f"https://www.youtube.com/embed/{VIDEO}?start=9", f"https://www.youtube.com/watch?v={VIDEO}&t=754s"),
        (f"https://youtube.com/shorts/{VIDEO}", f"https://www.youtube.com/watch?v={VIDEO}&t=754s"),
        (f"https://youtu.be/{VIDEO}?si=abc", f"https://youtu.be/{VIDEO}?si=abc&t=754"),
        ("https://vimeo.com/123456", "https://vimeo.com/123456#t=754s"),
        ("https://player.vimeo.com/video/123456?h=a1#t=2s", "https://player.vimeo.com/video/123456?h=a1#t=754s"),
        (f"https://rutube.ru/video/{'0a' * 16}/", f"https://rutube.ru/video/{'0a' * 16}/?t=754"),
        ("https://vk.com/video-12_345", "https://vk.com/video-12_345?t=12m34s"),
        ("https://vkvideo.ru/video-12_345?list=x&t=1m", "https://vkvideo.ru/video-12_345?list=x&t=12m34s"),
        ("https://vk.com/feed?z=video-12_345%2Fabc", "https://vk.com/video-12_345?t=12m34s"),
        ("https://tv.example/air/2025.MP4?token=1", "https://tv.example/air/2025.MP4?token=1#t=754"),
        ("http://radio.example:8000/a.mp3#t=5", "http://radio.example:8000/a.mp3#t=754"),
    ],
)
def test_the_address_of_a_moment_is_written_as_its_site_reads_it(url: str, expected: str) -> None:
    assert moments.link(url, 754.9) == expected


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://news.example/article",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/watch?v=short",
        "https://youtube.com.example/watch?v=" + VIDEO,
        f"https://somebody@youtube.com/watch?v={VIDEO}",
        "https://vimeo.com/channels/staff",
        "https://vk.com/club12",
        "https://rutube.ru/channel/12/",
        f"ftp://youtube.com/watch?v={VIDEO}",
        "javascript:alert(1)//a.mp4",
        'https://a.example/x.mp4?"><script>',
        "https://[::1/a.mp4",
        "https://a.example/" + "x" * 3000 + ".mp4",
    ],
)
def test_where_no_such_address_is_known_there_is_none(url: str | None) -> None:
    assert moments.link(url, 754) is None


@pytest.mark.parametrize("seconds", [None, -1, float("nan"), float("inf"), 1e12])
def test_what_is_no_moment_has_no_address(seconds: float | None) -> None:
    assert moments.link(f"https://youtu.be/{VIDEO}", seconds) is None


def test_the_beginning_of_a_video_is_a_moment_too() -> None:
    assert moments.link("https://vk.com/video-1_2", 0) == "https://vk.com/video-1_2?t=0s"
    assert moments.link("https://vk.com/video-1_2", 3601) == "https://vk.com/video-1_2?t=1h1s"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["https://youtu.be/", "https://vk.com/video-1_2?", "https://a.example/a.mp4", "https://youtube.com/watch?"]
    ),
    st.text(max_size=40),
    st.floats(allow_nan=True),
)
def test_whatever_comes_in_the_answer_is_an_address_of_the_same_kind_or_none(start: str, rest: str, seconds: float) -> None:
    found = moments.link(start + rest, seconds)
    moments.clock(seconds)
    if found is not None:
        assert urlsplit(found).scheme == "https"
        assert "t=" in urlsplit(found).fragment or "t" in parse_qs(urlsplit(found).query)
        assert not set(found) & set(' "<>\n\t')
