import io
import random
import resource
import struct
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TestCase

from notes.importing.archives import unpack
from notes.importing.problems import ImportProblem
from notes.models import Entry
from topics.models import Topic

from .sites import LOG, SiteMixin, numbers
from .test_bookmarks import BROWSER
from .test_kindle import CLIPPINGS, NOTEBOOK

LINK = 0o120777 << 16


def packed(files: dict[str, str | bytes], **values: object) -> bytes:
    """An archive with these files; `values` are set on each member."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, date_time=(2020, 2, 3, 4, 5, 6))
            member.compress_type = zipfile.ZIP_DEFLATED
            for key, value in values.items():
                setattr(member, key, value)
            archive.writestr(member, content)
    return data.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive with the flag of encryption on its first member."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + struct.pack("<H", 1) + data[at + 2 :]


class UnpackTests(SimpleTestCase):
    def unpack(self, data: bytes, folder: str) -> Path:
        path = Path(folder, "a.zip")
        path.write_bytes(data)
        inside = Path(folder, "inside")
        inside.mkdir()
        return unpack(path, inside)

    def assert_refused(self, data: bytes, sentence: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            started, most = time.monotonic(), peak()
            with self.assertRaises(ImportProblem) as caught:
                self.unpack(data, folder)
            self.assertIn(sentence, str(caught.exception))
            self.assertLess(time.monotonic() - started, 1)
            self.assertLess(peak() - most, 100)
            self.assertEqual(sorted(path.name for path in Path(folder).iterdir()), ["a.zip", "inside"])

    def test_what_is_inside_lies_in_the_folder_with_its_time(self):
        with tempfile.TemporaryDirectory() as folder:
            root = self.unpack(
                packed({"site/a.md": "a", "site/b/c.md": "c", "__MACOSX/site/._a.md": "x"}), folder
            )
            self.assertEqual(sorted(path.name for path in root.iterdir()), ["a.md", "b"])
            self.assertEqual(date.fromtimestamp((root / "a.md").stat().st_mtime).year, 2020)

    def test_the_only_file_is_read_as_itself(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(
                self.unpack(packed({"x/My Clippings.txt": "a"}), folder).name, "My Clippings.txt"
            )

    def test_a_vault_keeps_the_folder_that_tells_what_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            root = self.unpack(packed({"vault/.obsidian/app.json": "{}", "vault/a.md": "a"}), folder)
            self.assertTrue((root / ".obsidian").is_dir())

    def test_what_leads_out_is_refused(self):
        for name in ("../a", "/etc/a", "a/../../b", "..\\a", "C:\\a", "\\\\host\\a"):
            with self.subTest(name):
                self.assert_refused(packed({name: "a"}), "leads out")

    def test_links_and_devices_are_refused(self):
        self.assert_refused(packed({"a": "/etc/passwd"}, external_attr=LINK), "a link")
        self.assert_refused(packed({"a": ""}, external_attr=0o010644 << 16), "a link or a device")

    def test_what_is_encrypted_is_refused(self):
        self.assert_refused(encrypted(packed({"a": "a"})), "encrypted")

    def test_a_name_that_comes_twice_is_refused(self):
        with self.assertWarns(UserWarning):
            data = io.BytesIO()
            with zipfile.ZipFile(data, "w") as archive:
                archive.writestr("a", "1")
                archive.writestr("a", "2")
        self.assert_refused(data.getvalue(), "twice")
        self.assert_refused(packed({"a//b": "1", "a/b": "2"}), "twice")

    def test_a_file_that_is_a_folder_too_is_refused(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(ImportProblem):
            self.unpack(packed({"a": "1", "a/b": "2"}), folder)

    def test_folders_without_end_and_names_without_end_are_refused(self):
        self.assert_refused(packed({"a/" * 2000 + "b": "1"}), "nested")
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(ImportProblem):
            self.unpack(packed({"a" * 5000: "1"}), folder)

    def test_what_grows_a_thousand_times_is_refused(self):
        data = packed({f"{number}.md": bytes(10_000_000) for number in range(6)})
        self.assert_refused(data, "times its size")

    def test_what_would_fill_the_disk_is_refused(self):
        data = bytearray(packed({"a.md": "a"}))
        at = data.index(b"PK\x01\x02") + 24
        data[at : at + 4] = struct.pack("<L", 3 * 1024**3)
        self.assert_refused(bytes(data), "the limit is 2,147,483,648")

    def test_a_million_files_are_refused(self):
        record = packed({"a": ""})
        at, end = record.index(b"PK\x01\x02"), record.index(b"PK\x05\x06")
        directory = record[at:end] * 300_000
        tail = bytearray(record[end:])
        tail[12:20] = struct.pack("<LL", len(directory), at)
        self.assert_refused(record[:at] + directory + bytes(tail), "too many files")
        tail[12:20] = struct.pack("<LL", 2**31, at)
        self.assert_refused(record[:at] + directory[:1000] + bytes(tail), "too many files")

    def test_files_that_overlap_are_refused(self):
        words = random.Random(1).randbytes(5000)
        data = packed({"a": words})
        at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
        second = data[at:end].replace(b"a", b"b")
        tail = bytearray(data[end:])
        tail[8:16] = struct.pack("<HHL", 2, 2, 2 * (end - at))
        self.assert_refused(data[:end] + second + bytes(tail), "overlap")

    def test_a_broken_archive_is_refused_wherever_it_breaks(self):
        data = packed({"site/a.md": "words " * 500, "site/b.md": "b"})
        for cut in range(0, len(data), 7):
            with (
                self.subTest(cut),
                tempfile.TemporaryDirectory() as folder,
                self.assertRaises(ImportProblem),
            ):
                self.unpack(data[:cut], folder)

    def test_flipped_bytes_are_refused_or_change_nothing(self):
        data = packed({"site/a.md": "words " * 50, "site/b.md": "b"})
        chance = random.Random(2)
        for _ in range(200):
            broken = bytearray(data)
            broken[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            with tempfile.TemporaryDirectory() as folder:
                try:
                    root = self.unpack(bytes(broken), folder)
                except ImportProblem:
                    continue
                self.assertTrue(root.is_relative_to(folder))

    def test_an_empty_one_is_refused(self):
        for data in (b"", b"no archive", packed({}), packed({"a/": ""})):
            self.assert_refused(data, "archive")


def peak() -> float:
    """The most memory that this process has used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.once
class ArchiveImportTests(SiteMixin, TestCase):
    def test_a_site_comes_in_as_if_it_were_unpacked(self):
        self.write("site/log.md", LOG)
        self.run_import(self.site / "site")
        report = self.run_import(self.write("site.zip", packed({"any-name/log.md": LOG})))
        self.assertEqual(numbers(report, "entries"), [0, 0, 4])
        self.assertEqual(Topic.objects.get().source_file, "log.md")

    def test_the_exports_in_an_archive_come_in_each_in_its_format(self):
        files = {"a/My Clippings.txt": CLIPPINGS, "b/bookmarks.html": BROWSER, "b/Piranesi.html": NOTEBOOK}
        file = self.write("all.zip", packed(files))
        self.assertEqual(numbers(self.run_import(file), "entries"), [7, 0, 0])
        self.assertEqual(numbers(self.run_import(file), "entries"), [0, 0, 7])
        self.assertEqual(Entry.objects.filter(read_on=date(2020, 2, 3)).count(), 2)

    def test_the_format_that_was_asked_for_is_the_only_one(self):
        files = {"a/My Clippings.txt": CLIPPINGS, "b/bookmarks.html": BROWSER}
        report = self.run_import(self.write("all.zip", packed(files)), "--format", "kindle")
        self.assertEqual(numbers(report, "entries"), [3, 0, 0])

    def test_a_folder_of_exports_comes_in_too(self):
        self.write("My Clippings.txt", CLIPPINGS)
        self.write("bookmarks.html", BROWSER)
        self.assertEqual(numbers(self.run_import(), "entries"), [6, 0, 0])

    def test_a_broken_one_is_told_of_and_leaves_nothing_behind(self):
        self.write("good.md", "---\ntitle: Good\n---\n\ntext\n")
        temporary = self.site / "tmp"
        temporary.mkdir()
        file = self.write("bad.zip", packed({"a.md": LOG})[:-30])
        tempfile.tempdir = str(temporary)
        self.addCleanup(setattr, tempfile, "tempdir", None)
        report = self.run_import(file, self.site / "good.md", expect_problem=True)
        self.assertIn("the archive is broken", report)
        self.assertEqual([topic.title for topic in Topic.objects.all()], ["Good"])
        self.assertEqual(list(temporary.iterdir()), [])

    def test_an_archive_with_nothing_to_import_says_so(self):
        report = self.run_import(
            self.write("x.zip", packed({"a/x.bin": "x", "a/y.bin": "y"})), expect_problem=True
        )
        self.assertIn("no file that can be imported", report)
