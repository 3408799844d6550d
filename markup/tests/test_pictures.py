from django.test import SimpleTestCase

from markup.pictures import path_from


class PathTests(SimpleTestCase):
    def test_it_is_found_from_the_folder_of_the_text(self):
        for folder, path, expected in (
            ("", "a.png", "/a.png"),
            ("notes", "a.png", "/notes/a.png"),
            ("/notes/", "../a.png", "/a.png"),
            ("", "../a.png", "/a.png"),
            ("notes", "/a.png", "/notes/a.png"),
        ):
            with self.subTest(folder=folder, path=path):
                self.assertEqual(path_from(folder, path), expected)
