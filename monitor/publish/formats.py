"""A digest or a summary in a format: Markdown, HTML, text, JSON, CSV. Each passes through the no-link engine, or fails."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor import charts, summary, week
from monitor.publish.dates import day_in_words
from monitor.publish.nolink import LinkPolicy
from monitor.records import Digest, Entry, Summary

DIGEST_FORMATS = ("md", "html", "txt", "json")
SUMMARY_FORMATS = ("md", "html", "json", "csv")

#: Cells that a spreadsheet would run as a formula get an apostrophe in front (OWASP, CSV injection).
#: One that begins so after apostrophes gets one more, and the reader takes one off: nothing is lost on the way round.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_WEB = re.compile(r"https?://[^\s<>\\]+", re.IGNORECASE)


def digest_as(format: str, digest: Digest, entries: Sequence[Entry], policy: LinkPolicy, organisation: str) -> str:
    """The digest as a document. Raises CounterclaimError where a forbidden link is left in it."""
    if format == "json":
        content = {
            "week": digest.week,
            "title": digest.title,
            "intro": digest.intro,
            "entries": [
                public(asdict(entry.rebuttal)) | {"statements": [asdict(one) for one in entry.statements]} for entry in entries
            ],
        }
        return policy.checked(json.dumps(policy.scrub_all(content), ensure_ascii=False, indent=1), "the digest")
    document = (
        _environment(format, policy)
        .get_template(f"digest.{format}.j2")
        .render(digest=digest, entries=entries, organisation=organisation, period=week.in_words(digest.week))
    )
    return policy.checked(document, "the digest")


def summary_as(format: str, one: Summary, policy: LinkPolicy, organisation: str) -> str:
    """The summary as a document. Raises CounterclaimError where a forbidden link is left in it."""
    if format == "json":
        return policy.checked(json.dumps(policy.scrub_all(asdict(one)), ensure_ascii=False, indent=1), "the summary")
    if format == "csv":
        return policy.checked(_summary_rows(one, policy), "the summary")
    document = (
        _environment(format, policy)
        .get_template(f"summary.{format}.j2")
        .render(summary=one, organisation=organisation, period=week.in_words(one.week))
    )
    return policy.checked(document, "the summary")


def _summary_rows(one: Summary, policy: LinkPolicy) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(
        ["narrative_id", "title", "movement", "statements", "confirmed", "rebutted", "reported", "reposts", *one.weeks]
    )
    for row in one.narratives:
        cells: list[object] = [row.narrative.id, row.narrative.title, summary.movement(row)]
        cells += [row.statements, row.confirmed, row.rebutted, row.reported, row.reposts]
        writer.writerow([cell(policy.scrub(str(value))) for value in (*cells, *row.counts)])
    return file.getvalue()


def cell(value: str) -> str:
    """A CSV cell that no spreadsheet runs."""
    return "'" + value if _FORMULA.match(value) else value


def markdown(text: str) -> str:
    """Text that stays text in Markdown: no heading, link, picture or tag comes out of somebody else's words."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~!&]|:(?=//)|(?<=www)\.)", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", escaped))


def _web(url: str) -> str:
    """A web address as a Markdown link to itself; anything else, ``javascript:`` not least, as mere text."""
    return f"<{url}>" if _WEB.fullmatch(url) else markdown(url)


def public(rebuttal: dict[str, Any]) -> dict[str, Any]:
    """A rebuttal without what only the desk needs: who wrote it never leaves the house."""
    return {key: value for key, value in rebuttal.items() if key not in {"author", "saved_at", "state", "version"}}


@cache
def _templates(format: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.publish", "templates"),
        autoescape=format == "html",  # noqa: S701 - Markdown and text are escaped by their own filter
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["day"] = day_in_words
    environment.globals.update(
        movement=summary.movement, sentence=summary.sentence, bars=charts.bars, spark=charts.spark, shares=charts.shares
    )
    return environment


def _environment(format: str, policy: LinkPolicy) -> Environment:
    """Every word that came in goes through ``|t``: scrubbed of forbidden links, then escaped for the format."""
    environment = _templates(format).overlay()
    environment.filters = dict(environment.filters)
    environment.filters["leads"] = lambda url: bool(_WEB.fullmatch(url)) and policy.scrub(url) == url
    if format == "md":
        environment.filters["t"] = lambda text: markdown(policy.scrub(str(text)))
        environment.filters["web"] = lambda url: _web(policy.scrub(url))
    else:
        environment.filters["t"] = lambda text: policy.scrub(str(text))
    return environment
