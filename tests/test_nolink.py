"""The no-link engine: nothing that goes out leads to a propaganda site, and ordinary words stay to the letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import CounterclaimError
from monitor.publish.nolink import REMOVED, LinkPolicy
from monitor.records import Outlet, OutletKind

POLICY = LinkPolicy.of(
    [
        Outlet(
            id="belta", name="BelTA", domains=("belta.by", "www.Sputnik.example"), handles=("@BelTA_news", "https://t.me/pul_1")
        ),
        Outlet(id="zviazda", name="Звязда", domains=("звязда.бел",), kind=OutletKind.ALIGNED),
        Outlet(id="free", name="Free", domains=("free.example",), handles=("free_news",), kind=OutletKind.INDEPENDENT),
    ],
    denied=("extra.example", "@extra_voice"),
)
PUNYCODE = "звязда.бел".encode("idna").decode()

LEADS_THERE = (
    """
belta.by
BELTA.BY
Belta.By.
https://belta.by
http://belta.by/
https://www.belta.by/president/view/1
www.belta.by
https://belta.by:8443/x
https://eng.belta.by
https://a.b.c.d.belta.by/x?y=1#z
//belta.by/x
ftp://belta.by/file
hxxps://belta.by
hxxp://belta[.]by
belta[.]by
belta(.)by
belta [dot] by
belta (dot) by
eng[.]belta[.]by
ｂｅｌｔａ．ｂｙ
belta。by
belta．by
belta｡by
belta․by
bel\u200bta.by
belta\u2060.by
b\u00adelta.by
bel\u034fta.by
bel\ufe0fta.by
bel\u202eta.by
belta%2Eby
belta%2eby/x
https://belta%2Eby/x
belta&#46;by
belta&#x2e;by
belta&#0000000000000046;by
belta&period;by
https://user@belta.by/
https://user:secret@belta.by/
https://free.example@belta.by/
https://free.example:443@belta.by
https://belta.by@free.example/
mailto:editor@belta.by
https://web.archive.org/web/2025/https://belta.by/x
archive.org/web/20250114/http://www.belta.by/
https://archive.today/belta.by
https://translate.goog.example/?u=https%3A%2F%2Fbelta.by%2Fx
https://go.example/?to=https%253A%252F%252Fbelta.by
https://go.example/redirect?url=belta.by
https://www.google.com/url?q=http://belta.by&sa=D
https://free.example/#https://belta.by
https://t.me/anything
t.me/s/anything
telegram.me/x
tg://resolve?domain=pul_1
tg: //resolve?domain=x
https://bit.ly/3xYz
https://t.co/abc
clck.ru/abc
@belta_news
@BELTA_NEWS!
(@pul_1)
.@pul_1 says
@extra_voice
https://www.youtube.com/@belta_news
https://vk.com/belta_news
https://x.com/pul_1/status/1
https://m.facebook.com/belta_news?x=1
＠belta_news
звязда.бел
https://ЗВЯЗДА.бел/навіны
sub.звязда.бел
sputnik.example
extra.example
[read](https://belta.by)
<https://belta.by>
<a href="https://belta.by">x</a>
"belta.by"
«belta.by»
belta.by,extra.example
Source:belta.by
read:https://belta.by
xhttps://belta.by
1.belta.by
-belta.by
_belta.by
..belta.by
…belta.by
belta.by_
""".strip().split("\n")
    + ["a." * 60 + "belta.by", "a" * 70 + ".belta.by", PUNYCODE, f"https://{PUNYCODE}/x"]
)

STAYS = """
He came at 10.30 and left at 11.45, 3.5 kg heavier.
The U.S. and the U.K. said so, e.g. in Minsk, i.e. here, etc. And then?
See report.pdf, table.csv, main.py and Annex 2.b.
notbelta.by is another house
https://notbelta.by/x
https://belta.by.evil.org/x
belta.by.evil.org
https://belta.bykov.example
https://free.example/belta
https://free.example/about-belta-by
@free_news and @belta_news_fan and @belta
somebody@free.example wrote
https://example.org/@belta_news_fan
https://vk.com/belta_news_fan
BelTA, Belarus 1 and SB reported it on 14.01.2025.
Beltaby, belta by itself, the sputnik of an example
5% of 10%; R&D; <b>bold</b> &amp; 100%25
Президент заявил: «Всё хорошо».Это неправда.Да.
1.1.1.1 and 127.0.0.1:8080
v1.2.3-beta.4
a.b
t.me.up, bit.lying
https://ru.wikipedia.org/wiki/Статья_(значение)
…and so on...and on
""".strip().split("\n")


@pytest.mark.parametrize("text", LEADS_THERE)
def test_an_address_that_leads_there_is_taken_out(text: str) -> None:
    assert POLICY.check(text), "the check does not see it"
    scrubbed = POLICY.scrub(f"Before {text} after")
    assert POLICY.check(scrubbed) == []
    assert REMOVED in scrubbed
    assert scrubbed.startswith("Before ") and scrubbed.rstrip().endswith("after")
    with pytest.raises(CounterclaimError, match="the digest is not written"):
        POLICY.checked(text, "the digest")


@pytest.mark.parametrize("text", STAYS)
def test_other_words_stay_to_the_letter(text: str) -> None:
    assert POLICY.scrub(text) == text and POLICY.check(text) == []
    assert POLICY.checked(text, "it") == text


def test_what_follows_a_removed_address_is_still_read() -> None:
    assert POLICY.scrub("See https://belta.by/a, then free.example. (belta.by)") == (
        f"See {REMOVED} then free.example. ({REMOVED})"
    )


def test_a_policy_of_nothing_still_refuses_what_hides_its_target() -> None:
    bare = LinkPolicy.of([])
    assert bare.scrub("bit.ly/x t.me/x belta.by") == f"{REMOVED} {REMOVED} belta.by"


def test_every_text_of_a_structure_is_scrubbed() -> None:
    assert POLICY.scrub_all({"a": ["belta.by", 1, None, ("x", {"b": "@pul_1"})]}) == {
        "a": [REMOVED, 1, None, ["x", {"b": REMOVED}]]
    }


def test_a_source_at_a_watched_outlet_is_denied() -> None:
    assert POLICY.denies_url("https://eng.belta.by/x") and not POLICY.denies_url("https://notbelta.by/x")


PIECES = st.sampled_from(
    [
        "belta.by",
        "belta",
        ".by",
        ".",
        "by",
        "%2E",
        "%25",
        "&#46;",
        "&#x",
        "46;",
        "&",
        "amp;",
        "@",
        "pul_1",
        "[.]",
        "(dot)",
        " ",
        "/",
        "https://",
        "t.me",
        "tg://",
        "。",
        "\u200b",
        "\ufe0f",
        "％",
        "２",
        "Ｅ",
        "＠",
        "ｂ",
        "é",
        "x",
        "#",
        ";",
        "free.example",
        "?u=",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_after_scrubbing_the_check_finds_nothing(text: str) -> None:
    assert POLICY.check(POLICY.scrub(text)) == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_after_scrubbing_any_text_the_check_finds_nothing_and_a_second_time_changes_nothing(text: str) -> None:
    once = POLICY.scrub(text)
    assert POLICY.check(once) == [] and POLICY.scrub(once) == once


LONG = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONG,
        "a." * (LONG // 2),
        "a-" * (LONG // 2),
        "." * LONG,
        "a.b-" * (LONG // 4),
        "%2E" * (LONG // 3),
        "@" * LONG,
        "@a" * (LONG // 2),
        "https://" * (LONG // 8),
        "https://x.example/" + "a.b/" * (LONG // 4),
        "&#" + "9" * LONG + ";",
        "&#" + "0" * LONG + "46;",
        "&" * LONG,
        " [dot] " * (LONG // 7),
        "a [dot] " * (LONG // 8),
        "tg " * (LONG // 3),
        ("a" * 63 + ".") * (LONG // 64),
        "xn--" * (LONG // 4),
        "%25" * (LONG // 3) + "2Ebelta.by",
        "\u200b" * LONG,
        "1.1." * (LONG // 4),
        "a。" * (LONG // 2),
        ("aa." * 41 + " ") * (LONG // 124),
        "tg" + " " * LONG + ":",
        "http" + " " * LONG,
        "&#x" + "f" * LONG + ";",
        "belta&#46;by " * (LONG // 13),
        "a--" * (LONG // 3),
        "aa." * (LONG // 3) + "belta.by",
        "a_.-" * (LONG // 4),
        "a[.]" * (LONG // 4),
        "-." * (LONG // 2),
    ],
    ids=lambda text: f"{text[:12]!r} {len(text)}",
)
def test_100_kilobytes_of_one_kind_are_scrubbed_to_their_end(text: str) -> None:
    scrubbed = POLICY.scrub(text)  # a pattern that goes square would take minutes
    assert POLICY.check(scrubbed) == []


def test_many_accents_on_one_letter_are_scrubbed_to_their_end() -> None:
    assert POLICY.scrub("a" + "\u0301\u0316" * 10_000 + " belta.by").endswith(REMOVED)
