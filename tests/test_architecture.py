"""The direction of imports, and the one place where HTML is marked safe."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

# Each may import what stands after it, never what stands before it.
ORDER = ["config", "system", "backups", "api", "desk", "notes", "papers", "topics", "passages", "accounts"]
ORDER += ["history", "web", "markup"]
SAFE = re.compile(r"\|\s*safe\b|mark_safe|autoescape off|SafeString\(|format_html")
SENDING = ("httpx", "httpcore", "urllib.request", "http.client", "requests", "ssl")
LOADER = (
    """<script type="module" data-src="{% static 'js/all.js' %}">"""
    """{% include "includes/loader.js" %}</script>"""
)
ROOT = Path(settings.BASE_DIR)


class ImportTests(SimpleTestCase):
    def test_imports_point_down_only(self):
        wrong = [
            f"{path.relative_to(ROOT)}:{line} imports {name}"
            for app in ORDER
            for path in modules(app)
            for line, name in imports(path)
            if rank(name) is not None and rank(name) < ORDER.index(app)
        ]
        self.assertEqual(wrong, [])

    def test_markup_knows_no_models(self):
        wrong = [
            f"{path.relative_to(ROOT)}:{line} imports {name}"
            for path in modules("markup")
            for line, name in imports(path)
            if name.startswith("django") and not name.startswith("django.utils")
        ]
        self.assertEqual(wrong, [])

    def test_only_web_sends_requests(self):
        wrong = [
            f"{path.relative_to(ROOT)}:{line} imports {name}"
            for app in ORDER
            if app != "web"
            for path in modules(app)
            for line, name in imports(path)
            if name.startswith(SENDING)
        ]
        self.assertEqual(wrong, [])

    def test_no_import_stands_inside_a_function(self):
        wrong = [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for app in ORDER
            for path in modules(app)
            for function in nodes(path)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        self.assertEqual(wrong, [])

    def test_the_audit_sees_the_site_from_outside(self):
        """It asks as readers do, and nothing that is served knows of it; `payloads` writes what it asks."""
        tests = "markup.tests.payloads"
        paths = [path for path in modules("audit") if path.name != "payloads.py"]
        inside = [name for path in paths for _, name in imports(path) if rank(name) is not None]
        self.assertEqual([name for name in inside if name != tests], [])
        outside = [name for app in ORDER for path in modules(app) for _, name in imports(path)]
        served = [
            name for name in outside if name.partition(".")[0] in {"audit", "cluster", "drills", "tests"}
        ]
        self.assertEqual(served, [])

    def test_nothing_writes_tables_for_spreadsheets(self):
        """In those `=` begins a formula, whatever a title or an entry says."""
        writes = re.compile(r"\bcsv\.(DictW|w)riter|from csv import .*riter|openpyxl|xlsxwriter|text/csv")
        files = [path for app in ORDER for path in modules(app)]
        wrong = [str(path.relative_to(ROOT)) for path in files if writes.search(path.read_text())]
        self.assertEqual(wrong, [])

    def test_every_app_is_ranked(self):
        apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
        self.assertLessEqual(apps, set(ORDER))


class SafeHtmlTests(SimpleTestCase):
    def test_only_markup_marks_html_safe(self):
        files = [path for app in ORDER if app != "markup" for path in modules(app)]
        files += ROOT.glob("templates/**/*.html")
        wrong = [str(path.relative_to(ROOT)) for path in files if SAFE.search(path.read_text())]
        self.assertEqual(wrong, [])

    def test_templates_hold_no_inline_style_and_no_inline_script_but_the_loader(self):
        inline = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>.*|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
        files = ROOT.glob("templates/**/*.html")
        found = [text for path in files for text in inline.findall(path.read_text())]
        self.assertEqual(found, [LOADER])

    def test_templates_never_go_up_past_visible_to(self):
        upward = re.compile(r"\b(paper|topic|author)\.(entries|papers|mentions|passages)\.all\b")
        files = [path for path in ROOT.glob("templates/**/*.html") if "admin" not in path.parts]
        wrong = [str(path.relative_to(ROOT)) for path in files if upward.search(path.read_text())]
        self.assertEqual(wrong, [])


def modules(app: str) -> list[Path]:
    skipped = {"tests", "migrations"}
    return [path for path in sorted((ROOT / app).rglob("*.py")) if not skipped & set(path.parts)]


@cache
def nodes(path: Path) -> list[ast.AST]:
    return [*ast.walk(ast.parse(path.read_text()))]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def rank(name: str) -> int | None:
    app = name.partition(".")[0]
    return ORDER.index(app) if app in ORDER else None
