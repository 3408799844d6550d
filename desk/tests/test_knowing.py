from datetime import date

from django.test import TestCase

from desk.capture import known_at
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner, create_reader

PAGE = "https://example.org/page"


class KnownTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def known(self, url, user=None):
        return known_at(url, user or self.owner)

    def test_what_nobody_mentions_is_not_known(self):
        create_entry(body="[Another](https://example.org/another)")
        for url in (
            PAGE,
            "",
            "no address",
            "javascript:alert(1)",
            "https://[",
            "x\0",
            "10.1000/182",
            PAGE * 500,
        ):
            with self.subTest(url):
                self.assertFalse(self.known(url))

    def test_a_link_is_known_in_every_spelling(self):
        entry = create_entry(body=f"[A page]({PAGE})")
        for url in (PAGE, f"{PAGE}/", "http://www.example.org/page?utm_source=x", f"{PAGE}#section"):
            with self.subTest(url):
                self.assertEqual(self.known(url).places, [entry])

    def test_where_is_told_newest_first_with_the_number_of_all(self):
        days = [date(2023, 3, day) for day in range(1, 8)]
        for day in days:
            create_entry(body=f"[A page]({PAGE}) and [again]({PAGE})", read_on=day)
        known = self.known(PAGE)
        self.assertEqual([place.known_on for place in known.places], days[:1:-1])
        self.assertEqual((known.count, known.others), (7, 2))

    def test_a_work_is_known_by_each_of_its_addresses_and_numbers(self):
        paper = create_paper(identifiers=[("arxiv", "1706.03762")])
        entry = create_entry(body=f"On [[{paper.slug}]]")
        for url in (
            "https://arxiv.org/pdf/1706.03762v5.pdf",
            "arXiv:1706.03762",
            "1706.03762",
            "https://doi.org/10.48550/arXiv.1706.03762",
        ):
            with self.subTest(url):
                known = self.known(url)
                self.assertEqual((known.papers, known.places), ([paper], [entry]))

    def test_a_work_without_a_page_is_known_where_it_is_linked(self):
        entry = create_entry(body="[Attention](https://arxiv.org/pdf/1706.03762v5)")
        self.assertEqual(self.known("arXiv:1706.03762").places, [entry])

    def test_the_text_of_a_work_is_no_other_place(self):
        paper = create_paper(identifiers=[("url", PAGE)], body=f"[Itself]({PAGE})")
        known = self.known(PAGE)
        self.assertEqual((known.papers, known.count), ([paper], 0))

    def test_nobody_is_told_what_they_may_not_see(self):
        paper = create_paper(identifiers=[("url", PAGE)], visibility="private")
        entry = create_entry(body=f"[A page]({PAGE})", visibility="private")
        self.assertFalse(self.known(PAGE, create_reader()))
        of_entries = self.known(PAGE, create_reader(may_change=["entry"]))
        of_papers = self.known(PAGE, create_reader(may_change=["paper"]))
        self.assertEqual((of_entries.papers, of_entries.places), ([], [entry]))
        self.assertEqual((of_papers.papers, of_papers.places), ([paper], []))

    def test_it_takes_the_same_queries_for_many_places(self):
        create_entry(body=f"[A page]({PAGE})")
        self.known(PAGE)
        with self.assertNumQueries(4):
            self.known(PAGE)
        for _ in range(9):
            create_entry(body=f"[A page]({PAGE})")
        with self.assertNumQueries(4):
            self.known(PAGE)
