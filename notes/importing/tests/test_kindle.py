"""Small samples in the shape of public exports: https://github.com/random9v2/Kindle-Clipping-Formatter and
https://github.com/krystofl/kindle-notes-to-md show some; Amazon publishes no description."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TestCase

from markup import BlockKind, parse
from notes.importing.asked import Asked
from notes.importing.formats import format_of, kindle
from notes.importing.kindle.words import BOOKMARK, HIGHLIGHT, NOTE, day_of, kind_of, location_of, page_of
from notes.importing.pages import EntriesPage, PaperPage
from notes.importing.problems import ImportProblem
from notes.models import Entry
from papers.models import Paper
from papers.tests.factories import create_paper

from .sites import SiteMixin, numbers

ASKED = Asked(date(2024, 1, 1))
CLIPPINGS = """\ufeffThinking, Fast and Slow (Daniel Kahneman)
- Your Highlight on page 11 | Location 164-165 | Added on Thursday, 11 May 2023 21:14:02

Nothing in life is as important
==========
\ufeffThinking, Fast and Slow (Daniel Kahneman)
- Your Note on page 11 | Location 165 | Added on Thursday, 11 May 2023 21:15:00

a *focusing* illusion
==========
Thinking, Fast and Slow (Daniel Kahneman)
- Your Highlight on page 11 | Location 164-166 | Added on Friday, 12 May 2023 08:00:00

Nothing in life is as important as you think it is while you think about it
==========
Thinking, Fast and Slow (Daniel Kahneman)
- Your Bookmark on page 12 | Location 180 | Added on Friday, 12 May 2023 08:01:00


==========
Thinking, Fast and Slow (Daniel Kahneman)
- Your Highlight on page 30 | Location 500-501 | Added on Friday, 12 May 2023 09:00:00

A reliable way to make people believe
==========
Le Petit Prince (Antoine de Saint-Exupéry)
- Votre surlignement sur la page 12 | emplacement 145-147 | Ajouté le mardi 5 mars 2019 09:12:45

On ne voit bien qu'avec le cœur
==========
"""
BODY = """* [[thinking-fast-and-slow|Thinking, Fast and Slow]]
    * “Nothing in life is as important as you think it is while you think about it” (p. 11, location 164-166)
        * a \\*focusing\\* illusion"""
# A line about a clipping, and kind, page, location and day that it says.
LINES = {
    "- Highlight Loc. 1203-4 | Added on Monday, March 11, 2013, 09:52 PM": (
        HIGHLIGHT, "", "1203-4", date(2013, 3, 11),
    ),
    "- Ihre Markierung auf Seite 42 | Position 1234-1236 | Hinzugefügt am Montag, 30. Dezember 2024 14:46": (
        HIGHLIGHT, "42", "1234-1236", date(2024, 12, 30),
    ),
    "- Ihre Notiz bei Position 300 | Hinzugefügt am Donnerstag, 1. Mai 2014 um 12:34:56 Uhr": (
        NOTE, "", "300", date(2014, 5, 1),
    ),
    "- Votre surlignement Emplacement 307-307 | Ajouté le lundi 17 décembre 2012 à 08:27:45": (
        HIGHLIGHT, "", "307-307", date(2012, 12, 17),
    ),
    "- Votre signet sur la page xii | Ajouté le mercredi 16 août 2017 02:14:10": (
        BOOKMARK, "xii", "", date(2017, 8, 16),
    ),
    "- Tu subrayado en la página 11 | posición 164-165 | Añadido el jueves, 11 de mayo de 2023 21:14:02": (
        HIGHLIGHT, "11", "164-165", date(2023, 5, 11),
    ),
    "- 您在第 11 页（位置 #164-165）的标注 | 添加于 2023年5月11日星期四 下午9:14:02": (
        HIGHLIGHT, "11", "164-165", date(2023, 5, 11),
    ),
    "- 您在位置 #1203 的笔记 | 添加于 2019年3月11日星期一 下午9:52:13": (NOTE, "", "1203", date(2019, 3, 11)),
    "- 位置No. 1203-1204のハイライト |作成日: 2019年3月11日月曜日 21:52:13": (
        HIGHLIGHT, "", "1203-1204", date(2019, 3, 11),
    ),
    "- La tua nota a pagina 3 | Aggiunto in data lunedì 11 marzo 2019 21:52:13": (
        NOTE, "3", "", date(2019, 3, 11),
    ),
    "- Your Highlight on page 3 | Added on Friday, 31 February 2019": (HIGHLIGHT, "3", "", None),
}  # fmt: skip
NOTEBOOK = """<html><body><div class="bodyContainer"><h1>
<div class="bookTitle">Piranesi</div><div class="authors">Clarke, Susanna</div>
<div class="citation"></div></h1>
<hr><h2 class="sectionHeading">Part 1: Notes &amp; Queries</h2>
<h3 class="noteHeading">Highlight(<span class="highlight_yellow">yellow</span>) - The Note rose > Page 12 ·
 Location 180</div><div class="noteText">The Beauty of the House &amp; its Kindness.</h3>
<h3 class="noteHeading">Note - Page 12 · Location 180</h3><div class="noteText">compare p. 5</div>
</div></body></html>"""
NOTEBOOK_CSV = """"Your Kindle Notes For:",,,
"PIRANESI",,,
"by Susanna Clarke",,,
"Free Kindle instant preview:",,,
"http://a.co/xyz",,,
----------------------------------------------,,,
,,,
"Annotation Type","Location","Starred?","Annotation"
"Highlight (Yellow)","Location 180","","The Beauty of the House"
"Note","Location 180","","compare"
"""


class KindleWordsTests(SimpleTestCase):
    def test_kind_place_and_day_are_known_in_every_language(self):
        for line, expected in LINES.items():
            with self.subTest(line):
                said, _, when = line.rpartition("|")
                self.assertEqual((kind_of(said), page_of(said), location_of(said), day_of(when)), expected)


class FileMixin:
    def read(self, text: str | bytes, name: str = "My Clippings.txt") -> list:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            self.assertIs(format_of(path), kindle)
            return list(kindle.read(path, ASKED))


class KindleReadingTests(FileMixin, SimpleTestCase):
    def test_clippings_in_words_that_nobody_knows_are_known_by_what_divides_them(self):
        self.assertEqual(len(self.read("Kniha (Autor)\n- Zvýraznění na straně 1\n\nSlova\n==========\n")), 2)

    def test_a_book_is_a_work_and_its_highlights_are_entries_of_their_days(self):
        work, entries, *_ = self.read(CLIPPINGS)
        self.assertIsInstance(work, PaperPage)
        self.assertEqual((work.title, work.authors[0].family), ("Thinking, Fast and Slow", "Kahneman"))
        self.assertEqual(work.name, "kindle:Thinking, Fast and Slow (Daniel Kahneman)")
        self.assertIsInstance(entries, EntriesPage)
        self.assertEqual([item.read_on for item in entries.entries], [date(2023, 5, 11), date(2023, 5, 12)])

    def test_the_longest_of_a_highlight_made_anew_stays_on_its_first_day_with_its_note(self):
        _, entries, *_ = self.read(CLIPPINGS)
        self.assertEqual(entries.entries[0].body, BODY)
        self.assertNotIn("Nothing in life", entries.entries[1].body)

    def test_a_highlight_is_a_quotation_at_its_place(self):
        quotation = parse(BODY).blocks[1]
        self.assertEqual((quotation.kind, quotation.locator.text), (BlockKind.QUOTATION, "p. 11"))

    def test_neighbours_that_share_a_location_are_two(self):
        text = CLIPPINGS.replace("Location 500-501", "Location 166-167")
        _, entries, *_ = self.read(text)
        self.assertIn("A reliable way", entries.entries[1].body)

    def test_what_is_written_in_a_book_is_no_markdown(self):
        _, entries, *_ = self.read(CLIPPINGS.replace("A reliable", "# [x](y) $2 <b> `A` reliable"))
        words = parse(entries.entries[1].body).blocks[1].text
        self.assertTrue(words.startswith("“# [x](y) $2 <b> `A` reliable way"), words)

    def test_nobody_but_the_owner_sees_them_unless_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "My Clippings.txt")
            path.write_text(CLIPPINGS, encoding="utf-8")
            private, *_ = kindle.read(path, ASKED)
            public, *_ = kindle.read(path, Asked(ASKED.today, visibility="public"))
        self.assertEqual((private.visibility, public.visibility), ("private", "public"))

    def test_utf_16_and_line_ends_of_windows_say_the_same(self):
        text = CLIPPINGS.removeprefix("\ufeff").replace("\n", "\r\n")
        self.assertEqual(self.read(text.encode("utf-16")), self.read(CLIPPINGS))

    def test_a_clipping_without_a_day_takes_that_of_the_one_before(self):
        _, entries, *_ = self.read(CLIPPINGS.replace(" | Added on Friday, 12 May 2023 09:00:00", ""))
        self.assertEqual(entries.entries[-1].read_on, date(2023, 5, 12))

    def test_a_day_to_come_is_none(self):
        _, entries, *_ = self.read(CLIPPINGS.replace("12 May 2023 09", "12 May 2093 09"))
        self.assertEqual(entries.entries[-1].read_on, date(2023, 5, 12))

    def test_what_is_no_clipping_is_told_of(self):
        _, entries, *_ = self.read(CLIPPINGS + "half a clipping\nwith no dash\n==========\n")
        self.assertEqual([doubt.line for doubt in entries.doubts], [31])

    def test_a_file_with_nothing_in_it_is_refused(self):
        for data in (b"no clipping\n==========\n", b"\xff\xfe\0"):
            with (
                self.subTest(data),
                tempfile.TemporaryDirectory() as folder,
                self.assertRaises(ImportProblem),
            ):
                path = Path(folder, "x.txt")
                path.write_bytes(data)
                list(kindle.read(path, ASKED))


class KindleNotebookTests(FileMixin, SimpleTestCase):
    def test_a_notebook_in_html_is_a_book_with_its_highlights(self):
        work, entries = self.read(NOTEBOOK, "Piranesi-Notebook.html")
        self.assertEqual((work.title, work.authors[0].given), ("Piranesi", "Susanna"))
        (item,) = entries.entries
        quotation = "“The Beauty of the House & its Kindness.” (p. 12, location 180)"
        self.assertIn(f"{quotation}\n        * compare p. 5", item.body)

    def test_it_has_the_day_of_its_file_and_keeps_the_first_one(self):
        _, entries = self.read(NOTEBOOK, "Piranesi-Notebook.html")
        (item,) = entries.entries
        self.assertTrue(item.is_date_inherited and item.is_day_guessed)

    def test_a_notebook_in_csv_is_a_book_with_its_highlights(self):
        work, entries = self.read(NOTEBOOK_CSV, "piranesi.csv")
        self.assertEqual((work.title, work.authors[0].family), ("PIRANESI", "Clarke"))
        self.assertIn(
            "* “The Beauty of the House” (location 180)\n        * compare", entries.entries[0].body
        )

    def test_a_notebook_that_goes_deep_is_read_all_the_same(self):
        text = NOTEBOOK.replace("<hr>", "<div>" * 20_000)
        self.assertEqual(self.read(text, "deep.html")[0].title, "Piranesi")


@pytest.mark.once
class KindleImportTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.file = self.write("My Clippings.txt", CLIPPINGS)

    def test_works_and_entries_are_made_and_lead_to_each_other(self):
        report = self.run_import(self.file, "--visibility", "public")
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([2, 0, 0], [3, 0, 0]))
        paper = Paper.objects.get(slug="thinking-fast-and-slow")
        self.assertEqual((paper.body, paper.type, paper.entries.count()), ("", "book", 2))

    def test_the_same_file_again_changes_nothing(self):
        self.run_import(self.file)
        report = self.run_import(self.file)
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([0, 0, 2], [0, 0, 3]))

    def test_a_file_that_has_grown_adds_to_its_day(self):
        self.run_import(self.file)
        before = Entry.objects.get(read_on=date(2023, 5, 12))
        more = (
            CLIPPINGS.split("==========\n")[4].replace("500-501", "100").replace("A reliable", "At first a")
        )
        self.write("My Clippings.txt", f"{CLIPPINGS}{more}==========\n")
        report = self.run_import(self.file)
        self.assertEqual(numbers(report, "entries"), [0, 1, 2])
        after = Entry.objects.get(read_on=date(2023, 5, 12))
        self.assertEqual((after.pk, after.slug), (before.pk, before.slug))
        self.assertIn("At first a", after.body)

    def test_a_file_that_was_begun_anew_takes_nothing_away(self):
        self.run_import(self.file)
        self.write("My Clippings.txt", CLIPPINGS[: CLIPPINGS.index("Le Petit")].replace("12 May", "13 May"))
        report = self.run_import(self.file)
        self.assertEqual(numbers(report, "entries"), [1, 0, 1])
        self.assertEqual(Entry.objects.count(), 4)

    def test_what_the_owner_wrote_stays(self):
        self.run_import(self.file)
        entry = Entry.objects.get(read_on=date(2023, 5, 11))
        entry.body += "\n\nMy own words."
        entry.save()
        self.write("My Clippings.txt", CLIPPINGS.replace("focusing", "narrow"))
        self.assertIn("kept as it is here", self.run_import(self.file))
        entry.refresh_from_db()
        self.assertIn("My own words.", entry.body)

    def test_a_work_that_is_here_is_found_and_left_as_it_is(self):
        other = create_paper(title="Thinking fast and slow")
        own = create_paper(
            title="Thinking, Fast and Slow: the book", authors=["Kahneman, Daniel"], slug="tfs", body="mine"
        )
        report = self.run_import(self.file, "--visibility", "public")
        self.assertEqual(numbers(report, "papers"), [1, 0, 1])
        own.refresh_from_db()
        self.assertEqual((own.body, own.source_file, own.entries.count()), ("mine", "", 2))
        self.assertEqual(other.entries.count(), 0)
        self.assertIn("[[tfs|", own.entries.first().body)
        report = self.run_import(self.file, "--visibility", "public")
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([0, 0, 2], [0, 0, 3]))

    def test_entries_are_no_more_open_than_their_work(self):
        create_paper(title="Thinking, Fast and Slow", authors=["Kahneman, Daniel"], visibility="private")
        self.run_import(self.file, "--visibility", "public")
        self.assertEqual(Entry.objects.filter(visibility="private").count(), 2)

    def test_another_work_of_that_slug_is_another_work(self):
        create_paper(title="Le petit prince", slug="le-petit-prince", authors=["Somebody, Else"])
        self.run_import(self.file, "--visibility", "public")
        self.assertIn(
            "[[le-petit-prince-2|Le Petit", Paper.objects.get(slug="le-petit-prince-2").entries.get().body
        )

    def test_a_dry_run_writes_nothing(self):
        report = self.run_import(self.file, "--dry-run")
        self.assertEqual(numbers(report, "entries"), [3, 0, 0])
        self.assertFalse(Entry.objects.exists() or Paper.objects.exists())

    def test_a_notebook_exported_later_keeps_its_day(self):
        file = self.write("Piranesi.html", NOTEBOOK)
        self.run_import(file)
        Entry.objects.update(read_on=date(2020, 1, 1))
        entry = Entry.objects.get()
        entry.source_values["said"]["read_on"] = "2020-01-01"
        Entry.objects.update(source_values=entry.source_values)
        report = self.run_import(file)
        self.assertEqual(numbers(report, "entries"), [0, 0, 1])
        self.assertEqual(Entry.objects.get().read_on, date(2020, 1, 1))
