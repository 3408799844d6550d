import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase

from notes.publishing.folder import MANIFEST, FolderError, open_folder

BASE = "https://example.org/"


class FolderTests(SimpleTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "out"

    def export(self, files: dict[str, bytes], **options):
        folder = open_folder(self.root, **options)
        new = [name for name, content in files.items() if folder.take(name, content)]
        return new, folder.put_in_place(dict.fromkeys(files, ""), new, BASE)

    def all_files(self) -> set[str]:
        found = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
        return found - {MANIFEST}

    def test_only_what_changed_is_written_again(self):
        self.export({"a/index.html": b"1", "b.xml": b"2"})
        before = (self.root / "b.xml").stat()
        new, _ = self.export({"a/index.html": b"3", "b.xml": b"2"})
        after = (self.root / "b.xml").stat()
        self.assertEqual(new, ["a/index.html"])
        self.assertEqual((after.st_mtime_ns, after.st_ino), (before.st_mtime_ns, before.st_ino))

    def test_what_has_vanished_is_removed_with_its_folders(self):
        self.export({"a/b/index.html": b"1", "c.xml": b"2"})
        _, removed = self.export({"c.xml": b"2"})
        self.assertEqual((removed, self.all_files()), (1, {"c.xml"}))
        self.assertFalse((self.root / "a").exists())

    def test_files_of_others_stay(self):
        self.export({"a/index.html": b"1"})
        (self.root / "CNAME").write_text("example.org")
        (self.root / "a" / "own.txt").write_text("mine")
        self.export({})
        self.assertEqual(self.all_files(), {"CNAME", "a/own.txt"})

    def test_a_folder_of_somebody_else_is_refused_unless_forced(self):
        self.root.mkdir()
        (self.root / "thesis.txt").write_text("mine")
        with self.assertRaisesMessage(FolderError, "holds files that no export wrote"):
            self.export({"a.xml": b"1"})
        self.export({"a.xml": b"1"}, is_forced=True)
        self.assertEqual(self.all_files(), {"thesis.txt", "a.xml"})

    def test_a_checkout_with_nothing_in_it_is_taken(self):
        (self.root / ".git").mkdir(parents=True)
        self.export({"a.xml": b"1"})
        self.assertEqual(self.all_files(), {"a.xml"})

    def test_no_file_of_others_is_replaced(self):
        self.export({"a.xml": b"1"})
        (self.root / "b.xml").write_text("mine")
        with self.assertRaisesMessage(FolderError, "was not written by an export"):
            self.export({"b.xml": b"2"})
        self.assertEqual((self.root / "b.xml").read_text(), "mine")

    def test_no_link_is_followed(self):
        outside = self.root.parent / "outside"
        outside.mkdir()
        self.export({"a.xml": b"1"})
        (self.root / "b").symlink_to(outside)
        with self.assertRaisesMessage(FolderError, "symbolic link"):
            self.export({"b/index.html": b"2"})
        self.assertEqual(list(outside.iterdir()), [])

    def test_a_manifest_names_no_file_outside(self):
        self.export({"a.xml": b"1"})
        secret = self.root.parent / "secret.txt"
        secret.write_text("mine")
        manifest = json.loads((self.root / MANIFEST).read_text())
        manifest["files"] |= {"../secret.txt": "", str(secret): "", ".export.json": ""}
        (self.root / MANIFEST).write_text(json.dumps(manifest))
        self.export({})
        self.assertTrue(secret.exists())

    def test_a_broken_manifest_is_told(self):
        self.export({"a.xml": b"1"})
        (self.root / MANIFEST).write_text("[]")
        with self.assertRaisesMessage(FolderError, "cannot be read"):
            self.export({})
