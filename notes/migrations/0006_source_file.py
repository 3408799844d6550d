from django.db import migrations, models


def move_hashes(apps, schema_editor):
    """What a topic remembered of the entries of its log is the source file's."""
    Topic, SourceFile = apps.get_model("topics", "Topic"), apps.get_model("notes", "SourceFile")
    for topic in Topic._base_manager.exclude(source_file="").only("source_file", "source_values"):
        if "entries" in topic.source_values:
            hashes = topic.source_values.pop("entries")
            SourceFile.objects.get_or_create(name=topic.source_file, defaults={"data": b"", "hashes": hashes})
            Topic._base_manager.filter(pk=topic.pk).update(source_values=topic.source_values)


class Migration(migrations.Migration):
    dependencies = [("notes", "0005_owners_html"), ("topics", "0004_owners_html")]

    operations = [
        migrations.CreateModel(
            name="SourceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=500, unique=True, verbose_name="file")),
                ("data", models.BinaryField(verbose_name="bytes")),
                ("hashes", models.JSONField(default=list)),
                ("imported_at", models.DateTimeField(auto_now=True, verbose_name="imported at")),
            ],
            options={
                "verbose_name": "source file",
                "verbose_name_plural": "source files",
                "ordering": ["name"],
            },
        ),
        migrations.RunPython(move_hashes, migrations.RunPython.noop),
    ]
