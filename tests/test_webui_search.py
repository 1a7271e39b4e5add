"""The search page: what it finds, why, and what it says where meaning was not asked."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

import numpy as np
import pytest

from monitor.ids import text_id
from monitor.models import Models
from monitor.records import Band, Narrative, RebuttalState, Role


class Fixed:
    """An encoder for which every text means the same; tests store vectors that are near to it or not."""

    model_ = SimpleNamespace(get_max_seq_length=lambda: 256, tokenizer=lambda text, **_: {"input_ids": text.split()})

    def transform(self, texts: list[str]) -> np.ndarray:
        return np.tile(np.eye(1, 384, dtype=np.float32), (len(texts), 1))


@pytest.fixture
def browser(app, sign_in, store):
    app.config["MODELS"].__dict__["encoder"] = Fixed()
    return sign_in()


def test_it_finds_by_words_and_by_meaning_and_says_which(browser, store, a_statement, embedded):
    a_statement("The orchard of the village was sold to strangers.", speaker="A. Minister")
    a_statement("Apple trees changed their owner overnight.")
    a_statement("A bridge was built over the river.")
    embedded("The orchard of the village was sold to strangers.", near=0.2)
    embedded("Apple trees changed their owner overnight.", near=0.8)
    embedded("A bridge was built over the river.", near=0.01)
    store.index_words()
    page = browser.page("/search?q=" + quote("who has sold the orchard of strangers"))
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//section[@aria-labelledby='statements']//li")]
    assert len(rows) == 2
    assert "Apple trees" in rows[0] and "meaning 0.8" in rows[0] and "words:" not in rows[0]
    assert "orchard" in rows[1] and "words: " in rows[1] and "meaning 0.4" in rows[1]
    assert "BelTA, A. Minister, 14 January 2025, English" in rows[1]
    assert {"orchard", "sold", "strangers"} <= set(page.xpath("//mark/text()"))


def test_in_a_language_the_model_does_not_know_it_says_that_words_alone_count(browser, store, a_statement):
    a_statement("Сад каля вёскі прададзены чужынцам.", lang="be")
    store.index_words()
    page = browser.page("/search?q=" + quote("Хто прадаў наш сад чужынцам"))
    text = " ".join(page.text_content().split())
    assert "Lexical evidence only: the model does not know Belarusian." in text
    assert "words: Сад, чужынцам" in text and "meaning" not in text.partition("Statements")[2]


@pytest.mark.parametrize("asked", ["Zernouka", "Зерноўка", "ЗЕРНОВКА", "zernowka"])
def test_a_name_is_found_in_any_script_and_marked_as_it_stands_there(browser, store, a_statement, asked):
    a_statement("Учора Зерноўка нічога не сказала.", lang="be")
    store.index_words()
    assert browser.page("/search?q=" + quote(asked)).xpath("//li//mark/text()") == ["Зерноўка"]


def test_it_finds_rebuttals_and_narratives_too(browser, store, a_rebuttal, a_narrative, embedded):
    a_rebuttal("The orchard was sold to strangers.", state=RebuttalState.APPROVED)
    a_narrative("orchard", "Strangers buy our orchards", exemplars=("They bought every tree",))
    embedded("The orchard was sold to strangers.", "Strangers buy our orchards", "They bought every tree", near=0.7)
    page = browser.page("/search?q=" + quote("strangers bought the orchard"))
    answered = page.xpath("string(//section[@aria-labelledby='rebuttals'])")
    fits = page.xpath("string(//section[@aria-labelledby='narratives'])")
    assert "The orchard was sold to strangers." in answered and "false" in answered and "meaning 0.84" in answered
    assert "Strangers buy our orchards" in fits and "words: " in fits
    assert page.xpath("//section[@aria-labelledby='narratives']//a/@href") == ["/narratives/orchard"]


def test_a_statement_is_shown_with_its_state(browser, store, a_statement, a_narrative, matched):
    statement = a_statement("The orchard was sold to strangers.")
    matched(statement, (a_narrative(title="Strangers everywhere").id, 0.7, Band.ACCEPT))
    store.index_words()
    assert "likely: Strangers everywhere" in browser.words("/search?q=orchard")


@pytest.mark.parametrize("asked", ["", "%20", "%00", "%21%3F", "%F0%9F%99%82"])
def test_without_a_word_it_asks_for_one(browser, asked):
    text = browser.words(f"/search?q={asked}")
    assert "Statements" not in text and ("Every spelling" in text or "There is no word in this" in text)


def test_nothing_found_says_how_to_go_on(browser):
    assert "No statement is near" in browser.words("/search?q=zebra")


def test_the_box_stands_on_every_page_and_leads_here(browser):
    for path in ("/queue", "/rebuttals", "/search?q=orchard", "/summaries/2025-W03"):
        (form,) = browser.page(path).xpath("//header//form[@role='search']")
        assert form.get("action") == "/search" and form.get("method", "get").lower() == "get"
        assert form.xpath(".//input[@id='search']/@name") == ["q"]
    assert browser.page("/search?q=orchard").xpath("//input[@id='search']/@value") == ["orchard"]


@pytest.mark.parametrize("role", list(Role))
def test_anybody_who_has_signed_in_may_search(sign_in, role):
    assert sign_in(f"the-{role}", role).get("/search").status_code == 200


def test_markup_in_what_is_asked_and_found_stays_text(browser, store, a_statement):
    text = "<script>orchard</script> & <b>sold</b>"
    a_statement(text)
    store.index_words()
    page = browser.page("/search?q=" + quote('<script>orchard</script> "sold"'))
    assert page.xpath("string(//li//a)") == text and not page.xpath("//main//script | //main//b")


def test_no_search_makes_the_page_stumble(browser, store, a_statement):
    a_statement("a plain statement")
    store.index_words()
    hostile = [
        '"',
        '" OR "',
        "NEAR(",
        "a AND",
        "-x",
        "-",
        "--",
        "col:umn",
        "^a",
        "(",
        "'; --",
        "%_",
        "*",
        "a*b",
        '"" -""',
        '"a b',
    ]
    for asked in (*hostile, "\ud800".encode(errors="surrogatepass"), "é" * 300, "word " * 3000, "-a -b", "{{7*7}}"):
        assert browser.get("/search?q=" + quote(asked)).status_code == 200, asked


def test_a_narrative_that_shares_no_word_is_found_by_its_vector(store, browser, settings, now):
    store.save_narratives([Narrative(id="n", title="Rivers run dry")], None, now)
    store.save_vectors([text_id("Rivers run dry")], np.eye(1, 384, dtype=np.float32), Models(settings).encoder_name)
    assert "Rivers run dry" in browser.words("/search?q=" + quote("nothing of these words is there"))
