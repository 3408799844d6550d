"""What tests of the export share: a folder, in which an export of the class's rows may stand already."""

import gzip
import shutil
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.test import TestCase

from notes.publishing.report import Report
from notes.publishing.run import Options, export_site

BASE = "https://example.org/notes/"
DAY = date(2023, 3, 11)


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path from there."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class ExportTestCase(TestCase):
    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve() / "out"

    def export(self, **options) -> Report:
        return export_site(self.root, Options(BASE, processes=1, **options))

    def command(self, *arguments: str) -> str:
        options = ["--base-url", BASE, "--processes", "1", *arguments]
        out = StringIO()
        call_command("export_site", str(self.root), *options, stdout=out)
        return out.getvalue()

    def read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def words(self) -> str:
        return gzip.decompress((self.root / "search/index.bin").read_bytes()).decode("utf-8", "replace")


class ExportedTestCase(ExportTestCase):
    """Exports once for all tests of a class, each of which has a copy."""

    @classmethod
    def setUpTestData(cls):
        cls.create_rows()
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.exported = folder.name
        cls.report = export_site(Path(folder.name), Options(BASE, processes=1))

    @classmethod
    def create_rows(cls) -> None:
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        shutil.copytree(self.exported, self.root)
