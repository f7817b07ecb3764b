"""A reset link without mail: whoever runs the installation prints it and hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from xinqiao.web.access.public_address import public_address

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import User


def reset_link(user: User) -> str:
    """The full address where this account's password can be set anew, once, within a day."""
    token = default_token_generator.make_token(user)
    return public_address("account_reset_password_from_key", user_pk_to_url_str(user), token)
