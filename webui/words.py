"""How figures, dates and bands are said on screen."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, g
from markupsafe import Markup

from classifiers.labels import CLAIM_TYPES
from monitor import charts, summary
from monitor.explain import excerpt
from monitor.matching import GUARDS, REFUSALS
from monitor.moments import clock
from monitor.publish.dates import day_in_words
from monitor.records import Decision, Verdict
from monitor.review import may

LANGUAGES = {
    "be": "Belarusian", "ru": "Russian", "uk": "Ukrainian", "pl": "Polish", "en": "English", "lt": "Lithuanian",
    "lv": "Latvian", "et": "Estonian", "de": "German", "cs": "Czech", "sk": "Slovak", "bg": "Bulgarian", "sr": "Serbian",
    "mk": "Macedonian", "kk": "Kazakh", "und": "no language",
}  # fmt: skip
STANCES = {
    "asserts": "says it itself", "quotes": "quotes it", "reports": "reports what somebody said", "denies": "denies it",
}  # fmt: skip
#: What the machine makes of a whole statement; one that asserts its claim needs no word.
STANDINGS = {
    "reported": "it names somebody else for its claim, or hearsay",
    "denied": "it denies or disproves a claim, and claims nothing else",
    "mocked": "it mocks a claim",
}
DECISIONS = {
    "confirm": "confirmed",
    "reject": "rejected",
    "unsure": "unsure",
    "pass": "nothing to answer",
    "reopen": "taken back",
}
#: What has become of a file, and how a feed does.
IMPORTS = {"waiting": "waiting", "running": "being read", "done": "read", "stopped": "stopped", "failed": "failed"}
FULL_TEXT = {
    "auto": "fetched where the feed gives only a teaser", "always": "always fetched from the page", "never": "never fetched",
}  # fmt: skip
ANSWERS = {200: "answered", 304: "nothing new", 403: "refused", 404: "not there", 410: "ended", 429: "too often"}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day_in_words,
        ago=ago,
        likely=likely,
        language=language,
        label=label,
        percent=percent,
        stance=STANCES.get,
        guard=guard,
        excerpt=excerpt,
        moment=moment,
        size=size,
        clock=clock,
        recently=recently,
        number=number,
        plural=plural,
    )
    app.jinja_env.globals.update(
        may=lambda action: g.get("role") is not None and may(g.role, action),
        bars=lambda *args: Markup(charts.bars(*args)),  # noqa: S704 - drawn and escaped in monitor.charts
        spark=lambda *args: Markup(charts.spark(*args)),  # noqa: S704
        shares=lambda *args: Markup(charts.shares(*args)),  # noqa: S704
        movement=summary.movement,
        sentence=summary.sentence,
        STANDINGS=STANDINGS,
        REFUSALS=REFUSALS,
        CLAIM_TYPES=CLAIM_TYPES,
        DECISIONS=DECISIONS,
        VERDICTS=tuple(Verdict),
        Decision=Decision,
        LANGUAGES=LANGUAGES,
        IMPORTS=IMPORTS,
        FULL_TEXT=FULL_TEXT,
        ANSWERS=ANSWERS,
    )


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def guard(name: str, lang: str) -> str:
    """What a guard of a match says to a reader, with the name of the statement's language."""
    return GUARDS.get(name, name).format(language="its language" if lang == "und" else language(lang))


def likely(probability: float) -> str:
    """A probability in a word; the number is one hover away."""
    return "likely" if probability >= 0.6 else "maybe" if probability >= 0.35 else "perhaps"


def label(name: str) -> str:
    return name.replace("_", " ").replace(" or ", "/")


def moment(iso: str) -> str:
    """A moment to the minute, as it is stored: in UTC."""
    return f"{day_in_words(iso[:10])}, {iso[11:16]} UTC" if len(iso) > len("2025-01-14") else day_in_words(iso)


def size(count: float) -> str:
    """Bytes in the unit that suits them."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"


def number(count: int) -> str:
    """A count in groups of three figures."""
    return f"{count:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 file``, ``2,000 files``; ``many`` where an s does not make it."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float | None) -> str:
    return "-" if share is None else f"{round(100 * share)} %"


def ago(iso: str | None) -> str:
    """``3 days ago`` for what is younger than a fortnight, else the day; no more precise than the source."""
    if not iso:
        return "no date"
    days = (g.now.date() - datetime.fromisoformat(iso[:10]).date()).days if len(iso) >= 10 else 99
    if 0 <= days < 14:
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return day_in_words(iso)


def recently(iso: str | None) -> str:
    """``7 minutes ago`` within a day, for what is watched by the hour; else as ``ago`` says it."""
    if not iso or len(iso) <= len("2025-01-14"):
        return ago(iso)
    minutes = int((g.now - datetime.fromisoformat(iso)).total_seconds() // 60)
    if not 0 <= minutes < 24 * 60:
        return ago(iso)
    return (
        "just now"
        if minutes < 1
        else f"{plural(minutes, 'minute')} ago"
        if minutes < 60
        else f"{plural(minutes // 60, 'hour')} ago"
    )
