from datetime import date

from django.test import TestCase

from notes.tests.factories import create_entries, create_entry
from papers.models import Author, NameVariant

from .factories import create_paper


def titles(response, name="page"):
    return [row.title for row in response.context[name]]


class AuthorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_paper(title="B", authors=["Aho, Alfred", "Ullman, Jeffrey"], issued_year=1977)
        create_paper(title="A", authors=["Aho, Alfred"], issued_year=1974)
        create_paper(title="C", authors=["Aho, Alfred", "Hidden, Hal"], visibility="private")

    def test_authors_stand_by_name_with_the_number_of_works_that_one_may_see(self):
        page = self.client.get("/authors/").context["page"]
        self.assertEqual(
            [(str(each), each.works) for each in page], [("Alfred Aho", 2), ("Jeffrey Ullman", 1)]
        )

    def test_filters_narrow_authors_to_those_of_matching_works(self):
        page = self.client.get("/authors/?issued=1977&author=ullman-jeffrey").context["page"]
        self.assertEqual([str(each) for each in page], ["Jeffrey Ullman"])

    def test_an_author_has_a_page_with_works_by_name(self):
        self.assertEqual(titles(self.client.get("/authors/aho-alfred/"), "works"), ["A", "B"])

    def test_the_works_of_an_author_can_be_narrowed(self):
        self.assertEqual(titles(self.client.get("/authors/aho-alfred/?issued=1974"), "works"), ["A"])

    def test_the_works_of_two_authors_are_those_by_both(self):
        self.assertEqual(
            titles(self.client.get("/authors/aho-alfred/?author=ullman-jeffrey"), "works"), ["B"]
        )

    def test_the_log_on_their_works_stands_below(self):
        create_entry(body="On [[a]]")
        create_entry(body="On [[c]]", read_on=date(2020, 1, 1))
        create_entry(body="On neither")
        create_entry(body="Privately on [[b]]", visibility="private")
        self.assertEqual(titles(self.client.get("/authors/aho-alfred/")), ["On a"])
        self.assertEqual(titles(self.client.get("/authors/aho-alfred/?issued=1977")), [])
        self.assertEqual(titles(self.client.get("/authors/ullman-jeffrey/")), [])

    def test_the_log_has_pages_and_the_works_stand_on_the_first(self):
        create_entries((date(2023, 3, 11), f"Number {number} on [[a]]") for number in range(31))
        first = self.client.get("/authors/aho-alfred/")
        self.assertContains(first, "<h2>Works</h2>")
        later = self.client.get(f"/authors/aho-alfred/?{first.context['page'].next_query}")
        self.assertEqual(titles(later), ["Number 30 on a"])
        self.assertNotContains(later, "<h2>Works</h2>")

    def test_other_names_are_said(self):
        author = Author.objects.get(slug="aho-alfred")
        NameVariant.objects.create(author=author, family="Aho", given="A. V.")
        NameVariant.objects.create(author=author, literal="Aho of Bell Labs")
        self.assertContains(self.client.get("/authors/aho-alfred/"), "Also as Aho of Bell Labs, A. V. Aho")

    def test_an_author_of_private_works_only_is_not_there(self):
        self.assertEqual(self.client.get("/authors/hidden-hal/").status_code, 404)


class QuotationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        body = '# Chapter 5 (p. 21)\n\n* "Words of wisdom\n* no quotation\n* "Other words (p. 30)'
        create_paper(title="Essays", body=body, tags=["classics"])
        create_entry(body='"Words in passing"', read_on=date(2020, 1, 1))
        create_paper(title="Secret", body='* "Secret words', visibility="private")
        create_paper(title="Unlisted", body='* "Unlisted words', visibility="unlisted")

    def texts(self, query=""):
        return [quotation.text for quotation in self.client.get(f"/quotations/{query}").context["page"]]

    def test_only_what_is_quoted_in_public_stands_there_newest_first(self):
        self.assertEqual(self.texts(), ['"Other words (p. 30)', '"Words of wisdom', '"Words in passing"'])

    def test_each_leads_to_its_place_with_its_page(self):
        self.assertContains(self.client.get("/quotations/"), '<span class="quote__place">p. 30</span>')
        self.assertContains(self.client.get("/quotations/"), 'href="/papers/essays/#')

    def test_filters_narrow_it(self):
        self.assertEqual(self.texts("?year=2020"), ['"Words in passing"'])
        self.assertEqual(
            self.texts("?tag=classics&paper=essays"), ['"Other words (p. 30)', '"Words of wisdom']
        )
        self.assertEqual(self.texts("?kind=heading"), [])

    def test_by_work_they_stand_together_in_the_order_of_the_text(self):
        response = self.client.get("/quotations/by-work/")
        texts = [
            quotation.text for quotation in response.context["page"] if quotation.owner.title == "Essays"
        ]
        self.assertEqual(texts, ['"Words of wisdom', '"Other words (p. 30)'])
        self.assertContains(response, '<h2 class="quotes__work">', 2)
        self.assertContains(response, 'href="/quotations/feed.atom"', 2)

    def test_each_can_be_copied_with_its_citation(self):
        create_paper(title="Aura", authors=["Benjamin, Walter"], issued_year=1936, slug="aura")
        entry = create_entry(body='[[aura]]\n\n* "Here and now (p. 3)')
        response = self.client.get("/quotations/?year=2023")
        address = f"http://testserver{entry.get_absolute_url()}#{entry.passages.last().anchor}"
        words = f"“Here and now” (Benjamin 1936, p. 3). {address}"
        self.assertContains(response, f'data-copy="{words}" hidden>')
        self.assertContains(response, f"<p>{words}</p>")

    def test_a_work_that_the_reader_may_not_see_is_not_cited(self):
        create_paper(title="Hidden", authors=["Known, Not"], slug="aura", visibility="private")
        create_entry(body='Read it [[aura]]\n\n* "Here and now (p. 3)')
        self.assertNotContains(self.client.get("/quotations/?year=2023"), "Known")
