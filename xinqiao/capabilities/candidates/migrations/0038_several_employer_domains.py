from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0037_people_being_erased'),
    ]

    operations = [
        migrations.AlterField(
            model_name='candidate',
            name='employer_domain',
            field=models.TextField(blank=True, default=''),
        ),
    ]
