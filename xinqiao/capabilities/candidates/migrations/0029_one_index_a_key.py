"""Keys of the tables with most rows lose indexes and checks of their own: composite ones begin with the same columns."""

import django.db.models.deletion
import xinqiao.foundation.tenancy.scope
from django.db import migrations, models

from xinqiao.foundation.tenancy.key_indexes import DropOwnIndex


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0028_salt_of_blocked_identities'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        DropOwnIndex(
            model_name='candidate',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        DropOwnIndex(
            model_name='candidatetag',
            name='candidate',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tag_rows', to='candidates.candidate'),
        ),
        DropOwnIndex(
            model_name='candidatetag',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        DropOwnIndex(
            model_name='contactpoint',
            name='candidate',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='candidates.candidate'),
        ),
        DropOwnIndex(
            model_name='contactpoint',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        DropOwnIndex(
            model_name='searchtext',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        DropOwnIndex(
            model_name='tag',
            name='workspace',
            field=models.ForeignKey(db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        DropOwnIndex(
            model_name='timelineentry',
            name='candidate',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='timeline', to='candidates.candidate'),
        ),
        DropOwnIndex(
            model_name='timelineentry',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=xinqiao.foundation.tenancy.scope.current_workspace_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
    ]
