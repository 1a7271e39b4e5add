"""``python -m tests.bench.speakers [REVIEW.txt GOLD.jsonl YYYY-MM-DD]``: who says what and when, against what people found.

Without files the fictional texts of ``tests/spoken`` are measured. GOLD has one claim a line with ``claim_text``,
``speaker``, ``date`` (or null), ``char_start`` and ``char_end``; the day is that on which the review was published.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from monitor import names
from monitor.records import Appearance, Document, Outlet
from monitor.split import full_text, split

SPOKEN = Path(__file__).parent.parent / "spoken"
OUTLET = Outlet(id="o", name="O")


@dataclass(frozen=True)
class Claim:
    """What was said from ``start`` to ``end``; ``date`` None where the text gives none, "?" where it leaves it open."""

    words: str
    start: int
    end: int
    speaker: str | None
    date: str | None
    stance: str = ""


def fictional(lang: str) -> tuple[Document, list[Claim]]:
    """The text of that language and its claims; words of the outlet's own have no speaker."""
    rows = tomllib.loads((SPOKEN / f"{lang}.toml").read_text(encoding="utf-8"))
    document = Document(
        outlet=OUTLET,
        external_id=lang,
        kind="article",
        title=rows["title"],
        text=rows["text"].strip(),
        published_at=rows["published"],
    )
    text = full_text(document)
    claims = []
    for words, speaker, date, stance in [*rows["claims"], *((words, None, "", "") for words in rows["own"])]:
        start = text.index(words)
        claims.append(Claim(words, start, start + len(words), speaker, date or None, stance))
    return document, claims


def review(text: Path, gold: Path, published: str) -> tuple[Document, list[Claim]]:
    document = Document(
        outlet=OUTLET, external_id="r", kind="article", text=text.read_text(encoding="utf-8"), published_at=published
    )
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    return document, [Claim(row["claim_text"], row["char_start"], row["char_end"], row["speaker"], row["date"]) for row in rows]


def nearest(claim: Claim, said: Iterable[Appearance]) -> Appearance | None:
    """The statement that has most of a claim's words; the first of them where several have as many."""
    found = max(said, key=lambda each: min(each.end, claim.end) - max(each.start, claim.start), default=None)
    return found if found and min(found.end, claim.end) > max(found.start, claim.start) else None


def same_speaker(found: str, wanted: str, lang: str) -> bool:
    if names.same(found, wanted, lang, lang):
        return True
    one, other = ({word.casefold()[:5] for word in name.split() if len(word) > 2} for name in (found, wanted))
    return len(one & other) >= max(1, min(len(one), len(other)))


def verdict(claim: Claim, found: Appearance | None) -> str:
    """ "right"; "wrong speaker", "no speaker", "wrong date" (told, and another), "no date" (left to the document's)."""
    if found is None:
        return "no statement" if claim.speaker else "right"
    if claim.speaker is None:
        return "wrong speaker" if found.speaker else "right"
    if not found.speaker:
        return "no speaker"
    if not same_speaker(found.speaker, claim.speaker, found.lang):
        return "wrong speaker"
    told = found.said_at
    if claim.date in (told, "?"):
        return "right"
    return "wrong date" if told else "no date"


def measured(document: Document, claims: list[Claim], show: bool = True) -> Counter[str]:
    said = split(document)
    counts: Counter[str] = Counter()
    for claim in claims:
        found = nearest(claim, said)
        answer = verdict(claim, found)
        counts[answer] += claim.speaker is not None or answer != "right"
        counts["claims"] += claim.speaker is not None
        stance = found.stance.value if found else ""
        counts["stance right"] += bool(claim.stance) and stance == claim.stance
        told = f"{found.speaker} {found.said_at} {stance}" if found else "-"
        if show and (answer != "right" or (claim.stance and claim.stance != stance)):
            click.echo(f"  {answer:<14}{claim.words[:40]!r}: {claim.speaker} {claim.date} {claim.stance} <- {told}")
    return counts


def main() -> None:
    if len(sys.argv) > 3:
        each = {"review": review(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])}
    else:
        each = {path.stem: fictional(path.stem) for path in sorted(SPOKEN.glob("*.toml"))}
    for name, (document, claims) in each.items():
        counts = measured(document, claims)
        click.echo(f"{name}: " + ", ".join(f"{counts[key]} {key}" for key in sorted(counts) if counts[key]))


if __name__ == "__main__":
    main()
