from datetime import date, timedelta

from django.test import TestCase
from django.utils import timezone

from notes.tests.factories import create_entry
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic, create_topics

from .factories import create_event, create_paper, create_papers


def titles(response, name="page"):
    return [row.title for row in response.context[name]]


class PaperListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Language")
        create_paper(title="Zebra", issued_year=1948, tags=["maths"], topics=[topic], body="# Heading")
        create_paper(title="Aardvark", authors=["Aho, Alfred"], issued_year=1948, tags=["maths", "hardware"])
        create_paper(title="Private", visibility="private", tags=["maths"])
        create_paper(title="Unlisted", visibility="unlisted", tags=["maths"])

    def assert_lists(self, query, *expected):
        self.assertEqual(titles(self.client.get(f"/papers/{query}")), list(expected))

    def test_public_papers_stand_in_order_of_their_slugs(self):
        self.assert_lists("", "Aardvark", "Zebra")

    def test_owners_see_every_paper_and_what_is_not_public_is_marked(self):
        self.client.force_login(create_owner())
        self.assert_lists("", "Aardvark", "Private", "Unlisted", "Zebra")
        self.assertContains(self.client.get("/papers/"), '<span class="visibility">', 2)

    def test_each_is_shown_with_byline_and_year(self):
        response = self.client.get("/papers/")
        self.assertContains(response, '<a href="/papers/aardvark/"><cite>Aardvark</cite></a>', html=True)
        self.assertContains(response, '<a href="/authors/aho-alfred/">Alfred Aho</a>', html=True)
        self.assertContains(response, "1948")

    def test_each_filter_narrows_the_list(self):
        self.assert_lists("?tag=hardware", "Aardvark")
        self.assert_lists("?topic=language", "Zebra")
        self.assert_lists("?author=aho-alfred", "Aardvark")
        self.assert_lists("?paper=zebra", "Zebra")
        self.assert_lists("?issued=1948", "Aardvark", "Zebra")
        self.assert_lists("?issued=1949")
        self.assert_lists("?kind=heading", "Zebra")

    def test_filters_combine(self):
        self.assert_lists("?tag=maths&tag=hardware", "Aardvark")
        self.assert_lists("?tag=hardware&issued=1948&topic=language")
        self.assert_lists("?tag=maths&issued=1948&author=vaswani-ashish&kind=heading", "Zebra")

    def test_a_filter_that_holds_is_said_in_words(self):
        self.assertContains(self.client.get("/papers/?tag=maths&issued=1948"), "<bdi>tagged maths</bdi>")

    def test_a_narrowed_list_is_kept_out_of_indexes(self):
        self.assertContains(self.client.get("/papers/?issued=1948"), '<meta name="robots" content="noindex">')
        self.assertNotContains(self.client.get("/papers/"), "noindex")

    def test_a_list_that_no_paper_matches_says_so(self):
        self.assertContains(self.client.get("/papers/?issued=1949"), "Nothing here matches")


class OrderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for title, year in (("Old", 1848), ("New", 1998), ("Undated", None), ("Also new", 1998)):
            create_paper(title=title, slug=title.lower().replace(" ", "-"), issued_year=year)
        create_entry(body="[[undated]] [[old]]", read_on=date(2020, 1, 1))
        create_entry(body="[[old]]", read_on=date(2021, 1, 1))
        create_entry(body="[[new]]", read_on=date(2022, 1, 1), visibility="private")

    def assert_order(self, address, *expected):
        self.assertEqual(titles(self.client.get(address)), list(expected))

    def test_the_last_published_stand_first_and_undated_works_last(self):
        self.assert_order("/papers/by-year/", "Also new", "New", "Old", "Undated")
        self.assert_order("/papers/by-year/?issued=1998", "Also new", "New")
        self.assert_order("/papers/by-year/?after=1998,also-new", "New", "Old", "Undated")

    def test_the_last_read_stand_first_as_far_as_the_reader_may_see_the_log(self):
        self.assert_order("/papers/last-read/", "Old", "Undated", "Also new", "New")
        self.assert_order("/papers/last-read/?after=2021-01-01,old", "Undated", "Also new", "New")
        self.client.force_login(create_owner())
        self.assert_order("/papers/last-read/", "New", "Old", "Undated", "Also new")

    def test_each_order_leads_to_the_others_with_the_same_filters(self):
        response = self.client.get("/papers/by-year/?issued=1998")
        self.assertContains(response, 'href="/papers/last-read/?issued=1998">last read first</a>')
        self.assertContains(response, 'href="/papers/?issued=1998">by name</a>')


class StatusTests(TestCase):
    """Narrowing by the status and type of works, here and on lists of what touches them."""

    @classmethod
    def setUpTestData(cls):
        cls.today = timezone.localdate()
        cls.read = create_paper(title="Read", status="read", type="book", topics=[create_topic(title="Old")])
        cls.fresh = create_paper(title="Fresh", slug="fresh", status="reading")
        cls.cold = create_paper(title="Cold", status="reading")
        create_event(paper=cls.fresh, happened_on=cls.today - timedelta(days=29))
        create_event(paper=cls.cold, happened_on=cls.today - timedelta(days=30))

    def assert_lists(self, query, *expected):
        self.assertEqual(titles(self.client.get(f"/papers/?{query}")), list(expected))

    def test_works_are_narrowed_by_status_and_type(self):
        self.assert_lists("status=reading", "Cold", "Fresh")
        self.assert_lists("status=read&type=book", "Read")
        self.assertContains(self.client.get("/papers/?type=thesis"), "Nothing here matches")

    def test_a_work_goes_cold_after_thirty_days_without_an_event(self):
        self.assert_lists("status=cold", "Cold")
        create_event(paper=self.cold, happened_on=self.today)
        self.assertContains(self.client.get("/papers/?status=cold"), "Nothing here matches")

    def test_what_a_reader_may_not_see_keeps_nothing_warm_for_them(self):
        cold = create_paper(title="Very cold", slug="very-cold", status="reading")
        create_entry(body="[[very-cold]], up to p. 5", read_on=self.today, visibility="private")
        self.assert_lists("status=cold", "Cold", "Very cold")
        self.client.force_login(create_owner())
        self.assert_lists("status=cold", "Cold")
        self.assertEqual(cold.reading_events.count(), 1)

    def test_entries_and_topics_are_narrowed_by_the_works_that_they_touch(self):
        create_entry(body="On [[fresh]]")
        create_entry(body="On nothing")
        self.assertEqual(titles(self.client.get("/?status=reading")), ["On fresh"])
        self.assertEqual(titles(self.client.get("/topics/?type=book")), ["Old"])

    def test_the_list_offers_what_it_can_be_narrowed_by(self):
        response = self.client.get("/papers/")
        self.assertContains(response, '<a rel="nofollow" href="?status=reading"><bdi>reading</bdi></a>')
        self.assertContains(response, '<a rel="nofollow" href="?type=book"><bdi>book</bdi></a>')
        response = self.client.get("/papers/?status=reading")
        self.assertContains(response, "Gone cold")


class BadFilterTests(TestCase):
    def test_it_is_said_which_filter_is_not_understood_and_why(self):
        for query, reason in (
            ("colour=red", "There is no filter called “colour”"),
            ("year=first", "year takes four digits, not “first”"),
            ("kind=poem", "kind takes one of heading, item"),
            ("status=lost", "status takes one of to read, reading, read, stopped, cold, not “lost”"),
            ("type=poem", "type takes one of article, article-journal"),
            ("tag=", "tag is empty"),
            ("topic=a&topic=b", "topic can be given once only"),
            ("author=%00", "characters that cannot be printed"),
            ("q=" + "x" * 1001, "q is longer than 1000 characters"),
        ):
            for path in ("/papers/", "/authors/", "/quotations/"):
                with self.subTest(path + query):
                    response = self.client.get(f"{path}?{query}")
                    self.assertContains(response, reason, status_code=400)

    def test_what_came_with_the_question_is_escaped(self):
        response = self.client.get("/papers/", {"<script>": "1"})
        self.assertContains(response, "&lt;script&gt;", status_code=400)


class EmptyTests(TestCase):
    def test_an_empty_list_says_what_to_do_next(self):
        for path, text in (
            ("/papers/", "A paper is any work with notes on it"),
            ("/authors/", "the first paper that has a byline"),
            ("/quotations/", "A bullet that opens with a quotation mark is one"),
        ):
            with self.subTest(path):
                self.assertContains(self.client.get(path), text)


class PagingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_papers(
            [f"Paper {number:02}" for number in range(65)],
            authors=[f"Author, A{number:02}" for number in range(65)],
            tags=["many"],
            body="> words",
        )

    def walk(self, path):
        """The number of rows of each page, following the links to the next."""
        lengths, query = [], path.partition("?")[2]
        while query or not lengths:
            page = self.client.get(f"{path.partition('?')[0]}?{query}").context["page"]
            lengths.append(len(page.items))
            query = page.next_query
        return lengths

    def test_long_lists_come_in_pages_of_thirty(self):
        for path in ("/papers/", "/authors/", "/quotations/"):
            with self.subTest(path):
                self.assertEqual(self.walk(path), [30, 30, 5])

    def test_the_next_page_keeps_the_filters(self):
        self.assertContains(self.client.get("/papers/?tag=many"), 'href="?tag=many&amp;after=paper-29"')
        self.assertEqual(self.walk("/papers/?tag=many"), [30, 30, 5])

    def test_a_place_that_is_none_is_said_to_be_none(self):
        response = self.client.get("/quotations/?before=yesterday")
        self.assertContains(response, "before=yesterday is no place in this list", status_code=400)


class PaperPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.open, cls.secret = create_topic(title="Open"), create_topic(title="Secret", visibility="private")
        cls.paper = create_paper(
            title="Attention",
            authors=["Vaswani, Ashish", "Shazeer, Noam"],
            issued_year=2017,
            issued_month=6,
            body="“The rest is **commentary**.”",
            abstract="It is abstract.",
            container_title="NeurIPS",
            has_other_authors=True,
            identifiers=[("arxiv", "1706.03762"), ("isbn", "9780306406157")],
            tags=["transformers"],
            topics=[cls.open, cls.secret],
        )

    def get(self, query=""):
        return self.client.get(f"/papers/attention/{query}")

    def call(self, **names):
        for field, value in names.items():
            setattr(self.paper, field, value)
        self.paper.save()

    def test_it_shows_byline_and_bibliography(self):
        for text in (
            "Noam Shazeer</a> and others",
            '<time datetime="2017-06">June 2017</time>',
            "NeurIPS",
            "abstract.",
        ):
            self.assertContains(self.get(), text)

    def test_it_shows_the_commentary_as_html(self):
        self.assertContains(self.get(), "<strong>commentary</strong>")

    def test_its_identifiers_lead_to_their_addresses(self):
        self.assertContains(self.get(), 'href="https://arxiv.org/abs/1706.03762"')
        self.assertContains(self.get(), "<li>ISBN 9780306406157</li>", html=True)

    def test_it_shows_tags_and_only_topics_that_the_reader_may_see(self):
        self.assertContains(self.get(), 'href="/tags/transformers/"')
        self.assertContains(self.get(), "Open")
        self.assertNotContains(self.get(), "Secret")

    def test_it_lists_the_public_entries_that_mention_it_newest_first(self):
        create_entry(body="[[attention]] first")
        create_entry(body="[[attention]] then", read_on=date(2024, 1, 2))
        create_entry(body="[[attention]] secretly", visibility="private")
        self.assertEqual(titles(self.get(), "trail"), ["attention then", "attention first"])

    def test_what_cites_it_by_its_key_names_it(self):
        self.call(citation_key="vaswani2017")
        create_entry(body="Took @vaswani2017 and @vaswani2017x on the train")
        self.assertContains(self.get(), "Took Vaswani et al. 2017 and @vaswani2017x on the train</span>")

    def test_what_links_to_it_by_its_slug_names_it(self):
        self.call(slug="attention-2017")
        create_entry(body="Took it.\n* [[attention-2017]] on the train")
        page = self.client.get("/papers/attention-2017/")
        self.assertContains(page, "Attention on the train</span>")

    def test_words_that_are_its_slug_stay_where_nothing_is_named_by_it(self):
        self.call(slug="attention-2017")
        create_entry(body="Ran attention-2017; [the report](/papers/attention-2017/)")
        page = self.client.get("/papers/attention-2017/")
        self.assertContains(page, "Ran attention-2017; the report</span>")

    def test_it_is_named_in_the_language_of_the_notes(self):
        self.call(citation_key="vaswani2017", has_other_authors=False)
        create_entry(body="Took @vaswani2017 on the train")
        page = self.client.get("/papers/attention/", headers={"accept-language": "de"})
        self.assertContains(page, "Took Vaswani and Shazeer 2017 on the train</span>")

    def test_topics_and_papers_that_link_to_it_by_its_slug_name_it(self):
        self.call(slug="attention-2017")
        create_topic(title="T", body="Of [[attention-2017]] in a topic")
        create_paper(title="P", body="Of [[attention-2017]] in a paper")
        page = self.client.get("/papers/attention-2017/")
        for name in ("topic", "paper"):
            self.assertContains(page, f"Of Attention in a {name}</span>")

    def test_it_names_the_public_topics_and_papers_that_mention_it(self):
        for visibility in ("public", "private", "unlisted"):
            create_topic(title=f"T {visibility}", body="[[attention]]", visibility=visibility)
            create_paper(title=f"P {visibility}", body="[[attention]]", visibility=visibility)
        self.assertEqual(titles(self.get(), "mentioned_in_topics"), ["T public"])
        self.assertEqual(titles(self.get(), "mentioned_in_papers"), ["P public"])

    def test_more_topics_or_papers_than_it_shows_are_said_to_be_there(self):
        create_topics((f"T {number}" for number in range(51)), body="[[attention]]")
        self.assertEqual(len(titles(self.get(), "mentioned_in_topics")), 50)
        self.assertContains(self.get(), "and more", 1)
        create_papers((f"P {number}" for number in range(51)), body="[[attention]]")
        self.assertContains(self.get(), "and more", 2)

    def test_its_entries_can_be_narrowed(self):
        create_entry(body="[[attention]] untagged")
        create_entry(body="[[attention]] tagged", tags=["reread"])
        self.assertEqual(titles(self.get("?tag=reread"), "trail"), ["attention tagged"])

    def test_narrowing_to_nothing_says_so(self):
        self.assertContains(self.get("?tag=never"), "Nothing here matches")

    def test_an_unlisted_paper_is_for_who_knows_its_address_and_no_index(self):
        create_paper(title="Unlisted", visibility="unlisted")
        self.assertContains(self.client.get("/papers/unlisted/"), "noindex")

    def test_a_private_paper_is_there_for_its_owner_only(self):
        create_paper(title="Private", visibility="private")
        self.assertEqual(self.client.get("/papers/private/").status_code, 404)
        self.client.force_login(create_owner())
        self.assertEqual(self.client.get("/papers/private/").status_code, 200)


class AddressTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_paper(title="Here", authors=["Aho, Alfred"])

    def test_what_is_not_there_is_404(self):
        for path in (
            "/papers/nowhere/",
            "/authors/nobody/",
            "/papers/%00/",
            "/papers/a%20b/",
            "/authors/%FF/",
        ):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_pages_answer_head_and_refuse_post(self):
        for path in ("/papers/", "/papers/here/", "/authors/", "/authors/aho-alfred/", "/quotations/"):
            with self.subTest(path):
                self.assertEqual(self.client.head(path).status_code, 200)
                self.assertEqual(self.client.post(path).status_code, 405)
