from django.db import migrations, models
from django.db.models import Count, Exists, OuterRef


def count(apps, schema_editor):
    """As `Domain.objects.count_anew` does."""
    Link, Domain, Mention = (apps.get_model("passages", name) for name in ("Link", "Domain", "Mention"))
    public = Mention.objects.filter(link=OuterRef("pk"), passage__visibility="public")
    Link.objects.filter(Exists(public)).update(is_public=True)
    counted = Link.objects.filter(is_public=True).order_by().values_list("domain").annotate(Count("pk"))
    rows = [Domain(name=name, links=links) for name, links in counted]
    Domain.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("passages", "0010_kinds_without_index")]

    operations = [
        migrations.AddField(
            model_name="link",
            name="is_public",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, unique=True)),
                ("links", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["name"],
                "indexes": [models.Index(fields=["-links", "name"], name="domain_largest")],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop, elidable=True),
    ]
