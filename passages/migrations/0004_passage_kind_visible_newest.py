from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('passages', '0003_tag_description'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='passage',
            index=models.Index(fields=['kind', 'visibility', '-dated_on', '-id'], name='passage_kind_visible_newest'),
        ),
    ]
