"""What the pages for checking a sender and for a colleague's word must hold."""

from xinqiao.playbook.page_schema import Notice
from xinqiao.playbook.schema import CandidateTexts, Version
from xinqiao.playbook.text import CandidateText, Entry


class SenderCheck(Entry):
    """The page where anybody types a code and learns whether it is ours."""

    title: CandidateText
    lead: CandidateText
    ours: Notice
    # In place of a name, for a member who gave none.
    unnamed: CandidateText
    ended: Notice
    unknown: Notice


class StoryConsent(Entry):
    """What the person whom a story is of agrees to. A changed text is a new version: consents name it."""

    version: Version
    title: CandidateText
    lead: CandidateText
    points: CandidateTexts
    agree: CandidateText
    decline: CandidateText
    withdraw: CandidateText
    agreed: Notice
    declined: Notice
    withdrawn: Notice


class CardReading(Entry):
    """What a colleague is asked when they check the company card."""

    title: CandidateText
    lead: CandidateText
    thanks: Notice
    taken_back: Notice
