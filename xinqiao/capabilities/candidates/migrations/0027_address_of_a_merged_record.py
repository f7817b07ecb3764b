from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0026_fill_what_twins_compare'),
    ]

    operations = [
        migrations.AddField(
            model_name='merge',
            name='other_public_id',
            field=models.CharField(default='', editable=False, max_length=16),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['workspace', 'other_public_id'], name='candidates_merge_other'),
        ),
    ]
