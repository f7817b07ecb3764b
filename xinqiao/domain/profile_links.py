"""One written form for a link to somebody's profile, so that two spellings of one page compare equal."""

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

MAX_LINK_LENGTH: Final = 300


class LinkSite(StrEnum):
    """Whose page it is; everything that is no known network is a website."""

    LINKEDIN = "linkedin"
    MAIMAI = "maimai"
    GITHUB = "github"
    WEBSITE = "website"


class ProfileLink(NamedTuple):
    """A link as it is stored. `key` recognises the person; empty where several people may share the page."""

    url: str
    site: LinkSite
    key: str = ""


class _Address(NamedTuple):
    url: str
    host: str
    path: str
    query: str


# Scheme, host, path, query, fragment; whoever stands before an @ in the host is not taken.
_ADDRESS: Final = re.compile(r"(?:(https?):)?(?://)?([^/?#:@]+)(:\d{1,5})?(/[^?#]*)?(\?[^#]*)?(#.*)?", re.IGNORECASE)
_PERCENT: Final = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
_NOT_IN_A_PATH: Final = re.compile(r"[^A-Za-z0-9_.~-]")
_OTHER_SCHEME: Final = re.compile(r"(?:javascript|data|vbscript|mailto|tel|file|about|blob):", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)")
_BREAKS_OFF: Final = re.compile(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]")
_SLUG: Final = re.compile(r"[\w.~'&+-]{2,150}")
_GITHUB_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?", re.IGNORECASE)
_MAIMAI_ID: Final = re.compile(r"[\w%=+.-]{3,120}")
# First parts of a path on LinkedIn whose second part stands for one person.
_LINKEDIN_PEOPLE: Final = {
    "in": "in",
    "talent/profile": "talent/profile",
    "recruiter/profile": "recruiter/profile",
    "sales/lead": "sales/lead",
    "sales/people": "sales/lead",
    "mwlite/in": "in",
    "mwlite/profile/in": "in",
    "incareer/in": "incareer/in",
}
# Pages of GitHub itself that stand where a login would stand.
_NO_LOGINS: Final = {
    *("about", "apps", "blog", "collections", "contact", "customer-stories", "enterprise", "events", "explore"),
    *("features", "join", "login", "marketplace", "new", "notifications", "orgs", "pricing", "pulls", "search"),
    *("security", "settings", "site", "sponsors", "topics", "trending"),
}
_MAIMAI_PARAMETERS: Final = ("dstu", "u", "trackable_token")


def normalise_link(text: str, site: LinkSite | None = None) -> ProfileLink | None:
    """Return the link in one form, or None where the text is no address of a page.

    A missing scheme, tracking, country hosts, percent-encoding and a slash at the end make no difference.
    `site` tells whose page is meant where only the name on it was written (`octocat`, `in/ava-mercer`).
    """
    plain = text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()
    plain = plain.strip("<>\"'").rstrip(",;")
    if not plain or len(plain) > MAX_LINK_LENGTH or _BREAKS_OFF.search(plain):
        return None
    address = _address(plain)
    if address is None:
        return _from_name_alone(plain, site) if site else None
    link = _read(address)
    return link if len(link.url) <= MAX_LINK_LENGTH else None


def _read(address: _Address) -> ProfileLink:
    host = address.host
    for reader, domains in _READERS:
        if any(host == domain or host.endswith("." + domain) for domain in domains):
            found = reader(address)
            if found:
                return found
    return ProfileLink(address.url, LinkSite.WEBSITE)


def _address(plain: str) -> _Address | None:
    match = _ADDRESS.fullmatch(plain) if not _OTHER_SCHEME.match(plain) else None
    if match is None:
        return None
    scheme, host, port, path, query, fragment = match.groups(default="")
    host = host.lower()
    if not _HOST.fullmatch(host):
        return None
    url = f"{scheme.lower() or 'https'}://{host}{port}{path}{query}{fragment}"
    return _Address(url, host, path, query.removeprefix("?"))


def _unquoted(text: str) -> str:
    return _PERCENT.sub(lambda codes: bytes.fromhex(codes[0].replace("%", "")).decode("utf-8", "replace"), text)


def _quoted(text: str) -> str:
    return _NOT_IN_A_PATH.sub(lambda character: "".join(f"%{byte:02X}" for byte in character[0].encode()), text)


def _from_name_alone(plain: str, site: LinkSite) -> ProfileLink | None:
    name = plain.strip("/@")
    if site is LinkSite.LINKEDIN and name.startswith("in/"):
        return normalise_link("https://www.linkedin.com/" + name)
    if site is LinkSite.GITHUB and _GITHUB_LOGIN.fullmatch(name):
        return normalise_link("https://github.com/" + name)
    return None


def _linkedin(address: _Address) -> ProfileLink | None:
    segments = [_unquoted(segment) for segment in address.path.split("/") if segment]
    for length in (1, 2, 3):
        kind = _LINKEDIN_PEOPLE.get("/".join(segments[:length]).lower())
        if kind and len(segments) > length:
            return _linkedin_person(kind, segments[length].partition(",")[0])
    return None


def _linkedin_person(kind: str, name: str) -> ProfileLink | None:
    slug = unicodedata.normalize("NFC", name).strip()
    # Only the public name ignores case; the others are codes.
    slug = slug.lower() if kind == "in" else slug
    if not _SLUG.fullmatch(slug):
        return None
    return ProfileLink(
        f"https://www.linkedin.com/{kind}/{_quoted(slug)}", LinkSite.LINKEDIN, f"linkedin.com/{kind}/{slug}"
    )


def _maimai(address: _Address) -> ProfileLink | None:
    given = dict(pair.partition("=")[::2] for pair in reversed(address.query.split("&")))
    for parameter in _MAIMAI_PARAMETERS:
        value = _unquoted(given.get(parameter, ""))
        if _MAIMAI_ID.fullmatch(value):
            path = address.path.rstrip("/")
            url = f"https://maimai.cn{path}?{parameter}={_quoted(value)}"
            return ProfileLink(url, LinkSite.MAIMAI, f"maimai.cn/{parameter}/{value}")
    segments = [segment for segment in address.path.split("/") if segment]
    if len(segments) == 2 and segments[0] in {"u", "card"} and _MAIMAI_ID.fullmatch(segments[1]):
        return ProfileLink(
            f"https://maimai.cn/{segments[0]}/{segments[1]}", LinkSite.MAIMAI, f"maimai.cn/u/{segments[1]}"
        )
    return ProfileLink(address.url, LinkSite.MAIMAI)


def _github(address: _Address) -> ProfileLink | None:
    segments = [segment for segment in address.path.split("/") if segment]
    # A longer path is a project, which may be anybody's.
    if len(segments) != 1 or not _GITHUB_LOGIN.fullmatch(segments[0]) or segments[0].lower() in _NO_LOGINS:
        return None
    return ProfileLink(f"https://github.com/{segments[0]}", LinkSite.GITHUB, f"github.com/{segments[0].lower()}")


_READERS: Final = (
    (_linkedin, ("linkedin.com", "linkedin.cn")),
    (_maimai, ("maimai.cn", "taou.com")),
    (_github, ("github.com",)),
)
