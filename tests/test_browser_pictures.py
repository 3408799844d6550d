"""Pictures that somebody pastes, and what a phone is told of the site."""

import re
from base64 import b64encode

from django.contrib.auth import get_user_model

from passages.models import Image
from passages.tests.drawings import SVG, drawing

from .browser import BrowserTestCase

PASTE = """([textarea, sent]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(sent.bytes), (each) => each.charCodeAt(0));
  data.items.add(new File([bytes], sent.name, { type: sent.type }));
  const told = { clipboardData: data, bubbles: true, cancelable: true };
  textarea.dispatchEvent(new ClipboardEvent("paste", told));
}"""


class PictureTests(BrowserTestCase):
    has_sample = False

    def sign_in(self, path):
        get_user_model().objects.create_superuser("o", password="o")
        page = self.open(f"/admin/login/?next={path}")
        page.fill("#id_username", "o")
        page.fill("#id_password", "o")
        page.click("[type=submit]")
        return page

    def paste(self, page, data, name="a-square.png", kind="image/png"):
        area = page.locator("textarea[data-writing]").first.element_handle()
        sent = {"bytes": b64encode(data).decode(), "name": name, "type": kind}
        page.evaluate(PASTE, [area, sent])
        return area

    def test_a_pasted_picture_stands_in_the_text(self):
        page = self.sign_in("/write/")
        page.wait_for_selector(".writing__bar")
        page.locator("textarea[data-writing]").first.type("Seen")
        area = self.paste(page, drawing())
        page.wait_for_function("(area) => area.value.includes('/images/')", arg=area)
        self.assertTrue(area.input_value().startswith("Seen ![a square]"))
        [url] = re.findall(r"!\[a square\]\((/images/[0-9a-f]{32}\.png)\)", area.input_value())
        self.assertEqual(url, Image.objects.get().get_absolute_url())
        self.assertEqual(page.request.get(url).headers["content-type"], "image/png")
        self.assertEqual(self.complaints, [])

    def test_what_is_refused_leaves_the_text_with_a_sentence(self):
        page = self.sign_in("/write/")
        page.wait_for_selector(".writing__bar")
        area = self.paste(page, SVG, "a.svg", "image/svg+xml")
        page.wait_for_function("() => document.querySelector('.writing__status').textContent.includes('SVG')")
        self.assertEqual(area.input_value().strip(), "")

    def test_the_manifest_is_read_and_its_icons_load(self):
        page = self.sign_in("/write/capture/")
        manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href")).json()
        for icon in manifest["icons"]:
            self.assertEqual(page.request.get(icon["src"]).headers["content-type"], "image/png")
        page.click("[data-bookmarklet]")
        self.assertEqual(self.violations(page), [])
        self.assertEqual(self.complaints, [])
