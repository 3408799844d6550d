from unittest import TestCase
from xml.etree import ElementTree

from bench.pages.curves import BETWEEN, Axis, apart, drawn

from .results import create_figures

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"1000": create_figures(feed=10.0, tag=100.0), "10000": create_figures(feed=20.0, tag=900.0)}


class AxisTests(TestCase):
    def test_powers_of_ten_are_as_far_apart(self):
        axis = Axis.over([1_000, 1_000_000], 0, 300)
        self.assertEqual([axis.at(value) for value in axis.powers()], [0, 100, 200, 300])

    def test_one_value_has_an_axis_too(self):
        self.assertEqual(Axis.over([1_000], 0, 100).powers(), [1_000, 10_000])


class ApartTests(TestCase):
    def test_names_with_room_stand_where_they_belong(self):
        self.assertEqual(apart([10, 60, 200], 0, 400), [10, 60, 200])

    def test_names_that_crowd_are_moved_to_both_sides(self):
        self.assertEqual(apart([100, 100, 200], 0, 400), [100 - BETWEEN / 2, 100 + BETWEEN / 2, 200])

    def test_they_stay_between_top_and_bottom(self):
        self.assertEqual(apart([0, 0], 0, 400), [0, BETWEEN])
        self.assertEqual(apart([390, 399, 400], 0, 400), [400 - 2 * BETWEEN, 400 - BETWEEN, 400])


class DrawnTests(TestCase):
    def drawing(self, **results):
        return ElementTree.fromstring(drawn(results))

    def test_each_page_is_a_line_with_its_name_and_figures(self):
        drawing = self.drawing(sqlite=SIZES)
        self.assertEqual(len(drawing.findall(f".//{SVG}path[@class='line']")), 3)
        self.assertIn("tag", [text.text for text in drawing.iter(f"{SVG}text")])
        self.assertIn("tag: 100 ms at 1,000, 900 ms at 10,000", [t.text for t in drawing.iter(f"{SVG}title")])

    def test_a_line_runs_from_the_smallest_size_to_the_largest(self):
        lines = self.drawing(sqlite={"10000": SIZES["10000"], "1000": SIZES["1000"]})
        for line in lines.findall(f".//{SVG}path[@class='line']"):
            begin, end = (float(at.split()[0]) for at in line.get("d")[1:].split("L"))
            self.assertLess(begin, end)

    def test_each_database_has_a_panel(self):
        both = drawn({"sqlite": SIZES, "postgresql": {"1000": create_figures(database="postgresql")}})
        self.assertLess(both.index(">SQLite<"), both.index(">PostgreSQL<"))

    def test_what_costs_more_stands_higher(self):
        places = {text.text: float(text.get("y")) for text in self.drawing(sqlite=SIZES).iter(f"{SVG}text")}
        self.assertLess(places["tag"], places["admin list"])
        self.assertLess(places["admin list"], places["feed"])

    def test_it_has_colours_for_light_and_dark_and_no_script(self):
        said = drawn({"sqlite": SIZES})
        self.assertIn("prefers-color-scheme: dark", said)
        self.assertNotIn("<script", said)
