"""Digests and summaries as documents: nothing leads there, nobody is named, nothing breaks out of its place."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from monitor.errors import CounterclaimError
from monitor.publish.dates import day_in_words
from monitor.publish.formats import DIGEST_FORMATS, SUMMARY_FORMATS, cell, digest_as, markdown, summary_as
from monitor.publish.nolink import LinkPolicy
from monitor.records import (
    Digest,
    Entry,
    Example,
    Narrative,
    NarrativeWeek,
    Outlet,
    Rebuttal,
    RebuttalState,
    Source,
    Summary,
    Verdict,
)

POLICY = LinkPolicy.of([Outlet(id="belta", name="BelTA", domains=("belta.by",), handles=("pul_1",))])
AUTHOR = "canary-author-7c1"
HOSTILE = (
    "# Heading\n\n- [x](https://evil.example) ![i](https://evil.example/p.png) <img src=x onerror=alert(1)> "
    "<https://evil.example> "
    "**b** `c` ~~s~~ | a | &lt;b&gt; https://belta.by/x @pul_1\n===\n1. one\n> quote\n```\ncode\n\\"
)
EXAMPLE = Example(
    statement_id="s",
    text=HOSTILE,
    lang="ru",
    outlet=f"BelTA {HOSTILE}",
    said_at="2025-01-14T09:30:00Z",
    speaker=f"Ivan {HOSTILE}",
    confirmed=True,
)
REBUTTAL = Rebuttal(
    id="r",
    claim=HOSTILE,
    disproof=HOSTILE,
    verdict=Verdict.MISSING_CONTEXT,
    date="2025-01-15",
    lang="be",
    author=AUTHOR,
    saved_at="2025-01-15T00:00:00Z",
    state=RebuttalState.APPROVED,
    keywords=(HOSTILE,),
    sources=(
        Source(title="A study", publisher="University", date="2025-01", url="https://good.example/a_b?c=1&d=2"),
        Source(title=HOSTILE, publisher=HOSTILE, url="https://belta.by/source"),
        Source(title="Script", publisher="P", url="javascript:alert(1)"),
        Source(title="Broken out", publisher="P", url="https://a.example> [x](https://evil.example) <b"),
        Source(title="No link", publisher="P"),
    ),
)
DIGEST = Digest(id="d", week="2025-W03", title=HOSTILE, intro=HOSTILE, rebuttals=(REBUTTAL,))
ENTRIES = [Entry(rebuttal=REBUTTAL, statements=(EXAMPLE,))]
WEEKS = ("2024-W51", "2024-W52", "2025-W01", "2025-W02", "2025-W03")
SUMMARY = Summary(
    week="2025-W03",
    weeks=WEEKS,
    documents=1,
    statements=2,
    appearances=3,
    suggested=4,
    unmatched=5,
    by_lang=(("ru", 3),),
    by_outlet=((HOSTILE, 3),),
    gaps=("Friday 17 January",),
    narratives=(
        NarrativeWeek(
            narrative=Narrative(id="=cmd|x", title=HOSTILE),
            counts=(1, 1, 1, 1, 3),
            statements=2,
            confirmed=1,
            outlets=((HOSTILE, 2),),
            speakers=((HOSTILE, 1),),
            examples=(EXAMPLE,),
        ),
    ),
)


def documents() -> dict[str, str]:
    made = {f"digest.{format}": digest_as(format, DIGEST, ENTRIES, POLICY, "Watch <b>") for format in DIGEST_FORMATS}
    return made | {f"summary.{format}": summary_as(format, SUMMARY, POLICY, "Watch <b>") for format in SUMMARY_FORMATS}


ALL = documents()


@pytest.mark.parametrize("name", ALL)
def test_no_link_to_a_denied_domain_survives_and_no_author_is_named(name: str) -> None:
    assert "belta.by" not in ALL[name] and "@pul_1" not in ALL[name].replace("\\", "")
    assert POLICY.check(ALL[name]) == []
    assert AUTHOR not in ALL[name]


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".md")])
def test_markdown_from_hostile_text_renders_only_what_we_wrote(name: str) -> None:
    page = html.fragment_fromstring(MarkdownIt("commonmark").enable("table").render(ALL[name]), create_parent="main")
    assert {el.tag for el in page.iter()} <= {
        "main",
        "h1",
        "h2",
        "p",
        "strong",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert [el.get("href") for el in page.iter("a")] == (["https://good.example/a_b?c=1&d=2"] if "digest" in name else [])
    assert [len(list(page.iter(tag))) for tag in ("h1", "h2", "strong")] == [1, 1, 1 if "digest" in name else 0]
    assert "# Heading - [x](https://evil.example)" in page.text_content()  # the words are all there
    if "summary" in name:
        assert {len(row) for row in page.iter("tr")} == {7}


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".html")])
def test_html_loads_nothing_runs_nothing_and_links_only_to_sources(name: str) -> None:
    page = html.document_fromstring(ALL[name])
    tags = {el.tag for el in page.iter() if isinstance(el.tag, str)}
    assert not tags & {"script", "img", "iframe", "link", "base", "object", "form", "video"}
    assert [el.get("href") for el in page.iter("a")] == (["https://good.example/a_b?c=1&d=2"] if "digest" in name else [])
    assert not [
        a for el in page.iter() if isinstance(el.tag, str) for a in el.attrib if a.startswith("on") or a in ("src", "style")
    ]
    assert all("noopener" in el.get("rel") for el in page.iter("a"))
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


def test_every_text_says_its_language() -> None:
    page = html.document_fromstring(ALL["digest.html"])
    assert page.get("lang") == "en" and page.xpath("//blockquote/@lang") == ["ru"]
    assert page.xpath("//h2/@lang") == page.xpath("//article/p/@lang") == ["be"]
    assert page.xpath("//blockquote/span/@lang") == ["en"]
    assert html.document_fromstring(ALL["summary.html"]).xpath("//blockquote/@lang") == ["ru"]


def test_json_has_the_words_and_nothing_of_the_desk() -> None:
    (entry,) = json.loads(ALL["digest.json"])["entries"]
    assert {"claim", "disproof", "verdict", "sources", "statements"} <= set(entry)
    assert not {"author", "saved_at", "state", "version"} & set(entry)
    assert json.loads(ALL["summary.json"])["narratives"][0]["counts"] == [1, 1, 1, 1, 3]


def test_csv_has_a_row_per_narrative_and_no_cell_that_runs() -> None:
    header, row = csv.reader(io.StringIO(ALL["summary.csv"]))
    assert header[8:] == list(WEEKS) and row[8:] == ["1", "1", "1", "1", "3"] and row[0] == "'=cmd|x"
    assert row[2] == "up"


def test_a_verdict_and_a_date_are_printed_as_words() -> None:
    for name in ("digest.md", "digest.txt", "digest.html"):
        assert "Missing context" in ALL[name] and "14 January 2025" in ALL[name] and "13 to 19 January 2025" in ALL[name]
    assert [day_in_words(x) for x in ("2025-01", "2025-01-14", None, "soon")] == ["January 2025", "14 January 2025", "", "soon"]


def test_an_empty_digest_is_a_document_too() -> None:
    for format in DIGEST_FORMATS:
        assert digest_as(format, replace(DIGEST, intro=""), [], POLICY, "W")


def test_what_two_clean_parts_make_together_is_not_written() -> None:
    # Neither the speaker nor the outlet is an address; printed side by side they are none either, or export fails.
    one = replace(EXAMPLE, text="x", speaker="belta", outlet=".by")
    for format in DIGEST_FORMATS:
        try:
            made = digest_as(
                format, replace(DIGEST, title="t", intro=""), [Entry(rebuttal=REBUTTAL, statements=(one,))], POLICY, "W"
            )
        except CounterclaimError:
            continue
        assert POLICY.check(made) == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="#-=+*_`[]()<>!|~&\\ \n\t123.)abc:/https@\"'", max_size=60))
def test_markdown_of_any_text_is_one_paragraph_of_that_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(text))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "text_special"}
    assert "".join(child.content for child in inline) == " ".join(text.split())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@x", '=HYPERLINK("x")'])
def test_a_cell_that_would_run_is_neutralised(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "'quoted'", " =1", "«-»"])
def test_a_harmless_cell_stays(text: str) -> None:
    assert cell(text) == text
