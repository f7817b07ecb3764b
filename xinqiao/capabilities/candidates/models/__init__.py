"""What is stored about people, a file per noun."""

from xinqiao.capabilities.candidates.models.by_hand import CopiedText, HandOver
from xinqiao.capabilities.candidates.models.codes import OneTimeCode
from xinqiao.capabilities.candidates.models.contact_points import BlockedIdentity, BlockingSalt, ContactPoint
from xinqiao.capabilities.candidates.models.groups import CandidateTag, CustomField, Pool, PoolMember, SavedView, Tag
from xinqiao.capabilities.candidates.models.link import CandidateLink
from xinqiao.capabilities.candidates.models.merges import BulkAct, Merge, ProbableDuplicate
from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.capabilities.candidates.models.search_text import SearchText
from xinqiao.capabilities.candidates.models.sender_codes import SenderCode
from xinqiao.capabilities.candidates.models.stored_files import Attachment, Export
from xinqiao.capabilities.candidates.models.timeline import Sign, TimelineEntry

__all__ = [
    "Attachment",
    "BlockedIdentity",
    "BlockingSalt",
    "BulkAct",
    "Candidate",
    "CandidateLink",
    "CandidateTag",
    "ContactPoint",
    "CopiedText",
    "CustomField",
    "Export",
    "HandOver",
    "Merge",
    "OneTimeCode",
    "Pool",
    "PoolMember",
    "ProbableDuplicate",
    "SavedView",
    "SearchText",
    "SenderCode",
    "Sign",
    "Tag",
    "TimelineEntry",
]
