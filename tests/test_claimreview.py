"""Rebuttals for others: our own rows, and schema.org ClaimReview."""

import json
from pathlib import Path

import pytest

from monitor.publish.claimreview import rebuttals_as
from monitor.publish.nolink import LinkPolicy
from monitor.read.knowledge import rebuttals_of
from monitor.records import Outlet, ReadError, Rebuttal, Source, Verdict

POLICY = LinkPolicy.of([Outlet(id="belta", name="BelTA", domains=("belta.by",))])
GIVEN = [
    Rebuttal(
        id="a",
        claim="The sky is green",
        disproof="It is blue, see belta.by",
        verdict=Verdict.FALSE,
        date="2025-01-15",
        lang="en",
        url="https://watch.example/a",
        author="canary",
        saved_at="x",
        keywords=("sky",),
        narrative_ids=("n",),
        sources=(Source(title="T", publisher="P", kind="primary", date="2025", url="https://p.example", quote="q"),),
    ),
    Rebuttal(id="b", claim="Unproven thing", disproof="Nobody knows.", verdict=Verdict.UNPROVEN, lang="ru"),
]


def test_a_claim_review_has_the_fields_that_others_read() -> None:
    text = rebuttals_as("claimreview", GIVEN, POLICY, "Watch")
    feed = json.loads(text)
    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    first, second = feed["dataFeedElement"]
    assert first["claimReviewed"] == "The sky is green" and first["datePublished"] == "2025-01-15"
    assert first["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "False",
        "ratingValue": 1,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert first["author"] == {"@type": "Organization", "name": "Watch"} and "canary" not in text and "belta.by" not in text
    assert "ratingValue" not in second["reviewRating"] and "datePublished" not in second


@pytest.mark.parametrize("format", ["jsonl", "claimreview"])
def test_what_goes_out_comes_back_in(tmp_path: Path, format: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(rebuttals_as(format, GIVEN, POLICY, "Watch"), encoding="utf-8")
    found = list(rebuttals_of(path))
    assert [(r.id, r.claim, r.verdict, r.date, r.lang, r.url) for r in found if isinstance(r, Rebuttal)] == [
        (g.id, g.claim, g.verdict, g.date, g.lang, g.url) for g in GIVEN
    ]
    if format == "jsonl":
        assert isinstance(found[0], Rebuttal) and found[0].sources == GIVEN[0].sources and found[0].author is None


@pytest.mark.parametrize(
    "review",
    [
        {},
        {"claimReviewed": 3},
        {"claimReviewed": "x", "reviewRating": [1]},
        {"claimReviewed": "x", "url": ["a"]},
        {"claimReviewed": "x", "datePublished": {"a": 1}},
        {"claimReviewed": " "},
    ],
)
def test_a_broken_review_loses_only_itself(tmp_path: Path, review: dict) -> None:
    path = tmp_path / "r.json"
    good = {"@type": "ClaimReview", "claimReviewed": "Good", "reviewRating": {"alternateName": "Misleading: no context"}}
    path.write_text(json.dumps({"@graph": [{"@type": "ClaimReview"} | review, good]}))
    broken, fine = rebuttals_of(path)
    assert isinstance(broken, ReadError) and broken.place == "review 1" and broken.reason
    assert isinstance(fine, Rebuttal) and fine.verdict is Verdict.MISLEADING


@pytest.mark.parametrize(
    "row",
    [
        {"claim": "x", "date": 5},
        {"claim": "x", "sources": [3]},
        {"claim": "x", "verdict": "odd"},
        {"claim": "x", "url": {}},
        {"claim": "x", "sources": [{"title": "t", "date": [1]}]},
        {"disproof": "x"},
    ],
)
def test_a_broken_row_loses_only_itself(tmp_path: Path, row: dict) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({"claim": "Good", "disproof": "d", "verdict": "missing_context"}))
    found = list(rebuttals_of(path))
    if row.get("url") == {}:  # nothing at all is no address
        assert isinstance(found[0], Rebuttal)
    else:
        assert isinstance(found[0], ReadError) and found[0].place == "line 1"
    assert isinstance(found[1], Rebuttal) and found[1].verdict is Verdict.MISSING_CONTEXT
