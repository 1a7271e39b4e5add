"""What somebody looks for: its words and what each of them tells, its meaning where the model knows the language."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from classifiers.spelling import keys, marked, spellings
from classifiers.words import fold
from monitor.language import identify
from monitor.models import Models
from monitor.store.words import has_marks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monitor.store import Store

#: A word tells something that stands in fewer than so many of all statements, if there are more than a few.
_COMMON, _FEW = 0.1, 5
_SHORTEST = 2
#: Longer texts are no search of single words: quotes and hyphens in them are their own.
_SEARCH = 12
#: What comes later is not read: whoever pastes a book means its beginning.
_LONGEST = 100_000
#: A last word of a short search may be only begun.
_SHORT, _BEGUN = 4, 2
LANGUAGES = {
    "be": "Belarusian", "ru": "Russian", "uk": "Ukrainian", "pl": "Polish", "en": "English", "lt": "Lithuanian",
    "lv": "Latvian", "et": "Estonian", "de": "German", "cs": "Czech", "sk": "Slovak", "bg": "Bulgarian", "sr": "Serbian",
    "mk": "Macedonian", "kk": "Kazakh",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked for. ``vector`` is None where only words count; ``notes`` say why, in a sentence each.

    ``exact``: quotes, a minus or a star ask for exactly these words. ``counts``: in how many of ``total`` statements
    each word stands, by its key, as far as one counts.
    """

    text: str
    lang: str
    vector: NDArray[np.float32] | None = None
    notes: tuple[str, ...] = ()
    exact: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0

    @cached_property
    def weights(self) -> dict[str, float]:
        """What each word tells: the inverse document frequency of BM25."""
        seen = {key: min(count, self.total) for key, count in self.counts.items()}
        return {key: math.log(1 + (self.total - count + 0.5) / (count + 0.5)) for key, count in seen.items()}

    @cached_property
    def telling(self) -> frozenset[str]:
        """The keys, in all spellings, of the words that are no common ones; of all where there are no others."""
        rare = [key for key, count in self.counts.items() if count <= max(_COMMON * self.total, _FEW)]
        # In a small archive common words are not seen to be common; those of one or two letters mostly are.
        rare = [key for key in rare if len(key) > _SHORTEST or key.isdigit()] or rare
        return frozenset(one for key in rare or self.counts for one in spellings(key))

    @cached_property
    def begun(self) -> re.Pattern[str] | None:
        """The last word of a short search as the beginning of a folded word."""
        last = fold(re.findall(r"\w+", self.text)[-1]) if len(self.counts) <= _SHORT else ""
        return re.compile(r"\b" + re.escape(last)) if len(last) >= _BEGUN else None

    def share(self, text: str) -> float:
        """Of what the words of the question tell, the share of those that a text has in any spelling: 0 to 1."""
        whole, there = sum(self.weights.values()), set(keys(text))
        same = {key for key in self.weights if not there.isdisjoint(spellings(key))}
        if self.begun and len(same) < len(self.weights) and self.begun.search(fold(text)):
            same.add(next(reversed(self.weights)))
        return sum(self.weights[key] for key in same) / whole if whole else 0.0

    def shared(self, text: str) -> list[tuple[int, int]]:
        """Where in a text the telling words of the question stand: (start, end) in code points, in their order."""
        found = set(marked(text, self.telling))
        if self.begun:
            found.update(run.span() for run in re.finditer(r"\w+", text) if self.begun.match(fold(run[0])))
        kept, reached = list[tuple[int, int]](), -1
        for span in sorted(found, key=lambda span: (span[0], -span[1])):
            if span[1] > reached:  # and so no part of one before it
                kept.append(span)
                reached = span[1]
        return kept

    def words_in(self, text: str) -> tuple[str, ...]:
        """The telling words of the question as they stand in a text, each once."""
        return tuple({fold(text[a:b]): text[a:b] for a, b in reversed(self.shared(text))}.values())[::-1]


def ask(store: Store, models: Models, text: str) -> Question:
    """Make ready what every search for a text needs. Raises ValueError for a text without words.

    The encoder is loaded only where the model knows the language: elsewhere its vectors mean nothing.
    """
    text = text[:_LONGEST].replace("\x00", " ").encode(errors="replace").decode()
    if not keys(text):
        raise ValueError("no word to look for")
    exact = has_marks(text) and len(text.split()) <= _SEARCH
    lang, trusted, notes = _language(models, text)
    if exact:
        trusted, notes = False, ["words alone decide: quotes, a minus or a star ask for exactly these"]
    vector = models.encoder.transform([text])[0] if trusted else None
    if vector is not None:
        notes += _how_far(models, text)
    counts = store.word_counts(text)
    if len(set(keys(text))) > len(counts):
        notes.append(f"a long text: of its words the first {len(counts)} different ones are searched for")
    return Question(
        text=text, lang=lang, vector=vector, notes=tuple(notes), exact=exact, counts=counts, total=store.reached().statement
    )


def _language(models: Models, text: str) -> tuple[str, bool, list[str]]:
    """(language, whether the model knows it, what to say of that)."""
    lang = identify(text)
    if models.trusted([lang])[0]:
        return lang, True, []
    # A name or two words may be of many languages; in plain letters they may be the model's as well.
    for other in models.settings.model_languages if text.isascii() and lang != "und" else ():
        if identify(text, other) == other:
            return other, True, [f"too short to tell its language: taken as {LANGUAGES.get(other, other)}"]
    if lang == "und":
        return lang, False, ["lexical evidence only: its language cannot be told"]
    return lang, False, [f"lexical evidence only: the model does not know {LANGUAGES.get(lang, lang)}"]


def _how_far(models: Models, text: str) -> list[str]:
    """What to say where the model does not read all of a text, or has next to nothing to read."""
    if len(text.split()) == 1:
        return ["one word: its meaning says little"]
    model = models.encoder.model_
    limit = int(model.get_max_seq_length() or 0)
    if not limit or len(text) <= limit:
        return []
    count = len(model.tokenizer(text, truncation=False, verbose=False)["input_ids"])
    return [f"a long text: the model read its first {limit} of {count} word pieces"] if count > limit else []
