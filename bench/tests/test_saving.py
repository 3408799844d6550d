from unittest import TestCase

from bench.pages.saving import changed, fields_of, to_load

PAGE = """
<form id="logout"><input type="hidden" name="csrfmiddlewaretoken" value="one"></form>
<form id="entry"><input type="hidden" name="csrfmiddlewaretoken" value="two">
<textarea name="body">\n&lt;b&gt; and
more</textarea>
<select name="topics" multiple><option value="1">a</option><option value="2" selected>b</option>
<option value="3" selected>c</option></select>
<input type="checkbox" name="is_date_inherited"><input type="checkbox" name="is_listed" checked>
<input type="submit" name="_save" value="Save"><input type="file" name="picture"><input id="nameless">
</form>
"""


class FieldsTests(TestCase):
    def test_a_form_sends_what_a_browser_would(self):
        self.assertEqual(
            fields_of(PAGE),
            [
                ("csrfmiddlewaretoken", "two"),
                ("body", "<b> and\nmore"),
                ("topics", "2"),
                ("topics", "3"),
                ("is_listed", "on"),
            ],
        )

    def test_a_page_without_such_a_form_is_refused(self):
        with self.assertRaises(SystemExit):
            fields_of("<form></form>")

    def test_a_save_changes_the_text_and_nothing_else(self):
        sent = changed(fields_of(PAGE), "a text\n", 7)
        self.assertEqual(sent["body"], ["a text\n* saved 7"])
        self.assertEqual(sent["topics"], ["2", "3"])
        self.assertEqual(sent["csrfmiddlewaretoken"], ["two"])


class LoadTests(TestCase):
    def test_times_become_figures_of_one_save(self):
        load = to_load([0.1] * 98 + [0.2, 0.4], used=5.0, failures=0)
        self.assertEqual((load.requests, load.cpu), (100, 50.0))
        self.assertEqual((load.p50, load.p95, load.p99), (100, 100, 400))
        self.assertAlmostEqual(load.rate, 100 / 10.4)
