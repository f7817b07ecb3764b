"""What candidate pages, messages to copy and the explanation of the score must hold."""

from typing import Literal

from pydantic import Field

from xinqiao.playbook.schema import CandidateTexts, Choice, Id, Version
from xinqiao.playbook.text import CandidateText, Entry, ShortMessage, Text


class Notice(Entry):
    """A heading with a paragraph."""

    title: CandidateText
    text: CandidateText


class NamedNotice(Notice):
    """A notice that code picks by id."""

    id: Id


class PermissionAnswer(Choice):
    """An answer and the page after it. For `rest_days` no ask follows; none means never again."""

    id: Literal["allow", "later", "stop"]
    rest_days: int | None
    confirmation: Notice


class PermissionText(Entry):
    """The page that asks leave. The version goes into the consent record."""

    version: Version
    title: CandidateText
    paragraphs: CandidateTexts
    answers: tuple[PermissionAnswer, ...] = Field(min_length=3, max_length=3)
    footnote: CandidateText
    undo_label: CandidateText
    undone: Notice
    already_answered: Notice


class Promise(Entry):
    """One of the ten promises. The few on the first screen show `short`; all of them unfold to `long`."""

    id: Id
    short: CandidateText
    long: CandidateText
    on_first_screen: bool


class Introduction(Entry):
    """The page before the questions."""

    version: Version
    title: CandidateText
    lead: CandidateText
    promises: tuple[Promise, ...] = Field(min_length=10, max_length=10)
    start_label: CandidateText
    later_label: CandidateText
    stop_label: CandidateText
    skip_to_facts_label: CandidateText
    footnote: CandidateText
    not_for_you: CandidateText
    later: Notice


class QuestionTexts(Entry):
    """What stands around each question."""

    instruction: CandidateText
    saved: CandidateText
    offline: CandidateText
    resumed: CandidateText
    all_answered: CandidateText


class SharingOption(Choice):
    """One of three equal buttons at the end."""

    id: Literal["share_result", "contact_only", "keep_private"]
    consequence: CandidateText
    confirmation: Notice


class ResultTexts(Entry):
    """The page where the person sees their own result first."""

    title: CandidateText
    lead: CandidateText
    reading: CandidateText
    we_would_title: CandidateText
    own_pace_first: CandidateText
    decide_title: CandidateText
    options: tuple[SharingOption, ...] = Field(min_length=3, max_length=3)
    nobody_has_seen: CandidateText
    deleted_after: CandidateText
    one_missing: CandidateText
    not_enough: Notice
    uncertain: CandidateText
    quick: CandidateText
    withdrawn: Notice


class FactSheetTexts(Entry):
    """Around the facts of an opening."""

    title: CandidateText
    lead: CandidateText
    pay: CandidateText
    reports_to: CandidateText
    drawback: CandidateText
    nothing_yet: CandidateText


class ReachCardTexts(Entry):
    """The card “how to reach me”, the person's to take away."""

    title: CandidateText
    lead: CandidateText
    pace_heading: CandidateText
    channels_heading: CandidateText
    day_parts_heading: CandidateText
    topics_heading: CandidateText
    saved: CandidateText


class WhyMe(Entry):
    """Why this person, and what is held."""

    title: CandidateText
    source: CandidateText
    held: CandidateTexts
    not_held: CandidateText
    who_sees: CandidateText
    rights: CandidateText


class HoldBack(Entry):
    """One question after the statements: never scored, free to skip."""

    version: Version
    title: CandidateText
    lead: CandidateText
    skip_label: CandidateText
    options: tuple[Choice, ...] = Field(min_length=5)


class CandidatePages(Entry):
    """Everything of the candidate's pages that is content, not furniture."""

    permission: PermissionText
    introduction: Introduction
    questions: QuestionTexts
    result: ResultTexts
    fact_sheet: FactSheetTexts
    reach_card: ReachCardTexts
    why_me: WhyMe
    never_ask: Notice
    cannot_stop: CandidateText
    answers_deleted: Notice
    contact_stopped: Notice
    stop_undone: Notice
    link_problems: tuple[NamedNotice, ...] = Field(min_length=1)


class Message(Entry):
    """Texts that a recruiter copies: a chat with someone known, a chat with a stranger, a mail."""

    id: Id
    label: Text
    wechat: ShortMessage
    maimai: ShortMessage
    mail_subject: CandidateText
    mail_body: CandidateText
    tell_candidate: CandidateText


class AboutScore(Entry):
    """One paragraph on how the score is made. Plain enough for both sides to read."""

    id: Id
    title: CandidateText
    text: CandidateText


class AboutScale(AboutScore):
    """One paragraph, perhaps with points, on what is known and not known of the questions. Public."""

    points: tuple[CandidateText, ...] = ()
