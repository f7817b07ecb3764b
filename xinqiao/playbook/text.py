"""A text in both languages, and the stricter one that a candidate may read."""

import re
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from xinqiao.playbook.words import forbidden_words

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
IM_LIMIT = 200


class Entry(BaseModel):
    """Frozen, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for name in type(self).model_fields:
            reject_repeated_ids(name, getattr(self, name))
        return self


class Text(Entry):
    """One text, Chinese and English, with the same placeholders in both."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that `fill` needs."""
        return frozenset(_PLACEHOLDER.findall(self.zh))

    def in_language(self, code: str) -> str:
        """The text for a language code: Chinese for zh in any spelling, else English."""
        return self.zh if code.lower().startswith("zh") else self.en

    def fill(self, code: str, /, **values: object) -> str:
        """The text, placeholders replaced; a missing value raises KeyError, a surplus one is ignored."""
        return _PLACEHOLDER.sub(lambda match: str(values[match.group(1)]), self.in_language(code))

    @model_validator(mode="after")
    def _placeholders_agree(self) -> Self:
        for text in (self.zh, self.en):
            if set("{}") & set(_PLACEHOLDER.sub("", text)):
                raise ValueError(f"stray brace in “{text}”")
        if self.placeholders != frozenset(_PLACEHOLDER.findall(self.en)):
            raise ValueError(f"zh and en have different placeholders in “{self.en}”")
        return self


class CandidateText(Text):
    """A text that a candidate reads. Words of the trade are refused when it is loaded."""

    @model_validator(mode="after")
    def _speaks_plainly(self) -> Self:
        found = forbidden_words().found_in(f"{self.zh}\n{self.en}")
        if found:
            raise ValueError(f"a candidate must not read {', '.join(found)}")
        return self


class ShortMessage(CandidateText):
    """A text short enough for WeChat or Maimai."""

    @model_validator(mode="after")
    def _fits_a_chat(self) -> Self:
        longest = max(len(self.zh), len(self.en))
        if longest > IM_LIMIT:
            raise ValueError(f"{longest} characters, at most {IM_LIMIT} fit a chat")
        return self


def reject_repeated_ids(name: str, value: Any) -> None:
    """Raise ValueError if two members of a tuple share an id."""
    if not isinstance(value, tuple):
        return
    ids = [member.id for member in value if hasattr(member, "id")]
    repeated = sorted({one for one in ids if ids.count(one) > 1})
    if repeated:
        raise ValueError(f"{name}: id used twice: {', '.join(repeated)}")
