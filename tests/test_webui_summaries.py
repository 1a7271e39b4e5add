"""The weekly summary: its figures, where they lead, its documents, and weeks that are none."""

from __future__ import annotations

import csv
import io
import json

import pytest

from monitor.ledger import merge_narratives
from monitor.records import Band, Outlet, Role

SB = Outlet(id="sb", name="SB Today", lang="ru")


@pytest.fixture
def a_week(a_statement, a_narrative, matched, a_rebuttal):
    """Week 2025-W03: three statements for one narrative (one of them answered), a suggestion, and one of nothing known."""
    a_narrative(title="Exiles are paid agents")
    for number, day in enumerate(("2025-01-13", "2025-01-14", "2025-01-14")):
        key = a_statement(f"Exiles got {number} payments.", published_at=day, speaker="N. Minister", outlet=SB, lang="ru")
        matched(key, ("paid-exiles", 0.9, Band.ACCEPT))
    a_rebuttal(answers=[key])
    matched(a_statement("Perhaps somebody is paid.", published_at="2025-01-19T23:59:59Z"), ("paid-exiles", 0.4, Band.SUGGEST))
    matched(a_statement("Nothing known.", published_at="2025-01-17"), (None, 0.1, Band.NONE))
    matched(a_statement("Of the week after.", published_at="2025-01-20"), ("paid-exiles", 0.9, Band.ACCEPT))
    return "/summaries/2025-W03"


def test_the_summary_opens_at_the_week_of_the_last_statement(sign_in, a_week):
    assert sign_in().get("/summaries").location == "/summaries/2025-W04"


def test_without_statements_the_page_says_what_to_do(sign_in):
    browser = sign_in()
    assert "There is nothing to sum up yet" in browser.words("/summaries")
    assert "No known narrative in this week" in browser.words("/summaries/2025-W03")


def test_the_figures_of_a_week_and_what_is_not_counted(sign_in, a_week):
    browser = sign_in()
    said = browser.words(a_week)
    assert "What state media said, 13 to 19 January 2025" in said
    assert "5 statements made 5 appearances in 5 documents." in said
    assert "1 wait for a decision and are not counted below; 1 are near to no known narrative." in said
    assert "Three appearances, none in the four weeks before" in said
    assert "Said by N. Minister (3)" in said
    assert "Nothing was received on Wednesday 15 January, Thursday 16 January, Saturday 18 January" in said
    [row] = browser.page(a_week).xpath("//tbody/tr")
    assert [cell.text_content().strip() for cell in row][2:] == ["3", "0", "new", "0", "1"]


def test_every_figure_leads_to_the_statements_behind_it(sign_in, a_week):
    browser = sign_in()
    for href, text in [
        (a.get("href"), a.text_content()) for a in browser.page(a_week).xpath("//main//a[contains(@href, '/queue')]")
    ]:
        found = browser.page(href).xpath("//li[@data-id]")
        expected = int(text.split()[0])
        # The queue lists what may serve a narrative, the suggested one too.
        assert len(found) == expected or ("narrative=" in href and len(found) == expected + 1), href


def test_the_weeks_before_and_after_are_one_step_away(sign_in, a_week):
    page = sign_in().page("/summaries/2025-W01")
    assert page.xpath("string(//a[.='Week before']/@href)") == "/summaries/2024-W52"
    assert page.xpath("string(//a[.='Week after']/@href)") == "/summaries/2025-W02"


@pytest.mark.parametrize(
    ("format", "kind"), [("md", "text/markdown"), ("html", "text/html"), ("json", "application/json"), ("csv", "text/csv")]
)
def test_a_document_comes_as_a_download(sign_in, a_week, format, kind):
    browser = sign_in()
    answer = browser.get(f"{a_week}/document.{format}")
    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="summary-2025-W03.{format}"'
    assert "Exiles are paid agents" in answer.text
    assert f"{a_week}/document.{format}" in browser.page(a_week).xpath("//a/@href")


def test_figures_in_documents_are_those_of_the_page(sign_in, a_week):
    browser = sign_in()
    [row] = csv.DictReader(io.StringIO(browser.get(f"{a_week}/document.csv").text))
    assert (row["narrative_id"], row["statements"], row["rebutted"], row["2025-W03"]) == ("paid-exiles", "3", "1", "3")
    summary = json.loads(browser.get(f"{a_week}/document.json").text)
    assert (summary["statements"], summary["suggested"], summary["unmatched"]) == (5, 1, 1)


@pytest.mark.parametrize("title", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_table_is_a_formula(sign_in, a_statement, a_narrative, matched, title):
    a_narrative("formula", title)
    matched(a_statement(), ("formula", 0.9, Band.ACCEPT))
    [row] = csv.DictReader(io.StringIO(sign_in().get("/summaries/2025-W03/document.csv").text))
    assert row["title"].startswith("'")


@pytest.mark.parametrize("week", ["2025-W3", "2025W03", "2025-W03%0A", "%202025-W03", "٢٠٢٥-W03"])
def test_a_week_written_otherwise_is_that_week(sign_in, a_week, week):
    browser = sign_in()
    assert "2025-W03" in browser.words(f"/summaries/{week}")
    for format in ("md", "html", "json", "csv"):
        answer = browser.get(f"/summaries/{week}/document.{format}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="summary-2025-W03.{format}"'


@pytest.mark.parametrize("week", ["2025", "2025-W54", "2025-W00", "soon", "0001-W01", "0001-W03", "9999-W53", "2025-W03%00"])
def test_what_is_no_week_is_said_so_in_words(sign_in, week):
    browser = sign_in()
    for path in (f"/summaries/{week}", f"/summaries/{week}/document.md"):
        answer = browser.get(path)
        assert answer.status_code in (404, 409), path
        assert "Something went wrong" not in answer.text
    assert browser.get("/summaries/9999-W51").status_code == 200


def test_a_format_that_is_none_is_not_found(sign_in):
    assert sign_in().get("/summaries/2025-W03/document.exe").status_code == 404


@pytest.mark.parametrize("path", ["/summaries", "/narratives", "/digests"])
def test_a_last_date_that_is_only_a_month_breaks_no_page(sign_in, a_statement, path):
    a_statement(published_at="2025-02")
    assert sign_in().get(path).status_code in (200, 302)


# What a closed week showed


def test_a_closed_week_is_kept_by_a_button_and_shown_again_as_it_was(sign_in, store, a_week, a_narrative, now):
    browser = sign_in("ed", Role.EDITOR)
    browser.press(a_week, "//button[.='Keep this week']")
    assert "by ed; no figure has changed since." in browser.words(a_week)
    assert not browser.page(a_week).xpath("//button[.='Keep this week']")
    documents = {format: browser.get(f"{a_week}/document.{format}").text for format in ("md", "html", "json", "csv")}
    a_narrative("other", "Another")
    merge_narratives(store, "paid-exiles", "other", "ed", now)
    # Of the old narrative: its week, its statements, the answer, outlet and speaker; the same of the new one.
    assert "10 figures have changed since." in browser.words(a_week)
    [link] = browser.page(a_week).xpath("//a[contains(@href, '/kept/')]/@href")
    then = browser.words(link)
    assert "They do not change." in then and "Exiles are paid agents" in then
    rows = [[cell.text_content() for cell in row] for row in browser.page(link).xpath("//details//tbody/tr")]
    assert len(rows) == 10
    assert ["“Another” (other), 2025-W03", "0", "3"] in rows
    assert ["“Exiles are paid agents” (paid-exiles), 2025-W03", "3", "0"] in rows
    [row] = browser.page(link).xpath("//section//table/tbody/tr")
    assert row.xpath("string(td[1])") == "Exiles are paid agents"
    for format, text in documents.items():
        answer = browser.get(f"{link}/document.{format}")
        assert answer.text == text
        assert answer.headers["Content-Disposition"] == f'attachment; filename="summary-2025-W03-kept-1.{format}"'


def test_a_kept_week_can_be_kept_again_when_it_has_changed(sign_in, store, a_week, a_narrative, now):
    browser = sign_in("ed", Role.EDITOR)
    browser.press(a_week, "//button[.='Keep this week']")
    a_narrative("other", "Another")
    merge_narratives(store, "paid-exiles", "other", "ed", now)
    browser.press(a_week, "//button[.='Keep this week']")
    assert len(browser.page(a_week).xpath("//a[contains(@href, '/kept/')]")) == 2
    assert browser.get(f"{a_week}/kept/3").status_code == browser.get(f"{a_week}/kept/0").status_code == 404
    assert browser.get(f"{a_week}/kept/1/document.exe").status_code == 404


def test_a_week_that_goes_on_has_no_button_and_keeps_nothing(sign_in, store, a_statement, now):
    a_statement(published_at=now.date().isoformat())
    browser = sign_in("ed", Role.EDITOR)
    path = browser.get("/summaries").location
    assert not browser.page(path).xpath("//button[.='Keep this week']")
    assert browser.send(f"{path}/kept").status_code == 409
    assert store.value("select count(*) from kept_summaries") == 0


def test_a_reviewer_reads_what_was_kept_and_keeps_nothing(sign_in, a_week):
    sign_in("ed", Role.EDITOR).press(a_week, "//button[.='Keep this week']")
    browser = sign_in("ann")
    assert not browser.page(a_week).xpath("//main//button")
    assert "They do not change. The week shows the same today." in browser.words(f"{a_week}/kept/1")
    assert browser.send(f"{a_week}/kept").status_code == 403
