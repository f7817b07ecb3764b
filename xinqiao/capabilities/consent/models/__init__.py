"""People's decisions, their requests, how long what is kept, and the impact assessment."""

from xinqiao.capabilities.consent.models.impact import ImpactSignature, RestoreDrill
from xinqiao.capabilities.consent.models.keeping import LegalHold, RetentionChoice, RetentionRun
from xinqiao.capabilities.consent.models.ledger import ConsentEvent, ContactTerms, NamedRecipient
from xinqiao.capabilities.consent.models.requests import PersonRequest, RequestEvent

__all__ = [
    "ConsentEvent",
    "ContactTerms",
    "ImpactSignature",
    "LegalHold",
    "NamedRecipient",
    "PersonRequest",
    "RequestEvent",
    "RestoreDrill",
    "RetentionChoice",
    "RetentionRun",
]
