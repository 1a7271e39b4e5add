"""The nouns of the newsroom and their ids. See the README's list of words: one word, one meaning.

A date is an ISO 8601 string exactly as precise as its source: ``2025-01`` (a month), ``2025-01-14`` (a day) or
``2025-01-14T09:30:00Z`` (a moment, always UTC). Such strings sort, and the length tells the precision.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.ids import document_id, short_hash, text_id


class OutletKind(StrEnum):
    STATE = "state"
    ALIGNED = "state-aligned"
    INDEPENDENT = "independent"


class Band(StrEnum):
    """How sure the machine is of a match: both thresholds are settings, tuned on the team's own decisions."""

    ACCEPT = "accept"
    SUGGEST = "suggest"
    NONE = "none"


class Stance(StrEnum):
    """How an outlet stands to the words it carries: its own, another's word for word, another's retold, or refused."""

    ASSERTS = "asserts"
    QUOTES = "quotes"
    REPORTS = "reports"
    DENIES = "denies"


class Decision(StrEnum):
    """What a reviewer decides. ``confirm`` and ``reject`` speak of one narrative, the others of the statement.

    ``pass`` says that there is nothing to answer; ``reopen`` takes the decision before it back.
    """

    CONFIRM = "confirm"
    REJECT = "reject"
    UNSURE = "unsure"
    PASS = "pass"
    REOPEN = "reopen"


class Verdict(StrEnum):
    """The answer of a rebuttal. Words first; the numbers stand in ``monitor.review.RATINGS``."""

    FALSE = "false"
    MISLEADING = "misleading"
    MISSING_CONTEXT = "missing context"
    UNPROVEN = "unproven"
    TRUE = "true"
    SATIRE = "satire"
    OPINION = "opinion"
    UNVERIFIED = "unverified"


class RebuttalState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETRACTED = "retracted"


class Role(StrEnum):
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    id: str
    name: str
    kind: OutletKind = OutletKind.STATE
    lang: str | None = None
    country: str | None = None
    domains: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where an outlet is polled, and how that went. ``kind`` is ``feed`` or ``page`` (a page that lists articles).

    Times are UTC; ``interval`` is in minutes. ``etag`` and ``last_modified`` are kept byte for byte as they were sent.
    """

    id: str
    url: str
    outlet_id: str
    kind: str = "feed"
    title: str = ""
    #: ``auto`` fetches the article where the feed gives only a teaser; ``always``, ``never``.
    full_text: str = "auto"
    added_at: str = ""
    paused: bool = False
    #: The publisher said 410: polling has ended.
    gone: bool = False
    etag: str | None = None
    last_modified: str | None = None
    interval: int = 60
    checked_at: str | None = None
    #: The last poll that brought a readable answer, and the last one that brought something new.
    ok_at: str | None = None
    news_at: str | None = None
    next_at: str | None = None
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The bytes of a document as they were fetched: evidence. ``headers`` are the answer's, in their order."""

    url: str
    fetched_at: str
    body: bytes
    status: int = 200
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def id(self) -> str:
        return short_hash(self.url, self.fetched_at, self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of a document's text that one voice speaks; ``start`` and ``end`` are offsets into ``Document.text``.

    ``begins`` and ``ends`` are seconds from the start of a recording.
    """

    start: int
    end: int
    speaker: str | None = None
    role: str | None = None
    begins: float | None = None
    ends: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One item as received. ``kind`` is the reader's name; a ``statements`` document is one statement whole."""

    outlet: Outlet
    external_id: str
    kind: str
    text: str
    title: str = ""
    url: str | None = None
    lang: str | None = None
    author: str | None = None
    published_at: str | None = None
    speaker: str | None = None
    role: str | None = None
    #: Whose words a forwarded post carries on.
    origin: Outlet | None = None
    #: In the order of the text, without overlap; empty where the text alone tells who speaks.
    passages: tuple[Passage, ...] = ()
    capture: Capture | None = None

    @property
    def id(self) -> str:
        return document_id(self.outlet.id, self.external_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A whole chat was read to its end: ``present`` are the numbers of all its messages, even of those not kept.

    What is known of the chat between the first and the last of them, and is not among them, has vanished.
    """

    outlet: Outlet
    #: What the external ids of the chat's posts begin with.
    prefix: str
    present: array[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadError:
    """One item that could not be read: which file, where in it, and why. Kept, shown, never fatal."""

    file: str
    place: str
    reason: str
    #: The feed that was polled, where no file was read.
    feed_id: str | None = None
    #: False for a mere note: something was passed over on purpose, or mended.
    lost: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """One place and time of a statement. ``start`` and ``end`` are character offsets into the document's text."""

    text: str
    lang: str
    start: int
    end: int
    prefix: str
    suffix: str
    speaker: str | None = None
    role: str | None = None
    stance: Stance = Stance.ASSERTS
    #: When it was said, as precise as the text tells it; None: nothing but the document's own date is known.
    said_at: str | None = None
    #: Seconds from the start of a recording.
    begins: float | None = None
    ends: float | None = None

    @property
    def statement_id(self) -> str:
        return text_id(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    id: str
    text: str
    lang: str
    external_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    id: str
    title: str
    description: str = ""
    exemplars: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    parent: str | None = None
    #: Where the border to its neighbours lies. For people: no evidence for the machine.
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The machine's suggestion that a statement serves a narrative; ``narrative_id`` None is the answer "none"."""

    statement_id: str
    narrative_id: str | None
    probability: float
    band: Band
    guards: tuple[str, ...] = ()
    nearest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A label the machine suggests; ``label`` None says that it looked and found none."""

    statement_id: str
    head: str
    label: str | None
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A cluster of statements that matched nothing: perhaps a new narrative. People decide.

    The id stays while statements come and go; ``since`` is the moment it was first proposed. The most typical statement
    comes first.
    """

    id: str
    keywords: tuple[str, ...]
    statement_ids: tuple[str, ...]
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's decision on a statement. Reviews are only ever added: a changed mind is a new row."""

    statement_id: str
    reviewer: str
    decision: Decision
    narrative_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A statement with what people decided: the narratives it serves, or none of those that are known."""

    statement: Statement
    narratives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What backs a rebuttal. ``kind`` is primary, secondary or expert; never an outlet we watch."""

    title: str
    publisher: str
    kind: str = "secondary"
    date: str | None = None
    url: str | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuttal:
    """The answer to a claim, with a verdict. Each saved change is a new version."""

    id: str
    claim: str
    disproof: str
    verdict: Verdict = Verdict.UNVERIFIED
    date: str | None = None
    lang: str = "en"
    url: str | None = None
    keywords: tuple[str, ...] = ()
    narrative_ids: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    #: Statements it is known to answer, by their words. Read on import only: the store keeps them as rows of their own.
    answers: tuple[str, ...] = ()
    state: RebuttalState = RebuttalState.DRAFT
    version: int = 1
    author: str | None = None
    saved_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """An editor's ordered choice of rebuttals for a week."""

    id: str
    week: str
    title: str
    intro: str = ""
    rebuttals: tuple[Rebuttal, ...] = ()
    version: int = 1
    published_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A statement as it stands in a summary: enough to find it again, and to print it."""

    statement_id: str
    text: str
    lang: str
    outlet: str
    said_at: str
    speaker: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rebuttal with the statements it answers, as a digest prints it."""

    rebuttal: Rebuttal
    statements: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeWeek:
    """One narrative in one week. ``counts`` are the appearances of this and the weeks before it, oldest first."""

    narrative: Narrative
    counts: tuple[int, ...]
    statements: int
    outlets: tuple[tuple[str, int], ...] = ()
    speakers: tuple[tuple[str, int], ...] = ()
    confirmed: int = 0
    rebutted: int = 0
    #: Of the statements, those that say that somebody said so.
    reported: int = 0
    #: Of the week's appearances, those that only carry on what was said elsewhere before.
    reposts: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def count(self) -> int:
        return self.counts[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A week in numbers and examples, computed and never edited."""

    week: str
    weeks: tuple[str, ...]
    documents: int
    statements: int
    appearances: int
    #: Statements with a suggestion that nobody has looked at, and statements near to nothing known.
    suggested: int
    unmatched: int
    by_lang: tuple[tuple[str, int], ...]
    by_outlet: tuple[tuple[str, int], ...]
    narratives: tuple[NarrativeWeek, ...]
    #: Of the appearances, those that only carry on what was said elsewhere before.
    reposts: int = 0
    #: Statements that only deny or mock a claim; they serve no narrative.
    denied: int = 0
    #: Days on which nothing at all was received; outlets whose feed failed, with how often.
    gaps: tuple[str, ...] = field(default=())
    failed: tuple[tuple[str, int], ...] = field(default=())
