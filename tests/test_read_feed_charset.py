"""Which charset the bytes of a feed are in, whatever they say."""

import pytest

from monitor.read.charset import CharsetError, Ruler, decode
from monitor.read.feed import read_bytes
from monitor.read.outlets import Outlets
from monitor.records import Document, ReadError

SENTENCES = {
    "windows-1251": "Мінск заявіў, што нічога такога не было і не будзе",
    "koi8-r": "Министр сказал, что ничего такого не было и не будет",
    "koi8-u": "Міністр сказав, що нічого такого не було й не буде, і їй теж",
    "iso-8859-5": "Министр сказал, что ничего такого не было и не будет",
    "windows-1250": "Zażółć gęślą jaźń, powiedział minister w środę",
    "iso-8859-2": "Zażółć gęślą jaźń, powiedział minister w środę",
    "windows-1257": "Ministras sakė, kad nieko panašaus nebuvo ir nebus, šįryt žmonės grįžo",
}


def feed(sentence: str, declared: str | None) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss><channel><title>N</title><item><title>{sentence}</title></item></channel></rss>"


def titles(data: bytes, charset: str | None = None) -> list[str]:
    return [each.title for each in read_bytes(data, "f", Outlets({}), charset) if isinstance(each, Document)]


@pytest.mark.parametrize("actual", SENTENCES)
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "x-no-such-charset", "utf-16", "punycode"])
def test_a_wrong_declaration_is_not_believed(actual: str, declared: str | None) -> None:
    sentence = SENTENCES[actual]
    assert titles(feed(sentence, declared).encode(actual)) == [sentence]
    assert titles(feed(sentence, None).encode(actual), declared) == [sentence]


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-1", "koi8-r", "gb2312"])
def test_utf_8_is_utf_8_whatever_was_declared(declared: str) -> None:
    sentence = SENTENCES["windows-1251"]
    assert titles(feed(sentence, declared).encode(), declared) == [sentence]


@pytest.mark.parametrize("actual", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"])
def test_a_wide_charset_shows_itself_with_and_without_a_mark(actual: str) -> None:
    sentence = SENTENCES["koi8-r"]
    assert titles(feed(sentence, None).encode(actual)) == [sentence]


def test_a_declared_charset_of_another_script_is_believed() -> None:
    for charset, sentence in (("iso-8859-7", "Καλημέρα σε όλους"), ("shift_jis", "速報です"), ("euc-kr", "안녕하세요")):
        assert titles(feed(sentence, charset).encode(charset)) == [sentence]


def test_a_character_that_was_cut_in_two_costs_only_itself() -> None:
    data = feed("Мінск заявіў", None).encode().replace("ў".encode(), "ў".encode()[:1])
    assert titles(data) == ["Мінск заяві\ufffd"]


def test_an_item_in_another_charset_than_its_feed_is_an_error_and_the_others_stay() -> None:
    good = "<item><title>Мінск заявіў, што нічога такога не было</title></item>"
    data = f"<rss><channel>{good * 3}".encode() + "<item><title>Зусім іншае</title></item>".encode("cp1251")
    found = list(read_bytes(data + b"</channel></rss>", "f", Outlets({})))
    assert [type(each) for each in found] == [Document, Document, Document, ReadError]
    assert found[3].place == "item 4"  # type: ignore[union-attr]


def test_bytes_that_are_no_text_give_one_error_with_their_place() -> None:
    (error,) = read_bytes(b"<rss>" + bytes(range(128, 256)) * 9, "f", Outlets({}))
    assert isinstance(error, ReadError)
    assert error.place == "byte 5"


def test_stray_bytes_in_much_ascii_are_no_reason_to_refuse_it() -> None:
    assert decode(b"<rss>" + b"plain text " * 100 + b"\x98").text.endswith("plain text \ufffd")
    assert decode(b"<rss>" + b"plain text " * 100 + b"\x93so\x94").text.endswith("“so”")


def test_the_error_names_the_first_byte_that_is_not_utf_8() -> None:
    with pytest.raises(CharsetError) as caught:
        decode(b"ab\xff\x98\x81\x83\x88" * 9)
    assert caught.value.offset == 2


def test_places_are_counted_in_bytes_of_the_charset() -> None:
    found = decode("Ў\nЎ".encode("utf-8-sig"))
    assert Ruler(found).place(2) == "line 2, byte 6"
