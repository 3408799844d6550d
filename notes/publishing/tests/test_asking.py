from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.test import SimpleTestCase, override_settings

from notes.publishing.asking import read_asset


class AssetTests(SimpleTestCase):
    def setUp(self):
        self.root = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(STATIC_ROOT=self.root))
        (self.root / "js").mkdir()

    def test_what_was_collected_of_an_earlier_program_is_not_taken(self):
        (self.root / "js/all.js").write_bytes(b"earlier")
        self.assertEqual(read_asset("js/all.js"), (settings.BASE_DIR / "static/js/all.js").read_bytes())

    def test_a_name_that_collecting_gave_is_found(self):
        (self.root / "js/all.0123456789ab.js").write_bytes(b"collected")
        self.assertEqual(read_asset("js/all.0123456789ab.js"), b"collected")

    def test_there_may_be_none(self):
        self.assertIsNone(read_asset("js/none.js"))
