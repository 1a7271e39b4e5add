"""What is acknowledged stays: imports that are killed, stopped, doubled, out of room, or repeated in any order."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from array import array
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from classifiers import copies
from monitor import speakers
from monitor.add import Added, add, import_id, prepared
from monitor.background import Background, incoming_folder, receive
from monitor.copies import compare_documents
from monitor.errors import CounterclaimError
from monitor.portions import ITEMS, STATEMENTS, Faults, portions
from monitor.records import Document, Extent, Outlet
from monitor.settings import Settings
from monitor.store import Store
from tests.bench.durability import content

NOW = datetime.fromisoformat("2025-01-20T09:00:00+00:00")
HERALD = Outlet(id="herald", name="Herald", lang="en")
STORY = "The harvest is the best in years, the ministry says. Nobody will go hungry this winter in the whole country."
TEXTS = (
    STORY,
    f"{STORY} The minister thanked the weather and the workers.",
    "The harvest is the best in years, the ministry says.",
    STORY.replace("best", "worst"),
    STORY.upper().replace(",", ""),
    "Ice hockey: the capital wins once more after extra time and many goals.",
)


def rows(path: Path, first: int, behind: int, broken: int = 0) -> Path:
    """A file of so many claims, some of them broken."""
    lines = [
        json.dumps({"text": f"Claim {number} of the spokesman.", "speaker": f"Ann {number % 7}"})
        for number in range(first, behind)
    ]
    path.write_text("\n".join(lines + ['{"text": '] * broken), encoding="utf-8")
    return path


def added(store: Store, *paths: Path, now: datetime = NOW, **options: str) -> Added:
    *_, last = add(store, paths, now, **options)
    return last


def undisturbed(folder: Path, *paths: Path) -> str:
    with Store.create(folder / "undisturbed.db") as store:
        added(store, *paths)
    return content(folder / "undisturbed.db")


def command(db: Path, path: Path) -> list[str]:
    return [sys.executable, "-c", "from monitor.cli import main; main()", "--db", str(db), "add", str(path)]


def item(text: str = STORY, id: str = "guid-1", kind: str = "feed", **more: Any) -> Document:
    known: dict[str, Any] = {"lang": "en", "published_at": "2025-01-14T09:00:00Z"} | more
    return Document(outlet=HERALD, external_id=id, kind=kind, text=text, **known)


# Killed, stopped, out of room


def test_what_a_killed_import_said_it_stored_is_stored_and_the_next_goes_on_there(
    store: Store, db_path: Path, tmp_path: Path
) -> None:
    file = rows(tmp_path / "rows.jsonl", 0, 1400, broken=3)
    child = subprocess.Popen(command(db_path, file), stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    said = [child.stderr.readline() for _ in range(2)]
    child.kill()
    child.communicate()
    reached = store.value("select items from imports")
    assert ITEMS <= int(said[-1].split()[1]) <= reached == store.value("select count(*) from documents") < 1400
    assert store.integrity() == ()
    assert added(store, file).documents == 1400 - reached
    assert content(db_path) == undisturbed(tmp_path, file)


@pytest.mark.parametrize("sign", [signal.SIGINT])
def test_a_stopped_import_says_so_in_one_line_and_can_go_on(store: Store, db_path: Path, tmp_path: Path, sign: int) -> None:
    file = rows(tmp_path / "rows.jsonl", 0, 1400)
    child = subprocess.Popen(command(db_path, file), stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    child.stderr.readline()
    child.send_signal(sign)
    _, said = child.communicate()
    *_, last = said.splitlines()
    assert (child.returncode, last) == (130, "counterclaim: stopped; what was done so far is kept")
    assert store.value("select state from imports") == "stopped"


def stop_after(store: Store, steps: int, *paths: Path) -> None:
    with closing(add(store, paths, NOW)) as going:
        for _ in range(steps):
            next(going)


def test_a_folder_goes_on_where_it_was_and_a_file_changed_meanwhile_is_read_anew(
    store: Store, db_path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rows(folder / "a.jsonl", 0, 500), rows(folder / "b.jsonl", 500, 900)
    stop_after(store, 3, folder)
    assert store.value("select items from imports") == 600
    stop_after(store, 1, folder)
    assert store.value("select items from imports") == 600  # a stop that comes at once takes nothing back
    rows(folder / "a.jsonl", 1000, 1100)
    assert added(store, folder).counts["documents"] == 100 + 300
    rows(tmp_path / "first.jsonl", 0, 500)
    assert content(db_path).split() and store.value("select count(*) from documents") == 500 + 100 + 400


def test_a_link_to_another_file_is_another_file(store: Store, tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(rows(tmp_path / "one.jsonl", 0, 500))
    stop_after(store, 2, link)
    link.unlink()
    link.symlink_to(rows(tmp_path / "two.jsonl", 1000, 1500))
    assert added(store, link).counts["documents"] == 500


def test_an_import_of_what_the_file_was_does_not_speak_for_what_it_is(store: Store, db_path: Path, tmp_path: Path) -> None:
    file = rows(tmp_path / "rows.jsonl", 0, 900)
    other = Store.open(db_path)
    slow = add(other, [file], NOW)
    next(slow)
    rows(file, 1000, 1600)
    stop_after(store, 1, file)
    for _ in range(2):
        next(slow)
    assert store.value("select items from imports") == ITEMS
    slow.close()
    assert store.value("select state from imports") == "stopped"
    assert added(store, file).documents == 600 - ITEMS
    other.close()


def test_the_same_file_under_two_paths_and_twice_at_once_is_stored_once(store: Store, db_path: Path, tmp_path: Path) -> None:
    file = rows(tmp_path / "rows.jsonl", 0, 900, broken=2)
    alone = undisturbed(tmp_path, file)
    with Store.open(db_path) as other:
        for _ in zip(add(store, [file], NOW), add(other, [file], NOW), strict=False):
            pass
        added(other, file)
    assert content(db_path) == alone
    copy = shutil.copy(file, tmp_path / "copy.jsonl")
    assert +added(store, Path(copy)).counts == Counter()


def test_a_full_disk_is_said_in_plain_words_and_the_next_try_goes_on(store: Store, db_path: Path, tmp_path: Path) -> None:
    file = rows(tmp_path / "rows.jsonl", 0, 1200)
    store.db.execute(f"pragma max_page_count = {store.value('pragma page_count') + 100}")
    with pytest.raises(CounterclaimError, match="the disk is full; what was added is kept") as error:
        added(store, file)
    assert "\n" not in str(error.value) and store.integrity() == ()
    (found,) = store.imports()
    assert 0 < found["items"] == store.value("select count(*) from documents") < 1200 and found["state"] != "failed"
    with pytest.raises(CounterclaimError, match="the disk is full"):
        added(store, file)
    store.db.execute("pragma max_page_count = 1000000")
    assert added(store, file).documents == 1200 - found["items"]
    assert content(db_path) == undisturbed(tmp_path, file)


# Nothing twice


def test_errors_beyond_a_thousand_of_a_file_are_a_number(store: Store, tmp_path: Path) -> None:
    file = rows(tmp_path / "rows.jsonl", 0, 1, broken=2500)
    tally = added(store, file)
    assert len(tally.errors) == 1001 == store.count_read_errors()
    assert "1,500 more" in tally.errors[-1].reason
    rows(file, 0, 1)
    assert added(store, file).errors == [] and store.count_read_errors() == 0


def test_no_portion_is_larger_than_a_few_hundred_statements(tmp_path: Path) -> None:
    long = " ".join(f"Sentence number {number} says something of its own." for number in range(200))
    items = [item(long, id=str(number)) for number in range(9)] + [
        item(f"Post {number} is here.", id=f"p{number}") for number in range(900)
    ]
    found = list(portions(items, 5, Faults(), lambda documents: [False] * len(documents)))
    assert max(one.statements for one in found) < STATEMENTS + 200 and max(len(one.documents) for one in found) <= ITEMS
    assert sum(len(one.documents) for one in found) == 904 and found[-1].reached == 909


documents = st.builds(
    lambda kind, number, text, title, url, day: item(
        text,
        id=f"9/{number}" if kind == "telegram" else f"g{number}",
        kind=kind,
        title=title,
        url=None if kind == "telegram" else url,
        published_at=day,
    ),
    st.sampled_from(("feed", "article", "telegram")),
    st.integers(1, 3),
    st.sampled_from(TEXTS),
    st.sampled_from(("", "Record harvest")),
    st.sampled_from((None, "https://herald.example/1", "https://herald.example/2")),
    st.sampled_from((None, "2025-01-14", "2025-01-15T10:00:00Z", "2025-01-30")),
)


@pytest.fixture(scope="module")
def empty(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    copy = shutil.copy(empty_database, tmp_path_factory.mktemp("copy") / "empty.db")
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("pragma journal_mode = delete")
        return opened.serialize()


def in_memory(empty: bytes) -> Store:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.deserialize(empty)
    return Store(Database(opened), Path("memory"))


@settings(max_examples=100, deadline=None)
@given(found=st.lists(documents, min_size=2, max_size=6))
def test_the_same_files_add_nothing_the_second_time(empty: bytes, found: list[Document]) -> None:
    with in_memory(empty) as store:
        for day in range(3):
            counts = Counter[str]()
            for one in found:
                counts += store.add_documents([prepared(one)], NOW + timedelta(days=day), live=False)
            assert day == 0 or +counts == Counter()


@settings(max_examples=50, deadline=None)
@given(found=st.lists(documents, min_size=2, max_size=6))
def test_two_items_that_stand_side_by_side_do_not_take_turns(empty: bytes, found: list[Document]) -> None:
    with in_memory(empty) as store:
        for day in range(6):
            counts = store.add_documents([prepared(one) for one in found], NOW + timedelta(days=day))
        assert +counts == Counter()


def test_a_feed_and_posts_of_the_same_words_are_as_many_documents_in_any_order(empty: bytes) -> None:
    story = item(title="Record harvest", url="https://herald.example/1")
    posts = [item(f"Record harvest\n\n{STORY}", id="9/1", kind="telegram"), item(id="9/2", kind="telegram")]
    for order in ([story, *posts], [*posts, story], [posts[1], story, posts[0]]):
        with in_memory(empty) as store:
            for one in order:
                store.add_documents([prepared(one)], NOW, live=False)
            assert store.value("select count(*) from documents") == 2


def test_an_item_that_has_become_another_leaves_the_one_it_repeated(store: Store) -> None:
    store.add_documents([prepared(item()), prepared(item(id="guid-2"))], NOW)
    counts = store.add_documents([prepared(item(TEXTS[-1], id="guid-2"))], NOW + timedelta(days=1))
    assert (counts["documents"], counts["versions"]) == (1, 0) and store.changes(10) == []


def test_a_teaser_with_another_word_is_no_teaser(store: Store) -> None:
    store.add_documents([prepared(item(TEXTS[1], kind="article"))], NOW)
    counts = store.add_documents([prepared(item("The harvest is the second best in years, the ministry says."))], NOW)
    assert counts["new_statements"] == 1


def test_an_address_that_everything_stands_under_is_nobodys(store: Store) -> None:
    found = [
        prepared(item(f"{STORY} Minute {number}.", id=str(number), url="https://herald.example/live")) for number in range(12)
    ]
    assert store.add_documents(found[:9], NOW)["documents"] == 9  # side by side in one feed: none is another's new version
    assert store.add_documents(found, NOW + timedelta(days=1))["documents"] == 3
    assert store.changes(10) == []


def test_an_older_export_read_again_brings_nothing_back(store: Store) -> None:
    posts = [
        prepared(item(f"Post number {number} says something of its own.", f"9/{number}", "telegram")) for number in range(1, 8)
    ]
    exports = [(posts[:5], [1, 2, 3, 4, 5]), ([posts[0], posts[2], *posts[3:6]], [1, 3, 4, 5, 6])]
    for day in range(2):
        gone = []
        for known, present in exports:
            store.add_documents(known, NOW + timedelta(days=day), live=False)
            gone.append(
                store.mark_vanished(Extent(outlet=HERALD, prefix="9/", present=array("q", present)), NOW + timedelta(days=day))
            )
        assert gone == ([0, 1] if day == 0 else [0, 0])
        assert [one["at"] for one in store.changes(10)] == ["2025-01-20T09:00:00Z"]
    store.add_documents(posts, NOW + timedelta(days=2), live=False)
    assert store.mark_vanished(Extent(outlet=HERALD, prefix="9/", present=array("q", range(1, 8))), NOW) == 0
    assert store.changes(10) == []  # a later export has it: it has come back


def test_names_that_come_in_while_others_are_folded_are_not_lost(
    store: Store, say: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say("The bread is cheap in our town.", speaker="Иванов")
    read, late = store.printed_names, iter(["Иван Иванов"])

    def read_and_be_late() -> Any:
        found = read()
        for name in late:
            say("The milk is cheap in our town.", speaker=name)
        return found

    monkeypatch.setattr(store, "printed_names", read_and_be_late)
    speakers.fold_speakers(store)
    assert len({store.speaker_of("Иванов"), store.speaker_of("Иван Иванов")}) == 1


def test_nothing_is_compared_while_the_file_is_locked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_documents([prepared(item(f"{STORY} Number {number}.", id=str(number))) for number in range(5)], NOW)
    compare = copies.document_copy

    def seen(one: str, other: str) -> float | None:
        assert not store.db.conn.in_transaction
        return compare(one, other)

    monkeypatch.setattr("classifiers.copies.document_copy", seen)
    assert [*compare_documents(store)] == [(5, 4)]
    assert len(set(store.db.execute("select first_id from document_copies").fetchall())) == 2


# Behind the desk


@pytest.fixture
def background(db_path: Path, store: Store) -> Background:
    return Background(db_path, Settings(), lambda: NOW)


def uploaded(store: Store, db_path: Path, count: int = 900) -> str:
    path = receive(db_path, "rows.jsonl", lambda place: rows(place, 0, count))
    store.start_import(import_id(path), path.name, str(path), "auto", None, "", 1, "rita", NOW, state="waiting")
    return import_id(path)


def state_of(store: Store) -> tuple[str, int, str | None]:
    (found,) = store.imports()
    return found["state"], found["items"], found["reason"]


def test_an_upload_that_was_cut_short_goes_on_with_the_next_start_and_not_for_ever(
    store: Store, db_path: Path, background: Background
) -> None:
    uploaded(store, db_path)
    task = store.next_import()
    assert task is not None
    stop_after(store, 2, Path(task["path"]))
    store.db.execute("update imports set state = 'running'")  # as a kill leaves it
    background.once()
    assert state_of(store) == ("done", 900, None) and list(incoming_folder(db_path).iterdir()) == []
    uploaded(store, db_path)
    for state in ("waiting", "failed"):
        store.db.execute("update imports set state = 'running' where state <> 'done'")
        store.resume_imports(str(incoming_folder(db_path)))
        assert store.value("select state from imports where state <> 'done'") == state


def test_a_desk_that_is_stopped_takes_the_upload_up_again(store: Store, db_path: Path, background: Background) -> None:
    uploaded(store, db_path)
    background._stop.set()
    background.once()
    state, items, _ = state_of(store)
    assert (state, items) == ("waiting", ITEMS)
    Background(db_path, Settings(), lambda: NOW).once()
    assert state_of(store) == ("done", 900, None)


def test_an_upload_that_finds_the_disk_full_goes_on_when_there_is_room(
    store: Store, db_path: Path, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded(store, db_path, 1200)
    room = store.value("pragma page_count") + 100
    opened = Store.open

    def small(path: Path) -> Store:
        found = opened(path)
        found.db.execute(f"pragma max_page_count = {room}")
        return found

    monkeypatch.setattr(Store, "open", small)
    for _ in range(3):
        with pytest.raises((CounterclaimError, sqlite3.OperationalError), match="full"):
            background.once()
    monkeypatch.setattr(Store, "open", opened)
    background.once()
    assert state_of(store)[:2] == ("done", 1200)


def test_an_upload_for_which_there_is_no_room_leaves_nothing(db_path: Path) -> None:
    def full(place: Path) -> None:
        place.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        receive(db_path, "rows.jsonl", full)
    assert list(incoming_folder(db_path).iterdir()) == []
