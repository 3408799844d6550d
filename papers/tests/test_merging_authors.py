from django.test import TestCase

from notes.tests.factories import create_entry
from papers.merging import merge_authors
from papers.models import Author, NameVariant
from papers.names import Name
from passages.models import Permalink

from .factories import create_author, create_paper


class MergingAuthorsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kept = create_author(name="Hu, Edward")
        cls.other = create_author(name="Hu, E. J.", orcid="0000-0002-1825-0097")
        cls.alone = create_paper(title="Alone", authors=["Shen, Y.", "Hu, E. J."], citation_key="alone")
        cls.both = create_paper(title="Both", authors=["Hu, E. J.", "Shen, Y.", "Hu, Edward"])

    def merge(self):
        return merge_authors(self.kept, [self.other])

    def byline(self, paper):
        return [str(line) for line in paper.authorships.all()]

    def test_bylines_name_the_one_who_stays(self):
        self.merge()
        self.assertEqual(self.byline(self.alone), ["Y. Shen", "Edward Hu"])
        self.assertFalse(Author.objects.filter(given="E. J.").exists())

    def test_a_work_of_both_has_one_line_at_the_first_place(self):
        self.merge()
        self.assertEqual(self.byline(self.both), ["Edward Hu", "Y. Shen"])

    def test_the_other_name_is_remembered_and_found(self):
        self.merge()
        self.assertEqual([str(variant) for variant in self.kept.variants.all()], ["E. J. Hu"])
        for name in (Name("Edward", "Hu"), Name("E. J.", "Hu")):
            self.assertEqual(Author.objects.called(name), self.kept)
        self.assertIsNone(Author.objects.called(Name("E. J.", "Hu", suffix="Jr.")))

    def test_ones_own_name_goes_before_a_variant(self):
        namesake = create_author(name="Li, Wei")
        create_author(name="Lee, Wei").variants.create(family="Li", given="Wei")
        self.assertEqual(Author.objects.called(Name("Wei", "Li")), namesake)

    def test_names_of_the_other_come_along(self):
        self.other.variants.create(literal="HU Edward J.")
        self.other.variants.create(given="Edward", family="Hu")
        self.merge()
        names = self.kept.variants.values_list("given", "literal")
        self.assertCountEqual(names, [("E. J.", ""), ("", "HU Edward J.")])

    def test_a_name_that_somebody_else_had_is_theirs_no_more(self):
        create_author(name="Third").variants.create(given="E. J.", family="Hu")
        self.merge()
        self.assertEqual(NameVariant.objects.get().author, self.kept)

    def test_namesakes_need_no_variant(self):
        merge_authors(self.kept, [Author.objects.create(given="Edward", family="Hu")])
        self.assertFalse(NameVariant.objects.exists())

    def test_an_orcid_is_taken_by_who_has_none(self):
        self.assertEqual(self.merge().orcid, "0000-0002-1825-0097")

    def test_an_orcid_of_their_own_stays(self):
        self.kept.orcid = "0000-0001-5109-3700"
        self.kept.save()
        self.merge()
        self.assertEqual(Author.objects.get(pk=self.kept.pk).orcid, "0000-0001-5109-3700")

    def test_old_addresses_and_their_feeds_redirect(self):
        former, address = self.other.get_absolute_url(), self.kept.get_absolute_url()
        self.merge()
        self.assertRedirects(self.client.get(former), address, status_code=301)
        self.assertRedirects(self.client.get(f"{former}feed.atom"), f"{address}feed.atom", status_code=301)

    def test_old_addresses_of_who_wrote_private_works_only_are_not_there(self):
        hidden = create_paper(title="Hidden", authors=["Pim, P."], visibility="private")
        merge_authors(hidden.authorships.get().author, [create_author(name="Pim, Pim")])
        self.assertEqual(self.client.get("/authors/pim-pim/").status_code, 404)

    def test_lists_are_narrowed_by_the_old_name_too(self):
        create_entry(body="@alone")
        self.merge()
        for path, number in (("/papers/", 2), ("/", 1), ("/authors/", 1)):
            page = self.client.get(f"{path}?author=hu-e-j").context["page"]
            self.assertEqual(len(list(page)), number)

    def test_a_new_author_at_an_old_address_is_the_one_there(self):
        self.merge()
        create_paper(title="New", slug="new", authors=["Hu, E. J. "])
        self.assertEqual(
            [paper.title for paper in self.client.get("/papers/?author=hu-e-j").context["page"]], ["New"]
        )

    def test_texts_that_cite_a_work_show_the_new_name(self):
        other = create_author(name="Hú, Edward")
        create_paper(title="Cited", authors=["Hú, Edward"], issued_year=2021, citation_key="cited")
        entry = create_entry(body="@cited")
        merge_authors(self.kept, [other])
        entry.refresh_from_db()
        self.assertIn(">Hu 2021</a>", entry.body_html)

    def test_a_search_finds_works_by_the_new_name(self):
        self.merge()
        self.assertContains(self.client.get("/search/?q=Edward"), "Alone")

    def test_an_author_is_no_target_of_a_name_in_a_text(self):
        self.merge()
        entry = create_entry(body="[[hu-e-j]] and /authors/hu-e-j/")
        self.assertFalse(entry.passages.get().mentions.filter(target_id__isnull=False).exists())


class SlugTests(TestCase):
    def test_a_former_address_redirects(self):
        author = create_paper(authors=["Hu, Edward"]).authorships.get().author
        author.slug = "hu"
        author.save()
        self.assertRedirects(self.client.get("/authors/hu-edward/"), "/authors/hu/", status_code=301)
        author.slug = "hu-edward"
        author.save()
        self.assertEqual(self.client.get("/authors/hu-edward/").status_code, 200)
        self.assertRedirects(self.client.get("/authors/hu/"), "/authors/hu-edward/", status_code=301)

    def test_who_is_deleted_leaves_no_former_address(self):
        author = create_author(name="Hu, Edward")
        author.slug = "hu"
        author.save()
        author.delete()
        self.assertFalse(Permalink.objects.exists())
