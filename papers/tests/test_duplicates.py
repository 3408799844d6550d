from time import process_time

import pytest
from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from papers.duplicates import find_duplicates, fold, identity_key, near_in_time
from papers.models import Author, Authorship, Identifier, Paper
from passages.filters import Filter
from passages.models import Link

from .factories import create_paper


class KeyTests(SimpleTestCase):
    def test_titles_are_the_same_whatever_case_accents_and_punctuation(self):
        for one, other in (
            ("Attention Is All You Need", "Attention is all you need."),
            ("Über das Lesen", "Uber das Lesen"),
            ("Data-base design: a survey", "Database Design — A Survey"),
            ("STRASSE", "Straße"),
        ):
            self.assertEqual(fold(one), fold(other))
        self.assertNotEqual(fold("読書"), fold("読者"))
        self.assertEqual(fold("?!"), "")

    def test_identifiers_are_the_same_in_two_spellings(self):
        arxiv = ("arxiv", "1706.03762")
        for scheme, value in (
            ("arxiv", "1706.03762"),
            ("doi", "10.48550/arxiv.1706.03762"),
            ("doi", "10.48550/arXiv.1706.03762v5"),
            ("url", "https://arxiv.org/pdf/1706.03762v2"),
        ):
            self.assertEqual(identity_key(scheme, value), arxiv)
        for own in (("doi", "10.1000/1"), ("url", "https://example.org/"), ("isbn", "9780306406157")):
            self.assertEqual(identity_key(*own), own)

    def test_works_of_two_years_are_near_and_of_three_are_not(self):
        works = [(2003, 1), (2000, 2), (2001, 3), (None, 4)]
        self.assertEqual(list(near_in_time(works)), [(2, 4), (2, 3)])


class DuplicateTests(TestCase):
    def found(self, reader=None):
        papers = Paper.objects.visible_to(reader or Filter().reader)
        return [(each.first.slug, each.second.slug, each.is_certain) for each in find_duplicates(papers)[0]]

    def test_the_same_title_year_and_family_name_are_offered(self):
        create_paper(title="Attention!", slug="a", issued_year=2017, authors=["Vaswani, A.", "Shazeer, N."])
        create_paper(title="attention", slug="b", issued_year=2018, authors=["Shazeer, Noam"])
        self.assertEqual(self.found(), [("a", "b", False)])

    def test_another_year_or_family_is_not(self):
        create_paper(title="Review", slug="a", issued_year=2015, authors=["Lee, A."])
        create_paper(title="Review", slug="b", issued_year=2017, authors=["Lee, A."])
        create_paper(title="Review", slug="c", issued_year=2015, authors=["Kim, A."])
        create_paper(title="Review", slug="d", issued_year=2015, authors=[])
        self.assertEqual(self.found(), [])

    def test_a_preprint_and_its_doi_are_offered_first(self):
        create_paper(title="Same", slug="a", authors=["Lee, A."])
        create_paper(title="Same", slug="b", authors=["Lee, A."])
        one = create_paper(title="C", slug="c", identifiers=[("arxiv", "1706.03762")])
        other = create_paper(title="D", slug="d", authors=["Nobody"])
        Identifier.objects.bulk_create(
            [Identifier(paper=other, scheme="doi", value="10.48550/arxiv.1706.03762")]
        )
        self.assertEqual(self.found(), [(one.slug, other.slug, True), ("a", "b", False)])

    def test_addresses_of_one_preprint_are_offered(self):
        papers = [create_paper(title=slug, slug=slug, authors=[]) for slug in "abc"]
        urls = ["https://arxiv.org/abs/1706.03762", "https://arxiv.org/pdf/1706.03762v1"]
        links = Link.objects.remember(set(urls))
        Identifier.objects.bulk_create(
            Identifier(paper=paper, scheme="url", value=url, link=links[url])
            for paper, url in zip(papers, urls, strict=False)
        )
        self.assertEqual(self.found(), [("a", "b", True)])

    def test_private_works_are_not_offered_to_others(self):
        create_paper(title="Same", slug="a", visibility="private")
        create_paper(title="Same", slug="b")
        create_paper(title="Same", slug="c", visibility="private", identifiers=[("arxiv", "1706.03762")])
        self.assertEqual(self.found(), [])


@pytest.mark.once
class ManyWorksTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        authors = Author.objects.bulk_create(Author(family=f"F{i}", slug=f"f-{i}") for i in range(50))
        papers = Paper.objects.bulk_create(
            Paper(
                title=f"On the Reading of Much: {i // 2 if i < 600 else i}", slug=f"p-{i}", issued_year=2000
            )
            for i in range(10_000)
        )
        Authorship.objects.bulk_create(
            Authorship(paper=paper, author=authors[i // 2 % 50]) for i, paper in enumerate(papers)
        )
        Identifier.objects.bulk_create(
            Identifier(paper=paper, scheme="arxiv", value=f"1706.{i:05}") for i, paper in enumerate(papers)
        )

    def test_ten_thousand_works_take_few_queries_and_little_time(self):
        began = process_time()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found, number = find_duplicates(Paper.objects.visible_to(Filter().reader))
            self.assertEqual([len(found), number], [200, 300])
        self.assertLessEqual(len(queries), 6)
        self.assertLess(process_time() - began, 2)
