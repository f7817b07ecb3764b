"""Which e-mail addresses lie with a person's present employer, who could read along. Such an address is never used."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MAX_DOMAIN_LENGTH: Final = 120
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_BEFORE_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_AFTER_HOST: Final = re.compile(r"[/?#:].*$", re.DOTALL)

# Everybody may have an address there, so it says nothing about an employer. (The companies behind them write
# from other domains: tencent.com, corp.netease.com, google.com.)
PUBLIC_MAIL: Final = frozenset(
    {
        *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "vip.126.com", "yeah.net"),
        *("188.com", "139.com", "189.cn", "wo.cn", "sina.com", "sina.cn", "vip.sina.com", "sohu.com", "vip.sohu.com"),
        *("aliyun.com", "tom.com", "21cn.com", "263.net", "gmail.com", "googlemail.com", "outlook.com", "hotmail.com"),
        *("live.com", "live.cn", "msn.com", "outlook.cn", "yahoo.com", "yahoo.cn", "yahoo.com.cn", "yahoo.com.hk"),
        *("yahoo.co.jp", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me"),
        *("protonmail.com", "pm.me", "gmx.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "mail.com", "mail.ru"),
        *("yandex.com", "yandex.ru", "zoho.com", "fastmail.com", "hey.com", "tutanota.com", "duck.com", "naver.com"),
        *("hanmail.net", "daum.net", "qq.cn", "88.com", "privaterelay.appleid.com", "users.noreply.github.com"),
    }
)
# Under these everybody may register a name of their own.
_SHARED_ENDINGS: Final = frozenset(
    {
        *("com.cn", "net.cn", "org.cn", "gov.cn", "edu.cn", "ac.cn", "com.hk", "org.hk", "edu.hk", "com.tw", "org.tw"),
        *("edu.tw", "com.mo", "com.sg", "edu.sg", "com.my", "co.uk", "org.uk", "ac.uk", "co.jp", "ne.jp", "ac.jp"),
        *("or.jp", "co.kr", "or.kr", "ac.kr", "com.au", "net.au", "edu.au", "co.nz", "co.in", "com.br", "com.mx"),
        *("co.za", "com.tr", "com.vn", "co.th", "co.id"),
    }
)


def normalise_domain(text: str) -> str | None:
    """The domain in lower case and as it travels (punycode), or None where the text names none.

    Understands a whole e-mail address, `@corp.cn`, a web address, full-width letters and 。 for a dot.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace("。", ".")
    plain = _AFTER_HOST.sub("", _BEFORE_HOST.sub("", plain)).rpartition("@")[2].strip().strip(".")
    labels = plain.removeprefix("www.").split(".")
    if len(labels) < 2:
        return None
    try:
        domain = ".".join(label.encode("idna").decode("ascii") for label in labels)
    except UnicodeError:
        return None
    if len(domain) > MAX_DOMAIN_LENGTH or labels[-1].isdigit():
        return None
    return domain if all(_LABEL.fullmatch(label) for label in domain.split(".")) else None


def is_public_mail(domain: str) -> bool:
    """Whether everybody may have an address in this (normalised) domain."""
    return domain in PUBLIC_MAIL or domain in _SHARED_ENDINGS


def is_with_employer(email: str, employer_domain: str) -> bool:
    """Whether the address lies in the present employer's domain or in a domain below it; there may be several."""
    if not employer_domain:
        return False
    domain, employers = normalise_domain(email), map(normalise_domain, domains_in(employer_domain))
    if domain is None:
        return False
    return any(
        domain == employer or domain.endswith("." + employer)
        for employer in employers
        if employer is not None and not is_public_mail(employer)
    )


def domains_in(text: str) -> list[str]:
    """The domains of a text that holds several, as two records of one person may; separated by spaces or commas."""
    return re.split(r"[\s,，、;；]+", text.strip())


def suggested_employer(emails: Iterable[str]) -> str:
    """The domain that a person's addresses suggest as their employer's; empty where they suggest none or several."""
    domains = {normalise_domain(email) for email in emails}
    own = {_registered(domain) for domain in domains if domain and not is_public_mail(domain)}
    own = {domain for domain in own if not is_public_mail(domain)}
    return own.pop() if len(own) == 1 else ""


def _registered(domain: str) -> str:
    """The name that was registered: mail.corp.com.cn and hr.corp.com.cn are one employer."""
    labels = domain.split(".")
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in _SHARED_ENDINGS else labels[-2:])
