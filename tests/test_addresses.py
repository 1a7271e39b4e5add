"""Which addresses may be opened: every way to write a private one is refused, and ordinary ones are not."""

import json
import socket
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.addresses import Allowed, proxy_address, refused, refused_url, web_address

# Far larger than the tests need, so it is not copied: it lies beside the checkout where there is one.
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile" / "ssrf" / "urls.jsonl"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16", "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192",
        "192.0.2.255",
        "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::2", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "100::", "100::1",
        "100:0:0:1::1",
        "64:ff9b:1::8.8.8.8", "200::1", "2001::1:1", "2001:2::1", "2001:10::1", "2001:1ff::1", "2001:db8::1", "3fff::1",
        "4000::1",
        "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "febf::1", "fec0::1",
        "ff02::1", "ff0e::1",
        "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0",
        "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::",
        "2001:0:7f00:1::1", "2001:0:808:808:0:0:80ff:fffe", "2001:470::5efe:10.0.0.1", "2001:470::200:5efe:127.0.0.1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refused(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.0.0.0", "9.255.255.255", "11.0.0.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1",
        "168.63.129.15", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.1", "192.0.1.0", "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.0", "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2606:4700::1111",
        "2a00:1450::1", "3ffe::1",
        "::ffff:93.184.216.34", "64:ff9b::93.184.216.34", "2002:5db8:d822::1",
    ],
)  # fmt: skip
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refused(address) is None


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "010.8.8.8", "８.8.8.8", "1.2.3.4 ", "::1::"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert refused(text) == "no IP address"


@pytest.mark.parametrize(
    "url",
    [
        # Numbers that a resolver takes for an address.
        "http://2130706433/", "http://1572395042/", "http://0/", "http://0x7f000001/", "http://0X7F.1/", "http://127.1/",
        "http://127.0.1/",
        "http://0177.0.0.1/", "http://010.0.0.1/", "http://127.0.0.01/", "http://127.0.0.1./", "http://8.8.8.8./",
        "http://0x/",
        "http://00000000177.0.0.1/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://example.0x10/", "http://example.123/",
        "http://127.0.0.1.0x/", "http://4294967296/", "http://.1/", "http://1..1/",
        # Digits, letters and dots in disguise.
        "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://127．0．0．1/", "http://١٢٧.٠.٠.١/",
        "http://१२७.0.0.1/",
        "http://ⓔxample.org/", "http://example。org/", "http://loca\u00adlhost/", "http://loc\u200balhost/",
        "http://ﬁnance.org/",
        "http://faceboo\u212a.com/", "http://\u017fite.example/", "http://example\u2024org/",
        "http://example\u3002\u0440\u0444/",
        # IPv6 in brackets, and what is none.
        "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/",
        "http://[::1]x/",
        "http://[::1", "http://::1/", "http://[v1.x]/", "http://[127.0.0.1]/", "http://[]/", "http://[::1]:x/",
        "http://[[::1]]/", "http://x[::1]/",
        # Two readings of where the host ends.
        "http://example.org@127.0.0.1/", "http://example.org:80@127.0.0.1/", "http://127.0.0.1#@example.org/",
        "http://127.0.0.1?@example.org/",
        "http://a@b@example.org/", "http://@example.org/", "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http:\\\\127.0.0.1\\", "http:/\\127.0.0.1/", "http:///127.0.0.1/", "http:////127.0.0.1/", "http:/127.0.0.1/",
        "http:127.0.0.1/",
        "//127.0.0.1/", "http://", "http:", "http://?x", "http://#x", "http://example.org;127.0.0.1/",
        "http://example.org,127.0.0.1/",
        "http://example.org 127.0.0.1/", "http://%31%32%37.0.0.1/", "http://127%2e0.0.1/",
        "http://localhost%00.example.org/", "http://a%2f@b/",
        # Control characters, spaces.
        "http://example.org\r\nHost: 127.0.0.1/", "http://example.org/\r\nX: 1", "http://exa\tmple.org/",
        "http://example.org/\x00", " http://example.org/",
        "http://example.org/ ", "ht\ntp://example.org/", "http://example.org/\x7f", "\x00http://example.org/",
        # Local names.
        "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
        "http://localhost.localdomain/", "http://printer.local/",
        "http://metadata.google.internal/", "http://router.home.arpa/", "http://nas.lan/", "http://intranet/", "http://ai/",
        "http://x.onion/",
        "http://x.onion./", "http://a.alt/",
        # No host name at all.
        "http://-a.example/", "http://a-.example/", "http://a..example/", "http://.example.org/", "http://example.org../",
        "http://*.example/",
        f"http://{'a' * 64}.example/", f"http://{'a.' * 127}example/", "http://exam$ple.org/", "http://xn--\ud800.example/", "http://-/",
        # Other schemes and ports.
        "ftp://example.org/", "FILE:///etc/passwd", "gopher://127.0.0.1:6379/", "feed:http://127.0.0.1/",
        "javascript:alert(1)", "data:,x",
        "ws://example.org/", "http+unix://x/", "etc/passwd", "", "http", "://example.org/",
        "http://example.org:22/", "http://example.org:25/", "http://example.org:6379/", "https://example.org:5432/",
        "http://example.org:0/",
        "http://example.org:65536/", "http://example.org:-1/", "http://example.org:+80/", "http://example.org:8_0/",
        "http://example.org:８０/",
        "http://example.org:80:80/", "http://example.org: 80/", "http://example.org:080000/",
        f"http://example.org/{'a' * 9000}",
    ],
)  # fmt: skip
def test_a_url_that_leads_astray_is_refused(url: str) -> None:
    assert refused_url(url)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://news.example.org", "https://news.example.org/"),
        ("HTTPS://News.Example.ORG:443/Feed", "https://news.example.org/Feed"),
        ("http://news.example.org.:8080/?a=b#c", "http://news.example.org:8080/?a=b"),
        ("http://news.example.org?a", "http://news.example.org/?a"),
        ("http://my_blog.example.org/", "http://my_blog.example.org/"),
        ("http://localhost.example.org/", "http://localhost.example.org/"),
        ("https://Пример.РФ/новости/первая статья?q=%D0%B0|\\", "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/"
         "%D0%BF%D0%B5%D1%80%D0%B2%D0%B0%D1%8F%20%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F?q=%D0%B0%7C%5C"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://straße.example.org/", "https://xn--strae-oqa.example.org/"),
        ("http://93.184.216.34:80/a@b", "http://93.184.216.34/a@b"),
        ("http://[2001:4860:4860:0::8888]:8080/", "http://[2001:4860:4860::8888]:8080/"),
    ],
)  # fmt: skip
def test_an_ordinary_url_is_asked_for_in_one_form(url: str, asked: str) -> None:
    assert refused_url(url) is None
    assert web_address(url).url == asked
    assert web_address(asked) == web_address(url)


def test_a_name_of_tor_needs_the_proxy_that_knows_it() -> None:
    assert refused_url("http://abcdefghij.onion/")
    assert refused_url("http://abcdefghij.onion/", onion=True) is None
    assert refused_url("http://127.0.0.1/", onion=True) and refused_url("http://a.local/", onion=True)


@pytest.mark.parametrize(
    ("entry", "opened", "still_refused"),
    [
        ("127.0.0.1:6379", "http://127.0.0.1:6379/", "http://127.0.0.1:6380/"),
        ("127.0.0.1", "http://127.0.0.1:8000/", "http://127.0.0.2:8000/"),
        ("10.0.0.0/8", "http://10.1.2.3/", "http://10.1.2.3:22/"),
        ("[::1]:8080", "http://[::1]:8080/", "http://[::1]:8081/"),
        ("::1", "http://[::1]:8081/", "http://[::2]:8081/"),
        ("localhost", "http://LOCALHOST:8000/", "http://a.localhost:8000/"),
        ("mirror.internal:8000", "http://mirror.internal:8000/", "http://mirror.internal/"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000/", "http://127.1:8000/"),
        ("127.0.0.0/8", "http://127.0.0.1/", "http://[::ffff:127.0.0.1]/"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000/", "http://a@127.0.0.1:8000/"),
    ],
)
def test_the_list_of_exceptions_opens_what_it_names_and_no_more(entry: str, opened: str, still_refused: str) -> None:
    assert refused_url(opened)
    assert refused_url(opened, (entry,)) is None
    assert refused_url(still_refused, (entry,))


@pytest.mark.parametrize(
    "entry", ["", "10.0.0.5/8", "http://a.example/", "a:b", "0.0.0.0/0", "::/0", "127.1", "a b", "*.example", "[::1]:x"]
)
def test_an_exception_that_means_nothing_is_an_error_that_quotes_it(entry: str) -> None:
    with pytest.raises(ValueError, match="is no host|half the world") as wrong:
        Allowed.of([entry])
    assert repr(entry) in str(wrong.value)


@pytest.mark.parametrize(
    ("proxy", "read"),
    [
        ("socks5h://127.0.0.1:9050", ("socks5h", "127.0.0.1", 9050)),
        ("SOCKS5://tor.example:9050/", ("socks5h", "tor.example", 9050)),
        ("http://[::1]:3128", ("http", "::1", 3128)),
        ("https://proxy.example:443", ("https", "proxy.example", 443)),
    ],
)
def test_a_proxy_is_read(proxy: str, read: tuple[str, str, int]) -> None:
    found = proxy_address(proxy)
    assert (found.scheme, found.host, found.port) == read


@pytest.mark.parametrize(
    "proxy", ["127.0.0.1:9050", "socks4://a:1", "ftp://a:1", "http://a", "http://u:p@a:1", "http://a:1/x", "http://:1"]
)
def test_a_proxy_that_means_nothing_is_an_error(proxy: str) -> None:
    with pytest.raises(ValueError, match="it must|user name|host name|port number"):
        proxy_address(proxy)


def number(value: int, base: int) -> str:
    return {8: f"0{value:o}", 10: str(value), 16: f"0x{value:X}"}[base]


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.lists(st.sampled_from([8, 10, 16]), min_size=4, max_size=4))
def test_one_ipv4_address_has_one_form(ip: int, parts: int, bases: list[int]) -> None:
    low = 8 * (5 - parts)
    values = [(ip >> shift) & 255 for shift in range(24, low - 8, -8)][: parts - 1] + [ip & (2**low - 1)]
    host = ".".join(number(value, base) for value, base in zip(values, bases, strict=False))
    assert socket.inet_aton(host) == IPv4Address(ip).packed, "the resolver reads it as this test does"
    assert (refused_url(f"http://{host}/") is None) == (host == str(IPv4Address(ip)) and refused(host) is None)


@given(st.one_of(st.text(max_size=60), st.text("0123456789abcxX.:[]@/\\%#?～。１ -", max_size=30)))
def test_a_host_that_passes_is_a_name_or_a_public_address_to_every_reader(text: str) -> None:
    url = f"http://{text}"
    if refused_url(url) is not None:
        return
    address = web_address(url)
    assert address.url.isascii() and address.url.isprintable() and " " not in address.url
    assert web_address(address.url) == address
    if address.ip is None:
        with pytest.raises(OSError, match="illegal IP address|Invalid"):
            socket.inet_aton(address.host)
    else:
        assert ip_address(address.host) == address.ip and refused(address.host) is None


def test_the_hostile_urls_that_lie_beside_the_checkout_get_their_verdicts() -> None:
    if not BESIDE.is_file():
        pytest.skip("the hostile URLs do not lie beside this checkout")
    cases = [json.loads(line) for line in BESIDE.read_text(encoding="utf-8").splitlines()]
    wrong = [case for case in cases if (refused_url(case["url"]) is not None) != (case["verdict"] == "block")]
    assert len(cases) > 10 and wrong == []
