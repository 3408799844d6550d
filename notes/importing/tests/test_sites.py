import os
import tempfile
from pathlib import Path
from unittest import skipIf

from django.test import SimpleTestCase

from notes.importing.problems import ImportProblem
from notes.importing.sites import LARGEST_FILE, decoded, find_pages, read_bytes


class FolderTestCase(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name, "site")
        self.folder.mkdir()

    def write(self, name, text="x"):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def names(self):
        return [name for name, _ in find_pages(self.folder)]


class FindPagesTests(FolderTestCase):
    def test_a_file_is_a_page_by_its_own_name(self):
        path = self.write("a/README.txt")
        self.assertEqual(find_pages(path), [("README.txt", path)])

    def test_a_folder_is_searched_to_its_depth_and_sorted(self):
        for name in ("b.md", "_comp/c.markdown", "a/b/D.MD", "style.css", "a.md.txt"):
            self.write(name)
        self.assertEqual(self.names(), ["_comp/c.markdown", "a/b/D.MD", "b.md"])

    def test_what_was_made_installed_or_hidden_is_skipped(self):
        for name in ("a.md", "_site/b.md", "x/node_modules/c.md", "vendor/d.md", ".git/e.md", "x/.f.md"):
            self.write(name)
        self.assertEqual(self.names(), ["a.md"])

    def test_files_about_the_folder_are_pages_with_front_matter_only(self):
        self.write("a.md")
        self.write("README.md", "# Read me")
        self.write("LICENSE.md", "CC0")
        self.write("sub/readme.md", "---\ntitle: x\n---\n")
        self.write("sub/Changelog.md", b"\xef\xbb\xbf---\ntitle: x\n---\n")
        self.assertEqual(self.names(), ["a.md", "sub/Changelog.md", "sub/readme.md"])

    def test_links_that_leave_the_folder_are_not_followed(self):
        secret = self.folder.parent / "secret.md"
        secret.write_text("secret")
        (self.folder / "link.md").symlink_to(secret)
        (self.folder / "up").symlink_to(self.folder.parent)
        (self.folder / "broken.md").symlink_to("nowhere.md")
        self.write("a.md")
        self.assertEqual(self.names(), ["a.md"])

    def test_a_folder_or_a_pipe_with_the_name_of_a_page_is_none(self):
        self.write("x.md/a.md")
        os.mkfifo(self.folder / "pipe.md")
        self.assertEqual(self.names(), ["x.md/a.md"])

    def test_nothing_to_read_is_a_problem(self):
        with self.assertRaisesMessage(ImportProblem, "no Markdown file"):
            find_pages(self.folder)
        with self.assertRaisesMessage(ImportProblem, "neither a file nor a folder"):
            find_pages(self.folder / "nowhere")


class ReadTextTests(FolderTestCase):
    def assert_problem(self, path, message, line=None):
        with self.assertRaisesMessage(ImportProblem, message) as raised:
            decoded(read_bytes(path))
        self.assertEqual(raised.exception.line, line)

    def test_newlines_stay_and_the_byte_order_mark_goes(self):
        self.assertEqual(decoded(read_bytes(self.write("a.md", b"\xef\xbb\xbfa\r\n\xc3\xa4\r"))), "a\r\nä\r")

    def test_what_is_no_utf_8_is_named_by_byte_and_line(self):
        self.assert_problem(self.write("a.md", b"a\nb\xe4\n"), "byte 3 is no UTF-8", 2)
        self.assert_problem(self.write("b.md", "ä".encode("utf-16")), "byte 0 is no UTF-8", 1)

    def test_empty_files_are_a_problem(self):
        self.assert_problem(self.write("a.md", ""), "empty", 1)
        self.assert_problem(self.write("b.md", b"\xef\xbb\xbf \n\n"), "empty", 1)

    def test_a_file_that_nobody_wrote_is_not_read(self):
        path = self.write("a.md")
        os.truncate(path, LARGEST_FILE + 1)
        self.assert_problem(path, "52,428,801 bytes; the limit is 50 MB")

    @skipIf(os.geteuid() == 0, "the superuser may read everything")
    def test_a_file_that_may_not_be_read_is_a_problem(self):
        path = self.write("a.md")
        path.chmod(0)
        self.assert_problem(path, "cannot be read: Permission denied")

    def test_a_file_that_is_gone_is_a_problem(self):
        self.assert_problem(self.folder / "gone.md", "cannot be read: No such file")
