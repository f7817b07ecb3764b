"""People of earlier releases get their pinyin, their last contact and their search text."""

from collections import defaultdict

from django.db import migrations

from xinqiao.capabilities.candidates.names import initials_of, pinyin_of, sort_name
from xinqiao.capabilities.candidates.search import marks_of, words_of

AT_ONCE = 2_000

# As in queries.timeline: what only the keepers may conclude from does not count.
LAST_CONTACT = """
UPDATE candidates_candidate SET last_contact_at = (
  SELECT max(t.at) FROM candidates_timelineentry t
  WHERE t.workspace_id = candidates_candidate.workspace_id AND t.candidate_id = candidates_candidate.id
  AND t.direction <> ''
  AND t.kind NOT IN ('shared_result', 'shared_contact_only', 'took_back_result', 'sign', 'sign_taken_back')
) WHERE workspace_id = %s
"""


def fill(apps, editor):
    workspaces = apps.get_model("workspaces", "Workspace").objects.values_list("id", flat=True)
    is_postgresql = editor.connection.vendor == "postgresql"
    with editor.connection.cursor() as cursor:
        for workspace_id in list(workspaces):
            if is_postgresql:
                # Forced row-level security hides a workspace's rows from the owner of the tables too.
                cursor.execute("SELECT set_config('xinqiao.workspace', %s, true)", [str(workspace_id)])
            cursor.execute(LAST_CONTACT, [workspace_id])
            fill_workspace(apps, cursor, workspace_id)
        if is_postgresql:
            cursor.execute("SELECT set_config('xinqiao.workspace', '', true)")
            # The next migration alters the table, which pending checks of deferred keys would forbid.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def fill_workspace(apps, cursor, workspace_id):
    people = apps.get_model("candidates", "Candidate").objects
    contact_points = apps.get_model("candidates", "ContactPoint").objects
    last = 0
    while True:
        rows = list(people.filter(workspace_id=workspace_id, id__gt=last).order_by("id")[:AT_ONCE])
        if not rows:
            return
        first, last = rows[0].id, rows[-1].id
        points = defaultdict(list)
        of_these = contact_points.filter(
            workspace_id=workspace_id, candidate_id__gte=first, candidate_id__lte=last
        )
        for candidate_id, kind, key in of_these.order_by("id").values_list("candidate_id", "kind", "key"):
            points[candidate_id].append((kind, key))
        for row in rows:
            row.pinyin = pinyin_of(row.display_name)
            row.initials = initials_of(row.display_name)
            row.sort_name = sort_name(row.display_name)
        cursor.executemany(
            "UPDATE candidates_candidate SET pinyin = %s, initials = %s, sort_name = %s WHERE id = %s",
            [(row.pinyin, row.initials, row.sort_name, row.id) for row in rows],
        )
        cursor.executemany(
            "INSERT INTO candidates_searchtext (candidate_id, workspace_id, words, marks) VALUES (%s, %s, %s, %s)",
            [(row.id, workspace_id, words_of(row, points=points[row.id]), marks_of(row)) for row in rows],
        )


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0010_search_text_newest_first'),
        ('workspaces', '0001_initial'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
