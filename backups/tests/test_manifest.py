import json
from dataclasses import replace

from django.test import SimpleTestCase

from backups.manifest import File, Manifest, Media, Sum, Table
from backups.problems import BackupError

SUM = Sum(3, "a" * 64)
MANIFEST = Manifest(
    program="0.1.0",
    made_at="2026-11-30T01:02:03+00:00",
    database="sqlite",
    migrations=(("notes", "0001_initial"),),
    tables=(Table("notes.entry", ("id", "body"), 2, 5, SUM, SUM),),
    media=Media(1, 3, SUM, SUM),
)


class ManifestTests(SimpleTestCase):
    def refuse(self, text, why):
        with self.assertRaisesMessage(BackupError, why):
            Manifest.from_json(text)

    def test_it_comes_back_equal(self):
        self.assertEqual(Manifest.from_json(MANIFEST.to_json()), MANIFEST)

    def test_a_newer_format_is_refused(self):
        self.refuse(replace(MANIFEST, format=2).to_json(), "The backup has the format 2, this program")

    def test_what_is_no_manifest_is_refused(self):
        for text in (
            b"",
            b"null",
            b"[]",
            b"{}",
            b"\xff",
            b"[" * 100_000,
            b'{"format": "1"}',
            b'{"format": true}',
        ):
            with self.subTest(text[:20]):
                self.refuse(text, "its manifest cannot be read")

    def test_each_value_must_be_there_and_of_its_kind(self):
        values = json.loads(MANIFEST.to_json())
        for key in values.keys() - {"format"}:
            for other in (None, 7.5, -1, {"a": 1}):
                with self.subTest(key=key, other=other):
                    self.refuse(json.dumps(values | {key: other}), "its manifest cannot be read")

    def test_tables_are_refused_that_are_no_tables(self):
        table = json.loads(MANIFEST.to_json())["tables"][0]
        wrong = [{"name": "../x.y"}, {"rows": -1}, {"rows": 2**63}, {"columns": []}, {"columns": [1]}]
        wrong += [{"packed": {"size": 1}}, {"lines": {"size": 1, "sha256": "A" * 64}}, {"highest": "1"}]
        for change in wrong:
            with self.subTest(change):
                self.refuse_tables([table | change])
        self.refuse_tables([table, table])

    def refuse_tables(self, tables):
        values = json.loads(MANIFEST.to_json())
        self.refuse(json.dumps(values | {"tables": tables}), "its manifest cannot be read")


class FileTests(SimpleTestCase):
    def test_a_file_comes_back_equal(self):
        file = File("images/é.png", SUM)
        self.assertEqual(File.from_row(file.to_row()), file)

    def test_names_that_leave_the_folder_are_refused(self):
        names = [
            "../a",
            "a/../../b",
            "/etc/passwd",
            "a//b",
            "",
            ".",
            "..",
            "a/",
            "a\\b",
            "C:x",
            "a\0b",
            "a\nb",
        ]
        for name in [*names, ".part", "images/.hidden", "x" * 256, "a\u202eb", "a\ud800"]:
            with (
                self.subTest(ascii(name)),
                self.assertRaisesMessage(BackupError, "would leave the media folder"),
            ):
                File.from_row([name, 3, "a" * 64])
