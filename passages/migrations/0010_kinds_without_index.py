"""The index of the kind alone goes: others begin with it, and SQLite took it rather than those.

Django would write each table anew on SQLite, which takes minutes where there are millions of passages.
"""

from typing import Any

from django.db import migrations, models

COLUMNS = {
    "excerpt": "owner_type",
    "passage": "owner_type",
    "permalink": "owner_type",
    "tagging": "content_type",
}


def drop(apps: Any, schema_editor: Any) -> None:
    for name, field in COLUMNS.items():
        model = apps.get_model("passages", name)
        column = model._meta.get_field(field).column
        for index in schema_editor._constraint_names(model, [column], index=True):
            schema_editor.execute(schema_editor._delete_index_sql(model, index))


def create(apps: Any, schema_editor: Any) -> None:
    for name, field in COLUMNS.items():
        model = apps.get_model("passages", name)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[model._meta.get_field(field)]))


def kind_of(model: str, field: str) -> migrations.AlterField:
    kind = models.ForeignKey(
        "contenttypes.contenttype", models.CASCADE, related_name="+", db_index=False
    )
    return migrations.AlterField(model, field, kind)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("passages", "0009_passage_by_place"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[kind_of(*names) for names in COLUMNS.items()],
            database_operations=[migrations.RunPython(drop, create)],
        )
    ]
