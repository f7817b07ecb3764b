"""One person's record, and what they see of it themself."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinqiao.capabilities.candidates import queries
from xinqiao.capabilities.consent.choices import paused_until
from xinqiao.capabilities.consent.operations import SAME_ASK, is_same_ask
from xinqiao.capabilities.consent.queries import history_of
from xinqiao.capabilities.promises.queries import promises_of
from xinqiao.domain.send_facts import TAKES_REASON
from xinqiao.foundation.audit.operations import record_view
from xinqiao.foundation.audit.queries import views_of
from xinqiao.journeys.desk import Permission, Step, known_of, next_step_of, permission_of
from xinqiao.journeys.queries import portrait as portrait_of
from xinqiao.journeys.retests import retest_plan
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, may_read_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.roles import ROLE_NAMES
from xinqiao.web.pages.team_book import spoken_book
from xinqiao.web.recruiter import (
    answer_lines,
    badges,
    card_words,
    consents,
    copies,
    hand_overs,
    merging,
    person_tasks,
    promise_found,
    promise_words,
    read_out,
    record_facts,
    record_sheet,
    retest_words,
    trust_curve,
)
from xinqiao.web.recruiter.candidates_forms import NoteForm, SignForm, StageForm
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.import_upload import COMPLETE
from xinqiao.web.recruiter.message_text import VARIANTS, usual_variant
from xinqiao.web.recruiter.next_words import words_of
from xinqiao.web.recruiter.refusals import refusal
from xinqiao.web.recruiter.timeline_words import history
from xinqiao.web.recruiter.words import PERMISSION_WORDS, say

if TYPE_CHECKING:
    from django.forms import Form

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.journeys.desk import NextStep
    from xinqiao.journeys.queries import Portrait
    from xinqiao.playbook.book import Playbook

TIMELINE = 100
COPIES = {
    Step.ASK: "permission",
    Step.REMIND: "permission",
    Step.INVITE: "questionnaire",
    Step.INVITED: "questionnaire",
}
MESSAGES = {
    Step.ASK: "permission_ask",
    Step.REMIND: "permission_reminder",
    Step.INVITE: "questionnaire_invitation",
}


@member_page()
@require_GET
def candidate(request: MemberRequest, public_id: str) -> HttpResponse:
    """The record; the address of one that was merged leads on to the survivor."""
    try:
        person = found_candidate(public_id)
    except Http404:
        return merging.to_survivor(request, public_id)
    return record_page(request, person)


def record_page(
    request: MemberRequest,
    person: Candidate,
    *,
    note: Form | None = None,
    sign: Form | None = None,
    card: Form | None = None,
    point: dict[str, str] | None = None,
    paper_problem: str = "",
) -> HttpResponse:
    """The record, with a form of it that came back."""
    record_view(request.actor, person.pk, now=request.now)
    sees_score = may_read_score(request.member, person)
    today = localdate(request.now)
    # Without the right to see a result, nothing is shown that a team words itself.
    book = spoken_book() if sees_score else playbook()
    portrait = portrait_of(person, sees_score=sees_score, book=book)
    known = known_of(portrait, by=request.member.pk, now=request.now)
    decided = history_of(person)
    context = {
        **_head(person, may_write=request.member.role in WRITERS),
        **_relationship(request, portrait, sees_score=sees_score),
        **_next(request, next_step_of(portrait, sees_score=sees_score, now=request.now, known=known), portrait, book),
        "consents": record_sheet.consent_lines(decided),
        **consents.record_part(request, person, decided),
        **merging.record_part(request, person),
        **copies.record_part(person, request),
        **hand_overs.record_part(person, request),
        **read_out.record_part(request, person),
        **promise_words.record_part(promises_of(person), now=request.now),
        **person_tasks.record_part(person),
        "promise_found": promise_found.just_now(request, person) if request.member.role in WRITERS else None,
        "links": record_sheet.link_lines(queries.links_of(person), now=request.now),
        "note_form": note or NoteForm(),
        "sign_form": (sign or SignForm(today=today)) if sees_score else None,
        "stage_form": StageForm(initial={"stage": person.stage}),
        **(card_words.record_part(portrait, card, now=request.now, known=known) if sees_score else {}),
        "point": point,
        "paper_problem": paper_problem,
        "complete": COMPLETE,
    }
    failed = bool(point or paper_problem) or any(form is not None and form.errors for form in (note, sign, card))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render_desk(request, "recruiter/candidates/record.html", context, nav="candidates", status=status)


def _head(person: Candidate, *, may_write: bool) -> dict[str, Any]:
    present = playbook().stage(person.stage)
    opening = person.opening
    return {
        "them": {"public_id": person.public_id, "name": person.display_name, "is_sample": person.is_sample},
        "facts": [*record_sheet.person_facts(person), *record_facts.further_facts(person)],
        **record_facts.more_of(person, may_write=may_write),
        "opening": {"public_id": opening.public_id, "title": opening.title} if opening else None,
        "stage": {
            "label": say(present.label),
            "goal": say(present.goal),
            "iteration_point": say(present.iteration_point),
        },
        "stages": [
            {
                "label": say(stage.label),
                "current": stage.id == present.id,
                "passed": bool(present.position and stage.position and stage.position < present.position),
            }
            for stage in playbook().stages
            if stage.position is not None
        ],
    }


def _relationship(request: MemberRequest, portrait: Portrait, *, sees_score: bool) -> dict[str, Any]:
    """All that rests on a result or on signs. Without the right to see them: tempo and tone, nothing else."""
    person = portrait.candidate
    signs = record_sheet.sign_lines(queries.signs_of(person, today=localdate(request.now)))
    without = () if sees_score else queries.KEEPERS_ONLY
    shared: dict[str, Any] = {
        "sees_score": sees_score,
        "permission": str(PERMISSION_WORDS[permission_of(portrait.terms)]),
        "reach": record_sheet.reach_facts(portrait.terms),
        "reach_chosen_at": portrait.terms.chosen_at if portrait.terms else None,
        "tempo": record_sheet.tempo_words(portrait.advice),
        "tone": record_sheet.tone_advice(portrait.advice),
        "history": history(queries.timeline_of(person, limit=TIMELINE, without=without)),
        "timeline_limit": TIMELINE,
    }
    if permission_of(portrait.terms) == Permission.STOPPED:
        # Nothing is suggested about somebody who wants to be left alone.
        shared |= {"tempo": _("No contact: they asked us to stop."), "tone": [], "stopped": True}
    if person.restricted_at is not None:
        shared |= {"tempo": _("No contact: their data are only kept."), "tone": [], "stopped": True}
    if not sees_score:
        # What the signs ask of us is tone; which signs there were stays with those who keep the relationship.
        advice = [] if "stopped" in shared else list(dict.fromkeys(sign.advice for sign in signs))
        return {**shared, "tone": [*shared["tone"], *advice]}
    return {**shared, "signs": signs, **_result(request, portrait, stopped="stopped" in shared)}


def _result(request: MemberRequest, portrait: Portrait, *, stopped: bool) -> dict[str, Any]:
    plan = retest_plan(portrait, now=request.now)
    # A pause of theirs holds for answering again too.
    again = not paused_until(portrait.terms, now=request.now)
    return {
        "level": record_sheet.level_sheet(portrait.measured, portrait.advice) if portrait.measured else None,
        "curve": trust_curve.card_of(portrait, plan, today=localdate(request.now)),
        "unmeasured_badge": badges.badge(None),
        "method": None if stopped else record_sheet.method_sheet(portrait),
        "about_score": {one.id: one for one in playbook().about_score},
        **answer_lines.answers_part(portrait),
        "retest": retest_words.retest_part(plan, now=request.now) if again else None,
        "retest_tell": playbook().message("questionnaire_again").tell_candidate,
    }


def _next(request: MemberRequest, step: NextStep, portrait: Portrait, book: Playbook) -> dict[str, Any]:
    terms = portrait.terms
    asked_just_now = terms is not None and is_same_ask(terms, now=request.now)
    message = MESSAGES.get(step.step)
    return {
        "next": words_of(step),
        "next_try": book.mechanism(step.mechanism.id) if step.mechanism else None,
        "refusal": refusal(step.decision) if step.decision else None,
        "reason_purpose": _purpose_with_reason(request, step, terms),
        "copy_purpose": _purpose(request, step, asked_just_now=asked_just_now),
        "copy_again": step.step == Step.INVITED or asked_just_now,
        "copy_tell": playbook().message(message).tell_candidate if message else None,
        "variants": list(VARIANTS.items()),
        "usual_variant": usual_variant(portrait.candidate, terms.channels if terms else ()),
        "may_record_decision": step.step != Step.STOPPED,
    }


def _purpose(request: MemberRequest, step: NextStep, *, asked_just_now: bool) -> str:
    """What this member can copy a text for now; empty for nothing."""
    if request.member.role not in WRITERS:
        return ""
    if step.step == Step.INVITED and step.at is not None and request.now - step.at >= SAME_ASK:
        return ""
    return "permission" if asked_just_now else COPIES.get(step.step, "")


def _purpose_with_reason(request: MemberRequest, step: NextStep, terms: ContactTerms | None) -> str:
    """What could go on for a named reason; empty where none helps."""
    if request.member.role not in WRITERS or step.decision is None or step.decision.instead not in TAKES_REASON:
        return ""
    return "questionnaire" if permission_of(terms) == Permission.GRANTED else "permission"


@member_page()
@require_GET
def candidate_seen(request: MemberRequest, public_id: str) -> HttpResponse:
    """What the person sees about themself: the same facts, notes, signs, decisions, and who looked."""
    person = found_candidate(public_id)
    record_view(request.actor, person.pk, now=request.now)
    sees_score = may_read_score(request.member, person)
    book = spoken_book() if sees_score else playbook()
    portrait = portrait_of(person, sees_score=sees_score, book=book)
    level = portrait.level_entry
    signs = queries.signs_of(person, today=localdate(request.now)) if sees_score else []
    context = {
        **_head(person, may_write=request.member.role in WRITERS),
        "sees_score": sees_score,
        "basis_tell": book.legal_basis(person.legal_basis).tell_candidate,
        "stage_label": say(book.stage(person.stage).candidate_label),
        "reach": record_sheet.reach_facts(portrait.terms),
        "consents": record_sheet.consent_lines(history_of(person)),
        "notes": [line for line in history(queries.timeline_of(person)) if line.note_id],
        "signs": record_sheet.sign_lines(signs),
        "promises": [promise_words.line(one, now=request.now) for one in promises_of(person)],
        "tasks": person_tasks.seen_part(person),
        "views": [(view.at, str(ROLE_NAMES.get(view.role, view.role))) for view in views_of(person.pk)],
        "measured_words": say(level.candidate_label) if level and portrait.measured else "",
        "plans": [level.tell_candidate, portrait.advice.strategy.tell_candidate] if level else [],
    }
    return render_desk(request, "recruiter/candidates/seen.html", context, nav="candidates")


_PERSON = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/", candidate, name="candidate"),
    path(f"{_PERSON}/what-they-see/", candidate_seen, name="candidate_seen"),
]
