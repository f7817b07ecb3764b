"""Public addresses of a team that do not let anybody guess which teams there are."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_SIGNER = "xinqiao.team-address"


def team_mark(slug: str) -> str:
    """The team's part of a public address: its name there, and a signature."""
    return Signer(sep="~", salt=_SIGNER).sign(slug)


def team_of(mark: str) -> str | None:
    """The team that a mark names; None when it is not ours."""
    try:
        return Signer(sep="~", salt=_SIGNER).unsign(mark)
    except BadSignature:
        return None
