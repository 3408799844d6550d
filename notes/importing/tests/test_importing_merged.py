from django.test import TestCase

from papers.merging import merge, merge_authors, undo
from papers.models import Author, Merge, Paper

from .sites import SiteMixin, numbers

PAGE = (
    "---\ntitle: {}\npermalink: /{}/\nauthors: [{}]\ntags: [{}]\n---\n# [{}](https://example.org/{})\n\n{}\n"
)


class MergedSite(SiteMixin):
    """Two papers by one author, and a log that names one of them."""

    def write_paper(self, name, *, title, author="Ada Lovelace", tag="engines", text="words"):
        self.write(f"_papers/{name}.md", PAGE.format(title, name, author, tag, title, name, text))

    def setUp(self):
        super().setUp()
        self.write_paper("first", title="First", text="first words")
        self.write_paper("second", title="Second", tag="sums", text="second words")
        self.write(
            "log.md", "---\ntitle: Log\n---\n## 2023 Log\n* 3/11 - Read [it](/second/) and [[second]]\n"
        )
        self.run_import()
        self.first, self.second = Paper.objects.get(slug="first"), Paper.objects.get(slug="second")


class MergedPagesTests(MergedSite, TestCase):
    """What a run of the import makes of works that were merged since the last one."""

    def state(self):
        return [
            (paper.slug, paper.title, paper.body, paper.source_file, {tag.name for tag in paper.tags.all()})
            for paper in Paper.objects.all()
        ]

    def test_the_same_files_bring_nothing_back(self):
        merge(self.first, self.second)
        before = self.state()
        report = self.run_import()
        self.assertEqual(numbers(report, "papers"), [0, 0, 2])
        self.assertNotIn("kept as it is here", report)
        self.assertEqual(self.state(), before)
        self.assertIn("first words\n\n---\n\nsecond words", before[0][2].replace("words\n\n\n", "words\n\n"))

    def test_either_file_alone_brings_nothing_back(self):
        merge(self.first, self.second)
        before = self.state()
        for name in ("second", "first"):
            self.run_import(self.site / f"_papers/{name}.md")
        self.assertEqual([row[:3] for row in self.state()], [row[:3] for row in before])

    def test_a_file_that_changed_is_a_clash(self):
        merge(self.first, self.second)
        before = self.state()
        self.write_paper("second", title="Second", text="third words")
        self.assertIn("“Second” was merged into “First”", self.run_import())
        self.assertEqual(self.state(), before)

    def test_the_file_of_the_one_that_stays_is_read_as_ever(self):
        merge(self.first, self.second)
        self.write_paper("first", title="First of all", tag="looms", text="first words")
        self.run_import()
        paper = Paper.objects.get()
        self.assertEqual(paper.title, "First of all")
        self.assertEqual({tag.name for tag in paper.tags.all()}, {"looms", "sums"})
        self.assertIn("second words", paper.body)

    def test_a_work_made_by_hand_takes_the_file_over(self):
        own = Paper.objects.create(title="Own", body="own words")
        merge(own, self.second)
        before = self.state()
        self.assertEqual(numbers(self.run_import(), "papers"), [0, 0, 2])
        self.assertEqual(self.state(), before)
        own.refresh_from_db()
        self.assertEqual(own.source_file, "_papers/second.md")

    def test_works_taken_apart_have_their_files_again(self):
        before = self.state()
        undo(merge(self.first, self.second))
        self.assertEqual(numbers(self.run_import(), "papers"), [0, 0, 2])
        self.assertEqual(self.state(), before)
        self.assertFalse(Merge.objects.exists())

    def test_links_of_the_log_lead_to_the_one_that_stays(self):
        merge(self.first, self.second)
        self.run_import()
        self.assertEqual(self.first.entries.count(), 1)
        self.assertRedirects(self.client.get("/second/"), "/papers/first/", status_code=301)


class MergedAuthorsTests(MergedSite, TestCase):
    def test_a_new_page_finds_the_author_under_the_old_name(self):
        kept = Author.objects.create(given="Augusta", family="King")
        merge_authors(kept, [Author.objects.get(family="Lovelace")])
        self.write_paper("third", title="Third", author="Ada Lovelace")
        report = self.run_import()
        self.assertEqual(numbers(report, "authors"), [0, 0, 1])
        self.assertEqual(Author.objects.get().authorships.count(), 3)
