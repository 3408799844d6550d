import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.tests.factories import create_entry
from papers.bibliography.record import Record
from papers.identifiers import Identity
from papers.issued import Issued
from papers.lookup.filling import fill
from papers.models import Author, NameVariant, Paper
from papers.names import Name
from papers.tests.factories import create_author, create_paper

RECORD = Record(
    title="Attention Is All You Need",
    type="paper-conference",
    authors=(Name("Ashish", "Vaswani"), Name("Noam", "Shazeer"), Name(literal="Google Brain")),
    issued=Issued(2017, 6, 12),
    container_title="NeurIPS",
    volume="30",
    abstract="The dominant sequence transduction models.",
    identifiers=(Identity("arxiv", "1706.03762", 5), Identity("doi", "10.5555/3295222.3295349")),
    more={"language": "en"},
)


@pytest.mark.once
class FillTests(TestCase):
    def names(self, paper):
        return [str(line.author) for line in paper.authorships.all()]

    def test_a_new_work_gets_everything(self):
        paper = Paper()
        filled = fill(paper, RECORD)
        paper.refresh_from_db()
        self.assertEqual((paper.title, paper.type, paper.issued), (RECORD.title, RECORD.type, RECORD.issued))
        self.assertEqual(
            (paper.container_title, paper.volume, paper.csl), ("NeurIPS", "30", {"language": "en"})
        )
        self.assertEqual(self.names(paper), ["Ashish Vaswani", "Noam Shazeer", "Google Brain"])
        self.assertEqual(
            [(one.scheme, one.value, one.version, one.role) for one in paper.identifiers.all()],
            [("arxiv", "1706.03762", 5, "preprint"), ("doi", "10.5555/3295222.3295349", None, "")],
        )
        self.assertEqual(filled.fields[-3:], ["byline", "arxiv", "doi"])
        self.assertEqual((paper.visibility, paper.slug), ("public", "attention-is-all-you-need"))

    def test_nothing_that_stands_there_is_overwritten(self):
        paper = create_paper(
            title="Mine",
            authors=["Plato"],
            issued_year=2018,
            volume="31",
            type="book",
            csl={"language": "el"},
            identifiers=[("arxiv", "1706.03762")],
        )
        filled = fill(paper, RECORD)
        paper.refresh_from_db()
        self.assertEqual((paper.title, paper.volume, paper.type), ("Mine", "31", "book"))
        self.assertEqual((paper.issued, paper.csl), (Issued(2018), {"language": "el"}))
        self.assertEqual(self.names(paper), ["Plato"])
        self.assertIsNone(paper.identifiers.get(scheme="arxiv").version)
        self.assertEqual(filled.fields, ["container_title", "abstract", "doi"])

    def test_month_and_day_come_to_the_same_year(self):
        paper = create_paper(issued_year=2017)
        fill(paper, RECORD)
        self.assertEqual(paper.issued, RECORD.issued)

    def test_a_second_time_nothing_is_left_to_fill(self):
        paper = Paper()
        fill(paper, RECORD)
        self.assertEqual(fill(paper, RECORD).fields, [])

    def test_authors_are_known_again_by_any_of_their_names(self):
        vaswani, shazeer = create_author(name="Vaswani, Ashish"), create_author(name="Shazeer, N.")
        NameVariant.objects.create(author=shazeer, family="Shazeer", given="Noam")
        paper = Paper()
        fill(paper, RECORD)
        self.assertEqual([line.author for line in paper.authorships.all()][:2], [vaswani, shazeer])
        self.assertEqual(Author.objects.count(), 3)

    def test_a_name_twice_in_a_byline_stands_there_once(self):
        paper = Paper()
        fill(paper, Record("Title", authors=(Name("Wei", "Wang"), Name("Wei", "Wang"), Name("", ""))))
        self.assertEqual(self.names(paper), ["Wei Wang"])

    def test_an_identifier_of_another_work_is_left_there_and_told(self):
        create_paper(title="Other", identifiers=[("doi", "10.5555/3295222.3295349")])
        paper = Paper()
        filled = fill(paper, RECORD)
        self.assertEqual(filled.elsewhere, [RECORD.identifiers[1]])
        self.assertEqual(paper.identifiers.count(), 1)

    def test_what_is_too_long_is_cut(self):
        paper = Paper()
        fill(paper, Record("x" * 600, volume="v" * 60, authors=(Name("g" * 300, "f" * 300),)))
        self.assertEqual((len(paper.title), len(paper.volume)), (500, 50))
        self.assertEqual(len(paper.authorships.get().author.family), 200)

    def test_others_of_the_byline_are_told(self):
        paper = Paper()
        fill(paper, Record("Title", authors=(Name("", "Plato"),), has_other_authors=True))
        paper.refresh_from_db()
        self.assertTrue(paper.has_other_authors)

    def test_texts_that_link_to_it_mention_it_and_search_finds_it_by_its_authors(self):
        entry = create_entry(body="Read https://arxiv.org/abs/1706.03762")
        paper = Paper()
        fill(paper, RECORD)
        self.assertEqual(list(entry.papers.all()), [paper])
        self.assertContains(self.client.get("/search/?q=shazeer"), "/papers/attention-is-all-you-need/")

    def test_a_long_byline_takes_one_look_at_the_texts(self):
        names = tuple(Name(f"Given{i}", f"Family{i}") for i in range(40))
        paper = Paper(title="Higgs")
        paper.save()
        with CaptureQueriesContext(connection) as queries:
            fill(paper, Record("Higgs", authors=names))
        self.assertLess(len(queries), 40 * 8)  # taking each place by itself would cost more than 1,000
