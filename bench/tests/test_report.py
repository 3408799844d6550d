from unittest import TestCase

from bench.pages.report import compare, growth, merged, table

from .results import create_figures


class TableTests(TestCase):
    def test_a_page_stands_beside_the_constant_and_nginx(self):
        lines = table(10_000, create_figures(feed=20.0)).splitlines()
        row = next(line.split() for line in lines if line.startswith("feed"))
        self.assertEqual(row[1:3], ["20.0", "40"])
        self.assertEqual(row[-6:], ["500", "0.50", "0.10", "2,000", "2.00", "12,345"])

    def test_what_is_not_kept_has_no_figures_of_it(self):
        lines = table(10_000, create_figures()).splitlines()
        row = next(line for line in lines if line.startswith("admin list"))
        self.assertEqual(row.split()[-6:], ["-"] * 6)

    def test_the_memory_says_how_many_requests_it_grew_by(self):
        said = table(10_000, create_figures())
        self.assertIn("90 MB before, 131 MB after 1,200 requests of both (+41 MB)", said)


class CompareTests(TestCase):
    def test_what_costs_a_fifth_more_is_told(self):
        before = {"sqlite": {"1000": create_figures(feed=20.0, tag=20.0)}}
        now = {"sqlite": {"1000": create_figures(feed=30.0, tag=22.0)}}
        self.assertEqual(
            compare(now, before), "feed at 1,000 on SQLite: 40 times the constant before, 60 now"
        )

    def test_a_slower_machine_is_no_dearer_page(self):
        before = {"sqlite": {"1000": create_figures(feed=20.0, bare=0.5)}}
        now = {"sqlite": {"1000": create_figures(feed=60.0, bare=1.5)}}
        self.assertEqual(compare(now, before), "Nothing costs more than it did.")

    def test_another_database_or_size_is_not_compared(self):
        before = {"sqlite": {"1000": create_figures(feed=1.0)}}
        nothing = "Nothing was recorded before of these sizes and this database."
        for database, size in (("postgresql", "1000"), ("sqlite", "10000")):
            now = {database: {size: create_figures(database=database, feed=90.0)}}
            self.assertEqual(compare(now, before), nothing)

    def test_a_page_that_is_new_is_not_compared(self):
        before = {"sqlite": {"1000": create_figures(feed=20.0)}}
        now = {"sqlite": {"1000": create_figures(tag=20.0)}}
        self.assertEqual(compare(now, before), "Nothing costs more than it did.")


class GrowthTests(TestCase):
    def test_sizes_stand_beside_the_smallest(self):
        found = {"10000": create_figures(feed=50.0), "1000": create_figures(feed=20.0)}
        head, feed, _ = growth(found).splitlines()
        self.assertEqual(head.split(), ["page", "ms", "at", "1,000", "x", "at", "10,000"])
        self.assertEqual(feed.split(), ["feed", "20.0", "2.5"])

    def test_the_constant_of_each_run_is_taken_out(self):
        found = {"1000": create_figures(feed=20.0), "10000": create_figures(feed=40.0, bare=1.0)}
        self.assertEqual(growth(found).splitlines()[1].split()[-1], "1.0")


class MergedTests(TestCase):
    def test_one_size_of_one_database_leaves_the_others(self):
        old, new = create_figures(feed=1.0), create_figures(feed=2.0)
        before = {"sqlite": {"1000": old, "10000": old}, "postgresql": {"1000": old}}
        kept = merged(before, {"sqlite": {"1000": new}})
        self.assertEqual(kept["sqlite"], {"1000": new, "10000": old})
        self.assertEqual(kept["postgresql"], before["postgresql"])

    def test_sizes_stand_in_their_order(self):
        one = create_figures()
        kept = merged({"sqlite": {"10000": one}}, {"sqlite": {"1000": one, "100000": one}})
        self.assertEqual(list(kept["sqlite"]), ["1000", "10000", "100000"])
