"""People of the former release get the numbers by which same names in the same company are found."""

from django.db import migrations

from xinqiao.domain.probable_twins import traits_of

BATCH = 2000
READ = """
SELECT id, display_name, pinyin, sort_name, company, title, city, email_key, phone_key FROM candidates_candidate
WHERE workspace_id = %s AND id > %s ORDER BY id LIMIT %s
"""
WRITE = """
UPDATE candidates_candidate SET twin_key = %s, twin_written = %s, twin_detail = %s WHERE workspace_id = %s AND id = %s
"""


def fill(apps, editor):
    workspaces = apps.get_model("workspaces", "Workspace").objects.values_list("id", flat=True)
    with editor.connection.cursor() as cursor:
        for workspace_id in list(workspaces):
            if editor.connection.vendor == "postgresql":
                # Forced row-level security hides a workspace's rows from the owner of the tables too.
                cursor.execute("SELECT set_config('xinqiao.workspace', %s, true)", [str(workspace_id)])
            last = 0
            while last is not None:
                last = fill_batch(cursor, workspace_id, last)
        if editor.connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('xinqiao.workspace', '', true)")
            # A later migration may alter the table, which pending checks of deferred keys would forbid.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def fill_batch(cursor, workspace_id, after):
    cursor.execute(READ, [workspace_id, after, BATCH])
    rows = cursor.fetchall()
    values = []
    for pk, name, pinyin, sort_name, company, title, city, email, phone in rows:
        traits = traits_of(
            name, pinyin or sort_name, company, title=title, city=city, reachable=bool(email and phone)
        )
        if traits is not None:
            values.append([*traits, workspace_id, pk])
    if values:
        cursor.executemany(WRITE, values)
    return rows[-1][0] if rows else None


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0025_what_twins_compare'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
