from dataclasses import replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from notes.exporting.composing import composed, reading
from notes.exporting.saying import differences
from notes.exporting.weaving import woven
from notes.importing.pages import LogEntry
from notes.importing.sites import find_pages

SITE = Path(settings.BASE_DIR).parent / "shared/data/bionotes"
LOG = """---
title: Reading
permalink: /reading/
tags: [log]   # mine
---
## 2023 Log
* 3/11 - Read [LoRA](https://arxiv.org/abs/2106.09685)
\t* rank is *small*
\t#lora #llm

* 3/12 second day
* undated thing

Some words between.

## 27 March 2023
* under a heading
* and one more
"""
PAPER = """---
title: Attention
---
# [Attention Is All You Need](https://arxiv.org/abs/1706.03762)
* Authors: Ashish Vaswani, Noam Shazeer
* Published: June, 2017

The first thought.

* "Quotation" (p. 3)
"""


def read(text, name="notes.md", **asked):
    page = reading(name, text if isinstance(text, bytes) else text.encode(), **asked)
    assert page is not None
    return page


def with_entry(page, place, **changes):
    items = list(page.entries)
    items[place] = replace(items[place], **changes)
    return replace(page, entries=tuple(items))


def without_entry(page, place):
    return replace(page, entries=page.entries[:place] + page.entries[place + 1 :])


class UneditedTests(SimpleTestCase):
    def assert_stays(self, data):
        self.assertEqual(woven(data, read(data)), data)

    def test_a_page_that_says_the_same_stays_to_the_byte(self):
        self.assert_stays(LOG.encode())
        self.assert_stays(PAPER.encode())

    def test_bom_newlines_and_trailing_blanks_stay(self):
        self.assert_stays(("\ufeff" + LOG.replace("\n", "\r\n") + "  \r\n\r\n").encode())
        self.assert_stays(LOG.rstrip("\n").encode())

    def test_the_pages_of_a_real_site_stay(self):
        if not SITE.is_dir():
            self.skipTest("the real site is not here")
        for _, file in find_pages(SITE):
            with self.subTest(file=file.name):
                self.assert_stays(file.read_bytes())


class LogTests(SimpleTestCase):
    def assert_woven(self, page, expected, data=LOG):
        self.assertEqual(woven(data.encode(), page).decode(), expected)

    def test_of_an_edited_entry_only_its_words_change(self):
        page = with_entry(read(LOG), 0, body=read(LOG).entries[0].body.replace("*small*", "tiny"))
        self.assert_woven(page, LOG.replace("*small*", "tiny"))

    def test_the_writing_of_newlines_and_bom_stays(self):
        data = "\ufeff" + LOG.replace("\n", "\r\n")
        page = with_entry(read(data), 1, body="second\n\n* more")
        self.assert_woven(page, data.replace("second day", "second\r\n\r\n  * more"), data)

    def test_new_lines_take_the_indentation_of_the_entry(self):
        page = read(LOG)
        page = with_entry(page, 0, body=f"{page.entries[0].body}\n* and more\n    * within")
        self.assert_woven(page, LOG.replace("*small*\n", "*small*\n\t* and more\n\t    * within\n"))

    def test_other_tags_change_the_line_of_tags(self):
        self.assert_woven(
            with_entry(read(LOG), 0, tags=("lora", "new tag")), LOG.replace("#lora #llm", "#lora #new-tag")
        )
        self.assert_woven(with_entry(read(LOG), 0, tags=()), LOG.replace("\t#lora #llm\n", ""))
        self.assert_woven(
            with_entry(read(LOG), 3, tags=("x",)), LOG.replace("a heading\n", "a heading\n  #x\n")
        )

    def test_the_name_of_a_tag_and_its_alias_are_the_same(self):
        page = with_entry(read(LOG), 0, tags=("lora", "language models"))
        self.assertEqual(woven(LOG.encode(), page, {"llm": "language models"}), LOG.encode())

    def test_an_entry_that_is_gone_takes_its_lines_along(self):
        self.assert_woven(without_entry(read(LOG), 4), LOG.replace("* and one more\n", ""))
        page = without_entry(read(LOG), 1)
        self.assert_woven(page, LOG.replace("* 3/12 second day\n* undated", "* 2023/03/12 - undated"))

    def test_a_new_entry_stands_at_its_day(self):
        new = LogEntry(date(2023, 3, 11), False, 1, "New\n* below", ("x",), 0, "")
        page = read(LOG)
        page = replace(page, entries=(page.entries[0], new, *page.entries[1:]))
        self.assert_woven(
            page, LOG.replace("#lora #llm\n", "#lora #llm\n* 2023/03/11 - New\n  * below\n  #x\n")
        )
        later = replace(new, read_on=date(2024, 1, 1), tags=())
        page = replace(read(LOG), entries=(*read(LOG).entries, later))
        self.assert_woven(page, LOG + "* 2024/01/01 - New\n  * below\n")

    def test_new_entries_of_one_day_keep_their_order(self):
        new = [LogEntry(date(2023, 3, 28), False, n, f"New {n}", (), 0, "") for n in range(3)]
        page = replace(read(LOG), entries=(*read(LOG).entries, *new))
        self.assertTrue(woven(LOG.encode(), page).decode().startswith(LOG))

    def test_an_entry_of_another_day_says_its_day(self):
        page = with_entry(read(LOG), 4, read_on=date(2023, 3, 29), position=0)
        self.assert_woven(page, LOG.replace("* and one", "* 2023/03/29 - and one"))

    def test_the_words_between_are_changed_in_place(self):
        page = read(LOG)
        page = replace(page, body=page.body.replace("Some words", "Other words"))
        self.assert_woven(page, LOG.replace("Some words", "Other words"))

    def test_values_of_the_front_matter_change_their_lines_only(self):
        self.assert_woven(replace(read(LOG), title="A: b"), LOG.replace("title: Reading", "title: 'A: b'"))
        page = replace(read(LOG), visibility="private")
        self.assert_woven(page, LOG.replace("# mine\n", "# mine\nvisibility: private\n"))

    def test_definitions_elsewhere_stay_where_they_are(self):
        data = "## 2023 Log\n* 3/11 - See [b]\n* 3/12 other\n\n[b]: https://example.org/\n"
        page = read(data)
        page = with_entry(page, 0, body=page.entries[0].body.replace("See", "Look at"))
        self.assert_woven(page, data.replace("See", "Look at"), data)

    def test_what_cannot_be_woven_is_written_anew_and_says_the_same(self):
        page = with_entry(read(LOG), 1, body="```\n* 1/2 x\n```\n\n---\n# h")
        page = replace(page, entries=tuple(reversed(page.entries)))
        self.assertEqual(differences(read(woven(LOG.encode(), page)), page, {}), set())


class PaperTests(SimpleTestCase):
    def assert_woven(self, page, expected):
        self.assertEqual(woven(PAPER.encode(), page).decode(), expected)

    def test_the_commentary_changes_by_lines(self):
        page = read(PAPER)
        page = replace(page, body=page.body.replace("first", "second") + "\n* more")
        self.assert_woven(page, PAPER.replace("first", "second") + "* more\n")

    def test_what_the_head_does_not_say_is_added_to_the_front_matter(self):
        page = replace(read(PAPER), fields={"publisher": "NIPS"}, tags=("a", "b"))
        front = "title: Attention\npublisher: NIPS\ntags: [a, b]\n"
        self.assert_woven(page, PAPER.replace("title: Attention\n", front))

    def test_what_the_head_says_otherwise_moves_to_the_front_matter(self):
        page = replace(read(PAPER), title="Another", authors=read(PAPER).authors[:1])
        made = woven(PAPER.encode(), page)
        self.assertEqual(differences(read(made), page, {}), set())
        self.assertNotIn(b"Authors:", made)


class TopicTests(SimpleTestCase):
    def test_the_text_changes_by_lines(self):
        data = "---\ntitle: T\n---\n\nOne\r\n\nTwo  \n\n"
        page = replace(read(data), body="One\n\nThree")
        self.assertEqual(woven(data.encode(), page).decode(), data.replace("Two  ", "Three"))


class ComposingTests(SimpleTestCase):
    def test_every_kind_says_the_same_again(self):
        for text in (LOG, PAPER, "---\ntitle: T\n---\nSome text", "---\nkind: entries\n---\n* 2023/3/1 x"):
            page = read(text)
            with self.subTest(page=page):
                self.assertEqual(differences(read(composed(page)), page, {}), set())

    def test_a_page_of_entries_has_no_topic_of_its_own(self):
        page = read("---\nkind: entries\ntopics: [a b]\nvisibility: private\n---\n* 2023/3/1 - x\n")
        self.assertEqual((page.topics, page.visibility, page.entries[0].body), (("a b",), "private", "x"))
