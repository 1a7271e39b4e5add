"""How an outlet stands to the words of a sentence: its own, quoted, retold or refused. Pure.

A denial is said of a claim ("it is not true that", "опроверг слухи"). A sentence with "not" in it is none: whoever says
that there are no troops makes a claim.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from monitor.records import Stance
from monitor.tokens import Read, Word

_SHORT = "[^.;:!?]{0,80}?"  # between a claim and the word that it is false
_REPORT = {
    "en": r"(?:claim|report|rumou?r|allegation|accusation|assertion|suggestion|charge|speculation|stor(?:y|ies)|information|news|statement"
    r"|video|photo|footage|image|quote|letter|document|poll|survey|talk)s?\b",
    "ru": r"(?:утвержден|сообщен|слух|обвинен|заявлен|информаци|новост|видео|ролик|фото|истори|данны|сведен|подозрен|претензи|стать|цитат|письм|документ|публикаци|отч[её]т|доклад|разговор)\w*",
    "be": r"(?:сцвярджэнн|сцверджанн|паведамленн|чутк|абвінавачванн|заяв|інфармацы|навін|відэа|ролік|фота|гісторы|звестк|падазрэнн|прэтэнзі|цытат|ліст|дакумент|публікацы|справаздач|даклад|размов)\w*",
    "uk": r"(?:твердженн|повідомленн|чутк|звинуваченн|заяв|інформаці|новин|відео|ролик|фото|істор|дан|відомост|підозр|претензі|цитат|лист|документ|публікаці|звіт|доповід|розмов)\w*",
    "pl": r"(?:twierdzeni|doniesieni|pogłos|plotk|oskarżeni|zarzut|informacj|wiadomoś|nagrani|wideo|film|zdjęci|histori|dan[ey]|podejrzeni|cytat|list|dokument|publikacj|raport)\w*",
    "lt": r"(?:teigin|pranešim|gand|kaltinim|informacij|naujien|vaizdo įraš|nuotrauk|istorij)\w*",
}
_FALSE = {
    "en": r"(?:false|untrue|fake|fakes|a lie|lies|a hoax|hoaxes|baseless|groundless|unfounded|fabricated|fabrications?|inventions?|invented"
    r"|fiction|nonsense|a myth|myths|disinformation|slander|not true|not the case|incorrect|debunked|denied|refuted|absurd|propaganda|forger(?:y|ies)|forged|provocations?)\b",
    "ru": r"(?:фейк\w{0,4}|фальшивк\w+|поддел\w+|ложь|ложью|ложн\w+|лжив\w+|выдумк\w+|вымысл\w+|вымыслом|неправд\w+|не ?правда|недостоверн\w+|вброс\w*|дезинформаци\w+"
    r"|уткой|утка|мифом|миф|клевет\w+|чушью|чушь|бредом|бред|враньём|враньем|враньё|вранье|беспочвенн\w+|сфабрикован\w+|опровергнут\w*)\b",
    "be": r"(?:фэйк\w{0,4}|фальшыўк\w+|падробк\w+|фейк\w{0,4}|хлусн[яёіеюй]+|хлуснёй|ілжыв\w+|выдумк\w+|няпраўд\w+|недакладн\w+|укід\w*|дэзынфармацы\w+|дэзінфармацы\w+"
    r"|качк\w+|міфам|міф|паклёп\w*|лухт\w+|трызненнем|беспадстаўн\w+|сфабрыкаван\w+|абвергнут\w*)\b",
    "uk": r"(?:фейк\w{0,4}|фальшивк\w+|підробк\w+|брехн\w+|неправд\w+|хибн\w+|вигадк\w+|недостовірн\w+|вкид\w*|дезінформаці\w+|міфом|міф|наклеп\w*|маячн\w+|нісенітниц\w+"
    r"|безпідставн\w+|сфабрикован\w+|спростован\w*)\b",
    "pl": r"(?:fake\w{0,4}|fejk\w{0,4}|kłamstw\w+|fałsz\w+|fałszyw\w+|nieprawd\w+|wymys[łl]\w+|zmyślon\w+|dezinformacj\w+|mitem|mit|oszczerstw\w+|bzdur\w+"
    r"|bezpodstawn\w+|spreparowan\w+|zdementowan\w+|sfabrykowan\w+)\b",
    "lt": r"(?:mel\w{2,5}|netiesa|netikr\w+|melagien\w+|prasimanym\w+|nepagrįst\w+|išgalvot\w+|paneigt\w+)\b",
}
# Verbs that deny unless they are denied themselves.
_VERBS = {
    "en": r"(?:deny|denies|denied|denying|refut(?:e|es|ed|ing)|rebut(?:s|ted)?|rebuff(?:s|ed)?|debunk(?:s|ed)?)\b"
    r"(?!(?:\W+\w+){0,4}?\W+(?:entry|access|bail|visas?|permission|asylum|parole|treatment|rights?|opportunit\w+|chance|boarding|citizenship"
    r"|accreditation|registration|request|service|help|food|care|a say)\b)",
    "ru": r"(?:опроверг\w*|отрица(?:ет|ют|л|ла|ли|ть|я)|дезавуировал\w*)\b",
    "be": r"(?:абверг\w*|абвяргае|абвяргаюць|абвяргаў|абвяргала|абвяргаць|адмаўля(?:е|юць|ў|ла|лі)|запярэчы(?:ў|ла|лі|ць)\b(?!\s*:|\s+(?:яму|ёй|ім)\b)|аспрэчы\w+)\b",
    "uk": r"(?:спростову\w+|спростува(?:в|ла|ли|ло|ти)|запереч(?:ує|ують|ував|увала|ували|ив|ила|или|ити)\b(?!\s*:|\s+(?:йому|їй|їм)\b))",
    "pl": r"(?:zaprzecz\w+|zdementowa\w+|dementuj\w+|dementowa\w+)\b",
    "lt": r"(?:paneig\w+|neigia|neigė|neigti)\b",
}
_NOT = {
    "en": r"(?:not|never|n[’']t|nobody|no one|nothing|cannot|without|hardly|hard to|impossible to|difficult to|refus\w+ to|declin\w+ to)(?:\W+\w+){0,1}\W+\Z",
    "ru": r"(?:\bне|нельзя|невозможно|трудно|сложно|отказал\w+)(?:\s+\w+)?\s+\Z",
    "be": r"(?:\bне|нельга|немагчыма|цяжка|складана|адмов\w+)(?:\s+\w+)?\s+\Z",
    "uk": r"(?:\bне|неможливо|важко|складно|відмов\w+)(?:\s+\w+)?\s+\Z",
    "pl": r"(?:\bnie|trudno|odmów\w+|odmawia)(?:\s+\w+)?\s+\Z",
    "lt": r"(?:\bne|negali|sunku)(?:\s+\w+)?\s+\Z",
}
_REJECTS = {
    "en": r"(?:reject|dismiss|brush|disput|wav|slam|shrug)(?:s|es|ed|e|ing)?\b(?: aside| off)?",
    "ru": r"(?:отверг\w*|отклонил\w*|отмёл|отмел\w*|отмета\w+)\b",
    "be": r"(?:адхіл\w+|адпрэчы\w+|адкіну\w+|адверг\w*)\b",
    "uk": r"(?:відкину\w+|відкидає|відкидають|відхили\w+)\b",
    "pl": r"(?:odrzuc\w+|odpiera\w*|odpar\w+)\b",
    "lt": r"(?:atmet\w+)\b",
}
_TURNS_OUT = {
    "en": r"(?:is|are|was|were|be|been|being|proved|proves|turned out|turns out|remains?|called|calls|labell?ed|branded|described|slammed|dismissed)\b",
    "ru": r"(?:оказал\w+|оказываются|является|являются|назвал\w*|называ\w+|признал\w*|объявил\w*)\b",
    "be": r"(?:аказа\w+|з[’']яўляецца|з[’']яўляюцца|назва\w+|называ\w+|прызна\w+)\b",
    "uk": r"(?:виявил\w+|виявля\w+|назва\w+|назив\w+|визна\w+|оголоси\w+)\b",
    "pl": r"(?:okaza\w+|nazwa\w+|nazywa\w*|uzna\w+|są|jest)\b",
    "lt": r"(?:pasirodė|pavadin\w+|vadin\w+|yra|buvo)\b",
}
_OTHERS = {
    "en": r"(?:it|this|that|which|all) (?:is|was|'s|’s|isn[’']t|wasn[’']t)\W+(?:simply |just |absolutely |completely |all |also )?(?:not )?"
    r"(?:true that|untrue|false|a lie|a fake|fake|the case that|a myth|a hoax|nonsense that)|(?:not|isn[’']t|aren[’']t) true\b|no truth (?:in|to)"
    r"|(?:does|do|did) not correspond to (?:reality|the facts|the truth)|contrary to (?:what|claims?|reports?|rumou?rs?|allegations?|statements?|assertions?)",
    "ru": r"не соответству\w+ (?:действительности|истине|правде)|(?:не правда|неправда),? (?:что|будто)|вопреки (?:утвержден|заявлен|сообщен|слух|обвинен|словам)\w*"
    r"|(?:это|всё это|все это)(?: просто| очередн\w+| полн\w+)? (?:ложь|фейк|неправда|враньё|вранье|выдумк\w+|дезинформация|миф)\b"
    r"|не имеет (?:ничего общего|отношения) (?:с|к) (?:действительност|реальност|правд)\w+|не подтвердил(?:ась|ось|ись)",
    "be": r"не адпавяда\w+ (?:рэчаіснасці|сапраўднасці|праўдзе|ісціне)|няпраўда,? (?:што|быццам|нібы)|насуперак (?:сцвярджэнн|сцверджанн|заяв|паведамленн|чутк|словам)\w*"
    r"|(?:гэта|усё гэта)(?: проста| чаргов\w+| поўн\w+)? (?:хлусня|фэйк|фейк|няпраўда|выдумк\w+|дэзінфармацыя|міф)\b|не пацвердзіл(?:ася|іся)",
    "uk": r"не відповіда\w+ (?:дійсності|правді|істині)|неправда,? (?:що|нібито|наче)|(?:всупереч|усупереч) (?:твердженн|заяв|повідомленн|чутк|словам)\w*"
    r"|(?:це|усе це|все це)(?: просто| чергов\w+| повн\w+)? (?:брехня|фейк|неправда|вигадк\w+|дезінформація|міф)\b|не підтвердил(?:ася|ися|ось)",
    "pl": r"nie (?:odpowiada|odpowiadają|polega|polegają)(?: na)? prawdzie|nie jest prawdą|nieprawdą jest|nieprawda,? (?:że|jakoby)|mija\w* się z prawdą"
    r"|wbrew (?:twierdzeni|doniesieni|pogłosk|zapewnieni|słow|oświadczeni)\w+|to(?: po prostu| zwykł\w+)? (?:kłamstwo|fejk|fake|nieprawda|wymysł|dezinformacja|mit)\b"
    r"|nie potwierdził[ay] się",
    "lt": r"neatitink\w+ (?:tikrovės|tiesos)|netiesa,? (?:kad|jog)|priešingai nei (?:teigiama|skelbiama)",
}
_LABELS = r"(?:fact.?check|fake(?: news)?|false|lie|myth|hoax|debunked|фейк|ложь|неправда|миф|вброс|фэйк|хлусня|няпраўда|міф|брехня|fejk|fałsz|kłamstwo|nieprawda|mit|melas|netiesa|melagiena)"
_LABEL = re.compile(rf"\W*{_LABELS}\s*(?:[:!]|\s[—–-]\s)")
_QUOTED_LIE = re.compile(
    r"(?:[«“„\"‘]|\A[—–-]) ?(?:no,? |нет,? |не,? |ні,? |nie,? )?(?:(?:this|that|it|all of this)(?:['’]s| is)(?: all| just| simply| a complete)? "
    r"(?:a lie|lies|not true|untrue|fake|a fake|false|nonsense|disinformation)|(?:это|гэта|це|to|tai)(?: просто| проста| всё| полная| zwykłe)? "
    r"(?:ложь|неправда|фейк|враньё|вранье|чушь|выдумк\w|хлусня|няпраўда|фэйк|лухта|брехня|вигадка|маячня|kłamstwo|nieprawda|fejk|fake|bzdura|wymysł|melas|netiesa))"
)
_HEARSAY = {
    "en": r"reportedly|allegedly|supposedly|purportedly|rumou?red|it (?:is|was|has been|had been) (?:also )?(?:reported|claimed|alleged|said|stated|announced|noted)",
    "ru": r"якобы|будто бы|сообщается|утверждается|отмечается, что|по слухам|по сообщениям|ходят слухи|как сообщается|говорят, что|было объявлено|стало известно",
    "be": r"нібыта|быццам бы|паведамляецца|сцвярджаецца|адзначаецца, што|паводле чутак|ходзяць чуткі|кажуць, што|стала вядома",
    "uk": r"нібито|начебто|буцімто|повідомляється|стверджується|зазначається, що|за чутками|ходять чутки|подейкують|кажуть, що|стало відомо",
    "pl": r"rzekomo|podobno|ponoć|jakoby|poinformowano|podano, że|ogłoszono|stwierdzono|mówi się, że|krążą pogłoski|jak podają",
    "lt": r"neva|esą|tariamai|pranešama|teigiama|skelbiama, kad|sklando gandai",
}
_NOBODY = frozenset(
    "nobody nothing no none i we my никто ничто я мы ніхто нішто мы ніщо ми nikt nic ja my niekas aš mes who кто хто kto kas".split()
)
CUE = 4
_SHORT_CUES = frozenset("lie mit міф миф esą".split())
_NEAR = 3  # words between a crowd and its verb


class _Patterns(NamedTuple):
    cues: frozenset[str]
    verb: re.Pattern[str]
    negated: re.Pattern[str]
    sure: re.Pattern[str]
    called: re.Pattern[str]
    hearsay: re.Pattern[str]


def _beginnings(*patterns: str) -> frozenset[str]:
    """How the words of regular expressions begin: a text without any of them cannot match."""
    words = re.findall(r"(?<!\\)[^\W\d_]{2,}", " ".join(patterns))
    return frozenset(word[:CUE] for word in words if len(word) >= CUE) | _SHORT_CUES


@functools.cache
def _patterns(lang: str) -> _Patterns:
    report, false, turns = _REPORT[lang], _FALSE[lang], _TURNS_OUT[lang]
    rejects = rf"{_REJECTS[lang]}{_SHORT}\b(?:{report}|(?:as |за ){false})"
    turned = rf"\b{report}{_SHORT}\b(?:{turns}{_SHORT}\b{false}|(?:{_FALSE[lang]}))"
    return _Patterns(
        cues=_beginnings(_VERBS[lang], _REJECTS[lang], false, _OTHERS[lang], _HEARSAY[lang], _LABELS),
        verb=re.compile(rf"\b{_VERBS[lang]}"),
        negated=re.compile(_NOT[lang]),
        sure=re.compile(rf"\b(?:{rejects}|{turned}|(?:{_OTHERS[lang]}))"),
        called=re.compile(
            rf"\b{turns}{_SHORT}(?:\b{report}|\b(?:it|this|them|это|гэта|це|to|tai|их|іх|їх|je)\b){_SHORT}[«“„\"]?\b(?:an? |as )*{false}"
        ),
        hearsay=re.compile(rf"\b(?:{_HEARSAY[lang]})\b"),
    )


def of(read: Read, attributed: bool) -> Stance:
    """The stance of the outlet that prints a sentence. ``attributed``: it names or means somebody for its words."""
    patterns = _patterns(read.tables.lang)
    if _denies(read, patterns):
        return Stance.DENIES
    if read.marked.spoken:
        return Stance.QUOTES
    if attributed or is_hearsay(read) or _is_retold(read.words):
        return Stance.REPORTS
    return Stance.ASSERTS


def is_hearsay(read: Read) -> bool:
    """Whether a sentence says of itself that somebody has said so: "reportedly", "якобы"."""
    return read.cued and _patterns(read.tables.lang).hearsay.search(read.marked.masked.casefold()) is not None


def cues(lang: str) -> frozenset[str]:
    """The first ``CUE`` letters of the words without which no sentence denies something or retells it."""
    return _patterns(lang).cues


def _denies(read: Read, patterns: _Patterns) -> bool:
    if not read.cued:
        return False
    whole = read.sentence.casefold()
    outside = read.marked.masked.casefold()
    if _LABEL.match(outside) or patterns.sure.search(outside) or _QUOTED_LIE.search(whole):
        return True
    if any(not patterns.negated.search(outside, 0, found.start()) for found in patterns.verb.finditer(outside)):
        return True
    return patterns.called.search(whole) is not None


def _is_retold(words: list[Word]) -> bool:
    """ "Officials said ...", "власти сообщили": somebody says it, even if nobody knows who."""
    for at, word in enumerate(words):
        before = words[max(at - _NEAR, 0) : at]
        if not (word.verb or (word.infinitive and before and before[-1].crowd)):
            continue
        if any(each.key in _NOBODY for each in before):
            return False
        if any(each.crowd for each in (*before, *words[at + 1 : at + _NEAR])):
            return True
        behind = [each for each in words[at + 1 : at + _NEAR] if not each.comma]
        if behind and behind[0].that and behind[0].key not in ("how", "why", "как", "як", "jak"):
            return True
    return False
