"""Settings in, models out. The only place that loads weights; nothing heavy is imported before it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import CounterclaimError
from monitor.language import identify
from monitor.matching import Matching
from monitor.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.embed import SentenceEncoder
    from classifiers.flag import Flagger
    from classifiers.match import Texts
    from monitor.store import Store

#: Part of every match's key: a change of the method makes all statements be matched again.
_METHOD = "match1"


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
        return f"{self.encoder_name}+flag-{version}", flagger

    def matcher_name(self, store: Store) -> str:
        """The key of matches against what the store knows now: it changes with the model, thresholds and evidence."""
        evidence = "\n".join(f"{owner} {key}" for owner, key, _ in self._evidence(store))
        fingerprint = hashlib.sha256(evidence.encode()).hexdigest()[:12]
        return f"{self.encoder_name}+{_METHOD}-{self.settings.suggest:g}-{self.settings.accept:g}+{fingerprint}"

    def matcher(self, store: Store) -> Matching:
        """A matcher fitted on all evidence in the store: the narratives' own texts, and what people confirmed."""
        evidence = self._evidence(store)
        narratives = list(dict.fromkeys(owner for owner, _, _ in evidence))
        place = {narrative: number for number, narrative in enumerate(narratives)}
        ids = [key for _, key, _ in evidence]
        fitted = None
        if evidence:
            from classifiers.match import NarrativeMatcher

            texts = self.texts([text for _, _, text in evidence], store.vectors_of(ids, self.encoder_name))
            fitted = NarrativeMatcher().fit(texts, [place[owner] for owner, _, _ in evidence])
        return Matching(
            name=self.matcher_name(store),
            matcher=fitted,
            narratives=narratives,
            evidence=ids,
            suggest=self.settings.suggest,
            accept=self.settings.accept,
        )

    def _evidence(self, store: Store) -> list[tuple[str, str, str]]:
        """What has a vector already; a statement confirmed before it was embedded counts from the next run on."""
        found = store.evidence()
        ready = store.ids_with_vectors([key for _, key, _ in found], self.encoder_name)
        return [one for one in found if one[1] in ready]

    def texts(self, words: Sequence[str], vectors: NDArray[np.float32], langs: Sequence[str] | None = None) -> Texts:
        """Texts with their vectors, marked where the model does not know the language."""
        from classifiers.match import Texts

        return Texts(words, vectors, self.trusted(langs or [identify(text) for text in words]))

    def trusted(self, langs: Sequence[str]) -> NDArray[np.bool_]:
        """Which of these languages the model knows; ``*`` in the settings stands for every one."""
        import numpy as np

        known = set(self.settings.model_languages)
        return np.array([lang in known or "*" in known for lang in langs], dtype=bool)
