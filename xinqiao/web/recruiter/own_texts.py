"""One text of the method in the team's own words: beside the shipped one, with the difference, history and way back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.domain.word_difference import compared
from xinqiao.foundation.content import operations
from xinqiao.foundation.content import queries as content
from xinqiao.playbook import own_words
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.own_words import LANGUAGES, Language, Place, UnknownPlace, UnusableText
from xinqiao.playbook.strategy_map import Node, StrategyMap
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.own_text_words import FIELD_WORDS, entry_label, problem_words, wording
from xinqiao.web.recruiter.strategy_map import box_words, places_in

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import OwnText
    from xinqiao.playbook.book import Playbook

TONGUES = {"zh": "zh-Hans", "en": "en"}


class OwnTextForm(forms.Form):
    """The wording; the rules of the playbook are checked where it is written."""

    # Line ends arrive as two characters.
    text = forms.CharField(required=False, max_length=2 * own_words.LENGTH_AT_MOST, strip=False, widget=forms.Textarea)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def own_text(request: MemberRequest, kind: str, entry: str, field: str, language: str) -> HttpResponse:
    """Shipped text beside the team's. `look` shows the difference without saving."""
    place, tongue = _place(kind, entry, field, language)
    if request.method == "GET":
        return _page(request, place, tongue, _fresh_form(request, place, tongue))
    form = _form(request.POST, place, tongue)
    if not form.is_valid() or request.POST.get("act") == "look":
        return _page(request, place, tongue, form)
    try:
        kept = operations.write_text(
            place,
            tongue,
            form.cleaned_data["text"],
            seen=form.cleaned_data["seen"],
            by=request.member,
            now=request.now,
        )
    except UnusableText as problem:
        form.add_error("text", problem_words(problem))
        return _page(request, place, tongue, form)
    except operations.ChangedMeanwhile as changed:
        return _page(request, place, tongue, form, meanwhile=changed)
    except operations.NothingChanged:
        toast(request, _("Nothing was changed: this is the text that stands there."))
        return redirect(_address(request, place, tongue))
    words = _("Saved. The team reads its own words now.") if kept.text else _("The shipped text is back.")
    toast(request, words, undo_url=_undo_url(request, kept))
    return redirect(_address(request, place, tongue))


@member_page(WRITERS)
@require_POST
def own_text_reset(request: MemberRequest, kind: str, entry: str, field: str, language: str) -> HttpResponse:
    """Back to the shipped text; the toast takes it back."""
    place, tongue = _place(kind, entry, field, language)
    try:
        kept = operations.reset_text(
            place, tongue, seen=request.POST.get("seen", ""), by=request.member, now=request.now
        )
    except operations.ChangedMeanwhile as changed:
        return _page(request, place, tongue, _fresh_form(request, place, tongue), meanwhile=changed)
    except operations.NothingChanged:
        toast(request, _("Nothing was changed: this is the text that stands there."))
    else:
        toast(request, _("The shipped text is back."), undo_url=_undo_url(request, kept))
    return redirect(_address(request, place, tongue))


@member_page(WRITERS)
@require_POST
def own_text_take_back(request: MemberRequest, public_id: str) -> HttpResponse:
    """Undoes one's own or a colleague's last wording; what stood before it stands again."""
    row = found(lambda: content.text_of(public_id))
    try:
        operations.take_back_text(row, by=request.member, now=request.now)
    except operations.ChangedMeanwhile:
        toast(request, _("A colleague has written here since. Nothing was taken back."))
    except operations.NothingChanged:
        toast(request, _("Nothing was changed: this is the text that stands there."))
    else:
        toast(request, _("Taken back."))
    return redirect(_address(request, row.place, row.spoken))


def _place(kind: str, entry: str, field: str, language: str) -> tuple[Place, Language]:
    place = Place(kind, entry, field)
    try:
        own_words.text_at(playbook(), place, "zh")
    except UnknownPlace as unknown:
        raise Http404 from unknown
    if language not in LANGUAGES:
        raise Http404
    return place, language


def _address(request: MemberRequest, place: Place, language: Language) -> str:
    return reverse("own_text", args=[request.workspace.slug, *place, language])


def _undo_url(request: MemberRequest, row: OwnText) -> str:
    return reverse("own_text_take_back", args=[request.workspace.slug, row.public_id])


def _form(data: Any, place: Place, language: Language, **more: Any) -> OwnTextForm:
    form = OwnTextForm(data, **more)
    form.fields["text"].label = str(FIELD_WORDS[place.field])
    rows = 6 if own_words.is_list(playbook(), place) else 4
    form.fields["text"].widget.attrs |= {"rows": rows, "class": "form-control", "lang": TONGUES[language]}
    if own_words.is_list(playbook(), place):
        form.fields["text"].help_text = _("A line for each. At most %(lines)d lines of %(length)d characters.") % {
            "lines": own_words.LINES_AT_MOST,
            "length": own_words.LINE_AT_MOST,
        }
    else:
        form.fields["text"].help_text = _("At most %(length)d characters.") % {"length": own_words.TEXT_AT_MOST}
    return form


def _fresh_form(request: MemberRequest, place: Place, language: Language) -> OwnTextForm:
    """What stands there now, or an earlier wording that `from` names."""
    present = content.latest_text(place, language)
    text = present.text if present else ""
    if request.GET.get("from"):
        earlier = found(lambda: content.text_of(request.GET["from"].replace("\x00", "")))
        text = earlier.text if (earlier.place, earlier.spoken) == (place, language) else text
    initial = {
        "text": text or own_words.text_at(playbook(), place, language),
        "seen": present.public_id if present else "",
    }
    return _form(None, place, language, initial=initial)


def _page(
    request: MemberRequest,
    place: Place,
    language: Language,
    form: OwnTextForm,
    *,
    meanwhile: operations.ChangedMeanwhile | None = None,
) -> HttpResponse:
    book, history = playbook(), content.history_of_text(place, language)
    present = history[0] if history else None
    shipped = own_words.text_at(book, place, language)
    written = str(form["text"].value() or "").replace("\r\n", "\n")
    slug = request.workspace.slug
    node = _node_of(book, place)
    context = {
        "form": form,
        "label": str(FIELD_WORDS[place.field]),
        "entry": box_words(book, node)[0] if node else entry_label(book, place),
        "map_url": reverse("strategy_map", args=[slug]),
        "back": f"{reverse('strategy_map', args=[slug])}?node={node.id}#text" if node else "",
        "tongue": TONGUES[language],
        "tabs": [
            (reverse("own_text", args=[slug, *place, one]), {"zh": "中文", "en": "English"}[one], one == language)
            for one in LANGUAGES
        ],
        "shipped": shipped.split("\n"),
        "is_list": own_words.is_list(book, place),
        "candidates_read": own_words.candidates_read(book, place),
        "difference": compared(shipped, written) if written != shipped else (),
        **_state_of(present, book, place),
        "history": [wording(row) for row in history],
        "present": present.public_id if present else "",
        "reset_url": reverse("own_text_reset", args=[slug, *place, language]),
        "meanwhile": _theirs(history, shipped) if meanwhile else None,
    }
    if meanwhile:
        # Whoever saves once more has read that there is another wording.
        form.data = {**form.data, "text": written, "seen": context["present"]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.CONFLICT if meanwhile else HTTPStatus.OK
    return render_desk(request, "recruiter/strategy_map/own_text.html", context, nav="strategy_map", status=status)


def _state_of(present: OwnText | None, book: Playbook, place: Place) -> dict[str, bool]:
    """Whether a wording of the team's own stands, was written for another shipped text, or is refused by now."""
    if present is None or not present.text:
        return dict.fromkeys(("is_own", "is_outdated", "is_refused"), False)
    return {
        "is_own": True,
        "is_outdated": content.is_outdated(present),
        "is_refused": not own_words.is_usable(book, place, present.text),
    }


def _theirs(history: list[OwnText], shipped: str) -> dict[str, Any]:
    """What a colleague wrote while the form was open."""
    newest = wording(history[0])
    return {"by": newest.by, "at": newest.at, "lines": (newest.text or shipped).split("\n")}


def _node_of(book: Playbook, place: Place) -> Node | None:
    """The box of the map that shows this text."""
    drawn = StrategyMap.of(book)
    return next((node for column in drawn.columns for node in column if place in places_in(book, node)), None)


_TEXT = "method/words/<str:kind>/<str:entry>/<str:field>/<str:language>/"
urls: list[URLPattern] = [
    path(_TEXT, own_text, name="own_text"),
    path(f"{_TEXT}reset/", own_text_reset, name="own_text_reset"),
    path("method/words/<str:public_id>/take-back/", own_text_take_back, name="own_text_take_back"),
]
