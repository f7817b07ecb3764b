"""What a column heading means. The headings themselves stand in `headings.yaml`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import yaml


class Field(StrEnum):
    """What a column of an imported file can become."""

    NAME = "name"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    EMAIL = "email"
    PHONE = "phone"
    PHONE_COUNTRY = "phone_country"
    WECHAT = "wechat"
    LINK = "link"
    COMPANY = "company"
    TITLE = "title"
    CITY = "city"
    ROLE_FAMILY = "role_family"
    SENIORITY = "seniority"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    SKILLS = "skills"
    TAGS = "tags"
    STAGE = "stage"
    LAST_CONTACT = "last_contact"
    OWNER_EMAIL = "owner_email"
    EXTERNAL_ID = "external_id"
    SOURCE_DETAIL = "source_detail"
    NOTE = "note"
    TOS5_ITEM1 = "tos5_item1"
    TOS5_ITEM2 = "tos5_item2"
    TOS5_ITEM3 = "tos5_item3"
    TOS5_ITEM4 = "tos5_item4"
    TOS5_ITEM5 = "tos5_item5"
    TOS5_TOTAL = "tos5_total"
    TOS5_DAY = "tos5_day"
    TOS5_AGREED = "tos5_agreed"
    IGNORE = "ignore"


class Sensitive(StrEnum):
    """Kinds of facts that are left out unless somebody chooses otherwise."""

    ID_NUMBER = "id_number"
    ETHNICITY = "ethnicity"
    BIRTH_PLACE = "birth_place"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    SEX = "sex"
    MARITAL_STATUS = "marital_status"
    PHOTO = "photo"
    POLITICS_OR_RELIGION = "politics_or_religion"
    HEALTH = "health"
    FAMILY = "family"
    BANK_ACCOUNT = "bank_account"


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A field that a heading names; `rank` 0 is the surest sign."""

    field: Field
    rank: int


@dataclass(frozen=True, slots=True)
class _Headings:
    fields: dict[str, FieldMatch]
    sensitive: dict[str, Sensitive]
    labels: dict[str, tuple[str, ...]]


MAX_HEADING_LENGTH: Final = 60

_REMARK: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")
_SEPARATOR: Final = re.compile(r"[/|\n\\]")
_NUMBER: Final = re.compile(r"[0-9]+")
_HANZI_RUN: Final = re.compile("[\u3400-\u9fff]+")


def heading_key(heading: str) -> str:
    """Return the heading as `headings.yaml` spells it; empty when it holds no letter or is a sentence."""
    text = unicodedata.normalize("NFKC", heading).strip().lower()
    if len(text) > MAX_HEADING_LENGTH:
        return ""
    return _NOT_A_LETTER.sub("", _REMARK.sub("", text))


def field_of(heading: str) -> FieldMatch | None:
    """Return the field a heading names, or None.

    A heading in two languages counts when the halves that are known name the same field.
    """
    known = _headings().fields
    for keys in _readings(heading):
        found = [match for key in keys if (match := known.get(key) or known.get(_numbered_two(key)))]
        if found and len({match.field for match in found}) == 1:
            return min(found, key=lambda match: match.rank)
    return None


def sensitive_kind_of(heading: str) -> Sensitive | None:
    """Return which sensitive fact a heading announces, or None."""
    known = _headings().sensitive
    found = (known[key] for keys in _readings(heading) for key in keys if key in known)
    return next(found, None)


def is_known(heading: str) -> bool:
    """Say whether a heading is one of those listed."""
    return field_of(heading) is not None or sensitive_kind_of(heading) is not None


def label_of(words: str) -> str:
    """Return what kind of address or number the words speak of (`work`, `mobile` …); empty when they do not say."""
    key = heading_key(words)
    return next((label for label, signs in _headings().labels.items() if any(sign in key for sign in signs)), "")


def _numbered_two(key: str) -> str:
    """Google numbers its addresses up to any figure; the second one stands for all that follow it."""
    return _NUMBER.sub("2", key, count=1)


def _readings(heading: str) -> Iterator[tuple[str, ...]]:
    """Yield ways to read a heading: whole, between its slashes, its hanzi and its other letters apart."""
    if len(heading) > MAX_HEADING_LENGTH:
        return
    yield (heading_key(heading),)
    yield tuple(heading_key(part) for part in _SEPARATOR.split(heading))
    text = _REMARK.sub("", unicodedata.normalize("NFKC", heading))
    yield ("".join(_HANZI_RUN.findall(text)), heading_key(_HANZI_RUN.sub(" ", text)))


@cache
def _headings() -> _Headings:
    listed = yaml.safe_load(files(__package__).joinpath("headings.yaml").read_text(encoding="utf-8"))
    fields = {
        str(key): FieldMatch(Field(field), rank)
        for field, groups in listed["fields"].items()
        for rank, group in enumerate(groups)
        for key in group
    }
    sensitive = {str(key): Sensitive(kind) for kind, keys in listed["sensitive"].items() for key in keys}
    labels = {str(label): tuple(map(str, signs)) for label, signs in listed["labels"].items()}
    return _Headings(fields, sensitive, labels)
