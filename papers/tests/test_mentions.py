"""Texts mention a work by its identifiers, whichever of the two was there first."""

import pytest
from django.test import TestCase

from notes.tests.factories import create_entry
from papers.models import Identifier
from passages.models import Link, Mention, derive

from .factories import create_paper

ATTENTION = "https://arxiv.org/abs/1706.03762"


class IdentifierTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper()

    def identify(self, scheme, value):
        return Identifier.objects.create(paper=self.paper, scheme=scheme, value=value)

    def test_it_is_saved_in_normal_form(self):
        self.assertEqual(self.identify("doi", "https://doi.org/10.1093/MIND/x").value, "10.1093/mind/x")

    def test_the_version_of_a_preprint_is_saved_apart(self):
        identifier = self.identify("arxiv", "arXiv:1706.03762v5")
        self.assertEqual((identifier.value, identifier.version), ("1706.03762", 5))

    def test_an_address_that_holds_an_identifier_is_saved_as_that(self):
        self.assertEqual(self.identify("url", ATTENTION).scheme, "arxiv")

    def test_it_keeps_the_link_of_its_address(self):
        self.assertEqual(self.identify("arxiv", "1706.03762").link, Link.objects.get(url=ATTENTION))

    def test_one_without_an_address_has_no_link(self):
        self.assertIsNone(self.identify("isbn", "9780306406157").link)

    def test_it_reads_as_people_cite_it(self):
        self.assertEqual(str(self.identify("doi", "10.1000/x")), "DOI 10.1000/x")
        self.assertEqual(str(self.identify("url", "https://example.org/")), "https://example.org/")


@pytest.mark.once
class OlderTextTests(TestCase):
    """An entry that links to a work before anybody has entered the work."""

    def assert_mentioned(self, scheme, value, url):
        entry = create_entry(body=f"Read [it]({url})")
        paper = create_paper(identifiers=[(scheme, value)])
        self.assertEqual(list(entry.papers.all()), [paper])
        self.assertEqual(Mention.objects.get().target, paper)

    def test_it_mentions_the_work_once_the_identifier_is_known(self):
        self.assert_mentioned("arxiv", "1706.03762", ATTENTION)

    def test_a_version_of_a_preprint_is_the_work(self):
        self.assert_mentioned("arxiv", "1706.03762", "https://arxiv.org/pdf/1706.03762v5")

    def test_a_doi_in_capitals_is_the_work(self):
        self.assert_mentioned("doi", "10.1093/mind/lix.236.433", "https://doi.org/10.1093/mind/LIX.236.433")

    def test_a_doi_with_an_escaped_slash_is_the_work(self):
        self.assert_mentioned(
            "doi", "10.1093/mind/lix.236.433", "https://doi.org/10.1093%2Fmind%2Flix.236.433"
        )

    def test_an_address_without_its_last_slash_is_the_work(self):
        self.assert_mentioned("pmid", "29456894", "https://pubmed.ncbi.nlm.nih.gov/29456894")

    def test_a_page_at_openreview_is_the_work(self):
        self.assert_mentioned("openreview", "yzkSU5zdwD", "https://openreview.net/pdf?id=yzkSU5zdwD")

    def test_a_review_at_openreview_is_the_work(self):
        self.assert_mentioned(
            "openreview", "_XJt-C_YTH", "https://openreview.net/forum?id=_XJt-C_YTH&noteId=zzz"
        )

    def test_a_page_of_the_acl_anthology_is_the_work(self):
        self.assert_mentioned("acl", "2020.acl-main.1", "https://aclanthology.org/2020.acl-main.1v2.pdf")

    def test_an_old_page_of_the_acl_anthology_is_the_work(self):
        self.assert_mentioned("acl", "P19-1001", "http://www.aclweb.org/anthology/P/P19/P19-1001.pdf")

    def test_a_mirror_of_a_preprint_is_the_work(self):
        self.assert_mentioned("arxiv", "1706.03762", "https://ar5iv.labs.arxiv.org/html/1706.03762v2")

    def test_the_doi_of_a_preprint_is_the_work(self):
        self.assert_mentioned("arxiv", "1706.03762", "https://doi.org/10.48550/arXiv.1706.03762")

    def test_a_preprint_that_is_known_by_its_doi_is_the_work(self):
        self.assert_mentioned("doi", "10.48550/arXiv.1706.03762", "https://arxiv.org/abs/1706.03762v1")
        self.assertEqual(create_entry(body="https://arxiv.org/pdf/1706.03762").papers.count(), 1)

    def test_an_old_preprint_that_is_known_by_its_doi_is_the_work(self):
        self.assert_mentioned("doi", "10.48550/arXiv.hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001")

    def test_any_address_can_be_that_of_a_work(self):
        self.assert_mentioned("url", "https://example.org/essay", "https://example.org/essay")

    def test_a_section_of_a_work_is_the_work(self):
        self.assert_mentioned("url", "https://example.org/essay", "https://example.org/essay#part-2")

    def test_a_route_of_a_script_is_another_page(self):
        entry = create_entry(body="Read https://example.org/#/essay")
        create_paper(identifiers=[("url", "https://example.org/")])
        self.assertFalse(entry.papers.exists())

    def test_a_section_that_is_a_work_of_its_own_is_that(self):
        create_paper(title="All", identifiers=[("url", "https://example.org/essay")])
        self.assert_mentioned("url", "https://example.org/essay#part-2", "https://example.org/essay#part-2")

    def test_another_work_of_the_place_is_left_alone(self):
        entry = create_entry(
            body="Read https://arxiv.org/abs/1706.037621 and https://arxiv.org/abs/1706.03763"
        )
        create_paper(identifiers=[("arxiv", "1706.03762")])
        self.assertFalse(entry.papers.exists())


class NewerTextTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(identifiers=[("arxiv", "1706.03762")])

    def test_an_entry_that_links_to_a_work_is_about_it(self):
        self.assertEqual(list(create_entry(body=f"{ATTENTION}v2").papers.all()), [self.paper])

    def test_an_entry_that_links_to_a_section_of_it_is_about_it(self):
        essay = create_paper(identifiers=[("url", "https://example.org/essay")])
        self.assertEqual(list(create_entry(body="https://example.org/essay#a").papers.all()), [essay])

    def test_an_entry_that_links_to_a_mirror_of_it_is_about_it(self):
        for url in ("https://ar5iv.org/abs/1706.03762", "https://doi.org/10.48550/arXiv.1706.03762"):
            self.assertEqual(list(create_entry(body=url).papers.all()), [self.paper])

    def test_an_entry_whose_link_is_gone_is_about_it_no_more(self):
        entry = create_entry(body=ATTENTION)
        entry.body = "Never mind"
        entry.save()
        self.assertFalse(entry.papers.exists())

    def test_an_identifier_taken_off_takes_its_mentions_along(self):
        entry = create_entry(body=ATTENTION)
        self.paper.identifiers.get().delete()
        self.assertFalse(entry.papers.exists())
        self.assertIsNone(Mention.objects.get().target)

    def test_an_identifier_changed_moves_its_mentions(self):
        entry = create_entry(body=ATTENTION)
        other = create_entry(body="https://arxiv.org/abs/1706.03763")
        identifier = self.paper.identifiers.get()
        identifier.value = "1706.03763"
        identifier.save()
        self.assertEqual([list(each.papers.all()) for each in (entry, other)], [[], [self.paper]])

    def test_a_deleted_work_is_mentioned_no_more(self):
        entry = create_entry(body=ATTENTION)
        self.paper.delete()
        self.assertFalse(entry.papers.exists())
        self.assertIsNone(Mention.objects.get().target)

    def test_rendering_again_changes_nothing(self):
        entry = create_entry(body=f"See [[a-paper]] and {ATTENTION}")
        before = list(Mention.objects.values())
        derive([entry, self.paper])
        self.assertEqual(list(Mention.objects.values()), before)
