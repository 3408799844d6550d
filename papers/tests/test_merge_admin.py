import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from papers.models import Author, Authorship, Merge, Paper
from passages.tests.factories import create_owner

from .factories import create_author, create_paper
from .test_admin import rows

PAPERS = reverse("admin:papers_paper_changelist")
MERGE = reverse("admin:papers_paper_merge")
DUPLICATES = reverse("admin:papers_paper_duplicates")
MERGE_AUTHORS = reverse("admin:papers_author_merge")


def create_clerk(permissions):
    """Somebody on the staff with these permissions only."""
    user = User.objects.create_user(permissions, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions.split()))
    return user


def said(response):
    return [str(message) for message in response.context["messages"]]


class MergeWorksTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kept = create_paper(title="Attention", body="kept words", issued_year=2017)
        cls.gone = create_paper(title="All you need", body="gone words", publisher="Curran", issued_year=2018)
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)
        self.pair = {"kept": self.kept.pk, "gone": self.gone.pk}

    def act(self, *papers):
        chosen = {"action": "merge_works", "_selected_action": [paper.pk for paper in papers]}
        return self.client.post(PAPERS, chosen, follow=True)

    def test_two_chosen_works_are_shown_side_by_side(self):
        response = self.act(self.kept, self.gone)
        self.assertTemplateUsed(response, "admin/papers/merge_works.html")
        rows = {str(row.label): (row.kept, row.gone, row.result) for row in response.context["rows"]}
        self.assertEqual(rows["title"], ("Attention", "All you need", "Attention"))
        self.assertEqual(rows["publisher"], ("", "Curran", "Curran"))
        self.assertEqual(rows["year"], ("2017", "2018", "2017"))
        self.assertContains(response, f"?kept={self.gone.pk}&amp;gone={self.kept.pk}")

    def test_looking_changes_nothing(self):
        self.client.get(MERGE, self.pair)
        self.assertEqual((Paper.objects.count(), Merge.objects.count()), (2, 0))

    def test_one_or_three_chosen_works_are_not_merged(self):
        for papers in ([self.kept], [self.kept, self.gone, create_paper(title="Third")]):
            self.assertEqual(said(self.act(*papers)), ["Choose the two works that are one."])

    def test_the_one_that_is_said_stays(self):
        response = self.client.post(MERGE, self.pair, follow=True)
        self.assertRedirects(response, reverse("admin:papers_paper_change", args=[self.kept.pk]))
        self.assertEqual(said(response), ["“All you need” is part of “Attention” now."])
        self.assertEqual(Paper.objects.get().body, "kept words\n\n---\n\ngone words")
        self.assertEqual(Merge.objects.get().merged_by, self.owner)
        self.assertIn("Merged “All you need”", str(LogEntry.objects.get()))

    def test_the_form_of_the_one_that_stays_lists_the_merge(self):
        response = self.client.post(MERGE, self.pair, follow=True)
        self.assertContains(response, "Merged into this work")
        self.assertContains(response, "Year: 2018")

    def undo(self):
        merge = Merge.objects.get()
        path = reverse("admin:papers_paper_undo", args=[self.kept.pk, merge.pk])
        return self.client.post(path, follow=True)

    def test_a_merge_is_undone_by_a_button(self):
        page = self.client.post(MERGE, self.pair, follow=True)
        path = reverse("admin:papers_paper_undo", args=[self.kept.pk, Merge.objects.get().pk])
        self.assertContains(page, f'action="{path}"')
        self.assertEqual(self.client.get(path).status_code, 405)
        self.assertEqual(said(self.undo()), ["“All you need” is a work of its own again."])
        self.assertEqual(set(Paper.objects.values_list("body", flat=True)), {"kept words", "gone words"})

    def test_what_is_not_as_it_was_is_said(self):
        self.client.post(MERGE, self.pair)
        Paper.objects.update(body="new words")
        self.assertIn("The text of “Attention” was changed since and stays as it is.", said(self.undo()))

    def test_saving_the_form_after_a_merge_does_not_stand_in_the_way_of_undoing(self):
        self.client.post(MERGE, self.pair)
        paper = Paper.objects.get()
        path = reverse("admin:papers_paper_change", args=[paper.pk])
        body = paper.body.replace("\n", "\r\n")
        typed = {"title": paper.title, "type": "article", "visibility": "public", "slug": paper.slug}
        line = paper.authorships.get()
        byline = [{"id": line.pk, "paper": paper.pk, "position": 0, "author": line.author_id}]
        typed |= rows("authorships", *byline, initial=1) | rows("identifiers") | rows("reading_events")
        self.assertEqual(self.client.post(path, typed | {"body": body}).status_code, 302)
        self.assertEqual(said(self.undo())[-1], "“All you need” is a work of its own again.")
        self.assertEqual(Paper.objects.get(pk=paper.pk).body, "kept words")

    def test_texts_that_touch_each_other_are_told_of(self):
        Paper.objects.filter(pk=self.kept.pk).update(body="```\nopen")
        self.assertContains(self.client.get(MERGE, self.pair), "read differently together")

    def test_addresses_that_name_no_two_works_are_not_there(self):
        for query in ("", "?kept=1", "?kept=x&gone=y", f"?kept={self.kept.pk}&gone={self.kept.pk}",
                      f"?kept={self.kept.pk}&gone={'9' * 30}"):  # fmt: skip
            self.assertEqual(self.client.get(MERGE + query).status_code, 404, query)

    def test_staff_without_rights_may_not(self):
        self.client.post(MERGE, self.pair)
        undo = reverse("admin:papers_paper_undo", args=[self.kept.pk, Merge.objects.get().pk])
        other = create_paper(title="Other")
        pair = {"kept": self.kept.pk, "gone": other.pk}
        for permissions in ("view_paper", "view_paper change_paper", "view_paper delete_paper"):
            self.client.force_login(create_clerk(permissions))
            for response in (
                self.client.get(MERGE, pair),
                self.client.post(MERGE, pair),
                self.client.get(DUPLICATES),
                self.client.post(undo),
            ):
                self.assertEqual(response.status_code, 403, permissions)
            self.assertNotContains(self.client.get(PAPERS), "merge_works")
            self.assertNotContains(self.client.get(PAPERS), DUPLICATES)
        self.assertEqual(Merge.objects.count(), 1)

    def test_strangers_are_asked_to_sign_in(self):
        self.client.logout()
        for path in (MERGE, DUPLICATES, MERGE_AUTHORS):
            self.assertRedirects(self.client.get(path), f"{reverse('admin:login')}?next={path}")


@pytest.mark.once
class DuplicatesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def test_pairs_are_offered_with_the_way_to_merge_them(self):
        one = create_paper(title="Attention", slug="a", issued_year=2017)
        other = create_paper(title="attention", slug="b", issued_year=2018)
        self.assertContains(self.client.get(PAPERS), DUPLICATES)
        self.assertContains(self.client.get(DUPLICATES), f"{MERGE}?kept={one.pk}&amp;gone={other.pk}")

    def test_nothing_is_said_plainly(self):
        self.assertContains(self.client.get(DUPLICATES), "No two works look like one.")

    def test_many_pairs_cost_the_queries_of_few(self):
        numbers = []
        for start in (0, 2):
            for number in range(start, start + 2 + 5 * start):
                for _ in range(2):
                    create_paper(title=f"Title {number}")
            with CaptureQueriesContext(connection) as queries:
                self.client.get(DUPLICATES)
            numbers.append(len(queries))
        self.assertEqual(numbers[0], numbers[1])
        self.assertLessEqual(numbers[1], 12)


class ClaimTests(TestCase):
    """Two works that claim one DOI."""

    @classmethod
    def setUpTestData(cls):
        cls.other = create_paper(title="Another & more", identifiers=[("doi", "10.1093/mind/x")])
        cls.paper = create_paper(title="Mine", authors=[])
        cls.hidden = create_paper(
            title="Canary", identifiers=[("doi", "10.1000/hidden")], visibility="private"
        )

    def post(self, user, value="10.1093/mind/x", path=None):
        self.client.force_login(user)
        typed = {"title": "Mine", "type": "article", "visibility": "public", "slug": "mine"}
        typed |= (
            rows("authorships")
            | rows("reading_events")
            | rows("identifiers", {"scheme": "doi", "value": value})
        )
        return self.client.post(path or reverse("admin:papers_paper_change", args=[self.paper.pk]), typed)

    def test_the_form_says_whose_it_is_and_leads_there(self):
        response = self.post(create_owner())
        self.assertContains(response, "This DOI belongs to “Another &amp; more” already.")
        self.assertContains(response, f'href="{reverse("admin:papers_paper_change", args=[self.other.pk])}"')
        self.assertContains(response, f'href="{MERGE}?kept={self.paper.pk}&amp;gone={self.other.pk}"')
        self.assertFalse(self.paper.identifiers.exists())

    def test_a_new_work_cannot_be_merged_yet(self):
        response = self.post(create_owner(), path=reverse("admin:papers_paper_add"))
        self.assertContains(response, "Open it")
        self.assertNotContains(response, MERGE)

    def test_who_may_not_delete_works_is_not_led_to_merging(self):
        user = create_clerk("change_paper add_identifier change_identifier view_identifier")
        response = self.post(user)
        self.assertContains(response, "Open it")
        self.assertNotContains(response, MERGE)

    def test_whose_it_is_stays_private(self):
        user = create_clerk("add_paper view_paper add_identifier view_identifier")
        response = self.post(user, "10.1000/hidden", reverse("admin:papers_paper_add"))
        self.assertContains(response, "Another work has this identifier already.")
        self.assertNotContains(response, "Canary")


class MergeAuthorsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kept = create_author(name="Hu, Edward")
        cls.others = [create_author(name="Hu, E. J."), create_author(name="Hu, E.")]
        create_paper(title="One", slug="one", authors=["Hu, Edward"])
        create_paper(title="Two", slug="two", authors=["Hu, E. J.", "Hu, E."])
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)
        self.keys = [author.pk for author in (self.kept, *self.others)]

    def act(self, keys):
        chosen = {"action": "merge_authors", "_selected_action": keys}
        return self.client.post(reverse("admin:papers_author_changelist"), chosen, follow=True)

    def test_chosen_authors_are_asked_about(self):
        response = self.act(self.keys)
        self.assertContains(response, 'type="radio"', count=3)
        self.assertContains(response, "/authors/hu-e-j/")

    def test_one_author_cannot_be_merged(self):
        self.assertEqual(
            said(self.act(self.keys[:1])), ["Choose two authors or more who are one, fifty at most."]
        )

    def test_the_one_that_is_said_stays(self):
        response = self.client.post(MERGE_AUTHORS, {"authors": self.keys, "kept": self.kept.pk}, follow=True)
        self.assertRedirects(response, reverse("admin:papers_author_change", args=[self.kept.pk]))
        self.assertEqual(said(response), ["E. Hu, E. J. Hu: this is Edward Hu now."])
        self.assertEqual(Author.objects.get().authorships.count(), 2)
        self.assertEqual(self.kept.variants.count(), 2)
        self.assertContains(response, 'value="E. J."')

    def test_who_is_not_among_them_cannot_stay(self):
        response = self.client.post(MERGE_AUTHORS, {"authors": self.keys[1:], "kept": self.kept.pk})
        self.assertEqual(response.status_code, 404)

    def test_staff_without_rights_may_not(self):
        for permissions in (
            "view_author view_paper",
            "change_author view_author change_paper",
            "change_author delete_author view_author",
        ):
            self.client.force_login(create_clerk(permissions))
            asked = {"authors": self.keys, "kept": self.kept.pk}
            self.assertEqual(self.client.get(MERGE_AUTHORS, asked).status_code, 403, permissions)
            self.assertEqual(self.client.post(MERGE_AUTHORS, asked).status_code, 403, permissions)
        self.assertEqual(Author.objects.count(), 3)


class VariantFormTests(TestCase):
    def setUp(self):
        self.client.force_login(create_owner())
        self.author = create_author(name="Hu, Edward")

    def post(self, **variant):
        typed = {"family": "Hu", "given": "Edward", "slug": self.author.slug}
        typed |= rows("authorships") | rows("variants", variant)
        return self.client.post(reverse("admin:papers_author_change", args=[self.author.pk]), typed)

    def test_a_variant_is_written_by_hand(self):
        self.assertEqual(self.post(family="Hu", given="E. J.").status_code, 302)
        self.assertEqual(str(self.author.variants.get()), "E. J. Hu")

    def test_a_variant_is_a_name_too(self):
        for names in ({"given": "E."}, {"family": "Hu", "literal": "HU"}):
            response = self.post(**names)
            self.assertContains(response, "Give a family name or a literal name, one of the two.")
            self.assertNotContains(response, "is violated")

    def test_a_name_is_a_variant_of_one_author_only(self):
        create_author(name="Other").variants.create(family="Hu", given="E.")
        self.assertContains(self.post(family="Hu", given="E."), "already exists")


class ManyWorksTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author = create_author(name="Erdős, Paul")
        papers = Paper.objects.bulk_create(Paper(title=f"Graph {i}", slug=f"p-{i}") for i in range(51))
        Authorship.objects.bulk_create(Authorship(paper=paper, author=cls.author) for paper in papers)
        create_paper(title="By others", authors=["Rényi, Alfréd"])

    def setUp(self):
        self.client.force_login(create_owner())
        self.path = reverse("admin:papers_author_change", args=[self.author.pk])

    def test_more_works_than_fit_are_led_to(self):
        response = self.client.get(self.path)
        self.assertNotContains(response, "authorships-TOTAL_FORMS")
        link = f"{PAPERS}?authorships__author={self.author.pk}"
        self.assertContains(response, f'href="{link}"')
        listed = self.client.get(link)
        self.assertEqual(listed.context["cl"].result_count, 51)

    def test_the_author_can_be_saved_without_them(self):
        typed = {"family": "Erdős", "given": "Pál", "slug": self.author.slug} | rows("variants")
        self.assertEqual(self.client.post(self.path, typed).status_code, 302)
        self.assertEqual(self.author.authorships.count(), 51)

    def test_fewer_works_stand_in_the_form(self):
        Paper.objects.get(slug="p-0").authorships.all().delete()
        self.assertContains(self.client.get(self.path), "authorships-TOTAL_FORMS")
