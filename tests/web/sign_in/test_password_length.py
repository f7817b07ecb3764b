"""A short password is refused in the reader's language."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The password needs at least 10 characters."), ("zh-hans", "密码至少要有 10 个字符。")],
)
def test_a_short_password_is_refused_in_the_language_of_the_reader(language: str, words: str) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password("k7Q-vt2xz")
    assert refused.value.messages == [words]
