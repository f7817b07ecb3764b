"""The index that each database knows: FTS5 with triggers on SQLite, a tsvector column with GIN on PostgreSQL.

A later migration that makes SQLite rebuild candidates_searchtext must run `create_sqlite` again: the triggers go with
the old table.
"""

from django.db import migrations

# Bytes past ASCII are letters to this tokenizer whatever they are; the signs below stand in addresses and marks. So a
# token ends at a space and nowhere else. Only who has a token is kept, not where: no phrase is ever asked for. Beginnings
# of up to six letters have rows of their own; FTS5 collects longer ones before it answers.
SQLITE = [
    """
    CREATE VIRTUAL TABLE candidates_search USING fts5(
      words, marks, content='candidates_searchtext', content_rowid='candidate_id', detail=none, columnsize=0,
      prefix='2 3 4 5 6', tokenize="ascii tokenchars '!#$%&*+-./:<=>?@\\^_`{|}~()[],;'"
    )
    """,
    "INSERT INTO candidates_search(candidates_search) VALUES ('rebuild')",
    """
    CREATE TRIGGER candidates_search_added AFTER INSERT ON candidates_searchtext BEGIN
      INSERT INTO candidates_search(rowid, words, marks) VALUES (new.candidate_id, new.words, new.marks);
    END
    """,
    """
    CREATE TRIGGER candidates_search_removed AFTER DELETE ON candidates_searchtext BEGIN
      INSERT INTO candidates_search(candidates_search, rowid, words, marks)
      VALUES ('delete', old.candidate_id, old.words, old.marks);
    END
    """,
    """
    CREATE TRIGGER candidates_search_changed AFTER UPDATE ON candidates_searchtext BEGIN
      INSERT INTO candidates_search(candidates_search, rowid, words, marks)
      VALUES ('delete', old.candidate_id, old.words, old.marks);
      INSERT INTO candidates_search(rowid, words, marks) VALUES (new.candidate_id, new.words, new.marks);
    END
    """,
]

POSTGRESQL = [
    # Called immutable so that the planner sees the query itself: it estimates with it, and no row reads it anew. True
    # only within one statement, so the product never keeps the plan of a search (docs/decisions/search.md).
    """
    CREATE FUNCTION xinqiao_search() RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT COALESCE(NULLIF(pg_catalog.current_setting('xinqiao.search', true), ''), '!NOBODY')::pg_catalog.tsquery
    $$
    """,
    """
    ALTER TABLE candidates_searchtext ADD COLUMN document tsvector GENERATED ALWAYS AS (
      array_to_tsvector(array_remove(string_to_array(words || ' ' || marks, ' '), ''))
    ) STORED
    """,
    # A row stays in one piece: a page of fifty must not fetch from a second table.
    "ALTER TABLE candidates_searchtext SET (toast_tuple_target = 8160, autovacuum_analyze_scale_factor = 0.02)",
    "ALTER TABLE candidates_searchtext ALTER COLUMN document SET STATISTICS 300",
    # Every search reads the pending list from end to end and counts its pages as costly: at a million people 18 MB of it
    # made the planner walk the workspace (450 ms), and a narrow search cost 15 ms instead of 1.
    """
    CREATE INDEX candidates_search_document ON candidates_searchtext USING gin (document)
    WITH (fastupdate = on, gin_pending_list_limit = 1024)
    """,
]


def create_sqlite(editor):
    # While a table is rebuilt or a migration tried twice, the old index may still be there.
    for name in ("added", "removed", "changed"):
        editor.execute(f"DROP TRIGGER IF EXISTS candidates_search_{name}")
    editor.execute("DROP TABLE IF EXISTS candidates_search")
    for statement in SQLITE:
        editor.execute(statement, None)


def create(apps, editor):
    if editor.connection.vendor == "sqlite":
        create_sqlite(editor)
        return
    for statement in POSTGRESQL:
        editor.execute(statement, None)


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        for name in ("added", "removed", "changed"):
            editor.execute(f"DROP TRIGGER candidates_search_{name}")
        editor.execute("DROP TABLE candidates_search")
        return
    # The policy reads the column; the next `migrate` writes it again.
    editor.execute("DROP POLICY IF EXISTS own_workspace ON candidates_searchtext")
    editor.execute("ALTER TABLE candidates_searchtext DROP COLUMN document")
    editor.execute("DROP FUNCTION xinqiao_search()")


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0011_fill_search_text'),
    ]

    operations = [migrations.RunPython(create, drop)]
