"""When something was said: dates by words, and which of them are dates of speaking."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.records import Document, Outlet
from monitor.split import split
from monitor.when import told

PUBLISHED = "2025-03-17T08:00:00Z"  # a Monday


@pytest.mark.parametrize(
    ("lang", "text", "date"),
    [
        ("en", "on March 11", "2025-03-11"),
        ("en", "on 3rd of January 2024", "2024-01-03"),
        ("en", "on December 30", "2024-12-30"),
        ("en", "in October 2024", "2024-10"),
        ("en", "in November", "2024-11"),
        ("en", "on Friday", "2025-03-14"),
        ("en", "yesterday", "2025-03-16"),
        ("ru", "11 марта", "2025-03-11"),
        ("ru", "5 мая 2020 года", "2020-05-05"),
        ("ru", "в пятницу", "2025-03-14"),
        ("ru", "позавчера", "2025-03-15"),
        ("ru", "в октябре 2024 года", "2024-10"),
        ("ru", "14.01.2025", "2025-01-14"),
        ("be", "11 сакавіка", "2025-03-11"),
        ("be", "у аўторак", "2025-03-11"),
        ("be", "учора", "2025-03-16"),
        ("uk", "11 березня", "2025-03-11"),
        ("uk", "у п'ятницю", "2025-03-14"),
        ("uk", "сьогодні", "2025-03-17"),
        ("pl", "11 marca", "2025-03-11"),
        ("pl", "we wtorek", "2025-03-11"),
        ("pl", "wczoraj", "2025-03-16"),
        ("lt", "2025 m. kovo 11 d.", "2025-03-11"),
        ("lt", "penktadienį", "2025-03-14"),
        ("lt", "vakar", "2025-03-16"),
    ],
)
def test_a_date_is_as_precise_as_it_is_told(lang: str, text: str, date: str) -> None:
    (found,) = told(f"Nowak, {text}, said so.", lang, PUBLISHED)
    assert (found.date, f"Nowak, {text}, said so."[found.start : found.end] in text) == (date, True)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "from January 14 to 16"),
        ("en", "until March 11"),
        ("en", "a week earlier"),
        ("en", "on March 26"),
        ("en", "on February 30"),
        ("en", "in 2020"),
        ("ru", "с 14 по 16 января"),
        ("ru", "до 11 марта"),
        ("ru", "неделей ранее"),
        ("be", "14–16 студзеня"),
        ("uk", "минулого тижня"),
        ("pl", "od 11 marca"),
        ("pl", "w zeszłym roku"),
    ],
)
def test_a_time_that_cannot_be_worked_out_is_told_without_a_date(lang: str, text: str) -> None:
    assert [each.date for each in told(text, lang, PUBLISHED)] == [None]


def test_at_night_nobody_knows_which_day_is_today() -> None:
    assert told("yesterday", "en", "2025-03-17T22:30:00Z")[0].date is None
    assert told("on March 11", "en", "2025-03-17T22:30:00Z")[0].date == "2025-03-11"


def test_without_a_date_of_the_document_only_a_year_makes_one() -> None:
    assert [each.date for each in told("on 3 January 2024 and on 5 May", "en", None)] == ["2024-01-03", None]


def said(text: str) -> list[tuple[str | None, str | None]]:
    document = Document(outlet=Outlet(id="o", name="O"), external_id="1", kind="article", text=text, published_at=PUBLISHED)
    return [(each.speaker, each.said_at) for each in split(document)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Jan Bielak said on Friday that the bridge was safe.", "2025-03-14"),
        ("On March 11, Jan Bielak said that the bridge was safe.", "2025-03-11"),
        ("“The bridge is safe,” Jan Bielak told reporters on Friday.", "2025-03-14"),
        ("In an interview on March 11, Jan Bielak called the bridge safe.", "2025-03-11"),
        ("Jan Bielak said that the bridge would open on March 11.", None),
        ("The law passed on March 11 was a mistake, Jan Bielak said.", None),
        ("“We opened it on March 11, as we promised,” said Jan Bielak.", None),
        ("“On March 11 we opened the bridge to everybody,” said Jan Bielak.", None),
        ("Jan Bielak said the road would be closed on Friday.", None),
        ("Since March 11, Jan Bielak has said that the bridge is safe.", None),
        ("Министр Ян Беляк заявил 11 марта, что мост безопасен.", "2025-03-11"),
        ("Министр Ян Беляк заявил, что мост откроют 11 марта.", None),
        ("Міністр Ян Бяляк у аўторак заявіў, што мост бяспечны.", "2025-03-11"),
        ("Minister Jan Bielak powiedział we wtorek, że most jest bezpieczny.", "2025-03-11"),
        ("Міністр Ян Біляк повідомив у п'ятницю, що міст безпечний.", "2025-03-14"),
    ],
)
def test_only_a_date_of_speaking_is_when_it_was_said(text: str, date: str | None) -> None:
    assert [each[1] for each in said(text)] == [date]


def test_a_paragraph_that_begins_with_a_day_is_of_that_day() -> None:
    text = "On March 11, the council met. Jan Bielak said that all is calm.\n\nJan Bielak said that prices fell."
    assert [each[1] for each in said(text)] == [None, "2025-03-11", None]


def test_a_paragraph_that_goes_on_keeps_the_day() -> None:
    text = "On March 11, Jan Bielak said that all is calm.\n\nIn turn, Anna Nowak said that prices fell."
    assert [each[1] for each in said(text)] == ["2025-03-11", "2025-03-11"]


def test_the_same_day_is_the_day_named_before() -> None:
    text = "On March 11, Jan Bielak said that all is calm.\n\nThe same day, Anna Nowak said that prices fell."
    assert [each[1] for each in said(text)] == ["2025-03-11", "2025-03-11"]


def test_a_time_before_that_day_is_not_that_day() -> None:
    text = "On March 11, Jan Bielak said that all is calm. A week earlier, he said that war was near."
    assert [each[1] for each in said(text)] == ["2025-03-11", None]


def test_a_day_in_a_quotation_is_not_that_of_the_paragraph() -> None:
    text = "“On March 11 we opened the bridge,” said Jan Bielak. Bielak added that the road is closed."
    assert [each[1] for each in said(text)] == [None, None]


def test_what_is_said_of_another_time_is_still_said_on_the_day_of_the_paragraph() -> None:
    text = "On March 11, the council met. Jan Bielak said that the cracks had been found a week earlier."
    assert [each[1] for each in said(text)] == [None, "2025-03-11"]


def test_words_of_the_outlet_have_no_date_of_their_own() -> None:
    assert said("On March 11, the bridge was closed to all traffic.") == [(None, None)]


@settings(deadline=None)
@given(
    st.text(max_size=120),
    st.sampled_from(["en", "ru", "be", "uk", "pl", "lt", "de"]),
    st.one_of(st.none(), st.dates().map(str), st.text(max_size=12)),
)
def test_any_text_gives_times_within_it(text: str, lang: str, published: str | None) -> None:
    for each in told(text, lang, published):
        assert 0 <= each.start < each.end <= len(text)
