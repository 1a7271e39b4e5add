"""Files people add at the desk, what could not be read, silent changes and speakers."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from monitor.add import add, prepared
from monitor.background import Background, incoming_folder, place_for
from monitor.records import Document, Outlet, ReadError, Role
from monitor.settings import Settings
from monitor.store import Store

ROWS = "\n".join(json.dumps({"text": f"Claim number {number} of the spokesman.", "outlet": "herald"}) for number in range(3))
HERALD = Outlet(id="herald", name="Herald", lang="en")


@pytest.fixture
def background(db_path: Path, settings: Settings, store: Store) -> Background:
    return Background(db_path, settings, lambda: datetime.now(UTC))


@pytest.fixture
def desk(app: Flask, sign_in: Callable, background: Background) -> object:
    """A reviewer's browser on a desk whose background work is done by hand."""
    app.config["BACKGROUND"] = background
    return sign_in()


def sent(desk: object, name: str, body: str | bytes, **fields: str) -> object:
    data = {"csrf_token": desk.token(), "files": (io.BytesIO(body.encode() if isinstance(body, str) else body), name)}
    return desk.post("/arrivals", data=data | fields, content_type="multipart/form-data")


def test_a_file_that_is_sent_waits_is_read_and_leaves_no_copy(desk, store, background, db_path) -> None:
    answer = sent(desk, "../../Мой файл.jsonl", ROWS)
    page = answer.headers["Location"]
    assert answer.status_code == 302 and desk.get(page, headers={"X-Desk": "1"}).json["state"] == "waiting"
    background.once()
    assert desk.get(page, headers={"X-Desk": "1"}).json == {
        "state": "done", "items": 3, "documents": 3, "new_statements": 3, "versions": 0, "errors": 0, "reason": None,
    }  # fmt: skip
    assert "Everything in it has been read." in desk.words(page)
    assert list(incoming_folder(db_path).iterdir()) == [] and list(db_path.parent.parent.glob("*.jsonl")) == []


def test_a_file_with_a_fault_is_kept_for_another_try_and_the_fault_is_solved_by_it(desk, store, background, db_path) -> None:
    sent(desk, "rows.jsonl", ROWS + "\n{broken")
    background.once()
    (error,) = store.read_errors()
    (kept,) = incoming_folder(db_path).glob("*/*")
    assert kept.stat().st_mode & 0o077 == 0 and incoming_folder(db_path).stat().st_mode & 0o077 == 0
    assert "line 4" in desk.words("/arrivals")
    kept.write_text(ROWS)
    desk.press("/arrivals", "//form[contains(@action, '/errors/')]//button[.='Try again']")
    background.once()
    assert store.read_errors() == [] and store.read_errors(solved=True)[0]["id"] == error["id"]
    assert not kept.exists()


def test_an_error_somebody_has_seen_leaves_the_list_and_comes_back_with_the_fault(desk, store, now) -> None:
    fault = ReadError(file="/somewhere/a.xml", place="item 3", reason="it is cut off.")
    store.save_read_errors([fault], now)
    desk.press("/arrivals", "//button[.='Seen']")
    assert "Everything that came in could be read." in desk.words("/arrivals")
    store.save_read_errors([fault], now)
    assert [row["times"] for row in store.read_errors()] == [2]


def test_an_error_whose_file_nobody_has_any_more_says_so(desk, store, now) -> None:
    store.save_read_errors([ReadError(file="/somewhere/a.xml", place="item 3", reason="it is cut off.")], now)
    answer = desk.press("/arrivals", "//button[.='Try again']")
    assert "is not here any more" in desk.words(answer.headers["Location"])


@pytest.mark.parametrize(
    "name", ["", "..", "../../../etc/passwd", "a\0b.jsonl", "CON", "x" * 5000, "C:\\temp\\r.json", ".hidden"]
)
def test_no_name_leads_out_of_the_folder_of_what_came_in(db_path: Path, name: str) -> None:
    place = place_for(db_path, name)
    assert place.parent.parent == incoming_folder(db_path) and not place.name.startswith(".") and len(place.name) <= 100
    place.write_text("x")


def test_nothing_chosen_is_said_beside_the_form(desk) -> None:
    answer = desk.send("/arrivals", {"kind": "auto"})
    assert answer.status_code == 422 and "Choose at least one file." in answer.text


def test_an_unknown_kind_and_an_unknown_import_are_refused(desk) -> None:
    assert sent(desk, "rows.jsonl", ROWS, kind="nonsense").status_code == 400
    assert desk.get("/arrivals/0123").status_code == 404 and desk.send("/arrivals/0123/retry").status_code == 404


def raw(token: str, size: int) -> dict[str, object]:
    """A form with one file as it goes over the wire."""
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    file = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + "x" * size
    body = part.format("csrf_token", token) + part.format("kind", "auto") + file + "\r\n--b--\r\n"
    return {"data": body.encode(), "content_type": "multipart/form-data; boundary=b"}


def test_only_those_who_are_signed_in_may_send_more_than_a_form(app, desk, visitor) -> None:
    assert visitor.post("/arrivals", **raw("", 3 << 20)).status_code == 401
    assert desk.post("/arrivals", **raw(desk.token(), 3 << 20)).status_code == 302
    assert desk.post("/users", **raw(desk.token(), 3 << 20)).status_code == 413
    app.config["DESK"] = replace(app.config["DESK"], upload_max_bytes=1 << 20)
    assert desk.post("/arrivals", **raw(desk.token(), 3 << 20)).status_code == 413


def test_an_import_that_cannot_be_done_says_why(desk, store, background) -> None:
    page = sent(desk, "rows.jsonl", ROWS).headers["Location"]
    store.db.execute("update imports set outlet_id = 'No Id!'")
    background.once()
    found = desk.get(page, headers={"X-Desk": "1"}).json
    assert found["state"] == "failed" and "no outlet id" in found["reason"] and "Go on" in desk.words(page)


def test_the_thread_takes_up_what_waits_and_ends_when_asked(desk, store, background) -> None:
    background.start()
    page = sent(desk, "rows.jsonl", ROWS).headers["Location"]
    until = datetime.now(UTC) + timedelta(seconds=20)
    while desk.get(page, headers={"X-Desk": "1"}).json["state"] != "done":
        assert datetime.now(UTC) < until
    background.stop()
    assert store.value("select count(*) from statements") == 3


# Silent changes


def came(store: Store, text: str, when: datetime, title: str = "The harvest", id: str = "1") -> None:
    document = Document(
        outlet=HERALD, external_id=id, kind="feed", text=text, title=title, lang="en", published_at="2025-01-14"
    )
    store.add_documents([prepared(document)], when)


TEXT = "This harvest is good this year. Nine people were thanked by the mayor in the town hall."


def test_what_an_outlet_changed_is_shown_word_by_word(desk, store, moment) -> None:
    came(store, TEXT, moment)
    came(store, TEXT.replace("good", "poor"), moment + timedelta(days=1), title="The crops of the year")
    page = desk.page("/changes")
    assert page.xpath("//del/text()")[-1:] == ["good"] and page.xpath("//ins/text()")[-1:] == ["poor"]
    said = desk.words("/changes")
    assert "edited The crops of the year Herald" in said and "The title was: The harvest" in said
    (link,) = page.xpath("//main//li//a/@href")
    assert desk.page(link).xpath("//del/text()")[-1] == "good" and "since 21 January 2025" in desk.words(link)


def test_what_was_taken_down_is_kept_and_said(desk, store, moment) -> None:
    came(store, TEXT, moment)
    number = store.document_id_of("herald", "1")
    store.mark_gone([number], moment)
    assert "taken down The harvest Herald" in desk.words("/changes")
    said = desk.words(f"/documents/{number}")
    assert "taken down, noticed 20 January 2025" in said and "Nine people were thanked" in said


def test_without_changes_the_page_says_when_there_will_be_some(desk) -> None:
    assert "looked at again after a day and after a week" in desk.words("/changes")


def test_versions_and_documents_that_are_not_there_are_not_found(desk, store, moment) -> None:
    came(store, TEXT, moment)
    number = store.document_id_of("herald", "1")
    assert desk.get("/documents/none").status_code == 404 and desk.get(f"/documents/{number}?to=9").status_code == 404
    assert desk.get(f"/documents/{number}?from=7").status_code == 200


def test_changes_come_in_pages(desk, store, moment) -> None:
    for number in range(31):
        came(store, f"{TEXT} Number {number}.", moment, id=str(number))
    store.mark_gone([store.document_id_of("herald", str(number)) for number in range(31)], moment)
    assert len(desk.page("/changes").xpath("//main//li")) == 30
    assert len(desk.page("/changes?page=2").xpath("//main//li")) == 1


# Speakers


@pytest.fixture
def voices(store: Store, moment: datetime, tmp_path: Path) -> None:
    rows = [
        ("The bread is cheap.", "Ivan Petrovich", "en"), ("The bread is dear.", "Пётр Новікаў", "be"),
        ("Хлеб подорожает весной.", "Пётр Новиков", "ru"), ("The road is closed.", "Anna Nowak", "pl"),
    ]  # fmt: skip
    file = tmp_path / "voices.jsonl"
    lines = [json.dumps({"text": text, "speaker": name, "lang": lang, "outlet": "herald"}) for text, name, lang in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    for _ in add(store, [file], moment):
        pass


def speakers(desk: object) -> dict[str, str]:
    page = desk.page("/speakers")
    return {row[0].text_content().strip(): row[1].text_content() for row in page.xpath("//tbody/tr")}


def test_one_person_in_two_spellings_is_one_speaker_and_can_be_set_apart(desk, voices) -> None:
    found = speakers(desk)
    assert sorted(found.values()) == ["1", "1", "2"]
    (folded,) = [name for name, count in found.items() if count == "2"]
    link = desk.page("/speakers").xpath(f"//a[.='{folded}']/@href")[0]
    answer = desk.press(link, "//tr[td//bdi[.='Пётр Новиков']]//form")
    assert answer.status_code == 302 and sorted(speakers(desk).values()) == ["1", "1", "1", "1"]
    assert "is somebody else" in desk.words(answer.headers["Location"])


def test_people_join_and_rename_speakers_and_the_next_file_does_not_undo_it(desk, voices, store, moment, tmp_path) -> None:
    link = desk.page("/speakers").xpath("//a[bdi[.='Anna Nowak']]/@href")[0]
    desk.press(link, "//form[.//input[@value='same']]", other="Ivan Petrovich")
    named = desk.page("/speakers").xpath("//tr[td[2]='2']//a[bdi[contains(., 'Petrovi') or contains(., 'Nowak')]]/@href")[0]
    desk.press(named, "//form[.//input[@value='called']]", other="A. Nowak-Petrovich")
    assert speakers(desk)["A. Nowak-Petrovich"] == "2"
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps({"text": "The road is open again.", "speaker": "Anna Nowak", "lang": "en", "outlet": "herald"}))
    for _ in add(store, [file], moment):
        pass
    assert speakers(desk)["A. Nowak-Petrovich"] == "2" and store.value("select count(*) from speaker_edits") == 2


def test_a_name_nobody_bears_is_said_and_an_unknown_speaker_is_not_found(desk, voices) -> None:
    link = desk.page("/speakers").xpath("//a[bdi[.='Anna Nowak']]/@href")[0]
    answer = desk.press(link, "//form[.//input[@value='same']]", other="Nobody Atall")
    assert answer.status_code == 422 and "There is no speaker called" in answer.text
    assert desk.get("/speakers/nobody").status_code == 404


def test_a_speaker_is_found_in_any_of_his_spellings(desk, voices) -> None:
    assert (
        "Пётр" not in desk.words("/speakers?words=Nowak") and len(desk.page("/speakers?words=Новиков").xpath("//tbody/tr")) == 1
    )


def test_reviewers_may_add_files_and_only_editors_change_feeds(app, sign_in, background) -> None:
    app.config["BACKGROUND"] = background
    reviewer, editor = sign_in("rita"), sign_in("eve", Role.EDITOR)
    assert reviewer.get("/feeds/new?address=https://herald.example").status_code == 403
    assert not reviewer.page("/feeds").xpath("//form[contains(@action, '/feeds/new')]")
    assert editor.page("/feeds").xpath("//form[contains(@action, '/feeds/new')]")
