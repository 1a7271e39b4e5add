"""Captures as files that others can open and check: WARC 1.1 (ISO 28500) and WACZ 1.1.1. Pure but for a scratch file.

The same captures give the same bytes: record ids are made from what they name, and no clock is read. Nothing in them
says who made them, on which machine, or when beyond the dates given. Format of WACZ: https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from monitor.records import Capture

_WACZ_VERSION = "1.1.1"
_CONFORMS = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_IN_MEMORY = 16 << 20  # bytes of scratch before they go to a file
_CHUNK = 1 << 20
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.1
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_UNFIT = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}\ud800-\udfff]")
_ASCII = "".join(map(chr, range(0x20, 0x7F)))  # what else a header holds, line ends too, is written in percent signs
_EARLIEST = "1970-01-01T00:00:00Z"
_FOLDERS = {"data.warc.gz": "archive", "index.cdx": "indexes", "pages.jsonl": "pages"}


def write_warc(captures: Iterable[Capture], out: BinaryIO, software: str) -> int:
    """Write the captures as one WARC, each record packed by itself; returns how many.

    ``software`` names the program for the ``warcinfo`` record, whose date is that of the first capture. A capture
    with headers becomes a ``response``, one without a ``resource``. One capture at a time is held in memory.
    """
    return sum(1 for written in _written(captures, out, software, None) if written.capture)


def write_wacz(captures: Iterable[Capture], out: BinaryIO, *, title: str, software: str, created: str) -> int:
    """Write the captures as one WACZ that ReplayWeb.page opens; returns how many.

    ``created`` is a moment such as ``2025-01-14T09:30:00Z``. Of each capture a line of the index stays in memory.
    """
    index: list[bytes] = []
    pages = [_json({"format": "json-pages-1.0", "id": "pages", "title": "All pages"})]
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as warc:
        for written in _written(captures, warc, software, created):
            if written.capture:
                index.append(_index_line(written.capture, written.start, written.end - written.start))
                pages += _page_line(written.capture, len(index))
        package = _Package(out)
        package.add("data.warc.gz", warc)
        package.add("index.cdx", io.BytesIO(b"".join(sorted(index))))
        package.add("pages.jsonl", io.BytesIO(b"".join(pages)))
        package.close(title, software, created)
    return len(index)


@dataclass(frozen=True, slots=True)
class _Written:
    """One record as it stands in the file, in bytes; without a capture it is the ``warcinfo``."""

    capture: Capture | None
    start: int
    end: int


class _Counted:
    """Counts what goes by: a pipe cannot tell where it is."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.count = 0

    def write(self, data: bytes) -> int:
        self.count += len(data)
        return self._out.write(data)

    def flush(self) -> None:
        self._out.flush()


def _written(captures: Iterable[Capture], out: IO[bytes], software: str, created: str | None) -> Iterator[_Written]:
    counted = _Counted(out)
    writer = WARCWriter(counted, gzip=True, warc_version="WARC/1.1")
    info = ""
    for number, capture in enumerate(captures, 1):
        if not info:
            info = _record_id("warcinfo", software, created or capture.fetched_at)
            writer.write_record(_info(writer, info, software, created or capture.fetched_at))
            yield _Written(None, 0, counted.count)
        start = counted.count
        writer.write_record(_record(writer, info, capture, number))
        yield _Written(capture, start, counted.count)
    if not info:
        writer.write_record(_info(writer, _record_id("warcinfo", software, ""), software, created or _EARLIEST))
        yield _Written(None, 0, counted.count)


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, chr(31).join(parts))}>"


def _info(writer: Any, record_id: str, software: str, date: str) -> Any:
    fields = {"software": _BREAKS.sub(" ", software), "format": "WARC File Format 1.1", "conformsTo": _CONFORMS}
    block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode("utf-8", "replace")
    headers = {"WARC-Record-ID": record_id, "WARC-Date": _moment(date), "WARC-Block-Digest": _digest(block)}
    return writer.create_warc_record("", "warcinfo", payload=io.BytesIO(block), length=len(block), warc_headers_dict=headers)


def _record(writer: Any, info: str, capture: Capture, number: int) -> Any:
    url = _address(capture.url)
    headers = {
        "WARC-Record-ID": _record_id(capture.id, str(number)),
        "WARC-Warcinfo-ID": info,
        "WARC-Date": _moment(capture.fetched_at),
        "WARC-Payload-Digest": _digest(capture.body),
    }
    answered = bool(capture.headers) or capture.status != 200
    answer = _answer(capture) if answered else None
    headers["WARC-Block-Digest"] = _digest((answer.headers_buff if answer else b"") + capture.body)
    return writer.create_warc_record(
        url,
        "response" if answer else "resource",
        payload=io.BytesIO(capture.body),
        length=len(capture.body),
        warc_content_type="" if answer else _media_type(capture),
        warc_headers_dict=headers,
        http_headers=answer,
    )


def _answer(capture: Capture) -> Any:
    """The HTTP head. What no longer holds for the body as it is kept, unpacked, goes on under another name.

    The names are those that other archivers use, so that players do not unpack it a second time.
    """
    packed = capture.body.startswith(b"\x1f\x8b")
    headers = []
    for name, value in capture.headers or (("Content-Type", _media_type(capture)),):
        clean = quote(value.strip().encode("utf-8", "replace"), safe=_ASCII)
        lower = name.lower()
        unpacked = lower == "content-encoding" and not (packed and clean.lower() in ("gzip", "x-gzip"))
        resized = lower == "content-length" and clean != str(len(capture.body))
        if _TOKEN.fullmatch(name):
            headers.append((f"X-Archive-Orig-{name}" if unpacked or resized or lower == "transfer-encoding" else name, clean))
    answer = StatusAndHeaders(f"{capture.status} {'OK' if capture.status == 200 else ''}".strip(), headers, "HTTP/1.1")
    answer.compute_headers_buffer()
    return answer


def _media_type(capture: Capture) -> str:
    return _BREAKS.sub(" ", capture.media_type).encode("ascii", "replace").decode() or "application/octet-stream"


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _moment(date: str) -> str:
    """A date of any precision as WARC, an index and a list of pages want it."""
    return date if len(date) > len("2025-01-14") else f"{(date + '-01-01')[:10]}T00:00:00Z"


def _address(url: str) -> str:
    return _UNFIT.sub(lambda sign: quote(sign[0].encode("utf-8", "replace")), url.strip())


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _index_line(capture: Capture, offset: int, length: int) -> bytes:
    """CDXJ: https://specs.webrecorder.net/cdxj/0.1.0/"""
    url = _address(capture.url)
    stamp = re.sub(r"\D", "", _moment(capture.fetched_at))[:14]
    row = {
        "url": url,
        "mime": _media_type(capture),
        "status": capture.status,
        "digest": _digest(capture.body),
        "length": length,
        "offset": offset,
        "filename": "data.warc.gz",
    }
    return f"{_sort_key(url)} {stamp} ".encode("utf-8", "replace") + _json(row)


def _sort_key(url: str) -> str:
    """The address turned so that those of one site sort together (SURT): ``example,news)/2025/1?page=2``."""
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    if not host:
        return url
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    turned = ",".join(reversed(re.sub(r"^www\d*\.", "", host).split(".")))
    return f"{turned}{f':{port}' if port else ''}){parts.path or '/'}{f'?{query}' if query else ''}".lower()


def _page_line(capture: Capture, number: int) -> list[bytes]:
    if capture.status != 200:
        return []
    url = _address(capture.url)
    return [_json({"id": f"page-{number}", "url": url, "ts": _moment(capture.fetched_at), "title": url})]


@dataclass(slots=True)
class _Package:
    """A WACZ being written: files are added one after another, and its table of them at the end."""

    out: BinaryIO
    _zip: zipfile.ZipFile = field(init=False)
    _resources: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_STORED)

    def add(self, name: str, data: IO[bytes]) -> None:
        entry = self._entry(f"{_FOLDERS[name]}/{name}")
        entry.file_size = data.seek(0, 2)
        data.seek(0)
        digest = hashlib.sha256()
        with self._zip.open(entry, "w") as member:
            while chunk := data.read(_CHUNK):
                digest.update(chunk)
                member.write(chunk)
        row = {"name": name, "path": entry.filename, "hash": f"sha256:{digest.hexdigest()}", "bytes": entry.file_size}
        self._resources.append(row)

    def close(self, title: str, software: str, created: str) -> None:
        described = {
            "profile": "data-package",
            "title": title,
            "created": created,
            "software": software,
            "wacz_version": _WACZ_VERSION,
            "resources": self._resources,
        }
        package = json.dumps(described, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        digest = json.dumps({"path": "datapackage.json", "hash": _digest(package)}, indent=2).encode()
        self._zip.writestr(self._entry("datapackage.json"), package)
        self._zip.writestr(self._entry("datapackage-digest.json"), digest)
        self._zip.close()

    @staticmethod
    def _entry(name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name)  # of 1980, the earliest a ZIP can say
        entry.external_attr = 0o644 << 16
        entry.create_system = 3  # else it is this machine's
        return entry
