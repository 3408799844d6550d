"""The search index stays in line with what is saved, in the transaction that saves it."""

from datetime import date
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase

from notes.models import Entry
from papers.models import Author, Authorship, Identifier
from papers.tests.factories import create_paper
from passages.models import Excerpt, Tag, Term, Text, Words, document_models
from passages.models.prepared import by_keys
from topics.tests.factories import create_topic

from .factories import create_entry
from .test_search import found

TEXT = """Before any heading

# One

under one

## Deeper

under deeper

# Two

* item
  # no section
"""


def outline(document):
    return list(document.excerpts.order_by("start", "kind").values_list("kind", "start", "end"))


class ExcerptTests(TestCase):
    def test_an_entry_is_found_whole(self):
        entry = create_entry(body='One\n\n* two\n* "three')
        self.assertEqual(outline(entry), [("entry", 0, 3), ("quotation", 2, 3)])

    def test_an_entry_without_text_is_there_as_well(self):
        self.assertEqual(outline(create_entry(body="")), [("entry", 0, 0)])

    def test_a_topic_is_found_by_its_title_and_in_its_sections(self):
        topic = create_topic(body=TEXT)
        sections = [
            ("section", 0, 1),
            ("topic", 0, 0),
            ("section", 1, 3),
            ("section", 3, 5),
            ("section", 5, 8),
        ]
        self.assertEqual(outline(topic), sections)

    def test_a_section_is_found_by_the_headings_above_it(self):
        create_topic(slug="log", body=TEXT)
        self.assertEqual(found("title:one title:deeper"), ["section log"])

    def test_a_text_that_is_saved_again_keeps_its_rows(self):
        topic = create_topic(body=TEXT)
        before = set(topic.excerpts.values_list("pk", flat=True))
        topic.body = TEXT.replace("under one", "under one more")
        topic.save()
        self.assertEqual(set(topic.excerpts.values_list("pk", flat=True)), before)
        self.assertEqual(found("more"), ["section " + topic.slug])

    def test_visibility_and_day_follow_the_document(self):
        entry = create_entry(body="Aura")
        entry.visibility, entry.read_on = "private", date(2024, 1, 1)
        entry.save()
        self.assertEqual(found("aura"), [])
        self.assertEqual(
            set(entry.excerpts.values_list("visibility", "dated_on")), {("private", date(2024, 1, 1))}
        )


class KeptInLineTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(title="Aura", slug="aura", authors=["Benjamin, Walter"], tags=["film"])
        cls.entry = create_entry(slug="entry", body="On [[aura]]", tags=["film"])

    def test_a_tag_is_found_when_it_is_put_on_and_not_when_it_is_taken_off(self):
        self.entry.tags.add("photography")
        self.assertEqual(found("photography"), ["entry entry"])
        self.entry.tags.remove("photography")
        self.assertEqual(found("photography"), [])
        self.entry.tags.clear()
        self.assertEqual(found("film"), ["paper aura"])

    def test_a_tag_that_is_renamed_is_found_by_its_new_name(self):
        tag = Tag.objects.get(name="film")
        tag.name = "cinema"
        tag.save()
        self.assertEqual(found("cinema"), ["entry entry", "paper aura"])
        self.assertEqual(found("film"), [])

    def test_a_tag_that_is_deleted_is_found_no_more(self):
        Tag.objects.filter(name="film").delete()
        self.assertEqual(found("film"), [])

    def test_a_work_is_found_by_an_author_as_they_are_called_now(self):
        author = Author.objects.get()
        author.given = "Walter Bendix"
        author.save()
        self.assertEqual(found("bendix"), ["paper aura"])
        Authorship.objects.get().delete()
        self.assertEqual(found("bendix"), [])

    def test_a_work_is_found_by_an_identifier_while_it_has_it(self):
        identifier = Identifier.objects.create(paper=self.paper, scheme="pmid", value="29456894")
        self.assertEqual(found("29456894"), ["paper aura"])
        identifier.delete()
        self.assertEqual(found("29456894"), [])

    def test_an_entry_is_found_by_the_title_of_a_work_while_everybody_may_see_that(self):
        self.paper.title = "Verfremdung"
        self.paper.save()
        self.assertEqual(found("verfremdung kind:entry"), ["entry entry"])
        self.paper.visibility = "private"
        self.paper.save()
        self.assertEqual(found("verfremdung"), [])

    def test_a_document_is_described_alike_however_it_was_fetched(self):
        for model in document_models():
            fetched = {document.pk: document.described() for document in model.objects.for_index()}
            filled = by_keys(model, "for_index")(keys=list(fetched))
            model.fill_for_index(filled)
            self.assertEqual({document.pk: document.described() for document in filled}, fetched)

    def test_nothing_is_left_of_what_is_deleted(self):
        self.paper.delete()
        Entry.objects.all().delete()
        self.assertEqual((Excerpt.objects.count(), Words.objects.count()), (0, 0))

    def test_nothing_is_left_of_what_was_rolled_back(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            create_entry(body="Chimera")
            raise ZeroDivisionError
        self.assertEqual(found("chimera"), [])
        self.assertFalse(Term.objects.filter(text="chimera"))


class ReindexTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        Words.objects.all().delete()  # a flush after a test with a browser does not know this table
        create_topic(slug="topic", body=TEXT)
        create_entry(slug="entry", body="Aura")

    def check(self):
        call_command("reindex", check=True, stdout=StringIO())

    def test_a_whole_index_has_no_faults(self):
        self.check()

    def test_each_fault_is_found_and_mended(self):
        for fault in (
            self.lose_words,
            self.lose_excerpts,
            self.leave_words,
            self.leave_excerpts,
            self.grow_old,
        ):
            with self.subTest(fault.__name__):
                fault()
                self.assertRaises(CommandError, self.check)
                call_command("reindex", stdout=StringIO())
                self.check()
                self.assertEqual(found("aura"), ["entry entry"])
                self.assertEqual(found("deeper"), ["section topic"])

    def lose_words(self):
        Words.objects.first().delete()

    def lose_excerpts(self):
        Excerpt.objects.filter(kind="entry").delete()

    def leave_words(self):
        Words.objects.write({10_000_000: Text("left", "over", "")})

    def leave_excerpts(self):
        entry = create_entry(body="Aura")
        Entry.objects.filter(pk=entry.pk)._raw_delete(connection.alias)

    def grow_old(self):
        Excerpt.objects.filter(kind="topic").update(digest="0:x")

    def test_words_that_went_wrong_are_written_again(self):
        Words.objects.write({Excerpt.objects.get(kind="entry").pk: Text("", "", "wrong")})
        call_command("reindex", stdout=StringIO())
        self.assertEqual((found("aura"), found("wrong")), (["entry entry"], []))

    def test_nothing_is_done_where_nothing_is_needed(self):
        with self.assertNumQueries(9):
            call_command("reindex", if_needed=True, stdout=StringIO())
