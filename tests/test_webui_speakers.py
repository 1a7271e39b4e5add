"""Speakers at the desk: one person under many spellings, and people's word on who is who."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from monitor.add import add
from monitor.records import Role
from monitor.store import Store

VOICES = [
    ("The bread is cheap.", "Ivan Petrovich", "en"),
    ("The bread is dear.", "Пётр Новікаў", "be"),
    ("Хлеб подорожает весной.", "Пётр Новиков", "ru"),
    ("The road is closed.", "Anna Nowak", "pl"),
]


@pytest.fixture
def desk(sign_in: Callable) -> Any:
    return sign_in()


@pytest.fixture
def heard(store: Store, moment: datetime, tmp_path: Path) -> Callable[..., None]:
    """``heard((text, speaker, lang), ...)``: statements that came in with these names."""

    def come(*rows: tuple[str, str, str]) -> None:
        file = tmp_path / "voices.jsonl"
        lines = [json.dumps({"text": text, "speaker": name, "lang": lang, "outlet": "herald"}) for text, name, lang in rows]
        file.write_text("\n".join(lines), encoding="utf-8")
        for _ in add(store, [file], moment):
            pass

    return come


@pytest.fixture
def voices(heard: Callable[..., None]) -> None:
    heard(*VOICES)


def speakers(desk: Any, path: str = "/speakers") -> dict[str, str]:
    page = desk.page(path)
    return {row[0].text_content().strip(): row[1].text_content() for row in page.xpath("//tbody/tr")}


def page_of(desk: Any, name: str) -> str:
    return desk.page("/speakers").xpath(f"//a[bdi[.='{name}']]/@href")[0]


def test_one_person_in_two_spellings_is_one_speaker_and_can_be_set_apart(desk, voices):
    found = speakers(desk)
    assert sorted(found.values()) == ["1", "1", "2"]
    (folded,) = [name for name, count in found.items() if count == "2"]
    assert "2 appearances under 2 spellings" in desk.words(page_of(desk, folded))
    answer = desk.press(page_of(desk, folded), "//tr[td//bdi[.='Пётр Новиков']]//form")
    assert answer.status_code == 302 and sorted(speakers(desk).values()) == ["1", "1", "1", "1"]
    assert "is somebody else" in desk.words(answer.headers["Location"])


def test_people_join_and_rename_speakers_and_the_next_file_does_not_undo_it(desk, voices, heard, store):
    desk.press(page_of(desk, "Anna Nowak"), "//form[.//input[@value='same']]", other="Ivan Petrovich")
    named = desk.page("/speakers").xpath("//tr[td[2]='2']//a[bdi[contains(., 'Petrovi') or contains(., 'Nowak')]]/@href")[0]
    assert "Anna Nowak is the same person as Ivan Petrovich" in desk.words(named)
    desk.press(named, "//form[.//input[@value='called']]", other="A. Nowak-Petrovich")
    assert speakers(desk)["A. Nowak-Petrovich"] == "2"
    heard(("The road is open again.", "Anna Nowak", "en"))
    assert speakers(desk)["A. Nowak-Petrovich"] == "2" and store.value("select count(*) from speaker_edits") == 2


@pytest.mark.parametrize(
    ("other", "said"), [("Nobody Atall", "There is no speaker called “Nobody Atall”."), ("Anna Nowak", "one speaker already")]
)
def test_a_name_that_cannot_be_joined_is_said_beside_its_field_and_kept_there(desk, voices, store, other, said):
    answer = desk.press(page_of(desk, "Anna Nowak"), "//form[.//input[@value='same']]", other=other)
    assert answer.status_code == 422 and said in answer.text and 'aria-describedby="wrong-same"' in answer.text
    assert f'value="{other}"' in answer.text and store.speaker_edits() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "called", "other": " "},
        {"action": "called", "other": "x" * 201},
        {"action": "apart", "name": "Ivan Petrovich"},
        {"action": "evil"},
        {},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk, voices, store, fields):
    answer = desk.send(page_of(desk, "Anna Nowak"), fields)
    assert answer.status_code == 422 and "Write the name, and choose what to do." in answer.text
    assert store.speaker_edits() == []


def test_an_unknown_speaker_is_not_found(desk, voices):
    assert desk.get("/speakers/nobody").status_code == 404
    assert desk.send("/speakers/nobody", {"action": "called", "other": "X"}).status_code == 404


@pytest.mark.parametrize("words", ["Nowak", "nowak", "anna", "ANNA NOWAK"])
def test_a_speaker_is_found_by_a_part_of_the_name(desk, voices, words):
    assert list(speakers(desk, f"/speakers?words={quote(words)}")) == ["Anna Nowak"]


@pytest.mark.parametrize("words", ["Новиков", "новиков", "пётр", "НОВИКОВ", "пётр новиков", "Пётр  Новікаў"])
def test_a_speaker_is_found_in_any_printed_spelling_however_it_is_written(desk, voices, words):
    (found,) = speakers(desk, f"/speakers?words={quote(words)}").values()
    assert found == "2"


def test_nobody_of_a_name_and_nobody_at_all_are_two_answers(desk):
    assert "Nobody of that name" in desk.words("/speakers?words=Nowak") and "No speaker yet" in desk.words("/speakers")
    assert desk.get("/speakers?words=%00a").status_code == 200


def test_speakers_come_in_pages_and_an_absurd_page_is_an_empty_one(desk, heard):
    heard(*((f"Road {number} is closed.", f"Anna Nowa{chr(97 + number % 26)}k {number}", "en") for number in range(101)))
    assert len(speakers(desk)) == 100 and len(speakers(desk, "/speakers?page=2")) == 1
    assert speakers(desk, f"/speakers?page={10**30}") == {}


def test_numbers_lead_to_the_statements_behind_them(desk, voices):
    link = desk.page("/speakers").xpath("//tr[td[2]='2']/td[3]/a/@href")[0]
    assert len(desk.page(link).xpath("//li[@class='item']")) == 2


def test_every_role_may_say_who_is_who(sign_in, voices):
    for role in Role:
        browser = sign_in(f"the-{role}", role)
        named = browser.page("/speakers").xpath("//tbody//a[starts-with(@href, '/speakers/')]/@href")[0]
        assert browser.press(named, "//form[.//input[@value='called']]", other=f"Called by {role}").status_code == 302
