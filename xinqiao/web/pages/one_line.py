"""What a name or another single line of text may hold."""

from __future__ import annotations

from typing import Final

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Line breaks and other control characters, also those that only Unicode knows.
one_line: Final = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]",
    _("Please write it in one line, without control characters."),
    inverse_match=True,
)
