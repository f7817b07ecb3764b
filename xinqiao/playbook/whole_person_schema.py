"""What is said around a person's copy of everything and their erasure."""

from xinqiao.playbook.text import CandidateText, Entry


class CopyPage(Entry):
    """The page that gives the copy."""

    title: CandidateText
    lead: CandidateText
    others: CandidateText
    label: CandidateText
    keep_safe: CandidateText


class ErasePage(Entry):
    """The page that says what an erasure does, with its two equal choices."""

    title: CandidateText
    lead: CandidateText
    stays: CandidateText
    backups: CandidateText
    later_label: CandidateText
    now_label: CandidateText
    keep_label: CandidateText
    copy_first: CandidateText


class Erased(Entry):
    """What a link opens afterwards."""

    title: CandidateText
    text: CandidateText
    held: CandidateText
    take_back_label: CandidateText
    elsewhere: CandidateText
    gone_title: CandidateText
    gone_text: CandidateText


class CopyDocument(Entry):
    """The readable part of the copy, around its tables."""

    title: CandidateText
    made: CandidateText
    note: CandidateText
    nothing: CandidateText
    views: CandidateText


class WholePerson(Entry):
    """Texts of the copy and the erasure."""

    copy_page: CopyPage
    erase_page: ErasePage
    erased: Erased
    document: CopyDocument
    tables: dict[str, CandidateText]
    columns: dict[str, CandidateText]
