from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import SimpleTestCase

from config.static import IMPORT, SHEET, OneSheetStorage, joined

SHEETS = Path(settings.BASE_DIR) / "static" / "css"
FILES = {
    SHEET: '/* All */\n@import "a.css";\n@import "b.css" print;\n',
    "css/a.css": 'a { background: url("../a.svg"); }\n',
    "css/b.css": "b { color: red; }\n",
    "a.svg": "<svg/>",
}


class OneSheetTests(SimpleTestCase):
    def setUp(self):
        self.source, self.target = (self.create_folder() for _ in range(2))
        for name, text in FILES.items():
            (self.source / name).parent.mkdir(exist_ok=True)
            (self.source / name).write_text(text)
        storage = FileSystemStorage(self.source)
        self.paths = {name: (storage, name) for name in FILES}

    def create_folder(self):
        return Path(self.enterContext(TemporaryDirectory()))

    def test_what_is_imported_stands_in_its_place_and_for_its_medium(self):
        self.assertEqual(
            joined(SHEET, self.paths),
            '/* All */\na { background: url("../a.svg"); }\n\n@media print {\nb { color: red; }\n}\n',
        )

    def test_it_is_collected_as_one_file_whose_addresses_are_immutable(self):
        for _ in range(2):  # a second time over what is there
            storage = OneSheetStorage(self.target, base_url="/static/")
            for name in FILES:
                storage.delete(name)
                storage.save(name, ContentFile((self.source / name).read_bytes()))
            for _, _, processed in storage.post_process(self.paths):
                self.assertNotIsInstance(processed, Exception)
            [sheet] = self.target.glob("css/all.*.css")
            text = sheet.read_text()
            self.assertNotIn("@import", text)
            self.assertRegex(text, r'url\("\.\./a\.[0-9a-f]{12}\.svg"\)')

    def test_every_sheet_of_the_site_is_in_it(self):
        imported = [match["name"] for match in IMPORT.finditer((SHEETS / "all.css").read_text())]
        here = [path.name for path in SHEETS.glob("*.css") if path.name not in {"all.css", "admin.css"}]
        self.assertEqual(sorted(imported), sorted(here))
