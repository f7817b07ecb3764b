"""People of the first release get their reading, their last contact and their search text."""

from django.db import migrations
from django.db.models import Max

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.names import reading_of, sort_name

BLOCK = 2000
# Entries that only the keepers may see do not move what everybody can filter by.
KEEPERS_ONLY = ("shared_result", "shared_contact_only", "took_back_result", "sign", "sign_taken_back")


def fill(apps, editor):
    is_postgresql = editor.connection.vendor == "postgresql"
    for workspace_id in list(apps.get_model("workspaces", "Workspace").objects.values_list("id", flat=True)):
        if is_postgresql:
            with editor.connection.cursor() as cursor:
                cursor.execute("SELECT set_config('xinqiao.workspace', %s, true)", [str(workspace_id)])
        last = 0
        while last is not None:
            last = _fill_block(apps, workspace_id, last)
    if is_postgresql:
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('xinqiao.workspace', '', true)")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _fill_block(apps, workspace_id, after):
    Candidate, Entry = apps.get_model("candidates", "Candidate"), apps.get_model("candidates", "TimelineEntry")
    people = list(Candidate.objects.filter(workspace_id=workspace_id, id__gt=after).order_by("id")[:BLOCK])
    entries = Entry.objects.filter(workspace_id=workspace_id, candidate_id__in=[one.pk for one in people])
    entries = entries.exclude(direction="").exclude(kind__in=KEEPERS_ONLY)
    contacts = dict(entries.order_by().values_list("candidate_id").annotate(last=Max("at")))
    rows = []
    for person in people:
        reading = reading_of(person.display_name)
        person.pinyin, person.initials = reading.pinyin, reading.initials
        person.sort_name = sort_name(person.display_name)
        person.last_contact_at = contacts.get(person.pk)
        around = search.Around(
            emails=tuple(filter(None, [person.email_key])), phones=tuple(filter(None, [person.phone_key]))
        )
        words, marks = search.words_of(person, around), search.marks_of(person, around)
        rows.append((person.pk, words, marks))
    Candidate.objects.bulk_update(people, ["pinyin", "initials", "sort_name", "last_contact_at"], batch_size=500)
    SearchText = apps.get_model("candidates", "SearchText")
    SearchText.objects.bulk_create(
        [SearchText(candidate_id=pk, workspace_id=workspace_id, words=words, marks=marks) for pk, words, marks in rows],
        batch_size=500,
    )
    return people[-1].pk if len(people) == BLOCK else None


class Migration(migrations.Migration):

    dependencies = [("candidates", "0010_search_index")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
