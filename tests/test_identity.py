"""When two items are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import identity
from monitor.records import Document, Outlet

HERALD = Outlet(id="herald", name="Herald")
STORY = "The harvest is the best in years, the ministry says, and nobody will go hungry this winter."


def item(text: str = STORY, kind: str = "feed", url: str | None = None) -> Document:
    return Document(outlet=HERALD, external_id="1", kind=kind, text=text, url=url)


@pytest.mark.parametrize(
    "other",
    [
        STORY.upper(),
        STORY.replace(",", " -"),
        f"{STORY} https://herald.example/1",
        f"«{STORY}»\n\n@herald_example",
    ],
)
def test_marks_case_and_addresses_do_not_make_another_story(other: str) -> None:
    assert identity.words_key(other) == identity.words_key(STORY) is not None


def test_another_number_makes_another_story() -> None:
    assert identity.words_key(f"{STORY} 5") != identity.words_key(f"{STORY} 6")


def test_a_greeting_is_no_story() -> None:
    assert identity.words_key("Good morning, dear friends!") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.herald.example/news/1/",
        "http://m.herald.example/news/1#top",
        "https://herald.example/news/1?utm_source=tg&utm_medium=x",
    ],
)
def test_an_address_is_the_same_with_and_without_what_does_not_matter(url: str) -> None:
    assert identity.url_key(url) == "herald.example/news/1"


@pytest.mark.parametrize("url", [None, "", "https://herald.example/", "http://[", "mailto:a@b.example"])
def test_a_home_page_and_what_is_no_address_tell_no_item(url: str | None) -> None:
    assert identity.url_key(url) is None


def test_what_the_address_asks_for_matters() -> None:
    assert (
        identity.url_key("https://a.example/?id=1&x=2")
        == identity.url_key("https://a.example/?x=2&id=1")
        != identity.url_key("https://a.example/?id=2&x=2")
    )


def test_two_posts_of_a_channel_are_two_and_a_post_and_an_article_may_be_one() -> None:
    assert not identity.may_be_one(item(kind="telegram"), "telegram")
    assert not identity.may_be_one(item(kind="statements"), "feed")
    assert identity.may_be_one(item(kind="telegram"), "feed")
    assert identity.may_be_one(item(), "feed")


def test_a_teaser_is_poorer_than_its_article_and_an_article_is_not() -> None:
    assert identity.is_poorer(item("The harvest is the best in years."), STORY, "article")
    assert not identity.is_poorer(item(f"{STORY} Nobody was there to count it.", kind="article"), STORY, "feed")
    assert not identity.is_poorer(item("The harvest is the worst in a hundred years."), STORY, "article")


def test_the_same_words_a_month_later_are_said_again() -> None:
    assert identity.near("2025-01-14T09:00:00Z", "2025-01-16") and identity.near(None, "2025-01-16")
    assert not identity.near("2025-01-14", "2025-02-14")


def test_one_id_for_two_items_is_seen_through() -> None:
    known = "Ice hockey: the capital wins once more after extra time."
    another = item(url="https://herald.example/2")
    assert identity.is_another_item(another, known, "feed", "herald.example/1")
    assert not identity.is_another_item(another, known, "feed", "herald.example/2")
    assert not identity.is_another_item(another, STORY, "feed", "herald.example/1")


@given(st.text())
def test_any_text_and_any_address_has_an_answer(text: str) -> None:
    assert identity.words_key(text) == identity.words_key(text)
    assert identity.url_key(text) is None or identity.url_key(text)
    assert 0 <= identity.shared(text, text) <= 1
