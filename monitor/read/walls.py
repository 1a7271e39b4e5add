"""Pages that stand where an article should be: a form to sign in, a question about cookies, an error page.

Each gives a sentence of its own, because each asks for something else of whoever saved or fetched the page.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from monitor.read import plain

SHORT = 100  # characters: fewer are no article, whatever the page calls itself
_BEGINNING = 250
_FIRST = 6  # paragraphs in which an error page says what it is
_MESSAGE = 1_500  # characters: what only asks for something is not longer
_NAMES = (
    r"(?:(?:the |this )?(?:page|file|site|address)(?: you(?:'re| \w+)?(?: looking for)?)?"
    r"(?: was| is|'s| could| can|n't| does)*)?\W*+(?:not be|not|cannot be) (?:found|available|exist)|page doesn't exist"
    r"|access (?:is |was )?denied|forbidden|bad (?:gateway|request)|service (?:temporarily )?unavailable"
    r"|internal server error|gateway time-?out|too many requests|страниц[аы] не (?:найдена|существует)"
    r"|(?:нет такой|такой) страниц\w*|доступ (?:запрещ[её]н|ограничен)|старонк[аі] не (?:знойдзен\w|існуе)|доступ забаронены"
    r"|сторінк[ау] не (?:знайдено|існує)|доступ заборонено|nie znaleziono strony|strona nie (?:istnieje|została znaleziona)"
    r"|brak dostępu|puslapis nerastas"
)
_CODE = r"(?:http )?(?:error|ошибка|памылка|помилка|błąd|klaida)?\W{0,3}(?:40[0134]|410|429|50[0-4])\W{0,3}(?:error|ошибка)?"
_TITLE = re.compile(rf"\W*+(?:oops\b\W*+)?(?:{_CODE})?\W*+(?:{_NAMES})?\W*+", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[-–—|·]\s+")
_ROBOT = re.compile(
    r"just a moment\b|checking (?:if the site|your browser)|verify (?:that )?you are (?:a )?human"
    r"|(?:are|you're|are you) (?:not )?a robot|ddos[- ]?(?:guard|protection)|\bcaptcha\b|unusual traffic|что вы не робот"
    r"|проверка браузера|што вы не робат|що ви не робот|nie jesteś robotem",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enabl\w+|activat\w+|turn on|switch on|allow|requires?|needs?|without|включит\w*|включ[её]н\w*|разрешит\w*|уключы\w*"
    r"|[ув]вімкн\w*|увімкн\w*|włącz\w*|wymaga|įjunkite)\W+(?:\w+\W+){0,5}java ?script"
    r"|java ?script\W+(?:\w+\W+){0,4}(?:disabled|required|enabled|turned off|blocked|отключ[её]н|выключен|вимкнен\w*"
    r"|wyłączon\w*)",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"\bcookies?\b|\bкуки\b|\bкукі\b|\bslapuk", re.IGNORECASE)
_CONSENT = re.compile(
    r"accept|consent|agree|privacy|конфиденц|принима|принять|соглас|прыватн|прыма|прыня|згад|приватн|прийма|прийня|погодж|згод"
    r"|akcept|zgod|zgad|prywatno|sutink|sutikti",
    re.IGNORECASE,
)
_COOKIE_EVERY = 250  # characters: a text that names them so often is about nothing else
_SIGN_IN = "//input[translate(@type, 'PASWORD', 'pasword')='password']"


def wall(tree: Any, title: str, text: str) -> str | None:
    """Why a page is no article: one plain sentence; None for a page that may be one.

    ``text`` is what was found as its article, "" for nothing. A text of more than 1,500 characters is never doubted.
    """
    if len(text) > _MESSAGE:
        return None
    shown = text
    if len(text) < SHORT:
        whole = plain.from_html(etree.tostring(tree, encoding="unicode", method="html"))
        unseen = "" if text else " ".join(each.text_content() for each in tree.iter("noscript"))
        shown = f"{text}\n\n{whole}\n\n{unseen}"[: 2 * _MESSAGE].strip()
    parts = [*_TITLE_PARTS.split(title[:200]), *(shown.split("\n\n")[:_FIRST] if len(text) < SHORT else ())]
    named = next((part for part in parts if re.search(r"\w", part[:200]) and _TITLE.fullmatch(part[:200])), None)
    if named:
        return f"the page is an error page ({plain.line(named)[:80]!r}), not an article."
    return _request(tree, title, text, plain.line(shown))


def _request(tree: Any, title: str, text: str, said: str) -> str | None:
    brief = len(said) <= _MESSAGE
    if brief and (_ROBOT.match(title) or _ROBOT.search(said[:_BEGINNING])):
        return "the page shows no article, only a check that its reader is no robot."
    if len(text) < SHORT and tree.xpath(_SIGN_IN):
        return "the page shows no article, only a form to sign in."
    cookies = len(_COOKIE.findall(said))
    if cookies > 1 and cookies * _COOKIE_EVERY >= len(said) and _CONSENT.search(said):
        return "the page shows no article, only a question about cookies."
    if len(said) <= _MESSAGE // 2 and _SCRIPT.search(said):
        return "the page shows no article, only a request to switch JavaScript on."
    return None
