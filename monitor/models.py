"""Settings in, models out. The only place that loads weights; nothing heavy is imported before it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.language import identify
from monitor.learning import Lessons, decisions_to_learn_from, lessons_of
from monitor.matching import Matching, Thresholds
from monitor.settings import Settings
from monitor.signals import SIGNALS, signals_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.background import Background
    from classifiers.cross import CrossRanker
    from classifiers.embed import SentenceEncoder
    from classifiers.flag import Flagger
    from classifiers.match import NarrativeMatcher
    from classifiers.nearness import Texts
    from monitor.records import Lesson, Statement
    from monitor.store import Store

#: Part of every match's key: a change of the method makes all statements be matched again.
_METHOD = "match4"
#: Part of every flag's key, for the rules that judge the stance.
_STANCE = "stance1"


class Models:
    """The models a newsroom's settings name, each loaded when first used."""

    def __init__(self, settings: Settings):
        self.settings = settings

    @property
    def encoder_name(self) -> str:
        """The key of this model's vectors, known without loading it."""
        return self.settings.model.rstrip("/").rsplit("/", 1)[-1]

    @cached_property
    def encoder(self) -> SentenceEncoder:
        """Raises CounterclaimError where the weights are missing or altered."""
        from classifiers.embed import ModelError, SentenceEncoder

        try:
            return SentenceEncoder(self.settings.model).fit()
        except ModelError as error:
            raise CounterclaimError(str(error)) from None

    @cached_property
    def flagger(self) -> tuple[str, Flagger]:
        """(name, flagger). Raises CounterclaimError where none is trained, or its files were altered."""
        from classifiers.embed import ModelError
        from classifiers.flag import Flagger
        from classifiers.saved import load

        try:
            version, arrays, words = load(self.settings.flagger)
            if words["encoder"] != self.encoder_name:
                raise ValueError(f"trained over {words['encoder']}, and the settings name {self.encoder_name}")
            flagger = Flagger.from_state(arrays, words)
        except ModelError as error:
            raise CounterclaimError(str(error)) from None
        except (ValueError, KeyError) as error:
            raise CounterclaimError(
                f"{self.settings.flagger}: {error}; train it again with: counterclaim flagger train"
            ) from None
        return f"{self.encoder_name}+flag-{version}+{_STANCE}", flagger

    @cached_property
    def background(self) -> tuple[str, Background | None]:
        """(version, what is known of storylines in general); ("none", None) where none was trained for this encoder.

        Raises CounterclaimError where its files were altered.
        """
        from classifiers.background import Background
        from classifiers.embed import ModelError
        from classifiers.saved import load

        if not self.settings.matcher.is_dir():
            return "none", None
        try:
            version, arrays, words = load(self.settings.matcher, "matcher train")
            if words["encoder"] != self.encoder_name or words["signals"] != list(SIGNALS):
                return "none", None
            return version, Background.from_state(arrays)
        except (ModelError, KeyError, ValueError) as error:
            raise CounterclaimError(str(error)) from None

    @cached_property
    def reranker(self) -> CrossRanker | None:
        """The cross-encoder that the settings name, or None. Raises CounterclaimError where it cannot be loaded."""
        from classifiers.cross import CrossRanker
        from classifiers.embed import ModelError

        if not self.settings.reranker:
            return None
        try:
            return CrossRanker(self.settings.reranker).fit()
        except ModelError as error:
            raise CounterclaimError(str(error)) from None

    def matcher_name(self, store: Store) -> str:
        """The key of matches against what the store knows now: it changes with models, thresholds, evidence, decisions."""
        evidence = "\n".join(f"{owner} {key}" for owner, key, _ in self._evidence(store))
        decisions = "\n".join(f"{one.statement.id} {one.narratives}" for one in decisions_to_learn_from(store))
        fingerprint = hashlib.sha256(f"{evidence}\n\n{decisions}".encode()).hexdigest()[:12]
        thresholds = f"{self.settings.suggest:g}-{self.settings.accept:g}"
        return f"{self.encoder_name}+{_METHOD}-{self.background[0]}-{thresholds}+{fingerprint}"

    def matcher(self, store: Store) -> Matching:
        """A matcher fitted on all evidence in the store: the narratives' own texts, and what people confirmed.

        Where people have decided often enough, their decisions calibrate it, and set the thresholds of each language.
        """
        evidence, texts, place = self.ground(store)
        fitted, thresholds = None, {}
        if evidence:
            fitted = self.fitted(evidence, texts, place)
            thresholds = self._learn(fitted, self.lessons(store, evidence, texts, place))
        return Matching(
            name=self.matcher_name(store),
            matcher=fitted,
            narratives=list(place),
            parents={
                place[one.id]: place[one.parent]
                for one in store.narratives()
                if one.parent is not None and {one.id, one.parent} <= place.keys()
            },
            evidence=[key for _, key, _ in evidence],
            pieces=[text for _, _, text in evidence],
            usual=self.usual_thresholds,
            thresholds={lang: one for lang, one in thresholds.items() if lang},
        )

    def ground(self, store: Store) -> tuple[list[tuple[str, str, str]], Texts, dict[str, int]]:
        """What a matcher is fitted on: (narrative, text id, text) of all evidence, its texts, and each narrative's row."""
        evidence = self._evidence(store)
        place = {narrative: number for number, narrative in enumerate(dict.fromkeys(owner for owner, _, _ in evidence))}
        vectors = store.vectors_of([key for _, key, _ in evidence], self.encoder_name)
        return evidence, self.texts([text for _, _, text in evidence], vectors), place

    def fitted(self, evidence: Sequence[tuple[str, str, str]], texts: Texts, place: dict[str, int]) -> NarrativeMatcher:
        """A matcher that knows the evidence, and no decisions yet."""
        from classifiers.match import NarrativeMatcher

        return NarrativeMatcher(self.background[1]).fit(texts, [place[owner] for owner, _, _ in evidence])

    @property
    def usual_thresholds(self) -> Thresholds:
        """Those of languages without enough decisions."""
        return Thresholds(suggest=self.settings.suggest, accept=self.settings.accept)

    def _learn(self, fitted: NarrativeMatcher, lessons: Lessons | None) -> dict[str, Thresholds]:
        """Calibrate on people's decisions; the thresholds of each language that has enough of them."""
        if lessons is None:
            return {}
        reading = lessons.read(fitted)
        thresholds = lessons.thresholds(lessons.held_out(fitted, reading), self.usual_thresholds)
        fitted.calibrate(reading, lessons.truth)
        return thresholds

    def lessons(
        self, store: Store, evidence: Sequence[tuple[str, str, str]], pieces: Texts, place: dict[str, int]
    ) -> Lessons | None:
        """What people's decisions teach a matcher fitted on this evidence; None where there are too few."""
        decided = self.decided(store, place)
        if not decided:
            return None
        statements = [one.statement for one in decided]
        found = lessons_of(self.stored_texts(store, statements), [s.lang for s in statements], decided, evidence, pieces, place)
        return found if len(found.texts) else None

    def stored_texts(self, store: Store, statements: Sequence[Statement]) -> Texts:
        """Statements of the database that have vectors, with the signals of their flags."""
        ids = [statement.id for statement in statements]
        vectors, flags = store.vectors_of(ids, self.encoder_name), store.flags_of(ids)
        langs = [statement.lang for statement in statements]
        return self.texts([s.text for s in statements], vectors, langs, signals_of([flags.get(key, []) for key in ids]))

    def decided(self, store: Store, place: dict[str, int]) -> list[Lesson]:
        """Decisions on statements that have a vector, and on narratives that stand."""
        found = decisions_to_learn_from(store)
        ready = store.ids_with_vectors([one.statement.id for one in found], self.encoder_name)
        return [one for one in found if one.statement.id in ready and set(one.narratives) <= place.keys()]

    def _evidence(self, store: Store) -> list[tuple[str, str, str]]:
        """What has a vector already; a statement confirmed before it was embedded counts from the next run on."""
        found = store.evidence()
        ready = store.ids_with_vectors([key for _, key, _ in found], self.encoder_name)
        return [one for one in found if one[1] in ready]

    def texts(
        self,
        words: Sequence[str],
        vectors: NDArray[np.float32],
        langs: Sequence[str] | None = None,
        signals: NDArray[np.float32] | None = None,
    ) -> Texts:
        """Texts with their vectors, marked where the model does not know the language."""
        from classifiers.nearness import Texts

        return Texts(words, vectors, self.trusted(langs or [identify(text) for text in words]), signals)

    def trusted(self, langs: Sequence[str]) -> NDArray[np.bool_]:
        """Which of these languages the model knows; ``*`` in the settings stands for every one."""
        import numpy as np

        known = set(self.settings.model_languages)
        return np.array([lang in known or "*" in known for lang in langs], dtype=bool)
