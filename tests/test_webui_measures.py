"""The page that shows how good the machine is on the team's own decisions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classifiers import evaluate, head
from monitor import learning
from monitor.add import prepared
from monitor.evaluation.decisions import measure_decisions
from monitor.ids import text_id
from monitor.models import Models
from monitor.records import Decision, Document, Flag, Outlet, RebuttalState, Review, Role
from monitor.settings import Settings

OUTLET = Outlet(id="herald", name="Herald")
NARRATIVES = {"bread": "Bread is cheapest here", "exiles": "Exiles are paid agents", "border": "Migrants storm the border"}
WORDS = {"bread": "loaves and flour", "exiles": "foundations abroad", "border": "fences at night", None: "weather and sport"}


@pytest.fixture
def settings(tmp_path):
    """No background, whatever is installed: figures must follow from the decisions of the test alone."""
    return Settings(organisation="Watch Group", matcher=tmp_path / "none")


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Intervals of 20 draws in place of 1000: these tests are not about their width."""
    monkeypatch.setattr(evaluate.interval, "__defaults__", (20, 0))


@pytest.fixture
def models(settings):
    return Models(settings)


@pytest.fixture
def vectors(store, models):
    """``vectors(texts, place)``: unit vectors around one of the first axes; equal texts have equal ones."""

    def save(texts, place, spread=0.6):
        rows = []
        for text in texts:
            chance = np.random.default_rng(list(text.encode()))
            away = chance.standard_normal(384)
            row = np.eye(1, 384, place)[0] + spread * away / np.linalg.norm(away)
            rows.append(row / np.linalg.norm(row))
        store.save_vectors([text_id(text) for text in texts], np.array(rows, dtype=np.float32), models.encoder_name)

    return save


@pytest.fixture
def team(store, sign_in, a_narrative, vectors, now):
    """``team(48)``: so many decisions, a quarter for each narrative and a quarter for none, one in ten of them in Russian.

    ``blind``: neither the words nor the vectors of the statements have anything to do with what was decided.
    """

    def decide(count, blind=False):
        sign_in("ann")
        store.db.execute("pragma synchronous=off")  # nothing of this has to outlive the test
        kinds = [*NARRATIVES, None]
        for place, (id, title) in enumerate(NARRATIVES.items()):
            exemplars = [f"{title}, they say of {WORDS[id]} {number}" for number in range(6)]
            a_narrative(id, title, exemplars=tuple(exemplars))
            vectors([title, *exemplars], place)
        documents, reviews = [], []
        for number in range(count):
            kind = kinds[number % 4]
            text = f"Today number {number} spoke at length about {'it' if blind else WORDS[kind]} again."
            lang = "ru" if number % 10 == 9 else "en"
            vectors([text], 20 + number % 7 if blind else kinds.index(kind), 3 if blind else 0.6)
            known = {"external_id": str(number), "kind": "statements", "published_at": "2025-01-14"}
            documents.append(prepared(Document(outlet=OUTLET, text=text, lang=lang, **known)))
            decision = Decision.CONFIRM if kind else Decision.PASS
            reviews.append(Review(statement_id=text_id(text), reviewer="ann", decision=decision, narrative_id=kind))
        store.add_documents(documents, now)
        for review in reviews:
            store.add_review(review, now)

    return decide


def test_with_few_decisions_it_says_so_and_shows_what_is_in_force(team, sign_in):
    team(12)
    said = sign_in().words("/measures")
    assert "12 decisions so far; from 30 on the thresholds follow them" in said
    assert "suggested from a probability of 20 %" in said and "from 60 % on, in every language" in said
    assert "Measure now" not in said


def test_without_any_decision_the_page_stands_too(sign_in):
    assert "0 decisions so far" in sign_in().words("/measures")


def test_looking_computes_nothing_and_pressing_measures_once(team, sign_in, app):
    team(48)
    browser = sign_in("reader", Role.REVIEWER)
    assert "Not measured yet on this server" in browser.words("/measures")
    assert "are right" not in browser.words("/measures")
    assert browser.press("/measures", "//button[.='Measure now']").location == "/measures"
    said = browser.words("/measures")
    assert "Measured just now, on 46 decisions" in said
    assert "of its suggestions are right" in said and "Experts call it AUROC" in said
    assert "46 of 48 decisions are measured" in said
    assert "encoder" not in vars(app.config["MODELS"]), "the page loaded the sentence model"


def test_figures_are_those_of_decisions_that_were_held_out(team, models, store):
    team(48)
    found = measure_decisions(models, store)
    assert (found["decisions"], found["by_lang"], found["learned"]) == (48, {"en": 44, "ru": 4}, 46)
    figures = found["matching"]
    assert figures["n"] == 46 and set(figures["by_lang"]) == {"en", "ru"}
    # Directions far apart: an honest machine finds nearly all, and knows what it does not know.
    assert figures["top1"]["value"] > 0.9 and figures["auroc_known"]["value"] > 0.9
    assert 0 < figures["suggest_precision"]["low"] <= figures["suggest_precision"]["value"] <= 1


@pytest.mark.parametrize("trained", [False, True], ids=["by nearness", "by a trained head"])
def test_where_the_decisions_are_chance_the_figures_say_so(team, models, store, monkeypatch, trained):
    """Confirmed statements are evidence themselves: were they asked with it, even chance would look perfect."""
    monkeypatch.setattr(head, "ENOUGH", 10 if trained else 1000)
    monkeypatch.setattr(head, "_RECIPE", replace(head._RECIPE, hidden=32, steps=(40, 60), epochs=(2, 4)))
    team(48, blind=True)
    figures = measure_decisions(models, store)["matching"]
    assert figures["top1"]["value"] < 0.6
    assert figures["auroc_known"]["value"] < 0.8


def test_what_mocks_a_storyline_counts_as_not_suggested_like_on_the_desk(team, models, store):
    team(48)
    before = measure_decisions(models, store)["matching"]
    ids = [one.statement.id for one in store.decided()]
    store.save_flags(ids, [Flag(statement_id=key, head="stance", label="mocked", probability=1.0) for key in ids], "made")
    figures = measure_decisions(models, store)["matching"]
    assert (before["suggest_recall"]["value"] > 0.7, figures["suggest_recall"]["value"]) == (True, 0.0)


def test_a_language_has_thresholds_of_its_own_from_enough_decisions_on(team, models, store, sign_in):
    team(48)
    found = measure_decisions(models, store)
    own, usual = found["thresholds"]["en"], found["thresholds"]["ru"]
    in_force = models.matcher(store)
    assert own == (in_force.thresholds["en"].suggest, in_force.thresholds["en"].accept, True)
    assert usual == (models.settings.suggest, models.settings.accept, False)
    browser = sign_in()
    browser.press("/measures", "//button[.='Measure now']")
    english, russian = browser.page("/measures").xpath("//table//tbody/tr")
    assert "as set" not in english.text_content() and "English" in english.text_content()
    assert "as set" in russian.text_content() and "20 %" in russian.text_content()


def test_what_was_measured_before_is_shown_as_such_when_decisions_have_come_since(team, sign_in, store, a_statement, now):
    team(48)
    browser = sign_in()
    browser.press("/measures", "//button[.='Measure now']")
    assert "have changed since" not in browser.words("/measures")
    statement = a_statement("One more was said today, of something else.")
    store.add_review(Review(statement_id=statement, reviewer="ann", decision=Decision.PASS), now)
    assert "have changed since: measure again" in browser.words("/measures")


def test_while_somebody_measures_others_are_told_and_nothing_is_computed_twice(team, sign_in, app):
    team(48)
    browser = sign_in()
    measured = app.extensions["measures"]
    with measured.busy:
        assert browser.send("/measures").location == "/measures"
        assert "Somebody is measuring just now" in browser.words("/measures")
    assert measured.result is None
    browser.send("/measures")
    assert measured.result is not None and not measured.busy.locked()


def test_attached_answers_measure_the_ranking_but_not_those_of_the_very_words(
    team, models, store, a_rebuttal, a_statement, vectors
):
    team(40)
    for place, (good, street) in enumerate([("salt", "First"), ("iron", "Mill"), ("wool", "Bridge"), ("tin", "Cross")]):
        claim, own = f"The price of {good} doubled", f"At {street} street somebody sold far too dear"
        # The first is nearer to the claim of the last, so its own comes second.
        vectors([claim], 10 + place, 0.1)
        vectors([own], 10 + (place or 3), 0.1)
        a_rebuttal(claim, state=RebuttalState.APPROVED, answers=[a_statement(own), a_statement(claim)])
    found = measure_decisions(models, store)["retrieval"]
    assert found["n"] == 4, "a rebuttal whose claim is the statement itself was asked for"
    assert found["success@1"]["value"] == 0.75
    assert found["success@5"]["value"] == 1.0
    assert 0.75 < found["mrr"]["value"] < 0.95


def test_the_page_says_how_far_up_an_answer_stands(team, sign_in, a_rebuttal, a_statement, vectors):
    team(40)
    browser = sign_in()
    browser.press("/measures", "//button[.='Measure now']")
    assert "No earlier answer was attached to another statement yet" in browser.words("/measures")
    vectors(["Salt is too dear in town", "Somebody sold salt for gold"], 10, 0.3)
    a_rebuttal("Salt is too dear in town", state=RebuttalState.APPROVED, answers=[a_statement("Somebody sold salt for gold")])
    browser.press("/measures", "//button[.='Measure now']")
    said = browser.words("/measures")
    assert "1 statement that it was not written for" in said
    assert "it stands first for 100 % (no miss yet)" in said
    assert "So few statements say little" in said


def test_the_narratives_page_leads_here_and_the_desk_is_marked(sign_in):
    browser = sign_in()
    assert browser.page("/narratives").xpath("//a[@href='/measures']")
    assert browser.page("/measures").xpath("string(//nav/a[@aria-current])") == "Narratives"


def test_the_number_of_decisions_it_waits_for_is_that_of_the_machine(sign_in):
    assert f"from {learning.FEWEST} on" in sign_in().words("/measures")
