"""The queue: what a row says, the views and filters, search, pages, and the way back after a decision."""

from __future__ import annotations

import pytest

from monitor.ids import text_id
from monitor.records import Band, Decision, Outlet, Review

SB = Outlet(id="sb", name="SB Today", lang="ru")


def rows(browser, path):
    """The words of the rows, in their order."""
    return [
        item.xpath("string(.//*[contains(@class, 'words')])").strip() for item in browser.page(path).xpath("//li[@data-id]")
    ]


def test_a_row_says_who_said_what_where_when_and_in_which_language(sign_in, a_statement, a_narrative, matched, flagged):
    statement = a_statement("Exiles are paid.", speaker="N. Minister", published_at="2025-01-14", lang="en")
    a_narrative(title="Paid agents")
    matched(statement, ("paid-exiles", 0.72, Band.ACCEPT))
    flagged(statement, worth=0.8, statistic=0.6)
    row = sign_in().page("/queue").xpath("//li[@data-id]")[0]
    said = " ".join(row.text_content().split())
    for part in ("BelTA", "N. Minister", "14 January 2025", "en", "Exiles are paid.", "likely: Paid agents", "statistic"):
        assert part in said or part in row.xpath("string(.//time/@title)"), part
    assert row.xpath("string(.//*[contains(@class, 'chip')]/@title)") == "72 %"
    assert row.xpath("string(.//meter/@value)") == "0.8"
    assert row.xpath("string(.//*[@lang]/@lang)") == "en"
    assert row.xpath(".//*[@lang]/bdi")


def test_a_wording_that_came_twice_is_one_row_with_its_count(sign_in, a_statement):
    a_statement("Said twice.", external_id="1")
    a_statement("said  TWICE.", outlet=SB, external_id="2")
    browser = sign_in()
    assert rows(browser, "/queue") == ["Said twice."]
    assert "2×" in browser.words("/queue")


def test_the_newest_stands_first_or_what_is_most_worth_checking(sign_in, a_statement, flagged):
    for text, worth in (("first", 0.2), ("second", 0.9), ("third", 0.5)):
        flagged(a_statement(text), worth=worth)
    a_statement("fourth, without a flag")
    browser = sign_in()
    assert rows(browser, "/queue") == ["fourth, without a flag", "third", "second", "first"]
    assert rows(browser, "/queue?order=worth") == ["second", "third", "first", "fourth, without a flag"]


def test_each_view_shows_its_part_and_the_tabs_count_them(sign_in, store, a_statement, a_narrative, now):
    browser = sign_in("ann")
    a_narrative()
    for decision in Decision:
        narrative = "paid-exiles" if decision in (Decision.CONFIRM, Decision.REJECT) else None
        key = a_statement(f"They decided: {decision}.")
        store.add_review(Review(statement_id=key, reviewer="ann", decision=decision, narrative_id=narrative), now)
    a_statement("Nobody decided.")
    assert rows(browser, "/queue") == ["Nobody decided.", "They decided: reopen."]
    assert rows(browser, "/queue?view=unsure") == ["They decided: unsure."]
    assert rows(browser, "/queue?view=done") == [f"They decided: {one}." for one in ("pass", "reject", "confirm")]
    assert len(rows(browser, "/queue?view=all")) == 6
    tabs = " ".join(browser.page("/queue").xpath("string(//div[@aria-label='View'])").split())
    assert tabs == "To review 2 Unsure 1 Done 3 All"


@pytest.fixture
def several(a_statement, a_narrative, matched, flagged):
    """Three statements that differ in all that can be filtered."""
    a_narrative("paid-exiles", "Paid")
    a_narrative("bread", "Bread")
    first = a_statement("Exiles are paid.", lang="en", speaker="N. Minister", published_at="2025-01-14")
    second = a_statement("Хлеб дешевле всех.", lang="ru", outlet=SB, published_at="2025-01-21T10:00:00Z")
    third = a_statement("Nothing known.", lang="en", published_at="2025-01-20")
    matched(first, ("paid-exiles", 0.9, Band.ACCEPT))
    matched(second, ("bread", 0.4, Band.SUGGEST), ("paid-exiles", 0.3, Band.SUGGEST))
    matched(third, (None, 0.1, Band.NONE))
    flagged(first, statistic=0.7)
    flagged(second, prediction=0.7)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("match=accept", {"Exiles are paid."}),
        ("match=suggest", {"Хлеб дешевле всех."}),
        ("match=none", {"Nothing known."}),
        ("narrative=bread", {"Хлеб дешевле всех."}),
        ("narrative=paid-exiles", {"Exiles are paid.", "Хлеб дешевле всех."}),
        ("outlet=sb", {"Хлеб дешевле всех."}),
        ("lang=ru", {"Хлеб дешевле всех."}),
        ("label=statistic", {"Exiles are paid."}),
        ("speaker=n-minister", {"Exiles are paid."}),
        ("week=2025-W03", {"Exiles are paid."}),
        ("week=2025-W04", {"Хлеб дешевле всех.", "Nothing known."}),
        ("week=2025-W04&lang=en", {"Nothing known."}),
        ("lang=xx", set()),
        ("match=' or 1=1 --", set()),
        ("week=2025-W", {"Exiles are paid.", "Хлеб дешевле всех.", "Nothing known."}),
        ("view=unheard-of&order=upside-down", {"Exiles are paid.", "Хлеб дешевле всех.", "Nothing known."}),
    ],
)
def test_a_filter_shows_what_fits_it_and_nothing_else(sign_in, several, asked, found):
    assert set(rows(sign_in(), f"/queue?{asked}")) == found


def test_the_filters_one_chose_are_carried_on_and_can_be_cleared(sign_in, several):
    page = sign_in().page("/queue?lang=en&week=2025-W03&words=exiles")
    assert page.xpath("string(//select[@name='lang']/option[@selected]/@value)") == "en"
    assert page.xpath("string(//form[@class='filters']//input[@name='week']/@value)") == "2025-W03"
    assert page.xpath("string(//form[@class='filters']//input[@name='words']/@value)") == "exiles"
    tab = page.xpath("string(//div[@aria-label='View']/a[2]/@href)")
    assert {"lang=en", "week=2025-W03", "words=exiles", "view=unsure"} == set(tab.partition("?")[2].split("&"))
    assert page.xpath("//a[.='Clear' and @href='/queue']")
    assert "1 statement with “exiles” in week 2025-W03" in " ".join(page.text_content().split())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("exiles paid", ["Exiles are PAID in łódź."]),
        ("EXIL", ["Exiles are PAID in łódź."]),
        ("lodz", ["Exiles are PAID in łódź."]),
        ("выплаты", ["Выплаты из-за рубежа ўсім."]),
        ("усім", ["Выплаты из-за рубежа ўсім."]),
        ("paid nothing", []),
        ('"exiles', ["Exiles are PAID in łódź."]),
        ("NOT", []),
    ],
)
def test_search_finds_all_the_words_however_they_are_written(sign_in, a_statement, words, found):
    a_statement("Exiles are PAID in łódź.", lang="en")
    a_statement("Выплаты из-за рубежа ўсім.", lang="ru")
    browser = sign_in()
    assert rows(browser, f"/queue?view=all&words={words}") == found
    assert rows(browser, f"/queue?view=all&words=%00{words}%00") == found


@pytest.mark.parametrize(
    "words",
    ['"', "'", "*", "a*b", "(", ")", "NEAR(a b)", "a AND", "OR", "^a", "-a", "col:a", "a + b", "%", "\\", "{", "\x00", "a\x00b",
     "\ufffe", "\u202e", "☃", "💥", "ﷺ", "a" * 5000, "; drop table statements", "\t\n", "null", "<b>"],
)  # fmt: skip
def test_no_search_makes_the_desk_stumble(sign_in, a_statement, words):
    a_statement()
    answer = sign_in().get("/queue", query_string={"view": "all", "words": words})
    assert answer.status_code == 200


def test_a_long_queue_has_pages_and_a_page_beyond_them_is_the_last(sign_in, a_statement):
    for number in range(41):
        a_statement(f"Statement number {number} of many.")
    browser = sign_in()
    assert len(rows(browser, "/queue")) == 40
    assert rows(browser, "/queue?page=2") == ["Statement number 0 of many."]
    assert "1 of 2" in browser.words("/queue")
    assert browser.page("/queue?lang=en").xpath("string(//a[@rel='next']/@href)") == "/queue?page=2&lang=en"
    for page in ("3", "9" * 40):
        assert rows(browser, f"/queue?page={page}") == ["Statement number 0 of many."]
    for page in ("0", "-1", "x", ""):
        assert len(rows(browser, f"/queue?page={page}")) == 40


def test_an_empty_queue_says_what_comes_next_and_an_empty_search_how_to_go_on(sign_in, a_statement):
    browser = sign_in()
    page = browser.page("/queue")
    assert "Nothing waits for you" in page.text_content()
    assert {"/digests", "/narratives/proposals"} <= set(page.xpath("//main//a/@href"))
    a_statement()
    page = browser.page("/queue?words=unheard")
    assert "No statement fits" in page.text_content()
    assert page.xpath("//main//div[@class='empty']//a/@href") == ["/queue"]


def test_the_card_of_the_first_row_stands_beside_the_list_or_of_the_one_asked_for(sign_in, a_statement):
    first, second = a_statement("First."), a_statement("Second.")
    browser = sign_in()
    assert browser.page("/queue").xpath("//aside//article/@data-card") == [second]
    page = browser.page(f"/queue?at={first}")
    assert page.xpath("//aside//article/@data-card") == [first]
    assert page.xpath("//li[@aria-current]/@data-id") == [first]
    assert browser.get("/queue?at=unknown").status_code == 404


def test_a_decision_in_the_queue_comes_back_to_the_same_filters(sign_in, store, a_statement):
    statement = a_statement()
    answer = sign_in("ann").press("/queue?lang=en", "//aside//button[@data-key='p']")
    assert answer.location == "/queue?lang=en"
    assert [one["decision"] for one in store.reviews_of(statement)] == ["pass"]


def test_a_statement_that_was_answered_says_so(sign_in, a_statement, a_rebuttal):
    a_rebuttal(answers=[a_statement()])
    assert "· answered" in sign_in().words("/queue")


def test_every_key_of_the_help_is_printed_on_its_button(sign_in, a_statement, a_narrative, matched):
    browser = sign_in()
    a_narrative()
    matched(a_statement(), ("paid-exiles", 0.7, Band.ACCEPT))
    keys = [key.text for key in browser.page("/help").xpath("//kbd")]
    page = browser.page("/queue")
    printed = {one.get("data-key"): one.xpath("string(kbd)") for one in page.xpath("//*[@data-key]")}
    assert all(key == shown for key, shown in printed.items())
    assert set(printed) == {"c", "x", "u", "p", "r", "o"} < set(keys)
    browser.press("/queue", "//button[@data-key='c']")
    undo = browser.page("/queue?view=all").xpath("//button[@data-key='z']")
    assert [one.text_content() for one in undo] == ["Undo z"]


def test_home_is_the_queue(sign_in):
    assert sign_in().get("/").location == "/queue"


def test_the_search_box_searches_all_statements_from_every_page(sign_in, store, a_statement, now):
    browser = sign_in("ann")
    store.add_review(Review(statement_id=a_statement("Passed by."), reviewer="ann", decision=Decision.PASS), now)
    for path in ("/feeds", "/queue", "/rebuttals"):
        form = browser.page(path).xpath("//form[@role='search']")[0]
        assert form.action == "/search" and dict(form.form_values()) == {"q": ""}
    assert browser.page("/queue?view=all&words=passed").xpath("//li/@data-id") == [text_id("Passed by.")]
