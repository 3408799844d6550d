import os
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase, mock

from bench.pages.__main__ import LEAST, measured, read_arguments
from bench.pages.databases import kind_of, process_of
from bench.pages.loading import Load, at_rest


class MeasuredTests(TestCase):
    def ask_for(self, seconds):
        self.asked.append(seconds)
        return Load(self.rate, 10.0, 1.0, 2.0, 3.0, int(self.rate * seconds), 0)

    def measured(self, rate):
        self.rate, self.asked = rate, []
        return measured(self.ask_for, 4, "made")

    def test_a_quick_page_is_asked_for_as_long_as_was_said(self):
        figures = self.measured(rate=100)
        self.assertEqual(self.asked, [1, 4])
        self.assertEqual((figures["made_cpu"], figures["made_requests"]), (10.0, 500))

    def test_a_slow_page_is_asked_for_until_there_are_enough(self):
        figures = self.measured(rate=LEAST / 16)
        self.assertEqual(self.asked, [1, 4, 8, 16])
        self.assertEqual(figures["made_requests"], sum(int(LEAST / 16 * seconds) for seconds in self.asked))

    def test_what_is_never_answered_has_no_figures(self):
        with self.assertRaises(SystemExit):
            self.measured(rate=0)


class AtRestTests(TestCase):
    def test_what_the_server_still_does_is_waited_for(self):
        server = mock.Mock(seconds=mock.Mock(side_effect=[1.0, 1.2, 1.3, 1.3]))
        with mock.patch("bench.pages.loading.REST", 0):
            self.assertEqual(at_rest(server), 1.3)


class DatabaseTests(TestCase):
    def test_the_kind_follows_from_the_address(self):
        addresses = ("postgres://a@%2Ftmp/b", "postgresql://a@c/b", "sqlite:////tmp/b")
        self.assertEqual([kind_of(each) for each in addresses], ["postgresql", "postgresql", "sqlite"])

    def test_the_server_is_found_by_its_socket(self):
        with TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            data.mkdir()
            (data / "postmaster.pid").write_text(f"1234\n{data}\n")
            address = f"postgres://postgres@{folder.replace('/', '%2F')}/postgres"
            self.assertEqual(process_of(address), 1234)

    def test_a_database_of_ones_own_is_for_one_size(self):
        with mock.patch.dict(os.environ, {"DATABASE_URL": "postgres://a@b/c"}):
            self.assertEqual(read_arguments(["1000"]).sizes, [1000])
            for wrong in ([], ["1000", "10000"], ["--postgresql", "1000"]):
                with self.assertRaises(SystemExit), redirect_stderr(StringIO()):
                    read_arguments(wrong)
