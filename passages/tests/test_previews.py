from datetime import date

from django.test import SimpleTestCase, TestCase

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.previews import CHARACTERS, WORDS, first_words
from topics.tests.factories import create_topic

from .factories import create_owner


class FirstWordsTests(SimpleTestCase):
    def test_blocks_are_joined_and_told_apart(self):
        self.assertEqual(
            first_words(["A heading", "One sentence.", "“Quoted”", "end"]),
            "A heading · One sentence. “Quoted” end",
        )

    def test_a_long_text_ends_between_words(self):
        words = first_words(["word"] * 20 + ["and " * 100])
        self.assertLessEqual(len(words.split()), WORDS)
        self.assertTrue(words.endswith("…"))

    def test_a_text_without_spaces_ends_too(self):
        self.assertEqual(len(first_words(["漢" * 5000])), CHARACTERS)

    def test_no_text_is_no_words(self):
        self.assertEqual(first_words([]), "")


class PreviewTests(TestCase):
    def test_a_paper_shows_title_byline_year_words_and_tags(self):
        create_paper(
            title="Attention <b>",
            authors=["Vaswani, Ashish", "Shazeer, Noam"],
            slug="attention",
            issued_year=2017,
            tags=["lora"],
            body="# On *it*\n\nSee <b>this</b> & `a<b`",
        )
        response = self.client.get("/papers/attention/preview/")
        self.assertContains(response, "<cite>Attention &lt;b&gt;</cite>")
        self.assertContains(response, "Ashish Vaswani, Noam Shazeer 2017")
        self.assertContains(response, "On it · See this &amp; a&lt;b")
        self.assertContains(response, '<span class="tag">lora</span>')
        self.assertNotContains(response, "<html")

    def test_a_paper_without_notes_shows_its_abstract(self):
        create_paper(slug="bare", abstract="We propose")
        self.assertContains(self.client.get("/papers/bare/preview/"), "We propose")

    def test_a_topic_shows_how_much_of_it_the_reader_may_see(self):
        topic = create_topic(title="Language", body="About words")
        create_entry(body="Seen", topics=[topic])
        create_entry(body="Hidden", topics=[topic], visibility="private")
        response = self.client.get("/topics/language/preview/")
        self.assertContains(response, "1 entry, 0 papers")
        self.assertContains(response, "About words")

    def test_an_entry_shows_its_day_and_words(self):
        entry = create_entry(body="* Read [it](/x/)\n  * twice", read_on=date(2023, 3, 11))
        response = self.client.get(f"{entry.get_absolute_url()}preview/")
        self.assertContains(response, "11 March 2023")
        self.assertContains(response, "Read it · twice")

    def test_there_is_none_of_what_is_not_there(self):
        for address in ("/papers/none/preview/", "/topics/none/preview/", "/2023/02/30/none/preview/"):
            self.assertEqual(self.client.get(address).status_code, 404)


class PreviewHeadersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(slug="attention", body="First")

    def ask(self, **headers):
        return self.client.get("/papers/attention/preview/", headers=headers)

    def test_only_the_readers_own_browser_keeps_it_and_only_for_a_minute(self):
        for response in (self.ask(), self.ask(if_none_match=self.ask()["ETag"])):
            kept = {part.strip() for part in response["Cache-Control"].split(",")}
            self.assertEqual(kept, {"private", "max-age=60"})
            self.assertIn("Cookie", response["Vary"])
            self.assertFalse(response.cookies)

    def test_it_is_not_indexed(self):
        self.assertEqual(self.ask()["X-Robots-Tag"], "noindex")

    def test_an_unchanged_preview_is_not_sent_again(self):
        etag = self.ask()["ETag"]
        self.assertEqual(self.ask(if_none_match=etag).status_code, 304)
        self.paper.body = "Second"
        self.paper.save()
        self.assertContains(self.ask(if_none_match=etag), "Second")

    def test_what_becomes_private_is_gone_even_for_whoever_has_it(self):
        etag = self.ask()["ETag"]
        self.paper.visibility = "private"
        self.paper.save()
        self.assertEqual(self.ask(if_none_match=etag).status_code, 404)
        self.client.force_login(create_owner())
        self.assertContains(self.ask(), "First")
