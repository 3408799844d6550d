"""What the pages say in the words of schema.org."""

from datetime import date

from django.test import SimpleTestCase, TestCase, override_settings

from notes.tests.factories import create_entry
from papers.models import Identifier, Paper
from papers.schema import SCHEMA_TYPES
from papers.tests.factories import create_paper

from .microdata import read_items


@override_settings(SITE_AUTHOR="Ada")
class MicrodataTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(
            title='LoRA "&"',
            slug="lora",
            type="article-journal",
            authors=["Hu, Edward", "Shen, Yelong"],
            issued_year=2021,
            issued_month=6,
            container_title="ICLR",
            volume="9",
            issue="2",
            page="3-17",
            publisher="OpenReview",
            identifiers=[("doi", "10.48550/arXiv.2106.09685")],
            body='* "Low rank (p. 3)',
        )
        create_entry(body="Read [[lora]] again", read_on=date(2023, 3, 7))

    def items(self, address):
        return read_items(self.client.get(address).text)

    def test_an_entry_is_a_posting(self):
        (posting,) = self.items("/")
        self.assertEqual(posting["type"], "BlogPosting")
        self.assertEqual(posting["datePublished"], ["2023-03-07"])
        self.assertTrue(posting["headline"][0].startswith("Read"))
        self.assertIn("again", posting["articleBody"][0])
        self.assertTrue(posting["url"][0].startswith("http://testserver/2023/03/07/"))
        self.assertEqual(posting["citation"], ["http://testserver/papers/lora/"])
        self.assertEqual(posting["author"], [{"type": "Person", "name": ["Ada"]}])

    def test_a_paper_page_is_a_review_of_a_work(self):
        (review,) = self.items("/papers/lora/")
        self.assertEqual(review["type"], "Review")
        self.assertIn("Low rank", review["reviewBody"][0])
        (work,) = review["itemReviewed"]
        self.assertEqual((work["type"], work["name"]), ("ScholarlyArticle", ['LoRA "&"']))
        self.assertEqual([a["name"] for a in work["author"]], [["Edward Hu"], ["Yelong Shen"]])
        self.assertEqual(work["datePublished"], ["2021-06"])
        (issue,) = work["isPartOf"]
        (volume,) = issue["isPartOf"]
        self.assertEqual((issue["issueNumber"], volume["volumeNumber"]), (["2"], ["9"]))
        self.assertEqual(volume["isPartOf"], [{"type": "Periodical", "name": ["ICLR"]}])
        self.assertEqual(work["pagination"], ["3-17"])
        self.assertEqual(work["publisher"], [{"type": "Organization", "name": ["OpenReview"]}])
        (doi,) = work["identifier"]
        self.assertEqual((doi["propertyID"], doi["value"]), (["DOI"], ["10.48550/arxiv.2106.09685"]))
        self.assertIn("10.48550/arxiv.2106.09685", work["sameAs"][0].lower())

    def test_only_where_the_work_stands_is_the_same_as_it(self):
        Identifier.objects.create(
            paper=self.paper, scheme="url", value="https://example.org/code", role="code"
        )
        ((work,),) = [review["itemReviewed"] for review in self.items("/papers/lora/")]
        self.assertEqual(len(work["sameAs"]), 1)

    def test_a_quotation_says_where_it_stands(self):
        (quotation,) = self.items("/quotations/")
        self.assertEqual(quotation["type"], "Quotation")
        self.assertIn("Low rank", quotation["text"][0])
        self.assertEqual(quotation["isPartOf"], [{"type": "CreativeWork", "name": ['LoRA "&"']}])


class SchemaTypeTests(SimpleTestCase):
    def test_only_types_of_works_are_named(self):
        self.assertLessEqual(set(SCHEMA_TYPES), set(Paper.Type.values))
