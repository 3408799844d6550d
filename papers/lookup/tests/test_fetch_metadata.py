from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase

from papers.lookup import many
from papers.lookup.tests.recordings import recorded
from papers.models import Paper
from papers.tests.factories import create_paper
from web.tests.server import LocalClient, Reply, serving

AT_ARXIV = "export.arxiv.org/api/query?id_list=1706.03762&max_results=1"
AT_CROSSREF = "api.crossref.org/works/10.1093%2Fmind%2Flix.236.433"
ATTENTION, TURING = ("arxiv", "1706.03762"), ("doi", "10.1093/mind/lix.236.433")
BOTH = {AT_ARXIV: recorded("arxiv.xml"), AT_CROSSREF: recorded("crossref-article.json")}


class FetchTests(TestCase):
    def fetch(self, *arguments, replies=BOTH):
        out, command = StringIO(), "papers.management.commands.fetch_metadata"
        with serving(replies) as (self.server, port):
            client = LocalClient(port)
            with mock.patch(f"{command}.owners_client", return_value=client) as self.made:
                try:
                    call_command("fetch_metadata", *arguments, stdout=out)
                finally:
                    self.said = out.getvalue().splitlines()

    def names(self, paper):
        return [str(line) for line in paper.authorships.all()]

    def test_works_that_lack_something_are_filled(self):
        attention = create_paper(title="Attention", authors=[], identifiers=[ATTENTION])
        turing = create_paper(title="Machinery", authors=["Turing, Alan"], identifiers=[TURING])
        self.fetch()
        for paper in (attention, turing):
            paper.refresh_from_db()
        self.assertEqual((len(self.names(attention)), attention.year), (4, "2017"))
        self.assertEqual((self.names(turing), turing.year, turing.volume), (["Alan Turing"], "1950", "LIX"))
        self.assertEqual(self.said[-1], "2 filled, 0 unchanged, 0 failed.")
        self.assertTrue(self.said[0].startswith("attention: "), self.said)
        self.assertIn("byline", self.said[0])

    def test_what_the_owner_writes_meanwhile_stays(self):
        paper = create_paper(title="Attention", authors=[], identifiers=[ATTENTION], body="Before")
        look_up = many.look_up_any

        def meanwhile(*args):
            Paper.objects.filter(pk=paper.pk).update(body="Written meanwhile", visibility="private")
            return look_up(*args)

        with mock.patch("papers.lookup.many.look_up_any", meanwhile):
            self.fetch()
        paper.refresh_from_db()
        self.assertEqual((paper.body, paper.visibility, paper.year), ("Written meanwhile", "private", "2017"))

    def test_works_that_lack_nothing_or_have_only_an_address_are_left_alone(self):
        create_paper(title="Whole", issued_year=2017, identifiers=[ATTENTION])
        create_paper(title="Page", authors=[], identifiers=[("url", "https://example.org/")])
        create_paper(title="By hand", authors=[])
        self.fetch()
        self.assertEqual(self.server.asked, [])
        self.assertEqual(self.said, ["0 filled, 0 unchanged, 0 failed."])

    def test_a_work_is_asked_for_by_key_or_slug(self):
        paper = create_paper(title="Whole", issued_year=2017, citation_key="v17", identifiers=[ATTENTION])
        create_paper(title="Other", authors=[], identifiers=[TURING])
        self.fetch("v17")
        paper.refresh_from_db()
        self.assertTrue(paper.abstract)
        self.fetch("whole")
        self.assertEqual(self.said, ["0 filled, 1 unchanged, 0 failed."])
        self.assertEqual(self.server.asked[-1], AT_ARXIV)

    def test_a_key_that_nothing_has(self):
        with self.assertRaisesMessage(CommandError, "There is no work with the key or slug nothing."):
            self.fetch("nothing")

    def test_a_dry_run_writes_nothing(self):
        paper = create_paper(title="Attention", authors=[], identifiers=[ATTENTION])
        self.fetch("--dry-run")
        paper.refresh_from_db()
        self.assertEqual((self.names(paper), paper.year, paper.identifiers.count()), ([], "", 1))
        self.assertEqual(self.said[-1], "1 would be filled, 0 unchanged, 0 failed.")

    def test_one_that_fails_stops_no_other(self):
        create_paper(title="Attention", authors=[], identifiers=[ATTENTION])
        create_paper(title="Machinery", authors=[], identifiers=[TURING])
        with self.assertRaisesMessage(CommandError, "1 of 2 works could not be looked up."):
            self.fetch(replies=BOTH | {AT_ARXIV: Reply(500)})
        self.assertEqual(Paper.objects.get(title="Machinery").year, "1950")
        self.assertIn("attention: 127.0.0.1 answered with an error (500).", self.said)

    def test_a_work_without_a_registered_identifier_says_so(self):
        create_paper(title="By hand")
        with self.assertRaises(CommandError):
            self.fetch("by-hand")
        self.assertTrue(self.said[0].startswith("by-hand: It has no DOI"))

    def test_the_next_identifier_is_asked_about_where_nobody_knows_the_first(self):
        paper = create_paper(authors=[], identifiers=[ATTENTION, ("doi", "10.1000/nothing")])
        self.fetch()
        self.assertEqual(len(self.names(paper)), 4)

    def test_a_busy_service_is_waited_for(self):
        create_paper(title="Attention", authors=[], identifiers=[ATTENTION])
        busy = Reply(429, headers={"Retry-After": "1"})
        self.fetch(replies={AT_ARXIV: [busy, recorded("arxiv.xml")]})
        self.assertEqual(self.said[-1], "1 filled, 0 unchanged, 0 failed.")
        self.assertEqual(self.made.call_args.kwargs, {"patience": 120.0})

    def test_private_works_are_filled_too(self):
        create_paper(title="Attention", authors=[], visibility="private", identifiers=[ATTENTION])
        self.fetch()
        self.assertEqual(self.said[-1], "1 filled, 0 unchanged, 0 failed.")
