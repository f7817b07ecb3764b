"""How long a password must be, in our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class LongEnough(MinimumLengthValidator):
    """Django's rule; Django's sentence for it has no Chinese."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Refuses a password shorter than `min_length`."""
        if len(password) < self.min_length:
            raise ValidationError(
                _("The password needs at least %(least)d characters."),
                code="password_too_short",
                params={"least": self.min_length},
            )

    def get_help_text(self) -> str:
        """The rule, before anything was typed."""
        return _("The password needs at least %(least)d characters.") % {"least": self.min_length}
