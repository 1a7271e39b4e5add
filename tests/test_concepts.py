"""One thing under many names."""

import pytest

from classifiers.concepts import concepts
from classifiers.words import words


@pytest.mark.parametrize(
    ("one", "other", "thing"),
    [
        ("Washington backs it", "США поддерживают", "us"),
        ("a putsch", "государственный переворот", "coup"),
        ("санкцыі супраць краіны", "sankcje wobec kraju", "sanction"),
        ("біженці на кордоні", "uchodźcy na granicy", "migrant"),
        ("мигранты на границе", "the migrants at the frontier", "border"),
        ("НАТА ля межаў", "NATO", "nato"),
    ],
)
def test_the_same_thing_is_known_by_its_names_in_five_languages(one: str, other: str, thing: str) -> None:
    assert thing in concepts(words(one)) & concepts(words(other))


def test_what_a_thing_is_part_of_is_named_with_it() -> None:
    assert {"lithuania", "baltic"} <= concepts(words("Vilnius answered"))
    assert "west" in concepts(words("Пентагон ответил"))


def test_a_phrase_names_one_thing_and_its_first_word_no_other() -> None:
    assert concepts(words("the Minsk agreements")) == {"minskagreements"}
    assert concepts(words("agreements in Minsk")) == {"belarus"}
    assert "us" in concepts(words("the White House")) and "us" not in concepts(words("a white wall"))


def test_words_that_only_begin_alike_name_nothing() -> None:
    assert concepts(words("a warm usual unit")) == set()
    assert concepts([]) == set()


def test_a_word_without_end_is_read_no_further_than_the_longest_name() -> None:
    from classifiers.concepts import _begun

    _begun.cache_clear()
    assert concepts(["belarus" + "x" * 200_000]) == {"belarus"}
