"""How dates are written in each language. Data for ``when``: regular expressions are in small letters, MONTH and YEAR stand in.

months   as they stand behind a day; "located" behind "in"
days     today, yesterday, the day before; alternatives are divided by "|"
vague    times that nobody can work out; "vague_cues": words of which one stands in each, but for years
until    words before a date that make it the beginning or the end of something, rather than when it was said
nouns    occasions and forms of speaking: "in an interview on 14 January"
goes_on  words that join a paragraph to the one before
between  words that may stand between a verb of speech and its date
"""

from __future__ import annotations

from typing import Any

_RANGE = r"\d{1,2}\s?(?:[-–—]|%s)\s?\d{1,2} MONTH"
_DAY = r"(?P<day>[0-3]?\d)(?:-?(?:го|га|е|ого))? MONTH(?: YEAR)?"

CALENDARS: dict[str, dict[str, Any]] = {
    "en": {
        "months": ["january jan jan.", "february feb feb.", "march", "april apr apr.", "may", "june", "july", "august aug aug.",
                   "september sept sept. sep", "october oct oct.", "november nov nov.", "december dec dec."],
        "located": ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
                    "december"],
        "weekdays": [f"on {day}|last {day}|this {day}|{day}" for day in ("monday", "tuesday", "wednesday", "thursday", "friday",
                                                                         "saturday", "sunday")],
        "days": ["today|this morning|this afternoon|this evening|earlier today", "yesterday|last night", "the day before yesterday"],
        "same": "the same day|that same day",
        "vague": r"(?:a|one|two|three|several|some|many|\w+) (?:days?|weeks?|months?|years?) (?:earlier|before|ago|prior)"
        r"|last (?:week|month|year|summer|autumn|spring|winter)|in (?:19|20)\d\d|since (?:19|20)\d\d|previously|in the past|earlier"
        r"|next \w+|tomorrow",
        "vague_cues": "earlier before ago prior last since previously past next tomorrow",
        "range": r"MONTH \d{1,2}\s?(?:[-–—]|to|and|through|until)\s?(?:MONTH )?\d{1,2}|\d{1,2}\s?(?:[-–—]|to|and)\s?\d{1,2} MONTH",
        "day": r"MONTH (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? YEAR)?",
        "day_too": r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? MONTH(?:,? YEAR)?",
        "year": "",
        "in": "in",
        "until": "from|since|until|till|by|after|before|through|between|to|for|of|starting",
        "nouns": "interview article column post statement briefing speech address report commentary broadcast programme program show "
        "conference message press-conference letter essay op-ed podcast channel telegram facebook twitter youtube page blog meeting",
        "goes_on": "turn also meanwhile moreover addition furthermore additionally besides likewise simultaneously then too",
        "between": "on in at to the reporters journalists viewers readers listeners media press him her them us late early that a "
        "news outlets parliament lawmakers deputies the",
    },
    "ru": {
        "months": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
        "located": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре".split(),
        "weekdays": ["в понедельник|понедельник", "во вторник|вторник", "в среду", "в четверг|четверг", "в пятницу", "в субботу",
                     "в воскресенье|воскресенье"],
        "days": ["сегодня", "вчера", "позавчера"],
        "same": "в тот же день|тогда же|в этот же день",
        "vague": r"(?:\w+ )?(?:днём|днем|неделей|месяцем|годом|днями|неделями|месяцами|годами) (?:ранее|раньше|позже)|(?:\w+ )?(?:дня|дней|недели|недель|месяца|месяцев|года|лет|неделю|месяц|год) назад|на прошлой неделе|в прошлом (?:году|месяце)|в (?:19|20)\d\d году|накануне|ранее|недавно|завтра|в следующ\w+ \w+",
        "vague_cues": "ранее раньше позже назад прошлой прошлом накануне недавно завтра следующем",
        "range": _RANGE % "и|по|до",
        "day": _DAY,
        "year": r"(?: года| году| г\.)?",
        "in": "(?:в|во)",
        "until": "с|со|до|по|от|после|к|начиная с|между|за",
        "nouns": "интервью статье колонке посте заявлении брифинге речи обращении докладе эфире программе конференции пресс-конференции письме выступлении совещании подкасте публикации отчёте отчете канале телеграм-канале телеграме соцсетях фейсбуке блоге заседании",
        "goes_on": "также кроме помимо очередь тем временем между затем далее позже одновременно вместе тоже",
        "between": "в во на с журналистам зрителям читателям слушателям депутатам прессе сми он она ему ей им агентству каналу",
    },
    "be": {
        "months": ["студзеня", "лютага", "сакавіка", "красавіка", "мая траўня", "чэрвеня", "ліпеня", "жніўня", "верасня", "кастрычніка",
                   "лістапада", "снежня"],
        "located": ["студзені", "лютым", "сакавіку", "красавіку", "маі траўні", "чэрвені", "ліпені", "жніўні", "верасні", "кастрычніку",
                    "лістападзе", "снежні"],
        "weekdays": ["у панядзелак|ў панядзелак", "у аўторак|ў аўторак", "у сераду|ў сераду", "у чацвер|ў чацвер", "у пятніцу|ў пятніцу",
                     "у суботу|ў суботу", "у нядзелю|ў нядзелю"],
        "days": ["сёння", "учора|ўчора", "пазаўчора|заўчора"],
        "same": "у той жа дзень|ў той жа дзень|у той самы дзень|тады ж",
        "vague": r"(?:\w+ )?(?:днём|тыднем|месяцам|годам|днямі|тыднямі|месяцамі|гадамі) (?:раней|пазней)|(?:\w+ )?(?:дні|дзён|тыдні|тыдняў|месяцы|месяцаў|гады|гадоў|тыдзень|месяц|год) таму|на мінулым тыдні|на тым тыдні|летась|у мінулым (?:годзе|месяцы)|[уў] (?:19|20)\d\d годзе|напярэдадні|раней|нядаўна|заўтра|на наступным \w+",
        "vague_cues": "раней пазней таму мінулым летась напярэдадні нядаўна заўтра наступным",
        "range": _RANGE % "і|па|да",
        "day": _DAY,
        "year": r"(?: года| годзе| г\.)?",
        "in": "(?:у|ў)",
        "until": "з|са|да|па|ад|пасля|к|пачынаючы з|паміж|за",
        "nouns": "інтэрв'ю інтэрв’ю інтэрвію артыкуле калонцы посце допісе заяве брыфінгу прамове звароце дакладзе эфіры праграме канферэнцыі прэс-канферэнцыі лісце выступе выступленні нарадзе падкасце публікацыі справаздачы канале тэлеграм-канале тэлеграме сацсетках фэйсбуку блогу паседжанні",
        "goes_on": "таксама акрамя апроч чаргу тым часам між затым далей пазней адначасова разам",
        "between": "у ў на з журналістам гледачам чытачам слухачам дэпутатам прэсе смі ён яна яму ёй ім агенцтву каналу",
    },
    "uk": {
        "months": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split(),
        "located": "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні".split(),
        "weekdays": ["у понеділок|в понеділок", "у вівторок|в вівторок", "у середу|в середу", "у четвер|в четвер",
                     "у п'ятницю|в п'ятницю|у п’ятницю|в п’ятницю", "у суботу|в суботу", "у неділю|в неділю"],
        "days": ["сьогодні", "вчора|учора", "позавчора"],
        "same": "того ж дня|того самого дня|у той же день|тоді ж",
        "vague": r"(?:\w+ )?(?:днем|тижнем|місяцем|роком|днями|тижнями|місяцями|роками) (?:раніше|пізніше)|(?:\w+ )?(?:дні|днів|тижні|тижнів|місяці|місяців|роки|років|тиждень|місяць|рік) тому|минулого (?:тижня|року|місяця)|торік|[ув] (?:19|20)\d\d році|напередодні|раніше|нещодавно|завтра|наступного \w+",
        "vague_cues": "раніше пізніше тому минулого торік напередодні нещодавно завтра наступного",
        "range": _RANGE % "і|й|та|по|до",
        "day": _DAY,
        "year": r"(?: року| р\.)?",
        "in": "(?:у|в)",
        "until": "з|із|зі|до|по|від|після|к|починаючи з|між|за",
        "nouns": "інтерв'ю інтерв’ю статті колонці дописі пості заяві брифінгу промові зверненні доповіді етері ефірі програмі конференції пресконференції прес-конференції листі виступі нараді подкасті публікації звіті каналі телеграм-каналі телеграмі соцмережах фейсбуці блозі засіданні",
        "goes_on": "також крім окрім чергу тим часом між потім далі пізніше водночас разом",
        "between": "у в на з журналістам глядачам читачам слухачам депутатам пресі змі він вона йому їй їм агентству агенції каналу",
    },
    "pl": {
        "months": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split(),
        "located": "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu".split(),
        "weekdays": ["w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę"],
        "days": ["dziś|dzisiaj", "wczoraj", "przedwczoraj"],
        "same": "tego samego dnia|tego dnia",
        "vague": r"(?:\w+ )?(?:dzień|dni|tydzień|tygodnie|tygodni|miesiąc|miesiące|miesięcy|rok|lata|lat) (?:wcześniej|później|temu)|w zeszłym \w+|w ubiegłym \w+|w (?:19|20)\d\d (?:roku|r\.)|w przeddzień|wcześniej|niedawno|jutro|w przyszłym \w+",
        "vague_cues": "wcześniej później temu zeszłym ubiegłym przeddzień niedawno jutro przyszłym",
        "range": _RANGE % "i|do|oraz",
        "day": _DAY,
        "year": r"(?: roku| r\.)?",
        "in": "(?:w|we)",
        "until": "od|do|po|przed|między|za|począwszy od",
        "nouns": "wywiadzie artykule felietonie wpisie poście oświadczeniu przemówieniu raporcie programie audycji konferencji liście wystąpieniu komentarzu podcaście odprawie komunikacie briefingu kanale telegramie facebooku blogu posiedzeniu rozmowie",
        "goes_on": "także też również ponadto kolei tymczasem poza następnie dalej później jednocześnie oprócz",
        "between": "w we na z dziennikarzom widzom czytelnikom słuchaczom posłom prasie mediom mu jej im agencji",
    },
    "lt": {
        "months": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio".split(),
        "located": "sausį vasarį kovą balandį gegužę birželį liepą rugpjūtį rugsėjį spalį lapkritį gruodį".split(),
        "weekdays": ["pirmadienį", "antradienį", "trečiadienį", "ketvirtadienį", "penktadienį", "šeštadienį", "sekmadienį"],
        "days": ["šiandien", "vakar", "užvakar"],
        "same": "tą pačią dieną",
        "vague": r"(?:prieš )?(?:diena|savaite|mėnesiu|metais) (?:anksčiau|vėliau)|prieš (?:dieną|savaitę|mėnesį|metus)|praėjusią savaitę|pernai|(?:19|20)\d\d metais|anksčiau|neseniai|rytoj",
        "vague_cues": "anksčiau vėliau prieš praėjusią pernai neseniai rytoj",
        "range": r"MONTH \d{1,2}\s?(?:[-–—]|ir|iki)\s?\d{1,2}",
        "day": r"(?:YEAR )?MONTH (?P<day>[0-3]?\d)(?:-\w{2,5})?(?: d\.| dieną)?",
        "year": r"(?: m\.)",
        "in": "",
        "until": "nuo|iki|po|prieš|tarp",
        "nouns": "interviu straipsnyje skiltyje įraše pareiškime kalboje ataskaitoje laidoje konferencijoje laiške pranešime eteryje",
        "goes_on": "taip pat be savo tuo tarpu kartu vėliau",
        "between": "žurnalistams žiūrovams skaitytojams klausytojams seimui spaudai jis ji jam jai",
    },
}  # fmt: skip
