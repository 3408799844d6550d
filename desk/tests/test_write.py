"""Quick entry at /write/: what is saved, what is refused and kept, and who may."""

from datetime import date, timedelta
from unittest import mock
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.models import Sent
from desk.tests.factories import create_staff
from history.models import Draft
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner, create_reader
from topics.tests.factories import create_topic

PAGE = "/write/"


class WritingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def send(self, text, **fields):
        return self.client.post(PAGE, {"text": text, "draft_key": str(uuid4())} | fields)

    def initial(self, page=PAGE):
        return self.client.get(page).context["form"].initial


class SavingTests(WritingTestCase):
    def test_a_text_becomes_an_entry_of_today(self):
        create_paper(title="Attention")
        self.send("Read [[attention]]\r\n  * [more](https://example.org/)\r\n#lora #nlp")
        entry = Entry.objects.get()
        self.assertEqual(entry.body, "Read [[attention]]\n* [more](https://example.org/)")
        self.assertEqual(entry.read_on, timezone.localdate())
        self.assertEqual(entry.visibility, "public")
        self.assertEqual({tag.name for tag in entry.tags.all()}, {"lora", "nlp"})
        self.assertEqual([paper.title for paper in entry.papers.all()], ["Attention"])

    def test_fields_beside_the_text_count(self):
        topic = create_topic(title="Language")
        fields = {"read_on": "2023-03-11", "topics": [topic.pk], "tags": "lora, nlp", "visibility": "private"}
        self.send("Read\n#lora", **fields)
        entry = Entry.objects.get()
        self.assertEqual((entry.read_on, entry.visibility), (date(2023, 3, 11), "private"))
        self.assertEqual([*entry.topics.all()], [topic])
        self.assertEqual({tag.name for tag in entry.tags.all()}, {"lora", "nlp"})

    def test_a_day_in_the_text_wins(self):
        self.send("2022-03-11: Read", read_on="2023-03-11")
        self.assertEqual(
            [(entry.read_on, entry.body) for entry in Entry.objects.all()], [(date(2022, 3, 11), "Read")]
        )

    def test_several_bullets_are_several_entries_in_their_order(self):
        response = self.send("* 2022-03-11 one\n* two", follow=True)
        entries = Entry.objects.order_by("position")
        self.assertEqual([entry.body for entry in entries], ["one", "two"])
        self.assertEqual([entry.is_date_inherited for entry in entries], [False, True])
        self.assertContains(self.client.get(response["Location"]), "See it", count=2)

    def test_one_reads_what_was_saved_and_writes_the_next(self):
        response = self.client.get(self.send("3/11/2022 Read on").headers["Location"])
        entry = Entry.objects.get()
        self.assertContains(response, "Friday 11 March 2022")
        self.assertContains(response, f'href="{entry.get_absolute_url()}"')
        self.assertContains(response, f'href="/admin/notes/entry/{entry.pk}/change/"')
        self.assertEqual(response.context["form"]["text"].value(), "")
        self.assertContains(response, "autofocus")

    def test_from_the_desk_one_comes_back_to_it(self):
        self.assertTrue(self.send("Read", is_on_desk="True").headers["Location"].startswith("/admin/?saved="))

    def test_the_draft_of_the_form_is_gone_and_no_other(self):
        key, other = uuid4(), uuid4()
        for each in (key, other):
            Draft.objects.create(writer=self.owner, key=each, form="write")
        self.send("Read", draft_key=str(key))
        self.assertEqual([draft.key for draft in Draft.objects.all()], [other])

    def test_a_draft_is_taken_up_and_gone_once_it_is_saved(self):
        topic = create_topic(title="Language")
        values = {"text": ["Half a"], "read_on": ["2023-03-11"], "topics": [str(topic.pk)], "tags": ["lora"]}
        draft = Draft.objects.create(writer=self.owner, key=uuid4(), form="write", values=values)
        response = self.client.get(f"{PAGE}?draft={draft.pk}")
        form = response.context["form"]
        self.assertEqual(form["text"].value(), "Half a")
        self.assertContains(response, 'value="2023-03-11"')
        self.assertEqual([*form["topics"].value()], [str(topic.pk)])
        self.assertEqual(form.draft_keys[1:], [draft.key])
        self.send("Half a word", draft_key=list(map(str, form.draft_keys)))
        self.assertFalse(Draft.objects.exists())
        self.assertEqual(Sent.objects.count(), 1)

    def test_what_was_not_saved_is_offered(self):
        mine = Draft.objects.create(writer=self.owner, key=uuid4(), form="write", values={"text": ["Half"]})
        for writer, form in ((create_reader(), "write"), (self.owner, "notes.entry/add")):
            Draft.objects.create(writer=writer, key=uuid4(), form=form)
        self.assertEqual([*self.client.get(PAGE).context["drafts"]], [mine])
        self.assertContains(self.client.get(PAGE), f"?draft={mine.pk}")

    def test_drafts_of_others_and_of_other_forms_are_not(self):
        theirs = Draft.objects.create(
            writer=create_reader(), key=uuid4(), form="write", values={"text": ["x"]}
        )
        other = Draft.objects.create(writer=self.owner, key=uuid4(), form="notes.entry/add", values={})
        for asked in (theirs.pk, other.pk, "x", "9" * 30, "²"):
            form = self.client.get(f"{PAGE}?draft={asked}").context["form"]
            self.assertEqual((form["text"].value(), len(form.draft_keys)), ("", 1))


class OnceTests(WritingTestCase):
    def test_another_text_from_a_page_that_was_gone_back_to_is_not_lost(self):
        key = str(uuid4())
        for text in ("First", "Second"):
            self.send(text, draft_key=key)
        self.assertEqual({entry.body for entry in Entry.objects.all()}, {"First", "Second"})

    def test_a_form_that_is_sent_twice_makes_one_entry(self):
        key = str(uuid4())
        first, second = (self.send(text, draft_key=key) for text in ("Read", "Read"))
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(Entry.objects.count(), 1)

    def test_the_same_text_in_a_new_form_is_another_entry(self):
        self.send("Read")
        self.send("Read")
        self.assertEqual(Entry.objects.count(), 2)

    def test_keys_of_another_writer_do_not_count(self):
        key = str(uuid4())
        self.send("Read", draft_key=key)
        self.client.force_login(create_staff("add_entry"))
        response = self.send("Read", draft_key=key)
        self.assertEqual(Entry.objects.count(), 2)
        self.assertNotContains(self.client.get(response.headers["Location"]), "Edit it")

    def test_without_a_key_it_is_saved_all_the_same(self):
        for key in ("", "nonsense"):
            self.assertEqual(self.send("Read", draft_key=key).status_code, 302)

    def test_keys_are_forgotten_after_a_month(self):
        Sent.objects.create(writer=self.owner, key=uuid4(), sent_at=timezone.now() - timedelta(days=31))
        self.send("Read")
        self.assertEqual(Sent.objects.count(), 1)

    def test_what_goes_wrong_within_leaves_nothing(self):
        with mock.patch("desk.quick.saving.create_entry", side_effect=RuntimeError):
            self.assertRaises(RuntimeError, self.send, "Read")
        self.assertFalse(Sent.objects.exists())


class BadInputTests(WritingTestCase):
    def assert_refused(self, field, message, text="Read\r\n* more", **fields):
        response = self.send(text, **fields)
        self.assertEqual(response.status_code, 200)
        form = response.context["form"]
        self.assertEqual(list(form.errors), [field])
        self.assertIn(message, form.errors[field][0])
        self.assertEqual(form["text"].value(), text)
        for name, value in fields.items():
            self.assertEqual(form[name].value(), value)
        self.assertFalse(Entry.objects.exists())
        return response

    def test_nothing(self):
        for text in ("", " \r\n ", "* "):
            self.assert_refused("text", "nothing to save", text)

    def test_days_that_are_none_or_to_come(self):
        self.assert_refused("text", "2/30, which is no day", "2/30 Read")
        self.assert_refused("text", "still to come", "2999-01-01 Read")
        self.assert_refused("read_on", "still to come", read_on="2999-01-01")
        for day in ("0000-01-01", "2023-02-30", "x", "9" * 1000):
            self.assert_refused("read_on", "valid date", read_on=day)
        self.assert_refused("read_on", "greater than or equal", read_on="0999-12-31")

    def test_texts_that_no_database_takes(self):
        self.assert_refused("text", "Null characters", "a\0")
        self.assert_refused("text", "at most 1,000,000", "x" * 1_000_001)
        response = self.assert_refused("text", "at most 2000000 characters", "word " * 600_000)
        self.assertLess(len(response.content), 3_100_000)

    def test_tags_that_are_too_long(self):
        self.assert_refused("tags", "at most 100 characters, not 300", tags="x" * 300)
        self.assert_refused("text", "at most 100 characters, not 300", f"Read\n#{'x' * 300}")
        self.assert_refused("text", "at most 200", "Read\n" + " ".join(f"#a{i}" for i in range(201)))
        self.assert_refused("tags", "Null characters", tags="a\0")

    def test_topics_that_are_not_there_or_nobody_may_see(self):
        hidden = create_topic(title="Hidden", visibility="private")
        self.assert_refused("topics", "no topic", topics=["99999999"])
        self.assert_refused("topics", "no topic", topics=["x"])
        self.client.force_login(create_staff("add_entry"))
        response = self.assert_refused("topics", "no topic", topics=[str(hidden.pk)])
        self.assertNotContains(response, "Hidden")

    def test_a_visibility_that_there_is_not(self):
        self.assert_refused("visibility", "not one of the available", visibility="secret")

    def test_an_address_that_says_nonsense_was_saved(self):
        for key in ("x", "%00", str(uuid4())):
            response = self.client.get(f"{PAGE}?saved={key}")
            self.assertNotContains(response, "Saved")


class LargeKeyTests(WritingTestCase):
    def test_a_topic_with_a_key_that_no_database_holds_is_an_error(self):
        response = self.send("Read", topics="9" * 30)
        self.assertIn("topics", response.context["form"].errors)
        self.assertFalse(Entry.objects.exists())


class StartTests(WritingTestCase):
    def test_a_form_starts_with_today_and_the_topics_of_the_last_entry(self):
        create_entry(read_on=date(2023, 5, 1), topics=[create_topic(title="Before")])
        topic = create_topic(title="Language")
        create_entry(read_on=date(2023, 3, 11), topics=[topic])
        initial = self.initial()
        self.assertEqual([*initial["topics"]], [topic])
        self.assertEqual(initial["read_on"], timezone.localdate())

    def test_topics_that_one_may_not_see_are_not_told(self):
        create_entry(topics=[create_topic(title="Hidden", visibility="private")])
        self.client.force_login(create_staff("add_entry"))
        self.assertNotContains(self.client.get(PAGE), "Hidden")
        self.assertEqual([*self.initial()["topics"]], [])

    def test_each_form_has_a_key_of_its_own(self):
        first, second = (self.client.get(PAGE).context["form"].key for _ in range(2))
        self.assertNotEqual(first, second)

    def test_many_topics_are_folded_but_for_what_is_chosen(self):
        topics = [create_topic(title=f"Topic {number:02}") for number in range(12)]
        create_entry(topics=[topics[11]])
        shown, folded = self.client.get(PAGE).context["form"].topic_choices()
        self.assertEqual([len(shown), len(folded)], [8, 4])
        self.assertEqual(shown[0].choice_label, "Topic 11")

    def test_what_a_page_elsewhere_hands_over_is_the_beginning(self):
        create_entry(body="Known as https://example.org/page")
        response = self.client.get(
            PAGE, {"title": "A page", "url": "https://example.org/page", "text": "Said"}
        )
        expected = '[A page](https://example.org/page)\n  * "Said'
        self.assertEqual(response.context["form"]["text"].value(), expected)
        self.assertTrue(response.context["known"])

    def test_an_address_that_came_as_text_is_known_as_well(self):
        create_entry(body="Known as https://example.org/page")
        self.assertTrue(self.client.get(PAGE, {"text": "A page https://example.org/page"}).context["known"])

    def test_nonsense_handed_over_is_no_error(self):
        for value in ("\0", "x" * 60_000, "javascript:alert(1)", "http://[", "<script>alert(1)"):
            query = f"title={quote(value)}&url={quote(value)}&text={quote(value)}"
            response = self.client.get(f"{PAGE}?{query}")
            self.assertEqual(response.status_code, 200)
            self.assertNotContains(response, "<script>alert")

    @pytest.mark.once
    def test_its_queries_are_constant(self):
        self.client.get(PAGE)
        with CaptureQueriesContext(connection) as few:
            self.client.get(PAGE)
        for number in range(20):
            create_entry(body=f"Read {number}", topics=[create_topic(title=f"Topic {number}")])
        with self.assertNumQueries(len(few) + 1):  # the topics of the last entry
            self.client.get(PAGE)


class RightsTests(TestCase):
    def test_who_has_not_signed_in_does_so_and_loses_nothing_of_the_address(self):
        response = self.client.get("/write/?title=A+page&url=https://example.org/")
        expected = "/admin/login/?next=" + quote("/write/?title=A+page&url=https://example.org/", safe="/")
        self.assertEqual(response.headers["Location"], expected)

    def test_others_write_nothing(self):
        may_change = create_staff("change_entry", "add_paper", username="change")
        for user in (None, create_reader(), may_change, create_staff(username="none")):
            self.client.logout()
            if user:
                self.client.force_login(user)
            for response in (self.client.get(PAGE), self.client.post(PAGE, {"text": "Read"})):
                self.assertIn(response.status_code, (302, 403))
                self.assertNotIn("saved", response.headers.get("Location", ""))
        self.assertFalse(Entry.objects.exists())

    def test_who_may_add_entries_needs_nothing_else(self):
        self.client.force_login(create_staff("add_entry"))
        self.assertEqual(self.client.get(PAGE).status_code, 200)
        response = self.client.post(PAGE, {"text": "Read", "visibility": "private"}, follow=True)
        self.assertContains(response, "Saved.")
        self.assertNotContains(response, "See it")

    def test_a_form_needs_its_token(self):
        client = self.client_class(enforce_csrf_checks=True)
        client.force_login(create_owner())
        self.assertEqual(client.post(PAGE, {"text": "Read"}).status_code, 403)
