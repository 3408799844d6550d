from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.unlinked import Naming
from passages.models import Mention
from passages.tests.factories import create_owner, create_reader

from .factories import create_paper

TITLE = "On the Dangers of Stochastic Parrots"


class NamingTests(SimpleTestCase):
    def test_author_and_year_or_the_title_name_a_work(self):
        naming = Naming(TITLE, "Bender", "2021")
        for text, words in {
            "as Bender et al. 2021 say": "Bender et al. 2021",
            "as Bender 2021 says": "Bender 2021",
            "as Bender (2021) says": "Bender (2021)",
            "(Bender & Gebru, 2021)": "Bender & Gebru, 2021",
            "Bender and Gebru (2021)": "Bender and Gebru (2021)",
            "read on the dangers of stochastic parrots": "on the dangers of stochastic parrots",
            "Bender in 2021": "",
            "Bender 20212": "",
            "Fassbender 2021": "",
        }.items():
            with self.subTest(text):
                self.assertEqual(naming.find(text), words)

    def test_a_short_title_is_a_word_like_others(self):
        self.assertEqual(Naming("Python", "", "").query, "")
        self.assertEqual(Naming("Python", "", "").find("Python"), "")

    def test_signs_of_the_search_are_taken_as_words(self):
        self.assertEqual(Naming('A "B" (C) OR', "", "").query, '"A  B  (C) OR"')


class UnlinkedPageTests(TestCase):
    ADDRESS = "/papers/parrots/unlinked/"

    @classmethod
    def setUpTestData(cls):
        authors = ["Bender, Emily", "Gebru, Timnit", "Mitchell, Margaret"]
        cls.paper = create_paper(title=TITLE, slug="parrots", authors=authors, issued_year=2021)
        cls.body = "* Thought of\tBender et al. 2021 again\r\n  * `code`   \r\n\r\n"
        cls.entry = create_entry(body=cls.body)
        create_entry(body="See [[parrots]], that is Bender et al. 2021")
        create_entry(body="Bender went home in 2021")

    def setUp(self):
        self.owner = create_owner()

    def found(self):
        return [each.passage.text for each in self.client.get(self.ADDRESS).context["found"]]

    def test_it_lists_what_names_the_work_without_a_link(self):
        self.client.force_login(self.owner)
        self.assertEqual(self.found(), ["Thought of Bender et al. 2021 again"])
        self.assertContains(self.client.get(self.ADDRESS), "<mark>Bender et al. 2021</mark>")
        self.assertContains(self.client.get("/papers/parrots/"), f'href="{self.ADDRESS}"')

    def test_one_click_links_it_and_nothing_else_changes(self):
        self.client.force_login(self.owner)
        passage = self.entry.passages.get(position=0)
        response = self.client.post(self.ADDRESS, {"passage": passage.pk})
        self.assertRedirects(response, self.ADDRESS)
        self.entry.refresh_from_db()
        expected = self.body.replace("Bender et al. 2021", "[[parrots|Bender et al. 2021]]")
        self.assertEqual(self.entry.body, expected)
        self.assertTrue(Mention.objects.pointing_at(self.paper).filter(passage=passage).exists())
        self.assertEqual(self.found(), [])

    def test_what_stands_in_a_link_or_twice_is_left_to_the_editor(self):
        body = "[Bender et al. 2021](https://example.org) is fine"
        entry = create_entry(body=body)
        self.client.force_login(self.owner)
        self.assertContains(self.client.get(self.ADDRESS), f"/admin/notes/entry/{entry.pk}/change/")
        passage = entry.passages.get(position=0)
        self.assertEqual(self.client.post(self.ADDRESS, {"passage": passage.pk}).status_code, 400)
        entry.refresh_from_db()
        self.assertEqual(entry.body, body)

    def test_what_does_not_name_it_is_not_linked(self):
        self.client.force_login(self.owner)
        for passage in ("", "x", "0", "-1", "9" * 30, "999999"):
            with self.subTest(passage):
                response = self.client.post(self.ADDRESS, {"passage": passage})
                self.assertEqual(response.status_code, 400)
        self.assertFalse(Entry.objects.filter(body__contains="[[parrots|").exists())

    def test_more_texts_take_no_more_queries(self):
        self.client.force_login(self.owner)
        few = self.count_queries()
        for number in range(9):
            create_entry(body=f"{number} Bender 2021")
        self.assertEqual((self.count_queries(), len(self.found())), (few, 10))
        self.assertLessEqual(few, 12)

    def count_queries(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(self.ADDRESS)
        return len(queries)

    def test_it_is_for_owners_only(self):
        passage = self.entry.passages.get(position=0)
        for reader in (None, create_reader(may_change=["entry"])):
            if reader:
                self.client.force_login(reader)
            self.assertEqual(self.client.get(self.ADDRESS).status_code, 404)
            self.assertEqual(self.client.post(self.ADDRESS, {"passage": passage.pk}).status_code, 404)
            self.assertNotContains(self.client.get("/papers/parrots/"), self.ADDRESS)

    def test_texts_that_one_may_not_change_are_not_offered(self):
        self.client.force_login(create_reader(may_change=["paper"]))
        create_entry(body="canary Bender et al. 2021", visibility="private")
        self.assertNotIn("canary", self.client.get(self.ADDRESS).text)
        passage = self.entry.passages.get(position=0)
        self.assertEqual(self.client.post(self.ADDRESS, {"passage": passage.pk}).status_code, 400)
        self.entry.refresh_from_db()
        self.assertEqual(self.entry.body, self.body)
