"""Readable features: the small words by which a reader tells a report from a threat, in five languages at once.

Each cue is a list of words in English, Russian, Belarusian, Ukrainian and Polish. They are folded as
``classifiers.words.fold`` folds texts, so one spelling serves several orthographies. ``*`` stands for any ending.
A cue works the same in every language, so what is learned of it from many English and Russian rows also serves the
few Belarusian and Polish ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from classifiers.words import fold

CUES: dict[str, str] = {
    "says": """said|says|say|told|tells|stated|states|claimed|claims|claim|according to|announced|announces|warned|warns|
        stressed|stresses|added|adds|noted|notes|explained|explains|insisted|insists|declared|declares|reported|reports|
        reportedly|quoted|quotes|quoting|writes|wrote|remarked|argued|argues|alleged|alleges|asserted|asserts|asserting|
        acknowledged|conceded|admitted|admits|recalled|replied|answered|asked|believes|thinks|called|mentioned|
        in the words of|by his account|by her account|in his view|in her view|in the opinion|commented|testified|
        assured|assures|maintains|maintained|suggested|predicted|concluded|estimates|estimated|denied|denies|promised|
        заяв*|сказа*|сообщ*|по словам|по мнению|по данным|по оценк*|по версии|по сведениям|по информации|утвержда*|
        отмети*|отмеча*|подчеркн*|подчеркива*|добави*|добавля*|пишет|пишут|написал*|рассказ*|считает|считают|уверен*|
        передает|передают|цитир*|со слов|признал*|признае*|ответи*|объясни*|объясня*|предупреди*|напомни*|убежд*|
        говорит|говорят|говорил*|полагает|поясни*|как пишет|ссыл*|назвал*|уверя*|высказал*|констатир*|процитир*|
        сказау|сказала|паводле|паведамл*|паведам*|заявиу|заявил*|на думку|падкресл*|адзнач*|лічыць|дада*|піша|пишуць|
        сцвярджа*|распав*|патлумач*|папярэдз*|адказ*|нагад*|мяркуе|гаворыць|перадае|
        заявив*|сказав*|повідом*|за словами|за даними|на думку|наголос*|зазнач*|вважає|додав*|пише|стверджу*|розпов*|
        пояснив|пояснила|попередив*|відповів*|нагада*|каже|кажуть|переконан*|передає|запевн*|визнав*|назвав|
        powiedzia*|oswiadczy*|stwierdz*|wedlug|zdaniem|jak podaje|podal*|podaje|poinformow*|informuje|twierdz*|
        podkresl*|doda*|zaznaczy*|pisze|napisa*|uwaza|ocenil*|ostrzeg*|przyzna*|odpowiedzia*|mowi|wyjasni*|zapewni*|
        przekaza*|zapowiedzia*|powolujac*|przypomnia*|slowami|cytuj*|relacjon*""",
    "cause": """because|because of|due to|led to|leads to|lead to|leading to|caused|causes|causing|cause of|thanks to|owing to|
        as a result|result of|resulted in|results in|therefore|thus|hence|the reason|reason why|that is why|which is why|
        responsible for|brought about|triggered|sparked|drove|driven by|fuelled|fueled|made it|consequence*|stems from|
        explains|explained by|attributed to|blamed on|contributed to|provoked|in response to|after which|since then|
        nothing to do with|not the cause|so that|forced|pushed|left without|owes|
        из-за|потому что|поскольку|так как|привел*|приводит|приведет|вследствие|благодаря|в результате|поэтому|причин*|
        оттого|следствие*|обусловлен*|вызван*|вызвал*|по вине|в связи с|на фоне|спровоцир*|именно поэтому|отсюда|
        объясня*|стало следствием|повлия*|связан*|ведет к|ведут к|оберну*|заставил*|вынудил*|ибо|
        праз|таму што|бо|з-за|прывял*|у выніку|дзякуючы|прычын*|таму|вынік*|выклік*|паколькі|
        через|тому що|бо|оскільки|призве*|внаслідок|завдяки|унаслідок|в результаті|причин*|тому|спричин*|зумовлен*|
        виклика*|наслід*|
        poniewaz|bo|z powodu|przez|dlatego|doprowadzi*|prowadzi do|dzieki|w wyniku|wskutek|na skutek|spowodow*|powod*|
        przyczyn*|skutk*|skutek|wynika*|gdyz|wywola*|w efekcie|z winy|sprawi*""",
    "future": """will|won't|shall|is going to|are going to|would|is set to|are set to|is bound to|are bound to|is expected|
        are expected|is likely to|are likely to|by 20*|next year|next month|next week|tomorrow|soon|within a year|in the coming|
        coming years|sooner or later|by the end of|forecast*|prospect*|expects|could|may|might|by spring|by autumn|
        by summer|by winter|decade|inevitabl*|no longer be|
        будет|будут|буду|будем|станет|станут|придет|придут|к 20*|в следующем году|через год|вскоре|скоро|рано или поздно|
        в ближайш*|прогноз*|ожида*|неизбежно|грозит|вырастет|вырастут|упадет|снизится|окажется|окажутся|останется|останутся|
        приведет|приведут|произойдет|начнется|закончится|потеряет|потеряют|рухнет|развалится|к концу года|
        не пройдет и|через месяц|через несколько|завтра|до конца года|к осени|к весне|к лету|к зиме|обречен*|
        будзе|будуць|стане|стануць|хутка|неўзабаве|праз год|чака*|рана ці позна|да канца года|у наступным|прагноз*|заўтра|
        буде|будуть|стане|стануть|незабаром|через рік|очіку*|рано чи пізно|до кінця року|наступного року|прогноз*|завтра|
        bedzie|beda|bedziemy|stanie sie|wkrotce|niebawem|za rok|w przyszlym|do konca roku|predzej czy pozniej|prognoz*|
        spodziewa*|jutro|czeka|czekaja|nieuchronn*|wzrosnie|spadnie|dojdzie|zostanie|skonczy sie|upadnie""",
    "law": """law|laws|act|article|decree|decrees|constitution*|treaty|treaties|convention|regulation*|statute|code|clause|
        must|may not|is required|are required|is obliged|are obliged|requires|prohibit*|forbid*|forbidden|banned|bans|ban on|
        allowed|permitted|allows|permits|entitle*|punishable|penalty|penalties|fine of|sentence of|up to|court order|ruling|
        rules|procedure|licence|license*|legally|under the|amend*|legislation|mandatory|provision*|ordinance|bylaw|
        закон*|стать*|указ|указа|указу|указом|конституци*|договор*|конвенци*|кодекс*|постановлени*|обязан*|запрещ*|
        запрет*|разреш*|допуска*|наказыва*|предусм*|штраф*|до * лет|лишени*|согласно|норм*|правил*|регламент*|вправе|
        не вправе|полагается|подлеж*|имеет право|имеют право|положени*|поправк*|порядок|порядк*|приказ*|лиценз*|
        артыкул*|указ*|забарон*|абавязан*|дазвал*|дазвол*|прадугледж*|пазбаўлен*|паводле закона|канстытуцы*|дагавор*|
        дамов*|правіл*|маюць права|павінн*|штраф*|парад*|
        закон*|статт*|статей|указ*|конституці*|договір*|договор*|заборон*|зобов*|дозвол*|передбач*|позбавлен*|згідно|
        мають право|має право|норм*|повинн*|штраф*|підляга*|кодекс*|
        ustaw*|artykul*|art.|konstytucj*|dekret*|rozporzadz*|kodeks*|traktat*|zakaz*|musi|musza|wolno|nie wolno|zezwal*|
        przewiduj*|grzywn*|karze|kara|pozbawieni*|zgodnie z|obowiazek|obowiazan*|przepis*|regulamin*|uprawn*|wymaga*|prawo do""",
    "harm": """plot*|plan to|secretly|secret|behind|puppet*|provok*|provocation*|agents|financ*|funded|paid|paying|pays|fake*|lie|lies|lying|
        liar*|steal*|stole*|rob*|rigged|bribe*|corrupt*|traitor*|betray*|conceal*|hide|hides|hiding|cover up|covered up|
        falsif*|fabricat*|staged|stage|tortur*|kill*|murder*|shell*|attack*|terror*|extrem*|nazi*|fascis*|genocide|
        crime*|criminal*|illegal*|violat*|deceiv*|decei*|manipulat*|sabotag*|undermin*|destabili*|seize|orchestrat*|
        exploit*|abus*|beat*|persecut*|blackmail*|smuggl*|launder*|embezzl*|spies|spy|spying|drag*|ordered|curator*|handlers|
        заговор*|провок*|провоцир*|марионет*|кукловод*|финансир*|оплач*|проплач*|куратор*|вор*|украл*|украден*|воруют|
        врут|врет|лож*|ложь|лгут|лжет|лжи|фальсиф*|подтасов*|предател*|предал*|предают|скрыва*|скрыл*|убив*|убил*|пытк*|
        пытал*|обстрел*|террор*|экстрем*|нацис*|нацист*|фашис*|геноцид*|преступ*|незаконн*|наруш*|обман*|манипул*|
        диверс*|подрыв*|раскачива*|захват*|шантаж*|взятк*|коррупц*|шпион*|вербу*|натрав*|развяз*|избив*|избил*|
        выдают|подкуп*|разваров*|отмыва*|тайно|намеренно|нарочно|сознательно|по указке|по приказу|по заказу|виновн*|винов*|
        змов*|правак*|марыянет*|фінансу*|хлус*|падман*|здрад*|хава*|схава*|забів*|забіл*|катав*|абстрэл*|тэрар*|экстрэм*|
        злачын*|парушa*|парушыл*|захап*|шантаж*|хабар*|карупц*|наўмысн*|фальсіф*|украл*|скрал*|
        змов*|провок*|маріонет*|фінансу*|брех*|бреше*|обман*|зрад*|прихову*|вбива*|вбил*|катув*|обстріл*|терор*|злочин*|
        поруш*|захоп*|шантаж*|хабар*|корупц*|навмисн*|фальсиф*|вкра*|крад*|краде|підкуп*|
        spisek|spisk*|prowok*|marionet*|finansuj*|finansow*|oplac*|klam*|oszuk*|oszust*|zdrad*|zdrajc*|ukryw*|ukryl*|zabij*|
        tortur*|ostrzel*|terror*|ekstrem*|nazist*|faszyst*|ludoboj*|zbrodni*|przestep*|nielegaln*|lamie|lamia|narusz*|
        falszow*|sfalszow*|lapow*|korupcj*|szpieg*|szantaz*|kradn*|ukradl*|celowo|potajemnie|manipul*|podsyc*""",
    "menace": """we will strike|we shall|will pay|will answer|will regret|regret|consequences|punish*|retaliat*|revenge|destroy|
        strike|strikes|crush*|wipe|beware|watch out|hunt|find you|reach you|last warning|warning|no mercy|mercy|confiscat*|
        face prison|think twice|or else|the response|respond|will be met|prepare|held accountable|accountable|
        in absentia|will burn|won't escape|nowhere to hide|next time|patience|red line*|answer for|come for you|
        ответ*|ответят|пожалеете|пожалеют|накаж*|уничтож*|удар*|сотрем|сотрут|достанем|найдем|не уйд*|расплат*|поплат*|
        предупрежда*|возмезди*|отомст*|месть|пусть попроб*|мало не покажется|последствия|конфиск*|сядете|сядут|не спрячет*|
        терпение|красн* линии|пеняйте|берегитесь|заплат*|раздав*|разнес*|получат|церемониться|пощад*|не простим|
        адкаж*|пашкад*|знішч*|знойдзем|паплац*|пакар*|папярэджв*|канфіск*|цярпенн*|наступств*|не схава*|сядз*|
        відпов*|пошкоду*|знищ*|знайдемо|заплат*|покара*|попереджа*|конфіск*|терпець|терпінн*|наслідк*|не сховає*|
        pozaluj*|zniszcz*|zaplac*|odpowiedz*|ukarz*|ukaran*|znajdziemy|dopadniemy|ostrzega*|konfisk*|cierpliw*|konsekwencj*|
        uderz*|zemst*|odwet*|rozliczym*|policzym*|nie ujdzie|pozaluje*|beda siedziec""",
    "no": """not|no|didn't|don't|doesn't|isn't|wasn't|can't|won't|couldn't|wouldn't|hasn't|haven't|aren't|weren't|never|none|nothing|nobody|neither|nor|without|cannot|
        не|нет|ни|никогда|никто|ничего|никак*|нельзя|
        няма|ніколі|ніхто|нічога|ні|не было|нельга|
        ні|немає|ніколи|ніхто|нічого|жодн*|нема|
        nie|nigdy|nikt|nic|zaden|zadn*|ani|bez""",
    "denial": """denied|denies|deny|denying|denial|rejected|rejects|reject|refuted|refutes|refute*|dismiss*|untrue|not true|false|fake|
        hoax|invention|invented|never happened|never existed|did not happen|no such|there was no|there were no|there is no|
        there are no|nothing of the kind|nothing of the sort|no evidence|no truth|no grounds|baseless|groundless|unfounded|myth|
        rumour*|rumor*|has never|have never|had never|did not|does not exist|was not|were not|contrary to|disprov*|refused to confirm|
        опроверг*|отрица*|отверг*|неправда|ложь|фейк*|вымысел|вымысл*|выдумк*|не было|никогда не|ничего подобного|не существует|
        нет никак*|не соответству*|беспочвенн*|голословн*|не имеет отношени*|не имеют отношени*|слух*|миф|мифы|небылиц*|
        не подтвер*|не причаст*|никаких|никакого|никакой|утк*|необоснован*|бред|домысл*|не планиру*|не готов*|
        абверг*|няпраўда|хлусня|фэйк*|фейк*|не было|ніколі не|нічога падобнага|не існуе|няма ніяк*|выдумк*|чутк*|беспадстаўн*|ніяк*|
        спрост*|запереч*|неправда|брехня|фейк*|не було|ніколи не|нічого подібного|не існує|немає жодн*|вигадк*|чутк*|безпідставн*|жодн*|
        zaprzecz*|zdementow*|dementuj*|nieprawd*|odrzuc*|klamstwo|falszyw*|wymysl*|plotk*|nie bylo|nigdy nie|nic takiego|nie istnieje|
        nie ma zadn*|bezpodstawn*|bzdur*|fake*|zadn*|nie doszlo|mit""",
    "compare": """than|more than|less than|fewer|unlike|compared|comparison|whereas|while|versus|twice|double|half|as many|as much|
        the same|similar*|like|larger|higher|lower|bigger|worse|better|cheaper|dearer|faster|stronger|weaker|most|least|
        largest|highest|lowest|worst|best|double standard*|in contrast|rather than|instead of|times as|rank*|ahead of|
        behind only|equal*|elsewhere|and yet|outnumber*|exceed*|older|younger|safer|poorer|richer|longer|shorter|earlier|
        чем|больше|меньше|выше|ниже|хуже|лучше|сильнее|слабее|дороже|дешевле|в отличие|по сравнению|вдвое|втрое|в * раз|
        раза|так же|такой же|такие же|двойн* стандарт*|если у|тогда как|в то время как|а у нас|у них|самый|самая|самые|самое|
        первое место|крупнейш*|наравне|уступа*|опереж*|превыс*|превыша*|быстрее|чаще|реже|старше|моложе|богаче|беднее|
        чым|больш|менш|вышэй|ніжэй|горш|лепш|у адрозненне|у параўнанні|удвая|утрая|разы|таннейш*|даражэй*|двайн*|самы*|тады як|
        ніж|більше|менше|вище|нижче|гірше|краще|на відміну|порівняно|у порівнянні|вдвічі|втричі|рази|подвійн*|дешевш*|дорожч*|тоді як|
        niz|wiecej|mniej|wyz*|nizs*|gorz*|gorsz*|lepie*|lepsz*|w przeciwienstwie|w porownaniu|dwukrotnie|trzykrotnie|
        podczas gdy|tak samo|jak w|najwiek*|najwyz*|najniz*|podwojn*|drozs*|tansz*|razy|silniejsz*|podobn*|przewyzsz*|ponad dwa""",
    "pledge": """plan|plans|planned|planning|intend*|pledge*|vow*|promis*|commit*|guarantee*|support*|back|backs|ready to|prepared to|will build|will continue|
        will not allow|refuse*|refusal|policy|programme|program|strategy|adopted|approve*|decid*|initiative|introduce*|
        extend*|allocate*|invest*|aim|aims|aiming|undertake*|we will|our goal|priority|priorities|launch*|propose*|agreed|continue*|
        планиру*|намерен*|обещ*|обязу*|готов*|поддерж*|будем|не допустим|отказ*|политик*|программ*|стратег*|принял*|принято|утверд*|
        решен*|решил*|инициатив*|вве*ут|выделит|выделят|построим|построят|продолжим|продолжит|гаранти*|приоритет*|цель|задач*|курс на|сделаем|
        план*|плануе*|мае намер|абяца*|гатов*|падтрым*|не дапусцім|адмов*|праграм*|стратэг*|прынял*|зацверд*|рашэнн*|пабуду*|прадоўж*|
        гарант*|вылуч*|працягн*|
        план*|плану*|має намір|обіця*|готов*|підтрим*|не допустимо|відмов*|програм*|стратег*|ухвал*|затверд*|рішенн*|збуду*|продовж*|гарант*|виділ*|
        plan*|zamierz*|obiec*|obiet*|zobowiaz*|gotow*|popier*|poparci*|nie dopuscimy|odmow*|odmaw*|program*|strategi*|przyje*|zatwierdz*|
        decyzj*|zdecydow*|zbuduj*|przeznacz*|gwarant*|bedziemy|wprowadz*|priorytet*""",
    "evaluate": """great|brilliant|shame*|shameful|disgrace*|stupid|idiot*|pathetic|hypocri*|noble|wise|wisdom|beautiful|ugly|brave|courage*|coward*|
        wonderful|terrible|awful|magnificent|ridiculous|absurd|miserable|worthy|unworthy|finest|splendid|cynical|cynicism|
        heroic|proud|pride|disgusting|nonsense|circus|farce|clown*|honest*|dignity|dignified|sad|boring|talented|unforgettable|
        remarkable|dull|tasteless|arrogan*|masterpiece|miracle|genius|deserve*|soul|spirit|beauty|charming|elegant|clumsy|
        велик*|позор*|стыд*|глуп*|идиот*|жалк*|лицемер*|мудр*|прекрасн*|красив*|смел*|мужеств*|трус*|замечательн*|ужасн*|смешн*|нелеп*|
        абсурд*|достойн*|недостойн*|цинич*|цинизм*|герои*|горд*|отвратител*|цирк*|клоун*|фарс*|честн*|бездарн*|талант*|гениальн*|
        блестящ*|убог*|пошл*|чудо|чудесн*|душ*|настоящ*|постыдн*|безобраз*|унил*|тосклив*|шедевр*|благородн*|нагл*|
        вялік*|ганьб*|сорам*|дурн*|мудр*|прыгож*|смел*|баязл*|цудоўн*|жахл*|смешн*|недарэчн*|годн*|цыніч*|геро*|гонар|агідн*|цырк*|клоун*|шчыр*|крывадуш*|
        велик*|ганьб*|сором*|дурн*|мудр*|прекрасн*|гарн*|сміл*|мужн*|боягуз*|чудов*|жахл*|смішн*|безглузд*|гідн*|циніч*|геро*|горд*|огидн*|лицемір*|талан*|
        wielk*|wspanial*|hanb*|wstyd*|glup*|idiot*|zalosn*|hipokry*|madr*|piekn*|odwazn*|odwag*|tchorz*|straszn*|okropn*|smieszn*|absurd*|godn*|cynicz*|
        bohater*|dum*|obrzydliw*|cyrk*|uczciw*|szlachetn*|bezczeln*|nudn*|arcydziel*|cudown*|mistrzostw*""",
    "happened": """yesterday|today|on monday|on tuesday|on wednesday|on thursday|on friday|on saturday|on sunday|last week|last month|last night|this morning|
        arrested|detained|met|visited|signed|held|opened|launched|voted|killed|wounded|injured|crashed|exploded|fired|arrived|
        left|died|sentenced|released|took place|was found|were found|attended|announced|resigned|appointed|closed|gathered|
        marched|searched|seized|raided|evacuated|derailed|collapsed|struck|hit|shot down|entered|crossed|delivered|expelled|summoned|
        cancelled|suspended|dismissed|elected|burned|flooded|landed|on january|on february|on march|on april|on june|on july|on august|
        on september|on october|on november|on december|in january|in february|in march|in april|in june|in july|in august|in september|
        in october|in november|in december|
        вчера|сегодня|накануне|в понедельник|во вторник|в среду|в четверг|в пятницу|в субботу|в воскресенье|на прошлой неделе|минувш*|
        задержа*|арестова*|встрети*|посети*|подписа*|состоял*|прошл*|прошел|открыл*|запусти*|проголосова*|погиб*|ранен*|взорва*|прибы*|
        скончал*|приговор*|освобод*|произош*|случил*|уволил*|уволен*|назнач*|закрыл*|собрал*|эвакуир*|сбил*|сбит*|упал*|вылетел*|выслал*|
        вызвал*|отменил*|отменен*|избрал*|сгорел*|загорел*|обыск*|января|февраля|марта|апреля|июня|июля|августа|сентября|октября|
        ноября|декабря|ночью|утром|вечером|
        учора|сёння|напярэдадні|у панядзелак|у аўторак|у сераду|у чацвер|у пятніцу|у суботу|у нядзелю|затрыма*|арыштав*|сустрэ*|наведа*|
        падпіса*|адбыл*|прайшо*|прайшл*|адкры*|загін*|паранен*|прыбы*|асудз*|вызвал*|здарыл*|закры*|сабрал*|студзен*|лютага|сакавік*|красавік*|
        мая|чэрвен*|ліпен*|жніўн*|верасн*|кастрычнік*|лістапад*|снежн*|
        вчора|сьогодні|напередодні|у понеділок|у вівторок|у середу|у четвер|у п'ятницю|у суботу|у неділю|затрима*|заарешт*|зустрі*|
        відвіда*|підписа*|відбу*|відкри*|загину*|поранен*|прибу*|засуд*|звільн*|сталос*|стався|закри*|зібра*|січня|лютого|березня|квітня|травня|
        червня|липня|серпня|вересня|жовтня|листопада|грудня|
        wczoraj|dzis|dzisiaj|w poniedzialek|we wtorek|w srode|w czwartek|w piatek|w sobote|w niedziele|w zeszlym|zatrzyma*|aresztow*|spotka*|
        odwiedzi*|podpisa*|odbyl*|otwar*|zginel*|zginal*|rannych|ranny*|przyby*|skaza*|zwolni*|doszlo|zamkn*|zebra*|stycznia|lutego|marca|kwietnia|maja|
        czerwca|lipca|sierpnia|wrzesnia|pazdziernika|listopada|grudnia|zmarl*|wybuch*|rozbil*|spalil*|ewakuow*|odwola*""",
    "number_word": """half|third|quarter|dozen*|hundred*|thousand*|million*|billion*|percent|per cent|two|three|four|five|six|seven|eight|nine|ten|
        twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|twice|double*|triple*|tripled|majority|both|several|one in|out of|
        половин*|треть|четверт*|десятк*|сот*|сотн*|тысяч*|миллион*|миллиард*|процент*|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|
        двенадцать|двадцат*|тридцат*|сорок|пятьдесят|вдвое|втрое|двое|трое|четверо|пятеро|большинств*|дюжин*|раза|раз|
        палов*|трэць|чвэрц*|дзясятк*|сотн*|тысяч*|мільён*|мільярд*|адсотк*|працэнт*|дзве|тры|чатыры|пяць|шэсць|сем|восем|дзевяць|дзесяць|дваццац*|удвая|утрая|
        половин*|третин*|чверт*|десятк*|сотн*|тисяч*|мільйон*|мільярд*|відсотк*|дві|три|чотири|п'ять|шість|сім|вісім|дев'ять|десять|двадцят*|вдвічі|втричі|
        polow*|jedna trzecia|trzeci*|czwart*|dziesiat*|setk*|tysiec*|tysiac*|milion*|miliard*|procent*|dwa|dwie|dwoch|trzy|trzech|cztery|pieciu|piec|
        szesc|siedem|osiem|dziewiec|dziesiec|dwadziescia|dwukrotn*|trzykrotn*|wiekszosc*""",
    "unit": """%|percent|per cent|rubles|roubles|euros|dollars|tonnes|tons|kilomet*|km|metres|hectares|barrels|litres|degrees|megawatt*|mw|
        people|persons|voters|prisoners|soldiers|troops|refugees|migrants|cases|deaths|jobs|votes|points|litres|
        процент*|рубл*|евро|доллар*|тонн*|километр*|км|метр*|гектар*|баррел*|литр*|градус*|человек|людей|избирател*|солдат*|беженц*|мигрант*|случа*|голос*|
        адсотк*|рубл*|еўра|долар*|тон|кіламетр*|гектар*|чалавек|людзей|выпадк*|
        відсотк*|гривень|євро|долар*|тонн*|кілометр*|гектар*|осіб|людей|випадк*|
        procent*|rubli|euro|dolar*|ton|kilometr*|hektar*|osob|ludzi|zlotych|glosow|przypadk*""",
    "we": """we|us|our|ours|мы|нас|нам|нами|наш*|мы|наш*|ми|нас|нам|наш*|my|nas|nam|nasz*|nasi*|jestesmy""",
    "i": """i|me|my|mine|myself|я|меня|мне|мной|мой|моя|мое|мои|мяне|мне|мой|мая|мене|мені|мій|ja|mnie|mi|moj|moja|moje""",
    "you": """you|your|yours|ты|вы|вас|вам|вами|ваш*|тебя|тебе|ви|вас|вам|ваш*|ты|цябе|wy|was|wam|wasz*|pan|pani|ciebie|tobie""",
    "if": """if|unless|should you|whoever|anyone who|those who|если|кто|тот, кто|те, кто|калі|хто|якщо|хто|jesli|jezeli|kto|gdyby|ten, kto""",
    "appeal": """subscribe*|follow us|click|read more|read also|share|watch|join|contact|download|thank you|thanks for|dear|good morning|good evening|hello|welcome|please|
        see you|stay with us|photo|video|source|advertis*|cookie*|copyright|all rights|loading|continue reading|let us|let's|don't miss|sign up|comment*|happy|
        congratulations|greetings|yours|
        подпис*|читайте|смотрите|нажмите|поделитесь|ссылк*|добрый|доброе|здравствуйте|спасибо|пожалуйста|уважаем*|дорогие|фото|видео|реклама|материал*|оставайтесь|
        присоедин*|напишите|звоните|переходите|ставьте|поздравля*|с праздником|давайте|перепечатк*|до встречи|до новых|следите|не пропустите|включайте|
        падпіс*|чытайце|глядзіце|дзякуй|калі ласка|добры|вітаем|шаноўн*|дарагія|фота|відэа|далучайцеся|дасылайце|пішыце|заставайцеся|сачыце|да сустрэчы|
        підпис*|читайте|дивіться|дякуємо|дякую|будь ласка|добрий|доброго|вітаємо|шановн*|дорогі|фото|відео|долучайтеся|надсилайте|пишіть|залишайтеся|стежте|тисніть|
        subskrybuj*|zasubskrybuj*|czytaj*|ogladaj*|dziekuj*|prosze|prosimy|dzien dobry|dobry wieczor|witamy|drodzy|szanown*|zdjecie|fot.|wideo|dolacz*|kliknij|zobacz*|
        udostepn*|zapraszamy|zostan*|do zobaczenia|do uslyszenia|piszcie""",
    "question_word": """who|what|why|how|when|where|which|do you|did you|is it|are you|
        кто|что|почему|как|когда|где|зачем|какой|какая|какие|сколько|разве|неужели|ли|
        хто|што|чаму|як|калі|дзе|навошта|які|якія|колькі|ці|хіба|
        хто|що|чому|як|коли|де|навіщо|який|які|скільки|чи|хіба|
        kto|co|dlaczego|jak|kiedy|gdzie|po co|jaki|jaka|jakie|ile|czy""",
}

_MARKS: dict[str, re.Pattern[str]] = {
    "question mark": re.compile(r"\?\s*[»\"”')\]]*\s*$"),
    "exclamation mark": re.compile("!"),
    "quotation marks": re.compile("[«»“”„\"]"),
    "quotation and dash": re.compile("[»”\"],?\\s*[–—-]"),
    "colon after words": re.compile(r"^[^:.!?]{3,60}:\s"),
    "number": re.compile(r"(?<![\w-])(?!(?:19|20)\d\d\b)\d+(?:[.,\s]\d+)*"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "percent": re.compile(r"\d\s?(?:%|per\s?cent|процент|адсотк|працэнт|відсотк|procent)", re.I),
    "large number": re.compile(r"\d[.,\s]?\d{3}\b|\b\d{3,}\b"),
    "day and month": re.compile(r"\b(?:[12]?\d|3[01])\s+[^\W\d]{3,}|\b[A-Z][a-z]{2,8} (?:[12]?\d|3[01])\b"),
    "capitals": re.compile(r"\b[^\W\d_a-zа-яёіўїєґ]{4,}\b"),
    "past, Slavic": re.compile(r"[а-яёіў]{2,}(?:л|ла|ло|ли|лі|лся|лась|лось|лись|ў|ўся|лася|ліся|в|вся)\b|[a-ząćęłńóśźż]{2,}(?:ł|ła|ło|ły|li)\b"),
    "past, English": re.compile(r"\b[a-z]{2,}ed\b|\b(?:was|were|had|did|took|went|came|made|gave|held|found|left|met|won|lost)\b"),
    "future, Polish and Ukrainian": re.compile(r"\b\w+(?:тиме|тимуть|тимемо)\b|\b(?:będ(?:zie|ą|ziemy|ę))\b"),
    "name": re.compile(r"(?<=[a-zа-яёіўїєґ,] )[A-ZА-ЯЁІЎЇЄҐŁŚŻ][\w’'-]+"),
    "no final mark": re.compile(r"[^.!?…»”\"]\s*$"),
    "ellipsis": re.compile(r"…|\.\.\."),
}  # fmt: skip

#: The claim type that each telling cue speaks for; the others (we, not, if ...) tell nothing alone.
SPEAKS_FOR = {
    "says": "quote_or_attribution",
    "cause": "causal",
    "future": "prediction",
    "law": "law_or_rule",
    "harm": "accusation",
    "menace": "threat",
    "denial": "denial",
    "compare": "comparison",
    "pledge": "promise_or_policy",
    "evaluate": "value_judgement",
    "happened": "event",
    "number_word": "quantity",
    "appeal": "not_a_claim",
}

NAMES: tuple[str, ...] = (*CUES, *_MARKS, "words", "cue at the start: says", "short")


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Per cue: a pattern for one whole word, and one for phrases (and signs) within the folded text."""
    return {name: _compiled(listed) for name, listed in CUES.items()}


def _compiled(listed: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    single, phrases = [], []
    for entry in {fold(" ".join(entry.split())) for entry in listed.split("|")} - {""}:
        body = re.escape(entry).replace(r"\*", r"\w*")
        if re.fullmatch(r"[\w*]+", entry):
            single.append(body)
        else:
            phrases.append((r"\b" if entry[0].isalnum() else "") + body + (r"\b" if entry[-1].isalnum() else ""))
    # An empty alternation would match everywhere; this one matches nothing.
    return re.compile("|".join(single)), re.compile("|".join(sorted(phrases, key=len, reverse=True)) or r"(?!)")


@lru_cache(maxsize=200_000)
def _cues_of(word: str) -> tuple[int, ...]:
    """The cues a single folded word belongs to. Cached: a language's words are few, and its texts many."""
    return tuple(place for place, (single, _) in enumerate(_patterns().values()) if single.fullmatch(word))


def cue_matrix(texts: Sequence[str]) -> NDArray[np.float64]:
    """Readable features of each text, shape (n, len(NAMES)): counts damped to 0, 0.63, 0.86 ... so that one counts most."""
    phrases = [phrase for _, phrase in _patterns().values()]
    says = list(CUES).index("says")
    matrix = np.zeros((len(texts), len(NAMES)))
    for row, text in enumerate(texts):
        folded = fold(text)
        spoken = re.findall(r"\w+", folded)
        counts = [len(phrase.findall(folded)) for phrase in phrases]
        for word in spoken:
            for place in _cues_of(word):
                counts[place] += 1
        start = any(says in _cues_of(word) for word in spoken[:6])
        counts += [len(pattern.findall(text)) for pattern in _MARKS.values()]
        damped = 1 - np.exp(-np.array(counts, dtype=float))
        matrix[row] = [*damped, min(len(spoken), 60) / 60, start, len(spoken) < 6]
    return matrix


def reasons(text: str) -> dict[str, list[str]]:
    """The words of a text that speak for a claim type, by type: what the desk shows beside a flag."""
    folded = fold(text)
    found: dict[str, list[str]] = {}
    for place, (name, (_, phrase)) in enumerate(_patterns().items()):
        if name in SPEAKS_FOR:
            words = [word for word in re.findall(r"\w+", folded) if place in _cues_of(word)]
            if words := words + phrase.findall(folded):
                found[SPEAKS_FOR[name]] = words
    return found
