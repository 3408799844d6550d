import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase

from audit.weight import Load, figures, weigh

KEPT = "max-age=315360000, public, immutable"
PAGE = Load("http://localhost/", "document", 6_000, "gzip", "")
STYLE = Load("http://localhost/static/css/a.1.css", "stylesheet", 2_000, "br", KEPT)


class FiguresTests(SimpleTestCase):
    def missed(self, *loads):
        return [each.what for each in figures(loads) if each.is_met is False]

    def test_a_light_page_that_is_sent_well_passes(self):
        self.assertEqual(self.missed(PAGE, STYLE), [])

    def test_everything_is_added_up_and_scripts_once_more(self):
        script = Load("http://localhost/static/js/a.1.js", "script", 12_001, "br", KEPT)
        self.assertEqual(self.missed(PAGE, script), ["scripts of it"])
        picture = Load("http://localhost/a.png", "image", 54_001, "", "")
        self.assertEqual(self.missed(PAGE, picture), ["timeline with all it loads"])

    def test_texts_are_sent_compressed(self):
        self.assertEqual(
            self.missed(Load(PAGE.address, "document", 6_000, "", "")), ["texts sent uncompressed"]
        )
        self.assertEqual(self.missed(Load(PAGE.address, "document", 300, "", "")), [])

    def test_static_files_are_kept_and_come_as_brotli(self):
        passing = Load(STYLE.address, "stylesheet", 2_000, "br", "max-age=60")
        self.assertEqual(self.missed(passing), ["static files not kept for good"])
        gzipped = Load(STYLE.address, "stylesheet", 2_000, "gzip", KEPT)
        self.assertEqual(self.missed(gzipped), ["static texts without Brotli"])


class WeighTests(SimpleTestCase):
    def test_own_files_are_weighed_as_they_are_sent(self):
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "a.1.js").write_text("x" * 900)
            (folder / "a.1.js.br").write_text("x" * 40)
            (folder / "b.2.js").write_text("x" * 30)
            paths = {"a.js": "a.1.js", "b.js": "b.2.js", "admin/c.js": "admin/c.3.js", "d.css": "d.4.css"}
            (folder / "staticfiles.json").write_text(json.dumps({"paths": paths}))
            self.assertEqual(weigh(folder, ".js"), {"a.js": 40, "b.js": 30})
