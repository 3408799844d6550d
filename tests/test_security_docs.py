"""What docs/security.md and docs/vendored.md say is there."""

import ast
import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from audit.__main__ import CHECKS
from drills.__main__ import DRILLS

ROOT = Path(settings.BASE_DIR)
PROMISES = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
VENDORED = (ROOT / "docs" / "vendored.md").read_text(encoding="utf-8")
SUM = re.compile(r"^ +([0-9a-f]{64})  (\S+)$", re.MULTILINE)
FOLDERS = ("static", "passages/fonts", "papers/citing/styles")
OURS = {".css", ".js", ".png", ".md"}  # pictures: static/icons/README.md


def named(text: str) -> list[tuple[str, str]]:
    """Files with a class each, or with none; `::Name` alone is of the file named last."""
    found, last = [], ""
    for path, name in re.findall(r"`([\w./-]+\.(?:py|txt|json)|)(?:::(\w+))?`", text):
        last = path or last
        if path or name:
            found.append((last, name))
    return found


def classes(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(each, ast.FunctionDef) and each.name.startswith("test") for each in node.body)
    }


class PromiseTests(SimpleTestCase):
    def test_every_test_that_is_named_exists(self):
        tests = named(PROMISES)
        self.assertGreater(len(tests), 50)
        for path, name in tests:
            with self.subTest(path, name=name):
                self.assertTrue((ROOT / path).is_file())
                if name:
                    self.assertIn(name, classes(ROOT / path))

    def test_every_command_that_is_named_exists(self):
        targets = {*re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)}
        known = {"audit": {*CHECKS}, "drills": {*DRILLS}}
        commands = re.findall(r'`make (\w+)(?: ARGS="?([\w ]+)"?)?`', PROMISES)
        self.assertGreater(len(commands), 8)
        for target, names in commands:
            self.assertIn(target, targets)
            self.assertLessEqual({*names.split()}, known.get(target, set()))


class VendoredTests(SimpleTestCase):
    def test_the_sums_hold(self):
        for wanted, path in SUM.findall(VENDORED):
            self.assertEqual(sha256((ROOT / path).read_bytes()).hexdigest(), wanted, path)

    def test_nothing_of_others_is_without_a_sum(self):
        there = {
            path.relative_to(ROOT).as_posix()
            for folder in FOLDERS
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix not in OURS
        }
        self.assertEqual(there, {path for _, path in SUM.findall(VENDORED)})
