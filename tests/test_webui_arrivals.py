"""Files people add at the desk, how far each has come, and what could not be read."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from monitor.background import Background, incoming_folder, place_for
from monitor.records import Outlet, ReadError, Role
from monitor.settings import Settings
from monitor.store import Store

ROWS = "\n".join(json.dumps({"text": f"Claim number {number} of the spokesman.", "outlet": "herald"}) for number in range(3))
HERALD = Outlet(id="herald", name="Herald", lang="en")
X_DESK = {"X-Desk": "1"}


@pytest.fixture
def background(db_path: Path, settings: Settings, store: Store) -> Background:
    return Background(db_path, settings, lambda: datetime.now(UTC))


@pytest.fixture
def desk(app: Flask, sign_in: Callable, background: Background) -> Any:
    """A reviewer's browser on a desk whose background work is done by hand."""
    app.config["BACKGROUND"] = background
    return sign_in()


@pytest.fixture
def added(store: Store, now: datetime, tmp_path: Path) -> Callable[..., str]:
    """``added("rows.csv", "failed", ago=timedelta(hours=3))``: a file that was added, and what has become of it."""

    def put(name: str, state: str = "done", ago: timedelta = timedelta(0), **known: Any) -> str:
        number = f"{len(store.imports(1000)):04}"
        path = tmp_path / number / name
        store.start_import(number, name, str(path), "auto", None, "x", 2_000_000, "rita", now - ago, state=state)
        for column, value in known.items():
            store.db.execute(f"update imports set {column} = ? where id = ?", [value, number])
        return number

    return put


def fault(file: str, place: str = "item 3", reason: str = "it is cut off.", **known: Any) -> ReadError:
    return ReadError(file=file, place=place, reason=reason, **known)


def sent(desk: Any, name: str, body: str | bytes, **fields: str) -> Any:
    data = {"csrf_token": desk.token(), "files": (io.BytesIO(body.encode() if isinstance(body, str) else body), name)}
    return desk.post("/arrivals", data=data | fields, content_type="multipart/form-data")


# Sending


def test_a_file_that_is_sent_waits_is_read_and_leaves_no_copy(desk, store, background, db_path):
    answer = sent(desk, "../../Мой файл.jsonl", ROWS)
    page = answer.headers["Location"]
    assert answer.status_code == 302 and desk.get(page, headers=X_DESK).json["state"] == "waiting"
    background.once()
    assert desk.get(page, headers=X_DESK).json == {
        "state": "done", "said": "read", "items": 3, "documents": 3, "new_statements": 3, "versions": 0, "errors": 0,
        "reason": None,
    }  # fmt: skip
    assert "Everything in it has been read." in desk.words(page)
    assert not desk.page(page).xpath("//main//form")  # its file is gone, so that it cannot be read again
    assert list(incoming_folder(db_path).iterdir()) == [] and list(db_path.parent.parent.glob("*.jsonl")) == []


def test_several_files_at_once_wait_in_turn(desk, store, background):
    files = [(io.BytesIO(ROWS.encode()), "one.jsonl"), (io.BytesIO(ROWS.replace("Claim", "Word").encode()), "two.jsonl")]
    data = {"csrf_token": desk.token(), "files": files}
    assert desk.post("/arrivals", data=data, content_type="multipart/form-data").location == "/arrivals"
    assert len(desk.page("/arrivals").xpath("//tr[@data-import]")) == 2
    background.once()
    assert [row["new_statements"] for row in store.imports()] == [3, 3]
    assert not desk.page("/arrivals").xpath("//tr[@data-import]")


def test_a_file_that_waits_says_how_many_are_before_it(desk, added):
    added("first.json", "running", timedelta(minutes=2), changed_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    second = added("second.json", "waiting")
    assert "1 file is before it. It goes on by itself" in desk.words(f"/arrivals/{second}")
    assert "being read" in desk.words("/arrivals/0000") and "before it" not in desk.words("/arrivals/0000")


@pytest.mark.parametrize(
    "name", ["", "..", "../../../etc/passwd", "a\0b.jsonl", "CON", "x" * 5000, "C:\\temp\\r.json", ".hidden", "\ud800.json"]
)
def test_no_name_leads_out_of_the_folder_of_what_came_in(db_path: Path, name: str):
    place = place_for(db_path, name)
    assert place.parent.parent == incoming_folder(db_path) and not place.name.startswith(".") and len(place.name) <= 100
    place.write_text("x")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202egpj.exe.json", "gpj.exe.json"),
        ("a\u2066b\x07c.json", "abc.json"),
        ("\u10d0" * 300 + ".json", "\u10d0" * 65 + ".json"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("\u200f\u202e", "upload"),
    ],
)
def test_the_name_of_a_file_is_shown_without_what_cannot_be_seen(desk, store, db_path, name, shown):
    assert sent(desk, name, ROWS).status_code == 302
    (row,) = store.imports()
    assert row["name"] == shown and Path(row["path"]).parent.parent == incoming_folder(db_path)
    assert Path(row["path"]).is_file()


def test_nothing_chosen_and_an_odd_outlet_are_said_beside_the_form_which_keeps_what_was_chosen(desk):
    answer = desk.send("/arrivals", {"kind": "telegram"})
    assert answer.status_code == 422 and "Choose at least one file." in answer.text
    assert '<option value="telegram" selected>' in answer.text and 'aria-describedby="wrong-files"' in answer.text
    assert "is no outlet id" in sent(desk, "rows.jsonl", ROWS, outlet="No Id!").text


def test_an_unknown_kind_and_an_unknown_import_are_refused(desk):
    assert sent(desk, "rows.jsonl", ROWS, kind="nonsense").status_code == 400
    assert desk.get("/arrivals/0123").status_code == 404 and desk.send("/arrivals/0123/retry").status_code == 404
    for act in ("retry", "dismiss"):
        assert desk.send(f"/arrivals/errors/7/{act}").status_code == 404
        assert desk.send(f"/arrivals/errors/{10**30}/{act}").status_code == 404


def raw(token: str, size: int) -> dict[str, object]:
    """A form with one file as it goes over the wire."""
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    file = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + "x" * size
    body = part.format("csrf_token", token) + part.format("kind", "auto") + file + "\r\n--b--\r\n"
    return {"data": body.encode(), "content_type": "multipart/form-data; boundary=b"}


def test_only_those_who_are_signed_in_may_send_more_than_a_form(app, desk, visitor, store):
    assert visitor.post("/arrivals", **raw("", 3 << 20)).status_code == 401
    assert desk.post("/arrivals", **raw(desk.token(), 3 << 20)).status_code == 302
    assert desk.post("/users", **raw(desk.token(), 3 << 20)).status_code == 413
    app.config["DESK"] = replace(app.config["DESK"], upload_max_bytes=1 << 20)
    answer = desk.post("/arrivals", **raw(desk.token(), 3 << 20))
    assert answer.status_code == 413 and len(store.imports()) == 1
    assert "That is more than 1.05 MB, the most the desk takes at once. Nothing was added." in answer.text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.ENAMETOOLONG])
def test_a_file_that_cannot_be_put_away_says_why_and_leaves_nothing(desk, store, db_path, monkeypatch, number):
    def full(*_: object) -> None:
        raise OSError(number, "No space left on device" if number == errno.ENOSPC else "It is refused", "/a/secret/path")

    monkeypatch.setattr("werkzeug.datastructures.FileStorage.save", full)
    answer = sent(desk, "rows.jsonl", ROWS)
    assert answer.status_code == 507 and "rows.jsonl could not be put away:" in answer.text and "secret" not in answer.text
    assert store.imports() == [] and list(incoming_folder(db_path).iterdir()) == []


def test_a_file_whose_import_cannot_be_noted_leaves_nothing(desk, store, db_path, monkeypatch):
    monkeypatch.setattr("webui.arrivals.import_id", lambda path: [])  # what no column takes
    assert sent(desk, "rows.jsonl", ROWS).status_code == 500
    assert store.imports() == [] and list(incoming_folder(db_path).iterdir()) == []


# What has become of it


def test_an_import_that_cannot_be_done_says_why(desk, store, background):
    page = sent(desk, "rows.jsonl", ROWS).headers["Location"]
    store.db.execute("update imports set outlet_id = 'No Id!'")
    background.once()
    found = desk.get(page, headers=X_DESK).json
    assert found["state"] == "failed" and "no outlet id" in found["reason"] and "Go on" in desk.words(page)


def test_an_import_that_nobody_reads_any_more_says_so_and_goes_on_when_asked(desk, store, added, tmp_path):
    number = added("big.json", "running", timedelta(hours=3), items=700)
    (tmp_path / number).mkdir()
    (tmp_path / number / "big.json").write_text("{}")
    said = desk.words(f"/arrivals/{number}")
    assert "interrupted" in said and "Nothing has come of it since 3 hours ago." in said and "700 items read" in said
    desk.press(f"/arrivals/{number}", "//button[.='Go on']")
    assert store.import_of(number)["state"] == "waiting"


def test_what_is_being_read_is_not_begun_a_second_time(desk, store, added):
    number = added("big.json", "running")
    assert not desk.page(f"/arrivals/{number}").xpath("//main//form")
    assert desk.send(f"/arrivals/{number}/retry").status_code == 302 and store.import_of(number)["state"] == "running"


def test_the_page_of_an_import_shows_its_own_errors_alone_and_no_folder_of_the_machine(desk, store, added, now):
    number = added("export", errors=2)
    path = store.import_of(number)["path"]
    store.save_read_errors([fault(f"{path}/inner/a.html"), fault(f"{path}2", reason="of a neighbour."), fault(path)], now)
    said = desk.words(f"/arrivals/{number}")
    assert "inner/a.html item 3 it is cut off." in said and "neighbour" not in said and str(Path(path).parent) not in said
    assert "The file is not here any more: add it again." in said


def test_the_numbers_of_an_import_are_for_those_who_are_signed_in(desk, visitor, added):
    number = added("rows.csv")
    answer = visitor.get(f"/arrivals/{number}", headers=X_DESK)
    assert answer.status_code == 302 and "items" not in answer.text
    assert set(desk.get(f"/arrivals/{number}", headers=X_DESK).json) == {
        "state", "said", "items", "documents", "new_statements", "versions", "errors", "reason",
    }  # fmt: skip


def test_the_list_comes_in_pages_and_an_absurd_page_is_an_empty_one(desk, added):
    for number in range(21):
        added(f"{number}.json", ago=timedelta(hours=number), documents=1_200_345)
    first = desk.page("/arrivals")
    assert len(first.xpath("//tbody/tr")) == 20 and first.xpath("string(//a[@rel='next']/@href)") == "/arrivals?page=2"
    assert desk.page("/arrivals?page=2").xpath("string(//tbody/tr/td)") == "20.json" and "1,200,345" in desk.words("/arrivals")
    for page in ("0", "-1", "x", str(10**30)):
        assert desk.get(f"/arrivals?page={page}").status_code == 200


def test_without_files_the_page_says_what_happens_with_them(desk):
    said = desk.words("/arrivals")
    assert "No file has been added yet" in said and "could not be read" not in said


def test_the_thread_takes_up_what_waits_and_ends_when_asked(desk, store, background):
    background.start()
    page = sent(desk, "rows.jsonl", ROWS).headers["Location"]
    until = datetime.now(UTC) + timedelta(seconds=20)
    while desk.get(page, headers=X_DESK).json["state"] != "done":
        assert datetime.now(UTC) < until
    background.stop()
    assert store.value("select count(*) from statements") == 3


# What could not be read


def groups(browser: Any, path: str = "/arrivals") -> list[str]:
    return [
        " ".join(one.text_content().split())
        for one in browser.page(path).xpath("//section[@id='errors']/ul/li/div | //details")
    ]


def test_what_could_not_be_read_stands_there_with_file_place_and_reason_the_latest_first(sign_in, store, now):
    store.save_read_errors([fault("old.csv", "line 3", "no text")], now - timedelta(days=3))
    for _ in range(2):
        store.save_read_errors([fault("new.xml", "item 7", "no title and no text")], now)
    page = sign_in().page("/arrivals")
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//section[@id='errors']/ul/li")]
    assert rows[0].startswith("new.xml 1 fault, just now") and rows[0].endswith("item 7 no title and no text 2 times")
    assert rows[1].startswith("old.csv 1 fault, 3 days ago") and rows[1].endswith("line 3 no text")


def test_the_faults_of_one_file_stand_together_and_are_seen_together(desk, store, now):
    store.save_read_errors([fault("/a/rows.csv", f"line {line}") for line in range(200)], now)
    store.save_read_errors([fault("/a/b.csv")], now)
    heads = [one for one in groups(desk) if "Seen" in one]
    assert [one.split(",")[0] for one in heads] == ["b.csv 1 fault", "rows.csv 200 faults"]
    assert len(desk.page("/arrivals").xpath("//details//li")) == 197
    desk.press("/arrivals", "(//button[.='Seen'])[2]")
    assert [one["file"] for one in store.read_errors()] == ["/a/b.csv"]


def test_more_files_than_fit_are_a_press_away(desk, store, now):
    store.save_read_errors([fault(f"/a/{number}.csv") for number in range(23)], now)
    assert len(groups(desk)) == 20 and "3 more files and feeds" in desk.words("/arrivals")
    assert len(groups(desk, "/arrivals?all=1")) == 23


def test_a_file_with_a_fault_is_kept_for_another_try_and_the_fault_is_solved_by_it(desk, store, background, db_path):
    sent(desk, "Мой файл.jsonl", ROWS + "\n{broken")
    background.once()
    (error,) = store.read_errors()
    (kept,) = incoming_folder(db_path).glob("*/*")
    assert kept.stat().st_mode & 0o077 == 0 and incoming_folder(db_path).stat().st_mode & 0o077 == 0
    assert groups(desk)[0].startswith("Мой файл.jsonl 1 fault") and "line 4" in desk.words("/arrivals")
    kept.write_text(ROWS)
    answer = desk.press("/arrivals", "//section[@id='errors']//button[.='Try again']")
    assert answer.location.startswith("/arrivals/") and desk.get(answer.location, headers=X_DESK).json["state"] == "waiting"
    background.once()
    assert store.read_errors() == [] and store.read_errors(solved=True)[0]["id"] == error["id"]
    assert not kept.exists() and "Everything that came in could be read." in desk.words("/arrivals")


def test_an_error_somebody_has_seen_leaves_the_list_and_comes_back_with_the_fault(desk, store, now, added):
    added("a.xml")
    store.save_read_errors([fault("/somewhere/a.xml")], now)
    desk.press("/arrivals", "//button[.='Seen']")
    assert "Everything that came in could be read." in desk.words("/arrivals")
    store.save_read_errors([fault("/somewhere/a.xml")], now)
    assert [row["times"] for row in store.read_errors()] == [2]


def test_an_error_whose_file_nobody_has_any_more_says_so_and_is_not_tried(desk, store, now):
    store.save_read_errors([fault("/somewhere/a.xml")], now)
    assert "the file is not here any more" in groups(desk)[0] and "Try again" not in groups(desk)[0]
    answer = desk.send(f"/arrivals/errors/{store.read_errors()[0]['id']}/retry")
    assert "The file of that error is not here any more: add it again." in desk.words(answer.headers["Location"])


def test_what_a_feed_left_out_is_asked_for_again_as_a_whole(desk, store, background, now, monkeypatch):
    feed, asked = store.add_feed("https://herald.example/rss", HERALD, now, title="Herald"), []
    monkeypatch.setattr(background, "poll", asked.append)
    items = [f"https://herald.example/{number}" for number in range(4)]
    store.save_poll(feed, {item: ("x", None) for item in items}, 200, 4, 4, now)
    store.save_read_errors([fault(item, "whole page", feed_id=feed.id) for item in items[:3]], now)
    store.save_read_errors([fault("/a/other.csv")], now)
    assert groups(desk)[1].startswith("Herald 3 faults")
    answer = desk.press("/arrivals", "//button[.='Try again']")
    assert answer.location == f"/feeds/{feed.id}?asked=1" and asked == [feed.id]
    assert [one["file"] for one in store.read_errors()] == ["/a/other.csv"]
    assert set(store.feed_items(feed.id)) == {items[3]}


def test_every_role_may_add_files_and_have_errors_tried_again(app, sign_in, background, store, now):
    app.config["BACKGROUND"] = background
    for role in Role:
        browser = sign_in(f"the-{role}", role)
        assert sent(browser, f"{role}.jsonl", ROWS).status_code == 302
        store.save_read_errors([fault(f"/a/{role}.csv")], now)
        assert browser.press("/arrivals", "//button[.='Seen']").status_code == 302
