"""What an outlet changed in silence, word by word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.changes import Change, changed_words, differences, shortened

BEFORE = "Nine people were fined.\n\nThe mayor said that all of them had confessed.\n\nThe trial is over."


def test_a_changed_word_is_shown_beside_the_one_that_took_its_place() -> None:
    found = differences(BEFORE, BEFORE.replace("Nine", "Two"))
    assert found[:3] == [Change("gone", "Nine"), Change("new", "Two"), Change("same", BEFORE[len("Nine") :])]
    assert changed_words(found) == (1, 1)


def test_a_paragraph_that_went_is_gone_whole() -> None:
    found = differences(BEFORE, BEFORE.replace("The mayor said that all of them had confessed.\n\n", ""))
    assert [one.text for one in found if one.kind == "gone"] == ["The mayor said that all of them had confessed.\n\n"]


def test_the_same_text_has_no_change() -> None:
    assert differences(BEFORE, BEFORE) == [Change("same", BEFORE)] and differences("", "") == []


def test_words_of_other_scripts_are_whole() -> None:
    found = differences("Ён сказаў праўду.", "Ён не сказаў праўду.")
    assert [one for one in found if one.kind != "same"] == [Change("new", " не")]


def test_a_very_long_change_is_shown_before_and_after() -> None:
    one, other = "a " * 5000, "b " * 5000
    assert [change.kind for change in differences(one, other)] == ["gone", "new", "same"]


def test_what_stayed_is_shortened_around_the_changes() -> None:
    text = "word " * 500
    found = shortened(differences(text + "old " + text, text + "new " + text))
    assert [one.kind for one in found] == ["same", "gone", "new", "same"]
    assert found[0].text.startswith("…") and found[-1].text.endswith("…") and len(found[0].text) < 200
    assert shortened(differences(text, text)) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab \nЎ.", max_size=60), st.text(alphabet="ab \nЎ.", max_size=60))
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(one.text for one in found if one.kind != "new") == before
    assert "".join(one.text for one in found if one.kind != "gone") == after
