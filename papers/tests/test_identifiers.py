from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from papers.identifiers import (
    ADDRESSES,
    NORMALISERS,
    BadIdentifier,
    Identity,
    addresses,
    figures,
    identities_at,
    identities_of,
    normalise,
    places,
    recognise,
    same_as,
)
from papers.models import Identifier
from passages.addresses import domain_of

ATTENTION = Identity("arxiv", "1706.03762")
HOSTILE = st.text(alphabet=st.characters(), max_size=60) | st.builds(
    "{}{}{}".format,
    st.sampled_from(
        ["10.1000/", "https://doi.org/10.1000/", "https://arxiv.org/abs/", "https://", "PMC", "isbn "]
    ),
    st.text(alphabet=st.characters(), max_size=60) | st.from_regex(r"[0-9.vX-]{1,20}", fullmatch=True),
    st.sampled_from(["", "v2", "/", ".pdf", "#", "%25", "\0", "\ud800"]),
)


class NormaliseTests(SimpleTestCase):
    def assert_same(self, identity, *spellings):
        for spelling in spellings:
            with self.subTest(ascii(spelling)):
                self.assertEqual(normalise(identity.scheme, spelling), identity)

    def assert_bad(self, scheme, *texts):
        for text in texts:
            with self.subTest(ascii(text)), self.assertRaises(BadIdentifier):
                normalise(scheme, text)

    def test_a_doi_has_one_form_whatever_its_case_prefix_or_address(self):
        self.assert_same(
            Identity("doi", "10.1093/mind/lix.236.433"),
            "10.1093/mind/LIX.236.433",
            " doi:10.1093/mind/LIX.236.433 ",
            "DOI: 10.1093/mind/lix.236.433",
            "https://doi.org/10.1093/mind/LIX.236.433",
            "http://dx.doi.org/10.1093/mind%2FLIX.236.433?utm_source=x",
        )

    def test_a_doi_may_hold_percent_signs_and_brackets(self):
        self.assert_same(
            Identity("doi", "10.1002/(sici)1097<1::aid>3.0;2-t%"),
            "10.1002/(SICI)1097<1::AID>3.0;2-T%",
            "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0;2-T%25",
        )

    def test_what_is_no_doi_is_refused(self):
        self.assert_bad("doi", "", "10.1093", "10.1093/", "11.1093/x", "10.1/x", "10.1000/a b", "10.١٠٠٠/x")
        self.assert_bad(
            "doi", "10.1000/a\0b", "10.1000/\ud800", "10.1000/" + "x" * 201, "https://example.org/10.1000/x"
        )

    def test_an_arxiv_number_is_kept_apart_from_its_version(self):
        self.assert_same(
            Identity("arxiv", "1706.03762", 5),
            "1706.03762v5",
            "arXiv:1706.03762v5",
            "https://arxiv.org/abs/1706.03762v5",
            "https://arxiv.org/pdf/1706.03762v5.pdf",
            "http://www.arxiv.org/html/1706.03762v5/",
        )

    def test_an_old_arxiv_number_drops_its_subject_class(self):
        self.assert_same(
            Identity("arxiv", "math/0309136"),
            "math/0309136",
            "arXiv:math.GT/0309136",
            "https://arxiv.org/abs/math.GT/0309136",
        )
        self.assert_same(Identity("arxiv", "hep-th/9901001", 2), "hep-th/9901001v2")

    def test_what_is_no_arxiv_number_is_refused(self):
        self.assert_bad(
            "arxiv", "", "1706", "1706.037", "1706.037621", "1706.03762v0", "hep-th/990100", "١٧٠٦.٠٣٧٦٢"
        )

    def test_a_pmid_is_a_number(self):
        self.assert_same(
            Identity("pmid", "29456894"),
            "29456894",
            "PMID: 29456894",
            "https://pubmed.ncbi.nlm.nih.gov/29456894/",
        )
        self.assert_bad("pmid", "", "0", "012", "PMC5815332", "1234567890", "٢٩")

    def test_a_pmcid_keeps_its_letters(self):
        self.assert_same(
            Identity("pmcid", "PMC5815332"),
            "PMC5815332",
            "pmc5815332",
            "5815332",
            "PMCID: PMC5815332",
            "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5815332/",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC5815332",
        )
        self.assert_bad("pmcid", "", "PMC", "PMC0", "PMC12345678901")

    def test_an_isbn_is_kept_as_thirteen_digits(self):
        self.assert_same(
            Identity("isbn", "9780306406157"),
            "0-306-40615-2",
            "9780306406157",
            "ISBN 978-0-306-40615-7",
            "ISBN-13: 978-0-306-40615-7",
            "ISBN-10 0–306–40615–2",
        )

    def test_the_check_digit_of_an_isbn_may_be_x(self):
        self.assert_same(Identity("isbn", "9780804429573"), "080442957X", "0-8044-2957-x")

    def test_an_isbn_that_does_not_check_is_refused(self):
        self.assert_bad(
            "isbn", "", "0306406153", "9780306406158", "9770306406157", "X804429570", "030640615", "²" * 10
        )

    def test_an_id_at_openreview_is_that_of_the_forum(self):
        self.assert_same(
            Identity("openreview", "yzkSU5zdwD"),
            "yzkSU5zdwD",
            "OpenReview: yzkSU5zdwD",
            "https://openreview.net/forum?id=yzkSU5zdwD",
            "https://openreview.net/pdf?id=yzkSU5zdwD",
            "https://www.openreview.net/forum?id=yzkSU5zdwD&noteId=hG7xAbc123&utm_source=x",
        )
        self.assert_same(Identity("openreview", "_XJtEYTHV8C"), "https://openreview.net/forum?id=_XJtEYTHV8C")
        self.assert_bad("openreview", "", "x", "no id", "a/b/c/d/e", "é" * 10, "x" * 21)

    def test_an_id_of_the_acl_anthology_is_the_paper(self):
        self.assert_same(
            Identity("acl", "P19-1001"),
            "P19-1001",
            "p19-1001",
            "acl:P19-1001",
            "https://aclanthology.org/P19-1001/",
            "https://aclanthology.org/P19-1001",
            "https://aclanthology.org/P19-1001.pdf",
            "https://aclanthology.org/P19-1001v2.pdf",
            "https://aclanthology.info/papers/P19-1001/p19-1001",
            "http://www.aclweb.org/anthology/P/P19/P19-1001.pdf",
        )
        self.assert_same(
            Identity("acl", "W18-5713"), "W18-5713", "https://www.aclweb.org/anthology/W18-5713/"
        )
        self.assert_same(
            Identity("acl", "2020.acl-main.1"),
            "2020.acl-main.1",
            "ACL Anthology 2020.acl-main.1",
            "https://aclanthology.org/2020.acl-main.1/",
            "https://aclanthology.org/2020.acl-main.1v2.pdf",
        )
        self.assert_same(Identity("acl", "2023.tacl-1.2"), "2023.tacl-1.2")
        self.assert_bad(
            "acl", "", "P19", "P19-1", "P19-10011", "2020.acl-main", "2020.acl.1", "٢٠٢٠.acl-main.1"
        )

    def test_an_address_is_brought_to_its_canonical_form(self):
        self.assert_same(
            Identity("url", "https://example.org/a?b=1"), "HTTPS://Example.ORG:443/a?b=1&utm_source=x"
        )
        self.assert_bad(
            "url", "", "example.org", "ftp://example.org/", "javascript:alert(1)", "https://", "http://[::1"
        )
        self.assert_bad("url", "https://example.org/" + "x" * 2000, "https://example.org/\ud800")

    def test_an_address_that_holds_an_identifier_is_that_identifier(self):
        self.assertEqual(normalise("url", "https://arxiv.org/abs/1706.03762"), ATTENTION)

    def test_every_scheme_has_a_normal_form_and_refuses_with_a_sentence(self):
        for scheme in Identifier.Scheme.values:
            with self.subTest(scheme), self.assertRaisesRegex(BadIdentifier, r"“no such thing” is no .+\."):
                normalise(scheme, "no such thing")
        self.assertEqual({*NORMALISERS}, {*Identifier.Scheme.values})
        self.assertEqual({*ADDRESSES}, {*Identifier.Scheme.values})

    @given(st.sampled_from(sorted(NORMALISERS)), HOSTILE)
    def test_hostile_text_is_either_refused_or_in_normal_form(self, scheme, text):
        try:
            identity = normalise(scheme, text)
        except BadIdentifier:
            return
        self.assertEqual(
            normalise(identity.scheme, identity.value), Identity(identity.scheme, identity.value)
        )
        self.assertTrue(identity.value.isprintable())


class RecogniseTests(SimpleTestCase):
    def test_mirrors_and_older_places_hold_the_same_identifiers(self):
        for url, identity in (
            ("https://ar5iv.labs.arxiv.org/html/1706.03762", ATTENTION),
            ("https://ar5iv.org/abs/1706.03762", ATTENTION),
            ("http://export.arxiv.org/abs/1706.03762", ATTENTION),
            ("https://www.ncbi.nlm.nih.gov/pubmed/29456894", Identity("pmid", "29456894")),
            ("https://europepmc.org/article/MED/29456894", Identity("pmid", "29456894")),
            ("https://europepmc.org/article/PMC/PMC5815332", Identity("pmcid", "PMC5815332")),
            ("https://pmc.ncbi.nlm.nih.gov/articles/PMC5815332/pdf/a.pdf", Identity("pmcid", "PMC5815332")),
        ):
            with self.subTest(url):
                self.assertEqual(recognise(url), identity)

    def test_an_address_of_no_known_place_is_itself(self):
        self.assertEqual(recognise("https://Example.org"), Identity("url", "https://example.org/"))

    def test_a_path_that_holds_no_identifier_is_an_address_like_any_other(self):
        for url in (
            "https://arxiv.org/abs/nonsense",
            "https://doi.org/10.1000/%00",
            "https://arxiv.org/list/cs.CL",
            "https://aclanthology.org/events/acl-2020/",
            "https://aclanthology.org/volumes/P19-1/",
            "https://openreview.net/forum",
            "https://openreview.net/group?id=ICLR.cc",
            "https://openreview.net/forum?id=%00%00%00%00%00%00%00",
        ):
            self.assertEqual(recognise(url), Identity("url", url))

    def test_another_host_with_the_same_path_is_not_taken_for_it(self):
        self.assertEqual(recognise("https://arxiv.org.example.com/abs/1706.03762").scheme, "url")

    def test_what_is_no_address_is_nothing(self):
        for text in ("", "1706.03762", "mailto:a@example.org", "//example.org", "\0"):
            self.assertIsNone(recognise(text))


class AddressesTests(SimpleTestCase):
    IDENTITIES = [
        ATTENTION,
        Identity("arxiv", "hep-th/9901001"),
        Identity("doi", "10.1002/(sici)1097<1::aid>3.0;2-t"),
        Identity("doi", "10.1000/50%25?#[é]"),
        Identity("pmid", "29456894"),
        Identity("pmcid", "PMC5815332"),
        Identity("openreview", "_XJtEYTHV-C"),
        Identity("acl", "P19-1001"),
        Identity("acl", "2020.acl-main.1"),
        Identity("url", "https://example.org/a?b=1"),
    ]

    def test_each_address_is_recognised_as_the_identifier_it_was_made_of(self):
        for identity in self.IDENTITIES:
            for url in addresses(identity):
                with self.subTest(ascii(url)):
                    self.assertEqual(recognise(url), identity)

    def test_the_address_to_show_comes_first(self):
        shown = [addresses(identity)[0] for identity in self.IDENTITIES if identity.value.isascii()]
        self.assertIn("https://arxiv.org/abs/1706.03762", shown)
        self.assertIn("https://doi.org/10.1002/(sici)1097%3C1::aid%3E3.0;2-t", shown)
        self.assertIn("https://pubmed.ncbi.nlm.nih.gov/29456894/", shown)

    def test_every_address_spells_the_figures_of_the_identifier_alike(self):
        for identity in self.IDENTITIES:
            for url in addresses(identity):
                with self.subTest(ascii(url)):
                    self.assertIn(figures(identity), url)
                    if identity.scheme != "url":
                        self.assertIn(domain_of(url), places(identity.scheme))

    def test_an_isbn_has_no_address(self):
        self.assertEqual(addresses(Identity("isbn", "9780306406157")), [])

    def test_an_address_too_long_for_a_link_is_left_out(self):
        self.assertEqual(
            addresses(Identity("doi", "10.1000/" + "é" * 200))[:1],
            ["https://doi.org/10.1000/" + "%C3%A9" * 200],
        )
        self.assertEqual(addresses(Identity("doi", "10.1000/" + "😀" * 200)), [])


class SameTests(SimpleTestCase):
    def test_a_preprint_has_a_number_and_a_doi(self):
        doi = Identity("doi", "10.48550/arxiv.1706.03762")
        self.assertEqual(same_as(ATTENTION), [ATTENTION, doi])
        self.assertEqual(same_as(doi), [doi, ATTENTION])
        self.assertEqual(identities_at("https://doi.org/10.48550/arXiv.1706.03762"), [doi, ATTENTION])
        self.assertEqual(identities_at("https://arxiv.org/pdf/1706.03762v2")[1], doi)
        old = Identity("arxiv", "hep-th/9901001")
        self.assertEqual(same_as(Identity("doi", "10.48550/arxiv.hep-th/9901001"))[1], old)

    def test_anything_else_is_itself_only(self):
        for identity in (Identity("doi", "10.48550/arxiv.nonsense"), Identity("url", "https://example.org/")):
            self.assertEqual(same_as(identity), [identity])

    def test_a_section_is_at_its_page(self):
        section, page = (Identity("url", f"https://example.org/a{end}") for end in ("#b", ""))
        self.assertEqual(identities_at(section.value), [section, page])
        self.assertEqual(identities_at("nonsense"), [])


class IdentitiesOfTextTests(SimpleTestCase):
    def test_a_text_may_be_several_things(self):
        self.assertEqual(identities_of("P19-1001"), {Identity("acl", "P19-1001")})
        self.assertEqual(identities_of("OpenReview: yzkSU5zdwD"), {Identity("openreview", "yzkSU5zdwD")})
        self.assertEqual(identities_of("https://arxiv.org/abs/1706.03762"), {ATTENTION})

    def test_a_word_or_a_number_by_itself_is_none(self):
        for text in ("yzkSU5zdwD", "29456894", "1984", "attention", ""):
            self.assertEqual(identities_of(text), set())
