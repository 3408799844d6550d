from datetime import date
from unittest import mock

from django.test import TestCase
from django.urls import reverse

from notes.tests.factories import create_entry
from papers.bibliography.record import Record
from papers.issued import Issued
from papers.models import Paper
from papers.names import Name
from passages.tests.factories import create_owner, create_reader
from web.failures import AskingFailed

from .factories import create_paper

QUEUE = "/papers/queue/"


def waiting(response):
    return [str(work.identifier) for work in response.context["waiting"]]


class QueueTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def assert_waits(self, *names):
        self.assertEqual(waiting(self.client.get(QUEUE)), list(names))

    def test_nothing_waits_where_nothing_is_linked(self):
        create_entry(body="https://example.org/page [[nothing]]")
        self.assertContains(self.client.get(QUEUE), "Nothing waits.")

    def test_the_most_mentioned_stands_first_then_the_newest(self):
        create_entry(body="https://doi.org/10.1000/old", read_on=date(2020, 1, 1))
        create_entry(body="https://doi.org/10.1000/new", read_on=date(2021, 1, 1))
        for day in (1, 2):
            create_entry(body="https://pubmed.ncbi.nlm.nih.gov/29456894/", read_on=date(2019, 1, day))
        self.assert_waits("PMID 29456894", "DOI 10.1000/new", "DOI 10.1000/old")

    def test_all_addresses_and_versions_of_a_work_are_one(self):
        create_entry(body="https://arxiv.org/abs/1706.03762v5 and https://arxiv.org/pdf/1706.03762")
        create_entry(body="https://arxiv.org/pdf/1706.03762v1.pdf")
        self.assert_waits("arXiv 1706.03762")
        self.assertContains(self.client.get(QUEUE), "in 2 notes, last on 11 March 2023")

    def test_each_stands_with_what_was_said_of_it(self):
        entry = create_entry(body="Words\n\n* Worth it: [Attention](https://arxiv.org/abs/1706.03762)")
        response = self.client.get(QUEUE)
        self.assertContains(response, "Worth it: Attention <a")
        self.assertContains(response, f'href="{entry.get_absolute_url()}#{entry.passages.last().anchor}"')

    def test_what_has_a_page_does_not_wait(self):
        create_entry(body="https://arxiv.org/abs/1706.03762v5")
        create_paper(identifiers=[("arxiv", "1706.03762")])
        self.assert_waits()

    def test_a_page_that_the_reader_may_not_see_is_none_to_them(self):
        create_entry(body="https://arxiv.org/abs/1706.03762v5")
        create_paper(identifiers=[("arxiv", "1706.03762")], visibility="private")
        self.assert_waits("arXiv 1706.03762")
        self.client.force_login(self.owner)
        self.assert_waits()

    def test_only_notes_that_the_reader_may_see_count(self):
        create_entry(body="https://doi.org/10.1000/x", visibility="private")
        create_entry(body="https://doi.org/10.1000/y", visibility="unlisted")
        self.assert_waits()
        self.client.force_login(self.owner)
        self.assert_waits("DOI 10.1000/x", "DOI 10.1000/y")

    def test_filters_narrow_it(self):
        create_entry(body="https://doi.org/10.1000/x", tags=["maths"])
        create_entry(body="https://doi.org/10.1000/y")
        self.assertEqual(waiting(self.client.get(f"{QUEUE}?tag=maths")), ["DOI 10.1000/x"])
        self.assertContains(self.client.get(f"{QUEUE}?tag=none"), "Nothing here matches")


class MakingTests(TestCase):
    def setUp(self):
        self.client.force_login(create_owner())
        self.answer = self.enterContext(mock.patch("papers.views.queue.look_up_identity"))
        self.answer.side_effect = AskingFailed("Nobody answered.")

    def make(self, scheme="arxiv", value="1706.03762"):
        return self.client.post("/papers/queue/add/", {"scheme": scheme, "value": value})

    def test_one_click_makes_the_page_and_the_notes_mention_it(self):
        entry = create_entry(
            body="See [“Attention Is All You Need”](https://arxiv.org/pdf/1706.03762v1) again"
        )
        response = self.make()
        paper = Paper.objects.get()
        form = reverse("admin:papers_paper_change", args=[paper.pk])
        self.assertRedirects(response, form, fetch_redirect_response=False)
        self.assertContains(self.client.get(response.url), "Nobody answered.")
        self.assertEqual((paper.title, paper.type, paper.status, paper.visibility),
                         ("Attention Is All You Need", "article", "to read", "public"))  # fmt: skip
        self.assertEqual(list(entry.papers.all()), [paper])
        self.assertEqual(waiting(self.client.get(QUEUE)), [])

    def test_the_page_is_filled_by_who_knows_the_work(self):
        create_entry(body="[a paper that I want](https://arxiv.org/abs/1706.03762)")
        self.answer.side_effect = None
        name = Name(given="Ashish", family="Vaswani")
        self.answer.return_value = Record("Attention", "article", authors=(name,), issued=Issued(2017))
        self.make()
        paper = Paper.objects.get()
        byline = [str(line) for line in paper.authorships.all()]
        self.assertEqual((paper.title, paper.year, byline), ("Attention", "2017", ["Ashish Vaswani"]))
        self.assertEqual(str(paper.identifiers.get()), "arXiv 1706.03762")

    def test_a_book_is_no_journal_article_because_it_has_a_doi(self):
        self.answer.side_effect = None
        self.answer.return_value = Record("T" * 400, "book")
        self.make("doi", "10.1000/x")
        self.assertEqual((Paper.objects.get().type, len(Paper.objects.get().title)), ("book", 400))

    def test_words_of_a_private_note_are_no_public_title(self):
        create_entry(body="[it](https://doi.org/10.1000/x)")
        create_entry(body="[The draft that Anna hides](https://doi.org/10.1000/x)", visibility="private")
        self.make("doi", "10.1000/x")
        self.assertEqual(
            (Paper.objects.get().title, Paper.objects.get().visibility), ("DOI 10.1000/x", "public")
        )

    def test_who_is_a_moment_late_is_led_to_the_page(self):
        def meanwhile(*args):
            create_paper(title="Faster", identifiers=[("arxiv", "1706.03762")])
            raise AskingFailed("Nobody answered.")

        self.answer.side_effect = meanwhile
        self.assertRedirects(self.make(), "/papers/faster/")
        self.assertEqual(Paper.objects.count(), 1)

    def test_what_the_notes_say_of_reading_it_is_known_at_once(self):
        create_entry(body="[All you need is this](https://arxiv.org/abs/1706.03762), up to p. 5")
        self.make()
        self.assertEqual(Paper.objects.get().status, "reading")

    def test_words_that_are_no_title_are_not_taken_for_one(self):
        create_entry(body="[this paper](https://arxiv.org/abs/1706.03762) https://arxiv.org/abs/1706.03762")
        self.make()
        self.assertEqual(Paper.objects.get().title, "arXiv 1706.03762")

    def test_a_work_of_private_notes_gets_a_private_page(self):
        create_entry(body="https://doi.org/10.1000/x", visibility="private")
        self.make("doi", "10.1000/x")
        self.assertEqual(Paper.objects.get().visibility, "private")

    def test_a_second_click_leads_to_the_same_page(self):
        self.make()
        self.assertRedirects(self.make(value="arXiv:1706.03762v3"), Paper.objects.get().get_absolute_url())

    def test_what_is_no_identifier_is_refused_with_a_reason(self):
        self.assertContains(self.make(value="nonsense"), "no arXiv number", status_code=400)
        self.assertContains(self.make(scheme="url"), "no scheme", status_code=400)
        self.assertEqual(self.client.get("/papers/queue/add/").status_code, 405)

    def test_it_takes_the_permission_to_add_works(self):
        create_entry(body="https://doi.org/10.1000/x")
        self.assertContains(self.client.get(QUEUE), "Make its page")
        for reader in (None, create_reader(may_change=["paper"])):
            self.client.logout()
            if reader:
                self.client.force_login(reader)
            self.assertNotContains(self.client.get(QUEUE), "Make its page")
            self.assertEqual(self.make("doi", "10.1000/x").status_code, 403)
        self.assertFalse(Paper.objects.exists())


class ReservedTests(TestCase):
    def test_a_work_of_that_name_has_an_address_of_its_own(self):
        paper = create_paper(title="Queue")
        self.assertEqual(paper.get_absolute_url(), "/papers/queue-2/")
        self.assertEqual(create_paper(title="Another", slug="queue").slug, "queue-3")
        self.assertEqual(create_paper(title="References").slug, "references-2")
