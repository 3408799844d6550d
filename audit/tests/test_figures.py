from django.test import SimpleTestCase

from audit.figures import Figure, are_met, at_least, at_most, none_of, table, told


class FigureTests(SimpleTestCase):
    def test_what_is_wanted_is_a_limit_that_may_be_reached(self):
        self.assertTrue(at_most("Weight", "page", 60_000, 60_000, "B").is_met)
        self.assertFalse(at_most("Weight", "page", 60_001, 60_000, "B").is_met)
        self.assertTrue(at_least("Lighthouse", "seo", 100, 100).is_met)
        self.assertFalse(at_least("Lighthouse", "seo", 99, 100).is_met)

    def test_one_fault_is_too_many(self):
        self.assertTrue(none_of("Nu", "errors", []).is_met)
        self.assertFalse(none_of("Nu", "errors", ["one"]).is_met)

    def test_what_is_only_told_neither_passes_nor_misses(self):
        self.assertTrue(are_met([told("Crawl", "pages", "7")]))
        self.assertFalse(are_met([told("Crawl", "pages", "7"), none_of("Nu", "errors", ["one"])]))


class TableTests(SimpleTestCase):
    def test_it_has_a_line_for_each_figure_and_the_notes_below(self):
        figures = [
            at_most("Weight", "page", 61_234, 60_000, "B", ["a file"]),
            Figure("Feeds", "some", "3", "3", True),
        ]
        lines = table(figures).splitlines()
        self.assertEqual(lines[2].split(), ["MISSED", "Weight", "page", "61,234", "B", "<=", "60,000", "B"])
        self.assertEqual(lines[3].split(), ["PASS", "Feeds", "some", "3", "3"])
        self.assertEqual(lines[4:], ["", "Weight, page:", "  a file"])
