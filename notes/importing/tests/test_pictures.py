from django.core.files.storage import default_storage
from django.test import SimpleTestCase, TestCase

from notes.importing.markdown.pictures import pictures_in
from notes.models import Entry
from passages.models import Image, Mention, Permalink
from passages.tests.derived import html_of
from passages.tests.drawings import SVG, drawing
from topics.models import Topic

from .sites import SiteMixin, numbers


def addresses(text):
    return [(shown.address, shown.line) for shown in pictures_in(text.split("\n"), 1)]


class PicturesInTests(SimpleTestCase):
    def test_images_links_definitions_and_tags_are_found_each_once(self):
        text = """![a](/a.png) and ![a again](/a.png "title")
[large](<b c.JPG>) [![d](d.webp)](https://h.org/)
<img alt="x" src='e.gif'> <a href="f.svg?raw=true">f</a>
  [g]: ../g.jpeg"""
        found = [("/a.png", 1), ("b c.JPG", 2), ("d.webp", 2), ("f.svg?raw=true", 3), ("e.gif", 3)]
        self.assertCountEqual(addresses(text), [*found, ("../g.jpeg", 4)])

    def test_code_and_what_only_speaks_of_a_picture_show_none(self):
        self.assertEqual(addresses("```\n![a](/a.png)\n```\nthe file a.png, [b](/b.png.html)"), [])


class ImportingPicturesTests(SiteMixin, TestCase):
    def text(self, *addresses):
        return "\n\n".join(f"![alt]({address})" for address in addresses)

    def topic(self):
        return Topic.objects.get(source_file="notes/a.md")

    def test_pictures_are_kept_and_the_text_stays(self):
        self.write("assets/x.png", drawing())
        self.write("notes/y.png", drawing(size=(7, 5)))
        text = self.text("/assets/x.png", "y.png", "../assets/x.png")
        self.write("notes/a.md", text)
        report = self.run_import()
        self.assertEqual(numbers(report, "pictures"), [2, 0, 0])
        self.assertEqual(self.topic().body, text)
        self.assertEqual(html_of(self.topic()).count('<img src="/images/'), 3)
        self.assertEqual(
            set(Permalink.objects.values_list("path", flat=True)), {"/assets/x.png/", "/notes/y.png/"}
        )

    def test_an_entry_of_a_log_shows_its_picture(self):
        self.write("p/x.png", drawing())
        self.write("p/log.md", "## 2023 Log\n* 3/11 - seen\n\t* ![a](x.png)\n")
        self.run_import()
        self.assertIn("/images/", html_of(Entry.objects.get()))

    def test_the_same_site_again_changes_nothing(self):
        self.write("x.png", drawing())
        self.write("notes/a.md", self.text("/x.png"))
        self.run_import()
        before = list(Image.objects.values()), list(Mention.objects.values()), self.topic().updated_at
        report = self.run_import()
        self.assertEqual(numbers(report, "pictures"), [0, 0, 1])
        self.assertEqual(
            before, (list(Image.objects.values()), list(Mention.objects.values()), self.topic().updated_at)
        )

    def test_a_picture_that_was_drawn_anew_takes_the_place_of_the_old_one(self):
        self.write("x.png", drawing())
        self.write("notes/a.md", self.text("/x.png"))
        self.run_import()
        self.write("x.png", drawing(size=(9, 9)))
        self.assertIn("/x.png is another picture now", self.run_import())
        self.assertIn('width="9"', html_of(self.topic()))

    def test_a_page_that_moves_goes_on_showing_its_picture(self):
        self.write("notes/x.png", drawing())
        self.write("notes/a.md", self.text("x.png"))
        self.run_import()
        (self.site / "notes").rename(self.site / "texts")
        self.run_import()
        topic = Topic.objects.get(source_file="texts/a.md")
        self.assertIn('<img src="/images/', html_of(topic))
        self.assertEqual(set(Mention.objects.values_list("reference", flat=True)), {"path:/texts/x.png/"})

    def test_a_dry_run_writes_no_file(self):
        data = drawing(size=(13, 17))
        self.write("x.png", data)
        self.write("notes/a.md", self.text("/x.png"))
        before = set(default_storage.listdir("images")[1]) if default_storage.exists("images") else set()
        report = self.run_import(self.site, "--dry-run")
        self.assertEqual(numbers(report, "pictures"), [1, 0, 0])
        after = set(default_storage.listdir("images")[1]) if default_storage.exists("images") else set()
        self.assertEqual((before, Image.objects.count()), (after, 0))

    def test_what_is_no_picture_is_told_of_with_its_line(self):
        outside = self.site.parent / f"{self.site.name}.png"
        outside.write_bytes(drawing())
        self.addCleanup(outside.unlink)
        (self.site / "link.png").symlink_to(outside)
        self.write("x.svg", SVG)
        self.write("words.png", "words")
        self.write(".hidden/x.png", drawing())
        wrong = ("/x.svg", "/words.png", "/gone.png", "/link.png", "/.hidden/x.png", f"../../{outside.name}")
        self.write("notes/a.md", self.text(*wrong))
        report = self.run_import()
        for sentence in (
            "notes/a.md:1: /x.svg was not kept: An SVG drawing",
            "notes/a.md:3: /words.png was not kept: This is no picture",
            "notes/a.md:5: no such picture is in the folder: /gone.png",
            "notes/a.md:7: this picture is a link out of the folder: /link.png",
            "notes/a.md:9: no such picture is in the folder: /.hidden/x.png",
            f"notes/a.md:11: no such picture is in the folder: ../../{outside.name}",
        ):
            with self.subTest(sentence):
                self.assertIn(sentence, report)
        self.assertFalse(Image.objects.exists())

    def test_the_files_of_hugo_lie_in_its_folder_of_static_files(self):
        self.write("static/img/x.png", drawing())
        self.write("notes/a.md", self.text("/img/x.png"))
        self.run_import()
        self.assertIn('<img src="/images/', html_of(self.topic()))
