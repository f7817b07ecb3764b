"""What the last tap on the promises' page has done, said on the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from xinqiao.web.candidate.notices import Notice

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest

WORDS: Final = {
    "reported": (
        _("Thank you, it is written down."),
        _("You get an answer within two working days, here on this page."),
    ),
    "private": (
        _("Thank you. It counts as a broken promise."),
        _("Until you say that it is made good, nobody asks you for anything new."),
    ),
    "enough": (_("Enough is waiting for our answer."), _("We answer what you wrote first; then there is room again.")),
    "accept": (_("Noted: you accepted."), _("For 7 days you can take that back below.")),
    "decline": (_("Noted: you did not accept."), _("What stood before goes on standing.")),
    "not_kept": (_("Noted: it was not kept."), _("It counts as broken until you say otherwise.")),
    "let_go": (_("Noted: you need it no longer."), _("For 7 days you can take that back below.")),
    "take_back": (_("Taken back."), ""),
    "taken_back": (_("Taken back."), _("What you wrote is deleted.")),
    "overtaken": (_("Something has changed meanwhile."), _("Nothing was stored. Below is what holds now.")),
}


def notice_of(request: CandidateRequest) -> Notice | None:
    """The notice that the address asks for, if it is one of ours."""
    words = WORDS.get(request.GET.get("done", ""))
    return Notice(str(words[0]), str(words[1])) if words else None
