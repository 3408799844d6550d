"""A small vault, written to the description of the format at https://help.obsidian.md."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.formats import format_of, obsidian
from notes.importing.pages import EntriesPage, PaperPage, Refusal, TopicPage
from notes.importing.problems import ImportProblem
from notes.importing.vaults.days import day_of, pattern_of
from notes.importing.vaults.tags import tags_in, to_tags
from notes.models import Entry
from papers.models import Paper
from passages.models import Image
from passages.tests.derived import html_of
from passages.tests.drawings import drawing
from topics.models import Topic

from .sites import SiteMixin, numbers

DAY = """---
tags: [daily]
---
# 2023-03-11

Slept well. ^abc123

- Read [[LoRA paper|it]] #llm/tuning
\t- the rank is small ^37066d
- [ ] ask [[Ada L]]

## Evening
- music
- wine
"""
NOTE = """---
aliases: [Ada L, Countess of Lovelace]
tags: people, maths/history
publish: true
---
She wrote `#nothing` of the [[Analytical Engine]]. See [[Journal/2023-03-11]] and [[ada lovelace]].

![[Other note]] and #programming
"""
CLIPPING = """---
title: "LoRA: Low-Rank Adaptation"
source: https://arxiv.org/abs/2106.09685
author:
  - "[[Edward Hu]]"
  - "[[Yelong Shen]]"
published: 2021-06-17
created: 2023-03-11
tags:
  - "clippings"
---
> We propose Low-Rank Adaptation
"""


class VaultMixin(SiteMixin):
    def setUp(self):
        super().setUp()
        self.write(".obsidian/daily-notes.json", '{"folder": "Journal", "format": "YYYY-MM-DD"}')
        self.write(".obsidian/templates.json", '{"folder": "Templates"}')
        self.write("Journal/2023-03-11.md", DAY)
        self.write("People/Ada Lovelace.md", NOTE)
        self.write("LoRA paper.md", CLIPPING)
        self.write("README.md", "A note like any other")
        self.write("Templates/Daily.md", "# {{date}}")
        self.write(".trash/Gone.md", "gone")


class ReadingVaultsTests(VaultMixin, SimpleTestCase):
    def read(self) -> dict:
        return {page.name: page for page in obsidian.read(self.site, Asked(date(2024, 1, 1)))}

    def test_a_folder_with_its_settings_is_a_vault(self):
        self.assertIs(format_of(self.site), obsidian)
        self.assertFalse(obsidian.match(self.site / "Journal"))

    def test_every_note_is_a_page_but_templates_and_what_was_thrown_away(self):
        names = ["Journal/2023-03-11.md", "LoRA paper.md", "People/Ada Lovelace.md", "README.md"]
        self.assertEqual(sorted(self.read()), names)

    def test_a_daily_note_is_the_entries_of_its_day(self):
        page = self.read()["Journal/2023-03-11.md"]
        self.assertIsInstance(page, EntriesPage)
        self.assertEqual(
            [entry.body for entry in page.entries],
            [
                "Slept well.",
                "Read [[LoRA paper|it]] #llm/tuning\n- the rank is small",
                "[ ] ask [[Ada L]]",
                "Evening\n\n- music\n- wine",
            ],
        )
        self.assertEqual({entry.read_on for entry in page.entries}, {date(2023, 3, 11)})
        self.assertEqual([entry.position for entry in page.entries], [0, 1, 2, 3])
        self.assertEqual(page.entries[1].tags, ("daily", "llm", "tuning"))

    def test_a_note_is_called_as_its_file(self):
        page = self.read()["People/Ada Lovelace.md"]
        self.assertIsInstance(page, TopicPage)
        self.assertEqual((page.title, page.permalink), ("Ada Lovelace", "/People/Ada Lovelace/"))
        self.assertEqual(page.names, ("Ada L", "Countess of Lovelace"))
        self.assertEqual(page.tags, ("people", "maths", "history", "programming"))
        self.assertEqual([doubt.line for doubt in page.doubts], [8])

    def test_a_clipping_is_a_paper(self):
        page = self.read()["LoRA paper.md"]
        self.assertIsInstance(page, PaperPage)
        self.assertEqual(page.title, "LoRA: Low-Rank Adaptation")
        self.assertEqual(page.url, "https://arxiv.org/abs/2106.09685")
        self.assertEqual([name.family for name in page.authors], ["Hu", "Shen"])
        self.assertEqual((page.issued.year, page.issued.month), (2021, 6))
        self.assertEqual(page.body, "> We propose Low-Rank Adaptation")

    def test_what_says_nothing_of_it_is_private(self):
        pages = self.read()
        self.assertEqual(pages["LoRA paper.md"].visibility, "private")
        self.assertEqual(pages["People/Ada Lovelace.md"].visibility, "public")
        opened = obsidian.read(self.site, Asked(date(2024, 1, 1), visibility="public"))
        self.assertEqual({page.visibility for page in opened}, {"public"})

    def test_a_note_that_is_not_to_be_published_is_private_whatever_else_it_says(self):
        for said, visibility in {
            "publish: false\nvisibility: public": "private",
            "publish: true": "public",
        }.items():
            with self.subTest(said):
                self.write("Said.md", f"---\n{said}\n---\nwords")
                self.assertEqual(self.read()["Said.md"].visibility, visibility)

    def test_comments_within_other_words_are_taken_off_and_told_of(self):
        self.write("Open.md", "one %%secret #hidden%% two\n\n%%\nsecret\n\nsecret\n%%\n\nthree `%%` and `%%`")
        page = self.read()["Open.md"]
        self.assertEqual(page.body.split(), ["one", "two", "three", "`%%`", "and", "`%%`"])
        self.assertEqual((page.tags, [doubt.line for doubt in page.doubts]), ((), [1]))

    def test_a_comment_that_is_a_block_of_its_own_is_a_margin_and_gives_no_tags(self):
        self.write("Open.md", "one #seen\n\n- two\n  - %% mine #hidden %%\n")
        page = self.read()["Open.md"]
        self.assertIn("%% mine #hidden %%", page.body)
        self.assertEqual((page.tags, page.doubts), (("seen",), ()))

    def test_an_embedded_picture_is_no_embedded_note(self):
        self.write("Open.md", "![[map.png|100]]\n\n![[Other#part]]")
        self.write("map.png", drawing())
        self.assertEqual([doubt.line for doubt in self.read()["Open.md"].doubts], [3])

    def test_a_note_that_cannot_be_read_stops_no_other(self):
        self.write("Broken.md", b"\xff\xfe\x00")
        self.write("Odd.md", "---\ntags: [\n---\n")
        pages = self.read()
        self.assertEqual(len(pages), 6)
        self.assertIsInstance(pages["Broken.md"], Refusal)
        self.assertIsInstance(pages["Odd.md"], Refusal)

    def test_a_folder_that_cannot_be_read_stops_the_vault(self):
        def walk(root, onerror=None):
            if onerror:
                onerror(PermissionError(13, "Permission denied", f"{root}/Closed"))
            return []

        with (
            mock.patch("notes.importing.vaults.files.os.walk", walk),
            self.assertRaises(ImportProblem) as caught,
        ):
            self.read()
        self.assertIn("Closed cannot be read: Permission denied", str(caught.exception))

    def test_links_that_leave_the_vault_are_not_followed(self):
        outside = Path(self.enterContext(TemporaryDirectory()), "secret.md")
        outside.write_text("secret")
        (self.site / "link.md").symlink_to(outside)
        self.assertNotIn("link.md", self.read())


class DayTests(SimpleTestCase):
    def test_formats_that_say_the_day_in_numbers(self):
        for form, name in (
            ("YYYY-MM-DD", "2023-03-11"),
            ("YYYY/MM/YYYY-MM-DD", "2023/03/2023-03-11"),
            ("DD.MM.YYYY dddd", "11.03.2023 Saturday"),
            ("YYYY/MM-MMMM/[Day] YYYY-MM-DD", "2023/03-March/Day 2023-03-11"),
            ("yyyy_MM_dd", "2023_03_11"),
        ):
            with self.subTest(form):
                self.assertEqual(day_of(name, pattern_of(form)), date(2023, 3, 11))

    def test_other_names_are_no_days(self):
        pattern = pattern_of("YYYY-MM-DD")
        for name in ("2023-13-11", "2023-02-30", "Ideas", "2023-03-11 more"):
            self.assertIsNone(day_of(name, pattern))
        self.assertIsNone(pattern_of("gggg-[W]ww"))


class TagsInTextTests(SimpleTestCase):
    def test_words_with_a_sign_are_tags_outside_code(self):
        text = "#one, (#two) a#no #3 `#no` #3d #[[two words]] http://a/#no\n```\n#no\n```\n#größe"
        self.assertEqual(tags_in(text), ("one", "two", "3d", "two words", "größe"))

    def test_a_nested_tag_is_each_of_its_parts(self):
        self.assertEqual(to_tags(["#inbox/to-read", "inbox"]), ("inbox", "to-read"))


@pytest.mark.once
class ImportVaultTests(VaultMixin, TestCase):
    def test_links_lead_to_notes_by_name_place_and_alias(self):
        self.run_import()
        ada = Topic.objects.get(title="Ada Lovelace")
        self.assertEqual(Paper.objects.get().title, "LoRA: Low-Rank Adaptation")
        Paper.objects.update(visibility="public")
        self.run_import(self.site, "--visibility", "public")
        self.write("Links.md", "[[Ada L]] [[People/Ada Lovelace]] [[countess of lovelace]] [[Nobody]]")
        self.run_import(self.site, "--visibility", "public")
        html = html_of(Topic.objects.get(title="Links"))
        self.assertEqual(html.count(f'href="{ada.get_absolute_url()}"'), 3)
        self.assertIn("[[Nobody]]", html)

    def test_a_second_import_changes_nothing(self):
        self.run_import()
        before = list(Entry.objects.values())
        report = self.run_import()
        self.assertEqual(numbers(report, "entries"), [0, 0, 4])
        self.assertEqual(numbers(report, "topics"), [0, 0, 2])
        self.assertEqual(list(Entry.objects.values()), before)

    def test_a_grown_day_adds_and_keeps(self):
        self.run_import()
        kept = Entry.objects.get(body="Slept well.")
        self.write("Journal/2023-03-11.md", DAY + "\n## Night\nrain\n")
        self.assertEqual(numbers(self.run_import(), "entries")[:2], [1, 0])
        self.assertEqual(Entry.objects.get(body="Slept well."), kept)

    def test_pictures_are_found_by_their_names_and_stay_as_written(self):
        self.write("assets/deep/Rank Plot.png", drawing())
        text = "![[rank plot.png|300]] ![plot](Rank%20Plot.png) ![[gone.png]]"
        self.write("Plot.md", text)
        self.assertIn("no such picture is in the folder: gone.png", self.run_import())
        plot, image = Topic.objects.get(title="Plot"), Image.objects.get()
        self.assertEqual(plot.body, text)
        self.assertEqual(html_of(plot).count(f'src="{image.get_absolute_url()}"'), 2)

    def test_a_dry_run_writes_nothing(self):
        self.assertIn("Dry run", self.run_import(self.site, "--dry-run"))
        self.assertFalse(Entry.objects.exists() or Topic.objects.exists())
