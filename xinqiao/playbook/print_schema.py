"""What the printed sheets must hold: the questionnaire for the person, the scoring sheet for the desk."""

from pydantic import Field

from xinqiao.playbook.schema import CandidateTexts, Id, Texts, Version
from xinqiao.playbook.text import CandidateText, Entry, Text


class HandingOver(Entry):
    """The three equal lines to tick under the statements, and the two to sign them."""

    title: CandidateText
    options: CandidateTexts = Field(min_length=3, max_length=3)
    sign: CandidateText
    date: CandidateText


class CountYourself(Entry):
    """The person's own page: from five marks to a number, in words meant for them."""

    title: CandidateText
    lead: CandidateText
    statement: CandidateText
    marked: CandidateText
    counts_as: CandidateText
    turned: CandidateText
    as_marked: CandidateText
    sum: CandidateText
    reads_like: CandidateText
    rough: CandidateText
    skipped: CandidateText
    for_you: CandidateText


class QuestionnaireSheet(Entry):
    """What stands around the five statements on paper. `promises` are ids of the introduction's."""

    title: CandidateText
    lead: CandidateText
    asked_by: CandidateText
    promises: tuple[Id, ...] = Field(min_length=1)
    handing_over: HandingOver
    count: CountYourself


class ScoringSheet(Entry):
    """For those who keep in touch: keys, sums, levels and how little a difference says."""

    title: Text
    desk_only: Text
    answer: Text
    counts_as: Text
    turned: Text
    as_marked: Text
    keyed: Text
    literal: Text
    check: Text
    levels: Text
    likelihoods: Text
    total: Text
    error: Text
    notes: Texts


class PrintedForms(Entry):
    """The paper form of the questionnaire; another wording or layout is another version."""

    version: Version
    no_pdf: CandidateText
    questionnaire: QuestionnaireSheet
    scoring: ScoringSheet
