"""One folding for search, matching and flags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.words import fold, numbers, stems, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Аб’ява", "абява"),
        ("об'єкт", "обьект".replace("ь", "")),
        ("Łódź", "lodz"),
        ("ЁЛКА", "елка"),
        ("їжа", "ижа"),
        ("Ґанок", "ганок"),
        ("Straße", "strasse"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "cafe"),
        ("‘quoted’", "‘quoted’"),
        ("ﬁn", "fin"),
        ("", ""),
        ("ўсё", "усе"),
    ],
)
def test_folding_takes_off_case_accents_and_apostrophes(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_what_is_folded_finds_the_same_words(text: str) -> None:
    assert words(fold(text)) == words(text)


def test_words_and_numbers_come_in_their_order() -> None:
    assert words("In 2024, 1,300 of 82.5% — 'Minsk'!") == ["in", "2024", "1,300", "of", "82.5", "minsk"]


def test_forms_of_a_word_share_a_stem_in_both_scripts() -> None:
    assert len(set(stems("sanction sanctions sanctioned"))) == 1
    assert len(set(stems("санкции санкций санкциями"))) == 1
    assert stems("1300 the") == ["1300", "the"]


@pytest.mark.parametrize("written", ["1300", "1,300", "1.300", "1 300", "1\u00a0300", "1\u202f300"])
def test_a_thousand_is_one_number_however_it_is_written(written: str) -> None:
    assert numbers(f"about {written} people") == {"1300"}


def test_decimals_and_years_stay_apart() -> None:
    assert numbers("82.5 or 82,5 in 2024, 10 out of 12") == {"82.5", "2024", "10", "12"}
    assert numbers("none at all") == set()


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(stems(text)) and isinstance(numbers(text), set)
