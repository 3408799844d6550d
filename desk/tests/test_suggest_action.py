import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from passages.tests.test_aliases import create_tag, names

ENTRIES = reverse("admin:notes_entry_changelist")


class SuggestActionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.tag = create_tag("film noir")
        create_tag("rain")
        cls.entry = create_entry(body="On film noir\n\nrain")
        cls.other = create_entry(body="Nothing")
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def act(self, *documents, address=ENTRIES, **more):
        keys = [document.pk for document in documents]
        return self.client.post(
            address, {"action": "suggest_tags", "_selected_action": keys} | more, follow=True
        )

    def test_the_chosen_are_listed_with_what_is_suggested_and_why(self):
        response = self.act(self.entry, self.other)
        self.assertContains(response, "The text says “film noir”.")
        self.assertContains(response, f'value="{self.entry.pk}-{self.tag.pk}" checked')
        self.assertEqual(dict(response.context["counts"])[self.tag], 1)
        self.assertNotContains(response, "Nothing</a>")
        self.assertEqual(names(self.entry), [])

    def test_what_is_checked_is_added_once(self):
        pair = f"{self.entry.pk}-{self.tag.pk}"
        self.assertContains(self.act(self.entry, suggested=["", pair, pair]), "1 tag was added.")
        self.assertEqual(names(self.entry), ["film noir"])
        self.assertContains(self.act(self.entry, suggested=[pair]), "0 tags were added.")

    def test_what_was_not_chosen_or_is_no_pair_is_left(self):
        sent = [f"{self.other.pk}-{self.tag.pk}", f"{self.entry.pk}-{'9' * 17}", "x-y", "1", "\0", "9" * 40]
        self.assertContains(self.act(self.entry, suggested=sent), "0 tags were added.")

    def test_it_is_there_for_works_beside_merging(self):
        papers = reverse("admin:papers_paper_changelist")
        paper = create_paper(title="Film noir")
        self.assertContains(self.act(paper, address=papers), "film noir")
        self.assertContains(self.client.get(papers), "Merge the two chosen works")

    def test_where_nothing_is_suggested_it_says_so(self):
        self.assertContains(self.act(self.other), "No tag is suggested")

    def test_who_may_not_change_them_has_no_such_action(self):
        clerk = User.objects.create_user("clerk", is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename="view_entry"))
        self.client.force_login(clerk)
        self.act(self.entry, suggested=[f"{self.entry.pk}-{self.tag.pk}"])
        self.assertEqual(names(self.entry), [])

    @pytest.mark.once
    def test_more_documents_cost_no_more_queries(self):
        def cost(number):
            entries = [create_entry(body=f"{number} {n} film noir") for n in range(number)]
            with CaptureQueriesContext(connection) as queries:
                self.act(*entries)
            return len(queries)

        self.assertEqual(cost(3), cost(40))
        self.assertEqual(Entry.objects.count(), 45)
