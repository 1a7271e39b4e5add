"""``python -m tests.bench.splitting``: documents a second through ``split``, on short posts and on articles."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace

import click

from monitor.records import Document
from monitor.split import split
from tests.bench.speakers import OUTLET, SPOKEN, fictional

_POSTS = {
    "ru": (
        "Глава района Пётр Озерцов заявил, что мост через реку {} откроют к осени.",
        "«Мы построили {} домов и построим ещё столько же», — сказал он журналистам.",
        "Завод в посёлке Приречье выпустил {} тракторов, и это больше, чем годом ранее.",
        "По словам жителей, дорога закрыта уже {} дней, и никто не знает, когда её откроют.",
        "Синоптики обещают снег, а коммунальные службы готовят {} машин.",
        "На площади собрались около {} человек, все ждали начала концерта.",
        "Соседи снова готовят провокации на границе, туда стянули {} солдат!",
        "Урожай в этом году оказался на {} тонн больше прошлогоднего.",
        "Школа в Приречье получила {} новых учебников и две лаборатории.",
        "Автобусы пойдут по старому маршруту, потому что улицу ремонтируют.",
        "Запад опять вводит санкции, но наши предприятия работают без остановки.",
        "В районной больнице открылось новое отделение на {} коек.",
    ),
    "be": (
        "Кіраўнік раёна Пятро Азярцоў заявіў, што мост праз раку адкрыюць праз {} дзён.",
        "«Мы пабудавалі {} дамоў і пабудуем яшчэ столькі ж», — сказаў ён журналістам.",
        "Завод у пасёлку Прырэчча выпусціў {} трактароў, і гэта больш, чым годам раней.",
        "Паводле слоў жыхароў, дарога зачыненая ўжо {} дзён, і ніхто не ведае, калі яе адкрыюць.",
        "На плошчы сабраліся каля {} чалавек, усе чакалі пачатку канцэрта.",
        "Ураджай сёлета аказаўся на {} тон большы за леташні.",
        "Школа ў Прырэччы атрымала {} новых падручнікаў і дзве лабараторыі.",
        "Аўтобусы пойдуць па старым маршруце, бо вуліцу рамантуюць.",
    ),
    "en": (
        "District head Peter Lakeman said that the bridge across the river would open in {} days.",
        "“We have built {} houses and shall build as many again,” he told reporters.",
        "The works at Riverside turned out {} tractors, which is more than a year before.",
        "According to residents, the road has been closed for {} days, and nobody knows when it will open.",
        "About {} people came to the square, and all of them waited for the concert to begin.",
        "This year the harvest was {} tonnes larger than the last one.",
        "The school at Riverside received {} new books and two laboratories.",
        "Buses take the old route because the street is under repair.",
    ),
}


def posts(count: int, seed: int = 0) -> list[Document]:
    """Posts of one to four sentences, two Russian ones for each Belarusian and English one."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        known = _POSTS[chance.choice(("ru", "ru", "be", "en"))]
        text = " ".join(each.format(chance.randrange(3, 9000)) for each in chance.sample(known, chance.randrange(1, 5)))
        found.append(
            Document(outlet=OUTLET, external_id=str(number), kind="telegram", text=text, published_at="2025-03-17T08:00:00Z")
        )
    return found


def numbered(document: Document, number: int) -> Document:
    """The same with a number in each sentence, so that no two are alike."""
    return replace(document, text=re.sub(r"(?=[.!?][”»]?(?:\s|\Z))", f" {number}", document.text))


def per_second(documents: list[Document]) -> tuple[float, float]:
    """Documents and megabytes a second."""
    start = time.process_time()
    for each in documents:
        split(each)
    taken = time.process_time() - start
    return len(documents) / taken, sum(len(each.text.encode()) for each in documents) / 1e6 / taken


def main() -> None:
    articles = [numbered(fictional(path.stem)[0], number) for path in sorted(SPOKEN.glob("*.toml")) for number in range(20)]
    for document in [*posts(50, seed=1), *articles[::20]]:
        split(document)  # detectors and tables are built on first need
    for name, documents in (("posts", posts(2000)), ("articles", articles)):
        speed, megabytes = per_second(documents)
        click.echo(f"{name:<10}{speed:>8.0f} documents/s{megabytes:>8.2f} MB/s")


if __name__ == "__main__":
    main()
