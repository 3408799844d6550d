from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from history.models import Version
from history.sitting import sitting
from notes.models import Entry
from papers.models import Paper, ReadingEvent
from papers.tests.factories import create_paper
from passages.models import (
    Excerpt,
    Mention,
    Passage,
    Permalink,
    Tagging,
    save_together,
    tag_together,
)
from passages.tests.factories import create_image
from topics.models import Topic

from .factories import create_entry

DAY = date(2023, 3, 11)
BODIES = ["Read it", "Read it", "Read it\n* see [[topic]] and [a](https://example.org/a)", "%% for me only"]


def nothing() -> None:
    pass


def made(entries: list[Entry]) -> list[tuple[object, ...]]:
    """What was made of entries, in their order."""
    found = Entry.objects.in_bulk([entry.pk for entry in entries])
    return [
        (
            *(getattr(found[entry.pk], name) for name in ("title", "slug", "visibility", "position")),
            list(entry.passages.order_by("position").values_list("kind", "text", "mentions__reference")),
            [each.digest for each in entry.excerpts.order_by("kind")],
        )
        for entry in entries
    ]


def rows_of_all() -> dict[str, list[str]]:
    """All that stands in the tables that saving writes, without keys and moments."""
    asked: dict[Any, tuple[str, ...]] = {
        Entry: ("read_on", "position", "title", "slug", "visibility", "body_html", "owners_html"),
        Paper: ("slug", "status", "body_html"),
        Passage: (
            "anchor",
            "kind",
            "depth",
            "parent__anchor",
            "text",
            "locator_sort",
            "visibility",
            "dated_on",
        ),
        Mention: ("passage__anchor", "link__url", "reference", "target_type"),
        Excerpt: ("kind", "anchor", "start", "end", "digest", "said", "visibility", "dated_on"),
        ReadingEvent: ("paper__slug", "passage__anchor", "kind", "locator", "happened_on"),
        Entry.papers.through: ("entry__slug", "paper__slug"),
        Tagging: ("tag__name",),
        Permalink: ("path",),
        Version: ("kind", "title", "changed", "anchors", "note", "saved_by__username"),
    }
    return {
        model.__name__: sorted(map(repr, model._base_manager.values_list(*names)))
        for model, names in asked.items()
    }


class EqualityTests(TestCase):
    """Whatever is saved, all rows are those that saving one by one makes."""

    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(title="A work", slug="a-work")
        cls.image = create_image()
        cls.user = User.objects.create_user("ada")
        cls.bodies = [
            'Read [[a-work]]: up to p. 53\n* p. 7: "a quotation\n* see [[third-one]]',
            f"![it]({cls.image.get_absolute_url()}) and [a](https://example.org/a)",
            "Third one\n\n  %% a margin with [[a-work]] and [[read-a-work-up-to-p-53]]",
            "Third one",
            "%% for me only\n* and [[third-one-2]]",
            "",
            "Finished [[a-work]]",
        ]

    def new(self):
        return [Entry(read_on=DAY, position=place, body=body) for place, body in enumerate(self.bodies)]

    def change(self, entries):
        """What an edit, a move and another visibility do to texts that lead to each other."""
        entries[0].body += "\n* more words"
        entries[2].read_on = DAY + timedelta(1)
        entries[3].visibility = "private"
        entries[1].position = 9
        entries[6].body = "Nothing of it"
        return entries

    def save_alone(self, entries):
        for entry in entries:
            is_new = not entry.pk
            entry.save()
            if is_new:
                entry.tags.add("a tag")

    def save_together(self, entries):
        new = [(entry, ["a tag"]) for entry in entries if not entry.pk]
        save_together(entries, lambda: tag_together(new))

    def rows_after(self, save, *, is_changed):
        with transaction.atomic():
            with sitting(by=self.user, note="First"):
                entries = self.new()
                save(entries)
            if is_changed:
                with sitting(note="Second"):
                    save(self.change([Entry.objects.get(pk=entry.pk) for entry in entries]))
            found = rows_of_all()
            transaction.set_rollback(True)
        return found

    def assert_equal(self, *, is_changed):
        alone = self.rows_after(self.save_alone, is_changed=is_changed)
        together = self.rows_after(self.save_together, is_changed=is_changed)
        for name, rows in alone.items():
            self.assertEqual(together[name], rows, name)

    def test_new_ones(self):
        self.assert_equal(is_changed=False)

    def test_changed_ones(self):
        self.assert_equal(is_changed=True)


class SavingTogetherTests(TestCase):
    def new(self, bodies: list[str] = BODIES, day: date = DAY) -> list[Entry]:
        return [Entry(read_on=day, position=number, body=body) for number, body in enumerate(bodies)]

    def together(self, entries: list[Entry]) -> list[Entry]:
        save_together(entries, nothing)
        return entries

    def test_the_same_is_made_as_one_by_one(self):
        Topic.objects.create(title="T", slug="topic")
        alone = [create_entry(body=each.body, read_on=DAY, position=each.position) for each in self.new()]
        expected = made(alone)
        for entry in alone:
            entry.delete()
        self.assertEqual(made(self.together(self.new())), expected)

    def test_what_is_there_takes_no_address_from_another(self):
        create_entry(body="Read it", read_on=DAY)
        self.assertEqual(
            [each.slug for each in self.together(self.new(BODIES[:2]))], ["read-it-2", "read-it-3"]
        )

    def test_a_changed_text_keeps_its_address_and_its_anchors(self):
        [entry] = self.together(self.new(["One of these words\n* two"]))
        anchors = list(entry.passages.order_by("position").values_list("anchor", flat=True))
        entry.body = "One more of these words\n* two"
        self.together([entry])
        self.assertEqual(list(entry.passages.order_by("position").values_list("anchor", flat=True)), anchors)
        self.assertEqual(
            (entry.slug, Entry.objects.get().title), ("one-of-these-words", "One more of these words")
        )

    def test_another_day_leaves_the_former_address(self):
        [entry] = self.together(self.new(["One"]))
        entry.read_on = date(2023, 3, 12)
        self.together([entry])
        self.assertEqual(Permalink.objects.get().path, "/2023/03/11/one/")
        self.assertEqual(Passage.objects.get().dated_on, entry.read_on)

    def test_a_text_that_named_a_new_one_leads_to_it(self):
        before = create_entry(body="See [[a-new-one]]", read_on=DAY)
        self.together(self.new(["A new one"]))
        before.refresh_from_db()
        self.assertIn('href="/2023/03/11/a-new-one/"', before.body_html)

    def test_a_text_among_them_leads_to_where_another_has_gone(self):
        first, second = self.together(self.new(["First", "See [[first]]"]))
        first.read_on, second.position = date(2023, 3, 12), 7
        self.together([first, second])
        second.refresh_from_db()
        self.assertIn('href="/2023/03/12/first/"', second.body_html)
        self.assertEqual(second.position, 7)

    def test_a_margin_leads_to_where_another_has_gone(self):
        first, second = self.together(self.new(["First", "Second\n\n  %% see [[first]]"]))
        first.read_on = date(2023, 3, 12)
        self.together([first])
        second.refresh_from_db()
        self.assertIn('href="/2023/03/12/first/"', second.owners_html)

    def test_each_has_its_version(self):
        entries = self.together(self.new())
        self.assertEqual(Version.objects.count(), len(entries))
        entries[0].body = "Another"
        self.together(entries)
        self.assertEqual(Version.objects.of(entries[0])[0].changed, ["body"])
        self.assertEqual(Version.objects.of(entries[1]).count(), 1)

    def test_their_number_costs_no_queries(self):
        self.together(self.new(["warm"], date(2022, 1, 1)))
        many = [f"Text {number} [l](https://example.org/{number})" for number in range(12)]
        costs = []
        for bodies, day in ((many[:2], 2), (many[2:], 3)):
            with CaptureQueriesContext(connection) as queries:
                self.together(self.new(bodies, date(2022, 1, day)))
            costs.append(len(queries))
        self.assertLessEqual(costs[1], costs[0])
