"""Same words, same id."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ids import content_hash, document_id, first_sentence, normalised, slug, text_id

WORDS = "Жёлтая Łódź wróciła; the café at 10:30"


@pytest.mark.parametrize(
    "same",
    [
        WORDS.upper(),
        f"  {WORDS}\n",
        WORDS.replace(" ", "\u00a0"),
        WORDS.replace(" ", " \t\r\n "),
        WORDS.replace(" ", "\u202f"),
        unicodedata.normalize("NFD", WORDS),
        unicodedata.normalize("NFC", WORDS),
    ],
)
def test_case_spacing_and_composition_do_not_change_the_id(same: str) -> None:
    assert text_id(same) == text_id(WORDS)


@pytest.mark.parametrize("other", [WORDS + ".", WORDS.replace("10:30", "10:31"), WORDS.replace("ё", "е"), ""])
def test_another_word_or_mark_is_another_id(other: str) -> None:
    assert text_id(other) != text_id(WORDS)


def test_an_id_is_the_same_on_every_machine() -> None:
    # Pinned: stored databases, exports and bookmarks hold these.
    assert text_id("The West is to blame.") == "f33e1eb4c7dc3b3a"
    assert document_id("belta", "1") != document_id("bel", "ta1")


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(), st.sampled_from([" ", "\n", "\u00a0", "\u3000", "\t "]))
def test_space_around_words_is_never_part_of_them(text: str, space: str) -> None:
    assert text_id(space + text + space) == text_id(text)


@given(st.text(alphabet=st.characters(categories=["L", "M", "Nd"]), max_size=20))
def test_composition_never_makes_another_statement(text: str) -> None:
    assert text_id(unicodedata.normalize("NFD", text)) == text_id(unicodedata.normalize("NFC", text))


@given(st.text())
def test_half_a_surrogate_pair_has_an_id_too(text: str) -> None:
    assert len(text_id(text + "\ud800")) == 16


def test_the_title_counts_for_the_content_and_its_border_to_the_text_too() -> None:
    assert content_hash("a b", "c") != content_hash("a", "b c")
    assert content_hash("A  title", "text") == content_hash("a title", "TEXT")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Звязда", "звязда"), ("  R&D: the_News! ", "r-d-the-news"), ("!!!", "unnamed"), ("", "unnamed"), ("x" * 200, "x" * 80)],
)
def test_a_slug_is_readable_in_any_script(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_a_slug_of_a_slug_is_itself(name: str) -> None:
    assert slug(slug(name)) == slug(name)


def test_the_first_sentence_is_what_is_claimed() -> None:
    assert first_sentence("It is so. Typical of them. Not that.") == "It is so."
    assert first_sentence("It is so") == "It is so"
