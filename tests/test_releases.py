"""Each release there ever was is upgraded to this program, and nothing of it is lost: docs/releasing.md."""

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.state import ProjectState
from django.test import SimpleTestCase, TestCase, override_settings

from backups.making import program_version
from backups.restoring import restore

from .releasing.making import ACCEPTED, BACKUP, UNUSED, empty_tables, releases
from .releasing.sample import fill
from .releasing.scratch import scratch_database
from .releasing.upgrading import Upgrade, accepted, changes, file_changes, step


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


class DifferenceTests(SimpleTestCase):
    """What counts as a difference between a release and what became of it."""

    def changes(self, after):
        before = {("notes.entry", "1", "id"): "1", ("notes.entry", "1", "body"): '"a"'}
        before |= {("auth.permission", "1", "id"): "1"}
        return changes(before, before | after)

    def test_a_value_is_told_on_both_sides(self):
        told = self.changes({("notes.entry", "1", "body"): '"b"'})
        self.assertEqual(told, ['- notes.entry 1 body: "a"', '+ notes.entry 1 body: "b"'])

    def test_what_is_new_is_none_but_a_new_row_is(self):
        self.assertEqual(self.changes({("notes.entry", "1", "new"): "1", ("new.table", "1", "id"): "1"}), [])
        self.assertEqual(self.changes({("notes.entry", "2", "id"): "2"}), ["+ notes.entry 2 id: 2"])
        self.assertEqual(self.changes({("auth.permission", "2", "id"): "2"}), [])

    def test_what_is_gone_is_told(self):
        self.assertEqual(changes({("notes.entry", "1", "id"): "1"}, {}), ["- notes.entry 1 id: 1"])

    def test_lines_that_say_why_are_no_difference(self):
        with TemporaryDirectory() as name:
            text = "# Tags lose their case since 0.3\n== migrated\n- a\n+ b\n== rendered\n== exported\n"
            (Path(name) / ACCEPTED).write_text(text)
            told = accepted(Path(name))
        self.assertEqual(told, ["== migrated", "- a", "+ b", "== rendered", "== exported"])
        self.assertEqual(step(told, "migrated"), ["- a", "+ b"])

    def test_files_are_compared_line_by_line_and_pictures_by_their_bytes(self):
        with TemporaryDirectory() as one, TemporaryDirectory() as other:
            for folder, data in ((one, b"a\nb\n"), (other, b"a\nc\n")):
                (Path(folder) / "log.md").write_bytes(data)
                (Path(folder) / "x.png").write_bytes(b"\xff" + data)
            told = file_changes(Path(one), Path(other))
        self.assertEqual([line for line in told if line in ("-b", "+c")], ["-b", "+c"])
        self.assertEqual(sum("5 bytes with the SHA-256" in line for line in told), 2)


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
