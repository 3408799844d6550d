"""The desk: what one was writing, this day in other years, works that wait, for whom it may concern."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.tests.factories import create_staff
from history.models import Draft
from notes.tests.factories import create_entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

PAGE = "/admin/"
CANARY = "canary"
RECENT, LONG_AGO = timedelta(days=3), timedelta(days=300)


def today():
    return timezone.localdate()


def this_day_in(year):
    """The same day of another year, or the one before where that has none."""
    return (today() - timedelta(days=(today().month, today().day) == (2, 29))).replace(year=year)


def create_open_paper(*, title, last_read, visibility="public"):
    paper = create_paper(title=title, visibility=visibility)
    create_entry(body=f"Started [[{paper.slug}]]", read_on=today() - last_read, visibility=visibility)
    Paper.objects.filter(pk=paper.pk).update(status=Paper.Status.READING)


def create_day(words, visibility):
    """Something of every kind that the desk shows."""
    create_entry(body=f"{words} memory", read_on=this_day_in(2020), visibility=visibility)
    create_open_paper(title=f"{words} open", last_read=RECENT, visibility=visibility)
    create_open_paper(title=f"{words} cold", last_read=LONG_AGO, visibility=visibility)
    work = f"10.1000/{words.lower()}"
    create_entry(body=f"{words} [waiting](https://doi.org/{work})", visibility=visibility)
    create_entry(body=f"{words} last", topics=[create_topic(title=f"{words} topic", visibility=visibility)])


class DeskTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def today(self, user):
        self.client.force_login(user)
        return self.client.get(PAGE).context["today"]


class PagesTests(DeskTestCase):
    def test_the_owner_finds_doctor_capture_and_what_was_deleted(self):
        self.client.force_login(self.owner)
        page = self.client.get(PAGE)
        kinds = ("notes/entry", "papers/paper", "topics/topic")
        for address in ("/admin/doctor/", "/write/capture/", *(f"/admin/{kind}/deleted/" for kind in kinds)):
            self.assertContains(page, f'<a href="{address}">')
            self.assertEqual(self.client.get(address).status_code, 200)

    def test_others_find_only_what_is_theirs(self):
        self.client.force_login(create_staff("add_entry"))
        page = self.client.get(PAGE)
        self.assertContains(page, '"/write/capture/"')
        self.assertNotContains(page, "/admin/doctor/")
        self.assertNotContains(page, "/deleted/")


class TodayTests(DeskTestCase):
    def test_the_day_in_other_years(self):
        create_entry(body="Once", read_on=this_day_in(2020))
        create_entry(body="Today", read_on=today())
        create_entry(body="Other", read_on=date(2020, 1, 1) if today().month > 1 else date(2020, 6, 1))
        self.assertEqual([entry.title for entry in self.today(self.owner).memories], ["Once"])

    def test_works_that_are_being_read_and_those_that_have_gone_cold(self):
        create_open_paper(title="Warm", last_read=timedelta(days=9))
        create_open_paper(title="Warmer", last_read=RECENT)
        create_open_paper(title="Cold", last_read=LONG_AGO)
        create_paper(title="Never begun", status="reading")
        create_paper(title="Read", status="read")
        shown = self.today(self.owner)
        self.assertEqual([paper.title for paper in shown.open_papers], ["Warmer", "Warm"])
        self.assertEqual([paper.title for paper in shown.cold_papers], ["Cold", "Never begun"])

    def test_the_first_works_of_the_queue(self):
        for number in range(5):
            create_entry(body=f"[A work](https://doi.org/10.1000/{number})")
        waiting = self.today(self.owner).waiting
        self.assertEqual((len(waiting.items), waiting.has_more), (3, True))

    def test_what_is_not_saved_leads_back_to_its_form(self):
        entry = create_entry()
        for form in ("write", "notes.entry/add", f"notes.entry/{entry.pk}", "notes.entry/x", "nothing"):
            Draft.objects.create(writer=self.owner, key=uuid4(), form=form, values={"body": [f"In {form}"]})
        shown = {draft.words: draft.address.partition("?")[0] for draft in self.today(self.owner).drafts}
        expected = {"In write": "/write/", "In notes.entry/add": "/admin/notes/entry/add/"}
        expected[f"In notes.entry/{entry.pk}"] = f"/admin/notes/entry/{entry.pk}/change/"
        self.assertEqual(shown, expected)

    def test_an_empty_site_has_quick_entry_and_the_lists_only(self):
        self.assertFalse(self.today(self.owner))
        response = self.client.get(PAGE)
        self.assertContains(response, "data-writing")
        self.assertContains(response, "Entries")
        self.assertNotContains(response, 'class="today"')

    def test_it_says_what_was_saved(self):
        self.client.force_login(self.owner)
        fields = {"text": "Read on", "draft_key": str(uuid4()), "is_on_desk": "True"}
        response = self.client.post("/write/", fields, follow=True)
        self.assertEqual(response.redirect_chain[0][0].partition("?")[0], PAGE)
        self.assertContains(response, "Saved.")
        self.assertEqual(response.context["form"]["text"].value(), "")


class RightsTests(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        create_day("Open", "public")
        create_day(CANARY, "private")
        Draft.objects.create(writer=cls.owner, key=uuid4(), form="write", values={"text": [CANARY]})

    def test_owners_see_what_is_private(self):
        shown = self.today(self.owner)
        for rows in (shown.drafts, shown.memories, shown.open_papers, shown.cold_papers, shown.waiting):
            self.assertIn(CANARY, str([str(getattr(row, "title", row)) for row in rows]))

    def test_staff_see_what_they_may(self):
        for rights in ((), ("add_entry",), ("view_paper", "add_paper"), ("change_topic",)):
            user = create_staff(*rights, username="-".join(rights) or "none")
            with self.subTest(rights):
                self.client.force_login(user)
                response = self.client.get(PAGE)
                self.assertContains(response, "Open memory")
                self.assertNotContains(response, f"{CANARY} memory")
                self.assertNotContains(response, f"{CANARY} open")
                self.assertNotContains(response, f"10.1000/{CANARY}")
                self.assertEqual("data-writing" in response.text, "add_entry" in rights)
                self.assertEqual(bool(response.context["today"].waiting), "add_paper" in rights)
                self.assertEqual(response.context["today"].drafts, [])

    def test_strangers_and_readers_are_asked_to_sign_in(self):
        response = self.client.get(PAGE)
        self.assertRedirects(response, "/admin/login/?next=/admin/")


@pytest.mark.once
class QueryTests(DeskTestCase):
    def count(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(PAGE)
        return len(queries)

    def test_they_are_as_many_however_many_rows_there_are(self):
        self.client.force_login(self.owner)
        self.client.get(PAGE)
        create_day("Few", "public")
        Draft.objects.create(writer=self.owner, key=uuid4(), form="write")
        few = self.count()
        for number in range(8):
            create_day(f"Many{number}", "public")
            Draft.objects.create(writer=self.owner, key=uuid4(), form="write")
        self.assertEqual(self.count(), few)
        self.assertLessEqual(few, 20)
