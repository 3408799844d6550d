"""When documents were changed, where the change was none of their own rows: feeds tell it."""

from datetime import UTC, datetime

from django.test import TestCase

from history.sitting import sitting
from notes.models import Entry
from papers.tests.factories import create_event, create_paper
from passages.changing import AddTag, AddTopic, change_many
from passages.models import Tag, save_together
from passages.tagging.merging import merge_tags
from topics.tests.factories import create_topic

from .factories import create_entry

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class MovingOnTests(TestCase):
    def create(self, document):
        type(document).objects.filter(pk=document.pk).update(updated_at=LONG_AGO)
        return document

    def assert_moved(self, document, is_moved=True):
        document.refresh_from_db()
        self.assertEqual(document.updated_at > LONG_AGO, is_moved)

    def setUp(self):
        self.tagged = self.create(create_entry(body="Tagged", tags=["llm"]))
        self.other = self.create(create_entry(body="Other", tags=["film"]))
        self.tag = Tag.objects.get(name="llm")

    def test_a_tag_that_is_merged_makes_the_feeds_of_what_carried_it_newer(self):
        kept = Tag.objects.create(name="language model")
        merge_tags(kept, [self.tag], description="")
        self.assert_moved(self.tagged)
        self.assert_moved(self.other, is_moved=False)
        feed = self.client.get("/tags/language-model/feed.atom")
        self.assertContains(feed, f"<updated>{self.tagged.updated_at:%Y-%m-%dT%H:%M}")
        self.assertNotContains(feed, "<updated>2020")

    def test_a_tag_with_another_name_does(self):
        self.tag.name = "language model"
        self.tag.save()
        self.assert_moved(self.tagged)
        self.assert_moved(self.other, is_moved=False)

    def test_a_tag_with_another_description_does_not(self):
        self.tag.description = "Models of language."
        self.tag.save()
        self.assert_moved(self.tagged, is_moved=False)

    def test_a_tag_that_many_are_given_moves_those_that_had_it_not(self):
        change_many(Entry.objects.all(), [AddTag("llm")])
        self.assert_moved(self.other)
        self.assert_moved(self.tagged, is_moved=False)

    def test_a_topic_that_all_may_see_does_and_a_private_one_does_not(self):
        hidden, shown = create_topic(title="Hidden", visibility="private"), create_topic(title="Shown")
        change_many(Entry.objects.all(), [AddTopic(hidden)])
        self.assert_moved(self.tagged, is_moved=False)
        change_many(Entry.objects.all(), [AddTopic(shown)])
        self.assert_moved(self.tagged)

    def test_a_private_margin_does_not_but_says_when_it_was_saved(self):
        stamp = self.tagged.stamp
        self.tagged.body = "Tagged\n\n%% hidden"
        self.tagged.save()
        self.assert_moved(self.tagged, is_moved=False)
        self.assertGreater(self.tagged.saved_at, LONG_AGO)
        self.assertNotEqual(self.tagged.stamp, stamp)
        self.tagged.body = "Told\n\n%% hidden"
        self.tagged.save()
        self.assert_moved(self.tagged)

    def test_private_margins_of_several_that_are_saved_together_do_not(self):
        self.tagged.refresh_from_db()
        self.other.refresh_from_db()
        self.tagged.body, self.other.body = "Tagged\n\n%% hidden", "Another\n\n%% hidden"
        save_together([self.tagged, self.other], lambda: None)
        self.assert_moved(self.tagged, is_moved=False)
        self.assert_moved(self.other)

    def test_a_save_that_changes_nothing_does_not_unless_readers_are_told_something(self):
        with sitting(note="Only for me"):
            self.tagged.save()
        self.assert_moved(self.tagged, is_moved=False)
        with sitting(note="Read it again", is_told=True):
            self.tagged.save()
        self.assert_moved(self.tagged)

    def test_what_another_program_keeps_in_a_work_for_its_owner_does_not(self):
        paper = self.create(create_paper(csl={"custom": {"file": "a.pdf"}}))
        paper.csl = {"custom": {"file": "b.pdf"}}
        paper.save()
        self.assert_moved(paper, is_moved=False)
        paper.csl = {"custom": {"file": "b.pdf"}, "genre": "Novel"}
        paper.save()
        self.assert_moved(paper)

    def test_a_byline_does(self):
        paper = self.create(create_paper(authors=["Vaswani, Ashish"]))
        paper.authorships.get().delete()
        self.assert_moved(paper)

    def test_what_only_follows_from_another_text_does_not(self):
        paper = self.create(create_paper(title="A paper"))
        create_event(paper=paper, kind="started")
        self.assert_moved(paper, is_moved=False)

    def test_a_topic_that_is_gone_changes_no_entry(self):
        topic = create_topic(title="Reading")
        self.tagged.topics.add(topic)
        self.create(self.tagged)
        topic.delete()
        self.assert_moved(self.tagged, is_moved=False)
