from django.test import SimpleTestCase

from passages.beginnings import shorten, to_beginning


class ExcerptTests(SimpleTestCase):
    def test_a_short_text_stays(self):
        self.assertEqual(shorten("as it is", 8), "as it is")

    def test_a_long_one_is_cut_between_words(self):
        self.assertEqual(shorten("one two three", 9), "one two …")

    def test_what_knows_no_spaces_is_cut_anywhere(self):
        self.assertEqual(shorten("中文标题很长", 4), "中文标题 …")

    def test_blocks_become_one_line(self):
        self.assertEqual(to_beginning(["one\n two", "", "three"]), "one two three")
        self.assertLessEqual(len(to_beginning(["word " * 200])), 162)
