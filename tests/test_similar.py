"""What is nearest to a text, by words and by meaning. On made vectors; the encoder is one that a test can follow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.ids import text_id
from monitor.models import Models
from monitor.question import ask
from monitor.records import Narrative, Rebuttal, Statement
from monitor.settings import Settings
from monitor.similar import (
    Neighbours,
    answers,
    answers_to_statement,
    fitting,
    ranked_rebuttals,
    search,
    similar_to_statement,
)
from monitor.store import Store

Say = Callable[..., str]
MODEL = Settings().model


class Wheel:
    """An encoder of two dimensions: a text's meaning is the angle that stands in it, ``at 0.3``, and else 1.5."""

    model_ = SimpleNamespace(get_max_seq_length=lambda: 8, tokenizer=lambda text, **_: {"input_ids": text.split()})
    asked = 0

    def transform(self, texts: list[str]) -> np.ndarray:
        self.asked += len(texts)
        angles = np.array([float(text.rpartition(" at ")[2]) if " at " in text else 1.5 for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.fixture
def models() -> Models:
    models = Models(Settings())
    models.__dict__["encoder"] = Wheel()
    return models


@pytest.fixture
def told(store: Store, say: Say) -> Callable[..., str]:
    """``told("Words.", 0.3)``: a statement that is stored, has a vector at this angle, and is found by its words."""

    def make(text: str, angle: float | None = None) -> str:
        key = say(text)
        if angle is not None:
            store.save_vectors([key], np.array([[np.cos(angle), np.sin(angle)]], np.float32), MODEL)
        store.index_words()
        return key

    return make


@pytest.fixture
def keys(told: Callable[..., str]) -> list[str]:
    """Ten statements, each a little further from the first."""
    return [told(f"Statement number {number}.", number * 0.15) for number in range(10)]


def found_by(store: Store, models: Models, text: str, k: int = 10) -> list[str]:
    return [one.statement.id for one in search(store, Neighbours(MODEL), ask(store, models, text), k)]


def test_the_nearest_come_first_and_never_the_statement_itself(store: Store, keys: list[str]) -> None:
    found = similar_to_statement(store, Neighbours(MODEL), keys[0], k=3)
    assert [one.statement.id for one in found] == keys[1:4]
    assert found[0].cosine == pytest.approx(np.cos(0.15), abs=2e-3)


def test_asking_for_more_than_there_are_gives_all(store: Store, keys: list[str]) -> None:
    assert len(similar_to_statement(store, Neighbours(MODEL), keys[0], k=99)) == 9


def test_what_is_not_embedded_has_no_neighbours(store: Store, keys: list[str], say: Say) -> None:
    assert similar_to_statement(store, Neighbours(MODEL), say("New."), k=3) == []
    assert similar_to_statement(store, Neighbours("another model"), keys[0], k=3) == []
    assert Neighbours("m").nearest(store, np.zeros(2, np.float32), 3) == []


def test_many_threads_may_ask_at_once(store: Store, keys: list[str]) -> None:
    neighbours, found, failures = Neighbours(MODEL), [], []

    def ask_too() -> None:
        try:
            with Store.open(store.path) as mine:
                found.append([one.statement.id for one in similar_to_statement(mine, neighbours, keys[0], k=2)])
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=ask_too) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == [] and found == [keys[1:3]] * 8 and len(neighbours) == 10


# By words and by meaning together


def test_one_name_is_found_in_every_spelling_and_script(store: Store, models: Models, told: Callable[..., str]) -> None:
    names = ("Зернаўка", "Зерновка", "Ziernauka", "Zernowka", "Zernovka", "Зернаўкі", "Zernówką")
    said = [told(f"{name} 20{place}", None) for place, name in enumerate(names)]
    told("Some other thing altogether")
    for name in ("Зерновка", "Zernovka", "Зернаўкай"):
        assert set(found_by(store, models, name, 20)) >= set(said), name


def test_words_and_meaning_both_bring_something_in(store: Store, models: Models, told: Callable[..., str]) -> None:
    far = told("The orchard was never sold to strangers", 1.4)
    near = told("Apple trees changed their owner", 0.1)
    told("A bridge was built over the river", 1.5)
    found = search(store, Neighbours(MODEL), ask(store, models, "Who has sold the whole orchard at 0.1"), 5)
    assert [one.statement.id for one in found][:2] == [near, far]
    assert found[0].words == () and found[0].cosine == pytest.approx(1, abs=1e-3)
    assert {"orchard", "sold"} <= set(found[1].words) and found[1].cosine == pytest.approx(np.cos(1.3), abs=1e-2)


def test_what_was_added_a_moment_ago_is_found(store: Store, models: Models, told: Callable[..., str], keys: list[str]) -> None:
    neighbours = Neighbours(MODEL)
    question = ask(store, models, "some question at 0.0")
    assert search(store, neighbours, question, 1)[0].statement.id == keys[0]
    late = told("Late.", 0.0001)
    store.db.execute("delete from vectors where text_id = ?", [keys[0]])
    assert search(store, neighbours, question, 1)[0].statement.id == late


def test_a_language_the_model_does_not_know_is_searched_by_words_alone(
    store: Store, models: Models, told: Callable[..., str]
) -> None:
    wanted = told("Сады прададзены чужынцам", 0.0)
    told("Пра мосты нічога не сказана", 1.5)
    question = ask(store, models, "Хто прадаў нашы сады чужынцам")
    assert question.notes == ("lexical evidence only: the model does not know Belarusian",)
    (found,) = search(store, Neighbours(MODEL), question)
    assert (found.statement.id, found.cosine, found.words) == (wanted, None, ("Сады", "чужынцам"))
    assert models.encoder.asked == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", "  ", "\x00", "!?", "«»", "\ud800", "🙂"])
def test_a_text_without_words_is_refused_in_words(store: Store, models: Models, text: str) -> None:
    with pytest.raises(ValueError, match="no word to look for"):
        ask(store, models, text)


def test_of_a_long_text_it_is_said_how_far_it_was_read(store: Store, models: Models, keys: list[str]) -> None:
    long = ask(store, models, "The sanctions on our country were announced by them. " + " ".join(map(str, range(10_000))))
    assert "a long text: the model read its first 8 of 10009 word pieces" in long.notes
    assert any("the first 200 different ones are searched for" in note for note in long.notes)
    assert search(store, Neighbours(MODEL), long)


def test_one_word_says_that_its_meaning_says_little(store: Store, models: Models, keys: list[str]) -> None:
    assert "one word: its meaning says little" in ask(store, models, "sanctions").notes
    assert "its language cannot be told" in ask(store, models, "2024").notes[0]


def test_quotes_and_a_minus_are_obeyed_and_meaning_is_left_out(store: Store, models: Models, told: Callable[..., str]) -> None:
    wanted = told("They sold the old orchard", 0.2)
    told("They sold the orchard, and it was old", 0.2)
    told("The old orchard of Лукашэвічы", 0.2)
    question = ask(store, models, '"old orchard" -Lukashevichy')
    assert question.exact and "words alone decide" in question.notes[0]
    assert [one.statement.id for one in search(store, Neighbours(MODEL), question)] == [wanted]


def test_the_last_word_may_be_only_begun(store: Store, models: Models, told: Callable[..., str]) -> None:
    wanted = told("Die Obstgärten wurden organisatorisch getrennt", None)
    (found,) = search(store, Neighbours(MODEL), ask(store, models, "organisat"))
    assert found.statement.id == wanted and found.words == ("organisatorisch",)


# Rebuttals and narratives


@pytest.fixture
def rebutted(store: Store, moment: datetime) -> dict[str, str]:
    """Three rebuttals: of a near claim, of a far one, and of one without a vector. Ids of their claims' texts."""
    given = [Rebuttal(id=name, claim=f"Claim {name}", disproof="No.") for name in ("near", "far", "waiting")]
    store.import_rebuttals(given, moment)
    claims = {rebuttal: key for rebuttal, key, _ in store.rebuttal_claims()}
    store.save_vectors([claims["near"], claims["far"]], np.array([[1, 0.05], [-1, 0]], np.float32), MODEL)
    return claims


def test_a_rebuttal_of_a_near_claim_answers(store: Store, keys: list[str], rebutted: dict[str, str]) -> None:
    models = Models(Settings())
    statement = Statement(id=keys[0], text="Statement number 0.", lang="en")
    found = answers_to_statement(store, models, statement, k=5)
    assert [one.rebuttal.id for one in found] == ["near", "far"] and (found[0].cosine or 0) > 0.9
    assert found[0].relation == "same" and found[0].reasons == () and 0 <= (found[0].probability or 0) <= 1
    assert found[1].relation == "related"  # far in meaning, whatever its words
    assert "encoder" not in models.__dict__  # no weights were loaded for it


def test_a_claim_with_another_number_is_related_and_the_reason_is_said(
    store: Store, told: Callable[..., str], models: Models, moment: datetime
) -> None:
    key = told("The survey found that 80 % of the people agreed.", 0.2)
    for name, claim in (("other", "The survey found that 60 % of the people agreed."), ("same", "80 % of the people agreed.")):
        store.import_rebuttals([Rebuttal(id=name, claim=claim, disproof="No.")], moment)
        store.save_vectors([text_id(claim)], np.array([[np.cos(0.2), np.sin(0.2)]], np.float32), MODEL)
    statement = Statement(id=key, text="The survey found that 80 % of the people agreed.", lang="en")
    found = {one.rebuttal.id: one for one in answers_to_statement(store, models, statement)}
    assert found["same"].relation == "same" and found["other"].relation == "related"
    assert "60" in found["other"].reasons[0] and "80" in found["other"].reasons[0]


def test_answers_that_people_attached_are_learned_from(
    store: Store, told: Callable[..., str], models: Models, moment: datetime
) -> None:
    things = ("bridge", "harvest", "school", "border", "pension", "railway", "forest", "hospital")
    for number, thing in enumerate(things):
        # What people attach shares the word, and not the meaning: the vector points to its neighbour's claim.
        for name, claim, angle in ((thing, f"On the {thing} they lie", 0.1 * number),):
            store.import_rebuttals([Rebuttal(id=name, claim=claim, disproof="No.")], moment)
            store.save_vectors([text_id(claim)], np.array([[np.cos(angle), np.sin(angle)]], np.float32), MODEL)
    key = told("What was told of the harvest was long", 0.2)
    statement = Statement(id=key, text="What was told of the harvest was long", lang="en")

    def sure() -> float:
        return next(
            one.probability for one in answers_to_statement(store, models, statement, 8) if one.rebuttal.id == "harvest"
        )

    before, unlearned = sure(), ranked_rebuttals(store, models, [statement], 8)
    store.attach_rebuttal("harvest", key, "ann", moment)
    assert sure() != before  # what was attached to the statement itself counts on the desk
    assert ranked_rebuttals(store, models, [statement], 8) == unlearned  # but not where the ranking is measured on it
    before = sure()
    for number, thing in enumerate(things):
        told_of = told(f"Much was said about the {thing} again", 0.1 * number + 0.1)
        store.attach_rebuttal(thing, told_of, "ann", moment)
    assert sure() != before


def test_claims_are_made_ready_once_and_again_when_something_changed(
    store: Store, models: Models, rebutted: dict[str, str], moment: datetime
) -> None:
    question = ask(store, models, "some question at 0.0")
    assert [one.rebuttal.id for one in answers(store, models, question)] == ["near"]
    store.save_vectors([rebutted["waiting"]], np.array([[1, 0]], np.float32), MODEL)
    assert [one.rebuttal.id for one in answers(store, models, question)] == ["near", "waiting"]
    store.import_rebuttals([Rebuttal(id="late", claim="Claim near again", disproof="No.")], moment)
    store.save_vectors([text_id("Claim near again")], np.array([[1, 0]], np.float32), MODEL)
    assert {one.rebuttal.id for one in answers(store, models, question)} == {"waiting", "near", "late"}


def test_without_rebuttals_there_is_no_answer(store: Store, models: Models, keys: list[str]) -> None:
    assert answers_to_statement(store, models, Statement(id=keys[0], text="x", lang="en")) == []
    assert answers(store, models, ask(store, models, "some question at 0.0")) == []


def test_a_narrative_is_offered_with_the_text_it_is_known_by(store: Store, models: Models, moment: datetime) -> None:
    known = [
        Narrative(id="orchard", title="The orchard was sold", exemplars=("Strangers own our apple trees",)),
        Narrative(id="bridge", title="The bridge will fall", exemplars=("No engineer has looked at it",)),
    ]
    store.save_narratives(known, None, moment)
    texts = {text: angle for one, angle in zip(known, (0.1, 1.5), strict=True) for text in (one.title, *one.exemplars)}
    vectors = np.array([[np.cos(angle), np.sin(angle)] for angle in texts.values()], np.float32)
    store.save_vectors([text_id(text) for text in texts], vectors, MODEL)
    found, *_ = fitting(store, models, ask(store, models, "Who owns the trees at 0.1"))
    assert (found.narrative.id, found.nearest) == ("orchard", "Strangers own our apple trees")
    assert "trees" in found.words


# The command


def test_the_command_refuses_an_empty_text_as_a_wrong_call(store: Store) -> None:
    done = CliRunner().invoke(cli, ["--db", str(store.path), "similar", " "])
    assert done.exit_code == 2 and "no word to look for" in done.output and "Traceback" not in done.output


def test_the_command_says_why_something_was_found(store: Store, told: Callable[..., str]) -> None:
    told("Сады прададзены чужынцам")
    done = CliRunner().invoke(cli, ["--db", str(store.path), "similar", "прадалі нашы сады чужынцам", "--json"])
    assert done.exit_code == 0 and '"words": ["Сады", "чужынцам"]' in done.output
    assert '"notes": ["lexical evidence only: the model does not know Belarusian"]' in done.output
    plain = CliRunner().invoke(cli, ["--db", str(store.path), "similar", "прадалі нашы сады чужынцам"]).output
    assert plain.splitlines()[0] == "(lexical evidence only: the model does not know Belarusian)"
