from datetime import date, timedelta

from django.test import SimpleTestCase, TestCase

from notes.tests.factories import create_entry
from papers.models import ReadingEvent
from papers.progress import Progress

from .factories import create_event, create_paper

FIRST = date(2023, 3, 3)


def progress(*said):
    """Of events as "kind place", a day apart."""
    pairs = [text.partition(" ") for text in said]
    events = [
        ReadingEvent(kind=kind, locator=place, happened_on=FIRST + timedelta(days=index))
        for index, (kind, _, place) in enumerate(pairs)
    ]
    return Progress.of(events)


class ProgressTests(SimpleTestCase):
    def test_without_events_there_is_none(self):
        self.assertFalse(progress())

    def test_the_last_place_is_said_with_its_day(self):
        found = progress("started", "progress p. 12", "progress p. 53", "progress")
        self.assertEqual((found.kind, found.began_on, found.place), ("progress", FIRST, "p. 53"))
        self.assertEqual(found.placed_on, FIRST + timedelta(days=2))

    def test_a_reading_again_is_one_of_its_own(self):
        found = progress("started", "progress p. 90", "finished", "started")
        self.assertEqual((found.began_on, found.place), (FIRST + timedelta(days=3), ""))
        self.assertEqual(progress("finished", "progress p. 2").began_on, FIRST + timedelta(days=1))
        self.assertEqual(len(found.events), 4)

    def test_one_that_ended_has_its_last_day(self):
        self.assertTrue(progress("started", "finished").took_days)
        self.assertFalse(progress("finished").took_days)


class ReadingOnThePageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(slug="work")

    def assert_said(self, sentence):
        text = " ".join(self.client.get("/papers/work/").text.split())
        self.assertIn(sentence, text)

    def test_the_page_says_how_far_one_got(self):
        self.assertNotContains(self.client.get("/papers/work/"), 'class="reading"')
        create_event(paper=self.paper, kind="started", happened_on=FIRST)
        self.assert_said("Reading since 3 March 2023.")
        entry = create_entry(body="[[work]], up to p. 53", read_on=date(2023, 3, 11))
        self.assert_said("Reading since 3 March 2023 · last at p. 53 on 11 March 2023.")
        self.assert_said(f'<a href="/2023/03/11/#{entry.passages.get().anchor}">progress</a>, p. 53')
        create_event(paper=self.paper, kind="finished", happened_on=date(2023, 3, 12))
        self.assert_said("Read from 3 March 2023 to 12 March 2023.")
        create_event(paper=self.paper, kind="stopped", happened_on=date(2023, 3, 13), locator="p. 9")
        self.assert_said("Stopped on 13 March 2023, at p. 9.")

    def test_what_the_reader_may_not_see_is_not_said(self):
        create_entry(body="[[work]], up to p. 913", visibility="private")
        create_entry(body="[[work]], up to p. 914", visibility="unlisted")
        self.assertNotContains(self.client.get("/papers/work/"), "p. 91")
