"""What the candidate's portal must say: codes, what is held, and the two public statements."""

from xinqiao.playbook.page_schema import Notice
from xinqiao.playbook.text import CandidateText, Entry


class CodeTexts(Entry):
    """The page and the mail of a one-time code."""

    title: CandidateText
    lead: CandidateText
    pick: CandidateText
    by_mail: CandidateText
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


class Portal(Entry):
    """Texts of the candidate's portal."""

    code: CodeTexts
