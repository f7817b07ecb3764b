"""Lets an import renew PostgreSQL's statistics of the tables that it asks: only their owner may run ANALYZE."""

from django.db import migrations

# Nothing is passed in and nothing comes out, so whoever may call it learns and changes nothing.
CREATE = """
CREATE FUNCTION xinqiao_renew_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
  ANALYZE public.candidates_candidate, public.candidates_contactpoint, public.candidates_tag,
    public.importing_importbatch, public.importing_importrow, public.workspaces_member;
END
$$
"""


def create(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(CREATE, None)


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION xinqiao_renew_statistics()")


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0029_one_index_a_key'),
        ('importing', '0004_one_index_a_key'),
        ('workspaces', '0001_initial'),
    ]

    operations = [migrations.RunPython(create, drop)]
