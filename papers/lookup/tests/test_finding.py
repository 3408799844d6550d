from contextlib import contextmanager

from django.test import SimpleTestCase, override_settings

from papers.identifiers import Identity
from papers.lookup.finding import identify, look_up, look_up_identity
from web.failures import AskingFailed
from web.owner import owners_client
from web.tests.server import LocalClient, Reply, serving

from .recordings import recorded

TURING = "10.1093/mind/lix.236.433"
AT_CROSSREF = "api.crossref.org/works/10.1093%2Fmind%2Flix.236.433"
AT_ARXIV = "export.arxiv.org/api/query?id_list=1706.03762&max_results=1"
AT_PUBMED = (
    "eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&id=29456894&retmode=xml&tool=commonplace"
)
AT_PMC = "pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/?ids=PMC5815332&format=json&tool=commonplace"
AT_OPEN_LIBRARY = "openlibrary.org/api/books?bibkeys=ISBN:9780140328721&format=json&jscmd=data"
HTML = {"Content-Type": "text/html"}


def page(name):
    reply = recorded(name)
    return Reply(body=reply.body, headers=HTML)


class IdentifyTests(SimpleTestCase):
    def test_what_owners_paste(self):
        for text, identity in (
            (TURING, Identity("doi", TURING)),
            ("https://doi.org/10.1093/mind/LIX.236.433", Identity("doi", TURING)),
            ("doi.org/10.1093/mind/LIX.236.433", Identity("doi", TURING)),
            (" arXiv:1706.03762v5 ", Identity("arxiv", "1706.03762", 5)),
            ("arxiv.org/abs/1706.03762", Identity("arxiv", "1706.03762")),
            ("10.48550/arXiv.1706.03762", Identity("arxiv", "1706.03762")),
            ("978-0-14-032872-1", Identity("isbn", "9780140328721")),
            ("PMID: 29456894", Identity("pmid", "29456894")),
            ("PMC5815332", Identity("pmcid", "PMC5815332")),
            ("P19-1001", Identity("acl", "P19-1001")),
            ("https://openreview.net/pdf?id=yzkSU5zdwD", Identity("openreview", "yzkSU5zdwD")),
            ("https://example.org/essay", Identity("url", "https://example.org/essay")),
        ):
            with self.subTest(text):
                self.assertEqual(identify(text), identity)

    def test_what_identifies_nothing(self):
        for text in (
            "",
            "attention",
            "29456894",
            "1984",
            "978-0-14-032872-2",
            "x" * 5000,
            "a\0b",
            "ftp://x.org/",
        ):
            with (
                self.subTest(ascii(text[:20])),
                self.assertRaisesRegex(AskingFailed, r"“.*” is no DOI, .+\."),
            ):
                identify(text)


class LookUpTests(SimpleTestCase):
    def look_up(self, text, replies, **options):
        with serving(replies) as (self.server, port):
            return look_up(text, LocalClient(port, **options))

    @contextmanager
    def assert_fails(self, sentence):
        with self.assertRaises(AskingFailed) as caught:
            yield
        self.assertRegex(str(caught.exception), rf"\A{sentence}\Z")

    def test_a_doi_is_asked_of_crossref(self):
        record = self.look_up(TURING, {AT_CROSSREF: recorded("crossref-article.json")})
        self.assertEqual(record.container_title, "Mind")
        self.assertEqual(record.identifiers, (Identity("doi", TURING),))

    def test_a_doi_that_crossref_does_not_know_is_asked_of_its_own_registry(self):
        replies = {"doi.org/10.5281/zenodo.1003150": recorded("datacite.json")}
        record = self.look_up("10.5281/zenodo.1003150", replies)
        self.assertEqual(record.publisher, "Zenodo")
        self.assertEqual(self.server.headers[-1]["Accept"], "application/vnd.citationstyles.csl+json")

    def test_a_doi_that_nobody_knows(self):
        with self.assert_fails(r"Crossref knows no DOI 10\.1000/nothing\."):
            self.look_up("10.1000/nothing", {})

    def test_an_arxiv_number(self):
        record = self.look_up("https://arxiv.org/abs/1706.03762", {AT_ARXIV: recorded("arxiv.xml")})
        self.assertEqual(record.title, "Attention Is All You Need")
        self.assertEqual(record.identifiers[0], Identity("arxiv", "1706.03762"))

    def test_the_version_that_was_asked_for_stays(self):
        replies = {AT_ARXIV.replace("&", "v5&", 1): recorded("arxiv.xml")}
        record = self.look_up("1706.03762v5", replies)
        self.assertEqual(record.identifiers[0], Identity("arxiv", "1706.03762", 5))
        self.assertEqual([other.scheme for other in record.identifiers[1:]], ["doi"])

    def test_the_doi_of_a_preprint_is_asked_of_arxiv(self):
        identity = Identity("doi", "10.48550/arxiv.1706.03762")
        with serving({AT_ARXIV: recorded("arxiv.xml")}) as (_, port):
            record = look_up_identity(identity, LocalClient(port))
        self.assertEqual([found.scheme for found in record.identifiers], ["doi", "arxiv", "doi"])

    def test_an_arxiv_number_that_is_not_given_out(self):
        for name in ("arxiv-nothing.xml", "arxiv-error.xml"):
            with self.assert_fails(r"arXiv knows no 1706\.03762\."):
                self.look_up("1706.03762", {AT_ARXIV: recorded(name)})

    def test_a_pmid(self):
        record = self.look_up("PMID 29456894", {AT_PUBMED: recorded("pubmed.xml")})
        self.assertEqual([found.scheme for found in record.identifiers], ["pmid", "pmcid", "doi"])

    def test_a_pmid_that_is_not_given_out(self):
        with self.assert_fails(r"PubMed knows no PMID 29456894\."):
            self.look_up("PMID 29456894", {AT_PUBMED: recorded("pubmed-nothing.xml")})

    def test_a_pmcid_is_the_article_in_pubmed(self):
        replies = {AT_PMC: recorded("converter.json"), AT_PUBMED: recorded("pubmed.xml")}
        record = self.look_up("PMC5815332", replies)
        self.assertEqual(record.container_title, "PeerJ")
        self.assertEqual([found.scheme for found in record.identifiers], ["pmcid", "pmid", "doi"])

    def test_a_pmcid_that_is_not_given_out(self):
        with self.assert_fails(r"PMC knows no PMC5815332\."):
            self.look_up("PMC5815332", {AT_PMC: recorded("converter-nothing.json")})

    def test_an_isbn(self):
        record = self.look_up("0-14-032872-6", {AT_OPEN_LIBRARY: recorded("openlibrary.json")})
        self.assertEqual(record.publisher, "Puffin")

    def test_an_isbn_that_open_library_does_not_have(self):
        with self.assert_fails(r"Open Library knows no ISBN 9780140328721\."):
            self.look_up("0140328726", {AT_OPEN_LIBRARY: Reply(body=b"{}")})

    def test_a_page(self):
        record = self.look_up("https://example.org/essay", {"example.org/essay": page("page.html")})
        self.assertEqual(record.title, "As We May Think – The Atlantic")
        self.assertEqual(record.identifiers, (Identity("url", "https://example.org/essay"),))

    def test_a_page_at_openreview(self):
        replies = {"openreview.net/forum?id=yzkSU5zdwD": page("openreview.html")}
        record = self.look_up("https://openreview.net/pdf?id=yzkSU5zdwD", replies)
        self.assertEqual(record.container_title, "Transactions on Machine Learning Research")

    def test_a_page_that_names_a_doi_is_asked_about_at_crossref(self):
        at_crossref = "api.crossref.org/works/10.18653%2Fv1%2Fp19-1001"
        pages = {"aclanthology.org/P19-1001/": page("aclanthology.html")}
        record = self.look_up("P19-1001", pages | {at_crossref: recorded("crossref-chapter.json")})
        self.assertIn("A second paragraph", record.abstract)
        self.assertEqual([found.scheme for found in record.identifiers], ["acl", "doi"])
        record = self.look_up("P19-1001", pages | {at_crossref: Reply(500)})
        self.assertEqual((record.title, record.page), ("One Time of Interaction May Not Be Enough", "1–11"))

    def test_what_is_no_page(self):
        with self.assert_fails(r"https://example\.org/a\.pdf is no page with a title\."):
            replies = {"example.org/a.pdf": Reply(body=b"%PDF", headers={"Content-Type": "application/pdf"})}
            self.look_up("https://example.org/a.pdf", replies)

    def test_garbage_is_said_to_be_garbage(self):
        for text, address, service in (
            (TURING, AT_CROSSREF, "Crossref"),
            ("1706.03762", AT_ARXIV, "arXiv"),
            ("PMID 29456894", AT_PUBMED, "PubMed"),
            ("PMC5815332", AT_PMC, "PMC"),
            ("0140328726", AT_OPEN_LIBRARY, "Open Library"),
        ):
            for body in (b"", b"garbage", b"null", b"[]", b"{}x", b"\xff", b"[" * 100_000):
                garbage = self.assert_fails(rf"{service} answered with something that cannot be read\.")
                with self.subTest(service, body=body[:20]), garbage:
                    self.look_up(text, {address: Reply(body=body)})

    def test_no_answer_in_time_is_said(self):
        with self.assert_fails(r".+ did not answer within 0 seconds\."):
            self.look_up(TURING, {AT_CROSSREF: Reply(body=b"x" * 100, drip=1)}, seconds=0.2)

    def test_a_busy_service_is_said_to_be_busy(self):
        with self.assert_fails(r".+ is busy and asks to come back in 120 seconds\."):
            self.look_up(TURING, {AT_CROSSREF: Reply(429, headers={"Retry-After": "120"})})

    def test_services_are_told_whom_to_write_to(self):
        replies = {f"{AT_CROSSREF}?mailto=ada@example.org": recorded("crossref-article.json")}
        self.assertTrue(self.look_up(TURING, replies, mailto="ada@example.org").title)


class OwnersClientTests(SimpleTestCase):
    @override_settings(
        SITE_TITLE="Größe (my notes)",
        ALLOWED_HOSTS=["notes.example.org"],
        HTTPS=True,
        CONTACT_EMAIL="a@b.example",
    )
    def test_it_says_who_asks(self):
        client = owners_client()
        self.assertEqual(
            client.user_agent,
            "Commonplace/0.1 (Gre my notes; https://notes.example.org/; mailto:a@b.example)",
        )
        self.assertEqual(client.mailto, "a@b.example")

    def test_a_site_that_nobody_else_reads_has_no_address(self):
        for hosts in (["localhost"], ["127.0.0.1"], [".example.org"], ["[::1]"], ["*"], []):
            with override_settings(SITE_TITLE="Notes", ALLOWED_HOSTS=hosts):
                self.assertEqual(owners_client().user_agent, "Commonplace/0.1 (Notes)")
