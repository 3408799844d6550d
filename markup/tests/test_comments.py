from django.test import SimpleTestCase

from markup import without_comments

from .pages import page_of


class CommentTests(SimpleTestCase):
    def test_comments_are_taken_off(self):
        for text, expected in (
            ("a <!-- b --> c", "a  c"),
            ("a <!-- b\n\nc --> d", "a  d"),
            ("<!--> b <!---> c -->", " b  c -->"),
            ("<!-- a --> b <!-- never closed", " b <!-- never closed"),
            ("<!--\n```\nsecret\n```\n-->x", "x"),
            ("* a ` b\n* <!-- c --> d ` e", "* a ` b\n*  d ` e"),
            ("\\` <!-- a --> `", "\\`  `"),
            ("* a\n  ```\n  b\n<!-- c -->", "* a\n  ```\n  b\n"),
            ("`` <!-- a --> `", "``  `"),
        ):
            with self.subTest(text):
                self.assertEqual(without_comments(text), expected)

    def test_what_is_shown_stays(self):
        for text in (
            "a\n\n<!-- never closed\n\nb",
            "<p>a <!-- never closed",
            "--> a <!-- b",
            "a `<!--` opens one, and this stays",
            "```\n<!-- a -->",
            "```html\n<!-- a -->\n```\nb",
            "~~~ a\n<!--\n~~~\nb",
            "~~~~\n~~~\n<!--\n~~~~\nb",
        ):
            with self.subTest(text):
                self.assertEqual(without_comments(text), text)

    def test_what_the_page_shows_after_a_comment_without_end_stays(self):
        in_raw_html = "<pre>\n<!-- b\n\nc\n</pre>"
        for text in ("a\n\n<!-- b\n\nc", "- <!-- b\n- c", "> <!--\n> b\n\nc", in_raw_html, "<!--- b"):
            shown = page_of(text).text
            with self.subTest(text):
                self.assertIn("<!--", shown)
                self.assertEqual(page_of(without_comments(text)).text, shown)

    def test_long_texts_take_no_time(self):
        for text in ("```a\n" * 100_000, "<!--" * 100_000, "".join("`" * n + " " for n in range(1_000))):
            self.assertLessEqual(len(without_comments(text)), len(text))
