"""Rebuttals for others: our own JSON Lines, and schema.org ClaimReview (Google's guidance of 2026)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from monitor.publish.nolink import LinkPolicy
from monitor.records import Rebuttal
from monitor.review import RATINGS


def rebuttals_as(format: str, rebuttals: Sequence[Rebuttal], policy: LinkPolicy, organisation: str) -> str:
    """``jsonl`` or ``claimreview``; raises CounterclaimError where a forbidden link is left."""
    if format == "claimreview":
        feed = {
            "@context": "https://schema.org",
            "@type": "DataFeed",
            "dataFeedElement": [_claim_review(one, organisation) for one in rebuttals],
        }
        text = json.dumps(policy.scrub_all(feed), ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(json.dumps(policy.scrub_all(_row(one)), ensure_ascii=False) + "\n" for one in rebuttals)
    return policy.checked(text, "the export")


def _row(rebuttal: Rebuttal) -> dict[str, Any]:
    """The contract's columns: nobody's name, no state of the desk."""
    hidden = {"author", "saved_at", "state", "version"}
    return {key: value for key, value in asdict(rebuttal).items() if key not in hidden}


def _claim_review(rebuttal: Rebuttal, organisation: str) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": rebuttal.verdict.value.capitalize()}
    if (number := RATINGS[rebuttal.verdict]) is not None:
        rating |= {"ratingValue": number, "bestRating": 5, "worstRating": 1}
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "identifier": rebuttal.id,
        "claimReviewed": rebuttal.claim,
        "reviewBody": rebuttal.disproof,
        "reviewRating": rating,
        "author": {"@type": "Organization", "name": organisation},
        "inLanguage": rebuttal.lang,
    }
    if rebuttal.date:
        review["datePublished"] = rebuttal.date
    if rebuttal.url:
        review["url"] = rebuttal.url
    return review
