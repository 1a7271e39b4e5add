"""One key for a word however it is spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.spelling import key, keys, marked, spellings


def meet(one: str, other: str) -> bool:
    """Whether a search for one word finds the other."""
    (asked,), (there,) = keys(one), keys(other)
    return there in spellings(asked)


@pytest.mark.parametrize(
    "group",
    [
        "Лукашенко Lukashenka Łukaszenka Лукашэнка Lukaschenko Lukašenka ŁUKASZENKI Лукашэнкам Lukashenko's Łukaszenką",
        "Тихановская Ціханоўская Cichanouskaja Tsikhanouskaya Tichanowska Тихановской",
        "Гродно Гродна Hrodna Grodno",
        "Беларусь Беларуси Belarus Białoruś Biełaruś",
        "белорусского беларускага białoruskiego беларускаму",
        "санкции санкцыі sankcje sankcji санкций",
        "Путин Путина Putin Пуцін Putinem",
        "война войны вайна wojna wojny",
        "Чернобыль Чарнобыль Chernobyl Czarnobyl Чорнобиль",
        "Канада Canada Kanada",
        "об'ява аб’ява аб`ява",
        "НАТО NATO НАТА",
        "ещё еще",
        "café CAFE cafe\u0301",
    ],
)  # fmt: skip
def test_all_spellings_of_a_word_find_each_other(group: str) -> None:
    words = group.split()
    assert [(one, other) for one in words for other in words if not meet(one, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("дом", "дам"), ("там", "том"), ("кот", "код"), ("Минск", "Пинск"), ("война", "вина"), ("1300", "130"), ("газ", "глаз"),
     ("mir", "mer"), ("Брест", "Бреслау")],
)  # fmt: skip
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert not meet(one, other) and not meet(other, one)


def test_words_of_other_scripts_and_numbers_are_their_own_keys() -> None:
    assert keys("中文字 שלום 1.300 2024") == ["中文字", "שלום", "1.300", "2024"]
    assert spellings("1.300") == ("1.300",)


def test_the_place_of_a_word_is_given_in_the_text_as_it_stands() -> None:
    text = "Wczoraj Łukaszenki, a «Лукашэнку» не"
    spans = marked(text, frozenset(spellings(keys("Lukashenka")[0])))
    assert [text[start:end] for start, end in spans] == ["Łukaszenki", "Лукашэнку"]


@given(st.text(max_size=80))
def test_any_text_has_keys_that_are_stable_and_found_by_themselves(text: str) -> None:
    found = keys(text)
    assert found == keys(text)
    for one in found:
        assert spellings(one)[0] == one and len(spellings(one)) <= 24
    assert all(0 <= start < end <= len(text) for start, end in marked(text, frozenset(found)))


@given(st.text(alphabet="abcdefghijklmnoprstuvwz", min_size=1, max_size=14))
def test_a_key_is_never_empty_and_never_longer_than_twice_its_word(word: str) -> None:
    assert 0 < len(key(word)) <= 2 * len(word)
