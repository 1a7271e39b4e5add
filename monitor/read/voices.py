"""Whose words a line of a transcript holds: "Name: words" in the ways people and programs write it.

A colon stands behind many words that name nobody, so what a line alone leaves open the whole file decides: names come
back, and a common noun is also written small.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor import speech

_LONGEST = 120  # characters of a line in which a name and an office may stand
_LONGEST_NAME = 60
_MOST_WORDS = 5
_SAMPLE = 1 << 20  # characters that are looked through for words written small

_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,3}):([0-5][0-9])(?:[.,]([0-9]{1,3}))?(?![0-9:])"
_SPAN = rf"[(\[]?\s*{_TIME}(?:\s*(?:-{{1,3}}>?|[–—→])\s*{_TIME})?\s*[)\]]?"
_TIME_BEFORE = re.compile(rf"{_SPAN}\s*[-–—|]?\s*", re.ASCII)
_TIME_BEHIND = re.compile(rf"\s+(?=[(\[]){_SPAN}\Z", re.ASCII)
_DASHES = re.compile(r"[-–—•*#>\s]+")
_COLON = re.compile(r"[ \t]*:(?=\s|\Z)")
# Otter, Teams and Zoom write a name and a time on a line of their own.
_NAME_AND_TIME = re.compile(rf"(?P<name>\S(?:.{{0,{_LONGEST_NAME}}}\S)?)\s+{_SPAN}\s*\Z", re.ASCII)
_ROLE = re.compile(r"(?P<name>[^,(–—]{1,60}?)\s*(?:,\s+(?P<after>.+)|\((?P<inside>[^()]+)\)|\s[–—]\s+(?P<dashed>.+))\Z")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'ʼ`-])*+\.?(?:[^\W\d_]\.)*|[0-9]{1,3}")
_WORDS = re.compile(r"[^\W\d_](?:\w|[’'ʼ-](?=\w))*")
_BRACKETED = re.compile(r"\[(?P<name>[^\[\]:]{1,60})\]:?\s+(?=\S)")

_PARTICLE_WORDS = """
de da di del der den van von al el bin ibn of la le du дэ де да фон ван бен аль ибн
"""
_TITLE_WORDS = """
dr. mr. mrs. ms. prof. gen. col. sen. gov. rep. st. ks. inż. mgr. проф. акад. ген. праф. полк.
"""
# Who speaks without a name. Stems, as in ``monitor.speech``; an office of that module does as well.
_HOST_WORDS = """
host anchor narrator announcer reporter interviewer moderator voice voiceover guest audience caller man woman male female
crowd question answer q a speaker interpreter translator participant
ведущ диктор корреспондент репортер репортёр журналист интервьюер модератор голос гость гостья зритель слушател мужчин
женщин вопрос ответ спикер переводчик участни реплик зал автор в о
вядуч дыктар карэспандэнт рэпарцёр журналіст мадэратар госць глядач мужчын жанчын пытанне адказ спікер перакладчык удзельні
кореспондент ведуч репортер модератор гість глядач чоловік жінк питання відповідь спікер перекладач учасни п
prowadząc lektor reporter dziennikarz moderator głos gość widz mężczyzn kobiet pytanie odpowiedź tłumacz uczestni
"""
# Words before a colon that name nobody, as the first of a label.
_NOBODY_WORDS = """
note notes nb ps p.s example examples warning caution attention important source sources photo video audio update updated
edit tip hint summary conclusion result results total todo fixme see also subject from to cc bcc re fwd reply-to date time
title url link tags category license copyright usage version author info debug error fatal trace breaking exclusive read more
watch listen related e.g i.e first second third finally today tomorrow yesterday contents chapter part section step however
remember look listen programme program outlet channel language kind style region duration address phone fax email e-mail
website user-agent allow disallow sitemap transcript references abstract keywords
примечание внимание важно срочно пример например источник источники фото видео аудио вывод выводы итог итоги итого справка
дата время название заголовок тема ссылка язык канал программа передача издание тег теги обновлено дополнено также
во-первых во-вторых в-третьих первое второе третье кстати короче словом напомню напомним смотрите читайте слушайте сегодня
завтра вчера адрес телефон почта сайт главное подробнее подробности цитата перевод стенограмма расшифровка содержание глава
часть раздел молния эксклюзив факт факты вопросы ответы цель задача причина проблема решение
заўвага увага важна прыклад напрыклад крыніца крыніцы фота відэа аўдыя высновы выснова вынік вынікі даведка час назва
загаловак спасылка мова перадача праграма выданне абноўлена таксама па-першае па-другое першае другое дарэчы сёння заўтра
учора адрас тэлефон пошта галоўнае падрабязнасці стэнаграма змест частка
примітка увага важливо терміново приклад наприклад джерело джерела фото відео висновок висновки підсумок підсумки довідка
назва посилання мова програма видання оновлено також по-перше по-друге перше друге сьогодні завтра вчора головне детальніше
стенограма зміст частина
uwaga ważne przykład np źródło źródła foto zdjęcie wideo wniosek wnioski podsumowanie wynik wyniki informacja data czas tytuł
temat link język kanał program audycja wydanie aktualizacja także po-pierwsze po-drugie pierwsze drugie dziś dzisiaj jutro
wczoraj adres telefon poczta najważniejsze szczegóły cytat stenogram spis część rozdział
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_TITLES = frozenset(_TITLE_WORDS.split())
_HOSTS = tuple(set(_HOST_WORDS.split()) | {stem for stems in speech.ROLES.values() for stem in stems.split()})
_NOBODY = frozenset(_NOBODY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Label:
    """The name at the head of a line. ``end``: where its words begin; ``sure``: the line itself shows it to be a name."""

    name: str
    end: int
    role: str | None = None
    begins: float | None = None
    shape: str = ""
    sure: bool = False


def label(line: str, sure: bool = False) -> Label | None:
    """The label a line may begin with; None where there is none. ``sure``: a mark of a new voice stands before it."""
    if ":" not in line and "[" not in line:
        return None
    start = found.end() if (found := _DASHES.match(line)) else 0
    begins = None
    if timed := _TIME_BEFORE.match(line, start):
        # In brackets, or with hours: no clock, no score of a match.
        begins, sure = _seconds(timed), sure or line[start] in "([" or timed[1] is not None
        start = dashed.end() if (dashed := _DASHES.match(line, timed.end())) else timed.end()
    if bracketed := _BRACKETED.match(line, start):
        return _named(bracketed["name"], Label("", bracketed.end(), begins=begins, sure=sure), bare=True)
    colon = _COLON.search(line, start, start + _LONGEST)
    if colon is None or not (colon.end() == len(line) or line[colon.end()].isspace()):
        return _on_its_own(line, start)
    head = line[start : colon.start()]
    if behind := _TIME_BEHIND.search(head):
        begins, sure, head = _seconds(behind), True, head[: behind.start()]
    return _named(head, Label("", colon.end(), begins=begins, sure=sure))


def accepted(labels: Iterable[Label], text: str, fewest: int = 2) -> frozenset[str]:
    """The names, as ``key`` writes them, that a file uses as labels. ``text`` is the whole of it.

    ``fewest``: on how many lines single words have to stand as labels before they are taken for surnames.
    """
    labels = list(labels)
    counts = Counter(key(each.name) for each in labels)
    shapes = {key(each.name): each.shape for each in labels}
    surely = {key(each.name) for each in labels if each.sure}
    found = {name for name, shape in shapes.items() if shape in ("capitals", "full", "office") or name in surely}
    found |= {name for name, shape in shapes.items() if shape == "phrase" and counts[name] > 1}
    singles = {name for name, shape in shapes.items() if shape == "single"} - surely
    if singles:
        singles -= set(_WORDS.findall(text[:_SAMPLE]))
    if sum(counts[name] for name in singles) >= fewest:
        found |= singles
    return frozenset(found)


def key(name: str) -> str:
    return name.casefold()


def time_alone(line: str) -> bool:
    return _TIME_BEFORE.fullmatch(line) is not None


def time_before(line: str, bare: bool = False) -> tuple[float, int] | None:
    """The seconds a line begins with and where its words begin. ``bare``: minutes and seconds need no brackets."""
    found = _TIME_BEFORE.match(line)
    if not found or not (bare or line[:1] in "[(" or found[1]):
        return None
    return _seconds(found), found.end()


def _on_its_own(line: str, start: int) -> Label | None:
    found = _NAME_AND_TIME.match(line, start) if len(line) <= _LONGEST else None
    if found is None:
        return None
    named = _named(found["name"], Label("", len(line), begins=_seconds(found, 2)))
    return replace(named, sure=named.shape != "single") if named else None


def _named(head: str, found: Label, bare: bool = False) -> Label | None:
    """``bare``: no colon shows that a name was meant, and one word with a capital letter is not enough."""
    head = head.strip(" \t*_")
    divided = _ROLE.fullmatch(head)
    name = divided["name"].strip() if divided else head
    shape = _shape(name)
    if not shape or (bare and not found.sure and shape not in ("capitals", "full", "office")):
        return None
    if divided is None:
        return replace(found, name=name, shape=shape)
    role = (divided["after"] or divided["inside"] or divided["dashed"]).strip()
    office = any(map(_is_office, role.split()))
    if divided["inside"] and not office and role[0].islower():
        return replace(found, name=name, shape=shape)  # how it is said: "(laughing)"
    if len(role) > _LONGEST_NAME or (shape == "single" and not office and not found.sure):
        return None
    return replace(found, name=name, shape=shape, role=role or None, sure=found.sure or office)


def _shape(name: str) -> str:
    """What a name looks like: "capitals", "full", "single" (one word), "office", "phrase" that begins with an office; ""."""
    if not name or len(name) > _LONGEST_NAME:
        return ""
    words = name.split()
    if len(words) > _MOST_WORDS or not all(map(_WORD.fullmatch, words)) or not all(map(_is_whole, words[:-1])):
        return ""
    first = words[0].casefold()
    if first in _NOBODY or first.rstrip(".") in _NOBODY or not words[0][0].isupper():
        return ""
    in_capitals = all(word[0].isupper() or word.isdecimal() or word.casefold() in _PARTICLES for word in words)
    if _is_office(words[0]):
        return "office" if in_capitals else "phrase"
    if not in_capitals:
        return ""
    if name.isupper() and sum(map(str.isalpha, name)) > 1:
        return "capitals"
    return "full" if len(words) > 1 else "single"


def _is_whole(word: str) -> bool:
    """Whether a word may have another behind it in a name: a full stop ends a sentence, but for an initial or a title."""
    return not word.endswith(".") or len(word.rpartition(".")[0].rpartition(".")[2]) == 1 or word.casefold() in _TITLES


@functools.lru_cache(4096)
def _is_office(word: str) -> bool:
    word = word.casefold()
    return any(word.startswith(stem) and len(word) - len(stem) <= (3 if len(stem) > 2 else 0) for stem in _HOSTS)


def _seconds(found: re.Match[str], first: int = 1) -> float:
    hours, minutes, seconds, fraction = found.group(first, first + 1, first + 2, first + 3)
    return round(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}"), 3)
