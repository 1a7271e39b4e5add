"""Word files: their words in order, and nothing of what they link to, hide or unpack to."""

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.read import docx as reader
from monitor.read.outlets import Outlets
from monitor.records import Capture, Document, ReadError

FIRST = "The ministry announced on Tuesday that the harvest was the best in thirty years."
SECOND = "Sanctions have had no effect on the deliveries of machines this season."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def word(**properties: object) -> "docx.document.Document":
    made = docx.Document()
    for name, value in properties.items():
        setattr(made.core_properties, name, value)
    return made


def saved(made: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def plain() -> bytes:
    made = word(title="Harvest review", author="Anna Example", created=datetime(2025, 1, 14, 9, 30, tzinfo=UTC))
    made.add_paragraph(FIRST)
    made.add_paragraph(SECOND)
    return saved(made)


def repacked(data: bytes, changed: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same file with the parts of these names replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name, content in ({each: old.read(each) for each in old.namelist()} | changed).items():
            new.writestr(name, content)
    return out.getvalue()


def related(data: bytes, relations: str, **changed: bytes) -> bytes:
    """The same file whose text refers to these parts too."""
    name = "word/_rels/document.xml.rels"
    listed = part(data, name).replace(b"</Relationships>", f"{relations}</Relationships>".encode())
    return repacked(data, {name: listed, **{f"word/{key}.xml": content for key, content in changed.items()}})


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name)


def read(data: bytes, **options: object) -> Document | ReadError:
    (found,) = reader.read_bytes(data, "report.docx", Outlets({}), **options)  # type: ignore[arg-type]
    return found


def document(data: bytes, **options: object) -> Document:
    found = read(data, **options)
    assert isinstance(found, Document), found
    return found


def reason(data: bytes) -> str:
    found = read(data)
    assert isinstance(found, ReadError), found
    assert (found.file, found.place) == ("report.docx", "whole file")
    return found.reason


def body(xml: str) -> bytes:
    made = word()
    made.element.body.insert(0, parse_xml(xml))
    return saved(made)


def test_paragraphs_tables_and_headings_come_in_their_order(tmp_path: Path) -> None:
    made = word()
    made.add_heading("Record harvest", 1)
    made.add_paragraph(FIRST)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Wheat", "Nine million tonnes"
    made.add_paragraph(SECOND)
    path = tmp_path / "report.docx"
    path.write_bytes(saved(made))
    (found,) = reader.read(path, Outlets({}))
    assert isinstance(found, Document)
    assert found.title == "Record harvest"
    assert found.text.split("\n\n") == ["Record harvest", FIRST, "Wheat", "Nine million tonnes", SECOND]


def test_the_properties_give_title_author_and_the_day_of_the_file() -> None:
    found = document(plain())
    assert (found.title, found.author, found.published_at) == ("Harvest review", "Anna Example", "2025-01-14")


def test_what_the_program_wrote_by_itself_is_neither_author_nor_date() -> None:
    made = word()
    made.add_paragraph(FIRST)
    found = document(saved(made))
    assert (found.title, found.author, found.published_at) == (FIRST, None, None)


def test_a_file_without_properties_has_no_date() -> None:
    relations = part(plain(), "_rels/.rels").replace(b"metadata/core-properties", b"metadata/none")
    found = document(repacked(plain(), {"_rels/.rels": relations}))
    assert (found.title, found.author, found.published_at) == (FIRST, None, None)


def test_what_was_inserted_is_read_and_what_was_deleted_is_not() -> None:
    runs = (
        "<w:r><w:t>We </w:t></w:r><w:ins><w:r><w:t>won</w:t></w:r></w:ins><w:del><w:r><w:delText>lost</w:delText></w:r></w:del>"
    )
    spaced = "<w:r><w:tab/><w:t>it</w:t><w:br/><w:t>all</w:t></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"
    assert document(body(f"<w:p {W}>{runs}{spaced}</w:p>")).text == "We won it\nall"


def test_words_in_boxes_and_controls_are_read_once() -> None:
    box = f"<w:txbxContent><w:p><w:r><w:t>{SECOND}</w:t></w:r></w:p></w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    inner = f"<w:p><w:r><w:t>{FIRST}</w:t></w:r><w:r>{both}</w:r></w:p>"
    assert document(body(f"<w:sdt {W} {MC}><w:sdtContent>{inner}</w:sdtContent></w:sdt>")).text == f"{FIRST}\n\n{SECOND}"


KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_footnotes_stand_at_the_end() -> None:
    notes = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>Ministry, yearbook.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    relation = f'<Relationship Id="rIdN" Type="{KIND}/footnotes" Target="notes.xml"/>'
    assert document(related(plain(), relation, notes=notes.encode())).text == f"{FIRST}\n\n{SECOND}\n\nMinistry, yearbook."


def test_nothing_outside_the_file_is_opened() -> None:
    opened: list[str] = []
    watching = True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("open", "socket.connect", "socket.getaddrinfo"):
            opened.append(str(arguments))

    sys.addaudithook(hear)  # for good: Python takes none back
    names = ("attachedTemplate", "footnotes", "image", "hyperlink")
    target = 'Target="file:///etc/hostname" TargetMode="External"/>'
    links = "".join(f'<Relationship Id="rIdX{number}" Type="{KIND}/{name}" {target}' for number, name in enumerate(names))
    assert document(related(plain(), links)).text == f"{FIRST}\n\n{SECOND}"
    watching = False
    assert not [name for name in opened if "hostname" in name]


def test_where_it_was_fetched_from_is_its_identity_and_its_bytes_are_evidence() -> None:
    data = plain()
    capture = Capture(url="https://news.example/r.docx", fetched_at="2025-01-14T09:30:00Z", body=data)
    found = document(data, url=capture.url, capture=capture)
    assert (found.external_id, found.outlet.id, found.capture) == (capture.url, "news-example", capture)


@pytest.mark.parametrize("declaration", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!DOCTYPE x SYSTEM 'file:///etc/hostname'>"])
def test_a_part_that_declares_entities_is_refused(declaration: str) -> None:
    data = plain()
    xml = part(data, "word/document.xml").replace(b"?>", f"?>{declaration}".encode(), 1)
    assert reason(repacked(data, {"word/document.xml": xml})).startswith("a part of the document declares XML entities (")


def test_a_part_in_utf_16_may_not_hide_its_entities() -> None:
    xml = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>".encode("utf-16")
    assert "declares XML entities" in reason(repacked(plain(), {"word/document.xml": xml}))


def test_a_file_that_unpacks_to_hundreds_of_times_its_size_is_refused() -> None:
    assert "unpacks to" in reason(repacked(plain(), {"word/a.bin": b"\0" * (4 << 20)}))


def test_a_file_whose_parts_are_too_large_together_is_refused() -> None:
    parts = {f"word/{name}.xml": b" " * (9 << 20) for name in "ab"}
    assert reason(repacked(plain(), parts, zipfile.ZIP_STORED)) == "the text of the document is larger than 16 MB."


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "..\\evil.xml", "C:\\evil.xml", "a/../../b"])
def test_a_file_that_names_others_outside_itself_is_refused(name: str) -> None:
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(name, b"x")
    assert reason(out.getvalue()).startswith("the document cannot be unpacked: it names a file outside itself (")


def test_a_link_inside_the_file_is_refused() -> None:
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a") as packed:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/hostname")
    assert "it holds a link" in reason(out.getvalue())


def test_a_file_of_too_many_parts_is_refused_before_they_are_listed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(10_001):
            packed.writestr(str(number), b"")
    assert reason(out.getvalue()) == "the document cannot be unpacked: it holds more than 10000 files."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the document cannot be unpacked: it is no ZIP file, or its end is missing."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 512, "the document is locked with a password, or of a Word older than 2007"),
        (saved(word()), "the document has no text."),
    ],
    ids=["empty", "old", "blank"],
)
def test_what_is_no_document_with_words_says_why(data: bytes, expected: str) -> None:
    assert reason(data).startswith(expected)


def test_another_kind_of_zip_is_no_word_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", b"x")
    assert reason(out.getvalue()) == "the file is no Word document (DOCX), or a damaged one."


WHOLE = plain()
XML = part(WHOLE, "word/document.xml")
FRAGMENTS = [b"<w:p>", b"</w:body>", b"<w:t>", b"&a;", b"<!--", b"]]>", b"\0", b"<w:tbl>", b"<w:del>", b'"', b"PK\5\6"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_a_document_or_an_error_and_nothing_else(data: st.DataObject) -> None:
    inside = data.draw(st.booleans())
    damaged = bytearray(XML if inside else WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(damaged)))
        damaged[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8) | st.sampled_from(FRAGMENTS))
    found = read(repacked(WHOLE, {"word/document.xml": bytes(damaged)}) if inside else bytes(damaged))
    assert isinstance(found, Document | ReadError)
