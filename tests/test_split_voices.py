"""Who speaks through a whole text: quotations of many sentences, pronouns, offices, agencies; and no wrong name."""

import pytest

from monitor.records import Appearance, Document, Outlet, Stance
from monitor.split import split
from tests.bench.speakers import SPOKEN, fictional, measured

TEXTS = sorted(path.stem for path in SPOKEN.glob("*.toml"))


def said(text: str) -> list[Appearance]:
    return split(Document(outlet=Outlet(id="o", name="O"), external_id="1", kind="article", text=text))


def voices(text: str) -> list[str | None]:
    return [each.speaker for each in said(text)]


@pytest.mark.parametrize("name", TEXTS)
def test_nine_in_ten_claims_of_a_review_have_their_speaker_and_date_and_none_a_wrong_one(name: str) -> None:
    counts = measured(*fictional(name), show=False)
    assert counts["claims"] >= 10 and counts["wrong speaker"] + counts["wrong date"] == 0
    assert counts["right"] >= 0.9 * counts["claims"] and counts["stance right"] >= 0.9 * counts["claims"]


def test_a_quotation_belongs_to_the_one_named_only_at_its_end() -> None:
    text = "Anna Nowak opened the bridge. “We built it in a year. We shall build another,” said Jan Bielak."
    assert voices(text) == [None, "Jan Bielak", "Jan Bielak"]


def test_a_quotation_over_paragraphs_that_open_it_again_has_one_speaker() -> None:
    text = "“We built this bridge in a year,” said Jan Bielak. “We shall build another.\n\n“Nobody helped us with it at all.”"
    assert voices(text) == ["Jan Bielak"] * 3


def test_what_an_author_puts_between_the_words_tells_who_speaks() -> None:
    text = "«Мост стоит, — сказал инженер Иван Беляк. — Он простоит сто лет»."
    assert voices(text) == ["Иван Беляк", "Иван Беляк"]


def test_direct_speech_between_dashes_goes_on_behind_the_next_dash() -> None:
    text = "— Мост построили за год. Никто не помогал нам, — говорит Иван Беляк. — Мы построим ещё один мост."
    assert voices(text) == ["Иван Беляк"] * 3
    assert {each.stance for each in said(text)} == {Stance.QUOTES}


def test_a_list_with_dashes_is_no_speech() -> None:
    assert voices("— мост через реку у порта\n— дорога до самой границы\n— школа в каждой деревне") == [None] * 3


def test_the_minister_is_the_one_whose_office_that_is() -> None:
    text = (
        "Minister Jan Bielak said that the bridge is safe. Engineer Adam Kowal said that it is not. "
        "The minister called for calm in the town."
    )
    assert voices(text) == ["Jan Bielak", "Adam Kowal", "Jan Bielak"]


def test_an_officer_nobody_named_is_nobody() -> None:
    text = "Minister Jan Bielak said that the bridge is safe. An officer said that it had cracks."
    assert voices(text) == ["Jan Bielak", None]


def test_she_is_not_a_man_who_was_named_last() -> None:
    text = "Anna Nowak said that the bridge is safe. Adam Kowal said that it is not. She added that the road is closed."
    assert voices(text)[-1] == "Anna Nowak"


def test_this_was_reported_by_gives_the_sentence_before_its_speaker() -> None:
    text = "Плотина рухнула ночью, погибли трое. Об этом сообщил губернатор Иван Беляк."
    assert voices(text) == ["Иван Беляк", "Иван Беляк"]
    text = "Плотина рухнула ночью, погибли трое.\n\nОб этом сообщает «Нижний телеграф» со ссылкой на МЧС."
    assert voices(text) == ["МЧС", "МЧС"]


def test_an_agency_that_cites_a_source_is_not_the_source() -> None:
    assert voices("The agency Lakeside said, citing the Ministry of Ports, that the fleet left.") == ["Ministry of Ports"]
    assert voices("Как сообщает агентство «Телеграф», министр Иван Беляк заявил, что мост закрыт.") == ["Иван Беляк"]


def test_what_is_reportedly_so_is_said_by_whom_the_sentences_before_name() -> None:
    text = "The Port Committee announced the end of the works. The new pier reportedly holds ten ships."
    assert voices(text) == ["Port Committee", "Port Committee"]
    assert voices("The works have come to an end. The new pier reportedly holds ten ships.") == [None, None]


def test_a_name_in_another_case_is_no_name_to_call_others_by() -> None:
    text = "По словам Петра Черненко, мост безопасен. Черненко заявил, что мост открыт для всех."
    assert voices(text) == ["Петра Черненко", "Черненко"]
    assert voices(f"{text} Пётр Черненко добавил, что дорога закрыта.")[1:] == ["Пётр Черненко"] * 2


def test_a_common_noun_at_the_beginning_is_no_name() -> None:
    assert voices("Programme promises peace for everybody. The programme is long.") == [None, None]
    assert voices("Граница заявила о своих правах на долину. Наша граница давно закрыта.") == [None, None]
    assert voices("Источник заявил, что мост закрыт. Мужчина рассказал, что видел это.") == [None, None]


def test_for_somebody_is_his_view_only_if_he_has_spoken() -> None:
    text = "For Bielak, the bridge is a shame. Jan Bielak said that it is old. For Bielak, the road is worse."
    assert voices(text) == [None, "Jan Bielak", "Jan Bielak"]
