import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import which
from tempfile import TemporaryDirectory
from unittest import TestCase, skipUnless

from config.sqlite import to_options
from drills.platter import Acknowledge, Platter
from drills.tracing import ACKNOWLEDGED, numbered, trace

CUTS, SAVES = 50, 8
PROGRAM = f"""
import os, sqlite3, sys
folder, pragmas = sys.argv[1:]
connection = sqlite3.connect(folder + "/site.sqlite3", isolation_level=None)
connection.executescript(pragmas)
told = os.open(folder + "/{ACKNOWLEDGED}", os.O_WRONLY | os.O_CREAT)
for number in range({SAVES}):
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO said VALUES (?, ?)", (number, "a long text " * 1000))
    connection.execute("COMMIT")
    os.write(told, b"%d" % number)
connection.close()
"""


@skipUnless(which("strace"), "there is no strace")
class PowerTests(TestCase):
    """The drill in little: a table instead of a site."""

    def lost_and_torn(self, pragmas):
        with TemporaryDirectory() as name:
            folder = Path(name).resolve()
            make_table(folder / "site.sqlite3")
            start = {"site.sqlite3": (folder / "site.sqlite3").read_bytes()}
            command = [sys.executable, "-c", PROGRAM, str(folder), pragmas]
            events = trace(command, folder, {}, folder)
        names, chance = numbered(start), Random(1)
        platter = Platter({names[name]: content for name, content in start.items()}, names)
        lost = torn = acknowledged = done = 0
        for moment in sorted(chance.randrange(len(events)) for _ in range(CUTS)):
            for event in events[done:moment]:
                platter.take(event)
                acknowledged += isinstance(event, Acknowledge)
            done = moment
            there = numbers_in(platter.cut(chance))
            torn += there is None
            lost += there is not None and not set(range(acknowledged)) <= there
        self.assertEqual(acknowledged > 0, True)
        return lost, torn

    def test_the_chosen_settings_lose_nothing_in_a_power_cut(self):
        for version in [(3, 40, 1), (3, 51, 3)]:
            with self.subTest(version=version):
                self.assertEqual(self.lost_and_torn(to_options(version)["init_command"]), (0, 0))

    def test_settings_that_sync_nothing_lose_saves_in_the_same_model(self):
        self.assertGreater(sum(self.lost_and_torn("PRAGMA synchronous=OFF")), 0)


def make_table(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE said (number INTEGER PRIMARY KEY, text TEXT)")


def numbers_in(files):
    """The saves in the database that these files are, None where it is broken."""
    with TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        try:
            with closing(sqlite3.connect(Path(name) / "site.sqlite3")) as connection:
                is_whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                return {row[0] for row in connection.execute("SELECT number FROM said")} if is_whole else None
        except sqlite3.DatabaseError:
            return None
