"""From a matcher's probabilities to Matches: thresholds, parents, and the guards that hold an answer back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifiers.labels import NOT_A_CLAIM
from monitor.guards import compare
from monitor.language import identify
from monitor.records import Band, Match
from monitor.signals import SIGNALS
from monitor.standing import Standing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import NarrativeMatcher
    from classifiers.nearness import Texts

#: More suggestions than this are no help to a reader.
_MOST = 3
#: Shorter texts fit too much to be accepted by a machine.
_SHORT = 5
#: Of a longer text the model reads no more than its beginning (256 word pieces).
_LONG = 400
SHORT, LONG, LANGUAGE, NO_CLAIM = "short", "long", "language", NOT_A_CLAIM
DENIED, MOCKED = Standing.DENIED.value, Standing.MOCKED.value
#: What each guard says to a reader. ``{language}`` is the name of the statement's language.
GUARDS = {
    SHORT: "a text of so few words fits many storylines",
    LONG: "the model reads only the beginning of so long a text",
    LANGUAGE: "lexical evidence only: the model does not know {language}",
    NO_CLAIM: "it does not look like a claim, but like a question or a phrase",
    DENIED: "it denies or disproves the claim, and so does not serve the storyline",
    MOCKED: "it mocks the claim, and so does not serve the storyline",
}
#: These do not only hold an answer back: they are the answer "none".
REFUSALS = (DENIED, MOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Probabilities from which a match is suggested, and from which it is accepted until somebody objects."""

    suggest: float
    accept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A fitted matcher with the names of its rows. ``matcher`` is None where no narrative is known yet.

    ``evidence`` and ``pieces`` are the ids and words of what it was fitted on; ``parents`` gives the row of a narrative's
    parent, ``thresholds`` those of languages that have their own.
    """

    name: str
    matcher: NarrativeMatcher | None
    narratives: Sequence[str]
    evidence: Sequence[str]
    usual: Thresholds
    pieces: Sequence[str] = ()
    thresholds: Mapping[str, Thresholds] = field(default_factory=dict)
    parents: Mapping[int, int] = field(default_factory=dict)

    def match(self, texts: Texts, ids: Sequence[str], langs: Sequence[str] = ()) -> list[Match]:
        """Up to three matches per statement from ``suggest`` on, best first; else one that says "none".

        The answer "none" carries the best probability all the same, so that a threshold can be judged later.
        """
        if self.matcher is None:
            return [Match(statement_id=key, narrative_id=None, probability=0.0, band=Band.NONE) for key in ids]
        answer = self.matcher.predict(texts)
        found: list[Match] = []
        for row, key in enumerate(ids):
            lang = langs[row] if langs else "en"
            own, nearest = answer.probabilities[row], answer.nearest[row]
            guards = guards_of(texts, row, lang, self.pieces[nearest[own.argmax()]] if self.pieces else "")
            found += self._matches(key, own, nearest, guards, self.thresholds.get(lang, self.usual))
        return found

    def _matches(
        self, key: str, own: NDArray[np.float64], nearest: NDArray[np.int64], guards: tuple[str, ...], bands: Thresholds
    ) -> list[Match]:
        best = int(own.argmax())
        suggested = [] if guards and guards[-1] in REFUSALS else self._suggested(own, bands.suggest)
        if not suggested:
            near = self.evidence[nearest[best]]
            return [
                Match(
                    statement_id=key,
                    narrative_id=None,
                    probability=float(own[best]),
                    band=Band.NONE,
                    guards=guards,
                    nearest=near,
                )
            ]
        return [
            Match(
                statement_id=key,
                narrative_id=self.narratives[place],
                probability=probability,
                band=Band.ACCEPT if probability >= bands.accept and not guards else Band.SUGGEST,
                guards=guards,
                nearest=self.evidence[nearest[place]],
            )
            for place, probability in suggested
        ]

    def _suggested(self, own: NDArray[np.float64], suggest: float) -> list[tuple[int, float]]:
        """(narrative, probability) of the most specific narratives that reach the threshold, the best first.

        Whatever serves a narrative serves those above it, so a parent's probability holds its children's: where no child
        is sure enough, the parent may be, and where one is, the parent goes without saying.
        """
        whole = [float(p) for p in own]
        for child in range(len(own)):
            above = self.parents.get(child)
            seen = {child}
            while above is not None and above not in seen:
                whole[above] += float(own[child])
                seen.add(above)
                above = self.parents.get(above)
        reach = [place for place, probability in enumerate(whole) if probability >= suggest]
        said = {self.parents[place] for place in reach if place in self.parents}
        chosen = sorted((place for place in reach if place not in said), key=lambda place: (-whole[place], place))
        return [(place, min(whole[place], 1.0)) for place in chosen[:_MOST]]


def guards_of(texts: Texts, row: int, lang: str, nearest: str) -> tuple[str, ...]:
    """The guards of one statement: whatever makes an answer less sure than its probability says. A refusal stands last.

    Who denies a claim may serve another: "the ministry denied that there are political prisoners" is what the narrative
    says. So a denial is held against the ``nearest`` evidence, and refuses only where that does not deny the same.
    """
    words = len(texts.words[row].split())
    guards = [name for name, raised in ((SHORT, words < _SHORT), (LONG, words > _LONG)) if raised]
    if not texts.trusted[row]:
        guards.append(LANGUAGE)
    if texts.signals is not None:
        raised = [name for name in (NO_CLAIM, DENIED, MOCKED) if texts.signals[row, SIGNALS.index(name)] > 0]
        guards += [name for name in raised if name != DENIED or _refuses(texts.words[row], lang, nearest)]
    return tuple(guards)


def _refuses(text: str, lang: str, nearest: str) -> bool:
    """Whether a denial goes against the nearest piece of evidence, and not along with it."""
    kinds = {difference.kind for difference in compare(text, nearest, lang, identify(nearest))} if nearest else {DENIED}
    return bool(kinds & {"denied", "negation"})
