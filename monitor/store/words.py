"""Statements by their words: as they are spelled, and as they sound, so that every spelling and script is found.

A search wants all of its words, the last one perhaps only begun. ``"several words"`` in quotes stand together,
``-word`` must not be there, ``begin*`` is a beginning. Whatever else is typed is no more than words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product

from classifiers.spelling import keys, spellings
from classifiers.words import fold
from monitor.store.base import Connection
from monitor.store.schema_search import sound_out

#: Words of a search that count; what is longer is a text, and is searched for by its rarest words.
MOST_TERMS = 32
#: Statements that are ranked by one search, the youngest ones where a word stands in more: 10 ms.
_RANKED = 5000
#: Statements that one word of a longer text may stand in, and how many of its words are looked for.
_COMMON, _RAREST, _LOOKED_AT, _LONGEST = 5000, 16, 200, 20_000
_TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_MARKS = re.compile(r'"[^"]*\w[^"]*"|(?<!\S)-\w|\w\*(?!\S)')
_QUOTES = str.maketrans("“”„«»", '"""""')
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")
_LETTER = re.compile(r"\w")
_Ranks = dict[int, tuple[int, float]]
#: A shorter beginning fits too many words in another spelling.
_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a search, or one phrase."""

    text: str
    wanted: bool = True
    begins: bool = False

    def spelled(self) -> str:
        """As an FTS5 expression over the folded words."""
        return f'"{fold(self.text).replace(chr(34), " ")}"' + "*" * self.begins

    def sounds(self) -> str:
        """As an FTS5 expression over the words' keys, in any spelling; empty where nothing in it is a word."""
        each = [spellings(key) for key in keys(self.text)]
        if len(each) == 1:
            begins = self.begins and len(each[0][0]) >= _BEGINNING
            return "(" + " OR ".join(f'"{one}"' + "*" * begins for one in each[0]) + ")"
        likely = islice(product(*(one[:3] for one in each)), 24)
        return "(" + " OR ".join('"' + " ".join(one) + '"' for one in likely) + ")" if each else ""


def terms(text: str) -> list[Term]:
    """What a search asks for. Empty for a text without words."""
    found = []
    for part in _TERM.finditer(_UNSPEAKABLE.sub(" ", text).translate(_QUOTES)):
        said = part["phrase"] if part["phrase"] is not None else part["word"]
        if _LETTER.search(fold(said)):
            found.append(Term(said, not part["minus"], part["phrase"] is None and said.endswith("*")))
    if found and found[-1].wanted and part["word"]:
        found[-1] = Term(found[-1].text, True, True)
    return found[:MOST_TERMS]


def has_marks(text: str) -> bool:
    """Whether a search uses quotes, a minus or a star, and so means its words exactly."""
    return bool(_MARKS.search(text.translate(_QUOTES)))


def spelled(asked: Iterable[Term]) -> str:
    """The FTS5 query for folded words; empty where nothing is wanted."""
    return _joined([(term.wanted, term.spelled()) for term in asked])


def sounding(asked: Iterable[Term]) -> str:
    """The FTS5 query for keys; empty where nothing is wanted."""
    return _joined([(term.wanted, said) for term in asked if (said := term.sounds())])


def _joined(parts: Sequence[tuple[bool, str]]) -> str:
    wanted = " AND ".join(part for yes, part in parts if yes)
    unwanted = " OR ".join(part for yes, part in parts if not yes)
    return f"({wanted}) NOT ({unwanted})" if wanted and unwanted else wanted


def matching(text: str) -> tuple[str, list[str]]:
    """(a select of the rowids of all statements that a search asks for, its values). Without a word there are none."""
    asked = terms(text)
    # What must not be there must not be there in another spelling either.
    unwanted = " OR ".join(said for term in asked if not term.wanted and (said := term.sounds()))
    if sounds := sounding(asked):
        sql = """select rowid from statements_fts where statements_fts match ?
            union select rowid from statement_sounds where statement_sounds match ?"""
        values = [spelled(asked), sounds]
    else:
        sql, values = f"select seq from statements where {int(bool(unwanted))}", []
    if unwanted:
        sql += " except select rowid from statement_sounds where statement_sounds match ?"
    return sql, values + [unwanted] * bool(unwanted)


class WordQueries(Connection):
    """Queries for statements by their words."""

    def index_words(self) -> int:
        """Take the words of all new statements into the index, within the transaction that adds them. How many."""
        count = 0
        while done := sound_out(self.db.conn, 1000):
            count += done
        return count

    def statements_by_words(self, text: str, limit: int) -> list[str]:
        """Ids of statements with all words of a search, the best by BM25 first; as it was spelled comes before other spellings.

        Of a word that stands in more than 5,000 statements the youngest so many are ranked.
        """
        asked = terms(text)
        if not (sounds := sounding(asked)):
            return []
        unwanted = {term for term in asked if not term.wanted}
        score = {seq: (1, rank) for seq, rank in self._ranked("statement_sounds", sounds, limit)}
        score |= {seq: (0, rank) for seq, rank in self._ranked("statements_fts", spelled(asked), limit)}
        kept = self._but(score, unwanted) if unwanted else score
        return self._ids(sorted(kept, key=lambda seq: (kept[seq], -seq))[:limit])

    def word_counts(self, text: str) -> dict[str, int]:
        """In how many statements each word of a text stands, by its key and in any spelling, as far as one counts (5,000).

        Only the first 200 words are looked at.
        """
        asked = list(dict.fromkeys(keys(_UNSPEAKABLE.sub(" ", text[:_LONGEST]))))[:_LOOKED_AT]
        return {key: self._count(_any_spelling(key)) for key in asked}

    def statements_by_rare_words(self, counts: dict[str, int], limit: int) -> list[str]:
        """Ids of statements that share the rarest of these counted words in any spelling, the best by BM25 first.

        Common words find nothing that rarer ones do not, and cost the most: they are left out, unless there is no other.
        """
        found, total = list[str](), 0
        for count, key in sorted((count, key) for key, count in counts.items() if count):
            total += count
            if found and (total > _COMMON or len(found) >= _RAREST):
                break
            found.append(_any_spelling(key))
        if not found:
            return []
        return self._ids([seq for seq, _ in self._ranked("statement_sounds", " OR ".join(found), limit)])

    def _count(self, query: str) -> int:
        """How many statements a query finds, as far as one counts: half a millisecond at the most."""
        sql = f"select count(*) from (select 1 from statement_sounds where statement_sounds match ? limit {_COMMON})"
        return int(self.value(sql, [query]))

    def _ranked(self, table: str, query: str, limit: int) -> list[tuple[int, float]]:
        youngest = f"select rowid as seq from {table} where {table} match ? order by rowid desc limit {_RANKED}"
        first = self.value(f"select min(seq) from ({youngest})", [query])
        if first is None:
            return []
        rows = self.db.execute(
            f"select rowid, bm25({table}) from {table} where {table} match ? and rowid >= ? order by 2, 1 desc limit ?",
            [query, first, limit],
        )
        return [(row[0], row[1]) for row in rows]

    def _but(self, found: _Ranks, unwanted: Iterable[Term]) -> _Ranks:
        query = " OR ".join(said for term in unwanted if (said := term.sounds()))
        sql = "select 1 from statement_sounds where statement_sounds match ? and rowid = ?"
        return {seq: rank for seq, rank in found.items() if not query or self.value(sql, [query, seq]) is None}

    def _ids(self, seqs: Sequence[int]) -> list[str]:
        found = [(seq, self.value("select id from statements where seq = ?", [seq])) for seq in seqs]
        return [str(key) for _, key in found if key]


def _any_spelling(key: str) -> str:
    return " OR ".join(f'"{one}"' for one in spellings(key))
