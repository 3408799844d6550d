import json

from django.test import TestCase

from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic


class ReferencesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Adapters")
        create_paper(
            title="LoRA",
            authors=["Hu, Edward"],
            citation_key="hu2021",
            identifiers=[("doi", "10.1000/lora")],
            body="My *note*.",
            tags=["rank"],
            topics=[topic],
        )
        create_paper(title="Private", visibility="private", tags=["rank"], topics=[topic])

    def test_a_work_is_there_in_each_form_with_its_note(self):
        kinds = {
            "bib": ("application/x-bibtex; charset=utf-8", "annote = {My *note*.}"),
            "ris": ("application/x-research-info-systems; charset=utf-8", "N1  - My *note*."),
            "json": ("application/vnd.citationstyles.csl+json", '"annote": "My *note*."'),
        }
        for form, (kind, note) in kinds.items():
            for address in (f"/papers/lora.{form}", f"/papers/lora/references.{form}"):
                response = self.client.get(address)
                self.assertContains(response, note)
                self.assertEqual(response.headers["Content-Type"], kind)
                self.assertEqual(response.headers["X-Robots-Tag"], "noindex")
                expected = f'attachment; filename="lora.{form}"'
                self.assertEqual(response.headers["Content-Disposition"], expected)

    def test_what_no_page_shows_is_for_owners(self):
        custom = {"custom": {"file": "/home/anna/lora.pdf"}}
        text = "Seen <!-- hidden --> too\n\n[unused]: https://example.org/hidden\n\n<!-- hidden\n\nhidden -->"
        create_paper(title="Odd", body=text, csl=custom)
        for form in ("bib", "ris", "json"):
            response = self.client.get(f"/papers/odd.{form}")
            self.assertContains(response, "Seen")
            self.assertNotContains(response, "hidden")
            self.assertNotContains(response, "anna")
        self.assertNotContains(self.client.get("/papers/odd/"), "anna")
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/papers/odd.bib"), "anna")

    def test_every_list_is_there_whole_under_its_filters(self):
        for path in ("/papers/", "/authors/hu-edward/", "/topics/adapters/", "/tags/rank/"):
            found = json.loads(self.client.get(f"{path}references.json").content)
            self.assertEqual([item["id"] for item in found], ["hu2021"], path)
            self.assertEqual(json.loads(self.client.get(f"{path}references.json?issued=1999").content), [])
            self.assertContains(self.client.get(path), f'href="{path}references.bib"')

    def test_an_owner_has_what_is_private_too(self):
        self.client.force_login(create_owner())
        response = self.client.get("/papers/references.bib")
        self.assertContains(response, "title = {Private}")
        self.assertEqual(response.headers["Cache-Control"], "private, no-cache")
        self.assertEqual(self.client.get("/papers/private.bib").status_code, 200)

    def test_what_is_private_or_unknown_is_not_found(self):
        for address in ("/papers/private.bib", "/papers/nothing.ris", "/authors/nobody/references.bib"):
            self.assertEqual(self.client.get(address).status_code, 404, address)
