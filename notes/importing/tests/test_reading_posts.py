"""Sites of Jekyll and Hugo, by https://jekyllrb.com/docs/permalinks/, https://jekyllrb.com/docs/posts/ and
https://gohugo.io/content-management/front-matter/."""

from datetime import date

from django.test import SimpleTestCase

from notes.importing.generators import hugo_rules, jekyll_rules
from notes.importing.markdown.addresses import Rules, made_addresses
from notes.importing.markdown.liquid import liquid_in
from notes.importing.markdown.reading import read_page
from notes.importing.pages import LogPage, PaperPage, PostPage, TopicPage
from notes.importing.problems import ImportProblem

POST = "_posts/2020-03-11-a-title.md"
TODAY = date(2023, 4, 12)


def read(body="text", front="", *, name=POST):
    return read_page(name, f"---\n{front}\n---\n{body}", kind=None, year=None, today=TODAY)


class PostTests(SimpleTestCase):
    def test_a_post_is_one_entry_of_its_day_that_opens_with_its_title(self):
        page = read("\nFirst.\n\n* second\n", "title: About it\ntags: [a]\ntopics: [b]")
        self.assertIs(type(page), PostPage)
        (entry,) = page.entries
        self.assertEqual(
            (entry.read_on, entry.body), (date(2020, 3, 11), "## About it\n\nFirst.\n\n* second")
        )
        self.assertEqual((entry.tags, page.topics), (("a",), ("b",)))

    def test_a_title_that_the_text_opens_with_is_not_said_twice(self):
        self.assertEqual(read("# About *it*\n\nText.").entries[0].body, "# About *it*\n\nText.")
        self.assertEqual(read("Text.").entries[0].body, "## A title\n\nText.")

    def test_the_day_of_the_front_matter_comes_before_that_of_the_name(self):
        for written in ("2021-05-06", "2021-05-06 23:59:00 -0500", "2021-05-06T08:00:00Z", "May 6, 2021"):
            with self.subTest(written):
                self.assertEqual(read(front=f"date: {written}").entries[0].read_on, date(2021, 5, 6))
        with self.assertRaisesMessage(ImportProblem, "line 2: date is 'soon'; it can be 2018-01-31"):
            read(front="date: soon")

    def test_a_post_about_a_work_is_a_paper_and_a_post_with_dated_bullets_a_log(self):
        self.assertIs(type(read("# [LoRA](https://arxiv.org/abs/2106.09685)\n")), PaperPage)
        log = read("* 3/10 - one\n* 3/11 - two\n")
        self.assertIs(type(log), LogPage)
        self.assertEqual([entry.read_on for entry in log.entries], [date(2020, 3, 10), date(2020, 3, 11)])

    def test_where_posts_are(self):
        dated = "date: 2020-03-11"
        for name in ("a/_posts/2020-03-11-x.md", "content/posts/x.md", "content/blog/x/index.md"):
            with self.subTest(name):
                self.assertIs(type(read(front=dated, name=name)), PostPage)
        for name in ("content/docs/x.md", "content/posts/_index.md", "posts/x.md", "content/x.md"):
            with self.subTest(name):
                self.assertIs(type(read(front=dated, name=name)), TopicPage)
        self.assertIs(type(read(front=f"{dated}\nlayout: post", name="x.md")), PostPage)
        self.assertIs(type(read(front="kind: topic")), TopicPage)

    def test_a_draft_without_a_day_is_a_private_topic(self):
        page = read(name="_drafts/x.md")
        self.assertEqual((type(page), page.visibility), (TopicPage, "private"))

    def test_what_is_still_to_come_is_private(self):
        for page in (read(front="date: 2024-01-01"), read(front="publishDate: 2024-01-01")):
            self.assertEqual(page.visibility, "private")
            self.assertIn("still to come", page.doubts[0].reason)
        self.assertEqual(read(front="published: 2020-01-01").visibility, "public")

    def test_an_index_is_called_as_its_folder(self):
        for name, slug in {"content/post/x/index.md": "x", "a/_index.md": "a", "index.md": "index"}.items():
            self.assertEqual(read(name=name).slug, slug)


class TagTests(SimpleTestCase):
    def test_categories_are_tags_too(self):
        for front, tags in {
            "tags: a b\ncategories: c d": ("a", "b", "c", "d"),
            "tags: a b, c\ncategories: [D e]": ("a b", "c", "D e"),
            "tag: a b\ncategory: c d": ("a b", "c d"),
            "tags: [Python]\ncategories: [python]": ("Python",),
            "taxonomies: {tags: [a], categories: [b]}": ("a", "b"),
            "tags:\ncategories: []": (),
        }.items():
            with self.subTest(front):
                self.assertEqual(read(front=front).tags, tags)

    def test_folders_above_posts_are_categories(self):
        self.assertEqual(read(front="tags: a", name=f"film/old/{POST}").tags, ("a", "film", "old"))


class AddressTests(SimpleTestCase):
    def made(self, rules, name=POST, front=""):
        return list(made_addresses(read(front=front, name=name).front_matter, name, rules))

    def test_jekyll(self):
        for permalink, address in {
            "date": "/film/2020/03/11/a-title.html/",
            "pretty": "/film/2020/03/11/a-title/",
            "ordinal": "/film/2020/071/a-title.html/",
            "weekdate": "/film/2020/W11/Wed/a-title.html/",
            "none": "/film/a-title.html/",
            "/:year/:i_month/:short_day/:slug": "/2020/3/Wed/a-title/",
        }.items():
            with self.subTest(permalink):
                rules = jekyll_rules({"permalink": permalink})
                self.assertEqual(self.made(rules, front="categories: Film"), [address])
        self.assertEqual(self.made(jekyll_rules({"permalink": "/:nothing/"})), [])

    def test_pages_and_collections_of_jekyll(self):
        rules = jekyll_rules({"collections": {"comp": {"output": True}, "x": {"output": False}}})
        self.assertEqual(self.made(rules, "_comp/sub/a.md"), ["/comp/sub/a.html/"])
        self.assertEqual(self.made(rules, "_x/a.md"), [])
        self.assertEqual(self.made(rules, "about.md"), ["/about.html/"])
        self.assertEqual(self.made(rules, "a/index.md"), ["/a/"])
        pretty = jekyll_rules(
            {"permalink": "pretty", "collections": {"c": {"output": True, "permalink": "/:name"}}}
        )
        self.assertEqual(self.made(pretty, "about.md"), ["/about/"])
        self.assertEqual(self.made(pretty, "_c/a.md"), ["/a/"])

    def test_the_path_of_the_whole_site_stands_before_it(self):
        rules = jekyll_rules({"permalink": "none", "baseurl": "/blog"})
        self.assertEqual(self.made(rules), ["/a-title.html/", "/blog/a-title.html/"])
        rules = hugo_rules({"baseURL": "https://example.org/notes/"})
        self.assertEqual(self.made(rules, "content/a.md"), ["/a/", "/notes/a/"])

    def test_hugo(self):
        rules = hugo_rules({"permalinks": {"page": {"posts": "/:year/:month/:slug/"}}})
        for name, address in {
            "content/posts/2020-03-11-a.md": "/2020/03/a/",
            "content/docs/Big File.md": "/docs/big-file/",
            "content/docs/_index.md": "/docs/",
            "content/docs/x/index.md": "/docs/x/",
        }.items():
            with self.subTest(name):
                self.assertEqual(self.made(rules, name), [address])
        self.assertEqual(self.made(rules, "content/docs/x.md", "slug: y"), ["/docs/y/"])
        self.assertEqual(self.made(rules, "README.md"), [])

    def test_settings_that_nobody_wrote_are_as_none(self):
        for values in ({"collections": [1], "permalink": {}}, {"permalinks": "x", "baseURL": 1}):
            self.assertIsInstance(jekyll_rules(values), Rules)
            self.assertIsInstance(hugo_rules(values), Rules)

    def test_what_a_page_states_is_its_permalink(self):
        self.assertEqual(read(front="permalink: /:year/:title/").permalink, "/2020/a-title/")
        self.assertEqual(read(front="url: /old/x/").permalink, "/old/x/")
        page = read("# [LoRA](https://arxiv.org/abs/2106.09685)", "url: /old/lora/")
        self.assertEqual((page.permalink, page.url), ("/old/lora/", "https://arxiv.org/abs/2106.09685"))
        self.assertEqual(read(front="url: https://h.org/x\nkind: paper").permalink, "")

    def test_other_addresses(self):
        front = "aliases: [/a/, /b c/, name]\nredirect_from: /d.html"
        self.assertEqual(read(front=front).former, ("/a/", "/d.html/"))


class LiquidTests(SimpleTestCase):
    def test_each_kind_is_told_of_once_with_its_first_line_and_its_number(self):
        text = """{% raw %}a{% endraw %}
[x]({{ site.baseurl }}/x) {%- include a.html -%}
{{< figure src="x" >}} {% include b.html %}
{{%/* note */%}} {{ site.baseurl | escape }}
```
{% raw %}
```
{curly} {{}} { % x %}"""
        doubts = [(doubt.line, doubt.reason) for doubt in liquid_in(text.split("\n"), 1)]
        self.assertEqual(
            doubts,
            [
                (1, "{% raw %} is left as text"),
                (2, "{{ site.baseurl }} is left as text, 2 times in this file"),
                (2, "{% include %} is left as text, 2 times in this file"),
                (3, "{{< figure >}} is left as text"),
            ],
        )

    def test_the_text_stays(self):
        body = "{% raw %}{{ x }}{% endraw %}"
        self.assertEqual(read(body, name="x.md").body, body)
