from datetime import date

from django.test import TestCase

from notes.tests.factories import create_entry
from papers.models import Identifier
from topics.tests.factories import create_topic

from .factories import create_paper


class PaperPageTests(TestCase):
    def get(self, **fields):
        self.paper = create_paper(title="Work", slug="work", **fields)
        return self.client.get("/papers/work/")

    def test_each_address_says_what_stands_there(self):
        response = self.get(identifiers=[("doi", "10.1000/1"), ("url", "https://github.com/a/b")])
        self.assertContains(response, '<span class="paper__role">version of record</span>', html=True)
        self.assertContains(response, '<span class="paper__role">code</span>', html=True)

    def test_what_the_owner_says_of_an_address_counts_more(self):
        response = self.get(identifiers=[("doi", "10.1000/1")])
        Identifier.objects.update(role="data")
        response = self.client.get("/papers/work/")
        self.assertContains(response, '<span class="paper__role">data</span>', html=True)
        self.assertNotContains(response, "version of record")

    def test_it_says_when_it_was_in_the_log(self):
        create_paper(title="Work", slug="work")
        create_entry(body="[[work]]", read_on=date(2023, 3, 5))
        self.assertContains(self.client.get("/papers/work/"), "In the log on 5 March 2023.")
        create_entry(body="[[work]]", read_on=date(2023, 3, 7))
        create_entry(body="[[work]]", read_on=date(2024, 3, 7), visibility="private")
        self.assertContains(self.client.get("/papers/work/"), "In the log from 5 March 2023 to 7 March 2023.")


class ContentsTests(TestCase):
    def get(self, **fields):
        self.paper = create_paper(title="Work", slug="work", **fields)
        return self.client.get("/papers/work/")

    def test_three_headings_make_a_table_of_contents(self):
        response = self.get(body="# One\n\n## Two\n\n# Three\n\nwords")
        anchors = {passage.text: passage.anchor for passage in self.paper.passages.all()}
        self.assertContains(
            response,
            f"""<ol><li><a href="#{anchors["One"]}">One</a>
            <ol><li><a href="#{anchors["Two"]}">Two</a></li></ol></li>
            <li><a href="#{anchors["Three"]}">Three</a></li></ol>""",
            html=True,
        )

    def test_two_make_none(self):
        self.assertNotContains(self.get(body="# One\n\n# Two\n\nwords"), "Contents")


class TrailTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(title="Work")

    def trail(self):
        return self.client.get("/papers/work/")

    def test_each_entry_shows_the_bullet_that_mentions_the_work(self):
        entry = create_entry(body="A day\n\n* other\n* [[work]] is fine\n")
        anchor = entry.passages.get(text="work is fine").anchor
        response = self.trail()
        self.assertContains(response, f'href="{entry.get_absolute_url()}#{anchor}"')
        self.assertContains(response, '<span class="trail__title">A day</span>', html=True)
        self.assertContains(response, "work is fine</span>")
        self.assertNotContains(response, "other")

    def test_a_first_bullet_is_not_said_twice(self):
        create_entry(body="Read [[work]] today")
        self.assertContains(self.trail(), "Read work today", 1)

    def test_topics_and_works_show_the_words_around_the_mention(self):
        topic = create_topic(title="Machines", body="Nothing\n\nSee [[work]] on machines")
        create_paper(title="Other", body="Against [[work]]")
        response = self.trail()
        anchor = topic.passages.get(position=1).anchor
        self.assertContains(response, f'href="/topics/machines/#{anchor}"')
        self.assertContains(response, "See work on machines")
        self.assertContains(response, "Against work")

    def test_what_is_hidden_gives_no_context(self):
        for visibility in ("private", "unlisted"):
            create_topic(title=f"T {visibility}", body="canary [[work]]", visibility=visibility)
            create_entry(body="canary [[work]]", visibility=visibility)
        self.assertNotContains(self.trail(), "canary")
