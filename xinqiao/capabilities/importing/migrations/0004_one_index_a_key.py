"""Keys of the tables with most rows lose indexes and checks of their own: composite ones begin with the same columns."""

import django.db.models.deletion
import xinqiao.foundation.tenancy.scope
from django.db import migrations, models

from xinqiao.foundation.tenancy.key_indexes import DropOwnIndex


class Migration(migrations.Migration):

    dependencies = [
        ('importing', '0003_find_rows_of_a_person'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        DropOwnIndex(
            model_name='importbatch',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        DropOwnIndex(
            model_name='importrow',
            name='batch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='importing.importbatch'),
        ),
        DropOwnIndex(
            model_name='importrow',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
    ]
