from django.test import TestCase

from notes.models import Entry
from papers.models import Author, Paper
from passages.models import Permalink, Tag
from topics.models import Topic

from .sites import LOG, SiteMixin, numbers

PAGE = "---\ntitle: {}\n---\n\n{}\n"


class ManyFilesTests(SiteMixin, TestCase):
    """Which page is which document when files share names, move or change hands."""

    def test_pages_of_one_file_name_in_two_folders_stay_apart(self):
        self.write("a/python.md", PAGE.format("The language", "of programs"))
        self.write("python.md", PAGE.format("Snakes", "in the grass"))
        self.assertEqual(numbers(self.run_import(), "topics"), [2, 0, 0])
        self.assertEqual(numbers(self.run_import(), "topics"), [0, 0, 2])
        self.assertEqual(set(Topic.objects.values_list("title", flat=True)), {"The language", "Snakes"})

    def test_two_files_of_one_name_in_one_run_are_refused(self):
        first = self.write("a/log.md", LOG)
        second = self.write("b/log.md", LOG.replace("Reading", "Other").replace("/reading/", "/other/"))
        report = self.run_import(first, second, expect_problem=True)
        self.assertIn("has the same name in this run", report)
        self.assertEqual(Topic.objects.get().title, "Reading")

    def test_a_permalink_that_another_page_took_over_takes_no_text_with_it(self):
        self.write("x.md", "---\ntitle: X\npermalink: /a/\n---\n\ntext of X\n")
        self.run_import()
        self.write("x.md", "---\ntitle: X\npermalink: /b/\n---\n\ntext of X\n")
        self.write("y.md", "---\ntitle: Y\npermalink: /a/\n---\n\ntext of Y\n")
        report = self.run_import()
        self.assertIn("/a/ led to “X” and leads to “Y” now", report)
        self.assertEqual(
            {topic.title: topic.body for topic in Topic.objects.all()}, {"X": "text of X", "Y": "text of Y"}
        )
        self.assertEqual(Permalink.objects.get(path="/a/").owner.title, "Y")
        self.assertEqual(numbers(self.run_import(), "topics"), [0, 0, 2])

    def test_a_page_that_changed_its_kind_says_what_to_do(self):
        self.write("v.md", PAGE.format("V", "text"))
        self.run_import()
        self.write("v.md", "# [V](https://example.org/v)\n\ntext\n")
        report = self.run_import(expect_problem=True)
        self.assertIn("kind: topic", report)
        self.assertFalse(Paper.objects.exists())

    def test_a_page_that_was_deleted_here_comes_back_when_its_file_changes(self):
        self.write("v.md", "# [V](https://example.org/v)\n\ntext\n")
        self.write("w.md", PAGE.format("W", "text"))
        self.run_import()
        Paper.objects.get().delete()
        Topic.objects.get().delete()
        report = self.run_import()
        self.assertEqual(report.count("deleted here, so left out until the file changes"), 2)
        self.assertFalse(Paper.objects.exists() or Topic.objects.exists())
        self.write("v.md", "# [V](https://example.org/v)\n\nother text\n")
        self.assertEqual(numbers(self.run_import(), "papers"), [1, 0, 0])
        self.assertEqual(Paper.objects.get().body.strip(), "other text")

    def test_a_log_that_was_imported_alone_is_known_in_its_folder(self):
        path = self.write("c/_logs/log.md", LOG.replace("permalink: /reading/\n", ""))
        self.run_import(path)
        self.assertEqual(numbers(self.run_import(self.site / "c"), "entries"), [0, 0, 4])
        self.assertEqual((Topic.objects.count(), Entry.objects.count()), (1, 4))

    def test_a_half_that_moves_to_a_file_of_its_own_takes_its_entries_along(self):
        self.write("log.md", LOG)
        self.run_import()
        before = set(Entry.objects.values_list("pk", "slug"))
        head, tail = LOG.split("## 27 March 2023")
        self.write("log.md", head)
        self.write("more.md", f"---\ntitle: More\nkind: log\n---\n## 27 March 2023{tail}")
        report = self.run_import()
        self.assertEqual(numbers(report, "entries"), [0, 1, 3])
        self.assertEqual(set(Entry.objects.values_list("pk", "slug")), before)

    def test_a_page_of_another_folder_does_not_open_what_is_private(self):
        private = "---\ntitle: {}\nvisibility: private\n---\n"
        self.write("vault/notes/Ideas.md", private.format("Ideas") + "my own\n")
        self.write("vault/days.md", private.format("Days") + "## 2023 Log\n* 3/11 - the same words\n")
        self.run_import(self.site / "vault")
        Topic.objects.filter(title="Ideas").update(body="more of my own")
        Entry.objects.update(body="the same words, and my own")
        self.write("web/Ideas.md", PAGE.format("Ideas", "for all"))
        self.write("web/log.md", "---\ntitle: Log\n---\n## 2023 Log\n* 3/11 - the same words\n")
        self.run_import(self.site / "web")
        for model in (Topic, Entry):
            public = model.objects.filter(visibility="public")
            self.assertFalse(public.filter(body__contains="my own"), model)
            self.assertTrue(model.objects.filter(body__contains="my own", visibility="private"), model)
        self.assertEqual(numbers(self.run_import(self.site / "vault"), "entries"), [0, 0, 1])

    def test_a_page_of_the_same_name_in_another_folder_is_no_other_form_of_it(self):
        self.write("a/index.md", PAGE.format("Home", "of one"))
        self.write("b/index.md", PAGE.format("Start", "of the other"))
        self.run_import(self.site / "a")
        report = self.run_import(self.site / "b", expect_problem=True)
        self.assertIn("a/index.md is “Home” here; call one of the files something else", report)
        self.assertEqual(Topic.objects.get().body, "of one")
        (self.site / "a/index.md").unlink()
        self.run_import(self.site / "b")
        self.assertEqual(Topic.objects.get().body, "of the other")

    def test_a_page_that_moves_within_its_folder_may_open(self):
        self.write("drafts/Ideas.md", "---\ntitle: Ideas\nvisibility: private\n---\nwords\n")
        self.run_import()
        (self.site / "drafts/Ideas.md").rename(self.site / "Ideas.md")
        self.write("Ideas.md", PAGE.format("Ideas", "words"))
        self.run_import()
        self.assertEqual(Topic.objects.get().visibility, "public")

    def test_the_same_bullet_in_two_logs_is_two_entries(self):
        self.write("a.md", LOG)
        self.write("b.md", LOG.replace("/reading/", "/other/").replace("Reading", "Other"))
        self.assertEqual(numbers(self.run_import(), "entries"), [8, 0, 0])
        self.assertEqual(numbers(self.run_import(), "entries"), [0, 0, 8])


class EntriesAgainTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.write("log.md", LOG)
        self.run_import()

    def test_another_way_to_write_the_same_makes_nothing_twice(self):
        days = "".join(f"* 1/{day % 6 + 1:02} - Read number {day} of many\n" for day in range(60))
        self.write("log.md", f"## 2022 Log\n{days}")
        self.run_import(self.site, "--as", "log")
        self.write("log.md", f"## 2022 Log\n{days.replace(' - Read', ' Read').replace('* 1/', '- 1/')}")
        report = self.run_import(self.site, "--as", "log")
        self.assertEqual(numbers(report, "entries"), [0, 0, 60])

    def test_an_entry_kept_after_it_left_its_log_is_not_taken_by_another_text(self):
        self.write("log.md", LOG.replace("* 3/12 second day", ""))
        self.run_import()
        self.write("log.md", LOG.replace("* 3/12 second day", "* 3/12 second days are fine"))
        self.run_import()
        bodies = set(Entry.objects.filter(read_on="2023-03-12").values_list("body", flat=True))
        self.assertLessEqual({"second day", "second days are fine"}, bodies)

    def test_an_entry_that_comes_back_is_the_same(self):
        keys = set(Entry.objects.values_list("pk", flat=True))
        self.write("log.md", LOG.replace("* 3/12 second day", ""))
        self.run_import()
        self.write("log.md", LOG)
        self.assertEqual(numbers(self.run_import(), "entries")[0], 0)
        self.assertEqual(set(Entry.objects.values_list("pk", flat=True)), keys)

    def test_what_was_deleted_here_does_not_come_back(self):
        Entry.objects.get(body="second day").delete()
        for _ in range(2):
            report = self.run_import()
            self.assertEqual(numbers(report, "entries"), [0, 0, 3])
            self.assertIn("deleted here, so left out: second day", report)

    def test_a_definition_that_changes_reaches_the_entries_that_use_it(self):
        log = LOG.replace("second day", "see [this][b]") + "\n[b]: https://example.org/{}\n"
        self.write("log.md", log.format("old"))
        self.run_import()
        self.write("log.md", log.format("new"))
        self.assertEqual(numbers(self.run_import(), "entries"), [0, 1, 3])
        entry = Entry.objects.get(read_on="2023-03-12", position=0, body__contains="see")
        self.assertIn('href="https://example.org/new"', entry.body_html)

    def test_a_second_bullet_like_one_that_is_there_is_new(self):
        self.write("log.md", LOG.replace("* 3/12 second day", "* 3/12 second day\n* 3/12 second day"))
        self.assertEqual(numbers(self.run_import(), "entries"), [1, 1, 3])  # the one below moves down


class TopicsByNameTests(SiteMixin, TestCase):
    def name_topic(self, name: str, **fields: str) -> None:
        front = "".join(f"{key}: {value}\n" for key, value in fields.items())
        self.write(
            "_papers/p.md", f"---\ntopics: [{name}]\n{front}---\n# [P](https://example.org/p)\n\ntext\n"
        )

    def test_a_topic_may_be_named_in_words_and_signs(self):
        for name, slug in (("Generative AI", "generative-ai"), ("C++", "c")):
            self.name_topic(name)
            self.run_import()
            self.assertEqual(Topic.objects.get(slug=slug).title, name)

    def test_a_private_page_stays_private_although_a_paper_names_it_first(self):
        self.name_topic("secret-plan")
        self.write(
            "secret-plan.md", "---\ntitle: The Plan\nvisibility: private\ntags: [hush]\n---\n\nsecret body\n"
        )
        report = self.run_import()
        self.assertNotIn("Changed here", report)
        self.assertEqual(self.client.get("/topics/secret-plan/").status_code, 404)
        self.assertNotIn("hush", self.client.get("/tags/").text)
        self.assertEqual(Topic.objects.get().title, "The Plan")

    def test_a_topic_that_only_a_private_paper_names_is_private(self):
        self.name_topic("secret-plan", visibility="private")
        self.run_import()
        self.assertEqual(Topic.objects.get().visibility, "private")

    def test_a_private_page_closes_a_topic_that_was_made_here(self):
        Topic.objects.create(title="Plan", slug="plan")
        self.write("plan.md", "---\ntitle: Plan\nvisibility: private\n---\n\nsecret body\n")
        self.run_import()
        self.assertEqual(Topic.objects.get().visibility, "private")


class UnsaidTests(SiteMixin, TestCase):
    FRONT = "publisher: Springer\nissued: 2020-05\ncitation_key: k1\ntags: [Ai]\n"
    PAPER = "---\n{}---\n# [P](https://example.org/p)\n\ntext\n"

    def test_what_the_source_says_no_more_is_taken_off(self):
        Tag.objects.create(name="AI")
        self.write("p.md", self.PAPER.format(self.FRONT))
        self.run_import()
        self.write("p.md", self.PAPER.format("title: P\n"))
        self.assertEqual(numbers(self.run_import(), "papers"), [0, 1, 0])
        paper = Paper.objects.get()
        self.assertEqual((paper.publisher, paper.issued_year, paper.citation_key), ("", None, None))
        self.assertFalse(paper.tags.exists())

    def test_unless_it_was_changed_here(self):
        self.write("p.md", self.PAPER.format(self.FRONT))
        self.run_import()
        Paper.objects.update(publisher="Mine")
        self.write("p.md", self.PAPER.format("title: P\n"))
        self.assertIn("publisher of", self.run_import())
        self.assertEqual(Paper.objects.get().publisher, "Mine")

    def test_two_authors_of_one_name_are_no_obstacle(self):
        first = Author.objects.create(given="John", family="Smith")
        Author.objects.create(given="John", family="Smith")
        self.write("p.md", self.PAPER.format("authors: [John Smith]\n"))
        self.run_import()
        self.assertEqual(Paper.objects.get().authorships.get().author, first)
