"""Which known speaker a name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from monitor.names.bodies import Body
from monitor.names.compare import compatible, contradicts
from monitor.names.figures import parse
from monitor.names.reading import Kind, Name

_SURNAME, _INITIAL, _GIVEN = range(3)  # how much of a person a name says


class Speakers:
    """The speakers known so far. A look-up costs a few dictionary reads, whatever their number.

    ``known``: pairs of an id and a name; one id may have several names.
    """

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._labels: dict[str, set[str]] = defaultdict(set)
        self._bodies: dict[Body, set[str]] = defaultdict(set)
        self._by_given: dict[tuple[str, str], dict[str, list[Name]]] = defaultdict(dict)
        self._by_surname: dict[str, dict[str, list[Name]]] = defaultdict(dict)
        self._short: dict[str, list[Name]] = defaultdict(list)
        for speaker_id, name in known:
            self.add(speaker_id, name)

    def add(self, speaker_id: str, name: str, lang: str | None = None, inflected: bool | None = None) -> None:
        """From now on ``name`` is the speaker's, and all its other spellings and cases are too."""
        found = parse(name, lang, inflected)
        self._labels[found.label].add(speaker_id)
        if found.body:
            self._bodies[found.body].add(speaker_id)
        if found.kind is not Kind.PERSON:
            return
        if _said(found) < _GIVEN:
            self._short[speaker_id].append(found)
        for reading in found.readings:
            _put(self._by_surname[reading.key], speaker_id, found)
            for given in reading.given:
                _put(self._by_given[reading.key, given], speaker_id, found)

    def of(self, name: str, lang: str | None = None, inflected: bool | None = None) -> str | None:
        """The one known speaker whom a name means; None for nobody, and where it may be one of several.

        A name known letter by letter is its speaker's. Any other is folded only into a name that says as much or
        more: "Петров" into "Иван Петров", not the other way round (see ``settle``). ``lang`` and ``inflected`` as in
        ``parse``.
        """
        found = parse(name, lang, inflected)
        exact = self._labels.get(found.label, set())
        if found.kind is Kind.PERSON and (inflected or len(exact) != 1):
            return self._only(found)
        whose = self._bodies.get(found.body, set()) if found.body else exact
        return next(iter(whose)) if len(whose) == 1 else None

    def settle(self) -> dict[str, str]:
        """Speakers known only by a surname or with an initial, each with the one fuller known speaker it can be.

        To be asked when an import is over: only then does it not matter which name came first.
        """
        fuller: dict[str, str] = {}
        for much in (_INITIAL, _SURNAME):
            for speaker_id, names in self._short.items():
                if max(map(_said, names)) == much and not self._has_given(speaker_id, names):
                    meant = {self._only(name, speaker_id, much + 1, fuller) for name in names}
                    only = meant.pop()
                    if only and not meant:
                        fuller[speaker_id] = only
        return fuller

    def _has_given(self, speaker_id: str, names: list[Name]) -> bool:
        known = (each for name in names for reading in name.readings for each in self._by_surname[reading.key][speaker_id])
        return any(_said(each) == _GIVEN for each in known)

    def _only(self, name: Name, but: str = "", least: int = _SURNAME, fuller: Mapping[str, str] | None = None) -> str | None:
        """The only speaker compatible with a name, among those whose name says as much, and at least ``least``."""
        only = None
        least = max(least, _said(name))
        for speaker_id, known in self._candidates(name):
            speaker_id = (fuller or {}).get(speaker_id, speaker_id)
            if speaker_id in (but, only) or not any(_said(each) >= least and compatible(name, each) for each in known):
                continue
            if any(contradicts(name, each) for each in known):
                continue
            if only is not None:
                return None
            only = speaker_id
        return only

    def _candidates(self, name: Name) -> Iterator[tuple[str, list[Name]]]:
        for reading in name.readings:
            if reading.given:
                for given in reading.given:
                    yield from self._by_given.get((reading.key, given), {}).items()
            else:
                yield from self._by_surname.get(reading.key, {}).items()


def _put(names: dict[str, list[Name]], speaker_id: str, name: Name) -> None:
    known = names.setdefault(speaker_id, [])
    if name not in known:
        known.append(name)


def _said(name: Name) -> int:
    return _GIVEN if name.given else _INITIAL if name.initial else _SURNAME
