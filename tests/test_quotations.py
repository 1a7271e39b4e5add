"""What stands in quotation marks, in the marks of six languages, nested, mixed, open and closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.quotations import DASH, has_quotation, is_title, mark

VERBS = frozenset(["сказал", "добавила", "powiedział", "dodała", "said"])


@pytest.mark.parametrize(
    ("sentence", "outside"),
    [
        ("“We go,” said X.", "said X."),
        ("«Мы идём», — сказал X.", ", — сказал X."),
        ("„Idziemy” – powiedział X.", "– powiedział X."),
        ("„Einame“, – sakė X.", ", – sakė X."),
        ('He said "we go" and left.', "He said and left."),
        ("‘We shall go there,’ said X.", "said X."),
        ("Он прочёл «статью “О мосте” вслух» вчера.", "Он прочёл вчера."),
        ("He wants «the end of all wars” and peace.", "He wants and peace."),
        ("«Мост, — сказал он, — стоит».", "— сказал он, — ."),
        ("— Мост стоит, — сказал он. ", "— — сказал он."),
        ("It's the people’s own don’t-care mood.", "It's the people’s own don’t-care mood."),
    ],
)
def test_what_is_quoted_is_hidden_and_what_its_author_puts_in_is_not(sentence: str, outside: str) -> None:
    found = mark(sentence, "", VERBS)
    assert len(found.masked) == len(sentence)
    assert " ".join(found.masked.replace("\0", " ").replace(" ,", " ,").split()).lstrip(", ") == outside.lstrip(", ")


def test_a_mark_left_open_is_open_for_the_next_sentence() -> None:
    first = mark("He said: “We go.", "", VERBS)
    assert first.still_open == "“"
    second = mark("We stay,” and left.", first.still_open, VERBS)
    assert (second.still_open, second.quotations[0][0]) == ("", 0)
    assert mark("Nobody helped us.", "“", VERBS).still_open == "“"


def test_speech_behind_a_dash_ends_with_the_authors_words() -> None:
    assert mark("— Мост стоит, — сказал он.", "", VERBS).still_open == ""
    assert mark("Мост стоит давно.", DASH, VERBS).still_open == DASH


@pytest.mark.parametrize("quoted", ["«Озёрный телеграф»", "“SB. Belarus Today”", "„Kurier”"])
def test_a_few_words_with_a_capital_are_a_title(quoted: str) -> None:
    assert is_title(quoted) and not has_quotation(f"Газета {quoted} вышла.")


@pytest.mark.parametrize("quoted", ["«идём домой»", "“We go.”", "„Nikt nam w tym nigdy nie pomagał”"])
def test_other_words_are_no_title(quoted: str) -> None:
    assert not is_title(quoted)


@given(st.text(alphabet='«»“”„"‘’—- аб,.', max_size=60), st.sampled_from(["", "«", "“", "„«", DASH]))
def test_any_marks_leave_a_sentence_as_long_as_it_was(sentence: str, inside: str) -> None:
    found = mark(sentence, inside, VERBS)
    assert len(found.masked) == len(sentence)
    assert all(0 <= first <= last <= len(sentence) for first, last in found.quotations)
    assert all(one[1] <= other[0] for one, other in zip(found.quotations, found.quotations[1:], strict=False))
