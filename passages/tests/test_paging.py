from datetime import date

from django.db.models import Count
from django.http import QueryDict
from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from passages.filters import BadFilter, Filter
from passages.models import Link, Passage
from passages.models.link import LARGEST_FIRST
from passages.paging import BY_SLUG, Column, Keyset, to_number
from topics.models import Topic
from topics.tests.factories import create_topic

NEWEST_FIRST = Keyset(
    (
        Column("read_on", date.fromisoformat, descending=True),
        Column("position", to_number),
        Column("pk", to_number, descending=True),
    ),
    "before",
)


def read(query):
    return Filter.from_query(QueryDict(query))


def walk(keyset, rows, size):
    """The keys of every page, from the first to the one that names none after it."""
    query = ""
    for _ in range(20):  # pages enough for any list here
        page = keyset.page(rows, read(query), size)
        yield [row["domain"] if isinstance(row, dict) else row.pk for row in page]
        query = page.next_query
        if not query:
            return
    raise AssertionError(f"No page is the last: {query}")


class WalkTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for day, position in [(1, 0), (2, 1), (2, 0), (2, 0), (2, 0), (3, 5), (1, 0), (3, 5), (2, 1)]:
            create_entry(read_on=date(2023, 3, day), position=position)
        cls.keys = list(Entry.objects.order_by("-read_on", "position", "-pk").values_list("pk", flat=True))

    def test_every_row_comes_once_and_in_order_whatever_the_size(self):
        for size in range(1, 12):
            with self.subTest(size):
                pages = list(walk(NEWEST_FIRST, Entry.objects.all(), size))
                self.assertEqual([key for page in pages for key in page], self.keys)

    def test_every_page_but_the_last_is_full(self):
        for size in range(1, 10):
            with self.subTest(size):
                *full, last = walk(NEWEST_FIRST, Entry.objects.all(), size)
                self.assertEqual({len(page) for page in full} | {size}, {size})
                self.assertIn(len(last), range(1, size + 1))

    def test_rows_deleted_meanwhile_shift_nothing(self):
        first = NEWEST_FIRST.page(Entry.objects.all(), Filter(), 4)
        Entry.objects.filter(pk__in=self.keys[2:5]).delete()
        second = NEWEST_FIRST.page(Entry.objects.all(), read(first.next_query), 4)
        self.assertEqual([entry.pk for entry in second], self.keys[5:])

    def test_rows_that_came_meanwhile_shift_nothing(self):
        first = NEWEST_FIRST.page(Entry.objects.all(), Filter(), 4)
        create_entry(read_on=date(2023, 3, 31))
        second = NEWEST_FIRST.page(Entry.objects.all(), read(first.next_query), 9)
        self.assertEqual([entry.pk for entry in second], self.keys[4:])

    def test_a_page_costs_one_query(self):
        with self.assertNumQueries(1):
            NEWEST_FIRST.page(Entry.objects.all(), read("before=2023-03-02,0,5"), 2)

    def test_the_next_page_keeps_the_filters(self):
        page = NEWEST_FIRST.page(Entry.objects.all(), read("tag=a&year=2023"), 2)
        asked = read(page.next_query)
        self.assertEqual((asked.tags, asked.year), (("a",), 2023))

    def test_the_page_after_the_last_row_is_empty(self):
        last = Entry.objects.get(pk=self.keys[-1])
        page = NEWEST_FIRST.page(Entry.objects.all(), read(f"before={NEWEST_FIRST.write(last)}"), 2)
        self.assertFalse(page)
        self.assertEqual(page.next_query, "")


class OtherListsTests(TestCase):
    def test_slugs_in_every_script_are_walked(self):
        for slug in ("a", "b-2", "b", "zebra", "日本", "über", "a_b", "a-b", "B"):
            create_topic(slug=slug)
        for size in range(1, 5):
            with self.subTest(size):
                keys = [key for page in walk(BY_SLUG, Topic.objects.all(), size) for key in page]
                self.assertEqual(keys, list(Topic.objects.order_by("slug").values_list("pk", flat=True)))

    def test_domains_are_walked_by_their_number_of_links(self):
        paths = ["a.org/1", "b.org/1", "b.org/2", "c.org/1", "c.org/2", "d.org/1", "e.org/1"]
        create_entry(body=" ".join(f"https://{path}" for path in paths))
        rows = Link.objects.order_by().values("domain").annotate(links=Count("pk"))
        for size in range(1, 7):
            with self.subTest(size):
                domains = [domain for page in walk(LARGEST_FIRST, rows, size) for domain in page]
                self.assertEqual(domains, ["b.org", "c.org", "a.org", "d.org", "e.org"])


class BadCursorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(read_on=date(2023, 3, 11))

    def assert_bad(self, rows, *cursors):
        for cursor in cursors:
            with self.subTest(cursor), self.assertRaisesMessage(BadFilter, "is no place in this list"):
                rows.page(read(cursor))

    def test_garbage_is_refused(self):
        self.assert_bad(
            Entry.objects,
            "before=x",
            "before=2023-02-30,0,1",
            "before=2023-03-11,a,1",
            "before=,,",
            "before=1.5,0,1",
        )

    def test_a_wrong_number_of_parts_is_refused(self):
        self.assert_bad(Entry.objects, "before=2023-03-11", "before=2023-03-11,0", "before=2023-03-11,0,1,1")

    def test_a_number_that_no_key_can_be_is_refused(self):
        for number in (2**63, -(2**63) - 1, "9" * 100):
            self.assert_bad(Entry.objects, f"before=2023-03-11,0,{number}", f"before=2023-03-11,{number},0")

    def test_a_number_that_a_key_could_be_only_goes_too_far(self):
        page = Entry.objects.all().page(read(f"before=2023-03-11,{2**63 - 1},{2**63 - 1}"))
        self.assertFalse(page)

    def test_the_first_and_the_last_day_there_is(self):
        self.assertFalse(Entry.objects.all().page(read("before=0001-01-01,0,0")))
        self.assertTrue(Entry.objects.all().page(read("before=9999-12-31,0,0")))

    def test_the_cursor_of_another_list_is_refused(self):
        self.assert_bad(
            Entry.objects, "after=lora", "before=5", "after=3,example.org", "after=2023-03-11,0,1"
        )
        self.assert_bad(Passage.objects, "before=2023-03-11,0,1", "after=lora", "after=2023-03-11,1")
        self.assert_bad(Link.objects, "before=2023-03-11,1", "after=5")

    def test_a_list_by_name_refuses_the_place_of_another(self):
        for cursor in ("before=5", "before=2023-03-11,0,1", "after=3,example.org"):
            with self.subTest(cursor), self.assertRaises(BadFilter):
                Topic.objects.by_name(read(cursor))

    def test_a_list_by_number_refuses_the_place_of_another(self):
        for cursor in ("before=5", "after=lora", "after=2023-03-11,1"):
            with self.subTest(cursor), self.assertRaises(BadFilter):
                Link.objects.page_of_domains(read(cursor))
