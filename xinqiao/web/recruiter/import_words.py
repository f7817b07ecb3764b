"""What an import says: why a file cannot be read, what a column is, how a row ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.headings import Field, Sensitive
from xinqiao.capabilities.importing.mapping import ColumnMapping, Reason
from xinqiao.capabilities.importing.people import LEFT_OUT_UNTOLD
from xinqiao.capabilities.importing.profiles import profile_by_id
from xinqiao.capabilities.importing.rows import RowCode

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch

FIELDS: Final = {
    Field.IGNORE: gettext_lazy("Leave out"),
    Field.NAME: gettext_lazy("Name"),
    Field.LAST_NAME: gettext_lazy("Surname"),
    Field.FIRST_NAME: gettext_lazy("Given name"),
    Field.EMAIL: gettext_lazy("E-mail address"),
    Field.PHONE: gettext_lazy("Phone"),
    Field.COMPANY: gettext_lazy("Company"),
    Field.TITLE: gettext_lazy("Position"),
    Field.CITY: gettext_lazy("City"),
    Field.ROLE_FAMILY: gettext_lazy("Role family"),
    Field.SENIORITY: gettext_lazy("Seniority"),
    Field.LANGUAGE: gettext_lazy("Language to write in"),
    Field.SOURCE_DETAIL: gettext_lazy("Source in detail"),
    Field.PHONE_COUNTRY: gettext_lazy("Country code of the phone"),
    Field.WECHAT: gettext_lazy("WeChat"),
    Field.LINK: gettext_lazy("Profile or website"),
    Field.TIME_ZONE: gettext_lazy("Time zone"),
    Field.SKILLS: gettext_lazy("Skills"),
    Field.TAGS: gettext_lazy("Tags"),
    Field.STAGE: gettext_lazy("Stage"),
    Field.LAST_CONTACT: gettext_lazy("Last contact"),
    Field.OWNER_EMAIL: gettext_lazy("Who keeps it (name or e-mail)"),
    Field.EXTERNAL_ID: gettext_lazy("Number in the other system"),
    Field.NOTE: gettext_lazy("Note (they can read it)"),
    Field.TOS5_ITEM1: gettext_lazy("TOS-5, statement 1"),
    Field.TOS5_ITEM2: gettext_lazy("TOS-5, statement 2"),
    Field.TOS5_ITEM3: gettext_lazy("TOS-5, statement 3"),
    Field.TOS5_ITEM4: gettext_lazy("TOS-5, statement 4"),
    Field.TOS5_ITEM5: gettext_lazy("TOS-5, statement 5"),
    Field.TOS5_TOTAL: gettext_lazy("TOS-5, total alone (key unknown)"),
    Field.TOS5_DAY: gettext_lazy("TOS-5, day of the answers"),
    Field.TOS5_AGREED: gettext_lazy("TOS-5, how they agreed to share it"),
}
REASONS: Final = {
    Reason.HEADER: gettext_lazy("The heading says so."),
    Reason.CONTENT: gettext_lazy("The values look like it."),
    Reason.TAKEN: gettext_lazy("Another column fills this field already."),
    Reason.CHOSEN: gettext_lazy("Your choice."),
    Reason.NONE: gettext_lazy("Not recognised, so left out."),
}
SENSITIVE: Final = {
    Sensitive.ID_NUMBER: gettext_lazy("Number of a document: not needed to get to know someone."),
    Sensitive.ETHNICITY: gettext_lazy("Ethnicity: must not play a part."),
    Sensitive.BIRTH_PLACE: gettext_lazy("Origin: must not play a part."),
    Sensitive.BIRTH_DATE: gettext_lazy("Date of birth: must not play a part."),
    Sensitive.AGE: gettext_lazy("Age: must not play a part."),
    Sensitive.SEX: gettext_lazy("Sex: must not play a part."),
    Sensitive.MARITAL_STATUS: gettext_lazy("Marriage and children: must not play a part."),
    Sensitive.PHOTO: gettext_lazy("Picture: must not play a part."),
    Sensitive.POLITICS_OR_RELIGION: gettext_lazy("Politics or religion: must not play a part."),
    Sensitive.HEALTH: gettext_lazy("Health: protected by law, not needed here."),
    Sensitive.FAMILY: gettext_lazy("Family: these people never agreed."),
    Sensitive.BANK_ACCOUNT: gettext_lazy("Bank account: protected by law, not needed here."),
}
FATES: Final = {
    Fate.NEW: pgettext_lazy("fate of a row", "New"),
    Fate.UPDATED: pgettext_lazy("fate of a row", "Updated"),
    Fate.UNCHANGED: pgettext_lazy("fate of a row", "Unchanged"),
    Fate.PROBABLE: pgettext_lazy("fate of a row", "To decide"),
    Fate.DUPLICATE: pgettext_lazy("fate of a row", "Already there"),
    Fate.REFUSED: pgettext_lazy("fate of a row", "Refused"),
    Fate.SKIPPED: pgettext_lazy("fate of a row", "Passed over"),
}
STATES: Final = {
    "uploaded": gettext_lazy("not started"),
    "queued": gettext_lazy("waiting its turn"),
    "running": gettext_lazy("running"),
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("stopped by a fault"),
    "cancelled": pgettext_lazy("background work", "stopped"),
    "checked": gettext_lazy("dry run done"),
    "undoing": gettext_lazy("being taken back"),
    "undone": gettext_lazy("taken back"),
}
# What an update can change, in the words of the columns.
CHANGED: Final = {
    "display_name": FIELDS[Field.NAME],
    "company": FIELDS[Field.COMPANY],
    "title": FIELDS[Field.TITLE],
    "city": FIELDS[Field.CITY],
    "role_family": FIELDS[Field.ROLE_FAMILY],
    "seniority": FIELDS[Field.SENIORITY],
    "language": FIELDS[Field.LANGUAGE],
    "time_zone": gettext_lazy("Time zone"),
    "skills": gettext_lazy("Skills"),
    "last_contact_at": gettext_lazy("Last contact"),
    "email": FIELDS[Field.EMAIL],
    "phone": FIELDS[Field.PHONE],
    "link": FIELDS[Field.LINK],
    "wechat": gettext_lazy("WeChat"),
    "external": FIELDS[Field.EXTERNAL_ID],
    "tags": gettext_lazy("Tags"),
    "note": gettext_lazy("Note"),
}
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 / GBK",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252",
}
DELIMITERS: Final = {
    ",": gettext_lazy("comma"),
    "\t": gettext_lazy("tab"),
    ";": gettext_lazy("semicolon"),
    "|": gettext_lazy("bar"),
}
_UNREADABLE: Final = {
    "empty": gettext_lazy("There is nothing in this file. Please check whether it was saved."),
    "too_large": gettext_lazy("The file is larger than %(limit)s MB. Split it and import the parts one by one."),
    "binary": gettext_lazy("This is no table. Please save the list as .xlsx or .csv."),
    "nul_bytes": gettext_lazy("From row %(row)s on the file is damaged. Export the list once more."),
    "web_page": gettext_lazy("This is a web page under another name. Open it in Excel or WPS and save it as .xlsx."),
    "old_xls": gettext_lazy("This is the old .xls format. Open it in Excel or WPS and save it as .xlsx."),
    "encrypted": gettext_lazy("The file is protected by a password. Save a copy without it."),
    "not_a_workbook": gettext_lazy("This is a zip file and no workbook. Unpack it and choose the list inside."),
    "bad_zip": gettext_lazy("The workbook is damaged. Open it in Excel or WPS and save it anew."),
    "zip_bomb": gettext_lazy("Unpacked, this workbook becomes far too large. Save only the list itself as a new file."),
    "damaged_workbook": gettext_lazy("The workbook is damaged. Open it in Excel or WPS and save it anew."),
    "error_value": gettext_lazy(
        "In a cell of this workbook stands %(name)s. Delete what is in that cell in Excel or WPS and save it anew."
    ),
    "no_such_sheet": gettext_lazy("The file has no sheet “%(name)s”."),
    "unknown_encoding": gettext_lazy("We do not know this encoding."),
    "undecodable": gettext_lazy("In row %(row)s the text does not fit this encoding. Save the list as UTF-8 or .xlsx."),
    "unclosed_quote": gettext_lazy("In row %(row)s a quotation mark opens and never closes. Please mend that row."),
    "unreadable_cell": gettext_lazy("In row %(row)s a cell is far too long. Please shorten it."),
    "mixed_encodings": gettext_lazy("Row %(row)s is in another encoding than the rest. Save the list as UTF-8."),
    "no_such_row": gettext_lazy("The file has no row %(row)s."),
    "no_rows": gettext_lazy("Below the headings there is no row. Please check whether the list is in this file."),
    "too_many_columns": gettext_lazy("The file has %(found)s columns; we read up to %(limit)s. Delete some first."),
    "too_many_rows": gettext_lazy("The file has more than %(limit)s rows. Split it and import the parts one by one."),
    "too_many_cells": gettext_lazy("The sheet is too large. Copy the list itself into a new file."),
    "file_gone": gettext_lazy("The stored file is no longer there. Upload it once more; who came in already is known."),
    "store_full": gettext_lazy("The server has no room left for files. Tell whoever runs it, then try again."),
    "nothing_chosen": gettext_lazy("Please choose a file first."),
}
_ROW_CODES: Final = {
    RowCode.BLANK: gettext_lazy("Empty row"),
    RowCode.TOTALS: gettext_lazy("A line of totals, no person"),
    RowCode.EXTRA_CELLS: gettext_lazy("More cells than headings, so the values may have slipped"),
    RowCode.CELL_TOO_LONG: gettext_lazy("The cell is too long"),
    RowCode.NO_NAME: gettext_lazy("No name"),
    RowCode.NAME_TOO_LONG: gettext_lazy("The name is too long"),
    RowCode.BAD_EMAIL: gettext_lazy("No usable e-mail address"),
    RowCode.BAD_PHONE: gettext_lazy("No usable phone number"),
    RowCode.DAMAGED_PHONE: gettext_lazy("The table has rounded the number, digits are lost"),
    RowCode.NO_CONTACT: gettext_lazy("Neither e-mail nor phone"),
    RowCode.MORE_THAN_ONE: gettext_lazy("Several values: the first is used, all stand in a note"),
    RowCode.SHORTENED: gettext_lazy("Shortened to fit"),
    RowCode.NOT_A_PERSON: gettext_lazy("A company or a group, no person"),
    RowCode.BLOCKED: gettext_lazy("This person asked not to be recorded again"),
    RowCode.SHARED_NUMBER: gettext_lazy("This number stands with several people and is left out"),
    RowCode.TOS5_NOT_AGREED: gettext_lazy("TOS-5 left out: nothing says that they agreed to share it"),
    RowCode.TOS5_NO_DAY: gettext_lazy("TOS-5 left out: the day of the answers is missing"),
    RowCode.TOS5_DAY_TO_COME: gettext_lazy("TOS-5 left out: the day of the answers has not come yet"),
    RowCode.TOS5_UNUSABLE: gettext_lazy("TOS-5 left out: neither answers from 1 to 5 nor a total from 5 to 25"),
    RowCode.TOS5_KNOWN: gettext_lazy("TOS-5 left out: the record is there already; enter it from paper if they agreed"),
    RowCode.UNDECIDED: gettext_lazy("Nobody decided on it before the import was taken back"),
    RowCode.KEPT_CONSENT: gettext_lazy("Stays: they have decided something since"),
    RowCode.KEPT_ANSWERS: gettext_lazy("Stays: they have answered since"),
    RowCode.KEPT_LINK: gettext_lazy("Stays: a link was handed out since"),
    RowCode.KEPT_CONTACT: gettext_lazy("Stays: there was contact since"),
    RowCode.KEPT_NOTE: gettext_lazy("Stays: somebody wrote a note since"),
    RowCode.KEPT_MERGED: gettext_lazy("Stays: the record was merged since"),
    RowCode.KEPT_EDITED: gettext_lazy("Stays: somebody changed the record since"),
    RowCode.CHANGED_SINCE: gettext_lazy("Changed again since, so left as it is"),
    RowCode.NOT_UNDERSTOOD: gettext_lazy("Not understood, so left out"),
    RowCode.DAMAGED_TEXT: gettext_lazy("Characters were lost before the file reached us"),
    RowCode.SENSITIVE_TEXT: gettext_lazy("This note speaks of private matters; better without it"),
    RowCode.SENSITIVE_NUMBER: gettext_lazy("This note holds the number of a document or bank card; better without it"),
}


def unreadable(code: str, detail: Mapping[str, Any] | None = None) -> str:
    """Why a file or an import cannot go on, and what to do."""
    values = dict(detail or {})
    if code == "too_large" and "limit" in values:
        values["limit"] = int(values["limit"]) // (1024 * 1024)
    words = _UNREADABLE.get(code)
    if words is None:
        return _("Something went wrong on our side. What was stored stays; please try again later.")
    figures = {name: figure(value) if isinstance(value, int) else value for name, value in values.items()}
    try:
        return str(words) % figures
    except KeyError:
        # A later stage knows the code and no longer the detail.
        return _("The file can no longer be read. Upload it once more; who came in already is known.")


def profile_words(profile: str) -> str:
    """The name of the program that an export was recognised as; empty for a list of somebody's own."""
    known = profile_by_id(profile) if profile else None
    if known is None or known.is_general:
        return ""
    return known.name_zh if (get_language() or "").startswith("zh") else known.name_en


def left_out_words(batch: ImportBatch) -> tuple[str, ...]:
    """The columns that stay out because these people were never told."""
    columns = ColumnMapping.from_json(batch.mapping).columns
    return tuple(column.heading or column_letter(column.index) for column in columns if column.field in LEFT_OUT_UNTOLD)


def figure(number: int) -> str:
    """A count as this language groups it."""
    return number_format(number, force_grouping=True)


def column_letter(index: int) -> str:
    """The letters that a spreadsheet program shows above a column: A, B … Z, AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def row_reason(code: str, *, column: int | None = None, value: str = "", to: int | None = None) -> str:
    """One remark on a row: what, in which column, and the value in question."""
    words = str(_ROW_CODES.get(RowCode(code), code))
    if to is not None:
        words = _("Empty rows up to row %(to)s") % {"to": to}
    if value:
        words = _("%(what)s: “%(value)s”") % {"what": words, "value": value}
    if column is None:
        return words
    return _("%(what)s (column %(letter)s)") % {"what": words, "letter": column_letter(column)}
