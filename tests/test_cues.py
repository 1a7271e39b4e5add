"""Readable features, in five languages at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.cues import CUES, NAMES, SPEAKS_FOR, cue_matrix, reasons
from classifiers.labels import CLAIM_TYPES, FULL_FACT


def cue(text: str, name: str) -> float:
    return float(cue_matrix([text])[0, NAMES.index(name)])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The minister said that all is well", "says"),
        ("По словам министра, всё хорошо", "says"),
        ("Паводле міністра, усё добра", "says"),
        ("За словами міністра, все добре", "says"),
        ("Zdaniem ministra wszystko jest dobrze", "says"),
        ("It failed because of the sanctions", "cause"),
        ("Это случилось из-за санкций", "cause"),
        ("They will fall within a year", "future"),
        ("Они рухнут, и скоро будет поздно", "future"),
        ("The law forbids it", "law"),
        ("Is that so?", "question mark"),
        ("Вырос на 5 процентов", "percent"),
        ("In 2024 all was well", "year"),
        ("Wow!", "exclamation mark"),
        ("«Да», — сказал он", "quotation and dash"),
        ("Breaking: a thing", "colon after words"),
    ],
)
def test_a_cue_is_seen(text: str, name: str) -> None:
    assert cue(text, name) > 0.5
    assert cue("The grey cat of our neighbour", name) == 0


@pytest.mark.parametrize("text", ["The lawn is green", "A willow", "ассистент"])
def test_part_of_a_word_is_no_cue(text: str) -> None:
    assert cue(text, "law") == cue(text, "future") == cue(text, "says") == 0


def test_the_matrix_has_a_row_per_text_and_a_column_per_name() -> None:
    matrix = cue_matrix(["", "one", "two words?"])
    assert matrix.shape == (3, len(NAMES)) and len(set(NAMES)) == len(NAMES)
    assert np.isfinite(matrix).all() and matrix.min() >= 0 and matrix.max() <= 1
    assert cue_matrix([]).shape == (0, len(NAMES))


def test_order_of_texts_does_not_matter() -> None:
    texts = ["They said so.", "Will it?", "Закон запрещает 5 %"]
    assert np.array_equal(cue_matrix(texts)[::-1], cue_matrix(texts[::-1]))


def test_the_reasons_name_words_of_the_text_under_known_labels() -> None:
    found = reasons("He said the law forbids it because of sanctions")
    assert "said" in found["quote_or_attribution"] and "because of" in found["causal"]
    assert set(SPEAKS_FOR) <= set(CUES) and set(SPEAKS_FOR.values()) <= set(CLAIM_TYPES) == set(FULL_FACT)
    assert reasons("") == {}


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    assert np.isfinite(cue_matrix([text])).all() and isinstance(reasons(text), dict)


# No clock is asked: a pattern that goes square takes minutes on these, and nobody overlooks that.
@pytest.mark.parametrize("unit", ["a", "1 ", "1.", "a.", "«", "А", "а б ", "?» ", "said ", "x: ", "1 000 ", "?    x"])
def test_a_long_text_of_one_kind_is_read_to_its_end(unit: str) -> None:
    assert np.isfinite(cue_matrix([unit * (100_000 // len(unit)), "?" + " " * 50_000 + "x"])).all()
