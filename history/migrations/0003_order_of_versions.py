from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("history", "0002_bulk_changes")]

    operations = [
        migrations.AlterModelOptions(
            name="version",
            options={"ordering": ["-pk"], "verbose_name": "version", "verbose_name_plural": "versions"},
        ),
    ]
