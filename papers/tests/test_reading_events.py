from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.models import ReadingEvent
from passages.models import derive
from passages.tests.factories import create_owner

from .factories import create_event, create_paper

DAY = date(2023, 3, 11)


def events():
    ordered = ReadingEvent.objects.order_by("happened_on", "pk")
    return [(event.paper.slug, event.kind, event.locator) for event in ordered]


class FromTheLogTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(
            title="Shannon's theory", slug="shannon", authors=["Shannon, Claude"], citation_key="shannon1948"
        )
        cls.other = create_paper(title="Other", slug="other", authors=["Turing, Alan"])

    def status(self):
        self.paper.refresh_from_db()
        return self.paper.status

    def assert_told(self, body, *expected):
        with self.subTest(body):
            entry = create_entry(body=body)
            self.assertEqual(events(), list(expected))
            entry.delete()
            self.assertEqual(events(), [])

    def test_a_block_that_mentions_one_work_says_it_of_that(self):
        self.assert_told("[[shannon]], up to p. 53", ("shannon", "progress", "p. 53"))
        self.assert_told("Finished @shannon1948.", ("shannon", "finished", ""))
        self.assert_told("Started Shannon's theory. [[shannon]]", ("shannon", "started", ""))
        self.assert_told("Started [some link](/shannon/)")
        self.assert_told("Started [some link](/papers/shannon/)", ("shannon", "started", ""))

    def test_a_bullet_says_it_of_the_work_of_the_bullet_above_or_of_the_first_block(self):
        self.assert_told("[[shannon]] again\n\n* Up to p. 53", ("shannon", "progress", "p. 53"))
        self.assert_told("* log\n  * [[shannon]]\n    * Up to p. 53", ("shannon", "progress", "p. 53"))
        self.assert_told("[[shannon]]\n\n* [[other]]\n  * Up to p. 53", ("other", "progress", "p. 53"))
        self.assert_told("[[shannon]]\n\n* Words\n  * Up to p. 53")

    def test_two_works_in_one_place_say_it_of_neither(self):
        self.assert_told("[[shannon]] and [[other]]\n\n* Up to p. 53")
        self.assert_told("Finished. [[shannon]] [[other]]")

    def test_quotations_headings_and_code_say_nothing(self):
        self.assert_told("[[shannon]]\n\n> Up to p. 53")
        self.assert_told("[[shannon]]\n\n* “Up to p. 53”")
        self.assert_told("[[shannon]]\n\n# Up to p. 53")
        self.assert_told("[[shannon]]\n\n```\nUp to p. 53\n```")

    def test_texts_that_are_no_entries_say_nothing(self):
        create_paper(title="Third", body="[[shannon]], up to p. 53")
        self.assertEqual(events(), [])

    def test_an_event_keeps_its_row_while_the_text_says_so_and_goes_with_it(self):
        entry = create_entry(body="[[shannon]]\n\n* Up to p. 53\n* more")
        event = ReadingEvent.objects.get()
        self.assertEqual((event.happened_on, event.locator_kind), (DAY, "page"))
        entry.body = "[[shannon]]\n\n* before\n* Up to p. 54\n* more"
        entry.read_on = date(2023, 3, 12)
        entry.save()
        again = ReadingEvent.objects.get()
        self.assertEqual((again.pk, again.locator, again.happened_on), (event.pk, "p. 54", entry.read_on))
        entry.body = "[[shannon]]\n\n* more"
        entry.save()
        self.assertEqual(events(), [])

    def test_a_work_that_comes_later_hears_what_was_said_of_it(self):
        create_entry(body="[[later]], up to p. 53")
        later = create_paper(title="Later", slug="later")
        self.assertEqual(events(), [("later", "progress", "p. 53")])
        self.assertEqual(later.status, "reading")

    def test_the_newest_event_gives_the_status(self):
        create_entry(body="[[shannon]], up to p. 53")
        self.assertEqual(self.status(), "reading")
        create_entry(body="Finished [[shannon]]", read_on=date(2023, 4, 1))
        create_entry(body="[[shannon]], up to p. 60", read_on=date(2023, 3, 20))
        self.assertEqual(self.status(), "read")
        create_entry(body="Started [[shannon]] again", read_on=date(2023, 5, 1))
        self.assertEqual(self.status(), "reading")
        create_entry(body="Gave up on [[shannon]]", read_on=date(2023, 5, 2))
        self.assertEqual(self.status(), "stopped")

    def test_a_status_that_was_chosen_stays_until_the_next_event(self):
        create_entry(body="Finished [[shannon]]")
        self.paper.status = "to read"
        self.paper.save()
        derive(Entry.objects.all())
        self.assertEqual(self.status(), "to read")
        create_entry(body="[[shannon]], up to p. 5", read_on=date(2023, 4, 1))
        self.assertEqual(self.status(), "reading")

    def test_a_log_that_goes_on_does_not_take_back_that_the_owner_has_read_it(self):
        self.paper.status = "read"
        self.paper.save()
        create_entry(body="[[shannon]], up to p. 53")
        self.assertEqual(self.status(), "read")
        create_event(paper=self.paper, kind="progress", happened_on=date(2023, 4, 1))
        self.assertEqual(self.status(), "reading")

    def test_the_status_goes_back_when_the_event_goes(self):
        create_event(paper=self.paper, kind="started", happened_on=date(2023, 3, 1))
        entry = create_entry(body="Finished [[shannon]]")
        self.assertEqual(self.status(), "read")
        entry.body = "[[shannon]], up to p. 53"
        entry.save()
        self.assertEqual(self.status(), "reading")
        entry.delete()
        ReadingEvent.objects.all().delete()
        self.assertEqual(self.status(), "")

    def test_what_is_not_public_changes_nothing_that_everybody_sees(self):
        for visibility in ("private", "unlisted"):
            entry = create_entry(body="Finished [[shannon]]", visibility=visibility)
            self.assertEqual(self.status(), "", visibility)
            entry.visibility = "public"
            entry.save()
            self.assertEqual(self.status(), "read")
            entry.visibility = visibility
            entry.save()
            self.assertEqual(self.status(), "")
            entry.delete()

    def test_events_are_for_those_who_may_see_the_text(self):
        owner, reader = create_owner(), AnonymousUser()
        create_entry(body="Finished [[shannon]]", visibility="private")
        create_event(paper=create_paper(title="Hidden", visibility="private"))
        create_event(paper=self.paper)
        self.assertEqual(ReadingEvent.objects.visible_to(owner).count(), 3)
        self.assertEqual([event.kind for event in ReadingEvent.objects.visible_to(reader)], ["progress"])

    def test_a_block_tells_of_a_work_once(self):
        create_entry(body="Finished [[shannon]]")
        passage = ReadingEvent.objects.get().passage
        with self.assertRaises(IntegrityError), transaction.atomic():
            create_event(paper=self.paper, passage=passage)

    def test_words_and_visibility_may_change_in_one_save(self):
        entry = create_entry(body="Finished [[shannon]]")
        entry.body, entry.visibility = "Saw [[shannon]]", "private"
        entry.save()
        self.assertEqual(self.status(), "")
        entry.body, entry.visibility = "Finished [[shannon]]", "public"
        entry.save()
        entry.body, entry.visibility = "Up to p. 5 of [[shannon]]", "private"
        entry.save()
        self.assertEqual(self.status(), "")

    def test_what_was_private_takes_back_no_status_of_the_owners(self):
        entry = create_entry(body="Finished [[shannon]]", visibility="private")
        self.paper.status = "read"
        self.paper.save()
        entry.body, entry.visibility = "[[shannon]], up to p. 5", "public"
        entry.save()
        self.assertEqual(self.status(), "read")


class ByHandTests(TestCase):
    def test_a_place_that_cannot_be_read_is_kept(self):
        event = create_event(paper=create_paper(), locator="somewhere in the middle")
        self.assertEqual((event.locator, event.locator_kind), ("somewhere in the middle", ""))

    def test_an_older_event_that_is_entered_later_changes_no_status(self):
        paper = create_paper()
        create_event(paper=paper, kind="finished")
        create_event(paper=paper, kind="started", happened_on=DAY - timedelta(days=9))
        paper.refresh_from_db()
        self.assertEqual(paper.status, "read")

    def test_an_event_that_turns_out_to_be_another_changes_the_status(self):
        paper = create_paper()
        event = create_event(paper=paper, kind="finished")
        event.kind = "stopped"
        event.save()
        paper.refresh_from_db()
        self.assertEqual(paper.status, "stopped")
