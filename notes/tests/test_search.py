"""What a search finds, the same on SQLite and PostgreSQL: one list of cases over a few texts."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.models import Excerpt
from passages.tests.factories import create_owner
from tests.examples import examples
from topics.tests.factories import create_topic

from .factories import create_entries, create_entry

BENJAMIN = """# The work of art

## Aura (p. 4)

* "That which withers in the age of mechanical reproduction is the aura of the work of art
* Compare [the film](https://www.ubu.com/film/x) and photography

## Architecture (p. 18)

* Distraction and concentration, tactile and optical
"""


def found(q, reader=None, **filters):
    """The hits of a query: for each its kind, with the slug of its document."""
    reader = reader or AnonymousUser()
    asked = Filter(q=q, reader=reader, **filters)
    excerpts = Excerpt.objects.visible_to(reader).matching(asked)
    return sorted(f"{excerpt.kind} {excerpt.owner.slug}" for excerpt in excerpts)


class SearchTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Machines", slug="machines", body="What machines may say.")
        cls.paper = create_paper(
            title="The Work of Art in the Age of Mechanical Reproduction",
            slug="benjamin-1936",
            authors=["Benjamin, Walter"],
            issued_year=1936,
            container_title="Zeitschrift für Sozialforschung",
            identifiers=[("doi", "10.1515/art.1936")],
            citation_key="benjamin1936",
            tags=["aesthetics"],
            body=BENJAMIN,
        )
        cls.entries = {
            name: create_entry(body=body, slug=name, read_on=day, tags=tags, topics=topics)
            for name, body, day, tags, topics in [
                ("llama", "LLaMA weights leaked\n\n* says [The Verge](https://www.theverge.com/2023/3/8/x)",
                 date(2023, 3, 8), ["language models"], [cls.topic]),
                ("gpt", 'Tried GPT-4\n\n* "it refuses to say (p. 3)\n\t* and C++ is hard for it',
                 date(2023, 3, 15), ["language models", "tools"], [cls.topic]),
                ("aura", "On aura again, with [[benjamin-1936]]", date(2024, 5, 1), [], []),
                ("muller", "Müller on the naïve reader; O'Brien disagrees", date(2021, 1, 1), [], []),
                ("chinese", "他们说中文很好", date(2020, 2, 2), [], []),
            ]
        }  # fmt: skip


CASES = {
    # words, in any order, all required; a paper is found whole, in its sections and by what describes it
    "llama": ["entry llama"],
    "LLAMA weights": ["entry llama"],
    "weights llama": ["entry llama"],
    "llama nothing": [],
    "verge leaked": ["entry llama"],
    "aura": ["entry aura", "section benjamin-1936"],
    "reproduction age": ["entry aura", "paper benjamin-1936", *["section benjamin-1936"] * 3],
    "walter benjamin": ["paper benjamin-1936"],
    "sozialforschung": ["paper benjamin-1936"],
    "10.1515/art.1936": ["paper benjamin-1936"],
    "benjamin1936": ["paper benjamin-1936"],
    "aesthetics": ["paper benjamin-1936"],
    "machines": ["section machines", "topic machines"],
    # phrases, negation, one of several, beginnings, titles
    '"work of art" withers': ["section benjamin-1936"],
    '"of the aura"': [],
    "aura -photography": ["entry aura"],
    "-aura tried": ["entry gpt"],
    'aura -"age of mechanical"': [],
    'film -"on aura"': ["section benjamin-1936"],
    "llama OR gpt": ["entry gpt", "entry llama"],
    "llama OR gpt weights": ["entry llama"],
    "photogr*": ["section benjamin-1936"],
    "title:architecture": ["section benjamin-1936"],
    "title:photography": [],
    # as they are written
    "GPT-4": ["entry gpt"],
    "gpt 4": ["entry gpt"],
    "C++": ["entry gpt"],
    "c": [],
    "muller": ["entry muller"],
    "MÜLLER naive": ["entry muller"],
    "O'Brien": ["entry muller"],
    "O’Brien": ["entry muller"],
    "中文": ["entry chinese"],
    "文中": [],
    # field words
    'tag:"language models"': ["entry gpt", "entry llama"],
    "tag:language-models -tag:tools": ["entry llama"],
    "topic:machines llama": ["entry llama"],
    "author:benjamin aura": ["entry aura", "section benjamin-1936"],
    'author:"walter benjamin" film': ["section benjamin-1936"],
    "author:benjamin-walter film": ["section benjamin-1936"],
    "author:ben film": [],
    "paper:benjamin-1936 again": ["entry aura"],
    "year:2021": ["entry muller"],
    "year:2021 OR llama": ["entry llama", "entry muller"],
    "issued:1936 tactile": ["section benjamin-1936"],
    "after:2023-02 before:2023-04 kind:entry": ["entry gpt", "entry llama"],
    "before:2021 kind:entry": ["entry chinese"],
    "kind:quotation": ["quotation benjamin-1936", "quotation gpt"],
    "kind:quotation aura": ["quotation benjamin-1936"],
    "domain:theverge.com": ["entry llama"],
    "domain:ubu.com": ["section benjamin-1936"],
    "has:quote kind:entry": ["entry gpt"],
    "has:link kind:entry": ["entry llama"],
    "has:locator refuses": ["entry gpt"],
    # what is no field is searched as text
    "colour:aura": [],
    'on "aura again': ["entry aura"],
}  # fmt: skip


class CaseTests(SearchTestCase):
    def test_each_query_finds_these_and_nothing_else(self):
        for query, hits in CASES.items():
            with self.subTest(query):
                self.assertEqual(found(query), sorted(hits))


class AnyInputTests(HypothesisTestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="Any words: a b c (p. 3)\n\n* “quoted")

    @settings(max_examples=examples(100), deadline=None)
    @given(
        st.text() | st.lists(st.sampled_from([*CASES, '"', "-", "(", ")", "OR", "tag:", "*"])).map(" ".join)
    )
    def test_no_input_fails(self, text):
        response = self.client.get("/search/", {"q": text})
        self.assertIn(response.status_code, (200, 302, 400))
        self.assertEqual(self.client.get("/search/typed/", {"q": text[:50]}).status_code, 200)


class PageTests(SearchTestCase):
    def search(self, query, **filters):
        return self.client.get("/search/", {"q": query, **filters})

    def titles(self, response):
        return [str(result.document.slug) for result in response.context["results"]]

    def test_the_best_hit_comes_first_title_before_tags_before_text(self):
        create_entry(slug="text", body="nothing but bakelite here")
        create_entry(slug="tagged", body="Something", tags=["bakelite"])
        create_topic(slug="title", title="Bakelite", body="")
        self.assertEqual(self.titles(self.search("bakelite")), ["title", "tagged", "text"])

    def test_the_newest_comes_first_on_request(self):
        response = self.client.get("/search/newest/", {"q": "tag:language-models"})
        self.assertEqual(self.titles(response), ["gpt", "llama"])

    def test_a_hit_opens_at_the_block_that_has_the_words(self):
        block = self.paper.passages.get(text__startswith="Compare the film")
        self.assertContains(self.search("photography"), f'href="/papers/benjamin-1936/#{block.anchor}"')

    def test_the_words_are_marked_and_the_rest_is_escaped(self):
        create_entry(body="Tags such as <b>bold</b> & `<blink>` may glitter")
        response = self.search("glitter blink")
        self.assertContains(response, "<mark>glitter</mark>")
        self.assertContains(response, "&lt;<mark>blink</mark>&gt;")
        self.assertNotContains(response, "<blink>")

    def test_an_identifier_goes_straight_to_its_paper(self):
        for query in ("10.1515/art.1936", "doi:10.1515/ART.1936", "https://doi.org/10.1515/art.1936"):
            with self.subTest(query):
                self.assertRedirects(self.search(query), "/papers/benjamin-1936/")

    def test_an_identifier_of_a_private_paper_goes_nowhere(self):
        self.paper.visibility = "private"
        self.paper.save()
        self.assertContains(self.search("10.1515/art.1936"), "Nothing here answers that")

    def test_chosen_filters_and_field_words_are_pills(self):
        response = self.search("tag:tools gpt", topic="machines")
        pills = [(pill.words, pill.query) for pill in response.context["asked"].pills]
        self.assertEqual(
            pills,
            [
                ("in topic Machines", "q=tag%3Atools+gpt"),
                ("tag:tools", "topic=machines&q=gpt"),
                ("gpt", "topic=machines&q=tag%3Atools"),
            ],
        )

    def test_what_is_no_field_is_searched_as_text_and_said_so(self):
        response = self.search("colour:red")
        self.assertContains(response, "colour")
        self.assertEqual(len(response.context["asked"].query.remarks), 1)

    def test_a_misspelt_word_is_set_right_where_that_finds_something(self):
        response = self.search("benjmin walter")
        self.assertEqual([each.text for each in response.context["suggestions"]], ["benjamin walter"])
        self.assertEqual(
            self.client.get("/search/?" + response.context["suggestions"][0].query).status_code, 200
        )

    def test_words_that_are_never_together_are_offered_one_by_one(self):
        response = self.search("llama architecture")
        self.assertEqual([each.text for each in response.context["suggestions"]], ["llama OR architecture"])

    def test_nothing_private_is_suggested(self):
        create_entry(body="Zeppelinfeld", visibility="private")
        self.assertEqual(self.search("zepelinfeld").context["suggestions"], [])
        self.client.force_login(create_owner())
        self.assertEqual(
            [s.text for s in self.search("zepelinfeld").context["suggestions"]], ["zeppelinfeld"]
        )

    def test_unlisted_and_private_things_are_not_found(self):
        for visibility in ("private", "unlisted"):
            create_entry(body="Chimera", visibility=visibility)
        self.assertEqual(found("chimera"), [])
        self.assertEqual(len(found("chimera", create_owner())), 2)

    def test_pages_hold_every_hit_once(self):
        entries = create_entries((date(2023, 3, 11), f"Repeated {number}") for number in range(45))
        for path in ("/search/", "/search/newest/"):
            query, seen = "q=repeated", []
            while query:
                response = self.client.get(f"{path}?{query}")
                seen += self.titles(response)
                query = response.context["page"].next_query
            self.assertEqual(sorted(seen), sorted(entry.slug for entry in entries))

    def test_without_a_question_it_says_how_to_ask(self):
        self.assertContains(self.client.get("/search/"), "How to ask")
        self.assertContains(self.client.get("/search/?q="), "How to ask")

    def test_filters_alone_list_the_newest(self):
        self.assertEqual(self.titles(self.client.get("/search/?tag=language-models")), ["gpt", "llama"])

    def test_what_is_typed_so_far_finds_words_that_begin_so(self):
        self.assertContains(self.client.get("/search/typed/?q=photogr"), "photography")
        self.assertNotContains(self.client.get("/search/?q=photogr"), "photography")

    def test_ordinary_searches_of_a_list_take_the_same_language(self):
        entries = self.client.get("/?q=tag:tools OR llama").context["page"]
        self.assertEqual([entry.slug for entry in entries], ["gpt", "llama"])
        papers = self.client.get("/papers/?q=tactile").context["page"]
        self.assertEqual([paper.slug for paper in papers], ["benjamin-1936"])


NARROWED = [
    "/", "/?tag=language-models", "/papers/", "/quotations/", "/topics/machines/",
    "/search/?q=aura OR says OR machines", "/2023/", "/tags/language-models/",
]  # fmt: skip


class FacetTests(SearchTestCase):
    def facets(self, address):
        response = self.client.get(address)
        return {
            facet.name: {choice.label: choice.count for choice in facet.choices}
            for facet in response.context["facets"]
        }

    def test_the_timeline_counts_its_entries(self):
        create_entry(body='* "quoted [[benjamin-1936]]', read_on=date(2024, 6, 1), tags=["tools"])
        self.assertEqual(
            self.facets("/"),
            {
                "kind": {"a quotation": 2},
                "topic": {"Machines": 2},
                "tag": {"language models": 2, "tools": 2},
                "author": {"Walter Benjamin": 2},
                "year": {"2024": 2, "2023": 2, "2021": 1, "2020": 1},
                "issued": {"1936": 2},
                "type": {"document": 2},
            },
        )

    def test_each_count_is_what_the_choice_leaves(self):
        for address in NARROWED:
            response = self.client.get(address)
            for facet in response.context["facets"]:
                for choice in facet.choices:
                    with self.subTest(address, choice=choice.label):
                        path = address.partition("?")[0]
                        self.assertEqual(
                            len(self.client.get(f"{path}?{choice.query}").context["page"].items), choice.count
                        )

    def test_choices_keep_the_filters_and_drop_the_cursor(self):
        response = self.client.get("/?topic=machines&before=2030-01-01,0,0")
        queries = [choice.query for facet in response.context["facets"] for choice in facet.choices]
        self.assertTrue(queries)
        for query in queries:
            self.assertIn("topic=machines", query)
            self.assertNotIn("before", query)

    def test_only_what_the_reader_may_see_counts(self):
        hidden = create_topic(title="Hidden topic", visibility="private")
        secret = create_paper(title="Secret", slug="secret", authors=["Secret, Author"], visibility="private")
        create_entry(body=f"Seen [[{secret.slug}]]", topics=[hidden])
        create_entry(body="Unseen", visibility="private", tags=["unseen"])
        for address in ("/", "/search/?q=seen OR llama"):
            text = str(self.facets(address))
            for word in ("Hidden", "Secret", "unseen"):
                self.assertNotIn(word, text)
        self.client.force_login(create_owner())
        self.assertIn("Hidden topic", str(self.facets("/")))

    def test_what_all_hits_share_narrows_nothing(self):
        self.assertNotIn("topic", self.facets("/?topic=machines"))
        self.assertEqual(self.facets("/?tag=language-models")["tag"], {"tools": 1})

    def test_a_page_that_says_it_otherwise_has_no_such_facet(self):
        self.assertNotIn("tag", self.facets("/tags/language-models/"))

    def test_search_offers_quotations_besides(self):
        self.assertEqual(
            self.facets("/search/?q=aura")["kind"], {"entries": 1, "sections": 1, "quotations": 1}
        )


class FeedTests(SearchTestCase):
    def test_a_search_has_a_feed_of_what_it_finds(self):
        for query, slugs in (
            ("aura", ["benjamin-1936", "aura"]),
            ("tag:tools", ["gpt"]),
            ("machines", ["machines"]),
        ):
            items = self.client.get("/search/feed.json", {"q": query}).json()["items"]
            self.assertEqual([item["url"].strip("/").rpartition("/")[2] for item in items], slugs)

    def test_the_page_of_a_search_names_its_feed(self):
        self.assertContains(self.client.get("/search/?q=aura"), 'href="/search/feed.atom?q=aura"')
        self.assertContains(self.client.get("/search/newest/?q=aura"), 'href="/search/feed.atom?q=aura"')
