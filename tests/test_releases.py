"""Each release there ever was is upgraded to this program, and nothing of it is lost: docs/releasing.md."""

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.state import ProjectState
from django.test import TestCase, override_settings

from backups.making import program_version
from backups.restoring import restore

from .releasing.making import BACKUP, UNUSED, empty_tables, releases
from .releasing.sample import fill
from .releasing.scratch import scratch_database
from .releasing.upgrading import Upgrade, accepted, step


class Doctored(migrations.Migration):
    """What no upgrade may do."""

    operations = [
        migrations.RunSQL("UPDATE notes_entry SET body = TRIM(body)"),
        migrations.RunSQL("UPDATE topics_topic SET visibility = 'public' WHERE slug = 'secret'"),
        migrations.RunSQL("UPDATE passages_passage SET anchor = 'x' WHERE text LIKE 'Runs for years%%'"),
        migrations.RunSQL("DELETE FROM passages_clash"),
        migrations.RunSQL("UPDATE papers_paper SET issued_year = NULL WHERE issued_year = -300"),
        migrations.RemoveField("sourcefile", "hashes"),
    ]


TOLD = {
    "notes.entry body",
    "topics.topic visibility",
    "passages.passage anchor",
    "passages.clash name",
    "papers.paper issued_year",
    "notes.sourcefile hashes",
}


class UpgradeTests(TestCase):
    """In a database of the same kind as that of the tests, since migrations stand in no transaction."""

    maxDiff = 20_000

    @classmethod
    def setUpTestData(cls):
        cls.told, cls.doctored = {}, []
        for release in releases():
            with TemporaryDirectory() as name, scratch_database(Path(name)):
                upgrade = Upgrade(release, Path(name))
                cls.told[release] = upgrade.run()
                call_command("reindex", check=True, stdout=StringIO())
                if release == releases()[-1]:
                    cls.doctored = cls.doctor(upgrade)

    @classmethod
    def doctor(cls, upgrade):
        state = ProjectState.from_apps(apps)
        with connection.schema_editor() as editor:
            Doctored("9999_doctored", "notes").apply(state, editor)
        return upgrade.changed(state.apps)

    def test_nothing_is_lost(self):
        for release, told in self.told.items():
            hint = f"If it is on purpose: python -m tests.releasing accept {release.name}, and say why there."
            self.assertEqual(told, accepted(release), hint)

    def test_a_migration_that_loses_something_is_told(self):
        places = {f"{table} {column}" for table, _, column in (line.split()[1:4] for line in self.doctored)}
        self.assertLessEqual(TOLD, {place.rstrip(":") for place in places})


class OldBackupTests(TestCase):
    maxDiff = 20_000

    def test_it_is_restored_into_this_program(self):
        for release in releases():
            with self.subTest(release.name), TemporaryDirectory() as name:
                upgrade = Upgrade(release, Path(name))
                with override_settings(MEDIA_ROOT=upgrade.media):
                    restore(release / BACKUP, is_replacing=True)
                self.assertEqual(upgrade.changed(), step(accepted(release), "migrated"))


class SampleTests(TestCase):
    """What the next release keeps."""

    def test_the_release_that_this_program_becomes_is_kept(self):
        self.assertIn(program_version(), [path.name for path in releases()])

    def test_every_model_has_rows(self):
        if connection.vendor != "sqlite":
            self.skipTest("once is enough")
        with TemporaryDirectory() as name, override_settings(MEDIA_ROOT=name):
            fill()
        self.assertEqual(empty_tables(), UNUSED)
