from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext

from markup import find_locator, place_of
from notes.tests.factories import create_entry
from papers.page_order import SIZE, Place, in_page_order, nearest, page_after, page_start
from passages.tests.factories import create_owner

from .factories import create_paper


def place(locator, pk=0, *, kind="quotation", parent=None, on=date(2023, 3, 11)):
    found = find_locator(f"({locator})", in_heading=False)
    return Place(pk, parent, 1, 1, pk, kind, False, found.sort_key if found else "", on)


class OrderTests(SimpleTestCase):
    def order(self, *locators):
        notes = in_page_order([place(locator, pk) for pk, locator in enumerate(locators)], [], set())
        return [locators[note.pk] for note in notes]

    def test_places_sort_in_reading_order(self):
        expected = [
            "32r", "32v", "p. xii", "p. 9", "p. 21 - 25", "p. 100", "p. S3", "3:30", "1:02:03",
            "Chapter 4", "Chapter 11", "§ 4.1", "§ 4.1.2", "Figure 2", "Figure 10",
        ]  # fmt: skip
        self.assertEqual(self.order(*reversed(expected)), expected)

    def test_what_has_no_place_or_one_that_cannot_be_read_comes_last(self):
        self.assertEqual(self.order("p. MMXX!", "p. 5", ""), ["p. 5", "p. MMXX!", ""])

    def test_at_one_place_the_earlier_note_comes_first(self):
        late, early = place("p. 5", 1, on=date(2024, 1, 1)), place("p. 5", 2)
        self.assertEqual(in_page_order([late, early], [], set()), [early, late])

    def test_of_other_texts_only_what_mentions_the_work_and_what_is_under_it_counts(self):
        others = [
            place("", 1),
            place("", 2, parent=1),
            place("", 3, parent=2),
            place("", 4),
            place("", 5, parent=4),
        ]
        self.assertEqual([note.pk for note in in_page_order([], others, {2})], [2, 3])

    def test_headings_are_no_notes(self):
        self.assertEqual(in_page_order([place("p. 1", kind="heading")], [], set()), [])


class NearestTests(SimpleTestCase):
    def assert_at(self, asked, expected, *locators):
        notes = in_page_order([place(locator, pk) for pk, locator in enumerate(locators)], [], set())
        index = nearest(notes, place_of(asked))
        self.assertEqual(None if index is None else locators[notes[index].pk], expected)

    def test_it_goes_to_the_place_or_to_the_nearest_before(self):
        pages = ("p. xii", "p. 5", "p. 50-60", "p. 52", "p. 70", "no place")
        for asked, expected in {
            "xii": "p. xii",
            "5": "p. 5",
            "6": "p. 5",
            "52": "p. 52",
            "56": "p. 50-60",
            "65": "p. 52",
            "9999": "p. 70",
            "3:30": None,
        }.items():
            with self.subTest(asked):
                self.assert_at(asked, expected, *pages)

    def test_each_kind_of_place_has_its_own_order(self):
        places = ("32r", "p. 40", "3:30", "Chapter 4", "Figure 2")
        for asked in ("32r", "3:30", "ch. 4", "fig. 2"):
            with self.subTest(asked):
                expected = {"ch. 4": "Chapter 4", "fig. 2": "Figure 2"}.get(asked, asked)
                self.assert_at(asked, expected, *places)

    def test_nothing_is_found_before_the_first(self):
        self.assert_at("3", None, "p. 5")
        self.assert_at("3", None)

    def test_long_lists_come_in_pages(self):
        notes = in_page_order([place(f"p. {pk + 1}", pk) for pk in range(SIZE * 2 + 1)], [], set())
        first = page_after(notes, None)
        self.assertEqual(len(first.keys), SIZE)
        self.assertEqual(page_start(notes, SIZE - 1), "")
        self.assertEqual(page_start(notes, SIZE), first.next_cursor)
        self.assertEqual(page_after(notes, notes[2 * SIZE - 1].key).keys, [2 * SIZE])


@pytest.mark.once
class NotesPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.body = '* "second (p. 56)\n* mine\n\n## Aura (p. 21 - 25)\n\n* "first\n'
        cls.paper = create_paper(title="Work", body=cls.body)
        create_entry(body="Read [[work]]\n\n* before (p. 3) \n* [[work]] on it (p. 57)\n  * below\n")
        create_entry(body="Secret [[work]] (p. 1)", visibility="private")
        create_entry(body="Unlisted [[work]] (p. 2)", visibility="unlisted")

    def texts(self, query="", name="placed"):
        return [note.text for note in self.client.get(f"/papers/work/notes/{query}").context[name]]

    def test_notes_of_the_commentary_and_of_entries_stand_in_page_order(self):
        self.assertEqual(self.texts(), ['"first', '"second (p. 56)', "work on it (p. 57)", "below"])
        self.assertEqual(self.texts(name="unplaced"), ["Read work", "mine"])

    def test_what_is_hidden_is_for_owners(self):
        self.client.force_login(create_owner())
        self.assertEqual(self.texts()[:2], ["Secret work (p. 1)", "Unlisted work (p. 2)"])

    def test_each_note_says_its_place_and_leads_to_where_it_stands(self):
        response = self.client.get("/papers/work/notes/")
        self.assertContains(response, 'locator--inherited">p. 21 - 25</span>')
        first = response.context["placed"][0]
        self.assertContains(response, f'href="/papers/work/#{first.anchor}"')
        self.assertContains(response, 'datetime="2023-03-11"')

    def test_at_leads_to_the_nearest_note(self):
        notes = {note.text: note for note in self.client.get("/papers/work/notes/").context["placed"]}
        for path in ("/papers/work/notes/?at=56", "/papers/work/notes/?at=p.+56&utm_source=x"):
            pk = notes['"second (p. 56)'].pk
            self.assertRedirects(self.client.get(path), f"/papers/work/notes/#note-{pk}")
        first = notes['"first']
        self.assertTrue(self.client.get("/papers/work/notes/?at=23").url.endswith(f"#note-{first.pk}"))

    def test_a_place_without_notes_is_said_to_have_none(self):
        self.assertContains(self.client.get("/papers/work/notes/?at=3:30"), "No note stands at 3:30")

    def test_a_place_that_is_none_is_a_clear_sentence(self):
        for query, reason in {
            "at=hello": "“hello” is no place in a work.",
            "at=%00": "is no place in a work",
            "at=" + "9" * 5000: "is no place in a work",
            "at=1&at=2": "can be given once only",
            "after=x": "is no place in this list",
            "order=page": "no filter called “order”",
        }.items():
            with self.subTest(query):
                response = self.client.get(f"/papers/work/notes/?{query}")
                self.assertContains(response, reason, status_code=400)

    def test_the_page_of_the_work_leads_there(self):
        response = self.client.get("/papers/work/?at=p.+56")
        self.assertRedirects(response, "/papers/work/notes/?at=p.+56", fetch_redirect_response=False)
        self.assertContains(self.client.get("/papers/work/"), 'href="/papers/work/notes/"')

    def test_a_handout_says_how_the_work_is_cited(self):
        response = self.client.get("/papers/work/notes/")
        self.assertContains(
            response, '<p class="paper__reference" dir="auto">Vaswani, A. (n.d.). <i>Work</i>.</p>'
        )

    def test_a_hidden_work_has_no_notes_for_others(self):
        create_paper(title="Hidden", visibility="private", body="words")
        self.assertEqual(self.client.get("/papers/hidden/notes/").status_code, 404)

    def test_an_unlisted_one_shows_its_own_at_its_address(self):
        create_paper(title="Hidden", visibility="unlisted", body="words")
        self.assertContains(self.client.get("/papers/hidden/notes/"), "words")

    def test_a_work_without_notes_says_so(self):
        create_paper(title="Empty")
        self.assertContains(self.client.get("/papers/empty/notes/"), "No notes on this work yet.")

    def test_a_megabyte_of_notes_comes_in_pages(self):
        body = "".join(f'* "{"words " * 32}(p. {number % 700 + 1})\n' for number in range(5_000))
        self.assertGreater(len(body), 1_000_000)
        create_paper(title="Long", body=body)
        response = self.client.get("/papers/long/notes/")
        self.assertEqual(len(response.context["placed"]), SIZE)
        following = self.client.get(f"/papers/long/notes/?after={response.context['next_cursor']}")
        self.assertEqual(len(following.context["placed"]), SIZE)
        self.assertIn("?after=", self.client.get("/papers/long/notes/?at=300").url)
        self.assertEqual(self.client.get("/papers/long/").status_code, 200)


@pytest.mark.once
class QueryTests(TestCase):
    MOST = 11

    def counts(self):
        found = {}
        for path in ("/papers/work/", "/papers/work/notes/"):
            with CaptureQueriesContext(connection) as queries:
                self.client.get(path)
            found[path] = len(queries)
        return found

    def grow(self, numbers):
        for number in numbers:
            words = f"[[work]] {number} (p. {number})\n* child"
            create_entry(body=words, read_on=date(2023, 3, 1) + timedelta(days=number))
            create_paper(title=f"P {number}", body=words)

    def test_a_page_of_a_work_takes_eleven_queries_whatever_its_number_of_notes(self):
        create_paper(title="Work", body="## a\n\n* b\n", tags=["t"], identifiers=[("doi", "10.1000/1")])
        self.grow(range(1, 5))
        few = self.counts()
        self.grow(range(5, 25))
        self.assertEqual(self.counts(), few)
        self.assertLessEqual(max(few.values()), self.MOST)
