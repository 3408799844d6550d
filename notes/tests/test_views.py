from datetime import date, timedelta

from django.test import TestCase

from notes.models import Entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_entries, create_entry


def titles(rows):
    return [row.title for row in rows]


class TimelineTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="Second")
        create_entry(body="Newer", read_on=date(2023, 3, 12))
        create_entry(body="Third")
        create_entry(body="Private", visibility="private")
        create_entry(body="Unlisted", visibility="unlisted")

    def test_it_stands_by_day_newest_first_and_within_a_day_as_it_was_read(self):
        self.assertEqual(titles(self.client.get("/").context["page"]), ["Newer", "Second", "Third"])

    def test_it_leads_to_every_year_that_has_entries(self):
        create_entry(read_on=date(2021, 1, 1), tags=["old"])
        response = self.client.get("/?tag=old")
        self.assertContains(response, '<a href="/2021/?tag=old" rel="nofollow">2021</a>')
        self.assertNotContains(response, 'href="/2023/')
        for year in (2021, 2023):
            self.assertContains(self.client.get("/"), f'<a href="/{year}/">{year}</a>')
        self.assertNotContains(self.client.get("/"), 'href="/2022/')

    def test_each_day_has_one_heading_that_leads_to_it(self):
        self.assertContains(self.client.get("/"), '<a href="/2023/03/11/"><time datetime="2023-03-11">', 1)

    def test_owners_see_every_entry_and_what_is_not_public_is_marked(self):
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/"), '<span class="visibility">', 2)

    def test_an_entry_whose_date_is_inherited_says_so(self):
        create_entry(is_date_inherited=True)
        self.assertContains(self.client.get("/"), "undated, as the entry above", 1)


class EntryPartTests(TestCase):
    """How one entry is drawn wherever it stands."""

    @classmethod
    def setUpTestData(cls):
        topics = [create_topic(title="Open"), create_topic(title="Secret topic", visibility="private")]
        create_paper(slug="open", title="Open paper", issued_year=2021)
        create_paper(slug="secret", title="Secret paper", visibility="private")
        body = "**Read** [[open]] and [[secret]]"
        cls.entry = create_entry(body=body, topics=topics, tags=["lora", "low rank"])

    def test_its_text_is_shown_as_html(self):
        self.assertContains(self.client.get("/"), "<strong>Read</strong>")

    def test_its_tags_lead_to_what_else_carries_them(self):
        self.assertContains(self.client.get("/"), 'href="/tags/low-rank/"')

    def test_its_works_stand_with_their_year(self):
        self.assertContains(self.client.get("/"), "<cite>Open paper</cite></a> 2021")

    def test_private_topics_and_works_are_not_named(self):
        for path in ("/", self.entry.get_absolute_url(), "/tags/lora/", "/2023/"):
            with self.subTest(path):
                self.assertNotContains(self.client.get(path), "Secret")
                self.assertContains(self.client.get(path), "Open paper")


class CursorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        first = date(2023, 3, 11)
        said = [(first - timedelta(days=number // 4), f"Entry {number}") for number in range(65)]
        cls.all = create_entries(said, tags=["many"])

    def walk(self, query=""):
        """The entries of each page, following the links to older ones."""
        pages = []
        while query or not pages:
            page = self.client.get(f"/?{query}").context["page"]
            pages.append(list(page))
            query = page.next_query
        return pages

    def test_following_it_meets_every_entry_once_in_order(self):
        pages = self.walk()
        self.assertEqual([len(page) for page in pages], [30, 30, 5])
        self.assertEqual([entry for page in pages for entry in page], self.all)

    def test_entries_of_one_place_in_a_day_are_met_once(self):
        Entry.objects.update(read_on=date(2023, 3, 11), position=0)
        self.assertEqual([entry for page in self.walk() for entry in page], self.all)

    def test_it_keeps_the_filters(self):
        self.assertEqual([len(page) for page in self.walk("tag=many&year=2023")], [30, 30, 5])

    def test_a_new_entry_shifts_nothing(self):
        older = self.client.get("/").context["page"].next_query
        create_entry(read_on=date(2024, 1, 1))
        self.assertEqual(next(iter(self.client.get(f"/?{older}").context["page"])), self.all[30])

    def test_the_last_page_has_no_older_one(self):
        self.assertNotContains(self.client.get("/?before=2022-01-01,0,0"), 'rel="next')

    def test_a_cursor_that_is_none_is_said_to_be_none(self):
        for cursor in ("x", "2023-02-30,0,1", "2023-03-11", "2023-03-11,0,0,0", "2023-03-11,0," + "9" * 30):
            with self.subTest(cursor):
                response = self.client.get("/", {"before": cursor})
                self.assertContains(response, "is no place in this list", status_code=400)


class FilterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Language")
        create_paper(slug="lora", authors=["Hu, Edward"])
        create_entry(body="[[lora]] itself", topics=[topic], tags=["llm", "maths"])
        create_entry(body="> quoted", tags=["llm"], read_on=date(2022, 1, 1))

    def assert_lists(self, query, *expected):
        self.assertEqual(titles(self.client.get(f"/?{query}").context["page"]), list(expected))

    def test_each_filter_narrows_the_timeline(self):
        for query in ("tag=maths", "topic=language", "paper=lora", "author=hu-edward", "year=2023"):
            with self.subTest(query):
                self.assert_lists(query, "lora itself")
        self.assert_lists("kind=quotation", "quoted")

    def test_filters_combine(self):
        self.assert_lists("tag=llm", "lora itself", "quoted")
        self.assert_lists("tag=llm&tag=maths", "lora itself")
        self.assert_lists("tag=llm&year=2022", "quoted")
        self.assert_lists("topic=language&year=2022")

    def test_an_unknown_value_matches_nothing(self):
        self.assert_lists("tag=unknown")
        self.assertContains(self.client.get("/?tag=unknown"), "Nothing here matches")

    def test_archives_and_tags_take_the_same_filters(self):
        for path in ("/2023/", "/2023/03/", "/2023/03/11/", "/tags/llm/"):
            with self.subTest(path):
                page = self.client.get(f"{path}?topic=language&author=hu-edward").context["page"]
                self.assertEqual(titles(page), ["lora itself"])

    def test_every_list_refuses_what_it_does_not_understand(self):
        for path in ("/", "/2023/", "/2023/03/", "/2023/03/11/", "/tags/", "/tags/llm/"):
            with self.subTest(path):
                response = self.client.get(f"{path}?order=up")
                self.assertContains(response, "There is no filter called “order”", status_code=400)

    def test_what_a_campaign_added_to_an_address_is_ignored(self):
        self.assert_lists("utm_source=letter", "lora itself", "quoted")

    def test_words_narrow_a_list(self):
        self.assert_lists("q=quoted", "quoted")


class EntryPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="Read it")

    def test_it_shows_the_entry_under_its_day(self):
        response = self.client.get("/2023/03/11/read-it/")
        self.assertContains(response, '<h1 class="entry-title"><a href="/2023/03/11/">')
        self.assertContains(response, "<title>Read it · ")

    def test_it_names_where_it_is_mentioned_in_public(self):
        for visibility in ("public", "unlisted", "private"):
            create_entry(body=f"After [that](/2023/03/11/read-it/) {visibility}", visibility=visibility)
        response = self.client.get("/2023/03/11/read-it/")
        self.assertContains(response, "After that public")
        self.assertNotContains(response, "After that private")
        self.assertNotContains(response, "After that unlisted")

    def test_what_mentions_it_by_its_slug_names_it(self):
        entry = create_entry(body="A first one", slug="first-one")
        create_entry(body="After [[first-one]]")
        self.assertContains(self.client.get(entry.get_absolute_url()), "</a>: After A first one</li>")

    def test_more_mentions_than_it_shows_are_said_to_be_there(self):
        create_entries(
            (date(2023, 3, 11), f"After [that](/2023/03/11/read-it/) {number}") for number in range(50)
        )
        self.assertNotContains(self.client.get("/2023/03/11/read-it/"), "and more")
        create_entry(body="Newest [after](/2023/03/11/read-it/)", read_on=date(2024, 1, 1))
        response = self.client.get("/2023/03/11/read-it/")
        self.assertContains(response, "Newest after")
        self.assertEqual(len(response.context["mentions"].items), 50)
        self.assertContains(response, "and more", 1)

    def test_an_unlisted_entry_is_for_who_knows_its_address_and_no_index(self):
        entry = create_entry(body="Unlisted", visibility="unlisted")
        self.assertContains(self.client.get(entry.get_absolute_url()), "noindex")

    def test_a_private_entry_is_there_for_its_owner_only(self):
        path = create_entry(body="Private", visibility="private").get_absolute_url()
        self.assertEqual(self.client.get(path).status_code, 404)
        self.client.force_login(create_owner())
        self.assertEqual(self.client.get(path).status_code, 200)

    def test_under_another_day_it_is_404(self):
        for path in ("/2023/03/12/read-it/", "/2023/02/30/read-it/", "/2023/03/11/nothing/"):
            self.assertEqual(self.client.get(path).status_code, 404)
