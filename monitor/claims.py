"""Which sentences can make or report no claim: calls to subscribe, credits, links, bare dates and greetings. Pure.

Dropping a claim is worse than keeping a line of credits, so that each pattern needs a short sentence, or one that begins
with words that no claim begins with. Headlines and questions stay.
"""

from __future__ import annotations

import re

from monitor.tokens import words_of

_FEWEST_WORDS = 4
_FEWEST_WITH_NUMBER = 3
_LONGEST = 400  # characters; what is longer says something
_SHORT = 14  # words of a line of credits
_DIGIT = re.compile(r"\d")
_YEAR = frozenset("г года годзе року р roku r m d".split())
_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}/\S*|[#@]\w+|\S+@\S+\.\S+")

_CHANNEL = (
    r"(?:our|the|my|us\Won|наш\w*|нас|мой|наш[аы]\w*|nasz\w*|nas|mūsų)\W+(?:\w+[\W_]+){0,4}?"
    r"(?:channel|newsletter|page|podcast|telegram|youtube|facebook\w*|instagram\w*|viber|tiktok|x|twitter|канал\w*|рассылк\w*|страниц\w*|старонк\w*|"
    r"телеграм\w*|тэлеграм\w*|телеграмм\w*|ютуб\w*|соцсет\w*|сацсетк\w*|соцмереж\w*|розсилк\w*|рассылку|сторінк\w*|kanał\w*|newsletter\w*|profil\w*|stron\w*|kanal\w*|"
    r"max|вконтакте|дзен\w*|вайбер\w*|группу|чат\w*)\b"
)
# Sentences that ask the reader for something.
_CALL = re.compile(
    rf"""\W*(?:(?:please|and|also|don[’']t forget to|а также|и|не забудь(?:те)?|не забудзьце|не забудьте|nie zapomnij|пожалуйста|калі ласка)\W+)*
    (?:(?:subscribe|follow|join|like|share|support|sign\Wup|donate|подпис(?:ывайтесь|аться|ывайся|ка|ывайтеся)|присоединяйтесь|читайте\Wнас|поддерж(?:ите|ать)
    |следите\Wза|ставьте\Wлайк|делитесь|поделитесь|падпіс(?:вайцеся|ацца|вайся)|далучайцеся|чытайце\Wнас|падтрымайце|сачыце\Wза|падзяліцеся
    |підпис(?:уйтесь|уйтеся|атися|атись)|приєднуйтесь|приєднуйтеся|читайте\Wнас|підтримайте|стежте\Wза|subskrybuj(?:cie)?|zasubskrybuj|obserwuj(?:cie)?|dołącz(?:cie)?
    |śledź(?:cie)?|wesprzyj(?:cie)?|polub(?:cie)?|udostępnij(?:cie)?|prenumeruokite|sekite|prisijunkite)\b
    (?:\W*\Z|\W+(?:to\W+|on\W+|на\W+|за\W+|в\W+|у\W+|да\W+|до\W+|do\W+|na\W+|prie\W+)?{_CHANNEL}|(?:\W+\w+){{0,3}}\W*\Z))""",
    re.IGNORECASE | re.VERBOSE,
)
_MORE = re.compile(
    rf"""\W*(?:(?:more|latest)\ (?:news|stories|updates)|больше\ новостей|(?:ещё|еще)\ больше|свежие\ новости|больш\ навін|більше\ новин|więcej\ (?:wiadomości|informacji)|daugiau\ naujienų)
    (?:\W+\w+){{0,3}}?\W+(?:in|on|at|в|у|ў|на|w|na)\W+{_CHANNEL}""",
    re.IGNORECASE | re.VERBOSE,
)
# What leads to another article: its headline is another article's claim.
_REFERENCE = re.compile(
    r"\W*(?:(?:read|see|watch|listen) (?:also|more|next|on)|also (?:read|see)|related(?: articles?| stories| news)?|more on this(?: topic)?|photo gallery"
    r"|(?:читайте|смотрите|слушайте|чытайце|глядзіце|читайте|дивіться|слухайце) (?:также|ещ[её]|далее|таксама|яшчэ|далей|також|теж|ще|далі|по теме|па тэме|за темою)"
    r"|(?:материалы?|новости|статьи) по теме|по теме|па тэме|за темою|(?:czytaj|zobacz|przeczytaj|sprawdź|obejrzyj) (?:też|także|również|więcej|dalej)"
    r"|(?:taip pat )?skaitykite(?: taip pat| daugiau)?|skaityk daugiau)\s*(?:[:»→>👉|]|\Z|—|–)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\W*(?:(?:photos?|pictures?|images?|video|screenshot|illustration|cover|credit|source|author|by|text|editing|translation|via"
    r"|фото|фота|снимок|видео|відэа|відео|скриншот|скрыншот|скріншот|иллюстрация|ілюстрацыя|ілюстрація|источник|крыніца|джерело|автор|аўтар|текст|тэкст|монтаж|перевод|пераклад|переклад|инфографика"
    r"|fot|zdjęcie|zdjęcia|foto|wideo|źródło|autor|autorka|tekst|tłumaczenie|opracowanie|ilustracja|nuotr|nuotrauka|šaltinis|autorius)"
    r"(?:[ -](?:и видео|and video|і відэа|і відео|i wideo|архивное|иллюстративное|ілюстрацыйнае|ілюстративне|fakt\w*|news|носит иллюстративный характер))?)"
    r"(?:\s*[.]?\s*(?:[:©|/]|\s[—–-]\s)|(?<=fot)\.|(?<=nuotr)\.)\s*(?P<rest>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_NOTICE = re.compile(
    r"""\W*(?:(?:this|our)\ (?:web)?site\ uses\ cookies|we\ (?:and\ our\ partners\ )?use\ cookies|by\ continuing\ to\ (?:use|browse)|all\ rights\ reserved|(?:terms\ of\ use|privacy\ policy)
    |copyright\W*(?:\(c\)|\d{4})|\(c\)\ (?:19|20)\d\d|©|(?:advertisement|sponsored|реклама|рэклама|reklama)\s*(?:[.:|!]|\Z)|на\ правах\ рекламы|artykuł\ sponsorowany|все\ права\ защищены|усе\ правы\ абаронены|всі\ права\ захищен[оі]|wszelkie\ prawa\ zastrzeżone|visos\ teisės\ saugomos
    |мы\ используем\ (?:файлы\ )?cookie|(?:наш\ |этот\ )?сайт\ использует\ (?:файлы\ )?cookie|мы\ выкарыстоўваем\ (?:файлы\ )?cookie|ми\ використовуємо\ (?:файли\ )?cookie|używamy\ (?:plików\ )?cookie|ta\ strona\ (?:używa|korzysta\ z)\ (?:plików\ )?cookie|naudojame\ slapuk
    |(?:при|пры|за)\ (?:любом\ |полном\ |частичном\ |поўным\ |будь-якому\ )?(?:использовании|перепечатке|цитировании|копировании|выкарыстанні|перадруку|цытаванні|використанні|передруці)\ .{0,60}(?:ссылк|спасылк|посиланн|гиперссылк)\w*
    |(?:нашли|заметили)\ (?:ошибку|опечатку)|знайшлі\ памылку|знайшли\ помилку|found\ a\ (?:mistake|typo)|(?:мнение|меркаванне|думка)\ (?:автора|редакции|аўтара)\ может)""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESSED = (
    "dear|friends|readers|subscribers|viewers|listeners|colleagues|everyone|everybody|all|our|to|you|дороги|друзья|подписчик|читател|зрител|слушател"
    "|коллег|всем|уважаем|наши|вам|дараги|дарагі|сябр|падпісчык|чытач|гледач|слухач|калег|усім|паважан|нашы|шаноўн|дорогі|друз|підписник|читач|глядач"
    "|слухач|колег|усім|шановн|drodzy|państw|przyjaciele|czytelnic|widzowie|słuchacze|kochani|szanowni|wam|mieli|draugai|skaitytojai|gerbiami"
)
_GREETING = re.compile(
    r"\W*(?:good (?:morning|afternoon|evening|night|day)|hello|hi|welcome|dear (?:friends|readers|subscribers|viewers|listeners)|happy (?:new year|holidays)"
    r"|доброе утро|добрый (?:день|вечер)|доброй ночи|здравствуйте|привет|всем привет|дорогие (?:друзья|подписчики|читатели|зрители)|с добрым утром"
    r"|добрай раніцы|добры (?:дзень|вечар|ранак)|дабранач|вітаем|вітаю|дарагія (?:сябры|падпісчыкі|чытачы|гледачы)|шаноўныя (?:чытачы|гледачы|сябры)"
    r"|доброго (?:ранку|дня|вечора)|добрий (?:день|вечір|ранок)|на добраніч|вітаємо|вітаю|дорогі (?:друзі|підписники|читачі|глядачі)|шановні (?:читачі|глядачі|друзі)"
    r"|dzień dobry|dobry wieczór|dobranoc|witajcie|witamy|witam|cześć|drodzy (?:państwo|przyjaciele|czytelnicy|widzowie|słuchacze)|szanowni (?:państwo|czytelnicy)"
    r"|labas (?:rytas|vakaras)|laba diena|sveiki)\b"
    rf"(?:\W+(?:{_ADDRESSED})\w*){{0,4}}(?:\W+\w+)?\W*\Z",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|студ|лют|сак|крас|трав|чэрв|ліп|жнів|вер|кастр|ліст|снеж|січ|бер|квіт|черв|лип|серп|жовт"
    r"|груд|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|saus|vas|kov|bal|geg|birž|liep|rugp|rugs|spal|lapkr|gruod)\w*\.?"
)
_AGENCY = r"(?:\W*[/,—–-]\W*[^\W\d_][\w./-]*|\s*\((?:[^\W\d_][\w./-]*\s?){1,3}\)|\W*[«“„\"](?:[\w-]+\s?){1,3}[»”\"]){0,2}"
# A date, a time, a place before them and an agency behind: "MINSK, 14 January, Agency" and nothing else.
_DATELINE = re.compile(
    rf"\W*(?:[^\W\d_]+\W+){{0,4}}?\d{{1,4}}\W+{_MONTH}(?:\W+\d{{2,4}})?(?:\W*(?:г|года|р|r|roku|m|d)\b\.?)?(?:\W+\d{{1,2}}[:.]\d\d)?{_AGENCY}\W*\Z"
    rf"|\W*(?:[^\W\d_]+\W+){{0,3}}?{_MONTH}\W+\d{{1,2}}(?:\W+\d{{4}})?(?:\W+\d{{1,2}}[:.]\d\d)?{_AGENCY}\W*\Z",
    re.IGNORECASE,
)


_BEGINNING = 4
# How the words of these patterns begin: a sentence whose first word is none of them matches none of them.
_BEGINNINGS = frozenset(
    word[:_BEGINNING]
    for pattern in (_CALL, _MORE, _REFERENCE, _CREDIT, _NOTICE, _GREETING)
    for word in re.findall(r"(?<!\\)[^\W\d_]+", pattern.pattern)
)


_CREDITED = (
    *(
        "пресс-служб",
        "прэс-служб",
        "пресслужб",
        "министерств",
        "міністэрств",
        "міністерств",
        "агентств",
        "агенцтв",
        "архив",
        "архіў",
        "архів",
    ),
    *(
        "сайт",
        "скриншот",
        "кадр",
        "соцсет",
        "сацсет",
        "соцмереж",
        "telegram",
        "телеграм",
        "press",
        "ministry",
        "agency",
        "archive",
        "screenshot",
    ),
    *("ministerstw", "agencj", "archiw", "serwis", "materiał"),
)


def is_statement(sentence: str, words: list[str] | None = None) -> bool:
    """Whether a sentence may make or report a claim. ``words``: its words and numbers, where they are known already."""
    words = words_of(sentence) if words is None else words
    if not _says_enough(words):
        return False
    if len(sentence) > _LONGEST:
        return True
    if ("#" in sentence or "@" in sentence or "/" in sentence) and not _says_enough(words_of(_ADDRESS.sub(" ", sentence))):
        return False
    if _is_dateline(sentence, words):
        return False
    if words[0][:_BEGINNING].casefold() not in _BEGINNINGS and "©" not in sentence:
        return True
    return not (_is_call(sentence, words) or _is_credit(sentence) or (len(words) <= _SHORT and _GREETING.match(sentence)))


def _says_enough(words: list[str]) -> bool:
    if len(words) >= _FEWEST_WORDS:
        return True
    return len(words) >= _FEWEST_WITH_NUMBER and any(word[0].isdigit() for word in words)


def _is_dateline(sentence: str, words: list[str]) -> bool:
    """A place, a date and an agency: nothing in small letters but the month."""
    if len(words) > _SHORT or not _DIGIT.search(sentence):
        return False
    small = sum(word.islower() and word not in _YEAR for word in words)
    return small <= 1 and _DATELINE.match(sentence) is not None


def _is_call(sentence: str, words: list[str]) -> bool:
    if _CALL.match(sentence) or _MORE.match(sentence) or _REFERENCE.match(sentence):
        return True
    return len(words) <= 3 * _SHORT and _NOTICE.match(sentence) is not None


def _is_credit(sentence: str) -> bool:
    """ "Фото: Имя Фамилия", but not "Источник: мост закрыт на год": names, and no verb that anybody could find."""
    found = _CREDIT.match(sentence)
    if found is None:
        return False
    words = words_of(_ADDRESS.sub(" ", found["rest"]))
    small = sum(word[0].islower() and not word.casefold().startswith(_CREDITED) for word in words)
    return len(words) <= _SHORT and small * 3 <= len(words)
