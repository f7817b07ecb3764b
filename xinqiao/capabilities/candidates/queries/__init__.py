"""Reads on people, a file per noun. Nothing here knows of scores."""

from xinqiao.capabilities.candidates.queries.links import has_handed_out_a_link, links_of
from xinqiao.capabilities.candidates.queries.listing import Page, each, ids_of, page_of
from xinqiao.capabilities.candidates.queries.people import (
    candidate_of,
    candidates_by_id,
    has_at_least,
    known_contacts,
    openings_in_use,
    sample_count,
    stored_files,
)
from xinqiao.capabilities.candidates.queries.timeline import (
    KEEPERS_ONLY,
    SIGN_LIFE,
    happened_since,
    has_notes,
    invitations,
    last_contacts,
    note_of,
    sign_of,
    signs_of,
    timeline_of,
)

__all__ = [
    "KEEPERS_ONLY",
    "SIGN_LIFE",
    "Page",
    "candidate_of",
    "candidates_by_id",
    "each",
    "happened_since",
    "has_at_least",
    "has_handed_out_a_link",
    "has_notes",
    "ids_of",
    "invitations",
    "known_contacts",
    "last_contacts",
    "links_of",
    "note_of",
    "openings_in_use",
    "page_of",
    "sample_count",
    "sign_of",
    "signs_of",
    "stored_files",
    "timeline_of",
]
