from django.http import QueryDict
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from passages.filters import KIND_WORDS, BadFilter, Filter

KINDS = [kind.value for kind in KIND_WORDS]

WORDS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=200)
FILTERS = st.builds(
    Filter,
    tags=st.lists(WORDS, max_size=10, unique=True).map(tuple),
    topic=WORDS | st.just(""),
    author=WORDS | st.just(""),
    paper=WORDS | st.just(""),
    year=st.integers(1, 9999) | st.none(),
    issued=st.integers(1, 9999) | st.none(),
    q=WORDS | st.just(""),
    status=st.sampled_from(["", "to read", "reading", "cold"]),
    type=st.sampled_from(["", "book", "article-journal"]),
    kind=st.sampled_from(["", *KINDS]),
)


def read(query):
    return Filter.from_query(QueryDict(query))


class FilterTests(SimpleTestCase):
    def assert_bad(self, query, sentence):
        with self.assertRaises(BadFilter) as caught:
            read(query)
        self.assertIn(sentence, str(caught.exception))

    def test_no_query_asks_for_nothing(self):
        self.assertEqual(read(""), Filter())
        self.assertFalse(Filter().is_narrow())

    def test_every_filter_is_read(self):
        query = "tag=a&tag=b&topic=t&author=w&paper=p&year=2023&issued=1936&status=to+read&type=book"
        expected = Filter(("a", "b"), "t", "w", "p", 2023, 1936, "to read", "book", "quotation", "aura")
        self.assertEqual(read(f"{query}&kind=quotation&q=aura"), expected)

    def test_each_filter_makes_a_list_narrow(self):
        for query in (
            "tag=a",
            "topic=a",
            "author=a",
            "paper=a",
            "year=2023",
            "kind=item",
            "status=cold",
            "type=book",
            "before=a",
            "after=a",
        ):
            with self.subTest(query):
                self.assertTrue(read(query).is_narrow())

    def test_kind_and_cursor_say_nothing_of_documents(self):
        self.assertFalse(read("kind=item&before=x").about_documents())
        self.assertTrue(read("year=2023").about_documents())

    def test_an_unknown_filter_is_named(self):
        self.assert_bad("colour=red", "no filter called “colour”")

    def test_an_unknown_name_is_cut(self):
        self.assert_bad("x" * 500 + "=1", "“" + "x" * 40 + "”")

    def test_the_names_of_attributes_are_no_filters(self):
        for name in ("tags", "cursor", "cursor_name", "reader"):
            with self.subTest(name):
                self.assert_bad(f"{name}=x", f"no filter called “{name}”")

    def test_empty_words_ask_for_nothing(self):
        self.assertEqual(read("q=+"), Filter())

    def test_words_longer_than_1000_characters_are_refused(self):
        self.assertEqual(read("q=" + "x" * 1000).q, "x" * 1000)
        self.assert_bad("q=" + "x" * 100_000, "q is longer than 1000 characters")

    def test_a_filter_given_twice_is_refused(self):
        for name in ("topic", "author", "paper", "year", "kind", "before", "after"):
            with self.subTest(name):
                self.assert_bad(f"{name}=a&{name}=a", f"{name} can be given once only")

    def test_the_same_tag_twice_is_once(self):
        self.assertEqual(read("tag=b&tag=a&tag=b").tags, ("b", "a"))

    def test_ten_tags_are_the_most(self):
        self.assertEqual(len(read("&".join(f"tag={n}" for n in range(10))).tags), 10)
        self.assert_bad("&".join(f"tag={n}" for n in range(11)), "At most 10 tags")

    def test_an_empty_filter_is_refused(self):
        for name in ("tag", "topic", "author", "paper", "year", "kind", "before", "after"):
            with self.subTest(name):
                self.assert_bad(f"{name}=", f"{name} is empty")

    def test_more_than_200_characters_are_refused(self):
        self.assertEqual(read("topic=" + "x" * 200).topic, "x" * 200)
        self.assert_bad("topic=" + "x" * 201, "topic is longer than 200")
        self.assert_bad("before=" + "x" * 201, "before is longer than 200")

    def test_what_cannot_be_printed_is_refused(self):
        for value in ("%00", "a%00b", "%0A", "%1B", "%E2%80%AE"):
            with self.subTest(value):
                self.assert_bad(f"tag={value}", "cannot be printed")

    def test_a_year_has_four_digits_and_none_is_zero(self):
        self.assertEqual(read("year=0001").year, 1)
        for year in ("0000", "23", "20233", "-023", "２０２３", "²²²²", "2e03", "x"):
            with self.subTest(year):
                self.assert_bad(f"year={year}", "year takes four digits")

    def test_kind_is_one_that_a_passage_can_have(self):
        self.assertEqual([read(f"kind={kind}").kind for kind in KINDS], KINDS)
        self.assert_bad("kind=poem", "kind takes one of heading")

    def test_tracking_parameters_are_passed_over(self):
        self.assertEqual(read("utm_source=x&fbclid=%00&topic=t&gclid="), Filter(topic="t"))

    def test_a_parameter_that_tracks_elsewhere_is_unknown_here(self):
        self.assert_bad("si=x", "no filter called “si”")


class CursorTests(SimpleTestCase):
    def test_a_cursor_keeps_the_name_it_came_by(self):
        for name in ("before", "after"):
            with self.subTest(name):
                asked = read(f"{name}=x,1")
                self.assertEqual((asked.cursor, asked.cursor_name), ("x,1", name))

    def test_both_cursors_are_refused(self):
        with self.assertRaisesMessage(BadFilter, "not both"):
            read("before=x&after=x")


class AlsoTests(SimpleTestCase):
    def test_tags_are_added_once(self):
        self.assertEqual(Filter(tags=("a",)).also(tags=["b", "a"]).tags, ("a", "b"))

    def test_the_other_filters_stay(self):
        self.assertEqual(Filter(topic="t", year=2023).also(author="w"), Filter((), "t", "w", year=2023))


class ToQueryTests(SimpleTestCase):
    @given(FILTERS)
    def test_reading_it_again_gives_the_same_filters(self, asked):
        self.assertEqual(read(asked.to_query()), asked)

    def test_the_cursor_is_left_out(self):
        self.assertEqual(read("topic=t&before=x").to_query(), "topic=t")

    def test_nothing_asked_is_the_empty_query(self):
        self.assertEqual(Filter().to_query(), "")


class PillTests(SimpleTestCase):
    def test_every_filter_is_said_in_words(self):
        asked = Filter(("a", "b"), "t", "w", "p", 2023, 1936, "cold", "thesis", "quotation", "aura")
        words = ["tagged a", "tagged b", "in topic t", "by w", "on p", "read in 2023", "published in 1936"]
        words += ["gone cold", "thesis"]
        self.assertEqual([pill.words for pill in asked.pills], [*words, "holding a quotation", "aura"])

    def test_each_pill_takes_one_filter_off(self):
        asked = Filter(("a", "b"), topic="t")
        self.assertEqual(
            [pill.query for pill in asked.pills], ["tag=b&topic=t", "tag=a&topic=t", "tag=a&tag=b"]
        )

    def test_a_pill_drops_the_cursor(self):
        self.assertEqual([pill.query for pill in read("topic=t&before=x").pills], [""])

    def test_names_are_said_rather_than_slugs(self):
        asked = Filter(author="w-b", labels={("author", "w-b"): "Walter Benjamin"})
        self.assertEqual([pill.words for pill in asked.pills], ["by Walter Benjamin"])

    def test_nothing_asked_is_nothing_said(self):
        self.assertEqual(Filter().pills, [])
