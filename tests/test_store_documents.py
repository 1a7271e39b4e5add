"""Documents that come again: the same, changed, another way, or not at all."""

from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.add import prepared
from monitor.records import Capture, Document, Extent, Outlet
from monitor.store import Store

HERALD = Outlet(id="herald", name="Herald", lang="en")
STORY = "The harvest is the best in years, the ministry says. Nobody will go hungry this winter in the whole country."
FULL = f"{STORY} The minister thanked the weather and the workers. Last year the fields stood under water for a month."


def item(text: str = STORY, id: str = "guid-1", kind: str = "feed", **more: object) -> Document:
    known: dict[str, object] = {"lang": "en", "published_at": "2025-01-14T09:00:00Z"} | more
    return Document(outlet=HERALD, external_id=id, kind=kind, text=text, **known)  # type: ignore[arg-type]


@pytest.fixture
def came(store: Store, moment: datetime) -> Callable[..., tuple[int, int]]:
    """``came(document, ...)`` -> (new documents, new versions)."""

    def add(*documents: Document, days: int = 0) -> tuple[int, int]:
        counts = store.add_documents([prepared(one) for one in documents], moment + timedelta(days=days))
        return counts["documents"], counts["versions"]

    return add


def test_a_story_that_comes_by_feed_and_by_export_is_one_document(came: Callable[..., tuple[int, int]], store: Store) -> None:
    assert came(item()) == (1, 0)
    assert came(item(id="9/100", kind="telegram", text=STORY + "\n\nhttps://herald.example/1")) == (0, 0)
    assert came(item(), item(id="9/100", kind="telegram", text=STORY)) == (0, 0)
    assert store.document_id_of("herald", "9/100") == store.document_id_of("herald", "guid-1") != None  # noqa: E711


def test_the_same_words_a_week_later_are_another_document(came: Callable[..., tuple[int, int]]) -> None:
    came(item())
    assert came(item(id="guid-2", published_at="2025-01-20T09:00:00Z")) == (1, 0)


def test_a_changed_id_does_not_make_a_duplicate_and_a_changed_title_is_a_version(came: Callable[..., tuple[int, int]]) -> None:
    came(item(title="Record harvest"))
    assert came(item(id="guid-2", title="Record harvest")) == (0, 0)
    assert came(item(title="Record harvest expected"), days=1) == (0, 1)
    assert came(item(id="guid-3", url="https://herald.example/n/1", text=FULL), days=1) == (1, 0)
    assert came(item(id="guid-4", url="https://www.herald.example/n/1?utm_source=x", text=FULL + " More."), days=1) == (0, 1)


def test_a_teaser_does_not_undo_the_article_and_its_second_coming_changes_nothing(
    came: Callable[..., tuple[int, int]], store: Store
) -> None:
    assert came(item(FULL, kind="article")) == (1, 0)
    assert came(item(STORY)) == (0, 0)
    assert store.changes(10) == []


def test_an_article_fuller_than_its_teaser_is_a_version_and_no_edit(came: Callable[..., tuple[int, int]], store: Store) -> None:
    came(item(STORY))
    assert came(item(FULL, kind="article")) == (0, 1)
    assert came(item(STORY), item(FULL, kind="article")) == (0, 0)
    assert store.changes(10) == []


def test_an_edit_is_found_and_so_is_its_return(came: Callable[..., tuple[int, int]], store: Store) -> None:
    changed = STORY.replace("best", "second best")
    assert [came(item()), came(item(changed), days=1), came(item(), days=2)] == [(1, 0), (0, 1), (0, 1)]
    found = store.changes(10)
    assert [(one["kind"], one["version"]) for one in found] == [("edited", 3), ("edited", 2)]
    assert [one["text"] for one in store.versions_of(found[0]["document_id"])] == [STORY, changed, STORY]


def test_one_id_for_two_different_items_loses_neither(came: Callable[..., tuple[int, int]], store: Store) -> None:
    first = item(id="7", url="https://herald.example/sport/1", text="Ice hockey: the capital wins once more in extra time.")
    second = item(id="7", url="https://herald.example/news/1")
    assert came(first, second) == (2, 0)
    assert came(first, second) == (0, 0)
    assert store.value("select count(*) from document_versions") == 2


def test_two_posts_of_a_channel_with_the_same_words_are_two(came: Callable[..., tuple[int, int]]) -> None:
    assert came(item(id="9/1", kind="telegram"), item(id="9/2", kind="telegram")) == (2, 0)


def test_posts_that_vanished_are_found_and_come_back(
    came: Callable[..., tuple[int, int]], store: Store, moment: datetime
) -> None:
    posts = [item(f"Post number {number} says something of its own today.", f"9/{number}", "telegram") for number in range(5)]
    other_chat = item("Another chat of the same outlet has its own numbers.", "8/2", "telegram")
    came(*posts, other_chat)
    seen = Extent(outlet=HERALD, prefix="9/", present=array("q", [1, 3]))
    assert store.mark_vanished(seen, moment) == 1  # 2 is missing; 0 and 4 lie outside of what the export covers
    assert [(one["kind"], one["outlet"]) for one in store.changes(10)] == [("gone", "Herald")]
    assert store.mark_vanished(seen, moment) == 0
    came(posts[2])
    assert store.changes(10) == []


def test_an_empty_export_makes_nothing_vanish(came: Callable[..., tuple[int, int]], store: Store, moment: datetime) -> None:
    came(item(id="9/1", kind="telegram"))
    assert store.mark_vanished(Extent(outlet=HERALD, prefix="9/", present=array("q")), moment) == 0


def test_the_bytes_of_a_document_are_kept_as_they_came(came: Callable[..., tuple[int, int]], store: Store) -> None:
    capture = Capture(
        url="https://herald.example/1", fetched_at="2025-01-14T10:00:00Z", body=b"<p>\xff\x00", headers=(("etag", '"a"'),)
    )
    came(replace(item(), capture=capture))
    assert list(store.captures()) == [capture] and list(store.captures(until="2025-01-14")) == []
    (version,) = store.versions_of(store.document_id_of("herald", "guid-1") or "")
    assert version["sha256"] == capture.sha256


def test_a_forwarded_post_names_the_channel_it_comes_from(came: Callable[..., tuple[int, int]], store: Store) -> None:
    came(item(kind="telegram", origin=Outlet(id="bugle", name="Bugle")))
    number = store.document_id_of("herald", "guid-1") or ""
    found = store.document(number)
    assert found is not None and found["origin"] == "Bugle"
    (said, *_) = store.rows("select speaker_name, stance from appearances where document_id = ?", [number])
    assert said == {"speaker_name": "Bugle", "stance": "quotes"}


def test_a_date_in_the_future_is_not_believed(came: Callable[..., tuple[int, int]], store: Store, moment: datetime) -> None:
    came(item(published_at="2031-01-01T00:00:00Z"))
    rows = store.rows("select distinct said_at, date_from from appearances")
    assert rows == [{"said_at": "2025-01-20T09:00:00Z", "date_from": "first seen"}] and moment.year == 2025
