from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from history.models import Version
from history.sitting import sitting, touch
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_event, create_paper
from passages.models import Tag
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic


class RecordingTests(TestCase):
    def versions(self, document):
        return list(Version.objects.of(document))

    def test_each_save_that_changes_something_is_a_version(self):
        entry = create_entry(body="First.")
        entry.body = "Second."
        entry.save()
        entry.save()
        second, first = self.versions(entry)
        self.assertEqual((first.values["body"], second.values["body"]), ("First.", "Second."))
        self.assertEqual((first.changed, second.changed), ([], ["body"]))

    def test_versions_keep_their_order_when_the_clock_is_set_back(self):
        with time_machine.travel("2026-03-11T12:00Z"):
            entry = create_entry(body="First.")
        with time_machine.travel("2025-03-11T12:00Z"):
            entry.body = "Second."
            entry.save()
        self.assertEqual([each.values["body"] for each in self.versions(entry)], ["Second.", "First."])

    def test_what_is_saved_in_one_sitting_is_one_version(self):
        owner = create_owner()
        with sitting(by=owner, note="All at once"):
            entry = create_entry(body="First.")
            entry.tags.add("seen")
            entry.topics.add(create_topic(title="Reading"))
        [version] = self.versions(entry)
        self.assertEqual((version.saved_by, version.note), (owner, "All at once"))
        self.assertEqual(version.values["tags"], ["seen"])
        self.assertEqual([topic["title"] for topic in version.values["topics"]], ["Reading"])
        self.assertEqual(len(version.anchors), 1)

    def test_what_fails_leaves_no_version(self):
        entry = create_entry(body="First.")
        with self.assertRaises(ZeroDivisionError), sitting():
            entry.tags.add("seen")
            raise ZeroDivisionError
        self.assertEqual(len(self.versions(entry)), 1)

    def test_a_document_from_before_keeps_its_former_state(self):
        entry = create_entry(body="First.", tags=["old"])
        Version.objects.all().delete()
        Entry.objects.filter(pk=entry.pk).update(updated_at="2023-03-11T12:00:00Z")
        with sitting(by=create_owner()):
            entry.tags.set(["new"])
        new, former = self.versions(entry)
        self.assertEqual((former.values["tags"], new.values["tags"]), (["old"], ["new"]))
        self.assertIsNone(former.saved_by)
        self.assertEqual(former.saved_at.date(), date(2023, 3, 11))

    def test_tags_that_are_set_by_themselves_are_a_version(self):
        entry = create_entry(body="First.")
        entry.tags.add("seen")
        entry.tags.remove("seen")
        self.assertEqual([version.values["tags"] for version in self.versions(entry)], [[], ["seen"], []])

    def test_topics_are_heard_of_from_either_side(self):
        entry, topic = create_entry(body="First."), create_topic(title="Reading")
        topic.entries.add(entry)
        topic.entries.clear()
        self.assertEqual([len(version.values["topics"]) for version in self.versions(entry)], [0, 1, 0])

    def test_a_tag_with_another_name_is_another_value(self):
        entry = create_entry(body="First.", tags=["seen"])
        tag = Tag.objects.get(name="seen")
        tag.name = "read"
        tag.save()
        self.assertEqual(self.versions(entry)[0].values["tags"], ["read"])
        tag.delete()
        self.assertEqual(self.versions(entry)[0].values["tags"], [])

    def test_a_topic_with_another_name_is_the_same(self):
        topic = create_topic(title="Reading")
        entry = create_entry(body="First.")
        entry.topics.add(topic)
        number = len(self.versions(entry))
        topic.title = "Reading again"
        topic.save()
        entry.save()
        self.assertEqual(len(self.versions(entry)), number)

    def test_byline_and_identifiers_belong_to_a_paper(self):
        with sitting():
            paper = create_paper(authors=["Vaswani, Ashish"], identifiers=[("doi", "10.1000/1")])
        [version] = self.versions(paper)
        self.assertEqual([line["family"] for line in version.values["byline"]], ["Vaswani"])
        paper.identifiers.get().delete()
        paper.authorships.get().delete()
        self.assertEqual([each.changed for each in self.versions(paper)], [["byline"], ["identifiers"], []])

    def test_what_follows_from_another_text_has_not_its_note(self):
        paper = create_paper(title="A paper")
        with sitting(note="Began it", is_told=True):
            create_event(paper=paper, kind="started")
        version = self.versions(paper)[0]
        self.assertEqual((version.changed, version.note, version.is_told), (["status"], "", False))

    @pytest.mark.once
    def test_fifty_documents_take_few_queries(self):
        entries = [create_entry(body=f"Entry {number}") for number in range(50)]
        with CaptureQueriesContext(connection) as queries, sitting():
            touch(Entry, [entry.pk for entry in entries])
            Entry.objects.update(visibility="private")
        self.assertEqual(Version.objects.count(), 100)
        self.assertLess(len(queries), 16)


class UpdatesTests(TestCase):
    def test_pages_tell_of_changes_that_the_owner_tells_of(self):
        with sitting():
            documents = [create_entry(body="Body."), create_paper(), create_topic()]
        for document in documents:
            with sitting(note="corrected the <date>", is_told=True):
                document.body = "Another body."
                document.save()
            with sitting(note="canary of nobody's business"):
                document.body = "A third body."
                document.save()
            response = self.client.get(document.get_absolute_url())
            self.assertContains(response, "</time>: corrected the &lt;date&gt;")
            self.assertNotContains(response, "canary")

    def test_what_is_told_while_nothing_else_changes_is_told(self):
        entry = create_entry(body="Body.")
        with sitting(note="looked it over", is_told=True):
            entry.save()
        self.assertContains(self.client.get(entry.get_absolute_url()), "looked it over")

    def test_lists_and_feeds_tell_nothing_of_it(self):
        with sitting(note="corrected the date", is_told=True):
            create_entry(body="Body.")
        for address in ("/", "/feed.atom", "/2023/03/11/"):
            self.assertNotContains(self.client.get(address), "corrected the date")
