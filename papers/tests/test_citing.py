"""References against the examples of the style guides, and what can be in their way.

APA: https://apastyle.apa.org/style-grammar-guidelines/references/examples (journal article, book, edited book
chapter, report). MLA: https://style.mla.org/works-cited/citations-by-format/. Chicago: the quick guide at
https://www.chicagomanualofstyle.org/tools_citationguide/citation-guide-2.html.
"""

from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils.html import strip_tags

from papers.citing import references, to_citations
from papers.citing.references import STYLES, to_reference
from papers.models import Authorship, Identifier, Paper

from .factories import create_author, create_paper


def item(**fields):
    names = fields.pop("authors", [])
    authors = [dict(zip(("family", "given"), name.split(", "), strict=False)) for name in names]
    date = fields.pop("issued", None)
    dated = {"issued": {"date-parts": [date]}} if date else {}
    fields = {name.replace("_", "-"): value for name, value in fields.items()}
    return {"id": "work", "type": "article-journal", "author": authors} | dated | fields


class GuideTests(SimpleTestCase):
    maxDiff = None

    def assert_cited(self, style, expected, **fields):
        self.assertEqual(to_reference(style, item(**fields)), expected)

    def test_apa_journal_article(self):
        self.assert_cited(
            "apa",
            "Grady, J. S., Her, M., Moreno, G., Perez, C., &amp; Yelinek, J. (2019). Emotions in storybooks: "
            "A comparison of storybooks that represent ethnic and racial groups in the United States. "
            "<i>Psychology of Popular Media Culture</i>, <i>8</i>(3), 207–217. "
            "https://doi.org/10.1037/ppm0000185",
            authors=["Grady, Jessica S.", "Her, Mai", "Moreno, Geena", "Perez, Claudia", "Yelinek, Julia"],
            issued=[2019],
            title="Emotions in storybooks: A comparison of storybooks that represent ethnic and racial "
            "groups in the United States",
            container_title="Psychology of Popular Media Culture",
            volume="8",
            issue="3",
            page="207-217",
            DOI="10.1037/ppm0000185",
        )

    def test_apa_book(self):
        self.assert_cited(
            "apa",
            "Jackson, L. M. (2019). <i>The psychology of prejudice: From attitudes to social action</i> "
            "(2nd ed.). American Psychological Association. https://doi.org/10.1037/0000168-000",
            type="book",
            authors=["Jackson, Lynne M."],
            issued=[2019],
            title="The psychology of prejudice: From attitudes to social action",
            edition="2",
            publisher="American Psychological Association",
            DOI="10.1037/0000168-000",
        )

    def test_apa_chapter(self):
        self.assert_cited(
            "apa",
            "Aron, L., Botella, M., &amp; Lubart, T. (2019). Culinary arts: Talent and their development. In "
            "R. F. Subotnik, P. Olszewski-Kubilius, &amp; F. C. Worrell (Eds.), <i>The psychology of high "
            "performance: Developing human potential into domain-specific talent</i> (pp. 345–359). American "
            "Psychological Association. https://doi.org/10.1037/0000120-016",
            type="chapter",
            authors=["Aron, Lisa", "Botella, Marion", "Lubart, Todd"],
            editor=[
                {"family": "Subotnik", "given": "Rena F."},
                {"family": "Olszewski-Kubilius", "given": "Paula"},
                {"family": "Worrell", "given": "Frank C."},
            ],
            issued=[2019],
            title="Culinary arts: Talent and their development",
            container_title="The psychology of high performance: Developing human potential into "
            "domain-specific talent",
            page="345-359",
            publisher="American Psychological Association",
            DOI="10.1037/0000120-016",
        )

    def test_apa_web_page(self):
        self.assert_cited(
            "apa",
            "World Health Organization. (2018, May 24). <i>The top 10 causes of death</i>. "
            "https://www.who.int/news-room/fact-sheets/detail/the-top-10-causes-of-death",
            type="webpage",
            author=[{"literal": "World Health Organization"}],
            issued=[2018, 5, 24],
            title="The top 10 causes of death",
            URL="https://www.who.int/news-room/fact-sheets/detail/the-top-10-causes-of-death",
        )

    def test_mla_journal_article(self):
        self.assert_cited(
            "mla",
            "Baron, Naomi S. “Redefining Reading: The Impact of Digital Communication Media.” <i>PMLA</i>, "
            "vol. 128, no. 1, Jan. 2013, pp. 193–200.",
            authors=["Baron, Naomi S."],
            issued=[2013, 1],
            title="Redefining Reading: The Impact of Digital Communication Media",
            container_title="PMLA",
            volume="128",
            issue="1",
            page="193-200",
        )

    def test_mla_book(self):
        self.assert_cited(
            "mla",
            "Dorris, Michael, and Louise Erdrich. <i>The Crown of Columbus</i>. HarperCollins, 1999.",
            type="book",
            authors=["Dorris, Michael", "Erdrich, Louise"],
            issued=[1999],
            title="The Crown of Columbus",
            publisher="HarperCollins",
        )

    def test_chicago_journal_article(self):
        self.assert_cited(
            "chicago",
            "Keng, Shao-Hsun, Chun-Hung Lin, and Peter F. Orazem. 2017. “Expanding College Access in Taiwan, "
            "1978–2014: Effects on Graduate Quality and Income Inequality.” <i>Journal of Human Capital</i> "
            "11 (1): 1–34. https://doi.org/10.1086/690235.",
            authors=["Keng, Shao-Hsun", "Lin, Chun-Hung", "Orazem, Peter F."],
            issued=[2017],
            title="Expanding College Access in Taiwan, 1978–2014: Effects on Graduate Quality and Income "
            "Inequality",
            container_title="Journal of Human Capital",
            volume="11",
            issue="1",
            page="1-34",
            DOI="10.1086/690235",
        )

    def test_chicago_book(self):
        self.assert_cited(
            "chicago",
            "Grazer, Brian, and Charles Fishman. 2015. <i>A Curious Mind: The Secret to a Bigger Life</i>. "
            "New York: Simon &amp; Schuster.",
            type="book",
            authors=["Grazer, Brian", "Fishman, Charles"],
            issued=[2015],
            title="A Curious Mind: The Secret to a Bigger Life",
            publisher="Simon & Schuster",
            publisher_place="New York",
        )

    def test_the_others(self):
        fields = {
            "authors": ["Halpern, Scott D.", "Ubel, Peter A.", "Caplan, Arthur L."],
            "issued": [2002],
            "title": "Solid-organ transplantation in HIV-infected patients",
            "container_title": "N Engl J Med",
            "volume": "347",
            "issue": "4",
            "page": "284-287",
        }
        self.assert_cited(
            "vancouver",
            "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J "
            "Med. 2002;347(4):284–7.",
            **fields,
        )
        self.assert_cited(
            "ieee",
            "S. D. Halpern, P. A. Ubel, and A. L. Caplan, “Solid-organ transplantation in HIV-infected "
            "patients,” <i>N Engl J Med</i>, vol. 347, no. 4, pp. 284–287, 2002.",
            **fields,
        )
        self.assert_cited(
            "harvard",
            "Halpern, S.D., Ubel, P.A. and Caplan, A.L. (2002) ‘Solid-organ transplantation in HIV-infected "
            "patients’, <i>N Engl J Med</i>, 347(4), pp. 284–287.",
            **fields,
        )


class ReferenceTests(SimpleTestCase):
    def test_what_looks_like_html_is_text(self):
        for title in ("<script>alert(1)</script> & co", "A < B &amp; C", "\ue001b\ue002"):
            for style in STYLES:
                html = to_reference(style, item(title=title, authors=["O<i>Neil, <b>"]))
                self.assertNotIn("<script", html)
                self.assertNotIn("<b>", html)
        self.assertIn("A &lt; B &amp;amp; C", to_reference("apa", item(title="A < B &amp; C")))

    def test_any_script_is_kept(self):
        for title in ("מבוא לכתב", "注意力就是你所需要的", "🤔 and so on", r"$\alpha$-bounds"):
            for style in STYLES:
                self.assertIn(title, strip_tags(to_reference(style, item(title=title, type="book"))))

    def test_what_is_unknown_is_left_out(self):
        self.assertEqual(to_reference("apa", item(type="book", title="Works")), "<i>Works</i>. (n.d.).")
        self.assertIn("44 B.C.E.", to_reference("apa", item(title="Works", issued=[-44])))

    def test_no_mark_is_doubled(self):
        asked = item(title="What is it?", authors=["Ada, Bob"], issued=[2001], container_title="Who?")
        for style in STYLES:
            self.assertNotRegex(strip_tags(to_reference(style, asked)), r"[?.]\.|\.,\.|\?”\.")

    def test_what_stands_for_the_author_is_not_repeated(self):
        for style in STYLES:
            html = to_reference(style, item(type="webpage", title="Tuition", URL="https://example.org/t"))
            self.assertEqual(html.count("Tuition"), 1, style)

    @override_settings(LANGUAGE_CODE="de")
    def test_they_speak_the_language_of_the_site(self):
        html = to_reference("chicago", item(title="Über Mut", authors=["Ada, B.", "Bob, C."], issued=[2001]))
        self.assertIn("und C. Bob", html)
        self.assertIn("„Über Mut“", html)

    def test_a_style_that_fails_leaves_a_plain_reference(self):
        with (
            mock.patch.object(references, "render", side_effect=IndexError),
            self.assertLogs("papers.citing.references", "ERROR"),
        ):
            html = to_reference("apa", item(title="A & B", authors=["Ada, B."], issued=[2001]))
        self.assertEqual(html, "Ada. 2001. A &amp; B.")

    def test_what_is_made_of_the_same_stays(self):
        made = to_citations(item(title="One"), {})
        self.assertIs(to_citations(item(title="One"), made), made)
        self.assertNotEqual(to_citations(item(title="Two"), made), made)


class RefreshTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(
            title="Attention is all you need",
            type="article",
            authors=["van der Berg, Ada", "ACME"],
            issued_year=2017,
        )

    def apa(self):
        return Paper.objects.get(pk=self.paper.pk).citations["apa"]

    def test_they_are_made_on_save(self):
        self.assertEqual(
            self.apa(), "van der Berg, A., &amp; ACME. (2017). <i>Attention is all you need</i>."
        )
        Paper.objects.get(pk=self.paper.pk).save()
        paper = Paper.objects.get(pk=self.paper.pk)
        paper.title = "Else"
        paper.save()
        self.assertIn("Else", self.apa())

    def test_an_author_is_renamed(self):
        author = create_author(name="van der Berg, Ada")
        author.family = "Lovelace"
        author.save()
        self.assertIn("Lovelace, A.", self.apa())
        author.suffix = "Jr."
        author.save()
        self.assertIn("Lovelace, A., Jr.", self.apa())

    def test_an_identifier_comes_and_goes(self):
        Identifier.objects.create(paper=self.paper, scheme="arxiv", value="1706.03762")
        self.assertIn("arXiv:1706.03762", self.apa())
        Identifier.objects.create(
            paper=self.paper, scheme="url", value="https://example.org/code", role="code"
        )
        self.assertIn("https://arxiv.org/abs/1706.03762", self.apa())
        self.paper.identifiers.get(scheme="arxiv").delete()
        self.assertNotIn("http", self.apa())

    def test_a_byline_changes(self):
        self.paper.authorships.get(author__literal="ACME").delete()
        self.assertTrue(self.apa().startswith("van der Berg, A. (2017)"))
        Authorship.objects.create(paper=self.paper, author=create_author(name="Ng, Bo"), position=2)
        self.assertIn("Ng, B.", self.apa())

    def test_what_no_column_holds_is_cited_too(self):
        csl = {"edition": 2, "editor": [{"family": "Eco", "x": 1}], "event-title": "ICLR", "custom": {"a": 1}}
        paper = create_paper(title="A book", type="book", csl=csl | {"accessed": {"date-parts": [[2020]]}})
        self.assertIn("2nd ed.", Paper.objects.get(pk=paper.pk).citations["apa"])

    def test_csl_that_makes_no_sense_stops_no_save(self):
        create_paper(title="A book", csl={"issued": 3, "editor": "x", "accessed": [1], "edition": [2]})
        self.assertIn("A book", Paper.objects.get(title="A book").citations["apa"])
        with self.assertLogs("papers.citing", "ERROR"):
            create_paper(title="A play", csl={"accessed": {"date-parts": "x"}})
        self.assertIn("A play", Paper.objects.get(title="A play").citations["apa"])

    def test_the_command_renders_those_that_have_none(self):
        Paper.objects.update(citations={})
        self.assertEqual([name for _, name, _ in Paper.objects.get().references_list], ["Plain"])
        call_command("cite", missing=True, stdout=StringIO())
        self.assertIn("(2017)", self.apa())

    def test_the_command_renders_all_again(self):
        Paper.objects.update(citations={"apa": "Of an older version", "of": "something else"})
        call_command("cite", stdout=StringIO())
        self.assertIn("(2017)", self.apa())
