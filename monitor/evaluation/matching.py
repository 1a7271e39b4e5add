"""Does each statement find its narrative, or rightly none?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.backgrounds import texts_with_signals
from monitor.errors import CounterclaimError
from monitor.evaluation.rows import all_rows, words_of
from monitor.ids import first_sentence, text_id
from monitor.language import identify
from monitor.learning import lessons_of
from monitor.matching import REFUSALS, Thresholds, guards_of
from monitor.models import Models
from monitor.read.knowledge import narrative
from monitor.records import Lesson, Narrative, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.match import Answer
    from classifiers.nearness import Texts

Evidence = list[tuple[str, str, str]]


def evaluate_matching(models: Models, narratives: Path, statements: Path, tune: Path | None) -> dict[str, Any]:
    """Open-set matching of statements with known narratives.

    ``tune`` rows stand for a team's decisions: confirmed statements become evidence, and all of them calibrate the matcher
    and set the thresholds of their languages, as decisions on the desk do.
    """
    from classifiers.match import NarrativeMatcher

    known = all_rows(narratives, narrative)
    places = {one.id: place for place, one in enumerate(known)}
    if len(places) < len(known):
        twice = next(one.id for place, one in enumerate(known) if places[one.id] != place)
        raise CounterclaimError(f"{narratives}: narrative {twice!r} stands there more than once")
    asked, taught = all_rows(statements, _lesson), [] if tune is None else all_rows(tune, _lesson)
    truth = _truth(asked, places)
    evidence = _evidence(known, taught, places)
    words = [text for _, _, text in evidence]
    pieces = models.texts(words, models.encoder.transform(words))
    matcher = NarrativeMatcher(models.background[1]).fit(pieces, [places[narrative] for narrative, _, _ in evidence])
    usual = models.usual_thresholds
    by_lang: dict[str, Thresholds] = {}
    if taught:
        _truth(taught, places)
        taught_langs = [one.statement.lang for one in taught]
        lessons = lessons_of(_texts(models, taught), taught_langs, taught, evidence, pieces, places)
        reading = lessons.read(matcher)
        by_lang = lessons.thresholds(lessons.held_out(matcher, reading), usual)
        usual = by_lang.get("", usual)
        matcher.calibrate(reading, lessons.truth)
    texts = _texts(models, asked)
    langs = [one.statement.lang for one in asked]
    answer = refused(matcher.predict(texts), texts, langs, words)
    return figures(answer, truth, langs, usual, by_lang)


def refused(answer: Answer, texts: Texts, langs: Sequence[str] = (), pieces: Sequence[str] = ()) -> Answer:
    """The answer after the guards that turn a match into "none"; ``pieces`` are the words of the evidence.

    Without them every denial is one of the narrative.
    """
    import numpy as np

    from classifiers.match import Answer

    near = answer.nearest[np.arange(len(texts)), answer.probabilities.argmax(axis=1)]
    given = [(langs[row], pieces[near[row]]) if pieces else ("en", "") for row in range(len(texts))]
    guards = [guards_of(texts, row, lang, nearest) for row, (lang, nearest) in enumerate(given)]
    kept = np.array([not set(one) & set(REFUSALS) for one in guards], dtype=float)
    return Answer(answer.probabilities * kept[:, None], answer.known * kept, answer.nearest)


def figures(
    answer: Answer, truth: NDArray[np.bool_], langs: Sequence[str], usual: Thresholds, by_lang: dict[str, Thresholds]
) -> dict[str, Any]:
    """The measures over all rows and for each language, each row judged by the thresholds of its language."""
    import numpy as np

    from classifiers import evaluate

    bands = [by_lang.get(lang, usual) for lang in langs]
    suggest, accept = np.array([one.suggest for one in bands]), np.array([one.accept for one in bands])

    def measured(rows: NDArray[np.bool_]) -> dict[str, Any]:
        return evaluate.matching(answer.probabilities[rows], answer.known[rows], truth[rows], suggest[rows], accept[rows])

    each = np.array(langs)
    result = measured(np.ones(len(langs), dtype=bool))
    result["by_lang"] = {str(lang): measured(each == lang) for lang in sorted(set(langs))}
    return result


def _evidence(known: Sequence[Narrative], taught: Sequence[Lesson], places: dict[str, int]) -> Evidence:
    """(narrative, text id, text): the narratives' own texts and the statements that were confirmed."""
    found = [
        (one.id, text_id(text), text)
        for one in known
        for text in dict.fromkeys((one.title, first_sentence(one.description), *one.exemplars))
        if text
    ]
    found += [
        (key, lesson.statement.id, lesson.statement.text) for lesson in taught for key in lesson.narratives if key in places
    ]
    return list({(narrative, key): (narrative, key, text) for narrative, key, text in found}.values())


def _texts(models: Models, rows: Sequence[Lesson]) -> Texts:
    statements = [row.statement for row in rows]
    return texts_with_signals(models, [one.text for one in statements], [one.lang for one in statements])


def _lesson(row: dict[str, Any]) -> Lesson:
    narratives = row["narrative_ids"]
    if not isinstance(narratives, list):
        raise TypeError("'narrative_ids' must be a list")
    text = words_of(row, "text")
    lang = words_of(row, "lang") if row.get("lang") else identify(text)
    statement = Statement(id=text_id(text), text=text, lang=lang)
    return Lesson(statement=statement, narratives=tuple(str(key) for key in narratives))


def _truth(rows: Sequence[Lesson], places: dict[str, int]) -> NDArray[np.bool_]:
    import numpy as np

    truth = np.zeros((len(rows), len(places)), dtype=bool)
    for number, row in enumerate(rows):
        for key in row.narratives:
            if key not in places:
                raise CounterclaimError(f"narrative {key!r} of statement {number + 1} is not among the narratives")
            truth[number, places[key]] = True
    return truth
