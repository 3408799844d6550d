from django.test import SimpleTestCase, TestCase

from history.models import Version
from notes.importing.clashing import clashes_of, keep_ours, take_theirs
from notes.importing.wording import in_words, sides_of
from notes.models import Entry
from papers.models import Paper
from passages.models import Clash

from .sites import LOG, SiteMixin

PAPER = "---\ncitation_key: {key}\nauthors: [{name}]\nissued: 2020-05\n---\n# [P](https://example.org/p)\n\ntext\n"


class WordingTests(SimpleTestCase):
    def test_what_changed_is_marked_inside_the_spaces(self):
        [line] = sides_of("the rank is small", "the rank is tiny")
        self.assertEqual(line, "here to source: the rank is [-small-]{+tiny+}")

    def test_a_text_that_is_wholly_other_is_shown_on_both_sides_and_cut(self):
        ours, theirs = sides_of("one " * 200, "two " * 200)
        self.assertTrue(ours.startswith("here: one one") and theirs.startswith("source: two two"))
        self.assertLess(len(ours), 320)

    def test_dates_and_names_are_put_in_words(self):
        self.assertEqual(in_words("issued", [2020, 5, None]), "2020-05")
        self.assertEqual(in_words("authors", [["Ada", "Lovelace", ""], ["", "", "WHO"]]), "Ada Lovelace\nWHO")
        self.assertEqual(in_words("position", 3), "3")


class ClashTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.write("log.md", LOG)
        self.run_import()
        self.entry = Entry.objects.get(read_on="2023-03-11")
        self.entry.body = self.entry.body.replace("small", "my own")
        self.entry.save()

    def clash(self, word: str = "tiny") -> str:
        self.write("log.md", LOG.replace("rank is small", f"rank is {word}"))
        return self.run_import()

    def body(self) -> str:
        self.entry.refresh_from_db()
        return self.entry.body

    def test_the_report_shows_both_texts(self):
        self.assertIn("log.md:7: body of “2023-03-11 Read LoRA”\n      here to source: ", self.clash())
        self.assertIn("[-my own-]{+tiny+}", self.clash())

    def test_it_is_kept_once_with_what_the_source_says_now(self):
        self.clash()
        self.clash("tinier")
        clash = Clash.objects.get()
        self.assertEqual((clash.owner, clash.name, clash.place), (self.entry, "body", "log.md:7"))
        self.assertIn("tinier", clash.value)

    def test_it_goes_when_the_source_agrees(self):
        self.clash()
        self.clash("my own")
        self.assertFalse(Clash.objects.exists())

    def test_it_is_not_shown_where_both_agree_already(self):
        self.clash()
        self.entry.body = Clash.objects.get().value
        self.entry.save()
        self.assertEqual(clashes_of(self.entry), [])

    def test_what_stands_here_can_be_kept_until_the_source_says_something_else(self):
        self.clash()
        keep_ours(Clash.objects.get())
        self.assertNotIn("Changed here", self.clash())
        self.assertIn("my own", self.body())
        self.assertIn("Changed here", self.clash("tinier"))

    def test_what_the_source_says_can_be_taken(self):
        self.clash()
        take_theirs(Clash.objects.get(), by=None, note="Taken")
        self.assertIn("tiny", self.body())
        self.assertIn("tiny", self.entry.body_html)
        self.assertEqual(Version.objects.of(self.entry)[0].note, "Taken")
        self.assertFalse(Clash.objects.exists())
        self.assertNotIn("Changed here", self.clash("tinier"))
        self.assertIn("tinier", self.body())

    def test_it_goes_with_its_document(self):
        self.clash()
        self.entry.delete()
        self.assertFalse(Clash.objects.exists())

    def test_a_form_that_ends_lines_otherwise_changes_nothing(self):
        self.entry.body = self.entry.body.replace("my own", "small").replace("\n", "\r\n")
        self.entry.save()
        self.assertNotIn("Changed here", self.clash())
        self.assertIn("tiny", self.body())


class ClashOfWorksTests(SiteMixin, TestCase):
    def test_authors_and_keys_can_be_taken_too(self):
        self.write("p.md", PAPER.format(key="a", name="Ada Lovelace"))
        self.run_import()
        paper = Paper.objects.get()
        paper.authorships.all().delete()
        Paper.objects.update(citation_key="mine")
        self.write("p.md", PAPER.format(key="b", name="Ada King"))
        self.run_import()
        for clash in Clash.objects.all():
            take_theirs(clash, by=None, note="")
        paper.refresh_from_db()
        self.assertEqual((paper.citation_key, paper.authorships.get().author.family), ("b", "King"))
