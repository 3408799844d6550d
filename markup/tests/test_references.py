from django.test import SimpleTestCase

from markup import Reference, Target, parse

from .pages import page_of

PAPER = Target("/papers/benjamin-1936/", "The Work of Art & more")


def references(text: str) -> set[tuple[str, str]]:
    """Kind and value of every reference of a text."""
    return {(reference.kind, reference.value) for reference in parse(text).references}


class WikiLinkTests(SimpleTestCase):
    def test_slug_and_label(self):
        targets = {Reference("wiki", "benjamin-1936"): PAPER}
        page = page_of("[[benjamin-1936]] and [[benjamin-1936|the *essay*]]", targets=targets)
        self.assertEqual([link["href"] for link in page.attributes_of("a")], [PAPER.url] * 2)
        self.assertEqual(page.text, "The Work of Art & more and the *essay*")

    def test_the_characters_stay_where_nothing_has_that_name(self):
        text = "see [[nobody]] and [[nobody|somebody]]"
        self.assertEqual(references(text), {("wiki", "nobody")})
        self.assertEqual(page_of(text).text, text)
        self.assertEqual(page_of(text).attributes_of("a"), [])

    def test_a_remark_in_double_brackets_is_text(self):
        text = "Neural networks (volume 3) [[I wasn’t around for the first two volumes; McCulloch]], and on"
        self.assertEqual(references(text), set())
        self.assertEqual(page_of(text).text, text)

    def test_only_what_can_be_a_name_counts(self):
        for name in ("a.b/c+d-é", "Note Title", "LoRA: Low-Rank Adaptation (2021)", "What is it?"):
            self.assertEqual(references(f"[[{name}]]"), {("wiki", name)})
        for text in (
            "[[a *b*]]",
            "[[a ]]",
            "[[ a]]",
            "[[a `b`]]",
            "[[]]",
            "[[" + "a" * 201 + "]]",
            "[[a]",
            "`[[a]]`",
            "\\[[a]]",
        ):
            with self.subTest(text):
                self.assertEqual(references(text), set())

    def test_links_of_markdown_have_the_right_of_way(self):
        self.assertEqual(references("[[1]](http://h.org/)"), {("url", "http://h.org/")})
        self.assertEqual(references("[[a]]\n\n[a]: /x\n"), {("path", "/x/")})

    def test_there_is_no_link_in_a_link(self):
        page = page_of("[see [[a]]](/x/)", targets={Reference("wiki", "a"): PAPER})
        self.assertEqual(page.attributes_of("a"), [{"href": "/x/"}])
        self.assertEqual(page.text, "see [[a]]")


class PictureTests(SimpleTestCase):
    def test_a_picture_is_a_reference_in_a_link_too(self):
        for text in (
            "![a](/images/a.png)",
            "![a](/images/a.png?x#y)",
            '<img src="/images/a.png" alt="">',
            "[a](/images/a.png)",
        ):
            with self.subTest(text):
                self.assertEqual(references(text), {("path", "/images/a.png/")})
        self.assertEqual(
            references("[![a](/images/a.png)](/x/)"), {("path", "/images/a.png/"), ("path", "/x/")}
        )

    def test_an_image_that_is_no_file_of_a_picture_is_none(self):
        self.assertEqual(references("![a](/a) ![b](/a.html) ![c](/png)"), set())

    def test_a_relative_address_is_one_only_from_a_folder(self):
        text = "![b](b.png) [c](../c.JPG?x) ![up](../../../d.gif) [other](e.md)"
        self.assertEqual(references(text), set())
        found = {reference.value for reference in parse(text, folder="x/y").references}
        self.assertEqual(found, {"/x/y/b.png/", "/x/c.JPG/", "/d.gif/"})

    def test_the_html_leads_to_where_the_picture_is_now(self):
        target = Target("/images/1.png", "", 30, 20)
        page = page_of("![a](/assets/a.png?v=2)", targets={Reference("path", "/assets/a.png/"): target})
        image = {"src": "/images/1.png", "alt": "a", "width": "30", "height": "20", "loading": "lazy"}
        self.assertEqual(page.attributes_of("img"), [image])

    def test_a_picture_can_be_embedded_by_its_name(self):
        target = Target("/images/1.png", "", 30, 20)
        targets = {Reference("wiki", "My plot.png"): target}
        for text, wanted in {
            "![[My plot.png]]": {"alt": "", "width": "30", "height": "20"},
            "![[My plot.png|the plot]]": {"alt": "the plot", "width": "30", "height": "20"},
            "![[My plot.png|300]]": {"alt": "", "width": "300"},
            "![[My plot.png|the plot|300x200]]": {"alt": "the plot", "width": "300", "height": "200"},
        }.items():
            with self.subTest(text):
                image = {"src": "/images/1.png", "loading": "lazy", **wanted}
                self.assertEqual(page_of(text, targets=targets).attributes_of("img"), [image])

    def test_what_is_embedded_and_is_not_there_stays_as_it_was_written(self):
        for text in ("see ![[gone.png|300]]", "see ![[a note]]"):
            with self.subTest(text):
                self.assertEqual(page_of(text).text, text)


class CitationTests(SimpleTestCase):
    def test_a_key_leads_to_its_paper_only_where_there_is_one(self):
        page = page_of(
            "As @benjamin1936, and @nobody.", targets={Reference("citation", "benjamin1936"): PAPER}
        )
        self.assertEqual([link["href"] for link in page.attributes_of("a")], [PAPER.url])
        self.assertEqual(page.text, "As The Work of Art & more, and @nobody.")

    def test_keys_end_before_punctuation(self):
        for text in ("@key.", "(@key)", "@key:", "@key's", "[@key; p. 3]", "*@key*", "@key?"):
            with self.subTest(text):
                self.assertEqual(references(text), {("citation", "key")})
        self.assertEqual(references("@DBLP:conf/nips/V17, see"), {("citation", "DBLP:conf/nips/V17")})

    def test_an_address_of_mail_or_a_name_in_a_path_is_none(self):
        for text in ("a@b.org", "é@b", "/@b", ".@b", "@@b", "@ b", "`@b`", "[@b](/x/)"):
            with self.subTest(text):
                self.assertNotIn("citation", {kind for kind, _ in references(text)})


class PathTests(SimpleTestCase):
    def test_paths_are_the_same_with_and_without_slash_query_and_fragment(self):
        for address in ("/python", "/python/", "/python?x=1", "/python/#top"):
            with self.subTest(address):
                self.assertEqual(references(f"[x]({address})"), {("path", "/python/")})
        self.assertEqual(references("[x](/)"), {("path", "/")})
        self.assertEqual(references("[x](/größe)"), {("path", "/größe/")})

    def test_a_path_leads_to_its_target_with_query_and_fragment(self):
        targets = {Reference("path", "/python/"): Target("/topics/python/", "Python")}
        page = page_of("[a](/python) [b](/python/?x=1#top) [c](/other)", targets=targets)
        addresses = [link["href"] for link in page.attributes_of("a")]
        self.assertEqual(addresses, ["/topics/python/", "/topics/python/?x=1#top", "/other"])
        self.assertEqual(page.text, "a b c")

    def test_relative_addresses_stay_and_are_no_references(self):
        page = page_of("[a](notes.md) [b](#top) [c](?q=1) [d](../x/)")
        self.assertEqual(
            [link["href"] for link in page.attributes_of("a")], ["notes.md", "#top", "?q=1", "../x/"]
        )
        self.assertEqual(references("[a](notes.md) [b](#top)"), set())


class AddressTests(SimpleTestCase):
    def test_a_host_without_a_scheme_gets_one_in_the_html(self):
        for written, address in {
            "www.character.ai": "https://www.character.ai",
            "example.org/a?b=c": "https://example.org/a?b=c",
            "github.com:443/x": "https://github.com:443/x",
            "//example.org/x": "https://example.org/x",
        }.items():
            with self.subTest(written):
                self.assertEqual(references(f"[x]({written})"), {("url", address)})
                self.assertEqual(page_of(f"[x]({written})").attributes_of("a")[0]["href"], address)

    def test_the_name_of_a_file_is_no_host(self):
        for written in ("notes.md", "paper.pdf", "run.sh", "a/b.org", "index.html"):
            with self.subTest(written):
                self.assertEqual(references(f"[x]({written})"), set())
                self.assertEqual(page_of(f"[x]({written})").attributes_of("a"), [{"href": written}])

    def test_the_value_is_the_address_in_the_html(self):
        text = "[x](https://h.org/ä?a=1&amp;b=2) <https://h.org/b c> https://h.org/c [y](<https://h.org/d e>)"
        links = [link["href"] for link in page_of(text).attributes_of("a")]
        self.assertEqual({("url", link) for link in links}, references(text))
        self.assertEqual(
            links,
            ["https://h.org/%C3%A4?a=1&b=2", "https://h.org/b", "https://h.org/c", "https://h.org/d%20e"],
        )

    def test_links_to_the_web_keep_no_opener(self):
        page = page_of("[a](https://h.org/) [b](/b/)")
        self.assertEqual([link.get("rel") for link in page.attributes_of("a")], ["noopener noreferrer", None])

    def test_raw_links_are_references_like_the_others(self):
        text = "<a href='www.h.org' title='T'>x</a> <A HREF=/y>y</A>"
        self.assertEqual(references(text), {("url", "https://www.h.org"), ("path", "/y/")})
        self.assertEqual(page_of(text).attributes_of("a")[0]["title"], "T")

    def test_other_schemes_leave_the_text_alone(self):
        for address in (
            "javascript:alert(1)",
            "ftp://h.org/",
            "data:text/html,x",
            "file:///etc",
            "tel:1",
            "http:x",
        ):
            with self.subTest(address):
                page = page_of(f"[label]({address}) and <a href='{address}'>more</a>")
                self.assertEqual(page.attributes_of("a"), [])
                self.assertEqual(page.text, "label and more")

    def test_mail_is_a_link_and_no_reference(self):
        self.assertEqual(page_of("<a@b.org>").attributes_of("a"), [{"href": "mailto:a@b.org"}])
        self.assertEqual(references("<a@b.org>"), set())


class LabelTests(SimpleTestCase):
    def test_a_reference_knows_what_the_text_calls_it(self):
        text = "[*The* work](https://h.org/a) [[slug]] @key [[slug2|words]] https://h.org/b ![picture](https://h.org/c)"
        labels = [reference.label for reference in parse(text).blocks[0].references]
        self.assertEqual(labels, ["The work", "slug", "@key", "words", "https://h.org/b", "picture"])

    def test_the_first_label_stands_and_makes_no_difference(self):
        [reference] = parse("[one](https://h.org/a) [two](https://h.org/a)").blocks[0].references
        self.assertEqual((reference.label, reference), ("one", Reference("url", "https://h.org/a")))


class BareAddressTests(SimpleTestCase):
    def test_bare_addresses_become_links_without_the_punctuation_around_them(self):
        for text, address in {
            "see https://h.org/a.": "https://h.org/a",
            "(https://h.org/a_(b))": "https://h.org/a_(b)",
            "**HTTP://h.org/**": "HTTP://h.org/",
            "https://h.org/道。次": "https://h.org/%E9%81%93",
            "http://localhost:8000/x, y": "http://localhost:8000/x",
            '"https://h.org/?a=b&c=d"': "https://h.org/?a=b&c=d",
        }.items():
            with self.subTest(text):
                self.assertEqual(references(text), {("url", address)})
                self.assertEqual(page_of(text).attributes_of("a")[0]["href"], address)

    def test_the_text_of_such_a_link_is_as_written(self):
        self.assertEqual(page_of("https://h.org/道?a%20b").text, "https://h.org/道?a%20b")

    def test_names_code_and_other_schemes_are_none(self):
        for text in (
            "example.org",
            "a@b.org",
            "ftp://h.org",
            "xhttp://h.org",
            "http://",
            "`http://h.org`",
            "http:\\//h.org",
        ):
            with self.subTest(text):
                self.assertEqual(references(text), set())

    def test_a_brace_for_a_bracket_leaves_the_text_as_written(self):
        text = "a [label}(https://h.org/x) b [label](https://h.org/y}"
        self.assertEqual(page_of(text).text, text)
