from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from desk.doctor.checking import examine
from notes.models import Entry
from notes.tests.factories import create_entry
from notes.tests.test_admin_privacy import create_staff
from papers.tests.factories import create_paper
from passages.models import Clash, document_models
from passages.tests.factories import create_owner


def create_clash(*, owner=None, name="body", value="the words of the source", **fields):
    owner = owner or create_entry(body="the words of mine")
    return Clash.objects.create(owner=owner, name=name, value=value, file="log.md", line=7, **fields)


class ClashPageTests(TestCase):
    def setUp(self):
        self.clash = create_clash()
        self.page = f"/admin/notes/entry/{self.clash.owner_id}/change/"
        self.client.force_login(create_owner())

    def decide(self, **typed):
        return self.client.post(f"/admin/clashes/{self.clash.pk}/", typed, follow=True)

    def body(self):
        return Entry.objects.get().body

    def test_the_form_shows_both_texts(self):
        response = self.client.get(self.page)
        self.assertContains(response, "log.md:7")
        self.assertContains(response, "<ins>the source</ins>")
        self.assertContains(response, "<del>mine</del>")
        self.assertContains(response, '<pre class="diff__whole" tabindex="0">the words of the source</pre>')

    def test_one_keeps_what_stands_here(self):
        self.assertContains(self.decide(keep="1"), "It stays as it is here.")
        self.assertEqual(self.body(), "the words of mine")
        self.assertNotContains(self.client.get(self.page), 'id="clashes"')

    def test_one_takes_what_the_source_says(self):
        self.assertContains(self.decide(take="1"), "It is as its source says.")
        self.assertEqual(self.body(), "the words of the source")

    def test_nothing_is_decided_by_the_way(self):
        self.decide()
        self.assertEqual(self.client.get(f"/admin/clashes/{self.clash.pk}/").status_code, 405)
        self.assertTrue(Clash.objects.exists())

    def test_what_cannot_be_saved_is_told(self):
        create_paper(title="Other", citation_key="taken")
        self.clash = create_clash(owner=create_paper(title="P"), name="citation_key", value="taken")
        self.assertContains(self.decide(take="1"), "That cannot be taken")
        self.assertTrue(Clash.objects.filter(pk=self.clash.pk).exists())

    def test_texts_of_the_source_are_no_html(self):
        Clash.objects.update(value="<script>alert(1)</script>")
        self.assertNotContains(self.client.get(self.page), "<script>alert(1)")

    def test_the_doctor_lists_them_with_a_fixed_number_of_queries(self):
        [section] = examine(document_models(), "clashes")
        self.assertEqual(section.findings[0].reason, "log.md:7 says something else: text.")
        self.assertEqual(section.findings[0].url, f"{self.page}#clashes")
        with CaptureQueriesContext(connection) as one:
            examine(document_models(), "clashes")
        for number in range(3):
            create_clash(owner=create_entry(body=f"mine {number}"))
        with CaptureQueriesContext(connection) as many:
            examine(document_models(), "clashes")
        self.assertEqual(len(one), len(many))


class RightsTests(TestCase):
    def test_only_who_may_change_the_kind_sees_and_decides(self):
        clash = create_clash()
        for permissions in (["view_entry"], ["change_paper"]):
            with self.subTest(permissions):
                self.client.force_login(create_staff(*permissions))
                page = self.client.get(f"/admin/notes/entry/{clash.owner_id}/change/")
                self.assertNotIn("the source", page.text)
                answer = self.client.post(f"/admin/clashes/{clash.pk}/", {"take": "1"})
                self.assertIn(answer.status_code, (403, 404))
        self.assertEqual(Entry.objects.get().body, "the words of mine")
