"""Bookmarks as https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/
platform-apis/aa753582(v=vs.85), https://pinboard.in/api/ and https://linkding.link/api/ describe them."""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.formats import bookmarks, format_of
from notes.importing.problems import ImportProblem
from notes.models import Entry

from .sites import SiteMixin, numbers

ASKED = Asked(date(2024, 1, 1))
BROWSER = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=ISO-8859-1">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>
<DL><p>
    <DT><H3 ADD_DATE="1678500000" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>
    <DL><p>
        <DT><H3 ADD_DATE="1678500000">Müßiggang</H3>
        <DD>About the folder
        <DL><p>
            <DT><A HREF="https://example.org/a?x=1&y=2" ADD_DATE="1678536000" TAGS="idle,essay"
                >On <b>idleness</b> [1] &amp; *more*</A>
            <DD>In praise
of it
            <DT><A HREF="javascript:alert(1)" ADD_DATE="1678536000">A bookmarklet</A>
        </DL><p>
        <DT><A HREF="https://example.org/b" ADD_DATE="1678536001000">B</A>
    </DL><p>
    <DT><A HREF="https://example.org/a?x=1&y=2#" ADD_DATE="1678700000">Again</A>
    <DT><A HREF="https://example.org/undated">Undated</A>
</DL>
"""
PINBOARD_HTML = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Pinboard Bookmarks</TITLE><H1>Bookmarks</H1><DL><p>
<DT><A HREF="https://example.org/open" ADD_DATE="1678536000" PRIVATE="0" TOREAD="1" TAGS="a">Open</A>
<DT><A HREF="https://example.org/shut" ADD_DATE="1678536000" PRIVATE="1" TOREAD="0" TAGS="">Shut</A>
<DD>words[linkding-notes]*notes*[/linkding-notes]
</DL>"""
PINBOARD = [
    {
        "href": "https://example.org/open",
        "description": "Open",
        "extended": "Some words",
        "time": "2023-03-11T12:00:00Z",
        "shared": "yes",
        "toread": "yes",
        "tags": "a b",
    },
    {"href": "https://example.org/shut", "description": "", "extended": "", "shared": "no", "tags": ""},
]
LINKDING = {
    "count": 1,
    "results": [
        {
            "id": 1,
            "url": "https://example.org/open",
            "title": "Open",
            "description": "words",
            "notes": "## Mine\n\n* item",
            "shared": True,
            "unread": False,
            "tag_names": ["two words"],
            "date_added": "2023-03-11T12:00:00.000000Z",
        }
    ],
}
POCKET = "title,url,time_added,tags,status\nA,https://example.org/p,1678536000,x|y,unread\n"


class BookmarksReadingTests(SimpleTestCase):
    def read(self, text: str, name: str = "bookmarks.html", asked: Asked = ASKED) -> list:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_text(text, encoding="utf-8")
            self.assertIs(format_of(path), bookmarks)
            return list(bookmarks.read(path, asked))

    def test_a_bookmark_is_an_entry_of_its_day_with_its_words(self):
        page, _ = self.read(BROWSER)
        first, second = page.entries
        self.assertEqual((page.name, first.read_on), ("bookmarks:2023-03", date(2023, 3, 11)))
        self.assertEqual(
            first.body,
            "[On idleness \\[1\\] & \\*more\\*](https://example.org/a?x=1&y=2)\n* In praise\n    of it",
        )
        self.assertEqual((second.body, second.position), ("[B](https://example.org/b)", 1))

    def test_tags_and_folders_are_tags_but_not_the_places_of_the_browser(self):
        page, _ = self.read(BROWSER)
        self.assertEqual([item.tags for item in page.entries], [("idle", "essay", "Müßiggang"), ()])

    def test_what_is_no_address_of_the_web_is_told_of(self):
        page, _ = self.read(BROWSER)
        self.assertEqual([doubt.text for doubt in page.doubts], ["A bookmarklet"])

    def test_bookmarks_of_a_browser_are_private_unless_asked_for(self):
        self.assertEqual({item.visibility for item in self.read(BROWSER)[0].entries}, {"private"})
        asked = Asked(ASKED.today, visibility="public")
        self.assertEqual({item.visibility for item in self.read(BROWSER, asked=asked)[0].entries}, {"public"})

    def test_one_without_a_day_has_that_of_its_file(self):
        undated = self.read(BROWSER)[1]
        self.assertEqual(undated.name, "bookmarks:undated")
        self.assertTrue(undated.entries[0].is_day_guessed)

    def test_services_say_who_may_see_them_and_what_is_to_read(self):
        (page,) = self.read(PINBOARD_HTML)
        opened, shut = page.entries
        self.assertEqual((opened.visibility, opened.tags), ("public", ("a", "to read")))
        self.assertEqual(shut.visibility, "private")
        self.assertEqual(shut.body, "[Shut](https://example.org/shut)\n* words\n* *notes*")

    def test_pinboard_in_json(self):
        page, undated = self.read(json.dumps(PINBOARD), "pinboard.json")
        (item,) = page.entries
        self.assertEqual((item.tags, item.visibility), (("a", "b", "to read"), "public"))
        self.assertEqual(item.body, "[Open](https://example.org/open)\n* Some words")
        self.assertEqual(undated.entries[0].body, "<https://example.org/shut>")

    def test_private_tags_of_pinboard_are_on_private_bookmarks_alone(self):
        html = PINBOARD_HTML.replace('TAGS="', 'TAGS=".own,')
        rows = json.dumps([{**row, "tags": ".own"} for row in PINBOARD])
        for text, name in ((html, "bookmarks.html"), (rows, "pinboard.json")):
            with self.subTest(name):
                items = [item for page in self.read(text, name) for item in page.entries]
                said = {item.visibility: ".own" in item.tags for item in items}
                self.assertEqual(said, {"public": False, "private": True})
                self.assertEqual(items[0].besides, ({"own_tags": (".own",)},))

    def test_linkding_in_json(self):
        (page,) = self.read(json.dumps(LINKDING), "linkding.json")
        (item,) = page.entries
        self.assertEqual((item.tags, item.read_on), (("two words",), date(2023, 3, 11)))
        self.assertTrue(item.body.endswith("\n* words\n* ## Mine\n\n    * item"), item.body)

    def test_what_is_shared_at_linkding_is_private_unless_asked_for(self):
        html = PINBOARD_HTML.replace("PRIVATE", 'LAST_MODIFIED="1678536000" PRIVATE')
        for text, name, seen in ((json.dumps(LINKDING), "a.json", 1), (html, "b.html", 2)):
            with self.subTest(name):
                items = self.read(text, name)[0].entries
                self.assertEqual([item.visibility for item in items], ["private"] * seen)
                items = self.read(text, name, Asked(ASKED.today, visibility="public"))[0].entries
                self.assertEqual([item.visibility for item in items], ["public", "private"][:seen])

    def test_pocket_in_csv(self):
        (page,) = self.read(POCKET, "pocket.csv")
        self.assertEqual(page.entries[0].tags, ("x", "y", "to read"))

    def test_a_day_to_come_or_before_all_days_is_none(self):
        for moment in ("99999999999", "0", "-5", "soon", "9" * 400):
            with self.subTest(moment):
                (page,) = self.read(PINBOARD_HTML.replace("1678536000", moment))
                self.assertEqual(page.name, "bookmarks:pinboard:undated")

    def test_folders_in_folders_without_end_are_read(self):
        text = BROWSER.replace("<H1>", "<DL><DT><H3>x</H3>" * 20_000 + "<H1>", 1)
        self.assertEqual(len(self.read(text)[0].entries), 2)

    def test_a_file_without_bookmarks_is_refused(self):
        with self.assertRaises(ImportProblem):
            self.read("<!DOCTYPE NETSCAPE-Bookmark-file-1><DL></DL>")


@pytest.mark.once
class BookmarksImportTests(SiteMixin, TestCase):
    def test_the_same_file_again_changes_nothing_and_a_grown_one_adds(self):
        file = self.write("bookmarks.html", BROWSER)
        self.assertEqual(numbers(self.run_import(file), "entries"), [3, 0, 0])
        self.assertEqual(numbers(self.run_import(file), "entries"), [0, 0, 3])
        more = '<DT><A HREF="https://example.org/c" ADD_DATE="1678536000">C</A>\n</DL>'
        self.write("bookmarks.html", more.join(BROWSER.rsplit("</DL>", 1)))
        report = self.run_import(file)
        self.assertEqual(numbers(report, "entries"), [1, 0, 3])

    def test_bookmarks_of_two_services_take_nothing_from_each_other(self):
        shut = {"href": "https://example.org/b", "description": "Own", "extended": "mine", "tags": "t"}
        file = self.write("a.json", json.dumps([{**shut, "shared": "no", "time": "2023-03-11T12:00:00Z"}]))
        self.run_import(file)
        self.run_import(self.write("b.html", BROWSER), "--visibility", "public")
        entry = Entry.objects.get(body__contains="mine")
        self.assertEqual((entry.visibility, list(entry.tags.names())), ("private", ["t"]))
        self.assertEqual(numbers(self.run_import(file), "entries"), [0, 0, 1])

    def test_a_service_has_one_entry_for_an_address_in_whatever_file(self):
        self.run_import(self.write("a.html", PINBOARD_HTML))
        self.run_import(self.write("b.json", json.dumps(PINBOARD)))
        self.assertEqual(Entry.objects.count(), 2)

    def test_what_the_owner_changed_stays(self):
        file = self.write("bookmarks.html", BROWSER)
        self.run_import(file)
        entry = Entry.objects.get(body__contains="/b)")
        entry.body, entry.visibility = "[Better](https://example.org/b)", "public"
        entry.save()
        self.run_import(file)
        entry.refresh_from_db()
        self.assertEqual((entry.body, entry.visibility), ("[Better](https://example.org/b)", "public"))

    def test_one_that_was_deleted_here_does_not_come_back(self):
        file = self.write("bookmarks.html", BROWSER)
        self.run_import(file)
        Entry.objects.get(body__contains="/b)").delete()
        self.assertIn("deleted here", self.run_import(file))
        self.assertEqual(Entry.objects.count(), 2)

    def test_private_bookmarks_are_on_no_page(self):
        self.run_import(self.write("bookmarks.html", BROWSER))
        for address in ("/", "/tags/", "/links/", "/search/?q=idleness"):
            self.assertNotContains(self.client.get(address), "example.org")

    def test_a_dry_run_writes_nothing(self):
        self.run_import(self.write("bookmarks.html", BROWSER), "--dry-run")
        self.assertFalse(Entry.objects.exists())
