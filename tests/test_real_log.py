"""The first user's log, from its Markdown files to the pages."""

import re
from html.parser import HTMLParser
from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from notes.models import Entry
from papers.models import Paper
from passages.models import Link
from topics.models import Topic

from .paths import BIONOTES, needs_bionotes

LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)*)\)")
WORD = re.compile(r"\w+")


def import_bionotes(*paths: str) -> str:
    out = StringIO()
    call_command("import_notes", *(paths or [str(BIONOTES)]), stdout=out)
    return out.getvalue()


def row(report: str, noun: str) -> list[int]:
    """Made, updated and unchanged of one noun in the report."""
    line = next(line for line in report.splitlines() if line.startswith(noun))
    return [int(number) for number in line.split()[1:]]


class Reader(HTMLParser):
    """Collects the text and the addresses of links of a page."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self.hrefs: list[str] = []

    def handle_data(self, data):
        self.texts.append(data)

    def handle_starttag(self, tag, attrs):
        self.hrefs += [value for name, value in attrs if name == "href"]


@needs_bionotes
class RealLogTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.report = import_bionotes()
        cls.source = (BIONOTES / "_comp" / "gen-ai.md").read_text()

    def read_timeline(self) -> Reader:
        reader, address = Reader(), reverse("notes:timeline")
        while address:
            html = self.client.get(address).text
            reader.feed(html)
            older = re.search(r'<a rel="next nofollow" href="([^"]+)"', html)
            address = older[1].replace("&amp;", "&") if older else ""
        return reader

    def test_the_log_has_35_entries_on_23_days(self):
        self.assertIn("35 entries on 23 days", self.report)
        self.assertEqual(row(self.report, "entries"), [35, 0, 0])
        self.assertEqual(Entry.objects.count(), 35)
        self.assertEqual(Entry.objects.dates("read_on", "day").count(), 23)

    def test_the_pages_beside_it_are_papers_and_topics(self):
        self.assertEqual(
            set(Paper.objects.values_list("slug", flat=True)),
            {"benjamin-1936", "gopnik-2023-dalle", "schweibenz-2018", "foundation-model-stanford-paper-2022"},
        )
        self.assertEqual(
            set(Topic.objects.values_list("slug", flat=True)),
            {"gen-ai", "transformer-1", "python", "startups-v-incumbents-2023a"},
        )

    def test_a_second_run_makes_and_changes_nothing(self):
        before = list(Entry.objects.values_list("pk", "slug", "updated_at").order_by("pk"))
        report = import_bionotes()
        for noun in ("entries", "papers", "topics", "authors", "links"):
            self.assertEqual(row(report, noun)[:2], [0, 0], noun)
        self.assertEqual(row(report, "entries"), [0, 0, 35])
        self.assertEqual(list(Entry.objects.values_list("pk", "slug", "updated_at").order_by("pk")), before)

    def test_every_link_of_the_log_stands_on_the_timeline(self):
        written = LINK.findall(self.source)
        self.assertEqual(len(written), 56)
        hrefs = self.read_timeline().hrefs
        former = {
            "/gopnik-2023-dalle/": "/papers/gopnik-2023-dalle/",
            "/benjamin-1936/": "/papers/benjamin-1936/",
            "/schweibenz-2018/": "/papers/schweibenz-2018/",
            "/startups-v-incumbents-2023a": "/topics/startups-v-incumbents-2023a/",
            "/foundation-model-stanford-paper-2022/": "/papers/foundation-model-stanford-paper-2022/",
            "/transformer-1": "/topics/transformer-1/",
            "/python": "/topics/python/",
            "www.character.ai": "https://www.character.ai",
        }
        missing = [href for href in written if former.get(href, href) not in hrefs]
        self.assertEqual(missing, [])
        self.assertEqual(sum(href.startswith("http") for href in written), 48)

    def test_every_word_of_the_log_stands_on_the_pages(self):
        reader = self.read_timeline()
        reader.feed(self.client.get("/topics/gen-ai/").text)
        seen = set(WORD.findall(" ".join([*reader.texts, *reader.hrefs])))
        _, front, body = self.source.split("---\n", 2)
        # The day of an entry stands on the pages as a date.
        body = re.sub(r"(?m)^\* (\d{1,2}/\d{2})\b", "* ", body)
        # The slash of an address that has moved leads to the new one, tested above.
        words = set(WORD.findall(LINK.sub(lambda match: match[0].rpartition("](")[0], body)))
        words |= set(WORD.findall(front.partition("permalink")[0].removeprefix("title:")))
        self.assertEqual(words - seen, set())

    def test_every_word_of_the_other_pages_stands_on_theirs(self):
        for document in [*Paper.objects.all(), *Topic.objects.exclude(slug="gen-ai")]:
            with self.subTest(document.slug):
                reader = Reader()
                reader.feed(self.client.get(document.get_absolute_url()).text)
                seen = set(WORD.findall(" ".join([*reader.texts, *reader.hrefs])))
                text = (BIONOTES / document.source_file).read_text().split("---\n", 2)[2]
                labels = {"Authors", "First", "Published", "published", "et", "al"}
                self.assertEqual(set(WORD.findall(text)) - seen - labels, set())

    def test_links_to_its_own_pages_are_mentions(self):
        entry = Entry.objects.get(read_on="2023-03-07")
        self.assertEqual(
            set(entry.papers.values_list("slug", flat=True)),
            {"benjamin-1936", "gopnik-2023-dalle", "schweibenz-2018"},
        )

    def test_each_paper_lists_the_entries_that_mention_it(self):
        html = self.client.get("/papers/benjamin-1936/").text
        self.assertIn('<time datetime="2023-03-07">7 March 2023</time>', html)

    def test_quotations_stand_with_their_locators(self):
        html = self.client.get("/papers/foundation-model-stanford-paper-2022/").text
        self.assertIn('Introduction <span class="locator">p. 3</span>', html)
        self.assertIn('<span class="locator locator--inherited">(4.1.1)</span>', html)
        self.assertIn('<nav aria-label="Contents"', html)

    def test_each_mention_stands_on_the_trail_in_its_own_words(self):
        html = self.client.get("/papers/benjamin-1936/").text
        self.assertIn("Walter Benjamin 1936 essay", html)
        self.assertIn("In the log from 5 March 2023 to 7 March 2023.", html)

    def test_the_notes_on_a_work_stand_in_page_order(self):
        address = "/papers/foundation-model-stanford-paper-2022/notes/"
        placed = self.client.get(address).context["placed"]
        self.assertGreater(len(placed), 30)
        keys = [note.locator_sort for note in placed]
        self.assertEqual(keys, sorted(keys))
        pages = {note.pk: note.locator for note in placed}
        place = self.client.get(f"{address}?at=80").url.rpartition("#note-")[2]
        self.assertEqual(pages[int(place)], "p. 74")

    def test_an_old_permalink_redirects_to_the_paper(self):
        response = self.client.get("/benjamin-1936/")
        self.assertRedirects(response, "/papers/benjamin-1936/", status_code=301)

    def test_links_are_kept_once(self):
        urls = list(Link.objects.values_list("url", flat=True))
        self.assertEqual(len(urls), len(set(urls)))
        self.assertTrue(Link.objects.filter(url="https://www.character.ai/").exists())

    def test_a_tag_added_in_the_admin_survives_the_next_import(self):
        owner = get_user_model().objects.create_superuser("owner", password="secret")
        self.client.force_login(owner)
        entry = Entry.objects.get(read_on="2023-03-11")
        address = reverse("admin:notes_entry_change", args=[entry.pk])
        form = self.client.get(address).context["adminform"].form
        data = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in data.items() if value is not None}
        response = self.client.post(address, data | {"tags": "llama, apple silicon"})
        self.assertRedirects(response, reverse("admin:notes_entry_changelist"))
        report = import_bionotes()
        self.assertEqual(row(report, "entries"), [0, 0, 35])
        entry.refresh_from_db()
        self.assertEqual({tag.name for tag in entry.tags.all()}, {"llama", "apple silicon"})
        self.assertContains(self.client.get("/tags/llama/"), "running FB")
