"""What reference managers and search engines read off the page of a work, by Zotero's own rules."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory, TestCase

from papers.citing.embedded import ITEM_TYPES, to_pages
from papers.models import Identifier, Paper
from papers.models.paper_pages import paper_at

from .factories import create_paper
from .zotero import Head, read_context_object, read_embedded


@pytest.mark.once
class EmbeddedTests(TestCase):
    maxDiff = None

    def page(self, **fields):
        paper = create_paper(**{"slug": "work", "title": "Works & <days>"} | fields)
        return self.client.get(paper.get_absolute_url()).text

    def test_a_journal_article(self):
        html = self.page(
            type="article-journal",
            authors=["van der Berg, Ada Bea", "Eco, Umberto"],
            issued_year=2019,
            issued_month=3,
            issued_day=7,
            container_title="A = B & C",
            volume="8",
            issue="3",
            page="207–217",
            abstract="What it says.",
            identifiers=[("doi", "10.1037/ppm0000185"), ("pmid", "29456894")],
            tags=["ethics", "days"],
        )
        shared = {
            "itemType": "journalArticle",
            "title": "Works & <days>",
            "creators": [("Ada Bea", "van der Berg"), ("Umberto", "Eco")],
            "publicationTitle": "A = B & C",
            "volume": "8",
            "issue": "3",
            "DOI": "10.1037/ppm0000185",
            "url": "https://doi.org/10.1037/ppm0000185",
        }
        self.assertEqual(read_context_object(html), shared | {"date": "2019-03-07", "pages": "207–217"})
        self.assertEqual(
            read_embedded(html),
            shared
            | {
                "date": "2019/03/07",
                "pages": "207-217",
                "extra": "PMID: 29456894",
                "abstractNote": "What it says.",
            },
        )
        self.assertEqual({v for n, v in Head(html).tags if n == "keywords"}, {"ethics", "days"})

    def test_a_book(self):
        html = self.page(
            type="book",
            authors=["Eco, Umberto"],
            publisher="Harcourt",
            identifiers=[("isbn", "9780156001311")],
        )
        for item in (read_context_object(html), read_embedded(html)):
            self.assertEqual(
                item,
                {
                    "itemType": "book",
                    "title": "Works & <days>",
                    "creators": [("Umberto", "Eco")],
                    "publisher": "Harcourt",
                    "ISBN": "9780156001311",
                },
            )

    def test_parts_reports_and_theses(self):
        cases = {
            "chapter": ("bookSection", "bookTitle"),
            "entry-encyclopedia": ("bookSection", "bookTitle"),
            "paper-conference": ("conferencePaper", "conferenceName"),
            "thesis": ("thesis", "series"),
            "report": ("report", "series"),
        }
        for kind, (item_type, container) in cases.items():
            html = self.page(type=kind, slug=kind, container_title="The whole", publisher="MIT")
            embedded, coins = read_embedded(html), read_context_object(html)
            self.assertEqual((embedded["itemType"], coins["itemType"]), (item_type, item_type))
            self.assertEqual(embedded[container], "The whole")
            self.assertEqual((embedded["title"], coins["title"]), ("Works & <days>", "Works & <days>"))
            self.assertEqual(coins["publisher"], "MIT")

    def test_other_works_have_their_type(self):
        for kind in set(Paper.Type.values) & set(ITEM_TYPES):
            item = read_context_object(self.page(type=kind, slug=kind, container_title="The site"))
            self.assertEqual(item["itemType"], ITEM_TYPES[kind])
            self.assertEqual(item["title"], "Works & <days>")
            self.assertEqual(item["publicationTitle"], "The site")
        self.assertIsNone(read_embedded(self.page(type="post-weblog", slug="another")))

    def test_a_preprint_with_its_pdf(self):
        paper = create_paper(type="article", slug="lora", authors=[], identifiers=[("arxiv", "2106.09685")])
        Identifier.objects.create(paper=paper, scheme="url", value="https://example.org/a.pdf", role="pdf")
        html = self.client.get("/papers/lora/").text
        self.assertEqual(read_context_object(html)["url"], "https://arxiv.org/abs/2106.09685")
        self.assertEqual(read_embedded(html)["pdf"], "https://example.org/a.pdf")
        self.assertIn(("arxiv_id", "2106.09685"), Head(html).tags)

    def test_institutions_and_names_that_look_like_several(self):
        html = self.page(authors=["World Health Organization; Geneva", "King, Martin Luther"], type="report")
        self.assertEqual(
            read_context_object(html)["creators"],
            [("", "World Health Organization; Geneva"), ("Martin Luther", "King")],
        )
        self.assertEqual(len(read_embedded(html)["creators"]), 2)

    def test_a_lone_author_is_not_taken_for_two(self):
        html = self.page(authors=["van der Berg, Ada Bea"], type="report")
        for item in (read_embedded(html), read_context_object(html)):
            self.assertEqual(item["creators"], [("Ada Bea", "van der Berg")])

    def test_what_is_unknown_is_not_said(self):
        html = self.page(type="book", authors=[], issued_year=-44)
        self.assertEqual([name for name, _ in Head(html).tags], ["title"])
        self.assertEqual(
            read_context_object(html), {"itemType": "book", "title": "Works & <days>", "creators": []}
        )

    def test_it_asks_nothing_of_the_database(self):
        create_paper(title="Works", slug="works", body="A note", tags=["days"], identifiers=[("pmid", "1")])
        paper = paper_at(AnonymousUser(), "works")
        context = {"paper": paper}
        with self.assertNumQueries(0):
            for name in ("_citation_box", "_citation_metas", "_schema"):
                render_to_string(f"papers/{name}.html", context, RequestFactory().get("/"))

    def test_pages(self):
        for pages, expected in {
            "97-111": ("97", "111"), "97--111": ("97", "111"), "xii – xx": ("xii", "xx"),
            "e0123": ("e0123", ""), "1-3, 7": ("1-3, 7", ""), "": ("", ""),
        }.items():  # fmt: skip
            self.assertEqual(to_pages(pages), expected)
