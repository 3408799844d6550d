import hashlib
import json
import textwrap
from datetime import date
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from notes.importing.markdown.reading import read_page
from notes.importing.markdown.works import to_issued
from notes.importing.pages import LogPage, PaperPage, TopicPage
from notes.importing.problems import ImportProblem
from notes.importing.sites import decoded, find_pages, read_bytes
from papers.issued import Issued
from papers.names import Name, to_name, to_names

SITE = Path(settings.BASE_DIR).parent / "shared/data/bionotes"
TODAY = date(2023, 4, 12)
HEADING = "# [Attention Is All You Need](https://arxiv.org/abs/1706.03762)"


def read(body="", front="", *, name="notes.md", kind=None, year=2023):
    text = f"---\n{front}\n---\n{body}" if front else body
    return read_page(name, text, kind=kind, year=year, today=TODAY)


def families(*names):
    return tuple(Name(family=name) for name in names)


class KindTests(SimpleTestCase):
    def assert_kind(self, expected, *args, **kwargs):
        self.assertIs(type(read(*args, **kwargs)), expected)

    def test_a_heading_that_is_a_link_makes_a_paper(self):
        self.assert_kind(PaperPage, f"{HEADING}\ntext")
        self.assert_kind(PaperPage, "## *[x](/files/x.pdf)* ##\n")

    def test_a_link_into_the_site_makes_none(self):
        self.assert_kind(TopicPage, "# [x](/python/)\n")
        self.assert_kind(TopicPage, "# [x](#below)\n")
        self.assert_kind(TopicPage, "# ![x](https://x.org/x.png)\n")

    def test_the_folder_of_papers(self):
        self.assert_kind(PaperPage, "text", name="_papers/x.md")
        self.assert_kind(TopicPage, "text", name="_papers.md")

    def test_a_slug_that_ends_in_a_year_and_a_heading_with_a_link(self):
        self.assert_kind(PaperPage, "# Notes on [x](https://x.org)\n", name="x-2018.md")
        self.assert_kind(TopicPage, "# Notes on [x](https://x.org)\n", name="x-2018a.md")
        self.assert_kind(TopicPage, "# Notes on x\n", name="x-2018.md")

    def test_a_dated_bullet_makes_a_log(self):
        self.assert_kind(LogPage, "* 2/09 - Got it\n")
        self.assert_kind(LogPage, "\n## 2022 Log\n")
        self.assert_kind(TopicPage, "```\n* 2/09 - Got it\n```\n* a\n\t* 2/09 b\n")
        self.assert_kind(TopicPage, "## Blogging in 2022\n* 24/7\n* 3/4-inch\n")

    def test_front_matter_wins_over_the_text_and_the_command_over_both(self):
        self.assert_kind(TopicPage, "* 2/09 a\n", "layout: topic")
        self.assert_kind(PaperPage, "* 2/09 a\n", "layout: page\nkind: paper")
        self.assert_kind(LogPage, "* 2/09 a\n", "layout: post")
        self.assert_kind(LogPage, "* 2/09 a\n", "kind: paper", kind="log")


class CommonFieldTests(SimpleTestCase):
    def test_title_from_front_matter_heading_or_file(self):
        self.assertEqual(read("# A\n", "title: B").title, "B")
        self.assertEqual(read("text\n\n## *On* [A](/a) &amp; b\n").title, "On A & b")
        self.assertEqual(
            read("## 27 March 2023\n", name="_comp/2023-03-15-gen-ai_notes.md").title, "Gen ai notes"
        )
        self.assertEqual(read("x", "title: 1984").title, "1984")

    def test_slug_from_permalink_or_file(self):
        self.assertEqual(read("x", "permalink: /a/Gen-AI/").slug, "gen-ai")
        self.assertEqual(read("x", "permalink: /a/b.html").slug, "b")
        self.assertEqual(read("x", name="_posts/2023-03-15-Über uns.markdown").slug, "uber-uns")
        self.assertEqual(read("x", name="日記.md").slug, "日記")
        self.assertEqual(read("x", name="!!!.md").slug, "page")

    def test_permalink_has_a_slash_at_both_ends(self):
        for written in ("/benjamin-1936/", "benjamin-1936", "/benjamin-1936"):
            self.assertEqual(read("x", f"permalink: {written}").permalink, "/benjamin-1936/")
        self.assertEqual(read("x").permalink, "")

    def test_a_permalink_that_is_no_path_is_doubtful(self):
        page = read("x", "title: x\npermalink: /:nothing/:title/")
        self.assertEqual((page.permalink, page.slug), ("", "notes"))
        self.assertEqual([(doubt.line, doubt.text) for doubt in page.doubts], [(3, "/:nothing/:title/")])

    def test_tags_and_topics_as_list_commas_or_words(self):
        self.assertEqual(
            read("x", "tags: [machine learning, film, film, 2023]").tags, ("machine learning", "film", "2023")
        )
        self.assertEqual(read("x", "tags: machine learning, film").tags, ("machine learning", "film"))
        self.assertEqual(read("x", "tags: film art\ntopics: gen-ai").tags, ("film", "art"))
        self.assertEqual(read("x", "tags: film art\ntopics: gen-ai").topics, ("gen-ai",))
        self.assertEqual(read("x", "tags:\ntopics: []").tags, ())

    def test_the_most_private_word_wins(self):
        for front, visibility in (
            ("title: x", "public"), ("visibility: unlisted", "unlisted"), ("published: false", "private"),
            ("published: 'no'", "private"), ("draft: true", "private"),
            ("draft: yes\nvisibility: public", "private"),
            ("published: true\ndraft: false", "public"),
        ):  # fmt: skip
            self.assertEqual(read("x", front).visibility, visibility, front)
        self.assertEqual(read("x", name="_drafts/x.md").visibility, "private")

    def test_an_unknown_visibility_is_refused_with_its_line(self):
        for front in ("visibility: secret", "published: soon", "draft: [1]", "visibility: [private]"):
            with self.assertRaises(ImportProblem) as raised:
                read("x", f"title: x\n{front}")
            self.assertEqual(raised.exception.line, 3, front)

    def test_the_hash_is_of_the_text_as_it_was(self):
        text = "---\r\ntitle: ä\r\n---\r\nx"
        page = read_page("x.md", text, kind=None, year=None, today=TODAY)
        self.assertEqual(page.hash, hashlib.sha256(text.encode()).hexdigest())
        self.assertEqual((page.title, page.body), ("ä", "x"))

    def test_front_matter_is_kept_whole_and_fits_json(self):
        front = read(
            "x", "title: x\ndate: 2023-03-15\nsitemap: false\nnested: {a: [1, 2.5, null]}"
        ).front_matter
        self.assertEqual(front["date"], "2023-03-15")
        self.assertEqual(json.loads(json.dumps(front, allow_nan=False)), front)

    def test_a_topic_is_its_text_without_blank_ends(self):
        self.assertEqual(read("\n \n a\n\n\tb  \n\n").body, " a\n\n\tb  ")

    def test_lines_of_a_log_are_those_of_the_file(self):
        page = read("\n* 2/09 a\n\ntext\n", "title: x\ntags: film")
        self.assertEqual((page.entries[0].line, page.doubts[0].line, page.body), (6, 8, "text"))
        with self.assertRaisesMessage(ImportProblem, "line 5: 30 February 2023"):
            read("* 2/30 a\n", "title: x\ntags: film")


class PaperTests(SimpleTestCase):
    def test_title_and_address_from_the_heading(self):
        page = read(f"{HEADING}\n\nCommentary  \n", "title: Vaswani 2017")
        self.assertEqual((page.title, page.short_title), ("Attention Is All You Need", "Vaswani 2017"))
        self.assertEqual((page.url, page.body), ("https://arxiv.org/abs/1706.03762", "Commentary  "))

    def test_markup_in_the_title_goes(self):
        page = read('# ["The *Work* of A\\[r\\]t"](<https://x.org/a_(b)> "see")\n')
        self.assertEqual((page.title, page.url), ('"The Work of A[r]t"', "https://x.org/a_(b)"))

    def test_a_heading_whose_link_has_a_title_stays_for_its_words(self):
        page = read('# [x](https://x.org "see also")\n')
        self.assertEqual((page.title, page.body), ("x", '# [x](https://x.org "see also")'))

    def test_parentheses_in_an_address(self):
        self.assertEqual(read("# [a](https://x.org/M_(Vermeer))\n").url, "https://x.org/M_(Vermeer)")

    def test_a_heading_with_more_text_stays(self):
        page = read("# Notes on [x](https://x.org)\n\na\n", name="x-2018.md")
        self.assertEqual(
            (page.title, page.url, page.body), ("x", "https://x.org", "# Notes on [x](https://x.org)\n\na")
        )

    def test_bullets_wholly_understood_are_taken_off_and_others_stay(self):
        page = read(
            f"{HEADING}\n* Authors: Vaswani, Shazeer, et al.\n* First published: June 2017\n"
            "* Revised version: 2023\n* Published: 2018\n\n## Notes\n* Authors: x\n"
        )
        self.assertEqual((page.authors, page.has_other_authors), (families("Vaswani", "Shazeer"), True))
        self.assertEqual(page.issued, Issued(2017, 6))
        self.assertEqual(page.body, "* Revised version: 2023\n* Published: 2018\n\n## Notes\n* Authors: x")

    def test_bullets_that_say_more_stay(self):
        page = read(
            f"{HEADING}\n* Published: in Nature\n* Authors: [Jay Alammar](https://x.org)\n* By: A\n\t* b\n"
        )
        self.assertIsNone(page.issued)
        self.assertEqual(page.authors, (Name("Jay", "Alammar"),))
        self.assertEqual(
            page.body, "* Published: in Nature\n* Authors: [Jay Alammar](https://x.org)\n* By: A\n\t* b"
        )

    def test_front_matter_speaks_for_the_text(self):
        front = textwrap.dedent("""\
            title: Attention
            url: https://x.org
            short_title: ""
            authors: ["Vaswani, Ashish", {family: Shazeer}, {literal: OpenAI}, et al.]
            issued: 2017-06-12
            DOI: 10.1/x
            container-title: NeurIPS
            volume: 30
            status: read
            license: CC0""")
        page = read(f"{HEADING}\n* Authors: x\n* Published: 2020\n", front)
        self.assertEqual((page.title, page.url, page.short_title), ("Attention", "https://x.org", ""))
        self.assertEqual(
            page.authors, (Name("Ashish", "Vaswani"), Name(family="Shazeer"), Name(literal="OpenAI"))
        )
        self.assertTrue(page.has_other_authors)
        self.assertEqual(page.issued, Issued(2017, 6, 12))
        self.assertEqual(page.body, f"{HEADING}\n* Authors: x\n* Published: 2020")
        self.assertEqual(
            page.fields, {"doi": "10.1/x", "container_title": "NeurIPS", "volume": "30", "status": "read"}
        )

    def test_bad_fields_are_refused_with_their_line(self):
        for front in (
            "authors: [[a]]",
            "authors: 5",
            "issued: soon",
            "issued: 2018-13-01",
            "issued: [2018, 2, 30]",
        ):
            with self.assertRaises(ImportProblem) as raised:
                read(HEADING, f"title: x\n{front}")
            self.assertEqual(raised.exception.line, 3, front)


class IssuedTests(SimpleTestCase):
    def test_as_exact_as_it_is_known(self):
        for written, issued in (
            ("August 2021", Issued(2021, 8)), ("January, 2018", Issued(2018, 1)),
            ("Sept. 2020.", Issued(2020, 9)),
            ("March 1, 2023", Issued(2023, 3, 1)), ("1 March 2023", Issued(2023, 3, 1)),
            ("2018", Issued(2018)),
            ("10/25/2022", Issued(2022, 10, 25)), ("2023-03-01", Issued(2023, 3, 1)),
            ("2023-03", Issued(2023, 3)),
            (date(2023, 3, 1), Issued(2023, 3, 1)), (1936, Issued(1936)), ([2023], Issued(2023)),
            ([2023, 3], Issued(2023, 3)), ({"year": 2023, "month": None}, Issued(2023)),
            ({"year": 2023, "month": 3, "day": 1}, Issued(2023, 3, 1)),
        ):  # fmt: skip
            self.assertEqual(to_issued(written), issued, written)

    def test_what_is_no_date(self):
        for written in (
            "",
            "soon",
            "Foo 2021",
            "in 2021 or so",
            None,
            [],
            {},
            [1, 2, 3, 4],
            ["x"],
            "2023-13",
            True,
        ):
            self.assertIsNone(to_issued(written), written)


class NamesTests(SimpleTestCase):
    def assert_names(self, byline, *names, others=False):
        self.assertEqual(to_names(byline), (names, others), byline)

    def test_family_names_alone(self):
        self.assert_names(
            "Bommasani, Hudson, von Arx, et al.", *families("Bommasani", "Hudson", "von Arx"), others=True
        )
        self.assert_names(
            "Vaswani, Shazeer, and Parmar et al", *families("Vaswani", "Shazeer", "Parmar"), others=True
        )
        self.assert_names("Latour & Lowe", *families("Latour", "Lowe"))

    def test_names_turned_round(self):
        both = (Name("Ashish", "Vaswani"), Name("Noam", "Shazeer"))
        self.assert_names("Vaswani, Ashish; Shazeer, Noam", *both)
        self.assert_names("Vaswani, Ashish and Shazeer, Noam and others", *both, others=True)
        self.assert_names("Vaswani, A., Shazeer, N. M.", Name("A.", "Vaswani"), Name("N. M.", "Shazeer"))

    def test_given_name_first(self):
        self.assert_names(
            "Li Shen, Yan Sun and Dacheng Tao", Name("Li", "Shen"), Name("Yan", "Sun"), Name("Dacheng", "Tao")
        )
        self.assert_names("William J. Mitchell", Name("William J.", "Mitchell"))

    def test_particles_belong_to_the_family_name(self):
        self.assertEqual(to_name("Ludwig van Beethoven"), Name("Ludwig", "van Beethoven"))
        self.assertEqual(to_name("Daniel De Freitas"), Name("Daniel", "De Freitas"))
        self.assertEqual(to_name("María de la Cruz"), Name("María", "de la Cruz"))
        self.assertEqual(to_name("Quoc Le"), Name("Quoc", "Le"))
        self.assertEqual(to_name("Van Jones"), Name("Van", "Jones"))
        self.assertEqual(to_name("von Arx, Sydney"), Name("Sydney", "von Arx"))

    def test_what_cannot_be_divided_is_a_literal(self):
        for text in ("The Open Group", "Google Brain Team", "Bethge Lab", "村上春樹", "B3 (Berlin)", "xkcd"):
            self.assertEqual(to_name(text), Name(literal=text))
        self.assertEqual(to_name("{Barnes and Noble}"), Name(literal="Barnes and Noble"))

    def test_one_comma_and_one_person(self):
        self.assertEqual(
            to_names("Benjamin, Walter", is_one_person=True), ((Name("Walter", "Benjamin"),), False)
        )
        page = read(f"{HEADING}\n* Author: Benjamin, Walter\n")
        self.assertEqual(page.authors, (Name("Walter", "Benjamin"),))

    def test_nobody(self):
        self.assert_names("")
        self.assert_names("et al.", others=True)


class RealSiteTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not SITE.exists():
            cls.skipTest(cls, f"the real pages are not here: {SITE}")
        cls.texts = {name: decoded(read_bytes(path)) for name, path in find_pages(SITE)}
        cls.pages = {}
        for name, text in cls.texts.items():
            page = read_page(name, text, kind=None, year=None, today=TODAY)
            cls.pages[page.slug] = page

    def test_each_page_is_of_its_kind(self):
        kinds = {slug: type(page) for slug, page in self.pages.items()}
        self.assertEqual(
            kinds,
            {
                "gen-ai": LogPage,
                "benjamin-1936": PaperPage,
                "gopnik-2023-dalle": PaperPage,
                "schweibenz-2018": PaperPage,
                "foundation-model-stanford-paper-2022": PaperPage,
                "python": TopicPage,
                "transformer-1": TopicPage,
                "startups-v-incumbents-2023a": TopicPage,
            },
        )

    def test_nothing_is_doubtful_and_all_is_public(self):
        self.assertEqual([page.doubts for page in self.pages.values()], [()] * 8)
        self.assertEqual({page.visibility for page in self.pages.values()}, {"public"})
        self.assertEqual(
            [page.permalink for page in self.pages.values()], [f"/{slug}/" for slug in self.pages]
        )

    def test_the_head_of_the_foundation_models_paper(self):
        page = self.pages["foundation-model-stanford-paper-2022"]
        self.assertEqual(page.title, "On the Opportunities and Risks of Foundation Models")
        self.assertEqual(page.url, "https://arxiv.org/abs/2108.07258")
        self.assertEqual(page.short_title, "Foundation Model - Opportunities and Risks")
        self.assertEqual((len(page.authors), page.authors[5]), (9, Name(family="von Arx")))
        self.assertEqual((page.has_other_authors, page.issued), (True, Issued(2021, 8)))
        self.assertTrue(page.body.startswith("* Revised version: July 2022\n\nSee also\n"))

    def test_when_the_others_came_out(self):
        self.assertEqual(self.pages["gopnik-2023-dalle"].issued, Issued(2023, 3, 1))
        self.assertEqual(self.pages["schweibenz-2018"].issued, Issued(2018, 1))
        self.assertIsNone(self.pages["benjamin-1936"].issued)

    def test_commentaries_and_topics_stand_byte_for_byte_in_their_files(self):
        for page in self.pages.values():
            if page.slug not in ("gen-ai", "schweibenz-2018"):
                self.assertIn(page.body, self.texts[page.name])
        article, rest = self.pages["schweibenz-2018"].body.split("\n", 1)
        self.assertEqual(article, "* Article in Museum International ")
        self.assertIn(rest, self.texts["_history/schweibenz-2018.md"])
