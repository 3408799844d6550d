from datetime import date, datetime

from django.test import SimpleTestCase

from notes.importing.markdown.front_matter import split_front_matter, to_plain_values
from notes.importing.problems import ImportProblem


class SplitFrontMatterTests(SimpleTestCase):
    def assert_problem(self, text, message, line):
        with self.assertRaisesMessage(ImportProblem, message) as raised:
            split_front_matter(text)
        self.assertEqual(raised.exception.line, line)

    def test_values_body_and_its_first_line(self):
        text = "---\ntitle: Generative AI\npermalink: /gen-ai/\n---\n\n## 2023 Log\n"
        self.assertEqual(
            split_front_matter(text),
            ({"title": "Generative AI", "permalink": "/gen-ai/"}, "\n## 2023 Log\n", 5),
        )

    def test_a_text_without_it_is_all_body(self):
        self.assertEqual(split_front_matter("# Title\n---\nx"), ({}, "# Title\n---\nx", 1))

    def test_it_may_be_empty(self):
        self.assertEqual(split_front_matter("---\n---\nx"), ({}, "x", 3))

    def test_byte_order_mark_and_foreign_newlines(self):
        for newline in ("\r\n", "\r", "\n"):
            text = "\ufeff" + newline.join(["---", "title: x", "---", "a", "b"])
            self.assertEqual(split_front_matter(text), ({"title": "x"}, "a\nb", 4))

    def test_a_date_comes_as_a_date(self):
        self.assertEqual(split_front_matter("---\ndate: 2023-03-15\n---\n")[0], {"date": date(2023, 3, 15)})

    def test_toml_and_json(self):
        values = {"title": "x", "tags": ["a", "b"], "params": {"n": 1}}
        toml = '+++\ntitle = "x"\ntags = ["a", "b"]\n[params]\nn = 1\n+++\n\nbody'
        self.assertEqual(split_front_matter(toml), (values, "\nbody", 7))
        json = '{\r\n"title": "x",\r\n"tags": ["a", "b"], "params": {"n": 1}\r\n}\r\nbody'
        self.assertEqual(split_front_matter(json), (values, "body", 5))
        self.assertEqual(split_front_matter('\ufeff{"title": "x"}'), ({"title": "x"}, "", 2))
        self.assertEqual(split_front_matter("{}\nbody"), ({}, "body", 2))

    def test_a_brace_that_opens_no_json_is_text(self):
        for text in ("{% include x %}\n", "{{ page.title }}", "{: .class}\nx", "{x}", "{", "++ a\n++"):
            with self.subTest(text):
                self.assertEqual(split_front_matter(text), ({}, text, 1))

    def test_broken_toml_and_json_are_named_by_their_line(self):
        self.assert_problem('+++\na = 1\nb = "x\n+++\n', "no valid TOML", 3)
        self.assert_problem("+++\na = 1\na = 2\n+++\n", "no valid TOML", 3)
        self.assert_problem("+++\na = 1\n", "never closed", 1)
        self.assert_problem('{\n"a": 1,\n"b" 2}\n', "no valid JSON", 3)
        self.assert_problem('{"a": 1, "a": 2}\n', "says a twice", 1)
        self.assert_problem('{"a": 1} text\n', "on a line of its own", 1)

    def test_toml_and_json_that_nobody_wrote_are_refused(self):
        for text in (
            "+++\na = " + "[" * 30_000 + "\n+++\n",
            "+++\n" + "a." * 20_000 + "a = 1\n+++\n",
            '{"a": ' + "[" * 30_000 + "\n",
            '{"a": ' + "[" * 30 + "]" * 30 + "}\n",
        ):
            with self.subTest(text[:20]):
                self.assert_problem(text, "nested too deep", 1)
        self.assert_problem("+++\na = " + "1" * 5000 + "\n+++\n", "no valid TOML", 2)
        self.assert_problem('{"a": ' + "1" * 5000 + "}\n", "no valid JSON", 1)
        self.assert_problem('{"a": "' + "x" * 65536 + '"}\n', "64 KB", 1)

    def test_never_closed(self):
        self.assert_problem("---\ntitle: x\n", "never closed", 1)

    def test_broken_yaml_is_named_by_its_line_in_the_file(self):
        self.assert_problem("---\ntitle: x\ntags: [a, b\n---\n", "no valid YAML", 4)
        self.assert_problem("---\ntitle: a: b\n---\n", "no valid YAML", 2)

    def test_no_mapping(self):
        self.assert_problem("---\n- a\n---\n", "`key: value`", 2)
        self.assert_problem("---\nwords\n---\n", "`key: value`", 2)

    def test_a_key_said_twice_would_lose_a_value(self):
        self.assert_problem("---\ntitle: x\ntitle: y\n---\n", "says title twice", 3)

    def test_too_large(self):
        self.assert_problem("---\ntitle: " + "x" * 65536 + "\n---\n", "64 KB", 1)

    def test_aliases_cannot_grow(self):
        lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
        self.assert_problem("---\n" + "\n".join(lines) + "\n---\n", "anchor", 3)
        self.assert_problem("---\na: &a [*a]\n---\n", "anchor", 2)

    def test_deep_nesting_is_refused(self):
        self.assert_problem("---\na: " + "[" * 30_000 + "\n---\n", "nested", 2)
        self.assert_problem("---\na: " + "{b: " * 10_000 + "\n---\n", "nested", 2)

    def test_objects_and_impossible_values_are_refused(self):
        self.assert_problem("---\na: !!python/object/apply:os.system [ls]\n---\n", "no valid YAML", 2)
        self.assert_problem("---\na: 2023-02-30\n---\n", "cannot be read", 2)
        self.assert_problem("---\na: " + "9" * 5000 + "\n---\n", "cannot be read", 2)
        for value in ("!!bool x", "!!timestamp x", "!!int ''", "!!float x"):
            self.assert_problem(f"---\nb: c\na: {value}\n---\n", "cannot be read", 3)
        self.assert_problem("---\na: x\x01y\n---\n", "no valid YAML", 1)

    def test_nul_and_endless_lines_are_refused(self):
        self.assert_problem("---\na: b\n---\nx\0y", "NUL", 4)
        self.assert_problem(
            "x\n" + "y" * 1_000_001, "line 2 has 1,000,001 characters; the limit is 1,000,000", 2
        )


class ToPlainValuesTests(SimpleTestCase):
    def test_json_can_carry_the_result(self):
        value = {
            1: date(2023, 3, 15),
            "b": [True, None, 1.5, float("inf")],
            "c": {"d": datetime(2023, 3, 15, 1, 2)},
        }
        expected = {"1": "2023-03-15", "b": [True, None, 1.5, "inf"], "c": {"d": "2023-03-15T01:02:00"}}
        self.assertEqual(to_plain_values(value), expected)

    def test_what_is_no_text_is_refused(self):
        for value in ("a\0b", b"bytes", {"a\0": 1}):
            with self.assertRaises(ImportProblem):
                to_plain_values(value)
