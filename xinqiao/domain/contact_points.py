"""One written form for an e-mail address and for a phone number, so that equal ones compare equal."""

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

MAX_EMAIL_LENGTH: Final = 254
MAX_LOCAL_PART_LENGTH: Final = 64
# Longer texts are prose, and some patterns below take quadratic time on them.
MAX_EMAIL_TEXT_LENGTH: Final = 400
MAX_PHONE_TEXT_LENGTH: Final = 80

CHINA: Final = "86"
NORTH_AMERICA: Final = "1"


class PhoneKind(StrEnum):
    """What can be told from the digits alone."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"


class DamagedPhone(ValueError):
    """A spreadsheet has turned the number into 1.38E+10: digits are gone and cannot be guessed back."""


class Phone(NamedTuple):
    """A number as E.164 (`+8613800138000`) with the extension, if one was written."""

    e164: str
    kind: PhoneKind
    extension: str = ""


_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_IN_ANGLE_BRACKETS: Final = re.compile(r"<([^<>]+@[^<>]+)>")
_AROUND_AT: Final = re.compile(r"\s*@\s*")
_LOCAL_PART: Final = re.compile(r"[^\s@\"(),:;<>\[\]\\]+")
_DOMAIN: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)")

# What nearly every row holds. Both only save time: the long way gives the same answer.
_PLAIN_EMAIL: Final = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.ASCII
)
_PLAIN_CHINESE_MOBILE: Final = re.compile(r"(?:\+86[ -]?)?(1[2-9][0-9]{9})")
_PLAIN_INTERNATIONAL: Final = re.compile(r"\+[0-9]+(?:[ -][0-9]+)*")

_SCIENTIFIC: Final = re.compile(r"(\d)(?:\.(\d+))?e\+?(\d{1,2})", re.IGNORECASE | re.ASCII)
_FORMULA_TEXT: Final = re.compile(r'="(.*)"')
_EXTENSION: Final = re.compile(r"\s*(?:分机号?|转|ext\.?|extension|#|x)\s*:?\s*([0-9]{1,6})$", re.IGNORECASE)
_LABEL: Final = re.compile(r"^[^\W\d_]+\.?\s*:\s*")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\u30fc_]")
_ALLOWED: Final = re.compile(r"\(?\+?[0-9\s().\-/]+")
_GROUPED_NORTH_AMERICAN: Final = re.compile(r"1[\s.-]+\(?[2-9]\d{2}\)?[\s.-]+\d{3}[\s.-]+\d{4}")
_NORTH_AMERICAN: Final = re.compile(r"1[2-9]\d{9}")
_NOT_A_DIGIT: Final = re.compile(r"\D")
_WHOLE_FLOAT: Final = re.compile(r"\d+\.0")
_LANDLINE_WITH_EXTENSION: Final = re.compile(r"(\(?0\d{2,3}\)?[\s-]+\d{7,8})-(\d{1,6})")

# 12x is not assigned to anybody; invented people carry such numbers, so it must pass.
_CHINESE_MOBILE: Final = re.compile(r"1[2-9]\d{9}")
_ANY_MOBILE: Final = re.compile(r"1\d{10}")
_CHINESE_LANDLINE: Final = re.compile(r"(?:10\d{8}|2\d{9}|[3-9]\d{2}\d{7,8})")
_CHINESE_SERVICE: Final = re.compile(r"[48]00\d{7}")
# Hong Kong, Macau and Taiwan are often written without a plus; no mainland number begins like that.
_NEIGHBOUR: Final = re.compile(r"(?:85[23]\d{8}|886\d{8,9})")


def normalise_email(text: str) -> str | None:
    """Return the address in lower case without decoration, or None where there is no usable address.

    Understands full-width letters, `Name <a@b.cn>`, `mailto:`, and 。 typed for a dot in the domain.
    """
    if len(text) <= MAX_LOCAL_PART_LENGTH:
        lowered = text.lower()
        if _PLAIN_EMAIL.fullmatch(lowered):
            return lowered
    plain = _visible(text)
    if len(plain) > MAX_EMAIL_TEXT_LENGTH:
        return None
    bracketed = _IN_ANGLE_BRACKETS.search(plain)
    if bracketed:
        plain = bracketed.group(1)
    plain = _AROUND_AT.sub("@", plain.strip().removeprefix("mailto:").strip("'\"").rstrip(".,;")).lower()
    local, at, domain = plain.rpartition("@")
    domain = domain.replace("。", ".").replace("、", ".")
    if not at or len(plain) > MAX_EMAIL_LENGTH or len(local) > MAX_LOCAL_PART_LENGTH:
        return None
    if not _LOCAL_PART.fullmatch(local) or local.startswith(".") or ".." in local or local.endswith("."):
        return None
    return f"{local}@{domain}" if _DOMAIN.fullmatch(domain) else None


def normalise_phone(text: str | int | float, default_country: str = CHINA) -> Phone | None:
    """Return the number in E.164, or None where the text is no complete phone number.

    Numbers without a country code are read as numbers of `default_country`. Raises `DamagedPhone` for
    scientific notation whose digits are lost.
    """
    if isinstance(text, str) and default_country == CHINA:
        mobile = _PLAIN_CHINESE_MOBILE.fullmatch(text)
        if mobile:
            return Phone("+86" + mobile.group(1), PhoneKind.MOBILE)
        if len(text) <= MAX_PHONE_TEXT_LENGTH and _PLAIN_INTERNATIONAL.fullmatch(text):
            return _international(text[1:].replace(" ", "").replace("-", ""))
    plain = _plain_text(text)
    if not plain or len(plain) > MAX_PHONE_TEXT_LENGTH:
        return None
    plain, extension = _without_extension(plain)
    if not _ALLOWED.fullmatch(plain):
        return None
    if _GROUPED_NORTH_AMERICAN.fullmatch(plain):
        plain = "+" + plain
    international = "+" in plain
    digits = _NOT_A_DIGIT.sub("", plain.replace("(0)", ""))
    if not international and digits.startswith("00"):
        international, digits = True, digits[2:]
    phone = _international(digits) if international else _national(digits, default_country)
    return Phone(phone.e164, phone.kind, extension) if phone else None


def _visible(text: str) -> str:
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def _plain_text(text: str | int | float) -> str:
    """Undo what spreadsheets do to a number, down to the characters that a person typed."""
    if isinstance(text, float):
        text = str(int(text)) if text.is_integer() else repr(text)
    plain = _visible(str(text)).lstrip("'").strip()
    formula = _FORMULA_TEXT.fullmatch(plain)
    plain = formula.group(1).strip() if formula else plain
    scientific = _SCIENTIFIC.fullmatch(plain)
    if scientific:
        return _exact_digits(*scientific.groups(default=""))
    if _WHOLE_FLOAT.fullmatch(plain):
        plain = plain[:-2]
    return _DASHES.sub("-", _LABEL.sub("", plain))


def _exact_digits(first: str, fraction: str, exponent: str) -> str:
    """Return the digits of 1.3800138000E+10; fewer decimals than the exponent mean that some are lost."""
    if len(fraction) != int(exponent):
        raise DamagedPhone(f"{len(fraction) + 1} of {int(exponent) + 1} digits left")
    return first + fraction


def _without_extension(plain: str) -> tuple[str, str]:
    spoken = _EXTENSION.search(plain)
    if spoken and spoken.start() > 0:
        return plain[: spoken.start()].strip(), spoken.group(1)
    dashed = _LANDLINE_WITH_EXTENSION.fullmatch(plain)
    return (dashed.group(1), dashed.group(2)) if dashed else (plain, "")


def _international(digits: str) -> Phone | None:
    """Read digits that begin with a country code."""
    if digits.startswith(CHINA):
        return _chinese(digits[2:].lstrip("0"))
    if digits.startswith(NORTH_AMERICA):
        return Phone("+" + digits, PhoneKind.FOREIGN) if _NORTH_AMERICAN.fullmatch(digits) else None
    if not 8 <= len(digits) <= 15 or digits.startswith("0"):
        return None
    return Phone("+" + digits, PhoneKind.FOREIGN)


def _national(digits: str, country: str) -> Phone | None:
    """Read digits without a plus, as somebody in `country` would write them."""
    if country == CHINA:
        return _chinese_national(digits)
    if country == NORTH_AMERICA:
        return _international(digits if len(digits) == 11 else NORTH_AMERICA + digits)
    if not 5 <= len(digits) <= 13:
        return None
    return _international(country + digits.removeprefix("0"))


def _chinese_national(digits: str) -> Phone | None:
    if digits.startswith("0"):
        # 0138…: a zero put before a mobile number, as one once dialled it from another city.
        return _chinese(digits[1:])
    if len(digits) > 11 and digits.startswith(CHINA):
        return _chinese(digits[2:].lstrip("0"))
    if _CHINESE_MOBILE.fullmatch(digits) or _CHINESE_SERVICE.fullmatch(digits):
        return _chinese(digits)
    # Without its zero a landline cannot be told from a number of another country, so it is not guessed.
    return Phone("+" + digits, PhoneKind.FOREIGN) if _NEIGHBOUR.fullmatch(digits) else None


def _chinese(national: str) -> Phone | None:
    """Read the digits after +86, without the leading zero of an area code."""
    if _ANY_MOBILE.fullmatch(national):
        return Phone("+86" + national, PhoneKind.MOBILE)
    if _CHINESE_SERVICE.fullmatch(national) or _CHINESE_LANDLINE.fullmatch(national):
        return Phone("+86" + national, PhoneKind.LANDLINE)
    return None
