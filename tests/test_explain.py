"""Two texts side by side: what they share, what sets them apart, and whether it is one claim."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.explain import LONGEST, Mark, Relation, excerpt, explain


def words(segments, mark):
    return [each.text for each in segments if each.mark is mark]


def whole(segments):
    return "".join(each.text for each in segments)


def marked(mine, theirs, my_lang="en", their_lang="en"):
    """(shared, differing) words of my text, then of theirs."""
    found = explain(mine, theirs, my_lang, their_lang)
    return [words(side, mark) for side in (found.mine, found.theirs) for mark in (Mark.SHARED, Mark.DIFFERS)]


def test_words_are_shared_in_any_form_and_function_words_never():
    shared, _, theirs, _ = marked(
        "They were funding exiles from the bank.", "The exile had been in the banks of theirs, funded."
    )
    assert (shared, theirs) == (["funding exiles", "bank"], ["exile", "banks", "funded"])


def test_a_number_that_differs_is_marked_on_both_sides_with_its_sign():
    assert marked("80 % of the farms are empty.", "Some 60% of the farms are empty.") == [
        ["farms", "empty"], ["80 %"], ["farms", "empty"], ["60%"]
    ]  # fmt: skip


def test_the_same_number_is_shared_however_it_is_written():
    shared, mine, _, theirs = marked("The army has 1,300 tanks.", "The army has 1 300 tanks.")
    assert shared == ["army", "1,300 tanks"]
    assert mine == theirs == []


@pytest.mark.parametrize(
    ("mine", "theirs", "langs", "name"),
    [
        ("Выступил Зерновский.", "Wystąpił Zernowski.", ("ru", "pl"), "Зерновский"),
        ("Пра гэта піша Зерноўка.", "Zernouka writes about it.", ("be", "en"), "Зерноўка"),
        ("Поезд идёт в Гродно.", "A train goes to Hrodna.", ("ru", "en"), "Гродно"),
        ("Беларусь не виновата.", "Belarus is to blame.", ("ru", "en"), "Беларусь"),
    ],
)
def test_names_are_shared_across_scripts_and_spellings(mine, theirs, langs, name):
    assert name in " ".join(marked(mine, theirs, *langs)[0])


def test_words_of_two_languages_that_name_one_thing_are_shared():
    shared, differs, theirs, others = marked(
        "Польша закрыла границу с Белоруссией.", "Lithuania has closed the border with Belarus.", "ru", "en"
    )
    assert (differs, others) == (["Польша"], ["Lithuania"])
    assert "границу" in shared and "border" in theirs


def test_of_a_negated_word_that_both_have_the_negation_differs():
    found = explain("The plant does not harm the river.", "The plant harms the river.", "en", "en")
    assert words(found.mine, Mark.DIFFERS) == ["not"]
    assert "harm" in words(found.mine, Mark.SHARED)
    assert found.relation is Relation.RELATED
    assert "the opposite" in found.reasons[0]


def test_a_denial_as_a_whole_is_a_reason_and_no_word_of_it_is_blamed():
    found = explain("It is a lie that the bridge was sold.", "The bridge was sold.", "en", "en")
    assert found.reasons == ("denied here, asserted there",)
    assert words(found.mine, Mark.DIFFERS) == words(found.theirs, Mark.DIFFERS) == []
    told = explain("It is a lie that the denied bridge was sold.", "The bridge was sold.", "en", "en")
    assert told.reasons and words(told.mine, Mark.DIFFERS) == []


def test_the_country_in_capitals_is_no_pronoun():
    shared = marked("The US army came to us.", "Some say that the U.S. army left us.")[0]
    assert shared[0].startswith("US") and "us" not in " ".join(shared).split()


def test_one_claim_in_other_words_is_the_same_and_with_another_number_it_is_related():
    claim = "Thirty thousand migrants stormed the border in one night."
    told = "In one night the border was stormed by 30,000 migrants."
    assert explain(claim, told, "en", "en").relation is Relation.SAME
    other = explain(claim, told.replace("30,000", "3,000"), "en", "en")
    assert other.relation is Relation.RELATED
    assert other.reasons and "other numbers" in other.reasons[0]


def test_two_words_in_common_are_a_subject_and_no_claim():
    assert explain("The president spoke.", "The president spoke of bread in Homiel.", "en", "en").relation is Relation.RELATED
    assert explain("The president spoke.", "the president spoke.", "en", "en").relation is Relation.SAME
    assert explain("Bread is cheap.", "The minister flew to a summit.", "en", "en").relation is Relation.RELATED


def test_somebody_who_knows_may_say_that_it_is_one_claim_but_not_against_a_difference():
    texts = "Exiles live on foreign money.", "Those who left are on a payroll abroad."
    assert explain(*texts, "en", "en", sure=True).relation is Relation.SAME
    same = "Thirty migrants came to the border on Monday."
    assert explain(same, same, "en", "en", sure=False).relation is Relation.RELATED
    assert explain("10 exiles are paid.", "70 exiles are paid.", "en", "en", sure=True).relation is Relation.RELATED


def test_without_words_there_is_nothing_to_mark():
    found = explain("", "!!!", "und", "en")
    assert (found.mine, whole(found.theirs), found.shared, found.relation) == ((), "!!!", 0.0, Relation.RELATED)


def test_a_text_of_another_language_than_the_five_is_still_marked():
    assert marked("Sąjunga sunaikino 300 fermų Lietuvoje.", "Sąjunga sunaikino 500 fermų.", "lt", "lt")[0][0].startswith(
        "Sąjunga"
    )


def test_what_stands_behind_the_longest_is_kept_without_a_mark():
    text = "harvest " * (LONGEST // 4)
    found = explain(text, "The harvest is in.", "en", "en")
    assert whole(found.mine) == text
    assert found.mine[-1].mark is Mark.PLAIN and len(found.mine[-1].text) > LONGEST / 2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["en", "ru", "uk", "be", "pl", "lt", "<b>"]))
def test_the_segments_are_the_texts_and_both_are_never_more_alike_than_wholly(mine, theirs, lang):
    found = explain(mine, theirs, lang, "en")
    assert (whole(found.mine), whole(found.theirs)) == (mine, theirs)
    assert 0 <= found.shared <= 1
    assert all(each.text for each in (*found.mine, *found.theirs))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["harvest", "is", "the", "7", "bridge,", "не", "сёння"]), max_size=120), st.integers(40, 200))
def test_an_excerpt_is_no_longer_than_asked_but_for_its_dots(parts, most):
    segments = explain(" ".join(parts), "The harvest of 7 bridges.", "en", "en").mine
    short = excerpt(segments, most)
    if sum(len(each.text) for each in segments) <= most:
        assert short == segments
    else:
        assert len(whole(short)) <= most + len(" …")
        assert "…" in whole(short)


def test_an_excerpt_begins_where_something_is_marked_if_the_beginning_has_nothing():
    text = "Nothing of it was said here at all. " * 12 + "Then the harvest of apples failed again. " + "Nobody knew why. " * 30
    short = whole(excerpt(explain(text, "The apples harvest failed.", "en", "en").mine, 120))
    assert short.startswith("…") and "harvest of apples failed" in short and short.endswith("…")


def test_an_excerpt_keeps_the_beginning_where_that_is_as_good():
    text = "The harvest failed. " + "Nobody knew why it was so. " * 20 + "The harvest failed."
    assert whole(excerpt(explain(text, "The harvest failed.", "en", "en").mine, 100)).startswith("The harvest failed.")
