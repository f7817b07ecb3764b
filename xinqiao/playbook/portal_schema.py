"""What the candidate's portal must say: codes, what is held, and the two public statements."""

from functools import cached_property

from xinqiao.playbook.page_schema import Notice
from xinqiao.playbook.schema import Id
from xinqiao.playbook.text import CandidateText, Entry


class CodeTexts(Entry):
    """The page and the mail of a one-time code."""

    title: CandidateText
    lead: CandidateText
    pick: CandidateText
    read_out: CandidateText
    read_out_label: CandidateText
    by_mail_sent: CandidateText
    read_out_waits: CandidateText
    enter_label: CandidateText
    enter_hint: CandidateText
    open_label: CandidateText
    again_label: CandidateText
    wrong: Notice
    over: Notice
    too_many: Notice
    closed: Notice
    mail_subject: CandidateText
    mail_body: CandidateText


class PaceTexts(Entry):
    """What the page of pace and ways says besides the card itself."""

    pause_heading: CandidateText
    pause_means: CandidateText
    resume_label: CandidateText
    hours_from: CandidateText
    hours_to: CandidateText
    any_hour: CandidateText
    weekdays_heading: CandidateText
    zone: CandidateText
    undo_label: CandidateText
    paused: Notice
    unpaused: Notice
    no_pause: Notice
    reach_undone: Notice
    nothing_before: Notice


class HeldTexts(Entry):
    """The page of what is held, and that of corrections."""

    kinds_only: CandidateText
    see_all_label: CandidateText
    lead: CandidateText
    about_heading: CandidateText
    derived: CandidateText
    reach_heading: CandidateText
    employer: CandidateText
    grouped_heading: CandidateText
    notes_heading: CandidateText
    no_notes: CandidateText
    tasks_heading: CandidateText
    signs_heading: CandidateText
    papers_heading: CandidateText
    answers_heading: CandidateText
    no_answers: CandidateText
    decisions_heading: CandidateText
    links_heading: CandidateText
    happened_heading: CandidateText
    looked_heading: CandidateText
    nobody_looked: CandidateText
    planned_heading: CandidateText
    at_least: CandidateText
    earliest: CandidateText
    choices_heading: CandidateText
    objection: CandidateText
    object_tone_label: CandidateText
    object_all: CandidateText
    object_all_label: CandidateText
    put_away_label: CandidateText
    correct_label: CandidateText
    correct_title: CandidateText
    correct_lead: CandidateText
    last_corrections: CandidateText
    take_back_label: CandidateText
    add_email: CandidateText
    add_phone: CandidateText
    add_label: CandidateText
    remove_label: CandidateText
    others_by_hand: CandidateText
    corrected: Notice
    correction_undone: Notice
    correction_stays: Notice
    nothing_corrected: Notice
    not_usable: Notice
    objected: Notice


class Told(Entry):
    """What code tells the person of, by id: a planned step, or something that happened."""

    id: Id
    text: CandidateText


class Portal(Entry):
    """Texts of the candidate's portal."""

    code: CodeTexts
    pace: PaceTexts
    held: HeldTexts
    planned: tuple[Told, ...]
    happened: tuple[Told, ...]
    happened_else: CandidateText

    def planned_text(self, step: str) -> CandidateText:
        """What comes next, as its person reads it; raises KeyError."""
        return self._planned[step]

    def happened_text(self, kind: str) -> CandidateText:
        """What happened, as its person reads it; a kind without words of its own is still told of."""
        return self._happened.get(kind, self.happened_else)

    @cached_property
    def _planned(self) -> dict[str, CandidateText]:
        return {one.id: one.text for one in self.planned}

    @cached_property
    def _happened(self) -> dict[str, CandidateText]:
        return {one.id: one.text for one in self.happened}
