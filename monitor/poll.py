"""Polling: ask the feeds that are due, take up what is new in full, store it, and only then note that it was seen.

Workers ask and read; nothing of theirs touches the database. Whoever iterates stores what they bring, feed after feed.
"""

from __future__ import annotations

import hashlib
import queue
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor import polling
from monitor.add import Added, add_items, outlets_by_key
from monitor.fetch import Fetched, FetchError
from monitor.polling import Outcome
from monitor.read import article, listing
from monitor.read import feed as feeds
from monitor.read.outlets import Outlets
from monitor.records import Capture, Document, Feed, Outlet, ReadError
from monitor.speakers import fold_speakers

if TYPE_CHECKING:
    from monitor.fetch import Fetcher
    from monitor.store import Store

WORKERS = 8
#: Articles fetched for one feed in one poll; the rest comes with the next one.
MOST_ARTICLES = 40
#: An item with fewer words than this, or one that breaks off, is a teaser of the article behind its link.
TEASER_WORDS = 60
#: When an article is looked at again for silent changes: after a day, and after a week.
RECHECKS = (timedelta(days=1), timedelta(days=7))
_MOST_RECHECKS = 50
_BREAKS_OFF = ("…", "...", "[…]", "[...]", "далее", "Read more", "Czytaj więcej", "Читать далее", "Читати далі", "Чытаць далей")

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Gathered:
    """What one feed brought, not yet stored. ``seen`` maps each item's id to the hash of what the feed said of it."""

    feed: Feed
    outcome: Outcome
    items: list[Document | ReadError] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One feed as it stands after its poll, and what came of it."""

    feed: Feed
    documents: int
    versions: int
    new_statements: int
    errors: tuple[ReadError, ...]


def poll(store: Store, fetcher: Fetcher, chosen: Iterable[Feed], clock: Clock, workers: int = WORKERS) -> Iterator[Polled]:
    """Poll these feeds, several hosts at a time and one host's feeds one after the other; yields each when it is stored.

    A feed that fails is told with its reason, and does not stop the others.
    """
    known = outlets_by_key(store)
    groups: dict[str, list[tuple[Feed, Outlets, Mapping[str, str]]]] = {}
    for one in chosen:
        outlet = known.get(one.outlet_id) or Outlet(id=one.outlet_id, name=one.outlet_id)
        task = (one, Outlets(known, outlet), store.feed_items(one.id))
        groups.setdefault(urlsplit(one.url).netloc.lower(), []).append(task)
    done: queue.SimpleQueue[Gathered] = queue.SimpleQueue()

    def ask(tasks: list[tuple[Feed, Outlets, Mapping[str, str]]]) -> None:
        for one, outlets, before in tasks:
            done.put(gather(one, fetcher, outlets, before, clock))

    with ThreadPoolExecutor(workers) as pool:
        pending = [pool.submit(ask, tasks) for tasks in groups.values()]
        for _ in range(sum(map(len, groups.values()))):
            yield _store(store, done.get(), clock())
        fold_speakers(store)
        for asked in pending:
            asked.result()  # a fault of our own must not pass unseen


def gather(one: Feed, fetcher: Fetcher, outlets: Outlets, before: Mapping[str, str], clock: Clock) -> Gathered:
    """Ask one feed and fetch in full what is new in it. ``before`` maps item ids to the hashes of the last poll."""
    try:
        answer = fetcher.get(one.url, headers=polling.conditions(one))
    except FetchError as error:
        return Gathered(one, Outcome(error=_sentence(error.reason)))
    outcome = Outcome(
        status=answer.status, headers=answer.headers, moved_to=answer.moved_to, error=polling.refusal(answer.status)
    )
    if outcome.error or polling.unchanged(one, answer.status, answer.headers):
        # "Not modified" carries the validators along only where they changed.
        return Gathered(one, replace(outcome, status=outcome.status if outcome.error else 304))
    try:
        return (
            _read_page(one, answer, outcome, fetcher, outlets, before, clock)
            if one.kind == "page"
            else _read_feed(one, answer, outcome, fetcher, outlets, before, clock)
        )
    except Exception as error:  # noqa: BLE001 - one strange feed must not end the polling of the others
        return Gathered(one, replace(outcome, error=f"the answer could not be read ({type(error).__name__}: {error})."))


def _read_feed(
    one: Feed, answer: Fetched, outcome: Outcome, fetcher: Fetcher, outlets: Outlets, before: Mapping[str, str], clock: Clock
) -> Gathered:
    charset = charset_of(answer.headers)
    items = _of_feed(one, feeds.read_bytes(answer.body, one.url, outlets, charset, answer.final_url))
    documents = [item for item in items if isinstance(item, Document)]
    errors: list[Document | ReadError] = [item for item in items if isinstance(item, ReadError)]
    if not documents and errors:
        first = next(item for item in items if isinstance(item, ReadError))
        empty = first.reason == "the feed has no items."
        return Gathered(one, replace(outcome, error=None if empty else first.reason))
    about = feeds.polling(answer.body, charset, answer.final_url)
    news = [(item, digest) for item in documents if before.get(item.external_id) != (digest := _digest(item))]
    taken = Gathered(one, outcome, list(errors))
    asked = 0
    for item, digest in news:
        if wanted := _wants_article(one, item):
            asked += 1
            if asked > MOST_ARTICLES:
                continue
        taken.seen[item.external_id] = digest
        taken.items += _of_feed(one, _in_full(item, fetcher, outlets, clock)) if wanted else [item]
    taken.outcome = replace(
        outcome,
        items=len(documents),
        news=len(taken.seen),
        ttl_minutes=about.ttl_minutes,
        skip_hours=frozenset(about.skip_hours),
        skip_days=frozenset(about.skip_days),
        title=about.title,
        complete=asked <= MOST_ARTICLES,
    )
    return taken


def _read_page(
    one: Feed, answer: Fetched, outcome: Outcome, fetcher: Fetcher, outlets: Outlets, before: Mapping[str, str], clock: Clock
) -> Gathered:
    """A page that lists articles: each link that was not seen before is fetched."""
    links = listing.links(answer.body, answer.final_url)
    if not links:
        return Gathered(one, replace(outcome, error="the page lists no articles any more."))
    new = [link for link in links if link.url not in before]
    taken = Gathered(one, outcome)
    for link in new[:MOST_ARTICLES]:
        found, _ = fetch_article(link.url, fetcher, outlets, clock)
        taken.items += _of_feed(one, found)
        taken.seen[link.url] = "seen"
    taken.outcome = replace(outcome, items=len(links), news=len(taken.seen), complete=len(new) <= MOST_ARTICLES)
    return taken


def _in_full(item: Document, fetcher: Fetcher, outlets: Outlets, clock: Clock) -> list[Document | ReadError]:
    """An item with the text of the article behind its link; the item as it is, and an error, where that fails."""
    assert item.url is not None
    found, _ = fetch_article(item.url, fetcher, outlets, clock)
    page = next((one for one in found if isinstance(one, Document)), None)
    if page is None:
        return [item, *found]
    if len(page.text) < len(item.text):
        return [replace(item, capture=page.capture)]
    return [
        replace(
            item,
            kind="article",
            text=page.text,
            capture=page.capture,
            author=item.author or page.author,
            lang=item.lang or page.lang,
            published_at=item.published_at or page.published_at,
        )
    ]


def fetch_article(url: str, fetcher: Fetcher, outlets: Outlets, clock: Clock) -> tuple[list[Document | ReadError], int | None]:
    """(the article at an address with its capture, or one error; the status, None where nothing answered)."""
    try:
        answer = fetcher.get(url)
    except FetchError as error:
        return [ReadError(file=url, place="whole page", reason=_sentence(error.reason))], None
    if answer.status != 200:
        reason = polling.refusal(answer.status) or f"the server gave no page (status {answer.status})."
        return [ReadError(file=url, place="whole page", reason=reason.replace("feed", "page"))], answer.status
    capture = captured(answer, clock())
    found = article.read_bytes(
        answer.body, url, outlets, url=answer.final_url, charset=charset_of(answer.headers), capture=capture
    )
    return list(found), answer.status


def captured(answer: Fetched, now: datetime) -> Capture:
    return Capture(
        url=answer.final_url,
        fetched_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        body=answer.body,
        status=answer.status,
        media_type=answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
        headers=tuple(answer.headers.items()),
    )


def charset_of(headers: Mapping[str, str]) -> str | None:
    """The charset that a Content-Type names."""
    for part in headers.get("content-type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _store(store: Store, found: Gathered, now: datetime) -> Polled:
    """The items first, then what the feed is asked with next time: a stop in between only asks once more."""
    tally = Added()
    counts, _ = add_items(store, found.items, tally, now)
    after = polling.after(found.feed, found.outcome, now)
    kept = [
        (item, store.document_id_of(item.outlet.id, item.external_id)) for item in found.items if isinstance(item, Document)
    ]
    documents = {item.external_id: number for item, number in kept}
    seen = {key: (digest, documents.get(key)) for key, digest in found.seen.items()}
    again = [
        (number, item.capture.url, _later(now, RECHECKS[0]), 0) for item, number in kept if number and item.capture is not None
    ]
    store.save_rechecks(again)
    store.save_poll(after, seen, found.outcome.status, found.outcome.items, found.outcome.news, now)
    return Polled(
        feed=after,
        documents=counts["documents"],
        versions=counts["versions"],
        new_statements=counts["new_statements"],
        errors=tuple(tally.errors),
    )


def recheck(store: Store, fetcher: Fetcher, clock: Clock, limit: int = _MOST_RECHECKS) -> Iterator[str]:
    """Look again at articles that are due: a changed one is a new version, one that was taken down is marked as gone.

    Yields ``same``, ``edited``, ``gone`` or ``failed`` for each.
    """
    known = outlets_by_key(store)
    for row in store.rechecks_due(clock(), limit):
        outlet = known[row["outlet_id"]]
        found, status = fetch_article(row["url"], fetcher, Outlets(known, outlet), clock)
        page = next((one for one in found if isinstance(one, Document)), None)
        now = clock()
        if status in (404, 410):
            store.mark_gone([row["document_id"]], now)
            yield "gone"
        elif page is None:
            yield "failed"
        else:
            again = replace(page, external_id=row["external_id"], title=row["title"], published_at=row["published_at"])
            counts, _ = add_items(store, [again], Added(), now)
            yield "edited" if counts["versions"] else "same"
        if row["round"] + 1 < len(RECHECKS) and status not in (404, 410):
            later = _later(now, RECHECKS[row["round"] + 1] - RECHECKS[row["round"]])
            store.save_rechecks([(row["document_id"], row["url"], later, row["round"] + 1)])
        else:
            store.end_recheck(row["document_id"])


def _later(now: datetime, wait: timedelta) -> str:
    return (now + wait).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _of_feed(one: Feed, items: Iterable[Document | ReadError]) -> list[Document | ReadError]:
    """The items, the errors among them with the feed that they came by, so that they can be tried again."""
    return [replace(item, feed_id=one.id) if isinstance(item, ReadError) else item for item in items]


def _wants_article(one: Feed, item: Document) -> bool:
    if item.url is None or one.full_text == "never":
        return False
    if one.full_text == "always":
        return True
    return len(item.text.split()) < TEASER_WORDS or item.text.rstrip().endswith(_BREAKS_OFF)


def _digest(item: Document) -> str:
    return hashlib.sha256(f"{item.title}\n{item.text}\n{item.url}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _sentence(reason: str) -> str:
    return reason.rstrip(".") + "."
