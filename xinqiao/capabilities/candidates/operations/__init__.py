"""Writes on people, a file per noun."""

from xinqiao.capabilities.candidates.operations.links import (
    LINK_KIND,
    LINK_LIFE,
    LinkUnknown,
    link_of,
    open_link,
    revoke_links,
    token_of,
    workspace_of_token,
)
from xinqiao.capabilities.candidates.operations.people import (
    AlreadyThere,
    PersonFacts,
    UnusableContact,
    add_candidate,
    add_many,
    change_candidate,
    remove_samples,
    set_stage,
)
from xinqiao.capabilities.candidates.operations.timeline import (
    NOTE_UNDO,
    NoteStays,
    add_note,
    add_notes,
    add_sign,
    append,
    take_back_note,
    take_back_sign,
)

__all__ = [
    "LINK_KIND",
    "LINK_LIFE",
    "NOTE_UNDO",
    "AlreadyThere",
    "LinkUnknown",
    "NoteStays",
    "PersonFacts",
    "UnusableContact",
    "add_candidate",
    "add_many",
    "add_note",
    "add_notes",
    "add_sign",
    "append",
    "change_candidate",
    "link_of",
    "open_link",
    "remove_samples",
    "revoke_links",
    "set_stage",
    "take_back_note",
    "take_back_sign",
    "token_of",
    "workspace_of_token",
]
