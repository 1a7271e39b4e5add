"""Telegram exports: what of a public chat is read, what of people is not, and what is said of whole chats."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.read import numbers, read, telegram
from monitor.read.outlets import Outlets
from monitor.records import Document, Extent, Outlet, ReadError
from tests.bench.telegram import write_export


def message(number: Any, text: Any = "A post.", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2025-01-14T12:30:00",
        "date_unixtime": "1736847000",
        "text": text,
    } | more


def channel(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"name": "Pul", "type": "public_channel", "id": 7} | more | {"messages": list(messages)}


def account(*chats: Any, left: Any = ()) -> dict[str, Any]:
    return {"about": "", "contacts": {"list": [{"name": "Aunt"}]}, "chats": {"list": list(chats)}, "left_chats": {"list": left}}


def found(tmp_path: Path, content: Any, kind: type = Document, **options: Any) -> list[Any]:
    path = tmp_path / "result.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False, indent=1).encode())
    return [each for each in read(path, **options) if isinstance(each, kind)]


def keys(documents: list[Document]) -> list[str]:
    return [each.external_id for each in documents]


def notes(items: list[Any]) -> list[tuple[str, str]]:
    """What is told and by which nothing is lost."""
    return [(each.place, each.reason) for each in items if isinstance(each, ReadError) and not each.lost]


def test_a_post_becomes_a_document_of_its_channel(tmp_path: Path) -> None:
    (document,) = found(tmp_path, channel(message(5)))
    assert (document.external_id, document.kind, document.text) == ("7/5", "telegram", "A post.")
    assert (document.published_at, document.url, document.outlet.name) == ("2025-01-14T09:30:00Z", None, "Pul")


def test_a_text_in_pieces_is_put_together_without_hidden_links(tmp_path: Path) -> None:
    link = {"type": "text_link", "text": " now", "href": "https://e.example"}
    emoji = {"type": "custom_emoji", "text": "🙂", "document_id": "stickers/1.webp"}
    rest = [{"type": "spoiler", "text": " a secret"}, {"type": "blockquote", "text": " a quote", "collapsed": True}]
    (document,) = found(tmp_path, channel(message(1, ["Read ", {"type": "bold", "text": "this"}, link, emoji, *rest])))
    assert document.text == "Read this now🙂 a secret a quote"


def test_where_a_post_has_only_entities_they_are_its_text(tmp_path: Path) -> None:
    post = message(1, text_entities=[{"type": "plain", "text": "In "}, {"type": "bold", "text": "parts."}])
    del post["text"]
    (document,) = found(tmp_path, channel(post))
    assert document.text == "In parts."


def test_service_messages_are_passed_over_and_yet_present(tmp_path: Path) -> None:
    (extent,) = found(tmp_path, channel(message(2, type="service"), {"id": 3, "type": "unsupported"}), object)
    assert isinstance(extent, Extent) and list(extent.present) == [2, 3]


@pytest.mark.parametrize("text", ["", [], " \n", [{"type": "custom_emoji", "text": ""}], "\x0b\x0c"])
def test_a_post_without_words_is_a_document_with_an_empty_text(tmp_path: Path, text: Any) -> None:
    picture, other, extent = found(tmp_path, channel(message(1, text, photo="photos/1.jpg"), message(2)), object)
    assert (picture.external_id, picture.kind, picture.text, picture.title) == ("7/1", "telegram", "", "")
    assert (picture.published_at, picture.outlet) == ("2025-01-14T09:30:00Z", other.outlet)
    assert list(extent.present) == [1, 2]


ATTACHED: dict[str, Any] = {
    **{key: "Secret" for key in ("from", "saved_from", "via_bot", "performer", "title", "place_name", "address")},
    **{key: "video_files/Secret.mp4" for key in ("photo", "file", "file_name", "thumbnail")},
    "contact_information": {"first_name": "Secret", "phone_number": "Secret"},
    "contact_vcard": "contacts/Secret.vcard",
    "location_information": {"latitude": 53.9, "longitude": "Secret"},
    "reactions": [{"type": "emoji", "count": 1, "emoji": "!", "recent": [{"from": "Secret", "from_id": "Secret"}]}],
    "inline_bot_buttons": [[{"type": "url", "text": "Secret", "data": "Secret"}]],
    "poll": {"question": "", "answers": [{"text": "Secret", "voters": 1}]},
    "from_id": "userSecret",
}


@pytest.mark.parametrize("kind", ["public_channel", "public_supergroup"])
@pytest.mark.parametrize(
    "names",
    [{"author": "Secret"}, {"forwarded_from": "Secret"}, {"forwarded_from": "Secret", "forwarded_from_id": "channel5"}],
)
def test_of_a_post_without_words_nothing_attached_and_no_name_is_kept(tmp_path: Path, kind: str, names: dict[str, str]) -> None:
    (document,) = found(tmp_path, channel(message(1, "", **ATTACHED, **names), type=kind))
    assert document == Document(
        outlet=Outlet(id="pul", name="Pul"), external_id="7/1", kind="telegram", text="", published_at="2025-01-14T09:30:00Z"
    )
    assert "Secret" not in repr(found(tmp_path, channel(message(1, "", **ATTACHED, **names), type=kind), object))


def test_the_question_of_a_poll_belongs_to_the_words_and_its_answers_do_not(tmp_path: Path) -> None:
    poll = {"question": "Who is to blame?", "answers": [{"text": "Nobody", "voters": 1}]}
    first, second = found(tmp_path, channel(message(1, "", poll=poll), message(2, "Vote.", poll=poll)))
    assert (first.text, second.text) == ("Who is to blame?", "Vote.\n\nWho is to blame?")


def test_a_local_time_without_a_zone_keeps_its_day_only(tmp_path: Path) -> None:
    old = message(1)
    del old["date_unixtime"]
    (document,) = found(tmp_path, channel(old))
    assert document.published_at == "2025-01-14"


def test_the_channel_a_post_was_forwarded_from_is_its_origin(tmp_path: Path) -> None:
    belta = Outlet(id="belta", name="BelTA")
    first = message(1, forwarded_from="belta", author="Editor")
    (one, two, three) = found(
        tmp_path, channel(first, message(2, forwarded_from="New", forwarded_from_id="channel9"), message(3, author="Ann")),
        outlets={"belta": belta},
    )  # fmt: skip
    assert (one.origin, one.author, one.outlet.name) == (belta, None, "Pul")
    assert (two.origin.name, three.origin, three.author) == ("New", None, "Ann")


@pytest.mark.parametrize(
    "forward",
    [
        {"forwarded_from": "Anna Ivanova", "forwarded_from_id": "user5"},
        {"forwarded_from": "Our yard", "forwarded_from_id": "chat5"},
        {"forwarded_from": None},
        {"forwarded_from": 5},
        {"forwarded_from": "Pul"},
        {"forwarded_from": " ", "forwarded_from_id": "channel5"},
    ],
)
def test_a_forward_from_a_person_or_from_itself_has_no_origin_and_names_nobody(tmp_path: Path, forward: Any) -> None:
    (document,) = found(tmp_path, channel(message(1, author="Somebody", **forward)))
    assert (document.origin, document.author) == (None, None)
    assert "Anna" not in repr(document)


def test_where_sources_have_ids_one_without_is_a_hidden_person(tmp_path: Path) -> None:
    posts = message(1, forwarded_from="Other", forwarded_from_id="channel5"), message(2, forwarded_from="Anna")
    assert [each.origin and each.origin.name for each in found(tmp_path, channel(*posts))] == ["Other", None]
    silent = posts[0] | {"text": ""}
    assert [each.origin for each in found(tmp_path, channel(silent, posts[1]))] == [None, None]


def test_a_forward_is_of_another_outlet_even_where_all_posts_are_given_to_one(tmp_path: Path) -> None:
    given = Outlet(id="pul", name="Pul")
    (document,) = found(tmp_path, channel(message(1, forwarded_from="Other"), name="Any"), outlet=given)
    assert (document.outlet, document.origin) == (given, Outlet(id="other", name="Other"))


def test_in_a_group_a_forward_with_a_name_alone_may_be_anybodys(tmp_path: Path) -> None:
    group = channel(message(1, forwarded_from="Anna"), type="public_supergroup")
    assert [each.origin for each in found(tmp_path, group)] == [None]


def test_of_a_whole_account_only_public_chats_are_read(tmp_path: Path) -> None:
    mother = {"name": "Mother", "type": "personal_chat", "id": 1, "messages": [message(1, "secret"), message(2, "secret")]}
    closed = channel(message(1, "secret"), type="private_channel")
    saved = {"type": "saved_messages", "id": 2, "messages": [message(9, "secret")]}
    whole = account(mother, channel(message(5)), saved, closed, left=[channel(message(6), id=8)])
    assert keys(found(tmp_path, whole)) == ["7/5", "8/6"]
    (note,) = found(tmp_path, whole, ReadError)
    assert (note.place, note.reason, note.lost) == ("whole file", "3 private chats were passed over.", False)
    assert not any(word in repr(found(tmp_path, whole, object)) for word in ("Mother", "secret", "Aunt"))


def test_closed_channels_are_read_when_asked_for_and_chats_of_people_never(tmp_path: Path) -> None:
    kinds = ["private_channel", "private_supergroup", "private_group", "personal_chat", "bot_chat", "replies"]
    path = tmp_path / "result.json"
    path.write_text(json.dumps(account(*[channel(message(1), id=number, type=kind) for number, kind in enumerate(kinds)])))
    items = list(telegram.read(path, Outlets({}), closed=True))
    assert keys([each for each in items if isinstance(each, Document)]) == ["0/1", "1/1"]
    assert notes(items) == [("whole file", "4 private chats were passed over.")]


@pytest.mark.parametrize("kind", [None, 5, ["public_channel"]])
def test_a_chat_that_does_not_say_it_is_public_is_taken_for_private(tmp_path: Path, kind: Any) -> None:
    ((place, reason),) = notes(found(tmp_path, channel(message(1), type=kind), object))
    assert place == "whole file" and reason.startswith("1 ") and "passed over" in reason
    late = {"name": "X", "id": 1, "messages": [message(1)], "type": "public_channel"}
    assert found(tmp_path, late) == []
    twice = json.dumps(channel(message(1), type="private_group")).replace('"id": 7', '"type": "public_channel", "id": 7')
    assert found(tmp_path, twice.encode()) == []


def test_a_channel_is_found_among_the_known_outlets_by_name_or_handle(tmp_path: Path) -> None:
    pul = Outlet(id="pul", name="pul", handles=("@pul_1",))
    for known, name in (({"pul": pul}, "PUL"), ({"@pul_1": pul}, "pul_1")):
        (document,) = found(tmp_path, channel(message(1), name=name), outlets=known)
        assert document.outlet == pul


def test_after_a_chat_stands_every_number_in_it_in_order(tmp_path: Path) -> None:
    posts = [message(3), message(9, [["unreadable"]]), message(-999999998), message(5, ""), {"id": 4, "type": "unsupported"}]
    (extent,) = found(tmp_path, channel(*posts), Extent)
    assert (extent.prefix, extent.outlet.name, list(extent.present)) == ("7/", "Pul", [-999999998, 3, 4, 5, 9])


@pytest.mark.parametrize(
    "content",
    [
        channel(),
        channel(message(1), message("no number")),
        channel(message(1), message(2**53 + 1)),
        channel(message(1), id=None),
        channel(message(1), message(2), type="personal_chat"),
        json.dumps(channel(message(1), message(2)))[:-2].encode(),
        json.dumps(channel(message(1), message(2), message(3))).replace("},", ",", 1).encode(),
    ],
)
def test_of_a_chat_that_is_in_doubt_nothing_is_said_to_be_whole(tmp_path: Path, content: Any) -> None:
    assert found(tmp_path, content, Extent) == []


def test_of_a_group_with_one_sender_nothing_is_said_to_be_whole(tmp_path: Path) -> None:
    mine, other = message(1, from_id="user1"), message(2, from_id="user2")
    assert found(tmp_path, channel(mine, type="public_supergroup"), Extent) == []
    assert len(found(tmp_path, channel(mine, other, type="public_supergroup"), Extent)) == 1
    odd = channel(message(1, from_id=[1]), message(2, from_id=[2]), type="public_supergroup")
    assert found(tmp_path, odd, Extent) == []


@pytest.mark.parametrize(("sender", "count"), [("user1", 0), ("channel7", 1), (None, 1)])
def test_of_a_channel_with_the_posts_of_one_person_nothing_is_said_to_be_whole(
    tmp_path: Path, sender: str | None, count: int
) -> None:
    assert len(found(tmp_path, channel(message(1, from_id=sender), message(2, from_id=sender)), Extent)) == count


def test_a_second_message_of_a_number_is_another_one_unless_it_was_sent_at_the_same_second(tmp_path: Path) -> None:
    other = message(1, "Another.", date_unixtime="1736847001")
    posts = [message(1), message(2), other, message(1, "The first, edited."), message(0), message(0, date_unixtime="5")]
    content = channel(*posts)
    assert keys(found(tmp_path, content)) == ["7/1", "7/2", "7/1@1736847001", "7/1", "7/0", "7/0@5"]
    (extent,) = found(tmp_path, content, Extent)
    assert list(extent.present) == [0, 1, 2]


def test_numbers_in_any_order_are_known_again_and_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "_MOST_LATE", 3)
    known = numbers.Numbers()
    order = [50, *range(40, 0, -1), 60, 7, 50]
    assert [known.add(number, number * 10) for number in order] == [None] * 42 + [70, 500]
    assert list(known.all()) == [*range(1, 41), 50, 60]


@pytest.mark.parametrize("number", [None, True, "5", 5.0, [], 2**53 + 1, -(2**60)])
def test_a_message_without_a_number_is_an_error_at_its_byte(tmp_path: Path, number: Any) -> None:
    data = json.dumps(channel(message(4), message(number), message(6), name="Пул"), ensure_ascii=False).encode()
    (error,) = found(tmp_path, data, ReadError)
    at = [place for place in range(len(data)) if data.startswith(b'{"id"', place)][1]
    assert (error.place, error.reason) == (f"after message 4 (byte {at})", "the message has no number.")
    assert keys(found(tmp_path, data)) == ["7/4", "7/6"]


@pytest.mark.parametrize("bad", [5, {"a": 1}, [["nested"]], [1], None, [{"type": "bold"}]])
def test_a_text_of_another_shape_costs_only_its_own_message(tmp_path: Path, bad: Any) -> None:
    content = channel(message(1, bad), message(2, "", poll={"question": bad}), message(3))
    assert [type(each) for each in found(tmp_path, content, object)] == [ReadError, ReadError, Document, Extent]


def test_a_message_of_an_unknown_type_is_said_to_be_one(tmp_path: Path) -> None:
    errors = found(tmp_path, channel(message(1, type="hologram"), message(2, type=[])), ReadError)
    assert [error.reason for error in errors] == ["the message is of no known type."] * 2


def test_deeply_nested_senders_and_dates_do_no_harm(tmp_path: Path) -> None:
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    odd = message(1, from_id=deep, date=deep, date_unixtime=deep, author=deep, edited=deep, reactions=deep, poll=deep)
    (document,) = found(tmp_path, json.dumps(channel(odd)).encode())
    assert (document.published_at, document.author) == (None, None)


MENDED = "mended, which had control characters written as \\xHH."


def test_vertical_tabs_are_mended_into_line_breaks_and_a_note_says_so(tmp_path: Path) -> None:
    data = json.dumps(channel(message(1, "one@two \\x41"), message(2, "\ud83d lone \udce2"))).encode().replace(b"@", b"\\x0B")
    first, second, extent, note = found(tmp_path, data, object)
    assert (first.text, second.text) == ("one\ntwo \\x41", "lone")  # the words of the post are not touched
    assert isinstance(extent, Extent)
    assert notes([note]) == [("whole file", f"1 message was {MENDED}")]


def test_what_is_mended_in_a_private_chat_is_not_told(tmp_path: Path) -> None:
    mother = channel(message(1, "@"), message(2, "@"), type="personal_chat")
    data = json.dumps(account(mother, channel(message(1, "one@two"), message(2, "@")))).encode().replace(b"@", b"\\x0B")
    told = [("whole file", "1 private chat was passed over."), ("whole file", f"2 messages were {MENDED}")]
    assert notes(found(tmp_path, data, object)) == told


def test_bytes_that_are_not_utf8_cost_only_their_own_message(tmp_path: Path) -> None:
    data = json.dumps(channel(message(1), message(2, "bad@"), message(3, name="@"))).encode().replace(b"@", b"\xff")
    assert keys(found(tmp_path, data)) == ["7/1", "7/3"]
    assert [each.reason for each in found(tmp_path, data, ReadError)] == ["the message holds bytes that are not UTF-8."]


def test_a_file_of_broken_messages_gives_a_thousand_errors_and_a_count(tmp_path: Path) -> None:
    errors = found(tmp_path, b'{"type":"public_channel","messages":[' + b"1," * 1500 + b"{}]}", object)
    assert len(errors) == 1001 and all(error.lost for error in errors)
    assert (errors[-1].place, errors[-1].reason) == ("whole file", "501 more messages were not readable.")


def test_a_made_export_is_read_to_its_last_message(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    counts = write_export(path, 1, seed=3, private=2)
    items = list(read(path))
    documents = [each for each in items if isinstance(each, Document)]
    (extent,) = [each for each in items if isinstance(each, Extent)]
    assert len(documents) == counts["post"] + counts["poll"] + counts["photo"] > 300
    assert sum(not each.text for each in documents) == counts["photo"] > 0
    assert len(extent.present) == sum(counts[sort] for sort in ("post", "poll", "photo", "service", "unsupported"))
    reasons = [each.reason for each in items if isinstance(each, ReadError) and not each.lost]
    assert reasons == ["2 private chats were passed over.", f"{counts['illegal']} messages were {MENDED}"]
    assert not any(isinstance(each, ReadError) and each.lost for each in items)
