"""Web archives: what a WARC or WACZ holds, record by record, whatever is wrong with its neighbours."""

import base64
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import archive, warc
from monitor.read.outlets import Outlets
from monitor.records import Document, ReadError

WORDS = (
    "The ministry announced on Tuesday that the harvest was the best in thirty years and thanked the farmers.",
    "According to the minister, sanctions have had no effect on the deliveries of machines or of fuel this season.",
    "Independent economists doubt the figures, which were published without any account of how they came about.",
)
HTML = "text/html; charset=utf-8"
FEED = "<rss version='2.0'><channel><title>News</title><item><guid>1</guid><title>Harvest</title></item></channel></rss>"


def page(title: str = "Record harvest") -> bytes:
    body = "".join(f"<p>{each}</p>" for each in WORDS)
    return f"<html><head><title>{title}</title></head><body><article>{body}</article></body></html>".encode()


def record(kind: str, url: str, block: bytes, **headers: str) -> bytes:
    """One WARC record; a header's name is written with underscores, and "" leaves it out."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(url.encode()).hexdigest()}>",
        "WARC-Target-URI": url,
        "WARC-Date": "2025-01-14T09:30:00.123456Z",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, content_type: str = HTML, status: str = "200 OK", **headers: str) -> bytes:
    fields = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
    return f"HTTP/1.1 {status}\r\n".encode() + "".join(f"{n}: {v}\r\n" for n, v in fields.items()).encode() + b"\r\n" + body


def response(url: str, body: bytes | None = None, content_type: str = HTML, status: str = "200 OK", **headers: str) -> bytes:
    return record("response", url, answer(page() if body is None else body, content_type, status), **headers)


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def three() -> list[bytes]:
    return [response(f"https://news.example/a{number}") for number in (1, 2, 3)]


def read(tmp_path: Path, data: bytes, name: str = "crawl.warc.gz") -> list[Document | ReadError]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(archive.read(path, Outlets({})))


def documents(found: list[Document | ReadError]) -> list[Document]:
    assert not [each for each in found if isinstance(each, ReadError)], found
    return [each for each in found if isinstance(each, Document)]


def split(found: list[Document | ReadError]) -> tuple[list[str | None], list[tuple[str, str]]]:
    """The addresses of the documents, and place and reason of the errors."""
    urls = [each.url for each in found if isinstance(each, Document)]
    return urls, [(each.place, each.reason) for each in found if isinstance(each, ReadError)]


def wacz(warcs: dict[str, bytes], pages: list[str] | None = None, compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, data in warcs.items():
            made.writestr(name, data)
        if pages is not None:
            rows = [{"format": "json-pages-1.0", "id": "pages"}, *({"url": url} for url in pages)]
            made.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, rows)) + "\nno json\n[]\n")
    return out.getvalue()


@pytest.mark.parametrize(
    "pack", [packed, lambda *records: b"".join(records), lambda *records: gzip.compress(b"".join(records))]
)
def test_a_warc_is_read_packed_by_record_not_at_all_or_as_a_whole(tmp_path: Path, pack: "type[packed]") -> None:
    found = documents(read(tmp_path, pack(*three())))
    assert [each.url for each in found] == [f"https://news.example/a{number}" for number in (1, 2, 3)]
    assert {each.title for each in found} == {"Record harvest"}
    assert found[0].text.split("\n\n") == list(WORDS)


def test_a_capture_keeps_what_the_server_sent_and_when(tmp_path: Path) -> None:
    (found,) = documents(read(tmp_path, packed(response("https://news.example/a"))))
    capture = found.capture
    assert capture is not None
    assert (capture.url, capture.fetched_at, capture.status) == ("https://news.example/a", "2025-01-14T09:30:00Z", 200)
    assert (capture.body, capture.media_type, capture.headers) == (page(), "text/html", (("Content-Type", HTML),))
    assert found.published_at is None


def test_feeds_pdf_files_word_files_and_resources_are_items_too(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(WORDS[0])
    out = io.BytesIO()
    word.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    records = [
        response("https://news.example/rss", FEED.encode(), "text/xml"),
        response("https://news.example/r.docx", out.getvalue(), kind),
        record("resource", "https://news.example/saved", page(), Content_Type="text/html"),
        response("https://news.example/r.pdf", b"%PDF-1.4 cut", "application/pdf"),
    ]
    found = read(tmp_path, packed(*records))
    assert [each.kind if isinstance(each, Document) else each.reason for each in found] == [
        "feed",
        "docx",
        "article",
        "the PDF is damaged and cannot be taken apart.",
    ]
    assert all(each.capture for each in found if isinstance(each, Document))


def test_what_is_no_item_is_passed_over(tmp_path: Path) -> None:
    silent = [
        record("warcinfo", "", b"software: x\r\n"),
        record("request", "https://news.example/a", b"GET / HTTP/1.1\r\n\r\n"),
        record("revisit", "https://news.example/a", answer(b"")),
        record("metadata", "https://news.example/a", b"x: y"),
        record("response", "dns:news.example", b"20250114 127.0.0.1"),
        response("https://news.example/404", status="404 Not Found"),
        response("https://news.example/moved", b"", status="301 Moved"),
        response("https://news.example/i.png", b"\x89PNG", "image/png"),
        response("https://news.example/i.json", b'{"a": 1}', "application/json"),
        response("https://news.example/big.mp4", b"\0" * (archive.LARGEST + 1), "video/mp4"),
        response("https://news.example/pixel", b"\n"),
    ]
    assert split(read(tmp_path, packed(*silent, three()[0]))) == (["https://news.example/a1"], [])


def test_an_archive_without_items_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, packed(record("warcinfo", "", b"software: x\r\n")))
    assert split(found) == ([], [("whole file", "the archive holds no page, feed or PDF.")])


def test_a_file_of_another_kind_says_so(tmp_path: Path) -> None:
    assert split(read(tmp_path, b"<html>")) == ([], [("byte 0", "the file is neither a WARC nor a WACZ.")])


def digests(algorithm: str, data: bytes) -> list[str]:
    digest = hashlib.new(algorithm, data).digest()
    return [
        f"{algorithm}:{value}" for value in (digest.hex(), base64.b32encode(digest).decode(), base64.b64encode(digest).decode())
    ]


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_digest_is_checked_however_it_is_written(tmp_path: Path, algorithm: str) -> None:
    whole = [response("https://news.example/a", WARC_Payload_Digest=each) for each in digests(algorithm, page())]
    whole += [response("https://news.example/a", WARC_Block_Digest=each) for each in digests(algorithm, answer(page()))]
    assert len(documents(read(tmp_path, packed(*whole)))) == len(whole)


@pytest.mark.parametrize("name", ["WARC_Payload_Digest", "WARC_Block_Digest"])
def test_a_record_that_does_not_match_its_digest_is_no_evidence(tmp_path: Path, name: str) -> None:
    changed = response("https://news.example/b", **{name: digests("sha256", b"other")[0]})
    urls, errors = split(read(tmp_path, packed(three()[0], changed, three()[2])))
    assert urls == ["https://news.example/a1", "https://news.example/a3"]
    offset = len(packed(three()[0]))
    assert errors == [(f"record 2 (byte {offset})", "its bytes do not match its digest.")]


def test_a_digest_of_an_unknown_kind_is_not_held_against_a_record(tmp_path: Path) -> None:
    assert documents(read(tmp_path, packed(response("https://news.example/a", WARC_Payload_Digest="blake3:00"))))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "chunked", "unpacked already"])
def test_a_body_is_unpacked_as_its_headers_say(tmp_path: Path, encoding: str) -> None:
    bare = zlib.compressobj(wbits=-15)
    body, headers = {
        "gzip": (gzip.compress(page()), {"Content_Encoding": "gzip"}),
        "deflate": (zlib.compress(page()), {"Content_Encoding": "deflate"}),
        "raw deflate": (bare.compress(page()) + bare.flush(), {"Content_Encoding": "deflate"}),
        "chunked": (b"%x\r\n%s\r\n0\r\n\r\n" % (len(page()), page()), {"Transfer_Encoding": "chunked"}),
        "unpacked already": (page(), {"Content_Encoding": "br"}),
    }[encoding]
    for digest in (body, page()):
        block = answer(body, **headers)
        made = record("response", "https://news.example/a", block, WARC_Payload_Digest=digests("sha1", digest)[1])
        (found,) = documents(read(tmp_path, packed(made)))
        assert found.capture is not None and found.capture.body == page()


def test_a_body_that_cannot_be_unpacked_is_an_error_of_its_record(tmp_path: Path) -> None:
    bomb = answer(gzip.compress(b"\0" * (archive.LARGEST + 1)), Content_Encoding="gzip")
    foreign = answer(b"\x0b\x80", Content_Encoding="br")
    records = [record("response", "https://news.example/a", each) for each in (bomb, foreign)]
    urls, errors = split(read(tmp_path, packed(*records, three()[0])))
    assert urls == ["https://news.example/a1"]
    assert [reason for _, reason in errors] == [
        "its body cannot be unpacked: it is larger than 15 MB when unpacked.",
        "its body cannot be unpacked: it is packed in a way that is not read here (br).",
    ]


def test_a_page_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    large = response("https://news.example/b", b"<html>" + b" " * archive.LARGEST)
    urls, errors = split(read(tmp_path, packed(large, three()[0])))
    assert urls == ["https://news.example/a1"]
    assert errors == [("record 1 (byte 0)", "the record is larger than 15 MB and was not loaded.")]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (response("https://news.example/b", Content_Length="x"), "the record does not say how long it is."),
        (response("https://news.example/b", Content_Length=""), "the record does not say how long it is."),
        (response("https://news.example/b", Content_Length="40"), "the record is longer than it says."),
        (b"no record\r\n" * 3, "there is no WARC record here."),
        (b"x" * (1 << 17) + b"\r\n", "a line of the header is longer than any real one."),
        (record("response", "https://news.example/b", b"<html>"), "the record does not hold the HTTP answer it says it does."),
        (response("https://news.example/b", WARC_Date="Tuesday"), "the record does not say when it was made."),
        (response("https://news.example/b", WARC_Segment_Number="1"), "the record goes on in others, which is not read here."),
    ],
    ids=["length", "no length", "short length", "no record", "long line", "no answer", "no date", "segment"],
)
@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)], ids=["packed", "plain"])
def test_a_broken_record_is_an_error_with_its_place_and_the_others_are_read(
    tmp_path: Path, pack: "type[packed]", broken: bytes, reason: str
) -> None:
    first, _, third = three()
    urls, errors = split(read(tmp_path, pack(first, broken, third)))
    assert [url for url in urls if url != "https://news.example/b"] == ["https://news.example/a1", "https://news.example/a3"]
    assert errors == [(f"record 2 (byte {len(pack(first))})", reason)]


@pytest.mark.parametrize("place", [12, -6], ids=["inside", "checksum"])
def test_damaged_compression_costs_one_record(tmp_path: Path, place: int) -> None:
    members = [packed(each) for each in three()]
    damaged = bytearray(members[1])
    damaged[place] ^= 0xFF
    urls, errors = split(read(tmp_path, members[0] + bytes(damaged) + members[2]))
    assert urls == ["https://news.example/a1", "https://news.example/a3"]
    assert errors == [(f"record 2 (byte {len(members[0])})", "the compression of this record is damaged.")]


@pytest.mark.parametrize("cut", [False, True])
def test_a_long_record_is_held_back_until_its_checksum_was_seen(tmp_path: Path, cut: bool) -> None:
    # Its words come out of the decompressor long before the checksum behind them.
    member = bytearray(packed(response("https://news.example/b", page() + b"<!-- " + b"x" * (1 << 18) + b" -->")))
    member[-6] ^= 0 if cut else 0xFF
    urls, errors = split(read(tmp_path, packed(three()[0]) + bytes(member[:-3] if cut else member)))
    assert urls == ["https://news.example/a1"]
    assert [place for place, _ in errors] == [f"record 2 (byte {len(packed(three()[0]))})"]


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)], ids=["packed", "plain"])
def test_a_cut_archive_gives_what_is_whole(tmp_path: Path, pack: "type[packed]") -> None:
    whole = pack(*three())
    urls, errors = split(read(tmp_path, whole[: len(pack(*three()[:2])) + 150]))
    assert urls == ["https://news.example/a1", "https://news.example/a2"]
    ((place, reason),) = errors
    assert place == f"record 3 (byte {len(pack(*three()[:2]))})"
    assert reason.startswith("the archive is cut off inside this record")


def test_zeros_behind_the_last_record_are_padding(tmp_path: Path) -> None:
    assert len(documents(read(tmp_path, packed(*three()) + b"\0" * 512))) == 3


def test_what_looks_like_a_record_inside_a_body_is_none(tmp_path: Path) -> None:
    inner = page() + b"\r\n\r\nWARC/1.0\r\nContent-Length: x\r\n\r\n" + gzip.compress(three()[1])
    found = documents(read(tmp_path, b"".join([response("https://news.example/b", inner), three()[2]])))
    assert [each.url for each in found] == ["https://news.example/b", "https://news.example/a3"]


def test_an_error_page_in_an_archive_is_located(tmp_path: Path) -> None:
    wall = b"<html><title>Just a moment...</title><p>Checking your browser</p></html>"
    urls, ((place, reason),) = split(read(tmp_path, packed(response("https://news.example/b", wall))))
    assert (urls, place) == ([], "record 1 (byte 0), https://news.example/b")
    assert reason == "the page shows no article, only a check that its reader is no robot."


def test_a_file_of_nothing_but_broken_records_ends(tmp_path: Path) -> None:
    _, errors = split(read(tmp_path, b"WARC/1.0\r\n\r\n" * 3_000))
    assert len(errors) == 1_000
    assert errors[-1][1] == "too many records are broken to go on."


def test_a_record_is_streamed_and_not_held() -> None:
    class Source(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1) -> bytes:
            self.largest = max(self.largest, -1 if size is None else size)
            return super().read(size)

    source = Source(packed(response("https://news.example/big.mp4", b"\0" * (1 << 24), "video/mp4"), three()[0]))
    assert [each.number for each in warc.records(source)] == [1, 2]
    assert source.largest == 1 << 16


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_gives_the_pages_it_lists_and_not_their_frames(tmp_path: Path, compression: int) -> None:
    moved = record("response", "https://news.example/old", answer(b"", HTML, "301 Moved", Location="/Moved/A3"))
    there = response("https://news.example/Moved/A3")
    listed = ["http://news.example/a1/", "https://news.example/old"]
    data = wacz({"archive/data.warc.gz": packed(moved, *three()[:2], there)}, listed, compression)
    assert split(read(tmp_path, data, "crawl.wacz")) == (["https://news.example/a1", "https://news.example/Moved/A3"], [])


def test_a_wacz_without_a_list_gives_all_its_pages_and_says_which_file_an_error_is_in(tmp_path: Path) -> None:
    broken = response("https://news.example/b", WARC_Date="Tuesday")
    data = wacz(
        {"archive/a.warc": b"".join(three()), "archive/b.warc.gz": packed(broken), "archive/c.txt": b"x", "x.warc": b"x"}
    )
    urls, errors = split(read(tmp_path, data, "crawl.wacz"))
    assert len(urls) == 3
    assert errors == [("archive/b.warc.gz, record 1 (byte 0)", "the record does not say when it was made.")]


def test_a_wacz_whose_bytes_were_changed_says_so(tmp_path: Path) -> None:
    data = wacz({"archive/a.warc": b"".join(three())})
    found = read(tmp_path, data.replace(b"thirty years", b"twenty years", 1), "crawl.wacz")
    assert split(found)[1] == [("archive/a.warc", "the archive is damaged: its bytes do not match its own checksum.")]


@pytest.mark.parametrize("name", ["../archive/a.warc", "/archive/a.warc", "archive\\..\\a.warc"])
def test_a_wacz_that_names_files_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    urls, ((_, reason),) = split(read(tmp_path, wacz({name: b""}), "crawl.wacz"))
    assert urls == [] and reason.startswith("the archive cannot be opened: it names a file outside itself (")


def test_a_cut_wacz_is_refused(tmp_path: Path) -> None:
    data = wacz({"archive/a.warc": b"".join(three())})[:-30]
    reason = "the archive cannot be opened: it is no ZIP file, or its end is missing."
    assert split(read(tmp_path, data, "crawl.wacz")) == ([], [("whole file", reason)])


WHOLE = packed(*three(), response("https://news.example/rss", FEED.encode(), "text/xml"))
FRAGMENTS = [b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 9\r\n", b"\x1f\x8b\x08", b"PK\1\2", b"PK\5\6", b"\0", b"\xff" * 4]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["packed", "plain", "wacz"]))
def test_a_damaged_archive_gives_documents_or_errors_and_nothing_else(data: st.DataObject, form: str) -> None:
    damaged = bytearray(
        {"packed": WHOLE, "plain": gzip.decompress(WHOLE), "wacz": wacz({"archive/a.warc.gz": WHOLE}, [])}[form]
    )
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(damaged)))
        damaged[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8) | st.sampled_from(FRAGMENTS))
    reader = archive.Reader("crawl", Outlets({}))
    source = io.BytesIO(bytes(damaged))
    found = list(reader.read_wacz(source) if form == "wacz" else reader.read_warc(source))
    assert all(isinstance(each, Document | ReadError) for each in found)
