"""A person as one row of a file tells it, and the same person in other rows."""

import datetime as dt
from typing import NamedTuple

from xinqiao.capabilities.importing.contact_cells import ExternalId, Labelled
from xinqiao.capabilities.importing.row_codes import RowProblem
from xinqiao.capabilities.importing.tos5_cells import Tos5Row
from xinqiao.domain.profile_links import ProfileLink


class PersonRow(NamedTuple):
    """A person as one row tells it. `email_raw` and `phone_raw` keep what the cells said.

    Role family, seniority and stage are the file's words, not ids of the playbook; `language` is `zh-hans`, `en`
    or empty. `owner_email` is empty where the file gives no address; `owner` is what it gives. `warnings` name
    the cells that could not be used or not be used whole. (A tuple, because a frozen dataclass of this width
    takes as long to make as everything else that is done with a row.)
    """

    display_name: str
    last_name: str = ""
    first_name: str = ""
    emails: tuple[Labelled, ...] = ()
    phones: tuple[Labelled, ...] = ()
    email_raw: str = ""
    phone_raw: str = ""
    company: str = ""
    title: str = ""
    city: str = ""
    role_family: str = ""
    seniority: str = ""
    language: str = ""
    source_detail: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    links: tuple[ProfileLink, ...] = ()
    wechat: str = ""
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    time_zone: str = ""
    stage: str = ""
    owner: str = ""
    owner_email: str = ""
    last_contact: dt.date | None = None
    tos5: Tos5Row | None = None
    warnings: tuple[RowProblem, ...] = ()

    @property
    def email(self) -> str | None:
        """The first address."""
        return self.emails[0][0] if self.emails else None

    @property
    def phone(self) -> str | None:
        """The first number."""
        return self.phones[0][0] if self.phones else None

    @property
    def other_emails(self) -> tuple[str, ...]:
        """The addresses after the first."""
        return tuple(value for value, _ in self.emails[1:])

    @property
    def other_phones(self) -> tuple[str, ...]:
        """The numbers after the first."""
        return tuple(value for value, _ in self.phones[1:])

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything by which the same person can be recognised in another row, the surest first."""
        firsts = [contacts[0][0] for contacts in (self.emails, self.phones) if contacts]
        if len(self.emails) > 1 or len(self.phones) > 1:
            firsts += [*self.other_emails, *self.other_phones]
        if self.links or self.external_ids:
            firsts += [link.key for link in self.links if link.key]
            firsts += [external.key for external in self.external_ids if external.key]
        return tuple(firsts)
