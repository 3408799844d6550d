import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from history.models import Version
from history.sitting import sitting
from notes.importing.tests.sites import LOG, numbers
from notes.models import Entry, SourceFile, Standing
from notes.tests.factories import create_entry
from papers.merging import merge
from papers.models import Author, Authorship, Identifier, Merge, NameVariant, Paper, ReadingEvent
from papers.tests.factories import create_event, create_paper
from passages.models import Alias, Clash, Image, Link, LinkCheck, Mention, Passage, Permalink, Tag, Tagging
from passages.tests.factories import create_image
from topics.models import Topic
from topics.tests.factories import create_topic

from .test_exporting import ExportMixin

REAL = Path(settings.BASE_DIR).parent / "shared/data/bionotes"
# Rows whose numbers nothing shows; they are told apart by what they hold.
UNNUMBERED = [
    Alias, Authorship, Identifier, LinkCheck, Merge, NameVariant, Permalink, ReadingEvent, SourceFile,
    Tagging, Version, Image, Clash,
]  # fmt: skip
NUMBERED = [Author, Entry, Paper, Tag, Topic]
THROUGH = [Entry.topics.through, Paper.topics.through, Entry.papers.through]


def said(row):
    """A row as text, without the order in which the database keeps what a JSON value holds."""
    return json.dumps(row, sort_keys=True, default=repr)


def rows():
    """All that stands here, by the names of the models."""
    found = {}
    for model in NUMBERED:
        found[model.__name__] = sorted(map(said, model._base_manager.values()))
    for model in [*UNNUMBERED, *THROUGH]:
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in ("id", "passage", "link", "folder")  # which is one of another machine
        ]
        found[model.__name__] = sorted(map(said, model._base_manager.values(*names)))
    names = [field.name for field in Passage._meta.concrete_fields if field.name not in ("id", "parent")]
    found["Passage"] = sorted(map(said, Passage.objects.values(*names, "parent__anchor")))
    links = [field.name for field in Link._meta.concrete_fields if field.name != "id"]
    found["Link"] = sorted(map(said, Link.objects.values(*links)))
    mentions = ("passage__anchor", "reference", "link__url", "target_type", "target_id")
    found["Mention"] = sorted(map(said, Mention.objects.values(*mentions)))
    return found


def empty():
    """Take everything away, as in a database that is new."""
    members = [*THROUGH, ReadingEvent, Mention, Passage, Tagging, Alias, Permalink, Authorship, Identifier]
    besides = [Standing, Clash, NameVariant, Merge, LinkCheck, Link, Image, SourceFile]
    for model in [Version, *members, *besides, Entry, Paper, Topic, Author, Tag]:
        model._base_manager.all()._raw_delete(using=connection.alias)


class RoundTripMixin(ExportMixin):
    def go_round(self):
        """Out, into an empty database, and out again; answers with the report of the import."""
        self.export("--include-private")
        before, files = rows(), self.everything()
        empty()
        report = self.run_import(self.out)
        for name, expected in before.items():
            self.assertEqual(rows()[name], expected, name)
        self.export("--include-private")
        for name, data in files.items():
            self.assertEqual(
                self.everything()[name].decode(errors="replace"), data.decode(errors="replace"), name
            )
        return report


class RoundTripTests(RoundTripMixin, TestCase):
    def test_a_site_that_was_imported(self):
        self.write("log.md", LOG)
        self.write("lora.md", "# [LoRA](https://arxiv.org/abs/2106.09685)\n* Authors: Edward Hu\n\nText")
        self.run_import()
        self.assertEqual(numbers(self.go_round(), "entries"), [4, 0, 0])

    def test_everything_that_can_be_written(self):
        secret = create_topic(title="Secret", visibility="private", tags=["a b"])
        topic = create_topic(title="Reading", body="About\n\n%% margin")
        paper = create_paper(
            title="A paper", slug="a", body="* p. 3: \"x", identifiers=[("doi", "10.1000/1"), ("url", "https://a.org/")],
            authors=["Hu, Edward", "Institute"], topics=[secret, topic], csl={"custom": {"file": "/x"}},
            citation_key="hu", issued_year=2021, issued_month=6, status="stopped",
        )  # fmt: skip
        create_event(paper=paper, kind="started", locator="p. 3")
        image = create_image()
        create_entry(
            body=f"Read [[a]]: up to p. 53\n\n* ![x]({image.get_absolute_url()})",
            topics=[topic],
            tags=["x", "y"],
        )
        create_entry(body="  \n    odd\r\n\r\n#x", topics=[topic], visibility="unlisted")
        create_entry(body="", topics=[topic, secret], is_date_inherited=True)
        create_entry(body="x", position=7, is_date_inherited=True, topics=[topic])
        create_entry(body="Gone").delete()
        with sitting(note="A reason", is_told=True):
            entry = Entry.objects.get(body="x")
            entry.slug, entry.body = "other", "y\n\nhttps://example.org/"
            entry.save()
        tag = Tag.objects.get(name="x")
        tag.name, tag.slug, tag.description = "letter x", "letter", "What"
        tag.save()
        Author.objects.get(family="Hu").variants.create(family="Hu", given="E.")
        other = create_paper(title="The same", authors=["Hu, Edward"], body="more")
        merge(paper, other)
        link = Link.objects.get(url="https://example.org/")
        link.health, link.checked_at = "gone", timezone.now()
        link.save()
        LinkCheck.objects.create(
            link=link, health="gone", status=404, checked_at=timezone.now() - timedelta(1)
        )
        Entry.objects.get(slug="other").save()
        self.go_round()

    def test_files_that_were_changed_here(self):
        self.write("log.md", LOG)
        self.run_import()
        entry = Entry.objects.get(body="second day")
        entry.body = "second day, edited"
        entry.save()
        Entry.objects.get(body="undated thing").delete()
        create_entry(body="New", topics=[Topic.objects.get()])
        self.go_round()

    @pytest.mark.once
    def test_the_real_site(self):
        if not REAL.is_dir():
            self.skipTest("the real site is not here")
        self.run_import(REAL)
        self.go_round()
        self.assert_as_they_came()
        self.export()
        self.assert_as_they_came()

    def assert_as_they_came(self):
        pages = [name for name in self.names() if name.endswith(".md")]
        self.assertEqual(len(pages), 8)
        for name in pages:
            self.assertEqual((self.out / name).read_bytes(), (REAL / name).read_bytes(), name)

    def test_posts_with_front_matter_of_other_kinds(self):
        self.write("_posts/2023-03-11-one.md", "---\ntitle: One\ntags: [a]\n---\nText\n")
        self.write("_posts/2023-03-12-two.md", '+++\ntitle = "Two"\nsecret = "x"\n+++\n\nText\n')
        self.write("_posts/2023-03-13-three.md", '{"title": "Three"}\n\nText\n')
        self.run_import()
        data = {name: (self.site / name).read_bytes() for name in ("_posts/2023-03-12-two.md",)}
        self.go_round()
        self.assertEqual({name: (self.out / name).read_bytes() for name in data}, data)
        entry = Entry.objects.get(read_on=date(2023, 3, 11))
        entry.body += "\n\nmore"
        entry.save()
        self.go_round()
        one = "---\ntitle: One\ntags: [a]\n---\nText\n\nmore\n"
        self.assertEqual(self.exported("_posts/2023-03-11-one.md"), one)
        self.export()
        self.assertEqual(self.exported("_posts/2023-03-11-one.md"), one)
        self.assertNotIn("secret", self.exported("_posts/2023-03-12-two.md"))

    def test_a_clash_that_nobody_has_settled(self):
        self.write("log.md", LOG)
        self.run_import()
        entry = Entry.objects.get(body="second day")
        entry.body = "second day here"
        entry.save()
        self.write("log.md", LOG.replace("second day", "second day there"))
        self.run_import()
        self.assertEqual(Clash.objects.count(), 1)
        self.go_round()

    def test_a_dry_run_writes_nothing(self):
        create_entry(body=f"![x]({create_image().get_absolute_url()})")
        self.export("--include-private")
        empty()
        before = rows()
        self.assertEqual(numbers(self.run_import(self.out, "--dry-run"), "entries"), [1, 0, 0])
        self.assertEqual(rows(), before)

    def test_it_can_come_in_again_and_again(self):
        self.write("log.md", LOG)
        self.run_import()
        create_entry(body="here")
        self.export("--include-private")
        before = rows()
        self.assertEqual(numbers(self.run_import(self.out), "entries"), [0, 0, 5])
        self.assertEqual(rows(), before)


@pytest.mark.once
class EditedTests(RoundTripMixin, TestCase):
    """Files of an export that somebody edits before they come in again."""

    def edit(self, name, old, new):
        text = self.exported(name)
        assert old in text, text
        (self.out / name).write_text(text.replace(old, new))

    def test_an_edit_comes_in_on_top_of_what_the_manifest_says(self):
        topic = create_topic(title="Reading")
        entry = create_entry(body="One\n* two", topics=[topic], tags=["a"])
        create_entry(body="Other", topics=[topic])
        before, versions = Entry.objects.get(pk=entry.pk), Version.objects.of(entry).count()
        self.export("--include-private")
        self.edit("topics/reading.md", "* two", "* three")
        empty()
        self.run_import(self.out)
        now = Entry.objects.get(pk=entry.pk)
        self.assertEqual(
            (now.body, now.slug, now.created_at), ("One\n* three", before.slug, before.created_at)
        )
        self.assertEqual(Entry.objects.count(), 2)
        self.assertEqual(Version.objects.of(now).count(), versions + 1)

    def test_an_edit_is_merged_with_what_changed_here_meanwhile(self):
        topic = create_topic(title="Reading")
        entry = create_entry(body="One\n* two", topics=[topic], tags=["a"])
        other = create_entry(body="Other thing", topics=[topic])
        self.export("--include-private")
        self.edit("topics/reading.md", "* two\n  #a", "* three\n  #a #b")
        self.edit("topics/reading.md", "Other thing", "Other thing in the file")
        entry.tags.add("c")
        other.body = "Other thing here"
        other.save()
        report = self.run_import(self.out)
        entry.refresh_from_db()
        other.refresh_from_db()
        self.assertEqual((entry.body, sorted(map(str, entry.tags.all()))), ("One\n* three", ["a", "b", "c"]))
        self.assertEqual(other.body, "Other thing here")
        self.assertIn("body of", report)

    def test_a_work_edited_in_its_file(self):
        create_paper(
            title="A paper",
            slug="a",
            body="One",
            publisher="P",
            identifiers=[("url", "https://a.org/"), ("url", "https://b.org/")],
        )
        self.export("--include-private")
        self.edit("papers/a.md", "One", "Two")
        empty()
        self.run_import(self.out)
        paper = Paper.objects.get()
        self.assertEqual((paper.body, paper.publisher, paper.identifiers.count()), ("Two", "P", 2))

    def test_files_that_stayed_are_not_gone(self):
        create_entry(body="One thing", topics=[create_topic(title="Reading")])
        self.export("--include-private")
        self.edit("topics/reading.md", "One thing", "One thing more")
        self.run_import(self.out)
        self.export("--include-private")
        self.run_import(self.out, "--prune")
        self.assertEqual((Entry.objects.get().body, Topic.objects.count()), ("One thing more", 1))

    def test_a_new_file_beside_comes_in(self):
        self.export("--include-private")
        (self.out / "new.md").write_text("# New\n\nText")
        self.run_import(self.out)
        self.assertEqual(Topic.objects.get().title, "New")

    def test_without_the_manifest_nothing_private_becomes_public(self):
        topic = create_topic(title="Reading")
        create_entry(body="secret", topics=[topic], visibility="private")
        create_entry(body="open", topics=[topic])
        self.export("--include-private")
        (self.out / "manifest.json").unlink()
        empty()
        self.run_import(self.out)
        self.assertEqual(Entry.objects.get(body="secret").visibility, "private")
        self.assertEqual(Entry.objects.get(body="open").visibility, "public")
        self.assertEqual({str(t) for e in Entry.objects.all() for t in e.topics.all()}, {"Reading"})


class IntoAnotherTests(RoundTripMixin, TestCase):
    def test_numbers_that_are_taken_are_given_anew(self):
        topic = create_topic(title="Reading")
        create_entry(body="One", topics=[topic])
        create_paper(title="P", authors=["Hu, E."], topics=[topic], tags=["x"])
        self.export("--include-private")
        empty()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence")
        mine = create_topic(title="Mine", pk=topic.pk)
        create_entry(body="Mine", pk=Entry.objects.count() + 1)
        self.run_import(self.out)
        self.assertEqual(Entry.objects.get(body="One").topics.get().title, "Reading")
        self.assertEqual(Topic.objects.get(pk=mine.pk).title, "Mine")
        version = Version.objects.of(Entry.objects.get(body="One")).first()
        self.assertEqual(version.values["topics"][0]["pk"], Topic.objects.get(title="Reading").pk)
        create_entry(body="And on")

    def test_what_is_here_by_its_address_stays(self):
        create_topic(title="Reading", body="Exported")
        self.export("--include-private")
        empty()
        create_topic(title="Reading", body="Here")
        report = self.run_import(self.out)
        self.assertEqual(Topic.objects.get().body, "Here")
        self.assertIn("something else is here already and stays as it is: Reading", report)

    def test_a_public_export_comes_in_with_a_history_of_its_own(self):
        topic = create_topic(title="Reading")
        create_entry(body="One", topics=[topic])
        self.export()
        empty()
        self.run_import(self.out)
        self.assertEqual(Entry.objects.get().source_file, "topics/reading.md")
        self.assertEqual(Version.objects.count(), 2)
        self.assertEqual(numbers(self.run_import(self.out), "entries"), [0, 0, 1])
        files = self.everything()
        self.export()
        self.assertEqual(self.exported("topics/reading.md").encode(), files["topics/reading.md"])


class BadManifestTests(RoundTripMixin, TestCase):
    def spoil(self, change):
        create_entry(body="One")
        self.export("--include-private")
        empty()
        manifest = json.loads(self.exported("manifest.json"))
        change(manifest)
        (self.out / "manifest.json").write_text(json.dumps(manifest))
        report = self.run_import(self.out, expect_problem=True)
        self.assertEqual(Entry.objects.count(), 0)
        return report

    def test_what_is_missing_is_said(self):
        self.assertIn(
            "not as this program writes it", self.spoil(lambda said: said["documents"][0].pop("values"))
        )

    def test_values_that_no_field_takes_are_said(self):
        report = self.spoil(lambda said: said["documents"][0]["values"].update(visibility="open"))
        self.assertIn("notes.entry", report)

    def test_an_address_that_no_page_can_have_is_said(self):
        report = self.spoil(lambda said: said["documents"][0]["values"].update(slug="<b>"))
        self.assertIn("of the manifest: slug: ", report)

    def test_an_origin_that_is_none_is_said(self):
        report = self.spoil(lambda said: said["documents"][0]["origin"].update(source_values=[1]))
        self.assertIn("source_values: This is no object.", report)

    def test_an_identifier_that_is_none_is_said(self):
        create_paper(title="A", identifiers=[("url", "https://a.org/")])

        def spoil(said):
            [paper] = [each for each in said["documents"] if each["model"] == "papers.paper"]
            paper["values"]["identifiers"][0]["value"] = "javascript:alert(1)"

        self.assertIn("not as this program writes it", self.spoil(spoil))

    def test_a_newer_format_is_refused(self):
        self.assertIn("newer version", self.spoil(lambda said: said.update(format=2)))

    def test_broken_json_is_refused(self):
        self.export()
        (self.out / "manifest.json").write_text('{"format": 1, "program": "Commonplace", [')
        self.assertIn("manifest.json is broken", self.run_import(self.out, expect_problem=True))

    def test_a_picture_that_is_another_is_left_out(self):
        image = create_image()
        self.export("--include-private")
        empty()
        default_storage.delete(f"images/{image.name}")
        (self.out / "media" / image.name).write_bytes(b"<script>")
        self.assertIn(f"the picture {image.name} is left out", self.run_import(self.out))
        self.assertEqual(Image.objects.count(), 0)
