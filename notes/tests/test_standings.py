"""The rows that say who stands where are what follows from the entries, whatever was written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from threading import Barrier
from unittest import skipUnless

from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase, TransactionTestCase, override_settings

from history.models import Version
from history.sitting import sitting
from notes.models import Entry, Standing
from notes.moving import Move
from passages.changing import AddTag, AddTopic, RemoveTag, RemoveTopic, SetVisibility, change_many
from passages.filters import Filter
from passages.models import Tag, bring_back, counting, facets_of, go_back
from passages.tagging.merging import merge_tags
from passages.tests.factories import create_owner
from passages.undoing import Undo
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry

NOBODY = AnonymousUser()


class StandingTestCase(TestCase):
    def assert_standing(self, *expected):
        """These names of tags and titles of topics, each with an entry, are all there are."""
        rows = Standing.objects.select_related("entry", "tag", "topic")
        found = [(str(row.tag or row.topic), row.entry.title) for row in rows]
        self.assertEqual(sorted(found), sorted(expected))
        self.assertEqual(Standing.objects.out_of_line(), 0)


class WritingTests(StandingTestCase):
    def setUp(self):
        self.topic = create_topic(title="Topic")
        self.entry = create_entry(body="One", tags=["a", "b"], topics=[self.topic])
        self.all = [("a", "One"), ("b", "One"), ("Topic", "One")]

    def test_an_entry_has_a_row_for_each_tag_and_topic(self):
        create_entry(body="Two", tags=["a"])
        create_entry(body="Neither")
        self.assert_standing(*self.all, ("a", "Two"))

    def test_tags_are_set_without_a_save(self):
        self.entry.tags.add("c")
        self.entry.tags.remove("a")
        self.assert_standing(("b", "One"), ("c", "One"), ("Topic", "One"))
        self.entry.tags.set(["a"])
        self.assert_standing(("a", "One"), ("Topic", "One"))
        self.entry.tags.clear()
        self.assert_standing(("Topic", "One"))

    def test_topics_are_set_from_either_side(self):
        other = create_topic(title="Other")
        self.entry.topics.set([other])
        self.assert_standing(*self.all[:2], ("Other", "One"))
        self.topic.entries.add(self.entry)
        other.entries.clear()
        self.assert_standing(*self.all)
        self.topic.entries.remove(self.entry)
        self.assert_standing(*self.all[:2])

    def test_what_is_not_public_has_no_row(self):
        for visibility in ("private", "public", "unlisted"):
            self.entry.visibility = visibility
            self.entry.save()
            self.assert_standing(*(self.all if visibility == "public" else []))

    def test_a_text_that_begins_privately_has_no_row(self):
        self.entry.body = "%% One"
        self.entry.save()
        self.assert_standing()

    def test_day_and_position_follow(self):
        self.entry.read_on, self.entry.position = date(2020, 2, 2), 7
        self.entry.save()
        places = set(Standing.objects.values_list("read_on", "position"))
        self.assertEqual(places, {(date(2020, 2, 2), 7)})
        self.assert_standing(*self.all)

    def test_an_entry_is_deleted_and_brought_back(self):
        self.entry.delete()
        self.assert_standing()
        bring_back(Version.objects.restorable().get())
        self.assert_standing(*self.all)
        Entry.objects.all().delete()
        self.assert_standing()

    def test_a_former_version_is_taken_back(self):
        former = Version.objects.of(self.entry).first()
        self.entry.tags.set(["c"])
        go_back(Entry.objects.get(), former)
        self.assert_standing(*self.all)

    def test_tags_are_merged_renamed_and_deleted(self):
        kept, gone = Tag.objects.get(name="a"), Tag.objects.get(name="b")
        create_entry(body="Two", tags=["b"])
        merge_tags(kept, [gone], description="")
        self.assert_standing(("a", "One"), ("a", "Two"), ("Topic", "One"))
        kept.name = "A"
        kept.save()
        self.assert_standing(("A", "One"), ("A", "Two"), ("Topic", "One"))
        kept.delete()
        self.assert_standing(("Topic", "One"))

    def test_a_topic_is_deleted(self):
        self.topic.delete()
        self.assert_standing(*self.all[:2])
        bring_back(Version.objects.restorable().get())
        Topic.objects.all().delete()
        self.assert_standing(*self.all[:2])


class ManyTests(StandingTestCase):
    def setUp(self):
        self.topic = create_topic(title="Topic")
        self.entry = create_entry(body="One", tags=["a"])
        create_entry(body="Hidden", tags=["a"], visibility="private")

    def change(self, *parts):
        return change_many(Entry.objects.all(), parts).bulk

    def take_back(self, bulk):
        with sitting(create_owner()):
            Undo(bulk, Entry.objects.all()).run()

    def test_changes_of_many_and_their_undoing(self):
        shown, both = ("a", "One"), [("a", "One"), ("a", "Hidden")]
        for part, expected in (
            (AddTag("b"), [shown, ("b", "One")]),
            (RemoveTag("a"), []),
            (AddTopic(self.topic), [shown, ("Topic", "One")]),
            (SetVisibility("public"), both),
            (SetVisibility("private"), []),
        ):
            with self.subTest(part):
                bulk = self.change(part)
                self.assert_standing(*expected)
                Undo(bulk, Entry.objects.all()).run()
                self.assert_standing(shown)

    def test_many_leave_a_topic(self):
        self.change(AddTopic(self.topic))
        self.change(RemoveTopic(self.topic))
        self.assert_standing(("a", "One"))

    def test_many_are_moved(self):
        self.change(Move(days=3))
        self.assertEqual(Standing.objects.get().read_on, date(2023, 3, 14))
        self.assert_standing(("a", "One"))


class CheckingTests(StandingTestCase):
    def setUp(self):
        self.topic = create_topic()
        self.entry = create_entry(tags=["a"], topics=[self.topic])

    def spoil(self):
        row = Standing.objects.filter(tag=None)
        yield row.delete
        yield lambda: Standing.objects.update(read_on=date(2020, 1, 1))
        yield lambda: Standing.objects.update(position=9)
        yield lambda: row.update(topic=create_topic(title="Other"))
        yield lambda: Entry.objects.update(visibility="private")

    def test_reindex_finds_what_is_wrong_and_mends_it(self):
        for spoil in self.spoil():
            spoil()
            self.assertGreater(Standing.objects.out_of_line(), 0)
            with self.assertRaisesMessage(CommandError, "rows of lists are not as their texts"):
                call_command("reindex", check=True)
            call_command("reindex", stdout=StringIO())
            self.assertEqual(Standing.objects.out_of_line(), 0)

    def test_an_entry_stands_somewhere_once(self):
        row = Standing.objects.get(tag=None)
        row.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            row.save()

    def test_a_row_is_of_a_tag_or_of_a_topic(self):
        place = {"read_on": self.entry.read_on, "position": 0}
        tag = Tag.objects.get()
        for both in ({}, {"tag": tag, "topic": self.topic}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                Standing.objects.create(entry=self.entry, **place, **both)


class ListTests(TestCase):
    """What is told from these rows is what would be told from the entries."""

    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Topic")
        for number in range(40):
            create_entry(
                body=f'Entry {number}\n\n* "Said"' if number % 3 else f"Entry {number}",
                read_on=date(2020 + number % 3, 5, 1 + number % 7),
                tags=["a", "b"] if number % 2 else ["a"],
                topics=[cls.topic] if number % 5 else [],
                visibility=("public", "private", "unlisted")[number % 11 % 3],
            )
        cls.keys = dict(Tag.objects.values_list("slug", "pk"))
        cls.owner = create_owner()

    def ways(self, **filters):
        """The rows, and the entries themselves."""
        asked = Filter(**filters, reader=NOBODY, tag_keys=self.keys)
        rows = Entry.objects.in_lists(asked)
        self.assertIs(rows.model, Standing)
        return asked, rows, Entry.objects.visible_to(NOBODY).matching(asked)

    def test_pages_months_and_numbers_are_the_same(self):
        several = [{"tags": ("a", "b")}, {"tags": ("b", "a")}]
        for filters in ({"tags": ("a",)}, {"tags": ("a",), "year": 2021}, *several):
            with self.subTest(filters):
                asked, rows, entries = self.ways(**filters)
                page, other = rows.printed(asked), entries.printed(asked)
                self.assertTrue(page)
                self.assertEqual((page.items, page.next_query), (other.items, other.next_query))
                self.assertEqual(rows.per_month(), entries.per_month())
                self.assertEqual(list(facets_of(rows, asked)), list(facets_of(entries, asked)))

    def test_the_rest_of_a_list_is_the_same(self):
        for path in ("/tags/a/", "/topics/topic/"):
            with self.subTest(path):
                first = self.client.get(path).context["page"]
                if not first.next_query:
                    continue
                rest = self.client.get(f"{path}?{first.next_query}").context["page"]
                titles = [entry.title for entry in [*first, *rest]]
                self.assertEqual(len(titles), len(set(titles)))

    def test_whoever_owns_entries_is_told_of_all(self):
        asked = Filter(tags=("a",), reader=self.owner, tag_keys=self.keys)
        self.assertIs(Entry.objects.in_lists(asked).model, Entry)
        self.assertEqual(sum(Entry.objects.in_lists(asked).per_month().values()), 40)

    def test_what_is_narrowed_further_is_asked_of_the_entries(self):
        for filters in ({"kind": "quotation"}, {"q": "said"}, {"author": "nobody"}, {"topic": "topic"}):
            asked = Filter(tags=("a",), **filters, reader=NOBODY, tag_keys=self.keys)
            self.assertIs(Entry.objects.in_lists(asked).model, Entry)

    def test_a_topic_is_told_from_its_rows(self):
        topic = Topic.objects.for_page().get()
        asked = Filter(reader=NOBODY)
        rows = topic.list_of_entries(asked)
        self.assertIs(rows.model, Standing)
        self.assertEqual(rows.per_month(), topic.entries.visible_to(NOBODY).per_month())

    @override_settings(SITE_PRIVATE=True)
    def test_a_private_site_tells_strangers_nothing(self):
        asked = Filter(tags=("a",), reader=NOBODY, tag_keys=self.keys)
        rows = Entry.objects.in_lists(asked)
        self.assertEqual(
            (rows.per_month(), list(rows.printed(asked)), len(facets_of(rows, asked))), ({}, [], 0)
        )

    def test_a_row_that_is_wrong_shows_nothing_private(self):
        Entry.objects.update(visibility="private")  # past everything that keeps the rows
        asked, rows, _ = self.ways(tags=("a",))
        self.assertFalse(rows.printed(asked))

    def test_the_newest_hits_are_those_of_the_timeline(self):
        _, rows, entries = self.ways(tags=("a",))
        keys = list(rows.order_by("-read_on", "position", "entry_id").values_list("entry", flat=True))
        self.assertEqual(keys, list(entries.values_list("pk", flat=True)))
        self.assertEqual(counting.to_hits(rows).count(), len(keys))

    @skipUnless(connection.vendor == "sqlite", "PostgreSQL chooses by what the tables hold")
    def test_nothing_is_looked_up_but_the_index(self):
        _, rows, _ = self.ways(tags=("a",))
        for asked in (
            rows.values("entry").order_by("-read_on", "position", "entry_id"),
            rows.values("read_on"),
        ):
            plan = asked.explain()
            self.assertIn("SEARCH notes_standing USING COVERING INDEX standing_tag", plan)
            self.assertNotIn("TEMP B-TREE", plan)

    def test_of_several_lists_the_shortest_is_gone_through(self):
        for tags in (("a", "b"), ("b", "a")):
            _, rows, _ = self.ways(tags=tags)
            self.assertIn(f"= {self.keys['b']}", str(rows.query).partition("EXISTS")[0])

    @skipUnless(connection.vendor == "sqlite", "PostgreSQL chooses by what the tables hold")
    def test_of_several_lists_nothing_is_looked_up_but_the_index(self):
        _, rows, _ = self.ways(tags=("a", "b"))
        plan = rows.values("entry").order_by("-read_on", "position", "entry_id").explain()
        self.assertIn("INDEX standing_tag (tag_id=?)", plan)
        self.assertIn("INDEX standing_tag (tag_id=? AND read_on=? AND position=? AND entry_id=?)", plan)
        self.assertNotIn("TEMP B-TREE", plan)


@skipUnless(connection.vendor == "postgresql", "SQLite lets one write at a time")
class AtOnceTests(TransactionTestCase):
    def test_an_entry_is_hidden_while_somebody_tags_it(self):
        for number in range(5):
            entry = create_entry(body=f"Entry {number}")
            both = Barrier(2)

            def hide(key=entry.pk, both=both):
                with sitting():
                    hidden = Entry.objects.get(pk=key)
                    hidden.visibility = "private"
                    both.wait()
                    hidden.save()
                connection.close()

            def tag(key=entry.pk, both=both):
                with sitting():
                    tagged = Entry.objects.get(pk=key)
                    both.wait()
                    tagged.tags.add("a")
                connection.close()

            with ThreadPoolExecutor() as pool:
                for task in [pool.submit(hide), pool.submit(tag)]:
                    task.result()
            self.assertEqual(Standing.objects.out_of_line(), 0)
