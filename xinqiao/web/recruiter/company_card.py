"""The company card: written with what is not good, checked by colleagues under a name that they choose."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.foundation.content.operations import company_card as operations
from xinqiao.foundation.content.operations.colleague_links import end_link, link_address, make_link
from xinqiao.foundation.content.queries import company_card as content
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.access.public_address import public_address
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.story_sheet import card_sheet
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.candidates_forms import day_field, long_field, past_day, text_field
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.stories_forms import LANGUAGES, LinkForm

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import CompanyCard

NAMES: Final = dict(LANGUAGES)


class CardForm(forms.Form):
    """The three parts of a card, all of them required."""

    good = long_field(
        gettext_lazy("What is good here"), 1500, rows=5, hint=gettext_lazy("What colleagues would say too.")
    )
    not_good = long_field(
        gettext_lazy("What is not good here"),
        1500,
        rows=5,
        hint=gettext_lazy("Required: whoever finds it here need not find it after joining."),
    )
    facts = long_field(
        pgettext_lazy("of a company", "Facts"),
        1500,
        rows=5,
        hint=gettext_lazy("With figures: people, hours, leave, how pay is set."),
    )

    def clean_not_good(self) -> str:
        """A word or two are no drawback."""
        words: str = self.cleaned_data["not_good"]
        if len(words) < 10:
            raise forms.ValidationError(_("Please write what is not good in a whole sentence."))
        return words


class CheckByHandForm(forms.Form):
    """What a colleague said elsewhere, with what shows it."""

    shown_as = text_field(gettext_lazy("Shown as"), 80, required=True, hint=gettext_lazy("Name or role, as they wish."))
    agrees = forms.ChoiceField(
        label=gettext_lazy("What they said"),
        choices=[("yes", gettext_lazy("They agree")), ("no", gettext_lazy("They see it otherwise"))],
        widget=forms.RadioSelect,
    )
    words = long_field(gettext_lazy("In their words"), 600)
    said_on = day_field(gettext_lazy("On which day"))
    proof = text_field(
        gettext_lazy("What shows it"), 300, required=True, hint=gettext_lazy("Only the team reads this.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["said_on"].initial = today
        self.fields["words"].required = False

    def clean_said_on(self) -> date:
        """Nobody said it in the future."""
        return past_day(self.cleaned_data["said_on"], today=self.today)

    def clean(self) -> dict[str, Any]:
        """Another view needs its words."""
        cleaned = super().clean() or {}
        if cleaned.get("agrees") == "no" and not cleaned.get("words"):
            self.add_error("words", _("Please say in a sentence what they see otherwise."))
        return cleaned


@member_page()
@require_GET
def company_card(request: MemberRequest) -> HttpResponse:
    """The card in each language, with its checks and open links."""
    return _page(request)


def _page(
    request: MemberRequest, *, hand: tuple[str, CheckByHandForm] | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    present = content.cards()
    parts = [_part(request, code, present.get(code), hand) for code in content.LANGUAGES]
    context = {"parts": parts, "problem": problem, "is_written": bool(present)}
    return render_desk(request, "recruiter/company_card/page.html", context, nav="stories", status=status)


def _part(
    request: MemberRequest, code: str, card: CompanyCard | None, hand: tuple[str, CheckByHandForm] | None
) -> dict[str, Any]:
    if card is None:
        return {"code": code, "name": NAMES[code], "card": None}
    links = [
        {
            "id": one.public_id,
            "for_whom": one.for_whom,
            "until": one.expires_at,
            "address": public_address("colleague", link_address(one)),
        }
        for one in content.open_links(card, now=request.now)
    ]
    is_sent = hand is not None and hand[0] == code
    return {
        "code": code,
        "name": NAMES[code],
        "card": card_sheet(card, content.checks_of(card)),
        "at": card.at,
        "is_sample": card.is_sample,
        "links": links,
        "link_form": LinkForm(auto_id=f"id_{code}_%s"),
        "hand": hand[1] if hand and is_sent else _hand_form(request, code),
        "hand_open": is_sent,
    }


def _hand_form(request: MemberRequest, code: str, data: Any = None) -> CheckByHandForm:
    return CheckByHandForm(data, today=localdate(request.now), auto_id=f"id_{code}_hand_%s")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def company_card_edit(request: MemberRequest, language: str) -> HttpResponse:
    """The next wording; it begins without checks."""
    if language not in NAMES:
        raise Http404
    card = content.cards().get(language)
    before = {"good": card.good, "not_good": card.not_good, "facts": card.facts} if card else {}
    form = CardForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        operations.write_card(
            language,
            by=request.member,
            now=request.now,
            good=values["good"],
            not_good=values["not_good"],
            facts=values["facts"],
        )
        toast(request, _("Saved. Ask colleagues whether it is true."))
        return redirect("company_card", request.workspace.slug)
    context = {"form": form, "name": NAMES[language], "has_checks": card is not None and bool(content.checks_of(card))}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/company_card/form.html", context, nav="stories", status=status)


@member_page(WRITERS)
@require_POST
def company_card_link(request: MemberRequest, language: str) -> HttpResponse:
    """A link on which one colleague checks the card."""
    form, card = LinkForm(request.POST), _card(language)
    if not form.is_valid():
        return _page(request, problem=_("Please say for whom the link is."), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    make_link(card, for_whom=form.cleaned_data["for_whom"], by=request.member, now=request.now)
    return _back(request, _("The link is ready. Copy it and send it yourself."))


@member_page(WRITERS)
@require_POST
def company_card_check(request: MemberRequest, language: str) -> HttpResponse:
    """Writes down what a colleague said elsewhere."""
    card, form = _card(language), _hand_form(request, language, request.POST)
    if not form.is_valid():
        return _page(request, hand=(language, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    values = form.cleaned_data
    try:
        operations.check_by_hand(
            card,
            shown_as=values["shown_as"],
            agrees=values["agrees"] == "yes",
            words=values["words"],
            said_on=values["said_on"],
            proof=values["proof"],
            by=request.member,
            now=request.now,
        )
    except operations.CardChanged:
        return _page(request, problem=_("The card has changed meanwhile."), status=HTTPStatus.CONFLICT)
    return _back(request, _("Written down."))


@member_page(WRITERS)
@require_POST
def card_check_strike(request: MemberRequest, public_id: str) -> HttpResponse:
    """Strikes what a member wrote down."""
    check = found(lambda: content.check_of(public_id))
    try:
        operations.strike_check(check, by=request.member, now=request.now)
    except operations.NotTheirs as theirs:
        raise PermissionDenied from theirs
    return _back(request, _("Struck."), undo=reverse("card_check_put_back", args=[request.workspace.slug, public_id]))


@member_page(WRITERS)
@require_POST
def card_check_put_back(request: MemberRequest, public_id: str) -> HttpResponse:
    """Undo of the striking."""
    check = found(lambda: content.check_of(public_id))
    try:
        operations.put_back_check(check, by=request.member, now=request.now)
    except operations.NotTheirs as theirs:
        raise PermissionDenied from theirs
    return _back(request, _("Put back."))


@member_page(WRITERS)
@require_POST
def colleague_link_end(request: MemberRequest, public_id: str) -> HttpResponse:
    """Ends a colleague's link; it still takes back."""
    link = found(lambda: content.link_of(public_id))
    end_link(link, by=request.member, now=request.now)
    toast(request, _("The link is over."))
    if link.story is not None:
        return redirect("story", request.workspace.slug, link.story.public_id)
    return redirect("company_card", request.workspace.slug)


def _card(language: str) -> CompanyCard:
    card = content.cards().get(language)
    if card is None:
        raise Http404
    return card


def _back(request: MemberRequest, words: str, *, undo: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo)
    return redirect("company_card", request.workspace.slug)


urls: list[URLPattern] = [
    path("company-card/", company_card, name="company_card"),
    path("company-card/<str:language>/edit/", company_card_edit, name="company_card_edit"),
    path("company-card/<str:language>/link/", company_card_link, name="company_card_link"),
    path("company-card/<str:language>/check/", company_card_check, name="company_card_check"),
    path("company-card/checks/<str:public_id>/strike/", card_check_strike, name="card_check_strike"),
    path("company-card/checks/<str:public_id>/put-back/", card_check_put_back, name="card_check_put_back"),
    path("company-card/links/<str:public_id>/end/", colleague_link_end, name="colleague_link_end"),
]
