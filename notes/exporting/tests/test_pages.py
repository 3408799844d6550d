from datetime import date

from django.test import TestCase

from notes.exporting.pages import page_of_file, whole_scope
from notes.exporting.weaving import woven
from notes.importing.tests.sites import LOG, SiteMixin
from notes.models import Entry, SourceFile
from notes.tests.factories import create_entry
from papers.models import Paper
from passages.models import Tag
from topics.models import Topic

PAPER = (
    "# [LoRA](https://arxiv.org/abs/2106.09685v2)\n* Authors: Edward Hu\n* Published: June, 2021\n\nText\n"
)


def woven_file(name):
    page = page_of_file(name, whole_scope())
    return woven(SourceFile.objects.data_of(name), page).decode()


class PagesTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.write("log.md", LOG)
        self.write("lora.md", PAPER)
        self.run_import()

    def test_what_nobody_changed_is_the_file_as_it_was(self):
        self.assertEqual(woven_file("log.md"), LOG)
        self.assertEqual(woven_file("lora.md"), PAPER)

    def test_a_change_here_is_woven_into_the_file(self):
        entry = Entry.objects.get(body="second day")
        entry.body = "second\n\nday"
        entry.save()
        entry.tags.add("two")
        self.assertEqual(woven_file("log.md"), LOG.replace("second day", "second\n\n  day\n  #two"))

    def test_a_new_entry_of_the_topic_comes_into_its_file(self):
        topic = Topic.objects.get()
        create_entry(body="New", read_on=date(2023, 3, 11), topics=[topic])
        create_entry(body="Secret", read_on=date(2023, 3, 11), topics=[topic], visibility="private")
        self.assertEqual(woven_file("log.md"), LOG.replace("#llm\n", "#llm\n* 2023/03/11 - New\n"))

    def test_a_deleted_entry_goes_from_the_file(self):
        Entry.objects.get(body="under a heading").delete()
        self.assertNotIn("under a heading", woven_file("log.md"))

    def test_what_is_added_to_a_work_comes_into_the_front_matter(self):
        paper = Paper.objects.get()
        paper.publisher, paper.status = "ICLR", "read"
        paper.save()
        self.assertEqual(woven_file("lora.md"), f"---\npublisher: ICLR\nstatus: read\n---\n{PAPER}")

    def test_a_name_that_a_tag_had_means_the_tag(self):
        tag = Tag.objects.get(name="llm")
        tag.name = "language models"
        tag.save()
        page = page_of_file("log.md", whole_scope())
        self.assertEqual(woven(LOG.encode(), page, {"llm": "language models"}).decode(), LOG)

    def test_a_file_of_which_nothing_is_here_has_no_page(self):
        self.assertIsNone(page_of_file("other.md", whole_scope()))
