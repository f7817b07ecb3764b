from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0012_search_index'),
        ('content', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='candidate',
            name='twin_key',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='candidate',
            name='twin_written',
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='candidate',
            name='twin_detail',
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(condition=models.Q(('twin_key__isnull', False)), fields=['workspace', 'twin_key'], name='candidates_twins'),
        ),
    ]
