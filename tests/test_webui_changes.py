"""What outlets changed or took down in silence, and a document in each of its versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.add import prepared
from monitor.changes import differences
from monitor.copies import compare_documents
from monitor.records import Appearance, Document, Outlet, Stance
from monitor.store import Store

HERALD = Outlet(id="herald", name="Herald", lang="en")
TEXT = "This harvest is good this year. Nine people were thanked by the mayor in the town hall."


@pytest.fixture
def desk(sign_in: Callable) -> Any:
    return sign_in()


@pytest.fixture
def came(store: Store, moment: datetime) -> Callable[..., str]:
    """``came(text, days=1)``: an item of the Herald as it came in; the id of its document."""

    def put(text: str, title: str = "The harvest", id: str = "1", days: int = 0, **known: Any) -> str:
        document = Document(
            **{"outlet": HERALD, "external_id": id, "kind": "feed", "text": text, "title": title, "lang": "en"}
            | {"published_at": "2025-01-14"} | known
        )  # fmt: skip
        store.add_documents([prepared(document)], moment + timedelta(days=days))
        return store.document_id_of(document.outlet.id, id)

    return put


def changed(browser: Any, path: str) -> tuple[list[str], list[str]]:
    """(what went, what came) on a page."""
    page = browser.page(path)
    return page.xpath("//p//del/text()"), page.xpath("//p//ins/text()")


def test_what_an_outlet_changed_is_shown_word_by_word(desk, came):
    came(TEXT)
    number = came(TEXT.replace("good", "poor"), title="The crops of the year", days=1)
    gone, new = changed(desk, "/changes")
    assert gone[-1:] == ["good"] and new[-1:] == ["poor"]
    said = desk.words("/changes")
    assert "edited The crops of the year Herald, 14 January 2025 · noticed 21 January 2025 · 1 word out, 1 in" in said
    assert "The title: The harvestcrops of the year" in said
    (link,) = desk.page("/changes").xpath("//main//li/p[1]//a/@href")
    assert link == f"/documents/{number}?from=1&to=2"
    assert changed(desk, link) == (["good"], ["poor"]) and "From version 1 to version 2: 1 word out, 1 in" in desk.words(link)


def test_of_a_long_edit_the_list_shows_the_first_places_and_how_many_more_there_are(desk, came):
    text = " ".join(f"In place {number} the bridge is said to be {number} metres long and safe." for number in range(9))
    came(text)
    came(text.replace("safe", "closed"), days=1)
    gone, new = changed(desk, "/changes")
    assert gone == ["safe"] * 3 and new == ["closed"] * 3 and "6 more places" in desk.words("/changes")


def test_of_a_long_paragraph_that_went_the_list_shows_a_beginning(desk, came):
    came("It begins here.\n\n" + "The bridge was promised for the spring of the year. " * 20 + "\n\nIt ends here.")
    came("It begins here.\n\nIt ends here.", days=1)
    (gone,), new = changed(desk, "/changes")
    assert 300 < len(gone) <= 402 and gone.endswith(" …") and new == []


def test_a_changed_title_alone_is_said_to_be_that(desk, came):
    came(TEXT, title="Villagers are asked to leave")
    number = came(TEXT, title="Nobody was asked to leave", days=1)
    assert "Only the title was changed." in desk.words(f"/documents/{number}?from=1&to=2")
    head = desk.page(f"/documents/{number}?from=1&to=2").xpath("//h1")[0]
    assert head.xpath(".//del/text()")[0].startswith("Villagers") and head.xpath(".//ins/text()")[0].startswith("Nobody")
    assert "were thanked" not in desk.words("/changes")


def test_what_was_taken_down_is_kept_and_said(desk, came, store, moment):
    number = came(TEXT)
    store.mark_gone([number], moment)
    assert "taken down The harvest Herald" in desk.words("/changes") and "Nine people" in desk.words("/changes")
    said = desk.words(f"/documents/{number}")
    assert "taken down, noticed 20 January 2025 What it said is kept here." in said and "Nine people were thanked" in said


def test_without_changes_the_page_says_when_there_will_be_some(desk):
    assert "looked at again after a day and after a week" in desk.words("/changes")


def test_versions_and_documents_that_are_not_there_are_not_found(desk, came):
    number = came(TEXT)
    assert desk.get("/documents/none").status_code == 404 and desk.get(f"/documents/{number}?to=9").status_code == 404
    for strange in ("from=7", "from=x", f"from={10**30}", "from=-1", "to=x"):
        assert desk.get(f"/documents/{number}?{strange}").status_code == 200, strange


def test_changes_come_in_pages_and_an_absurd_page_is_an_empty_one(desk, came, store, moment):
    numbers = [came(f"{TEXT} Number {number}.", id=str(number)) for number in range(31)]
    store.mark_gone(numbers, moment)
    assert len(desk.page("/changes").xpath("//main//li")) == 30
    assert len(desk.page("/changes?page=2").xpath("//main//li")) == 1
    assert "No more changes" in desk.words(f"/changes?page={10**30}")


def test_each_version_can_be_read_and_compared_with_the_one_that_came_the_same_way(desk, came):
    came(TEXT)
    whole = TEXT + " The whole of the article tells more of it, in many words."
    came(whole, days=1, kind="article", url="https://h.example/1")
    number = came(whole.replace("good", "poor"), days=2, kind="article", url="https://h.example/1")
    page = desk.page(f"/documents/{number}")
    links = page.xpath("//aside//a[.='what changed']/@href")
    assert links == [f"/documents/{number}?from=2&to=3"] and "first by article" in desk.words(f"/documents/{number}")
    assert "Version 1, as it stood" in desk.words(f"/documents/{number}?to=1")
    assert "what differs need not be an edit" in desk.words(f"/documents/{number}?from=1&to=3")
    assert "need not be an edit" not in desk.words(links[0])


def test_a_document_says_whose_words_it_carries_on(desk, came, store):
    story = TEXT + " " + " ".join(f"Street number {n} was swept by {n + 3} people before the feast began." for n in range(20))
    first = came(story, title="The feast")
    other = came(
        story.replace("feast", "fair", 1), title="The feast again", outlet=Outlet(id="post", name="Evening Post"),
        origin=HERALD, published_at="2025-01-15", id="2",
    )  # fmt: skip
    for _ in compare_documents(store):
        pass
    said = desk.words(f"/documents/{other}")
    assert "Evening Post, forwarded from Herald" in said and "of it stood in The feast (Herald, 14 January 2025)." in said
    assert desk.page(f"/documents/{other}").xpath("//p[@class='notice']//a/@href") == [f"/documents/{first}"]


def test_statements_of_a_recording_stand_with_their_time_and_speaker(desk, store, moment):
    text = "\n".join(f"Road number {number} is closed for the winter." for number in range(40))
    says = []
    for number, line in enumerate(text.split("\n")):
        start = text.index(line)
        says.append(Appearance(
            text=line, lang="en", start=start, end=start + len(line), prefix="", suffix="", speaker="M. Lipa",
            stance=Stance.ASSERTS, begins=125.0 * number,
        ))  # fmt: skip
    document = Document(outlet=HERALD, external_id="t", kind="transcript", text=text, title="Studio", published_at="2025-01-14")
    store.add_documents([(document, says)], moment)
    page = desk.page(f"/documents/{document.id}")
    items = [" ".join(one.text_content().split()) for one in page.xpath("//aside//li")]
    assert items[1] == "2:05 Road number 1 is closed for the winter. M. Lipa · says it itself" and len(items) == 40
    assert page.xpath("string(//aside//summary)") == "10 more"


def test_what_the_page_shows_as_changed_is_what_the_comparison_says(desk, came):
    """Nothing between two stretches may be lost: together they are the text before and the text after."""
    before = "Мост откроют до снега, обещали в управлении.\n\nХлеб дешевле, чем был."
    after = "Мост откроют после снега, обещали вчера в управлении.\n\nХлеб дороже."
    came(before, lang="ru")
    number = came(after, lang="ru", days=1)
    (shown,) = desk.page(f"/documents/{number}?from=1&to=2").xpath("//section[@class='text']/p[@class='words diff']")
    assert shown.text_content() == "".join(one.text for one in differences(before, after)) and shown.get("lang") == "ru"
