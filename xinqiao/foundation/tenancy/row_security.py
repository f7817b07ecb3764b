"""PostgreSQL's second lock: forced row-level security on every workspace-owned table, and the application role.

Applied after every `migrate`, idempotently, by the owner of the tables; web and worker then run as the role.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from xinqiao.foundation.tenancy.models import ScopedModel
from xinqiao.foundation.tenancy.scope import SETTING

POLICY = "own_workspace"
# Forced row-level security hides all rows from the owner too; a backup is the owner's one way past it.
BACKUP_POLICY = "backup_by_owner"
BACKUP_SETTING = "xinqiao.backup"


def scoped_models() -> list[type[models.Model]]:
    """Every concrete model whose rows a workspace owns."""
    return [model for model in apps.get_models() if issubclass(model, ScopedModel)]


def apply() -> None:
    """Creates the role, grants and policies. Does nothing on SQLite."""
    if connection.vendor != "postgresql":
        return
    role = connection.ops.quote_name(settings.DATABASE_APP_ROLE)
    # As one act: at no moment, and after no failure half way, does a table stand without its policy.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS")
        cursor.execute(f"GRANT {role} TO CURRENT_USER")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for model in scoped_models():
            table = connection.ops.quote_name(model._meta.db_table)
            # The sub-select makes the setting an InitPlan: read once a statement, not once a row.
            own = f"workspace_id = (SELECT NULLIF(current_setting('{SETTING}', true), '')::bigint)"
            readable = " AND ".join([own, *_read_condition(model)])
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({readable}) WITH CHECK ({own})")
            asked = f"(SELECT current_setting('{BACKUP_SETTING}', true)) = 'on'"
            cursor.execute(f"DROP POLICY IF EXISTS {BACKUP_POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {BACKUP_POLICY} ON {table} FOR SELECT TO CURRENT_USER USING ({asked})")


def _read_condition(model: type[models.Model]) -> list[str]:
    """What a model names as `read_condition`: SQL that a row must meet besides to be seen, empty setting = every row.

    For conditions that need an index: the planner keeps a query's own condition behind the policy unless its operator
    is leakproof, so a full-text match outside the policy would read the whole workspace (docs/decisions/search.md).
    """
    condition: str | None = getattr(model, "read_condition", None)
    return [condition] if condition else []


def problems() -> list[str]:
    """What is wrong with the second lock right now, in words; empty when it holds (or on SQLite)."""
    if connection.vendor != "postgresql":
        return []
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
        if row is None or row[0]:
            found.append("The database role of the application is a superuser or bypasses row-level security.")
        cursor.execute(
            "SELECT c.relname, pg_has_role(c.relowner, 'MEMBER') AND c.relowner = current_user::regrole FROM pg_class c"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = 'public'::regnamespace"
        )
        protected = dict(cursor.fetchall())
    for model in scoped_models():
        table = model._meta.db_table
        if table not in protected:
            found.append(f"Table {table} has no forced row-level security; run `xinqiao migrate`.")
        elif protected[table]:
            found.append(f"The application connects as the owner of table {table}.")
    return found
