from datetime import UTC, datetime
from unittest import skipUnless

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase

from history.models import BulkChange, Version
from history.rows import (
    INSERTED_AT_ONCE,
    count_again_for_plans,
    count_for_plans,
    give_keys,
    insert_rows,
    update_rows,
)

MOMENT = datetime(2023, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)


def to_version(number: int) -> Version:
    return Version(
        owner_type_id=ContentType.objects.get_for_model(BulkChange).pk,
        owner_id=number,
        title=f"Title “{number}” %s",
        values={"body": "text", "number": number, "nothing": None},
        changed=["body"] if number % 2 else [],
        saved_at=MOMENT,
        note="note",
        is_told=number % 3 == 0,
    )


def said() -> list[dict]:
    return list(Version.objects.order_by("pk").values())


class RowsTests(TestCase):
    def test_rows_are_those_that_django_would_write(self):
        Version.objects.bulk_create(map(to_version, range(7)))
        expected = [row | {"id": None} for row in said()]
        Version.objects.all().delete()
        insert_rows([to_version(number) for number in range(7)])
        self.assertEqual([row | {"id": None} for row in said()], expected)

    def test_each_row_gets_its_own_key(self):
        versions = [to_version(number) for number in range(INSERTED_AT_ONCE + 3)]
        insert_rows(versions)
        keys = dict(Version.objects.values_list("pk", "owner_id"))
        self.assertEqual(keys, {version.pk: version.owner_id for version in versions})
        self.assertEqual([version.pk for version in versions], sorted(keys))

    def test_rows_that_are_there_already_are_left_out_if_wished(self):
        kinds = [ContentType(app_label="a", model=name) for name in ("b", "c")]
        insert_rows(kinds[:1])
        for model in ("b", "c"):
            insert_rows([ContentType(app_label="a", model=model)], ignore_conflicts=True)
        self.assertEqual(ContentType.objects.filter(app_label="a").count(), 2)

    def test_keys_are_known_before_rows_are_written(self):
        insert_rows([to_version(1)])
        Version.objects.all().delete()
        versions = [to_version(2), to_version(3)]
        give_keys(versions)
        promised = [version.pk for version in versions]
        insert_rows(versions)
        self.assertEqual([row["id"] for row in said()], promised)

    def test_what_is_saved_later_has_other_keys(self):
        versions = [to_version(1), to_version(2)]
        give_keys(versions)
        insert_rows(versions)
        to_version(3).save()
        self.assertEqual([row["owner_id"] for row in said()], [1, 2, 3])

    def test_a_row_that_was_written_can_be_saved_again(self):
        version = to_version(1)
        insert_rows([version])
        version.title = "Another"
        version.save()
        self.assertEqual([row["title"] for row in said()], ["Another"])

    def test_what_is_empty_is_written_as_such(self):
        version = to_version(1)
        version.saved_by_id, version.title, version.values = None, "", {}
        insert_rows([version])
        self.assertEqual(
            [(row["saved_by_id"], row["title"], row["values"]) for row in said()], [(None, "", {})]
        )

    def test_only_the_named_fields_are_updated(self):
        version = to_version(1)
        insert_rows([version])
        version.title, version.note, version.values = "Another", "other", {"body": "other"}
        update_rows([version], ["title", "values"])
        [row] = said()
        self.assertEqual((row["title"], row["note"], row["values"]), ("Another", "note", {"body": "other"}))

    def test_nothing_costs_nothing(self):
        with self.assertNumQueries(0):
            insert_rows([])
            give_keys([])
            update_rows([], ["title"])

    def known_to_plans(self):
        told = {
            "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'history_version'",
            "sqlite": "SELECT MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'history_version'",
        }
        with connection.cursor() as cursor:
            cursor.execute(told[connection.vendor])
            return cursor.fetchone()[0]

    def test_plans_know_how_many_rows_have_come(self):
        insert_rows([to_version(number) for number in range(300)])
        count_for_plans()
        self.assertEqual(self.known_to_plans(), 300)

    @skipUnless(connection.vendor == "sqlite", "PostgreSQL counts by itself")
    def test_sqlite_counts_again_once_there_are_twice_as_many(self):
        for came, known in ((300, 300), (300, 300), (1, 601)):
            insert_rows([to_version(number) for number in range(came)])
            count_again_for_plans(Version)
            self.assertEqual(self.known_to_plans(), known)
