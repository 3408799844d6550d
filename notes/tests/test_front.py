"""What stands on the first page of the timeline besides entries."""

from datetime import date
from unittest import mock

import time_machine
from django.core.cache import cache
from django.test import TestCase

from notes.models import Entry
from papers.tests.factories import create_paper
from passages.models import Passage, PassageQuerySet
from passages.tests.factories import create_owner

from .factories import create_entry

NOON = "2024-03-11 12:00"
PER_DAY = PassageQuerySet.per_day


def titles(rows):
    return [row.title for row in rows]


@time_machine.travel(f"{NOON} +0000", tick=False)
class OnThisDayTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="A year ago", read_on=date(2023, 3, 11))
        create_entry(body="Long ago", read_on=date(2019, 3, 11))
        create_entry(body="Secret", read_on=date(2022, 3, 11), visibility="private")
        create_entry(body="Unlisted", read_on=date(2023, 3, 11), visibility="unlisted")
        create_entry(body="Today", read_on=date(2024, 3, 11))
        create_entry(body="Another day", read_on=date(2023, 3, 12))

    def memories(self, path="/"):
        return titles(self.client.get(path).context.get("memories") or [])

    def test_the_timeline_remembers_the_same_day_of_other_years(self):
        self.assertEqual(self.memories(), ["A year ago", "Long ago"])
        self.assertContains(self.client.get("/"), "On this day")

    def test_the_day_is_that_of_the_site(self):
        with time_machine.travel("2024-03-11 23:30 +0000"), self.settings(TIME_ZONE="Asia/Tokyo"):
            self.assertEqual(self.memories(), ["Another day"])

    def test_owners_remember_everything(self):
        self.client.force_login(create_owner())
        self.assertEqual(self.memories(), ["A year ago", "Unlisted", "Secret", "Long ago"])

    def test_a_narrowed_list_and_an_older_page_remember_nothing(self):
        create_entry(read_on=date(2024, 3, 10), tags=["x"])
        for path in ("/?tag=x", "/?before=2024-01-01,0,0"):
            self.assertEqual(self.memories(path), [])

    def test_a_day_without_others_says_nothing(self):
        with time_machine.travel("2024-05-05 12:00 +0000"):
            self.assertNotContains(self.client.get("/"), "On this day")

    def test_a_day_leads_to_the_same_day_of_other_years(self):
        self.assertEqual(self.memories("/2019/03/11/"), ["Today", "A year ago"])
        self.assertContains(self.client.get("/2019/03/11/"), "This day in other years")

    def test_what_was_read_on_29_february_is_remembered_on_the_28th(self):
        create_entry(body="Leap", read_on=date(2020, 2, 29))
        for today, expected in (("2023-02-28", ["Leap"]), ("2024-02-28", []), ("2024-02-29", ["Leap"])):
            with self.subTest(today), time_machine.travel(f"{today} 12:00 +0000"):
                self.assertEqual(self.memories(), expected)

    def test_ten_are_shown_and_that_there_are_more(self):
        for number in range(11):
            create_entry(body=f"Memory {number}", read_on=date(2021, 3, 11))
        self.assertEqual(len(self.memories()), 10)
        self.assertContains(self.client.get("/"), '<li class="more">and more</li>')


class QuotationOfTheDayTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(5):
            create_entry(body=f'"Quotation {number} (p. {number})', read_on=date(2023, 3, 1 + number))
        create_entry(body='"Secret', read_on=date(2023, 3, 2), visibility="private")
        create_entry(body='"Unlisted', read_on=date(2023, 3, 2), visibility="unlisted")
        create_entry(body="No quotation", read_on=date(2023, 3, 2))

    def setUp(self):
        cache.clear()  # it is remembered whose turn it is

    def quotation(self, day="2024-03-11", time="12:00"):
        with time_machine.travel(f"{day} {time} +0000", tick=False):
            return self.client.get("/").context["quotation"]

    def test_it_stands_with_its_place_and_leads_to_its_block(self):
        quotation = self.quotation()
        with time_machine.travel(f"{NOON} +0000"):
            response = self.client.get("/")
        self.assertContains(response, f'<a href="{quotation.get_absolute_url()}">')
        self.assertContains(response, f"</a>, {quotation.locator}")

    def test_five_days_show_all_that_are_public_before_any_comes_again(self):
        shown = [self.quotation(f"2024-03-{day:02}").text for day in range(10, 20)]
        self.assertEqual(len(set(shown[:5])), 5)
        self.assertEqual(shown[:5], shown[5:])
        self.assertTrue(all(text.startswith('"Quotation') for text in shown))

    def test_it_is_the_same_for_every_reader_all_day(self):
        reader = [self.quotation(time=time) for time in ("00:00", "12:00", "23:59")]
        self.client.force_login(create_owner())
        self.assertEqual({*reader, self.quotation()}, {reader[0]})

    def test_what_is_written_today_changes_nothing_today(self):
        before = self.quotation()
        create_entry(body='"Of today', read_on=date(2024, 3, 11))
        with time_machine.travel(f"{NOON} +0000"):
            create_paper(body='"In a paper of today')
        self.assertEqual(self.quotation(), before)

    def test_what_is_made_private_is_gone_at_once(self):
        quotation = self.quotation()
        entry = Entry.objects.get(pk=quotation.owner_id)
        entry.visibility = "private"
        entry.save()
        self.assertNotEqual(self.quotation(), quotation)

    def test_whose_turn_it_is_is_counted_once_for_all_who_ask_that_day(self):
        with mock.patch.object(PassageQuerySet, "per_day", autospec=True, side_effect=PER_DAY) as counted:
            self.assertEqual(self.quotation(), self.quotation(time="12:05"))
            self.quotation("2024-03-12")
        self.assertEqual(counted.call_count, 2)

    def test_what_came_meanwhile_is_counted(self):
        shown = {self.quotation(f"2024-03-{day:02}").text for day in range(10, 15)}
        create_entry(body='"Another', read_on=date(2023, 3, 9))
        shown |= {self.quotation(f"2024-03-{day:02}").text for day in range(10, 22)}
        self.assertIn('"Another', shown)

    def test_without_a_public_quotation_there_is_none(self):
        Passage.objects.filter(visibility="public").delete()
        self.assertIsNone(self.quotation())
        self.assertNotContains(self.client.get("/"), "Quotation of the day")

    def test_nobody_is_told_who_may_not_come_in(self):
        with self.settings(SITE_PRIVATE=True):
            self.assertIsNone(self.quotation())


class HeatmapTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for _ in range(2):
            create_entry(tags=["seen"])
        create_entry(read_on=date(2023, 3, 12))
        create_entry(read_on=date(2022, 7, 1))
        create_entry(read_on=date(2023, 3, 13), visibility="private")
        create_entry(visibility="unlisted")

    def test_the_timeline_shows_its_newest_year_on_its_first_page(self):
        response = self.client.get("/")
        self.assertContains(response, "<title>11 March 2023: 2 entries</title>")
        self.assertContains(response, "<title>12 March 2023: 1 entry</title>")
        self.assertContains(response, "3 entries on 2 days")
        self.assertNotContains(self.client.get("/?before=2023-01-01,0,0"), "<svg")

    def test_each_day_leads_to_its_page_in_the_picture_and_in_the_table(self):
        response = self.client.get("/2023/")
        self.assertContains(response, '<a href="/2023/03/12/" tabindex="-1">', 1)
        self.assertContains(response, '<span class="heatmap__date"><a href="/2023/03/11/">11</a> (2)</span>')

    def test_what_the_reader_may_not_see_is_not_counted(self):
        self.assertNotContains(self.client.get("/2023/"), "/2023/03/13/")
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/2023/"), "5 entries on 3 days")

    def test_filters_hold_for_it_and_go_along(self):
        response = self.client.get("/2023/?tag=seen")
        self.assertContains(response, "2 entries on 1 day\n")
        self.assertContains(response, '<a href="/2023/03/11/?tag=seen" rel="nofollow" tabindex="-1">')

    def test_a_filter_that_leaves_nothing_draws_nothing(self):
        self.assertNotContains(self.client.get("/2023/?tag=none"), "<svg")
