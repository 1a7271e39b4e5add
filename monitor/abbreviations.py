"""How words end and begin sentences, language by language: abbreviations, units, and words no sentence begins without.

Words are in lower case and without their last full stop. An abbreviation that is an ordinary word as well ("им", "ok")
is listed where mistaking the word for it costs less than the reverse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# never     no sentence ends here: an afterthought follows
# opens     something always follows: a name, a noun, an explanation
# numbered  the same before a number; elsewhere a word like any other
# units     may end a sentence; after a number they always are units, even where the word is in "opens" too
# great     units that go on with another number or a currency: a thousand, a million
# ends      may end a sentence, and do before a capital letter
# names     may end a sentence, but also stand before names: they end one only before a word of "begins"
# begins    words with which sentences begin, and which are no names
# links     those of them that have a capital letter nowhere else, so that a sentence begins even where a mark is missing
# times     words that put a date at the beginning of a sentence ("In 1994 ..."), so that the year does not end it
_CYRILLIC = {
    "never": "п.с п.п.с p.s ps з.ы",
    "opens": """
т.е т.н т.зв т.ч т.к т.с т.ж см ср св прим напр пр-т пр-кт просп пер вул ул пл бул б-р наб мкр корп буд кв обл р-н пос дер
смт пгт оз г гг г-н г-жа гр тов проф акад доц дац канд инж чл.-корр чл.-кор ген подполк кап лейт сэрж мл адм зам зав заст
нач дир дыр сек авт аўт ред рэд реж рэж худ муз комп исп упоряд оформл изд илл параўн порівн цит цыт англ ням нім фр франц
лат грец грэч греч італ итал польск укр бел белор білор лит літ яп евр араб перс тат чеш болг рус букв устар разг прот свящ
архиеп архим архім митр мітр еп иером патр свт прп блж сокр скор скароч ст п пп гл ч т тт стр ном тел факс эл прад кн вв в м
с д ш о р а г.п р.п н.п
""",
    "numbered": """
рис мал табл илл стр ст п пп ч гл разд розд пункт вып вип т тт кн том ном тел факс вн доб дод доп арт подп пад абз каля близ
прил ок каб кім ауд изд № §
""",
    "units": """
г гг р рр в вв ст стст ч т ц кг мг л мл м см мм км дм га куб.м кв.м кв.км км² м² м³ руб грн коп кап долл дол евр чел экз шт
сек с хв сут мес л.с к.с квт мвт крб об проц н.э н.е д ак мин обл р-н
""",
    "great": "тыс тис млн млрд трлн",
    "ends": "т.д т.п т.под н.э н.е г.д г.п д.н.э проч інш ін",
    "names": "и.о в.о пр др",
}
_LISTS = {
    "be": {
        "opens": """
г.зн гл.чын вёс зав завул пав вобл праф вык міністр дэп арх скульп маст гіст рэсп засл нарадж паходж стараж сярэдн назв іран
старажытнагрэч царк праваслаўн біск арцыб кард ксяндз дз падпалк маёр генер аг
""",
        "numbered": "арт с ч п пп гл мал табл вып т кн зб буд кв тэл",
        "units": "чал адз гадз",
        "begins": """
ён яна яно яны мы вы я гэта гэты гэтая гэтыя гэтага той тая тыя такі такая такія так у ў на але а і ды ці каб калі як якія
якая таксама аднак за з са для пасля перад пры праз пад над паводле па таму потым цяпер зараз сёння учора ўчора заўтра тут
там дзе што чаму хто усе ўсе усё ўсё кожны многія некаторыя не ніхто нічога пакуль хоць хаця бо нават толькі вось дарэчы
акрамя апроч сярод паміж між раней пазней тады адзін адна ад да без супраць нагадаем паведамляецца
""",
        "links": """
ён яны гэта гэты гэтая гэтыя але каб калі што чаму хто дзе як якія таксама аднак для пасля перад пры праз пад паводле
таму потым акрамя сярод паміж ці хоць пакуль паколькі падчас нагадаем усе у
""",
        "times": "у ў з ад да па пасля на к летам восенню зімой вясной увосень улетку узімку увесну калі",
    },
    "ru": {
        "opens": """
т.о ж.-д действ нар засл респ хим биол техн юрид воен воен.-мор внутр внеш междунар упом соч собр перев предисл послесл арх
скульп художн фам им имп равноап мч вмч преп губ вол хут ст-ца сост
""",
        "numbered": "рис илл с ст гл вып разд д",
        "begins": """
он она оно они мы вы я ты это этот эта эти этого тот та те такой такая такие так также в во на но а и да или ли если чтобы
когда как какой каков который однако кроме за из из-за по под после перед при про с со для до от у о об без через среди
между вместе вместо поэтому потом теперь сейчас сегодня вчера завтра здесь там тут где куда что чего почему зачем кто все
всё всех каждый многие некоторые не ни никто ничего пока хотя ведь даже только именно вот кстати впрочем затем тогда ранее
раньше позже один одна одним согласно благодаря несмотря напомним сообщается его её ее их мне нам вам ему
""",
        "links": """
он она они это этот эта эти но если чтобы когда что почему кто где как также однако кроме для после перед при через среди
между вместо поэтому потом согласно несмотря хотя пока напомним
""",
        "times": "в во к с со до от по после на около зимой весной летом осенью весною осенью зимою когда ночью утром",
    },
    "uk": {
        "opens": """
тобто див упор заг перекл ім пров бульв сел окр докт майор серж деп мін нац держ рос іт староукр церк архиєп єп преп блаж
нар засл арх скульп
""",
        "numbered": "ст п пп ч рис мал табл розд вип т с кн № ном тел дод абз вид",
        "units": "чол ос",
        "begins": """
він вона воно вони ми ви я ти це цей ця ці цього той та ті такий така такі так також у в на але а і й або чи якщо щоб коли
як який однак проте за з із зі для до від по після перед при про під над через серед між разом замість тому потім тепер
зараз сьогодні вчора учора завтра тут там де куди що чого чому навіщо хто усі всі усе все кожен кожний багато деякі не ні
ніхто нічого поки хоча адже навіть тільки лише саме ось до речі втім утім тоді раніше пізніше один одна згідно завдяки
незважаючи крім окрім його її їх їхній мені нам вам йому нагадаємо повідомляється
""",
        "links": """
він вона вони це цей ця ці але або якщо щоб коли що чому хто де як також однак проте для після перед при через серед між
замість тому потім згідно завдяки незважаючи крім окрім із хоча поки наприкінці нагадаємо у
""",
        "times": "у в з із до від по після на к взимку влітку навесні восени наприкінці коли",
    },
    "pl": {
        "never": "p.s ps p.p.s",
        "opens": """
al ul pl os woj pow gm m.in np tzn tzw tj tzv wg ds św bł ks bp abp kard br dr hab inż mgr prof doc med mec red gen płk ppłk
mjr kpt por ppor chor sierż plut kpr szer adm kmdr kom nadkom podkom podinsp insp nadinsp asp mł dyr wiceprez min sekr przew
wiceprzew zast kier pełn zob pn pt łac ang niem fr ros gr wł hiszp pol ukr białorus bryt amer zm proj oprac tłum wyd przekł
przyp fot hr pp ob zam tow paraf rzym.-kat gr.-kat dot zw pseud krypt właśc wym wicemin burm prok sędz adw r.pr cd p o s
n.p.m ur im
""",
        "numbered": """
nr art ust pkt poz par § lit tab rys ryc str s t tom cz rozdz godz ok tel tel/fax wyd zał rozp dz.u vol zesz kl fig cyt ew
""",
        "units": """
r w ww zł gr szt proc godz sek kg g mg dag l ml m cm mm km ha kw mw mies rp br ub bm n.e p.n.e pkt min
""",
        "great": "tys mln mld bln",
        "ends": "itd itp etc in i.in pod p.n.e n.e jw tp i.t.d",
        "begins": """
on ona ono oni one my wy ja ty to ten ta te ci tego tej taki taka takie tak także też w we na ale a i oraz lub albo czy
jeśli jeżeli żeby aby gdy kiedy jak jaki który jednak za z ze dla do od po przed przy przez pod nad o u bez wśród między
zamiast dlatego potem teraz dziś dzisiaj wczoraj jutro tu tutaj tam gdzie co czego dlaczego kto wszyscy wszystko każdy wielu
niektórzy nie nikt nic chociaż choć bo ponieważ nawet tylko właśnie oto zresztą wtedy wcześniej później jeden jedna według
dzięki mimo oprócz jego jej ich mi nam się jest są był była było były
""",
        "links": """
on ona oni to ten ta te ale oraz lub czy jeśli jeżeli żeby aby gdy kiedy jak jednak dla przed przy przez pod nad bez wśród
między zamiast dlatego potem dlaczego kto gdzie co wszyscy niektórzy nie nikt chociaż choć bo ponieważ podczas według
oprócz
""",
        "times": "w we od do po na z ok około dnia zimą wiosną latem jesienią pod kiedy gdy",
    },
    "lt": {
        "never": "p.s ps p.p.s",
        "opens": """
t.y pvz plg žr dr prof doc habil inž gen plk mjr kpt ltn vyr jaun pulk kun vysk arkiv kard šv mokyt gyd akad red vert aut
dail rež komp fot vadin buv dab angl lot rus vok lenk pranc graik isp liet latv est dgs vns įm el tel faks gim mir lent
pr.m.e prez pirm pavad dir vedėj dep min p pp tarm šnek psn vad
""",
        "numbered": "nr str p psl t sk pav lent punkt skirsn dal prot eil tel faks žin apie kab aukšt b bt",
        "units": "lt ct eur val min sek mėn sav proc kg g l ml cm mm km ha m a vnt kv.m kub.m laips egz",
        "great": "tūkst mln mlrd trln",
        "ends": "kt pan t.t t.p etc",
        "names": "d m a g r pl pr al k mstl apskr raj sav",
        "begins": """
jis ji jie jos mes jūs aš tu tai tas ta tie tos šis ši šie šios tokia toks tokie taip pat o bet ir ar arba jei jeigu kad kai
kaip koks kokia kuris tačiau už iš į su be prie per po prieš pagal dėl nuo iki tarp apie virš todėl tad paskui dabar
šiandien vakar rytoj čia ten kur kas ko kodėl visi viskas kiekvienas daugelis ne niekas nors net tik būtent beje tada
anksčiau vėliau vienas viena anot pasak nepaisant jo jos jų mums siekiant kadangi nes juk labiausiai daugiausia daugiausiai
""",
        "links": """
jis ji jie jos mes tai tas ta tie šis ši šie šios bet ar arba jei jeigu kad kai kaip tačiau iš su be prie per po prieš pagal
dėl nuo iki tarp apie todėl tad paskui kur kas kodėl visi kiekvienas daugelis nors būtent beje anksčiau vėliau anot pasak
nepaisant siekiant kadangi nes labiausiai daugiausia daugiausiai viena vienas
""",
        "times": "nuo iki po apie žiemą vasarą pavasarį rudenį kai",
    },
    "en": {
        "never": "p.s ps p.p.s",
        "opens": """
mr mrs ms mx dr prof gen col lt sgt maj capt cmdr adm cpl pvt rev fr hon sen rep gov pres st ste mt ft messrs mme mlle viz
cf i.e e.g a.k.a vs supt insp asst assoc drs atty r.e
""",
        "numbered": """
no nos fig figs vol vols ch chap sec sect pp p art op eq eqn ext para pt tel jan feb mar apr jun jul aug sep sept oct nov
dec ca circa approx c est v ver par bk ed
""",
        "units": "oz lb lbs sq min mins hr hrs secs kg km cm mm mg mi mph yd",
        "great": "bn mln",
        "ends": "etc al esq ave blvd rd dept",
        "names": """
inc ltd corp co llc plc pvt jr sr u.s u.k u.n e.u u.s.a a.m p.m d.c ph.d b.a m.a m.d b.c a.d n.y l.a univ assn intl bros
""",
        "begins": """
the a an he she it they we i you this that these those in on at but and or so if when while as however also meanwhile
according there here what where why who how which not no all every each many some most both one after before since until
because although though despite during for from with without by to of his her its their our my your is are was were do does
did has have had will would can could should may might let then now today yesterday only even just more
""",
        "times": "in on by since from until about around late early",
    },
}
_KINDS = ("never", "opens", "numbered", "units", "great", "ends", "names", "begins", "links", "times")
UPPER = "A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻĖĮŠŲŪČŽА-ЯЁІЇЄҐЎ"  # capital letters, for a set in a pattern
_INITIALS = re.compile(rf"(?:[^\W\d_]{{1,2}}\.-?)*(?:[{UPPER}]|Дж|Дз|Ch|Cz|Sz|Rz|Dz|Dž|Th|Ph)")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_NUMBER = re.compile(r".*\d.*|[IVXLCІХ]{2,}|[XVХ]")
_AND = frozenset({"и", "і", "й", "та", "ды", "i", "oraz", "ir", "and"})
VOWELS = frozenset("aeiouyąęóėįųūаеёиоуыэюяіїєў")


@dataclass(frozen=True)
class Habits:
    """What a language's words say about where sentences end."""

    words: dict[str, frozenset[str]]  # by the kinds above
    clipped: bool  # an unknown short word before a small letter is taken for an abbreviation
    ordinal: bool  # a full stop behind a number makes it an ordinal: "5. edycja"
    numbers_apart: bool  # the number of a clause is a sentence of its own: "1. | Затвердити"

    def begins(self, word: str) -> bool:
        return word.casefold() in self.words["begins"]

    def kind(self, before: str, word: str, in_capitals: bool) -> str:
        """Which kind of abbreviation the last word before a full stop is, "initial" or nothing.

        ``before`` is the word before it, ``in_capitals`` whether the sentence seems to be in capital letters, where
        an abbreviation cannot be told from a name of letters ("СМ.").
        """
        low = word.casefold()
        joined = before.casefold() + low if before.endswith(".") and len(before) <= 4 else low
        first = self._of(("never", "names"), joined) or self._of(("never", "names"), low)
        if first:
            return "ends" if before.casefold() in _AND else first
        if _INITIALS.fullmatch(word):
            return "initial"
        if word.isupper() and len(word) > 1 and not in_capitals:
            return ""
        if joined != low and (found := self._of(("ends", "opens", "units"), joined)):
            return found
        return self._unit(before, low) or self._of(("opens", "ends", "numbered"), low) or self._looks_short(low)

    def _of(self, kinds: tuple[str, ...], word: str) -> str:
        return next((kind for kind in kinds if word in self.words[kind]), "")

    def _unit(self, before: str, word: str) -> str:
        if word in self.words["great"]:
            return "great"
        counted = (_NUMBER.fullmatch(before) and before[-1] not in ",;") or before.rstrip(".").casefold() in self.words["great"]
        return "units" if word in self.words["units"] and (counted or not self._of(("opens", "numbered"), word)) else ""

    def _looks_short(self, word: str) -> str:
        """An unknown word without a vowel opens something; one of single letters ("к.и.н.") does so before a name."""
        if self.clipped and 2 <= len(word) <= 4 and word.isalpha() and VOWELS.isdisjoint(word):
            return "opens"
        return "names" if _DOTTED.fullmatch(word) else ""


@cache
def habits(lang: str) -> Habits:
    """Of any language; one without lists has everybody's abbreviations and nobody's conventions."""
    own = _LISTS.get(lang)
    read = [*_LISTS.values(), _CYRILLIC] if own is None else [own, _CYRILLIC] if lang in ("be", "ru", "uk") else [own]
    words = {kind: frozenset(" ".join(each.get(kind, "") for each in read).split()) for kind in _KINDS}
    if own is None:
        words["links"] = frozenset()
    return Habits(words, own is not None and lang != "en", lang in ("pl", "lt"), lang == "uk")
