"""One statement's card, what people decide on it, and taking that back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.copies import compare_documents, compare_statements
from monitor.ids import text_id
from monitor.records import Appearance, Band, Decision, Document, Flag, Match, Outlet, RebuttalState, Review, Role

SB = Outlet(id="sb", name="SB Today", lang="ru")


def decisions(store, statement):
    return [(one["reviewer"], one["decision"], one["narrative_id"]) for one in store.reviews_of(statement)]


@pytest.fixture
def suggested(a_statement, a_narrative, matched):
    """A statement with two suggestions; one narrative that was not suggested is known besides."""
    statement = a_statement("Exiles are paid from abroad.")
    a_narrative("paid-exiles", "Exiles are paid agents")
    a_narrative("bread", "Bread is cheapest here")
    a_narrative("other", "Another storyline")
    matched(statement, ("paid-exiles", 0.72, Band.ACCEPT), ("bread", 0.4, Band.SUGGEST))
    return statement


def test_the_card_begins_with_the_words_then_who_where_and_when(sign_in, a_statement):
    statement = a_statement("Exiles are paid.", speaker="N. Minister", role="minister", published_at="2025-01-14T09:30:00Z")
    article = sign_in().page(f"/statements/{statement}").xpath("//article")[0]
    assert article[0].text_content().strip() == "Exiles are paid."
    assert article[0].get("lang") == "en"
    facts = " ".join(article[1].text_content().split())
    assert facts == "N. Minister, minister · BelTA · 14 January 2025 · English · reports what somebody said"
    assert "about" not in facts


def test_a_statement_without_a_date_says_that_it_is_about_when_it_was_first_seen(sign_in, a_statement):
    said = sign_in().words(f"/statements/{a_statement(published_at=None)}")
    assert "about" in said
    assert "(when first seen)" in said
    assert "says it itself" in said


def test_the_statement_is_marked_within_its_context(sign_in, store, now):
    text = "The minister opened the meeting on Monday. He said the harvest had been the largest in years. Then they went home."
    document = Document(
        outlet=SB, external_id="1", kind="article", text=text, title="Harvest", lang="en", published_at="2025-01-14"
    )
    said = "He said the harvest had been the largest in years."
    start, end = text.index(said), text.index(said) + len(said)
    appearance = Appearance(text=said, lang="en", start=start, end=end, prefix=text[:start], suffix=text[end:])
    store.add_documents([(document, [appearance])], now)
    context = sign_in().page(f"/statements/{text_id(said)}").xpath("//p[@class='context']")[0]
    assert context.xpath("string(mark)") == said
    assert "opened the meeting" in context.text_content()
    assert "went home" in context.text_content()


def test_every_appearance_is_listed_where_there_is_more_than_one(sign_in, a_statement):
    statement = a_statement("Said twice.", published_at="2025-01-13")
    a_statement("Said twice.", outlet=SB, title="Evening post", published_at="2025-01-14", speaker="A Speaker")
    said = sign_in().words(f"/statements/{statement}")
    assert "2 appearances" in said
    assert "SB Today, A Speaker, 14 January 2025: Evening post" in said


@pytest.mark.parametrize(
    ("sure", "word"), [(0.72, "likely"), (0.6, "likely"), (0.59, "maybe"), (0.35, "maybe"), (0.2, "perhaps")]
)
def test_the_machine_says_how_sure_it_is_in_a_word_and_the_number_is_a_hover_away(
    sign_in, a_statement, a_narrative, matched, sure, word
):
    a_narrative()
    statement = a_statement("Уцекачам плацяць з-за мяжы.", lang="be")
    matched(statement, ("paid-exiles", sure, Band.SUGGEST), guards=("short", "language"))
    chip = sign_in().page(f"/statements/{statement}").xpath("//div[@class='match']/span")[0]
    assert (chip.text, chip.get("title"), chip.get("class")) == (word, f"{round(100 * sure)} %", "chip suggested")
    why = " ".join(chip.getparent().xpath("string(div[@class='why'])").split())
    assert "Held back: a text of so few words fits many storylines." in why
    assert "Held back: lexical evidence only: the model does not know Belarusian." in why


def test_of_a_text_whose_language_cannot_be_told_no_language_is_named(sign_in, a_statement, a_narrative, matched):
    a_narrative()
    statement = a_statement("Qwxz 1234", lang="und")
    matched(statement, ("paid-exiles", 0.3, Band.SUGGEST), guards=("language",))
    assert "the model does not know its language." in sign_in().words(f"/statements/{statement}")


def test_nothing_near_enough_and_not_matched_yet_are_two_different_answers(sign_in, a_statement, matched):
    near, later = a_statement("Nothing near."), a_statement("Not matched.")
    matched(near, (None, 0.14, Band.NONE))
    browser = sign_in()
    assert "nothing we know is near enough (best 14 %)" in browser.words(f"/statements/{near}")
    assert "Not matched yet: the next run does it." in browser.words(f"/statements/{later}")
    assert not browser.page(f"/statements/{near}").xpath("//button[@data-key='c']")


@pytest.fixture
def near_to(store, a_narrative):
    """``near_to(statement, exemplar, ...)``: a match, or none, whose nearest example is a text of the narrative."""

    def save(statement, exemplar, narrative="paid-exiles", sure=0.7, band=Band.SUGGEST, guards=()):
        a_narrative(exemplars=(exemplar,))
        match = Match(
            statement_id=statement,
            narrative_id=narrative,
            probability=sure,
            band=band,
            guards=guards,
            nearest=text_id(exemplar),
        )
        store.save_matches([statement], [match], "made")

    return save


def marks(element, kind):
    return [each.text for each in element.xpath(f".//mark[@class='{kind}']")]


def test_a_suggestion_shows_on_both_sides_what_is_shared_and_what_differs(sign_in, a_statement, near_to):
    statement = a_statement("Every month 80 % of the exiles are paid by a foundation.")
    near_to(statement, "Foundations pay 60 % of exiles.")
    why = sign_in().page(f"/statements/{statement}").xpath("//div[@class='match']/div[@class='why']")[0]
    (example,), (mine,) = why.xpath(".//q"), why.xpath(".//details/p[@lang='en']")
    assert example.text_content() == "Foundations pay 60 % of exiles."
    assert (marks(example, "shared"), marks(example, "differs")) == (["Foundations", "exiles"], ["60 %"])
    assert mine.text_content() == "Every month 80 % of the exiles are paid by a foundation."
    assert (marks(mine, "shared"), marks(mine, "differs")) == (["exiles", "foundation"], ["80 %"])
    assert "Other numbers: 80 % here, 60 % there." in why.text_content()


def test_where_nothing_is_suggested_the_nearest_storyline_is_shown_as_such(sign_in, a_statement, near_to):
    statement = a_statement("The bridge to the exiles was painted green.")
    near_to(statement, "Exiles paint everything black.", narrative=None, sure=0.11, band=Band.NONE)
    page = sign_in().page(f"/statements/{statement}")
    (none,) = page.xpath("//div[@class='match none']")
    assert "Nearest known storyline, not suggested: Exiles are paid agents" in none.text_content()
    assert none.xpath("string(.//q)") == "Exiles paint everything black."
    assert "nothing we know is near enough (best 11 %)" in " ".join(page.text_content().split())
    assert not page.xpath("//button[@data-key='c']")


def test_a_statement_that_was_confirmed_is_an_example_like_any_other(sign_in, store, a_statement, a_narrative, now):
    a_narrative()
    sign_in("ann")
    known, asked = a_statement("Those who fled live on grants."), a_statement("They live on grants, those exiles.")
    store.add_review(Review(statement_id=known, reviewer="ann", decision=Decision.CONFIRM, narrative_id="paid-exiles"), now)
    match = {"narrative_id": "paid-exiles", "probability": 0.5, "band": Band.SUGGEST, "nearest": known}
    store.save_matches([asked], [Match(statement_id=asked, **match)], "made")
    assert "Nearest example: Those who fled live on grants." in sign_in().words(f"/statements/{asked}")


def test_a_denial_is_given_as_the_reason_for_none_and_as_a_quiet_word(sign_in, store, a_statement, near_to):
    statement = a_statement("It is a lie that the exiles are paid.")
    near_to(statement, "Exiles are paid.", narrative=None, sure=0.7, band=Band.NONE, guards=("denied", "short"))
    store.save_flags([statement], [Flag(statement_id=statement, head="stance", label="denied", probability=1.0)], "made")
    page = sign_in().page(f"/statements/{statement}")
    said = " ".join(page.text_content().split())
    assert "None: it denies or disproves the claim, and so does not serve the storyline (best 70 %)." in said
    assert "A text of so few words fits many storylines." in said and "near enough" not in said
    assert page.xpath("//section[h3='Kind of claim']//span[.='denied']")


@pytest.mark.parametrize(("label", "shown"), [("asserted", False), ("reported", True), ("mocked", True)])
def test_the_stance_is_said_unless_the_claim_is_simply_asserted(sign_in, store, a_statement, label, shown):
    statement = a_statement()
    store.save_flags([statement], [Flag(statement_id=statement, head="stance", label=label, probability=1.0)], "made")
    section = sign_in().page(f"/statements/{statement}").xpath("//section[h3='Kind of claim']")[0]
    assert (label in section.text_content()) is shown


def test_words_of_an_attacker_are_marked_and_stay_words(sign_in, a_statement, near_to):
    words = "<script>alert()</script> exiles <b>paid</b> \"onmouseover='x' 80 % of <i>"
    statement = a_statement(words)
    near_to(statement, words.replace("80 %", "60 %"))
    answer = sign_in().get(f"/statements/{statement}")
    assert "<script>alert" not in answer.text and "<b>" not in answer.text
    assert answer.text.count('<mark class="differs" title="differs">') >= 2
    assert "&lt;" in answer.text


def test_flags_say_their_label_and_the_words_that_speak_for_it(sign_in, a_statement, flagged):
    statement = a_statement()
    flagged(statement, worth=0.62, statistic=0.8)
    said = sign_in().words(f"/statements/{statement}")
    assert "statistic" in said
    assert "62 %" in said


# Deciding


@pytest.mark.parametrize(
    ("key", "decision", "narrative", "shown"),
    [
        ("c", "confirm", "paid-exiles", "confirmed: Exiles are paid agents"),
        ("x", "reject", "paid-exiles", "rejected: Exiles are paid agents"),
        ("u", "unsure", None, "unsure"),
        ("p", "pass", None, "nothing to answer"),
    ],
)
def test_each_button_decides_is_shown_as_decided_and_can_be_taken_back(
    sign_in, store, suggested, key, decision, narrative, shown
):
    ann, bob = sign_in("ann"), sign_in("bob")
    path = f"/statements/{suggested}"
    assert ann.press(path, f"//button[@data-key='{key}']").location == path
    assert decisions(store, suggested) == [("ann", decision, narrative)]
    page = bob.page(path)
    assert page.xpath("string(//div[contains(@class, 'act')]/span[1])") == shown
    assert page.xpath("string(//div[contains(@class, 'act')]/span[2])") == "ann, today"
    assert not page.xpath("//button[@data-key='c']")
    assert bob.press(path, "//button[@data-key='z']").status_code == 302
    assert decisions(store, suggested) == [("ann", decision, narrative), ("bob", "reopen", narrative)]
    page = ann.page(path)
    assert page.xpath("//button[@data-key='c']")
    history = " ".join(page.xpath("string(//section[h3='Decisions'])").split())
    assert "ann: " in history
    assert "bob: taken back" in history


def test_another_narrative_than_the_first_can_be_confirmed(sign_in, store, suggested):
    browser = sign_in("ann")
    path = f"/statements/{suggested}"
    browser.press(path, "//button[normalize-space()='Confirm this one']")
    browser.press(path, "//button[@data-key='z']")
    browser.press(path, "//form[.//select[@name='narrative']]", narrative="other")
    assert [row[1:] for row in decisions(store, suggested)] == [("confirm", "bread"), ("reopen", "bread"), ("confirm", "other")]
    assert "other" in store.narratives_of([suggested])[suggested]


def test_what_was_rejected_counts_for_its_narrative_no_longer(sign_in, store, suggested):
    assert store.narratives_of([suggested]) == {suggested: ["paid-exiles"]}
    browser = sign_in("ann")
    browser.press(f"/statements/{suggested}", "//button[@data-key='x']")
    assert store.narratives_of([suggested]) == {}
    assert "rejected" in browser.page(f"/statements/{suggested}").xpath("string(//div[@class='match'][1]/span)")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"decision": "approve"}, 400),
        ({"decision": "CONFIRM", "narrative": "paid-exiles"}, 400),
        ({"decision": "confirm"}, 400),
        ({"decision": "confirm", "narrative": ""}, 400),
        ({"decision": "confirm", "narrative": "unheard-of"}, 400),
        ({"decision": "pass", "narrative": "unheard-of"}, 400),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_and_not_kept(sign_in, store, suggested, fields, status):
    assert sign_in().send(f"/statements/{suggested}/reviews", fields).status_code == status
    assert decisions(store, suggested) == []


def test_there_is_no_page_and_no_decision_for_an_unknown_statement(sign_in, store):
    browser = sign_in()
    assert browser.get("/statements/unknown").status_code == 404
    assert browser.get("/statements/unknown/card").status_code == 404
    assert browser.send("/statements/unknown/reviews", {"decision": "pass"}).status_code == 404


def test_whose_decision_it_is_comes_from_the_session_alone(sign_in, store, suggested):
    sign_in("bob")
    forged = {"decision": "pass", "reviewer": "bob", "user": "bob", "id": "1", "at": "1999-01-01T00:00:00Z", "note": "n" * 3000}
    sign_in("ann").send(f"/statements/{suggested}/reviews", forged)
    review = store.reviews_of(suggested)[0]
    assert review["reviewer"] == "ann"
    assert review["at"] > "2025"
    assert len(review["note"]) == 2000


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "https://evil.example", "/queue?x=\\\\evil", "/\\evil.example", "/users", "/queue",
     "javascript:alert(1)",
     "/statements/\\..\\evil"],
)  # fmt: skip
def test_a_decision_never_leads_anywhere_but_the_desk(sign_in, suggested, to):
    answer = sign_in().send(f"/statements/{suggested}/reviews", {"decision": "pass", "to": to})
    assert answer.location == f"/statements/{suggested}"


@pytest.mark.parametrize("to", ["/queue?lang=en", "/narratives/paid-exiles"])
def test_a_decision_comes_back_to_the_page_it_was_made_on(sign_in, suggested, to):
    assert sign_in().send(f"/statements/{suggested}/reviews", {"decision": "pass", "to": to}).location == to


def test_the_script_of_the_desk_gets_no_page_but_a_bare_yes(sign_in, store, suggested):
    answer = sign_in().send(f"/statements/{suggested}/reviews", {"decision": "pass"}, headers={"X-Desk": "1"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert len(store.reviews_of(suggested)) == 1


def test_the_fragment_is_the_card_without_a_page_around_it(sign_in, suggested):
    text = sign_in().get(f"/statements/{suggested}/card").text
    assert "<article" in text
    assert "<html" not in text


# What was said before


def test_the_nearest_statements_stand_below_without_the_statement_itself(app, sign_in, store, a_statement, embedded):
    texts = [f"Exiles are paid by somebody, version {number}." for number in range(8)]
    keys = [a_statement(text) for text in texts]
    embedded(*texts, near=0.8)
    embedded("Bread is cheap here.")
    far = a_statement("Bread is cheap here.")
    page = sign_in().page(f"/statements/{keys[0]}")
    near = [href.rpartition("/")[2] for href in page.xpath("//section[h3='Nearest statements']//a/@href")]
    assert len(near) == 6
    assert set(near) < set(keys[1:])
    assert far not in near
    assert "encoder" not in vars(app.config["MODELS"]), "a page loaded the sentence model"


def test_an_earlier_answer_is_offered_and_can_be_attached(sign_in, store, a_statement, a_rebuttal, embedded):
    statement = a_statement("Exiles are paid from abroad.")
    close = a_rebuttal("Those who fled are paid for it.", state=RebuttalState.APPROVED)
    retracted = a_rebuttal("Retracted claim.", state=RebuttalState.RETRACTED)
    far = a_rebuttal("Bread costs nothing.", state=RebuttalState.APPROVED)
    embedded("Exiles are paid from abroad.", close.claim, retracted.claim, near=0.8)
    embedded(far.claim)
    browser = sign_in("ann")
    path = f"/statements/{statement}"
    section = browser.page(path).xpath("//section[h3='What we have said before']")[0]
    assert section.xpath(".//a/@href") == [f"/rebuttals/{close.id}"]
    assert "related answer" in section.text_content() or "answered before" in section.text_content()
    browser.press(path, "//button[.='It answers this too']")
    assert store.statements_answered_by(close.id) == [statement]
    section = browser.page(path).xpath("//section[h3='What we have said before']")[0]
    assert "answers this" in section.text_content()
    assert not section.xpath(".//button")


@pytest.mark.parametrize(
    ("claim", "state", "label", "reason"),
    [
        ("In one night 30,000 migrants stormed the border.", "approved", "answered before", ""),
        ("In one night 30,000 migrants stormed the border.", "draft", "answer in work", ""),
        ("In one night 3,000 migrants stormed the border.", "approved", "related answer", "Other numbers: "),
        ("In one night thirty thousand migrants did not storm the border.", "approved", "related answer", "The opposite: "),
    ],
)
def test_only_the_same_claim_was_answered_before_and_else_it_is_said_why_not(
    sign_in, a_statement, a_rebuttal, embedded, claim, state, label, reason
):
    text = "Thirty thousand migrants stormed the border in one night."
    statement = a_statement(text)
    a_rebuttal(claim, state=RebuttalState(state))
    embedded(text, claim, near=0.9)
    (row,) = sign_in().page(f"/statements/{statement}").xpath("//section[h3='What we have said before']/div")
    assert row.xpath("string(.//span[contains(@class, 'chip')])") == label
    said = " ".join(row.xpath("string(div[@class='why'])").split())
    assert said.startswith(reason or "Marked in this statement")
    assert "migrants" in " ".join(marks(row, "shared"))


def test_an_earlier_statement_of_the_same_claim_is_named_as_one_and_a_stranger_is_not(sign_in, a_statement, embedded):
    text, told = "Thirty thousand migrants stormed the border.", "The border was stormed by thirty thousand migrants."
    other, far = "Ten thousand migrants stormed the border.", "Bread is cheaper than in town."
    asked = a_statement(text)
    for one in (told, other, far):
        a_statement(one)
    embedded(text, told, other, far, near=0.8)
    rows = {
        row.xpath("string(p/a)"): " ".join(row.text_content().split())
        for row in sign_in().page(f"/statements/{asked}").xpath("//section[h3='Nearest statements']/div")
    }
    assert "· same claim" in rows[told]
    assert "· related" in rows[other] and "Other numbers: " in rows[other]
    assert "·" not in rows[far] and "Marked in" not in rows[far]


def test_a_rebuttal_is_begun_with_the_words_of_the_statement(sign_in, suggested):
    browser = sign_in()
    href = browser.page(f"/statements/{suggested}").xpath("string(//a[@data-key='r']/@href)")
    page = browser.page(href)
    assert page.xpath("string(//textarea[@name='claim'])").strip() == "Exiles are paid from abroad."
    assert page.xpath("//select[@name='narrative']/option[@selected]/@value") == ["paid-exiles"]


def test_a_statement_that_was_decided_shows_so_to_every_role(sign_in, store, suggested, now):
    sign_in("ann")
    store.add_review(Review(statement_id=suggested, reviewer="ann", decision=Decision.PASS), now)
    for role in Role:
        assert "nothing to answer" in sign_in(f"the-{role}", role).words(f"/statements/{suggested}")


def test_rebuttals_that_people_attached_are_shown_without_any_vector(sign_in, a_statement, a_rebuttal):
    statement = a_statement()
    rebuttal = a_rebuttal("Our answer.", answers=[statement])
    assert sign_in().page(f"/statements/{statement}").xpath(f"//a[@href='/rebuttals/{rebuttal.id}']")


# Where it stood, and what became of that


SAID = "Those who came were paid by a foundation abroad."
STORY = f"{SAID} " + " ".join(f"Street number {n} was swept by {n + 3} people before the feast began." for n in range(20))


@pytest.fixture
def came(store, moment):
    """``came("story 1", STORY)``: an item that came in with one statement in it; returns the id of its document."""

    def put(number, text, said=SAID, days=0, begins=None, **known):
        known = {"outlet": SB, "kind": "feed", "title": f"Title {number}", "lang": "en", "published_at": "2025-01-14"} | known
        document = Document(external_id=str(number), text=text, **known)
        start = text.find(said)
        found = [
            Appearance(text=said, lang="en", start=start, end=start + len(said), prefix="", suffix="", begins=begins)
        ] * (start >= 0)  # fmt: skip
        store.add_documents([(document, found)], moment + timedelta(days=days))
        return store.document_id_of(document.outlet.id, str(number))

    return put


def test_a_statement_of_a_recording_has_its_time_and_the_address_of_the_moment_as_text(sign_in, came):
    came(1, SAID, kind="transcript", begins=754.2, url="https://www.youtube.com/watch?v=ABCDEFGHIJK")
    page = sign_in().page(f"/statements/{text_id(SAID)}")
    said = " ".join(page.xpath("//article")[0].text_content().split())
    assert "14 January 2025, at 12:34 ·" in said and "https://www.youtube.com/watch?v=ABCDEFGHIJK&t=754s" in said
    assert all(href.startswith(("/", "#")) for href in page.xpath("//article//@href"))


def test_a_forwarded_post_names_whose_it_was_and_leads_to_its_document(sign_in, came):
    number = came(1, f"{SAID} More.", kind="telegram", origin=Outlet(id="kanal", name="Канал"))
    page = sign_in().page(f"/statements/{text_id(SAID)}")
    assert "SB Today, forwarded from Канал ·" in " ".join(page.text_content().split())
    assert page.xpath("//article//a[bdi='SB Today']/@href") == [f"/documents/{number}"]


def test_what_was_taken_down_is_said_where_it_stood(sign_in, came, store, moment):
    store.mark_gone([came(1, SAID)], moment)
    assert "taken down, noticed 20 January 2025" in sign_in().words(f"/statements/{text_id(SAID)}")


@pytest.mark.parametrize(
    ("after", "shown"),
    [(STORY.replace("paid", "invited"), "edited since: these words are gone"), (STORY + " The end.", "edited since")],
)
def test_an_edit_is_said_with_the_way_to_what_changed(sign_in, came, after, shown):
    number = came(1, STORY)
    came(1, after, days=1)
    link = sign_in().page(f"/statements/{text_id(SAID)}").xpath("//a[contains(@class, 'edited')]")[0]
    assert (link.text_content(), link.get("href")) == (shown, f"/documents/{number}?from=1&to=2")
    assert "From version 1 to version 2" in sign_in().words(link.get("href"))


def test_what_another_reader_brought_is_no_edit(sign_in, came, store):
    came(1, f"{SAID} It goes on.", url="https://sb.example/1")
    number = came(1, STORY, days=1, kind="article", url="https://sb.example/1")
    assert store.document(number)["version"] == 2 and "edited since" not in sign_in().words(f"/statements/{text_id(SAID)}")


def test_originals_and_reposts_are_counted_apart_and_each_says_what_it_repeats(sign_in, came, store):
    first = came(1, STORY)
    came(2, STORY.replace("began", "ended", 1), outlet=Outlet(id="post", name="Evening Post"), published_at="2025-01-15")
    came(3, f"{SAID} And of something else altogether.", published_at="2025-01-16")
    for _ in compare_documents(store):
        pass
    page = sign_in().page(f"/statements/{text_id(SAID)}")
    facts = page.xpath("//p[@class='facts']/a[@href='#appearances']")[0]
    assert facts.text_content() == "3 appearances: 2 originals, 1 repost"
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//section[@id='appearances']//li")]
    assert rows == [
        "SB Today, 14 January 2025: Title 1",
        "Evening Post, 15 January 2025: Title 2 repost of Title 1 (SB Today, 14 January 2025)",
        "SB Today, 16 January 2025: Title 3",
    ]
    assert page.xpath("//section[@id='appearances']//li[2]//a/@href")[-1] == f"/documents/{first}"


def test_of_many_appearances_the_first_dozen_is_seen_and_the_others_are_a_press_away(sign_in, a_statement):
    for day in range(1, 16):
        statement = a_statement("Said often.", published_at=f"2025-01-{day:02}")
    page = sign_in().page(f"/statements/{statement}")
    assert len(page.xpath("//section[@id='appearances']//li")) == 15
    assert page.xpath("string(//section[@id='appearances']/details/summary)") == "3 more"


def test_a_near_copy_names_the_first_and_the_first_its_copies(sign_in, a_statement, store):
    words = "The bridge over the lower river will carry lorries of forty tonnes before the first snow of this year"
    first = a_statement(f"{words}.", published_at="2025-01-13")
    copy = a_statement(f"{words}!", published_at="2025-01-14")
    for _ in compare_statements(store):
        pass
    browser = sign_in()
    assert f"Nearly the words of {words}., first said 13 January 2025." in browser.words(f"/statements/{copy}")
    page = browser.page(f"/statements/{first}")
    assert page.xpath("//section[h3='Nearly the same words']//a/@href") == [f"/statements/{copy}"]
    assert "Nearly the words of" not in page.text_content()
