from datetime import date

from django.test import SimpleTestCase

from notes.importing.markdown.reading import read_page
from notes.importing.pages import LogPage

LOG = """---
title: Log
---
## 2023 Log
* 3/11 See [this essay][b] and more[^1]
* 3/12 [Shortcut] and [`code`](https://example.org) and [B][]
* 3/13 nothing here

[b]: https://example.org/essay
[Shortcut]: https://example.org/short "title"
[^1]: A note on [b]
    that goes on.
[unused]: https://example.org/nowhere
"""


class DefinitionTests(SimpleTestCase):
    def read(self, text=LOG) -> LogPage:
        return read_page("log.md", text, kind=None, year=None, today=date(2024, 1, 1))

    def bodies(self, text=LOG) -> list[str]:
        return [entry.body for entry in self.read(text).entries]

    def test_an_entry_takes_the_definitions_along_that_it_uses(self):
        first, second, third = self.bodies()
        self.assertIn("[b]: https://example.org/essay", first)
        self.assertIn("[^1]: A note on [b]\n    that goes on.", first)
        self.assertNotIn("Shortcut", first)
        self.assertIn("[b]: https://example.org/essay", second)
        self.assertIn('[Shortcut]: https://example.org/short "title"', second)
        self.assertEqual(third, "nothing here")

    def test_the_topic_keeps_them_all(self):
        self.assertIn("[^1]: A note", self.read().body)
        self.assertIn("[b]: https://example.org/essay", self.read().body)

    def test_one_that_nothing_uses_is_in_doubt_with_its_line(self):
        self.assertEqual([(doubt.line, doubt.text[:9]) for doubt in self.read().doubts], [(13, "[unused]:")])

    def test_one_that_a_paragraph_of_the_topic_uses_is_not(self):
        doubts = self.read(LOG + "\nA paragraph with [unused].\n").doubts
        self.assertNotIn("[unused]", " ".join(doubt.text for doubt in doubts if "definition" in doubt.reason))

    def test_an_entry_with_its_own_definition_keeps_that(self):
        text = LOG.replace("* 3/13 nothing here", "* 3/13 see [b]\n\n  [b]: https://example.org/own")
        self.assertNotIn("essay", self.bodies(text)[2])

    def test_a_note_brings_what_it_needs_itself(self):
        text = LOG.replace("See [this essay][b] and more[^1]", "Only a note[^1]")
        self.assertIn("[b]: https://example.org/essay", self.bodies(text)[0])

    def test_code_uses_nothing(self):
        for code in ("write `[b]` so", "a\n  ```\n  [b]\n  ```"):
            page = self.read(f"## 2023 Log\n* 3/11 {code}\n\n[b]: https://example.org\n")
            self.assertNotIn("example", page.entries[0].body)
            self.assertEqual(len(page.doubts), 1, code)

    def test_one_inside_another_bullet_comes_along(self):
        text = "## 2023 Log\n* 3/11 see [x][b]\n* 3/12 c\n\n  [b]: https://example.org\n"
        self.assertEqual(self.bodies(text)[0], "see [x][b]\n\n[b]: https://example.org")

    def test_the_first_of_one_label_holds_and_the_other_is_in_doubt(self):
        page = self.read(
            "## 2023 Log\n* 3/11 [x][1]\n\n[1]: https://a.org\n\n* 3/12 y\n\n[1]: https://b.org\n"
        )
        self.assertEqual(page.entries[0].body, "[x][1]\n\n[1]: https://a.org")
        self.assertEqual([doubt.line for doubt in page.doubts], [8])

    def test_a_note_has_all_its_paragraphs_and_needs_no_blank_line_above(self):
        note = "[^1]: note\n\n    second paragraph"
        first, second = self.bodies(f"## 2023 Log\n* 3/11 a[^1]\n* 3/12 b\n{note}\n")
        self.assertEqual((first, second), (f"a[^1]\n\n{note}", "b"))

    def test_a_line_of_a_paragraph_or_of_code_defines_nothing(self):
        for text in ("A paragraph\n[b]: is none", "```\n[b]: https://example.org\n```"):
            self.assertEqual(self.bodies(f"## 2023 Log\n* 3/11 [x][b]\n\n{text}\n"), ["[x][b]"])

    def test_a_date_heading_does_not_stay_for_a_definition(self):
        page = self.read("## 2023 Log\n## 27 March 2023\n* a [b]\n\n[b]: https://example.org\n")
        self.assertEqual(page.body, "## 2023 Log\n\n[b]: https://example.org")
