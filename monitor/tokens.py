"""The words of a sentence, and what the tables of its language say of each."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor import quotations, speech
from monitor.quotations import Marked

LONGEST = 2000  # characters of a sentence that are looked at
_TOKEN = re.compile(r"\x00+|(?:Mrs?|Ms|Dr)\.|(?:[^\W\d_]\.){1,3}|[^\W\d_](?:\w|[’'ʼ-](?=\w))*|\d(?:[\d.,]*\d)?|[^\w\s]")
_WORD = re.compile(r"\d[\d.,]*|[^\W\d_](?:\w|[’'ʼ-](?=\w))*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ENDING = 3  # letters by which a word may be longer than its stem; English has but an "s"
_REMEMBERED = 50_000  # words; a text of nothing but new words must not fill the memory


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word or mark, and what the tables know of it whatever sentence it stands in."""

    text: str
    key: str
    quotation: bool = False
    letters: bool = False
    capital: bool = False
    verb: bool = False
    plural: bool = False
    infinitive: bool = False
    transitive: bool = False
    gerund: bool = False
    finite: bool = False
    gender: str = ""
    pronoun: bool = False
    anyone: bool = False
    adverb: bool = False
    stop: bool = False
    preposition: bool = False
    connector: bool = False
    that: bool = False
    name: bool = False
    role: bool = False
    nominative: bool = False
    many: bool = False
    generic: bool = False
    crowd: bool = False
    organisation: bool = False
    outlet: bool = False
    place: bool = False
    document: bool = False
    possessive: bool = False
    reads: bool = False
    cites: bool = False
    frame: bool = False
    unnamed: bool = False

    @property
    def comma(self) -> bool:
        return self.text == ","

    @property
    def dash(self) -> bool:
        return self.text in ("-", "–", "—")

    @property
    def noun(self) -> bool:
        return self.role or self.organisation


class Stems:
    """Whether a word is one of many stems with a short ending, by a few look-ups."""

    def __init__(self, stems: str, ending: int) -> None:
        self.stems, self._longest = frozenset(stems.split()), ending

    def __contains__(self, key: str) -> bool:
        stems = self.stems
        return any(key[:last] in stems for last in range(len(key), max(len(key) - self._longest, 1) - 1, -1))


class Tables:
    """What ``speech.toml`` has for one language, made ready."""

    def __init__(self, lang: str) -> None:
        rows = speech.TABLES[lang]
        self.lang = lang
        endings = rows["endings"].split()
        past = {stem + ending for stem in rows["stems"].split() for ending in endings}
        past |= {stem + ending + self_ for stem in rows["selves"].split() for ending in endings for self_ in _SELVES[lang]}
        self.verbs = frozenset(past | set(rows["said"].split()))
        ending = rows["infinitive"]
        self.infinitives = frozenset(rows["infinitives"].split() + [stem + ending for stem in rows["stems"].split() if ending])
        self.gerunds = frozenset(
            written for each in rows["gerunds"].split() for written in (each, *(each + more for more in _GERUNDS.get(lang, ())))
        )
        self.plurals, self.finite = tuple(rows["plurals"]), tuple(rows["finite"])
        self._many = tuple(rows["many"].split())
        self._cites = tuple(rows["cites"].split())
        self._transitive, self.dative = tuple(rows["transitive"].split()), tuple(rows["dative"].split()) or ("\0",)
        self.he, self.she = tuple(rows["he"]), tuple(rows["she"])
        self.according, self.back = _any_of(rows["according"]), _any_of(rows["back"])
        self.citing, self.before = _any_of(rows["citing"]), _any_of(rows["before"])
        self.behind = frozenset(rows["behind"])
        self.pronouns, self._anyone = frozenset(rows["pronouns"].split()), frozenset(rows["they"].split())
        self._sets = {name: frozenset(rows[name].split()) for name in _SETS}
        self._that = frozenset(rows["that"].split())
        self._no_names = frozenset(f"{rows['no_names']} {rows['pronouns']} {rows['they']} {rows['unnamed']}".split())
        he, she = rows["his"], rows["her"]
        self._genders = dict.fromkeys(he.split(), "he") | dict.fromkeys(she.split(), "she")
        self._no_names |= self._sets["prepositions"] | frozenset(" ".join(rows["according"]).split())
        self._stems = {
            name: Stems(rows[name], 1 if lang == "en" else _ENDING)
            for name in ("roles", "anybody", "organisations", "outlets", "places", "documents")
        }
        phrases = [*rows["according"], *rows["back"], *rows["citing"], *rows["behind"]]
        self.phrase_words = frozenset(max(phrase.split(), key=len) for phrase in phrases)
        self.cues = self.verbs | self._sets["reads"] | self.infinitives | self.gerunds | self.phrase_words
        self.known: dict[str, Word] = {}

    def gender_of(self, pronoun: str) -> str:
        """ "he" or "she" for any form of those pronouns, else nothing."""
        return self._genders.get(pronoun, "")

    def word(self, text: str) -> Word:
        """What is known of a word as it is written. ``known`` has those that were asked for before."""
        found = self.known.get(text)
        if found is None:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            found = self.known[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: str) -> Word:
        if text[0] == "\0":
            return Word("\0", "\0", quotation=True)
        key = text.casefold().removesuffix("’s").removesuffix("'s")
        if not text[0].isalpha():
            return Word(text, key)
        sets, stems = self._sets, self._stems
        verb = key in self.verbs or key in sets["reads"]
        capital = text[0].isupper()
        return Word(
            text=text,
            key=key,
            letters=True,
            capital=capital,
            verb=verb,
            plural=verb and key.endswith(self.plurals),
            infinitive=key in self.infinitives,
            transitive=verb and key.startswith(self._transitive),
            gerund=key in self.gerunds,
            finite=self._is_finite(key),
            gender="she" if key.endswith(self.she or "\0") else "he" if key.endswith(self.he or "\0") else "",
            pronoun=key in self.pronouns,
            anyone=key in self._anyone,
            adverb=key in sets["adverbs"] or (self.lang == "en" and key.endswith("ly") and not capital),
            stop=key in sets["stops"],
            preposition=key in sets["prepositions"],
            connector=key in sets["connectors"],
            that=key in self._that,
            name=capital and key not in self._no_names and not (key in sets["crowds"] and not text.isupper()),
            role=key in stems["roles"],
            nominative=key in stems["roles"].stems,
            many=key.endswith(self._many) and key not in stems["roles"].stems,
            generic=key in stems["anybody"],
            crowd=key in sets["crowds"],
            organisation=key in stems["organisations"],
            outlet=key in stems["outlets"],
            place=key in stems["places"],
            document=key in stems["documents"],
            possessive=key in sets["possessives"],
            reads=key in sets["reads"],
            cites=verb and key.startswith(self._cites),
            unnamed=key in sets["unnamed"],
            frame=key in sets["no_names"] or key in sets["adverbs"],
        )

    def _is_finite(self, key: str) -> bool:
        """Whether a word looks like a verb that has a subject: enough to tell it from a preposition."""
        if self.lang == "en" and key in _AUXILIARIES:
            return True
        return len(key) > 2 and key.endswith(self.finite) and not key.endswith("ies")


_SETS = ("adverbs", "stops", "prepositions", "connectors", "crowds", "possessives", "reads", "no_names", "unnamed")
_AUXILIARIES = frozenset("is was has had will did does do would could can may might".split())
_SELVES: dict[str, tuple[str, ...]] = {"ru": ("ся", "сь"), "be": ("ся",), "uk": ("ся", "сь"), "pl": (), "en": (), "lt": ()}
_GERUNDS = {
    "ru": ("в", "я", "вая", "ясь", "а"),
    "be": ("ўшы", "ючы", "ваючы", "я"),
    "uk": ("вши", "ючи", "чи", "я"),
}


@functools.cache
def tables_of(lang: str) -> Tables:
    """Raises KeyError for a language that is not in ``speech.LANGUAGES``."""
    return Tables(lang)


def words_of(text: str) -> list[str]:
    """Words and numbers as they are written, for what only needs to count or look them up."""
    return _WORD.findall(text)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(each) for each in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)" if longest_first else r"(?!)", re.IGNORECASE)


@dataclass(slots=True)
class Read:
    """A sentence as its words; what stands in quotation marks is one word of NUL. ``masked`` hides brackets as well."""

    sentence: str
    tables: Tables
    marked: Marked
    masked: str
    words: list[Word]
    #: False where it is known that no word of the sentence may deny or retell anything.
    cued: bool = True
    _places: list[tuple[int, int]] | None = None

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where each word stands in the sentence."""
        if self._places is None:
            self._places = [found.span() for found in _TOKEN.finditer(self.masked)]
        return self._places

    def at(self, offset: int) -> int:
        """The first word that begins there or behind."""
        return next((number for number, (start, _) in enumerate(self.places) if start >= offset), len(self.places))

    def begins_at(self, offset: int) -> bool:
        return any(start == offset for start, _ in self.places)


def read(sentence: str, lang: str, inside: str = "") -> Read:
    """The words of a sentence that begins inside of the quotation marks ``inside``."""
    tables = tables_of(lang)
    marked = quotations.mark(sentence[:LONGEST], inside, tables.verbs)
    masked = marked.masked
    if "(" in masked or "[" in masked:
        masked = _BRACKETS.sub(lambda found: " " * len(found.group()), masked)
    known, look_up = tables.known, tables.word
    return Read(
        sentence[:LONGEST], tables, marked, masked, [known.get(each) or look_up(each) for each in _TOKEN.findall(masked)]
    )
