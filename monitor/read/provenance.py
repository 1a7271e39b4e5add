"""What a transcript says of itself: in its header, in its file name, in the description a downloader laid beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import PurePath
from typing import Any

from monitor.read import dates, plain
from monitor.read.outlets import host, web_address

_KEY_WORDS = {
    "title": "title headline заголовок название тема назва загаловак тэма tytuł temat",
    "programme": "programme program show broadcast передача программа праграма перадача програма передача audycja program",
    "date": (
        "date published broadcast_date air_date recorded aired дата дата_эфира дата_публикации эфир дата_выхода дата_эфіру "
        "дата_ефіру эфір ефір data data_emisji data_publikacji"
    ),
    "url": "url link address source_url ссылка адрес спасылка адрас посилання адреса adres odnośnik",
    "outlet": (
        "outlet channel publisher station network канал телеканал тэлеканал сми издание издатель выданне видання змі kanał "
        "stacja wydawca redakcja"
    ),
    "source": "source источник крыніца джерело źródło",
    "lang": "language lang язык мова język",
}
_KEYS = {word.replace("_", " "): name for name, words in _KEY_WORDS.items() for word in words.split()}
_LINE = re.compile(r"[\s*_#]*(?P<key>[^\W\d_][^:\n]{0,40}?)[\s*_]*:[\s*_]*(?P<value>\S.{0,500}?)[\s*_]*\Z")

_LANGUAGE_WORDS = {
    "be": "be bel by belarusian беларуская белорусский беларуску białoruski",
    "ru": "ru rus russian русский руская рускі російська rosyjski",
    "uk": "uk ukr ua ukrainian украинский украінская українська ukraiński",
    "pl": "pl pol polish польский польская польська polski",
    "en": "en eng english английский англійская англійська angielski",
    "lt": "lt lit lithuanian литовский літоўская литовська litewski",
    "lv": "lv lav latvian латышский łotewski",
    "et": "et est estonian эстонский estoński",
    "de": "de deu ger german немецкий нямецкая німецька niemiecki",
    "cs": "cs ces cze czech чешский czeski",
    "sk": "sk slk slo slovak",
    "bg": "bg bul bulgarian",
    "sr": "sr srp serbian",
    "mk": "mk mkd mac macedonian",
    "kk": "kk kaz kazakh",
    "fr": "fr fra fre french французский francuski",
    "es": "es spa spanish испанский hiszpański",
    "it": "it ita italian итальянский włoski",
}
_LANGUAGES = {word: code for code, words in _LANGUAGE_WORDS.items() for word in words.split()}
_TAG = re.compile(r"(?P<code>[a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)

# Beginnings of the months' names in en, ru, be, uk, pl, as they stand in dates.
_MONTH_STEMS = (
    "jan янв студз січ stycz",
    "feb фев лют lut",
    "mar мар сакав берез marc marz",
    "apr апр красав квіт kwie",
    "may май мая трав maj",
    "jun июн чэрв черв czerw",
    "jul июл ліп лип lip",
    "aug авг жнів серп sierp",
    "sep сен верас верес wrze",
    "oct окт кастр жовт paźdz pazdz",
    "nov ноя ліст лист list",
    "dec дек снеж груд grud",
)
_MONTHS = [(stem, number) for number, stems in enumerate(_MONTH_STEMS, 1) for stem in stems.split()]
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)", re.ASCII)
_WRITTEN = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+([^\W\d_]{3,12})\.?,?\s+(\d{4})(?!\d)")
_AMERICAN = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_IN_NAME = re.compile(r"(?<![0-9A-Za-z])(?:(?:19|20)\d\d)([-_.]?)(?:\d\d)\1(?:\d\d)(?![0-9A-Za-z])", re.ASCII)
_IN_NAME_BACKWARDS = re.compile(r"(?<![0-9A-Za-z])(\d\d)([-_.])(\d\d)\2((?:19|20)\d\d)(?![0-9A-Za-z])", re.ASCII)

#: Where anybody's videos stand: such an address tells nothing of the outlet.
_PLATFORMS = (
    *("youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "rutube.ru", "vk.com", "vk.ru", "vkvideo.ru", "ok.ru"),
    *("dailymotion.com", "dzen.ru", "tiktok.com", "facebook.com", "instagram.com", "t.me", "x.com", "twitter.com"),
    *("soundcloud.com", "spotify.com", "twitch.tv", "odysee.com", "rumble.com", "archive.org"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """``outlets``: names and handles by which the outlet may be known, best first. ``faults``: line number and reason."""

    title: str = ""
    programme: str = ""
    date: str | None = None
    url: str | None = None
    outlets: tuple[str, ...] = ()
    lang: str | None = None
    faults: tuple[tuple[int, str], ...] = field(default=())

    def or_else(self, other: Provenance) -> Provenance:
        """This, with what it leaves open taken from another."""
        return replace(self, **{each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self)})

    @property
    def sites(self) -> tuple[str, ...]:
        """The address, where it shows whose it is."""
        found = host(self.url)
        if not found or any(found == one or found.endswith("." + one) for one in _PLATFORMS):
            return ()
        return (self.url,) if self.url else ()


def field_of(line: str) -> tuple[str, str] | None:
    """The field a line "Key: value" fills and its value; None for any other line."""
    found = _LINE.match(line) if ":" in line and len(line) < 600 else None
    name = _KEYS.get(found["key"].casefold().strip()) if found else None
    return (name, plain.line(found["value"])) if found and name else None


def is_field(line: str) -> bool:
    """Whether a line is a key and a value, even of a key that is not known here."""
    return ":" in line and len(line) < 200 and _LINE.match(line) is not None


def of_lines(lines: Iterable[tuple[int, str]]) -> Provenance:
    """What numbered lines "Key: value" say; the first of two that say the same. Other lines are passed over."""
    found, faults = Provenance(), []
    for number, line in lines:
        if filled := field_of(line):
            value = _filled(*filled)
            if isinstance(value, Provenance):
                found = found.or_else(value)
            else:
                faults.append((number, value))
    return replace(found, faults=tuple(faults))


def of_name(name: str) -> Provenance:
    """What a file name says: ``2025-01-14 Evening.ru.vtt``."""
    stem = PurePath(name).stem
    return Provenance(date=_day_in_name(stem), lang=language_suffix(name))


def of_sidecar(data: bytes) -> Provenance | None:
    """What the ``.info.json`` of yt-dlp says; None where it is none. A value of the wrong type is no value."""
    try:
        info = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(info, dict):
        return None
    names = (_text(info, "channel"), _text(info, "uploader"), _text(info, "uploader_id"), _text(info, "channel_id"))
    return Provenance(
        title=_text(info, "title"),
        date=_moment(info) or dates.iso(_text(info, "upload_date")),
        url=web_address(_text(info, "webpage_url")),
        outlets=tuple(name for name in names if name),
        lang=_language(_text(info, "language")),
    )


def sidecar_names(name: str) -> tuple[str, ...]:
    """What the description beside a file may be called: it has no language in its name."""
    stem = PurePath(name).stem
    stems = (stem, PurePath(stem).stem) if language_suffix(name) else (stem,)
    return tuple(f"{each}.info.json" for each in stems)


def language_suffix(name: str) -> str | None:
    """The language in ``name.ru.vtt``; None where there is none."""
    return _language(PurePath(PurePath(name).stem).suffix[1:])


def day(text: str) -> str | None:
    """The day, or the moment, a person wrote as a date; None where it is none. The day stands before the month."""
    if exact := dates.iso(text):
        return exact
    if found := _NUMERIC.search(text):
        return _iso(found[3], found[2], found[1])
    if (found := _WRITTEN.search(text)) and (month := _month(found[2])):
        return _iso(found[3], month, found[1])
    if (found := _AMERICAN.search(text)) and (month := _month(found[1])):
        return _iso(found[3], month, found[2])
    return _day_in_name(text)


def _filled(name: str, value: str) -> Provenance | str:
    """One field, or why its value cannot be taken."""
    if name == "source":
        name = "url" if web_address(value) else "outlet"
    if name == "date":
        found = day(value)
        return Provenance(date=found) if found else f"the date {value[:40]!r} is none that can be read."
    if name == "url":
        address = web_address(value)
        return Provenance(url=address) if address else f"{value[:60]!r} is not an address of the web."
    if name == "outlet":
        return Provenance(outlets=(value,))
    if name == "lang":
        return Provenance(lang=_language(value))
    return Provenance(title=value) if name == "title" else Provenance(programme=value)


def _language(written: str) -> str | None:
    word = written.strip().casefold()
    tag = _TAG.fullmatch(word)
    return _LANGUAGES.get(word) or (_LANGUAGES.get(tag["code"]) if tag else None)


def _month(word: str) -> str | None:
    return next((str(number) for stem, number in _MONTHS if word.casefold().startswith(stem)), None)


def _iso(year: str, month: str, day_: str) -> str | None:
    return dates.iso(f"{year}-{int(month):02}-{int(day_):02}")


def _day_in_name(stem: str) -> str | None:
    if found := _IN_NAME.search(stem):
        digits = re.sub(r"\D", "", found.group())
        return _iso(digits[:4], digits[4:6], digits[6:])
    if found := _IN_NAME_BACKWARDS.search(stem):
        return _iso(found[4], found[3], found[1])
    return None


def _moment(info: Mapping[str, Any]) -> str | None:
    for name in ("release_timestamp", "timestamp"):
        seconds = info.get(name)
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and abs(seconds) < 1e11:
            return dates.from_unix(int(seconds))
    return None


def _text(info: Mapping[str, Any], name: str) -> str:
    value = info.get(name)
    return plain.line(value)[:500] if isinstance(value, str) else ""
