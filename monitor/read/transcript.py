"""What was said on the air or on a stage: subtitles (SubRip, WebVTT, SBV) and plain text with "Name: words" lines."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePath

from monitor.ids import slug
from monitor.read import captions, plain, provenance, script, subtitles
from monitor.read.flow import Utterance, flowing, text_of
from monitor.read.outlets import Outlets
from monitor.read.provenance import Provenance
from monitor.records import Document, Outlet, ReadError

LARGEST = 16 << 20  # bytes; the subtitles of a day of talk have three million
_LARGEST_SIDECAR = 16 << 20
_MOST_FAULTS = 200  # a file of nothing but broken cues would fill the list of errors
_MOST_NOTES = 1000
_BINARY = 0.02  # share of control characters that no text has
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PLAIN = (".txt", ".text")
_HIGH_PAIRS = re.compile(rb"[\xc0-\xff]{2}")
_HIGH_AMONG_LOW = re.compile(rb"[A-Za-z][\x80-\xff](?![\xc0-\xff])|(?<![\xc0-\xff])[\x80-\xff][A-Za-z]")
_SURE = 10  # characters of more than one byte for each broken one, in a text that is UTF-8 but for some bytes


def read(path: Path, outlets: Outlets) -> Iterator[Document | ReadError]:
    """The transcript of one programme, or of each that the file names, with a ReadError for each cue that was lost.

    yt-dlp's ``<name>.info.json`` beside the file is read for title, date and address. Raises OSError where the file
    cannot be opened.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    beside = _beside(path)
    if isinstance(beside, ReadError):
        yield beside
        beside = None
    yield from read_bytes(data, str(path), outlets, beside)


def read_bytes(data: bytes, name: str, outlets: Outlets, beside: Provenance | None = None) -> Iterator[Document | ReadError]:
    """The same for bytes that are called ``name``. ``beside``: what is known of them from elsewhere."""
    if len(data) > LARGEST:
        yield ReadError(
            file=name, place="whole file", reason=f"the file is larger than {LARGEST >> 20} MB, the most that is read."
        )
        return
    text, whole = _decoded(data, provenance.language_suffix(name))
    if not whole:
        place = f"line {text.count(chr(10), 0, text.index(chr(0xFFFD))) + 1}"
        yield ReadError(file=name, place=place, reason="some bytes are not UTF-8; the words around them are kept.")
    if subtitles.is_webvtt(text) or subtitles.has_times(text) or name.lower().endswith(subtitles.SUFFIXES):
        yield from _from_subtitles(text, name, outlets, beside)
    elif _is_binary(text):
        yield ReadError(file=name, place="byte 0", reason="the file is not text.")
    else:
        yield from _from_script(text, name, outlets, beside)


def sniff(head: bytes, suffix: str) -> bool:
    """Whether a file that begins like this, with this suffix (".txt"), is a transcript."""
    suffix = suffix.lower()
    if suffix in subtitles.SUFFIXES:
        return True
    text, _ = _decoded(_whole(head), None)
    if subtitles.is_webvtt(text):
        return True
    return suffix in _PLAIN and not _is_binary(text) and (subtitles.has_times(text) or script.is_script(text))


def _whole(head: bytes) -> bytes:
    """Without the first bytes of a letter that the head cuts."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return head[: error.start] if error.start > len(head) - 4 else head
    return head


def _beside(path: Path) -> Provenance | ReadError | None:
    """What the description beside a file says. That it cannot be used is told, and costs the transcript nothing."""
    for name in provenance.sidecar_names(path.name):
        sidecar = path.with_name(name)
        try:
            if not stat.S_ISREG(sidecar.lstat().st_mode):
                continue
            with sidecar.open("rb") as file:
                data = file.read(_LARGEST_SIDECAR + 1)
        except OSError:
            continue
        found = provenance.of_sidecar(data) if len(data) <= _LARGEST_SIDECAR else None
        reason = "the description is not the JSON that yt-dlp writes, or too long; the transcript is read without it."
        return found or ReadError(file=str(sidecar), place="whole file", reason=reason)
    return None


def _from_subtitles(text: str, name: str, outlets: Outlets, beside: Provenance | None) -> Iterator[Document | ReadError]:
    cues, notes, faults = [], [], []
    for each in subtitles.parse(text):
        if isinstance(each, subtitles.Cue):
            cues.append(each)
        elif isinstance(each, subtitles.Fault):
            faults.append(each)
        else:
            notes.append(each)
    known = provenance.of_lines((note.line, note.text) for note in islice(notes, _MOST_NOTES))
    yield from _errors(name, ((fault.line, fault.number, fault.reason) for fault in faults))
    yield from _errors(name, ((line, 0, reason) for line, reason in known.faults))
    said = flowing(captions.utterances(cues))
    if said:
        yield _document(said, known, name, outlets, beside)
    elif cues:
        yield ReadError(file=name, place=f"line {cues[0].line}", reason="no cue of the file has words.")
    elif not faults:
        reason = "the file is not text." if _is_binary(text) else "the file has no cue: no line has a time for begin and end."
        yield ReadError(file=name, place="line 1", reason=reason)


def _from_script(text: str, name: str, outlets: Outlets, beside: Provenance | None) -> Iterator[Document | ReadError]:
    parts = script.read(text)
    taken: Counter[str] = Counter()
    faults: list[tuple[int, int, str]] = []
    for part in parts:
        known = provenance.of_lines(part.header[:_MOST_NOTES])
        faults += ((line, 0, reason) for line, reason in known.faults)
        if not part.said:
            faults.append((part.line, 0, "the transcript has no words."))
            continue
        found = _document(part.said, known, name, outlets, beside if len(parts) == 1 else None)
        if len(parts) > 1:
            own = _own(found, known, name)
            taken[own] += 1
            found = replace(found, external_id=own if taken[own] == 1 else f"{own}|{taken[own]}")
        yield found
    yield from _errors(name, faults)


def _errors(name: str, faults: Iterable[tuple[int, int, str]]) -> Iterator[ReadError]:
    """The first faults one by one, the others as a number."""
    more = 0
    for count, (line, number, reason) in enumerate(faults):
        if count < _MOST_FAULTS:
            yield ReadError(file=name, place=f"line {line}, cue {number}" if number else f"line {line}", reason=reason)
        else:
            more += 1
    if more:
        yield ReadError(file=name, place="whole file", reason=f"{more} more places could not be read.")


def _document(said: Iterable[Utterance], own: Provenance, name: str, outlets: Outlets, beside: Provenance | None) -> Document:
    by_name = provenance.of_name(name)
    known = own.or_else(Provenance(lang=by_name.lang)).or_else(beside or Provenance()).or_else(by_name)
    text, passages = text_of(said)
    return Document(
        outlet=_outlet(known, outlets),
        external_id=_identity(own, beside, by_name, name),
        kind="transcript",
        title=known.title or known.programme,
        text=text,
        url=known.url,
        lang=known.lang,
        published_at=known.date,
        passages=passages,
    )


def _identity(own: Provenance, beside: Provenance | None, by_name: Provenance, name: str) -> str:
    """The address, else the file name with the day: a corrected transcript is then another version of the same document.

    Translations of one video lie beside each other and have one address; each is a document of its own.
    """
    if own.url:
        return own.url
    if beside and beside.url:
        translated = by_name.lang and by_name.lang != beside.lang
        return f"{beside.url}#{by_name.lang}" if translated else beside.url
    stem = plain.line(PurePath(name).stem) or "transcript"
    return f"{stem} {own.date}" if own.date and not by_name.date else stem


def _own(found: Document, known: Provenance, name: str) -> str:
    """The id of one programme among several of a file: it does not hang on those before it."""
    called = slug(" ".join(filter(None, (known.programme, found.title, known.date))))
    return known.url or f"{plain.line(PurePath(name).stem)}#{called}"


def _outlet(known: Provenance, outlets: Outlets) -> Outlet:
    programme = () if known.sites else (known.programme,)
    return outlets.of(names=(*known.outlets, *programme), urls=known.sites)


def _is_binary(text: str) -> bool:
    sample = text[: 1 << 16]
    return len(_CONTROLS.findall(sample)) > _BINARY * max(len(sample), 1)


def _decoded(data: bytes, lang: str | None) -> tuple[str, bool]:
    """The text with newlines as its only line ends, and whether all of its bytes could be read.

    By byte order mark, as UTF-16 where every second byte is nought, as UTF-8 where it is that but for some bytes, else in
    the Windows code page of its letters: subtitles are older than most pages of the web, and name no encoding.
    """
    encoding = next((known for mark, known in _MARKS if data.startswith(mark)), "") or _wide(data[:4096]) or "utf-8"
    text, whole = data.decode(encoding, "replace").removeprefix("\ufeff"), True
    if encoding == "utf-8" and (broken := text.count("\ufffd") - data.count(b"\xef\xbf\xbd")) > 0:
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken < _SURE * broken
        text = data.decode(_code_page(data, lang), "replace") if whole else text
    if text.count("\r\r\n") > text.count("\n") / 2:
        text = text.replace("\r\r\n", "\n")  # a text that was sent through a text mode twice
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"), whole


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: of Latin letters, spaces and line ends one byte is nought."""
    noughts = head[0::2].count(0), head[1::2].count(0)
    if max(noughts) < len(head) / 16 or max(noughts) < 10 * min(noughts):
        return ""
    return "utf-16-be" if noughts[0] > noughts[1] else "utf-16-le"


def _code_page(data: bytes, lang: str | None) -> str:
    """In Cyrillic letters above 127 stand beside each other, in Latin ones between those below."""
    sample = data[: 1 << 20]
    if len(_HIGH_PAIRS.findall(sample)) >= len(_HIGH_AMONG_LOW.findall(sample)):
        return "windows-1251"
    return "windows-1257" if lang in ("lt", "lv", "et") else "windows-1250"
