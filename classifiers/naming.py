"""What to call a group of statements: its key words and its most typical statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from classifiers.cues import is_cue
from classifiers.words import fold, stems

_SPELLED = re.compile(r"\d{4,}|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
#: A title is read at a glance between these numbers of words.
_SHORTEST, _LONGEST = 7, 25
_CUT = re.compile(r"(?:\.\.\.|…)[\"»”’')\]]*\s*$")
_OPENING = frozenset('.!?…:«“„"')
_OPENS_BADLY = re.compile(r"\s*(?:[a-zа-яёіўїєґąćęłńóśźż]|\.\.\.|…)")

#: Words that name no storyline, beside scikit-learn's English ones; of four letters or more, as shorter ones never do.
_EMPTY = """
according account accounts just like also really very much many even still said says does doing done would could should might
going want wants need needs make makes made take takes took thing things year years time times people today know

словам словами мнению данным сведениям информации версии оценке оценкам более больше будет будут будто бывает была были было
быть важно вами ваше ваших весь весьма вместе вместо вновь вообще вопрос вопреки время всего всем всеми всему всех всякий
вчера года году давно даже дабы данный далее дела дело других другие другой другое другим другом если есть ждет затем зато
здесь именно иначе иногда итак иметь имеет имеют каждый каждого каждая какие какая какой какое каким каких кажется когда кого
который которые которого которой которым которых которая которое которую которому кроме кстати куда ладно либо лишь лучше
любой любая любые людей люди людям между меня мене мере много можно может могут могли мочь наверное наконец нами наша наше
нашего нашей наши наших нашим нашу него нельзя немного нему нередко несколько нету никак никогда никто ничего ними нужно
обычно однако одна одни одним одного одной одному опять особенно оттуда очень перед подобный пока полностью помимо поскольку
после потому почему почти поэтому прежде причем просто против пусть раза разве рамках самая само самого самой самом самую
самые самый самих сами свое своего своей свои своим своими своих свой свою себе себя сегодня сейчас скорее сколько словно
слишком снова собой собственно совсем среди стал стала стали стало стать столь сторон стороны страны стране страна также такая
такие таким таких такого такое такой такую тебе тебя теми теперь того тоже только тогда тому ходе хотя целом через человек
чего чему чтобы чуть этим этими этих этого этой этом этому этот явно являются является всегда всюду нынешний прямо путем
пытаются

адже адразу аніж багато багатьох будуть була були було бути вашого ваші весь вздовж вона вони втім всього всім всіх далі даних
дедалі десь деякі деяких дещо довкола дуже його ніби немає йому кожен кожного кожної коли крім крізь котрі ледве лише людей
люди мають майже може можуть можна мова наразі навіть навколо нами наприклад насправді наша наше нашої нашого наші наших
небагато немов нещодавно ніде ніколи ніхто нічого ними одна одне один одним одного однак окрім оскільки особливо отже перед
після повинні поки понад поруч потім потрібно постійно проте проти просто протягом поза року роки років саме самого свого
своєї своєму свої своїм своїми своїх себе серед собою ставати стає стали стало стосовно сьогодні справді така таке такий таких
такі також тепер тими тільки тобто того тоді тому треба туди хоча цими цього цієї цьому через чому щодо щось який якого якої
якому якщо якби якісь яких яким якій країни країна країні

словах словамі думку звестках альбо амаль аднак адзін адна адно аднаго ажно асабліва бадай будзе будуць была былі было быць
вакол вельмі вось гэта гэтага гэтай гэтаму гэтая гэтую гэты гэтых гэтым дзеля ёсць замест іншых іншыя калі кожны кожная
кожнага куды лепш людзі людзей маглі магчыма маюць мець можа можна могуць мусіць нават нашага нашай наша нашы нашых некалькі
нельга немагчыма няма ніколі ніхто нічога паводле падчас паколькі пакуль пасля перад праз праўда прычым проста супраць сёння
свайго сваёй сваім сваімі сваіх свае сваю сябе сваё сярод сапраўды тады таксама такая такі такія такіх такога тамy таму твой
толькі трэба усіх усяго усім цяпер чаго чаму якая якія якіх якога якой якую зараз гады краіны краіна краіне

albo ależ bardziej bardzo bowiem bylo była było były będą będzie będący chce chociaż choć coraz cały całej całego czego czyli
często czemu dlaczego dlatego dobrze dość dotyczy dzięki dzisiaj dziś gdyby gdyż gdzie innych inne inny jako jakie jakieś jaki
jaka jakich jakby jednak jedna jedno jeden jednego jednej jedynie jego jemu jest jestem jesteśmy jeszcze jeśli jeżeli każdy
każda każdego kiedy kilka kogo kraj kraju kraje która które którego której którzy który których którym którą którymi ktoś lecz
ludzi ludzie mają mając miał miała miało mieli między można mogą może możemy mógł musi muszą nadal nagle nami nasz nasza nasze
naszego naszej naszych naszym natomiast nawet niech niego niej nich nigdy nikt nimi obecnie obok oczywiście około oraz podczas
pomimo ponad ponieważ poprzez potem poza powinien powinna powinny prawie prosto przecież przed przede przez przy raczej razem
również roku lata sama same samego siebie sobie sobą swego swej swoich swoim swoimi swoje swojego swojej swoją taka taki takie
takich tego temu tych tylko tymi twój wciąż według wiele wielu więc więcej właśnie wobec wszystko wszyscy wszystkich wszystkie
wtedy zawsze zbyt znowu został została zostało zostały żaden żadnych żeby
"""


def typical_first(vectors: NDArray[np.float32], texts: Sequence[str] | None = None) -> NDArray[np.int64]:
    """Rows of a group in the order of their nearness to its middle: the first is the most typical one.

    With the texts of the rows, of two that are about as near the one comes first that is a whole sentence of middling
    length and no question: it will stand as a title.
    """
    nearness = np.asarray(vectors @ vectors.mean(axis=0), dtype=float)
    if texts is not None:
        nearness = nearness - np.array([_awkward(text) for text in texts]) * np.abs(nearness).mean()
    return np.argsort(-nearness, kind="stable")


def _awkward(text: str) -> float:
    """How ill a text serves as a title, as a share of the usual nearness to the middle."""
    count = max(1, len(text.split()))
    length = abs(float(np.log(count / min(max(count, _SHORTEST), _LONGEST))))
    badly = bool(_CUT.search(text)) + bool(_OPENS_BADLY.match(text)) + text.rstrip().endswith("?")
    return min(0.3, 0.2 * length + 0.1 * badly)


def keywords(group: Sequence[str], others: Sequence[str], count: int = 6) -> list[str]:
    """Words that tell a group of texts from the others: frequent here, rare there (a smoothed log-odds).

    Each is spelled as the group's texts spell it most often, of equal forms as the first text does: the most typical one
    should stand first. Function words and words of saying are none.
    """
    words = [list(_words(text)) for text in group]
    inside = Counter(stem for text in words for stem in {stem for stem, _, _ in text})
    outside = Counter(stem for text in others for stem in {stem for stem, _, _ in _words(text)})
    score = {
        stem: np.log((seen + 0.5) / (len(group) + 1)) - np.log((outside[stem] + 0.5) / (len(others) + 1))
        for stem, seen in inside.items()
        if seen >= 2 or len(group) < 4
    }
    # Weighed by how many of the group say it: a rare word of one member is no name for all.
    best = sorted(score, key=lambda stem: (-score[stem] * inside[stem], stem))[:count]
    spelled: dict[str, list[tuple[str, bool]]] = {stem: [] for stem in best}
    for text in words:
        for stem, word, opens in text:
            if stem in spelled:
                spelled[stem].append((word, opens))
    return [_usual(spelled[stem]) for stem in best]


def _words(text: str) -> Iterator[tuple[str, str, bool]]:
    """The stem of each word that may name something, the word as it is spelled, and whether it opens a sentence."""
    end = 0
    for found in _SPELLED.finditer(text):
        opens = end == 0 or any(mark in '.!?…:«“„"' for mark in text[end : found.start()])
        end = found.end()
        if stem := _stem_of(found[0]):
            yield stem, found[0], opens


@lru_cache(maxsize=200_000)
def _stem_of(word: str) -> str:
    """The stem of a word that may name something, or nothing. Cached: a language's words are few, and its texts many."""
    folded = fold(word)
    if len(folded) <= 3 and not (len(word) > 1 and word.isupper()):
        return ""
    return "" if _says_nothing(folded) else "-".join(stems(word))


def _says_nothing(folded: str) -> bool:
    """Words that name no storyline: "with", "said", "according"."""
    return folded in _empty_words() or is_cue(folded, "says")


@cache
def _empty_words() -> frozenset[str]:
    return frozenset({*map(fold, _EMPTY.split()), *ENGLISH_STOP_WORDS})


def _usual(forms: Sequence[tuple[str, bool]]) -> str:
    """The most frequent form, of equal ones the first; with a capital where the word has one within sentences too."""
    usual = Counter(word.casefold() for word, _ in forms)
    form = max(usual, key=lambda word: usual[word])
    cases = Counter(word for word, _ in forms if word.casefold() == form)
    within = [word for word, opens in forms if not opens]
    if within and 2 * sum(word[0].isupper() for word in within) < len(within):
        return form
    return max(cases, key=lambda word: (cases[word], word != form, word.istitle()))
