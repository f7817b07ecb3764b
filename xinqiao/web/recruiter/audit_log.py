"""The audit log as sentences, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.capabilities.candidates.queries import candidates_by_id
from xinqiao.foundation.audit.queries import entries
from xinqiao.foundation.workspaces.queries import names_of_members
from xinqiao.web.access.members import MANAGERS, MemberRequest, member_page
from xinqiao.web.access.sealed import seal, unseal
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.roles import ROLE_NAMES

if TYPE_CHECKING:
    from xinqiao.foundation.audit.models import AuditEntry

PAGE_SIZE = 50

# What a person did with unshared answers is nobody's business in the team, not even that there are any; and whether
# there is a result, and a doubtful one, stands on the record, for those who keep the relationship;
# what they said in three taps is the keepers' too. Their visits show nowhere at the desk.
NEVER_SHOWN: Final = frozenset(
    {
        *("result_decided", "result_deleted", "paper_entered", "paper_taken_back"),
        *("card_answered", "card_taken_back"),
        *("code_asked", "code_used"),
        *("doubt_accepted", "doubt_ask_again", "doubt_open"),
    }
)

SENTENCES: Final[dict[str, Promise]] = {
    "attachment_added": _("stored a paper on a candidate's record"),
    "attachment_downloaded": _("downloaded a candidate's paper"),
    "attachment_removed": _("took a paper off a candidate's record"),
    "attachment_restored": _("put a paper back on a candidate's record"),
    "attachment_viewed": _("read a candidate's paper"),
    "bulk_owner": _("handed many people over"),
    "bulk_pool_add": _("put many people into a pool"),
    "bulk_pool_remove": _("took many people out of a pool"),
    "bulk_stage": _("moved many people to another stage"),
    "bulk_tag_add": _("put a tag on many people"),
    "bulk_tag_remove": _("took a tag off many people"),
    "bulk_undone": _("took an act on many people back"),
    "candidate_added": _("added a candidate"),
    "candidate_changed": _("changed a candidate's record"),
    "candidate_expired": _("deleted a candidate's record: not told within 30 days"),
    "candidate_retired": _("deleted a candidate's record: its time was over"),
    "candidate_told": _("told a candidate of their record"),
    "candidate_told_taken_back": _("took back that a candidate was told"),
    "candidate_viewed": _("opened a candidate's record"),
    "consent_granted": _("recorded a yes to being contacted"),
    "consent_later": _("recorded a “maybe later”"),
    "consent_stopped": _("recorded a stop: no further contact"),
    "consent_undone": _("took a choice about contact back"),
    "card_check_put_back": _("put back what a colleague said of the company card"),
    "card_check_recorded": _("wrote down what a colleague said of the company card"),
    "card_check_struck": _("struck what a colleague said of the company card"),
    "card_check_taken_back": _("took back their word on the company card"),
    "card_checked": _("checked the company card"),
    "card_link_made": _("made a link for checking the company card"),
    "card_written": _("wrote the company card"),
    "check_page_dropped": _("took back the page for checking senders"),
    "check_page_set": _("named the page for checking senders"),
    "colleague_link_ended": _("ended a colleague's link"),
    "code_read_out": _("looked at a one-time code to read it out"),
    "contact_paused": _("asked for a pause"),
    "contact_resumed": _("ended a pause"),
    "copy_made": _("took a full copy of a candidate's data"),
    "correction_taken_back": _("took a correction of their own record back"),
    "corrected": _("corrected their own record"),
    "custom_field_added": _("added a field of the team's own"),
    "custom_field_archived": _("put a field of the team's own away"),
    "custom_field_changed": _("changed a field of the team's own"),
    "custom_field_restored": _("brought a field of the team's own back"),
    "erasure_asked": _("asked for a candidate's erasure"),
    "erasure_taken_back": _("took an erasure back"),
    "drill_recorded": _("recorded a restore drill"),
    "desk_card_brought_back": _("brought a card of their own day back"),
    "desk_card_done": _("finished a card of their own day"),
    "desk_card_skipped": _("left a card of their own day out"),
    "desk_card_snoozed": _("put a card of their own day off"),
    "export_downloaded": _("downloaded an exported list"),
    "export_started": _("exported a list"),
    "impact_differs": _("noticed settings that differ from the signed impact assessment"),
    "impact_holds_again": _("noticed that the signed impact assessment holds again"),
    "impact_signed": _("signed the impact assessment"),
    "import_discarded": _("put an uploaded list away without importing it"),
    "import_downloaded": _("downloaded what became of each row of an import"),
    "import_finished": _("finished importing a list"),
    "import_started": _("started importing a list"),
    "import_check_started": _("started a dry run of a list"),
    "import_checked": _("finished a dry run of a list"),
    "import_decided": _("decided on rows of an import"),
    "import_undo_started": _("began to take an import back"),
    "import_undone": _("took an import back"),
    "import_uploaded": _("uploaded a list"),
    "invitation_revoked": _("ended an invitation link"),
    "job_stopped": _("stopped a running task"),
    "law_switched": _("put the team under another law"),
    "legal_hold_lifted": _("lifted a legal hold"),
    "legal_hold_set": _("set a legal hold: the record stays"),
    "links_revoked": _("closed a candidate's links"),
    "member_added": _("took somebody in as a member"),
    "member_invited": _("made an invitation link"),
    "member_joined": _("joined the workspace"),
    "member_left": _("left the workspace"),
    "member_removed": _("took a member out of the workspace"),
    "member_restored": _("took a member in again"),
    "note_added": _("added a note"),
    "note_taken_back": _("took a note back"),
    "objected": _("objected to the use of their answers"),
    "opening_added": _("added an opening"),
    "opening_changed": _("changed an opening"),
    "opening_closed": _("closed an opening"),
    "opening_reopened": _("opened an opening again"),
    "own_text_reset": _("put a text of the method back to the shipped one"),
    "own_text_taken_back": _("took a change to a text of the method back"),
    "own_text_written": _("put a text of the method into the team's own words"),
    "people_merged": _("merged two records of one person"),
    "people_unmerged": _("made two records of one again"),
    "permission_link_copied": _("copied a permission link"),
    "person_erased": _("erased a candidate for good"),
    "pool_added": _("made a pool"),
    "pool_archived": _("archived a pool"),
    "pool_changed": _("changed a pool"),
    "pool_restored": _("brought a pool back"),
    "private_contact_reported": _("reported a private contact past their choice"),
    "recipient_named": _("named a recipient that a person can say yes or no to"),
    "recipient_taken_back": _("took a named recipient back"),
    "separate_granted": _("recorded a separate consent"),
    "separate_refused": _("recorded a no to a separate consent"),
    "separate_undone": _("took the last word on a separate consent back"),
    "separate_withdrawn": _("recorded that a separate consent was taken back"),
    "use_allowed": _("recorded that a candidate's data may be used again"),
    "use_restricted": _("restricted a candidate's data to being kept"),
    "promise_accepted": _("accepted what was put before them on a promise"),
    "promise_declined": _("did not accept what was put before them on a promise"),
    "promise_disputed": _("said that a promise was not kept"),
    "promise_handed_over": _("handed a promise over"),
    "promise_kept": _("kept a promise"),
    "promise_lapsed": _("withdrew a proposed day that had gone by"),
    "promise_let_go": _("needs a promise no longer"),
    "promise_made": _("made a promise"),
    "promise_missed": _("marked a promise as missed"),
    "promise_offered": _("put another day or an answer before a candidate"),
    "promise_reported": _("wrote: you promised me"),
    "promise_taken_back": _("took a step on a promise back"),
    "contact_logged": _("logged a contact"),
    "contact_taken_back": _("took a contact back"),
    "call_started": _("began a call"),
    "copy_said_sent": _("said that a copied text went out"),
    "copy_said_not_sent": _("said that a copied text did not go out"),
    "copy_word_taken_back": _("took the word on a copied text back"),
    "went_on_with_reason": _("went on for a reason given in writing"),
    "address_marked_dead": _("marked an address as dead"),
    "address_marked_alive": _("marked an address as working"),
    "candidate_handed_over": _("handed a candidate over"),
    "hand_over_fine": _("said that the colleague is fine"),
    "hand_over_refused": _("refused the colleague"),
    "hand_over_word_taken_back": _("took their word on the colleague back"),
    "promises_link_copied": _("copied the link to a candidate's promises"),
    "questionnaire_link_copied": _("copied a questionnaire link"),
    "reach_chosen": _("chose pace and channels"),
    "reach_taken_back": _("took a choice of pace and channels back"),
    "request_done": _("closed a request about data: done"),
    "request_extended": _("took more time for a request about data"),
    "request_identified": _("made sure who asks about their data"),
    "request_received": _("received a request about data"),
    "request_refused": _("closed a request about data: refused"),
    "request_taken_back": _("took a step on a request about data back"),
    "request_withdrawn": _("took a request about data back"),
    "retention_changed": _("changed how long something is kept"),
    "role_changed": _("changed a member's role"),
    "samples_removed": _("removed the sample people"),
    "scoring_key_asked": _("began to switch the scoring key"),
    "scoring_key_in_force": _("put another scoring key in force"),
    "scoring_key_taken_back": _("stopped a switch of the scoring key"),
    "sender_code_ended": _("ended a sender's own code"),
    "sender_code_made": _("made a sender's own code"),
    "sign_added": _("noted a sign"),
    "sign_taken_back": _("took a sign back"),
    "stage_changed": _("moved a candidate to another stage"),
    "three_taps_link_copied": _("copied a three-tap card's link"),
    "two_people": _("decided that two records are two people"),
    "two_people_taken_back": _("took back that two records are two people"),
    "tags_changed": _("changed a candidate's tags"),
    "tag_deleted": _("deleted a tag"),
    "tag_renamed": _("renamed a tag"),
    "tags_joined": _("joined two tags"),
    "task_added": _("noted something to do about a candidate"),
    "task_done": _("did what was noted about a candidate"),
    "task_reopened": _("opened a task about a candidate again"),
    "task_taken_back": _("took a task about a candidate back"),
    "view_changed": _("changed a saved view"),
    "view_deleted": _("deleted a saved view"),
    "view_saved": _("saved a view"),
    "story_added": _("wrote a story"),
    "story_changed": _("changed a story"),
    "story_consent_declined": _("did not consent to their story"),
    "story_consent_given": _("consented to their story"),
    "story_consent_recorded": _("wrote down a consent to a story"),
    "story_consent_withdrawn": _("took back the consent to a story"),
    "story_hidden": _("made a story a draft again"),
    "story_link_made": _("made a link for consenting to a story"),
    "story_published": _("showed a story to people"),
    "story_put_back": _("put a withdrawn story back"),
    "story_video_removed": _("deleted a story's video"),
    "story_video_stored": _("stored a story's video"),
    "story_withdrawn": _("withdrew a story"),
    "workspace_changed": _("changed the workspace's settings"),
    "workspace_created": _("created the workspace"),
    "workspace_deletion_requested": _("set the workspace to be deleted"),
    "workspace_deletion_undone": _("kept the workspace"),
}

OTHERS: Final[dict[str, Promise]] = {
    "candidate": _("The candidate"),
    "colleague": _("A colleague, on their own link"),
    "operator": _("Whoever runs this installation"),
    "system": _("Xinqiao itself"),
}


@member_page(MANAGERS)
def audit(request: MemberRequest) -> HttpResponse:
    """Who did or saw what, 50 entries a page."""
    found = entries(before_id=_before(request), limit=PAGE_SIZE + 1, without=NEVER_SHOWN)
    page = found[:PAGE_SIZE]
    context = {
        "rows": _rows(request, page),
        "older": seal(str(page[-1].pk)) if len(found) > PAGE_SIZE else "",
        "is_first": "before" not in request.GET,
    }
    return render_desk(request, "recruiter/settings/audit.html", context, nav="settings")


def _before(request: MemberRequest) -> int | None:
    # Sealed, so that the address shows no running number of the whole installation.
    try:
        return int(unseal(request.GET.get("before", "")))
    except ValueError:
        return None


def _rows(request: MemberRequest, shown: list[AuditEntry]) -> list[dict[str, Any]]:
    names = names_of_members(request.workspace)
    people = candidates_by_id(
        entry.subject_id for entry in shown if entry.subject_type == "candidate" and entry.subject_id
    )
    rows = []
    for entry in shown:
        subject, url = _subject(entry, names, people, request.workspace.slug)
        rows.append(
            {
                "at": entry.at,
                "who": _who(entry, names),
                "did": SENTENCES.get(entry.action, entry.action),
                "subject": subject,
                "url": url,
                "role": ROLE_NAMES.get(str(entry.detail.get("role", "")), ""),
            }
        )
    return rows


def _who(entry: AuditEntry, names: dict[int, str]) -> str:
    if entry.actor_kind == "member":
        return names.get(entry.actor_id or 0, "") or gettext("A former member")
    return str(OTHERS.get(entry.actor_kind, OTHERS["system"]))


def _subject(entry: AuditEntry, names: dict[int, str], people: dict[int, Any], slug: str) -> tuple[str, str]:
    number = entry.subject_id or 0
    if entry.subject_type == "member":
        return names.get(number, ""), ""
    if entry.subject_type != "candidate":
        return "", ""
    person = people.get(number)
    if person is None:
        return gettext("record deleted since"), ""
    return person.display_name, reverse("candidate", args=[slug, person.public_id])
