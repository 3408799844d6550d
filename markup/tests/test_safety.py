"""No attempt at script gets through."""

from django.test import SimpleTestCase

from .pages import Page, page_of
from .payloads import PAYLOADS, public_payloads

AROUND = [
    "{}",
    "* {}",
    "> {}",
    "# {}",
    "a {} b",
    "* a\n\n  {}\n",
    "<div>{}</div>",
    "<b>{}",
    "[{}](/x/)",
    "|{}|\n|-|\n",
]


class SafetyTests(SimpleTestCase):
    def test_no_payload_becomes_more_than_text(self):
        for payload in PAYLOADS:
            for around in AROUND:
                text = around.format(payload) if "\n" not in payload else payload
                with self.subTest(text=text):
                    self.assertEqual(page_of(text).faults, [])

    def test_the_check_itself_finds_what_it_should(self):
        for html in PAYLOADS[:8]:
            with self.subTest(html=html):
                self.assertNotEqual(Page(html).faults, [])

    def test_nobody_can_guess_the_place_of_code_and_formulas(self):
        first, second = (page_of("`a` $x$ 00000000000000000000000000000000" + "0z").text for _ in range(2))
        self.assertEqual(first, second)
        self.assertIn("0z", first)

    def test_none_of_the_public_payloads_becomes_more_than_text(self):
        payloads = public_payloads()
        self.assertGreater(len(payloads), 8_000)
        for first in range(0, len(payloads), 100):
            text = "\n\n<!-- -->\n\n".join(payloads[first : first + 100])
            self.assertEqual(page_of(text).faults, [], first)
