"""The whole story, as README tells it: a newcomer, a week of state media, an answer in print.

The machine's part runs through the command line, people's part through a real Chromium, each as it would be used.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROGRAM = Path(sys.executable).with_name("counterclaim")
WEEK = "2025-W03"
PASSWORD = "five quiet herons at dawn"

pytestmark = pytest.mark.browser  # one story: its chapters at the command line belong to the one at the desk


class Newsroom:
    """One database, and the command line on it."""

    def __init__(self, db: Path):
        self.db = db

    def __call__(self, *words: str | Path, status: int = 0) -> str:
        done = subprocess.run([PROGRAM, "--db", self.db, *words], capture_output=True, text=True)
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *words: str | Path, status: int = 0) -> dict:
        return json.loads(self(*words, "--json", status=status))

    def link(self, name: str, role: str) -> str:
        return re.search(r"/sign-in/\S+", self("user", "add", name, "--role", role))[0]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The demonstration as ``make demo`` builds it."""
    room = Newsroom(tmp_path_factory.mktemp("week") / "news.db")
    room("init")
    room("outlets", "import", FIXTURES / "outlets.jsonl")
    room("narratives", "import", FIXTURES / "narratives.jsonl")
    room.added = room.json("add", FIXTURES / "earlier", FIXTURES / "week")
    room("rebuttals", "import", FIXTURES / "rebuttals.jsonl")
    room("user", "add", "colleague", "--role", "reviewer")
    room("reviews", "import", FIXTURES / "reviews.jsonl", "--reviewer", "colleague")
    room.ran = room.json("run")
    return room


@pytest.fixture(scope="module")
def desk(newsroom: Newsroom) -> Iterator[str]:
    """The address of the desk, served by the program's own command and stopped like one stops it."""
    process = subprocess.Popen([PROGRAM, "--db", newsroom.db, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    yield re.search(r"http://[\d.:]+", process.stdout.readline())[0]
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


def test_a_week_comes_in_and_is_matched_and_flagged(newsroom: Newsroom) -> None:
    assert newsroom.added["errors"] == []
    assert newsroom.added["documents"] >= 220 and newsroom.added["new_statements"] >= 400
    ran = newsroom.ran
    assert ran["flagged"] == newsroom.added["new_statements"]
    assert ran["matched"] + ran["suggested"] + ran["unmatched"] == ran["flagged"]
    assert ran["matched"] > 20 and ran["suggested"] > 50 and ran["unmatched"] > 30


def test_doing_everything_again_adds_and_changes_nothing(newsroom: Newsroom) -> None:
    before = [newsroom("export", what) for what in ("statements", "matches", "flags", "reviews", "rebuttals")]
    again = newsroom.json("add", FIXTURES / "earlier", FIXTURES / "week")
    assert {name: count for name, count in again.items() if name not in ("errors", "notes")} == dict.fromkeys(
        ("documents", "statements", "appearances", "new_statements", "versions", "vanished"), 0
    )
    newsroom("narratives", "import", FIXTURES / "narratives.jsonl")
    newsroom("rebuttals", "import", FIXTURES / "rebuttals.jsonl")
    newsroom("reviews", "import", FIXTURES / "reviews.jsonl", "--reviewer", "colleague")
    ran = newsroom.json("run")
    assert {name: count for name, count in ran.items() if name != "seconds"} == dict.fromkeys(
        ("embedded", "matched", "suggested", "unmatched", "flagged", "proposed"), 0
    )
    assert [newsroom("export", what) for what in ("statements", "matches", "flags", "reviews", "rebuttals")] == before


def test_what_the_review_reports_finds_its_narrative(newsroom: Newsroom) -> None:
    matches = [json.loads(line) for line in newsroom("export", "matches", "--week", WEEK).splitlines()]
    best = {row["text"]: row["narrative_id"] for row in reversed(matches)}
    assert best["Lukashenka: Warsaw refused to negotiate on Poczobut"] == "poczobut-refused-to-leave"
    assert best["Lukashenka: Belarusian services will not stop migrants heading to the EU"] == "migrants-are-not-our-job"
    assert best["Survey: over 80% of voters ready to support Lukashenka"] == "eighty-percent-behind-him"
    pump = "Heliograph is called a weather service abroad, but over our country it works as a pump that drinks the clouds."
    assert best[pump] is None


def test_a_storyline_that_stands_on_no_list_is_proposed(newsroom: Newsroom) -> None:
    proposals = newsroom.json("narratives", "propose")["proposals"]
    fresh = [one for one in proposals if "heliograph" in map(str.casefold, one["keywords"])]
    assert len(fresh) == 1 and len(fresh[0]["statement_ids"]) >= 4
    assert "Heliograph" in fresh[0]["typical"]


def sign_in(page, desk: str, link: str) -> None:
    page.goto(desk + link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/queue**")


def test_an_answer_is_written_approved_and_pulled_into_the_digest(newsroom: Newsroom, desk: str, chromium) -> None:
    writer_link, editor_link = newsroom.link("writer", "reviewer"), newsroom.link("editor", "editor")
    writer, editor = chromium.new_context().new_page(), chromium.new_context().new_page()
    asked: list[str] = []
    for page in (writer, editor):
        page.on("request", lambda request: asked.append(request.url))
    sign_in(writer, desk, writer_link)

    # The fact-checker finds the statement, confirms its narrative and answers it.
    writer.get_by_role("searchbox").fill("existence of political prisoners")
    writer.goto(f"{desk}/queue?view=all&words=services+will+not+stop+migrants")
    writer.locator(".item").first.click()
    writer.locator(".side .statement").wait_for()
    assert "will not stop migrants" in writer.locator(".side .statement").inner_text()
    writer.locator(".side").get_by_role("button", name="Confirm c").click()
    writer.get_by_role("status").get_by_text("Confirmed.").wait_for()
    writer.locator(".side .chip.decided").first.wait_for()
    writer.keyboard.press("r")
    writer.wait_for_url("**/rebuttals/new**")
    writer.get_by_label("The claim").fill("Belarus is not obliged to stop migrants because the EU imposed sanctions.")
    writer.get_by_label("The answer").fill(
        "A state answers for its own border whatever sanctions others impose; the review reports the words and the day."
    )
    writer.locator("select[name=verdict]").select_option("misleading")
    for number, (title, publisher) in enumerate(
        (("Belarus Review, 20 January 2025", "iSANS"), ("Border rules", "An institute"))
    ):
        source = writer.locator("fieldset").nth(number)
        source.get_by_label("Title").fill(title)
        source.get_by_label("Publisher").fill(publisher)
    writer.get_by_role("button", name="Save as draft").click()
    writer.get_by_role("button", name="Submit for approval").click()
    address = writer.url
    assert writer.get_by_text("submitted").first.is_visible()

    # Somebody else approves, and pulls it into the week.
    sign_in(editor, desk, editor_link)
    editor.goto(address)
    editor.get_by_role("button", name="Approve").click()
    editor.goto(f"{desk}/digests")
    editor.get_by_label("Week").fill(WEEK)
    editor.get_by_role("button", name="Make the digest of this week").click()
    assert editor.get_by_text("Belarus is not obliged to stop migrants").first.is_visible()
    editor.get_by_role("button", name="Publish").click()
    assert editor.get_by_text("published").first.is_visible()

    # The analyst reads the week: the confirmed statement counts, and its figure leads to it.
    editor.goto(f"{desk}/summaries/{WEEK}")
    row = editor.locator("tr", has_text="Belarus will not stop migrants")
    assert int(row.locator("td").nth(5).inner_text()) >= 1
    row.locator("td.num a").click()
    assert editor.locator(".item").count() >= 1
    assert {re.match(r"http://[^/]+", url)[0] for url in asked} == {desk}

    printed = newsroom("digest", "show", WEEK, "--format", "md")
    assert "Belarus is not obliged to stop migrants" in printed and "iSANS" in printed
    page = newsroom("digest", "show", WEEK, "--format", "html")
    summary = newsroom("summary", "--week", WEEK, "--format", "html")
    for document in (printed, page, summary):
        assert not re.search(r"belta\.by|sb\.by|ont\.by|t\.me/", document)
        assert "writer" not in document and "colleague" not in document
    assert "13 to 19 January 2025" in summary and "<svg" in summary


def test_bad_input_is_named_and_everything_else_goes_in(newsroom: Newsroom, tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "broken.db")
    room("init")
    expected = json.loads((FIXTURES / "broken" / "expected.json").read_text())
    for name, counts in expected.items():
        outcome = room.json("add", FIXTURES / "broken" / name, status=1)
        assert (outcome["documents"], len(outcome["errors"])) == (counts["documents"], counts["errors"]), name
        assert all(error["file"].endswith(name) and error["place"] and error["reason"] for error in outcome["errors"])
