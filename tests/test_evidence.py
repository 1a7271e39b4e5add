"""Captures written as WARC and WACZ: what is read back is what was captured, byte for byte."""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from monitor import evidence
from monitor.read import archive, warc
from monitor.read.outlets import Outlets
from monitor.records import Capture, Document

SOFTWARE = "Counterclaim 0.1"
CREATED = "2025-01-20T08:00:00Z"
WORDS = (
    "The ministry announced on Tuesday that the harvest was the best in thirty years and thanked the farmers.",
    "According to the minister, sanctions have had no effect on the deliveries of machines or of fuel this season.",
)


def capture(number: int = 1, **fields: object) -> Capture:
    body = f"<html><title>Harvest {number}</title><article>{''.join(f'<p>{each}</p>' for each in WORDS)}</article></html>"
    made = Capture(
        url=f"https://www.news.example/a{number}?b=2&a=1",
        fetched_at=f"2025-01-14T09:30:{number:02}Z",
        body=body.encode(),
        media_type="text/html",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "example")),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def captures() -> list[Capture]:
    return [capture(3), capture(1), capture(2, headers=())]


def warc_of(*given: Capture) -> bytes:
    out = io.BytesIO()
    assert evidence.write_warc(given, out, SOFTWARE) == len(given)
    return out.getvalue()


def wacz_of(*given: Capture) -> bytes:
    out = io.BytesIO()
    assert evidence.write_wacz(given, out, title="Week 3 · тыдзень", software=SOFTWARE, created=CREATED) == len(given)
    return out.getvalue()


def read_back(path: Path, data: bytes) -> list[Capture]:
    path.write_bytes(data)
    found = list(archive.read(path, Outlets({})))
    assert all(isinstance(each, Document) for each in found), found
    return [each.capture for each in found if isinstance(each, Document) and each.capture]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("write", [warc_of, wacz_of])
def test_what_is_read_back_is_what_was_captured(tmp_path: Path, write: "type[warc_of]") -> None:
    found = read_back(tmp_path / "evidence", write(*captures()))
    assert found == captures()
    assert [each.sha256 for each in found] == [each.sha256 for each in captures()]


@pytest.mark.parametrize("write", [warc_of, wacz_of])
def test_the_same_captures_give_the_same_bytes(write: "type[warc_of]") -> None:
    assert write(*captures()) == write(*captures())


def test_another_tool_finds_every_digest_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "evidence.warc.gz"
    path.write_bytes(warc_of(*captures()))
    command = type("Command", (), {"inputs": [str(path)], "verbose": True})
    assert Checker(command).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 4


def test_a_capture_with_headers_is_a_response_and_one_without_a_resource() -> None:
    missing = capture(4, status=404, headers=())
    records = list(ArchiveIterator(io.BytesIO(warc_of(capture(1), capture(2, headers=()), missing)), no_record_parse=True))
    assert [each.rec_type for each in records] == ["warcinfo", "response", "resource", "response"]
    assert {each.rec_headers.protocol for each in records} == {"WARC/1.1"}


def test_the_file_names_the_program_and_nobody() -> None:
    info = next(iter(ArchiveIterator(io.BytesIO(warc_of(capture())))))
    block = info.content_stream().read().decode()
    assert [row.partition(":")[0] for row in block.splitlines()] == ["software", "format", "conformsTo"]
    assert f"software: {SOFTWARE}\r\n" in block
    assert info.rec_headers.get_header("WARC-Date") == capture().fetched_at


def test_each_record_is_packed_by_itself_where_the_index_says() -> None:
    parts = members(wacz_of(*captures()))
    rows = [line.split(b" ", 2) for line in parts["indexes/index.cdx"].splitlines()]
    assert [(key, stamp) for key, stamp, _ in rows] == [
        (b"example,news)/a%d?a=1&b=2" % number, b"202501140930%02d" % number) for number in (1, 2, 3)
    ]
    for _, _, data in rows:
        row = json.loads(data)
        member = parts["archive/data.warc.gz"][row["offset"] : row["offset"] + row["length"]]
        assert f"WARC-Target-URI: {row['url']}\r\n".encode() in gzip.decompress(member)
        (kept,) = [each for each in captures() if each.url == row["url"]]
        assert row["digest"] == f"sha256:{kept.sha256}"


def test_the_package_states_the_hash_of_every_file_and_its_own() -> None:
    parts = members(wacz_of(*captures()))
    package = json.loads(parts["datapackage.json"])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    assert (package["title"], package["software"], package["created"]) == ("Week 3 · тыдзень", SOFTWARE, CREATED)
    for row in package["resources"]:
        assert row["hash"] == f"sha256:{hashlib.sha256(parts[row['path']]).hexdigest()}"
        assert row["bytes"] == len(parts[row["path"]])
    own = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(parts['datapackage.json']).hexdigest()}"}
    assert json.loads(parts["datapackage-digest.json"]) == own
    listed = {row["path"] for row in package["resources"]}
    assert listed == set(parts) - {"datapackage.json", "datapackage-digest.json"}


def test_pages_are_listed_with_their_moment_and_errors_are_not() -> None:
    parts = members(wacz_of(capture(1), capture(2, status=404), capture(3, fetched_at="2025-01")))
    head, *rows = map(json.loads, parts["pages/pages.jsonl"].splitlines())
    assert head["format"] == "json-pages-1.0"
    assert [(row["url"], row["ts"]) for row in rows] == [
        (capture(1).url, "2025-01-14T09:30:01Z"),
        (capture(3).url, "2025-01-01T00:00:00Z"),
    ]
    assert len({row["id"] for row in rows}) == 2


def test_headers_that_no_longer_hold_for_the_body_go_by_another_name(tmp_path: Path) -> None:
    stale = (
        ("Content-Encoding", "br"),
        ("Content-Length", "7"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Type", "text/html"),
    )
    (found,) = read_back(tmp_path / "evidence", warc_of(capture(headers=stale)))
    assert found.body == capture().body
    assert [name for name, _ in found.headers] == [
        "X-Archive-Orig-Content-Encoding",
        "X-Archive-Orig-Content-Length",
        "X-Archive-Orig-Transfer-Encoding",
        "Content-Type",
    ]


def test_a_header_can_begin_no_other(tmp_path: Path) -> None:
    hostile = (("X-A", "b\r\nSet-Cookie: c\r\n\r\nbody"), ("X B", "c"), ("X-C", 'жы; a="b"'), ("Content-Type", "text/html"))
    url = "https://news.example/a\r\nWARC-Type: request"
    (found,) = read_back(tmp_path / "evidence", warc_of(capture(headers=hostile, url=url)))
    assert [name for name, _ in found.headers] == ["X-A", "X-C", "Content-Type"]
    assert found.body == capture().body
    assert found.url == "https://news.example/a%0D%0AWARC-Type:%20request"


def test_nothing_to_write_is_a_file_that_opens() -> None:
    assert [each.rec_type for each in ArchiveIterator(io.BytesIO(warc_of()))] == ["warcinfo"]
    assert members(wacz_of())["indexes/index.cdx"] == b""


def test_captures_are_written_as_they_come_and_to_a_pipe() -> None:
    class Pipe(io.RawIOBase):
        written = 0

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += len(data)
            return len(data)

    pipe = Pipe()
    seen = []

    def one_by_one() -> Iterator[Capture]:
        for number in range(1, 4):
            seen.append(pipe.written)
            yield capture(number)

    assert evidence.write_warc(one_by_one(), pipe, SOFTWARE) == 3  # type: ignore[arg-type]
    assert seen[0] == 0 < seen[1] < seen[2] < pipe.written
    assert evidence.write_wacz([capture()], pipe, title="", software="", created=CREATED) == 1  # type: ignore[arg-type]


TEXT = st.text(max_size=30)
CAPTURES = st.builds(
    Capture,
    url=st.builds("https://news.example/{}".format, TEXT) | TEXT,
    fetched_at=st.sampled_from(["2025-01", "2025-01-14", "2025-01-14T09:30:00Z"]),
    body=st.binary(max_size=200),
    status=st.integers(100, 599),
    media_type=TEXT | st.just("text/html"),
    headers=st.lists(st.tuples(TEXT | st.sampled_from(["Content-Encoding", "Content-Length", "X"]), TEXT), max_size=4).map(
        tuple
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CAPTURES, max_size=4))
def test_whatever_was_captured_can_be_written_and_its_bytes_found_again(given_captures: list[Capture]) -> None:
    data = members(wacz_of(*given_captures))["archive/data.warc.gz"]
    bodies = []
    for record in warc.records(io.BytesIO(data)):
        assert isinstance(record, warc.Record), record
        if record.header("WARC-Type") == "response":
            record.http_head()
        bodies.append(record.read(1 << 20))
    assert bodies[1:] == [each.body for each in given_captures]
