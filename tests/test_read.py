"""Files and folders: what kind each is, and that nothing is lost without a word."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import CounterclaimError
from monitor.read import guess_kind, read
from monitor.read.dates import iso
from monitor.records import Document, Extent, ReadError

RSS = b"<rss version='2.0'><channel><item><title>One title</title></item></channel></rss>"
CHANNEL = {
    "name": "C", "type": "public_channel", "id": 1, "messages": [{"id": 1, "type": "message", "text": "A post."}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("x", b"<?xml version='1.0'?><!-- c --><rss>", "feed"),
        ("x.html", b"\xef\xbb\xbf  <feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("x", b"<!DOCTYPE rss PUBLIC '-//N' 'http://n/rss.dtd'><rss>", "feed"),
        ("x", "<?xml version='1.0'?><rss>".encode("utf-16"), "feed"),
        ("x.xml", b"<!doctype html><html><head>", "article"),
        ("x", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "article"),
        ("x", json.dumps(CHANNEL, indent=1).encode(), "telegram"),
        ("x", json.dumps(CHANNEL).encode(), "telegram"),
        ("result.json", b'{"about": "", "personal_information": {', "telegram"),
        ("x", b'{"id": "1", "text": "the \\"messages\\": [ of it"}\n{"text": "b"}', "statements"),
        ("x.txt", b"id;text;lang\n1;a;en\n", "statements"),
        ("x.csv", b"a,b\n1,2\n", "statements"),
        ("x.jsonl", b'{"broken\n{"text": "a"}', "statements"),
        ("x", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        ("x", b"WEBVTT\n\n00:01.000 --> 00:02.000\nWords\n", "transcript"),
        ("x.srt", b"1\n00:00:01,000 --> 00:00:02,000\nWords\n", "transcript"),
        ("x.txt", b"ANNA: The bridge is open.\nPIOTR: It is closed.\nANNA: I saw it.\n", "transcript"),
        ("x", b"%PDF-1.7\n", "article"),
        ("x.docx", b"PK\x03\x04rest", "article"),
        ("x.wacz", b"PK\x03\x04rest", "archive"),
        ("x.zip", b"PK\x03\x04rest", None),
        ("x", b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "archive"),
        ("x.warc.gz", b"\x1f\x8b\x08", "archive"),
        ("x.html.gz", b"\x1f\x8b\x08", "article"),
        ("x.gz", b"\x1f\x8b\x08", None),
        ("x.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", None),
        ("x.txt", b"just words", None),
        ("x.json", b'{"a": 1}', None),
        ("x", b"", None),
    ],
)
def test_the_kind_is_told_by_content_first(name: str, head: bytes, kind: str | None) -> None:
    assert guess_kind(Path(name), head) == kind


def test_a_folder_is_read_in_sorted_order_with_an_error_for_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "b.xml").write_bytes(RSS)
    (tmp_path / "a.jsonl").write_text('{"text": "A statement."}')
    (tmp_path / "c.bin").write_bytes(b"\0\1\2")
    found = list(read(tmp_path))
    assert [each.kind for each in found if isinstance(each, Document)] == ["statements", "feed"]
    assert [each for each in found if isinstance(each, ReadError)] == [
        ReadError(file=str(tmp_path / "c.bin"), place="whole file", reason="the file is not a kind that can be read.")
    ]


def test_the_attachments_of_a_telegram_export_are_passed_over_silently(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps(CHANNEL))
    for folder, name in (("photos", "1.jpg"), ("files", "sent.html"), ("video_files", "v.mp4")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"<html><p>sent by somebody</p>" if name.endswith("html") else b"\0")
    assert [type(each) for each in read(tmp_path)] == [Document, Extent]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.jsonl").write_text('{"text": "Not meant to be read."}')
    (tmp_path / "in" / "link.jsonl").symlink_to(tmp_path / "secret.jsonl")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    assert [type(each) for each in read(tmp_path / "in")] == [ReadError, ReadError]


@pytest.mark.parametrize("kind", ["auto", "feed", "telegram", "article", "statements"])
def test_a_missing_file_is_an_error_and_no_exception(tmp_path: Path, kind: str) -> None:
    (error,) = read(tmp_path / "gone", kind)
    assert isinstance(error, ReadError)
    assert error.reason == "the file cannot be opened: no such file or directory."


def test_an_unknown_kind_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CounterclaimError, match="'pdf' is not a kind"):
        read(tmp_path, "pdf")


@settings(deadline=None)  # the first example imports the readers
@given(data=st.binary(max_size=300), kind=st.sampled_from(["auto", "feed", "telegram", "article", "statements"]))
def test_no_bytes_whatever_raise_an_exception(tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: str) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(data)
    for each in read(path, kind):
        assert isinstance(each, Document | ReadError)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2025-01", "2025-01"),
        ("2025-01-14", "2025-01-14"),
        ("2025-01-14T09:30:00Z", "2025-01-14T09:30:00Z"),
        ("2025-01-14T01:30:00.5+03:00", "2025-01-13T22:30:00Z"),
        ("2025-01-14T09:30", "2025-01-14"),
        ("2025-13", None),
        ("2025-02-30", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("14.01.2025", None),
        ("٢٠٢٥-٠١-١٤", None),
        ("", None),
    ],
)
def test_a_date_is_kept_as_precise_as_it_was_written(written: str, kept: str | None) -> None:
    assert iso(written) == kept
