"""What docs/asvs.md says is there."""

import re
from collections import Counter

from django.test import SimpleTestCase

from tests.test_security_docs import ROOT, classes

SHEET = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
# A file or folder, with a class or not; a class alone is of the file before it.
NAMED = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:txt|toml|md)|Makefile|)(?:::(\w+))?`")


class SheetTests(SimpleTestCase):
    def test_what_is_named_exists(self):
        for number, _, _, said in LINE.findall(SHEET):
            last = ""
            for path, name in NAMED.findall(said):
                last = path or last
                with self.subTest(number, path=last, name=name):
                    self.assertTrue(last.startswith("/") or (ROOT / last).exists())
                    if name:
                        self.assertIn(name, classes(ROOT / last))

    def test_a_line_has_its_reason(self):
        self.assertEqual([number for number, _, _, said in LINE.findall(SHEET) if not said.strip()], [])

    def test_each_number_stands_once_and_the_figures_are_right(self):
        lines = LINE.findall(SHEET)
        self.assertEqual(len(lines), len(re.findall(r"^\| \d", SHEET, re.MULTILINE)))
        self.assertEqual(len({number for number, *_ in lines}), len(lines))
        counted = Counter((state.strip("*"), level) for _, level, state, _ in lines)
        for state in ("met", "does not apply", "not met"):
            one, two = counted[state, "1"], counted[state, "2"]
            self.assertIn(f"\n| {state} | {one} | {two} | {one + two} |\n", SHEET)
