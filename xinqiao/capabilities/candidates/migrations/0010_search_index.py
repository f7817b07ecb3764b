"""The index behind search: FTS5 kept by triggers on SQLite, a stored tsvector with GIN on PostgreSQL.

Both only compare the tokens that the application wrote. detail=none: no phrases are asked for, so no positions are kept.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE candidates_search USING fts5(
    words, marks, content='candidates_searchtext', content_rowid='candidate_id', detail=none,
    tokenize="unicode61 remove_diacritics 0 tokenchars '#@.+-_:'"
);
CREATE TRIGGER candidates_search_added AFTER INSERT ON candidates_searchtext BEGIN
    INSERT INTO candidates_search(rowid, words, marks) VALUES (new.candidate_id, new.words, new.marks);
END;
CREATE TRIGGER candidates_search_gone AFTER DELETE ON candidates_searchtext BEGIN
    INSERT INTO candidates_search(candidates_search, rowid, words, marks)
    VALUES ('delete', old.candidate_id, old.words, old.marks);
END;
CREATE TRIGGER candidates_search_changed AFTER UPDATE ON candidates_searchtext BEGIN
    INSERT INTO candidates_search(candidates_search, rowid, words, marks)
    VALUES ('delete', old.candidate_id, old.words, old.marks);
    INSERT INTO candidates_search(rowid, words, marks) VALUES (new.candidate_id, new.words, new.marks);
END;
"""
SQLITE_BACK = """
DROP TRIGGER candidates_search_added;
DROP TRIGGER candidates_search_gone;
DROP TRIGGER candidates_search_changed;
DROP TABLE candidates_search;
"""
POSTGRESQL = """
ALTER TABLE candidates_searchtext ADD COLUMN document tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words || ' ' || marks, ' '))) STORED;
ALTER TABLE candidates_searchtext ALTER COLUMN document SET STATISTICS 1000;
CREATE INDEX candidates_search_document ON candidates_searchtext USING gin (document)
    WITH (fastupdate = on, gin_pending_list_limit = 16384);
CREATE INDEX candidates_search_newest ON candidates_searchtext (workspace_id, candidate_id DESC);
"""
POSTGRESQL_BACK = "ALTER TABLE candidates_searchtext DROP COLUMN document; DROP INDEX candidates_search_newest;"


def forwards(apps, editor):
    _run(editor, SQLITE, POSTGRESQL)


def backwards(apps, editor):
    _run(editor, SQLITE_BACK, POSTGRESQL_BACK)


def _run(editor, sqlite, postgresql):
    if editor.connection.vendor == "postgresql":
        editor.execute(postgresql)
        return
    statement = ""
    # A trigger holds semicolons of its own, and executescript would end the migration's transaction.
    for line in sqlite.strip().splitlines():
        statement += line + "\n"
        if line.endswith(";") and (not statement.startswith("CREATE TRIGGER") or line == "END;"):
            editor.execute(statement, params=None)
            statement = ""


class Migration(migrations.Migration):

    dependencies = [("candidates", "0009_contact_points_keep_addresses_unique")]

    operations = [migrations.RunPython(forwards, backwards)]
