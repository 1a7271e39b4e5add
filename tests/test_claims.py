"""Which sentences can make no claim: what frames a text is left out, and every claim stays."""

import pytest

from monitor.claims import is_statement

FRAME = """
Подписывайтесь на наш канал в Телеграме! | 👉 Подписаться на канал «Листопад» | Падпісвайцеся на наш тэлеграм-канал
Підписуйтесь на наш канал у Telegram | Subskrybuj nasz kanał na YouTube | Follow us on Telegram and Facebook
Subscribe to our newsletter and never miss a story | Больше новостей — в нашем телеграм-канале
Read also: the bridge has fallen into the river | Читайте также: мост рухнул в реку ночью | Czytaj też: Most runął do rzeki
Чытайце таксама: мост абрынуўся ў раку | Skaitykite taip pat: tiltas sugriuvo į upę
Фото: Иван Петров, «Вестник» | Photo: Ales Hrynko / Lakeside Wire | Fot. Jan Bielak / Kurier Dolny
Фото: пресс-служба министерства портов | Источник: «Озёрный телеграф», Лев Осокин
#мост #порт #долина #новости | https://listopad.example/posts/12345 t.me/listopad/77 | 17 марта 2025, 12:30
MINSK, 14 January (Lakeside Wire) | МИНСК, 14 января, «Телеграф» | Доброе утро, дорогие друзья!
Dzień dobry, drodzy czytelnicy!
Добры дзень, паважаныя чытачы газеты! | Good morning, dear subscribers! | Реклама. ООО «Мост», ИНН 123456
We use cookies to improve your experience on this site. | Мы используем файлы cookie, чтобы сайт работал лучше.
© 2025 Lakeside Wire. All rights reserved. | При использовании материалов ссылка на сайт обязательна.
Wszelkie prawa zastrzeżone przez wydawcę gazety. | Да, конечно. | Yes, of course.
"""
CLAIMS = """
Подписчики газеты жалуются на задержки доставки. | Источник: мост закроют на год из-за трещин
Читайте между строк: нас готовят к войне. | Photo shows the mayor handing weapons to children.
Фото горящего порта оказалось подделкой. | Реклама алкоголя вернётся на телевидение с мая.
Доброе утро начинается с обстрелов наших городов. | 14 января 2025 года погибли трое рыбаков.
Kyiv, January 14: shelling killed three people near the bridge | Встреча прошла 14 января.
Запад готовит войну против нашей долины | Кто заплатит за эти разбитые дороги?
Follow the money: the union pays the rebels. | Join the war or lose your house, the union told farmers.
Share of wheat in exports fell by 12%. | Поддержка мэра упала до девяти процентов. | Support for the mayor fell to nine percent.
Like every dictator, he fears his own people. | Следите за руками: они крадут зерно из амбаров.
#мост рухнул сегодня ночью из-за халатности властей | Мост рухнул, подробности на сайте https://listopad.example/1
Подпишитесь под этим письмом, или вас уволят, сказали рабочим. | Задержаны 300 человек. | Exports rose 12%.
Фото: на границе стоят танки и ждут приказа | Copyright reform will ruin every newspaper in the valley.
Więcej wojsk stoi przy granicy niż rok temu. | Rejestracja uzupełniająca potrwa do 3 września.
"""


def each(table: str) -> list[str]:
    return [one.strip() for line in table.strip().splitlines() for one in line.split(" | ")]


@pytest.mark.parametrize("sentence", each(FRAME))
def test_what_frames_a_text_is_no_statement(sentence: str) -> None:
    assert not is_statement(sentence)


@pytest.mark.parametrize("sentence", each(CLAIMS))
def test_a_claim_is_kept_even_where_it_begins_like_a_frame(sentence: str) -> None:
    assert is_statement(sentence)


def test_a_long_sentence_is_kept_whatever_it_begins_with() -> None:
    assert is_statement("Подписывайтесь на наш канал, где " + "рассказывают о войне и о мире в нашей долине, " * 10)
