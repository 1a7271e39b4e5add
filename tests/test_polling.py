"""When a feed is asked again, and with what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import polling
from monitor.polling import CAP, LONGEST, SHORTEST, Outcome
from monitor.records import Feed

NOW = datetime(2025, 1, 14, 9, 30, tzinfo=UTC)
FEED = Feed(
    id="f",
    url="https://herald.example/rss",
    outlet_id="herald",
    etag='W/"a b\\"c"',
    last_modified="Tue, 14 Jan 2025 09:00:00 GMT",
)
GOOD = Outcome(status=200, headers={"etag": '"2"', "last-modified": "Tue, 14 Jan 2025 09:20:00 GMT"}, items=5, news=2)


def wait(feed: Feed) -> timedelta:
    assert feed.next_at is not None
    return datetime.fromisoformat(feed.next_at) - NOW


def about(found: timedelta, wanted: timedelta) -> bool:
    """As long as wanted, or the little longer by which feeds are spread."""
    return wanted <= found <= wanted * 1.05 + timedelta(seconds=1)


def test_validators_are_sent_back_byte_for_byte() -> None:
    assert polling.conditions(FEED) == {"If-None-Match": FEED.etag, "If-Modified-Since": FEED.last_modified}
    assert polling.conditions(replace(FEED, etag=None, last_modified=None)) == {}


def test_not_modified_and_the_very_same_etag_bring_nothing() -> None:
    assert polling.unchanged(FEED, 304, {}) and polling.unchanged(FEED, 200, {"etag": str(FEED.etag)})
    assert not polling.unchanged(FEED, 200, {"etag": '"other"'}) and not polling.unchanged(replace(FEED, etag=None), 200, {})


def test_a_good_answer_brings_new_validators_and_clears_old_failures() -> None:
    after = polling.after(replace(FEED, failures=3, error="it was down."), GOOD, NOW)
    assert (after.etag, after.last_modified) == ('"2"', "Tue, 14 Jan 2025 09:20:00 GMT")
    assert (after.failures, after.error, after.ok_at, after.news_at) == (
        0,
        None,
        "2025-01-14T09:30:00Z",
        "2025-01-14T09:30:00Z",
    )


def test_not_modified_keeps_what_is_known() -> None:
    after = polling.after(FEED, Outcome(status=304), NOW)
    assert (after.etag, after.last_modified, after.news_at) == (FEED.etag, FEED.last_modified, None)


@pytest.mark.parametrize(
    "outcome", [replace(GOOD, headers=dict(GOOD.headers) | {"expires": "0"}), replace(GOOD, complete=False)]
)
def test_validators_that_are_worth_nothing_are_not_kept(outcome: Outcome) -> None:
    after = polling.after(FEED, outcome, NOW)
    assert after.etag is None and after.last_modified is None


def test_a_failure_keeps_the_old_validators_and_backs_off() -> None:
    broken, waits = FEED, []
    for _ in range(8):
        broken = polling.after(broken, Outcome(status=200, headers=GOOD.headers, error="the feed is cut off."), NOW)
        waits.append(wait(broken))
    assert (broken.etag, broken.failures, broken.error) == (FEED.etag, 8, "the feed is cut off.")
    assert all(about(found, min(timedelta(hours=2**n), CAP)) for n, found in enumerate(waits))


def test_a_feed_that_moved_for_good_has_a_new_address_and_no_validators_of_the_old_one() -> None:
    after = polling.after(FEED, Outcome(status=304, moved_to="https://new.example/rss"), NOW)
    assert (after.url, after.etag, after.last_modified) == ("https://new.example/rss", None, None)


def test_gone_ends_it_and_not_found_does_not() -> None:
    assert polling.after(FEED, Outcome(status=410, error=polling.refusal(410)), NOW).gone
    assert not polling.after(FEED, Outcome(status=404, error=polling.refusal(404)), NOW).gone


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("7200", timedelta(hours=2)),
        (" 120 ", timedelta(minutes=2)),
        ("Tue, 14 Jan 2025 12:30:00 GMT", timedelta(hours=3)),
        ("Tue, 14 Jan 2025 08:30:00 GMT", None),
        ("soon", None),
        ("-1", None),
        ("٣", None),
        ("1e9", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_anything_else_is_nothing(value: str | None, wanted: timedelta | None) -> None:
    assert polling.retry_after(value, NOW) == wanted


@pytest.mark.parametrize(("asked", "wanted"), [("10800", timedelta(hours=3)), ("soon", timedelta(hours=1)), ("99999999", CAP)])
def test_too_many_requests_waits_as_long_as_asked_up_to_a_day(asked: str, wanted: timedelta) -> None:
    after = polling.after(FEED, Outcome(status=429, headers={"retry-after": asked}, error="come less often."), NOW)
    assert about(wait(after), wanted)


@pytest.mark.parametrize(
    ("headers", "ttl", "wanted"),
    [
        ({}, None, timedelta(minutes=40)),
        ({"cache-control": "public, max-age=7200"}, None, timedelta(hours=2)),
        ({"cache-control": "no-cache, max-age=7200"}, None, timedelta(minutes=40)),
        ({"cache-control": "max-age=60", "expires": "Tue, 14 Jan 2025 19:30:00 GMT"}, None, timedelta(minutes=40)),
        ({"expires": "Tue, 14 Jan 2025 14:30:00 GMT"}, None, timedelta(hours=5)),
        ({"expires": "never"}, None, timedelta(minutes=40)),
        ({}, 180, timedelta(hours=3)),
        ({}, 1440 * 30, CAP),
        ({"cache-control": "max-age=999999999"}, None, CAP),
    ],
)
def test_the_longest_wait_that_anybody_asks_for_holds_up_to_a_day(
    headers: dict[str, str], ttl: int | None, wanted: timedelta
) -> None:
    after = polling.after(FEED, Outcome(status=200, headers=headers, news=1, ttl_minutes=ttl), NOW)
    assert about(wait(after), wanted)


def test_news_make_it_quicker_and_silence_slower_within_bounds() -> None:
    quick, slow = FEED, FEED
    for _ in range(20):
        quick, slow = polling.after(quick, GOOD, NOW), polling.after(slow, replace(GOOD, news=0), NOW)
    assert (quick.interval, slow.interval) == (SHORTEST, LONGEST)


def test_hours_and_days_that_a_feed_leaves_out_are_left_out() -> None:
    night = replace(GOOD, skip_hours=frozenset(range(9, 20)))
    assert wait(polling.after(FEED, night, NOW)) == timedelta(hours=10, minutes=30)
    weekend = replace(GOOD, skip_days=frozenset({"Tuesday"}))
    assert wait(polling.after(FEED, weekend, NOW)) == timedelta(hours=14, minutes=30)
    never = replace(GOOD, skip_hours=frozenset(range(24)))
    assert wait(polling.after(FEED, never, NOW)) <= timedelta(days=8)


def test_feeds_asked_at_one_moment_are_not_asked_again_at_one_moment() -> None:
    times = {polling.after(replace(FEED, id=str(number)), GOOD, NOW).next_at for number in range(50)}
    assert len(times) > 25


def test_a_feed_is_silent_when_it_brings_nothing_for_long_beside_its_habit() -> None:
    quiet = replace(FEED, news_at="2025-01-11T09:00:00Z", interval=60)
    assert polling.silent_since(quiet, NOW) == "2025-01-11T09:00:00Z"
    assert polling.silent_since(replace(quiet, news_at="2025-01-13T09:00:00Z"), NOW) is None
    assert polling.silent_since(replace(quiet, paused=True), NOW) is None and polling.silent_since(FEED, NOW) is None


@pytest.mark.parametrize("status", [200, 203, 304])
def test_an_answer_is_no_refusal(status: int) -> None:
    assert polling.refusal(status) is None


@pytest.mark.parametrize("status", [204, 301, 401, 403, 404, 410, 418, 429, 451, 500, 502, 503])
def test_every_other_status_has_a_sentence(status: int) -> None:
    said = polling.refusal(status)
    assert said and said.endswith(".") and said[0].islower()
