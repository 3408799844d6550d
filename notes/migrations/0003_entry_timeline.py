from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0002_alter_entry_visibility'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_timeline',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['-read_on', 'position', 'id', 'visibility'], name='entry_timeline'),
        ),
    ]
