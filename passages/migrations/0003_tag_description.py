import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('passages', '0002_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='tag',
            name='description',
            field=models.TextField(blank=True, default='', help_text="Plain text that stands on the tag's page; an empty line begins a paragraph.", max_length=5000, validators=[django.core.validators.ProhibitNullCharactersValidator()]),
            preserve_default=False,
        ),
    ]
