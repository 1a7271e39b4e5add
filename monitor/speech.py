"""The words by which a text says who speaks, for each language that attribution knows.

Stems stand for all their endings; ``ENDINGS`` holds those of the past tense, and the present tense is written out.
Data, no code: a new verb or role goes here and nowhere else.
"""

from __future__ import annotations

LANGUAGES = ("en", "ru", "be", "uk", "pl")

# Past-tense stems, to which ENDINGS are put. English forms are written out: they hardly vary.
VERB_STEMS = {
    "en": "",
    "ru": (
        "сказа заяви сообщи отмети подчеркну добави поясни объясни предупреди утвержда указа рассказа напомни призна "
        "уточни пообеща обвини назва призва написа ответи констатирова резюмирова посетова пригрози аргументирова "
        "говори счита"
    ),
    "be": (
        "сказа заяві паведамі адзначы падкрэслі дада патлумачы растлумачы папярэдзі сцвярджа указа расказа нагада "
        "прызна удакладні паабяца абвінаваці назва закліка напіса адказа канстатава гавары лічы"
    ),
    "uk": (
        "сказа заяви повідоми зазначи підкресли дода поясни попереди стверджува вказа розпові нагада визна уточни "
        "пообіця звинувати назва заклика написа відпові констатува наголоси говори вважа"
    ),
    "pl": (
        "powiedzia oświadczy poinformowa zaznaczy podkreśli doda wyjaśni ostrzeg twierdzi wskaza opowiedzia "
        "przypomnia przyzna uściśli obieca oskarży nazwa wezwa napisa odpowiedzia stwierdzi zapewni oceni zauważy "
        "przekaza mówi"
    ),
}
ENDINGS = {
    "en": ("",),
    "ru": ("л", "ла", "ли", "ло", ""),
    "be": ("ў", "ла", "лі", "ло", ""),
    "uk": ("в", "ла", "ли", "ло", ""),
    "pl": ("ł", "ła", "li", "ły", "l", "ał", "ała", ""),
}
VERBS = {
    "en": (
        "said says claimed claims stated warned warns alleged alleges argued argues asserted asserts insisted insists "
        "declared declares announced announces added adds noted notes remarked remarks emphasized emphasised "
        "emphasizes emphasises stressed stresses reiterated reiterates reported acknowledged acknowledges admitted "
        "admits conceded concedes predicted predicts explained explains pledged pledges promised vowed accused "
        "accuses denied denies complained boasted called urged urges threatened threatens posted wrote writes told "
        "tells replied recalled confirmed expressed outlined highlighted suggested suggests maintained maintains "
        "believes thinks thanked criticized criticised condemned demanded"
    ),
    "ru": (
        "говорит утверждает считает заявляет сообщает отмечает подчеркивает подчёркивает добавляет пишет уверяет "
        "предупреждает полагает уверен уверена убежден убеждён убеждена сообщают заявляют передает передаёт "
        "подчеркнул подчеркнула"
    ),
    "be": (
        "кажа сцвярджае лічыць заяўляе паведамляе адзначае падкрэслівае дадае піша перакананы перакананая упэўнены "
        "папярэджвае перадае падкрэсліў"
    ),
    "uk": (
        "каже стверджує вважає заявляє повідомляє зазначає підкреслює додає пише переконаний переконана попереджає "
        "впевнений розповів відповів передає"
    ),
    "pl": (
        "mówi twierdzi uważa oświadcza informuje zaznacza podkreśla dodaje pisze ostrzega ostrzegł podaje podał "
        "podała przekonuje"
    ),
}
# Phrases that name the speaker right behind them.
ACCORDING = {
    "en": ("according to",),
    "ru": (
        "по словам",
        "по мнению",
        "по данным",
        "по информации",
        "по утверждению",
        "по версии",
        "как заявили в",
        "как сообщили в",
    ),
    "be": (
        "паводле слоў",
        "па словах",
        "на думку",
        "па меркаванні",
        "паводле звестак",
        "паводле інфармацыі",
        "паводле",
    ),
    "uk": ("за словами", "на думку", "за даними", "за інформацією", "на переконання"),
    "pl": ("zdaniem", "według słów", "za słowami", "jak twierdzi", "w ocenie", "według"),
}
# The same with a pronoun: the speaker is the one named before.
ACCORDING_BACK = {
    "en": ("according to him", "according to her", "in his words", "in her words"),
    "ru": ("по его словам", "по ее словам", "по её словам", "по его мнению", "по её мнению", "по его утверждению"),
    "be": ("паводле яго слоў", "паводле яе слоў", "па яго словах", "па яе словах", "на яго думку", "на яе думку"),
    "uk": ("за його словами", "за її словами", "на його думку", "на її думку"),
    "pl": ("jego zdaniem", "jej zdaniem", "według niego", "według niej"),
}
# "he said": the speaker is the one named before.
PRONOUNS = {
    "en": "he she",
    "ru": "он она",
    "be": "ён яна",
    "uk": "він вона",
    "pl": "on ona",
}
# Persons by office. A stem stands for every word that begins with it and is at most three letters longer.
ROLES = {
    "en": (
        "president minister spokesperson spokesman spokeswoman secretary propagandist expert director head chief "
        "chairman chairwoman chairperson speaker deputy general ambassador leader governor mayor journalist analyst "
        "politician dictator ruler commander prosecutor commissioner chancellor premier senator lawmaker activist "
        "blogger presenter host observer scientist scholar lawyer colonel envoy adviser advisor official professor "
        "editor correspondent commentator officer economist"
    ),
    "ru": (
        "президент премьер премьер-министр министр представител секретар пресс-секретар госсекретар пропагандист "
        "эксперт директор глав руководител председател спикер депутат сенатор генерал посол лидер губернатор мэр "
        "журналист аналитик политик политолог диктатор командующ прокурор генпрокурор канцлер активист блогер ведущ "
        "обозревател юрист полковник советник профессор редактор корреспондент экономист начальник заместител замглав "
        "митрополит"
    ),
    "be": (
        "прэзідэнт прэм'ер прэм’ер прэм'ер-міністр прэм’ер-міністр міністр прадстаўнік прадстаўніц сакратар "
        "прэс-сакратар дзяржсакратар прапагандыст эксперт дырэктар кіраўнік кіраўніц старшын спікер дэпутат сенатар "
        "генерал пасол лідар губернатар мэр журналіст аналітык палітык палітолаг дыктатар камандуюч пракурор "
        "генпракурор канцлер актывіст блогер вядуч аглядальнік юрыст палкоўнік дарадц прафесар рэдактар карэспандэнт "
        "эканаміст начальнік намеснік"
    ),
    "uk": (
        "президент прем'єр прем’єр прем'єр-міністр прем’єр-міністр міністр представник представниц секретар "
        "прессекретар речник речниц пропагандист експерт директор голов керівник керівниц очільник очільниц спікер "
        "депутат нардеп сенатор генерал посол лідер губернатор мер журналіст аналітик політик політолог диктатор "
        "командувач прокурор генпрокурор канцлер активіст блогер ведуч оглядач юрист полковник радник радниц професор "
        "редактор кореспондент економіст начальник заступник заступниц"
    ),
    "pl": (
        "prezydent premier minister ministr rzecznik rzecznicz sekretarz propagandyst ekspert dyrektor szef szefow "
        "kierownik przewodnicząc spiker marszałek poseł posłank senator generał ambasador lider liderk gubernator "
        "burmistrz dziennikarz analityk polityk politolog dyktator dowódc prokurator kanclerz aktywist bloger "
        "prowadząc prawnik pułkownik doradc profesor redaktor korespondent ekonomist naczelnik wiceminister zastępc"
    ),
}
# What speaks without being a person; matched as ROLES are.
ORGANISATIONS = {
    "en": (
        "ministry committee council service agency center centre office party government parliament commission bureau "
        "institute union association embassy channel newspaper outlet broadcaster department kgb odihr osce nato "
        "viasna isw belta kremlin army administration police forces command organization organisation group company "
        "court movement network foundation"
    ),
    "ru": (
        "министерств комитет совет служб пресс-служб агентств центр партия партии правительств парламент комисси "
        "институт союз ассоциаци посольств телеканал канал газет издани ведомств департамент кгб кгк мид мвд "
        "минобороны обсе нато белта тасс кремль кремл госдеп генпрокуратур прокуратур организаци компани суд фонд фсб "
        "гпк"
    ),
    "be": (
        "міністэрств камітэт савет служб прэс-служб агенцтв цэнтр парты урад парламент камісі інстытут саюз асацыяцы "
        "пасольств тэлеканал канал газет выданн ведамств дэпартамент кдб мзс мус абсе ната белта вясн крэмль крамл "
        "пракуратур арганізацы суд фонд"
    ),
    "uk": (
        "міністерств комітет рад служб пресслужб агентств центр парті уряд парламент комісі інститут союз асоціаці "
        "посольств телеканал канал газет видання відомств департамент сбу мзс мвс міноборони обсє нато офіс кремль "
        "кремл прокуратур організаці суд фонд гур генштаб"
    ),
    "pl": (
        "ministerstw komitet rad służb agencj centrum parti rząd parlament komisj instytut unia unii związek "
        "stowarzyszeni ambasad telewizj kanał gazet portal resort departament msz mswia mon obwe nato kreml "
        "prokuratur organizacj sąd fundacj"
    ),
}
# Places: never a person's name, and often before one ("president of Russia Vladimir Putin").
PLACES = {
    "en": (
        "belarus russia ukraine poland lithuania latvia estonia germany china iran europe america france britain usa "
        "us u.s. uk eu minsk moscow warsaw kyiv vilnius washington brussels"
    ),
    "ru": (
        "беларус белорусси росси рф украин польш литв латви эстони германи китая китай кнр иран европ сша ес франци "
        "британи рб минск москв варшав киев вильнюс вашингтон брюссел"
    ),
    "be": ("беларус расі рф украін польшч літв латві эстоні германі кіта іран еўроп зша ес францы рб мінск маскв варшав кіе"),
    "uk": (
        "білорус росі рф україн польщ литв латві естоні німеччин кита іран європ сша єс франці рб мінськ москв варшав києв київ"
    ),
    "pl": (
        "białorus rosj ukrain polsk polsc litw łotw estoni niemiec niemczech chin iran europ usa ue francj mińsk "
        "moskw warszaw kijow"
    ),
}
# May stand between the subject and its verb.
ADVERBS = {
    "en": (
        "also again has had have however meanwhile reportedly then later earlier even further once still too "
        "simultaneously repeatedly openly allegedly in_turn"
    ),
    "ru": "также ранее ещё еще вновь снова потом затем позже уже при этом тут же особо",
    "be": "таксама раней яшчэ зноў потым пасля ўжо пры гэтым",
    "uk": "також раніше ще знову потім згодом уже вже при цьому",
    "pl": "także również wcześniej jeszcze znów ponownie potem później już też",
}
# End a noun phrase to the right of its verb, and begin none.
STOPS = {
    "en": (
        "that in on at to from by with about during after before when while as who which because if what how this these those"
    ),
    "ru": ("что в на во по с со о об при для к ко из и а но как когда после перед ходе через если чтобы это его её ее их"),
    "be": "што у ў на па з са аб пра пры для да к і а але як калі пасля перад праз каб гэта яго яе іх",
    "uk": "що у в на по з із зі про при для до к і й та а але як коли після перед через щоб це його її їх",
    "pl": "że w we na po z ze o przy dla do i a ale jak kiedy po przed przez żeby to jego jej ich iż podczas",
}
PREPOSITIONS = {
    "en": "in on at to from by with about during after before of for against into near over under",
    "ru": "в на во по с со о об при для к ко из от до у за между против около",
    "be": "у ў на па з са аб пра пры для да к ад за паміж супраць",
    "uk": "у в на по з із зі про при для до к від за між проти",
    "pl": "w we na po z ze o przy dla do od za między przeciw u",
}
# Belong to a phrase without naming anybody; an address such as "Mr" is dropped like an article.
CONNECTORS = {"en": "of for the and mr mr. mrs mrs. ms ms. dr dr.", "ru": "", "be": "", "uk": "", "pl": ""}
# Capitalised only because they begin the sentence, or because English writes them so.
NO_NAMES = {
    "en": (
        "mr mr. mrs mrs. ms ms. dr dr. "
        "the a an this that these those it they we i you there here meanwhile however moreover notably predictably "
        "also then january february march april may june july august september october november december monday "
        "tuesday wednesday thursday friday saturday sunday western according in on at but and yet so as if when while "
        "traditionally nevertheless following many some most others authorities experts officials both nobody "
        "nothing something everyone photo note"
    ),
    "ru": (
        "это они мы вы я там тут однако также кроме ранее сегодня вчера завтра многие некоторые все никто кто "
        "источник автор собеседник в на но "
        "и а по при как если когда так что об о власти эксперты понедельник вторник среду четверг пятницу субботу"
    ),
    "be": (
        "гэта яны мы вы я там тут аднак таксама акрамя раней сёння учора ўчора заўтра многія некаторыя усе ніхто хто "
        "у ў на але і а па пры як калі так што аб улады эксперты"
    ),
    "uk": (
        "це вони ми ви я там тут однак також крім раніше сьогодні вчора завтра багато деякі всі ніхто хто у в на але "
        "і а за при як якщо коли так що про влада експерти"
    ),
    "pl": (
        "to oni my wy ja tam tu jednak także również wcześniej dziś dzisiaj wczoraj jutro wielu niektórzy wszyscy "
        "nikt kto w na ale i a po przy jak jeśli kiedy gdy tak że o władze eksperci"
    ),
}
