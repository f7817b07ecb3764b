"""Words that no page, message or download of a candidate may contain."""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

FORBIDDEN_WORDS_FILE = "forbidden_words.yaml"


class ForbiddenWords(BaseModel):
    """The words of the trade that never reach a candidate, by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: tuple[str, ...] = Field(min_length=1)
    en: tuple[str, ...] = Field(min_length=1)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(f"{_anywhere(self.zh)}|{_whole_words(self.en)}", re.IGNORECASE)

    def found_in(self, text: str) -> tuple[str, ...]:
        """Every forbidden word in a visible text, in order of appearance, as it was written.

        English words count as whole words ("description" is fine); pass text, not HTML.
        """
        return tuple(match.group() for match in self._pattern.finditer(text))


@cache
def forbidden_words() -> ForbiddenWords:
    """The packaged list."""
    source = files("xinqiao.playbook.data").joinpath(FORBIDDEN_WORDS_FILE)
    return ForbiddenWords.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))


def _anywhere(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _whole_words(words: Sequence[str]) -> str:
    # A phrase may be broken over lines in a rendered page.
    spaced = (r"\s+".join(re.escape(part) for part in word.split()) for word in words)
    # Not \b: a hanzi counts as a word character, and Chinese is set without spaces around Latin words.
    return rf"(?<![a-z])(?:{'|'.join(spaced)})(?![a-z])"
