"""Which addresses may be opened: read off the text of a URL, and off every IP address that a name leads to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote

LONGEST_URL = 8192
DEFAULT_PORTS = {"http": 80, "https": 443}

#: The special-purpose registries of IANA, and one address of a cloud that answers every machine inside it with secrets.
_SPECIAL_V4 = tuple(
    (IPv4Network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "metadata of a cloud"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_SPECIAL_V6 = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
        ("100:0:0:1::/64", "dummy"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")

#: Below 1024 only the ports of the web are opened; above it not these, of databases, queues, proxies and consoles.
_SERVICES = frozenset(
    (1080, 1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 3690, 4045)
    + (4190, 4369, 5060, 5061, 5222, 5269, 5432, 5433, 5671, 5672, 5938, 5984, 6379, 6380, 6443, 6566, 6679, 6697, 7687, 8086)
    + (8125, 8500, 8883, 9042, 9050, 9051, 9092, 9100, 9150, 9160, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 26257, 26379)
    + (27017, 27018, 27019, 28015, 50070, 61616)
    + (*range(5900, 5911), *range(6000, 6064), *range(6660, 6670))
)
#: Names that lead to this machine or this network, or that must not reach the public name servers (RFC 6761, 6762, 7686, 9476).
_LOCAL = ("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "alt")

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?P<authority>[^/?#]*))?(?P<rest>[^#]*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PORT = re.compile(r"[0-9]{1,5}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_V6 = re.compile(r"[0-9A-Fa-f:.]+")
_IN_PATH = "!$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """A URL as it is asked for: host in ASCII and lower case, without a bracket or a final dot; path percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str
    #: The host, where it is an IP address and no name.
    ip: IPv4Address | IPv6Address | None = None

    @property
    def url(self) -> str:
        """The whole URL in ASCII; no fragment, no user, the port only where it is unusual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be opened although it is not public: hosts with or without a port, and networks."""

    places: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Allowed:
        """Read ``host``, ``host:port``, an IP address or a network in CIDR form; ValueError names what is none of them."""
        places: set[tuple[str, int | None]] = set()
        networks: list[IPv4Network | IPv6Network] = []
        for entry in entries:
            try:
                network = ip_network(entry.removeprefix("[").removesuffix("]"))
            except ValueError:
                places.add(_place(entry))
            else:
                if network.prefixlen < 8:
                    raise ValueError(f"{entry!r} is half the world, not a network of yours")
                networks.append(network)
        return cls(frozenset(places), tuple(networks))

    def names(self, host: str, port: int) -> bool:
        """Whether this host is allowed by its name, wherever that leads."""
        return (host, port) in self.places or (host, None) in self.places

    def holds(self, ip: IPv4Address | IPv6Address) -> bool:
        """Whether this IP address lies in an allowed network."""
        return any(ip in network for network in self.networks)


NOTHING = Allowed()


def _place(entry: str) -> tuple[str, int | None]:
    try:
        raw, port = _split(entry)
        return _host(raw)[0], port
    except ValueError:
        raise ValueError(f"{entry!r} is no host, host:port, IP address or network (such as 10.0.0.0/8)") from None


def refused(address: str) -> str | None:
    """Why this IP address is not a public one, in a few words; None where it may be connected to."""
    try:
        return refused_ip(ip_address(address))
    except ValueError:
        return "no IP address"


def refused_ip(ip: IPv4Address | IPv6Address) -> str | None:
    """As ``refused``, for an address that is read already."""
    if isinstance(ip, IPv4Address):
        return next((why for network, why in _SPECIAL_V4 if ip in network), None)
    if ip.scope_id:
        return "bound to one network card"
    carried = list(_carried(ip))
    if bad := next((why for inner in carried if (why := refused_ip(inner))), None):
        return f"carries an address that is {bad}"
    if carried:
        return None
    special = next((why for network, why in _SPECIAL_V6 if ip in network), None)
    return special or (None if ip in _GLOBAL_V6 else "not global unicast")


def _carried(ip: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses to which packets for this one go in the end: mapped, NAT64, 6to4, ISATAP."""
    if ip.ipv4_mapped:
        yield ip.ipv4_mapped
    elif ip in _NAT64:
        yield IPv4Address(int(ip) & 0xFFFFFFFF)
    elif ip.sixtofour:
        yield ip.sixtofour
    elif ip in _GLOBAL_V6 and (int(ip) >> 32) & 0xFDFFFFFF == 0x5EFE:
        yield IPv4Address(int(ip) & 0xFFFFFFFF)


def refused_url(url: str, allow: Iterable[str] = (), *, onion: bool = False) -> str | None:
    """Why the text of this URL is reason enough not to open it, in a few words; None where it may be tried.

    ``allow`` is ``Settings.fetch_allow``; ``onion`` says that a proxy is set which knows the names of Tor. A name that
    passes here may still lead to a private address: only the connection can tell, and it checks again.
    """
    try:
        web_address(url, Allowed.of(allow), onion=onion)
    except ValueError as error:
        return str(error)
    return None


def web_address(url: str, allowed: Allowed = NOTHING, *, onion: bool = False) -> WebAddress:
    """Read a URL once, for the check and for the connection alike; ValueError says why it is refused."""
    scheme, authority, rest = _parts(url)
    raw, given = _split(authority)
    host, ip = _host(raw)
    port = DEFAULT_PORTS[scheme] if given is None else given
    if (host, port) not in allowed.places:
        _check_port(port)
    if not allowed.names(host, port):
        _check_host(host, ip, allowed, onion)
    path = quote(rest if rest.startswith("/") else f"/{rest}", safe=_IN_PATH)
    return WebAddress(scheme=scheme, host=host, port=port, path=path, ip=ip)


def proxy_address(proxy: str) -> WebAddress:
    """Read ``Settings.proxy``; ValueError says what is wrong. ``socks5`` means ``socks5h``: names are resolved at the proxy."""
    scheme, _, authority = proxy.partition("://")
    scheme = "socks5h" if scheme.lower() == "socks5" else scheme.lower()
    if scheme not in ("socks5h", "http", "https"):
        raise ValueError("it must begin with socks5h://, http:// or https://")
    raw, port = _split(authority.removesuffix("/"))
    if port is None:
        raise ValueError("it must name a port")
    host, ip = _host(raw)
    return WebAddress(scheme=scheme, host=host, port=port, path="", ip=ip)


def _parts(url: str) -> tuple[str, str, str]:
    if len(url) > LONGEST_URL:
        raise ValueError(f"longer than {LONGEST_URL} characters")
    if _CONTROL.search(url) or url != url.strip():
        raise ValueError("control characters, or spaces around it")
    if not (found := _URL.match(url)) or found["scheme"].lower() not in DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if not found["authority"]:
        raise ValueError("no host")
    return found["scheme"].lower(), found["authority"], found["rest"]


def _split(authority: str) -> tuple[str, int | None]:
    """Host and port; a user name, or anything over which two readers of URLs could disagree, is refused."""
    if "@" in authority:
        raise ValueError("a user name in the address")
    host, bracket, after = authority.rpartition("]")
    if bracket:
        host, port = host + bracket, after
    else:
        host, colon, digits = authority.partition(":")
        port = colon + digits
    if port in ("", ":"):
        return host, None
    if not port.startswith(":") or not _PORT.fullmatch(port[1:]) or not 0 < int(port[1:]) < 65536:
        raise ValueError("no port number")
    return host, int(port[1:])


def _host(raw: str) -> tuple[str, IPv4Address | IPv6Address | None]:
    if raw.startswith("["):
        if not raw.endswith("]") or not _V6.fullmatch(raw[1:-1]):
            raise ValueError("no IPv6 address in the brackets")
        ip = IPv6Address(raw[1:-1])
        return str(ip), ip
    host = ".".join(_label(label) for label in raw.removesuffix(".").split("."))
    if len(host) > 253:
        raise ValueError("a host name longer than 253 characters")
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return host, None
    try:
        return host, IPv4Address(raw)
    except ValueError:
        # 127.1, 0x7f.1, 2130706433 and 0177.0.0.1 are addresses to the resolver; only one way of writing them is accepted.
        raise ValueError("an IP address in an unusual form") from None


def _label(label: str) -> str:
    if not _LABEL.fullmatch(label := label.lower() if label.isascii() else _encoded(label)):
        raise ValueError("no host name")
    return label


def _encoded(label: str) -> str:
    """A label in Unicode as the name servers know it; digits and dots in disguise, and invisible letters, are refused."""
    import idna  # its tables take as long to load as the rest of the settings, and few hosts need them

    try:
        encoded = idna.alabel(idna.uts46_remap(label)).decode("ascii")
    except UnicodeError:
        raise ValueError("no host name") from None
    if not encoded.startswith("xn--"):
        raise ValueError("ASCII letters, digits or dots in disguise")
    return encoded


def _check_port(port: int) -> None:
    if (port < 1024 and port not in DEFAULT_PORTS.values()) or port in _SERVICES:
        raise ValueError("a port of another service")


def _check_host(host: str, ip: IPv4Address | IPv6Address | None, allowed: Allowed, onion: bool) -> None:
    if ip is not None:
        if not allowed.holds(ip) and (why := refused_ip(ip)):
            raise ValueError(why)
        return
    if host.endswith(".onion"):
        if not onion:
            raise ValueError("a name of Tor, and no proxy is set")
    elif "." not in host or host.endswith(tuple(f".{name}" for name in _LOCAL)):
        raise ValueError("a local name")
