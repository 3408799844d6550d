from django.db import IntegrityError, transaction
from django.test import TestCase

from markup import Reference
from papers.models import Author, Authorship, Identifier, Paper

from .factories import create_paper


class ConstraintTests(TestCase):
    """SQLite names the columns of a unique constraint, PostgreSQL the constraint."""

    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(citation_key="vaswani2017", identifiers=[("pmid", "29456894")])

    def assert_refused(self, name, create, **fields):
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            create(**fields)

    def test_a_paper_has_a_title(self):
        self.assert_refused("paper_title_given", Paper.objects.create, title="")

    def test_a_paper_has_a_slug(self):
        papers = Paper.objects.filter(pk=self.paper.pk)
        self.assert_refused("paper_slug_given", papers.update, slug="")

    def test_a_slug_is_one_papers(self):
        self.assert_refused(
            "papers_paper.slug|slug_key", Paper.objects.create, title="x", slug=self.paper.slug
        )

    def test_no_citation_key_is_empty(self):
        papers = Paper.objects.filter(pk=self.paper.pk)
        self.assert_refused("paper_citation_key_not_empty", papers.update, citation_key="")

    def test_a_citation_key_is_one_papers(self):
        self.assert_refused("citation_key", create_paper, title="Another", citation_key="vaswani2017")

    def test_a_month_needs_its_year(self):
        self.assert_refused("paper_issued_month_in_year", create_paper, issued_month=6)

    def test_a_month_is_one_of_twelve(self):
        self.assert_refused("paper_issued_month_in_year", create_paper, issued_year=2017, issued_month=13)

    def test_a_day_needs_its_month(self):
        self.assert_refused("paper_issued_day_in_month", create_paper, issued_year=2017, issued_day=12)

    def test_no_month_has_thirty_two_days(self):
        date = {"issued_year": 2017, "issued_month": 6, "issued_day": 32}
        self.assert_refused("paper_issued_day_in_month", create_paper, **date)

    def test_an_identifier_is_one_papers(self):
        self.assert_refused(
            "identifier_scheme_value_unique|papers_identifier.scheme, papers_identifier.value",
            create_paper,
            title="Another",
            identifiers=[("pmid", "PMID: 29456894")],
        )

    def test_an_identifier_has_a_value(self):
        identifiers = Identifier.objects.filter(paper=self.paper)
        self.assert_refused("identifier_value_given", identifiers.update, value="")

    def test_an_author_stands_in_a_byline_once(self):
        self.assert_refused(
            "authorship_paper_author_unique|papers_authorship.paper_id, papers_authorship.author_id",
            Authorship.objects.create,
            paper=self.paper,
            author=self.paper.authorships.get().author,
            position=1,
        )

    def test_an_author_has_a_family_or_a_literal_name_and_not_both(self):
        for names in (
            {},
            {"given": "Ashish"},
            {"family": "Lee", "literal": "Lee"},
            {"given": "A", "literal": "B"},
        ):
            with self.subTest(names):
                self.assert_refused("author_family_or_literal", Author.objects.create, **names)


class PaperTests(TestCase):
    def test_its_slug_is_made_from_the_title(self):
        self.assertEqual(create_paper(title="Attention Is All You Need!").slug, "attention-is-all-you-need")

    def test_a_second_paper_of_the_title_gets_a_number(self):
        create_paper(title="Essays")
        self.assertEqual(create_paper(title="Essays").slug, "essays-2")

    def test_a_title_without_a_letter_still_has_an_address(self):
        self.assertEqual(create_paper(title="?!").get_absolute_url(), "/papers/untitled/")

    def test_a_title_in_another_script_keeps_its_letters(self):
        self.assertEqual(create_paper(title="紅樓夢").slug, "紅樓夢")

    def test_its_slug_stays_when_the_title_changes(self):
        paper = create_paper(title="Draft")
        paper.title = "Final"
        paper.save()
        self.assertEqual(paper.slug, "draft")

    def test_a_former_slug_redirects(self):
        paper = create_paper(slug="old")
        paper.slug = "new"
        paper.save()
        self.assertRedirects(self.client.get("/papers/old/"), "/papers/new/", status_code=301)


class CitationTests(TestCase):
    def assert_cited(self, citation, *authors, **fields):
        self.assertEqual(create_paper(authors=authors, **{"issued_year": 2017} | fields).citation, citation)

    def test_one_author(self):
        self.assert_cited("Shannon 1948", "Shannon, Claude", issued_year=1948)

    def test_two_authors(self):
        self.assert_cited("Shannon and Weaver 2017", "Shannon, Claude", "Weaver, Warren")

    def test_more_than_two_authors(self):
        self.assert_cited("Vaswani et al. 2017", "Vaswani, Ashish", "Shazeer, Noam", "Parmar, Niki")

    def test_others_that_the_byline_does_not_name(self):
        self.assert_cited("Vaswani et al. 2017", "Vaswani, Ashish", has_other_authors=True)

    def test_an_institution(self):
        self.assert_cited("OpenAI 2017", "OpenAI")

    def test_no_author(self):
        self.assert_cited("Beowulf", title="Beowulf")

    def test_no_year(self):
        self.assert_cited("Vaswani", "Vaswani, Ashish", issued_year=None)

    def test_a_year_before_christ(self):
        self.assert_cited("Plato 380 BC", "Plato", issued_year=-380)


class AnsweringTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        identifiers = [
            ("arxiv", "1706.03762"),
            ("doi", "10.5555/3295222"),
            ("url", "https://example.org/attention"),
        ]
        cls.paper = create_paper(title="Attention", citation_key="vaswani2017", identifiers=identifiers)
        create_paper(title="Another", identifiers=[("pmid", "29456894")])

    def assert_answers(self, kind, *values):
        references = {Reference(kind, value) for value in values}
        self.assertEqual(Paper.objects.answering_to(references), dict.fromkeys(references, self.paper))

    def test_a_wiki_link_by_slug(self):
        self.assert_answers("wiki", "attention")

    def test_a_path_by_address(self):
        self.assert_answers("path", "/papers/attention/")

    def test_a_citation_by_key(self):
        self.assert_answers("citation", "vaswani2017")

    def test_an_address_by_identifier_however_it_is_spelled(self):
        self.assert_answers(
            "url",
            "https://arxiv.org/abs/1706.03762",
            "https://arxiv.org/pdf/1706.03762v5.pdf",
            "https://doi.org/10.5555/3295222",
            "https://example.org/attention?utm_source=x",
        )

    def test_what_nothing_answers_to_is_left_out(self):
        unknown = {
            Reference("wiki", "I wasn't around"),
            Reference("path", "/topics/attention/"),
            Reference("citation", "Vaswani2017"),
            Reference("url", "https://arxiv.org/abs/1706.03763"),
            Reference("url", "https://["),
        }
        self.assertEqual(Paper.objects.answering_to(unknown), {})

    def test_it_takes_the_same_queries_for_many_references(self):
        references = {Reference("wiki", "attention"), Reference("citation", "vaswani2017")}
        many = references | {Reference("wiki", f"x{i}") for i in range(50)}
        for asked in (references, many):
            with self.assertNumQueries(3):
                Paper.objects.answering_to(asked)
