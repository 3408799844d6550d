"""Recorded answers become records; what is missing or odd in them stays unknown."""

import json
from time import process_time

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from papers.identifiers import Identity
from papers.issued import Issued
from papers.lookup import arxiv, crossref, openlibrary, pubmed, webpage
from papers.lookup.failures import FAULTS
from papers.lookup.text import to_issued, to_line, to_paragraphs
from papers.lookup.xml import parse
from papers.names import Name

from .recordings import ANSWERS

PEERJ = (Identity("pmid", "29456894"), Identity("pmcid", "PMC5815332"), Identity("doi", "10.7717/peerj.4375"))
KEYS = st.sampled_from(
    ["title", "author", "family", "given", "name", "issued", "date-parts", "DOI", "ISBN", "type", "page"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


def answer(name):
    return (ANSWERS / name).read_bytes()


class CrossrefTests(SimpleTestCase):
    def test_an_article(self):
        record = crossref.from_crossref(answer("crossref-article.json"))
        self.assertEqual(record.title, "I.—COMPUTING MACHINERY AND INTELLIGENCE")
        self.assertEqual(record.authors, (Name("A. M.", "TURING"),))
        self.assertEqual((record.type, record.container_title), ("article-journal", "Mind"))
        self.assertEqual((record.volume, record.issue, record.page), ("LIX", "236", "433-460"))
        self.assertEqual(record.issued, Issued(1950, 10, 1))
        self.assertEqual(record.publisher, "Oxford University Press (OUP)")
        self.assertEqual(record.identifiers, (Identity("doi", "10.1093/mind/lix.236.433"),))

    def test_tags_entities_groups_and_suffixes(self):
        record = crossref.from_crossref(answer("crossref-chapter.json"))
        self.assertTrue(record.title.endswith("Network for Response Selection & more: A Subtitle"))
        self.assertTrue(record.short_title.endswith("Network for Response Selection & more"))
        group, last = Name(literal="The Dialogue Consortium"), Name("Rui", "Yan", suffix="Jr.")
        self.assertEqual(record.authors, (Name("Chongyang", "Tao"), group, last))
        self.assertEqual((record.type, record.issued), ("paper-conference", Issued(2019)))
        first = "Currently, researchers have paid great attention to retrieval-based dialogues."
        self.assertEqual(record.abstract, f"{first}\n\nA second paragraph with 1 < 2.")

    def test_a_doi_of_the_acl_is_a_page_of_its_anthology_too(self):
        record = crossref.from_crossref(answer("crossref-chapter.json"))
        self.assertEqual(
            record.identifiers, (Identity("doi", "10.18653/v1/p19-1001"), Identity("acl", "P19-1001"))
        )

    def test_a_book_has_its_isbn_and_a_date_that_says_a_year(self):
        record = crossref.from_crossref(answer("crossref-book.json"))
        self.assertEqual((record.type, record.issued), ("book", Issued(2000)))
        self.assertIn(Identity("isbn", "9781441931603"), record.identifiers)

    def test_what_other_registries_say(self):
        record = crossref.from_registry(answer("datacite.json"))
        self.assertEqual(record.authors, (Name("Ana", "de Garcia"), Name(literal="Zenodo Team")))
        self.assertEqual((record.title, record.issued), ("A Report on Open Data", Issued(2017, 10, 2)))
        self.assertEqual(record.identifiers, (Identity("doi", "10.5281/zenodo.1003150"),))

    def test_a_doi_stands_in_an_address(self):
        self.assertEqual(
            crossref.to_url("10.1/a?b#c/d"), "https://api.crossref.org/works/10.1%2Fa%3Fb%23c%2Fd"
        )
        self.assertTrue(crossref.to_url("10.1/a", "a&b@c.d").endswith("?mailto=a%26b@c.d"))

    @given(JSON)
    def test_any_json_is_a_record_or_garbage(self, value):
        try:
            record = crossref.from_registry(json.dumps(value).encode())
        except FAULTS:
            return
        self.assertTrue(record.title)


class ArxivTests(SimpleTestCase):
    def test_a_preprint(self):
        record = arxiv.from_atom(answer("arxiv.xml"))
        self.assertEqual(record.title, "Attention Is All You Need")
        self.assertEqual((record.type, record.publisher), ("article", "arXiv"))
        self.assertEqual(record.issued, Issued(2017, 6, 12))
        self.assertEqual(record.authors[0], Name("Ashish", "Vaswani"))
        self.assertEqual(record.authors[3], Name("Lukasz", "van der Kaiser"))
        self.assertTrue(record.abstract.startswith("The dominant sequence transduction models are based on"))
        self.assertNotIn("\n", record.abstract)
        doi = Identity("doi", "10.5555/3295222.3295349")
        self.assertEqual(record.identifiers, (Identity("arxiv", "1706.03762"), doi))

    def test_no_such_preprint(self):
        for name in ("arxiv-nothing.xml", "arxiv-error.xml"):
            self.assertIsNone(arxiv.from_atom(answer(name)))

    def test_the_version_that_was_asked_for_is_asked_for(self):
        self.assertIn("id_list=hep-th/9901001v2&", arxiv.to_url(Identity("arxiv", "hep-th/9901001", 2)))


class PubmedTests(SimpleTestCase):
    def test_an_article(self):
        record = pubmed.from_efetch(answer("pubmed.xml"))
        self.assertTrue(record.title.startswith("The state of OA: a large-scale analysis of the prevalence"))
        self.assertFalse(record.title.endswith("."))
        self.assertEqual(record.authors[:2], (Name("Heather", "Piwowar"), Name("Vincent", "Larivière")))
        self.assertEqual(record.authors[2], Name(literal="Open Access Working Group"))
        self.assertEqual((record.container_title, record.volume, record.page), ("PeerJ", "6", "e4375"))
        self.assertEqual(record.issued, Issued(2018, 2))
        self.assertRegex(record.abstract, r"\ABACKGROUND: Despite .+\n\nRESULTS: We estimate")

    def test_identifiers_of_its_references_are_not_its_own(self):
        self.assertEqual(pubmed.from_efetch(answer("pubmed.xml")).identifiers, PEERJ)

    def test_no_such_article(self):
        self.assertIsNone(pubmed.from_efetch(answer("pubmed-nothing.xml")))

    def test_the_other_identifiers_of_an_article_in_pmc(self):
        self.assertEqual(pubmed.from_converter(answer("converter.json")), (PEERJ[0], PEERJ[2]))
        self.assertEqual(pubmed.from_converter(answer("converter-nothing.json")), ())


class OpenLibraryTests(SimpleTestCase):
    def test_a_book(self):
        record = openlibrary.from_books(answer("openlibrary.json"), "9780140328721")
        self.assertEqual(
            (record.title, record.short_title), ("Fantastic Mr. Fox: a tale", "Fantastic Mr. Fox")
        )
        self.assertEqual(record.authors, (Name("Roald", "Dahl"),))
        self.assertEqual((record.type, record.publisher), ("book", "Puffin"))
        self.assertEqual(record.issued, Issued(1988, 10, 1))

    def test_no_such_book(self):
        self.assertIsNone(openlibrary.from_books(b"{}", "9780140328721"))


class PageTests(SimpleTestCase):
    FORUM = Identity("openreview", "yzkSU5zdwD")

    def read(self, body, content_type="text/html; charset=utf-8"):
        return webpage.from_page(body, content_type, self.FORUM)

    def test_a_page_with_tags_for_search_engines(self):
        record = self.read(answer("openreview.html"))
        self.assertEqual(record.title, "Measuring & Improving")
        self.assertEqual(record.authors, (Name("Ada", "Lovelace"), Name("Ludwig", "van Beethoven")))
        self.assertEqual((record.type, record.issued), ("article-journal", Issued(2022, 6, 17)))
        self.assertEqual(record.abstract, "We measure, then we improve.")
        self.assertEqual(record.identifiers, (self.FORUM,))

    def test_a_page_of_the_acl_anthology(self):
        record = self.read(answer("aclanthology.html"))
        self.assertEqual(
            (record.type, record.issued, record.page), ("paper-conference", Issued(2019, 7), "1–11")
        )
        self.assertEqual(record.identifiers[1], Identity("doi", "10.18653/v1/p19-1001"))

    def test_any_page_has_its_title(self):
        record = self.read(answer("page.html"))
        self.assertEqual(record.title, "As We May Think – The Atlantic")
        self.assertEqual((record.type, record.container_title), ("webpage", "The Atlantic"))
        self.assertEqual(record.issued, Issued(1945, 7, 1))

    def test_what_is_no_page_with_a_title(self):
        self.assertIsNone(self.read(b"<p>Nothing"))
        self.assertIsNone(self.read(b"%PDF-1.4 <title>x</title>", "application/pdf"))

    def test_the_encoding_is_that_of_the_header_or_of_the_page(self):
        page = "<meta charset='iso-8859-1'><title>Größe</title>".encode("latin-1")
        self.assertEqual(self.read(page, "text/html").title, "Größe")
        self.assertEqual(
            self.read("<title>Größe</title>".encode("cp1252"), "text/html; charset=cp1252").title, "Größe"
        )
        self.assertEqual(
            self.read("<title>Größe</title>".encode(), "text/html; charset=nonsense").title, "Größe"
        )

    @given(
        st.binary(max_size=200) | st.text(alphabet="<>!-[]/=\"'metanlcoi& \0", max_size=200).map(str.encode)
    )
    def test_any_bytes_are_a_page_or_garbage(self, body):
        try:
            self.read(body)
        except FAULTS:
            return


class XmlTests(SimpleTestCase):
    def assert_refused(self, body):
        with self.assertRaises(FAULTS):
            parse(body)

    def test_namespaces_are_kept(self):
        self.assertEqual(parse(b'<a xmlns="u"><b/></a>').find("{u}b").tag, "{u}b")

    def test_a_document_type_is_no_fault(self):
        self.assertEqual(parse(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>x</a>').text, "x")

    def test_an_entity_is_refused(self):
        self.assert_refused(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
        self.assert_refused(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
        self.assert_refused(b'<!DOCTYPE a [<!ENTITY % x SYSTEM "https://example.org/x"> %x;]><a/>')

    def test_garbage_is_refused(self):
        for body in (
            b"",
            b"garbage",
            b"<a>",
            b"<a></b>",
            b"<a>" * 300 + b"</a>" * 300,
            b"\xff\xfe<",
            b"<a>\0</a>",
        ):
            self.assert_refused(body)


class TextTests(SimpleTestCase):
    def test_a_line_has_no_tags_breaks_or_control_characters(self):
        self.assertEqual(to_line(" H<sub>2</sub>O\n &amp;amp; \0<b>so</b> on\ud800 "), "H2O & so on")
        self.assertEqual(to_line("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2")
        self.assertEqual([to_line(value) for value in (None, 3, [], {})], [""] * 4)

    def test_paragraphs_stay_apart(self):
        self.assertEqual(
            to_paragraphs("<jats:p>One\ntwo.</jats:p> <jats:p>Three.</jats:p>"), "One two.\n\nThree."
        )

    def test_dates_in_words_and_figures(self):
        for text, issued in (
            ("2018 Feb 17", Issued(2018, 2, 17)),
            ("17 February 2018", Issued(2018, 2, 17)),
            ("Mar 03, 1980", Issued(1980, 3, 3)),
            ("2009-01-17T10:00", Issued(2009, 1, 17)),
            ("2017/06", Issued(2017, 6)),
            ("c1980", Issued(1980)),
            ("1998 Dec-1999 Jan", Issued(1998, 12)),
            ("2018 Spring", Issued(2018)),
            ("2018-02-31", Issued(2018, 2)),
            ("2018-13-01", Issued(2018)),
            ("no year", Issued()),
            (None, Issued()),
        ):
            with self.subTest(text):
                self.assertEqual(to_issued(text), issued)


class HostileTests(SimpleTestCase):
    def test_a_year_without_end_is_a_fault_of_the_answer(self):
        body = b'{"message": {"title": ["T"], "issued": {"date-parts": [[1e999]]}}}'
        with self.assertRaises(FAULTS):
            crossref.from_crossref(body)

    def test_an_abstract_of_blanks_takes_no_time(self):
        began = process_time()
        to_paragraphs(" " * 200_000 + "x")
        self.assertLess(process_time() - began, 1)
