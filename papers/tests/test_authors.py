from unittest.mock import patch

from django.db.models import ProtectedError
from django.test import TestCase

from papers.models import Author, Authorship
from passages.filters import Filter
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_author, create_paper


class AuthorTests(TestCase):
    def test_its_slug_is_made_from_family_and_given_name(self):
        self.assertEqual(create_author(name="Vaswani, Ashish").slug, "vaswani-ashish")

    def test_the_slug_of_an_institution_is_made_from_its_name(self):
        self.assertEqual(create_author(name="World Health Organization").slug, "world-health-organization")

    def test_a_namesake_gets_a_number(self):
        create_author(name="Lee, Kim")
        self.assertEqual(create_author(name="LEE, Kim").slug, "lee-kim-2")

    def test_it_reads_given_name_first(self):
        self.assertEqual(str(create_author(name="Vaswani, Ashish")), "Ashish Vaswani")
        self.assertEqual(str(create_author(name="OpenAI")), "OpenAI")

    def test_two_authors_without_an_orcid_do_not_clash(self):
        create_author(name="Lee, Kim", orcid="")
        self.assertIsNone(create_author(name="OpenAI", orcid="").orcid)

    def test_an_author_of_a_work_cannot_be_deleted(self):
        create_paper(authors=["Vaswani, Ashish"])
        with self.assertRaises(ProtectedError):
            Author.objects.get().delete()


class BylineTests(TestCase):
    def test_authors_stand_in_the_order_of_the_byline(self):
        paper = create_paper(authors=["Zuse, Konrad", "Aho, Alfred"])
        self.assertEqual([str(line) for line in paper.authorships.all()], ["Konrad Zuse", "Alfred Aho"])

    def test_two_authors_can_change_places(self):
        first, second = create_paper(authors=["Zuse, Konrad", "Aho, Alfred"]).authorships.all()
        first.position, second.position = 1, 0
        first.save()
        second.save()
        self.assertEqual(list(Authorship.objects.all()), [second, first])


class VisibleAuthorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_paper(authors=["Public, Pat", "Both, Bo"])
        create_paper(authors=["Private, Pim", "Both, Bo"], visibility="private")
        create_paper(authors=["Unlisted, Uma"], visibility="unlisted")
        create_author(name="Nowhere, Nan")

    def test_readers_see_the_authors_of_public_works(self):
        readers = Author.objects.visible_to(Filter().reader)
        self.assertEqual([author.family for author in readers], ["Both", "Public"])

    def test_owners_see_the_authors_of_every_work(self):
        owners = Author.objects.visible_to(create_owner())
        self.assertEqual([author.family for author in owners], ["Both", "Private", "Public", "Unlisted"])

    def test_an_author_of_no_work_has_none(self):
        self.assertEqual(Author.objects.filter(family="Nowhere").with_works(create_owner()).get().works, 0)

    def test_works_are_counted_for_who_asks(self):
        both = Author.objects.filter(family="Both")
        self.assertEqual(both.with_works(Filter().reader).get().works, 1)
        self.assertEqual(both.with_works(create_owner()).get().works, 2)


class LabelTests(TestCase):
    """Texts that cite a work by its key show author and year, whatever becomes of these."""

    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(authors=["Vaswani, Ashish"], issued_year=2017, citation_key="vaswani")
        cls.topic = create_topic(body="As @vaswani says")
        cls.paper.save()

    def assert_shown(self, label):
        self.topic.refresh_from_db()
        self.assertIn(f">{label}</a>", self.topic.body_html)

    def test_it_is_shown_by_author_and_year(self):
        self.assert_shown("Vaswani 2017")

    def test_renaming_an_author_renames_it_everywhere(self):
        author = self.paper.authorships.get().author
        author.family = "Wasvani"
        author.save()
        self.assert_shown("Wasvani 2017")

    def test_an_orcid_derives_nothing_again(self):
        author = self.paper.authorships.get().author
        author.orcid, author.given = "0000-0002-1825-0097", "A."
        with patch("papers.models.author.derive_again") as derive_again:
            author.save()
        derive_again.assert_not_called()

    def test_another_year_is_shown_everywhere(self):
        self.paper.issued_year = 2018
        self.paper.save()
        self.assert_shown("Vaswani 2018")

    def test_a_second_author_is_shown_everywhere(self):
        Authorship.objects.create(paper=self.paper, author=create_author(name="Shazeer, Noam"), position=1)
        self.assert_shown("Vaswani and Shazeer 2017")

    def test_an_author_taken_off_is_shown_no_more(self):
        self.paper.authorships.get().delete()
        self.assert_shown("A paper")
