from django.test import SimpleTestCase

from papers.merging.texts import join_texts, take_out, touch_each_other


class JoiningTests(SimpleTestCase):
    def test_two_texts_stand_one_after_the_other(self):
        self.assertEqual(join_texts("a\n", "b", title="B"), "a\n\n\n---\n\nb")

    def test_one_text_is_the_text(self):
        self.assertEqual(join_texts("a", " \n", title="B"), "a")
        self.assertEqual(join_texts("\n", "b\n", title="B"), "b\n")

    def test_a_text_does_not_get_the_pages_of_the_one_above(self):
        joined = join_texts("## Chapter 5 (p. 21)\n\n* one", '* "quoted', title="An\nessay")
        self.assertEqual(joined, '## Chapter 5 (p. 21)\n\n* one\n\n---\n\n# An essay\n\n* "quoted')

    def test_texts_that_read_otherwise_together_are_known(self):
        for kept, gone, expected in (
            ("a", "# b\n\nc", False),
            ("## One (p. 1)\n\na", "b", False),
            ("```\ncode", "text", True),
            ("a[^1]\n\n[^1]: one", "b[^1]\n\n[^1]: two", True),
        ):
            with self.subTest(kept):
                joined = join_texts(kept, gone, title="B")
                self.assertEqual(touch_each_other(kept, gone, joined), expected)


class TakingOutTests(SimpleTestCase):
    def test_what_was_joined_is_taken_out(self):
        for kept, gone in (("a", "b"), ("## One (p. 1)\n\na", "b"), ("a\n\n---\n\nb", "b")):
            with self.subTest(kept):
                joined = join_texts(kept, gone, title="B")
                self.assertEqual(take_out(joined, joined.removeprefix(kept)), kept)

    def test_what_was_written_since_stays(self):
        self.assertEqual(take_out("a new\n\n---\n\nb\n\nmore", "\n\n---\n\nb"), "a new\n\nmore")

    def test_the_line_ends_of_a_browser_do_not_count(self):
        self.assertEqual(take_out("a\r\n\r\n---\r\n\r\nb", "\n\n---\n\nb"), "a")

    def test_what_was_changed_is_not_taken_out(self):
        self.assertIsNone(take_out("a\n\n---\n\nc", "\n\n---\n\nb"))

    def test_nothing_is_taken_out_of_any_text(self):
        self.assertEqual(take_out("a\r\nb", ""), "a\r\nb")
