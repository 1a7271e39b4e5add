"""The moment in a recording: how a time is shown, and the address that opens the recording there. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_LATEST = 10**7  # seconds; no recording lasts four months
_LONGEST = 2000
_MEDIA = re.compile(r"\.(?:mp4|m4v|webm|ogv|ogg|oga|opus|mov|mkv|mp3|m4a|aac|wav|flac)\Z", re.IGNORECASE)
_UNSAFE = re.compile('[\x00-\x20\x7f-\xa0\\\\"<>\ud800-\udfff\u2028\u2029]')
_YOUTUBE = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})/?", re.ASCII)
_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_SHORT = re.compile(r"/([\w-]{11})/?", re.ASCII)
_VIMEO = re.compile(
    r"/(?:(?:channels/[\w-]+|groups/[\w-]+/videos|album/[0-9]+/video|video)/)?[0-9]{1,12}(?:/[0-9a-f]+)?/?", re.ASCII
)
_RUTUBE = re.compile(r"/(?:video(?:/private)?|play/embed)/[0-9a-f]{32}/?", re.ASCII)
_VK = re.compile(r"/(?:video/@[\w.-]+/)?video(-?[0-9]+_[0-9]+)", re.ASCII)
# What already names a moment, in the ways these sites read it.
_TIMES = ("t", "start", "time_continue")


def clock(seconds: float) -> str:
    """A time as people read it: ``2:03``, and ``1:02:03`` from an hour on. What is no time at all is the beginning."""
    whole = int(min(max(seconds, 0), _LATEST)) if math.isfinite(seconds) else 0
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def link(url: str | None, seconds: float | None) -> str | None:
    """The address at which a recording begins to play at ``seconds``; None where nothing is known of such an address.

    Known are YouTube, Vimeo, Rutube, VK Video and media files themselves (W3C Media Fragments). The address is otherwise
    as it was, but for a moment that it named before.
    """
    if not url or seconds is None or not 0 <= seconds <= _LATEST or len(url) > _LONGEST or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and parts.port is None and parts.username is None
        name = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if not name or parts.scheme not in ("http", "https"):
        return None
    site = _SITES.get(name) if plain else None
    if site:
        return site(parts, int(seconds))
    return parts._replace(fragment=f"t={int(seconds)}").geturl() if _MEDIA.search(parts.path) else None


def _youtube(parts: SplitResult, seconds: int) -> str | None:
    """A short or an embedded player takes no moment, so the page of the video is named instead."""
    if parts.path.rstrip("/") == "/watch":
        known = dict(parse_qsl(parts.query)).get("v", "")
        return _with_query(parts, f"{seconds}s") if _YOUTUBE_ID.fullmatch(known) else None
    found = _YOUTUBE.fullmatch(parts.path)
    return f"https://www.youtube.com/watch?v={found[1]}&t={seconds}s" if found else None


def _youtu_be(parts: SplitResult, seconds: int) -> str | None:
    return _with_query(parts, str(seconds)) if _SHORT.fullmatch(parts.path) else None


def _vimeo(parts: SplitResult, seconds: int) -> str | None:
    return parts._replace(fragment=f"t={seconds}s").geturl() if _VIMEO.fullmatch(parts.path) else None


def _rutube(parts: SplitResult, seconds: int) -> str | None:
    return _with_query(parts, str(seconds)) if _RUTUBE.fullmatch(parts.path) else None


def _vk(parts: SplitResult, seconds: int) -> str | None:
    """A video opened over another page stands in the query; its own page is named instead."""
    if _VK.fullmatch(parts.path.rstrip("/")):
        return _with_query(parts, _spelled(seconds))
    over = _VK.match("/" + dict(parse_qsl(parts.query)).get("z", ""))
    return f"https://{parts.netloc}/video{over[1]}?t={_spelled(seconds)}" if over else None


def _spelled(seconds: int) -> str:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return "".join(f"{number}{unit}" for number, unit in ((hours, "h"), (minutes, "m"), (rest, "s")) if number) or "0s"


def _with_query(parts: SplitResult, time: str) -> str:
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in _TIMES]
    return parts._replace(query=urlencode([*kept, ("t", time)]), fragment="").geturl()


_SITES: dict[str, Callable[[SplitResult, int], str | None]] = {
    "youtube.com": _youtube,
    "music.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtu_be,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "rutube.ru": _rutube,
    "vk.com": _vk,
    "vk.ru": _vk,
    "vkvideo.ru": _vk,
}
