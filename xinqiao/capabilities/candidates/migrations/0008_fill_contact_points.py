"""Addresses and numbers that stood on the record itself become contact points."""

from django.db import migrations

# The record's own unique keys allowed one of each, so nothing can collide here.
FILL = """
INSERT INTO candidates_contactpoint (workspace_id, candidate_id, kind, value, "key", label, position)
SELECT workspace_id, id, '{kind}', {kind}, {kind}_key, '', 0 FROM candidates_candidate
WHERE {kind}_key IS NOT NULL AND workspace_id = %s
"""


def fill(apps, editor):
    workspaces = apps.get_model("workspaces", "Workspace").objects.values_list("id", flat=True)
    with editor.connection.cursor() as cursor:
        for workspace_id in list(workspaces):
            if editor.connection.vendor == "postgresql":
                # Forced row-level security hides a workspace's rows from the owner of the tables too.
                cursor.execute("SELECT set_config('xinqiao.workspace', %s, true)", [str(workspace_id)])
            for kind in ("email", "phone"):
                cursor.execute(FILL.format(kind=kind), [workspace_id])
        if editor.connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('xinqiao.workspace', '', true)")
            # The next migration alters the table, which pending checks of deferred keys would forbid.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0007_attachments_and_exports'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
