"""Highlights of a day of which a later file tells only some."""

from datetime import date

from django.test import SimpleTestCase

from notes.importing.growing import with_former
from notes.importing.pages import LogEntry

HEAD = "* [[a|A]]"


class GrowingTests(SimpleTestCase):
    def together(self, old: list[str], new: list[str]) -> list[str]:
        """The highlights of an entry that had the old ones and now is told the new ones."""
        item = LogEntry(date(2023, 3, 11), False, 0, self.body(new), (), 1, "x")
        body = with_former(item, self.body(old), (), (), ()).body
        return body.replace("\n        ", "|").split("\n    * ")[1:]

    def body(self, items: list[str]) -> str:
        return "\n    * ".join([HEAD, *(item.replace("|", "\n        ") for item in items)])

    def test_those_of_before_stay_where_they_were(self):
        self.assertEqual(self.together(["“a”", "“b”", "“c”"], ["“b”", "“d”"]), ["“a”", "“b”", "“c”", "“d”"])

    def test_one_with_another_note_or_place_is_the_same(self):
        self.assertEqual(self.together(["“a” (p. 1)|* old"], ["“a” (p. 2)|* new"]), ["“a” (p. 2)|* new"])

    def test_one_that_was_made_anew_and_longer_is_the_same(self):
        self.assertEqual(self.together(["“and so on”"], ["“And so on, she said”"]), ["“And so on, she said”"])

    def test_words_without_letters_are_words(self):
        self.assertEqual(self.together(["“!”"], ["“word”"]), ["“!”", "“word”"])
