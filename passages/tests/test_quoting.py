from django.test import SimpleTestCase

from passages.quoting import to_quoted


class QuotedTests(SimpleTestCase):
    def assert_quoted(self, text, expected, place=""):
        self.assertEqual(to_quoted(text, "Benjamin 1936", place, "https://h.org/#p"), expected)

    def test_words_source_and_address_stand_there_once(self):
        for text in ('"Words', "“Words”", "„Words“", "'Words'", "Words", '"Words" '):
            with self.subTest(text):
                self.assert_quoted(text, "“Words” (Benjamin 1936). https://h.org/#p")

    def test_the_place_stands_with_the_source_and_not_in_the_words(self):
        for text in ('"Words (p. 3)', '"Words" (p. 3).', '"Words p. 3', '"Words'):
            with self.subTest(text):
                self.assert_quoted(text, "“Words” (Benjamin 1936, p. 3). https://h.org/#p", "p. 3")

    def test_marks_within_the_words_stay(self):
        self.assert_quoted(
            '"He said "no" and left', '“He said "no" and left” (Benjamin 1936). https://h.org/#p'
        )
