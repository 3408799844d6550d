import traceback
from datetime import date
from unittest import mock

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from markup import parse
from notes.models import Entry, first_words
from notes.models.archive_pages import around, numbers_of_days
from notes.models.entry_pages import neighbours_of
from notes.periods import Period
from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.models import Permalink
from passages.models.derivation import derive_all
from passages.models.together import save_together
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_entry


class ConstraintTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="First")
        create_entry(body="Second")

    def assert_refused(self, name, **fields):
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            Entry.objects.filter(slug="second").update(**fields)

    def test_a_slug_is_one_entrys_on_a_day(self):
        name = "entry_read_on_slug_unique|notes_entry.read_on, notes_entry.slug"
        self.assert_refused(name, slug="first")

    def test_an_entry_has_a_slug(self):
        self.assert_refused("entry_slug_given", slug="")

    def test_a_position_is_not_negative(self):
        self.assert_refused("position", position=-1)

    def test_a_date_before_the_year_1000_has_no_address(self):
        with self.assertRaises(ValidationError):
            Entry(body="x", slug="x", read_on=date(999, 12, 31)).clean_fields(exclude=["position"])


class FirstWordsTests(SimpleTestCase):
    def test_markup_is_left_out(self):
        self.assertEqual(
            first_words(parse("**Got** [a link](https://example.org) and `code`")), "Got a link and code"
        )

    def test_only_the_first_block_counts(self):
        self.assertEqual(first_words(parse("Above\n\n* below")), "Above")

    def test_a_long_text_is_cut_between_words(self):
        words = first_words(parse("word " * 50))
        self.assertTrue(words.endswith("word …"))
        self.assertLessEqual(len(words), 102)

    def test_a_long_word_is_cut_within(self):
        self.assertEqual(first_words(parse("x" * 200)), "x" * 100 + " …")

    def test_no_text_has_no_words(self):
        self.assertEqual(first_words(parse("")), "")


class EntryTests(TestCase):
    def test_its_title_and_slug_are_its_first_words(self):
        entry = create_entry(body="Read *LoRA* by [Hu](https://arxiv.org/abs/2106.09685)\n\nIt is short.")
        self.assertEqual((entry.title, entry.slug), ("Read LoRA by Hu", "read-lora-by-hu"))

    def test_its_slug_has_at_most_eight_words_and_no_address(self):
        entry = create_entry(body="https://example.org/ one two three four five six seven eight nine")
        self.assertEqual(entry.slug, "one-two-three-four-five-six-seven-eight")

    def test_one_without_a_word_still_has_an_address(self):
        self.assertEqual(create_entry(body="https://example.org/").get_absolute_url(), "/2023/03/11/entry/")

    def test_the_same_words_on_a_day_get_a_number(self):
        create_entry(body="Same")
        self.assertEqual(create_entry(body="Same").slug, "same-2")

    def test_the_same_words_on_another_day_do_not(self):
        create_entry(body="Same")
        self.assertEqual(create_entry(body="Same", read_on=date(2023, 3, 12)).slug, "same")

    def test_its_title_follows_the_text_and_its_slug_stays(self):
        entry = create_entry(body="Draft")
        entry.body = "Final"
        entry.save()
        self.assertEqual((entry.title, entry.slug), ("Final", "draft"))

    def test_it_stands_at_the_end_of_its_day(self):
        create_entry(body="Elsewhere", read_on=date(2023, 3, 10), position=7)
        positions = [create_entry().position, create_entry(position=5).position, create_entry().position]
        self.assertEqual(positions, [0, 5, 6])

    def test_it_reads_as_day_and_title(self):
        self.assertEqual(str(create_entry(body="Got it")), "2023-03-11 Got it")

    def test_a_year_of_four_digits_stands_in_its_address(self):
        self.assertEqual(
            create_entry(body="Old", read_on=date(1000, 1, 2)).get_absolute_url(), "/1000/01/02/old/"
        )


class NamedTests(TestCase):
    """An entry whose first words name a work by its citation key."""

    def create_work(self, **fields):
        return create_paper(citation_key="codd1970", authors=["Codd, Edgar"], issued_year=1970, **fields)

    def title(self, entry):
        entry.refresh_from_db()
        return entry.title

    def test_its_title_calls_the_work_as_its_page_does(self):
        self.create_work()
        entry = create_entry(body="Took @codd1970 on the train.\n\nAnd @nobody1900")
        self.assertEqual(self.title(entry), "Took Codd 1970 on the train.")
        self.assertIn(">Codd 1970</a> on the train.", entry.body_html)
        self.assertEqual(entry.slug, "took-codd1970-on-the-train")

    def test_it_calls_works_and_topics_that_are_linked_by_their_slugs_by_their_titles(self):
        create_paper(title="Large Data Banks", slug="codd-1970")
        create_topic(title="Early Computing", slug="early-computing")
        entry = create_entry(body="[[codd-1970]] for [[early-computing]], not [[codd-1970|Codd]]")
        self.assertEqual(entry.title, "Large Data Banks for Early Computing, not Codd")
        self.assertEqual(entry.slug, "codd-1970-for-early-computing-not-codd")
        self.assertEqual(self.title(entry), entry.title)

    def test_entries_that_lead_to_each_other_keep_their_slugs(self):
        first = create_entry(body="After [[second-one]]", slug="first-one")
        second = create_entry(body="Before [[first-one]]", slug="second-one")
        self.assertEqual([self.title(first), self.title(second)], ["After second-one", "Before first-one"])

    def test_it_follows_what_becomes_of_the_work(self):
        entry = create_entry(body="Took @codd1970 on the train")
        self.assertEqual(entry.title, "Took @codd1970 on the train")
        paper = self.create_work()
        self.assertEqual(self.title(entry), "Took Codd 1970 on the train")
        paper.issued_year = 1972
        paper.save()
        self.assertEqual(self.title(entry), "Took Codd 1972 on the train")
        paper.visibility = "private"
        paper.save()
        self.assertEqual(self.title(entry), "Took @codd1970 on the train")

    def test_texts_that_lead_to_the_entry_call_it_so_too(self):
        entry = create_entry(body="Took @codd1970 on the train", slug="train")
        other = create_entry(body="As in [[train]]")
        self.create_work()
        other.refresh_from_db()
        self.assertIn(">Took Codd 1970 on the train</a>", other.body_html)
        self.assertEqual(self.title(entry), "Took Codd 1970 on the train")

    def test_margins_that_lead_to_the_entry_call_it_so_too(self):
        create_entry(body="Took @codd1970 on the train", slug="by-train")
        other = create_entry(body="Mine\n\n%% as in [[by-train]]")
        self.create_work()
        other.refresh_from_db()
        self.assertIn(">Took Codd 1970 on the train</a>", other.owners_html)

    @mock.patch("passages.models.derivation.CHUNK", 2)
    def test_a_chain_of_entries_is_followed_without_descending_into_it(self):
        entries = [create_entry(body="More of @codd1970", slug="day-0")]
        for number in range(1, 12):
            body = f"More of @codd1970\n* as [[day-{number - 1}]]"
            entries.append(create_entry(body=body, slug=f"day-{number}"))
        depths = []

        def at_depth(documents):
            depths.append(sum(frame.name == "at_depth" for frame in traceback.extract_stack()))
            return derive_all(documents)

        with mock.patch("passages.models.derivation.derive_all", at_depth):
            self.create_work()
        self.assertEqual(max(depths), 1)
        self.assertEqual({self.title(entry) for entry in entries}, {"More of Codd 1970"})
        for entry in entries[1:]:
            self.assertIn(">More of Codd 1970</a>", entry.body_html)

    def test_saved_again_it_stays_as_it_is(self):
        self.create_work()
        entry = create_entry(body="Took @codd1970 on the train", slug="train")
        changed = entry.updated_at
        entry = Entry.objects.get(pk=entry.pk)
        entry.save()
        save_together([entry], lambda: None)
        entry.refresh_from_db()
        self.assertEqual((entry.title, entry.updated_at), ("Took Codd 1970 on the train", changed))

    def test_many_ask_for_their_works_at_once(self):
        self.create_work()
        entries = [create_entry(body=f"No {number}") for number in range(12)]
        for entry in entries:
            entry.body = "Took @codd1970 on the train"
        with CaptureQueriesContext(connection) as queries:
            Entry.take_titles(entries)
        self.assertEqual({entry.title for entry in entries}, {"Took Codd 1970 on the train"})
        self.assertLessEqual(len(queries), 3)


class MovingTests(TestCase):
    """An entry that is given another day."""

    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="Moved")

    def move(self, day):
        self.entry.read_on = day
        self.entry.save()

    def test_its_former_address_redirects(self):
        self.move(date(2023, 3, 12))
        response = self.client.get("/2023/03/11/moved/")
        self.assertRedirects(response, "/2023/03/12/moved/", status_code=301)

    def test_moving_back_leaves_no_redirect_to_itself(self):
        self.move(date(2023, 3, 12))
        self.move(date(2023, 3, 11))
        self.assertEqual([link.path for link in Permalink.objects.all()], ["/2023/03/12/moved/"])
        self.assertEqual(self.client.get("/2023/03/11/moved/").status_code, 200)

    def test_a_slug_that_is_taken_on_the_new_day_gets_a_number(self):
        create_entry(body="Moved", read_on=date(2023, 3, 12))
        self.move(date(2023, 3, 12))
        self.assertEqual(self.entry.get_absolute_url(), "/2023/03/12/moved-2/")

    def test_texts_follow_it(self):
        referring = create_entry(body="See [it](/2023/03/11/moved/)")
        self.move(date(2023, 3, 12))
        referring.refresh_from_db()
        self.assertEqual(self.entry.mentions.get().passage.owner, referring)

    def test_a_private_entry_does_not_give_its_new_address_away(self):
        self.entry.visibility = "private"
        self.move(date(2023, 3, 12))
        self.assertEqual(self.client.get("/2023/03/11/moved/").status_code, 404)

    def test_its_passages_are_dated_anew(self):
        self.move(date(2023, 3, 12))
        self.assertEqual(self.entry.passages.get().dated_on, date(2023, 3, 12))


class EntryQuerySetTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Language")
        create_paper(slug="open", authors=["Aho, Alfred"])
        create_paper(slug="secret", authors=["Hidden, Hal"], visibility="private")
        days = [date(2022, 12, 31), date(2023, 1, 1), date(2023, 12, 31), date(2024, 2, 29)]
        bodies = ["old", "see [[open]] and [[secret]]", "late", "leap"]
        cls.entries = [create_entry(body=body, read_on=day) for body, day in zip(bodies, days, strict=True)]
        cls.entries[1].topics.add(cls.topic)

    def test_the_newest_day_comes_first_and_a_day_stands_as_it_was_read(self):
        create_entry(body="second", read_on=date(2024, 2, 29), position=9)
        create_entry(body="first", read_on=date(2024, 2, 29), position=8)
        titles = [entry.title for entry in Entry.objects.all()]
        self.assertEqual(titles[:4], ["leap", "first", "second", "late"])

    def test_a_year_holds_its_first_and_last_day(self):
        self.assertEqual(list(Entry.objects.read_in(2023)), [self.entries[2], self.entries[1]])

    def test_a_month_holds_its_days_only(self):
        self.assertEqual(list(Entry.objects.read_in(2023, 12)), [self.entries[2]])
        self.assertEqual(list(Entry.objects.read_in(2024, 2)), [self.entries[3]])

    def test_the_years_are_those_that_have_entries_the_newest_first(self):
        create_entry(read_on=date(1000, 1, 1))
        create_entry(read_on=date(9999, 12, 31))
        self.assertEqual(Entry.objects.all().years(), [9999, 2024, 2023, 2022, 1000])
        self.assertEqual(Entry.objects.read_in(2022).years(), [2022])
        self.assertEqual(Entry.objects.matching(Filter(topic="language")).years(), [2023])
        for none in (Entry.objects.none(), Entry.objects.read_in(2021)):
            self.assertEqual(none.years(), [])

    def test_the_years_take_one_query(self):
        with self.assertNumQueries(1):
            Entry.objects.all().years()

    def test_each_day_is_counted(self):
        create_entry(read_on=date(2023, 1, 1))
        period = Period(2023)
        counts = dict(numbers_of_days(Filter(), first=period.first, last=period.last))
        self.assertEqual(counts, {date(2023, 1, 1): 2, date(2023, 12, 31): 1})

    def test_each_month_is_counted(self):
        create_entry(read_on=date(2023, 1, 31))
        counts = Entry.objects.read_in(2023).per_month()
        self.assertEqual(counts, {date(2023, 1, 1): 2, date(2023, 12, 1): 1})
        create_entry(read_on=date(1000, 1, 1), body="Old")
        self.assertEqual(Entry.objects.read_in(1000).per_month(), {date(1000, 1, 1): 1})

    def test_the_nearest_periods_are_those_that_have_entries(self):
        for period, older, newer in (
            (Period(2023), Period(2022), Period(2024)),
            (Period(2023, 12), Period(2023, 1), Period(2024, 2)),
            (Period(2023, 1, 1), Period(2022, 12, 31), Period(2023, 12, 31)),
            (Period(2022), None, Period(2023)),
            (Period(2025, 5), Period(2024, 2), None),
        ):
            with self.subTest(period):
                found = around(Filter(), period)
                self.assertEqual((found.older, found.newer), (older, newer))

    def test_neighbours_are_those_on_the_timeline(self):
        second = create_entry(body="second", read_on=date(2023, 12, 31))
        in_order = list(Entry.objects.all())
        self.assertEqual(in_order[2], second)
        for above, entry, below in zip([None, *in_order], in_order, [*in_order[1:], None], strict=False):
            with self.assertNumQueries(2):
                found = neighbours_of(AnonymousUser(), entry)
            self.assertEqual(found, {"above": above, "below": below})

    def test_entries_match_by_topic_work_and_author(self):
        for asked in (Filter(topic="language"), Filter(paper="open"), Filter(author="aho-alfred", year=2023)):
            self.assertEqual(list(Entry.objects.matching(asked)), [self.entries[1]])
        self.assertFalse(Entry.objects.matching(Filter(paper="open", author="somebody")).exists())

    def test_what_is_private_matches_for_its_owner_only(self):
        for asked in ({"paper": "secret"}, {"author": "hidden-hal"}):
            self.assertFalse(Entry.objects.matching(Filter(**asked)).exists())
            self.assertTrue(Entry.objects.matching(Filter(**asked, reader=create_owner())).exists())
