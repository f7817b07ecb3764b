"""The page on a company's own domain where people check a sender: what marks it as ours, which address may be one."""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

FILE_NAME: Final = "xinqiao-check.html"
META_NAME: Final = "xinqiao-check"
_MARKS: Final = re.compile(
    r"""<meta\s+name=["']xinqiao-check["']\s+content=["']([0-9A-Za-z]{16})["']|/check/embed/\?team=([0-9A-Za-z]{16})"""
)
_TYPED: Final = re.compile(r"(?:https://)?([^\s/:@?#\[\]]{1,200})(/[A-Za-z0-9_\-./~%]{0,200})?", re.IGNORECASE)
_HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# Networks whose addresses carry an IPv4 address in their last or their middle bits.
_NAT64: Final = ip_network("64:ff9b::/96")
_GIVEN_OUT: Final = ip_network("2000::/3")


class PageState(StrEnum):
    """How the page was found."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    OTHER_TEAM = "other_team"
    UNREACHABLE = "unreachable"


class NotAnAddress(ValueError):
    """No https address of a public host name, without port, account or fragment."""


def page_address(text: str) -> str:
    """The address of the page from what an owner typed: a host alone means our file at its top.

    Raises NotAnAddress.
    """
    typed = _TYPED.fullmatch(text.strip())
    host, path = (_ascii_host(typed[1]), typed[2] or "/") if typed else ("", "/")
    if not _HOST.fullmatch(host):
        raise NotAnAddress(text)
    return f"https://{host}{f'/{FILE_NAME}' if path == '/' else path}"


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def origin_of(address: str) -> str:
    """Scheme and host of an address as `page_address` gives it, as browsers name the place that a page comes from."""
    return address[: address.index("/", len("https://"))]


def state_of(page: str, marker: str) -> PageState:
    """Whether a page carries this team's mark, another one's, or none."""
    marks = {first or second for first, second in _MARKS.findall(page)}
    if marker in marks:
        return PageState.FOUND
    return PageState.OTHER_TEAM if marks else PageState.NOT_FOUND


def is_public(address: str) -> bool:
    """Whether an IP address is of the open Internet: no loopback, no private or reserved network, in any disguise."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _carried(ip)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        # Networks that nobody gave out yet, and those of former standards (site-local), count as global elsewhere.
        return ip in _GIVEN_OUT and ip.is_global
    return ip.is_global and not ip.is_multicast


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
